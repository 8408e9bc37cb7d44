//! Which sanctions apply to a breach: the nearest.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose own cases are wrong has failed"
)]

mod common;

use common::KINDS;
use model::Category;
use policy::sanctions::sanctions_for;
use policy::{checks, parse};

/// Reads blocks, one clause each, and gives the places of the sanctions that apply to a breach
/// of the first rule of a kind: the numbers of their blocks.
fn blocks_that_apply(blocks: &[&str], kind: &str, category: Option<&str>) -> Vec<u32> {
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        text.push_str(&format!("{}、条文。\n\n```rule\n{block}\n```\n\n", at + 1));
    }
    let policy = parse("a.md", &text, KINDS).policy;
    let rules = &policy.rules;
    let breached = rules.iter().position(|rule| rule.spec.name == kind).unwrap();
    let category = category.map(|name| Category::parse(name).unwrap());
    let applying = sanctions_for(rules, breached, category);
    // Checks see the same and never fail.
    let _ = checks::check(&[&policy], None);
    applying.iter().map(|at| rules[*at].block).collect()
}

#[test]
fn the_nearest_applies() {
    const ADS: &str = "[ads]";
    const PORN: &str = "[forbidden-content]\ncategories = [\"porn\", \"rumor\"]";
    const GENERAL: &str = "[ladder]\nsteps = [\"warn\"]";
    const NAMED: &str = "[ladder]\nfor = [\"ads\", \"forbidden-content\"]\nsteps = [\"warn\"]";
    const CATEGORY: &str = "[sanction]\nfor = \"forbidden-content.porn\"\nactions = \"ban\"";
    const WITH_OWN: &str = "[ads]\n[sanction]\nactions = \"warn\"";
    const WITH_OTHERS: &str = "[ads]\n[sanction]\nfor = \"message-length\"\nactions = \"warn\"";
    const GOVERNED: &str = "[ladder]\nsteps = [\"remove\"]\n[removal-quorum]\nadmins = 2";
    const RESTING: &str = "[ladder]\nfor = \"ads\"";
    const NAMED_GONE: &str = "[ladder]\nfor = \"offboarding\"\nsteps = [\"remove\"]";
    type Case<'a> = (&'a [&'a str], &'a str, Option<&'a str>, &'a [u32]);
    let cases: &[Case<'_>] = &[
        (&[ADS], "ads", None, &[]),
        (&[ADS, GENERAL], "ads", None, &[1]),
        (&[ADS, GENERAL, GENERAL], "ads", None, &[1, 2]),
        (&[ADS, GENERAL, NAMED], "ads", None, &[2]),
        (&[WITH_OWN, GENERAL, NAMED], "ads", None, &[0]),
        (&[WITH_OTHERS, GENERAL], "ads", None, &[1]),
        (&[ADS, GOVERNED], "ads", None, &[1]),
        // A sanction beside another finding rule is that rule's own.
        (&["[message-length]\nmax = 9", WITH_OWN], "message-length", None, &[]),
        (&[PORN, GENERAL, NAMED, CATEGORY], "forbidden-content", Some("porn"), &[3]),
        (&[PORN, GENERAL, NAMED, CATEGORY], "forbidden-content", Some("rumor"), &[2]),
        (&[PORN, GENERAL, NAMED, CATEGORY], "forbidden-content", None, &[2]),
        (&[PORN, CATEGORY], "forbidden-content", Some("rumor"), &[]),
        // What rests for want of a parameter stands in nobody's way.
        (&[ADS, RESTING, GENERAL], "ads", None, &[2]),
        // What is no misconduct is covered by name only.
        (&["[offboarding]", GENERAL], "offboarding", None, &[]),
        (&["[offboarding]", GENERAL, NAMED_GONE], "offboarding", None, &[2]),
        (&["[offboarding]\n[sanction]\nactions = \"remove\"", GENERAL], "offboarding", None, &[0]),
    ];
    for (blocks, kind, category, expected) in cases {
        assert_eq!(
            blocks_that_apply(blocks, kind, *category),
            *expected,
            "{blocks:?} {category:?}"
        );
    }
}
