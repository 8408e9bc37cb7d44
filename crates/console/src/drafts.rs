//! Policies that somebody is working on: kept in the store beside what is in use, with who
//! changed them when, until they are published or thrown away.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use server::access::{Caller, Right, rights_of, secret};
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::people::UserRow;

/// The most drafts that are kept.
pub const DRAFTS_MAX: usize = 50;
/// Under which key the list of them stands.
const LIST: &str = "drafts";

/// What the list says of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its name in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who changed it last.
    pub by: String,
    /// When.
    pub at: i64,
}

/// That somebody has looked a draft over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who.
    pub by: String,
    /// When.
    pub at: i64,
    /// Whether they agree.
    pub agrees: bool,
    /// What they say of it.
    #[serde(default)]
    pub note: String,
    /// Which state of the draft they saw.
    pub revision: u32,
}

/// A policy that somebody is working on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its name in addresses.
    pub id: String,
    /// The name of the file that it came from.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The policy file; while one of several policies is still to be chosen, the document.
    pub text: String,
    /// Whether one of several policies in the document is still to be chosen.
    #[serde(default)]
    pub choosing: bool,
    /// Goes up with every change.
    pub revision: u32,
    /// Who changed it last.
    pub by: String,
    /// When.
    pub at: i64,
    /// Everybody who has changed it: none of them reviews it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Who brought it before they had an account: whoever set the system up.
    #[serde(default)]
    pub brought_by: String,
    /// Who has looked it over.
    #[serde(default)]
    pub reviews: Vec<Review>,
}

impl Draft {
    /// A new one.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn new(name: &str, title: &str, text: String) -> Result<Draft, Problem> {
        let secret = secret::fresh("d").map_err(|_| Problem::internal())?;
        let id: String = secret.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        Ok(Draft {
            id,
            name: name.chars().take(120).collect(),
            title: title.chars().take(120).collect(),
            text,
            choosing: false,
            revision: 0,
            by: String::new(),
            at: 0,
            authors: Vec::new(),
            brought_by: String::new(),
            reviews: Vec::new(),
        })
    }

    /// The name under which it is read and kept as a policy file.
    #[must_use]
    pub fn file(&self) -> String {
        let stem = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        format!("{stem}.md")
    }

    /// When it was last changed.
    #[must_use]
    pub fn changed(&self) -> Timestamp {
        Timestamp(self.at)
    }

    /// Who has written it, as far as reviews go. Whoever brought it when they set the system up
    /// is one of them as soon as there is somebody else who could look it over.
    ///
    /// # Errors
    /// The store fails.
    pub fn written_by(&self, reader: &mut dyn Reader) -> Result<Vec<String>, StoreError> {
        let mut authors = self.authors.clone();
        let brought = !self.brought_by.is_empty() && !authors.contains(&self.brought_by);
        if brought && has_others(reader, &self.brought_by)? {
            authors.push(self.brought_by.clone());
        }
        Ok(authors)
    }

    /// Whether somebody who is no author agrees with it as it stands.
    ///
    /// # Errors
    /// The store fails.
    pub fn is_reviewed(&self, reader: &mut dyn Reader) -> Result<bool, StoreError> {
        let authors = self.written_by(reader)?;
        let current = self.reviews.iter().filter(|one| one.revision == self.revision);
        let mut by_others = current.filter(|one| !authors.contains(&one.by)).peekable();
        Ok(by_others.peek().is_some() && by_others.all(|one| one.agrees))
    }

    fn head(&self) -> Head {
        let Draft { id, title, by, at, .. } = self.clone();
        Head { id, title, by, at }
    }
}

/// Whether somebody else could look drafts over: they have to do with policies or with cases.
fn has_others(reader: &mut dyn Reader, name: &str) -> Result<bool, StoreError> {
    let users = reader.users()?;
    // Whoever can't sign in yet can't look anything over; nor can programs.
    let can =
        |user: &&UserRow| !user.disabled && (user.password.is_some() || user.subject.is_some());
    for user in users.iter().filter(|user| user.name != name).filter(can) {
        let grants = reader.grants(user.id)?;
        let mut rights = grants.iter().map(|grant| rights_of(&grant.role));
        if rights.any(|may| may.has(Right::EditPolicies) || may.has(Right::Decide)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn key(id: &str) -> String {
    format!("draft.{id}")
}

/// The drafts that there are, the one that was changed last first.
///
/// # Errors
/// The store fails.
pub fn list(reader: &mut dyn Reader) -> Result<Vec<Head>, StoreError> {
    let kept = reader.setting(LIST)?.unwrap_or_default();
    let mut list: Vec<Head> = serde_json::from_str(&kept).unwrap_or_default();
    list.sort_by_key(|head| std::cmp::Reverse(head.at));
    Ok(list)
}

/// One draft.
///
/// # Errors
/// The store fails, or it is not there.
pub fn read(reader: &mut dyn Reader, id: &str) -> Result<Draft, Problem> {
    let kept = reader.setting(&key(id))?.unwrap_or_default();
    serde_json::from_str(&kept).map_err(|_| Problem::not_found("这份草稿"))
}

/// One change at a time: what is changed was read before.
static CHANGING: Mutex<()> = Mutex::new(());

/// Keeps a draft that has changed, by somebody. `seen`: the revision that they had before them;
/// none: it is new.
///
/// # Errors
/// Somebody else has changed it meanwhile, there are too many, or the store fails.
pub fn keep(app: &App, draft: Draft, seen: Option<u32>, caller: &Caller) -> Result<Draft, Problem> {
    keep_by(app, draft, seen, &caller.name)
}

/// The same by a name: of whoever sets the system up, and has no account yet.
///
/// # Errors
/// As [`keep`].
pub fn keep_by(app: &App, draft: Draft, seen: Option<u32>, name: &str) -> Result<Draft, Problem> {
    let mut draft = draft;
    name.clone_into(&mut draft.by);
    draft.at = app.now().0;
    draft.revision = draft.revision.saturating_add(1);
    if !draft.authors.contains(&draft.by) {
        draft.authors.push(draft.by.clone());
    }
    write(app, draft, seen)
}

/// Keeps what somebody says of a draft.
///
/// # Errors
/// It has changed meanwhile, or the store fails.
pub fn keep_review(app: &App, draft: Draft, review: Review) -> Result<Draft, Problem> {
    let mut draft = draft;
    let seen = draft.revision;
    draft.reviews.retain(|one| one.by != review.by);
    draft.reviews.push(review);
    write(app, draft, Some(seen))
}

fn write(app: &App, draft: Draft, seen: Option<u32>) -> Result<Draft, Problem> {
    let _turn = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut reader = app.runtime.reader()?;
    let mut all = list(reader.as_mut())?;
    match seen {
        None if all.len() >= DRAFTS_MAX => {
            let title = format!("草稿已有 {DRAFTS_MAX} 份,请先删掉不用的");
            return Err(Problem::new(StatusCode::CONFLICT, "drafts-full", title));
        }
        None => {}
        Some(seen) => {
            let now = read(reader.as_mut(), &draft.id)?;
            if now.revision != seen {
                let title = format!("这份草稿刚被 {} 改过", now.by);
                let problem = Problem::new(StatusCode::CONFLICT, "draft-changed", title);
                return Err(problem.with_detail("请刷新页面,看过新的内容再改。"));
            }
        }
    }
    all.retain(|head| head.id != draft.id);
    all.push(draft.head());
    let words = |why: serde_json::Error| {
        tracing::error!(%why, "a draft can't be written");
        Problem::internal()
    };
    let list = serde_json::to_string(&all).map_err(words)?;
    let text = serde_json::to_string(&draft).map_err(words)?;
    let key = key(&draft.id);
    app.runtime.write(move |session| {
        session.writer.setting(&key, &text)?;
        session.writer.setting(LIST, &list)
    })?;
    Ok(draft)
}

/// What was brought before there were accounts is by whoever has made the first one.
///
/// # Errors
/// The store fails.
pub fn take_over(app: &App, nobody_yet: &str, name: &str) -> Result<(), Problem> {
    let heads = list(app.runtime.reader()?.as_mut())?;
    for head in heads.into_iter().filter(|head| head.by == nobody_yet) {
        let draft = read(app.runtime.reader()?.as_mut(), &head.id)?;
        let seen = Some(draft.revision);
        let (by, brought_by) = (name.to_owned(), name.to_owned());
        write(app, Draft { by, brought_by, ..draft }, seen)?;
    }
    Ok(())
}

/// Throws a draft away.
///
/// # Errors
/// The store fails.
pub fn discard(app: &App, id: &str) -> Result<(), Problem> {
    let _turn = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut all = list(app.runtime.reader()?.as_mut())?;
    all.retain(|head| head.id != id);
    let list = serde_json::to_string(&all).map_err(|_| Problem::internal())?;
    let key = key(id);
    app.runtime.write(move |session| {
        session.writer.setting(&key, "")?;
        session.writer.setting(LIST, &list)
    })?;
    Ok(())
}

/// One draft, off the threads that serve.
///
/// # Errors
/// As [`read`].
pub async fn find(app: &Arc<App>, id: String) -> Result<Draft, Problem> {
    app.read(move |reader| read(reader, &id)).await
}
