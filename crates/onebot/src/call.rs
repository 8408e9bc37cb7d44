//! From acts to the standard's actions, and from answers back to what came of them.

use model::Timestamp;
use serde_json::{Map, Value, json};

use crate::account::Account;
use crate::effect::Act;
use crate::ids;
use crate::segment::{self, Segment};

/// One action with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The action's name.
    pub action: &'static str,
    /// Its parameters.
    pub params: Value,
    /// A mute that is longer than the platform allows ends then, and has to be renewed.
    pub renew_at: Option<Timestamp>,
}

impl Call {
    /// An action with these parameters.
    #[must_use]
    pub fn new(action: &'static str, params: Value) -> Call {
        Call { action, params, renew_at: None }
    }
}

/// The form in which messages are written; every program reads both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A list of segments.
    #[default]
    List,
    /// A string of CQ codes.
    Codes,
}

/// The longest mute in seconds: one less than 30 days, from which on programs refuse.
pub const MUTE_SECONDS_MAX: i64 = 30 * 24 * 3_600 - 1;
/// The longest message in characters; clients refuse some hundred more.
pub const SAID_CHARS_MAX: usize = 3_000;
/// The longest name in a group, in bytes, as clients allow it.
pub const CARD_BYTES_MAX: usize = 60;

/// The action for an act. None where it needs none: a mute that is over already.
#[must_use]
pub fn call(act: &Act, group: &str, account: &Account, form: Form, now: Timestamp) -> Option<Call> {
    let here = ids::numeric(group);
    let of = |member: &str| ids::numeric(member);
    Some(match act {
        Act::Say { to, answers, text } => {
            let message = written(&say(to, answers, text, account), form);
            Call::new(
                "send_group_msg",
                json!({"group_id": here, "message": message, "auto_escape": false}),
            )
        }
        Act::SayAlone { to, text } => {
            let message = written(&[Segment::text(cut(text))], form);
            let mut params = json!({"user_id": of(to), "message": message, "auto_escape": false});
            // Out of a group one may write to somebody who is no friend.
            if let Some(params) = params.as_object_mut().filter(|_| !group.is_empty()) {
                params.insert("group_id".to_owned(), here);
            }
            Call::new("send_private_msg", params)
        }
        Act::Announce { text } => {
            Call::new("_send_group_notice", json!({"group_id": here, "content": cut(text)}))
        }
        Act::Recall { message, .. } => {
            let id = ids::for_action(message, account.unsigned_ids);
            Call::new("delete_msg", json!({"message_id": id}))
        }
        Act::Mute { member, until } => return mute(&here, member, *until, now),
        Act::Unmute { member } => Call::new(
            "set_group_ban",
            json!({"group_id": here, "user_id": of(member), "duration": 0}),
        ),
        Act::MuteAll { on } => {
            Call::new("set_group_whole_ban", json!({"group_id": here, "enable": on}))
        }
        Act::Remove { member, for_good } => Call::new(
            "set_group_kick",
            json!({"group_id": here, "user_id": of(member), "reject_add_request": for_good}),
        ),
        Act::AnswerRequest { flag, yes, reason, .. } => {
            let mut params = Map::new();
            params.insert("flag".to_owned(), Value::from(flag.clone()));
            // The standard has both names for the same.
            params.insert("sub_type".to_owned(), Value::from("add"));
            params.insert("type".to_owned(), Value::from("add"));
            params.insert("approve".to_owned(), Value::from(*yes));
            if !yes {
                params.insert("reason".to_owned(), Value::from(ids::cut(reason, 100)));
            }
            Call::new("set_group_add_request", Value::Object(params))
        }
        Act::SetCard { member, card } => {
            let card = card.get(..card.floor_char_boundary(CARD_BYTES_MAX)).unwrap_or("");
            let params = json!({"group_id": here, "user_id": of(member), "card": card});
            Call::new("set_group_card", params)
        }
        Act::Rename { name } => {
            Call::new("set_group_name", json!({"group_id": here, "group_name": name}))
        }
    })
}

/// Always with a duration: without one, one program mutes for half an hour and another lifts.
fn mute(here: &Value, member: &str, until: Option<Timestamp>, now: Timestamp) -> Option<Call> {
    let wanted = until.map_or(i64::MAX, |until| until.since(now));
    if wanted <= 0 {
        return None;
    }
    // A part of a second counts whole: a mute never ends before its time.
    let seconds = wanted.saturating_add(999) / 1_000;
    let given = seconds.min(MUTE_SECONDS_MAX);
    let params = json!({"group_id": here, "user_id": ids::numeric(member), "duration": given});
    let mut call = Call::new("set_group_ban", params);
    if given < seconds {
        call.renew_at = Some(now.plus_ms(given * 1_000));
    }
    Some(call)
}

fn say(to: &str, answers: &str, text: &str, account: &Account) -> Vec<Segment> {
    let mut message = Vec::new();
    if !answers.is_empty() {
        let id = ids::text(Some(&ids::for_action(answers, account.unsigned_ids)));
        message.push(Segment::of("reply", "id", Value::from(id)));
    }
    if !to.is_empty() {
        message.push(Segment::of("at", "qq", Value::from(to)));
        message.push(Segment::text(&format!(" {}", cut(text))));
    } else {
        message.push(Segment::text(cut(text)));
    }
    message
}

fn cut(text: &str) -> &str {
    ids::cut(text, SAID_CHARS_MAX)
}

fn written(message: &[Segment], form: Form) -> Value {
    match form {
        Form::List => segment::as_list(message),
        Form::Codes => Value::from(segment::as_codes(message)),
    }
}

/// What an action was answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is done; with what it tells.
    Done(Value),
    /// It is being done: nobody will say what came of it.
    Accepted,
    /// It was not done, or nobody knows; by code and words.
    Refused(i64, String),
}

/// Reads an answer. What has another form than the standard's counts as refused.
#[must_use]
pub fn answer(answer: &Value) -> Answer {
    let code = ids::whole(answer.get("retcode"));
    let status = ids::text(answer.get("status"));
    match (&*status, code) {
        ("ok", None | Some(0)) => Answer::Done(answer.get("data").cloned().unwrap_or_default()),
        ("async", _) | ("ok", Some(1)) => Answer::Accepted,
        (_, code) => {
            let told = ["wording", "message", "msg"].iter().map(|key| ids::text(answer.get(*key)));
            let told: Vec<String> = told.filter(|text| !text.is_empty()).collect();
            let words = ids::cut(&told.join(" "), 300).to_owned();
            Answer::Refused(code.unwrap_or(-1), words)
        }
    }
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The action does not exist there.
    NotOffered,
    /// The account has not the right to.
    NoRight,
    /// Whoever or whatever it is about is not there any more.
    NotThere,
    /// The program gave up waiting: it may have been done all the same.
    Unknown,
    /// The access token is wrong: a matter of configuration.
    Token,
    /// Anything else.
    Failed,
}

/// Words in refusals, as the programs in use write them: NapCat, Lagrange and go-cqhttp.
const MEANINGS: &[(&str, Meaning)] = &[
    ("timeout", Meaning::Unknown),
    ("timed out", Meaning::Unknown),
    ("超时", Meaning::Unknown),
    ("err_not_group_admin", Meaning::NoRight),
    ("120101005", Meaning::NoRight),
    ("permission", Meaning::NoRight),
    ("not_manageable", Meaning::NoRight),
    ("cannot ban", Meaning::NoRight),
    ("权限", Meaning::NoRight),
    ("不是管理", Meaning::NoRight),
    ("user not in group", Meaning::NotThere),
    ("member_not_found", Meaning::NotThere),
    ("group_not_found", Meaning::NotThere),
    ("message_not_found", Meaning::NotThere),
    ("已撤回", Meaning::NotThere),
    ("already recalled", Meaning::NotThere),
    ("flag_not_found", Meaning::NotThere),
    ("no such request", Meaning::NotThere),
    ("uid error", Meaning::NotThere),
    ("不存在", Meaning::NotThere),
    ("不支持", Meaning::NotOffered),
];

/// What a refusal means.
#[must_use]
pub fn meaning(code: i64, words: &str) -> Meaning {
    match code {
        1404 | 404 => return Meaning::NotOffered,
        1401 | 1403 | 401 | 403 => return Meaning::Token,
        _ => {}
    }
    let words = words.to_ascii_lowercase();
    let found = MEANINGS.iter().find(|(word, _)| words.contains(word));
    match found {
        Some((_, meaning)) => *meaning,
        // The older HTTP plugin's number for what mostly was a missing right.
        None if code == 103 => Meaning::NoRight,
        None => Meaning::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_status_and_code() {
        for (value, read) in [
            (
                json!({"status": "ok", "retcode": 0, "data": {"a": 1}}),
                Answer::Done(json!({"a": 1})),
            ),
            (json!({"status": "ok", "data": null}), Answer::Done(Value::Null)),
            (json!({"status": "async", "retcode": 1}), Answer::Accepted),
            (
                json!({"status": "failed", "retcode": 1404, "message": "no"}),
                Answer::Refused(1404, "no".to_owned()),
            ),
            (json!({"status": "ok", "retcode": 200}), Answer::Refused(200, String::new())),
            (json!([]), Answer::Refused(-1, String::new())),
        ] {
            assert_eq!(answer(&value), read, "{value}");
        }
    }

    #[test]
    fn refusals_have_a_meaning() {
        for (code, words, is) in [
            (1404, "", Meaning::NotOffered),
            (1403, "token", Meaning::Token),
            (1200, "Timeout: NTEvent", Meaning::Unknown),
            (1200, "ERR_NOT_GROUP_ADMIN", Meaning::NoRight),
            (100, "NOT_MANAGEABLE 机器人权限不足", Meaning::NoRight),
            (100, "MESSAGE_NOT_FOUND 消息不存在", Meaning::NotThere),
            (100, "cannot ban owner", Meaning::NoRight),
            (103, "", Meaning::NoRight),
            (100, "", Meaning::Failed),
        ] {
            assert_eq!(meaning(code, words), is, "{code} {words}");
        }
    }
}
