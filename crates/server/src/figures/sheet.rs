//! A report as tables: for a workbook (xlsx), one by one as CSV, and for paper.

use model::Action;
use policy::texts::Language;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::report::{Report, Sums};

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(i64),
    /// Nothing is known.
    None,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Cell {
        Cell::Count(count)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Cell {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(given: Option<T>) -> Cell {
        given.map_or(Cell::None, Into::into)
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name in addresses.
    pub name: &'static str,
    /// What stands over it.
    pub title: &'static str,
    /// What stands over its columns.
    pub head: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// What a rule kind is called.
#[must_use]
pub fn kind(name: &str, language: Language) -> String {
    let spec = rules::specs().into_iter().find(|spec| spec.name == name);
    match spec {
        Some(spec) => language.choose(spec.summary, spec.english).to_owned(),
        None => name.to_owned(),
    }
}

fn action(name: &str, language: Language) -> String {
    match Action::SANCTIONS.iter().find(|one| one.name() == name) {
        Some(action) if language == Language::Chinese => action.in_words().to_owned(),
        _ => name.replace('-', " "),
    }
}

/// What stands over the figures of a group.
const SUMS: [(&str, &str); 15] = [
    ("消息", "Messages"),
    ("发言人数", "Active members"),
    ("进群", "Joined"),
    ("退群", "Left"),
    ("被移出", "Removed"),
    ("违规", "Breaches"),
    ("申诉", "Appealed"),
    ("撤销", "Taken back"),
    ("处理", "Measures"),
    ("要人办的事", "For people"),
    ("按时办结", "In time"),
    ("按时做到(人次)", "Duties done"),
    ("没有做到(人次)", "Duties missed"),
    ("罚款", "Fines"),
    ("未交罚款(元)", "Fines owed (yuan)"),
];

fn sums(sums: &Sums) -> Vec<Cell> {
    vec![
        sums.messages.into(),
        sums.active.into(),
        sums.joined.into(),
        sums.left.into(),
        sums.removed.into(),
        sums.breaches.into(),
        sums.appealed.into(),
        sums.undone.into(),
        sums.measures.into(),
        sums.asked.into(),
        sums.in_time.into(),
        sums.done.into(),
        sums.missed.into(),
        sums.fines.into(),
        sums.owed.as_str().into(),
    ]
}

fn joined<'a>(answers: impl Iterator<Item = &'a super::report::Answer>) -> Cell {
    let names: Vec<&str> = answers.map(|one| one.name.as_str()).collect();
    Cell::Text(names.join("、"))
}

/// Everything that a report has, table by table.
#[must_use]
pub fn tables(report: &Report, language: Language) -> Vec<Table> {
    let say = |chinese: &'static str, english: &'static str| language.choose(chinese, english);
    let named = |head: &[(&'static str, &'static str)]| -> Vec<&'static str> {
        head.iter().map(|(chinese, english)| say(chinese, english)).collect()
    };
    let with_sums = |first: &[(&'static str, &'static str)]| {
        let mut head = named(first);
        head.extend(named(&SUMS));
        head
    };
    let mut tables = vec![Table {
        name: "sums",
        title: say("合计", "Total"),
        head: with_sums(&[("开始", "From"), ("结束", "To")]),
        rows: vec![
            [vec![report.from.as_str().into(), report.to.as_str().into()], sums(&report.sums)]
                .concat(),
        ],
    }];
    tables.push(Table {
        name: "days",
        title: say("每天", "Days"),
        head: named(&[
            ("日期", "Day"),
            ("消息", "Messages"),
            ("发言人数", "Active members"),
            ("违规", "Breaches"),
        ]),
        rows: report
            .days
            .iter()
            .map(|day| {
                let date = day.date.as_str().into();
                vec![date, day.messages.into(), day.active.into(), day.breaches.into()]
            })
            .collect(),
    });
    tables.push(Table {
        name: "groups",
        title: say("各群", "Groups"),
        head: with_sums(&[("群", "Group"), ("群号", "Group id"), ("人数", "People")]),
        rows: report
            .groups
            .iter()
            .map(|one| {
                let own = vec![one.name.as_str().into(), one.id.as_str().into(), one.people.into()];
                [own, sums(&one.sums)].concat()
            })
            .collect(),
    });
    if let Some(people) = &report.people {
        tables.push(Table {
            name: "people",
            title: say("各人", "People"),
            head: named(&[
                ("成员", "Member"),
                ("成员号", "Member id"),
                ("消息", "Messages"),
                ("违规", "Breaches"),
                ("撤销", "Taken back"),
                ("处理", "Measures"),
                ("按时做到", "Duties done"),
                ("没有做到", "Duties missed"),
                ("平均答复(分钟)", "Minutes to answer"),
                ("打卡", "Checked in"),
                ("缺打卡", "Not checked in"),
                ("积分", "Points"),
            ]),
            rows: people
                .iter()
                .map(|one| {
                    vec![
                        one.name.as_str().into(),
                        one.member.as_str().into(),
                        one.messages.into(),
                        one.breaches.into(),
                        one.undone.into(),
                        one.measures.into(),
                        one.done.into(),
                        one.missed.into(),
                        one.minutes.into(),
                        one.checked_in.into(),
                        one.not_checked_in.into(),
                        one.points.into(),
                    ]
                })
                .collect(),
        });
    }
    tables.push(Table {
        name: "rules",
        title: say("各条规定", "Articles"),
        head: named(&[
            ("制度", "Policy"),
            ("条款", "Article"),
            ("规定", "Rule"),
            ("违规", "Breaches"),
            ("申诉", "Appealed"),
            ("撤销", "Taken back"),
        ]),
        rows: report
            .rules
            .iter()
            .map(|one| {
                vec![
                    one.title.as_str().into(),
                    one.cite.as_str().into(),
                    Cell::Text(kind(&one.kind, language)),
                    one.cases.into(),
                    one.appealed.into(),
                    one.undone.into(),
                ]
            })
            .collect(),
    });
    tables.push(Table {
        name: "measures",
        title: say("处理", "Measures"),
        head: named(&[("处理", "Measure"), ("次数", "Times")]),
        rows: report
            .measures
            .iter()
            .map(|one| vec![Cell::Text(action(&one.action, language)), one.count.into()])
            .collect(),
    });
    tables.push(Table {
        name: "duties",
        title: say("应做的事", "Duties"),
        head: named(&[
            ("制度", "Policy"),
            ("条款", "Article"),
            ("规定", "Rule"),
            ("次数", "Times"),
            ("按时做到(人次)", "Done"),
            ("没有做到(人次)", "Missed"),
            ("平均用时(分钟)", "Minutes on average"),
        ]),
        rows: report
            .duties
            .iter()
            .map(|one| {
                vec![
                    one.title.as_str().into(),
                    one.cite.as_str().into(),
                    Cell::Text(kind(&one.kind, language)),
                    one.asked.into(),
                    one.done.into(),
                    one.missed.into(),
                    one.minutes.into(),
                ]
            })
            .collect(),
    });
    if let Some(questions) = &report.questions {
        tables.push(Table {
            name: "questions",
            title: say("谁答复了", "Who answered"),
            head: named(&[
                ("时间", "Asked"),
                ("谁问的", "By"),
                ("规定", "Rule"),
                ("期限", "Due"),
                ("已答复", "Answered"),
                ("没有答复", "Did not"),
                ("还没到期", "Still have time"),
            ]),
            rows: questions
                .iter()
                .map(|one| {
                    vec![
                        one.asked.as_str().into(),
                        joined(one.asker.iter()),
                        Cell::Text(kind(&one.kind, language)),
                        one.due.as_str().into(),
                        joined(one.answered.iter()),
                        joined(one.missing.iter()),
                        joined(one.waiting.iter()),
                    ]
                })
                .collect(),
        });
    }
    tables
}

/// The most characters that a field of a workbook may have.
const CHARS_MAX: usize = 32_000;

/// A workbook with a sheet for each table.
///
/// # Errors
/// It can't be put together.
pub fn workbook(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.title)?;
        for (column, head) in (0_u16..).zip(&table.head) {
            sheet.write_string_with_format(0, column, *head, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    // As words, whatever they begin with: nothing in it is reckoned out.
                    Cell::Text(text) => {
                        let text: String = text.chars().take(CHARS_MAX).collect();
                        sheet.write_string(row, column, text)?;
                    }
                    Cell::Count(count) => {
                        let count = i32::try_from(*count).unwrap_or(i32::MAX);
                        sheet.write_number(row, column, count)?;
                    }
                    Cell::None => {}
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofit();
    }
    book.save_to_buffer()
}

/// A table as CSV, as spreadsheets open it: with a mark of its encoding.
#[must_use]
pub fn csv(table: &Table) -> String {
    let mut out = String::from('\u{feff}');
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    line(&mut table.head.iter().map(|head| quoted(head)));
    for row in &table.rows {
        line(&mut row.iter().map(|cell| match cell {
            Cell::Text(text) => quoted(text),
            Cell::Count(count) => count.to_string(),
            Cell::None => String::new(),
        }));
    }
    out
}

/// A field of CSV. What spreadsheets would reckon out stays words.
fn quoted(text: &str) -> String {
    let reckoned = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if reckoned { format!("'{text}") } else { text.to_owned() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_never_formulas() {
        let name = "=HYPERLINK(\"http://x\",\"好, 吗\")";
        let table = Table {
            name: "people",
            title: "各人",
            head: vec!["成员"],
            rows: vec![vec![name.into()], vec![Cell::from(-3_i64)]],
        };
        let expected = "\u{feff}成员\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"好, 吗\"\")\"\r\n-3\r\n";
        assert_eq!(csv(&table), expected);
        let book = workbook(&[table]).unwrap();
        assert!(book.starts_with(b"PK"));
    }
}
