//! Rule kind `event`: a word that the group does without.

use model::EventKind;
use model::event::EventBody;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 消息里不出现 `word` 这个词。
    ///
    /// ## 用处
    /// 群里约定不说某个词,由程序提醒,不必有人一直看着。
    ///
    /// ## 例子
    /// ```scenario
    /// [event]
    /// word = "内部价"
    /// ---
    /// 2026-03-02 09:00 u7: 有内部价,要的找我   => event remind
    /// 09:01 u7: 大家早上好
    /// ```
    ///
    /// ## 限度
    /// 只看文字,不看图片和语音;词被拆开写的看不出来。
    "event": "不说约定的词",
    family: Ops, level: Auto, part: Finds,
    params {
        /// 不说哪个词
        needed "word" word: String,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Event {
    word: String,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Event { word: params.word }))
}

impl Finder for Event {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Message { text, .. } = &scene.event.body else { return };
        if !text.contains(&self.word) {
            return;
        }
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("出现了“{}”", self.word),
                said: "消息里有本群约定不说的词".to_owned(),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

/// 不说 and a quoted word.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let quoted = sentence
            .split_once("不说“")
            .and_then(|(_, rest)| rest.split_once('”'))
            .map(|(word, _)| word.trim())
            .filter(|word| !word.is_empty());
        if let Some(word) = quoted {
            norms.push(Norm::new("event").with("word", word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_that_state_it() {
        let clauses = [("群里不说“内部价”。", Some("内部价")), ("说话要和气", None)];
        for (text, word) in clauses {
            let mut norms = Norms::new();
            recognise(&Clause { text, headings: &[], lead: None }, &mut norms);
            let found = norms.first().and_then(|norm| norm.params.get("word"));
            assert_eq!(found.and_then(|word| word.as_str()), word, "{text}");
        }
    }
}
