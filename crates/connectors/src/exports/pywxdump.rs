//! PyWxDump CSV: WeChat messages with a Chinese type name. `msg` and `src` are columns, or one
//! column `content` holds both as JSON in older versions.

use serde::Deserialize;

use super::chatlog_json::PRIVATE;
use super::csv_rows::Table;
use super::error::ImportError;
use super::json_rows::Loose;
use super::kinds::{self, Sort};
use super::memotrace::shorten;
use super::sheet::{Message, Row, Sheet, What, Who};
use super::{Options, ids, time};

/// The talkers of lines that the platform wrote.
const PLATFORM: &[&str] = &["系统", "系统消息"];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    msg: Loose,
}

/// Reads the table.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let needed = ["MsgSvrID", "type_name", "talker", "CreateTime"];
    let mut table = Table::open(text, "pywxdump-csv", &needed)?;
    let [server, kind, mine, talker, room, msg, content, created] = [
        "MsgSvrID",
        "type_name",
        "is_sender",
        "talker",
        "room_name",
        "msg",
        "content",
        "CreateTime",
    ]
    .map(|name| table.column(name));
    while let Some(line) = table.next(&mut sheet.report) {
        let room = table.get(room).trim();
        if !room.ends_with("chatroom") && !sheet.forced() {
            sheet.report.skip(line, PRIVATE);
            continue;
        }
        let Some(at) = time::read(table.get(created), &options.zone) else {
            let reason = format!("时间 `{}` 读不出", shorten(table.get(created)));
            sheet.report.skip(line, reason);
            continue;
        };
        let group = sheet.group(room, "");
        let msg = match table.get(msg) {
            "" => old_content(table.get(content)),
            msg => msg.to_owned(),
        };
        let talker = table.get(talker).trim();
        let platform = PLATFORM.contains(&talker);
        let what = match what(table.get(kind), msg, platform) {
            Ok(what) => what,
            Err(reason) => {
                sheet.report.skip(line, reason);
                continue;
            }
        };
        let who = match what {
            What::System(_) => Who::default(),
            _ => Who { id: talker.to_owned(), ..Who::default() },
        };
        if table.get(mine).trim() == "1" && !ids::mangled(talker) {
            sheet.me(group, &who.id);
        }
        let own = table.get(server).trim();
        let own = if own == "0" { String::new() } else { own.to_owned() };
        sheet.push(Row { line, group, own, at, who, what });
    }
    Ok(())
}

fn old_content(content: &str) -> String {
    match serde_json::from_str::<Content>(content) {
        Ok(old) if content.trim_start().starts_with('{') => old.msg.0,
        _ => content.to_owned(),
    }
}

fn what(kind: &str, msg: String, platform: bool) -> Result<What, String> {
    if platform {
        return Ok(What::System(msg));
    }
    Ok(match kinds::by_name(kind) {
        None if msg.is_empty() => return Err(format!("不认识的消息类型 `{}`", shorten(kind))),
        None | Some(Sort::Text | Sort::Quote) => {
            What::Message(Message { text: msg, ..Message::default() })
        }
        Some(Sort::Notice) => What::Notice(msg),
        Some(Sort::System) => What::System(msg),
        Some(Sort::Nothing(what)) => return Err(format!("{what},没有对应的事件")),
        Some(sort @ Sort::Media(..)) => {
            let media = sort.media().unwrap_or_default();
            What::Message(super::weflow::with_title(media, &msg))
        }
    })
}
