//! One rule's parameters as a form, for those who do not want to see the file.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use compiler::explain::{summary, value};
use policy::param::Shape;
use policy::spec::{KindSpec, ParamSpec};
use policy::texts::Language;
use policy::{Policy, RuleDecl};
use rules::kind::default_value;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use trial::{Reading, edit};

use super::Tabs;
use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::{Frame, Query};
use crate::link;
use crate::show::names;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(edits, Method::GET, "/policies/drafts/{id}/rule/{at}", get(form)),
        page(edits, Method::POST, "/policies/drafts/{id}/rule/{at}", post(save)),
    ]
}

#[derive(Template)]
#[template(path = "policies/rule.html")]
struct Page<'a> {
    frame: &'a Frame,
    tabs: Tabs,
    at: usize,
    cite: String,
    lines: Vec<String>,
    what: &'static str,
    about: Vec<String>,
    fields: Vec<Field>,
    wanted: String,
}

struct Field {
    name: &'static str,
    label: String,
    help: String,
    example: &'static str,
    wrong: String,
    value: String,
    needed: bool,
    input: Input,
}

enum Input {
    /// A line of text, or several.
    Words { lines: bool, number: bool },
    /// One of these: value and words.
    One(Vec<(String, String, bool)>),
    /// Several of these: value, words and whether it is chosen.
    Some(Vec<(String, String, bool)>),
}

/// An example of a value, as it is written in a field.
fn example(shape: Shape) -> &'static str {
    match shape {
        Shape::Time => "22:00",
        Shape::Span => "30m、2h、3d、3mo、1y",
        Shape::Every => "1d、1w、1mo、mon、workday",
        Shape::Money => "5、0.5",
        Shape::Share => "50%",
        Shape::Steps => "remind\nwarn\nmute 1d\nremove",
        Shape::Who | Shape::WhoList => "admin、销售部",
        Shape::CardFormat => "{部门}-{姓名}",
        Shape::Kinds => "ads、flood",
        Shape::Texts => "甲、乙",
        _ => "",
    }
}

/// A parameter's name as the form has it: what its documentation begins with.
fn label(param: &ParamSpec) -> &str {
    let doc = param.doc.trim();
    doc.split_once([';', ';']).map_or(doc, |(label, _)| label)
}

/// A part of a kind's page for whoever fills in the form, and never sees a file: the names of
/// parameters, their words and other kinds as people call them.
fn plain(part: &str, spec: &KindSpec) -> String {
    let said = |code: &str| {
        let word = code.trim_matches('"');
        let named = spec.params.iter().find(|param| param.name == word);
        let takes = |param: &&ParamSpec| match param.shape {
            Shape::OneOf(words) | Shape::SomeOf(words) => words.contains(&word),
            _ => false,
        };
        match (named, spec.params.iter().find(takes)) {
            (Some(param), _) => format!("“{}”", label(param)),
            (None, Some(param)) => {
                let of = policy::toml::Value::from(word);
                format!("“{}”", value(param.shape, &of, Language::Chinese))
            }
            (None, None) => names::kind(word, Language::Chinese),
        }
    };
    let parts = part.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { said(part) } else { part.to_owned() }).collect()
}

fn field(param: &ParamSpec, rule: &RuleDecl, wrong: &[(String, String)], frame: &Frame) -> Field {
    let language = frame.language;
    let doc = param.doc.trim();
    let (label, rest) = doc.split_once([';', ';']).unwrap_or((doc, ""));
    let label = match language {
        Language::Chinese => label.to_owned(),
        Language::English => rules::english::parameter(param.name).to_owned(),
    };
    let stands = rule.params.get(param.name);
    let written = stands.map(|of| match param.shape {
        Shape::Steps => edit::written_steps(of),
        _ => edit::written(of),
    });
    let written = written.unwrap_or_default();
    let chosen: Vec<&str> = written.split('、').collect();
    let one = |word: &str| {
        let of = policy::toml::Value::from(word);
        let words = value(param.shape, &of, language);
        (word.to_owned(), words, chosen.contains(&word))
    };
    let input = match param.shape {
        Shape::OneOf(words) => Input::One(words.iter().map(|word| one(word)).collect()),
        Shape::SomeOf(words) => Input::Some(words.iter().map(|word| one(word)).collect()),
        Shape::Days | Shape::Categories => {
            Input::Some(param.shape.words().into_iter().map(one).collect())
        }
        Shape::Flag => Input::One(["true", "false"].into_iter().map(one).collect()),
        Shape::Steps | Shape::Texts => Input::Words { lines: true, number: false },
        Shape::Count(..) => Input::Words { lines: false, number: true },
        _ => Input::Words { lines: false, number: false },
    };
    let mut help: Vec<String> = Vec::new();
    if language == Language::Chinese && !rest.is_empty() {
        help.push(rest.trim().to_owned());
    }
    if let Some(default) = param.default {
        let words = value(param.shape, &default_value(default), language);
        help.push(frame.with("rule.default", "value", words));
    }
    let found = wrong.iter().find(|(name, _)| name == param.name);
    Field {
        name: param.name,
        label,
        help: help.join(language.choose("。", ". ")),
        example: example(param.shape),
        wrong: found.map(|(_, why)| why.clone()).unwrap_or_default(),
        value: written,
        needed: param.needed,
        input,
    }
}

fn rule_at(policy: &Policy, at: usize) -> Result<&RuleDecl, Problem> {
    let found = policy.rules.iter().find(|rule| rule.bytes.start == at);
    found.ok_or_else(|| {
        Problem::not_found("这条规则").with_detail("草稿可能刚被改过,请回到条款页再点一次。")
    })
}

struct Shown {
    tabs: Tabs,
    at: usize,
    wrong: Vec<(String, String)>,
    wanted: String,
}

fn show(frame: &Frame, reading: &Reading, shown: Shown) -> Result<Response, Problem> {
    let Shown { tabs, at, wrong, wanted } = shown;
    let rule = rule_at(&reading.policy, at)?;
    let clause = reading.policy.outline.clauses.iter().find(|one| one.cite == rule.cite);
    let text = clause.map(|clause| clause.text(&reading.policy.text)).unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    // The part of its page that says what it means.
    let doc = rule.spec.doc.split("## ").find_map(|part| part.strip_prefix("含义"));
    let about = doc.unwrap_or_default().split("\n\n").map(|part| part.replace('\n', ""));
    let about = about.filter(|part| !part.trim().is_empty());
    let about = match frame.language {
        Language::Chinese => about.map(|part| plain(&part, rule.spec)).collect(),
        Language::English => Vec::new(),
    };
    let fields = rule.spec.params.iter().map(|param| field(param, rule, &wrong, frame)).collect();
    let status = match wrong.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = Page {
        frame,
        tabs,
        at,
        cite: rule.cite.clone(),
        lines: lines.map(str::to_owned).collect(),
        what: summary(rule.spec, frame.language),
        about,
        fields,
        wanted,
    };
    Ok(frame.page_as(status, &page))
}

async fn form(
    State(app): State<Arc<App>>,
    Path((id, at)): Path<(String, String)>,
    frame: Frame,
    Query(query): Query,
) -> Result<Response, Problem> {
    let at = place(&at);
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "clauses", &frame);
    let wanted = query.text("param").to_owned();
    let reading = app.block(move |_| Ok(Reading::of(&draft.file(), &draft.text))).await?;
    show(&frame, &reading, Shown { tabs, at, wrong: Vec::new(), wanted })
}

fn place(written: &str) -> usize {
    written.parse().unwrap_or(usize::MAX)
}

/// What a form gives for a parameter, as it would be written in one field.
fn given(fields: &Fields, param: &ParamSpec) -> String {
    let all: Vec<&str> = fields.all(param.name).filter(|one| !one.is_empty()).collect();
    all.join("、")
}

async fn save(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path((id, at)): Path<(String, String)>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let at = place(&at);
    let seen = super::seen(&fields);
    let draft = drafts::find(&app, id).await?;
    let tabs = Tabs::of(&draft, "clauses", &frame);
    let link = link::draft(&draft.id);
    let removes = fields.text("do") == "remove";
    let (reading, kept) = app
        .block(move |app| {
            let reading = Reading::of(&draft.file(), &draft.text);
            let kept =
                change(app, &reading, draft, Wanted { at, removes, seen }, &fields, &caller)?;
            Ok((reading, kept))
        })
        .await?;
    match kept {
        Ok(cite) => {
            let row = reading.compiled.clauses.iter().position(|clause| clause.cite == cite);
            let row = row.unwrap_or(0);
            let key = if removes { "draft.thrown-away" } else { "draft.saved" };
            Ok(frame.go(&format!("{link}#a{row}"), super::done(&frame, key)))
        }
        Err(wrong) => show(&frame, &reading, Shown { tabs, at, wrong, wanted: String::new() }),
    }
}

struct Wanted {
    at: usize,
    removes: bool,
    seen: Option<u32>,
}

/// Changes the rule and keeps the draft: its article; or what is wrong with which parameter.
fn change(
    app: &App,
    reading: &Reading,
    draft: Draft,
    wanted: Wanted,
    fields: &Fields,
    caller: &Caller,
) -> Result<Result<String, Vec<(String, String)>>, Problem> {
    let rule = rule_at(&reading.policy, wanted.at)?;
    let mut wrong = Vec::new();
    let mut changes = Vec::new();
    for param in rule.spec.params {
        match edit::value_of(param.shape, &given(fields, param)) {
            Ok(value) => changes.push((param.name, value)),
            Err(expected) => wrong.push((param.name.to_owned(), format!("应为{expected}"))),
        }
    }
    let text = match wanted.removes {
        true => edit::without_rule(&reading.policy, rule),
        false if !wrong.is_empty() => return Ok(Err(wrong)),
        false => edit::with_parameters(&reading.policy, rule, &changes),
    };
    if let Some(why) = super::clauses::worse(reading, &draft.file(), &text) {
        let first = rule.spec.params.first().map_or("", |param| param.name);
        return Ok(Err(vec![(first.to_owned(), why)]));
    }
    drafts::keep(app, Draft { text, ..draft }, wanted.seen, caller)?;
    Ok(Ok(rule.cite.clone()))
}
