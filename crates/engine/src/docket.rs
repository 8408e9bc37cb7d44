//! Cases as people outside the engine see them: what a case is about, what it did, and for whom
//! it waits. Whoever keeps lists of cases asks which have changed.

use std::collections::BTreeSet;

use model::{Asked, Status, Timestamp};
use rules::scene::MemberIx;
use serde::Serialize;

use crate::cases::{Case, CaseKind, name_of};
use crate::engine::Engine;
use crate::group::Group;

/// Whether a case still wants something of anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseStanding {
    /// It waits for consent, a task or money.
    Waiting,
    /// Nothing is open.
    Settled,
    /// What it did was taken back.
    Undone,
}

/// One thing that a case does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseAct {
    /// The action's name, with its length where it has one.
    pub action: String,
    /// How far it has come.
    pub status: &'static str,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What somebody noted on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseRemark {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// A case as it stands; times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseState {
    /// The group.
    pub group: String,
    /// Its number in the group.
    pub number: u32,
    /// Its name, as decisions and events write it.
    pub case: String,
    /// `breach`, `judgement`, `join`, `consent`, `appeal`, `task`.
    pub about: &'static str,
    /// For consent, what is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// For an appeal, the case appealed against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// The rule kind that it rests on.
    pub kind: &'static str,
    /// The policy's id.
    pub policy: String,
    /// The article.
    pub cite: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// When what it does was last decided.
    pub decided: Timestamp,
    /// The event that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The member or other person concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Whether anything is open.
    pub standing: CaseStanding,
    /// Whose consent it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Asked>,
    /// Who is asked: a role, a population, or the member who owes something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// When a task is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<String>,
    /// What is owed, in yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed: Option<String>,
    /// Whether an appeal against it has been made.
    pub appealed: bool,
    /// What it does.
    pub acts: Vec<CaseAct>,
    /// What people noted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<CaseRemark>,
}

impl Engine {
    /// From now on the engine remembers which cases may have changed, what is new of duties,
    /// and which entries may have changed.
    pub fn watch_cases(&mut self) {
        self.changed_cases.get_or_insert_default();
    }

    /// The cases that may have changed since this was last called: each group's id and the
    /// case's number, with the case as it stands, or none where it is no longer kept.
    pub fn take_changed_cases(&mut self) -> Vec<(String, u32, Option<CaseState>)> {
        let Some(changed) = &mut self.changed_cases else { return Vec::new() };
        let changed: BTreeSet<(u32, u32)> = std::mem::take(changed);
        let state = |(at, number): (u32, u32)| {
            let group = self.groups.get(at as usize)?;
            Some((group.id.clone(), number, self.case_state(group, number)))
        };
        changed.into_iter().filter_map(state).collect()
    }

    fn case_state(&self, group: &Group, number: u32) -> Option<CaseState> {
        let case = group.cases.shown(number)?;
        let case = &*case;
        let rule = self.program().rule(case.rule)?;
        let policy = self.program().policy_of(rule)?;
        let id = |ix: MemberIx| group.members.id(ix).to_owned();
        let of_course = |ix: Option<(MemberIx, Timestamp)>| ix.map(|(ix, _)| id(ix));
        let (about, what, against) = match &case.kind {
            CaseKind::Breach => ("breach", None, None),
            CaseKind::Judgement => ("judgement", None, None),
            CaseKind::Join => ("join", None, None),
            CaseKind::Consent { what, .. } => ("consent", Some(what.clone()), None),
            CaseKind::Appeal { of } => ("appeal", None, Some(group.case_name(*of))),
            CaseKind::Task => ("task", None, None),
        };
        let standing = match case {
            _ if case.waits() => CaseStanding::Waiting,
            _ if case.is_undone() => CaseStanding::Undone,
            _ => CaseStanding::Settled,
        };
        let member = case.member.map(id).or_else(|| case.outsider.clone());
        Some(CaseState {
            group: group.id.clone(),
            number,
            case: group.case_name(number),
            about,
            what,
            against,
            kind: rule.kind,
            policy: policy.id.clone(),
            cite: rule.cite.clone(),
            opened: case.at,
            decided: case.decided,
            event: case.trigger.clone(),
            to: asked(case, member.as_deref()),
            member,
            standing,
            needs: case.needs.as_ref().map(Asked::from),
            due: case.of_course(|course| course.due).flatten(),
            claimed_by: case.of_course(|course| of_course(course.claimed)).flatten(),
            owed: case.owed.map(|sum| sum.to_string()),
            appealed: case.appealed,
            acts: case.acts.iter().filter(|act| !act.merged).map(act_of).collect(),
            notes: case
                .of_course(|course| {
                    let remark = |note: &crate::cases::CaseNote| CaseRemark {
                        at: note.at,
                        by: id(note.by),
                        text: note.text.clone(),
                    };
                    course.notes.iter().map(remark).collect()
                })
                .unwrap_or_default(),
        })
    }
}

fn act_of(act: &crate::cases::Act) -> CaseAct {
    CaseAct { action: act.step.to_string(), status: act.status.name(), until: act.until }
}

/// Who is asked, where the case waits.
fn asked(case: &Case, member: Option<&str>) -> Option<String> {
    let open = |act: &&crate::cases::Act| {
        !act.merged && matches!(act.status, Status::Pending | Status::Task)
    };
    let task = case.acts.iter().find(open);
    match (&case.needs, task) {
        (Some(needs), _) => Some(needs.name()),
        (None, Some(_)) => case.of_course(|course| course.to.as_ref().map(name_of)).flatten(),
        (None, None) if case.owed.is_some() => member.map(str::to_owned),
        (None, None) => None,
    }
}
