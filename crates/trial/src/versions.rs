//! What differs between two versions of a policy: clause by clause, with the words marked, and
//! what their rules then do.

use compiler::explain::{stated, summary};
use policy::Policy;
use policy::texts::Language;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Longer clauses are shown as a whole, old and new, in characters.
const MARKED_MAX: usize = 4_000;
/// A stretch of the same words that is shorter does not break a change up.
const SAME_MIN: usize = 2;

/// How a clause differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The old version has it alone.
    Gone,
    /// The new version has it alone.
    New,
    /// Both have it, with other words or rules.
    Other,
}

/// Words of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Both versions: none; the old alone: `Gone`; the new alone: `New`.
    pub change: Option<Change>,
    /// The words.
    pub text: String,
}

/// A clause that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// How people cite it: in the new version where it has it.
    pub cite: String,
    /// How it differs.
    pub change: Change,
    /// Its words.
    pub words: Vec<Words>,
    /// What its rules did, one in a line.
    pub did: Vec<String>,
    /// What its rules do now.
    pub does: Vec<String>,
}

/// A clause of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Clause {
    cite: String,
    text: String,
    does: Vec<String>,
}

fn clauses(policy: &Policy, language: Language) -> Vec<Clause> {
    let all = policy.outline.clauses.iter();
    all.map(|clause| {
        let rules = policy.rules.iter().filter(|rule| rule.cite == clause.cite);
        let does = rules.map(|rule| {
            let terms = stated(rule.spec, &rule.params, language);
            let what = summary(rule.spec, language);
            let colon = language.choose(":", ": ");
            match terms.is_empty() {
                true => what.to_owned(),
                false => format!("{what}{colon}{}", terms.join(language.choose(";", "; "))),
            }
        });
        let text = clause.text(&policy.text);
        let text = text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
        Clause { cite: clause.cite.clone(), text, does: does.collect() }
    })
    .collect()
}

/// The clauses that differ, in the order of the new version; what is gone stands where it was.
#[must_use]
pub fn differing(old: &Policy, new: &Policy, language: Language) -> Vec<Differing> {
    let (old, new) = (clauses(old, language), clauses(new, language));
    let words = |all: &[Clause]| all.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &words(&old), &words(&new)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                let pairs = old.iter().skip(old_index).zip(new.iter().skip(new_index)).take(len);
                // The same words may be carried out in another way.
                let others = pairs.filter(|(old, new)| old.does != new.does);
                out.extend(others.map(|(old, new)| both(old, new)));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                out.extend(old.iter().skip(old_index).take(old_len).map(gone));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                out.extend(new.iter().skip(new_index).take(new_len).map(fresh));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let mut left: Vec<&Clause> = old.iter().skip(old_index).take(old_len).collect();
                for new in new.iter().skip(new_index).take(new_len) {
                    match left.iter().position(|old| old.cite == new.cite) {
                        Some(at) => out.push(both(left.remove(at), new)),
                        None => out.push(fresh(new)),
                    }
                }
                out.extend(left.into_iter().map(gone));
            }
        }
    }
    out
}

fn one(change: Change, clause: &Clause) -> Differing {
    let words = Words { change: Some(change), text: clause.text.clone() };
    let (did, does) = match change {
        Change::Gone => (clause.does.clone(), Vec::new()),
        Change::New | Change::Other => (Vec::new(), clause.does.clone()),
    };
    Differing { cite: clause.cite.clone(), change, words: vec![words], did, does }
}

fn gone(clause: &Clause) -> Differing {
    one(Change::Gone, clause)
}

fn fresh(clause: &Clause) -> Differing {
    one(Change::New, clause)
}

fn both(old: &Clause, new: &Clause) -> Differing {
    let (did, does) = match old.does == new.does {
        true => (Vec::new(), Vec::new()),
        false => (old.does.clone(), new.does.clone()),
    };
    let words = marked(&old.text, &new.text);
    Differing { cite: new.cite.clone(), change: Change::Other, words, did, does }
}

/// Words of both, marked: a character at a time, with what is the same by chance left out.
fn marked(old: &str, new: &str) -> Vec<Words> {
    let part = |change, text: String| Words { change, text };
    if old == new {
        return vec![part(None, new.to_owned())];
    }
    let (from, to): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if from.len().max(to.len()) > MARKED_MAX {
        return vec![
            part(Some(Change::Gone), old.to_owned()),
            part(Some(Change::New), new.to_owned()),
        ];
    }
    let mut out: Vec<Words> = Vec::new();
    let (mut gone, mut fresh) = (String::new(), String::new());
    let ops = capture_diff_slices(Algorithm::Myers, &from, &to);
    let last = ops.len().saturating_sub(1);
    for (at, op) in ops.iter().enumerate() {
        let (old, new) = (op.old_range(), op.new_range());
        let was: String = from.get(old).unwrap_or_default().iter().collect();
        let is: String = to.get(new).unwrap_or_default().iter().collect();
        let equal = matches!(op, DiffOp::Equal { .. });
        if equal && (at == 0 || at == last || is.chars().count() >= SAME_MIN) {
            flush(&mut gone, &mut fresh, &mut out);
            out.push(part(None, is));
        } else {
            gone.push_str(&was);
            fresh.push_str(&is);
        }
    }
    flush(&mut gone, &mut fresh, &mut out);
    out
}

fn flush(gone: &mut String, fresh: &mut String, out: &mut Vec<Words>) {
    for (words, change) in [(gone, Change::Gone), (fresh, Change::New)] {
        if !words.is_empty() {
            out.push(Words { change: Some(change), text: std::mem::take(words) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Policy {
        policy::parse("a.md", text, &rules::specs()).policy
    }

    fn shown(one: &Differing) -> String {
        let words = one.words.iter().map(|words| match words.change {
            None => words.text.clone(),
            Some(Change::Gone) => format!("[-{}-]", words.text),
            Some(_) => format!("[+{}+]", words.text),
        });
        words.collect()
    }

    #[test]
    fn clauses_are_paired_and_their_words_marked() {
        let old = "群约定\n\n一、不发广告。\n\n二、晚上十点以后不说话。\n\n```rule\n[quiet-hours]\nfrom = \"22:00\"\n\
            to = \"07:00\"\n```\n\n三、请用真名。\n";
        let new = "群约定\n\n一、不发广告。\n\n```rule\n[ads]\n```\n\n二、晚上九点半以后不说话。\n\n```rule\n\
            [quiet-hours]\nfrom = \"21:30\"\nto = \"07:00\"\n```\n\n三、请用真名。\n\n四、互相体谅。\n";
        let found = differing(&read(old), &read(new), Language::Chinese);
        let cites: Vec<_> = found.iter().map(|one| (one.cite.as_str(), one.change)).collect();
        assert_eq!(cites, [("一", Change::Other), ("二", Change::Other), ("四", Change::New)]);
        assert_eq!(shown(&found[1]), "二、晚上[-十点-][+九点半+]以后不说话。");
        assert!(found[0].did.is_empty() && found[0].does.len() == 1, "{found:?}");
        assert!(found[1].does[0].contains("21:30"), "{found:?}");
        assert!(differing(&read(new), &read(new), Language::English).is_empty());
        let back = differing(&read(new), &read(old), Language::English);
        assert_eq!(back.last().map(|one| one.change), Some(Change::Gone));
    }
}
