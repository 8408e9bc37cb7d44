//! Rule kind `purpose`: why the document exists.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, Place, has};
use crate::kind::Built;
use crate::reading::papers::{
    PAPERS, begins_with_aim, draws_up, followed, names_paper, states_aim, this_paper,
};
use crate::reading::people::phrases;

crate::rule_kind! {
    /// ## 含义
    /// 写明为什么制定这份规定,或者依据什么制定。
    ///
    /// ## 用处
    /// 开头说清缘由,成员知道各条是为了什么;有争议时也按这个意思来理解。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 为方便业主沟通,规范群内发言,特制定本公约。
    /// 根据学校有关规定,结合年级实际,制定本办法。
    /// × 为避免打扰大家,晚上十点后请勿发言。
    /// × 本群为大家提供交流的地方。
    /// × 以群主制定的时间为准。
    /// ```
    ///
    /// ## 限度
    /// 群本身的用途是 `group-purpose`。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "purpose": "为什么定这份规定",
    english: "why the policy exists",
    family: Meta, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 为…制定…; in a preamble or before a list also 为… alone; whatever stands under 目的.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let mut sentences = clause.sentences();
    let stated = sentences.any(|sentence| {
        states_aim(sentence) || leads_in(sentence) || followed(sentence, PAPERS, &["旨在"], 10)
    });
    let stated = stated || clause.sentences().any(made_for);
    if stated || opens(clause) || titled(clause) || occasioned(clause) || lists_aims(clause) {
        norms.push(Norm::new("purpose"));
    }
}

/// 现就…设定下列制度.
fn leads_in(sentence: &str) -> bool {
    has(sentence, &["现就", "特就", "现对", "现将"])
        && has(sentence, &["下列", "如下", "以下"])
        && names_paper(sentence)
}

/// 本守则的制定是为了…, 定这份公约的目的是….
fn made_for(sentence: &str) -> bool {
    const FOR: &[&str] = &["是为了", "旨在", "目的是", "目的在于", "初衷是", "意在", "就是为了"];
    let made = has(sentence, &["制定", "制订", "订立", "设立", "出台", "定"]);
    // 为…,后援会发布本守则.
    let issued = has(sentence, &["发布", "提出", "发起", "倡议", "公布"])
        && this_paper(sentence)
        && phrases(sentence).next().is_some_and(|first| {
            first.starts_with('为') && begins_with_aim(first) && !first.has_word("准")
        })
        && !crate::clause::forbids(sentence);
    issued || made && this_paper(sentence) && has(sentence, FOR)
}

/// What happened, and that rules are drawn up: 最近广告多了,所以定几条规矩.
fn occasioned(clause: &Clause<'_>) -> bool {
    const OCCASION: &[&str] = &[
        "所以",
        "因此",
        "为此",
        "于是",
        "故",
        "近期",
        "近来",
        "最近",
        "近日",
        "越来越",
        "多了",
        "经常",
        "老是",
        "总有",
        "征求",
        "商量",
        "商议",
        "讨论",
        "协商",
        "表决",
        "为了",
        "为着",
    ];
    let drawn = clause.sentences().any(|sentence| {
        // 有几条要说在前面.
        let few =
            followed(sentence, &["几条", "几点", "几件事"], &["说", "写", "讲", "约", "提"], 6);
        few || draws_up(sentence)
            || has(sentence, &["制定", "订立", "拟定"]) && names_paper(sentence)
    });
    clause.place == Place::Opening && drawn && clause.has(OCCASION)
}

/// 为保护…,防止…,统一…,…: aim after aim before what is done.
fn lists_aims(clause: &Clause<'_>) -> bool {
    const AIMS: &[&str] = &[
        "保护",
        "防止",
        "防范",
        "统一",
        "规范",
        "加强",
        "提高",
        "提升",
        "促进",
        "维护",
        "确保",
        "保障",
        "方便",
        "推动",
        "推进",
        "贯彻",
        "落实",
        "进一步",
        "切实",
        "更好",
        "营造",
        "减少",
        "杜绝",
        "避免",
        "增进",
        "完善",
        "做好",
    ];
    let mut parts = phrases(clause.text);
    let aims = |phrase: &str| AIMS.iter().any(|aim| phrase.starts_with(aim));
    let first = parts.next().and_then(|phrase| phrase.strip_prefix('为'));
    first.is_some_and(|rest| aims(rest.trim_start_matches('了')))
        && parts.next().is_some_and(aims)
        && !clause.has(&["有权"])
}

/// A paragraph that begins with 为了: the preamble, or one that announces what follows; and a
/// preamble that says what is needed.
fn opens(clause: &Clause<'_>) -> bool {
    let opening = clause.place == Place::Opening;
    if clause.place == Place::Article || clause.forbids() && !names_paper(clause.text) {
        return false;
    }
    let announces = clause.text.ends_with([':', '：']);
    let aims = |phrase: &str| phrase.starts_with("为") && begins_with_aim(phrase);
    let begins = phrases(clause.text).next().is_some_and(aims);
    let later = || phrases(clause.text).any(|phrase| phrase.starts_with("为了"));
    let needs = |sentence: &str| {
        has(sentence, &["需要", "有必要", "必须", "应当"])
            && has(sentence, &["规范", "维护", "加强", "保障"])
            && names_paper(sentence)
    };
    begins && (announces || opening) || opening && (later() || clause.sentences().any(needs))
}

/// Under a heading 目的 or behind that word, unless something is ordered there.
fn titled(clause: &Clause<'_>) -> bool {
    const TITLES: &[&str] = &["目的", "背景", "制定依据", "缘由"];
    const LENGTH_MAX: usize = 10;
    let title = |heading: &str| heading.chars().count() <= LENGTH_MAX && has(heading, TITLES);
    let of_group = |heading: &str| has(heading, &["群目的", "建群"]);
    let headed = clause.headings.last().is_some_and(|last| title(last) && !of_group(last));
    let named = ["目的:", "目的：", "宗旨:", "宗旨："].iter().any(|w| clause.text.starts_with(w));
    (headed || named) && !clause.forbids() && !clause.has(&["适用于", "施行"])
}
