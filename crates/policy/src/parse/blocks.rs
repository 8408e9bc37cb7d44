//! Where the rule blocks of a document stand.

use std::ops::Range;

use super::{BLOCK_BYTES_MAX, Reader};
use crate::diagnostic::{Diagnostic, codes, quoted};
use crate::numbering::lines::Fence;

/// The info string of a rule block.
const INFO: &str = "rule";

/// One rule block.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The block with its fences, in bytes.
    pub bytes: Range<usize>,
    /// Its TOML.
    pub content: Range<usize>,
}

/// The rule blocks from a byte on, in order. Blocks that never close or are too long are
/// reported and left out.
pub(super) fn find(reader: &mut Reader<'_>, from: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = from;
    let mut open: Option<(Fence, bool, usize, usize)> = None;
    let text = reader.source.text;
    for line in text.get(from..).unwrap_or_default().split_inclusive('\n') {
        let start = at;
        at += line.len();
        match open {
            Some((fence, is_rule, opened, content)) if fence.closed_by(line) => {
                open = None;
                if !is_rule {
                    continue;
                }
                if start - content > BLOCK_BYTES_MAX {
                    too_long(reader, opened);
                } else {
                    found.push(Found { bytes: opened..at, content: content..start });
                }
            }
            Some(_) => {}
            None => {
                let Some((fence, info)) = Fence::opened_by(line) else { continue };
                let word = info.split_whitespace().next().unwrap_or_default();
                open = Some((fence, word == INFO, start, at));
                if word != INFO {
                    nearly(reader, word, start..start + line.trim_end().len());
                }
            }
        }
    }
    if let Some((_, is_rule, opened, content)) = open {
        let spot = reader.source.spot(opened..content.saturating_sub(1).max(opened));
        let what = if is_rule { "规则块" } else { "代码块" };
        let message = format!("{what}没有结束");
        let help = "在块的末尾另起一行,写上与开头相同的符号";
        reader.report(Diagnostic::error(codes::UNCLOSED_BLOCK, message, spot).help(help));
    }
    found
}

fn too_long(reader: &mut Reader<'_>, opened: usize) {
    let spot = reader.source.spot(opened..opened + 3);
    let help = "把它分成几个规则块";
    reader.report(Diagnostic::error(codes::TOO_LARGE, "规则块超过了 64 KiB", spot).help(help));
}

/// Warns of a block that was likely meant as a rule block.
fn nearly(reader: &mut Reader<'_>, word: &str, bytes: Range<usize>) {
    let near = word.eq_ignore_ascii_case(INFO)
        || word == "规则"
        || (word != "ruby" && model::nearest::nearest(word, [INFO]).is_some());
    if near {
        let spot = reader.source.spot(bytes);
        let message = format!("标记为 {} 的块不是规则块,里面的规则不会运行", quoted(word));
        reader.report(
            Diagnostic::warning(codes::UNKNOWN_BLOCK, message, spot)
                .help("把标记改成 `rule`")
                .nearest(INFO, [INFO]),
        );
    }
}
