//! Makes sure that the policy file is one that runs: what the checker would refuse, such as
//! two articles that punish the same breach differently, stays in the file as a comment.
//!
//! The checker itself is asked, so that nothing here knows what contradicts what. Of the
//! rules that contradict each other the first in the text stays.

use std::collections::BTreeSet;

use policy::diagnostic::{Diagnostic, Severity, Spot};

use crate::file::{self, Planned, Written};
use crate::{CompiledClause, Warning, front, runs};

/// Most norms that are written: fewer than the rules that a policy may have.
const RULES_MAX: usize = 1_500;
/// How often the checker is asked; each time at least one norm is switched off.
const ROUNDS_MAX: usize = 16;

/// Writes the policy file of a document.
pub(crate) fn policy_file(
    name: &str,
    title: &str,
    document: &str,
    clauses: &[CompiledClause],
    warnings: &mut Vec<Warning>,
) -> Written {
    let newline = if document.contains("\r\n") { "\r\n" } else { "\n" };
    let front = front::matter(name, title, clauses, newline);
    let mut planned = file::plan(document, clauses, runs);
    cut(&mut planned, warnings);
    file::settle_cites(document, &front, &mut planned, newline);
    let kinds = rules::specs();
    let mut written = file::write(document, &front, &planned, newline);
    for _ in 0..ROUNDS_MAX {
        let parsed = policy::parse(name, &written.text, &kinds);
        let mut errors = parsed.diagnostics;
        errors.extend(policy::checks::check(&[&parsed.policy], None));
        errors.retain(|diagnostic| diagnostic.severity == Severity::Error);
        if !mute(&errors, &mut planned, &written, warnings) {
            break;
        }
        written = file::write(document, &front, &planned, newline);
    }
    written
}

/// Leaves out what goes beyond [`RULES_MAX`].
fn cut(planned: &mut Vec<Planned<'_>>, warnings: &mut Vec<Warning>) {
    let mut count = 0;
    let kept = planned
        .iter()
        .take_while(|block| {
            count += block.entries.len();
            count <= RULES_MAX
        })
        .count();
    if kept < planned.len() {
        let cite = planned.get(kept).map(|block| block.clause.cite.clone());
        planned.truncate(kept);
        let message =
            format!("规则超过了 {RULES_MAX} 条,从这里起没有写入规定文件,请把文件分成几个");
        warnings.push(Warning { cite, message });
    }
}

/// A norm: which block, which entry of it.
type At = (usize, usize);

/// Turns the norms that errors point at into comments; whether there were any.
fn mute(
    errors: &[Diagnostic],
    planned: &mut [Planned<'_>],
    written: &Written,
    warnings: &mut Vec<Warning>,
) -> bool {
    let mut done: BTreeSet<At> = BTreeSet::new();
    for error in errors {
        let spots = std::iter::once(&error.spot).chain(error.related.iter().map(|r| &r.spot));
        let found: BTreeSet<At> = spots.filter_map(|spot| norm_at(spot, written)).collect();
        let Some(&(block, entry)) = found.last() else { continue };
        // One that is gone already contradicts nothing any more.
        if found.iter().any(|at| done.contains(at)) {
            continue;
        }
        let first = found.first().filter(|first| **first != (block, entry));
        let other = first.and_then(|(at, _)| planned.get(*at)).map(|b| b.clause.cite.clone());
        let Some(block_of) = planned.get_mut(block) else { continue };
        let cite = block_of.clause.cite.clone();
        let Some(entry_of) = block_of.entries.get_mut(entry) else { continue };
        if entry_of.muted.is_some() {
            continue;
        }
        done.insert((block, entry));
        let reason = match other {
            Some(other) if other != cite => format!("与 {other} 不一致,请确认:{}", error.message),
            Some(_) => format!("与本条前面的规则不一致,请确认:{}", error.message),
            None => format!("暂不能运行,请确认:{}", error.message),
        };
        let message = format!("规则 {} {reason};它在文件里只作为注释保留", entry_of.norm.kind);
        warnings.push(Warning { cite: Some(cite), message });
        entry_of.muted = Some(reason);
    }
    !done.is_empty()
}

fn norm_at(spot: &Spot, written: &Written) -> Option<At> {
    written.lines.iter().enumerate().find_map(|(block, entries)| {
        let entry = entries.iter().position(|lines| lines.contains(&spot.place.line))?;
        Some((block, entry))
    })
}
