//! A member's first page, the policy, and “may I post this?”.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use policy::Policy;
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};

use super::{Own, Visitor, own};
use crate::form::Fields;
use crate::frame::Frame;
use crate::show::verdict::Verdict;
use crate::trying::{Message, Who, ask};

/// How long trying may take, in seconds.
const SECONDS: u64 = 60;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(Needs::Nothing, Method::GET, "/m/{secret}", get(home)),
        page(Needs::Nothing, Method::GET, "/m/{secret}/policy", get(rules_of_group)),
        page(Needs::Nothing, Method::GET, "/m/{secret}/post", get(question)),
        page(Needs::Nothing, Method::POST, "/m/{secret}/post", post(answer)).for_seconds(SECONDS),
    ]
}

#[derive(Template)]
#[template(path = "members/home.html")]
struct Home<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    own: Own,
    waiting: usize,
    has: Has,
}

/// What the policies that govern the group make sense of.
struct Has {
    signing: bool,
    leave: bool,
    check_in: bool,
    events: bool,
}

fn has(policies: &[Arc<Policy>], kind: &str) -> bool {
    policies.iter().any(|policy| policy.rules.iter().any(|rule| rule.spec.name == kind))
}

async fn home(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let (wanted, now) = (visitor.clone(), frame.now);
    let (own, waiting) = app
        .read(move |reader| {
            let own = own(reader, &wanted, now)?;
            let cases = super::standing::cases(reader, &wanted)?;
            let waiting = cases.iter().filter(|row| row.waits).count();
            Ok::<_, Problem>((own, waiting))
        })
        .await?;
    let has = Has {
        signing: has(&own.policies, "policy-acceptance"),
        leave: has(&own.policies, "leave-of-absence"),
        check_in: has(&own.policies, "check-in"),
        events: has(&own.policies, "event"),
    };
    Ok(frame.page(&Home { frame: &frame, visitor, own, waiting, has }))
}

#[derive(Template)]
#[template(path = "members/policy.html")]
struct Rules<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    texts: Vec<(String, u32, Vec<String>)>,
    signing: bool,
}

/// A policy's own words: without its head and its rules.
fn words(policy: &Policy) -> Vec<String> {
    let mut at = policy::numbering::metadata::text_begins(&policy.text);
    let mut text = String::new();
    for block in &policy.blocks {
        text.push_str(policy.text.get(at..block.bytes.start).unwrap_or_default());
        at = block.bytes.end;
    }
    text.push_str(policy.text.get(at..).unwrap_or_default());
    let lines = text.lines().map(|line| line.trim().trim_start_matches('#').trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

async fn rules_of_group(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let (wanted, now) = (visitor.clone(), frame.now);
    let own = app.read(move |reader| own(reader, &wanted, now)).await?;
    let signing = has(&own.policies, "policy-acceptance");
    let texts = own.policies.iter();
    let texts = texts.map(|one| (one.title.clone(), one.version, words(one))).collect();
    Ok(frame.page(&Rules { frame: &frame, visitor, texts, signing }))
}

#[derive(Template)]
#[template(path = "members/post.html")]
struct Post<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    text: String,
    verdict: Option<Verdict>,
}

async fn question(visitor: Visitor, frame: Frame) -> Response {
    frame.page(&Post { frame: &frame, visitor, text: String::new(), verdict: None })
}

async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    visitor.count(&app)?;
    let text: String = fields.text("text").chars().take(5_000).collect();
    let message = Message {
        group: visitor.group.clone(),
        who: Who::Member(visitor.member.clone()),
        at: frame.now,
        text: text.clone(),
        media: fields.text("media").to_owned(),
    };
    let (wanted, shown) = (visitor.clone(), frame.clone());
    let verdict = app.block(move |app| {
        let mut reader = app.runtime.reader()?;
        let policies = own(reader.as_mut(), &wanted, shown.now)?.policies;
        let policies: Vec<Policy> = policies.iter().map(|one| Policy::clone(one)).collect();
        if policies.is_empty() {
            return Ok(Verdict { lines: Vec::new() });
        }
        let titles = policies.iter().map(|one| (one.id.clone(), one.title.clone())).collect();
        let program = crate::pages::policies::program(app, &policies)?;
        let decisions = ask(app, reader.as_mut(), program, &message)?;
        Ok(Verdict::for_member(&decisions, &titles, &shown))
    });
    let verdict = Some(verdict.await?);
    Ok(frame.page(&Post { frame: &frame, visitor, text, verdict }))
}
