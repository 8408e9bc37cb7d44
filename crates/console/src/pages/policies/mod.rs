//! Policies: those in use, drafts of new ones, and the way from a document to a policy in use.

mod acceptance;
mod changes;
pub(crate) mod clauses;
mod in_use;
mod list;
mod past;
mod publish;
mod rule;
mod text;
mod trying;
pub(crate) mod upload;

pub(crate) use in_use::next;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use policy::Policy;
use server::access::{Caller, Right};
use server::endpoint::Endpoint;
use server::{App, Problem, policies};
use sha2::{Digest, Sha256};
use store::dialect::Reader;
use store::rows::PolicyRow;
use trial::Reading;

use crate::drafts::Draft;
use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;

pub(super) fn endpoints() -> Vec<Endpoint> {
    [
        list::endpoints(),
        upload::endpoints(),
        clauses::endpoints(),
        rule::endpoints(),
        text::endpoints(),
        trying::endpoints(),
        past::endpoints(),
        changes::endpoints(),
        publish::endpoints(),
        acceptance::endpoints(),
        in_use::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What every page of a draft has above it.
pub(crate) struct Tabs {
    /// The draft's title.
    pub title: String,
    /// Its address.
    pub link: String,
    /// Which page it is: `clauses`, `text`, `try`, `past`, `changes`, `publish`.
    pub at: &'static str,
    /// Whether the person who looks may change it.
    pub may_edit: bool,
    /// Its revision, which every form sends back.
    pub revision: u32,
}

impl Tabs {
    fn of(draft: &Draft, at: &'static str, frame: &Frame) -> Tabs {
        Tabs {
            title: draft.title.clone(),
            link: link::draft(&draft.id),
            at,
            may_edit: may_edit(frame.caller.as_deref()),
            revision: draft.revision,
        }
    }
}

fn may_edit(caller: Option<&Caller>) -> bool {
    caller.is_some_and(|caller| caller.may_everywhere(Right::EditPolicies))
}

/// The groups that a policy names; none where it governs all of them.
fn named_groups(policy: &Policy) -> &[String] {
    match policy.groups.iter().any(|name| name == "*") {
        true => &[],
        false => &policy.groups,
    }
}

/// The revision that a form was made for.
fn seen(fields: &Fields) -> Option<u32> {
    Some(fields.text("revision").parse().unwrap_or(0))
}

fn done(frame: &Frame, key: &'static str) -> Option<Flash> {
    Some(Flash { tone: "done", text: frame.say(key).to_owned() })
}

fn grave(text: String) -> Option<Flash> {
    Some(Flash { tone: "grave", text })
}

/// The policies of the last versions that came into use, read; those that start later too.
pub(crate) fn in_use(reader: &mut dyn Reader) -> Result<Vec<(PolicyRow, Policy)>, Problem> {
    let mut rows: Vec<PolicyRow> = Vec::new();
    for row in reader.policies()? {
        rows.retain(|known| known.id != row.id);
        rows.push(row);
    }
    let read = |row: PolicyRow| {
        let policy = Policy::clone(&policies::read(&row));
        (row, policy)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The policies in use with a draft in the place of the version that it replaces, all of them in
/// force from the beginning: what is tried. And those in use alone.
fn sides(reader: &mut dyn Reader, draft: Policy) -> Result<(Vec<Policy>, Vec<Policy>), Problem> {
    let old: Vec<Policy> = in_use(reader)?.into_iter().map(|(_, policy)| policy).collect();
    let old: Vec<Policy> = old.into_iter().map(trial::dry::in_force).collect();
    let mut new: Vec<Policy> = old.iter().filter(|one| one.id != draft.id).cloned().collect();
    new.push(trial::dry::in_force(draft));
    Ok((old, new))
}

/// How many programs are kept.
const PROGRAMS_MAX: usize = 8;

/// Programs by the hash of their policies: making one ready reads all its words.
static PROGRAMS: LazyLock<Mutex<BTreeMap<[u8; 32], Arc<engine::Program>>>> =
    LazyLock::new(Mutex::default);

/// Policies as a program of this server.
pub(crate) fn program(app: &App, policies: &[Policy]) -> Result<Arc<engine::Program>, Problem> {
    let (platform, known) = (app.config.platform(), app.runtime.known());
    let mut hash = Sha256::new();
    // What the organisation knows of its own only grows; two servers of one process differ.
    hash.update(format!("{platform:?}{}\0{:p}", known.count(), Arc::as_ptr(&known)));
    for policy in policies {
        // What is tried holds from the beginning, whatever its text says.
        hash.update(format!("\0{}\0{:?}\0", policy.file, policy.effective));
        hash.update(&policy.text);
    }
    let key: [u8; 32] = hash.finalize().into();
    let kept = PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(program) = kept {
        return Ok(program);
    }
    let program = known.program(policies, platform);
    let program = program.map_err(|error| Problem::from(runtime::RuntimeError::from(error)))?;
    let mut all = PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= PROGRAMS_MAX {
        all.pop_first();
    }
    all.insert(key, Arc::clone(&program));
    Ok(program)
}

/// The draft's policy, where nothing keeps it from running.
fn sound(draft: &Draft) -> Result<Policy, Problem> {
    let reading = Reading::of(&draft.file(), &draft.text);
    match reading.is_sound() {
        true => Ok(reading.policy),
        false => {
            let first = reading.errors().next().map(|one| one.message.clone());
            let title = "草稿里有错误,先改好才能试";
            Err(Problem::bad("draft-wrong", title).with_detail(first.unwrap_or_default()))
        }
    }
}
