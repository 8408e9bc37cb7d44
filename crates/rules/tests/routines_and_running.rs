//! What clauses in our own words state of routines, of what is spread and sent, and of what
//! those who run a group see to.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use rules::clause::{Clause, Norms};
use rules::reading::leads::WEAK;

const KINDS: &[&str] = &[
    "share-duty",
    "relay",
    "roster-review",
    "spot-check",
    "announcement",
    "backup",
    "feedback-intake",
    "content-plan",
    "performance-review",
    "training",
    "customer-feedback",
    "admin-duties",
    "broadcast",
    "check-in",
    "mandatory-membership",
    "multi-group-sync",
];

/// Parameters in the policy's own words, which are not compared.
const IN_WORDS: &[&str] = &["what", "by", "who", "metrics"];

/// The norms of the kinds of this file that a clause states, as `kind key=value …; …`.
fn read(heading: &str, text: &str) -> String {
    let headings: Vec<String> =
        (!heading.is_empty()).then(|| heading.to_owned()).into_iter().collect();
    let clause = Clause { text, headings: &headings, lead: None, place: Default::default() };
    let mut norms = Norms::new();
    for kind in KINDS {
        (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    }
    // What the lead alone says gives way to the clause's own words.
    norms.retain(|norm| norm.confidence != WEAK);
    let written = norms.iter().map(|norm| {
        let typed = norm.params.iter().filter(|(key, _)| !IN_WORDS.contains(&key.as_str()));
        let params = typed.map(|(key, value)| match value {
            Value::String(text) => format!(" {key}={text}"),
            other => format!(" {key}={other}"),
        });
        norm.kind.to_owned() + &params.collect::<String>()
    });
    written.collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check(heading: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(heading, text) != *expected)
        .map(|(text, expected)| {
            format!("{text}\n  expected {expected}\n  got      {}", read(heading, text))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_members_spread_and_pass_on() {
    check(
        "",
        &[
            ("学校公众号推送后,全体教师须当天转发到朋友圈", "share-duty"),
            ("官宣物料发布后,每位成员应在两小时内转发微博并配文", "share-duty"),
            ("对本店的开业信息,每名员工都有义务发朋友圈宣传", "share-duty"),
            ("全体代理要积极参与品牌的促销活动", "share-duty"),
            ("各位业主代表请及时将小区投票链接转发给身边的邻居", "share-duty"),
            ("群内信息不得转发到朋友圈", ""),
            ("转发朋友圈前请先核实内容", ""),
            ("每人每天至少发两条朋友圈", ""),
            ("欢迎大家分享读书心得", ""),
            ("班委看到群里的通知后,要转告没有看到的同学", "relay"),
            ("各楼栋长应将群内通知转达给本楼栋的住户", "relay"),
            ("各科室负责人须及时传达群里发布的会议精神", "relay"),
            ("群里布置的任务,各部门要认真抓好落实", "relay"),
            ("请各支部收到通知后立即通知到每一位党员", "relay"),
            ("群内信息不得向外人传达", ""),
            ("本制度请各部门遵照执行", ""),
            ("未经同意不得把群里的内容转告他人", ""),
        ],
    );
}

#[test]
fn who_is_gone_through_and_inspected() {
    check(
        "",
        &[
            ("群主每月核对一次群成员名单,清理无关人员", "roster-review every=1mo"),
            ("每学期开学时,班主任应更新家长名单", "roster-review every=6mo"),
            ("物业每季度对业主群人员进行一次清查", "roster-review every=3mo"),
            ("人员发生变动的,各科室要及时更新群成员", "roster-review"),
            ("管理员应定期梳理群成员,及时清退无关人员", "roster-review"),
            ("入群人员须经群主核实身份", ""),
            ("离职员工由人事部当天移出", ""),
            ("群成员的意见由秘书整理", "feedback-intake"),
            ("信息中心每月抽查各工作群的使用情况", "spot-check every=1mo"),
            ("办公室不定期对各群聊天内容进行检查", "spot-check"),
            ("学校将对班级群管理情况进行督查", "spot-check"),
            ("公司有权随时检查工作手机上的微信聊天记录", "spot-check"),
            ("发布前请检查内容有没有错别字", ""),
            ("每天检查作业完成情况并发到群里", ""),
            ("文件发送前应检查是否有病毒", ""),
        ],
    );
}

#[test]
fn notices_backups_and_opinions() {
    check(
        "",
        &[
            ("群公告由群主负责更新,保持内容准确", "announcement"),
            ("重要事项以群公告形式发布,并置顶", "announcement"),
            ("管理员每周更新一次群公告", "announcement every=7d"),
            ("看到群公告后请回复收到", ""),
            ("进群请先阅读群公告", ""),
            ("请遵守群公告里的约定", ""),
            ("群内重要聊天记录每月由秘书备份一次", "backup every=1mo"),
            ("值班员要把群里的会议资料归档保存", "backup"),
            ("各部门应将发布的信息留存备查", "backup"),
            ("群文件会过期,请自行及时下载保存", ""),
            ("违规截图将作为证据保存", ""),
            ("建群后须到办公室备案", ""),
            (
                "业委会每季度收集业主的意见和建议,汇总后提交物业公司",
                "feedback-intake every=3mo to=物业公司",
            ),
            ("对群管理有意见或建议的,可以向群主提出", "feedback-intake to=群主"),
            ("秘书处定期征集会员建议,整理后报理事会研究", "feedback-intake to=理事会"),
            ("如有好的想法,请私信管理员", "feedback-intake to=管理员"),
            ("对处理决定有意见的,可以向群主申诉", ""),
            ("建议大家晚上十点后不要说话", ""),
            ("做决定前应征求部门的意见", ""),
        ],
    );
}

#[test]
fn what_is_published_measured_and_taught() {
    check(
        "",
        &[
            ("班主任每周在群里分享一篇育儿文章", "content-plan every=7d"),
            ("领读人每天早上在群里发布当天的阅读内容", "content-plan every=1d"),
            ("社区工作人员应及时在群里推送政策信息", "content-plan"),
            ("管理员要定期在群里发布行业资讯", "content-plan"),
            ("管理员有权删除群里发布的信息", ""),
            ("成员可以在群里分享资料", ""),
            ("公众号每周推送两篇文章", ""),
            (
                "运营部每月对社群效果进行评估,包括活跃度、留存率、转化率",
                "performance-review every=1mo",
            ),
            ("微信工作情况纳入年度绩效考核", "performance-review every=1y"),
            ("学校每学期对班级群管理进行一次考核", "performance-review every=6mo"),
            ("违反规定的扣除当月绩效", ""),
            ("不得在群里评价他人", ""),
            ("根据评估结果调整方案", ""),
            ("公司每季度组织一次新媒体业务培训", "training every=3mo"),
            ("管理员上岗前须参加培训", "training"),
            ("学校定期开展网络安全培训", "training"),
            ("禁止发布校外培训广告", ""),
            ("培训群只发培训通知", ""),
            ("请假的应在培训群里说明", ""),
            ("客服应主动收集客户的需求和意见", "customer-feedback"),
            ("每月对老客户回访一次,做好记录", "customer-feedback every=1mo"),
            ("店员要及时了解顾客的反馈", "customer-feedback"),
            ("不得泄露客户的需求和资料", ""),
            ("客户的问题要在两小时内答复", ""),
            ("客户应添加到公司微信", ""),
        ],
    );
}

#[test]
fn what_those_who_run_a_group_see_to() {
    check(
        "",
        &[
            ("群主是本群第一责任人,负责日常管理", "admin-duties"),
            ("管理员要以身作则,维护群内秩序", "admin-duties"),
            ("管理员应及时制止不当言论,引导大家理性讨论", "admin-duties"),
            ("版主负责调解成员之间的纠纷", "admin-duties"),
            ("对群里的不良信息要及时处理", "admin-duties"),
            ("班委承担班级群的管理责任", "admin-duties"),
            ("请大家共同维护群内秩序", ""),
            ("扰乱群内秩序的,管理员有权移出", ""),
            ("成员应服从管理员的管理", ""),
            ("对管理员不满意的,可以向群主投诉", ""),
        ],
    );
    check("管理员职责", &[("维护群内秩序", "admin-duties"), ("审核入群申请", "")]);
}

#[test]
fn what_is_sent_done_and_joined() {
    check(
        "",
        &[
            ("每天早上八点由机器人在群里播报天气", "broadcast at=08:00 every=1d"),
            ("小助手每个工作日9:00在群里自动推送任务清单", "broadcast at=09:00 every=workday"),
            ("缴费通知由系统定时发送到各群", "broadcast"),
            ("每天只能群发一次消息", ""),
            ("公众号每天推送一篇图文", ""),
            ("每天18:00前提交日报", ""),
            ("每天晚上十点前在群里完成读书打卡", "check-in every=1d to=22:00"),
            ("每周至少打卡五次,少于五次的提醒", "check-in every=7d min=5"),
            ("早上6:00至8:00在群里签到", "check-in from=06:00 to=08:00"),
            ("不得代他人打卡", ""),
            ("会议签到由办公室负责", ""),
            ("考勤以打卡机为准", ""),
            ("全体教师必须加入工作群", "mandatory-membership"),
            ("每名学生的家长均须入群", "mandatory-membership"),
            ("各部门负责人、班组长一律加入本群", "mandatory-membership"),
            ("新入职员工应在三天内加入公司微信群", "mandatory-membership"),
            ("入群须经群主同意", ""),
            ("不应加入的人员请退出", ""),
            ("符合条件的会员可以加入本群", ""),
            ("违规人员应列入黑名单", ""),
            ("讲座在主群进行,各分群同步转播", "multi-group-sync"),
            ("重要通知在多个群同时发布", "multi-group-sync"),
            ("禁止跨群推广", ""),
            ("不要把本群的内容转发到其他群", ""),
            ("各群应自觉遵守规定", ""),
        ],
    );
}
