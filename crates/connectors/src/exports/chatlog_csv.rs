//! chatlog's CSV: what is not text stands in the content as a placeholder, answers as quotes.

use super::chatlog_json::PRIVATE;
use super::csv_rows::Table;
use super::error::ImportError;
use super::memotrace::shorten;
use super::sheet::{Message, Row, Sheet, What, Who};
use super::{Options, placeholder, time};

/// The sender of lines that the platform wrote.
const PLATFORM: &str = "系统消息";

/// Reads the table.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let needed = ["Time", "SenderName", "Sender", "Talker", "Content"];
    let mut table = Table::open(text, "chatlog-csv", &needed)?;
    let [when, name, sender, talk, talker, content] =
        ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"]
            .map(|name| table.column(name));
    while let Some(line) = table.next(&mut sheet.report) {
        if !table.get(talker).ends_with("@chatroom") && !sheet.forced() {
            sheet.report.skip(line, PRIVATE);
            continue;
        }
        let Some(at) = time::read(table.get(when), &options.zone) else {
            let reason = format!("时间 `{}` 读不出", shorten(table.get(when)));
            sheet.report.skip(line, reason);
            continue;
        };
        let group = sheet.group(table.get(talker), table.get(talk));
        let content = table.get(content);
        let (who, what) = if table.get(sender) == PLATFORM {
            (Who::default(), What::System(content.to_owned()))
        } else {
            let (id, name) = (table.get(sender).to_owned(), table.get(name).to_owned());
            (Who { id, name, ..Who::default() }, What::Message(message(content)))
        };
        sheet.push(Row { line, group, own: String::new(), at, who, what });
    }
    Ok(())
}

fn message(content: &str) -> Message {
    match placeholder::read(content) {
        Some(media) => Message { media: vec![media], ..Message::default() },
        None => Message { text: said(content).to_owned(), ..Message::default() },
    }
}

/// What an answer says, without the quoted lines before it.
fn said(content: &str) -> &str {
    let quotes = content.lines().next().is_some_and(|first| {
        let head = first.strip_prefix("> ").unwrap_or("");
        // `> name(id) 03-02 22:15:00`, or a mark where the quoted message is gone.
        head == "[引用]" || (head.contains('(') && head.ends_with(|c: char| c.is_ascii_digit()))
    });
    if !quotes {
        return content;
    }
    let mut rest = content;
    while rest.starts_with("> ") {
        rest = rest.split_once('\n').map_or("", |(_, next)| next);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_lose_what_they_quote() {
        for (content, says) in [
            ("> 小满(wxid_2) 03-02 22:15:00\n> 几点开会\n三点", "三点"),
            ("> [引用]\n收到", "收到"),
            ("> 这是我自己打的", "> 这是我自己打的"),
            ("a > b", "a > b"),
        ] {
            assert_eq!(said(content), says);
        }
    }
}
