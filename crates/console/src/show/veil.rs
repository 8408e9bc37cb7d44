//! Makes those unreadable whom a case is not about, where that is wanted: names become letters
//! wherever they stand, words of others become nothing. Who decided stays: they answer for it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use model::event::ADVISER;
use store::rows::MemberRow;

use super::names::People;
use super::past::{Past, Spoken, past, spoken};
use super::story::{Line, Said, Step};
use crate::frame::Frame;

/// What people do who decide, or who act for the group.
const DECIDES: [&str; 9] =
    ["approve", "reject", "answer", "done", "claim", "release", "reopen", "propose", "note"];
/// A part of a card that so many people have is no name: a department, a building.
const SHARED_BY: usize = 3;
/// A number of so many digits is somebody's: a telephone, an account, an identity card.
const NUMBER_DIGITS: usize = 7;

/// The veil over one document.
pub struct Veil<'a> {
    hides: bool,
    member: &'a str,
    frame: &'a Frame,
    /// Names and whose they are, by their first character, the longest first.
    names: BTreeMap<char, Vec<(Vec<char>, String)>>,
    /// Numbers that may be read: of those who are not hidden.
    open: BTreeSet<String>,
    letters: RefCell<BTreeMap<String, usize>>,
}

impl<'a> Veil<'a> {
    /// A veil that hides everybody but the member concerned and those who decided.
    #[must_use]
    pub fn of(
        hides: bool,
        member: &'a str,
        people: &People,
        lines: &[&Line],
        frame: &'a Frame,
    ) -> Veil<'a> {
        let mut veil = Veil {
            hides,
            member,
            frame,
            names: BTreeMap::new(),
            open: BTreeSet::new(),
            letters: RefCell::default(),
        };
        if hides {
            veil.learn(people, lines);
        }
        veil
    }

    fn learn(&mut self, people: &People, lines: &[&Line]) {
        let decides = |line: &&&Line| DECIDES.contains(&line.kind.as_str());
        let mut stays: BTreeSet<&str> =
            lines.iter().filter(decides).map(|line| line.member.as_str()).collect();
        stays.insert(self.member);
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        for row in people.iter() {
            parts(row).into_iter().for_each(|part| *shared.entry(part).or_default() += 1);
        }
        let is_open = |id: &str| stays.contains(id) || id.starts_with('@');
        let mut kept: BTreeSet<String> = stays.iter().map(|id| (*id).to_owned()).collect();
        for row in people.iter().filter(|row| is_open(&row.id)) {
            kept.extend(parts(row));
            kept.extend([&row.card, &row.name].into_iter().flatten().cloned());
        }
        for row in people.iter().filter(|row| !is_open(&row.id)) {
            let whole = [Some(&row.id), row.card.as_ref(), row.name.as_ref()];
            whole.into_iter().flatten().for_each(|name| self.hide(name, &row.id, &kept));
            for part in parts(row) {
                if shared.get(&part).is_none_or(|count| *count < SHARED_BY) {
                    self.hide(&part, &row.id, &kept);
                }
            }
        }
        // Whoever is not in the group any more, or not yet, is known by what they did.
        for line in lines.iter().filter(|line| !line.member.is_empty() && !is_open(&line.member)) {
            for name in [&line.member, &line.name, &line.card] {
                self.hide(name, &line.member, &kept);
            }
        }
        self.open = kept;
        for names in self.names.values_mut() {
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
            names.dedup();
        }
    }

    fn hide(&mut self, name: &str, of: &str, kept: &BTreeSet<String>) {
        let chars: Vec<char> = plain(name.trim()).collect();
        let Some(first) = chars.first().copied().filter(|_| chars.len() > 1) else { return };
        if !kept.contains(name.trim()) {
            self.names.entry(first).or_default().push((chars, of.to_owned()));
        }
    }

    /// Whether a line is somebody's whom the case is not about.
    fn is_third(&self, line: &Line) -> bool {
        self.hides && line.member != self.member && !DECIDES.contains(&line.kind.as_str())
    }

    fn letter(&self, member: &str) -> String {
        let mut letters = self.letters.borrow_mut();
        let next = letters.len();
        let at = *letters.entry(member.to_owned()).or_insert(next);
        self.frame.with("case.third", "letter", at.saturating_add(1))
    }

    /// A text without the names of those who are hidden, and without numbers by which people are
    /// found.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        if !self.hides {
            return text.to_owned();
        }
        let given: Vec<char> = text.chars().collect();
        let read: Vec<char> = plain(text).collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let (Some(own), Some(rest)) = (given.get(at), read.get(at..)) {
            let first = rest.first().copied().unwrap_or_default();
            let named = self.names.get(&first).into_iter().flatten();
            if let Some((name, of)) = { named }.find(|(name, _)| rest.starts_with(name)) {
                out.push_str(&self.letter(of));
                at = at.saturating_add(name.len());
                continue;
            }
            let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
            if digits.len() >= NUMBER_DIGITS && !self.open.contains(&digits) {
                out.push_str("***");
                at = at.saturating_add(digits.len());
                continue;
            }
            // A number that may be read is passed over whole.
            let whole = digits.len().max(1);
            out.extend(given.iter().skip(at).take(whole).filter(|_| whole > 1));
            if whole == 1 {
                out.push(*own);
            }
            at = at.saturating_add(whole);
        }
        out
    }

    /// Something that was said.
    #[must_use]
    pub fn spoken(&self, said: &Said, people: &People) -> Spoken {
        let shown = spoken(said, people, self.frame);
        if !self.is_third(&said.line) {
            return Spoken { words: self.text(&shown.words), ..shown };
        }
        let words = self.frame.say("case.hidden").to_owned();
        Spoken { who: self.letter(&said.line.member), words, ..shown }
    }

    /// Who did something and with which words. `reads`: whether what was said in the chat may be
    /// read.
    #[must_use]
    pub fn step(&self, step: &Step, people: &People, reads: bool) -> (String, String) {
        let empty = Line::default();
        let line = step.line.as_ref().unwrap_or(&empty);
        let third = self.is_third(line);
        let who = match line.member.as_str() {
            "" => String::new(),
            ADVISER => self.frame.say("queue.advice").to_owned(),
            id if third => self.letter(id),
            id => people.called(id),
        };
        let is_chat = matches!(line.kind.as_str(), "message" | "notice");
        let words = match () {
            () if third && line.kind.is_empty() => String::new(),
            () if third => self.frame.say("case.hidden").to_owned(),
            // Who may read cases need not be allowed to read what was said.
            () if is_chat && !reads => self.frame.say("case.no-chat").to_owned(),
            () => self.text(&line.words()),
        };
        (who, words)
    }

    /// What was decided on a step.
    #[must_use]
    pub fn decided(&self, step: &Step) -> Vec<Past> {
        let shown = step.decided.iter().map(|one| past(one, self.frame));
        shown.map(|one| Past { reason: self.text(&one.reason), ..one }).collect()
    }
}

/// A text as names are looked for in it: small letters, full-width ones as half-width ones, each
/// character one.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase()
        }
        '\u{3000}' => ' ',
        other => other.to_ascii_lowercase(),
    })
}

/// The parts of somebody's card and name: `研发部-张三` says 张三.
fn parts(row: &MemberRow) -> BTreeSet<String> {
    let between = |c: char| !c.is_alphanumeric();
    let names = [&row.card, &row.name].into_iter().flatten();
    let parts = names.flat_map(|name| name.split(between));
    parts.filter(|part| part.chars().count() > 1).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use model::{Timestamp, Zone};
    use policy::texts::Language;

    use super::*;

    fn frame() -> Frame {
        Frame {
            language: Language::Chinese,
            theme: "auto",
            caller: None,
            path: String::new(),
            here: String::new(),
            flash: None,
            waiting: 0,
            zone: Zone::named("Asia/Shanghai").unwrap(),
            now: Timestamp(0),
            secure: false,
        }
    }

    fn row(id: &str, card: &str, name: &str) -> MemberRow {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        MemberRow { id: id.to_owned(), card: some(card), name: some(name), ..MemberRow::default() }
    }

    fn line(kind: &str, member: &str) -> Line {
        Line { kind: kind.to_owned(), member: member.to_owned(), ..Line::default() }
    }

    fn people() -> People {
        let rows = vec![
            row("1000001", "研发部-林小雨", "小雨点"),
            row("1000002", "研发部-王建国", "Jack Wang"),
            row("1000003", "研发部 陈主管", "陈"),
            row("1000004", "", "石头"),
        ];
        People::of(rows, Language::Chinese)
    }

    #[test]
    fn names_of_others_are_unreadable_wherever_they_stand() {
        let (people, frame) = (people(), frame());
        let mut reported = line("report", "1000004");
        reported.name = "石头哥".to_owned();
        let decided = line("approve", "1000003");
        let lines = [&reported, &decided];
        let veil = Veil::of(true, "1000001", &people, &lines, &frame);
        let text = veil.text(
            "王建国、jack wang 和 ＪＡＣＫ　ＷＡＮＧ:林小雨骂了@研发部-王建国(1000002)和石头哥,\
             陈主管看到,电话13800138000,共 3000 元",
        );
        for hidden in ["王建国", "jack", "ＪＡＣＫ", "1000002", "石头", "13800138000"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        for open in ["林小雨", "陈主管", "3000 元", "电话"] {
            assert!(text.contains(open), "{open}: {text}");
        }
        // The same person has the same letter.
        let letter = veil.letter("1000002");
        assert!(text.matches(&letter).count() >= 3, "{text}");
        assert!(veil.text("研发部").contains("研发部"), "a department is nobody's name");
    }

    #[test]
    fn without_a_veil_everything_stays() {
        let (people, frame) = (people(), frame());
        let veil = Veil::of(false, "1000001", &people, &[], &frame);
        assert_eq!(veil.text("王建国 1000002"), "王建国 1000002");
    }

    #[test]
    fn any_text_is_veiled() {
        let (people, frame) = (people(), frame());
        let veil = Veil::of(true, "1000001", &people, &[], &frame);
        for text in
            ["", "王", "王建", "1", "1234567", "\u{200b}王建国\u{0301}", "İ王建国", "🙂12345678🙂"]
        {
            let shown = veil.text(text);
            assert!(!shown.contains("王建国") && !shown.contains("1234567"), "{shown}");
        }
        assert_eq!(veil.text("1000001 号"), "1000001 号", "whom it is about is no secret here");
    }
}
