//! Where several rule kinds read the same words: what is said twice is said once, and of two
//! readings that exclude each other one stays.
//!
//! The precedence, in the order applied:
//! 1. A norm whose parameters another norm of its kind in the clause has too says nothing more.
//!    Sanctions are apart: one without `for` covers more than one with it.
//! 2. Hours on one range either ban talk or allow it. They allow it where the clause says 仅,
//!    只 or the like, and ban it otherwise.
//! 3. What only newcomers may not do for a while is forbidden to nobody else.
//! 4. What only is where a clause states nothing else (`RuleKind::last_resort`: explanation)
//!    is not, where another kind is found in the clause.
//! 5. What is read by the lead of an item alone ([`WEAK`]) is not where the item's own words
//!    state anything but what follows from a breach.
//! 6. A sanction whose every action is a step of a ladder in the clause is part of the ladder.

use policy::numbering::{self, Outline};
use policy::spec::Part;
use policy::toml::{Table, Value};
use rules::clause::{Clause, Norm, Norms};
use rules::reading::leads::WEAK;

use crate::around::Around;
use crate::scope::part;

/// Words that make a range of hours the only one in which talk is allowed.
const ONLY: &[&str] = &["仅", "只", "限", "方可", "才可", "才能", "其余时间", "其他时间", "允许"];

/// The norms without repetitions and without readings that another one excludes.
pub(crate) fn resolve(clause: &Clause<'_>, norms: Norms) -> Norms {
    let norms: Norms =
        norms.into_iter().filter(|norm| rules::kind_named(norm.kind).is_some()).collect();
    let mut kept = Norms::new();
    for (at, norm) in norms.iter().enumerate() {
        let said =
            norms.iter().enumerate().any(|(other, by)| other != at && says(by, norm, other < at));
        let last = is_last_resort(norm) && !norms.iter().all(is_last_resort);
        let weak = norm.confidence == WEAK && norms.iter().any(states);
        if !said && !last && !weak && !excluded(clause, norm, &norms) {
            kept.push(norm.clone());
        }
    }
    kept
}

/// Whether a norm is stated by the clause's own words, and more than what follows from a breach.
fn states(norm: &Norm) -> bool {
    norm.confidence != WEAK && !is_last_resort(norm) && part(norm) != Some(Part::Punishes)
}

/// Takes from a title such as 五、禁止广告 what the items beneath it state in full.
pub(crate) fn titles(outline: &Outline, around: &[Around], norms: &mut [Norms]) {
    /// The most characters of a title.
    const TITLE_MAX: usize = 12;
    /// The most items beneath one that are looked at.
    const ITEMS_MAX: usize = 200;
    let clauses = &outline.clauses;
    for (at, (title, view)) in clauses.iter().zip(around).enumerate() {
        let words = view.text.trim_end_matches([':', '：']);
        let sentence = words.contains(['。', ';', '；', ',', '，', '!', '！']);
        if title.marker.is_none() || sentence || words.chars().count() > TITLE_MAX {
            continue;
        }
        let items = clauses
            .iter()
            .skip(at + 1)
            .take(ITEMS_MAX)
            .take_while(|item| stands_beneath(title, item));
        let below = norms.get(at + 1..).unwrap_or_default().iter().take(items.count());
        let stated: Vec<&str> = below.flatten().map(|norm| norm.kind).collect();
        if let Some(own) = norms.get_mut(at) {
            let may_go = |norm: &Norm| matches!(part(norm), Some(Part::Finds | Part::Notes));
            own.retain(|norm| !may_go(norm) || !stated.contains(&norm.kind));
        }
    }
}

/// Whether an item stands beneath another: deeper, or `5.1` under 五.
fn stands_beneath(title: &numbering::Clause, item: &numbering::Clause) -> bool {
    let number = |clause: &numbering::Clause| clause.marker.as_ref().map(|marker| marker.number);
    let decimal = item.marker.as_ref().and_then(|marker| marker.label.split_once('.'));
    let of_title = decimal.and_then(|(first, _)| first.parse().ok());
    item.level > title.level || of_title.is_some() && of_title == number(title)
}

/// Whether `by` says all that `norm` says; of two that say the same the first stays.
fn says(by: &Norm, norm: &Norm, first: bool) -> bool {
    if by.kind != norm.kind {
        return false;
    }
    if by.params == norm.params {
        return first;
    }
    let punishes =
        rules::kind_named(norm.kind).is_some_and(|kind| kind.spec.part == Part::Punishes);
    !punishes && norm.params.iter().all(|(name, value)| by.params.get(name) == Some(value))
}

/// Whether its kind is what a clause is that states nothing else.
fn is_last_resort(norm: &Norm) -> bool {
    rules::kind_named(norm.kind).is_some_and(|kind| kind.last_resort)
}

fn excluded(clause: &Clause<'_>, norm: &Norm, norms: &[Norm]) -> bool {
    norms.iter().any(|other| match (norm.kind, other.kind) {
        ("quiet-hours", "posting-window") => same_hours(norm, other) && clause.has(ONLY),
        ("posting-window", "quiet-hours") => same_hours(norm, other) && !clause.has(ONLY),
        (kind, "newcomer-mode") if denies(other, kind) => !beyond_newcomers(clause, kind),
        ("sanction", "ladder") => {
            let steps = flat(other.params.get("steps"));
            let actions = flat(norm.params.get("actions"));
            norm.params.get("for") == other.params.get("for")
                && !actions.is_empty()
                && actions.iter().all(|action| steps.contains(action))
        }
        _ => false,
    })
}

/// Whether what newcomers are denied is a rule kind's matter.
fn denies(newcomers: &Norm, kind: &str) -> bool {
    const MEDIA: &[&str] = &["image", "voice", "video", "file"];
    flat(newcomers.params.get("deny")).iter().filter_map(|value| value.as_str()).any(|denied| {
        denied == kind
            || kind == "media-limits" && MEDIA.contains(&denied)
            || kind == "red-packets" && denied == "red-packet"
    })
}

/// Whether a sentence of the clause that is not about newcomers states a kind.
fn beyond_newcomers(clause: &Clause<'_>, kind: &str) -> bool {
    const NEWCOMERS: &[&str] = &["新", "刚进群", "刚入群", "入群", "进群"];
    let Some(kind) = rules::kind_named(kind) else { return true };
    let rest: Vec<&str> =
        clause.sentences().filter(|sentence| !rules::clause::has(sentence, NEWCOMERS)).collect();
    let rest = Clause { text: &rest.join("。"), ..*clause };
    let mut norms = Norms::new();
    (kind.recognise)(&rest, &mut norms);
    !norms.is_empty()
}

fn same_hours(a: &Norm, b: &Norm) -> bool {
    let hours = |table: &Table| (table.get("from").cloned(), table.get("to").cloned());
    hours(&a.params) == hours(&b.params)
}

/// The entries of a list and of the lists in it.
fn flat(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(list)) => list.iter().flat_map(|one| flat(Some(one))).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause::alone(text)
    }

    fn list(words: &[&str]) -> Value {
        Value::Array(words.iter().map(|word| Value::String((*word).to_owned())).collect())
    }

    #[track_caller]
    fn check(text: &str, norms: Norms, expected: &[usize]) {
        let wanted: Norms = expected.iter().map(|&at| norms[at].clone()).collect();
        assert_eq!(resolve(&clause(text), norms), wanted, "{text}");
    }

    #[test]
    fn what_is_said_twice_is_said_once() {
        let bare = Norm::new("ads");
        let full = Norm::new("ads").with("allow", "never");
        check("x", vec![bare.clone(), full.clone(), full.clone()], &[1]);
        check("x", vec![full, bare.clone(), Norm::new("links")], &[0, 2]);
        let general = Norm::new("sanction").with("actions", list(&["warn"]));
        let narrow = general.clone().with("for", list(&["ads"]));
        check("x", vec![general.clone(), narrow.clone(), general], &[0, 1]);
    }

    #[test]
    fn explanation_is_what_is_left() {
        let both = vec![Norm::new("guidance"), Norm::new("ads")];
        check("x", both, &[1]);
        check("x", vec![Norm::new("guidance"), Norm::new("conduct")], &[1]);
        check("x", vec![Norm::new("guidance")], &[0]);
    }

    #[test]
    fn hours_ban_or_allow() {
        let hours = |kind| Norm::new(kind).with("from", "08:00").with("to", "22:00");
        let both = vec![hours("posting-window"), hours("quiet-hours")];
        check("仅在8:00至22:00发言", both.clone(), &[0]);
        check("8:00至22:00请勿打扰", both, &[1]);
        let other = vec![hours("posting-window"), Norm::new("quiet-hours").with("from", "22:00")];
        check("只在8:00至22:00发言,22:00后休息", other, &[0, 1]);
    }

    #[test]
    fn newcomers_alone() {
        let newcomers = Norm::new("newcomer-mode").with("deny", list(&["links"]));
        let both = vec![Norm::new("links").with("allow", "never"), newcomers];
        check("新人三天内不要发链接", both.clone(), &[1]);
        check("群里不要发链接。新人三天内不要发链接", both, &[0, 1]);
    }

    #[test]
    fn a_ladder_holds_its_sanctions() {
        let ladder = Norm::new("ladder").with("steps", list(&["warn", "remove"]));
        let part = Norm::new("sanction").with("actions", list(&["remove"]));
        let more = Norm::new("sanction").with("actions", list(&["remove", "fine"]));
        check("x", vec![ladder, part, more], &[0, 2]);
    }
}
