//! The sample's month, event by event, with its people answering what is asked of them.

use std::collections::{BTreeMap, BTreeSet};

use model::{Event, EventKind, Timestamp};
use sample::company::{self, Reactor};

/// Whoever is to come, and who has gone.
pub struct Story {
    reactor: Reactor,
    /// Events by time; those of one time in the order in which they came up.
    queue: BTreeMap<(Timestamp, u64), String>,
    order: u64,
    gone: BTreeSet<(String, String)>,
    /// From when on nobody of the sample decides what waits: whoever looks on may.
    open_from: Option<Timestamp>,
}

impl Story {
    /// The month of a seed.
    pub fn new(seed: u64) -> Story {
        let mut story = Story {
            reactor: Reactor::new(seed),
            queue: BTreeMap::new(),
            order: 0,
            gone: BTreeSet::new(),
            open_from: None,
        };
        for line in company::month(seed).into_iter().chain(company::publishing()) {
            story.push(line);
        }
        story
    }

    fn push(&mut self, line: String) {
        if let Ok(event) = Event::parse(&line) {
            self.order += 1;
            self.queue.insert((event.at, self.order), line);
        }
    }

    /// When the next event happens.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// When the last event that is known happens.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.queue.keys().next_back().map(|(at, _)| *at)
    }

    /// The next event. Who has been removed says nothing more, although the sample had them
    /// speak.
    pub fn pop(&mut self) -> Option<String> {
        loop {
            let (_, line) = self.queue.pop_first()?;
            let Ok(event) = Event::parse(&line) else { continue };
            let place = (event.group.to_string(), event.member.as_deref().unwrap_or("").to_owned());
            match event.kind() {
                EventKind::Leave => {
                    self.gone.insert(place);
                }
                EventKind::Join => {
                    self.gone.remove(&place);
                }
                EventKind::Message | EventKind::Card if self.gone.contains(&place) => continue,
                _ => {}
            }
            return Some(line);
        }
    }

    /// Leaves to whoever looks on what is to be decided from a time on.
    pub fn leave_open(&mut self, from: Timestamp) {
        self.open_from = Some(from);
    }

    /// What was decided: people answer it.
    pub fn decided(&mut self, decision: &str) {
        for answer in self.reactor.react(decision) {
            if !self.is_left(&answer) {
                self.push(answer);
            }
        }
    }

    /// Whether it decides something that is left to whoever looks on.
    fn is_left(&self, line: &str) -> bool {
        let decides = |event: Event<'_>| {
            let kind = event.kind();
            let says = [EventKind::Approve, EventKind::Reject, EventKind::Answer].contains(&kind);
            says && self.open_from.is_some_and(|from| event.at >= from)
        };
        Event::parse(line).is_ok_and(decides)
    }
}
