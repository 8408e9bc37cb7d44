//! Two policies at work side by side on the same events.

use std::sync::Arc;

use engine::{Engine, Program};
use model::{Decision, Event, EventBody};

use crate::difference::{Differences, Told};

/// Two policies, each with an engine of its own, and what they decide differently.
pub struct Both {
    old: Engine,
    new: Engine,
    out: (Vec<Decision>, Vec<Decision>),
    /// What differs so far.
    pub found: Differences,
}

impl Both {
    /// Two policies that have seen nothing yet.
    #[must_use]
    pub fn new(old: Arc<Program>, new: Arc<Program>) -> Both {
        Both {
            old: Engine::new(old),
            new: Engine::new(new),
            out: (Vec::new(), Vec::new()),
            found: Differences::default(),
        }
    }

    /// Has both look at an event, and keeps what differs. An empty line is none.
    ///
    /// # Errors
    /// The line is no event; why, in Chinese.
    pub fn line(&mut self, line: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "不是 UTF-8 文本".to_owned())?;
        let text = text.trim_end_matches(['\n', '\r']);
        if text.trim().is_empty() {
            return Ok(());
        }
        let event = Event::parse(text).map_err(|error| error.to_string())?;
        self.out.0.clear();
        self.out.1.clear();
        self.old.handle_event(&event, &mut self.out.0);
        self.new.handle_event(&event, &mut self.out.1);
        let said = match &event.body {
            EventBody::Message { text, .. } => Some(text.as_ref()),
            _ => None,
        };
        let told = Told { id: event.id.as_deref(), said };
        self.found.compare(&told, &self.out.0, &self.out.1);
        Ok(())
    }
}
