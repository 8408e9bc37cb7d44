//! A list of people as offices keep them, line by line: who each line names, or why it can't be
//! told. Nothing is left out: what is not understood stands in the answer with its reason.

use std::collections::{BTreeMap, BTreeSet};

use store::rows::MemberRow;

/// The most lines of a list.
pub const LINES_MAX: usize = 5_000;
/// The longest field, in characters.
const FIELD_CHARS_MAX: usize = 60;
/// The longest id, in characters.
const ID_CHARS_MAX: usize = 64;
/// A number of so few digits counts lines, where another number stands beside it.
const COUNTS_DIGITS: usize = 4;
/// What of cards are parts: `销售部-陈静`.
const CARD_SIGNS: &[char] =
    &['-', '_', '—', '–', '·', '|', '/', ' ', '(', ')', '\u{ff08}', '\u{ff09}'];

/// Somebody on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// Departments, posts; none: the list does not say.
    pub tags: Option<Vec<String>>,
    pub left: bool,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The names of the columns.
    Head,
    /// Somebody.
    Person(Person),
    /// Why it is not understood: the key of the words, and what is filled in.
    Unread(&'static str, String),
}

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    pub text: String,
    pub what: What,
}

/// Those whom a list may mean by their names: ids by names, and which ids there are.
#[derive(Debug, Default)]
pub struct Known {
    by_name: BTreeMap<String, Vec<String>>,
    ids: BTreeSet<String>,
}

impl Known {
    /// Those in the group, and those on the list.
    pub fn of<'a>(rows: impl Iterator<Item = &'a MemberRow>) -> Known {
        let mut known = Known::default();
        for row in rows.filter(|row| !row.id.starts_with('@')) {
            known.ids.insert(row.id.clone());
            let mut names: Vec<&str> =
                [&row.name, &row.card].into_iter().flatten().map(|one| one.trim()).collect();
            names.extend(row.card.iter().flat_map(|card| card.split(CARD_SIGNS)));
            for name in names.into_iter().filter(|name| name.chars().count() > 1) {
                let ids = known.by_name.entry(name.to_owned()).or_default();
                if !ids.contains(&row.id) {
                    ids.push(row.id.clone());
                }
            }
        }
        known
    }
}

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    /// Ids: of several such columns the one that stands first in [`HEADS`] counts.
    Id(usize),
    Tags,
    Standing,
    /// Nothing that is kept.
    Other,
}

/// Names of columns.
const HEADS: &[(&str, Column)] = &[
    ("成员编号", Column::Id(0)),
    ("成员号", Column::Id(0)),
    ("qq", Column::Id(1)),
    ("qq号", Column::Id(1)),
    ("qq号码", Column::Id(1)),
    ("微信号", Column::Id(2)),
    ("企业微信账号", Column::Id(2)),
    ("userid", Column::Id(2)),
    ("账号", Column::Id(3)),
    ("帐号", Column::Id(3)),
    ("id", Column::Id(3)),
    ("号码", Column::Id(3)),
    ("编号", Column::Id(4)),
    ("工号", Column::Id(5)),
    ("学号", Column::Id(5)),
    ("姓名", Column::Name),
    ("名字", Column::Name),
    ("员工姓名", Column::Name),
    ("学生姓名", Column::Name),
    ("name", Column::Name),
    ("部门", Column::Tags),
    ("科室", Column::Tags),
    ("单位", Column::Tags),
    ("班级", Column::Tags),
    ("小组", Column::Tags),
    ("职务", Column::Tags),
    ("职位", Column::Tags),
    ("岗位", Column::Tags),
    ("标签", Column::Tags),
    ("department", Column::Tags),
    ("title", Column::Tags),
    ("状态", Column::Standing),
    ("在职状态", Column::Standing),
    ("是否在职", Column::Standing),
    ("status", Column::Standing),
];

/// What a field says of whether somebody is still there.
fn standing(field: &str) -> Option<bool> {
    match field.to_lowercase().as_str() {
        "在职" | "在读" | "在岗" | "active" => Some(false),
        "离职" | "已离职" | "离开" | "已离开" | "退休" | "已退休" | "调出" | "毕业" | "left" => {
            Some(true)
        }
        _ => None,
    }
}

/// The fields of a line: parted by tabs, else by commas and the like, else by blanks. What stands
/// in quotes is one field.
fn fields(line: &str) -> Vec<String> {
    const SIGNS: &[char] = &[',', '\u{ff0c}', ';', '\u{ff1b}', '|', '、'];
    const AROUND: &[char] = &['(', ')', ':', '\u{ff08}', '\u{ff09}', '\u{ff1a}'];
    let parts: fn(char) -> bool = match () {
        () if line.contains('\t') => |c| c == '\t',
        () if line.contains(SIGNS) => |c| SIGNS.contains(&c),
        () => |c| c.is_whitespace() || AROUND.contains(&c),
    };
    let (mut all, mut one, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if !quoted && parts(c) => all.push(std::mem::take(&mut one)),
            c => one.push(c),
        }
    }
    all.push(one);
    all.into_iter().map(|field| field.trim().to_owned()).collect()
}

/// Whether a field may be somebody's id: signs that ids have, a digit or more among them.
fn is_id(field: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@');
    field.bytes().all(fits)
        && field.bytes().any(|byte| byte.is_ascii_digit())
        && field.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && !field.ends_with('.')
}

/// The columns that a line names, where it names any.
fn head(fields: &[String]) -> Option<Vec<Column>> {
    let column = |field: &String| {
        let plain: String = field.to_lowercase().split_whitespace().collect();
        HEADS.iter().find(|(name, _)| *name == plain).map(|(_, column)| *column)
    };
    let named: Vec<Option<Column>> = fields.iter().map(column).collect();
    let says_who = named.iter().flatten().any(|one| matches!(one, Column::Name | Column::Id(_)));
    let best = named.iter().flatten().filter_map(|one| match one {
        Column::Id(rank) => Some(*rank),
        _ => None,
    });
    let best = best.min();
    says_who.then(|| {
        let kept = |one: Option<Column>| match one {
            Some(Column::Id(rank)) if Some(rank) != best => Column::Other,
            other => other.unwrap_or(Column::Other),
        };
        named.into_iter().map(kept).collect()
    })
}

/// What the fields of a line are.
#[derive(Default)]
struct Parts {
    ids: Vec<String>,
    name: String,
    tags: Vec<String>,
    has_tags: bool,
    left: bool,
    /// A field of its own column that says neither.
    unclear: Option<String>,
}

fn by_columns(fields: &[String], columns: &[Column]) -> Parts {
    let mut parts = Parts { has_tags: columns.contains(&Column::Tags), ..Parts::default() };
    for (field, column) in fields.iter().zip(columns) {
        match column {
            _ if field.is_empty() => {}
            Column::Id(_) => parts.ids.push(field.clone()),
            Column::Name if parts.name.is_empty() => parts.name.clone_from(field),
            Column::Tags => parts.tags.extend(words(field)),
            Column::Standing => match (standing(field), field.as_str()) {
                (Some(left), _) => parts.left = left,
                (None, "是") => {}
                (None, "否") => parts.left = true,
                _ => parts.unclear = Some(field.clone()),
            },
            Column::Name | Column::Other => {}
        }
    }
    parts
}

fn by_looks(fields: &[String], known: &Known) -> Parts {
    let mut parts = Parts::default();
    for field in fields.iter().filter(|field| !field.is_empty()) {
        match standing(field) {
            Some(left) => parts.left = left,
            None if known.ids.contains(field) || is_id(field) => parts.ids.push(field.clone()),
            // `1.` before a name counts lines.
            None if field.trim_end_matches(['.', '、']).bytes().all(|c| c.is_ascii_digit()) => {}
            None if parts.name.is_empty() => parts.name.clone_from(field),
            None => parts.tags.extend(words(field)),
        }
    }
    parts.has_tags = !parts.tags.is_empty();
    if parts.ids.len() > 1 {
        let counts =
            |id: &String| id.len() <= COUNTS_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit());
        match parts.ids.iter().position(|id| known.ids.contains(id)) {
            Some(at) => parts.ids = vec![parts.ids.swap_remove(at)],
            None => parts.ids.retain(|id| !counts(id)),
        }
    }
    parts
}

/// The words of one field: `工程部、管理人员`.
fn words(field: &str) -> impl Iterator<Item = String> + '_ {
    let all = field.split(['、', '/', ',', ';', '\u{ff0c}', '\u{ff1b}']).map(str::trim);
    all.filter(|word| !word.is_empty()).map(str::to_owned)
}

fn person(parts: Parts, known: &Known) -> What {
    let long = [&parts.name].into_iter().chain(&parts.tags);
    if let Some(long) = { long }.find(|field| field.chars().count() > FIELD_CHARS_MAX) {
        return What::Unread("roster.unread.long", long.chars().take(20).collect());
    }
    if let Some(field) = parts.unclear {
        return What::Unread("roster.unread.standing", field);
    }
    let id = match parts.ids.as_slice() {
        [id] => id.clone(),
        [] if parts.name.is_empty() => return What::Unread("roster.unread.nobody", String::new()),
        [] => match known.by_name.get(&parts.name).map(Vec::as_slice) {
            Some([id]) => id.clone(),
            Some(several) => {
                return What::Unread("roster.unread.several", several.len().to_string());
            }
            None => return What::Unread("roster.unread.unknown", parts.name),
        },
        several => return What::Unread("roster.unread.numbers", several.join(" / ")),
    };
    if id.starts_with('@') || id.chars().count() > ID_CHARS_MAX || id.contains(char::is_control) {
        return What::Unread("roster.unread.id", id.chars().take(20).collect());
    }
    let tags = parts.has_tags.then_some(parts.tags);
    What::Person(Person { id, name: parts.name, tags, left: parts.left })
}

/// A list, line by line, without empty lines; whether it has more lines than are read.
pub fn read(text: &str, known: &Known) -> (Vec<Line>, bool) {
    let mut columns: Option<Vec<Column>> = None;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    let given = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    for (at, text) in given.clone().take(LINES_MAX) {
        let fields = fields(text);
        let number = at.saturating_add(1);
        let named = if columns.is_none() { head(&fields) } else { None };
        let what = match (named, &columns) {
            (Some(named), _) => {
                columns = Some(named);
                What::Head
            }
            (None, Some(columns)) => person(by_columns(&fields, columns), known),
            (None, None) => person(by_looks(&fields, known), known),
        };
        let what = match what {
            What::Person(person) => match seen.get(&person.id) {
                Some(first) => What::Unread("roster.unread.twice", first.to_string()),
                None => {
                    seen.insert(person.id.clone(), number);
                    What::Person(person)
                }
            },
            other => other,
        };
        lines.push(Line { number, text: text.trim().to_owned(), what });
    }
    (lines, given.count() > LINES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, name: &str, card: &str) -> MemberRow {
        MemberRow {
            id: id.to_owned(),
            name: Some(name.to_owned()),
            card: Some(card.to_owned()),
            ..MemberRow::default()
        }
    }

    fn known() -> Known {
        let rows = [
            row("10001", "小静", "销售部-陈静"),
            row("10002", "王敏", ""),
            row("10003", "王敏", ""),
            row("zhou", "老周", "周林"),
        ];
        Known::of(rows.iter())
    }

    /// What each line is, as one line.
    fn said(text: &str) -> String {
        let (lines, _) = read(text, &known());
        let one = |line: &Line| match &line.what {
            What::Head => format!("{} head", line.number),
            What::Unread(key, with) => {
                let key = key.rsplit('.').next().unwrap_or_default();
                format!("{} ? {key} {with}", line.number).trim_end().to_owned()
            }
            What::Person(one) => {
                let tags = one.tags.as_ref().map(|tags| format!(" [{}]", tags.join("|")));
                let left = if one.left { " left" } else { "" };
                format!("{} {} {}{}{left}", line.number, one.id, one.name, tags.unwrap_or_default())
            }
        };
        lines.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn lists_without_heads_are_read_by_what_stands_in_them() {
        let text = "陈静,20001,销售部\n\n2. 林秋 20002\n3\t李想\t20003\t工程部、管理人员\n赵四\u{ff08}20004\u{ff09}\n20005";
        let read = "1 20001 陈静 [销售部]\n3 20002 林秋\n4 20003 李想 [工程部|管理人员]\n5 20004 赵四\n6 20005 ";
        assert_eq!(said(text), read);
    }

    #[test]
    fn heads_say_which_column_is_what() {
        let text = "序号,姓名,工号,QQ号,手机,部门,状态\n1,陈静,A01,20001,13800000000,\"销售部,一组\",在职\n\
                    2,李想,A02,20002,13800000001,,离职\n3,赵四,A03,,1,工程部,请假";
        let read = "1 head\n2 20001 陈静 [销售部|一组]\n3 20002 李想 [] left\n4 ? standing 请假";
        assert_eq!(said(text), read);
    }

    #[test]
    fn who_is_in_the_group_may_be_named_without_a_number() {
        let text = "陈静\n王敏\n孙七\nzhou\n周林 离职";
        let read = "1 10001 陈静\n2 ? several 2\n3 ? unknown 孙七\n4 zhou \n5 ? twice 4";
        assert_eq!(said(text), read);
    }

    #[test]
    fn what_can_not_be_told_says_why() {
        let long = "长".repeat(61);
        let text = format!("20001 20002 甲某\n@org1,甲\n离职\n{long},20003");
        let read = format!(
            "1 ? numbers 20001 / 20002\n2 ? unknown @org1\n3 ? nobody\n4 ? long {}",
            "长".repeat(20)
        );
        assert_eq!(said(&text), read);
        let (lines, more) = read_many(LINES_MAX + 1);
        assert_eq!((lines, more), (LINES_MAX, true));
    }

    fn read_many(count: usize) -> (usize, bool) {
        let text: Vec<String> = (0..count).map(|one| format!("u{one}")).collect();
        let (lines, more) = read(&text.join("\n"), &Known::default());
        (lines.len(), more)
    }
}
