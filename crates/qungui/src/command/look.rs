//! `qungui look`: what a picture or file is, as messages with it are judged.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pictures::{BYTES_MAX, Blocked, Looked, look};
use serde_json::{Value, json};

use crate::console::{Failure, read, write};

/// The longest list of unwanted pictures, in bytes.
const LIST_BYTES_MAX: u64 = 8 << 20;

/// 看一看图片或文件:真正的格式、指纹、图片里的二维码,以及是否在黑名单里。
#[derive(Args)]
pub struct Look {
    /// 图片或文件,可以给几个;“-”是标准输入
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 黑名单:每行一个指纹,制表符后面写类别
    #[arg(long, value_name = "FILE")]
    blocked: Option<PathBuf>,
    /// 输出格式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Look {
    pub fn run(self) -> Result<(), Failure> {
        let blocked = self.blocked()?;
        let mut out = String::new();
        for path in &self.files {
            let bytes = read(path, BYTES_MAX as u64)?;
            let looked = look(&bytes);
            let name = path.display().to_string();
            match self.format {
                Format::Text => out.push_str(&in_words(&name, &looked, &blocked)),
                Format::Json => {
                    let _ = writeln!(out, "{}", in_json(&name, &looked, &blocked));
                }
            }
        }
        write(None, out.as_bytes())
    }

    fn blocked(&self) -> Result<Blocked, Failure> {
        let Some(path) = &self.blocked else { return Ok(Blocked::default()) };
        let list = read(path, LIST_BYTES_MAX)?;
        Blocked::read(&String::from_utf8_lossy(&list)).map_err(|bad| {
            let lines = bad.iter().map(|one| format!("第 {} 行:{}", one.line, one.why));
            let lines: Vec<String> = lines.collect();
            Failure::Input(format!("“{}”里有看不懂的行:\n{}", path.display(), lines.join("\n")))
        })
    }
}

fn in_words(name: &str, looked: &Looked, blocked: &Blocked) -> String {
    let mut out = format!("{name}\n");
    let format = looked.format.unwrap_or("不认得");
    let _ = writeln!(out, "  格式:{format},{} 字节", looked.bytes);
    let _ = writeln!(out, "  指纹(同一个文件):{}", looked.hash);
    match &looked.picture {
        Err(why) => {
            let _ = writeln!(out, "  图片:{}", why.in_words());
        }
        Ok(picture) => {
            let _ = writeln!(out, "  图片:{} × {}", picture.width, picture.height);
            match picture.likeness {
                Some(likeness) => {
                    let _ = writeln!(out, "  指纹(相像的图片):{likeness}");
                }
                None => out.push_str("  指纹(相像的图片):画面太空,没有\n"),
            }
            for code in &picture.codes {
                let _ = writeln!(out, "  二维码:{code}");
            }
        }
    }
    if let Some(found) = blocked.find(looked) {
        let _ = writeln!(out, "  在黑名单里:{},{} 分", found.category, found.score);
    }
    out
}

fn in_json(name: &str, looked: &Looked, blocked: &Blocked) -> Value {
    let picture = looked.picture.as_ref().ok();
    let likeness = picture.and_then(|picture| picture.likeness);
    json!({
        "file": name,
        "format": looked.format,
        "bytes": looked.bytes,
        "hash": looked.hash,
        "picture": picture.is_some(),
        "why": looked.picture.as_ref().err().map(|why| why.in_words()),
        "width": picture.map(|picture| picture.width),
        "height": picture.map(|picture| picture.height),
        "likeness": likeness.map(|likeness| likeness.to_string()),
        "codes": picture.map_or(&[][..], |picture| &picture.codes),
        "category": blocked.find(looked).map(|found| found.category),
        "score": blocked.find(looked).map(|found| found.score),
    })
}
