//! What communities, study groups and neighbours write without an office's forms: clauses in our
//! own words, with what is read in them, and such as must not be read so.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use rules::clause::{Clause, Norms};

/// The kinds that the tables ask of.
const KINDS: &[&str] = &[
    "admission",
    "policy-acceptance",
    "own-consequences",
    "complaint-channel",
    "false-report",
    "feedback-intake",
    "admin-appointment",
    "admin-recall",
    "admin-duties",
    "removal-quorum",
    "check-in",
    "spot-check",
    "fine",
    "red-packets",
    "ladder",
    "escalation",
    "how-to",
    "guidance",
    "topic",
    "member-rights",
    "forbidden-content",
];

/// The kinds read in a clause under a lead, with a sign where the lead alone says it.
fn read(lead: &str, text: &str) -> String {
    let lead = (!lead.is_empty()).then_some(lead);
    let clause = Clause { text, lead, ..Clause::default() };
    let mut norms = Norms::new();
    for kind in KINDS {
        (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    }
    let weak = rules::reading::leads::WEAK;
    let said = |norm: &rules::clause::Norm| {
        let sign = if norm.confidence == weak { "?" } else { "" };
        format!("{}{sign}", norm.kind)
    };
    norms.iter().map(said).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(lead: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(lead, text) != *expected)
        .map(|(text, expected)| {
            format!("{text}\n  expected {expected}\n  got      {}", read(lead, text))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_joins_and_agrees() {
    check(
        "",
        &[
            ("凡在本市注册的骑手均可申请加入车队", "admission"),
            ("三个分群只能加一个群,请勿重复加群", "admission"),
            ("本群成员由各楼层代表组成", "admission"),
            ("对弈棋感兴趣的棋友请加微信:qiyou,注明段位", "admission"),
            ("谢绝营销小号进群", "admission"),
            ("退出后至少三个月才能再申请", "admission"),
            ("新队员年跑量不低于五百公里", "admission"),
            ("点击加入即代表你认可本站的约定", "policy-acceptance"),
            ("凡进群者视为愿意遵守群规", "policy-acceptance"),
            ("账号在群里发布的一切内容均视为本人发布", "own-consequences"),
            // Near misses: greetings, names, pulling in others.
            ("新人进群请改名片", ""),
            ("成员之间应互相帮助", ""),
            ("欢迎新成员加入,大家多多关照", ""),
        ],
    );
}

#[test]
fn who_is_told_and_who_runs_it() {
    check(
        "",
        &[
            ("遇到冒充老师的骗子请马上告诉班主任", "complaint-channel"),
            ("不要借用举报来报复别人", "false-report"),
            ("名单若有遗漏,请联系组长", "feedback-intake"),
            ("欢迎随时对活动安排提出建议", "feedback-intake"),
            ("管理员:小周、阿芳、老秦", "admin-appointment"),
            ("社里设社长一名、副社长两名", "admin-appointment admin-appointment"),
            ("主持人每人一周,轮流来", "admin-appointment"),
            ("徇私的一律撤掉管理职务", "admin-recall"),
            ("没写进来的情况由管理组酌情认定", "admin-duties"),
            ("群主要带头遵守约定", "admin-duties"),
            ("情节严重的,管理组商议后踢出", "removal-quorum"),
            ("住户反映的隐患应及时上报街道", "escalation"),
            // Near misses.
            ("管理费每月收一次", ""),
            ("请勿频繁打扰管理员", ""),
            ("欢迎大家讨论", ""),
        ],
    );
}

#[test]
fn daily_work_and_what_it_costs() {
    check(
        "",
        &[
            ("每天读二十页,写读书笔记发到群里", "check-in"),
            ("练字照片请统一上传到共享相册", "check-in"),
            ("每周日检查本周打卡情况", "spot-check"),
            ("连着两天没打卡的,请发一个五元红包", "fine"),
            ("当天未交作业的需要发10元红包", "fine"),
            ("先禁言一天,多次将移出", "ladder"),
            // Near misses.
            ("打卡方式见群公告", ""),
            ("过节发红包请随意", ""),
            ("检查作业前请先自己看一遍", ""),
        ],
    );
}

#[test]
fn items_under_their_leads() {
    check("群里可以发:", &[("各地的观星照片", "topic?"), ("每天必须打卡", "check-in")]);
    check("以下内容请勿发布:", &[("晒娃晒饭的流水账", "forbidden-content?")]);
    check("入会条件:", &[("会拉二胡或者愿意学", "admission?")]);
    check("提问之前:", &[("把电路图拍清楚", "guidance?")]);
    check("会员权利", &[("参加社里的各项活动", "member-rights?")]);
    check("楼长职责:", &[("关心独居老人", "admin-duties?")]);
    check("申请流程:", &[("在小程序里点一下按钮", "how-to?")]);
    check("", &[("各地的观星照片", ""), ("会拉二胡或者愿意学", "")]);
}
