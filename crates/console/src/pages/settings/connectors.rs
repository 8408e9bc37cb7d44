//! Connectors: how each account is, what can be carried out in which group, and what the policies
//! there need and nobody can do but a person.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use model::{Action, Timestamp};
use policy::Policy;
use server::endpoint::{Endpoint, page};
use server::{App, Problem};
use store::rows::GroupRow;

use super::OPERATES;
use crate::frame::{Frame, Query};
use crate::link;
use crate::pages::policies;
use crate::show::moment::Moment;
use crate::show::names;

/// How many groups a page has.
const GROUPS: u32 = 50;
/// How many notes are shown.
const NEWS: usize = 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(OPERATES, Method::GET, "/settings/connectors", get(show))]
}

#[derive(Template)]
#[template(path = "settings/connectors.html")]
struct Page<'a> {
    frame: &'a Frame,
    accounts: Vec<AccountRow>,
    webhooks: Vec<HookRow>,
    groups: Vec<GroupView>,
    next: Option<String>,
    news: Vec<NewsRow>,
}

struct AccountRow {
    id: String,
    program: String,
    tone: &'static str,
    state: &'static str,
    groups: usize,
    runs: usize,
}

struct HookRow {
    name: String,
    well: bool,
    why: String,
    delivered: u64,
}

struct GroupView {
    link: String,
    name: String,
    /// Accounts there, each with its rank's key.
    accounts: Vec<(String, &'static str)>,
    /// What the policies there need and can't be done, with why; those that nobody's program can
    /// do apart, since they are always done by people.
    lacking: Vec<Lacking>,
    by_hand: Vec<String>,
    governed: bool,
}

/// What can't be done for one reason.
struct Lacking {
    why: String,
    actions: String,
    policies: String,
}

struct NewsRow {
    at: Moment,
    account: String,
    text: String,
}

async fn show(
    State(app): State<Arc<App>>,
    Query(query): Query,
    frame: Frame,
) -> Result<Response, Problem> {
    let after = query.text("after").to_owned();
    let now = app.now();
    let (rows, policies) = app
        .read(move |reader| {
            let rows = reader.groups_page(&after, GROUPS)?;
            Ok::<_, Problem>((rows, in_force(policies::in_use(reader)?, now)))
        })
        .await?;
    let next = rows
        .last()
        .filter(|_| rows.len() >= GROUPS as usize)
        .map(|last| format!("/settings/connectors?after={}", link::part(&last.id)));
    let statuses = app.dispatch.view().map(|view| view.accounts()).unwrap_or_default();
    let mut there: BTreeMap<&str, Vec<(String, &'static str)>> = BTreeMap::new();
    for account in &statuses {
        for (group, rank) in &account.groups {
            there.entry(group).or_default().push((account.id.clone(), rank_in_words(rank)));
        }
    }
    let groups = rows
        .iter()
        .filter(|row| row.id != model::event::ORG)
        .map(|row| group(&app, &frame, row, &policies, there.get(row.id.as_str()).cloned()));
    let groups = groups.collect();
    let accounts = statuses.iter().map(|account| {
        let (tone, state) = match (account.connected, account.can_act) {
            (true, true) => ("done", "connectors.well"),
            (true, false) => ("waits", "connectors.hears"),
            (false, _) => ("grave", "connectors.gone"),
        };
        let runs = account.groups.iter().filter(|(_, rank)| matches!(*rank, "owner" | "admin"));
        AccountRow {
            id: account.id.clone(),
            program: account.program.clone(),
            tone,
            state,
            groups: account.groups.len(),
            runs: runs.count(),
        }
    });
    let webhooks = app.dispatch.webhooks().into_iter().map(|(name, standing)| HookRow {
        name,
        well: standing.why.is_empty(),
        why: standing.why,
        delivered: standing.delivered,
    });
    let news = app.dispatch.news().into_iter().take(NEWS).map(|news| NewsRow {
        at: frame.time(news.at),
        account: news.account,
        text: news.text,
    });
    Ok(frame.page(&Page {
        frame: &frame,
        accounts: accounts.collect(),
        webhooks: webhooks.collect(),
        groups,
        next,
        news: news.collect(),
    }))
}

/// The policies that are in force.
fn in_force(all: Vec<(store::rows::PolicyRow, Policy)>, now: Timestamp) -> Vec<(String, Policy)> {
    let holds =
        |policy: &Policy| policy.effective.is_none_or(|day| day <= policy.zone.local(now).day);
    let titled = |policy: Policy| {
        let title = if policy.title.is_empty() { policy.id.clone() } else { policy.title.clone() };
        (title, policy)
    };
    all.into_iter().map(|(_, policy)| policy).filter(holds).map(titled).collect()
}

fn rank_in_words(rank: &str) -> &'static str {
    match rank {
        "owner" => "connectors.owner",
        "admin" => "connectors.admin",
        "member" => "connectors.member",
        _ => "connectors.unknown",
    }
}

fn group(
    app: &App,
    frame: &Frame,
    row: &GroupRow,
    policies: &[(String, Policy)],
    accounts: Option<Vec<(String, &'static str)>>,
) -> GroupView {
    let name = row.name.as_deref().filter(|name| !name.is_empty());
    let mut needed: BTreeMap<Action, Vec<&str>> = BTreeMap::new();
    let mut governed = false;
    for (title, policy) in policies {
        if !policy.governs(&row.id) && !name.is_some_and(|name| policy.governs(name)) {
            continue;
        }
        governed = true;
        for rule in policy.rules.iter().filter(|rule| !rule.rests) {
            let steps = rule.steps().into_iter().map(|step| step.action);
            for action in steps.chain(rule.spec.own_action) {
                let titles = needed.entry(action).or_default();
                if !titles.contains(&title.as_str()) {
                    titles.push(title);
                }
            }
        }
    }
    let mut by_hand = Vec::new();
    let mut by_why: BTreeMap<String, (Vec<String>, Vec<&str>)> = BTreeMap::new();
    for (action, titles) in needed {
        let words = names::action(action.name(), frame.language);
        match app.dispatch.obstacle(&row.id, action) {
            Some(_) if action.needs_hands() => by_hand.push(words),
            Some(why) => {
                let (actions, policies) = by_why.entry(why).or_default();
                actions.push(words);
                policies.extend(titles);
                policies.sort_unstable();
                policies.dedup();
            }
            None => {}
        }
    }
    let lacking = by_why.into_iter().map(|(why, (actions, policies))| Lacking {
        why,
        actions: actions.join("、"),
        policies: policies.join("、"),
    });
    let lacking: Vec<Lacking> = lacking.collect();
    GroupView {
        link: link::group(&row.id),
        name: name.unwrap_or(&row.id).to_owned(),
        accounts: accounts.unwrap_or_default(),
        lacking,
        by_hand,
        governed,
    }
}
