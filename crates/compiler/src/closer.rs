//! Of two readings of the same words the closer one stays: whoever patrols a group every day has
//! a task with a day, and no duty in general besides; a sentence that says what a policy is for
//! asks nobody for manners, although it speaks of them.
//!
//! The pairs are such as careful readers do not name together for one clause.

use rules::clause::{Clause, Norm, Norms, Words, forbids, has};
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
        !all.iter().any(|other| stands_aside(norm, other))
            && !is_said_otherwise(clause, norm, &all)
            && !is_only_the_ban(clause, norm, &all)
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

/// Whether what was inferred is only the other side of what is banned: 严禁侮辱他人 asks for no
/// manners besides, 不得发布违法内容 for no obedience to the law, 不谈政治话题 sets no topic.
fn is_only_the_ban(clause: &Clause<'_>, norm: &Norm, all: &[Norm]) -> bool {
    let asks: &[&str] = match norm.kind {
        "conduct" => &[
            "文明用语",
            "文明交流",
            "文明发言",
            "文明礼貌",
            "尊重",
            "礼貌",
            "友善",
            "友好",
            "和谐",
            "团结",
            "理性",
            "互相",
            "相互",
            "正能量",
            "积极",
            "包容",
            "客气",
            "和气",
            "注意",
        ],
        "lawful" => &["遵守", "遵循", "守法", "恪守", "合法", "符合", "依法"],
        "topic" => &["无关", "只", "仅", "围绕", "为主", "闲聊", "聊天", "跑题", "不相干", "主题"],
        _ => return false,
    };
    let found = |other: &Norm| {
        other.inferred_from.is_empty() && matches!(other.kind, "forbidden-content" | "privacy")
    };
    !norm.inferred_from.is_empty() && all.iter().any(found) && !has(clause.text, asks)
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

/// Words by which opinions are asked for and not only allowed.
const INVITES: &[&str] =
    &["随时", "欢迎", "请", "告诉", "提出来", "收集", "征集", "征求", "汇总", "听取", "反馈"];

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
    // Kept from somebody outside, or from nobody named: of the two readings one stays.
    // The state's secrets that may not be posted are content, as others' are not.
    let posted =
        clause.text.has_word("国家机密") && !has(clause.text, &["泄", "保守", "严守", "保密"]);
    let kept = !item && !posted && has(clause.text, OUTWARD);
    match norm.kind {
        "confidentiality" => content() && !kept,
        // 制度由…修订,成员可以提建议: who changes it, not that opinions are collected.
        "feedback-intake" => {
            all.iter().any(|other| other.kind == "amendment") && !has(clause.text, INVITES)
        }
        "forbidden-content" => {
            kept && secret(norm) && all.iter().any(|other| other.kind == "confidentiality")
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
    fn a_ban_asks_for_nothing_besides() {
        let ban = Norm::new("forbidden-content");
        for kind in ["conduct", "lawful", "topic"] {
            check("严禁侮辱他人", None, &[ban.clone(), inferred(kind)], &["forbidden-content"]);
            check(
                "严禁侮辱他人",
                None,
                &[ban.clone(), Norm::new(kind)],
                &["forbidden-content", kind],
            );
        }
        let both = ["forbidden-content", "conduct"];
        check("不骂人,互相尊重", None, &[ban, inferred("conduct")], &both);
    }

    #[test]
    fn secrets_are_content_in_a_list_of_what_is_banned() {
        let only = policy::toml::Value::Array(vec!["confidential".into()]);
        let both =
            [Norm::new("confidentiality"), Norm::new("forbidden-content").with("categories", only)];
        check("涉密的图纸", Some("群里不得发布:"), &both, &["forbidden-content"]);
        check("图纸不得外传", None, &both, &["confidentiality"]);
        // No words of either: one of them stays all the same.
        check("不得上传涉密的图纸", None, &both, &["forbidden-content"]);
        check("群里不发国家机密", None, &both, &["forbidden-content"]);
        check("不得泄露国家机密", None, &both, &["confidentiality"]);
        let several = policy::toml::Value::Array(vec!["porn".into(), "confidential".into()]);
        let among = [both[0].clone(), Norm::new("forbidden-content").with("categories", several)];
        check("不发低俗内容,不发涉密图纸", None, &among, &["forbidden-content"]);
        check("不发低俗内容,图纸不得外传", None, &among, &["confidentiality", "forbidden-content"]);
    }
}
