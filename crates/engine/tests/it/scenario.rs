//! Small transcripts with expectations: the form of every kind's examples and of
//! `tests/scenarios/*.md`.
//!
//! ```text
//! members: boss(leader) ann(admin) u7 u8[销售部,客服]      optional: a snapshot before all else
//! platform: onebot                                          optional
//! front: brake = 2                                          optional: a line of front matter
//! [quiet-hours]                                             a rule block
//! from = "22:00"
//! ===                                                       the next clause's block
//! [ladder]
//! steps = ["warn"]
//! ---
//! 2026-03-02 22:15 u7: 在吗        => quiet-hours warn breach=1
//! 22:16 u7 {"kind":"card","card":"x"}
//! 22:17:30 tick                    => kind action; kind action status=pending
//! ```
//!
//! A message's id is `m` and the number of its line in the transcript. A line without `=>`
//! expects no decision; several are separated by `; `. Values compare with the decision's
//! JSON; a dotted name looks inside (`needs.count=2`, `options.0~mute`), `text~词` asks that the
//! text has a word, `!text~词` that it has not.

use std::sync::Arc;

use engine::{Engine, Program};
use model::{Calendar, Event, Platform};
use serde_json::{Value, json};
use text::Lexicon;

/// One transcript, read.
pub struct Scenario {
    pub policy: String,
    pub platform: Platform,
    pub steps: Vec<Expected>,
}

/// One line of a transcript.
pub struct Expected {
    pub line: String,
    pub event: String,
    pub decisions: Vec<String>,
}

/// The fenced `scenario` blocks of a page.
pub fn scenarios(page: &str) -> Vec<String> {
    fenced(page, "scenario")
}

/// The blocks of a page whose fence names this sort.
pub fn fenced(page: &str, sort: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        let plain = line.strip_prefix(' ').unwrap_or(line);
        match (&mut open, plain.trim()) {
            (None, fence) if fence.strip_prefix("```") == Some(sort) => {
                open = Some(String::new());
            }
            (Some(_), "```") => found.extend(open.take()),
            (Some(text), _) => {
                text.push_str(plain);
                text.push('\n');
            }
            _ => {}
        }
    }
    found
}

/// Reads a transcript.
#[track_caller]
pub fn read(text: &str) -> Scenario {
    let (head, transcript) = text.split_once("\n---\n").expect("a line with --- in the scenario");
    let mut platform = Platform::All;
    let mut front = String::new();
    let mut members = None;
    let mut blocks = vec![String::new()];
    for line in head.lines() {
        if let Some(rest) = line.strip_prefix("members:") {
            members = Some(rest.split_whitespace().map(member).collect::<Vec<Value>>());
        } else if let Some(name) = line.strip_prefix("platform:") {
            platform = Platform::parse(name.trim()).expect("a platform");
        } else if let Some(entry) = line.strip_prefix("front:") {
            front.push_str(&format!("{}\n", entry.trim()));
        } else if line.trim() == "===" {
            blocks.push(String::new());
        } else {
            let block = blocks.last_mut().unwrap();
            block.push_str(line);
            block.push('\n');
        }
    }
    let mut policy =
        format!("+++\nid = \"test\"\ntitle = \"测试群规\"\n{front}+++\n\n# 测试群规\n\n");
    for (index, block) in blocks.iter().enumerate() {
        let number = index + 1;
        policy
            .push_str(&format!("第{number}条 这是第{number}条的内容。\n\n```rule\n{block}```\n\n"));
    }
    Scenario { policy, platform, steps: steps(transcript, members) }
}

/// `id(role,role)[tag,tag]`.
fn member(written: &str) -> Value {
    let cut = |open: char, close: char| -> Vec<String> {
        let inner = written.split_once(open).and_then(|(_, rest)| rest.split_once(close));
        inner.map_or_else(Vec::new, |(list, _)| list.split(',').map(str::to_owned).collect())
    };
    let id = written.split(['(', '[']).next().unwrap();
    json!({"id": id, "roles": cut('(', ')'), "tags": cut('[', ']')})
}

fn steps(transcript: &str, members: Option<Vec<Value>>) -> Vec<Expected> {
    let mut date = "2026-03-02".to_owned();
    let mut steps = Vec::new();
    for (index, line) in transcript.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let (said, expected) = line.split_once("=>").unwrap_or((line, ""));
        let mut rest = said.trim();
        if rest.as_bytes().get(4) == Some(&b'-') {
            date = rest[..10].to_owned();
            rest = rest[10..].trim_start();
        }
        let (time, rest) = rest.split_once(' ').unwrap_or((rest, "tick"));
        let seconds = if time.len() == 5 { ":00" } else { "" };
        let at = format!("{date}T{time}{seconds}+08:00");
        if steps.is_empty()
            && let Some(members) = &members
        {
            let event = json!({"at": at, "group": "g", "kind": "group", "members": members});
            steps.push(Expected {
                line: "members".to_owned(),
                event: event.to_string(),
                decisions: Vec::new(),
            });
        }
        let decisions =
            expected.split("; ").map(|one| one.trim().to_owned()).filter(|one| !one.is_empty());
        steps.push(Expected {
            line: line.to_owned(),
            event: event(&at, index + 1, rest.trim()).to_string(),
            decisions: decisions.collect(),
        });
    }
    steps
}

fn event(at: &str, number: usize, rest: &str) -> Value {
    let mut event = json!({"at": at, "group": "g", "id": format!("m{number}")});
    let fields = event.as_object_mut().unwrap();
    if rest == "tick" {
        fields.insert("kind".into(), "tick".into());
    } else if let Some(start) =
        rest.find('{').filter(|start| !rest[..*start].trim_start_matches("@user:").contains(':'))
    {
        let who = rest[..start].trim();
        if !who.is_empty() {
            fields.insert("member".into(), who.into());
        }
        let more: Value = serde_json::from_str(&rest[start..]).expect("JSON after the member");
        fields.extend(more.as_object().unwrap().clone());
    } else {
        let (who, text) = rest.split_once(':').expect("`who: text`, `who {json}` or `tick`");
        fields.insert("kind".into(), "message".into());
        fields.insert("member".into(), who.trim().into());
        fields.insert("text".into(), text.trim().into());
    }
    event
}

/// The program of a policy text; panics on any error in it.
#[track_caller]
pub fn program(policy: &str, platform: Platform) -> Arc<Program> {
    let parsed = policy::parse("test.md", policy, &rules::specs());
    let errors: Vec<_> =
        parsed.diagnostics.iter().filter(|one| one.severity == policy::Severity::Error).collect();
    assert!(errors.is_empty(), "{policy}\n{errors:#?}");
    Program::new(&[parsed.policy], Calendar::published(), platform, &Lexicon::builtin()).unwrap()
}

/// Runs a transcript and compares line by line.
#[track_caller]
pub fn check(name: &str, text: &str) {
    let scenario = read(text);
    let program = program(&scenario.policy, scenario.platform);
    let zone = program.zone().clone();
    let mut engine = Engine::new(program);
    let mut wrong = Vec::new();
    for step in &scenario.steps {
        let event = Event::parse(&step.event).unwrap_or_else(|e| panic!("{}: {e}", step.event));
        let mut decisions = Vec::new();
        engine.handle_event(&event, &mut decisions);
        let got: Vec<Value> = decisions
            .iter()
            .map(|decision| {
                let mut line = Vec::new();
                decision.write_ndjson(&zone, &mut line);
                serde_json::from_slice(&line).unwrap()
            })
            .collect();
        let fits = got.len() == step.decisions.len()
            && got.iter().zip(&step.decisions).all(|(got, wanted)| matches(got, wanted));
        if !fits {
            let got: Vec<String> = got.iter().map(Value::to_string).collect();
            wrong.push(format!("  {}\n    got: {}", step.line, got.join("\n         ")));
        }
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

fn matches(got: &Value, wanted: &str) -> bool {
    let mut words = wanted.split_whitespace();
    let same = |field: &str, word: Option<&str>| word.is_none_or(|word| got[field] == *word);
    if !same("kind", words.next()) || !same("action", words.next()) {
        return false;
    }
    words.all(|word| {
        if let Some((field, part)) = word.split_once('~') {
            let (field, wanted) = field.strip_prefix('!').map_or((field, true), |f| (f, false));
            return look_up(got, field).as_str().is_some_and(|text| text.contains(part)) == wanted;
        }
        let Some((field, value)) = word.split_once('=') else { return false };
        match look_up(got, field) {
            Value::String(text) => text == value,
            Value::Null => value == "none",
            other => value.parse::<Value>().is_ok_and(|value| *other == value),
        }
    })
}

/// What stands under a dotted name; a number looks into a list.
fn look_up<'v>(value: &'v Value, field: &str) -> &'v Value {
    field.split('.').fold(value, |inner, name| match name.parse::<usize>() {
        Ok(place) => &inner[place],
        Err(_) => &inner[name],
    })
}
