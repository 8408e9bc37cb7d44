//! The shape of an event line as it is written.

use serde::Serialize;

/// An event with the fields that imports write. Empty ones are left out.
#[derive(Debug, Default, Serialize)]
pub(super) struct Line<'a> {
    pub id: &'a str,
    pub at: &'a str,
    pub group: &'a str,
    pub kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub member: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Media]>::is_empty")]
    pub media: &'a [Media],
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reply_to: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub mentions: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    pub target: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub by: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub card: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub owner: &'a str,
    #[serde(skip_serializing_if = "<[Listed<'_>]>::is_empty")]
    pub members: &'a [Listed<'a>],
    /// The label of a data set; events pass over it, measurements read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
}

/// A member of a snapshot.
#[derive(Debug, Default, Serialize)]
pub(super) struct Listed<'a> {
    pub id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub card: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub roles: &'a [String],
}

/// Something other than text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Media {
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
}

/// The longest file-name ending that is taken for a format, in bytes.
const FORMAT_BYTES_MAX: usize = 8;
/// The longest hash that is taken, in bytes: SHA-512 in hexadecimal.
const HASH_BYTES_MAX: usize = 128;

impl Media {
    /// Media of that kind, with a title where it is not empty.
    pub fn titled(kind: &'static str, title: &str) -> Media {
        let mut media = Media { kind, ..Media::default() };
        media.set_title(title);
        media
    }

    /// Sets the title where it is not empty, and a file's format from its name.
    pub fn set_title(&mut self, title: &str) {
        let title = title.trim();
        if title.is_empty() {
            return;
        }
        self.title = Some(title.to_owned());
        if matches!(self.kind, "file" | "image" | "video" | "voice") {
            self.format = title
                .rsplit_once('.')
                .map(|(_, ending)| ending.to_ascii_lowercase())
                .filter(|ending| (1..=FORMAT_BYTES_MAX).contains(&ending.len()))
                .filter(|ending| ending.bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }

    /// Sets where a shared page leads. What other kinds carry are addresses on the machine of
    /// whoever exported the file, or ones that need a log-in.
    pub fn set_url(&mut self, url: &str) {
        let url = url.trim();
        if self.kind == "link" && !url.is_empty() {
            self.url = Some(url.to_owned());
        }
    }

    /// Sets the hash where there is one.
    pub fn set_hash(&mut self, hash: &str) {
        let hash = hash.trim();
        if !hash.is_empty() && hash.len() <= HASH_BYTES_MAX {
            self.hash = Some(hash.to_owned());
        }
    }
}
