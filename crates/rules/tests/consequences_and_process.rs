//! What clauses in our own words state of consequences beyond the group, of merits, and of how
//! power is used.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use rules::clause::{Clause, Norms};

/// The norms of some kinds that a clause states, as `kind key=value …; …`.
fn read(kinds: &[&str], text: &str) -> String {
    let clause = Clause::alone(text);
    let mut norms = Norms::new();
    for kind in kinds {
        (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    }
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
fn check(kinds: &[&str], cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, expected, read(kinds, text)))
        .filter(|(_, expected, got)| got != *expected)
        .map(|(text, expected, got)| format!("{text}\n  expected {expected}\n  got      {got}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn consequences_beyond_the_group() {
    check(
        &["hr-discipline", "refer-authorities"],
        &[
            ("违反本规定的,按照单位奖惩办法处理", "hr-discipline"),
            ("教师在群里辱骂家长的,由学校严肃处理", "hr-discipline"),
            ("拒不执行的,依据《员工手册》给予处罚", "hr-discipline"),
            ("泄露客户资料的,一律辞退", "hr-discipline actions=[辞退]"),
            (
                "情节严重的给予记过、降职直至解除劳动合同",
                "hr-discipline actions=[记过,降职,解除劳动合同]",
            ),
            ("公职人员传播谣言的,给予政务处分", "hr-discipline actions=[政务处分]"),
            ("造成不良影响的,追究当事人责任", "hr-discipline"),
            ("屡次不回复的,纳入年度考核", "hr-discipline"),
            ("在群内诈骗的,移交公安机关处理", "refer-authorities"),
            ("构成犯罪的,依法追究刑事责任", "refer-authorities"),
            ("发现传销立即报警", "refer-authorities"),
            ("泄密的,按公司保密制度处罚,并依法追究法律责任", "hr-discipline; refer-authorities"),
            // Near misses.
            ("成员要遵守公司各项规章制度", ""),
            ("违者按本群规处理", ""),
            ("离职或被辞退的人员当天移出", ""),
            ("因此产生的法律责任由发布者自行承担", ""),
            ("客户投诉由公司售后部门处理", ""),
            ("严重违规的予以警告处分", ""),
            ("群主不承担任何法律责任", ""),
            ("请遵守国家法律法规", ""),
        ],
    );
}

#[test]
fn rewards_and_points() {
    check(
        &["reward", "points"],
        &[
            ("每月对积极分享的成员给予奖励", "reward every=1mo"),
            ("年底评选优秀群友", "reward"),
            ("读完十本书的书友可获得小礼品", "reward"),
            ("刷屏一次扣2分", "points amount=-2 for=[flood]"),
            ("每篇原创分享加5个积分", "points amount=5 metric=原创分享"),
            ("每人初始积分12分,违规一次扣3分,扣至0分移出", "points amount=-3 at=0 base=12"),
            // Near misses.
            ("禁止发布虚假中奖信息", ""),
            ("违者取消当月奖金", ""),
            ("按公司奖惩制度执行", ""),
            ("会议三点十分开始", ""),
            ("十分感谢大家的支持", ""),
            ("请在五分钟内回复", ""),
        ],
    );
}

#[test]
fn reasons_and_complaints() {
    check(
        &["state-reason", "complaint-channel", "false-report", "admin-recall"],
        &[
            ("管理员移出成员时应当在群内说明理由", "state-reason"),
            ("禁言后要私下告知本人原因", "state-reason"),
            ("请假要说明原因", ""),
            ("自行退群的不需要说明理由", ""),
            ("无故缺席的移出本群", ""),
            ("发现有人发广告,可以向群主举报", "complaint-channel to=群主"),
            (
                "业主对物业群内违规行为可向业委会投诉,业委会三日内核实",
                "complaint-channel to=业委会 within=3d",
            ),
            ("接到举报后,管理员应及时核实", "complaint-channel"),
            ("客户投诉须在两小时内处理", ""),
            ("严禁恶意举报他人,一经发现移出群", "false-report"),
            ("举报不实、造成影响的,予以警告", "false-report"),
            ("恶意刷屏的,移出", ""),
            ("故意捣乱的,请大家举报", "complaint-channel"),
            ("诬告陷害他人的从严处理", "false-report"),
            ("管理员不称职的,可由成员提议罢免", "admin-recall"),
            ("群主和管理员自觉接受全体成员监督", "admin-recall"),
            ("滥用权力的版主将被取消管理员资格", "admin-recall"),
            ("管理员负责监督群内发言", ""),
            ("管理员可以撤销违规消息", ""),
            ("更换管理员后要发公告", ""),
        ],
    );
}

#[test]
fn votes_and_changes() {
    check(
        &["vote", "amendment"],
        &[
            ("重大事项由全体成员投票决定,三分之二以上同意方可通过", "vote share=2/3 what=重大事项"),
            ("管理员由成员投票选举产生", "vote what=管理员选举"),
            ("需经半数以上业主同意", "vote share=50%"),
            ("禁止在群内拉票、发投票链接", ""),
            ("不要在群里发起与工作无关的投票", ""),
            ("请大家帮忙投票支持小明", ""),
            ("本公约由群主负责修订,修改前提前三天公告", "amendment by=群主 notice=提前三天公告"),
            ("未尽事宜,另行通知", "amendment"),
            ("管理员有权根据实际情况修改群规", "amendment by=管理员"),
            ("本制度将根据使用情况不断完善", "amendment"),
            ("本规定由办公室负责解释", ""),
            ("群昵称如需修改请联系管理员", ""),
            ("不得擅自修改群公告", ""),
        ],
    );
}

#[test]
fn acceptance_and_leave() {
    check(
        &["policy-acceptance", "leave-of-absence"],
        &[
            ("新成员须认真阅读本群规并遵守", "policy-acceptance by=[新成员]"),
            ("全体员工应签署本承诺书", "policy-acceptance by=[全体员工]"),
            ("入群即视为同意本公约", "policy-acceptance"),
            ("加入本群者默认接受群规约束", "policy-acceptance"),
            ("请大家遵守群规", ""),
            ("管理员引导新人了解群规", ""),
            ("业务学习资料请认真阅读", ""),
            ("不能按时打卡的须提前向组长请假", "leave-of-absence approver=组长"),
            ("每月请假不得超过3次", "leave-of-absence every=1mo max=3"),
            ("参加共读的书友每月最多可请假2天", "leave-of-absence every=1mo max=2 unit=days"),
            ("学生请假请私聊班主任", ""),
            ("不要在群里请假", ""),
            ("假期请注意安全", ""),
        ],
    );
}
