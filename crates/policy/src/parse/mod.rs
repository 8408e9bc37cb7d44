//! From a file's bytes to a policy and its diagnostics.
//!
//! One pass: front matter, then each rule block under the text that it belongs to. A rule
//! with an error is left out and reported; reading goes on.

mod blocks;
mod characters;
mod front;
mod rule;
mod syntax;
mod value;

pub use front::KEYS as FRONT_MATTER_KEYS;
pub use rule::COMMON_KEYS;

use std::path::Path;

use model::{Strictness, Zone};

use crate::diagnostic::{Diagnostic, codes, in_order};
use crate::document::{Block, Mode, Policy};
use crate::numbering::{TEXT_BYTES_MAX, outline};
use crate::periods::Periods;
use crate::source::{Source, line_starts};
use crate::spec::KindSpec;
use crate::texts::Wording;

/// Longest rule block, in bytes.
pub const BLOCK_BYTES_MAX: usize = 64 << 10;
/// Most rules of one policy.
pub const RULES_MAX: usize = 2_000;
/// More mistakes than this are not even collected.
const MISTAKES_MAX: usize = 1_000;

/// How many removals within an hour are carried out without a person where the policy says
/// nothing: more look like a mistake or an attack.
pub const BRAKE: u32 = 10;
/// The zone of policies that name none.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// What was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The policy, without the rules that have errors.
    pub policy: Policy,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Whether something is wrong that keeps the policy from running.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// The text so far and what was found wrong in it.
pub(crate) struct Reader<'a> {
    pub source: Source<'a>,
    pub kinds: &'a [&'static KindSpec],
    pub found: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if self.found.len() < MISTAKES_MAX {
            self.found.push(diagnostic);
        }
    }

    pub(crate) fn kind(&self, name: &str) -> Option<&'static KindSpec> {
        self.kinds.iter().copied().find(|spec| spec.name == name)
    }
}

/// Reads a policy file. `file` is its name, for messages and for the id where none is given.
#[must_use]
pub fn parse(file: &str, text: &str, kinds: &[&'static KindSpec]) -> Parsed {
    let whole = text.get(..text.floor_char_boundary(TEXT_BYTES_MAX)).unwrap_or(text);
    let lines = line_starts(whole);
    let source = Source { file, text: whole, lines: &lines };
    let mut reader = Reader { source, kinds, found: Vec::new() };
    let mut policy = empty(file, whole);
    if whole.len() < text.len() {
        let message = format!("文件有 {} 字节,超过了上限 4 MiB", text.len());
        let too_large = Diagnostic::error(codes::TOO_LARGE, message, source.spot(0..0));
        reader.report(too_large.help("把文件分成几个"));
        return Parsed { policy, diagnostics: reader.found };
    }
    let body = front::read(&mut reader, &mut policy);
    for found in blocks::find(&mut reader, body) {
        let block = u32::try_from(policy.blocks.len()).unwrap_or(u32::MAX);
        let above = policy.outline.above(found.bytes.start).map(str::to_owned);
        policy.blocks.push(Block {
            cite: above.unwrap_or_default(),
            place: source.place(found.bytes.start),
            bytes: found.bytes.clone(),
        });
        characters::check(&mut reader, found.content.clone());
        rule::read_block(&mut reader, &mut policy, &found, block);
        if policy.rules.len() > RULES_MAX {
            let message = format!("规则超过了 {RULES_MAX} 条");
            let spot = source.spot(found.bytes.clone());
            reader
                .report(Diagnostic::error(codes::TOO_LARGE, message, spot).help("把文件分成几个"));
            policy.rules.truncate(RULES_MAX);
            break;
        }
    }
    Parsed { policy, diagnostics: in_order(reader.found) }
}

/// As [`parse`], for bytes that may be no UTF-8.
#[must_use]
pub fn parse_bytes(file: &str, bytes: &[u8], kinds: &[&'static KindSpec]) -> Parsed {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return parse(file, text, kinds),
        Err(error) => error,
    };
    // The part before the first wrong byte gives the place; nothing of it is run.
    let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let text = String::from_utf8_lossy(valid);
    let lines = line_starts(&text);
    let source = Source { file, text: &text, lines: &lines };
    let message = format!("第 {} 个字节起不是 UTF-8 编码", error.valid_up_to() + 1);
    let diagnostic =
        Diagnostic::error(codes::NOT_UTF8, message, source.spot(text.len()..text.len()))
            .help("在编辑器里把文件另存为 UTF-8");
    Parsed { policy: empty(file, ""), diagnostics: vec![diagnostic] }
}

/// A policy as it stands before anything is read of it.
fn empty(file: &str, text: &str) -> Policy {
    let outline = outline(text);
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file);
    Policy {
        file: file.to_owned(),
        id: if stem.is_empty() { "policy".to_owned() } else { stem.to_owned() },
        title: outline.title.clone().unwrap_or_default(),
        version: 1,
        effective: None,
        zone: default_zone(),
        groups: Vec::new(),
        examples: Vec::new(),
        mode: Mode::Enforce,
        strictness: Strictness::default(),
        trade: Vec::new(),
        brake: BRAKE,
        retention: None,
        settings: Vec::new(),
        wording: Wording::default(),
        periods: Periods::new(),
        rules: Vec::new(),
        broken: Vec::new(),
        blocks: Vec::new(),
        outline,
        text: text.to_owned(),
    }
}

/// The zone of policies that name none.
#[expect(clippy::expect_used, reason = "the tables inside the program have it; a test holds it")]
fn default_zone() -> Zone {
    Zone::named(DEFAULT_ZONE).expect("Asia/Shanghai is in the zone tables")
}
