//! Fresh clauses about what may be said, in the words of schools, owners, readers, fans and
//! offices: which kinds are read of them, and which are not.

use rules::clause::{Clause, Norm, Norms};
use rules::kind_named;

const KINDS: &[&str] = &[
    "topic",
    "no-interruption",
    "verified-source",
    "prior-approval",
    "confidentiality",
    "privacy",
    "no-splinter-groups",
    "own-avatar",
    "no-unauthorised-promises",
    "sales-compliance",
    "no-personal-use",
    "auto-reply",
];

/// The norms of these kinds, as `kind` or `kind{name=value}`.
fn read(text: &str) -> String {
    let mut norms = Norms::new();
    for kind in KINDS.iter().filter_map(|name| kind_named(name)) {
        (kind.recognise)(&Clause::alone(text), &mut norms);
    }
    let write = |norm: &Norm| {
        let params: Vec<String> =
            norm.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let params = params.join(",").replace('"', "");
        if params.is_empty() { norm.kind.to_owned() } else { format!("{}{{{params}}}", norm.kind) }
    };
    norms.iter().map(write).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_clauses_state() {
    for (text, norms) in [
        // What the group is for.
        ("本群只发布学校通知和作业。", "topic{only=[学校通知和作业]}"),
        ("请勿在业主群谈论与小区无关的事", "topic{not=[与小区无关的事]}"),
        ("群内讨论应围绕本周共读的书展开", "topic{only=[本周共读的书]}"),
        ("工作群里不得聊天", "topic{not=[聊天]}"),
        ("不要在社区群发技术以外的话题", "topic{not=[技术以外的话题]}"),
        // Lectures.
        ("嘉宾分享时请勿插话", "no-interruption"),
        ("领读时请保持安静", "no-interruption"),
        ("不打断别人发言", "no-interruption"),
        // Truth and sources.
        ("转发应援数据须注明出处", "verified-source"),
        ("发布的政务信息应当真实准确", "verified-source"),
        ("不得转发未经核实的消息", "verified-source"),
        // Consent.
        ("在群内发布募捐信息须经业委会同意", "prior-approval{approver=业委会,what=募捐信息}"),
        ("未经群主许可,不得在群里发布招聘信息", "prior-approval{approver=群主,what=招聘信息}"),
        // Secrets and privacy.
        ("严守工作秘密", "confidentiality{what=工作秘密}"),
        ("群聊内容不得截图外传", "confidentiality"),
        ("不得公开其他家长的手机号", "privacy"),
        ("老师不在群里公布学生成绩,不得按分数排名", "privacy"),
        // Groups of one's own.
        ("任何人不得私自建立小群", "no-splinter-groups"),
        ("严禁把本群成员拉到其他群", "no-splinter-groups"),
        ("业主不得擅自另建业主群", "no-splinter-groups"),
        // Avatars.
        ("进群后请把头像换成本人照片", "own-avatar{picture=self}"),
        ("活动期间一律使用活动头像", "own-avatar{picture=campaign}"),
        ("群员须使用公司统一头像", "own-avatar{picture=other}"),
        // Selling, accounts, answers.
        ("导购不得擅自给顾客打折", "no-unauthorised-promises"),
        ("客服不得越权承诺退款", "no-unauthorised-promises"),
        ("未经授权不得对外承诺工期", "no-unauthorised-promises"),
        ("不得窜货", "sales-compliance{what=不得窜货}"),
        ("不得向未成年人销售", "sales-compliance{what=不得向未成年人销售}"),
        ("商户应当明码标价", "sales-compliance{what=商户应当明码标价}"),
        ("官方账号不得用于私事", "no-personal-use"),
        ("不得用工作手机的微信号炒股", "no-personal-use"),
        ("个人账号不得以协会名义谋利", "no-personal-use"),
        ("群机器人按关键词自动回复", "auto-reply"),
        ("发送关键词“入会”,自动回复“请填表”", "auto-reply{keywords=[入会],reply=请填表}"),
    ] {
        assert_eq!(read(text), norms, "{text}");
    }
}

#[test]
fn what_they_do_not_state() {
    for text in [
        // People, times and amounts are not topics.
        "本群仅限本校教师加入",
        "每天只能在八点以后发言",
        "与本会无关的人员请退群",
        // Not a lecture.
        "讲座安排见群公告",
        "不要中断与客户的联系",
        "分享会每月一次",
        // Not truth of posts.
        "群名片要用真实姓名",
        "举报须如实填写,经核实后处理",
        "请准时、准确地完成任务",
        // Other consents.
        "未经同意不得拉人进群",
        "广告须经群主同意后发布",
        "请假须经班主任批准",
        // Neither secrets nor privacy.
        "密码不得泄露",
        "请把联系方式填在表里",
        "成绩优秀的给予表扬",
        // Groups that are set up in order.
        "各部门建立工作群须报办公室备案",
        "本群由学校统一建立",
        "不得随意退群",
        // Names and accounts' pictures.
        "群头像由群主设置",
        "公众号的头像统一使用校徽",
        "请修改群名片",
        // Promises and selling in other senses.
        "新成员须签署承诺书",
        "每逢节日给老客户优惠",
        "不得随意打扰客户",
        "商品价格以标签为准",
        "销售部每周开例会",
        "产品信息由市场部发布",
        // Accounts and answers.
        "请关注单位公众号",
        "个人微信号请备注单位",
        "工作群不得谈论私人收入",
        "客服应当耐心答复",
        "不得关闭自动回复",
        "收到通知请及时回复",
    ] {
        let found = read(text);
        assert!(found.is_empty(), "{text}: {found}");
    }
}
