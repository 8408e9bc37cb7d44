//! What would be decided, without anything being kept: one engine brought up by events of the
//! past, and asked about one more.

use std::sync::Arc;

use engine::{Engine, Program};
use model::{Decision, Event};
use policy::Policy;

/// A policy as it would be tried: in force from the beginning, so that the past is judged by it.
#[must_use]
pub fn in_force(policy: Policy) -> Policy {
    Policy { effective: None, ..policy }
}

/// An engine that has seen a part of the past.
pub struct Past {
    engine: Engine,
    decisions: Vec<Decision>,
}

impl Past {
    /// One that has seen nothing.
    #[must_use]
    pub fn new(program: Arc<Program>) -> Past {
        Past { engine: Engine::new(program), decisions: Vec::new() }
    }

    /// Lets it see an event; a line that is none changes nothing.
    pub fn see(&mut self, line: &str) {
        if let Ok(event) = Event::parse(line) {
            self.decisions.clear();
            self.engine.handle_event(&event, &mut self.decisions);
        }
    }

    /// What would be decided on one more event about whoever did it. What came due before it is
    /// no answer to it.
    ///
    /// # Errors
    /// The line is no event; why, in Chinese.
    pub fn ask(mut self, line: &str) -> Result<Vec<Decision>, String> {
        let event = Event::parse(line).map_err(|error| error.to_string())?;
        self.decisions.clear();
        self.engine.handle_event(&event, &mut self.decisions);
        let by_event =
            |one: &Decision| one.due.is_none() && one.member.as_deref() == event.member.as_deref();
        self.decisions.retain(by_event);
        Ok(self.decisions)
    }
}

#[cfg(test)]
mod tests {
    use model::{Calendar, Platform};
    use text::Lexicon;

    use super::*;

    const POLICY: &str = "+++\nid = \"a\"\neffective = 2030-01-01\n+++\n\n# 约定\n\n一、不刷屏。\n\n\
        ```rule\n[flood]\nrepeats = 3\n\n[ladder]\nsteps = [\"remind\", \"mute 1h\"]\n```\n";

    fn message(second: u32, text: &str) -> String {
        format!(
            r#"{{"at":"2026-03-02T09:00:{second:02}+08:00","group":"g","kind":"message","id":"m{second}","member":"u1","text":"{text}"}}"#
        )
    }

    #[test]
    fn the_past_counts_and_only_the_question_is_answered() {
        let parsed = policy::parse("a.md", POLICY, &rules::specs());
        assert!(!parsed.has_errors(), "{:#?}", parsed.diagnostics);
        let policies = [in_force(parsed.policy)];
        let program = program_of(&policies);
        let fresh = Past::new(Arc::clone(&program));
        assert!(fresh.ask(&message(9, "买一送一")).unwrap().is_empty());
        let mut past = Past::new(program);
        for second in 1..3 {
            past.see(&message(second, "买一送一"));
        }
        past.see("no event");
        let decisions = past.ask(&message(9, "买一送一")).unwrap();
        assert_eq!(decisions.first().map(|one| one.kind), Some("flood"), "{decisions:?}");
        let past = Past::new(program_of(&policies));
        assert!(past.ask("{}").is_err());
    }

    fn program_of(policies: &[Policy]) -> Arc<Program> {
        let (calendar, lexicon) = (Calendar::published(), Lexicon::builtin());
        Program::new(policies, calendar, Platform::All, &lexicon).unwrap()
    }
}
