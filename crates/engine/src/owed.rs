//! Duties and entries as people outside the engine see them: who owed what and what came of it,
//! and what rules have noted. Whoever keeps such lists asks what is new.

use model::Timestamp;
use rules::register::Entry;
use rules::scene::MemberIx;

use crate::engine::Engine;
use crate::group::Group;
use crate::program::RuleId;

/// Lists of the register that people look at: who has agreed to which version of a policy, and
/// points.
const SHOWN: [&str; 2] = ["signed", "points"];

/// Of so many who owe something together each is named: of a whole group nobody is missed by
/// name, and the list would be longer than everything else that is kept of an event.
const SHARED_MAX: usize = 16;

/// Whether people look at entries of that list.
pub(crate) fn is_shown(list: &str) -> bool {
    SHOWN.contains(&list)
}

/// What came of a duty for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DutyEnd {
    /// Done.
    Done,
    /// Not done in time.
    Missed,
    /// No longer owed.
    Freed,
}

/// What a duty is known by: the rule, and the event that led to it or the end of the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub rule: RuleId,
    pub source: String,
}

impl Mark {
    pub fn of(rule: RuleId, source: &str) -> Mark {
        Mark { rule, source: source.to_owned() }
    }

    pub fn of_period(rule: RuleId, due: Timestamp) -> Mark {
        Mark { rule, source: format!("@{}", due.0) }
    }
}

/// News of a duty, as a group has it.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    /// It is owed from now on.
    Opened {
        mark: Mark,
        by: Option<MemberIx>,
        at: Timestamp,
        due: Timestamp,
        shared: bool,
        who: Vec<MemberIx>,
    },
    /// It ended for somebody, or for all together.
    Ended { mark: Mark, who: Option<MemberIx>, end: DutyEnd, at: Timestamp },
}

/// News of a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyNews {
    /// It is owed from now on.
    Opened(Owed),
    /// It ended for somebody.
    Ended {
        /// The group.
        group: String,
        /// As in [`Owed::mark`].
        mark: String,
        /// Who; none: all who owed it together.
        member: Option<String>,
        /// What came of it.
        end: DutyEnd,
        /// When.
        at: Timestamp,
    },
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The group.
    pub group: String,
    /// What it is known by in its group.
    pub mark: String,
    /// The rule kind.
    pub kind: &'static str,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// The event that led to it, or the time; none: it is what is to be done in a period.
    pub source: Option<String>,
    /// Who asked.
    pub asker: Option<String>,
    /// Since when.
    pub opened: Timestamp,
    /// Until when.
    pub due: Timestamp,
    /// Whether one of them does it for all.
    pub shared: bool,
    /// Who owes it; nobody in particular where more than some owe it together.
    pub owing: Vec<String>,
}

/// An entry of a group's register as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryState {
    /// The entry.
    pub entry: Entry,
    /// The id of the member whom it concerns.
    pub member: Option<String>,
}

impl Engine {
    /// What is new of duties since this was last called. Nothing of rules that only watch.
    pub fn take_duty_news(&mut self) -> Vec<DutyNews> {
        let news = std::mem::take(&mut self.duty_news);
        news.into_iter().filter_map(|(at, told)| self.told(at, told)).collect()
    }

    fn told(&self, at: u32, told: Told) -> Option<DutyNews> {
        let group = self.groups.get(at as usize)?;
        let id = |ix: MemberIx| group.members.id(ix).to_owned();
        let (Told::Opened { mark, .. } | Told::Ended { mark, .. }) = &told;
        let rule = self.program().rule(mark.rule).filter(|rule| !rule.observe)?;
        let name = format!("{}/{}", mark.rule.0, mark.source);
        Some(match told {
            Told::Opened { mark, by, at, due, shared, who } => DutyNews::Opened(Owed {
                group: group.id.clone(),
                mark: name,
                kind: rule.kind,
                policy: self.program().policy_of(rule)?.id.clone(),
                cite: rule.cite.clone(),
                source: Some(mark.source).filter(|source| !source.starts_with('@')),
                asker: by.map(id),
                opened: at,
                due,
                shared,
                owing: match shared && who.len() > SHARED_MAX {
                    true => Vec::new(),
                    false => who.into_iter().map(id).collect(),
                },
            }),
            Told::Ended { who, end, at, .. } => DutyNews::Ended {
                group: group.id.clone(),
                mark: name,
                member: who.map(id),
                end,
                at,
            },
        })
    }

    /// The entries that may have changed since this was last called, of lists that people look
    /// at: the group, list and key, with the entry as it stands, or none where it is gone.
    pub fn take_changed_entries(&mut self) -> Vec<(String, String, String, Option<EntryState>)> {
        let changed = std::mem::take(&mut self.changed_entries);
        let state = |(at, list, key): (u32, String, String)| {
            let group = self.groups.get(at as usize)?;
            let entry = group.register.entry(&list, &key);
            let state = entry.map(|entry| entry_state(group, entry));
            Some((group.id.clone(), list, key, state))
        };
        changed.into_iter().filter_map(state).collect()
    }

    /// Every entry of those lists counts as changed: for whoever begins to keep them.
    pub fn change_all_entries(&mut self) {
        for (at, group) in (0_u32..).zip(&self.groups) {
            for list in SHOWN {
                let keys = group.register.entries(list, "").into_iter();
                let keys = keys.map(|entry| (at, list.to_owned(), entry.key.clone()));
                self.changed_entries.extend(keys);
            }
        }
    }
}

fn entry_state(group: &Group, entry: &Entry) -> EntryState {
    let member = entry.member.map(|ix| group.members.id(ix).to_owned());
    EntryState { entry: entry.clone(), member }
}
