//! What holds for any input: no panic, and nothing without a trace.

use std::fs;

use model::Event;
use onebot::call::{answer, meaning};
use onebot::effect::Effect;
use onebot::segment::{Segment, as_codes, as_list, read};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::recorded::{account, files, listen};

/// What every push leaves behind, and what holds for it.
fn holds(push: &Value) {
    let mut account = account();
    account.learn(push);
    let heard = listen(push, &account);
    let traces = heard.events.len() + heard.signs.len() + heard.notes.len();
    assert!(traces + usize::from(heard.private.is_some()) > 0, "{push} left no trace");
    for line in &heard.events {
        let json = line.to_json();
        assert!(!json.contains('\n'));
        let event = Event::parse(&json).unwrap();
        // Nobody outside can speak as the system: only programs that we know begin so.
        let member = event.member.as_deref().unwrap_or("");
        assert!(
            !member.starts_with('@') || account.is_program(member.trim_start_matches('@')),
            "{member}"
        );
    }
    // The same push is the same events.
    assert_eq!(listen(push, &account), heard);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|float| json!(float)),
        prop::sample::select(WORDS).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(WORDS), inner, 0..8).prop_map(|map| {
                Value::Object(map.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
}

/// Names and values that the reading looks for.
const WORDS: &[&str] = &[
    "post_type",
    "message",
    "notice",
    "request",
    "meta_event",
    "message_type",
    "group",
    "private",
    "sub_type",
    "notice_type",
    "group_upload",
    "group_admin",
    "group_decrease",
    "group_increase",
    "group_ban",
    "group_recall",
    "group_card",
    "notify",
    "request_type",
    "meta_event_type",
    "heartbeat",
    "lifecycle",
    "connect",
    "self_id",
    "user_id",
    "group_id",
    "operator_id",
    "message_id",
    "raw_message",
    "anonymous",
    "sender",
    "time",
    "file",
    "data",
    "type",
    "text",
    "at",
    "reply",
    "json",
    "image",
    "id",
    "qq",
    "all",
    "10000",
    "10001",
    "@qungui",
    "-1",
    "0",
    "[CQ:at,qq=1]",
    "[CQ:json,data=&#91;",
    "{\"app\":\"com.tencent.mannounce\"}",
    "flag",
    "set",
    "comment",
    "duration",
    "status",
    "retcode",
    "echo",
    "kick",
    "leave",
    "kick_me",
    "disband",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value(push in any_json()) {
        holds(&push);
        let _ = answer(&push);
    }

    /// Recorded pushes, damaged: fields gone, replaced, or with another's value.
    #[test]
    fn damaged_pushes(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(WORDS), any_json()), 0..4,
        ),
    ) {
        let all: Vec<Value> = files("pushes", ".json")
            .iter()
            .flat_map(|path| {
                serde_json::from_slice::<Vec<Value>>(&fs::read(path).unwrap()).unwrap()
            })
            .collect();
        let mut push = which.get(&all).clone();
        for (at, word, value) in edits {
            let Some(fields) = push.as_object_mut() else { break };
            let key = fields.keys().nth(at.index(fields.len().max(1))).cloned();
            fields.insert(key.unwrap_or_else(|| word.to_owned()), value);
        }
        holds(&push);
    }

    #[test]
    fn any_text_as_codes(text in "(\\[CQ:|\\]|,|=|&amp;|&#91;|&|\\[|at|qq|1|.){0,30}") {
        let (segments, _) = read(&Value::from(text.clone()));
        let again = read(&Value::from(as_codes(&segments))).0;
        // Codes are written in one order and one form: from then on nothing changes.
        prop_assert_eq!(as_codes(&again), as_codes(&segments));
        holds(&json!({"post_type": "message", "message_type": "group", "time": 1_772_446_500,
            "self_id": 10000, "user_id": 1, "group_id": 2, "message_id": 3, "message": text}));
    }

    /// What is said arrives as it was written, in either form.
    #[test]
    fn texts_survive(text in ".{1,60}", whom in 1_u32..) {
        let at = Segment::of("at", "qq", Value::from(whom.to_string()));
        let said = vec![at, Segment::text(&text)];
        prop_assert_eq!(&read(&Value::from(as_codes(&said))).0, &said);
        prop_assert_eq!(&read(&as_list(&said)).0, &said);
    }

    #[test]
    fn any_effect(fields in any_json(), action in prop::sample::select(ACTIONS)) {
        let mut effect = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        effect.insert("action".to_owned(), Value::from(action));
        if let Ok(effect) = serde_json::from_value::<Effect>(Value::Object(effect)) {
            let _ = effect.acts();
        }
    }

    #[test]
    fn any_refusal(code in any::<i64>(), words in ".{0,40}") {
        let _ = meaning(code, &words);
    }
}

const ACTIONS: &[&str] =
    &["remind", "delete", "mute", "remove", "ban", "approve", "refuse", "set-card", "send", "task"];
