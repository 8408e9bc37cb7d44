//! What the second reader answered: believed in nothing that the parser of policy files would
//! not take.

use policy::diagnostic::Severity;
use policy::toml::{Table, Value as Toml};
use rules::clause::Norm;
use serde_json::Value;
use thiserror::Error;

use super::{Request, SUGGESTIONS_MAX, catalogue};
use crate::block::{self, Entry};

/// Largest answer, in bytes.
pub const ANSWER_BYTES_MAX: usize = 512 << 10;
/// Most norms of one clause that are looked at.
const NORMS_MAX: usize = 4 * SUGGESTIONS_MAX;

/// A usable answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// What it suggests: for which clause of the document, and what.
    pub norms: Vec<(usize, Norm)>,
    /// How many suggestions are left out as the catalogue has no such kind, parameter or value.
    pub refused: usize,
}

/// Why an answer can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unusable {
    /// It is larger than [`ANSWER_BYTES_MAX`].
    #[error("回答太长")]
    TooLong,
    /// It is no chat completion.
    #[error("回答不是聊天接口的形式,请检查地址")]
    NoCompletion,
    /// What the model wrote is not the JSON that was asked for.
    #[error("模型没有按要求的 JSON 形式回答")]
    NoJson,
}

/// The JSON object that a chat completion holds.
///
/// # Errors
/// It is too long, no completion, or holds none.
pub(super) fn object(answer: &[u8]) -> Result<Value, Unusable> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(Unusable::TooLong);
    }
    let completion: Value = serde_json::from_slice(answer).map_err(|_| Unusable::NoCompletion)?;
    let content = completion.pointer("/choices/0/message/content").and_then(Value::as_str);
    said(content.ok_or(Unusable::NoCompletion)?).ok_or(Unusable::NoJson)
}

/// Reads the answer to a request.
///
/// # Errors
/// None of it can be used.
pub fn read(request: &Request, answer: &[u8]) -> Result<Answer, Unusable> {
    let said = object(answer)?;
    let clauses = said.get("clauses").and_then(Value::as_array).ok_or(Unusable::NoJson)?;
    let mut read = Answer::default();
    for clause in clauses.iter().take(request.questions.len()) {
        let norms = clause.get("norms").and_then(Value::as_array).ok_or(Unusable::NoJson)?;
        let number = clause.get("n").and_then(Value::as_u64).ok_or(Unusable::NoJson)?;
        let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let Some(question) = at.and_then(|at| request.questions.get(at)) else {
            read.refused += norms.len().min(NORMS_MAX);
            continue;
        };
        for one in norms.iter().take(NORMS_MAX) {
            match norm(one) {
                Some(norm) => read.norms.push((question.clause, norm)),
                None => read.refused += 1,
            }
        }
    }
    Ok(read)
}

/// The object in what the model wrote. Models put their thoughts before it and fences around.
fn said(content: &str) -> Option<Value> {
    let content = content.rsplit_once("</think>").map_or(content, |(_, said)| said);
    let (from, to) = (content.find('{')?, content.rfind('}')?);
    serde_json::from_str(content.get(from..=to)?).ok()
}

/// The norm that a suggestion states, where a policy file could have it.
fn norm(said: &Value) -> Option<Norm> {
    let spec = &rules::kind_named(said.get("kind")?.as_str()?)?.spec;
    let params = match said.get("params") {
        None | Some(Value::Null) => Table::new(),
        Some(Value::Object(params)) => {
            // Null says that nothing is stated.
            let stated = params.iter().filter(|(_, value)| !value.is_null());
            stated.map(|(name, value)| Some((name.clone(), toml(value)?))).collect::<Option<_>>()?
        }
        Some(_) => return None,
    };
    let norm = Norm { params, ..Norm::new(spec.name).sure(0) };
    let known = norm.params.keys().all(|name| catalogue::takes(spec, name));
    (known && is_sound(&norm)).then_some(norm)
}

fn toml(value: &Value) -> Option<Toml> {
    Some(match value {
        Value::Bool(flag) => Toml::Boolean(*flag),
        Value::String(text) => Toml::String(text.clone()),
        Value::Array(list) => Toml::Array(list.iter().map(toml).collect::<Option<_>>()?),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Toml::Integer(whole),
            None => Toml::Float(number.as_f64()?),
        },
        Value::Null | Value::Object(_) => return None,
    })
}

/// Whether the parser takes a policy file with that norm as a rule, without an error.
fn is_sound(norm: &Norm) -> bool {
    // Switched on, as it would stand in the file once somebody has taken the sign away.
    let sure = Norm { confidence: 100, ..norm.clone() };
    let table = block::table(&Entry { norm: &sure, muted: None }, false, "\n");
    let file = format!("# 制度\n\n1、条文\n\n```rule\n{table}```\n");
    let parsed = policy::parse("制度.md", &file, &rules::specs());
    let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
    !wrong && parsed.policy.rules.len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::second::{Question, requests};
    use proptest::prelude::*;
    use serde_json::json;

    fn request() -> Request {
        let question =
            |clause| Question { clause, text: "条文".to_owned(), headings: Vec::new() };
        requests(&[question(3), question(7)], "reader-1").remove(0)
    }

    fn completion(content: &str) -> Vec<u8> {
        json!({"choices": [{"message": {"role": "assistant", "content": content}}]})
            .to_string()
            .into_bytes()
    }

    fn norms(kind: &str, params: &Value) -> Result<Answer, Unusable> {
        let said = json!({"clauses": [{"n": 2, "norms": [{"kind": kind, "params": params}]}]});
        read(&request(), &completion(&said.to_string()))
    }

    #[test]
    fn a_good_answer_is_read_with_thoughts_and_fences() {
        let said = r#"{"clauses":[{"n":1,"norms":[]},{"n":2,"norms":[{"kind":"quiet-hours","params":{"from":"22:00","to":"07:00","days":null}}]}]}"#;
        let expected = Norm::new("quiet-hours").with("from", "22:00").with("to", "07:00").sure(0);
        for content in [
            said.to_owned(),
            format!("<think>{{想一想}}</think>\n```json\n{said}\n```"),
            format!("好的:{said}"),
        ] {
            let read = read(&request(), &completion(&content)).unwrap();
            assert_eq!(
                read,
                Answer { norms: vec![(7, expected.clone())], refused: 0 },
                "{content}"
            );
        }
    }

    #[test]
    fn what_the_parser_refuses_is_left_out() {
        for (kind, params) in [
            ("no-such-kind", json!({})),
            ("quiet-hours", json!({"from": "25:00"})),
            ("quiet-hours", json!({"from": "22:00", "colour": "red"})),
            ("quiet-hours", json!({"mode": "observe"})),
            ("flood", json!({"repeats": 0.5})),
            ("sanction", json!({"for": ["no-such-kind"], "actions": ["remove"]})),
            ("forbidden-content", json!({"categories": [{"porn": true}]})),
            ("ads", json!([])),
        ] {
            let read = norms(kind, &params).unwrap();
            assert_eq!((read.norms.len(), read.refused), (0, 1), "{kind} {params}");
        }
        let read = norms("sanction", &json!({"for": ["ads"], "actions": ["remove"]})).unwrap();
        assert_eq!((read.norms.len(), read.refused), (1, 0));
    }

    #[test]
    fn a_number_that_nobody_asked_about_is_left_out() {
        for number in [0, 3, 99] {
            let said = json!({"clauses": [{"n": number, "norms": [{"kind": "ads"}]}]});
            let read = read(&request(), &completion(&said.to_string())).unwrap();
            assert_eq!((read.norms.len(), read.refused), (0, 1), "{number}");
        }
    }

    #[test]
    fn an_answer_of_another_form_says_so() {
        let request = request();
        for (answer, why) in [
            (b"<html>busy</html>".to_vec(), Unusable::NoCompletion),
            (br#"{"error":"no"}"#.to_vec(), Unusable::NoCompletion),
            (completion("我读不懂"), Unusable::NoJson),
            (completion("}{"), Unusable::NoJson),
            (completion(r#"{"clauses":3}"#), Unusable::NoJson),
            (completion(r#"{"clauses":[{"n":1}]}"#), Unusable::NoJson),
            (completion(r#"{"clauses":[{"norms":[]}]}"#), Unusable::NoJson),
            (vec![b' '; ANSWER_BYTES_MAX + 1], Unusable::TooLong),
        ] {
            assert_eq!(read(&request, &answer), Err(why));
        }
    }

    /// A text that tries to leave its comment or its block stays one value on one line.
    #[test]
    fn a_suggestion_cannot_leave_its_line() {
        let text = "x\"\n```\n[ads]\nallow = \"never\"";
        let read = norms("onboarding", &json!({"message": text})).unwrap();
        for (_, norm) in &read.norms {
            let entry = Entry { norm, muted: Some("看".to_owned()) };
            let table = block::table(&entry, false, "\n");
            assert!(table.lines().all(|line| line.starts_with("# ")), "{table}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&request(), &bytes);
        }

        #[test]
        fn any_words_are_read(words in any::<String>()) {
            let _ = read(&request(), &completion(&words));
            let _ = norms("ads", &json!({"allow": words}));
        }
    }
}
