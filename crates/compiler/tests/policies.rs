//! How much of whole policies, of settings in many ways of writing, the compiler reads.
//!
//! `MISSES=learn` prints every norm of that part that is missed, read without a label, or read otherwise.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use compiler::{recognise_all, runs};
use policy::toml::{Table, Value, from_str};
use rules::clause::{Clause, Norm, Place};

/// Parameters in the policy's own words, which readers cut differently. Any other counts as
/// typed where its value is a code, a number, a time or a length of time.
const IN_WORDS: &[&str] = &[
    "for",
    "who",
    "what",
    "approver",
    "verify",
    "message",
    "by",
    "instead",
    "scope",
    "only",
    "not",
    "groups",
    "members",
    "file-with",
    "name",
    "avatar",
    "signature",
    "organiser",
    "no-show",
    "inquiry",
    "complaint",
    "role",
    "per",
    "field",
    "value",
    "metrics",
    "notice",
];
const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Norms by kind: how many are labelled, read, and both.
#[derive(Clone, Copy, Default)]
struct Count {
    labelled: usize,
    read: usize,
    found: usize,
}

impl Count {
    /// F1 in per mille.
    fn share(self) -> usize {
        (2000 * self.found).checked_div(self.labelled + self.read).unwrap_or_default()
    }
}

/// What was measured of one part.
#[derive(Default)]
struct Measure {
    all: Count,
    runnable: Count,
    /// Typed parameters of the norms found: those that agree, and all that either side has.
    right: usize,
    typed: usize,
    misses: String,
}

/// `90m` and `2h` in seconds, `1y` in months; a word that is no length of time as it is.
fn plain(word: &str) -> String {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, unit) = word.split_at(digits);
    let scaled = |by: u64, unit: &str| {
        number
            .parse::<u64>()
            .map_or_else(|_| word.to_owned(), |n| format!("{}{unit}", n.saturating_mul(by)))
    };
    match unit {
        "s" => scaled(1, "s"),
        "m" => scaled(60, "s"),
        "h" => scaled(3_600, "s"),
        "d" => scaled(86_400, "s"),
        "w" => scaled(7 * 86_400, "s"),
        "mo" => scaled(1, "mo"),
        "y" => scaled(12, "mo"),
        _ if word == "24:00" => "00:00".to_owned(),
        _ => word.to_owned(),
    }
}

/// A value in one way of writing: equal lengths of time are equal, order counts in steps only.
fn in_one_form(name: &str, value: &Value) -> String {
    match value {
        // Steps stay in order, and a step of several actions stays apart from several steps.
        Value::Array(steps) if name == "steps" => {
            let each: Vec<String> = steps.iter().map(|step| in_one_form("step", step)).collect();
            format!("[{}]", each.join(","))
        }
        Value::Array(values) => {
            let mut each: Vec<String> = values.iter().map(|v| in_one_form(name, v)).collect();
            each.sort();
            if each.len() == 1 { each.concat() } else { format!("({})", each.join(",")) }
        }
        Value::String(words) if name == "every" && WEEKDAYS.contains(&words.as_str()) => {
            plain("7d")
        }
        Value::String(words) => words.split(' ').map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The typed parameters of a norm or a label.
fn typed(params: &Table) -> BTreeMap<String, String> {
    let mut kept: BTreeMap<String, String> = params
        .iter()
        .filter(|(name, _)| *name != "kind" && !IN_WORDS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), in_one_form(name, value)))
        .filter(|(name, value)| name == "format" || value.is_ascii())
        .collect();
    // Every working day: each day, on working days.
    if let Some(days) = kept.get("every").filter(|days| days.ends_with("day")).cloned()
        && days != "day"
    {
        kept.insert("every".to_owned(), plain("1d"));
        kept.insert("days".to_owned(), days);
    }
    kept
}

/// How many typed parameters of two norms agree, and how many either has.
fn agreement(read: &Table, label: &Table) -> (usize, usize) {
    let (read, label) = (typed(read), typed(label));
    let right = label.iter().filter(|(name, value)| read.get(*name) == Some(*value)).count();
    let only_read = read.keys().filter(|name| !label.contains_key(*name)).count();
    (right, label.len() + only_read)
}

/// Whether the label's kind is one that is carried out; a kind that is not written yet is.
fn label_runs(kind: &str) -> bool {
    rules::kind_named(kind).is_none_or(|kind| runs(&Norm::new(kind.spec.name)))
}

/// A text or a list of texts of the data file.
fn texts(clause: &Value, key: &str) -> Vec<String> {
    let listed = clause.get(key).and_then(Value::as_array);
    listed.into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn place(clause: &Value) -> Place {
    match clause["place"].as_str().unwrap() {
        "opening" => Place::Opening,
        "article" => Place::Article,
        "remark" => Place::Remark,
        "closing" => Place::Closing,
        other => {
            assert_eq!(other, "body");
            Place::Body
        }
    }
}

/// What is read in the clauses of a policy.
fn read(clauses: &[Value]) -> Vec<Vec<Norm>> {
    let headings: Vec<Vec<String>> = clauses.iter().map(|one| texts(one, "heading")).collect();
    let each = clauses.iter().zip(&headings);
    let views: Vec<Clause<'_>> = each
        .map(|(clause, headings)| Clause {
            text: clause["text"].as_str().unwrap(),
            headings,
            lead: clause.get("lead").and_then(Value::as_str),
            place: place(clause),
        })
        .collect();
    recognise_all(&views)
}

/// Compares what is read in one clause with its labels.
fn compare(clause: &Value, norms: &[Norm], measure: &mut Measure) {
    let text = clause["text"].as_str().unwrap();
    let mut left: Vec<&Norm> = norms.iter().collect();
    measure.all.read += left.len();
    measure.runnable.read += left.iter().filter(|norm| runs(norm)).count();
    let mut notes = String::new();
    for label in clause["norms"].as_array().unwrap().iter().map(|label| label.as_table().unwrap()) {
        let kind = label["kind"].as_str().unwrap();
        let running = usize::from(label_runs(kind));
        measure.all.labelled += 1;
        measure.runnable.labelled += running;
        // Of several of one kind, the one that agrees most; the first of those.
        let nearest = left
            .iter()
            .enumerate()
            .filter(|(_, norm)| norm.kind == kind)
            .min_by_key(|(_, norm)| {
                let (right, all) = agreement(&norm.params, label);
                (all - right, all)
            })
            .map(|(at, _)| at);
        let Some(norm) = nearest.map(|at| left.remove(at)) else {
            notes += &format!("  missed {label}\n");
            continue;
        };
        measure.all.found += 1;
        measure.runnable.found += running;
        let (right, all) = agreement(&norm.params, label);
        measure.right += right;
        measure.typed += all;
        if right < all {
            notes += &format!("  otherwise {label}\n    read {} {}\n", norm.kind, norm.params);
        }
    }
    for norm in left {
        notes += &format!("  extra {} {}\n", norm.kind, norm.params);
    }
    if !notes.is_empty() {
        measure.misses += &format!("{text}\n{notes}");
    }
}

fn measure(data: &Table, part: &str) -> Measure {
    let mut measure = Measure::default();
    for policy in data["policy"].as_array().unwrap() {
        if policy["part"].as_str() == Some(part) {
            measure.misses += &format!("\n# {}\n", policy["name"].as_str().unwrap());
            let clauses = policy["clause"].as_array().unwrap();
            for (clause, norms) in clauses.iter().zip(read(clauses)) {
                compare(clause, &norms, &mut measure);
            }
        }
    }
    measure
}

#[test]
fn policies_of_many_settings_are_read() {
    let data: Table = from_str(include_str!("policies.toml")).unwrap();
    for part in ["learn", "held"] {
        let measure = measure(&data, part);
        let floor = data[&format!("floor_{part}")].as_integer().unwrap();
        let floor = usize::try_from(floor).unwrap();
        if std::env::var("MISSES").is_ok_and(|asked| asked == part) {
            eprintln!("{}", measure.misses);
        }
        let kinds = measure.all.share();
        eprintln!(
            "{part}: {} norms; kinds {kinds}, runnable kinds {}, typed parameters {} of {}",
            measure.all.labelled,
            measure.runnable.share(),
            measure.right,
            measure.typed,
        );
        assert!(measure.all.labelled > 0, "{part}: no labels");
        assert!(kinds >= floor, "{part}: {kinds} per mille, {floor} asked");
    }
}

#[test]
fn equal_values_are_equal_however_written() {
    let table = |text: &str| from_str::<Table>(text).unwrap();
    let same = |left: &str, right: &str| {
        let (right_ones, all) = agreement(&table(left), &table(right));
        right_ones == all
    };
    assert!(same("within = '24h'", "within = '1d'"));
    assert!(same("every = 'workday'", "every = '1d'\ndays = ['workday']"));
    assert!(same("categories = ['porn', 'drugs']", "categories = ['drugs', 'porn']"));
    assert!(!same("steps = ['warn', 'mute 1d']", "steps = ['mute 1d', 'warn']"));
    assert!(!same("steps = ['warn', 'mute 1d']", "steps = [['warn', 'mute 1d']]"));
    assert!(!same("within = '3d'", ""));
}
