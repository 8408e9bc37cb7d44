//! What a message says: its text, what it shows, whom it names and what it answers.

use serde_json::Value;

use crate::card::{self, Card};
use crate::diagnostics::Note;
use crate::face;
use crate::ids;
use crate::line::{self, Media};
use crate::segment::Segment;

/// The longest text of a message that is written, in bytes; clients allow a tenth of it.
const TEXT_BYTES_MAX: usize = 64 << 10;
/// The most pictures of a message that are to be looked at.
const PICTURES_MAX: usize = 9;
/// The most things that one message shows or names.
const LISTED_MAX: usize = 200;

/// What a message says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub text: String,
    pub media: Vec<Media>,
    /// Numbers of members as the platform has them, or `all`.
    pub mentions: Vec<String>,
    /// The platform's id of the message that it answers.
    pub reply: Option<String>,
    /// It is the card of a group notice.
    pub notice: bool,
    /// Where its pictures lie, stickers apart.
    pub pictures: Vec<String>,
    /// It holds a file, so that a notice of the same upload tells nothing new.
    pub file: bool,
}

/// Reads the pieces of a message. What is not known is kept by its name and noted.
pub(crate) fn read(segments: &[Segment], notes: &mut Vec<Note>) -> Content {
    let mut content = Content::default();
    for segment in segments {
        content.add(segment, notes);
    }
    content.text = content.text.trim().to_owned();
    if content.text.len() > TEXT_BYTES_MAX {
        content.text.truncate(content.text.floor_char_boundary(TEXT_BYTES_MAX));
        notes.push(Note::Cut("text"));
    }
    for list in [content.media.len(), content.mentions.len()] {
        if list > LISTED_MAX {
            notes.push(Note::Cut("list"));
        }
    }
    content.media.truncate(LISTED_MAX);
    content.mentions.truncate(LISTED_MAX);
    content
}

impl Content {
    fn add(&mut self, segment: &Segment, notes: &mut Vec<Note>) {
        let data = |key: &str| segment.data.get(key);
        match &*segment.kind {
            "text" => self.text.push_str(data("text").and_then(Value::as_str).unwrap_or("")),
            "at" => self.mention(segment),
            "reply" => self.reply = self.reply.take().or_else(|| ids::message(data("id"))),
            "face" | "sface" => {
                let told = data("raw").and_then(|raw| raw.get("faceText"));
                self.text.push_str(&face::name(&segment.get("id"), &ids::text(told)));
            }
            "markdown" => self.text.push_str(&segment.first(&["content", "data"])),
            "json" | "miniapp" | "lightapp" => self.card(data("data").unwrap_or(&Value::Null)),
            "xml" => self.media.push(card::xml(&segment.get("data"))),
            _ => match shown(segment) {
                Some(media) => {
                    self.file |= media.kind == "file";
                    if media.kind == "image" && self.pictures.len() < PICTURES_MAX {
                        // Some programs put the address where others have a file's name.
                        let places = [segment.get("url"), segment.get("file")];
                        let whole = places.iter().filter(|place| place.contains("://"));
                        self.pictures.extend({ whole }.find_map(|one| line::web_address(one)));
                    }
                    self.media.push(media);
                }
                None if matches!(
                    &*segment.kind,
                    "node" | "anonymous" | "poke" | "tts" | "keyboard" | "greytip"
                ) => {}
                None => {
                    notes.push(Note::Segment(segment.kind.clone()));
                    self.media.push(Media::titled("other", &format!("[{}]", segment.kind)));
                }
            },
        }
    }

    fn mention(&mut self, segment: &Segment) {
        let whom = segment.get("qq");
        let id = if whom == "all" { Some(whom) } else { ids::number(segment.data.get("qq")) };
        let Some(id) = id else { return };
        // A number in the text would be read as one that somebody spreads.
        let name = segment.get("name");
        let name = if name.is_empty() && id == "all" { "全体成员" } else { &name };
        let name = name.trim_start_matches('@');
        if !name.is_empty() {
            self.text.push('@');
            self.text.push_str(name);
        }
        if !self.mentions.contains(&id) {
            self.mentions.push(id);
        }
    }

    fn card(&mut self, data: &Value) {
        match card::json(data) {
            Some(Card::Notice(text)) => {
                self.notice = true;
                self.text.push_str(&text);
            }
            Some(Card::Shared(media)) => self.media.push(media),
            None => self.media.push(Media::titled("link", "")),
        }
    }
}

/// What a segment shows; none where it shows nothing that is known.
fn shown(segment: &Segment) -> Option<Media> {
    let title = || segment.first(&["title", "name"]);
    Some(match &*segment.kind {
        "image" => image(segment),
        "record" => sized(Media::titled("voice", ""), segment),
        "video" => sized(Media::titled("video", ""), segment),
        "file" | "onlinefile" => {
            sized(Media::named("file", &segment.first(&["name", "fileName", "file"])), segment)
        }
        "flashtransfer" => Media::titled("file", &title()),
        "mface" | "marketface" | "bface" => Media::titled("emoji", &segment.get("summary")),
        "dice" | "new_dice" => Media::titled("emoji", "骰子"),
        "rps" | "new_rps" => Media::titled("emoji", "猜拳"),
        "basketball" => Media::titled("emoji", "篮球"),
        "bounceface" => Media::titled("emoji", &title()),
        "longmsg" => Media::titled("other", "聊天记录"),
        "shake" => Media::titled("emoji", "窗口抖动"),
        "share" => {
            let title = format!("{} {}", segment.get("title"), segment.get("content"));
            Media::link(&title, &segment.get("url"))
        }
        "music" => Media::link(&title(), &segment.first(&["url", "jumpUrl"])),
        "redbag" | "wallet" | "red_packet" => Media::titled("red-packet", &title()),
        "location" => Media::titled("other", &format!("位置 {}", title())),
        "contact" => Media::titled("other", "名片"),
        "forward" => Media::titled("other", "聊天记录"),
        _ => return None,
    })
}

/// Stickers come as pictures, told apart by their subtype or summary.
fn image(segment: &Segment) -> Media {
    let file = segment.get("file");
    let summary = segment.get("summary");
    let subtype = segment.first(&["sub_type", "subType"]);
    let sticker = !matches!(&*subtype, "" | "0") || summary.contains("表情");
    let mut media = Media::titled(if sticker { "emoji" } else { "image" }, "");
    media.format = match line::ending(&file) {
        // Not the format but how older programs name what they cached.
        ending if ending == "image" => String::new(),
        ending => ending,
    };
    let mut media = sized(media, segment);
    if media.hash.is_empty() {
        media.hash = checksum(&file);
    }
    media
}

fn sized(mut media: Media, segment: &Segment) -> Media {
    let size = segment.first(&["file_size", "fileSize", "size"]);
    media.bytes = size.parse().ok();
    media.hash = checksum(&segment.first(&["md5", "file_md5"]));
    let seconds = segment.first(&["duration", "seconds"]);
    media.seconds = seconds.parse().ok().filter(|seconds| *seconds < 1_000_000);
    media
}

/// An MD5 sum that stands alone or as a file's name, with or without braces and hyphens.
fn checksum(name: &str) -> String {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let digits: String = stem.chars().filter(|c| !matches!(c, '{' | '}' | '-')).collect();
    let sum = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if sum { digits.to_ascii_lowercase() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pictures_are_told_by_where_they_lie() {
        let image = |data: Value| json!({"type": "image", "data": data});
        let at = |n: usize| format!("https://gchat.qpic.cn/{n}");
        let mut message = vec![
            image(json!({"file": "a.jpg", "url": at(0)})),
            image(json!({"file": at(1)})),
            image(json!({"file": "b.image"})),
            image(json!({"file": "c.gif", "url": at(9), "sub_type": 1})),
            image(json!({"file": "d.jpg", "url": "file:///etc/passwd"})),
            json!({"type": "video", "data": {"url": at(9)}}),
        ];
        message.extend((2..20).map(|n| image(json!({"url": at(n)}))));
        let (segments, _) = crate::segment::read(&Value::from(message));
        let content = read(&segments, &mut Vec::new());
        let expected: Vec<String> = (0..PICTURES_MAX).map(at).collect();
        assert_eq!(content.pictures, expected);
    }
}
