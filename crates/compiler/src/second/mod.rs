//! The second reader: a language model that is asked about the clauses of which the recognisers
//! are not sure, or in which they found nothing although something is ordered or forbidden.
//!
//! Only what is pure is here: which clauses are asked about, the words of the request, what an
//! answer says. Who sends it decides whether it is sent at all. An answer is a suggestion: it is
//! checked by the parser of policy files, written as a comment, and counted nowhere.

mod answer;
mod catalogue;
pub mod doubt;
mod prompt;

pub use answer::{ANSWER_BYTES_MAX, Answer, Unusable, read};
pub use prompt::{Request, requests};

use policy::numbering;
use rules::clause::{Norm, forbids, has};

use crate::report::CONFIDENCE_BAR;
use crate::{Compiled, CompiledClause, Reader, Suggestion, around, finish};

/// Most clauses of a document that are asked about.
pub const CLAUSES_MAX: usize = 120;
/// Most clauses of one request.
pub const BATCH: usize = 12;
/// Longest clause that is asked about, in characters; part of one would be read wrongly.
pub const TEXT_CHARS_MAX: usize = 1_500;
/// Most headings above a clause, and most characters of each, that are sent.
const HEADINGS_MAX: usize = 6;
const HEADING_CHARS_MAX: usize = 60;
/// Most suggestions that are kept for a clause.
pub const SUGGESTIONS_MAX: usize = 4;

/// A clause that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its position in [`Compiled::clauses`].
    pub clause: usize,
    /// Its text, without its number.
    pub text: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
}

/// What a document is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// The clauses, in the order of the text.
    pub asked: Vec<Question>,
    /// How many more there would be: too long, or beyond [`CLAUSES_MAX`].
    pub left_out: usize,
}

/// The clauses to ask about: those that were read without confidence, and those in which
/// nothing was recognised although they order or forbid.
///
/// `text` is the document of which `compiled` was made, before any [`Compiled::shift`].
#[must_use]
pub fn questions(text: &str, compiled: &Compiled) -> Questions {
    let outline = numbering::outline(text);
    let around = around::surroundings(text, &outline);
    let mut questions = Questions::default();
    for (clause, (read, view)) in compiled.clauses.iter().zip(&around).enumerate() {
        if !is_asked(read, &view.text) {
            continue;
        }
        let too_long = view.text.chars().nth(TEXT_CHARS_MAX).is_some();
        if too_long || questions.asked.len() >= CLAUSES_MAX {
            questions.left_out += 1;
            continue;
        }
        let cut = |heading: &String| heading.chars().take(HEADING_CHARS_MAX).collect();
        questions.asked.push(Question {
            clause,
            text: view.text.clone(),
            headings: view.headings.iter().take(HEADINGS_MAX).map(cut).collect(),
        });
    }
    questions
}

fn is_asked(clause: &CompiledClause, text: &str) -> bool {
    if clause.norms.is_empty() && clause.suggestions.is_empty() {
        return forbids(text) || orders(text);
    }
    let doubted = clause.norms.iter().any(|norm| norm.confidence < CONFIDENCE_BAR);
    doubted || !clause.suggestions.is_empty()
}

/// Whether a text orders something. A word too many only costs a question.
fn orders(text: &str) -> bool {
    const ORDERS: &[&str] =
        &["必须", "务必", "一律", "应", "须", "需", "要", "请", "得", "按时", "及时", "负责"];
    /// Words that have one of those as a part and order nothing.
    const OTHER: &[&str] = &[
        "应用", "反应", "适应", "供应", "相应", "响应", "需求", "重要", "主要", "要点", "纪要",
        "摘要", "申请", "邀请", "请假", "请示", "获得", "取得", "觉得", "值得", "得到", "心得",
    ];
    let plain = OTHER.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
    has(&plain, ORDERS)
}

/// The document once more, with what the second reader suggests: of a clause at most
/// [`SUGGESTIONS_MAX`], nothing twice, and nothing that was read already.
///
/// `name` and `text` are those of which `compiled` was made. Clauses, figures and the rules of
/// the policy file stay as they are; the file has comments more.
#[must_use]
pub fn adopt(
    name: &str,
    text: &str,
    compiled: Compiled,
    suggestions: Vec<(usize, Norm)>,
) -> Compiled {
    let Compiled { title, mut clauses, .. } = compiled;
    for (clause, norm) in suggestions {
        let Some(clause) = clauses.get_mut(clause) else { continue };
        let same = |other: &Norm| other.kind == norm.kind && other.params == norm.params;
        let suggested = clause.suggestions.iter().filter(|one| one.by == Reader::Second);
        if clause.norms.iter().chain(suggested.clone().map(|one| &one.norm)).any(same)
            || suggested.count() >= SUGGESTIONS_MAX
        {
            continue;
        }
        // What two readers take it to state is suggested once.
        clause.suggestions.retain(|one| !same(&one.norm));
        clause.suggestions.push(Suggestion { norm, by: Reader::Second });
    }
    finish(name, text, title, clauses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile;

    #[test]
    fn what_is_asked_about() {
        let document = "值守群规定\n一、值守\n1、当班的人必须把窗台的绿萝浇透。\n2、去年的花谢了。\n\
                        3、晚上十点到早上七点不要在群里说话。\n";
        let compiled = compile("a.txt", document);
        let asked = questions(document, &compiled).asked;
        assert!(compiled.clauses.iter().any(|clause| clause.norms.is_empty()), "{compiled:#?}");
        let texts: Vec<&str> = asked.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["当班的人必须把窗台的绿萝浇透。"]);
        assert_eq!(asked[0].headings, ["值守"]);
        let mut unsure = compiled;
        for norm in unsure.clauses.iter_mut().flat_map(|clause| &mut clause.norms) {
            norm.confidence = CONFIDENCE_BAR - 1;
        }
        let asked = questions(document, &unsure).asked;
        assert!(asked.iter().any(|one| one.text.contains("晚上十点")), "{asked:?}");
    }

    #[test]
    fn there_is_an_end_to_asking() {
        let long = "必须".repeat(TEXT_CHARS_MAX);
        let items: String = (0..CLAUSES_MAX + 9)
            .map(|n| format!("{}、当班的人必须把窗台的绿萝浇透。\n", n + 1))
            .collect();
        let document = format!("值守群规定\n{items}{}、{long}\n", CLAUSES_MAX + 10);
        let mut compiled = compile("a.txt", &document);
        for clause in &mut compiled.clauses {
            clause.norms.clear();
        }
        let questions = questions(&document, &compiled);
        assert_eq!(questions.asked.len(), CLAUSES_MAX);
        assert_eq!(questions.left_out, 10);
    }

    #[test]
    fn orders_are_told_from_words_that_look_like_them() {
        for (text, expected) in [
            ("值班人员应当接听电话", true),
            ("请保持安静", true),
            ("本群的重要通知由秘书发布", false),
            ("相应的申请表在附件里", false),
            ("群成员有三百人", false),
        ] {
            assert_eq!(orders(text), expected, "{text}");
        }
    }

    #[test]
    fn suggestions_are_comments_and_count_nowhere() {
        let document = "值守群规定\n\n1、当班的人必须把窗台的绿萝浇透。\n2、不发广告。\n";
        let before = compile("a.txt", document);
        let relay = Norm::new("relay");
        let ads = before.clauses[1].norms[0].clone();
        let many = (1..9).map(|n| (0, Norm::new("capacity").with("max", i64::from(n) * 100)));
        let mut suggestions =
            vec![(0, relay.clone()), (0, relay), (1, ads), (99, Norm::new("ads"))];
        suggestions.extend(many);
        let after = adopt("a.txt", document, before.clone(), suggestions);
        assert_eq!(after.clauses[0].suggestions.len(), SUGGESTIONS_MAX);
        assert!(after.clauses[1].suggestions.is_empty(), "it was read already");
        assert_eq!(after.coverage, before.coverage);
        let block = "1、当班的人必须把窗台的绿萝浇透。\n\n```rule\n\
                     # 第二读者的建议,请确认后去掉 #\n# [relay]\n";
        assert!(after.policy_file.contains(block), "{}", after.policy_file);
        let rules = |file: &str| {
            let parsed = policy::parse("a.md", file, &rules::specs());
            assert!(!parsed.has_errors(), "{:#?}", parsed.diagnostics);
            let rules = parsed.policy.rules.iter();
            rules.map(|rule| (rule.cite.clone(), rule.spec.name)).collect::<Vec<_>>()
        };
        assert_eq!(rules(&after.policy_file), rules(&before.policy_file));
        let kept: String = {
            let mut text = after.policy_file.clone();
            for added in after.inserted.iter().rev() {
                text.replace_range(added.clone(), "");
            }
            text
        };
        assert_eq!(kept, document, "the document's own text stays");
        // Compiled again, the file keeps what its author made of it.
        let file = after.policy_file.clone();
        let again = adopt("a.md", &file, compile("a.md", &file), vec![(0, Norm::new("ads"))]);
        assert_eq!(again.clauses[0].suggestions.len(), 1);
        assert_eq!(again.policy_file, file);
        // Without the sign it is a rule that the checker takes.
        let switched_on = after.policy_file.replace("# [relay]", "[relay]");
        assert!(rules(&switched_on).contains(&("1".to_owned(), "relay")), "{switched_on}");
    }
}
