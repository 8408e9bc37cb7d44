//! An organisation's own words and model, for every command that runs a policy.

use std::path::{Path, PathBuf};

use clap::Args;
use text::{Knowledge, Topic, lexicon};

use crate::console::{Failure, complain, read};

/// The largest list of words, in bytes.
const LIST_BYTES_MAX: u64 = 64 << 20;
/// The largest model, in bytes.
const MODEL_BYTES_MAX: u64 = 64 << 20;
/// What a word of a plain list counts: it only adds to others. Such lists hit everyday chat.
const PLAIN_WEIGHT: u32 = 30;

/// 本单位的词语和模型。
#[derive(Args, Clone, Debug, Default)]
pub struct Own {
    /// 本单位的词语(词、类别、分,用制表符隔开;见 docs/judging.md),可以给几份。
    /// 网上的词表写成 类别=文件 或 类别:分=文件,不写分数就每词 30 分
    #[arg(long, value_name = "FILE")]
    words: Vec<String>,
    /// 本单位的判断模型,由 qungui train 得到
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl Own {
    /// What messages are judged by.
    pub fn knowledge(&self) -> Result<Knowledge, Failure> {
        let mut knowledge = Knowledge::builtin();
        for words in &self.words {
            knowledge = match words.split_once('=') {
                Some((told, path)) => plain(knowledge, told, Path::new(path))?,
                None => own(knowledge, Path::new(words))?,
            };
        }
        let Some(path) = &self.model else { return Ok(knowledge) };
        let bytes = read(path, MODEL_BYTES_MAX)?;
        knowledge
            .with_model(&bytes)
            .map_err(|error| Failure::Input(format!("“{}”:{error}", path.display())))
    }
}

/// With a list as others publish them, of one topic.
fn plain(knowledge: Knowledge, told: &str, path: &Path) -> Result<Knowledge, Failure> {
    let (name, weight) = told.split_once(':').unwrap_or((told, ""));
    let named = |topic: &Topic| topic.name() == name || topic.in_words() == name;
    let topic =
        Topic::all().find(named).ok_or_else(|| Failure::Usage(format!("没有“{name}”这个类别")))?;
    let weight = match weight {
        "" => PLAIN_WEIGHT,
        weight => weight
            .parse()
            .ok()
            .filter(|weight| (1..=100).contains(weight))
            .ok_or_else(|| Failure::Usage(format!("“{weight}”不是 1 到 100 的整数")))?,
    };
    let list = text_of(path)?;
    Ok(knowledge.with_words(topic, weight, lexicon::plain_list(&list).iter().map(String::as_str)))
}

/// With a list of the organisation's own.
fn own(knowledge: Knowledge, path: &Path) -> Result<Knowledge, Failure> {
    knowledge.with_list(&text_of(path)?).map_err(|bad| {
        let shown = path.display();
        for line in &bad {
            complain(&format!("“{shown}”{line}"));
        }
        Failure::Input(format!("“{shown}”里有看不懂的行,没有运行"))
    })
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = read(path, LIST_BYTES_MAX)?;
    let shown = path.display().to_string();
    String::from_utf8(bytes).map_err(|_| Failure::Input(format!("“{shown}”不是 UTF-8 文本")))
}
