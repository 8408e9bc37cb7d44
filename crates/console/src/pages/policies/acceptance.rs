//! Who has agreed to a version of a policy, and who has not.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::access::{Caller, Right};
use server::api::figures::{Version, version_of};
use server::endpoint::{Endpoint, Needs, page};
use server::figures::acceptance::{Acceptance, Signed, Signer, by_group, of_group};
use server::figures::shown_as;
use server::{App, Problem};

use crate::frame::{Frame, Query};
use crate::link;
use crate::show::moment::Moment;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/policies/use/{id}/{version}/acceptance";
    vec![page(Needs::Somewhere(Right::ReadGroups), Method::GET, path, get(show))]
}

/// The rule kind.
const KIND: &str = "policy-acceptance";

/// A group with how many have agreed.
struct Group {
    link: String,
    name: String,
    signed: u64,
    people: u64,
    is_on: bool,
}

/// Somebody.
struct Person {
    link: String,
    name: String,
    at: Option<Moment>,
    before: Option<u32>,
}

#[derive(Template)]
#[template(path = "policies/acceptance.html")]
struct Page<'a> {
    frame: &'a Frame,
    title: String,
    version: u32,
    policy: String,
    asks: bool,
    groups: Vec<Group>,
    signed: Vec<Person>,
    missing: Vec<Person>,
    due: Option<Moment>,
    words: String,
}

fn person(signer: &Signer, frame: &Frame) -> Person {
    Person {
        link: link::person(&signer.member),
        name: shown_as(&signer.name, &signer.member, frame.language),
        at: signer.at.map(|at| frame.time(at)),
        before: signer.before,
    }
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((id, version)): Path<(String, u32)>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let (zone, wanted) = (frame.zone.clone(), query.text("group").to_owned());
    let own = link::policy(&id, version);
    let read = app.read(move |reader| {
        let Version { policy, since, until } = version_of(reader, &id, version)?;
        let governs = |group: &str, name: &str| policy.governs(group) || policy.governs(name);
        let groups = by_group(reader, &caller, (&id, version), &governs)?;
        let chosen = groups.iter().find(|one| one.group == wanted).or(groups.first());
        let chosen = chosen.map(|one| one.group.clone());
        let acceptance = match &chosen {
            Some(group) => of_group(reader, group, (&id, version), (since, until), &zone)?,
            None => Acceptance::default(),
        };
        Ok::<_, Problem>((policy, groups, chosen, acceptance))
    });
    let (policy, groups, chosen, acceptance) = read.await?;
    let group = |one: &Signed| Group {
        link: format!("{own}/acceptance?group={}", link::part(&one.group)),
        name: one.name.clone(),
        signed: one.signed,
        people: one.people,
        is_on: chosen.as_deref() == Some(one.group.as_str()),
    };
    let missing = acceptance.missing.iter();
    let names: Vec<String> =
        missing.map(|one| shown_as(&one.name, &one.member, frame.language)).collect();
    let places = [("names", names.join("、")), ("title", policy.title.clone())];
    let places: Vec<(&str, &str)> =
        places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let due = acceptance.due.as_deref().and_then(model::Timestamp::parse);
    let page = Page {
        title: policy.title.clone(),
        version,
        asks: policy.rules.iter().any(|rule| rule.spec.name == KIND),
        groups: groups.iter().map(group).collect(),
        signed: acceptance.signed.iter().map(|one| person(one, &frame)).collect(),
        missing: acceptance.missing.iter().map(|one| person(one, &frame)).collect(),
        due: due.map(|due| frame.time(due)),
        words: frame.fill("signing.words", &places),
        policy: own,
        frame: &frame,
    };
    Ok(frame.page(&page))
}
