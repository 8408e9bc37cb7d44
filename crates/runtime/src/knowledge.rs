//! What an organisation knows of its own: lists of words, a model, the texts that members read,
//! years of its calendar. Each change is a record of the journal, and what is decided after it is
//! decided by it, in a replay too.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::Program;
use model::{Calendar, CalendarError, Platform};
use policy::Policy;
use policy::texts::{self, Language, TEXTS, Wording};
use store::knowledge::KnowledgeRow;
use text::lexicon::{BadLine, WORDS_MAX};
use text::{Judge, Knowledge, Lexicon};
use thiserror::Error;

use crate::policies::PolicyError;

/// The most bytes of one list of words, and the most lists.
pub const LIST_BYTES_MAX: usize = 4 << 20;
/// The most lists of words.
pub const LISTS_MAX: usize = 32;
/// The longest name of a list, in characters.
pub const NAME_CHARS_MAX: usize = 30;
/// The most bytes of a model.
pub const MODEL_BYTES_MAX: usize = 8 << 20;
/// The most bytes of a year's calendar.
pub const YEAR_BYTES_MAX: usize = 64 << 10;
/// The most bytes of the texts of a language.
const TEXTS_BYTES_MAX: usize = 256 << 10;

/// The sorts of what an organisation knows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A list of words, by the name that the organisation gives it.
    Words,
    /// The model that judges messages; there is one.
    Model,
    /// What members read, by language: a JSON object of keys and texts.
    Texts,
    /// A year of the calendar, by its number, as a calendar file.
    Calendar,
}

impl About {
    /// Every sort with the name that the journal writes.
    pub const ALL: [(About, &'static str); 4] = [
        (About::Words, "words"),
        (About::Model, "model"),
        (About::Texts, "texts"),
        (About::Calendar, "calendar"),
    ];

    /// The name that the journal writes.
    #[must_use]
    pub fn name(self) -> &'static str {
        About::ALL.iter().find(|(about, _)| *about == self).map_or("", |(_, name)| name)
    }

    /// The sort of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<About> {
        About::ALL.iter().find(|(_, known)| *known == name).map(|(about, _)| *about)
    }
}

/// One thing that comes into use or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub about: About,
    /// Which of those; empty for the model.
    pub name: String,
    /// Its content; none: it goes.
    pub content: Option<Vec<u8>>,
    /// In words, for whoever looks at what was changed.
    pub note: String,
}

/// Why something of its own does not come into use.
#[derive(Debug, Error)]
pub enum KnowledgeError {
    /// Lines of a list that nobody understands.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"))]
    Lines(Vec<BadLine>),
    /// Its name.
    #[error("名字要有 1 到 {NAME_CHARS_MAX} 个字,不能有换行")]
    Name,
    /// There are too many lists.
    #[error("词表最多 {LISTS_MAX} 份,请先合并或删去一些")]
    Lists,
    /// There are too many words.
    #[error("词语太多:所有词表加起来最多 {WORDS_MAX} 个")]
    Words,
    /// It is too large.
    #[error("内容太长:最多 {} KiB", .0 >> 10)]
    Large(usize),
    /// It is no text.
    #[error("不是 UTF-8 文本")]
    Encoding,
    /// It is no model.
    #[error("不是可以用的判断模型:{0}")]
    Model(String),
    /// A text of that key can't be used.
    #[error("说法“{0}”不能用:{1}")]
    Text(String, String),
    /// A calendar has something wrong.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A calendar of a year has another year.
    #[error("这里只能写 {0} 年")]
    Year(String),
    /// What the journal names is missing or was touched.
    #[error("数据库里缺少第 {0} 次改动的内容,或内容被改过,请运行 qungui verify")]
    Missing(u32),
}

/// Contents in use, by what and which they are.
pub type Pieces = BTreeMap<(About, String), Arc<[u8]>>;

/// What an organisation knows of its own, ready to be used.
#[derive(Clone)]
pub struct Known {
    /// How many changes led to it.
    count: u32,
    base: Calendar,
    pieces: Pieces,
    lexicon: Arc<Lexicon>,
    judge: Option<Arc<Judge>>,
    calendar: Calendar,
    texts: BTreeMap<Language, BTreeMap<String, String>>,
}

impl Known {
    /// Nothing of its own, over that calendar.
    #[must_use]
    pub fn nothing(base: Calendar) -> Known {
        Known {
            count: 0,
            calendar: base.clone(),
            base,
            pieces: Pieces::new(),
            lexicon: Arc::new(Lexicon::builtin()),
            judge: Judge::builtin(),
            texts: BTreeMap::new(),
        }
    }

    /// What those contents come to.
    ///
    /// # Errors
    /// One of them can't be used.
    pub fn of(base: Calendar, pieces: Pieces, count: u32) -> Result<Known, KnowledgeError> {
        let mut known = Known { pieces, count, ..Known::nothing(base) };
        for (about, _) in About::ALL {
            if known.pieces.keys().any(|(sort, _)| *sort == about) {
                known.read(about)?;
            }
        }
        Ok(known)
    }

    /// This with a change.
    ///
    /// # Errors
    /// Its content can't be used.
    pub fn with(&self, change: &Change) -> Result<Known, KnowledgeError> {
        let mut known = self.clone();
        check_name(change)?;
        let key = (change.about, change.name.clone());
        match &change.content {
            Some(content) => drop(known.pieces.insert(key, content.as_slice().into())),
            None => drop(known.pieces.remove(&key)),
        }
        if known.of_sort(About::Words).count() > LISTS_MAX {
            return Err(KnowledgeError::Lists);
        }
        known.count += 1;
        known.read(change.about)?;
        if change.about == About::Texts {
            // Texts that an older program knew stay where they are, and nobody reads them.
            let mut own = known.texts.values().flatten();
            own.try_for_each(|(key, own)| check_text(key, own))?;
        }
        Ok(known)
    }

    /// How many changes led to it.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Every content in use.
    #[must_use]
    pub fn pieces(&self) -> &Pieces {
        &self.pieces
    }

    /// A content in use.
    #[must_use]
    pub fn piece(&self, about: About, name: &str) -> Option<&[u8]> {
        self.pieces.get(&(about, name.to_owned())).map(AsRef::as_ref)
    }

    /// The contents of a sort, by their names.
    pub fn of_sort(&self, about: About) -> impl Iterator<Item = (&str, &[u8])> {
        let own = self.pieces.iter().filter(move |((sort, _), _)| *sort == about);
        own.map(|((_, name), content)| (name.as_str(), content.as_ref()))
    }

    /// What messages are judged by.
    #[must_use]
    pub fn knowledge(&self) -> Knowledge {
        Knowledge::of(Arc::clone(&self.lexicon)).judging(self.judge.clone())
    }

    /// The words, ours and its own.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What judges messages beside words.
    #[must_use]
    pub fn judge(&self) -> Option<&Arc<Judge>> {
        self.judge.as_ref()
    }

    /// Working days.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The calendar without its own years.
    #[must_use]
    pub fn published(&self) -> &Calendar {
        &self.base
    }

    /// Its own texts of a language, by key.
    #[must_use]
    pub fn texts(&self, language: Language) -> BTreeMap<String, String> {
        self.texts.get(&language).cloned().unwrap_or_default()
    }

    /// A policy that speaks in the organisation's texts where it has none of its own.
    #[must_use]
    pub fn worded(&self, policy: Policy) -> Policy {
        let wording = self.wording(policy.wording);
        Policy { wording, ..policy }
    }

    /// A wording with the organisation's texts where it has none of its own.
    #[must_use]
    pub fn wording(&self, mut wording: Wording) -> Wording {
        for (key, own) in self.texts.get(&wording.language).into_iter().flatten() {
            wording.own.entry(key.clone()).or_insert_with(|| own.clone());
        }
        wording
    }

    /// Checked policies as one program that knows all this.
    ///
    /// # Errors
    /// They do not fit together.
    pub fn program(
        &self,
        policies: &[Policy],
        platform: Platform,
    ) -> Result<Arc<Program>, PolicyError> {
        let worded: Vec<Policy> = policies.iter().cloned().map(|one| self.worded(one)).collect();
        Program::knowing(&worded, self.calendar.clone(), platform, &self.knowledge())
            .map_err(|error| PolicyError::Program(error.to_string()))
    }

    /// Reads everything of a sort anew.
    fn read(&mut self, about: About) -> Result<(), KnowledgeError> {
        match about {
            About::Words => self.lexicon = Arc::new(self.read_words()?),
            About::Model => self.judge = self.read_model()?,
            About::Texts => self.texts = self.read_texts()?,
            About::Calendar => self.calendar = self.read_calendar()?,
        }
        Ok(())
    }

    fn read_words(&self) -> Result<Lexicon, KnowledgeError> {
        let mut lexicon = Lexicon::builtin();
        for (_, content) in self.of_sort(About::Words) {
            lexicon =
                lexicon.with_list(text(content, LIST_BYTES_MAX)?).map_err(KnowledgeError::Lines)?;
            if lexicon.len() >= WORDS_MAX {
                return Err(KnowledgeError::Words);
            }
        }
        Ok(lexicon)
    }

    fn read_model(&self) -> Result<Option<Arc<Judge>>, KnowledgeError> {
        let Some(content) = self.piece(About::Model, "") else { return Ok(Judge::builtin()) };
        if content.len() > MODEL_BYTES_MAX {
            return Err(KnowledgeError::Large(MODEL_BYTES_MAX));
        }
        let judge = Judge::from_bytes(content);
        judge.map(|judge| Some(Arc::new(judge))).map_err(|e| KnowledgeError::Model(e.to_string()))
    }

    fn read_texts(&self) -> Result<BTreeMap<Language, BTreeMap<String, String>>, KnowledgeError> {
        let mut all = BTreeMap::new();
        for (name, content) in self.of_sort(About::Texts) {
            let language = Language::parse(name).ok_or(KnowledgeError::Name)?;
            let own: BTreeMap<String, String> =
                serde_json::from_str(text(content, TEXTS_BYTES_MAX)?)
                    .map_err(|error| KnowledgeError::Text(name.to_owned(), error.to_string()))?;
            all.insert(language, own);
        }
        Ok(all)
    }

    fn read_calendar(&self) -> Result<Calendar, KnowledgeError> {
        let mut calendar = self.base.clone();
        for (name, content) in self.of_sort(About::Calendar) {
            let content = text(content, YEAR_BYTES_MAX)?;
            if Calendar::years_of(content)? != [name] {
                return Err(KnowledgeError::Year(name.to_owned()));
            }
            calendar = calendar.extended(content)?;
        }
        Ok(calendar)
    }
}

fn text(content: &[u8], most: usize) -> Result<&str, KnowledgeError> {
    if content.len() > most {
        return Err(KnowledgeError::Large(most));
    }
    std::str::from_utf8(content).map_err(|_| KnowledgeError::Encoding)
}

fn check_name(change: &Change) -> Result<(), KnowledgeError> {
    let name = change.name.as_str();
    let fits = match change.about {
        About::Words => {
            (1..=NAME_CHARS_MAX).contains(&name.chars().count())
                && name.trim() == name
                && !name.chars().any(char::is_control)
        }
        About::Model => name.is_empty(),
        About::Texts => Language::parse(name).is_some(),
        About::Calendar => name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if fits { Ok(()) } else { Err(KnowledgeError::Name) }
}

/// Whether the organisation may say a text of a key so.
///
/// # Errors
/// Why not, in Chinese.
pub fn check_text(key: &str, own: &str) -> Result<(), KnowledgeError> {
    let why = match texts::check(key, own) {
        Ok(()) => return Ok(()),
        Err(texts::TextError::Unknown) => "没有这个名字的说法".to_owned(),
        Err(texts::TextError::Form) => {
            let most = texts::TEXT_CHARS_MAX;
            format!("不能是空的,最多 {most} 个字,花括号要成对")
        }
        Err(texts::TextError::Unfilled { place, known }) => {
            let known: Vec<String> = known.iter().map(|one| format!("{{{one}}}")).collect();
            let known = if known.is_empty() { "这句没有".to_owned() } else { known.join(" ") };
            format!("没有东西可以填进 {{{place}}};可以用的:{known}")
        }
    };
    let shown = TEXTS.iter().find(|(known, ..)| *known == key).map_or(key, |(known, ..)| known);
    Err(KnowledgeError::Text(shown.to_owned(), why))
}

/// The row of a change, before it has its record.
pub(crate) fn row_of(change: &Change, place: u32, by: &str) -> KnowledgeRow {
    KnowledgeRow {
        place,
        about: change.about.name().to_owned(),
        name: change.name.clone(),
        digest: change.content.as_deref().map(store::knowledge::digest),
        size: change.content.as_ref().map_or(0, |content| content.len() as u64),
        note: change.note.clone(),
        since: model::Timestamp(0),
        record: 0,
        by: by.to_owned(),
    }
}
