//! chatlog's JSON: an array of messages of any number of talks, with WeChat's type numbers.

use serde::Deserialize;

use super::error::ImportError;
use super::json_rows::{Document, Loose};
use super::kinds::{self, Sort};
use super::memotrace::shorten;
use super::report::Report;
use super::sheet::{Message, Reply, Row, Sheet, What, Who};
use super::{Options, time};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    seq: Loose,
    time: Loose,
    talker: Loose,
    talker_name: Loose,
    is_chat_room: Loose,
    sender: Loose,
    sender_name: Loose,
    is_self: Loose,
    #[serde(rename = "type")]
    code: Loose,
    sub_type: Loose,
    content: Loose,
    contents: Option<Contents>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Contents {
    title: Loose,
    desc: Loose,
    url: Loose,
    md5: Loose,
    rawmd5: Loose,
    label: Loose,
    refer: Option<Refer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refer {
    time: Loose,
    sender: Loose,
}

/// Why a message between two people is left out.
pub(super) const PRIVATE: &str = "私聊消息,不属于任何群。确要导入,请用 --group 指定群号";

/// Reads the array.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    // Some proxies wrap the array: `{"items": […]}`.
    let document = Document::read(text, "items", "chatlog-json", &mut sheet.report)?;
    document.fill(text, sheet, |line, item: Item, sheet, report| {
        row(line, item, options, sheet, report)
    });
    Ok(())
}

fn row(
    line: usize,
    item: Item,
    options: &Options,
    sheet: &mut Sheet,
    report: &mut Report,
) -> Option<Row> {
    if !item.is_chat_room.yes() && !item.talker.0.ends_with("@chatroom") && !sheet.forced() {
        report.skip(line, PRIVATE);
        return None;
    }
    let Some(at) = time::read(&item.time.0, &options.zone) else {
        report.skip(line, format!("时间 `{}` 读不出", shorten(&item.time.0)));
        return None;
    };
    let what = match what(&item, options) {
        Ok(what) => what,
        Err(reason) => {
            report.skip(line, reason);
            return None;
        }
    };
    let group = sheet.group(&item.talker.0, &item.talker_name.0);
    if item.is_self.yes() && !matches!(what, What::System(_)) {
        sheet.me(group, &item.sender.0);
    }
    let who = match what {
        // The sender of a line of the platform is a name that says so.
        What::System(_) => Who::default(),
        _ => Who { id: item.sender.0, name: item.sender_name.0, ..Who::default() },
    };
    Some(Row { line, group, own: item.seq.0, at, who, what })
}

fn what(item: &Item, options: &Options) -> Result<What, String> {
    let (code, subtype) = (item.code.number().unwrap_or(0), item.sub_type.number().unwrap_or(0));
    let content = &item.content.0;
    let none = Contents::default();
    let contents = item.contents.as_ref().unwrap_or(&none);
    Ok(match kinds::by_code(code, subtype) {
        None if content.is_empty() => return Err(format!("不认识的消息类型 {code}/{subtype}")),
        None | Some(Sort::Text) => {
            What::Message(Message { text: content.clone(), ..Message::default() })
        }
        Some(Sort::Quote) => {
            let said = contents.refer.as_ref().and_then(|refer| {
                let at = time::read(&refer.time.0, &options.zone)?;
                Some(Reply::Said(at, refer.sender.0.clone()))
            });
            let reply = said.unwrap_or_default();
            What::Message(Message { text: content.clone(), reply, ..Message::default() })
        }
        Some(Sort::Notice) => {
            let texts = [&contents.desc.0, &contents.title.0, content];
            What::Notice(
                texts.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default(),
            )
        }
        Some(Sort::System) => What::System(content.clone()),
        Some(Sort::Nothing(what)) => return Err(format!("{what},没有对应的事件")),
        Some(sort @ Sort::Media(..)) => {
            let mut media = sort.media().unwrap_or_default();
            for title in [&contents.title.0, &contents.label.0] {
                media.set_title(title);
            }
            media.set_url(&contents.url.0);
            for hash in [&contents.rawmd5.0, &contents.md5.0] {
                media.set_hash(hash);
            }
            What::Message(Message { media: vec![media], ..Message::default() })
        }
    })
}
