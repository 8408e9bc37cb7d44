//! Of two readings of the same words the closer one stays: whoever patrols a group every day has
//! a task with a day, and no duty in general besides; a sentence that says what a policy is for
//! asks nobody for manners, although it speaks of them.
//!
//! The pairs are such as careful readers do not name together for one clause.

use rules::clause::{Clause, Norm, Norms, forbids, has};
use rules::reading::leads::WEAK;
use rules::reading::pages::is_record;

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
    (
        "announcement",
        &[
            "vote",
            "admin-recall",
            "no-duplicates",
            "policy-acceptance",
            "how-to",
            "amendment",
            "effective",
        ],
    ),
    // Suggestions that are heard while rules are changed (制度由…修订,成员可提建议).
    ("feedback-intake", &["amendment"]),
    // Who is in charge of whose group, as a principle: 谁建群谁负责.
    ("own-consequences", &["principle"]),
    // Steps that rise until the organisation's own measures.
    ("hr-discipline", &["ladder"]),
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
    if is_record(clause.text) {
        norms.retain(|norm| norm.kind == "noise");
        return;
    }
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

/// Words for those outside, and for what is kept from them.
const OUTWARD: &[&str] = &[
    "外传",
    "外泄",
    "对外",
    "群外",
    "外人",
    "外部",
    "外发",
    "无关人员",
    "非相关",
    "第三方",
    "转发给",
    "泄露给",
    "泄漏给",
    "透露",
    "带出",
    "保守",
    "保密义务",
    "他人",
    "截图",
    "机密",
    "商业秘密",
];

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
    let content = || all.iter().any(|other| other.kind == "forbidden-content");
    match norm.kind {
        // Kept from somebody outside, or from nobody named.
        "confidentiality" => content() && (item || !has(clause.text, OUTWARD)),
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
        let [changed, heard] = ["amendment", "feedback-intake"].map(Norm::new);
        check("x", None, &[changed, heard], &["amendment"]);
    }

    #[test]
    fn secrets_are_content_in_a_list_of_what_is_banned() {
        let only = policy::toml::Value::Array(vec!["confidential".into()]);
        let both =
            [Norm::new("confidentiality"), Norm::new("forbidden-content").with("categories", only)];
        check("涉密的图纸", Some("群里不得发布:"), &both, &["forbidden-content"]);
        check("图纸不得外传", None, &both, &["confidentiality"]);
        let several = policy::toml::Value::Array(vec!["porn".into(), "confidential".into()]);
        let among = [both[0].clone(), Norm::new("forbidden-content").with("categories", several)];
        check("不发低俗内容,不发涉密图纸", None, &among, &["forbidden-content"]);
        check("不发低俗内容,图纸不得外传", None, &among, &["confidentiality", "forbidden-content"]);
    }
}
