//! Rule kind `member-rights`: what members are entitled to.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::leads::{self, Led};
use crate::reading::papers::{ADMINS, followed};

crate::rule_kind! {
    /// ## 含义
    /// 写明成员有权做什么:发言、提问、使用群里的资源、得到帮助、被听取意见。
    ///
    /// ## 用处
    /// 有义务也有权利,成员才愿意留下来。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 群成员有权在群内发言和提问。
    /// 会员可以使用群内的学习资源。
    /// 可在本群向专家咨询。
    /// × 管理员有权移出违规者。
    /// × 成员有权申诉。
    /// × 业主可向物业投诉违规行为。
    /// ```
    ///
    /// ## 限度
    /// 申诉、投诉、罢免、表决各有自己的规则,能运行的请写那些规则。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "member-rights": "成员的权利",
    english: "what members are entitled to",
    family: Process, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Members before 有权, 享有 or 可以; what is a procedure of its own is read there.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const HEADED: &[&str] = &["权利", "权益", "福利"];
    let headed = clause.headings.last().is_some_and(|last| has(last, HEADED) && !has(last, ADMINS));
    if clause.sentences().any(|sentence| grants(sentence, headed)) {
        norms.push(Norm::new("member-rights"));
    } else if leads::led(clause) == Some(Led::Rights) && !clause.forbids() {
        norms.push(leads::weak("member-rights"));
    }
}

fn grants(sentence: &str, headed: bool) -> bool {
    const MEMBERS: &[&str] = &[
        "成员",
        "会员",
        "群友",
        "组员",
        "业主",
        "家长",
        "读者",
        "书友",
        "粉丝",
        "同学",
        "用户",
        "社员",
        "员工",
        "人人",
        "大家",
        "每个人",
        "每一位",
        "每位",
        "贡献者",
        "住户",
    ];
    const ENTITLED: &[&str] = &[
        "有权",
        "享有",
        "被授权",
        "均有",
        "都有",
        "可以使用",
        "可以免费",
        "均可",
        "拥有",
        "可以获得",
        "可享受",
        "可以享受",
    ];
    const GOODS: &[&str] = &[
        "发言", "使用", "提问", "求助", "帮助", "咨询", "表达", "资源", "知情", "参与", "获得",
        "享受", "权利", "自由", "平等", "建议", "查阅", "下载", "参加", "意见",
    ];
    const PROCEDURES: &[&str] = &[
        "申诉",
        "投诉",
        "举报",
        "监督",
        "罢免",
        "表决",
        "申请加入",
        "异议",
        "审核",
        "义务",
        "邀请",
        "拉人",
        "处罚",
        "移出",
        "清退",
        "朋友圈",
        "案例",
        "申请入群",
    ];
    let opens = ["可在", "可以在", "有权", "享有", "可使用", "可以使用", "可随时", "可获得"];
    let free = followed(sentence, MEMBERS, &["有"], 3)
        && followed(sentence, &["有"], &["自由", "的权利"], 10)
        && !has(sentence, ADMINS);
    // 护士有权拒绝, 有疑问的业主可以约时间查账: whoever it is, but those who run the group.
    let refuses = followed(
        sentence,
        &["有权"],
        &[
            "拒绝",
            "查阅",
            "查询",
            "知晓",
            "知道",
            "了解",
            "选择",
            "不参加",
            "退出",
            "要求公开",
            "监督账",
        ],
        2,
    ) && !has(sentence, &["公司", "学校", "本群有权", "单位", "委员会有权", "我们"]);
    let audits = followed(sentence, MEMBERS, &["可以", "可", "有权"], 4)
        && has(sentence, &["查账", "查阅", "查询账", "旁听", "免费领", "借阅", "免费使用"]);
    if free || (refuses || audits) && !has(sentence, ADMINS) {
        return true;
    }
    let entitled = followed(sentence, MEMBERS, ENTITLED, 8)
        || ["可在", "可以在", "可于"].iter().any(|word| sentence.starts_with(word))
            && has(sentence, &["寻求", "咨询", "求助"])
        || headed && opens.iter().any(|word| sentence.starts_with(word));
    entitled
        && has(sentence, GOODS)
        && !has(sentence, PROCEDURES)
        && !has(sentence, ADMINS)
        && !crate::clause::forbids(sentence)
}
