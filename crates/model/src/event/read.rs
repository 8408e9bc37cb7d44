//! Reading an event from a line of JSON, with errors that say what to do.

use std::borrow::Cow;

use thiserror::Error;

use super::Event;
use super::body::{EventBody, EventKind, NoticeTo};
use super::fields::{
    Fields, Maybe, TEXT_BYTES_MAX, Text, id, json, list, listed, media, names, short, sized, staff,
    time,
};
use crate::nearest::nearest;

/// The longest line that is read, in bytes: a snapshot of 2,000 members fits many times.
pub const LINE_BYTES_MAX: usize = 4 << 20;

/// Why a line is no event.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EventError {
    /// The line is no JSON object of the expected form.
    #[error("不是完整的 JSON 对象:{0}")]
    Json(String),
    /// The line is too long.
    #[error("这一行有 {0} 字节,超过上限 {LINE_BYTES_MAX} 字节")]
    Long(usize),
    /// A field that this kind of event must have is missing.
    #[error("{kind} 事件缺少字段 `{field}`")]
    Missing {
        /// The kind's name.
        kind: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The kind is not known.
    #[error("未知的事件类型 `{kind}`{}", did_you_mean(.near))]
    Kind {
        /// What was written.
        kind: String,
        /// The nearest known kind.
        near: Option<&'static str>,
    },
    /// A field's value is not of the expected form.
    #[error("字段 `{field}` 的值 `{value}` 不对,应为{expected}")]
    Value {
        /// The field.
        field: &'static str,
        /// What was written, shortened.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A field is too large.
    #[error("字段 `{field}` 的长度 {size} 超过上限 {max}")]
    Size {
        /// The field.
        field: &'static str,
        /// Its size, in bytes or entries.
        size: usize,
        /// The largest that is read.
        max: usize,
    },
}

fn did_you_mean(near: &Option<&'static str>) -> String {
    near.map_or_else(String::new, |near| format!(",是不是 `{near}`?"))
}

impl<'a> Event<'a> {
    /// Reads one event from one line of JSON. Unknown fields are passed over.
    ///
    /// # Errors
    /// What is wrong with the line, in Chinese, naming the field.
    pub fn parse(line: &'a str) -> Result<Event<'a>, EventError> {
        if line.len() > LINE_BYTES_MAX {
            return Err(EventError::Long(line.len()));
        }
        // Serde would also take a list for a struct; events are objects.
        if !line.trim_start().starts_with('{') {
            return Err(EventError::Json("应以 { 开头".to_owned()));
        }
        let mut fields: Fields<'a> = serde_json::from_str(line).map_err(json)?;
        let kind = read_kind(&fields)?;
        let missing = |field| EventError::Missing { kind: name_of(kind), field };
        let mut event_id = id(fields.id.take(), "id")?;
        // Where a kind has no group of its own, the whole organisation is meant.
        let group = match id(fields.group.take(), "group")? {
            Some(group) => group,
            None if concerns_everyone(kind) => Cow::Borrowed(super::ORG),
            None => return Err(missing("group")),
        };
        let at = time(fields.at.take(), "at")?.ok_or_else(|| missing("at"))?;
        let member = id(fields.member.take(), "member")?;
        let received = time(fields.received.take(), "received")?;
        if member.is_none() && needs_member(kind) {
            return Err(missing("member"));
        }
        let body = body(kind, fields)?;
        if let Some(id) = &mut event_id
            && id.trim().is_empty()
        {
            event_id = None;
        }
        Ok(Event { at, group, id: event_id, member, received, body })
    }
}

fn read_kind(fields: &Fields<'_>) -> Result<EventKind, EventError> {
    let Some(written) = &fields.kind else {
        return Err(EventError::Missing { kind: "这个", field: "kind" });
    };
    EventKind::parse(&written.0).ok_or_else(|| EventError::Kind {
        kind: short(&written.0),
        near: nearest(&written.0, EventKind::ALL.iter().map(|(_, name)| *name)),
    })
}

fn name_of(kind: EventKind) -> &'static str {
    EventKind::ALL.get(kind as usize).map_or("", |(_, name)| *name)
}

fn concerns_everyone(kind: EventKind) -> bool {
    matches!(kind, EventKind::Staff | EventKind::Customer | EventKind::Account)
}

fn needs_member(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Message
            | EventKind::JoinRequest
            | EventKind::Join
            | EventKind::Card
            | EventKind::Avatar
            | EventKind::Roles
            | EventKind::Staff
            | EventKind::Fact
            | EventKind::Approve
            | EventKind::Reject
            | EventKind::Appeal
            | EventKind::Vote
            | EventKind::Claim
            | EventKind::Release
            | EventKind::Note
            | EventKind::Reopen
            | EventKind::Office
            | EventKind::Looked
            | EventKind::Propose
    )
}

/// The fields of one kind. A field that the kind must have and that is absent is an error;
/// one that it does not know is passed over.
fn body<'a>(kind: EventKind, f: Fields<'a>) -> Result<EventBody<'a>, EventError> {
    let must = |field: &'static str, value: Maybe<'a>| {
        value.ok_or(EventError::Missing { kind: name_of(kind), field })
    };
    let long = |text, field| sized(text, field, TEXT_BYTES_MAX);
    Ok(match kind {
        EventKind::Message => EventBody::Message {
            text: long(f.text, "text")?.unwrap_or_default(),
            media: media(f.media)?,
            reply_to: id(f.reply_to, "reply_to")?,
            mentions: list(f.mentions, "mentions")?,
        },
        EventKind::Group => EventBody::Group {
            name: long(f.name, "name")?,
            purpose: long(f.purpose, "purpose")?,
            owner: id(f.owner, "owner")?,
            members: listed(f.members)?,
        },
        EventKind::Recall => EventBody::Recall { target: must("target", id(f.target, "target")?)? },
        EventKind::JoinRequest => {
            EventBody::JoinRequest { by: id(f.by, "by")?, answer: long(f.answer, "answer")? }
        }
        EventKind::Join => EventBody::Join {
            by: id(f.by, "by")?,
            name: long(f.name, "name")?,
            card: long(f.card, "card")?,
            roles: list(f.roles, "roles")?,
            tags: list(f.tags, "tags")?,
        },
        EventKind::Leave => EventBody::Leave { by: id(f.by, "by")? },
        EventKind::Card => EventBody::Card { card: must("card", long(f.card, "card")?)? },
        EventKind::Avatar => EventBody::Avatar { hash: long(f.hash, "hash")? },
        EventKind::Roles => {
            EventBody::Roles { roles: list(f.roles, "roles")?, tags: list(f.tags, "tags")? }
        }
        EventKind::Rename => EventBody::Rename { name: must("name", long(f.name, "name")?)? },
        EventKind::Notice => EventBody::Notice {
            text: long(f.text, "text")?.unwrap_or_default(),
            to: notice_to(f.to)?,
            answer_by: time(f.answer_by, "answer_by")?,
        },
        EventKind::Staff => EventBody::Staff {
            status: staff(f.status)?
                .ok_or(EventError::Missing { kind: "staff", field: "status" })?,
            name: long(f.name, "name")?,
            roles: list(f.roles, "roles")?,
            tags: list(f.tags, "tags")?,
            groups: f.groups,
            customers: f.customers,
        },
        EventKind::Fact => EventBody::Fact {
            metric: must("metric", long(f.metric, "metric")?)?,
            value: f.value.ok_or(EventError::Missing { kind: "fact", field: "value" })?,
        },
        EventKind::Report => EventBody::Report {
            target: must("target", id(f.target, "target")?)?,
            reason: long(f.reason, "reason")?,
        },
        EventKind::Request => EventBody::Request {
            what: must("what", long(f.what, "what")?)?,
            title: long(f.title, "title")?,
            text: long(f.text, "text")?,
            media: media(f.media)?,
            channel: id(f.channel, "channel")?,
            until: time(f.until, "for")?,
            members: names(f.members, "members")?,
        },
        EventKind::Customer => EventBody::Customer {
            what: long(f.what, "what")?.unwrap_or_default(),
            text: long(f.text, "text")?,
            customer: id(f.customer, "customer")?,
            account: id(f.account, "account")?,
        },
        EventKind::Account => EventBody::Account {
            account: must("account", id(f.account, "account")?)?,
            holder: id(f.holder, "holder")?,
            change: must("change", long(f.change, "change")?)?,
            to: id(f.to, "to")?,
            name: long(f.name, "name")?,
            signature: long(f.signature, "signature")?,
            hash: long(f.hash, "hash")?,
            customer: id(f.customer, "customer")?,
            title: long(f.title, "title")?,
            until: time(f.until, "for")?,
        },
        EventKind::Approve => EventBody::Approve {
            case: must("case", id(f.case, "case")?)?,
            reason: long(f.reason, "reason")?,
        },
        EventKind::Reject => EventBody::Reject {
            case: must("case", id(f.case, "case")?)?,
            reason: long(f.reason, "reason")?,
        },
        EventKind::Done => EventBody::Done {
            case: must("case", id(f.case, "case")?)?,
            proof: long(f.proof, "proof")?,
        },
        EventKind::Appeal => EventBody::Appeal {
            case: must("case", id(f.case, "case")?)?,
            text: long(f.text, "text")?,
        },
        EventKind::Answer => EventBody::Answer {
            case: must("case", id(f.case, "case")?)?,
            categories: names(f.categories, "categories")?,
            text: long(f.text, "text")?,
        },
        EventKind::Vote => EventBody::Vote {
            case: must("case", id(f.case, "case")?)?,
            choice: long(f.choice, "choice")?,
        },
        EventKind::Claim => EventBody::Claim { case: must("case", id(f.case, "case")?)? },
        EventKind::Release => EventBody::Release { case: must("case", id(f.case, "case")?)? },
        EventKind::Note => EventBody::Note {
            case: must("case", id(f.case, "case")?)?,
            text: must("text", long(f.text, "text")?)?,
        },
        EventKind::Reopen => EventBody::Reopen {
            case: must("case", id(f.case, "case")?)?,
            reason: long(f.reason, "reason")?,
        },
        EventKind::Tick => EventBody::Tick,
        EventKind::Office => {
            EventBody::Office { roles: list(f.roles, "roles")?, name: long(f.name, "name")? }
        }
        EventKind::Looked => EventBody::Looked {
            target: must("target", id(f.target, "target")?)?,
            media: media(f.media)?,
        },
        EventKind::Propose => EventBody::Propose {
            target: must("target", id(f.target, "target")?)?,
            cite: must("cite", long(f.cite, "cite")?)?,
            policy: id(f.policy, "policy")?,
            reason: long(f.reason, "reason")?,
        },
    })
}

fn notice_to(text: Option<Text<'_>>) -> Result<NoticeTo, EventError> {
    match text.as_ref().map(|text| &*text.0) {
        None | Some("notice") => Ok(NoticeTo::Notice),
        Some("task") => Ok(NoticeTo::Task),
        Some(other) => {
            Err(EventError::Value {
                field: "to", value: short(other), expected: " notice 或 task"
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Money;

    #[test]
    fn a_message_borrows_from_its_line() {
        let line = r#"{"id":"m1","at":"2026-03-02T22:15:00+08:00","group":"g","kind":"message","member":"u7","text":"早","media":[{"kind":"red-packet","amount":5.5}],"new_field":[1]}"#;
        let event = Event::parse(line).unwrap();
        assert!(matches!(event.group, Cow::Borrowed("g")));
        let EventBody::Message { text, media, .. } = &event.body else { panic!("a message") };
        assert!(matches!(text, Cow::Borrowed("早")));
        assert_eq!(media[0].amount, Some(Money(550)));
    }

    #[test]
    fn every_kind_reads_back_its_name() {
        for (index, (kind, name)) in EventKind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, index);
            assert_eq!(EventKind::parse(name), Some(*kind));
            let line = format!(
                r#"{{"at":"2026-03-02T22:15:00Z","group":"g","kind":"{name}","member":"u","target":"m","card":"c","name":"n","status":"left","metric":"x","value":1,"what":"post","account":"a","change":"lent","case":"g-1","cite":"c","text":"t"}}"#
            );
            assert_eq!(Event::parse(&line).unwrap().kind(), *kind, "{name}");
        }
    }

    #[test]
    fn errors_name_the_field_and_what_to_do() {
        for (line, says) in [
            ("", "JSON"),
            ("{", "JSON"),
            ("[1]", "JSON"),
            ("{}", "`kind`"),
            (r#"{"kind":"mesage"}"#, "是不是 `message`"),
            (r#"{"kind":"message"}"#, "`group`"),
            (r#"{"kind":"message","group":"g"}"#, "`at`"),
            (r#"{"kind":"message","group":"g","at":"昨天"}"#, "带时区"),
            (r#"{"kind":"message","group":"g","at":"2026-03-02T22:15:00Z"}"#, "`member`"),
            (r#"{"kind":"tick","group":"","at":"2026-03-02T22:15:00Z"}"#, "非空"),
            (r#"{"kind":"staff","member":"u","at":"2026-03-02T22:15:00Z","status":"x"}"#, "active"),
        ] {
            let error = Event::parse(line).unwrap_err().to_string();
            assert!(error.contains(says), "{line}: {error}");
        }
        let long = format!(
            r#"{{"kind":"tick","at":"2026-03-02T22:15:00Z","group":"{}"}}"#,
            "g".repeat(300)
        );
        assert!(matches!(Event::parse(&long), Err(EventError::Size { field: "group", .. })));
    }

    #[test]
    fn numbers_serve_as_ids() {
        let line = r#"{"kind":"tick","at":"2026-03-02T22:15:00Z","group":12345}"#;
        assert_eq!(Event::parse(line).unwrap().group, "12345");
    }
}
