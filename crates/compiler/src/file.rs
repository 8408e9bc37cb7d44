//! The policy file: the document's text, byte for byte, with front matter before it and a rule
//! block after the line on which each clause that has one ends.

use std::ops::Range;

use policy::numbering::lines::Fence;
use policy::numbering::{self, Outline};

use crate::block::{self, Entry, quoted};
use crate::{CompiledClause, Suggestion};

/// Longest citation that a block may write, in characters.
const CITE_MAX: usize = 80;

/// A rule block that will be written.
#[derive(Clone, Debug)]
pub(crate) struct Planned<'a> {
    /// The clause that it belongs to.
    pub clause: &'a CompiledClause,
    /// Where it goes: a byte of the document, at a line's start or at the end.
    pub at: usize,
    /// Its norms.
    pub entries: Vec<Entry<'a>>,
    /// Whether its article is written in it, as the text above is another one.
    pub cites: bool,
}

/// A policy file, and where its blocks stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    /// The whole file.
    pub text: String,
    /// What was added to the document, in bytes of the file.
    pub inserted: Vec<Range<usize>>,
    /// The byte at which each planned block's fence stands.
    pub blocks: Vec<usize>,
    /// For each planned block and each of its entries, its lines in the file, from 1.
    pub lines: Vec<Vec<Range<u32>>>,
}

/// The blocks of clauses that have norms to run, in the order in which they stand.
pub(crate) fn plan<'a>(
    document: &str,
    clauses: &'a [CompiledClause],
    runs: impl Fn(&rules::clause::Norm) -> bool,
) -> Vec<Planned<'a>> {
    let mut planned = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let entries: Vec<Entry<'_>> = clause
            .norms
            .iter()
            .filter(|norm| runs(norm))
            .map(|norm| Entry { norm, muted: None })
            .collect();
        if !entries.is_empty() {
            let at = place_after(document, clauses.get(index..).unwrap_or_default());
            // What its author wrote there stands.
            if has_block(document, at) {
                continue;
            }
            planned.push(Planned { clause, at, entries, cites: false });
        }
    }
    planned
}

/// The blocks with what is suggested as comments, in blocks of their own where a clause has
/// none.
pub(crate) fn with_suggestions<'a>(
    document: &str,
    clauses: &'a [CompiledClause],
    planned: Vec<Planned<'a>>,
    runs: impl Fn(&rules::clause::Norm) -> bool,
) -> Vec<Planned<'a>> {
    let mut planned = planned.into_iter().peekable();
    let mut out = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let own = planned.next_if(|block| std::ptr::eq(block.clause, clause));
        let suggested: Vec<Entry<'_>> = clause
            .suggestions
            .iter()
            .filter(|suggestion| runs(&suggestion.norm))
            .map(|one| Entry { norm: &one.norm, muted: Some(suggestion(one, own.as_ref())) })
            .collect();
        let at = || place_after(document, clauses.get(index..).unwrap_or_default());
        let block = own.or_else(|| {
            let at = at();
            // What its author wrote there stands.
            (!suggested.is_empty() && !has_block(document, at)).then(|| Planned {
                clause,
                at,
                entries: Vec::new(),
                cites: false,
            })
        });
        if let Some(mut block) = block {
            block.entries.extend(suggested);
            out.push(block);
        }
    }
    out
}

/// What stands above a suggestion.
fn suggestion(suggestion: &Suggestion, block: Option<&Planned<'_>>) -> String {
    let Suggestion { norm, by } = suggestion;
    let by = by.in_words();
    let same = |entry: &Entry<'_>| entry.norm.kind == norm.kind && entry.muted.is_none();
    if block.is_some_and(|block| block.entries.iter().any(same)) {
        return format!("{by},与上面的 {} 只留一个,请确认后去掉 #", norm.kind);
    }
    format!("{by},请确认后去掉 #")
}

/// Whether a rule block stands at a place, of a policy file that is compiled again.
fn has_block(document: &str, at: usize) -> bool {
    let rest = document.get(at..).unwrap_or_default();
    let next = rest.lines().find(|line| !line.trim().is_empty());
    next.and_then(Fence::opened_by).is_some_and(|(_, info)| info.trim() == "rule")
}

/// The start of the line after the first of these clauses; further on where another clause
/// begins on the same line and goes on below, which a block must not tear apart.
fn place_after(document: &str, clauses: &[CompiledClause]) -> usize {
    let mut at = 0;
    for (index, clause) in clauses.iter().enumerate() {
        if index > 0 && clause.bytes.start >= at {
            break;
        }
        at = at.max(line_end(document, clause.bytes.end));
    }
    at
}

/// The byte after the line end that follows a byte.
fn line_end(document: &str, from: usize) -> usize {
    let rest = document.get(from..).unwrap_or_default();
    rest.find('\n').map_or(document.len(), |at| from + at + 1)
}

/// Writes the file.
pub(crate) fn write(
    document: &str,
    front: &str,
    planned: &[Planned<'_>],
    newline: &str,
) -> Written {
    let mut writer = Writer { out: Written::default(), line: 1, newline };
    writer.insert(front);
    let mut from = 0;
    for (index, block) in planned.iter().enumerate() {
        writer.push(document.get(from..block.at).unwrap_or_default());
        from = block.at;
        let last_here = planned.get(index + 1).is_none_or(|next| next.at != block.at);
        let rest = document.get(from..).unwrap_or_default();
        let blank_below =
            !last_here || rest.lines().next().is_none_or(|line| line.trim().is_empty());
        writer.block(block, blank_below);
    }
    writer.push(document.get(from..).unwrap_or_default());
    writer.out
}

struct Writer<'a> {
    out: Written,
    /// The line at which the file ends so far, from 1.
    line: u32,
    newline: &'a str,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.text.push_str(text);
        let lines = text.bytes().filter(|&byte| byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }

    fn insert(&mut self, text: &str) {
        let from = self.out.text.len();
        self.push(text);
        let to = self.out.text.len();
        match self.out.inserted.last_mut() {
            Some(last) if last.end == from => last.end = to,
            _ => self.out.inserted.push(from..to),
        }
    }

    fn block(&mut self, block: &Planned<'_>, blank_below: bool) {
        let newline = self.newline;
        if !self.out.text.ends_with('\n') {
            self.insert(newline);
        }
        self.insert(newline);
        self.out.blocks.push(self.out.text.len());
        self.insert(&format!("```rule{newline}"));
        if block.cites {
            let cite: String = block.clause.cite.chars().take(CITE_MAX).collect();
            self.insert(&format!("cite = {}{newline}", quoted(&cite)));
        }
        let mut lines = Vec::new();
        for (at, entry) in block.entries.iter().enumerate() {
            if at > 0 || block.cites {
                self.insert(newline);
            }
            let same =
                |other: &Entry<'_>| other.norm.kind == entry.norm.kind && other.muted.is_none();
            let many = block.entries.iter().filter(|other| same(other)).count() > 1;
            let from = self.line;
            self.insert(&block::table(entry, many, newline));
            lines.push(from..self.line);
        }
        self.out.lines.push(lines);
        self.insert(&format!("```{newline}"));
        if !blank_below {
            self.insert(newline);
        }
    }
}

/// Marks the blocks above which the file's own numbering has another article than theirs.
pub(crate) fn settle_cites(
    document: &str,
    front: &str,
    planned: &mut [Planned<'_>],
    newline: &str,
) {
    let first = write(document, front, planned, newline);
    let outline: Outline = numbering::outline(&first.text);
    for (block, &at) in planned.iter_mut().zip(&first.blocks) {
        block.cites = outline.above(at) != Some(block.clause.cite.as_str());
    }
}
