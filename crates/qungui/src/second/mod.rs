//! The second reader: asking a language model about clauses of which the compiler is not sure.
//!
//! Off unless an address is given. What is sent, what is not, and what it costs stands in
//! docs/second-reader.md. Whatever goes wrong, the document is compiled without it, and one line
//! on standard error says why.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use compiler::Compiled;
use compiler::second::{self, Request};
use server::second::{KEY_BYTES_MAX, SecondReader, Trouble, is_key, parse};

use crate::console::{Failure, complain, read};

/// Where the key is looked for.
const KEY_VARIABLE: &str = "QUNGUI_ASK_KEY";
/// All requests of a call together may take so many times as long as one.
const ALL_TIMES: u32 = 5;

/// Whether and whom to ask.
#[derive(Args)]
pub struct Options {
    /// 读得没有把握的条款,问一问这个地址上的模型(OpenAI 兼容的接口);不写就不问,什么也不发出去
    #[arg(long, value_name = "URL", requires = "ask_model")]
    ask: Option<String>,
    /// 模型的名字
    #[arg(long, value_name = "NAME", requires = "ask")]
    ask_model: Option<String>,
    /// 存放密钥的文件;不写就用环境变量 QUNGUI_ASK_KEY,都没有就不带密钥
    #[arg(long, value_name = "FILE", requires = "ask")]
    ask_key_file: Option<PathBuf>,
    /// 每次最多等多少秒;全部加起来最多等它的 5 倍
    #[arg(
        long, value_name = "SECONDS", requires = "ask", default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(1..=600)
    )]
    ask_seconds: u32,
}

impl Options {
    /// The reader, where one is to be asked.
    pub fn reader(&self) -> Result<Option<Asking>, Failure> {
        let (Some(written), Some(model)) = (&self.ask, &self.ask_model) else { return Ok(None) };
        // Not by clap, which repeats what is written wrongly: there may be a password in it.
        let address = parse(written)
            .map_err(|error| Failure::Usage(format!("--ask 的网址不能用:{error}")))?;
        let each = Duration::from_secs(u64::from(self.ask_seconds));
        Ok(Some(Asking {
            reader: SecondReader::new(address, model, self.key()?.as_deref()),
            each,
            until: Instant::now() + each * ALL_TIMES,
        }))
    }

    /// The key. No message ever shows it.
    fn key(&self) -> Result<Option<String>, Failure> {
        let (key, from) = match &self.ask_key_file {
            Some(file) => {
                let bytes = read(file, KEY_BYTES_MAX)?;
                (String::from_utf8_lossy(&bytes).into_owned(), format!("“{}”", file.display()))
            }
            None => match std::env::var(KEY_VARIABLE) {
                Ok(key) => (key, format!("环境变量 {KEY_VARIABLE}")),
                Err(_) => return Ok(None),
            },
        };
        let key = key.trim_start_matches('\u{feff}').trim();
        if key.is_empty() && self.ask_key_file.is_none() {
            return Ok(None);
        }
        if !is_key(key) {
            let message = format!("{from}里应当只有一行密钥,由字母、数字和符号组成");
            return Err(Failure::Input(message));
        }
        Ok(Some(key.to_owned()))
    }
}

/// A model that is asked about one document.
pub struct Asking {
    reader: SecondReader,
    each: Duration,
    until: Instant,
}

impl Asking {
    /// The document once more with the reader's suggestions. `name` and `text` are those of
    /// which `compiled` was made.
    pub fn suggest(&self, name: &str, text: &str, compiled: Compiled) -> Compiled {
        let questions = second::questions(text, &compiled);
        let mut suggestions = Vec::new();
        let (mut answered, mut refused) = (0, 0);
        let mut trouble = None;
        for request in second::requests(&questions.asked, self.reader.model()) {
            let answer = self.post(&request).and_then(|bytes| Ok(second::read(&request, &bytes)?));
            match answer {
                Ok(answer) => {
                    answered += request.questions.len();
                    refused += answer.refused;
                    suggestions.extend(answer.norms);
                }
                // What one request does not bring the next would not bring either.
                Err(error) => {
                    trouble = Some(error);
                    break;
                }
            }
        }
        let compiled = second::adopt(name, text, compiled, suggestions);
        let told = compiled.clauses.iter().filter(|clause| !clause.suggestions.is_empty()).count();
        let all = questions.asked.len();
        let mut line = match trouble {
            None if all == 0 => "没有要问的条款,什么也没有发出去".to_owned(),
            None => format!("问了 {all} 条,对 {told} 条有建议,都只作为注释,请确认"),
            Some(why) => format!(
                "{why};要问的 {all} 条里有 {} 条没有问到,这些仍按系统自己的读法",
                all - answered
            ),
        };
        if refused > 0 {
            line.push_str(&format!(";有 {refused} 处建议不合规则目录,没有采用"));
        }
        if questions.left_out > 0 {
            line.push_str(&format!(";另有 {} 条太长或超出了数目,没有问", questions.left_out));
        }
        complain(&format!("第二读者({}):{line}", self.reader.host()));
        compiled
    }

    fn post(&self, request: &Request) -> Result<Vec<u8>, Trouble> {
        let left = self.until.saturating_duration_since(Instant::now());
        self.reader.post(&request.body, self.each.min(left))
    }
}
