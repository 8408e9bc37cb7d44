//! Texts whose time is over: they go by what the policies say, everything else stays and can be
//! proved.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use model::Span;
use model::time::{DAY_MS, HOUR_MS};
use runtime::{Options, Runtime};
use store::Sqlite;
use store::dialect::Dialect;
use store::rows::CaseFilter;
use store::verify::verify;

use crate::common::{BEGIN, Hands, all_decisions, lines, message, options, policy, start};

const SECRET: &str = "加微信领取优惠券,扫码进群有返利,暗号是九月菊";

/// A policy of some groups that says how long, or nothing of it.
fn terms(id: &str, groups: &str, retention: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"约定\"\ngroups = [\"{groups}\"]\n{retention}\n+++\n\n\
         第一条 群里不许发广告。\n\n```rule\n[ads]\nallow = \"never\"\n```\n"
    )
}

/// What fills the journal, so that snapshots are taken behind what came before.
fn fill(runtime: &Runtime, seed: u64) {
    for part in lines(2, 6, 1_300, seed).chunks(50) {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    }
}

/// How many texts of events and decisions still have the secret.
fn left(runtime: &Runtime, group: &str) -> usize {
    let mut reader = runtime.reader().unwrap();
    let page = store::feed::page(reader.as_mut(), group, 1 << 40, 1_000).unwrap();
    let filter = CaseFilter { group: Some(group.to_owned()), ..CaseFilter::default() };
    let cases = reader.cases(&filter, 1_000).unwrap().into_iter().map(|case| case.state);
    let decided = all_decisions(runtime).into_iter();
    let ours = |line: &String| line.contains(&format!("\"group\":\"{group}\""));
    let texts = page.events.into_iter().map(|one| one.line);
    let all = texts.chain(cases).chain(decided);
    // What a decision quotes, a case notes.
    let has = |line: &String| line.contains("九月菊") || line.contains("优惠券");
    all.filter(ours).filter(has).count()
}

fn proved(folder: &Path) {
    let store = Sqlite::existing(folder).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(proof.faults, []);
    assert!(proof.blanked > 0);
}

#[test]
fn texts_go_when_the_policy_says_and_the_chain_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + HOUR_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("short.md", &terms("short", "short", "retention = \"30d\""), "x").unwrap();
    runtime.activate("both.md", &terms("both", "s*", "retention = \"60d\""), "x").unwrap();
    runtime.activate("ever.md", &terms("ever", "ever", ""), "x").unwrap();
    for group in ["short", "ever", "soon"] {
        runtime.ingest_and_wait(message(group, "m", BEGIN, "u1", SECRET)).unwrap();
        assert!(left(&runtime, group) > 1, "its text and what was decided");
    }
    clock.pass(59 * DAY_MS);
    fill(&runtime, 5);
    assert!(runtime.retain().unwrap().iter().all(|one| one.blanked.records == 0));
    assert!(left(&runtime, "short") > 1, "another policy keeps it longer");
    clock.pass(2 * DAY_MS);
    let done = runtime.retain().unwrap();
    assert_eq!(done.iter().map(|one| one.kept.as_str()).collect::<Vec<_>>(), ["60d"]);
    assert_eq!(done[0].blanked.records, 2);
    assert!(done[0].blanked.decisions >= 2 && done[0].cases <= 2, "{done:?}");
    assert_eq!((left(&runtime, "short"), left(&runtime, "soon")), (0, 0));
    assert!(left(&runtime, "ever") > 1);
    let audits = runtime.reader().unwrap().audits(None, 1).unwrap();
    assert_eq!(
        (audits[0].entry.act.as_str(), audits[0].entry.object.as_str()),
        ("retention.pass", "60d")
    );
    // A second time there is nothing left to do.
    assert_eq!(runtime.retain().unwrap()[0].blanked.records, 0);
    let expected = all_decisions(&runtime).len();
    drop(runtime);
    proved(folder.path());
    let runtime = start(folder.path(), clock);
    assert_eq!(all_decisions(&runtime).len(), expected);
}

#[test]
fn a_group_that_comes_under_a_policy_later_is_gone_through_again() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + HOUR_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("one.md", &terms("one", "one", "retention = \"30d\""), "x").unwrap();
    for group in ["one", "two"] {
        runtime.ingest_and_wait(message(group, "m", BEGIN, "u1", SECRET)).unwrap();
    }
    clock.pass(40 * DAY_MS);
    fill(&runtime, 6);
    assert_eq!(runtime.retain().unwrap()[0].blanked.records, 1);
    assert!(left(&runtime, "one") == 0 && left(&runtime, "two") > 0);
    runtime.activate("two.md", &terms("two", "two", "retention = \"30d\""), "x").unwrap();
    assert_eq!(runtime.retain().unwrap()[0].blanked.records, 1);
    assert_eq!(left(&runtime, "two"), 0);
}

#[test]
fn what_no_policy_says_the_options_say_and_it_is_done_without_being_asked() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + 4 * DAY_MS);
    let store = Arc::new(Sqlite::in_folder(folder.path()));
    let options = Options {
        retention: Some(Span::Months(1)),
        retention_check: Duration::from_millis(20),
        ..options()
    };
    let (runtime, _) = Runtime::start(store, clock.clone(), options).unwrap();
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    runtime.ingest_and_wait(message("g", "m", BEGIN, "u1", SECRET)).unwrap();
    fill(&runtime, 7);
    assert!(left(&runtime, "g") > 1);
    clock.pass(20 * DAY_MS);
    std::thread::sleep(Duration::from_millis(200));
    assert!(left(&runtime, "g") > 1, "not yet");
    clock.pass(12 * DAY_MS);
    let gone = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        left(&runtime, "g") == 0
    });
    assert!(gone, "{:?}", runtime.reader().unwrap().audits(None, 3));
    drop(runtime);
    proved(folder.path());
}

#[test]
fn a_slip_of_the_clock_blanks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + 4 * DAY_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("one.md", &terms("one", "one", "retention = \"30d\""), "x").unwrap();
    runtime.ingest_and_wait(message("one", "m", BEGIN, "u1", SECRET)).unwrap();
    fill(&runtime, 8);
    clock.leap(400 * DAY_MS);
    clock.pass(1_000);
    assert!(runtime.retain().unwrap().iter().all(|one| one.blanked.records == 0));
    assert!(left(&runtime, "one") > 1);
    clock.pass(40 * DAY_MS);
    assert_eq!(runtime.retain().unwrap()[0].blanked.records, 1, "and then it is time");
}
