//! Lists of words as people edit them: one word, then another, or a whole file.

use runtime::knowledge::LIST_BYTES_MAX;
use runtime::{About, Change, Known};
use text::lexicon::{WORD_CHARS_MAX, Ways, plain_list};
use text::{Lexicon, Topic};

use crate::problem::Problem;

/// The list that words go to which somebody adds one by one.
pub const OWN: &str = "本单位";
/// What a word of a plain list counts: it only adds to others. Such lists hit everyday chat.
pub const PLAIN_WEIGHT: u32 = 30;
/// What lists say of phrases that are harmless.
const ALLOWED: &str = "放行";

/// A word of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word.
    pub word: String,
    /// What it tells of; none: it is harmless wherever it stands.
    pub topic: Option<Topic>,
    /// What it counts.
    pub weight: u32,
    /// In which other ways of writing it counts as well.
    pub ways: Ways,
}

impl Entry {
    fn of(line: &str) -> Option<Entry> {
        let mut columns = line.trim_end().split('\t').map(str::trim);
        let word = columns.next().filter(|word| !word.is_empty() && !word.starts_with('#'))?;
        let told = columns.next()?;
        let topic = if told == ALLOWED { None } else { Some(topic(told)?) };
        let weight = columns.next().and_then(|weight| weight.parse().ok()).unwrap_or(100);
        let ways = columns.next().and_then(Ways::parse).unwrap_or_default();
        Some(Entry { word: word.to_owned(), topic, weight, ways })
    }

    fn line(&self) -> String {
        let Entry { word, topic, weight, ways } = self;
        let Some(topic) = topic else { return format!("{word}\t{ALLOWED}\n") };
        let line = format!("{word}\t{}\t{weight}\t{}", topic.name(), ways.in_list());
        line.trim_end().to_owned() + "\n"
    }

    /// What was added, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self.topic {
            None => format!("“{}”(放行)", self.word),
            Some(topic) => {
                let also = match (self.ways.by_sound, self.ways.by_shape) {
                    (false, false) => "",
                    (true, false) => ",同音也算",
                    (false, true) => ",形近也算",
                    (true, true) => ",同音、形近也算",
                };
                let (word, weight) = (&self.word, self.weight);
                format!("“{word}”({},{weight} 分{also})", topic.in_words())
            }
        }
    }
}

/// The topic of that name, in either language.
#[must_use]
pub fn topic(name: &str) -> Option<Topic> {
    Topic::all().find(|topic| topic.name() == name || topic.in_words() == name)
}

/// The words of a list.
#[must_use]
pub fn entries(list: &str) -> Vec<Entry> {
    list.trim_start_matches('\u{FEFF}').lines().filter_map(Entry::of).collect()
}

/// A list of the organisation's as it is in use; empty where there is none.
#[must_use]
pub fn list<'k>(known: &'k Known, name: &str) -> &'k str {
    let content = known.piece(About::Words, name).unwrap_or_default();
    std::str::from_utf8(content).unwrap_or_default()
}

/// A list as others publish it, in the form of our own: each word of one topic.
///
/// # Errors
/// It has no words.
pub fn of_plain(list: &str, topic: Topic, weight: Option<u32>) -> Result<String, Problem> {
    let weight = weight.unwrap_or(PLAIN_WEIGHT);
    if !(1..=100).contains(&weight) {
        return Err(Problem::bad("words", "分数要写 1 到 100 的整数"));
    }
    // A word of which folding leaves nothing would be refused with the whole list.
    let fits = |word: &String| !Lexicon::empty().allow([word.as_str()]).is_empty();
    let words: Vec<String> = plain_list(list).into_iter().filter(fits).collect();
    if words.is_empty() {
        return Err(no_words());
    }
    let entry = |word| Entry { word, topic: Some(topic), weight, ways: Ways::default() };
    Ok(words.into_iter().map(|word| entry(word).line()).collect())
}

/// A list of the organisation's own form, checked.
///
/// # Errors
/// Lines that nobody understands, or no words.
pub fn checked(list: &str) -> Result<String, Problem> {
    if list.len() > LIST_BYTES_MAX {
        return Err(Problem::too_large(LIST_BYTES_MAX));
    }
    match Lexicon::empty().with_list(list) {
        Ok(lexicon) if lexicon.is_empty() => Err(no_words()),
        Ok(_) => Ok(list.to_owned()),
        Err(bad) => {
            let lines: Vec<String> = bad.iter().map(ToString::to_string).collect();
            Err(Problem::bad("words", "词表里有看不懂的行,没有改动")
                .with_detail(lines.join(";") + "。"))
        }
    }
}

fn no_words() -> Problem {
    Problem::bad("words", "没有找到词语")
        .with_detail("每行写一个词,两个字以上;词后面用制表符隔开写类别,如“代购群⇥广告”。")
}

/// The change that puts a whole list in the place of what there is under that name.
#[must_use]
pub fn put(name: &str, list: String) -> Change {
    let count = entries(&list).len();
    let note = format!("换成 {count} 个词");
    Change { about: About::Words, name: name.to_owned(), content: Some(list.into_bytes()), note }
}

/// The change that takes a list out of use.
#[must_use]
pub fn drop(name: &str) -> Change {
    let note = "停用".to_owned();
    Change { about: About::Words, name: name.to_owned(), content: None, note }
}

/// The change that adds a word to a list, or changes what it counts there.
///
/// # Errors
/// It is no word, or what it says of it does not fit.
pub fn add(known: &Known, name: &str, entry: &Entry) -> Result<Change, Problem> {
    let chars = entry.word.chars().count();
    let bad = |why: String| Problem::bad("words", "这个词不能加").with_detail(why);
    if chars < 2 && entry.topic.is_some() {
        return Err(bad("一个字的词会误伤很多正常的话,请写两个字以上。".to_owned()));
    }
    if chars > WORD_CHARS_MAX || entry.word.contains(['\t', '\n', '\r']) {
        return Err(bad(format!("一个词最多 {WORD_CHARS_MAX} 个字,不能换行。")));
    }
    let line = entry.line();
    if let Err(lines) = Lexicon::empty().with_list(&line) {
        let why = lines.first().map_or("", |line| line.why);
        return Err(bad(format!("{why}。")));
    }
    let mut list = without_word(list(known, name), &entry.word, entry.topic);
    list.push_str(&line);
    Ok(changed(name, list, format!("加入{}", entry.in_words())))
}

/// The change that takes a word out of a list; none where it is not there.
#[must_use]
pub fn remove(known: &Known, name: &str, word: &str, topic: Option<Topic>) -> Option<Change> {
    let before = list(known, name);
    let after = without_word(before, word, topic);
    if entries(&after).len() == entries(before).len() {
        return None;
    }
    let note = format!("去掉“{word}”");
    match entries(&after).is_empty() {
        true => Some(Change { note, ..drop(name) }),
        false => Some(changed(name, after, note)),
    }
}

fn changed(name: &str, list: String, note: String) -> Change {
    let content = Some(list.into_bytes());
    Change { about: About::Words, name: name.to_owned(), content, note }
}

fn without_word(list: &str, word: &str, topic: Option<Topic>) -> String {
    let same = |line: &&str| {
        Entry::of(line).is_some_and(|entry| entry.word == word && entry.topic == topic)
    };
    list.lines().filter(|line| !same(line)).flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(word: &str, topic: Option<Topic>) -> Entry {
        Entry { word: word.to_owned(), topic, weight: 60, ways: Ways::default() }
    }

    fn known() -> Known {
        Known::nothing(model::Calendar::published())
    }

    #[test]
    fn words_are_added_changed_and_taken_out() {
        let known = known();
        let known = known.with(&add(&known, OWN, &entry("代购群", Some(Topic::Ads))).unwrap());
        let known = known.unwrap();
        let heavier = Entry { weight: 90, ..entry("代购群", Some(Topic::Ads)) };
        let known = known.with(&add(&known, OWN, &heavier).unwrap()).unwrap();
        let known = known.with(&add(&known, OWN, &entry("代购群", None)).unwrap()).unwrap();
        let words: Vec<_> = entries(list(&known, OWN)).iter().map(Entry::in_words).collect();
        assert_eq!(words, ["“代购群”(广告,90 分)", "“代购群”(放行)"]);
        assert_eq!(remove(&known, OWN, "别的", None), None);
        let known = known.with(&remove(&known, OWN, "代购群", None).unwrap()).unwrap();
        let change = remove(&known, OWN, "代购群", Some(Topic::Ads)).unwrap();
        assert_eq!(change.content, None, "nothing is left of the list");
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for word in ["会", "!!", "一\t二", &"长".repeat(65)] {
            assert!(add(&known(), OWN, &entry(word, Some(Topic::Ads))).is_err(), "{word}");
        }
        let by_sound = Ways { by_sound: true, by_shape: false };
        let sounds = Entry { ways: by_sound, ..entry("赌博", topic("赌博")) };
        assert!(add(&known(), OWN, &sounds).is_err(), "two syllables sound like too much");
    }

    #[test]
    fn words_count_in_other_ways_as_the_list_says() {
        for (by_sound, by_shape, column, told) in [
            (false, false, "", ""),
            (true, false, "\t音", ",同音也算"),
            (false, true, "\t形", ",形近也算"),
            (true, true, "\t音、形", ",同音、形近也算"),
        ] {
            let ways = Ways { by_sound, by_shape };
            let entry = Entry { ways, ..entry("徽信群", Some(Topic::Ads)) };
            let known = known().with(&add(&known(), OWN, &entry).unwrap()).unwrap();
            assert_eq!(list(&known, OWN), format!("徽信群\tads\t60{column}\n"));
            assert_eq!(entries(list(&known, OWN)), std::slice::from_ref(&entry));
            assert_eq!(entry.in_words(), format!("“徽信群”(广告,60 分{told})"));
            let reader = known.knowledge().judging(None).reader();
            let mut scratch = text::Scratch::new();
            let mut score = |said| reader.read(said, &[], &mut scratch).score(Topic::Ads);
            assert_eq!(score("进徽信群"), 60);
            assert_eq!(score("进微信群"), if by_shape { 60 } else { 0 }, "{column}");
            assert_eq!(score("进灰心群"), if by_sound { 60 } else { 0 }, "{column}");
        }
    }

    #[test]
    fn lists_of_others_take_a_topic_and_a_weight() {
        let list = of_plain("代开发票,10\n办证|2\n!!!!\n# 说明\n", Topic::Ads, None).unwrap();
        assert_eq!(list, "代开发票\tads\t30\n办证\tads\t30\n");
        assert!(checked(&list).is_ok());
        assert!(of_plain("# 说明\n", Topic::Ads, None).is_err());
        assert!(of_plain("代开发票", Topic::Ads, Some(101)).is_err());
        let wrong = checked("代购\t别的\n").unwrap_err();
        assert!(wrong.detail.contains("第 1 行"), "{wrong:?}");
    }
}
