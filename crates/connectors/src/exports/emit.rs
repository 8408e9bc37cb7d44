//! From a sheet to event lines: members resolved, ids made unique, snapshots put first.

use std::collections::BTreeMap;

use model::{Event, Timestamp, Zone};

use super::line::{Line, Listed};
use super::people::{Directory, First, Found};
use super::report::Report;
use super::sheet::{Group, Message, Reply, Row, Sheet, What};
use super::system::{self, Said};
use super::{FIELD_BYTES_MAX, MEMBERS_MAX, ids};

/// Room that a snapshot's members take at most, in bytes; a line has four MiB.
const MEMBERS_BYTES_MAX: usize = 3 << 20;
/// The most people that a message mentions.
const MENTIONS_MAX: usize = 200;

/// The lines of a sheet, and what to tell about it.
pub(super) fn emit(mut sheet: Sheet, zone: &Zone) -> (Vec<String>, Report) {
    let rows = std::mem::take(&mut sheet.rows);
    sheet.rows = forward(rows, &mut sheet.report);
    let directories = Directory::collect(&sheet);
    let Sheet { groups, rows, mut report, .. } = sheet;
    let shared: usize = directories.iter().map(Directory::shared_names).sum();
    if shared > 0 {
        report.notes.push(format!("有 {shared} 个名字不止一人在用,已按编号分清"));
    }
    let answers =
        |row: &Row| matches!(&row.what, What::Message(m) if matches!(m.reply, Reply::Said(..)));
    let said = rows.iter().any(answers).then(BTreeMap::new);
    let mut emitter = Emitter {
        zone,
        groups: &groups,
        directories,
        report,
        seen: BTreeMap::new(),
        nth: BTreeMap::new(),
        said,
        out: Vec::with_capacity(rows.len()),
    };
    for row in &rows {
        emitter.row(row);
    }
    emitter.finish()
}

/// Rows from old to new: some exports write the newest first.
fn forward(mut rows: Vec<Row>, report: &mut Report) -> Vec<Row> {
    let steps = || rows.iter().zip(rows.iter().skip(1));
    let falls = steps().filter(|(one, next)| next.at < one.at).count();
    let rises = steps().filter(|(one, next)| next.at > one.at).count();
    if falls > rises {
        rows.reverse();
        report.notes.push("文件从新到旧排列,已倒过来".to_owned());
    } else if falls > 0 {
        report.notes.push(format!("有 {falls} 处时间早于上一行,保持文件里的先后"));
    }
    rows
}

struct Emitter<'a> {
    zone: &'a Zone,
    groups: &'a [Group],
    directories: Vec<Directory>,
    report: Report,
    /// Hashes of ids that are taken, each with the hash of what it stands for.
    seen: BTreeMap<u64, u64>,
    /// How often content without an id has occurred, by its hash.
    nth: BTreeMap<u64, u32>,
    /// Ids of messages by group, time and member, where answers need them.
    said: Option<BTreeMap<(usize, Timestamp, String), String>>,
    /// Lines, each with its group.
    out: Vec<(usize, Timestamp, String)>,
}

impl Emitter<'_> {
    fn row(&mut self, row: &Row) {
        match &row.what {
            What::Message(message) => self.message(row, message),
            What::System(text) => self.system(row, text),
            What::Notice(text) => self.notice(row, text),
        }
    }

    fn message(&mut self, row: &Row, message: &Message) {
        if message.text.is_empty() && message.media.is_empty() {
            return self.report.skip(row.line, "空消息");
        }
        if message.text.len() > FIELD_BYTES_MAX {
            return self.report.skip(row.line, "正文超过 1 MiB,没有导入");
        }
        let Some((person, member)) = self.speaker(row) else {
            return self.report.skip(row.line, "没有发送者的编号和名字");
        };
        let media = message.media.iter().flat_map(|media| {
            [Some(media.kind), media.title.as_deref(), media.url.as_deref(), media.hash.as_deref()]
        });
        let content = [message.text.as_str()].into_iter().chain(media.flatten());
        let Some(id) = self.id(row, &member, content) else { return };
        self.card(row, person, &id);
        let mentions = self.mentions(row.group, message);
        let reply_to = self.reply(row.group, &message.reply);
        self.write(
            row,
            Line {
                id: &id,
                kind: "message",
                member: &member,
                text: Some(&message.text),
                media: &message.media,
                reply_to: &reply_to,
                mentions: &mentions,
                label: message.label.as_deref(),
                ..Line::default()
            },
        );
        if message.recalled {
            self.recall(row, &member, &id);
        }
        if let Some(said) = &mut self.said {
            said.insert((row.group, row.at, member), id);
        }
    }

    /// Whoever a row is of, who is present from now on: index and member id.
    fn speaker(&mut self, row: &Row) -> Option<(usize, String)> {
        let directory = self.directories.get_mut(row.group)?;
        let found = directory.find(&row.who)?;
        match found {
            Found::ById(_) => {}
            Found::ByName(_) => self.report.tally(row.line, "没有发送者编号,按名字认人"),
            Found::NameOnly(_) => self
                .report
                .tally(row.line, "没有发送者编号,而这个名字没有或不止一人在用,记在“name:名字”名下"),
        }
        directory.appears(found.index(), First::Present);
        Some((found.index(), directory.id(found.index()).to_owned()))
    }

    /// Says that a member's name in the group changed, where a row shows another than before.
    fn card(&mut self, row: &Row, person: usize, id: &str) {
        let card = ids::name(&row.who.card);
        let people = self.directories.get_mut(row.group).map(|directory| &mut directory.people);
        let Some(person) = people.and_then(|people| people.get_mut(person)) else { return };
        if card.is_empty() || person.card_now == card {
            return;
        }
        person.card_now.clone_from(&card);
        let member = person.id.clone();
        let id = format!("{id}:card");
        let line = Line { id: &id, kind: "card", member: &member, card: &card, ..Line::default() };
        self.write(row, line);
    }

    fn mentions(&self, group: usize, message: &Message) -> Vec<String> {
        let Some(directory) = self.directories.get(group) else { return Vec::new() };
        let mut ids: Vec<String> = Vec::new();
        let mut push = |id: &str| {
            if !id.is_empty() && !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        };
        for alias in message.mentions.iter().take(MENTIONS_MAX) {
            let alias = ids::fit(alias, ids::MEMBER_MAX);
            push(directory.id_of_alias(&alias).unwrap_or(&alias));
        }
        if message.mentions.is_empty() {
            // WeChat closes a mention with a four-per-em space.
            let marked =
                message.text.split('@').skip(1).filter_map(|rest| rest.split_once('\u{2005}'));
            for (name, _) in marked.take(MENTIONS_MAX) {
                match name {
                    "所有人" => push("all"),
                    name => push(directory.id_of_only(name).unwrap_or("")),
                }
            }
        }
        ids
    }

    fn reply(&self, group: usize, reply: &Reply) -> String {
        match reply {
            Reply::Nothing => String::new(),
            Reply::Own(own) if own.is_empty() || ids::mangled(own) => String::new(),
            Reply::Own(own) => self.place(group, own),
            Reply::Said(at, member) => self
                .said
                .as_ref()
                .and_then(|said| said.get(&(group, *at, ids::fit(member, ids::MEMBER_MAX))))
                .cloned()
                .unwrap_or_default(),
        }
    }

    fn recall(&mut self, row: &Row, member: &str, target: &str) {
        let id = format!("{target}:recall");
        self.write(row, Line { id: &id, kind: "recall", member, target, ..Line::default() });
    }

    fn notice(&mut self, row: &Row, text: &str) {
        if text.is_empty() {
            return self.report.skip(row.line, "群公告没有内容");
        }
        let member = self.speaker(row).map(|(_, member)| member).unwrap_or_default();
        let Some(id) = self.id(row, &member, ["notice", text]) else { return };
        self.write(
            row,
            Line { id: &id, kind: "notice", member: &member, text: Some(text), ..Line::default() },
        );
    }

    fn system(&mut self, row: &Row, text: &str) {
        let Some(said) = system::read(text) else {
            return self.report.skip(row.line, "系统提示,没有对应的事件");
        };
        match said {
            Said::Joined { who, by } => self.came_or_went(row, text, (who, by), First::Joined),
            Said::Left { who, by } => self.came_or_went(row, text, (who, by), First::Present),
            Said::Recalled { who } => {
                let Some((_, member)) = self.named(row, who, First::Present) else { return };
                if row.own.is_empty() {
                    let reason = "撤回提示没有消息编号,不知道撤回了哪一条";
                    return self.report.skip(row.line, reason);
                }
                // The client writes this line over the message, under the message's own id.
                let target = self.place(row.group, &row.own);
                self.recall(row, &member, &target);
            }
            Said::Renamed { who, name } => {
                let Some((_, member)) = self.named(row, who, First::Present) else { return };
                let Some(id) = self.id(row, &member, [text]) else { return };
                let name = ids::name(name);
                let line = Line {
                    id: &id,
                    kind: "rename",
                    member: &member,
                    name: &name,
                    ..Line::default()
                };
                self.write(row, line);
            }
        }
    }

    fn came_or_went(
        &mut self,
        row: &Row,
        text: &str,
        (who, by): (&str, Option<&str>),
        first: First,
    ) {
        let by = match by {
            Some(by) => match self.named(row, by, First::Present) {
                Some((_, by)) => by,
                None => return,
            },
            None => String::new(),
        };
        // A name may contain the mark between names: whole where somebody has it.
        let whole = self.directories.get(row.group).is_some_and(|people| people.knows(who));
        let names: Vec<&str> = if whole { vec![who] } else { system::names(who).collect() };
        for name in names {
            let Some((person, member)) = self.named(row, name, first) else { continue };
            let Some(id) = self.id_of_part(row, &member, [text, name]) else { continue };
            let line = Line { id: &id, member: &member, by: &by, ..Line::default() };
            if first == First::Present {
                self.write(row, Line { kind: "leave", ..line });
                continue;
            }
            let directory = self.directories.get(row.group);
            let person = directory.and_then(|directory| directory.people.get(person));
            let name = person.map(|person| person.name.clone()).unwrap_or_default();
            self.write(row, Line { kind: "join", name: &name, ..line });
        }
    }

    /// Whoever a platform's line names, index and member id; none, with a report, where several
    /// people have that name.
    fn named(&mut self, row: &Row, name: &str, first: First) -> Option<(usize, String)> {
        let directory = self.directories.get_mut(row.group)?;
        if directory.shared(name) {
            let name = ids::name(name);
            let reason = format!("系统提示里的“{name}”不止一人在用,不知道说的是谁");
            self.report.skip(row.line, reason);
            return None;
        }
        let found = directory.named(name);
        if matches!(found, Found::NameOnly(_)) {
            self.report.tally(row.line, "系统提示里的名字对不上任何编号,记在“name:名字”名下");
        }
        let index = found.index();
        directory.appears(index, first);
        Some((index, directory.id(index).to_owned()))
    }

    /// The id of a row's event; none, with a report, where the row is a repetition.
    fn id<'t>(
        &mut self,
        row: &Row,
        member: &str,
        content: impl IntoIterator<Item = &'t str>,
    ) -> Option<String> {
        let hash = hash_of(row, member, content);
        if row.own.is_empty() {
            return Some(self.id_of_content(row.group, hash));
        }
        let id = self.place(row.group, &row.own);
        match self.take(&id, hash) {
            Taken::New => Some(id),
            Taken::Same => {
                self.report.skip(row.line, "与前面一条编号和内容都相同,是重复的");
                None
            }
            Taken::Other => {
                self.report.tally(row.line, "编号与前面的另一条消息相同,已在编号后加上内容的标记");
                let id = format!("{id}~{hash:016x}");
                match self.take(&id, hash) {
                    Taken::New => Some(id),
                    Taken::Same | Taken::Other => {
                        self.report.skip(row.line, "与前面一条编号和内容都相同,是重复的");
                        None
                    }
                }
            }
        }
    }

    /// The id of one of several events of a row.
    fn id_of_part<'t>(
        &mut self,
        row: &Row,
        member: &str,
        content: impl IntoIterator<Item = &'t str>,
    ) -> Option<String> {
        let hash = hash_of(row, member, content);
        if row.own.is_empty() {
            return Some(self.id_of_content(row.group, hash));
        }
        let id = format!("{}:{hash:016x}", self.place(row.group, &row.own));
        match self.take(&id, hash) {
            Taken::New => Some(id),
            Taken::Same | Taken::Other => {
                self.report.skip(row.line, "与前面一条编号和内容都相同,是重复的");
                None
            }
        }
    }

    /// The same content at the same second may be said twice: then the id counts.
    fn id_of_content(&mut self, group: usize, hash: u64) -> String {
        let place = self.place(group, &format!("{hash:016x}"));
        let nth = self.nth.entry(ids::hash([place.as_str()])).or_insert(0);
        *nth += 1;
        if *nth == 1 { place } else { format!("{place}-{nth}") }
    }

    fn take(&mut self, id: &str, hash: u64) -> Taken {
        match self.seen.insert(ids::hash([id]), hash) {
            None => Taken::New,
            Some(known) if known == hash => Taken::Same,
            Some(known) => {
                self.seen.insert(ids::hash([id]), known);
                Taken::Other
            }
        }
    }

    /// An id that is unique among all groups.
    fn place(&self, group: usize, own: &str) -> String {
        let group = self.groups.get(group).map_or("", |group| &group.id);
        format!("{group}:{}", ids::fit(own, ids::OWN_MAX))
    }

    /// Writes a line at a row's time and place, where it parses as an event.
    fn write(&mut self, row: &Row, line: Line<'_>) {
        let at = self.zone.rfc3339(row.at);
        let group = self.groups.get(row.group).map_or("", |group| &group.id);
        match text_of(&Line { at: &at, group, ..line }) {
            Ok(text) => self.out.push((row.group, row.at, text)),
            Err(reason) => self.report.skip(row.line, reason),
        }
    }

    /// The lines, each group's snapshot before its first.
    fn finish(mut self) -> (Vec<String>, Report) {
        let out = std::mem::take(&mut self.out);
        let mut begun = vec![false; self.groups.len()];
        let mut lines = Vec::with_capacity(out.len() + begun.len());
        for (group, at, line) in out {
            if let Some(begun) = begun.get_mut(group)
                && !std::mem::replace(begun, true)
                && let Some(snapshot) = self.snapshot(group, at)
            {
                lines.push(snapshot);
            }
            lines.push(line);
        }
        (lines, self.report)
    }

    /// Who was in the group when the file begins: everybody but those who first appear joining.
    fn snapshot(&mut self, index: usize, at: Timestamp) -> Option<String> {
        let group = self.groups.get(index)?;
        let people = &self.directories.get(index)?.people;
        let mut members = Vec::new();
        let mut bytes = 0;
        let mut present: Vec<_> =
            people.iter().filter(|person| person.first != Some(First::Joined)).collect();
        present.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        for person in &present {
            let listed = Listed {
                id: &person.id,
                name: &person.name,
                card: &person.card,
                roles: &person.roles,
            };
            bytes += serde_json::to_string(&listed).map_or(0, |text| text.len() + 1);
            if bytes > MEMBERS_BYTES_MAX || members.len() >= MEMBERS_MAX as usize {
                let (listed, all) = (members.len(), present.len());
                self.report
                    .notes
                    .push(format!("群 {} 有 {all} 人,快照只列前 {listed} 人", group.id));
                break;
            }
            members.push(listed);
        }
        let owner = present.iter().find(|person| person.roles.iter().any(|role| role == "owner"));
        let content = members.iter().flat_map(|m| [m.id, m.name, m.card]);
        let id = format!("{}:members-{:016x}", group.id, ids::hash(content));
        let at = self.zone.rfc3339(at);
        let line = Line {
            id: &id,
            at: &at,
            group: &group.id,
            kind: "group",
            name: &group.name,
            owner: owner.map_or("", |person| &person.id),
            members: &members,
            ..Line::default()
        };
        match text_of(&line) {
            Ok(text) => Some(text),
            Err(reason) => {
                self.report.notes.push(format!("群 {} 的快照没有写出:{reason}", group.id));
                None
            }
        }
    }
}

enum Taken {
    New,
    Same,
    Other,
}

fn hash_of<'t>(row: &Row, member: &str, content: impl IntoIterator<Item = &'t str>) -> u64 {
    let at = row.at.0.to_string();
    let place = ids::hash([at.as_str(), member]).to_string();
    let content = ids::hash(content).to_string();
    ids::hash([place.as_str(), content.as_str()])
}

/// The line as text, where it is an event; else what is wrong with it.
fn text_of(line: &Line<'_>) -> Result<String, String> {
    let text = serde_json::to_string(line).map_err(|error| error.to_string())?;
    match Event::parse(&text) {
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}
