//! Duties, sanctions and the use of power in the words of many settings: temples, clubs, villages,
//! hospitals, choirs, drivers.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use rules::clause::{Clause, Norms};

/// The norms of one kind that a clause states, as `key=value …; …`; `-` for one without any.
fn read(kind: &str, text: &str) -> String {
    let mut norms = Norms::new();
    (rules::kind_named(kind).unwrap().recognise)(&Clause::alone(text), &mut norms);
    let written: Vec<String> = norms
        .iter()
        .map(|norm| {
            let params: Vec<String> = norm
                .params
                .iter()
                .map(|(key, value)| match value {
                    Value::String(text) => format!("{key}={text}"),
                    other => format!("{key}={}", other.to_string().replace([' ', '"'], "")),
                })
                .collect();
            if params.is_empty() { "-".to_owned() } else { params.join(" ") }
        })
        .collect();
    written.join("; ")
}

#[track_caller]
fn check(kind: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(kind, text) != *expected)
        .map(|(text, expected)| {
            format!("{text}\n  expected {expected}\n  got      {}", read(kind, text))
        })
        .collect();
    assert!(wrong.is_empty(), "{kind}\n{}", wrong.join("\n"));
}

#[test]
fn quiet_hours() {
    check(
        "quiet-hours",
        &[
            ("晚上十点到次日六点,寮房群静音", "from=22:00 to=06:00"),
            ("夜间(23:00-6:30)群内实行静默", "from=23:00 to=06:30"),
            ("每晚21点后不在群里安排工作", "from=21:00"),
            (
                "值夜的同事要休息,午12:30到14:00和晚22:30以后,除急事外不发消息",
                "from=12:30 to=14:00; from=22:30",
            ),
            ("早六点前晚十一点后,不要在群内吵闹", "from=23:00 to=06:00"),
            ("晚10点后不得打扰客户", "from=22:00"),
            ("仓库上班时间9:00-18:00不要闲聊", ""),
            ("周日晚8点到9点半是线上讨论,请别岔开话题", ""),
            ("门诊时间为8:00-12:00", ""),
        ],
    );
}

#[test]
fn posting_window() {
    check(
        "posting-window",
        &[
            ("业主群每日7:00-22:00开放聊天", "from=07:00 to=22:00"),
            ("用药答疑请在工作日14:00-17:00提问", "days=[workday] from=14:00 to=17:00"),
            ("早上八点到九点是晨读分享时间", "from=08:00 to=09:00"),
            ("群内允许发言的时间为早7点至晚9点", "from=07:00 to=21:00"),
            ("食堂开饭时间11:30-12:30", ""),
            ("晚上22:00到6:00静音", ""),
        ],
    );
}

#[test]
fn attendance_window() {
    check(
        "attendance-window",
        &[
            ("再忙,每天也请进群看一眼公告", "every=1d"),
            (
                "工作日8:30至9:00,各股室信息员应当登录工作群",
                "every=workday for=各股室信息员 from=08:30 to=09:00",
            ),
            ("每天早晚各看一次群", "every=1d"),
            ("管理员每天查看群内违规信息", ""),
        ],
    );
}

#[test]
fn acknowledge() {
    check(
        "acknowledge",
        &[
            ("带班组长在群里派的活,十分钟内回一声“收到”", "to=leader within=10m"),
            ("村委会发的通知,户主看到后扣1确认", "to=notice"),
            ("调度发的出车指令,司机五分钟内必须回复", "to=task within=5m"),
            ("紧急通知发出后10分钟内必须接龙确认", "to=notice within=10m"),
            ("学员向组长提出的疑问,组长应及时解释", ""),
            ("大家收到通知后请认真学习", ""),
        ],
    );
}

#[test]
fn respond() {
    check(
        "respond",
        &[
            ("病友提问,护士在48小时内统一回答", "to=question within=48h"),
            ("会员的建议,秘书处一周内给答复", "to=suggestion within=7d"),
            ("客户的消息,五分钟内回", "to=customer within=5m"),
            ("家长有疑问可以私信老师,老师24小时之内回", "to=question who=老师 within=24h"),
            ("评论区的问题很多", ""),
        ],
    );
}

#[test]
fn daily_report() {
    check(
        "daily-report",
        &[
            ("值班村干部每晚8点前在群里报平安", "at=20:00 every=1d what=平安 who=值班村干部"),
            ("夜班护士每日7:30前在群里报病区动态", "at=07:30 every=1d what=病区动态"),
            ("每天9:10前在群里打卡,19:00前报当日接待数据", "at=19:00 every=1d what=当日接待数据"),
            ("食堂每天上午10点前发当日菜谱照片", "at=10:00 every=1d what=当日菜谱照片"),
            ("每天报名人数有限", ""),
            ("家长每天要辅导孩子", ""),
        ],
    );
}

#[test]
fn check_in() {
    check(
        "check-in",
        &[
            ("健身打卡每周不少于3次", "every=7d min=3 what=健身"),
            ("每天读完请打卡,晚12点前有效,一周至少打卡五天", "every=7d min=5 to=24:00"),
            ("连续一个月没打卡的,我们会私信问问", ""),
        ],
    );
}

#[test]
fn quota() {
    check(
        "quota",
        &[
            (
                "导购每天新增会员不少于3组,每周合计不少于20组",
                "every=1d metric=新增会员 min=3; every=7d metric=新增会员 min=20",
            ),
            ("车队队员一个月至少跑三次", "every=1mo metric=跑 min=3"),
            ("志愿者每月至少参加两次活动", "every=1mo for=志愿者 metric=活动 min=2"),
            ("官微推送每周不少于两次", ""),
        ],
    );
}

#[test]
fn leave_of_absence() {
    check(
        "leave-of-absence",
        &[
            ("队员每月请假不得超过三次,提前一天跟队长说", "approver=队长 every=1mo max=3"),
            ("团员出差可以请假,跟队长说一声,一个月别超过两次", "approver=队长 every=1mo max=2"),
            (
                "请假提前三天跟护士长说,每月事假不超过2天",
                "approver=护士长 every=1mo max=2 unit=days",
            ),
            ("请假请私信,不要在群里说", ""),
        ],
    );
}

#[test]
fn ladder() {
    check(
        "ladder",
        &[
            (
                "头一回组长提醒,第二回禁言24小时,再犯移出本群,半年后方可申请回群",
                "steps=[remind,mute24h,remove6mo]",
            ),
            ("发广告者一犯提醒,二犯禁言三天,三犯飞机票一张", "steps=[remind,mute3d,remove]"),
            ("私自接单的罚500元,第二次解除合同", "steps=[fine,hr]"),
            (
                "轻微违规:撤回+提醒;一个月内第二次:禁言12小时",
                "steps=[[delete,remind],mute12h] within=1mo",
            ),
            ("违反者,由班长口头提醒;屡教不改的,上报学校处理", "steps=[remind,hr]"),
            (
                "第一次私下提醒;第二次在群里点名;第三次请您退群",
                "steps=[remind,notify,persuade-leave]",
            ),
            ("卖课的,没有第二次,直接拉黑", ""),
            ("第一次来群里的朋友请先打招呼", ""),
        ],
    );
}

#[test]
fn sanction() {
    check(
        "sanction",
        &[
            ("名片到期没改的请出去,改好再进", "actions=[remove]"),
            ("屡伤和气的,经理事会过半同意,请其离群", "actions=[persuade-leave]"),
            ("吵个没完的话题,管理员可随时叫停", "actions=[stop]"),
            ("对违反本通知的,视情节给予提醒谈话、通报批评", "actions=[talk,notify]"),
            ("被禁言、被移出的业主如有不服,可以书面提出", ""),
            ("房屋过户后,仍在群里的由管理员移出", ""),
            ("法会期间禁止发言", ""),
            ("踢人需要至少两名管理员附议", ""),
        ],
    );
}

#[test]
fn fine() {
    check(
        "fine",
        &[
            ("漏报一次20元,当月累计封顶200元", "amount=20 cap=200"),
            ("缺席排练不请假的交20块茶水费", "amount=20"),
            ("迟到一次扣10元", "amount=10"),
            ("过节可以发红包助兴,单个不超过10元", ""),
            ("团费每人每年100元", ""),
        ],
    );
}

#[test]
fn hr_discipline() {
    check(
        "hr-discipline",
        &[
            ("一个月缺两次以上的影响考核", "-"),
            ("无故缺席两次以上的,取消参赛资格", "actions=[取消参赛资格]"),
            ("收礼的按医院规定扣当月绩效", "-"),
            ("组织考核工作由人事科负责", ""),
        ],
    );
}

#[test]
fn refer_authorities() {
    check(
        "refer-authorities",
        &[
            ("造谣侮辱他人的,受害者可以报警", "-"),
            ("触犯法律的,交公安机关处理", "-"),
            ("遇到火情请先报警再通知物业", ""),
        ],
    );
}

#[test]
fn points() {
    check(
        "points",
        &[
            ("违规一次记1分,满5分移出", "amount=-1 at=5"),
            ("签到一次积2分", "amount=2 metric=签到"),
            ("会议九点十分开始", ""),
        ],
    );
}

#[test]
fn reward() {
    check(
        "reward",
        &[
            ("全年打卡满300天的书友,年底送一本签名书", "-"),
            ("患者送来锦旗的,群里公开表扬", "-"),
            ("连续两个月无违规的小组奖励1000元", "-"),
            ("年度全勤的团员颁发纪念章", "-"),
            ("请勿发送中奖链接", ""),
            ("新人送上祝福", ""),
        ],
    );
}

#[test]
fn removal_quorum() {
    check(
        "removal-quorum",
        &[
            ("踢人需要至少两名管理员附议", "admins=2"),
            ("屡次捣乱的,经理事会过半同意,请其离群", "-"),
            ("觉得踢错了可以找群主复核", ""),
            ("未经同意拉人的移出", ""),
        ],
    );
}

#[test]
fn appeal() {
    check(
        "appeal",
        &[
            ("对处理有异议的,14天内发邮件给委员会", "within=14d"),
            ("觉得踢错了可以私信群主", "to=群主"),
            ("对处罚不服的,三天之内找理事长说明", "to=理事长 within=3d"),
            ("对账目有疑问的可以来查", ""),
            ("对不当行为进行处理", ""),
        ],
    );
}

#[test]
fn complaint_channel() {
    check(
        "complaint-channel",
        &[
            ("货有问题,24小时内拍照发我", "within=24h"),
            ("看到小广告麻烦@一下楼长", "to=楼长"),
            ("如发现群内有人发布不实信息,请及时告知管理员", "to=管理员"),
            ("对规定有意见请提出来", ""),
            ("发现违规由管理员处理", ""),
        ],
    );
}

#[test]
fn false_report() {
    check(
        "false-report",
        &[
            ("借举报整人的,请其离群", "-"),
            ("捏造事实投诉管理员的,禁言七天", "-"),
            ("举报属实的予以奖励", ""),
        ],
    );
}

#[test]
fn impartiality() {
    check(
        "impartiality",
        &[
            ("与当事人有亲属关系的管理员应当回避", "-"),
            ("由未参与处理的成员复核", "-"),
            ("请大家回避敏感话题", ""),
        ],
    );
}

#[test]
fn vote() {
    check(
        "vote",
        &[
            ("书目月底投票,得票最多的入选,投票开放三天", "within=3d"),
            ("活动地点由大家举手决定", "-"),
            ("修改须理事会会议过半数委员同意", ""),
            ("不要发投票链接求票", ""),
        ],
    );
}

#[test]
fn amendment() {
    check(
        "amendment",
        &[
            ("群约大家随时提,理事会汇总后改定", "by=理事会"),
            ("本群规矩随时会改", "-"),
            ("以上约定每学期开学改一次", "-"),
            ("昵称可以改", ""),
        ],
    );
}

#[test]
fn policy_acceptance() {
    check(
        "policy-acceptance",
        &[
            ("以上约定看完在下面接龙", "-"),
            ("本制度请每位同事签字确认", "by=[同事]"),
            ("通知看完请接龙", ""),
        ],
    );
}

#[test]
fn participation() {
    check(
        "participation",
        &[("邻居互相帮忙代提", "-"), ("也欢迎发家乡风物", "-"), ("管理员热心解答", "")],
    );
}

#[test]
fn event() {
    check(
        "event",
        &[
            ("线下聚会AA,报了名又放鸽子的,下次排在候补", "no-show=下次排在候补 shared-costs=true"),
            ("每周六早上7点公园约跑", "-"),
            ("领读人轮流当", "-"),
            ("晚上开会讨论", ""),
        ],
    );
}

#[test]
fn broadcast() {
    check(
        "broadcast",
        &[
            ("每天早上7点由机器人推送天气预报", "at=07:00 every=1d"),
            ("每天早上9点和下午4点各开一次团", "at=09:00 every=1d; at=16:00 every=1d"),
            ("每晚八点准时发布第二天的课程提醒", "at=20:00 every=1d"),
        ],
    );
}

#[test]
fn multi_group_sync() {
    check(
        "multi-group-sync",
        &[("发版公告由机器人转到一群、二群", "-"), ("同一条消息不要发到一群和二群", "")],
    );
}

#[test]
fn own_consequences() {
    check(
        "own-consequences",
        &[
            ("谁耽误了抢救谁承担全部责任", "-"),
            ("丢了烂了自己负责", "-"),
            ("不拿的按放弃处理", "-"),
        ],
    );
}

#[test]
fn disclaimer() {
    check("disclaimer", &[("群友之间私下买卖出了事,本群不管", "-"), ("作业多了本群不管", "")]);
}

#[test]
fn member_rights() {
    check(
        "member-rights",
        &[
            ("护士有权拒绝执行", "-"),
            ("有疑问的业主可以约时间查账", "-"),
            ("公司有权了解员工情况", ""),
        ],
    );
}

#[test]
fn relay() {
    check(
        "relay",
        &[("请家长们把防溺水通知转给家里老人", "-"), ("退群的以后由另一位家长转达", "")],
    );
}

#[test]
fn auto_reply() {
    check("auto-reply", &[("回复关键词“课表”可自动获取课程表", "-"), ("机器人不回答闲聊", "")]);
}

#[test]
fn performance_review() {
    check(
        "performance-review",
        &[("宣传部每月统计阅读量、粉丝净增数", "every=1mo"), ("缺两次以上的影响考核", "")],
    );
}

#[test]
fn training() {
    check(
        "training",
        &[("每学年开学前完成一轮业务培训并考核上岗", "every=1y"), ("培训班招生广告", "")],
    );
}
