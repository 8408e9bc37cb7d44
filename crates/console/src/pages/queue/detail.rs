//! One case of the queue with everything that is needed to decide it.

use model::Role;
use model::event::ADVISER;
use policy::spec::Part;
use server::access::{Caller, Right};
use server::policies;
use store::StoreError;
use store::dialect::Reader;
use store::rows::{CaseRow, DecisionFilter, PolicyRow};

use crate::frame::Frame;
use crate::link;
use crate::pages::settings::pictures::choices;
use crate::show::article::{self, Article};
use crate::show::case::{self, Sort, State, is_late};
use crate::show::moment::Moment;
use crate::show::names::{self, People};
use crate::show::past::{Past, Spoken, past, spoken};
use crate::show::story::{self, Line, Said, Step};

/// How many decisions of a person are shown.
const HISTORY: u32 = 12;
/// How many other articles are offered.
const OTHERS_MAX: usize = 60;

/// How many pictures of a message can be entered.
const PICTURES_MAX: usize = 9;

/// A case with everything around it.
pub struct Detail {
    pub link: String,
    pub sort: Sort,
    pub kind: String,
    pub member: String,
    pub member_name: String,
    pub member_link: String,
    pub member_roles: String,
    pub opened: Moment,
    pub due: Option<Moment>,
    pub is_late: bool,
    pub state: State,
    pub awaited: String,
    pub proposed: Vec<String>,
    pub why: String,
    pub options: Vec<Agreed>,
    pub articles: Vec<Article>,
    pub said: Vec<Spoken>,
    pub claimed_name: String,
    pub claimed_by_me: bool,
    pub advice: Vec<Noted>,
    pub notes: Vec<Noted>,
    pub history: Vec<Past>,
    pub may_decide: bool,
    pub is_linked: bool,
    pub owed_to: String,
    /// Articles that it may be a breach of instead: as forms send them, and as people read them.
    pub others: Vec<(String, String)>,
    /// Pictures that the matter is about, for whoever may have them known from then on.
    pub pictures: Vec<String>,
    pub picture_choices: Vec<(&'static str, String)>,
    /// Those who may be asked to look at it.
    pub colleagues: Vec<(String, String)>,
}

/// Somebody who has agreed already.
pub struct Agreed {
    pub who: String,
    pub at: Moment,
    pub reason: String,
}

/// A note of somebody.
pub struct Noted {
    pub who: String,
    pub at: Moment,
    pub text: String,
}

/// Reads everything around a case.
pub fn detail(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    row: &CaseRow,
) -> Result<Detail, StoreError> {
    let language = frame.language;
    let state = case::state(row);
    let key = format!("{}-{}", row.group, row.number);
    let people = People::of(reader.members(&row.group)?, language);
    let steps = story::steps(reader, &key)?;
    let rows = reader.policies()?;
    let articles = article::of_case(&rows, &state, &steps, row.opened, &frame.zone);
    let said = match first_event(&steps, &state) {
        Some(record) if caller.may_in(Right::ReadChat, &row.group) => {
            story::around(reader, &row.group, record)?
        }
        _ => Vec::new(),
    };
    let history = history(reader, caller, frame, row)?;
    let member = row.member.clone().unwrap_or_default();
    let others = match row.about == "judgement" && row.member.is_some() {
        true => others(&rows, &state, &row.group, frame),
        false => Vec::new(),
    };
    let colleagues = people
        .iter()
        .filter(|one| {
            one.present && one.id != caller.member && Some(&one.id) != row.member.as_ref()
        })
        .filter(|one| one.roles.split_whitespace().any(runs))
        .map(|one| (one.id.clone(), names::called(one, language)))
        .collect();
    let pictures = match caller.may_everywhere(Right::EditPolicies) {
        true => pictures(&steps, &said),
        false => Vec::new(),
    };
    let called = |id: &str| people.called(id);
    let why = steps.iter().flat_map(|step| &step.decided).find(|one| !one.reason.is_empty());
    let roles = people.get(&member).map(|member| member.roles.as_str()).unwrap_or_default();
    let roles: Vec<String> =
        roles.split_whitespace().map(|role| names::role(role, language)).collect();
    let of_event = steps.iter().filter_map(|step| step.line.as_ref());
    let named = of_event.filter(|line| line.member == member).find(|line| !line.name.is_empty());
    let given = named.map_or("", |line| line.name.as_str());
    let claimed = state.claimed_by.clone().unwrap_or_default();
    let noted = |note: &case::Note| Noted {
        who: called(&note.by),
        at: frame.time(model::Timestamp(note.at)),
        text: note.text.clone(),
    };
    let pending = state.acts.iter().filter(|act| matches!(act.status.as_str(), "pending" | "task"));
    Ok(Detail {
        link: link::case(&row.group, row.number),
        sort: Sort::of(row, &state),
        kind: names::kind(&row.kind, language),
        member_name: people.called_or(&member, given),
        member_link: link::person(&member),
        member_roles: roles.join(" · "),
        opened: frame.time(row.opened),
        due: row.due.map(|due| frame.time(due)),
        is_late: is_late(row, frame.now),
        awaited: case::awaited(&state, language),
        proposed: pending.map(|act| names::action(&act.action, language)).collect(),
        why: why.map(|one| one.reason.clone()).unwrap_or_default(),
        options: agreed(&steps, &people, frame),
        articles,
        said: said.iter().map(|said| spoken(said, &people, frame)).collect(),
        claimed_name: called(&claimed),
        claimed_by_me: claimed == caller.member,
        advice: state.notes.iter().filter(|note| note.by == ADVISER).map(noted).collect(),
        notes: state.notes.iter().filter(|note| note.by != ADVISER).map(noted).collect(),
        history,
        may_decide: caller.may_in(Right::Decide, &row.group),
        is_linked: people.get(&caller.member).is_some_and(|member| member.present),
        picture_choices: if pictures.is_empty() { Vec::new() } else { choices(frame) },
        pictures,
        owed_to: row.to.as_deref().map(called).unwrap_or_default(),
        others,
        colleagues,
        member,
        state,
    })
}

/// The pictures of what the case is about, each once.
fn pictures(steps: &[Step], said: &[Said]) -> Vec<String> {
    let of_steps = steps.iter().filter_map(|step| step.line.as_ref());
    let lines = of_steps.chain(said.iter().filter(|one| one.is_it).map(|one| &one.line));
    let mut found: Vec<String> = Vec::new();
    for hash in lines.flat_map(Line::pictures) {
        if !found.iter().any(|known| known == hash) && found.len() < PICTURES_MAX {
            found.push(hash.to_owned());
        }
    }
    found
}

/// Whether a role helps to run a group.
fn runs(role: &str) -> bool {
    matches!(
        Role::parse(role),
        Some(Role::Owner | Role::Admin | Role::Secretary | Role::Supervisor)
    )
}

/// Articles that forbid something, beside the one that a case is about.
fn others(rows: &[PolicyRow], state: &State, group: &str, frame: &Frame) -> Vec<(String, String)> {
    let mut newest: Vec<&PolicyRow> = Vec::new();
    for row in rows {
        newest.retain(|known| known.id != row.id);
        newest.push(row);
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for row in newest {
        let policy = policies::read(row);
        let governs = policy.id == state.policy || policy.governs(group);
        let finds = policy.rules.iter().filter(|rule| rule.spec.part == Part::Finds && !rule.rests);
        for rule in finds.filter(|_| governs) {
            let value = format!("{}|{}", policy.id, rule.cite);
            let own = policy.id == state.policy && rule.cite == state.cite;
            if own || found.len() >= OTHERS_MAX || found.iter().any(|(known, _)| *known == value) {
                continue;
            }
            let kind = names::kind(rule.spec.name, frame.language);
            found.push((value, format!("《{}》{} {kind}", policy.title, rule.cite)));
        }
    }
    found
}

/// The record of the event that a case is about, where it is known.
fn first_event(steps: &[Step], state: &State) -> Option<u64> {
    let wanted = state.event.as_deref()?;
    let is_it = |step: &&Step| step.line.as_ref().is_some_and(|line| line.id == wanted);
    steps.iter().find(is_it).map(|step| step.record)
}

/// Who has agreed so far.
fn agreed(steps: &[Step], people: &People, frame: &Frame) -> Vec<Agreed> {
    let approvals = steps.iter().filter_map(|step| {
        let line = step.line.as_ref().filter(|line| line.kind == "approve")?;
        let counted = step.decided.iter().any(|one| one.action != "reply");
        counted.then(|| Agreed {
            who: people.called(&line.member),
            at: frame.time(step.at),
            reason: line.reason.clone(),
        })
    });
    approvals.collect()
}

/// What was decided about the person before, where the caller may see it.
fn history(
    reader: &mut dyn Reader,
    caller: &Caller,
    frame: &Frame,
    row: &CaseRow,
) -> Result<Vec<Past>, StoreError> {
    let Some(member) = row.member.clone() else { return Ok(Vec::new()) };
    let filter = DecisionFilter { member: Some(member), ..DecisionFilter::default() };
    let own = format!("{}-{}", row.group, row.number);
    let decided = story::decisions(reader, &filter, HISTORY)?;
    let seen = decided
        .into_iter()
        .filter(|one| one.case != own && !one.merged)
        .filter(|one| caller.may_in(Right::ReadCases, &one.group));
    Ok(seen.map(|one| past(&one, frame)).collect())
}
