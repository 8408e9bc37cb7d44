//! Of two readings of the same words the closer one stays: whoever patrols a group every day has
//! a task with a day, and no duty in general besides; a sentence that says what a policy is for
//! asks nobody for manners, although it speaks of them.
//!
//! The pairs are such as careful readers do not name together for one clause.

use rules::clause::{Clause, Norm, Norms, forbids};
use rules::reading::leads::WEAK;

/// The reading that gives way, and those that it gives way to.
const GIVES_WAY: &[(&str, &[&str])] = &[
    // Duties in general, where it is said what is done, how often, or by whom.
    (
        "admin-duties",
        &[
            "spot-check",
            "refer-authorities",
            "mandatory-membership",
            "content-plan",
            "relay",
            "announcement",
            "admission",
            "admin-recall",
            "removal-quorum",
            "principle",
        ],
    ),
    // Words of an aim (营造友善的氛围) or of a request for opinions, which ask for nothing else.
    ("conduct", &["purpose", "group-purpose", "feedback-intake", "amendment", "admin-recall"]),
    ("verified-source", &["purpose", "spot-check"]),
    // A report, where what is reported is proof of a habit, or a check.
    ("daily-report", &["check-in", "spot-check"]),
    ("attendance-window", &["check-in"]),
    ("message-length", &["check-in"]),
    ("backup", &["event"]),
    ("event", &["flood"]),
    // A notice that is read, or by which something else is done.
    ("announcement", &["vote", "admin-recall", "no-duplicates", "policy-acceptance", "how-to"]),
    ("vote", &["member-rights", "forbidden-content", "red-packets"]),
    ("performance-review", &["forbidden-content"]),
    ("no-duplicates", &["flood"]),
    ("content-sources", &["forbidden-content"]),
    ("credential-custody", &["privacy"]),
    ("confidentiality", &["offboarding"]),
    ("ads", &["own-consequences"]),
    ("onboarding", &["admission"]),
    ("how-to", &["sanction"]),
    // Who does not obey is 不服, and appeals against nothing.
    ("appeal", &["obey-admins"]),
    // A date at which something was changed.
    ("amendment", &["signature"]),
    ("noise", &["signature"]),
];

/// Leaves out what gives way to something closer. What was inferred gives way to what was found
/// in either direction.
pub(crate) fn settle(clause: &Clause<'_>, norms: &mut Norms) {
    let all = norms.clone();
    norms.retain(|norm| {
        !all.iter().any(|other| stands_aside(norm, other)) && !is_said_otherwise(clause, norm, &all)
    });
}

fn stands_aside(norm: &Norm, other: &Norm) -> bool {
    let gives = |from: &Norm, to: &Norm| {
        GIVES_WAY.iter().any(|(kind, closer)| *kind == from.kind && closer.contains(&to.kind))
    };
    let [own, others] = [norm, other].map(|one| !one.inferred_from.is_empty());
    match (own, others) {
        (true, false) => gives(norm, other) || gives(other, norm),
        (false, true) => false,
        _ => gives(norm, other) && other.confidence != WEAK,
    }
}

/// Secrets among what may not be posted (泄露国家秘密, in a list of such) are content; where they
/// alone may not be passed on, it is a duty to keep them.
fn is_said_otherwise(clause: &Clause<'_>, norm: &Norm, all: &[Norm]) -> bool {
    let item = clause.lead.is_some_and(forbids);
    let secret = |other: &Norm| {
        other.kind == "forbidden-content"
            && other.params.get("categories").is_some_and(|list| {
                list.as_array().is_some_and(|list| {
                    list.len() == 1 && list.iter().all(|one| one.as_str() == Some("confidential"))
                })
            })
    };
    match norm.kind {
        "confidentiality" => item && all.iter().any(|other| other.kind == "forbidden-content"),
        "forbidden-content" => {
            !item && secret(norm) && all.iter().any(|other| other.kind == "confidentiality")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, lead: Option<&str>, norms: &[Norm], expected: &[&str]) {
        let mut left = norms.to_vec();
        settle(&Clause { lead, ..Clause::alone(text) }, &mut left);
        assert_eq!(left.iter().map(|norm| norm.kind).collect::<Vec<_>>(), expected, "{text}");
    }

    fn inferred(kind: &'static str) -> Norm {
        Norm { inferred_from: vec!["x".to_owned()], ..Norm::new(kind) }
    }

    #[test]
    fn the_closer_reading_stays() {
        let [general, daily] = ["admin-duties", "spot-check"].map(Norm::new);
        check("x", None, &[general.clone(), daily.clone()], &["spot-check"]);
        check("x", None, &[general.clone(), Norm::new("respond")], &["admin-duties", "respond"]);
        check("x", None, &[general.clone(), inferred("spot-check")], &["admin-duties"]);
        check("x", None, &[inferred("admin-duties"), daily], &["spot-check"]);
        check("x", None, &[general], &["admin-duties"]);
    }

    #[test]
    fn secrets_are_content_in_a_list_of_what_is_banned() {
        let only = policy::toml::Value::Array(vec!["confidential".into()]);
        let both =
            [Norm::new("confidentiality"), Norm::new("forbidden-content").with("categories", only)];
        check("涉密的图纸", Some("群里不得发布:"), &both, &["forbidden-content"]);
        check("图纸不得外传", None, &both, &["confidentiality"]);
    }
}
