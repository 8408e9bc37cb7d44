//! Rule kind `interpretation`: who interprets the document.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::this_paper;
use crate::reading::people;

crate::rule_kind! {
    /// ## 含义
    /// 写明这份规定由谁解释(`who`),或者解释权归谁。
    ///
    /// ## 用处
    /// 对条文的意思有不同看法时,知道该问谁。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 本办法由校办公室负责解释。
    /// 最终解释权归业主委员会所有。
    /// × 客服要耐心向客户解释收费标准。
    /// × 管理员移出成员时应解释原因。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "interpretation": "由谁解释",
    english: "who interprets the policy",
    family: Meta, level: Note, part: Notes,
    params {
        /// 由谁解释
        maybe "who" who: String,
    }
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 由…解释, 解释权归…: of the document, not of a matter to somebody.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let power = has(
            sentence,
            &["解释权", "负责解释", "作出解释", "进行解释", "解释和修订", "解释、修订"],
        );
        // 解释权在群主手里; 有疑问的,以委员会的解释为准.
        let power = power
            || has(sentence, &["解释权在", "解释权由", "的解释为准"])
                && !has(sentence, &["法律解释", "合同"]);
        let by = sentence.contains('由') && sentence.has_word("解释") && this_paper(sentence);
        if !(power
            && (this_paper(sentence)
                || has(sentence, &["在", "为准", "由", "归", "属", "拥有", "享有", "保留"])))
            && !by
        {
            continue;
        }
        norms.push(Norm::new("interpretation").with_some("who", who(sentence)));
        return;
    }
}

fn who(sentence: &str) -> Option<String> {
    const ENDS: &[&str] = &[
        "手里",
        "手上",
        "的解释",
        "那里",
        "制定",
        "负责",
        "解释",
        "所有",
        "享有",
        "作出",
        "进行",
        ",",
        "，",
    ];
    const LENGTH: std::ops::RangeInclusive<usize> = 2..=24;
    let words = ["解释权归", "解释权属于", "解释权属", "解释权在", "由", "以"];
    let named = words.iter().find_map(|word| people::after(sentence, word))?;
    let named = people::clean(people::before(named, ENDS).unwrap_or(named));
    LENGTH.contains(&named.chars().count()).then_some(named)
}
