//! ChatLab's standard format 0.0.1, as JSON and as JSON lines.

use serde::Deserialize;

use super::error::ImportError;
use super::json_rows::{self, Document, Loose};
use super::memotrace::shorten;
use super::report::Report;
use super::sheet::{Message, Reply, Row, Sheet, What, Who};
use super::{Options, placeholder, system, time};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Meta {
    name: Loose,
    #[serde(rename = "type")]
    kind: Loose,
    group_id: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Member {
    platform_id: Loose,
    account_name: Loose,
    group_nickname: Loose,
    roles: Option<Vec<Role>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Role {
    id: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    sender: Loose,
    account_name: Loose,
    group_nickname: Loose,
    timestamp: Loose,
    #[serde(rename = "type")]
    kind: Loose,
    content: Loose,
    platform_message_id: Loose,
    reply_to_message_id: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tagged {
    #[serde(rename = "_type")]
    tag: Loose,
    meta: Meta,
}

/// Reads one JSON object.
pub(super) fn read_json(
    text: &str,
    options: &Options,
    sheet: &mut Sheet,
) -> Result<(), ImportError> {
    let document = Document::read(text, "messages", "chatlab-json", &mut sheet.report)?;
    let group = group(&document.head("meta"), sheet)?;
    for member in document.head::<Vec<serde_json::Value>>("members") {
        if let Ok(member) = serde_json::from_value(member) {
            list(member, group, sheet);
        }
    }
    document
        .fill(text, sheet, |line, item: Item, _, report| row(line, item, group, options, report));
    Ok(())
}

/// Reads one JSON object a line; lines with `#` are remarks.
pub(super) fn read_jsonl(
    text: &str,
    options: &Options,
    sheet: &mut Sheet,
) -> Result<(), ImportError> {
    let mut report = std::mem::take(&mut sheet.report);
    let mut current = None;
    for (number, raw) in text.lines().enumerate() {
        let line = number + 1;
        if raw.trim().is_empty() || raw.starts_with('#') {
            continue;
        }
        let Some(tagged) = json_rows::row::<Tagged>(raw, line, &mut report) else { continue };
        let at = match current {
            None => group(&tagged.meta, sheet)?,
            Some(group) => group,
        };
        current = Some(at);
        match tagged.tag.0.as_str() {
            "header" => {}
            "member" => {
                if let Some(member) = json_rows::row(raw, line, &mut report) {
                    list(member, at, sheet);
                }
            }
            "message" => {
                let item = json_rows::row(raw, line, &mut report);
                if let Some(row) = item.and_then(|item| row(line, item, at, options, &mut report)) {
                    sheet.push(row);
                }
            }
            other => report.skip(line, format!("不认识的 `_type`:`{}`", shorten(other))),
        }
    }
    sheet.report.append(report);
    Ok(())
}

fn group(meta: &Meta, sheet: &mut Sheet) -> Result<usize, ImportError> {
    if meta.kind.0 == "private" && !sheet.forced() {
        return Err(ImportError::Private);
    }
    let ids = [&meta.group_id.0, &meta.name.0];
    let id = ids.into_iter().find(|id| !id.trim().is_empty());
    Ok(sheet.group(id.map_or("chatlab", |id| id), &meta.name.0))
}

fn list(member: Member, group: usize, sheet: &mut Sheet) {
    let who = Who {
        id: member.platform_id.0,
        name: member.account_name.0,
        card: member.group_nickname.0,
        roles: member
            .roles
            .into_iter()
            .flatten()
            .map(|role| role.id.0)
            .filter(|role| matches!(role.as_str(), "owner" | "admin"))
            .collect(),
        alias: String::new(),
    };
    if let Some(group) = sheet.groups.get_mut(group) {
        group.members.push(who);
    }
}

fn row(
    line: usize,
    item: Item,
    group: usize,
    options: &Options,
    report: &mut Report,
) -> Option<Row> {
    let Some(at) = time::read(&item.timestamp.0, &options.zone) else {
        report.skip(line, format!("时间 `{}` 读不出", shorten(&item.timestamp.0)));
        return None;
    };
    let what = match what(&item) {
        Ok(what) => what,
        Err(reason) => {
            report.skip(line, reason);
            return None;
        }
    };
    let who = match what {
        What::System(_) => Who::default(),
        _ => Who {
            id: item.sender.0,
            name: item.account_name.0,
            card: item.group_nickname.0,
            ..Who::default()
        },
    };
    Some(Row { line, group, own: item.platform_message_id.0, at, who, what })
}

/// What a message holds, by the format's type numbers.
fn what(item: &Item) -> Result<What, String> {
    let content = &item.content.0;
    let kind = item.kind.number().unwrap_or(0);
    let (media, title) = match kind {
        1 => ("image", ""),
        2 => ("voice", ""),
        3 => ("video", ""),
        4 => ("file", ""),
        5 => ("emoji", ""),
        7 | 24 => ("link", ""),
        8 => ("other", "位置"),
        20 => ("red-packet", ""),
        21 => ("other", "转账"),
        22 => return Err("拍一拍,没有对应的事件".to_owned()),
        23 => ("other", "通话"),
        26 => ("other", "聊天记录"),
        27 => ("other", "名片"),
        80 => return Ok(What::System(content.clone())),
        81 if content.is_empty() || system::read(content).is_some() => {
            return Ok(What::System(content.clone()));
        }
        _ => {
            let reply = Reply::Own(item.reply_to_message_id.0.clone());
            let (text, media) = match placeholder::read(content) {
                Some(media) if kind == 99 => (String::new(), vec![media]),
                _ => (content.clone(), Vec::new()),
            };
            let recalled = kind == 81;
            return Ok(What::Message(Message {
                text,
                media,
                reply,
                recalled,
                ..Message::default()
            }));
        }
    };
    let media = super::line::Media::titled(media, title);
    let mut message = super::weflow::with_title(media, content);
    message.reply = Reply::Own(item.reply_to_message_id.0.clone());
    Ok(What::Message(message))
}
