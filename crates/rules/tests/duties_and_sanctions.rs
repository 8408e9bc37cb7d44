//! What clauses in our own words state of duties, sanctions and the use of power.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use proptest::prelude::*;
use rules::clause::{Clause, Norms};

const KINDS: &[&str] = &[
    "acknowledge",
    "respond",
    "daily-report",
    "attendance-window",
    "quota",
    "ladder",
    "sanction",
    "fine",
    "removal-quorum",
    "appeal",
];

fn norms(text: &str) -> Norms {
    let clause = Clause::alone(text);
    let mut norms = Norms::new();
    for kind in KINDS {
        (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    }
    norms
}

/// The norms of the kinds of this file that a clause states, as `kind key=value …; …`.
fn read(text: &str) -> String {
    let norms = norms(text);
    let written: Vec<String> = norms
        .iter()
        .map(|norm| {
            let params = norm.params.iter().map(|(key, value)| match value {
                Value::String(text) => format!(" {key}={text}"),
                other => format!(" {key}={}", other.to_string().replace([' ', '"'], "")),
            });
            norm.kind.to_owned() + &params.collect::<String>()
        })
        .collect();
    written.join("; ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  expected {expected}\n  got      {}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn duties_to_answer() {
    check(&[
        (
            "群公告发出后,全体成员须在1小时内回复“收到”",
            "acknowledge to=notice who=全体成员 within=1h",
        ),
        ("看到重要通知请及时回复收到", "acknowledge to=notice"),
        (
            "主管在群里布置的工作,当事人应在20分钟内回应",
            "acknowledge to=leader who=当事人 within=20m",
        ),
        ("接到任务后要在当天回复进度", "acknowledge to=task within=day"),
        ("发布公告要用统一模板", ""),
        ("各部门收到本通知后请认真学习", ""),
        ("客服必须在15分钟内答复客户的咨询", "respond to=customer who=客服 within=15m"),
        ("业主提出的问题,物业人员应在24小时内答复", "respond to=question who=物业人员 within=24h"),
        ("接到投诉,值班经理应在2小时内处理", "respond to=complaint who=值班经理 within=2h"),
        ("成员可向群主投诉", ""),
        ("遇到处理不了的问题要上报主管", ""),
    ]);
}

#[test]
fn reports_attendance_and_quotas() {
    check(&[
        ("店员每天18:00前在群里提交日报", "daily-report at=18:00 every=1d what=日报 who=店员"),
        (
            "每个工作日早上八点半,外勤人员必须报告当天行程",
            "daily-report at=08:30 every=workday what=当天行程 who=外勤人员",
        ),
        ("每周五下午5点前发周报", "daily-report at=17:00 every=fri what=周报"),
        ("成员每天至少查看群消息一次", "attendance-window every=1d"),
        ("每晚8点到9点,全体组员必须进群交流", "attendance-window every=1d from=20:00 to=21:00"),
        ("管理员每天查看群成员名单", ""),
        ("每人每周发言不少于3次", "quota every=7d metric=发言 min=3"),
        ("销售每月必须新增客户至少10个", "quota every=1mo metric=新增客户 min=10"),
        ("每天转发不得超过3条", ""),
    ]);
}

#[test]
fn sanctions_and_ladders() {
    check(&[
        (
            "第一次提醒,第二次警告,第三次移出。半年内没有再犯的不累计,不罚款。",
            "ladder steps=[remind,warn,remove] within=6mo",
        ),
        (
            "第一次提醒,第二次禁言一天,第三次移出。一年以内未再违反的,以前的次数不再计算。",
            "ladder steps=[remind,mute1d,remove] within=1y",
        ),
        ("退出的人不因此拉黑,以后可以再来。", ""),
        ("对提意见的人不移出、不禁言。", ""),
        ("违者直接移出本群", "sanction actions=[remove]"),
        (
            "对违规成员,管理员可视情况撤回消息、禁言1小时或移出群聊",
            "sanction actions=[delete,mute1h,remove]",
        ),
        ("发布广告的,一律踢出并拉黑", "sanction actions=[ban] for=[ads]"),
        ("禁止在群内赌博,一经发现给予3天禁言", "sanction actions=[mute3d]"),
        ("情节较轻的予以提醒;情节严重的移出群", "sanction actions=[remind,remove]"),
        ("首次违规口头警告,再次违规禁言一天,第三次移出群聊", "ladder steps=[warn,mute1d,remove]"),
        ("一次警告、二次禁言24小时、三次踢出", "ladder steps=[warn,mute24h,remove]"),
        ("三次警告后移出群", "ladder steps=[warn,warn,warn,remove]"),
        ("一年内累计三次违规的,移出群", "ladder steps=[remind,remind,remove] within=1y"),
        ("在群里吵架的先警告,屡教不改者请出群", "ladder steps=[warn,remove]"),
        (
            "第一次提醒,第二次罚款20元并通报批评",
            "ladder steps=[remind,[fine,notify]]; fine amount=20",
        ),
        ("管理员不得随意移出成员", ""),
        ("移出成员时须说明理由", ""),
        ("离职人员当天移出", ""),
        ("三个月未发言的移出群", ""),
        ("本群严禁转发业务通报", ""),
        ("不要撤回已经确认的消息", ""),
        ("未经群主同意拉人进群的,移出群", "sanction actions=[remove]"),
    ]);
}

#[test]
fn fines() {
    check(&[
        ("以上数字只用来改进工作,不以此扣发工资。", ""),
        ("违反的不扣工资,扣当月奖金。", "fine form=bonus"),
        ("迟到一次罚款20元", "fine amount=20"),
        ("违者在群里发10元红包", "fine amount=10 form=red-packet"),
        ("逾期不交每天加收10元,最高100元", "fine cap=100 every=1d step=10"),
        ("未按时提交的,扣除当月绩效的5%", "fine form=bonus share=5%"),
        ("泄露资料的扣发工资200元", "fine amount=200 form=pay"),
        ("罚款50至200元", "fine amount=50 cap=200"),
        ("单个红包不得超过200元", ""),
        ("逢年过节可以发红包", ""),
        ("活动费每人50元", ""),
    ]);
}

#[test]
fn the_use_of_power() {
    check(&[
        ("移出成员须经两名以上管理员同意", "removal-quorum admins=2"),
        ("清退成员须报群主批准", "removal-quorum owner-if-over=0"),
        ("对处理有异议的,可在3日内向群主申诉", "appeal to=群主 within=3d"),
        ("被处罚的成员不服的,可以申请复核", "appeal"),
        ("对本制度有异议的,可以提出", ""),
    ]);
}

/// What is read is always something that a policy may write.
fn fits(text: &str) -> Result<(), TestCaseError> {
    for norm in norms(text) {
        let spec = &rules::kind_named(norm.kind).unwrap().spec;
        for (key, value) in &norm.params {
            if key == "for" {
                continue;
            }
            let param = spec.param(key);
            prop_assert!(param.is_some_and(|p| p.shape.accepts(value)), "{text}: {key} = {value}");
        }
    }
    Ok(())
}

/// Pieces that clauses of these kinds are made of, put together at random.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "第一次",
        "第二次",
        "三次",
        "累计",
        "警告",
        "移出",
        "禁言",
        "1天",
        "99999小时",
        "罚款",
        "0元",
        "50元",
        "至",
        "-",
        "每",
        "每天",
        "每周五",
        "小时",
        "加",
        "封顶",
        "红包",
        "违者",
        "扣",
        "工资",
        "百分之",
        "0%",
        "120%",
        "管理员",
        "群主",
        "同意",
        "两名",
        "0名",
        "1000人",
        "以上",
        "申诉",
        "可",
        "向",
        "内",
        "通知",
        "回复",
        "必须",
        "客户",
        "问题",
        "至少",
        "3",
        "0",
        "条",
        "朋友圈",
        "t",
        "者",
        ",",
        "。",
        "、",
        "群",
        "查看",
        "19:00",
        "到",
        "25点",
        "日报",
        "提交",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_read_fits(text in pieces()) {
        fits(&text)?;
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,60}") {
        fits(&text)?;
    }
}
