//! A draft becomes a policy in use: from when, where, whether it acts or only watches, after
//! somebody else has looked it over where the policy wants that.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use model::Timestamp;
use policy::{Mode, Policy};
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::http::guard::From;
use server::{App, Problem};
use store::StoreError;
use store::dialect::Reader;
use store::people::AuditEntry;
use trial::{Reading, edit};

use super::Tabs;
use crate::drafts::{self, Draft, Review};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::show::moment::Moment;
use crate::trouble::said;

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
    wrong: String,
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
fn may_review(reader: &mut dyn Reader, caller: &Caller, draft: &Draft) -> Result<bool, StoreError> {
    let concerned =
        caller.may_somewhere(Right::EditPolicies) || caller.may_somewhere(Right::Decide);
    Ok(concerned && !draft.written_by(reader)?.contains(&caller.name))
}

async fn form(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (tabs, form) = read(&app, &caller, &frame, id, Fields::default()).await?;
    Ok(frame.page(&Page { frame: &frame, tabs, wrong: String::new(), form }))
}

/// The form, with what was entered before where something was wrong with it.
async fn read(
    app: &Arc<App>,
    caller: &Arc<Caller>,
    frame: &Frame,
    id: String,
    before: Fields,
) -> Result<(Tabs, Form), Problem> {
    let draft = drafts::find(app, id).await?;
    let tabs = Tabs::of(&draft, "publish", frame);
    let (shown, caller) = (frame.clone(), Arc::clone(caller));
    let again = !before.is_empty();
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
            chosen: one.id == if again { before.text("of") } else { policy.id.as_str() },
        });
        let groups = reader.groups_page("", 500)?;
        let groups = groups.into_iter().filter(|row| !row.id.starts_with('@'));
        let groups: Vec<(String, String, bool)> = groups
            .filter(|row| caller.may_in(Right::ReadGroups, &row.id))
            .map(|row| {
                let listed = policy.groups.contains(&row.id)
                    || row.name.as_ref().is_some_and(|name| policy.groups.contains(name));
                let ticked = || before.all("group").any(|id| id == row.id);
                let chosen = if again { ticked() } else { listed };
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
            at: frame.time(Timestamp(one.at)),
            agrees: one.agrees,
            note: one.note.clone(),
            old: one.revision != draft.revision,
        };
        let replaces = used.iter().any(|one| one.id == policy.id);
        let must_review = wants_review(&used, policy);
        let everywhere = super::named_groups(policy).is_empty();
        Ok::<_, Problem>(Form {
            errors: reading.errors().map(|one| one.message.clone()).collect(),
            held: reading.held.len(),
            versions: versions.collect(),
            from: if again {
                before.text("from").to_owned()
            } else {
                first_day(policy, replaces, frame)
            },
            // What has never been in use is best watched first.
            observes: match again {
                true => before.text("mode") == "observe",
                false => policy.mode == Mode::Observe || !replaces,
            },
            all_groups: if again { before.text("where") != "some" } else { everywhere },
            other_groups: match again {
                true => before.text("other-groups").to_owned(),
                false => others.join("、"),
            },
            reviews: draft.reviews.iter().map(review).collect(),
            must_review,
            reviewed: draft.is_reviewed(reader)?,
            // Nobody is asked for a second look who is alone.
            may_review: may_review(reader, &caller, &draft)?
                && (must_review || draft.brought_by != caller.name),
            signing: policy.rules.iter().any(|rule| rule.spec.name == "policy-acceptance"),
            groups,
        })
    });
    Ok((tabs, page.await?))
}

/// From which day it is offered: a day that has not begun yet, where it replaces a version that
/// holds today, so that nobody is judged by words that nobody knew.
fn first_day(policy: &Policy, replaces: bool, frame: &Frame) -> String {
    let today = policy.zone.local(frame.now).day;
    let day = match policy.effective {
        Some(day) if !replaces || day > today => Some(day),
        _ => replaces.then(|| today.saturating_add(1)),
    };
    day.map(model::zone::date_of_day).unwrap_or_default()
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
        if !may_review(app.runtime.reader()?.as_mut(), &caller, &draft)? {
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
    let (draft, entered, who) = (id.clone(), fields.clone(), Arc::clone(&caller));
    let done = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        let draft = drafts::read(reader.as_mut(), &id)?;
        if super::seen(&fields) != Some(draft.revision) {
            return Err(Problem::bad("draft-changed", "草稿刚被改过,请看过新的内容再发布"));
        }
        let text = settled(reader.as_mut(), &draft, &fields, app.now())?;
        bring_in(app, reader.as_mut(), &draft, &text, &caller, address)
    });
    match done.await {
        Ok((id, version)) => {
            Ok(frame.go(&link::policy(&id, version), super::done(&frame, "publish.done")))
        }
        Err(problem) if problem.status == StatusCode::BAD_REQUEST => {
            let (tabs, form) = read(&app, &who, &frame, draft, entered).await?;
            let wrong = said(&frame, &problem);
            Ok(frame.page_as(problem.status, &Page { frame: &frame, tabs, wrong, form }))
        }
        Err(problem) => Err(problem),
    }
}

/// The file with what the form says at its top.
fn settled(
    reader: &mut dyn Reader,
    draft: &Draft,
    fields: &Fields,
    now: Timestamp,
) -> Result<String, Problem> {
    let quoted = |text: &str| edit::inline(&text.into());
    let mut text = draft.text.clone();
    let own = policy::parse(&draft.file(), &text, &rules::specs()).policy;
    let today = own.zone.local(now).day;
    let id = fields.given("of").unwrap_or(&own.id).to_owned();
    let rows = reader.policies()?;
    let of_same = rows.iter().filter(|row| row.id == id).map(|row| row.version);
    let version = of_same.max().unwrap_or(0).saturating_add(1);
    text = edit::with_head(&text, "id", &quoted(&id));
    text = edit::with_head(&text, "version", &version.to_string());
    match fields.given("from") {
        Some(from) => {
            let day = date(from).ok_or_else(|| {
                Problem::bad("date", "施行日期写得不对").with_detail("请写成 2026-03-01 这样。")
            })?;
            if version > 1 && day < today {
                return Err(Problem::bad("date", "施行日期已经过去了").with_detail(
                    "新的一版不能从过去算起:那时的事按那时的一版处理。请选今天或以后的一天。",
                ));
            }
            text = edit::with_head(&text, "effective", &model::zone::date_of_day(day));
        }
        // The day of the version before is not this one's.
        None if version > 1 => {
            text = edit::with_head(&text, "effective", &model::zone::date_of_day(today));
        }
        None => {}
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
    if wants_review(&used, &policy) && !draft.is_reviewed(reader)? {
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

/// A day as it is written: `2026-03-01`.
fn date(written: &str) -> Option<i32> {
    let mut parts = written.splitn(3, '-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    model::zone::day_of_date(year, month, parts.next()?.parse().ok()?)
}
