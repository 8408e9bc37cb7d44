//! What somebody is told about themselves: their record, which case they may appeal against, the
//! rules of their groups.

use std::sync::Arc;

use model::Step;
use policy::Policy;
use policy::texts::{Language, Wording};
use serde::Deserialize;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseFilter, CaseRow};

use super::{Then, below};

/// The most cases that are listed, and the most articles of a policy.
const LISTED_MAX: usize = 5;
const ARTICLES_MAX: usize = 12;

/// A case as far as whoever it concerns is told of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub case: String,
    pub policy: String,
    pub cite: String,
    pub what: Option<String>,
    appealed: bool,
    standing: String,
    pub acts: Vec<ToldAct>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ToldAct {
    pub action: String,
    pub status: String,
}

impl Told {
    /// Of a case.
    pub fn of(row: &CaseRow) -> Told {
        serde_json::from_str(&row.state).unwrap_or_default()
    }

    /// Whether it did anything, rather than being recorded alone.
    fn acted(&self) -> bool {
        self.acts.iter().any(|act| act.status != "observed")
    }

    fn is_told(&self) -> bool {
        self.acted() || self.standing == "undone"
    }

    /// What it does, in words.
    pub fn acts_in_words(&self, language: Language) -> String {
        let words = self.acts.iter().filter(|act| act.status != "observed").map(|act| {
            let known = Step::parse(&act.action).map(|step| step.action);
            known.map_or(act.action.as_str(), |action| match language {
                Language::Chinese => action.in_words(),
                Language::English => rules::english::action(action),
            })
        });
        let words: Vec<&str> = words.collect();
        words.join(language.choose("、", ", "))
    }
}

/// The title of a policy by its id.
pub(super) fn title<'a>(policies: &'a [Arc<Policy>], id: &'a str) -> &'a str {
    policies.iter().find(|policy| policy.id == id).map_or(id, |policy| policy.title.as_str())
}

/// Decisions about somebody, the newest first; of others' nothing is ever shown.
pub(super) fn mine(
    reader: &mut dyn Reader,
    member: &str,
    group: Option<&str>,
) -> Result<Vec<(CaseRow, Told)>, StoreError> {
    let (member, group) = (Some(member.to_owned()), group.map(str::to_owned));
    let filter = CaseFilter { member, group, ..CaseFilter::default() };
    let rows = reader.cases(&filter, 100)?.into_iter().filter(|row| row.about == "breach");
    Ok(rows.map(|row| (Told::of(&row), row)).map(|(told, row)| (row, told)).collect())
}

/// Their record, in words.
pub(super) fn record(
    mine: &[(CaseRow, Told)],
    policies: &[Arc<Policy>],
    wording: &Wording,
) -> String {
    let list = list(mine.iter().map(|(_, told)| told), policies, wording);
    match list.is_empty() {
        true => wording.say("private-no-record", &[]),
        false => wording.say("private-record", &[("list", &list)]),
    }
}

/// What becomes of an appeal.
pub(super) fn appealed(
    mine: &[(CaseRow, Told)],
    case: Option<&str>,
    reason: String,
    policies: &[Arc<Policy>],
    wording: &Wording,
) -> Then {
    let named = |row: &CaseRow, told: &Told, name: &str| {
        told.case == name || row.number.to_string() == name
    };
    let fits: Vec<&(CaseRow, Told)> = match case {
        Some(name) => mine.iter().filter(|(row, told)| named(row, told, name)).collect(),
        // What was appealed against already is only meant where it is named.
        None => mine.iter().filter(|(_, told)| !told.appealed && told.acted()).collect(),
    };
    match fits.as_slice() {
        [] => Then::Alone(wording.say("private-no-case", &[])),
        [(row, told)] => Then::Appeal { group: row.group.clone(), case: told.case.clone(), reason },
        [(_, first), ..] => {
            let list = list(fits.iter().map(|(_, told)| told), policies, wording);
            let places = [("case", first.case.as_str()), ("list", list.as_str())];
            Then::Alone(wording.say("private-which", &places))
        }
    }
}

fn list<'a>(
    cases: impl Iterator<Item = &'a Told>,
    policies: &[Arc<Policy>],
    wording: &Wording,
) -> String {
    let line = |told: &Told| {
        let mut state = String::new();
        if told.standing == "undone" {
            state = wording.say("private-undone", &[]);
        } else if told.appealed {
            state = wording.say("private-appealed", &[]);
        }
        let action = told.acts_in_words(wording.language);
        wording.say(
            "private-line",
            &[
                ("case", &told.case),
                ("title", title(policies, &told.policy)),
                ("cite", &told.cite),
                ("action", &action),
                ("state", &state),
            ],
        )
    };
    let lines: Vec<String> =
        cases.filter(|told| told.is_told()).take(LISTED_MAX).map(line).collect();
    below(&lines)
}

/// Which policies there are, and which of their articles are at work.
pub(super) fn rules(policies: &[Arc<Policy>], wording: &Wording) -> String {
    let lines: Vec<String> = policies.iter().map(|policy| articles(policy, wording)).collect();
    match lines.is_empty() {
        true => wording.say("private-no-rules", &[]),
        false => wording.say("private-rules", &[("list", &below(&lines))]),
    }
}

/// A policy's title, and which articles are at work.
fn articles(policy: &Policy, wording: &Wording) -> String {
    let mut cites: Vec<&str> = Vec::new();
    for rule in &policy.rules {
        if !cites.contains(&rule.cite.as_str()) && !rule.cite.is_empty() {
            cites.push(&rule.cite);
        }
    }
    let more = cites.len() > ARTICLES_MAX;
    cites.truncate(ARTICLES_MAX);
    let mut cite = cites.join(wording.language.choose("、", ", "));
    if more {
        cite.push_str(wording.language.choose("等", " and others"));
    }
    wording.say("private-rules-line", &[("title", &policy.title), ("cite", &cite)])
}
