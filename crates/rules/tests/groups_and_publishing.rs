//! What clauses in our own words state of groups, their activities, and what is published.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use proptest::prelude::*;
use rules::clause::{Clause, Norms};

const KINDS: &[&str] = &[
    "group-name",
    "group-creation",
    "admin-appointment",
    "event",
    "publish-approval",
    "mass-send-quota",
    "posting-schedule",
    "post-format",
    "campaign-approval",
];

/// The norms of the kinds of this file that a clause states, as `kind key=value …; …`.
fn read(text: &str) -> String {
    let clause = Clause::alone(text);
    let mut norms = Norms::new();
    for kind in KINDS {
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
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  expected {expected}\n  got      {}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn names_of_groups() {
    check(&[
        ("群名:晨光读书会", "group-name name=晨光读书会"),
        ("本群名称为“阳光花园业主群”,请勿更改。", "group-name name=阳光花园业主群"),
        ("群名称统一为“年级+班级+家长群”。", "group-name name={年级}+{班级}+家长群"),
        ("普通成员不得擅自修改群名称。", "group-name"),
        ("群名应当简短、好认。", "group-name"),
        ("进群后请把群名片改成真实姓名", ""),
        ("本群只讨论读书,不讨论群名以外的事", ""),
        ("群名单由管理员保管", ""),
        ("我们组建了业主群,大家一致同意遵守以下公约", ""),
    ]);
}

#[test]
fn groups_that_are_set_up() {
    check(&[
        (
            "各科室建立工作群须经分管副校长批准,并报办公室备案。",
            "group-creation approver=分管副校长 file-with=办公室",
        ),
        ("新建工作群应向信息中心报备。", "group-creation approver=信息中心 file-with=信息中心"),
        ("各部门可根据工作需要建立微信群。", "group-creation"),
        ("成员不得私自建群拉人,须经群主同意。", ""),
        ("公司所建立的微信群均适用本办法,违者由部门审批处理", ""),
        ("邀请朋友进群须经群主同意", ""),
    ]);
}

#[test]
fn who_runs_the_group() {
    check(&[
        ("群主由业委会主任担任。", "admin-appointment role=群主 who=业委会主任"),
        ("由班长担任群管理员。", "admin-appointment role=群管理员 who=班长"),
        (
            "群主:王明;管理员:李红、张强",
            "admin-appointment role=群主 who=王明; \
          admin-appointment role=管理员 who=李红、张强",
        ),
        ("每个群设管理员两名。", "admin-appointment role=管理员"),
        ("本群由宣传科统一管理。", "admin-appointment who=宣传科"),
        ("有问题请联系管理员", ""),
        ("群主有权移出违规成员", ""),
        ("管理员负责维护群内秩序", ""),
        ("公众号由宣传科管理", ""),
    ]);
}

#[test]
fn activities() {
    check(&[
        ("线下活动由管理员组织。", "event organiser=管理员"),
        ("报名后无故缺席两次的,移出本群。", "event no-show=remove"),
        ("聚会费用实行AA制,参加聚会须提前报名。", "event shared-costs=true"),
        ("参加活动请注意安全,服从安排。", "event"),
        ("禁止在群内组织非法活动", ""),
        ("一年没有参加活动的清理出群", ""),
        ("营销活动的数据要每月分析", ""),
        ("欢迎大家报名", ""),
    ]);
}

#[test]
fn review_before_publishing() {
    check(&[
        (
            "公众号文章由通讯员起草,经部门主任审核,报分管校长批准后方可发布。",
            "publish-approval steps=[通讯员,部门主任,分管校长]",
        ),
        ("推文发布实行先审后发。", "publish-approval"),
        ("未经办公室审核的稿件不得对外发布。", "publish-approval steps=[办公室]"),
        (
            "发布流程:编辑→科长→分管局长,审核通过后推送公众号。",
            "publish-approval steps=[编辑,科长,分管局长]",
        ),
        ("未经群主同意不得在群内发布广告", ""),
        ("管理员负责审核入群申请", ""),
        ("公众号名称须经办公室同意后使用", ""),
    ]);
}

#[test]
fn sends_and_schedules() {
    check(&[
        ("公众号每周最多群发2次,群发前须先预览测试。", "mass-send-quota every=7d max=2 test=true"),
        ("每月群发不超过4次。", "mass-send-quota every=1mo max=4"),
        ("公众号每周推送3篇文章。", "posting-schedule count=3 every=7d"),
        ("推送时间为每天20:00。", "posting-schedule at=20:00"),
        ("禁止群发广告", ""),
        ("每人每天至少发言1条", ""),
        ("每周更新一次群公告", ""),
        ("每月开会一次", ""),
    ]);
}

#[test]
fn forms_of_what_is_published() {
    check(&[
        ("公众号文章标题不超过30字。", "post-format field=标题字数 value=不超过30字"),
        ("推文配图采用jpg、png格式。", "post-format field=配图格式 value=jpg、png"),
        ("公众号封面图不大于2M。", "post-format field=封面图大小 value=不大于2m"),
        (
            "正文字体:宋体;正文字号:四号",
            "post-format field=正文字体 value=宋体; \
          post-format field=正文字号 value=四号",
        ),
        ("群里发图片不要超过9张", ""),
        ("群昵称不超过10个字", ""),
        ("不要使用大号字体刷屏", ""),
    ]);
}

#[test]
fn campaigns() {
    check(&[
        ("推广活动方案须经分管领导批准后实施。", "campaign-approval approver=分管领导"),
        ("营销活动结束后一周内提交总结。", "campaign-approval stages=[summary]"),
        ("抽奖活动上线前应充分测试。", "campaign-approval stages=[test]"),
        ("定期对宣传活动进行评估", ""),
        ("积极转发公司的促销活动", ""),
        ("活动期间头像统一更换", ""),
    ]);
}

proptest! {
    #[test]
    fn nothing_panics(text in "[群名主管理员建立经由同意备案审核发布公众号标题字体:为,。→+活动报名每周3篇0-9a-z“”()]{0,60}") {
        read(&text);
    }
}
