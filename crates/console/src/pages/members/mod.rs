//! Members' own pages, for phones: opened by a link that names group and member. What one link
//! opens is about that member alone.

mod acts;
mod data;
mod give;
mod home;
mod standing;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use model::Timestamp;
use policy::Policy;
use server::access::member_link;
use server::endpoint::Endpoint;
use server::{App, Problem, figures, policies};
use store::dialect::Reader;
use store::rows::{GroupRow, MemberRow};

pub(super) fn endpoints() -> Vec<Endpoint> {
    [
        home::endpoints(),
        acts::endpoints(),
        standing::endpoints(),
        data::endpoints(),
        give::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How much one member may do within [`WINDOW_MS`].
const ACTS_MAX: u32 = 30;
const WINDOW_MS: i64 = 10 * 60_000;
/// How many members are counted at a time.
const COUNTED_MAX: usize = 20_000;

/// When a member's window began, and how much they have done in it.
type Counts = BTreeMap<(String, String, String), (i64, u32)>;

static COUNTS: LazyLock<Mutex<Counts>> = LazyLock::new(Mutex::default);

/// Whose pages these are.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// The group.
    pub group: String,
    /// The member.
    pub member: String,
    /// The address of their first page.
    pub link: String,
}

impl Visitor {
    /// Counts something that they do.
    fn count(&self, app: &App) -> Result<(), Problem> {
        let now = app.now().0;
        let mut counts = COUNTS.lock().unwrap_or_else(PoisonError::into_inner);
        counts.retain(|_, (began, _)| now - *began < WINDOW_MS);
        if counts.len() >= COUNTED_MAX {
            counts.clear();
        }
        let place = app.config.data.display().to_string();
        let key = (place, self.group.clone(), self.member.clone());
        let (began, count) = counts.entry(key).or_insert((now, 0));
        *count += 1;
        if *count > ACTS_MAX {
            let left = (*began + WINDOW_MS - now).div_euclid(1_000).max(1);
            return Err(Problem::too_many(u32::try_from(left).unwrap_or(600)));
        }
        Ok(())
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Visitor, Problem> {
        let parameters = RawPathParams::from_request_parts(parts, app).await;
        let parameters = parameters.map_err(|_| Problem::not_found("这个页面"))?;
        let secret = parameters.iter().find(|(name, _)| *name == "secret");
        let secret = secret.map(|(_, value)| value.to_owned()).unwrap_or_default();
        let found = member_link::read(app, &secret)?;
        let link = format!("/m/{}", crate::link::part(&secret));
        Ok(Visitor { group: found.group, member: found.member, link })
    }
}

/// What every page of a member shows.
pub(crate) struct Own {
    /// How they are called.
    pub name: String,
    /// Their group's name.
    pub group: String,
    /// The policies that govern it.
    pub policies: Vec<Arc<Policy>>,
}

fn own(reader: &mut dyn Reader, visitor: &Visitor, now: Timestamp) -> Result<Own, Problem> {
    let row: Option<GroupRow> = reader.group(&visitor.group)?;
    let name = row.and_then(|row| row.name).unwrap_or_else(|| visitor.group.clone());
    let member: Option<MemberRow> = reader.member(&visitor.group, &visitor.member)?;
    let policies = policies::governing(reader, now, &visitor.group, Some(&name))?;
    Ok(Own {
        name: member.as_ref().map_or(visitor.member.as_str(), figures::called).to_owned(),
        group: name,
        policies,
    })
}
