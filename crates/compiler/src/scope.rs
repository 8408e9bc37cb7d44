//! Whom a sanction punishes that stands in a clause without a rule that finds.
//!
//! In the policy file such a sanction would govern every breach. That is right where it speaks
//! of breaches in general; else the kinds that it is about are named in its `for`, and where
//! no rule finds what it is about it is not switched on ([`Scope::Unknown`]).

use policy::numbering::{self, Outline};
use policy::spec::Part;
use policy::toml::Value;
use rules::clause::{Norm, Norms};
use rules::reading::targets::{Target, named_kinds, target};

use crate::around::Around;

/// What the sanctions of a clause that name nothing may govern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What their own block finds, or every breach.
    #[default]
    Open,
    /// Their own block alone; where it finds nothing, nothing.
    Unknown,
}

/// The longest list that is looked at.
const LIST_MAX: usize = 200;

/// The part that a norm's kind plays.
pub(crate) fn part(norm: &Norm) -> Option<Part> {
    rules::kind_named(norm.kind).map(|kind| kind.spec.part)
}

/// Whether a norm says what follows a breach, without saying of what.
pub(crate) fn names_nothing(norm: &Norm) -> bool {
    part(norm) == Some(Part::Punishes) && !norm.params.contains_key("for")
}

/// Names in the sanctions of each clause what they are for, and says what those that still
/// name nothing may govern.
pub(crate) fn settle(outline: &Outline, around: &[Around], norms: &mut [Norms]) -> Vec<Scope> {
    let mut scopes = vec![Scope::Open; norms.len()];
    let all = kinds(norms.iter());
    for at in 0..norms.len() {
        let Some(own) = norms.get(at).filter(|own| own.iter().any(names_nothing)) else { continue };
        if own.iter().any(|norm| part(norm) == Some(Part::Finds)) {
            // Should what it finds be switched off, the sanctions must not govern all else.
            set(&mut scopes, at, Scope::Unknown);
            let text = around.get(at).map(|view| view.clause().text.to_owned());
            let found = enumerated(text.as_deref().unwrap_or_default(), own, &all);
            if !found.is_empty() {
                name(norms, at, &found);
            }
            continue;
        }
        let Some(view) = around.get(at) else { continue };
        let listed = announced(around, norms, at);
        let (found, general) = match target(&view.clause()) {
            _ if !listed.is_empty() => (listed, false),
            Target::General => (Vec::new(), true),
            Target::Own => (Vec::new(), false),
            Target::Before { or_general } => (before(outline, around, norms, &all, at), or_general),
        };
        // In the end what the clause itself names, where some article finds it.
        let found = if found.is_empty() && !general {
            let named = named_kinds(view.clause().text);
            all.iter().filter(|kind| named.contains(&kind.as_str())).cloned().collect()
        } else {
            found
        };
        if found == all && !all.is_empty() {
            continue;
        }
        if found.is_empty() && !general {
            set(&mut scopes, at, Scope::Unknown);
        } else if !found.is_empty() {
            name(norms, at, &found);
        }
    }
    scopes
}

/// The kinds that a clause enumerates before its sanction, of rules anywhere in the document:
/// 发广告、发链接、刷屏的,第一次… governs all three wherever they are forbidden. None where the
/// clause finds something that it does not name.
fn enumerated(text: &str, own: &Norms, all: &[String]) -> Vec<String> {
    let named = named_kinds(text);
    let own = kinds(std::iter::once(own));
    if named.len() <= own.len() || own.iter().any(|kind| !named.contains(&kind.as_str())) {
        return Vec::new();
    }
    all.iter().filter(|kind| named.contains(&kind.as_str())).cloned().collect()
}

fn set(scopes: &mut [Scope], at: usize, scope: Scope) {
    if let Some(one) = scopes.get_mut(at) {
        *one = scope;
    }
}

fn name(norms: &mut [Norms], at: usize, kinds: &[String]) {
    let list: Vec<Value> = kinds.iter().map(|kind| Value::from(kind.as_str())).collect();
    let own = norms.get_mut(at).into_iter().flatten();
    for norm in own.filter(|norm| names_nothing(norm)) {
        norm.params.insert("for".to_owned(), Value::Array(list.clone()));
    }
}

/// The kinds of misconduct that norms find, as `for` names them, each once, in order.
fn kinds<'a>(norms: impl Iterator<Item = &'a Norms>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let is_breach = |norm: &&Norm| {
        rules::kind_named(norm.kind)
            .is_some_and(|kind| kind.spec.part == Part::Finds && kind.spec.misconduct)
    };
    for norm in norms.flatten().filter(is_breach) {
        let categories = norm.params.get("categories").and_then(Value::as_array);
        match categories {
            Some(list) => {
                let words = list.iter().filter_map(Value::as_str);
                found.extend(words.map(|category| format!("{}.{category}", norm.kind)));
            }
            None => found.push(norm.kind.to_owned()),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The kinds of the items of the list that a clause announces.
fn announced(around: &[Around], norms: &[Norms], at: usize) -> Vec<String> {
    let Some(own) = around.get(at).and_then(|view| view.announces.as_deref()) else {
        return Vec::new();
    };
    let led = around
        .iter()
        .skip(at + 1)
        .take(LIST_MAX)
        .take_while(|view| view.lead.as_deref() == Some(own));
    kinds(norms.iter().skip(at + 1).take(led.count()))
}

/// The kinds of what stands before a clause: of the item before it; of its whole list where
/// it ends it; else those that its heading or lead names.
fn before(
    outline: &Outline,
    around: &[Around],
    norms: &[Norms],
    known: &[String],
    at: usize,
) -> Vec<String> {
    let clauses = &outline.clauses;
    let Some(own) = clauses.get(at) else { return Vec::new() };
    let beside = |other: &&numbering::Clause| other.path == own.path && other.level >= own.level;
    let marked = |clause: &numbering::Clause| clause.marker.is_some();
    let earlier = clauses.get(..at).unwrap_or_default().iter().rev().take(LIST_MAX);
    let mut earlier = earlier.take_while(|other| other.path == own.path);
    let taken = if marked(own) {
        let list = earlier.take_while(|other| beside(other) && marked(other)).count();
        let finds = |norms: &Norms| norms.iter().any(|norm| part(norm) == Some(Part::Finds));
        let mut later = clauses
            .iter()
            .zip(norms)
            .skip(at + 1)
            .take(LIST_MAX)
            .take_while(|(one, _)| beside(one));
        if later.any(|(_, norms)| finds(norms)) { list.min(1) } else { list }
    } else {
        // A paragraph speaks of the one before it, or of the whole list before it.
        let near = earlier.next().map(marked);
        let list = near == Some(true);
        usize::from(near.is_some())
            + if list { earlier.take_while(|other| marked(other)).count() } else { 0 }
    };
    let found = kinds(norms.get(at - taken.min(at)..at).unwrap_or_default().iter());
    if !found.is_empty() {
        return found;
    }
    let view = around.get(at);
    let heading = view.and_then(|view| view.headings.last()).map(String::as_str);
    let lead = view.and_then(|view| view.lead.as_deref());
    let of_kind = |named: &&str| known.iter().any(|kind| kind == named);
    let named = [heading, lead].into_iter().flatten().flat_map(named_kinds);
    named.filter(|kind| of_kind(kind)).map(str::to_owned).collect()
}
