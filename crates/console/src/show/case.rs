//! Cases as people look at them: what sort they are, what is asked, how far they are.

use std::collections::BTreeMap;

use model::{Role, Timestamp};
use policy::spec::Family;
use policy::texts::Language;
use serde::Deserialize;
use server::access::Caller;
use store::StoreError;
use store::dialect::Reader;
use store::rows::CaseRow;

use super::names;

/// Whose consent is missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Needs {
    /// The role's name, or a population's word.
    pub role: String,
    /// How many people.
    pub count: u32,
    /// A role of which one is enough.
    pub or: Option<String>,
}

/// One thing that a case does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Act {
    /// The action, with its length.
    pub action: String,
    /// How far it is.
    pub status: String,
    /// Until when it holds.
    pub until: Option<i64>,
}

/// What somebody noted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Note {
    /// When.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// A case's state, as the store keeps it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as in engine::CaseState")]
pub struct State {
    pub case: String,
    pub what: Option<String>,
    pub against: Option<String>,
    pub policy: String,
    pub cite: String,
    pub event: Option<String>,
    pub standing: String,
    pub needs: Option<Needs>,
    pub claimed_by: Option<String>,
    pub owed: Option<String>,
    pub appealed: bool,
    pub acts: Vec<Act>,
    pub notes: Vec<Note>,
}

/// What sort of thing a case is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A message of which a person has to say what it is.
    Doubt,
    /// Somebody is to be removed.
    Removal,
    /// Another measure waits for consent.
    Measure,
    /// Somebody wants to join.
    Join,
    /// Somebody contests a decision.
    Appeal,
    /// Somebody complains.
    Complaint,
    /// Something is to be published.
    Publish,
    /// Another request.
    Request,
    /// Something to be done.
    Task,
    /// Money that somebody owes.
    Owed,
}

impl Sort {
    /// Every sort: its name in addresses, the key of its words, its icon.
    pub const ALL: [(Sort, &'static str, &'static str, &'static str); 10] = [
        (Sort::Doubt, "doubt", "sort.doubt", "doubt"),
        (Sort::Removal, "removal", "sort.removal", "remove"),
        (Sort::Measure, "measure", "sort.measure", "breach"),
        (Sort::Join, "join", "sort.join", "join"),
        (Sort::Appeal, "appeal", "sort.appeal", "appeal"),
        (Sort::Complaint, "complaint", "sort.complaint", "complaint"),
        (Sort::Publish, "publish", "sort.publish", "publish"),
        (Sort::Request, "request", "sort.request", "consent"),
        (Sort::Task, "task", "sort.task", "task"),
        (Sort::Owed, "owed", "sort.owed", "waiting"),
    ];

    /// Of a case.
    #[must_use]
    pub fn of(row: &CaseRow, state: &State) -> Sort {
        let family = names::family(&row.kind);
        let removes = |act: &Act| {
            let name = act.action.split(' ').next().unwrap_or("");
            act.status == "pending" && matches!(name, "remove" | "ban" | "persuade-leave")
        };
        let removed = |act: &Act| act.action.starts_with("remove") || act.action == "ban";
        match row.about.as_str() {
            "judgement" => Sort::Doubt,
            "join" => Sort::Join,
            "appeal" => Sort::Appeal,
            "consent" if family == Some(Family::Publish) => Sort::Publish,
            "consent" | "task" if family == Some(Family::Customer) => Sort::Complaint,
            "consent" if row.kind == "complaint-channel" => Sort::Complaint,
            "consent" => Sort::Request,
            "task" => Sort::Task,
            _ if state.acts.iter().any(removes) => Sort::Removal,
            _ if state.owed.is_some() && state.needs.is_none() => Sort::Owed,
            _ if !row.waits && state.acts.iter().any(removed) => Sort::Removal,
            _ => Sort::Measure,
        }
    }

    /// The sort of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Sort> {
        Sort::ALL.iter().find(|(_, known, ..)| *known == name).map(|(sort, ..)| *sort)
    }

    fn entry(self) -> (&'static str, &'static str, &'static str) {
        let found = Sort::ALL.iter().find(|(sort, ..)| *sort == self);
        found.map_or(("", "", ""), |(_, name, key, icon)| (*name, *key, *icon))
    }

    /// Its name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// The key of its words.
    #[must_use]
    pub fn words(self) -> &'static str {
        self.entry().1
    }

    /// Its icon.
    #[must_use]
    pub fn icon(self) -> &'static str {
        self.entry().2
    }

    /// Whether whoever decides has to say why, whichever way.
    #[must_use]
    pub fn weighs(self) -> bool {
        matches!(self, Sort::Removal | Sort::Appeal | Sort::Complaint)
    }

    /// Whether it is done, rather than decided.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Sort::Task | Sort::Owed)
    }
}

/// A case's state.
#[must_use]
pub fn state(row: &CaseRow) -> State {
    serde_json::from_str(&row.state).unwrap_or_default()
}

/// What somebody is in groups beside their roles: the words by which policies ask for them.
#[derive(Clone, Debug, Default)]
pub struct OwnWords(BTreeMap<String, Vec<String>>);

impl OwnWords {
    /// Of whoever asks, where anything is asked of such a word.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn of<'a>(
        reader: &mut dyn Reader,
        caller: &Caller,
        mut asked: impl Iterator<Item = Option<&'a str>>,
    ) -> Result<OwnWords, StoreError> {
        let is_word = |to: &str| Role::parse(to).is_none() && to != caller.member;
        if caller.member.is_empty() || !asked.any(|to| to.is_some_and(is_word)) {
            return Ok(OwnWords::default());
        }
        let rows = reader.memberships(&caller.member)?.into_iter().filter(|row| row.present);
        let words = |tags: &str| tags.lines().map(str::to_owned).collect();
        Ok(OwnWords(rows.map(|row| (row.group, words(&row.tags))).collect()))
    }

    fn has(&self, group: &str, word: &str) -> bool {
        self.0.get(group).is_some_and(|words| words.iter().any(|own| own == word))
    }
}

/// Whether what is asked in a group waits for somebody: what is asked of a role, for whoever may
/// decide there; what is asked of a person or of those whom a word names, for them alone.
#[must_use]
pub fn waits_for(group: &str, to: Option<&str>, caller: &Caller, own: &OwnWords) -> bool {
    to.is_none_or(|to| Role::parse(to).is_some() || to == caller.member || own.has(group, to))
}

/// Whom it waits for, in words.
#[must_use]
pub fn awaited(state: &State, language: Language) -> String {
    let Some(needs) = &state.needs else { return String::new() };
    let role = names::role(&needs.role, language);
    let or = needs.or.as_deref().map(|role| names::role(role, language));
    match (language, or) {
        (Language::Chinese, Some(or)) => format!("还需 {} 名{role}同意,或{or}同意", needs.count),
        (Language::Chinese, None) => format!("还需 {} 名{role}同意", needs.count),
        (Language::English, Some(or)) => {
            format!("{} more {role} to agree, or the {or}", needs.count)
        }
        (Language::English, None) => format!("{} more {role} to agree", needs.count),
    }
}

/// How far a case is: the class of its colour, its icon, the key of its word.
#[must_use]
pub fn standing(state: &State) -> (&'static str, &'static str, &'static str) {
    match state.standing.as_str() {
        "waiting" => ("waits", "waiting", "standing.waiting"),
        "undone" => ("undone", "undone", "standing.undone"),
        _ => ("done", "done", "standing.settled"),
    }
}

/// Whether something is overdue.
#[must_use]
pub fn is_late(row: &CaseRow, now: Timestamp) -> bool {
    row.waits && row.due.is_some_and(|due| due < now)
}
