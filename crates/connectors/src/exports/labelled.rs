//! Messages without times and speakers, from data sets or a plain text: turned into a long chat
//! of invented members.
//!
//! TSV and CSV have a header with a `text` column, and a `label` column where there are labels;
//! otherwise every line is a message and an empty line is a pause.

use model::Timestamp;

use super::csv_rows::{self, Table};
use super::error::ImportError;
use super::sheet::{Message, Row, Sheet, What, Who};
use super::{Options, ids, time};

/// The group where the user names none.
const GROUP: &str = "labelled";
/// A pause is as long as this many messages.
const PAUSE: i64 = 20;

/// Reads the file.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let mut chat = Chat::new(options, sheet);
    let (header, delimiter) = csv_rows::header(text);
    if header.len() < 2 || !header.iter().any(|name| name == "text") {
        plain(text, &mut chat, sheet);
    } else if delimiter == b'\t' {
        tsv(text, &header, &mut chat, sheet);
    } else {
        csv(text, &mut chat, sheet)?;
    }
    Ok(())
}

fn plain(text: &str, chat: &mut Chat<'_>, sheet: &mut Sheet) {
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            chat.pause();
        } else {
            chat.say(number + 1, line, None, sheet);
        }
    }
}

/// TSV of data sets has no quoting: a quote is a part of the message.
fn tsv(text: &str, header: &[String], chat: &mut Chat<'_>, sheet: &mut Sheet) {
    let column = |name: &str| header.iter().position(|known| known == name);
    let (said, label) = (column("text"), column("label"));
    for (number, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            chat.pause();
            continue;
        }
        let cells = || line.split('\t');
        let (has, wants) = (cells().count(), header.len());
        if has != wants {
            sheet.report.skip(number + 1, format!("有 {has} 列,而表头有 {wants} 列"));
            continue;
        }
        let cell = |column: Option<usize>| column.and_then(|column| cells().nth(column));
        chat.say(number + 1, cell(said).unwrap_or(""), cell(label), sheet);
    }
}

fn csv(text: &str, chat: &mut Chat<'_>, sheet: &mut Sheet) -> Result<(), ImportError> {
    let mut table = Table::open(text, "labelled", &["text"])?;
    let (said, label) = (table.column("text"), table.column("label"));
    while let Some(line) = table.next(&mut sheet.report) {
        let label = Some(table.get(label)).filter(|label| !label.is_empty());
        chat.say(line, table.get(said), label, sheet);
    }
    Ok(())
}

/// The chat so far.
struct Chat<'a> {
    options: &'a Options,
    groups: Vec<usize>,
    /// When the next message may be said at the earliest.
    now: Timestamp,
    spoken: usize,
}

impl<'a> Chat<'a> {
    /// An empty chat of groups that list all members.
    fn new(options: &'a Options, sheet: &mut Sheet) -> Chat<'a> {
        let base = ids::fit(options.group.as_deref().unwrap_or(GROUP), ids::GROUP_MAX);
        let groups = (1..=options.groups)
            .map(|number| {
                let id =
                    if options.groups == 1 { base.clone() } else { format!("{base}-{number}") };
                sheet.open(&id)
            })
            .collect();
        let members: Vec<Who> = (0..options.members).map(member).collect();
        for group in &mut sheet.groups {
            group.members.clone_from(&members);
        }
        Chat { options, groups, now: options.start, spoken: 0 }
    }

    fn pause(&mut self) {
        self.now = self.now.plus_ms(self.options.every_ms * PAUSE);
    }

    /// Says a message: a little later than the beat, by a member and in a group in turn, all
    /// decided by the number of its line.
    fn say(&mut self, line: usize, text: &str, label: Option<&str>, sheet: &mut Sheet) {
        let hash = ids::hash([line.to_string().as_str()]);
        let every = self.options.every_ms.unsigned_abs();
        let late = i64::try_from(hash % (every / 2 + 1)).unwrap_or(0);
        // Whole seconds, as platforms have them, where the beat is that slow.
        let late = if every >= 2_000 { late / 1_000 * 1_000 } else { late };
        let at = self.now.plus_ms(late);
        if !time::in_range(at) {
            return sheet.report.skip(line, "时间到了 3000 年以后,请用 --every 缩短间隔");
        }
        self.now = self.now.plus_ms(self.options.every_ms);
        let speaker = (hash >> 32) % u64::from(self.options.members);
        let turn = self.spoken % self.groups.len().max(1);
        self.spoken += 1;
        let group = self.groups.get(turn).copied().unwrap_or(0);
        let message = Message {
            text: text.trim().to_owned(),
            label: label.map(|label| label.trim().to_owned()),
            ..Message::default()
        };
        sheet.push(Row {
            line,
            group,
            own: format!("L{line}"),
            at,
            who: member(u32::try_from(speaker).unwrap_or(0)),
            what: What::Message(message),
        });
    }
}

/// An invented member.
fn member(index: u32) -> Who {
    let number = index + 1;
    Who { id: format!("u{number:03}"), name: format!("成员{number:03}"), ..Who::default() }
}
