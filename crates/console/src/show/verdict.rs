//! What would be decided about a message, in words.

use std::collections::BTreeMap;

use model::{Decision, Status};
use policy::texts::Language;

use super::names;
use crate::frame::Frame;

/// What would be decided; no lines: nothing.
pub struct Verdict {
    /// Each thing.
    pub lines: Vec<Line>,
}

/// One thing that would be decided.
pub struct Line {
    /// What is done.
    pub action: String,
    /// How far it comes at once.
    pub status: &'static str,
    /// Its colour: `done`, `waits` or none.
    pub tone: &'static str,
    /// The rule's meaning.
    pub what: String,
    /// Why.
    pub reason: String,
    /// The article.
    pub cite: String,
    /// The article of the sanction, where it is another one.
    pub sanction: String,
    /// What the member reads.
    pub text: String,
}

impl Verdict {
    /// The same for the member whom they are about: what was found stands in the words that
    /// members read, not in those for administrators.
    pub fn for_member(
        decisions: &[Decision],
        titles: &BTreeMap<String, String>,
        frame: &Frame,
    ) -> Verdict {
        let Verdict { mut lines } = Verdict::of(decisions, titles, frame);
        for line in &mut lines {
            line.reason.clear();
        }
        Verdict { lines }
    }

    /// Of decisions; `titles` are those of policies by their ids.
    pub fn of(decisions: &[Decision], titles: &BTreeMap<String, String>, frame: &Frame) -> Verdict {
        let language = frame.language;
        let line = |one: &Decision| {
            let title = titles.get(&one.policy).map_or("", String::as_str);
            let (status, tone) = match one.status {
                Status::Done => (frame.say("verdict.done"), "grave"),
                Status::Pending => (frame.say("verdict.pending"), "waits"),
                Status::Task => (frame.say("verdict.task"), "waits"),
                Status::Observed => (frame.say("verdict.observed"), ""),
            };
            Line {
                action: names::action(one.action.name(), language),
                status,
                tone,
                what: names::kind(one.kind, language),
                reason: one.reason.clone(),
                cite: match language {
                    Language::Chinese => format!("《{title}》{}", one.cite),
                    Language::English => format!("{title}, {}", one.cite),
                },
                sanction: one.sanction.clone().unwrap_or_default(),
                text: one.text.clone().unwrap_or_default(),
            }
        };
        Verdict { lines: decisions.iter().filter(|one| !one.merged).map(line).collect() }
    }
}
