//! `qungui lexicon`: words tried out before they go live.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use text::lexicon::{self, Lexicon};
use text::{ACT, Reader, Scratch, Topic};
use training::Numbers;
use training::messages::{Evasion, Writer, examples};

use crate::console::{Failure, read, write};

/// The largest list or collection of messages, in bytes.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// How many times each evasion is tried on a word.
const TRIES: usize = 8;
/// The most words that are reported one by one, and the most messages shown of a word.
const WORDS_SHOWN: usize = 50;
const MESSAGES_SHOWN: usize = 3;

/// 词语。
#[derive(Subcommand)]
pub enum Words {
    /// 试一个词或一份词表:哪些变形拦得住,哪些拦不住,会误伤哪些正常消息
    Test(Test),
}

impl Words {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Words::Test(test) => test.run(),
        }
    }
}

/// 上线前试一试词语。
#[derive(Args)]
pub struct Test {
    /// 一个词,或一份词表:每行一个词,逗号、竖线、制表符后面的不看
    #[arg(value_name = "WORD|FILE")]
    words: String,
    /// 正常的消息,每行一条,用来看误伤;不写就用自带的正常例子
    #[arg(long, value_name = "FILE")]
    chat: Option<PathBuf>,
}

impl Test {
    fn run(&self) -> Result<(), Failure> {
        let path = Path::new(&self.words);
        let words = match path.is_file() {
            true => lexicon::plain_list(&text_of(path)?),
            false => lexicon::plain_list(&self.words),
        };
        if words.is_empty() {
            return Err(Failure::Input("没有可以试的词语".to_owned()));
        }
        let chat: Vec<String> = match &self.chat {
            Some(path) => text_of(path)?.lines().map(str::to_owned).collect(),
            None => {
                let patterns = examples::patterns();
                let harmless: Vec<_> =
                    patterns.into_iter().filter(|one| one.labels.is_empty()).collect();
                let made = examples::expand(&harmless, TRIES, &mut Numbers::new(1));
                made.into_iter().map(|one| one.text).collect()
            }
        };
        let mut page = evasions(&words);
        page.push_str(&innocent(&words, &chat));
        write(None, page.as_bytes())
    }
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, FILE_BYTES_MAX)?;
    let shown = path.display().to_string();
    String::from_utf8(bytes).map_err(|_| Failure::Input(format!("“{shown}”不是 UTF-8 文本")))
}

/// A reader that knows one word, as an organisation's own list would have it.
fn reader(words: &[String]) -> Reader {
    let words = words.iter().map(String::as_str);
    Reader::new(&Lexicon::empty().with_words(Topic::Ads, ACT, words))
}

/// Of each evasion, whether the words are still found.
fn evasions(words: &[String]) -> String {
    let writer = Writer::new();
    let mut numbers = Numbers::new(1);
    let mut scratch = Scratch::new();
    let (mut caught, mut missed) = (String::new(), String::new());
    // Written by chance, a short word stands as it was now and then: that is no evasion.
    let ways = Evasion::ALL.into_iter().filter(|way| {
        !matches!(way, Evasion::Pinyin(30) | Evasion::Homophones(30) | Evasion::Split(30))
    });
    for way in ways.chain([Evasion::Split(100)]) {
        let (mut tried, mut found, mut example) = (0, 0, String::new());
        for word in words.iter().take(WORDS_SHOWN) {
            let reader = reader(std::slice::from_ref(word));
            for _ in 0..TRIES {
                let written = writer.write(word, way, &mut numbers);
                if written == *word {
                    continue;
                }
                tried += 1;
                if reader.read(&written, &[], &mut scratch).score(Topic::Ads) >= ACT {
                    found += 1;
                } else if example.is_empty() {
                    example = written;
                }
            }
        }
        let name = way.in_words();
        if tried == 0 {
            continue;
        }
        if found == tried {
            let _ = writeln!(caught, "- {name}");
        } else {
            let _ = writeln!(missed, "- {name}:{tried} 次拦下 {found} 次,如“{example}”拦不住");
        }
    }
    let none = |list: String| if list.is_empty() { "- 无\n".to_owned() } else { list };
    format!("拦得住的变形:\n{}\n拦不住的变形:\n{}", none(caught), none(missed))
}

/// The harmless messages that would be hit, word by word.
fn innocent(words: &[String], chat: &[String]) -> String {
    let reader = reader(words);
    let mut scratch = Scratch::new();
    let mut hit: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut count = 0;
    for message in chat {
        let reading = reader.read(message, &[], &mut scratch);
        count += usize::from(!reading.hits.is_empty());
        for one in &reading.hits {
            let (from, to) = (one.word.start as usize, one.word.end as usize);
            let word: String = message.chars().take(to).skip(from).collect();
            hit.entry(word).or_default().push(message);
        }
    }
    let mut page = format!("\n会误伤的正常消息:{} 条中 {count} 条\n", chat.len());
    let mut most: Vec<(&String, &Vec<&str>)> = hit.iter().collect();
    most.sort_by_key(|(_, messages)| std::cmp::Reverse(messages.len()));
    for (word, messages) in most.into_iter().take(WORDS_SHOWN) {
        let _ = writeln!(page, "- “{word}” {} 条", messages.len());
        for message in messages.iter().take(MESSAGES_SHOWN) {
            let shown: String = message.chars().take(60).collect();
            let _ = writeln!(page, "  {shown}");
        }
    }
    page
}
