//! qq-chat-exporter JSON, in the shape of version 4 (`messageId`, `isRecalled`) and of version
//! 5 (`id`, `recalled`, `content.elements`).

use serde::Deserialize;
use serde_json::Value;

use super::error::ImportError;
use super::json_rows::{Document, Loose};
use super::line::Media;
use super::memotrace::shorten;
use super::report::Report;
use super::sheet::{Message, Reply, Row, Sheet, What, Who};
use super::{Options, time};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ChatInfo {
    name: Loose,
    #[serde(rename = "type")]
    kind: Loose,
    self_uin: Loose,
    peer_uin: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    #[serde(alias = "messageId")]
    id: Loose,
    timestamp: Loose,
    time: Loose,
    sender: Sender,
    #[serde(alias = "isSystemMessage")]
    system: Loose,
    #[serde(alias = "isRecalled")]
    recalled: Loose,
    content: Content,
    raw_message: Option<RawMessage>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Sender {
    uid: Loose,
    uin: Loose,
    name: Loose,
    nickname: Loose,
    group_card: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawMessage {
    send_nick_name: Loose,
    send_member_name: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    text: Loose,
    elements: Option<Vec<Element>>,
    resources: Option<Vec<Resource>>,
    mentions: Option<Vec<Mention>>,
    reply: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Element {
    #[serde(rename = "type")]
    kind: Loose,
    data: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resource {
    #[serde(rename = "type")]
    kind: Loose,
    filename: Loose,
    size: Loose,
    md5: Loose,
    duration: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mention {
    uid: Loose,
    #[serde(rename = "type")]
    kind: Loose,
}

/// Reads the object. The file names the group and has no id of it: its name serves as one.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let document = Document::read(text, "messages", "qq-exporter-json", &mut sheet.report)?;
    let chat: ChatInfo = document.head("chatInfo");
    if matches!(chat.kind.0.as_str(), "private" | "temp") && !sheet.forced() {
        return Err(ImportError::Private);
    }
    let ids = [&chat.peer_uin.0, &chat.name.0];
    let id = ids.into_iter().find(|id| !id.trim().is_empty());
    let group = sheet.group(id.map_or("qq", |id| id), &chat.name.0);
    sheet.me(group, &chat.self_uin.0);
    document
        .fill(text, sheet, |line, item: Item, _, report| row(line, item, group, options, report));
    Ok(())
}

fn row(
    line: usize,
    item: Item,
    group: usize,
    options: &Options,
    report: &mut Report,
) -> Option<Row> {
    let at = time::read(&item.timestamp.0, &options.zone)
        .or_else(|| time::civil(&item.time.0, &options.zone));
    let Some(at) = at else {
        report.skip(line, format!("时间 `{}` 读不出", shorten(&item.timestamp.0)));
        return None;
    };
    let (who, what) = if item.system.yes() {
        (Who::default(), What::System(item.content.text.0))
    } else {
        let what = What::Message(message(item.content, item.recalled.yes()));
        (who(item.sender, item.raw_message.unwrap_or_default()), what)
    };
    Some(Row { line, group, own: item.id.0, at, who, what })
}

/// The QQ number where there is one, since people know it; else the internal id.
fn who(sender: Sender, raw: RawMessage) -> Who {
    let first = |texts: [Loose; 3]| {
        texts.into_iter().map(|text| text.0).find(|text| !text.is_empty()).unwrap_or_default()
    };
    let known = !matches!(sender.uin.0.as_str(), "" | "0");
    let id = if known { sender.uin.0 } else { sender.uid.0.clone() };
    Who {
        id,
        name: first([sender.nickname, raw.send_nick_name, sender.name]),
        card: first([sender.group_card, raw.send_member_name, Loose::default()]),
        roles: Vec::new(),
        alias: sender.uid.0,
    }
}

fn message(content: Content, recalled: bool) -> Message {
    let elements = content.elements.unwrap_or_default();
    let mut media: Vec<Media> = content.resources.iter().flatten().map(resource).collect();
    let mut text = String::new();
    let mut reply = content.reply.as_ref().map_or(Reply::Nothing, referred);
    for element in &elements {
        let data = |key: &str| scalar(element.data.get(key));
        match element.kind.0.as_str() {
            "text" => text.push_str(&data("text")),
            "at" => {
                let name = data("name");
                text.push('@');
                text.push_str(name.strip_prefix('@').unwrap_or(&name));
            }
            "reply" => reply = referred(&element.data),
            "market_face" => media.push(Media::titled("emoji", &data("name"))),
            "json" | "xml" | "ark" => {
                let mut link = Media::titled("link", &data("title"));
                link.set_url(&data("url"));
                media.push(link);
            }
            "forward" | "multi_forward" => media.push(Media::titled("other", "聊天记录")),
            "location" => media.push(Media::titled("other", "位置")),
            "wallet" | "red_packet" => media.push(Media::titled("red-packet", "")),
            _ => {}
        }
    }
    let listed = elements.iter().any(|element| element.kind.0 == "text");
    // Beside pictures the text holds a placeholder for each; alone it is what was said.
    if text.is_empty() && !listed && media.is_empty() {
        text = content.text.0;
    } else if elements.is_empty() {
        text = without_placeholders(&content.text.0);
    }
    let mentions = content
        .mentions
        .into_iter()
        .flatten()
        .map(|mention| if mention.kind.0 == "all" { "all".to_owned() } else { mention.uid.0 })
        .filter(|id| !id.is_empty())
        .collect();
    Message { text, media, reply, mentions, recalled, label: None }
}

fn resource(resource: &Resource) -> Media {
    let kind = match resource.kind.0.as_str() {
        "image" => "image",
        "video" => "video",
        "audio" | "voice" | "ptt" => "voice",
        "file" => "file",
        _ => "other",
    };
    let mut media = Media::titled(kind, &resource.filename.0);
    media.bytes = resource.size.0.parse().ok();
    media.set_hash(&resource.md5.0);
    let seconds = resource.duration.0.split('.').next();
    media.seconds = seconds.and_then(|seconds| seconds.parse().ok());
    media
}

fn referred(data: &Value) -> Reply {
    let keys = ["referencedMessageId", "messageId", "replyMsgId"];
    let id = keys.iter().map(|key| scalar(data.get(*key))).find(|id| !matches!(&**id, "" | "0"));
    id.map_or(Reply::Nothing, Reply::Own)
}

fn scalar(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The text without `[图片: a.png]` and its kin.
fn without_placeholders(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        match placeholder_end(after) {
            Some(next) => rest = next,
            None => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// The text after a placeholder whose `[` stands right before; none where it is none.
fn placeholder_end(text: &str) -> Option<&str> {
    // Longer than any file name: no bracket is looked for through a whole text.
    let near = text.get(..text.floor_char_boundary(400)).unwrap_or(text);
    let (inside, _) = near.split_once(']')?;
    super::placeholder::read(&format!("[{inside}]"))?;
    text.strip_prefix(inside)?.strip_prefix(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_beside_pictures_go() {
        assert_eq!(without_placeholders("看[图片: a.png]这张[微笑]"), "看这张[微笑]");
        assert_eq!(without_placeholders("[图片]"), "");
        assert_eq!(without_placeholders("[[["), "[[[");
    }
}
