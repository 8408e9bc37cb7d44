//! Rule kind `effective`: when the document takes effect.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::dates;
use crate::reading::papers::this_paper;

crate::rule_kind! {
    /// ## 含义
    /// 写明这份规定从哪一天起施行。`from` 是日期(如 `2026-03-01`);“自发布之日起”写作 `issue`。
    ///
    /// ## 用处
    /// 成员知道从哪天起要照办,以前的事不追究。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 本公约自2026年3月1日起施行。
    /// 本办法自印发之日起执行。
    /// 以上约定即日起生效。
    /// × 会员资格自缴费之日起生效。
    /// × 请在3月1日前改好群昵称。
    /// ```
    ///
    /// ## 限度
    /// 写明年月日的,编译时写进文件开头的 `effective`,在那一天以前不执行;写“自发布之日起”的,
    /// 启用之日就是施行之日。它不是规则块。
    "effective": "从什么时候起施行",
    english: "from when it holds",
    family: Meta, level: Auto, part: Notes,
    params {
        /// 从哪一天起;`issue` 是发布之日
        maybe "from" from: String,
    }
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// A date or 发布之日 with 起, and that the document begins to hold then.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let begins = has(sentence, BEGINNING);
        let about = this_paper(sentence) || !has(sentence, OTHERS);
        let date = dates::date_where(sentence, |rest| {
            ["起", "开始", "正式"].iter().chain(BEGINNING).any(|word| rest.starts_with(word))
        });
        let issue = has(sentence, ISSUE) || has(sentence, &["即日起", "今日起", "今天起"]);
        let issue = issue && (has(sentence, &["起", "立即", "开始"]) || begins);
        let other = sentence.contains('起') && has(sentence, &["自", "从"]) && begins;
        // 发布即生效, 贴出来就算数.
        let at_once =
            has(sentence, &["发布即", "公布即", "即生效", "即日生效", "立即生效", "就算数"])
                && has(sentence, &["生效", "执行", "算数", "施行"])
                && !has(sentence, OTHERS);
        let trial = sentence.starts_with("试行") && !text::words::spans(sentence).is_empty();
        let at_once = at_once || trial;
        let issue = issue || at_once;
        let stated = at_once
            || date.is_some() && about
            || about && (issue && (begins || this_paper(sentence)) || other);
        if !stated {
            continue;
        }
        let from = date.or_else(|| issue.then(|| "issue".to_owned()));
        norms.push(Norm::new("effective").with_some("from", from));
        return;
    }
}

const BEGINNING: &[&str] =
    &["施行", "实施", "执行", "生效", "试行", "实行", "启用", "遵照", "起用", "有效"];
const ISSUE: &[&str] = &[
    "发布之日",
    "公布之日",
    "印发之日",
    "颁布之日",
    "下发之日",
    "公示之日",
    "通过之日",
    "颁发之日",
    "签发之日",
    "发文之日",
    "发出之日",
    "制定之日",
    "建群之日",
    "成立之日",
    "表决通过",
    "发布后",
    "公布后",
    "发布时",
];
/// What else begins at some day.
const OTHERS: &[&str] = &[
    "入群", "进群", "加入", "入职", "资格", "会费", "账号", "处罚", "禁言", "缴费", "注册", "群名",
    "昵称", "名片", "活动", "会员", "打卡", "合同",
];
