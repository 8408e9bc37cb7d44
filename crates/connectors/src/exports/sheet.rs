//! What every format is read into before it becomes events: groups, and rows in file order.

use std::collections::BTreeMap;

use model::Timestamp;

use super::line::Media;
use super::report::Report;
use super::{ROWS_MAX, ids};

/// Why rows beyond [`ROWS_MAX`] are left out.
pub(super) const TOO_MANY: &str = "超过 400 万行,后面的没有导入。请按时间分段导出,逐个导入";

/// A file's groups and rows.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    forced: Option<String>,
    index: BTreeMap<String, usize>,
    /// In the order of their first row.
    pub groups: Vec<Group>,
    /// In the order of the file.
    pub rows: Vec<Row>,
    /// What to tell the reader.
    pub report: Report,
}

/// A group of the file.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub id: String,
    pub name: String,
    /// Who the file itself lists.
    pub members: Vec<Who>,
    /// The member id of whose account the file was exported from.
    pub me: String,
}

/// Somebody, as far as a row says; empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    pub id: String,
    /// Platform name.
    pub name: String,
    /// Name in the group.
    pub card: String,
    /// Role names.
    pub roles: Vec<String>,
    /// Further ids of the same person that mentions may use.
    pub alias: String,
}

/// One row of the file.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line, from 1.
    pub line: usize,
    /// Index into [`Sheet::groups`].
    pub group: usize,
    /// The export's own id for it; empty where there is none.
    pub own: String,
    pub at: Timestamp,
    pub who: Who,
    pub what: What,
}

/// What a row says.
#[derive(Debug)]
pub(super) enum What {
    Message(Message),
    /// A line that the platform wrote, such as who joined.
    System(String),
    /// A group notice.
    Notice(String),
}

/// What somebody said or posted.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub text: String,
    pub media: Vec<Media>,
    pub reply: Reply,
    /// Member ids or aliases, or `all`.
    pub mentions: Vec<String>,
    /// Whether it was recalled later, at a time that the file does not say.
    pub recalled: bool,
    /// The label of a labelled data set.
    pub label: Option<String>,
}

/// What a message answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Reply {
    #[default]
    Nothing,
    /// The export's own id of it.
    Own(String),
    /// When it was said, and the member id of who said it.
    Said(Timestamp, String),
}

impl Sheet {
    /// An empty sheet. With `forced`, all rows go to that group.
    pub fn new(forced: Option<&str>) -> Sheet {
        Sheet { forced: forced.map(str::to_owned), ..Sheet::default() }
    }

    /// Whether the user said which group everything goes to.
    pub fn forced(&self) -> bool {
        self.forced.is_some()
    }

    /// The index of the group of that id; `name` is taken where the group has none yet.
    pub fn group(&mut self, id: &str, name: &str) -> usize {
        let id = self.forced.clone().unwrap_or_else(|| id.to_owned());
        let index = self.open(&id);
        if let Some(group) = self.groups.get_mut(index)
            && group.name.is_empty()
        {
            group.name = ids::name(name);
        }
        index
    }

    /// The index of the group of exactly that id.
    pub fn open(&mut self, id: &str) -> usize {
        match self.index.get(id) {
            Some(&index) => index,
            None => {
                let index = self.groups.len();
                self.index.insert(id.to_owned(), index);
                let id = ids::fit(id, ids::GROUP_MAX);
                self.groups.push(Group { id, ..Group::default() });
                index
            }
        }
    }

    /// Says whose account the file was exported from, where that is not known yet.
    pub fn me(&mut self, group: usize, id: &str) {
        if let Some(group) = self.groups.get_mut(group)
            && group.me.is_empty()
        {
            group.me = ids::fit(id, ids::MEMBER_MAX);
        }
    }

    /// Takes a row. Ids that a spreadsheet program destroyed count as missing, with a note.
    pub fn push(&mut self, mut row: Row) {
        if self.rows.len() >= ROWS_MAX {
            return self.report.skip(row.line, TOO_MANY);
        }
        if ids::mangled(&row.own) {
            self.report.tally(
                row.line,
                "消息编号像 1.23E+16,是表格软件改坏的,已改用内容生成编号。要保留原编号,请重新导出,不经表格软件直接导入",
            );
            row.own.clear();
        }
        if ids::mangled(&row.who.id) {
            self.report.tally(
                row.line,
                "发送者编号像 1.23E+16,是表格软件改坏的,已按名字认人。要按编号认人,请重新导出,不经表格软件直接导入",
            );
            row.who.id.clear();
        }
        self.rows.push(row);
    }
}
