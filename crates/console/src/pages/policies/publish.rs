//! A draft becomes a policy in use: from when, where, whether it acts or only watches, after
//! somebody else has looked it over where the policy wants that.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use policy::{Mode, Policy};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::http::guard::From;
use server::{App, Problem};
use store::dialect::Reader;
use store::people::AuditEntry;
use trial::{Reading, edit};

use super::Tabs;
use crate::drafts::{self, Draft, Review};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let reads = Needs::Somewhere(Right::ReadPolicies);
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(reads, Method::GET, "/policies/drafts/{id}/publish", get(form)),
        page(edits, Method::POST, "/policies/drafts/{id}/publish", post(publish)),
        page(reads, Method::POST, "/policies/drafts/{id}/review", post(review)),
    ]
}

#[derive(Template)]
#[template(path = "policies/publish.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    form: Form,
}

struct Version {
    id: String,
    words: String,
    chosen: bool,
}

struct ReviewRow {
    by: String,
    at: Moment,
    agrees: bool,
    note: String,
    old: bool,
}

/// Whether a policy in use, or the draft itself, says how it may be changed: then nobody changes
/// it alone.
fn wants_review(used: &[Policy], draft: &Policy) -> bool {
    let before = used.iter().find(|one| one.id == draft.id);
    let says = |policy: &Policy| policy.rules.iter().any(|rule| rule.spec.name == "amendment");
    before.is_some_and(says)
}

/// Whether somebody may look it over: they have to do with policies, and have not written it.
fn may_review(caller: &Caller, draft: &Draft) -> bool {
    let concerned =
        caller.may_somewhere(Right::EditPolicies) || caller.may_somewhere(Right::Decide);
    concerned && !draft.authors.contains(&caller.name)
}

async fn form(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "publish", &frame);
    let shown = frame.clone();
    let page = app.read(move |reader| {
        let frame = &shown;
        let reading = Reading::of(&draft.file(), &draft.text);
        let policy = &reading.policy;
        let used: Vec<Policy> =
            super::in_use(reader)?.into_iter().map(|(_, policy)| policy).collect();
        let versions = used.iter().map(|one| Version {
            id: one.id.clone(),
            words: frame.fill(
                "publish.next-of",
                &[("title", &one.title), ("version", &one.version.to_string())],
            ),
            chosen: one.id == policy.id,
        });
        let groups = reader.groups_page("", 500)?;
        let groups = groups.into_iter().filter(|row| !row.id.starts_with('@'));
        let groups: Vec<(String, String, bool)> = groups
            .filter(|row| caller.may_in(Right::ReadGroups, &row.id))
            .map(|row| {
                let chosen = policy.groups.contains(&row.id)
                    || row.name.as_ref().is_some_and(|name| policy.groups.contains(name));
                (row.id.clone(), row.name.unwrap_or(row.id), chosen)
            })
            .collect();
        let known =
            |name: &&String| groups.iter().any(|(id, shown, _)| id == *name || shown == *name);
        let others: Vec<&str> = policy
            .groups
            .iter()
            .filter(|name| !known(name) && name.as_str() != "*")
            .map(String::as_str)
            .collect();
        let review = |one: &Review| ReviewRow {
            by: one.by.clone(),
            at: frame.time(model::Timestamp(one.at)),
            agrees: one.agrees,
            note: one.note.clone(),
            old: one.revision != draft.revision,
        };
        Ok::<_, Problem>(Form {
            errors: reading.errors().map(|one| one.message.clone()).collect(),
            held: reading.held.len(),
            versions: versions.collect(),
            from: policy.effective.map(model::zone::date_of_day).unwrap_or_default(),
            // What has never been in use is best watched first.
            observes: policy.mode == Mode::Observe || !used.iter().any(|one| one.id == policy.id),
            all_groups: policy.groups.is_empty() || is_everywhere(&policy.groups),
            other_groups: others.join("、"),
            reviews: draft.reviews.iter().map(review).collect(),
            must_review: wants_review(&used, policy),
            reviewed: draft.is_reviewed(),
            may_review: may_review(&caller, &draft),
            signing: policy.rules.iter().any(|rule| rule.spec.name == "policy-acceptance"),
            groups,
        })
    });
    let form = page.await?;
    Ok(frame.page(&Page { frame: &frame, tabs, form }))
}

/// What the page shows of a draft.
struct Form {
    errors: Vec<String>,
    held: usize,
    versions: Vec<Version>,
    from: String,
    observes: bool,
    all_groups: bool,
    groups: Vec<(String, String, bool)>,
    other_groups: String,
    reviews: Vec<ReviewRow>,
    must_review: bool,
    reviewed: bool,
    may_review: bool,
    signing: bool,
}

async fn review(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let to = format!("{}/publish", link::draft(&id));
    let seen = super::seen(&fields);
    let (agrees, note) = (fields.text("do") == "agree", fields.text("note").to_owned());
    if !agrees && note.is_empty() {
        return Ok(frame.go(&to, super::grave(frame.say("publish.note-missing").to_owned())));
    }
    app.block(move |app| {
        let draft = drafts::read(app.runtime.reader()?.as_mut(), &id)?;
        if !may_review(&caller, &draft) {
            return Err(
                Problem::no_right("审核这份草稿").with_detail("自己改过的草稿要由别人审核。")
            );
        }
        if seen != Some(draft.revision) {
            return Err(Problem::bad("draft-changed", "草稿刚被改过,请看过新的内容再审核"));
        }
        let note: String = note.chars().take(500).collect();
        let (at, revision) = (app.now().0, draft.revision);
        app.runtime.audit(AuditEntry {
            who: caller.who(),
            act: "policy.review".to_owned(),
            object: draft.title.clone(),
            detail: if agrees { "agree".to_owned() } else { note.clone() },
            address: address.to_string(),
        })?;
        let review = Review { by: caller.name.clone(), at, agrees, note, revision };
        drafts::keep_review(app, draft, review)
    })
    .await?;
    Ok(frame.go(&to, super::done(&frame, "publish.review-kept")))
}

async fn publish(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let done = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        let draft = drafts::read(reader.as_mut(), &id)?;
        if super::seen(&fields) != Some(draft.revision) {
            return Err(Problem::bad("draft-changed", "草稿刚被改过,请看过新的内容再发布"));
        }
        let text = settled(reader.as_mut(), &draft, &fields)?;
        bring_in(app, reader.as_mut(), &draft, &text, &caller, address)
    });
    let (id, version) = done.await?;
    Ok(frame.go(&link::policy(&id, version), super::done(&frame, "publish.done")))
}

/// The file with what the form says at its top.
fn settled(reader: &mut dyn Reader, draft: &Draft, fields: &Fields) -> Result<String, Problem> {
    let quoted = |text: &str| edit::inline(&text.into());
    let mut text = draft.text.clone();
    let own = policy::parse(&draft.file(), &text, &rules::specs()).policy.id;
    let id = fields.given("of").unwrap_or(&own).to_owned();
    let rows = reader.policies()?;
    let of_same = rows.iter().filter(|row| row.id == id).map(|row| row.version);
    let version = of_same.max().unwrap_or(0).saturating_add(1);
    text = edit::with_head(&text, "id", &quoted(&id));
    text = edit::with_head(&text, "version", &version.to_string());
    if let Some(from) = fields.given("from") {
        date(from).ok_or_else(|| {
            Problem::bad("date", "施行日期写得不对").with_detail("请写成 2026-03-01 这样。")
        })?;
        text = edit::with_head(&text, "effective", from);
    }
    let mode = if fields.text("mode") == "observe" { "observe" } else { "enforce" };
    text = edit::with_head(&text, "mode", &quoted(mode));
    let groups: Vec<&str> = match fields.text("where") {
        "some" => {
            let others = fields.text("other-groups").split(['、', ',', ',', '\n']);
            fields.all("group").chain(others).map(str::trim).filter(|it| !it.is_empty()).collect()
        }
        _ => Vec::new(),
    };
    if fields.text("where") == "some" && groups.is_empty() {
        return Err(Problem::bad("groups", "没有选群").with_detail("请至少选一个群,或者选全部群。"));
    }
    if groups.is_empty() {
        return Ok(edit::without_head(&text, "groups"));
    }
    let list: Vec<String> = groups.iter().map(|name| quoted(name)).collect();
    Ok(edit::with_head(&text, "groups", &format!("[{}]", list.join(", "))))
}

/// Brings it into use as programs do, with a record of who did it; the draft goes.
fn bring_in(
    app: &App,
    reader: &mut dyn Reader,
    draft: &Draft,
    text: &str,
    caller: &Caller,
    address: IpAddr,
) -> Result<(String, u32), Problem> {
    let policy = policy::parse(&draft.file(), text, &rules::specs()).policy;
    let used: Vec<Policy> = super::in_use(reader)?.into_iter().map(|(_, policy)| policy).collect();
    if wants_review(&used, &policy) && !draft.is_reviewed() {
        return Err(Problem::bad("not-reviewed", "还没有别人审核过").with_detail(
            "在用的制度写明了怎样修改,所以新的一版要由另一个人看过、同意以后才能发布。",
        ));
    }
    let (id, version) = app.runtime.activate(&draft.file(), text, &caller.who())?;
    app.runtime.audit(AuditEntry {
        who: caller.who(),
        act: "policy.activate".to_owned(),
        object: format!("{id} {version}"),
        detail: draft.file(),
        address: address.to_string(),
    })?;
    drafts::discard(app, &draft.id)?;
    Ok((id, version))
}

/// Whether names of groups mean all of them.
fn is_everywhere(groups: &[String]) -> bool {
    groups.iter().any(|name| name == "*")
}

/// A day as it is written: `2026-03-01`.
fn date(written: &str) -> Option<i32> {
    let mut parts = written.splitn(3, '-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    model::zone::day_of_date(year, month, parts.next()?.parse().ok()?)
}
