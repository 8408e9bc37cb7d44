//! MemoTrace (留痕, WeChatMsg) CSV: one conversation with WeChat's type numbers and XML.

use super::csv_rows::Table;
use super::error::ImportError;
use super::ids;
use super::kinds::{self, Sort};
use super::sheet::{Message, Reply, Row, Sheet, What, Who};
use super::{Options, time, xml};

/// Reads the table. `TalkerId` stands for the group, which the file does not name.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let needed = ["localId", "Type", "CreateTime", "StrContent"];
    let mut table = Table::open(text, "memotrace", &needed)?;
    let [local, talker, code, subtype, mine, created, content, shown, nick, remark, sender] = [
        "localId",
        "TalkerId",
        "Type",
        "SubType",
        "IsSender",
        "CreateTime",
        "StrContent",
        "StrTime",
        "NickName",
        "Remark",
        "Sender",
    ]
    .map(|name| table.column(name));
    while let Some(line) = table.next(&mut sheet.report) {
        let at =
            time::unix(table.get(created)).or_else(|| time::civil(table.get(shown), &options.zone));
        let Some(at) = at else {
            let reason = format!("时间 `{}` 读不出", shorten(table.get(created)));
            sheet.report.skip(line, reason);
            continue;
        };
        let number = |column| table.get(column).trim().parse::<i64>().unwrap_or(0);
        let what = match what(number(code), number(subtype), table.get(content)) {
            Ok(what) => what,
            Err(reason) => {
                sheet.report.skip(line, reason);
                continue;
            }
        };
        let talker = table.get(talker).trim();
        let group =
            if talker.is_empty() { "memotrace".to_owned() } else { format!("talker-{talker}") };
        let group = sheet.group(&group, "");
        let mut who = Who { id: table.get(sender).trim().to_owned(), ..Who::default() };
        // The remark is what the exporting account calls them, for want of a name of their own.
        let mut names = [table.get(nick), table.get(remark)].into_iter();
        names.find(|name| !name.is_empty()).unwrap_or("").clone_into(&mut who.name);
        if number(mine) == 1 && !ids::mangled(&who.id) {
            sheet.me(group, &who.id);
        }
        // `localId` counts within one of several databases: the time makes it unique.
        let local = table.get(local).trim();
        let own = match local {
            "" => String::new(),
            local if ids::mangled(local) => local.to_owned(),
            local => format!("{local}-{}", at.0 / 1_000),
        };
        sheet.push(Row { line, group, own, at, who, what });
    }
    Ok(())
}

/// A value as a message shows it.
pub(super) fn shorten(value: &str) -> String {
    let mut short: String = value.chars().take(30).collect();
    if short.len() < value.len() {
        short.push('…');
    }
    short
}

/// What a row with WeChat's type numbers holds, with the facts that its XML has.
///
/// # Errors
/// Why it is nothing that becomes an event.
pub(super) fn what(code: i64, subtype: i64, content: &str) -> Result<What, String> {
    let is_xml = xml::is_xml(content);
    let named = || xml::element(&xml::without(content, "refermsg"), "type")?.parse().ok();
    let subtype = match (code, subtype) {
        (49, 0) if is_xml => named().unwrap_or(0),
        _ => subtype,
    };
    let plain = if is_xml { "" } else { content };
    let title = || {
        let facts = xml::without(content, "refermsg");
        if is_xml { xml::element(&facts, "title").unwrap_or_default() } else { content.to_owned() }
    };
    let message = |text: String| What::Message(Message { text, ..Message::default() });
    Ok(match kinds::by_code(code, subtype) {
        None if plain.is_empty() => return Err(format!("不认识的消息类型 {code}/{subtype}")),
        None | Some(Sort::Text) => message(content.to_owned()),
        Some(Sort::Quote) => {
            let reply = if is_xml { referred(content) } else { Reply::Nothing };
            What::Message(Message { text: title(), reply, ..Message::default() })
        }
        Some(Sort::Notice) => {
            let notice = xml::element(content, "textannouncement").unwrap_or_else(title);
            What::Notice(notice)
        }
        Some(Sort::System) if is_xml => {
            What::System(xml::element(content, "replacemsg").unwrap_or_default())
        }
        Some(Sort::System) => What::System(content.to_owned()),
        Some(Sort::Nothing(what)) => return Err(format!("{what},没有对应的事件")),
        Some(sort @ Sort::Media(..)) => {
            let mut media = sort.media().unwrap_or_default();
            if is_xml {
                if code == 49 {
                    media.set_title(&title());
                }
                media.set_url(&xml::element(content, "url").unwrap_or_default());
                media.set_hash(&xml::attribute(content, "md5").unwrap_or_default());
                let length = xml::attribute(content, "voicelength");
                media.seconds = length.and_then(|ms| ms.parse::<u32>().ok()).map(|ms| ms / 1_000);
                let bytes = xml::element(content, "totallen");
                media.bytes = bytes.and_then(|bytes| bytes.parse().ok());
            } else if code == 49 {
                media.set_title(content);
            }
            What::Message(Message { media: vec![media], ..Message::default() })
        }
    })
}

/// Which message a quote quotes: by when and by whom it was said.
fn referred(content: &str) -> Reply {
    let said = || {
        let quoted = xml::inside(content, "refermsg")?;
        let at = time::unix(&xml::element(quoted, "createtime")?)?;
        let who = xml::element(quoted, "chatusr").or_else(|| xml::element(quoted, "fromusr"))?;
        Some(Reply::Said(at, who))
    };
    said().unwrap_or_default()
}
