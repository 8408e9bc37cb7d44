//! The shape of the event lines that this connector writes; see docs/formats.md.

use model::{Timestamp, Zone};
use serde::Serialize;

/// An event, ready to be written. Empty fields are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Unique: the same push again has the same id.
    pub id: String,
    /// When it happened.
    pub at: String,
    /// When it reached us.
    pub received: String,
    /// The group's number.
    pub group: String,
    /// The kind's name.
    pub kind: &'static str,
    /// Who did it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub member: String,
    /// What they wrote; none where the kind has no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Pictures, files and so on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// The id of the message that it answers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reply_to: String,
    /// Member ids, or `all`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// The id of the message that is recalled.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Who invited, admitted or removed them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// A platform name, or the group's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The name in the group; none where nothing is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Role names; none where nothing is said of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<&'static str>>,
    /// What somebody who asks to join answered.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// Of a snapshot, the owner.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Of a snapshot, everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Listed>,
    /// Where its pictures lie for a while: not written, told beside the event.
    #[serde(skip)]
    pub pictures: Vec<String>,
}

impl Line {
    /// The event as one line of JSON, without its line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and lists of them: writing them cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A member of a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Their number.
    pub id: String,
    /// Platform name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Name in the group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub card: String,
    /// Role names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<&'static str>,
    /// When they joined.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub joined: String,
}

/// Something other than text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Media {
    /// `image`, `voice`, `video`, `file`, `emoji`, `link`, `red-packet`, `other`.
    pub kind: &'static str,
    /// A file's ending.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// Its size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// A hash of its content, where the platform tells one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hash: String,
    /// Where a link leads.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Its title or file name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Length of voice and video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// The longest title that is written, in characters.
const TITLE_CHARS_MAX: usize = 300;
/// The longest file-name ending that is taken for a format, in bytes.
const FORMAT_BYTES_MAX: usize = 8;
/// The longest address that is written, in bytes.
const URL_BYTES_MAX: usize = 2_048;

impl Media {
    /// Something of that kind with that title.
    #[must_use]
    pub fn titled(kind: &'static str, title: &str) -> Media {
        let title = crate::ids::cut(title.trim(), TITLE_CHARS_MAX).to_owned();
        Media { kind, title, ..Media::default() }
    }

    /// A file of that name.
    pub(crate) fn named(kind: &'static str, name: &str) -> Media {
        let mut media = Media::titled(kind, name);
        media.format = ending(name);
        media
    }

    /// A page or mini-program that is shared. What is no web address is not written.
    pub(crate) fn link(title: &str, url: &str) -> Media {
        let mut media = Media::titled("link", title);
        media.url = web_address(url).unwrap_or_default();
        media
    }
}

/// The ending of a file's name in small letters; empty where it has none.
pub(crate) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending.trim());
    let fits = (1..=FORMAT_BYTES_MAX).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits { ending.to_ascii_lowercase() } else { String::new() }
}

/// An address of a page. Mini-programs write theirs without the scheme.
pub(crate) fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    if url.is_empty() || url.len() > URL_BYTES_MAX || !plain {
        return None;
    }
    match url.split_once("://") {
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") => Some(url.to_owned()),
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => Some(url.to_owned()),
        None if url.split('/').next().is_some_and(|host| host.contains('.')) => {
            (!url.contains(':')).then(|| format!("https://{url}"))
        }
        _ => None,
    }
}

/// Seconds since 1970 beyond which a number can only be milliseconds.
const SECONDS_MAX: u64 = 100_000_000_000;
/// The years in which an event may lie: 2001 to 2099.
const LIKELY: std::ops::Range<i64> = 978_307_200_000..4_070_908_800_000;

/// A point in time from the number that implementations write, seconds or milliseconds; none
/// where it is no likely time.
pub(crate) fn moment(time: Option<i64>) -> Option<Timestamp> {
    let time = time?;
    let ms = if time.unsigned_abs() < SECONDS_MAX { time.saturating_mul(1_000) } else { time };
    LIKELY.contains(&ms).then_some(Timestamp(ms))
}

/// A point in time as events write it; empty where there is none.
pub(crate) fn written(at: Option<Timestamp>, zone: &Zone) -> String {
    at.map(|at| zone.rfc3339(at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_written() {
        for (url, written) in [
            ("https://example.org/a?b=c", Some("https://example.org/a?b=c")),
            ("HTTP://example.org", Some("HTTP://example.org")),
            ("m.q.qq.com/a/s/1", Some("https://m.q.qq.com/a/s/1")),
            ("javascript:alert(1)", None),
            ("javascript:a.b/c", None),
            ("data://x", None),
            ("https://a b", None),
            ("mqqapi", None),
            ("", None),
        ] {
            assert_eq!(web_address(url).as_deref(), written, "{url}");
        }
    }

    #[test]
    fn times_in_seconds_and_milliseconds() {
        assert_eq!(moment(Some(1_772_445_600)), Some(Timestamp(1_772_445_600_000)));
        assert_eq!(moment(Some(1_772_445_600_123)), Some(Timestamp(1_772_445_600_123)));
        for unlikely in [None, Some(0), Some(-1), Some(i64::MAX), Some(i64::MIN)] {
            assert_eq!(moment(unlikely), None);
        }
    }
}
