//! How many of the norms of fresh clauses, in the styles of several sorts of groups, are read.

use policy::toml::{Table, Value, from_str};
use rules::clause::{Clause, Norm};

/// Parameters in the policy's own words, which readers cut differently.
const IN_WORDS: &[&str] =
    &["for", "who", "what", "approver", "verify", "metric", "message", "by", "instead", "scope"];
/// Norms that agree in kind and every parameter, of those labelled and those read: twice the
/// agreeing ones by the sum, in per mille. Measured; what is read better may raise it.
const SHARE: usize = 985;

/// Whether a norm is the one that the label names.
fn agrees(norm: &Norm, label: &Table) -> bool {
    let kept = |table: &Table| -> Vec<(String, Value)> {
        let worded = |name: &str| IN_WORDS.contains(&name) && label.get(name).is_none();
        let typed = table.iter().filter(|(name, _)| *name != "kind" && !worded(name));
        typed.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    label["kind"].as_str() == Some(norm.kind) && kept(&norm.params) == kept(label)
}

#[test]
fn fresh_clauses_are_read_as_labelled() {
    let table: Table = from_str(include_str!("clauses.toml")).unwrap();
    let clauses = table["clause"].as_array().unwrap();
    let (mut found, mut labelled, mut read, mut report) = (0, 0, 0, String::new());
    for clause in clauses {
        let text = clause["text"].as_str().unwrap();
        let norms = compiler::recognise(&Clause { text, headings: &[], lead: None });
        let labels = clause["norms"].as_array().unwrap();
        (labelled, read) = (labelled + labels.len(), read + norms.len());
        let mut left: Vec<&Norm> = norms.iter().collect();
        for label in labels.iter().map(|label| label.as_table().unwrap()) {
            match left.iter().position(|norm| agrees(norm, label)) {
                Some(at) => {
                    left.remove(at);
                    found += 1;
                }
                None => report += &format!("{text}\n  missed {label:?}\n"),
            }
        }
        for norm in left {
            report += &format!("{text}\n  extra {} {:?}\n", norm.kind, norm.params);
        }
    }
    let share = 2000 * found / (labelled + read);
    println!("{found} of {labelled} labelled and {read} read: {share}\n{report}");
    assert!(share >= SHARE, "{share} per mille\n{report}");
}
