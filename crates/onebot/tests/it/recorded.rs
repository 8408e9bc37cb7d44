//! Recorded pushes become exactly the lines beside them, effects exactly the calls.
//!
//! `UPDATE=1 cargo test -p qungui-onebot` writes them anew; read the difference.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use model::{Event, Timestamp, Zone};
use onebot::account::Account;
use onebot::call::{Form, call};
use onebot::effect::Effect;
use onebot::hear::{Heard, Setting, hear};
use onebot::rights::Rights;
use onebot::roster;
use serde_json::Value;

/// The accounts of the recordings: 10000 is ours, and so is 10009.
pub fn account() -> Account {
    let mut account = Account::new("10000");
    account.ours.insert("10009".to_owned());
    account
}

/// When everything recorded arrives.
pub const RECEIVED: Timestamp = Timestamp(1_772_446_800_000);

pub fn zone() -> Zone {
    Zone::named("Asia/Shanghai").unwrap()
}

pub fn listen(push: &Value, account: &Account) -> Heard {
    hear(push, Setting { account, zone: &zone(), received: RECEIVED })
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The files of a folder with that ending, by name.
pub fn files(name: &str, ending: &str) -> Vec<PathBuf> {
    let all = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = all.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    all.sort();
    assert!(!all.is_empty(), "no {ending} in {name}");
    all
}

fn same(path: &Path, content: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, content).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(content, expected, "{}", path.display());
}

#[test]
fn pushes_become_what_stands_beside_them() {
    for path in files("pushes", ".json") {
        let mut account = account();
        let pushes: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let mut out = String::new();
        for push in &pushes {
            account.learn(push);
            let heard = listen(push, &account);
            assert_ne!(heard, Heard::default(), "{push} left no trace");
            for line in &heard.events {
                let json = line.to_json();
                Event::parse(&json).unwrap();
                writeln!(out, "{json}").unwrap();
            }
            if let Some(private) = heard.private {
                writeln!(out, "private {private:?}").unwrap();
            }
            if let Some(mute) = heard.mute {
                writeln!(out, "mute {mute:?}").unwrap();
            }
            heard.signs.iter().for_each(|sign| writeln!(out, "sign {sign:?}").unwrap());
            heard.notes.iter().for_each(|note| writeln!(out, "note {}", note.key()).unwrap());
        }
        same(&path.with_extension("expected"), &out);
    }
}

#[test]
fn effects_become_what_stands_beside_them() {
    let path = folder("effects/effects.ndjson");
    let now = Timestamp::parse("2026-03-02T20:00:00+08:00").unwrap();
    let account = account();
    let mut out = String::new();
    for line in fs::read_to_string(&path).unwrap().lines() {
        let effect: Effect = serde_json::from_str(line).unwrap();
        writeln!(out, "{}", effect.key).unwrap();
        match effect.acts() {
            Err(none) => writeln!(out, "  {none:?}").unwrap(),
            Ok(acts) => {
                for act in acts {
                    for form in [Form::List, Form::Codes] {
                        let Some(call) = call(&act, &effect.group, &account, form, now) else {
                            writeln!(out, "  nothing left to do").unwrap();
                            break;
                        };
                        write!(out, "  {} {}", call.action, call.params).unwrap();
                        let renew = call.renew_at.map(|at| zone().rfc3339(at));
                        writeln!(
                            out,
                            "{}",
                            renew.map_or(String::new(), |at| format!(" renew {at}"))
                        )
                        .unwrap();
                        if !call.action.starts_with("send_") {
                            break;
                        }
                    }
                }
            }
        }
    }
    same(&folder("effects/effects.expected"), &out);
}

/// Whole lists become snapshots, and what may be done is known from them.
#[test]
fn rosters_become_snapshots() {
    let path = folder("pushes/roster.list");
    let answers: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let account = account();
    let read = |list: &Value| {
        let info = &answers["info"];
        roster::read("20001", info, list, &account, &zone(), RECEIVED)
    };
    let roster = read(&answers["list"]).unwrap();
    Event::parse(&roster.line.to_json()).unwrap();
    let mut out = format!("{}\n{:?}\n", roster.line.to_json(), roster.standing);
    writeln!(out, "robots {:?}", roster.robots).unwrap();

    let mut rights = Rights::default();
    assert!(rights.learn("20001", roster.standing.clone()));
    let path = folder("effects/effects.ndjson");
    for line in fs::read_to_string(&path).unwrap().lines() {
        let effect: Effect = serde_json::from_str(line).unwrap();
        for act in effect.acts().into_iter().flatten() {
            let may = match rights.check(&act, &effect.group, &account) {
                Ok(()) => "yes".to_owned(),
                Err(obstacle) => obstacle.to_string(),
            };
            writeln!(out, "{}: {may}", effect.key).unwrap();
        }
    }
    same(&folder("pushes/roster.expected"), &out);

    // Lists that are not whole are no snapshot: whoever they leave out would count as gone.
    let mut halved = answers["list"].clone();
    halved.as_array_mut().unwrap().truncate(1);
    assert_eq!(read(&halved), None);
    let mut without_us = answers["list"].clone();
    without_us.as_array_mut().unwrap().retain(|entry| entry["user_id"] != 10000);
    assert_eq!(read(&without_us), None);
    assert_eq!(read(&Value::Null), None);
    let mut broken = answers["list"].clone();
    broken[1]["user_id"] = Value::Null;
    assert_eq!(read(&broken), None);
}
