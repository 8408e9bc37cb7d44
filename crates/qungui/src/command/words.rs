//! `qungui lexicon`: words tried out before they go live.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use text::lexicon;
use training::messages::trying::{self, Way};

use crate::console::{Failure, read, write};

/// The largest list or collection of messages, in bytes.
const FILE_BYTES_MAX: u64 = 64 << 20;
/// The most words that hit harmless messages and are shown.
const WORDS_SHOWN: usize = 50;

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
            None => trying::harmless(),
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

/// Of each evasion, whether the words are still found.
fn evasions(words: &[String]) -> String {
    let (mut caught, mut missed) = (String::new(), String::new());
    for Way { name, tried, found, example } in trying::evasions(words) {
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
    let harm = trying::innocent(words, chat);
    let mut page = format!("\n会误伤的正常消息:{} 条中 {} 条\n", harm.messages, harm.hit);
    for one in harm.words.iter().take(WORDS_SHOWN) {
        let _ = writeln!(page, "- “{}” {} 条", one.word, one.count);
        for message in one.messages.iter().filter_map(|&number| chat.get(number)) {
            let shown: String = message.chars().take(60).collect();
            let _ = writeln!(page, "  {shown}");
        }
    }
    page
}
