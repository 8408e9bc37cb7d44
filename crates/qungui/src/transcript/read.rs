//! Lines and scenes.

use std::collections::BTreeMap;

use model::event::ORG;
use model::nearest::nearest;
use model::{Platform, Zone};
use serde_json::{Value, json};

use super::deed::{Around, PHRASES, deed};
use super::moment::{Calendar, Read};
use super::people::{Person, list};
use super::words::{after, split_colon};
use super::{Problem, Scene, Step, Transcript, expect, id_of, posted};

/// The group of scenes that name none.
const GROUP: &str = "本群";
/// The most lines that are read.
const LINES_MAX: usize = 20_000;
/// The arrows after which stands what should follow.
const ARROWS: &[&str] = &["→", "=>", "⇒", "->", "➜", "➔"];

/// Reads examples. Dates that name no year are of `year`; times are of `zone`.
pub fn read(text: &str, zone: &Zone, year: i16) -> Transcript {
    let mut reader = Reader {
        zone,
        calendar: Calendar::new(zone.clone(), year),
        out: Transcript::default(),
        people: Vec::new(),
        known: Vec::new(),
        declared: false,
        listing: false,
        group: GROUP.to_owned(),
        platform: Platform::All,
        steps: Vec::new(),
        spoken: Vec::new(),
        notice: None,
        line: 0,
    };
    for (index, line) in text.lines().take(LINES_MAX).enumerate() {
        reader.line = index + 1;
        reader.line(line);
    }
    reader.end_scene();
    if reader.out.scenes.is_empty() && reader.out.problems.is_empty() {
        reader.problem(
            "文件里没有例子;例子是以时间开头的一行,如 3月2日 22:15 小王:在吗 → 提醒(一、1)",
        );
    }
    reader.out
}

struct Reader<'a> {
    zone: &'a Zone,
    calendar: Calendar,
    out: Transcript,
    people: Vec<Person>,
    /// Everybody's name so far.
    known: Vec<String>,
    /// Somebody was declared: names that are not are mistakes.
    declared: bool,
    /// The lines after `人员:` are people.
    listing: bool,
    group: String,
    platform: Platform,
    steps: Vec<Step>,
    /// Who spoke, and in which line.
    spoken: Vec<(String, usize)>,
    notice: Option<usize>,
    line: usize,
}

impl Reader<'_> {
    fn problem(&mut self, message: impl Into<String>) {
        self.out.problems.push(Problem { line: self.line, message: message.into() });
    }

    fn line(&mut self, written: &str) {
        let line = written.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with("```") {
            return;
        }
        if line.starts_with('#') {
            self.listing = false;
            if !self.steps.is_empty() {
                self.end_scene();
            }
            return;
        }
        if line.starts_with('|') {
            self.listing = false;
            return self.row(line);
        }
        let plain = without_list_sign(line);
        if self.header(plain) {
            return;
        }
        if self.listing && plain.len() < line.len() && !begins_with_digit(plain) {
            return self.add_people(plain);
        }
        self.listing = false;
        let (words, expected) = split_arrow(plain);
        match self.calendar.read(words) {
            Read::At(at, rest) => {
                let rest = rest.to_owned();
                self.step(words, at, &rest, expected);
            }
            Read::Date => {}
            Read::NoDate if expected.is_some() || split_colon(words).is_some() => {
                self.problem("不知道是哪一天,请在第一行写上日期,如 3月2日 22:15");
            }
            Read::NoDate => {}
            Read::Nothing if expected.is_some() => {
                self.problem(
                    "这一行有箭头,但开头看不出时间;请以时间开头,如 3月2日 22:15 或 10分钟后",
                );
            }
            Read::Nothing => {}
        }
    }

    /// `人员:`, `群:`, `平台:`, `年份:`; whether it was one of them.
    fn header(&mut self, line: &str) -> bool {
        let Some((key, value)) = split_colon(line) else { return false };
        match key.trim_matches('*') {
            "人员" | "成员" | "群成员" => {
                if !self.steps.is_empty() {
                    self.end_scene();
                }
                self.people.clear();
                self.known.clear();
                self.declared = true;
                self.listing = true;
                self.add_people(value.trim_start_matches('*'));
            }
            "群" | "群名" | "群名称" => {
                let whole = matches!(value, "单位" | "全单位");
                if whole { ORG } else { value }.clone_into(&mut self.group);
            }
            "平台" => match Platform::parse(value) {
                Some(platform) => self.platform = platform,
                None => {
                    let all: Vec<&str> = Platform::ALL.iter().map(|one| one.name()).collect();
                    self.problem(format!("没有名为 {value} 的平台,可选:{}", all.join("、")));
                }
            },
            "年份" | "年" => match value.trim_end_matches('年').parse() {
                Ok(year) => self.calendar.set_year(year),
                Err(_) => self.problem("年份应写成 2026 这样"),
            },
            _ => return false,
        }
        true
    }

    fn add_people(&mut self, text: &str) {
        for person in list(text) {
            self.know(&person.name);
            self.people.push(person);
        }
    }

    fn know(&mut self, name: &str) {
        if !self.known.iter().any(|known| known == name) {
            self.known.push(name.to_owned());
        }
    }

    /// `| 时间 | 谁 | 做什么 | 结果 |`.
    fn row(&mut self, line: &str) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [when, who, what, rest @ ..] = cells.as_slice() else { return };
        let Read::At(at, left) = self.calendar.read(when) else { return };
        if !left.is_empty() {
            return self.problem(format!("时间一格里有看不懂的字:{left}"));
        }
        let expected = rest.first().copied().filter(|cell| !cell.is_empty());
        let expected = expected.map(|cell| after(cell, ARROWS).unwrap_or(cell));
        let who = who.trim_matches('*');
        // In a table what is no deed is said.
        let quoted = after(what, &["说:", "说：", "说"]).unwrap_or(what);
        let known = self.known.iter().any(|name| name == who);
        let a_deed = !who.is_empty() && quoted == *what && self.deed(Some(who), what, at).is_some();
        let words = match (who.is_empty(), a_deed) {
            (true, _) => (*what).to_owned(),
            (false, true) => format!("{who} {what}"),
            (false, false) => format!("{who}:{}", super::words::unquoted(quoted)),
        };
        if !known && !self.declared && !who.is_empty() {
            self.know(who);
        }
        let shown = [*when, who, *what].join(" ");
        self.step(shown.trim(), at, &words, expected);
    }

    fn step(&mut self, shown: &str, at: model::Timestamp, words: &str, expected: Option<&str>) {
        let fields = match self.actor(words) {
            Ok((actor, rest)) => match self.deed(actor.as_deref(), &rest, at) {
                Some(fields) => fields,
                None => return self.not_understood(&rest),
            },
            Err(message) => return self.problem(message),
        };
        for field in ["member", "customer"] {
            if let Some(Value::String(name)) = fields.get(field) {
                let name = name.clone();
                self.know(&name);
            }
        }
        let wanted = expected.unwrap_or_default().to_owned();
        let expected = match expected.map(|text| expect::read(text, &self.known)) {
            Some(Err(words)) => {
                return self.problem(format!(
                    "箭头后面的“{words}”看不懂;写成 处理(条款),如 警告小王(二、3),第2次;没有处理写 无"
                ));
            }
            Some(Ok(expected)) => Some(expected),
            None => None,
        };
        match fields.get("kind").and_then(Value::as_str) {
            Some("message") => {
                if let Some(Value::String(name)) = fields.get("member") {
                    self.spoken.push((name.clone(), self.line));
                }
            }
            Some("notice") => self.notice = Some(self.line),
            _ => {}
        }
        let shown = shown.to_owned();
        self.steps.push(Step { line: self.line, shown, wanted, at, fields, expected });
    }

    /// Who did it, and the words after the name; nobody for what happens by itself.
    fn actor(&mut self, words: &str) -> Result<(Option<String>, String), String> {
        let longest = self.known.iter().filter(|name| words.starts_with(name.as_str()));
        if let Some(name) = longest.max_by_key(|name| name.len()) {
            let rest = words.get(name.len()..).unwrap_or_default().trim();
            return Ok((Some(name.clone()), rest.to_owned()));
        }
        let by_itself = ["时间到", "到点", "到时间", "到了", "客户", "顾客", "{"];
        if words.is_empty() || by_itself.iter().any(|start| words.starts_with(start)) {
            return Ok((None, words.to_owned()));
        }
        // Whoever comes in need not be known.
        for phrase in ["申请进群", "申请入群", "进群", "入群", "被"] {
            if let Some(at) = words.find(phrase).filter(|at| *at > 0) {
                let (name, rest) = words.split_at_checked(at).unwrap_or((words, ""));
                return Ok((Some(name.trim().to_owned()), rest.to_owned()));
            }
        }
        let said = split_colon(words).map(|(name, said)| (name.to_owned(), said.to_owned()));
        let name = said.as_ref().map_or(words, |(name, _)| name.as_str());
        if let (false, Some((name, said))) = (self.declared, &said) {
            return Ok((Some(name.clone()), format!(":{said}")));
        }
        let known = self.known.iter().map(String::as_str);
        let near = nearest(name, known).map_or_else(String::new, |near| format!(",是不是“{near}”"));
        let name: String = name.chars().take(12).collect();
        Err(format!("“{name}”不在人员里{near};请在“人员:”里写上,或写明谁进群"))
    }

    fn deed(
        &self,
        actor: Option<&str>,
        words: &str,
        at: model::Timestamp,
    ) -> Option<serde_json::Map<String, Value>> {
        if let (Some(name), Some(said)) = (actor, words.strip_prefix([':', '：'])) {
            let mut message = posted::message(said.trim(), &self.known);
            message.insert("member".to_owned(), json!(name));
            return Some(message);
        }
        let local = self.zone.rfc3339(at);
        let last_id_of = |name: Option<&str>| {
            let mut spoken = self.spoken.iter().rev();
            let found = spoken.find(|(who, _)| name.is_none_or(|name| name == who));
            found.map(|(_, line)| id_of(*line))
        };
        let around = Around {
            known: &self.known,
            last_id_of: &last_id_of,
            notice: self.notice.map(id_of),
            date: local.get(..10).unwrap_or_default().to_owned(),
            offset: local.get(19..).unwrap_or_default().to_owned(),
            when: &|text| match self.calendar.clone().read(text) {
                Read::At(at, "" | "前" | "以前" | "发" | "发布" | "开始") => {
                    Some(self.zone.rfc3339(at))
                }
                _ => None,
            },
        };
        deed(actor, words, &around)
    }

    fn not_understood(&mut self, words: &str) {
        let shown: String = words.chars().take(20).collect();
        let some = PHRASES.join("、");
        self.problem(format!("“{shown}”看不懂;说话写成 小王:在吗,做事可以写:{some}"));
    }

    /// Puts the steps so far into a scene; people, group and platform hold on.
    fn end_scene(&mut self) {
        let steps = std::mem::take(&mut self.steps);
        self.spoken.clear();
        self.notice = None;
        self.calendar.begin_scene();
        let Some(first) = steps.first() else { return };
        let now = self.zone.rfc3339(first.at);
        let declared: BTreeMap<&str, &Person> =
            self.people.iter().map(|person| (person.name.as_str(), person)).collect();
        let mut members: Vec<Value> = self.people.iter().map(|one| one.listed(&now)).collect();
        if !self.declared {
            // Nobody was declared: whoever speaks is there, unless they come in later.
            let comes = |name: &String| {
                steps.iter().any(|step| {
                    let field = |key| step.fields.get(key).and_then(Value::as_str);
                    matches!(field("kind"), Some("join" | "join-request"))
                        && field("member") == Some(name)
                })
            };
            let there = self.known.iter().filter(|name| !declared.contains_key(name.as_str()));
            let there = there.filter(|name| !comes(name));
            members.extend(there.map(|name| super::people::person(name).listed(&now)));
        }
        let (group, platform) = (self.group.clone(), self.platform);
        self.out.scenes.push(Scene { group, platform, members, steps });
    }
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Without `- `, `* `, `> `, and the signs around words in bold.
fn without_list_sign(line: &str) -> &str {
    let line = after(line, &["- ", "* ", "> ", "+ ", "· ", "•"]).unwrap_or(line);
    line.trim()
}

/// What stands before the last arrow and after it.
fn split_arrow(line: &str) -> (&str, Option<&str>) {
    let found = ARROWS.iter().filter_map(|arrow| line.rfind(arrow).map(|at| (at, arrow.len())));
    match found.max() {
        Some((at, length)) => {
            let expected = line.get(at + length..).unwrap_or_default().trim();
            (line.get(..at).unwrap_or_default().trim(), Some(expected))
        }
        None => (line, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Transcript {
        read(text, &Zone::named("Asia/Shanghai").unwrap(), 2026)
    }

    #[test]
    fn scenes_people_and_steps() {
        let read = of(
            "# 例子\n\n人员:小李(管理员)、小王\n\n说明几句。\n\n- 3月2日 22:15 小王:在吗 → 提醒(一)\n- 22:16 小王退群\n\n## 第二个\n\n| 时间 | 谁 | 做什么 | 结果 |\n| --- | --- | --- | --- |\n| 3月3日 9:00 | 小王 | 早上好 | 无 |\n| 9:01 | 小王 | 改群昵称为销售-小王 | |\n",
        );
        assert_eq!(read.problems, []);
        assert_eq!(read.scenes.len(), 2);
        let kinds: Vec<&str> = read
            .scenes
            .iter()
            .flat_map(|scene| &scene.steps)
            .map(|step| step.fields["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["message", "leave", "message", "card"]);
        assert_eq!(read.scenes[0].steps[0].line, 7);
        assert_eq!(read.scenes[1].members.len(), 2);
        assert!(read.scenes[1].steps[1].expected.is_none());
    }

    #[test]
    fn mistakes_are_told_at_their_lines() {
        for (text, line, part) in [
            ("人员:小王\n3月2日 22:15 小汪:在吗 → 无\n", 2, "是不是“小王”"),
            ("人员:小王\n22:15 小王:在吗 → 无\n", 2, "哪一天"),
            ("人员:小王\n3月2日 22:15 小王跳舞\n", 2, "跳舞"),
            ("人员:小王\n3月2日 22:15 小王:在吗 → 表扬\n", 2, "表扬"),
            ("人员:小王\n晚上小王:在吗 → 无\n", 2, "时间"),
            ("平台:飞鸽\n", 1, "飞鸽"),
            ("只有说明。\n", 1, "没有例子"),
        ] {
            let problems = of(text).problems;
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert_eq!(problems[0].line, line, "{problems:?}");
            assert!(problems[0].message.contains(part), "{problems:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(
            text in "(人员:|小王|小李|[:：→|()（），、;]|3月2日|22:15|次日|第二件|同意|进群|退群|\\[图片|\\]|警告|\n| |#|- |[0-9]|\\PC){0,60}",
        ) {
            of(&text);
        }
    }
}
