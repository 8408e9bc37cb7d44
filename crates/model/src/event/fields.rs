//! The fields of events as JSON has them, and their limits.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::body::{Listed, Media, MediaKind, StaffStatus};
use super::read::EventError;
use crate::{Money, Timestamp};

/// The longest id of an event, member, group or case, in bytes.
pub(super) const ID_BYTES_MAX: usize = 256;
/// The longest text of a message or reason, in bytes; platforms allow a tenth of it.
pub(super) const TEXT_BYTES_MAX: usize = 1 << 20;
/// The most members of a snapshot: ten times the largest group of any platform.
const MEMBERS_MAX: usize = 20_000;
/// The most entries of any other list.
const LIST_MAX: usize = 2_000;

/// A string that borrows from the input where it has no escapes.
///
/// Serde borrows a bare `Cow<str>` field only where it is not inside an `Option` or `Vec`.
#[derive(Debug, Default)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    /// Platforms write ids as numbers too.
    fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text<'a>, D::Error> {
        from.deserialize_any(TextVisitor)
    }
}

/// A sum in yuan, as a JSON number or string, without going through a float.
#[derive(Debug)]
pub(super) struct Yuan(Money);

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Yuan, D::Error> {
        let number = serde_json::Number::deserialize(from)?;
        let money = Money::parse(&number.to_string());
        money.map(Yuan).ok_or_else(|| de::Error::custom("amount is no sum in yuan"))
    }
}

/// All fields of all kinds: one flat pass, which costs half of a tagged enum.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Fields<'a> {
    pub(super) at: Option<Text<'a>>,
    pub(super) group: Option<Text<'a>>,
    pub(super) id: Option<Text<'a>>,
    pub(super) kind: Option<Text<'a>>,
    pub(super) member: Option<Text<'a>>,
    pub(super) text: Option<Text<'a>>,
    pub(super) media: Option<Vec<MediaFields<'a>>>,
    pub(super) reply_to: Option<Text<'a>>,
    pub(super) mentions: Option<Vec<Text<'a>>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) purpose: Option<Text<'a>>,
    pub(super) owner: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) members: Option<&'a serde_json::value::RawValue>,
    pub(super) target: Option<Text<'a>>,
    pub(super) by: Option<Text<'a>>,
    pub(super) answer: Option<Text<'a>>,
    pub(super) card: Option<Text<'a>>,
    pub(super) roles: Option<Vec<Text<'a>>>,
    pub(super) tags: Option<Vec<Text<'a>>>,
    pub(super) hash: Option<Text<'a>>,
    pub(super) to: Option<Text<'a>>,
    pub(super) answer_by: Option<Text<'a>>,
    pub(super) status: Option<Text<'a>>,
    pub(super) metric: Option<Text<'a>>,
    pub(super) value: Option<u32>,
    pub(super) groups: Option<u32>,
    pub(super) customers: Option<u32>,
    pub(super) reason: Option<Text<'a>>,
    pub(super) what: Option<Text<'a>>,
    pub(super) title: Option<Text<'a>>,
    pub(super) customer: Option<Text<'a>>,
    pub(super) account: Option<Text<'a>>,
    pub(super) signature: Option<Text<'a>>,
    pub(super) holder: Option<Text<'a>>,
    pub(super) change: Option<Text<'a>>,
    pub(super) case: Option<Text<'a>>,
    pub(super) proof: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) categories: Option<&'a serde_json::value::RawValue>,
    pub(super) choice: Option<Text<'a>>,
    pub(super) channel: Option<Text<'a>>,
    #[serde(rename = "for")]
    pub(super) until: Option<Text<'a>>,
    pub(super) received: Option<Text<'a>>,
    pub(super) cite: Option<Text<'a>>,
    pub(super) policy: Option<Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct MediaFields<'a> {
    kind: Option<Text<'a>>,
    format: Option<Text<'a>>,
    bytes: Option<u64>,
    hash: Option<Text<'a>>,
    url: Option<Text<'a>>,
    title: Option<Text<'a>>,
    amount: Option<Yuan>,
    seconds: Option<u32>,
    categories: Option<Vec<Text<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct ListedFields<'a> {
    id: Option<Text<'a>>,
    name: Option<Text<'a>>,
    card: Option<Text<'a>>,
    roles: Option<Vec<Text<'a>>>,
    tags: Option<Vec<Text<'a>>>,
    joined: Option<Text<'a>>,
    status: Option<Text<'a>>,
}

pub(super) type Maybe<'a> = Option<Cow<'a, str>>;

pub(super) fn plain(text: Option<Text<'_>>) -> Maybe<'_> {
    text.map(|text| text.0)
}

pub(super) fn short(value: &str) -> String {
    let mut short: String = value.chars().take(40).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

pub(super) fn sized<'a>(
    text: Option<Text<'a>>,
    field: &'static str,
    max: usize,
) -> Result<Maybe<'a>, EventError> {
    match text {
        Some(text) if text.0.len() > max => {
            Err(EventError::Size { field, size: text.0.len(), max })
        }
        text => Ok(plain(text)),
    }
}

/// An id: not empty, not longer than [`ID_BYTES_MAX`].
pub(super) fn id<'a>(text: Option<Text<'a>>, field: &'static str) -> Result<Maybe<'a>, EventError> {
    let text = sized(text, field, ID_BYTES_MAX)?;
    match text {
        Some(text) if text.is_empty() => {
            Err(EventError::Value { field, value: String::new(), expected: "非空的标识" })
        }
        text => Ok(text),
    }
}

pub(super) fn list<'a>(
    entries: Option<Vec<Text<'a>>>,
    field: &'static str,
) -> Result<Vec<Cow<'a, str>>, EventError> {
    let entries = entries.unwrap_or_default();
    if entries.len() > LIST_MAX {
        return Err(EventError::Size { field, size: entries.len(), max: LIST_MAX });
    }
    let short =
        |entry: Text<'a>| sized(Some(entry), field, ID_BYTES_MAX).map(Option::unwrap_or_default);
    entries.into_iter().map(short).collect()
}

pub(super) fn time(
    text: Option<Text<'_>>,
    field: &'static str,
) -> Result<Option<Timestamp>, EventError> {
    let Some(text) = text else { return Ok(None) };
    match Timestamp::parse(&text.0) {
        Some(at) => Ok(Some(at)),
        None => Err(EventError::Value {
            field,
            value: short(&text.0),
            expected: "带时区的时间,如 2026-03-02T22:15:00+08:00",
        }),
    }
}

pub(super) fn staff(text: Option<Text<'_>>) -> Result<Option<StaffStatus>, EventError> {
    match text.as_ref().map(|text| &*text.0) {
        None => Ok(None),
        Some("active") => Ok(Some(StaffStatus::Active)),
        Some("left") => Ok(Some(StaffStatus::Left)),
        Some(other) => Err(EventError::Value {
            field: "status",
            value: short(other),
            expected: " active 或 left",
        }),
    }
}

pub(super) fn media<'a>(
    entries: Option<Vec<MediaFields<'a>>>,
) -> Result<Vec<Media<'a>>, EventError> {
    let entries = entries.unwrap_or_default();
    if entries.len() > LIST_MAX {
        return Err(EventError::Size { field: "media", size: entries.len(), max: LIST_MAX });
    }
    let one = |entry: MediaFields<'a>| {
        Ok(Media {
            kind: MediaKind::parse(&entry.kind.unwrap_or_default().0),
            format: sized(entry.format, "format", ID_BYTES_MAX)?,
            bytes: entry.bytes,
            hash: sized(entry.hash, "hash", ID_BYTES_MAX)?,
            url: sized(entry.url, "url", TEXT_BYTES_MAX)?,
            title: sized(entry.title, "title", TEXT_BYTES_MAX)?,
            amount: entry.amount.map(|yuan| yuan.0),
            seconds: entry.seconds,
            categories: list(entry.categories, "categories")?,
        })
    };
    entries.into_iter().map(one).collect()
}

pub(super) fn listed<'a>(
    raw: Option<&'a serde_json::value::RawValue>,
) -> Result<Vec<Listed<'a>>, EventError> {
    let Some(raw) = raw else { return Ok(Vec::new()) };
    let entries: Vec<ListedFields<'a>> = serde_json::from_str(raw.get()).map_err(json)?;
    if entries.len() > MEMBERS_MAX {
        let size = entries.len();
        return Err(EventError::Size { field: "members", size, max: MEMBERS_MAX });
    }
    let one = |entry: ListedFields<'a>| {
        Ok(Listed {
            id: id(entry.id, "id")?
                .ok_or(EventError::Missing { kind: "group", field: "members.id" })?,
            name: sized(entry.name, "name", TEXT_BYTES_MAX)?,
            card: sized(entry.card, "card", TEXT_BYTES_MAX)?,
            roles: entry.roles.map(|all| list(Some(all), "roles")).transpose()?,
            tags: entry.tags.map(|all| list(Some(all), "tags")).transpose()?,
            joined: time(entry.joined, "joined")?,
            status: staff(entry.status)?,
        })
    };
    entries.into_iter().map(one).collect()
}

/// Names alone: a list of names, or an object whose keys are names.
pub(super) fn names<'a>(
    raw: Option<&'a serde_json::value::RawValue>,
    field: &'static str,
) -> Result<Vec<Cow<'a, str>>, EventError> {
    let Some(raw) = raw else { return Ok(Vec::new()) };
    if raw.get().starts_with('{') {
        let map: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_str(raw.get()).map_err(json)?;
        return Ok(map.into_keys().map(Cow::Owned).collect());
    }
    list(serde_json::from_str(raw.get()).map_err(json)?, field)
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
pub(super) fn json(error: serde_json::Error) -> EventError {
    EventError::Json(error.to_string())
}
