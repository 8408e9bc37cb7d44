//! What has been written of the month so far: event lines with their times, put in order at
//! the end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Labelled;
use super::people::{Company, GROUP_IDS};
use crate::line::{At, Line};
use crate::random::Random;
use crate::template::{Filling, Templates};

/// From this many characters on, a text is said only once in a group, save for duplicates on
/// purpose and receipts; nor do two texts of one template then resemble each other much.
const UNIQUE_FROM: usize = 10;

/// A message before it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) media: Vec<Value>,
    pub(super) reply_to: Option<String>,
    pub(super) mentions: Vec<String>,
    /// The rule that the message is meant to break.
    pub(super) breach: Option<&'static str>,
}

impl Said {
    /// Those words and nothing else.
    pub(super) fn words(text: String) -> Said {
        Said { text, ..Said::default() }
    }

    /// Those words, meant to break that rule.
    pub(super) fn breaking(text: String, rule: &'static str) -> Said {
        Said { text, breach: Some(rule), ..Said::default() }
    }
}

/// The month under construction.
#[derive(Debug)]
pub(super) struct Journal {
    pub(super) seed: u64,
    pub(super) company: Company,
    pub(super) texts: Templates,
    pub(super) random: Random,
    lines: Vec<(At, Labelled)>,
    said: BTreeSet<(usize, String)>,
    /// What has been made of a template in a group.
    made: BTreeMap<(usize, &'static str), Vec<Pairs>>,
}

/// The pairs of neighbouring characters of a text, in order, each once.
type Pairs = Vec<(char, char)>;

impl Journal {
    /// An empty month.
    pub(super) fn new(seed: u64, company: Company, texts: Templates) -> Journal {
        let random = Random::named(seed, "month");
        Journal {
            seed,
            company,
            texts,
            random,
            lines: Vec::new(),
            said: BTreeSet::new(),
            made: BTreeMap::new(),
        }
    }

    /// A text of that section.
    pub(super) fn text(&mut self, section: &str, mut with: Filling) -> String {
        self.texts.text(section, &mut self.random, &mut with)
    }

    /// Writes an event: `with` adds its fields. Gives the event's id.
    pub(super) fn event(
        &mut self,
        at: At,
        group: &str,
        kind: &str,
        with: impl FnOnce(Line) -> Line,
    ) -> String {
        let id = format!("e{:05}", self.lines.len() + 1);
        let line = with(Line::new(&id, at, group, kind)).end();
        self.lines.push((at, Labelled { line, breach: None }));
        id
    }

    /// Writes what a member says. Gives the event's id.
    pub(super) fn say(&mut self, at: At, group: usize, person: usize, said: Said) -> String {
        let member = self.company.person(person).map_or(String::new(), |p| p.id.clone());
        let Said { text, media, reply_to, mentions, breach } = said;
        let id = self.event(at, GROUP_IDS.get(group).copied().unwrap_or(""), "message", |line| {
            let line = line.text("member", &member).text("text", &text);
            let line = if media.is_empty() { line } else { line.json("media", &media.into()) };
            let line = match &reply_to {
                Some(target) => line.text("reply_to", target),
                None => line,
            };
            line.list("mentions", &mentions)
        });
        if let Some((_, last)) = self.lines.last_mut() {
            last.breach = breach;
        }
        self.said.insert((group, text));
        id
    }

    /// Whether a text is new to the group, or so short that people repeat it anyway.
    pub(super) fn is_new(&self, group: usize, text: &str) -> bool {
        text.chars().count() < UNIQUE_FROM || !self.said.contains(&(group, text.to_owned()))
    }

    /// Whether a text made of that template differs well from those made of it before.
    pub(super) fn differs(&self, group: usize, template: &'static str, text: &str) -> bool {
        let pairs = pairs(text);
        let before = self.made.get(&(group, template)).map_or(&[][..], Vec::as_slice);
        // Three quarters of all pairs in common: people would call it the same message.
        let alike = |other: &Pairs| {
            let common = common(&pairs, other);
            common * 4 >= (pairs.len() + other.len() - common) * 3
        };
        pairs.len() + 1 < UNIQUE_FROM || !before.iter().any(alike)
    }

    /// Remembers a text made of a template.
    pub(super) fn remember(&mut self, group: usize, template: &'static str, text: &str) {
        self.made.entry((group, template)).or_default().push(pairs(text));
    }

    /// Somebody who is in the group at that time; advisers do not talk.
    pub(super) fn speaker(&mut self, group: usize, at: At, not: &[usize]) -> Option<usize> {
        let present = self.company.present(group, at);
        let able = |person: &usize| !not.contains(person);
        let people: Vec<usize> = present
            .iter()
            .filter(|member| !member.is("外聘"))
            .map(|member| member.person)
            .filter(able)
            .collect();
        self.random.pick(&people).copied()
    }

    /// A picture, voice message or film that somebody might send.
    pub(super) fn picture(&mut self) -> Value {
        let bytes = self.random.range(80_000, 3_000_000);
        let hash = format!("{:016x}", self.random.bits());
        json!({"kind": "image", "format": "jpg", "bytes": bytes, "hash": hash})
    }

    /// The month's lines in order of time, after the groups' snapshots.
    pub(super) fn finish(mut self, snapshots: Vec<String>) -> Vec<Labelled> {
        self.lines.sort_by_key(|(at, _)| *at);
        let plain = |line| Labelled { line, breach: None };
        snapshots
            .into_iter()
            .map(plain)
            .chain(self.lines.into_iter().map(|(_, line)| line))
            .collect()
    }
}

fn pairs(text: &str) -> Pairs {
    let mut pairs: Pairs = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn common(one: &[(char, char)], other: &[(char, char)]) -> usize {
    let mut other = other.iter().peekable();
    let found = |pair: &&(char, char)| {
        while other.next_if(|next| next < pair).is_some() {}
        other.next_if_eq(pair).is_some()
    };
    one.iter().filter(found).count()
}
