//! A draft clause by clause: the document's own words, and beside each clause what carries it
//! out, what is held back for somebody to confirm, and what it leaves open.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use compiler::explain::{stated, summary};
use compiler::report::{State as Stands, level_words};
use compiler::{Advice, Report};
use model::Platform;
use policy::RuleDecl;
use policy::spec::Level;
use policy::texts::Language;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::{Reading, held};

use super::Tabs;
use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let edits = Needs::Everywhere(Right::EditPolicies);
    let reads = Needs::Somewhere(Right::ReadPolicies);
    vec![
        page(reads, Method::GET, "/policies/drafts/{id}", get(draft)),
        page(edits, Method::POST, "/policies/drafts/{id}/held", post(settle)),
    ]
}

/// A policy clause by clause.
pub(crate) struct Clauses {
    /// How many there are, how many something carries out, how many of them now.
    pub counts: Counts,
    /// Each.
    pub rows: Vec<Row>,
    /// Advice on the whole.
    pub advice: Vec<Told>,
    /// What is wrong with the file.
    pub wrong: Vec<Wrong>,
    /// What waits to be confirmed.
    pub held: usize,
    /// What is left open.
    pub open: usize,
}

pub(crate) struct Counts {
    pub clauses: usize,
    pub running: usize,
    pub percent: u32,
    pub levels: Vec<(&'static str, &'static str, usize)>,
}

pub(crate) struct Wrong {
    pub is_error: bool,
    pub line: u32,
    pub message: String,
    pub help: String,
}

pub(crate) struct Told {
    pub message: String,
    pub suggestion: &'static str,
    pub basis: &'static str,
}

pub(crate) struct Row {
    pub headings: Vec<String>,
    pub cite: String,
    pub lines: Vec<String>,
    pub class: &'static str,
    pub level: &'static str,
    pub does: Vec<Does>,
    pub held: Vec<HeldRow>,
    pub open: Vec<Open>,
    pub by_hand: String,
    pub advice: Vec<Told>,
}

pub(crate) struct Does {
    pub what: &'static str,
    pub terms: Vec<String>,
    pub confidence: u8,
    pub doubtful: bool,
    pub rests: bool,
    /// Where its parameters are changed; empty: nowhere.
    pub link: String,
}

pub(crate) struct HeldRow {
    pub at: usize,
    pub what: &'static str,
    pub terms: Vec<String>,
    pub reason: String,
}

pub(crate) struct Open {
    pub message: String,
    pub link: String,
}

/// The level's name in style sheets.
fn class(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Auto) => "auto",
        Some(Level::Assisted) => "assisted",
        Some(Level::Duty) => "duty",
        Some(Level::Note) => "note",
        None => "unread",
    }
}

fn level(level: Option<Level>, language: Language) -> &'static str {
    let english = match level {
        Some(Level::Auto) => "automatic",
        Some(Level::Assisted) => "found by the system, decided by people",
        Some(Level::Duty) => "done by people",
        Some(Level::Note) => "only said",
        None => "not understood",
    };
    language.choose(level_words(level), english)
}

impl Clauses {
    /// Of a policy file; `edit`: the draft's address, where its rules may be changed.
    pub(crate) fn of(
        reading: &Reading,
        edit: Option<&str>,
        platform: Platform,
        language: Language,
    ) -> Clauses {
        let report = Report::new(&reading.compiled, &[platform]);
        let told = |one: &Advice| Told {
            message: one.message.clone(),
            suggestion: one.suggestion,
            basis: one.basis,
        };
        let mut shown: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for row in &report.rows {
            let cite = row.clause.cite.as_str();
            // What shares its citation with a clause further up was told there.
            let first = !shown.contains(&cite);
            shown.push(cite);
            let rules = reading.policy.rules.iter().filter(|rule| first && rule.cite == cite);
            let rules: Vec<&RuleDecl> = rules.collect();
            let to = |rule: &RuleDecl| {
                edit.map(|link| format!("{link}/rule/{}", rule.bytes.start)).unwrap_or_default()
            };
            let held = reading.held.iter().filter(|one| first && one.cite == cite);
            let actions: Vec<&str> = row.by_hand.iter().map(|one| one.in_words()).collect();
            rows.push(Row {
                headings: row.headings.clone(),
                cite: cite.to_owned(),
                lines: lines(&row.clause.text),
                class: class(row.clause.level),
                level: level(row.clause.level, language),
                does: does(row, &rules, &to, language),
                held: held.map(|one| held_row(one, language)).collect(),
                open: row.open.iter().map(|one| open(one, &rules, &to)).collect(),
                by_hand: actions.join(language.choose("、", ", ")),
                advice: report.advice.iter().filter(|one| one.cite == cite).map(told).collect(),
            });
        }
        let cover = &reading.compiled.coverage;
        let levels = [
            (Some(Level::Auto), cover.auto),
            (Some(Level::Assisted), cover.assisted),
            (Some(Level::Duty), cover.duty),
            (Some(Level::Note), cover.note),
            (None, cover.unread),
        ];
        let percent = (report.running * 100).checked_div(cover.clauses).unwrap_or(0);
        let wrong = reading.diagnostics.iter().map(|one| Wrong {
            is_error: one.is_error(),
            line: one.spot.place.line,
            message: one.message.clone(),
            help: one.help.clone().unwrap_or_default(),
        });
        Clauses {
            counts: Counts {
                clauses: cover.clauses,
                running: report.running,
                percent: u32::try_from(percent).unwrap_or(0),
                levels: levels
                    .into_iter()
                    .filter(|(_, count)| *count > 0)
                    .map(|(of, count)| (class(of), level(of, language), count))
                    .collect(),
            },
            held: reading.held.len(),
            open: rows.iter().map(|row| row.open.len()).sum(),
            advice: report.advice.iter().filter(|one| one.cite.is_empty()).map(told).collect(),
            wrong: wrong.collect(),
            rows,
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn does(
    row: &compiler::report::Row<'_>,
    rules: &[&RuleDecl],
    to: &dyn Fn(&RuleDecl) -> String,
    language: Language,
) -> Vec<Does> {
    let mut rules = rules.iter();
    let mut out = Vec::new();
    for one in &row.does {
        let rule = match one.state {
            Stands::Kept => None,
            _ => rules.next(),
        };
        let kept = rules::kind_named(one.kind).map(|kind| summary(&kind.spec, language));
        out.push(Does {
            what: rule.map_or(kept.unwrap_or(one.summary), |rule| summary(rule.spec, language)),
            terms: match rule {
                Some(rule) => stated(rule.spec, &rule.params, language),
                None if language == Language::Chinese => one.terms.clone(),
                None => Vec::new(),
            },
            confidence: one.confidence,
            doubtful: one.is_doubtful(),
            rests: one.state == Stands::Rests,
            link: rule.map(|rule| to(rule)).unwrap_or_default(),
        });
    }
    out
}

fn held_row(one: &held::Held, language: Language) -> HeldRow {
    let spec = rules::kind_named(one.kind).map(|kind| &kind.spec);
    HeldRow {
        at: one.bytes.start,
        what: spec.map_or("", |spec| summary(spec, language)),
        terms: spec.map(|spec| stated(spec, &one.params, language)).unwrap_or_default(),
        // What to do about it in the file is said by the buttons here.
        reason: one.reason.split(";确认后").next().unwrap_or_default().to_owned(),
    }
}

fn open(
    one: &compiler::report::Open,
    rules: &[&RuleDecl],
    to: &dyn Fn(&RuleDecl) -> String,
) -> Open {
    let rule = rules.iter().find(|rule| rule.spec.name == one.kind);
    let link = match (rule, one.param) {
        (Some(rule), Some(param)) => match to(rule) {
            link if link.is_empty() => link,
            link => format!("{link}?param={param}#{param}"),
        },
        _ => String::new(),
    };
    Open { message: one.message.clone(), link }
}

#[derive(Template)]
#[template(path = "policies/clauses.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    clauses: Clauses,
}

#[derive(Template)]
#[template(path = "policies/choose.html")]
struct Choose<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    parts: Vec<Part>,
}

struct Part {
    title: String,
    lines: (usize, usize),
}

async fn draft(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "clauses", &frame);
    if draft.choosing {
        let parts = compiler::parts(&draft.text).into_iter();
        let parts = parts.map(|part| Part { title: part.title, lines: part.lines }).collect();
        return Ok(frame.page(&Choose { frame: &frame, tabs, parts }));
    }
    let (language, link) = (frame.language, tabs.may_edit.then(|| tabs.link.clone()));
    let clauses = app.block(move |app| {
        let reading = Reading::of(&draft.file(), &draft.text);
        Ok(Clauses::of(&reading, link.as_deref(), app.config.platform(), language))
    });
    let clauses = clauses.await?;
    Ok(frame.page(&Page { frame: &frame, tabs, clauses }))
}

/// Confirms a rule that is held back, or throws it away.
async fn settle(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let back = format!("{}#a{}", link::draft(&id), fields.text("row"));
    let at: usize = fields.text("at").parse().unwrap_or(usize::MAX);
    let confirms = fields.text("do") == "confirm";
    let seen = super::seen(&fields);
    let refused = app.block(move |app| {
        let draft = drafts::read(app.runtime.reader()?.as_mut(), &id)?;
        let before = Reading::of(&draft.file(), &draft.text);
        let one = before.held.iter().find(|one| one.bytes.start == at);
        let one = one.ok_or_else(|| Problem::not_found("这条待确认的规则"))?;
        let text = match confirms {
            true => held::confirmed(&draft.text, one),
            false => held::discarded(&draft.text, one),
        };
        if let Some(why) = worse(&before, &draft.file(), &text) {
            return Ok(Some(why));
        }
        drafts::keep(app, Draft { text, ..draft }, seen, &caller)?;
        Ok(None)
    });
    let flash = match (refused.await?, confirms) {
        (Some(why), _) => super::grave(format!("{}{why}", frame.say("draft.refused"))),
        (None, true) => super::done(&frame, "draft.confirmed"),
        (None, false) => super::done(&frame, "draft.thrown-away"),
    };
    Ok(frame.go(&back, flash))
}

/// The first mistake that a change would bring in.
pub(super) fn worse(before: &Reading, file: &str, text: &str) -> Option<String> {
    let after = Reading::of(file, text);
    let known: Vec<&str> = before.errors().map(|one| one.message.as_str()).collect();
    let new = after.errors().find(|one| !known.contains(&one.message.as_str()));
    new.map(|one| one.message.clone())
}

impl Page<'_> {
    /// What its forms need, where there are some.
    fn editing(&self) -> Option<&Tabs> {
        Some(&self.tabs)
    }
}
