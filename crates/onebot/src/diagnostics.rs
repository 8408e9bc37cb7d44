//! What was not understood or not taken over, counted: nothing is lost without a trace.

use std::collections::BTreeMap;
use std::fmt;

/// One thing that was not taken over as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// What came is no JSON object.
    NotJson,
    /// An event of a type that is not known.
    Event(String),
    /// A known event without a field that it must have, or with a value that can't be.
    Field(&'static str, &'static str),
    /// A piece of a message of a kind that is not known; its place is kept.
    Segment(String),
    /// Something was longer than what is taken, and was cut.
    Cut(&'static str),
    /// The event names another account than the connection belongs to.
    Foreign,
    /// The same push once more.
    Repeated,
    /// Another of our accounts in the same group reports what happens there.
    OtherAccount,
    /// An answer to a question that nobody waits for any more.
    LateAnswer,
    /// The time in the event can't be right; that of its arrival stands.
    Time,
    /// Known, and nothing that a policy speaks of.
    Irrelevant(&'static str),
}

/// The longest name of something unknown that is kept, in characters.
const NAME_CHARS_MAX: usize = 60;

impl Note {
    /// A short name, the same for the same thing: for counting and for metrics.
    #[must_use]
    pub fn key(&self) -> String {
        // Names from outside are cut and cleaned: they go into metrics and pages.
        let clean = |name: &str| -> String {
            let name = name.chars().take(NAME_CHARS_MAX);
            name.map(|c| if c.is_ascii_alphanumeric() || "_-./".contains(c) { c } else { '?' })
                .collect()
        };
        match self {
            Note::NotJson => "not-json".to_owned(),
            Note::Event(name) => format!("unknown-event:{}", clean(name)),
            Note::Field(event, field) => format!("bad-field:{event}.{field}"),
            Note::Segment(name) => format!("unknown-segment:{}", clean(name)),
            Note::Cut(what) => format!("cut:{what}"),
            Note::Foreign => "foreign-account".to_owned(),
            Note::Repeated => "repeated".to_owned(),
            Note::OtherAccount => "other-account".to_owned(),
            Note::LateAnswer => "late-answer".to_owned(),
            Note::Time => "bad-time".to_owned(),
            Note::Irrelevant(what) => format!("irrelevant:{what}"),
        }
    }

    /// Whether somebody should look at it: what is merely irrelevant or repeated is no fault.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        !matches!(self, Note::Repeated | Note::OtherAccount | Note::Irrelevant(_))
    }
}

/// For those who run the server.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::NotJson => f.write_str("收到的内容不是 JSON 对象"),
            Note::Event(_) => write!(f, "不认识的事件:{}", self.key()),
            Note::Field(event, field) => write!(f, "{event} 事件的 `{field}` 缺少或不对"),
            Note::Segment(_) => write!(f, "不认识的消息内容:{}", self.key()),
            Note::Cut(what) => write!(f, "过长的内容被截短:{what}"),
            Note::Foreign => f.write_str("事件里的账号与连接的账号不同"),
            Note::Repeated => f.write_str("重复推送"),
            Note::OtherAccount => f.write_str("同一个群由另一个账号负责接收"),
            Note::LateAnswer => f.write_str("迟到的应答"),
            Note::Time => f.write_str("事件的时间不对,按收到的时间处理"),
            Note::Irrelevant(what) => write!(f, "与制度无关的事件:{what}"),
        }
    }
}

/// The most different things that are counted apart; what comes beyond is counted together.
pub const KEYS_MAX: usize = 200;

/// How often each thing occurred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    counts: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts one. True where it is the first of its sort: worth a line in the log.
    pub fn add(&mut self, note: &Note) -> bool {
        let mut key = note.key();
        if !self.counts.contains_key(&key) && self.counts.len() >= KEYS_MAX {
            "others".clone_into(&mut key);
        }
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(1);
        *count == 1
    }

    /// Each sort with its count, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(key, count)| (&**key, *count))
    }

    /// The count of one sort.
    #[must_use]
    pub fn get(&self, key: &str) -> u64 {
        self.counts.get(key).copied().unwrap_or(0)
    }

    /// All together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_stay_bounded_and_clean() {
        let mut counts = Counts::default();
        for n in 0..1_000 {
            counts.add(&Note::Event(format!("x{n}<script>")));
        }
        assert_eq!(counts.iter().count(), KEYS_MAX + 1);
        assert_eq!(counts.total(), 1_000);
        assert!(counts.iter().all(|(key, _)| !key.contains('<')));
        assert!(!counts.add(&Note::Event("x1<script>".to_owned())));
        assert!(Note::Event("长".repeat(900)).key().len() < 100);
    }
}
