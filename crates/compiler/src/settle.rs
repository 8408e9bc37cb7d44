//! Makes sure that the policy file is one that runs: what the checker would refuse, such as
//! two articles that punish the same breach differently, stays in the file as a comment.
//!
//! The checker itself is asked, so that nothing here knows what contradicts what. Of the
//! rules that contradict each other the first in the text stays.

use std::collections::BTreeSet;

use policy::diagnostic::{Diagnostic, Severity, Spot};
use policy::spec::{KindSpec, Part};
use policy::{Policy, numbering};
use rules::clause::Norm;

use crate::block::Entry;
use crate::file::{self, Planned, Written};
use crate::scope::{Scope, names_nothing, part};
use crate::{About, CompiledClause, Warning, front, runs};

/// Most norms that are written: fewer than the rules that a policy may have.
const RULES_MAX: usize = 1_500;
/// How often the checker is asked about the blocks alone, which shows only so many mistakes at
/// a time. No real document comes near it; beyond it nothing is switched on.
const BLOCK_ROUNDS_MAX: usize = 48;
/// How often the checker is asked about the whole file then: once, but for what only the text
/// around the blocks brings about.
const ROUNDS_MAX: usize = 4;

/// Writes the policy file of a document, and reads it.
pub(crate) fn policy_file(
    name: &str,
    title: &str,
    document: &str,
    clauses: &[CompiledClause],
    warnings: &mut Vec<Warning>,
) -> (Written, Policy) {
    let newline = if document.contains("\r\n") { "\r\n" } else { "\n" };
    // A policy file that is compiled again has its own.
    let own = document.trim_start_matches('\u{feff}').starts_with("+++")
        && numbering::metadata::after_front_matter(document) > 0;
    let front = if own { String::new() } else { front::matter(name, title, clauses, newline) };
    let mut planned = file::plan(document, clauses, runs);
    cut(&mut planned, warnings);
    hold_inferred(&mut planned);
    mute_strays(&mut planned, warnings);
    file::settle_cites(document, &front, &mut planned, newline);
    let kinds = rules::specs();
    settle_blocks(name, &front, &mut planned, newline, warnings);
    let mut written = file::write(document, &front, &planned, newline);
    let mut policy = None;
    for round in 0..=ROUNDS_MAX {
        let (errors, read) = errors_of(name, &written.text, &kinds);
        let changed = if round < ROUNDS_MAX {
            mute(&errors, &mut planned, &written, warnings)
        } else {
            !errors.is_empty() && mute_all(&mut planned, warnings)
        };
        if !changed {
            policy = Some(read);
            break;
        }
        mute_strays(&mut planned, warnings);
        written = file::write(document, &front, &planned, newline);
    }
    if clauses.iter().any(|clause| !clause.suggestions.is_empty()) {
        // Comments contradict nothing: they come when everything is settled.
        let mut planned = file::with_suggestions(document, clauses, planned, runs);
        file::settle_cites(document, &front, &mut planned, newline);
        written = file::write(document, &front, &planned, newline);
        policy = None;
    }
    let policy = policy.unwrap_or_else(|| policy::parse(name, &written.text, &kinds).policy);
    (written, policy)
}

/// What the checker finds wrong with a policy file, and the file as it was read.
fn errors_of(name: &str, file: &str, kinds: &[&'static KindSpec]) -> (Vec<Diagnostic>, Policy) {
    let parsed = policy::parse(name, file, kinds);
    let mut errors = parsed.diagnostics;
    errors.extend(policy::checks::check(&[&parsed.policy], None));
    errors.retain(|diagnostic| diagnostic.severity == Severity::Error);
    (errors, parsed.policy)
}

/// Settles what the blocks disagree about in a file of their own, which is read again much
/// faster than a long document.
fn settle_blocks(
    name: &str,
    front: &str,
    planned: &mut [Planned<'_>],
    newline: &str,
    warnings: &mut Vec<Warning>,
) {
    const TEXT: &str = "条文\n";
    let kinds = rules::specs();
    let places: Vec<(usize, bool)> = planned.iter().map(|block| (block.at, block.cites)).collect();
    for (index, block) in planned.iter_mut().enumerate() {
        (block.at, block.cites) = ((index + 1) * TEXT.len(), true);
    }
    let document = TEXT.repeat(planned.len());
    for round in 0..=BLOCK_ROUNDS_MAX {
        let written = file::write(&document, front, planned, newline);
        let (errors, _) = errors_of(name, &written.text, &kinds);
        if round == BLOCK_ROUNDS_MAX && !errors.is_empty() {
            mute_all(planned, warnings);
        }
        if round == BLOCK_ROUNDS_MAX || !mute(&errors, planned, &written, warnings) {
            break;
        }
        mute_strays(planned, warnings);
    }
    for (block, (at, cites)) in planned.iter_mut().zip(places) {
        (block.at, block.cites) = (at, cites);
    }
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
        warnings.push(Warning { cite, kind: None, about: About::Document, message });
    }
}

/// Keeps as comments what was inferred and not read, and what would take in more than the clause
/// says: nothing is asked of members, and nobody is punished, on a guess that no person has
/// confirmed.
fn hold_inferred(planned: &mut [Planned<'_>]) {
    const UNTOLD: &str =
        "条文只限制其中的一部分,系统还分不清是哪一部分;确认后去掉 # 即可启用,但会适用于全部";
    for block in planned {
        for entry in block.entries.iter_mut().filter(|entry| entry.norm.partial) {
            entry.muted = Some(UNTOLD.to_owned());
        }
        let inferred = |entry: &&mut Entry<'_>| !entry.norm.inferred_from.is_empty();
        for entry in block.entries.iter_mut().filter(inferred) {
            let by: String =
                entry.norm.inferred_from.iter().map(|word| format!("“{word}”")).collect();
            let reason = format!("这一条是由{by}等字推断的,没有把握;确认后去掉 # 即可启用");
            entry.muted = Some(reason);
        }
    }
}

/// Turns sanctions into comments that would govern the whole policy although what they are for
/// is something else: those in a block in which nothing that finds is left.
fn mute_strays(planned: &mut [Planned<'_>], warnings: &mut Vec<Warning>) {
    const REASON: &str =
        "这条处理所针对的行为,系统还不能识别;确认后去掉 # 即可启用,但会适用于全部规定";
    for block in planned.iter_mut().filter(|block| block.clause.scope == Scope::Unknown) {
        if block.entries.iter().any(|entry| entry.muted.is_none() && finds(entry.norm)) {
            continue;
        }
        let stray = |entry: &&mut Entry<'_>| entry.muted.is_none() && names_nothing(entry.norm);
        for entry in block.entries.iter_mut().filter(stray) {
            entry.muted = Some(REASON.to_owned());
            let kind = entry.norm.kind;
            let message = format!(
                "规则 {kind} 所针对的行为,系统还不能识别;它在文件里只作为注释保留,以免它适用于全部规定"
            );
            let cite = Some(block.clause.cite.clone());
            warnings.push(Warning { cite, kind: Some(kind), about: About::NotRunning, message });
        }
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
        let Some(&first) = found.first() else { continue };
        // One that is gone already contradicts nothing any more: the next round tells.
        if found.iter().any(|at| done.contains(at)) {
            continue;
        }
        for at in losing(&found, first, planned) {
            let other = (at != first).then_some(first);
            if let Some(warning) = mute_one(at, other, error, planned) {
                warnings.push(warning);
                done.insert(at);
                if let Some(first) = other {
                    mute_alike(at, first, error, planned, warnings);
                }
            }
        }
    }
    !done.is_empty()
}

/// Mutes what says the same as a norm that has lost, elsewhere in a block of its own: it loses
/// for the same reason, and the checker shows only the first few of many.
fn mute_alike(
    lost: At,
    first: At,
    error: &Diagnostic,
    planned: &mut [Planned<'_>],
    warnings: &mut Vec<Warning>,
) {
    let Some(norm) = planned.get(lost.0).and_then(|b| b.entries.get(lost.1)).map(|e| e.norm) else {
        return;
    };
    if !punishes(norm) {
        return;
    }
    for block in 0..planned.len() {
        let alone =
            planned.get(block).is_some_and(|block| block.entries.iter().all(|e| !finds(e.norm)));
        let alike = planned.get(block).and_then(|block| {
            block
                .entries
                .iter()
                .position(|e| e.norm.kind == norm.kind && e.norm.params == norm.params)
        });
        let Some(entry) = alike.filter(|_| alone && block != first.0) else { continue };
        warnings.extend(mute_one((block, entry), Some(first), error, planned));
    }
}

fn punishes(norm: &Norm) -> bool {
    part(norm) == Some(Part::Punishes)
}

/// Whether a norm's rule finds breaches.
pub(crate) fn finds(norm: &Norm) -> bool {
    part(norm) == Some(Part::Finds)
}

/// Turns every norm into a comment: the contradictions have no end.
fn mute_all(planned: &mut [Planned<'_>], warnings: &mut Vec<Warning>) -> bool {
    let entries = planned.iter_mut().flat_map(|block| &mut block.entries);
    for entry in entries.filter(|entry| entry.muted.is_none()) {
        entry.muted = Some("文件里互相矛盾的规定太多,请确认".to_owned());
    }
    let message = "互相矛盾的规定太多,所有规则都只作为注释保留,请先修改文件".to_owned();
    warnings.push(Warning { cite: None, kind: None, about: About::Document, message });
    true
}

/// Those of the norms that an error points at which give way to the first: all that say
/// something else; the last where all say the same; the only one.
fn losing(found: &BTreeSet<At>, first: At, planned: &[Planned<'_>]) -> Vec<At> {
    let norm = |at: At| planned.get(at.0).and_then(|block| block.entries.get(at.1)).map(|e| e.norm);
    let kind = |at| norm(at).map(|norm| norm.kind);
    let says = |at| norm(at).map(|norm| (norm.kind, &norm.params));
    let differs = |at: At| (at.0 != first.0 || kind(at) == kind(first)) && says(at) != says(first);
    let differing: Vec<At> = found.iter().copied().skip(1).filter(|&at| differs(at)).collect();
    if differing.is_empty() { found.last().copied().into_iter().collect() } else { differing }
}

/// Turns one norm into a comment that says why.
fn mute_one(
    at: At,
    other: Option<At>,
    error: &Diagnostic,
    planned: &mut [Planned<'_>],
) -> Option<Warning> {
    let other = other.and_then(|other| planned.get(other.0)).map(|b| b.clause.cite.clone());
    let block = planned.get_mut(at.0)?;
    let cite = block.clause.cite.clone();
    let entry = block.entries.get_mut(at.1).filter(|entry| entry.muted.is_none())?;
    let about = if other.is_some() { About::Contradiction } else { About::NotRunning };
    let reason = match other {
        Some(other) if other != cite => format!("与 {other} 不一致,请确认"),
        Some(_) => "与本条前面的规则不一致,请确认".to_owned(),
        None => format!("暂不能运行,请确认:{}", error.message),
    };
    let kind = entry.norm.kind;
    entry.muted = Some(reason.clone());
    let message = format!("规则 {kind} {reason};它在文件里只作为注释保留");
    Some(Warning { cite: Some(cite), kind: Some(kind), about, message })
}

fn norm_at(spot: &Spot, written: &Written) -> Option<At> {
    written.lines.iter().enumerate().find_map(|(block, entries)| {
        let entry = entries.iter().position(|lines| lines.contains(&spot.place.line))?;
        Some((block, entry))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::toml::Value;

    fn clauses(document: &str, norms: &[&[Norm]]) -> Vec<CompiledClause> {
        let outline = numbering::outline(document);
        assert_eq!(outline.clauses.len(), norms.len(), "{outline:?}");
        let each = outline.clauses.iter().zip(norms);
        each.map(|(clause, norms)| CompiledClause {
            cite: clause.cite.clone(),
            span: (clause.chars.start, clause.chars.end),
            bytes: clause.bytes.clone(),
            text: clause.text(document).to_owned(),
            norms: norms.to_vec(),
            suggestions: Vec::new(),
            level: None,
            scope: Scope::Open,
        })
        .collect()
    }

    fn ladder(steps: &[&str]) -> Norm {
        let steps = steps.iter().map(|step| Value::String((*step).to_owned())).collect();
        Norm::new("ladder").with("steps", Value::Array(steps))
    }

    #[test]
    fn of_two_general_ladders_the_first_runs() {
        let document = "群约定\n一、严禁刷屏。\n二、先警告,再移出。\n三、先警告,再移出。\n四、先提醒,再移出。\n";
        let (first, other) = (ladder(&["warn", "remove"]), ladder(&["remind", "remove"]));
        let norms: [&[Norm]; 4] = [
            &[Norm::new("flood")],
            std::slice::from_ref(&first),
            std::slice::from_ref(&first),
            &[other],
        ];
        let mut warnings = Vec::new();
        let clauses = clauses(document, &norms);
        let (written, _) = policy_file("a.txt", "群约定", document, &clauses, &mut warnings);
        let muted =
            "```rule\n# 与 二 不一致,请确认\n# [ladder]\n# steps = [\"remind\", \"remove\"]\n```";
        assert!(written.text.contains(muted), "{}", written.text);
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].cite.as_deref(), Some("四"));
        let parsed = policy::parse("a.md", &written.text, &rules::specs());
        assert!(!parsed.has_errors(), "{:#?}", parsed.diagnostics);
        let runs: Vec<&str> = parsed.policy.rules.iter().map(|rule| rule.cite.as_str()).collect();
        assert_eq!(runs, ["一", "二", "三"]);
    }

    /// More contradictions than the checker shows at once, all alike or all different.
    #[test]
    fn many_contradictions_end() {
        for different in [false, true] {
            let item = |n: usize| format!("{}、移出。\n", n + 1);
            let document: String = (0..400).map(item).collect();
            let document = format!("群约定\n{document}");
            let each = |n: usize| {
                let amount = i64::try_from(if different { n + 1 } else { n % 2 + 1 }).unwrap();
                let fine = Norm::new("fine").with("amount", Value::Integer(amount));
                if n == 0 { Norm::new("flood") } else { fine }
            };
            let norms: Vec<[Norm; 1]> = (0..400).map(|n| [each(n)]).collect();
            let norms: Vec<&[Norm]> = norms.iter().map(<[Norm; 1]>::as_slice).collect();
            let clauses = clauses(&document, &norms);
            let mut warnings = Vec::new();
            let (written, _) = policy_file("a.txt", "群约定", &document, &clauses, &mut warnings);
            let parsed = policy::parse("a.md", &written.text, &rules::specs());
            let mut problems = policy::checks::check(&[&parsed.policy], None);
            problems.extend(parsed.diagnostics);
            problems.retain(|problem| problem.severity == Severity::Error);
            assert!(problems.is_empty(), "{problems:#?}");
            assert!(different || parsed.policy.rules.len() == 201, "{}", parsed.policy.rules.len());
        }
    }

    #[test]
    fn a_value_that_the_policy_refuses_is_kept_as_a_comment() {
        let document = "群约定\n一、严禁刷屏。\n";
        let norm = Norm::new("flood").with("repeats", Value::Integer(1));
        let mut warnings = Vec::new();
        let clauses = clauses(document, &[&[norm]]);
        let (written, _) = policy_file("a.txt", "群约定", document, &clauses, &mut warnings);
        assert!(written.text.contains("# [flood]\n# repeats = 1\n```"), "{}", written.text);
        assert!(warnings[0].message.contains("暂不能运行"), "{warnings:?}");
    }

    /// Once what a block finds is switched off, its sanction must not govern all other breaches.
    #[test]
    fn a_sanction_goes_with_the_rule_of_its_block() {
        let document = "群约定\n一、严禁刷屏,违者移出。\n二、不发广告。\n";
        let removed = Value::Array(vec!["remove".into()]);
        let norms = [
            Norm::new("flood").with("repeats", Value::Integer(1)),
            Norm::new("sanction").with("actions", removed),
        ];
        let ads = [Norm::new("ads").with("allow", "never")];
        let mut clauses = clauses(document, &[&norms, &ads]);
        clauses[0].scope = Scope::Unknown;
        let mut warnings = Vec::new();
        let (written, _) = policy_file("a.txt", "群约定", document, &clauses, &mut warnings);
        assert!(written.text.contains("# [sanction]\n# actions"), "{}", written.text);
        assert_eq!(warnings.len(), 2, "{warnings:?}");
    }
}
