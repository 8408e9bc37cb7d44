//! Rule kind `scope`: whom and which groups the document covers.

use crate::clause::{Clause, Norm, Norms, Place, Words, has};
use crate::kind::Built;
use crate::reading::papers::{followed, this_paper};
use crate::reading::people;

crate::rule_kind! {
    /// ## 含义
    /// 写明这份规定适用于哪些人(`who`)、哪些群(`groups`),或者其中的用语指什么。
    ///
    /// ## 用处
    /// 成员一看就知道自己归不归这份规定管。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 本办法适用于物业服务中心建立的各业主群。
    /// 本公约适用于读书会全体会员。
    /// 本规定所称班级群,是指教师为班级建立的微信群和QQ群。
    /// × 这种方法也适合新手。
    /// × 请使用统一的头像。
    /// ```
    ///
    /// ## 限度
    /// 条文里用引号写出群名的(如“三号楼业主群”),编译时写进文件开头的 `groups`;其他说法请在文件开头自己填写。
    /// 它不是规则块,不会单独运行。
    "scope": "这份规定管哪些人、哪些群",
    english: "whom and which groups it covers",
    family: Meta, level: Auto, part: Notes,
    params {
        /// 管哪些人
        maybe "who" who: String,
    }
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 适用于; 本办法所称…是指; whatever stands under 适用范围; the address of a circular.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let said = clause.sentences().find(|sentence| covers(sentence) || defines(sentence));
    let Some(sentence) = said.or_else(|| titled(clause).then_some(clause.text)) else {
        if addresses(clause) {
            let who = clause.text.trim_end_matches([':', '：']);
            norms.push(Norm::new("scope").with("who", who));
        }
        return;
    };
    let covered = ["适用于", "适用范围为", "适用对象为"]
        .iter()
        .find_map(|word| people::after(sentence, word));
    let norm = Norm::new("scope");
    norms.push(match covered.map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) if words.contains('群') => norm.with("groups", words),
        Some(words) => norm.with("who", whom(words)),
        None => norm,
    });
}

fn covers(sentence: &str) -> bool {
    // 不适用于 says whom it does not cover: that is its scope too.
    let applies = has(sentence, &["适用于", "适用本", "适用范围", "适用对象"]);
    let all = has(sentence, &["均须遵守", "均应遵守", "都应遵守", "均需遵守", "均适用", "都适用"])
        && has(sentence, &["凡", "所有", "全体", "一切"]);
    let kept = this_paper(sentence)
        && followed(
            sentence,
            &["由"],
            &["员工遵守", "成员遵守", "人员遵守", "会员遵守", "业主遵守"],
            16,
        );
    // 在本群内的所有成员均受本群规约束.
    let bound = this_paper(sentence)
        && followed(sentence, &["约束", "适用"], &["全体", "所有", "每一位", "每位"], 2)
        || followed(sentence, &["受", "在"], &["约束", "管辖", "规范之内"], 10)
            && has(sentence, &["凡", "所有", "全体", "一切", "均", "都"])
            && (this_paper(sentence) || sentence.has_word("群规"));
    // 凡本社社员,均按本规矩行事.
    let acts = has(sentence, &["凡", "所有", "全体"])
        && has(sentence, &["均按", "都按", "一律按", "均应按", "均须按"])
        && this_paper(sentence);
    kept || bound
        || acts
        || applies && (this_paper(sentence) || begins(sentence))
        || all && this_paper(sentence)
}

/// 适用于 or 适用范围 at the beginning: 适用于全体业主.
fn begins(sentence: &str) -> bool {
    sentence.starts_with("适用")
}

fn defines(sentence: &str) -> bool {
    this_paper(sentence)
        && has(sentence, &["所称", "所指", "中所说"])
        && has(sentence, &["是指", "指", "包括"])
}

fn titled(clause: &Clause<'_>) -> bool {
    const TITLES: &[&str] = &["适用范围", "适用对象", "范围", "适用", "适用人员"];
    clause.headings.last().is_some_and(|last| TITLES.contains(&last.as_str()))
        && clause.place != Place::Article
}

/// A line before all articles that calls those it is for: 各部门、各单位:
fn addresses(clause: &Clause<'_>) -> bool {
    const LENGTH_MAX: usize = 40;
    const UNITS: &[&str] = &[
        "部",
        "部门",
        "单位",
        "公司",
        "中心",
        "学院",
        "处室",
        "科室",
        "学校",
        "办公室",
        "支部",
        "班级",
        "社区",
        "分会",
        "街道",
        "机构",
        "小组",
    ];
    let Some(called) = clause.text.strip_suffix([':', '：']) else { return false };
    let called = called.trim_end_matches(['等', ')', '）']);
    clause.place == Place::Opening
        && called.chars().count() <= LENGTH_MAX
        && UNITS.iter().any(|unit| called.ends_with(unit))
        && !has(called, &["尊敬", "亲爱", "如下", "为"])
}

/// Those who are covered, without what they do.
fn whom(words: &str) -> &str {
    let end = ["在", "使用", "的", ",", "，"].iter().filter_map(|word| words.place_of(word)).min();
    let cut = end.and_then(|end| words.get(..end)).filter(|cut| cut.chars().count() > 2);
    cut.unwrap_or(words)
}
