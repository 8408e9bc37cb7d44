//! Rule kind `guidance`: advice, explanation, background.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, Place, forbids, has};
use crate::kind::Built;
use crate::reading::leads::{self, Led};
use crate::reading::papers::{followed, han};

crate::rule_kind! {
    /// ## 含义
    /// 给建议、讲道理、举例子、作说明,不要求做什么,也不禁止什么。
    ///
    /// ## 用处
    /// 帮助大家理解规定,不作为处理的依据。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 总之,群里气氛好,大家才愿意留下来。
    /// 注:早上大家都忙,发了也不容易看到。
    /// × 每人每天至少打卡一次。
    /// × 禁止发广告。
    /// ```
    ///
    /// ## 限度
    /// 条文里读出了别的内容的,按别的内容来,不再算作说明。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "guidance": "建议、说明、背景",
    english: "advice and background",
    family: Meta, level: Note, part: Notes,
    last_resort: true,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of explaining and advising, or a long text that orders nothing.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const LONG: usize = 70;
    let text = clause.text;
    // A remark that orders nothing explains.
    if clause.place == Place::Remark && !clause.forbids() && !has(text, ORDERING) {
        norms.push(Norm::new("guidance").sure(60));
        return;
    }
    if advises(clause) || tells_of_itself(clause) || tells_where(clause) {
        norms.push(Norm::new("guidance").sure(60));
        return;
    }
    let announces = text.ends_with([':', '：']);
    // Under 提问之前 and the like, what states nothing else is advice.
    if leads::led(clause) == Some(Led::Asking) && !announces && !forbids(text) && han(text) >= 4 {
        norms.push(leads::weak("guidance"));
        return;
    }
    if announces || clause.forbids() && han(text) < LONG || han(text) < 8 {
        return;
    }
    let orders = has(text, ORDERS);
    let explains = EXPLAINING.iter().filter(|word| text.has_word(word)).count();
    let begins = BEGINNING.iter().any(|word| text.starts_with(word));
    let long = han(text) >= LONG && clause.lead.is_none();
    let short = !orders && (begins || explains >= 2);
    if short || long && (begins || explains >= if orders { 2 } else { 1 }) {
        norms.push(Norm::new("guidance").sure(60));
    }
}

/// A request or offer that binds nobody, of a matter that no other kind is about.
fn advises(clause: &Clause<'_>) -> bool {
    const ADVICE: &[&str] = &[
        "请先",
        "请写",
        "请到",
        "请附",
        "请自",
        "请注意",
        "请查",
        "请看",
        "请参",
        "请带",
        "请备",
        "请咨询",
        "请直接",
        "请拨打",
        "欢迎写",
        "欢迎整理",
        "可以只",
        "可以先",
        "可以看",
        "可以问",
        "请说明",
        "请贴",
        "请找",
        "建议",
        "记得",
        "尽量",
        "最好",
        "不妨",
        "可参照",
        "可参考",
        "可自行",
        "自理",
        "自备",
        "截止",
        "先搜",
        "多看",
        "量力而行",
        "注意安全",
        "过时不候",
        "以免",
    ];
    /// Matters that have kinds of their own, whether or not they were found.
    const MATTERS: &[&str] = &[
        "进群",
        "入群",
        "拉人",
        "加群",
        "昵称",
        "名片",
        "备注",
        "头像",
        "广告",
        "红包",
        "投票",
        "移出",
        "踢",
        "禁言",
        "请假",
        "退群",
        "举报",
        "投诉",
        "申诉",
        "转发",
        "链接",
        "语音",
        "人数",
        "收到",
        "回复",
        "答复",
        "打卡",
        "奖",
        "处罚",
        "密码",
        "账号",
        "审核",
        "批准",
        "同意",
        "保密",
        "隐私",
        "不发",
        "不聊",
        "不谈",
        "聊",
        "首次",
        "最多",
        "群里可",
        "说:",
        "轮",
        "静一静",
        "也可以进",
        "填",
        "值班",
        "上限",
    ];
    let text = clause.text;
    let sentence = text.contains([',', '，', '。', ';', '；']);
    clause.place == Place::Article
        && clause.lead.is_none()
        && sentence
        && !clause.forbids()
        && !text.ends_with([':', '：'])
        && has(text, ADVICE)
        && !has(text, ORDERS)
        && !has(text, &["应当", "须", "应"])
        && !has(text, MATTERS)
        && han(text) >= 8
}

/// 查看群文件, 先翻一遍常见问题; 最新版见 https://…: where something is found.
fn tells_where(clause: &Clause<'_>) -> bool {
    const LOOKS: &[&str] =
        &["搜索", "搜一", "查看", "查阅", "翻阅", "翻一", "检索", "参考", "参阅", "百度"];
    const SOURCES: &[&str] = &[
        "搜索引擎",
        "文档",
        "群文件",
        "教程",
        "常见问题",
        "历史消息",
        "聊天记录",
        "说明书",
        "wiki",
        "Wiki",
        "FAQ",
        "issue",
        "Issue",
        "站内",
        "置顶",
    ];
    /// A line that is next to nothing but an address.
    const WORDS_MAX: usize = 16;
    const OTHER: &[&str] = &["检查群成员", "定期", "必须", "违", "每天", "每日", "管理员", "打卡"];
    let text = clause.text;
    let address = (text.has_word("http://") || text.has_word("https://"))
        && (4..=WORDS_MAX).contains(&han(text))
        && !has(text, &["友情链接", "下载", "禁", "勿"]);
    let looks = followed(text, LOOKS, SOURCES, 8) && han(text) <= 40;
    (address || looks) && !forbids(text) && !has(text, OTHER)
}

/// Before the articles, a paragraph about how the group came to be, which asks nothing.
fn tells_of_itself(clause: &Clause<'_>) -> bool {
    // 本群创建于…, 至今…: a fact about the group wherever it stands.
    let history = has(clause.text, &["创建于", "成立于", "始建于", "组建于"])
        && !has(clause.text, &["必须", "不得", "须", "应当"]);
    if history {
        return true;
    }
    clause.place == Place::Opening
        && clause.text.contains(['。', '!', '！'])
        && clause.text.contains([',', '，'])
        && han(clause.text) >= 16
        && !clause.forbids()
        && !has(clause.text, ORDERING)
}

const ORDERS: &[&str] = &["必须", "严禁", "不得", "禁止", "务必", "一律", "一定要"];
/// What turns even a remark into an order.
const ORDERING: &[&str] = &["必须", "务必", "一律", "须", "应", "请", "每人", "要求"];
const BEGINNING: &[&str] = &[
    "谢谢",
    "感谢",
    "总之",
    "综上",
    "总而言之",
    "建议",
    "温馨提示",
    "小贴士",
    "提示:",
    "提示：",
    "说明:",
    "说明：",
    "注:",
    "注：",
    "(注",
    "（注",
    "例如",
    "比如",
    "举例",
    "众所周知",
    "因此",
    "所谓",
    "什么是",
    "为什么",
    "如何",
    "那么",
    "随着",
    "其实",
    "在当今",
    "当前",
    "传统",
];
const EXPLAINING: &[&str] = &[
    "即可",
    "适当",
    "有两种",
    "几种",
    "总之",
    "建议",
    "例如",
    "比如",
    "因为",
    "因此",
    "所以",
    "由于",
    "往往",
    "其实",
    "只有",
    "不仅",
    "而且",
    "意味着",
    "有助于",
    "有利于",
    "关键",
    "基础",
    "之一",
    "重要",
    "随着",
    "如果",
    "可以通过",
    "需要",
    "才能",
    "更好地",
    "更多地",
    "可能",
    "从而",
    "以便",
    "应该",
    "成为",
    "途径",
    "提升",
    "不会",
    "是指",
    "通过",
    "一般",
    "通常",
    "传统",
    "时代",
];
