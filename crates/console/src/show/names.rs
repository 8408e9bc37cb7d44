//! What things are called: kinds, actions, roles, and people in a group.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::time::Span;
use model::{Action, Role};
use policy::spec::{Family, KindSpec};
use policy::texts::Language;
use server::figures::{self, shown_as};
use store::rows::MemberRow;
use text::Topic;

static KINDS: LazyLock<BTreeMap<&'static str, &'static KindSpec>> =
    LazyLock::new(|| rules::specs().into_iter().map(|spec| (spec.name, spec)).collect());

/// What a rule kind is called.
#[must_use]
pub fn kind(name: &str, language: Language) -> String {
    let found = KINDS.get(name);
    found.map_or_else(
        || name.to_owned(),
        |spec| language.choose(spec.summary, spec.english).to_owned(),
    )
}

/// What a message may be about.
#[must_use]
pub fn topic(topic: Topic, language: Language) -> String {
    let english = match topic {
        Topic::Ads => "advertising",
        Topic::Category(_) => topic.name(),
    };
    language.choose(topic.in_words(), english).to_owned()
}

/// The family of a rule kind.
#[must_use]
pub fn family(kind: &str) -> Option<Family> {
    KINDS.get(kind).map(|spec| spec.family)
}

/// What no policy writes as a sanction, beside [`Action::SANCTIONS`].
const ANSWERS: [Action; 7] = [
    Action::Approve,
    Action::Refuse,
    Action::Ask,
    Action::Task,
    Action::Reply,
    Action::Send,
    Action::SetCard,
];

/// What an action is called; with its length, where it was written with one.
#[must_use]
pub fn action(written: &str, language: Language) -> String {
    let (name, length) = written.split_once(' ').unwrap_or((written, ""));
    let mut all = Action::SANCTIONS.iter().chain(&ANSWERS);
    let found = all.find(|action| action.name() == name);
    let words = match (found, language) {
        (Some(action), Language::Chinese) => action.in_words().to_owned(),
        _ => name.replace('-', " "),
    };
    match (Span::parse(length), language) {
        (Some(span), Language::Chinese) => format!("{words} {}", span.in_words()),
        (Some(span), Language::English) => format!("{words} {}", span.in_english()),
        (None, _) => words,
    }
}

/// What a role is called; a population by its own word.
#[must_use]
pub fn role(name: &str, language: Language) -> String {
    match (Role::parse(name), language) {
        (Some(role), Language::Chinese) => role.in_words().to_owned(),
        _ => name.to_owned(),
    }
}

/// How somebody is called in a group: by their card, else their name; else as unknown.
#[must_use]
pub fn called(row: &MemberRow, language: Language) -> String {
    shown_as(figures::called(row), &row.id, language)
}

/// The people of a group by their ids.
#[derive(Clone, Debug)]
pub struct People(BTreeMap<String, MemberRow>, Language);

impl People {
    /// Those, as they are called in a language.
    #[must_use]
    pub fn of(rows: Vec<MemberRow>, language: Language) -> People {
        People(rows.into_iter().map(|row| (row.id.clone(), row)).collect(), language)
    }

    /// How somebody is called.
    #[must_use]
    pub fn called(&self, id: &str) -> String {
        shown_as(self.0.get(id).map_or("", figures::called), id, self.1)
    }

    /// How somebody is called who may not be in the group yet: by the name that they gave.
    #[must_use]
    pub fn called_or(&self, id: &str, given: &str) -> String {
        match self.0.get(id) {
            None if !given.is_empty() => format!("{given} ({id})"),
            _ => self.called(id),
        }
    }

    /// Somebody.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&MemberRow> {
        self.0.get(id)
    }

    /// Everybody, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &MemberRow> {
        self.0.values()
    }
}
