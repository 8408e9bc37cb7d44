//! What is kept: events, decisions, cases, who is where; the same event twice; and that it can
//! be proved, blanked, copied and brought back.

use model::Timestamp;
use model::time::{DAY_MS, HOUR_MS};
use runtime::{LineAnswer, RuntimeError};
use store::backup::{Manifest, RestoreRefused, back_up, restore};
use store::dialect::Dialect;
use store::export::{Wanted, export};
use store::rows::{CaseFilter, DecisionFilter, EffectState};
use store::verify::{FaultKind, verify};
use store::{Sqlite, StoreError};

use crate::common::{BEGIN, Hands, all_decisions, decisions, lines, policy, start};

fn message(id: &str, at_ms: i64, member: &str, text: &str) -> String {
    crate::common::message("g", id, at_ms, member, text)
}

#[test]
fn an_event_is_decided_kept_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN + HOUR_MS));
    assert_eq!(runtime.activate("crowd.md", &policy(), "张三").unwrap(), ("crowd".into(), 1));
    let line = message("m1", BEGIN + HOUR_MS, "u1", "加微信领取优惠券,扫码进群有返利");
    let answers = runtime.ingest_and_wait(line.clone()).unwrap();
    let told = decisions(&answers);
    assert!(!told.is_empty(), "an advertisement is a breach");
    assert_eq!(told, all_decisions(&runtime));
    // The same again is the same, however it comes.
    let again = runtime.ingest_and_wait(format!("{line}\n{line}")).unwrap();
    let same = LineAnswer::Duplicate { decisions: told.clone() };
    assert_eq!(again, [same.clone(), same]);
    assert_eq!(all_decisions(&runtime), told);
    let mut reader = runtime.reader().unwrap();
    assert_eq!(reader.members("g").unwrap()[0].id, "u1");
    assert_eq!(reader.groups().unwrap()[0].id, "g");
    let cases = reader.cases(&CaseFilter::default(), 10).unwrap();
    assert_eq!(cases[0].group, "g");
    assert_eq!(cases[0].member.as_deref(), Some("u1"));
    let filter = DecisionFilter { member: Some("u1".to_owned()), ..Default::default() };
    assert_eq!(reader.decisions(&filter, 10).unwrap().len(), told.len());
    let filter = DecisionFilter { member: Some("u2".to_owned()), ..Default::default() };
    assert_eq!(reader.decisions(&filter, 10).unwrap().len(), 0);
}

#[test]
fn bad_lines_are_refused_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    let good = message("m1", BEGIN, "u1", "早");
    let future = message("m2", BEGIN + HOUR_MS, "u1", "早");
    let answers = runtime.ingest_and_wait(format!("{good}\n\n{{\"at\":1}}\nx\n{future}")).unwrap();
    assert!(matches!(answers[0], LineAnswer::Kept { record: 1, .. }));
    assert_eq!(answers[1], LineAnswer::Empty);
    assert!(matches!(&answers[2], LineAnswer::Refused(_)));
    assert!(matches!(&answers[3], LineAnswer::Refused(_)));
    assert!(matches!(&answers[4], LineAnswer::Refused(why) if why.contains("60 分钟")));
    let large = "x".repeat(runtime::service::BODY_BYTES_MAX + 1);
    assert!(matches!(runtime.ingest_and_wait(large), Err(RuntimeError::TooLarge)));
}

#[test]
fn a_restart_goes_on_as_if_nothing_had_been() {
    let lines = lines(4, 8, 1_500, 3);
    let clock = Hands::at(BEGIN + 30 * DAY_MS);
    let whole = tempfile::tempdir().unwrap();
    let runtime = start(whole.path(), clock.clone());
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    for part in lines.chunks(100) {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    }
    let expected = all_decisions(&runtime);
    assert!(expected.len() > 10);
    drop(runtime);
    let parted = tempfile::tempdir().unwrap();
    for (number, part) in lines.chunks(300).enumerate() {
        let runtime = start(parted.path(), clock.clone());
        if number == 0 {
            runtime.activate("crowd.md", &policy(), "x").unwrap();
        }
        for part in part.chunks(100) {
            runtime.ingest_and_wait(part.join("\n")).unwrap();
        }
    }
    let runtime = start(parted.path(), clock);
    assert!(all_decisions(&runtime) == expected, "decided otherwise");
    // And what the snapshot stands for is what the journal says from its beginning.
    drop(runtime);
    let store = Sqlite::existing(parted.path()).unwrap();
    let (core, recovered) =
        runtime::recover::recover(&store, &Default::default(), 1 << 40, true).unwrap();
    assert_eq!(recovered.differing, 0, "{recovered:?}");
    let (other, recovered) =
        runtime::recover::recover(&store, &Default::default(), 1 << 40, false).unwrap();
    assert!(recovered.from > 1_000, "{recovered:?}");
    assert_eq!(core.engine().snapshot(), other.engine().snapshot());
}

#[test]
fn a_new_version_of_a_policy_comes_into_use_and_stays_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), clock.clone());
    let line = message("m0", BEGIN, "u1", "加微信领取优惠券,扫码进群有返利");
    let answers = runtime.ingest_and_wait(line).unwrap();
    assert!(decisions(&answers).is_empty(), "without a policy nothing is decided");
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    let known = runtime.activate("crowd.md", &policy(), "x");
    assert!(matches!(known, Err(RuntimeError::Policy(_))));
    let second = policy().replacen("version = 1", "version = 2", 1);
    runtime.activate("crowd.md", &second, "x").unwrap();
    let line = message("m1", BEGIN, "u1", "加微信领取优惠券,扫码进群有返利");
    let told = decisions(&runtime.ingest_and_wait(line).unwrap());
    assert!(!told.is_empty());
    drop(runtime);
    let runtime = start(folder.path(), clock);
    let line = message("m2", BEGIN, "u2", "加微信领取优惠券,扫码进群有返利");
    assert!(!decisions(&runtime.ingest_and_wait(line).unwrap()).is_empty());
    let rows = runtime.reader().unwrap().policies().unwrap();
    assert_eq!(rows.iter().map(|row| row.version).collect::<Vec<_>>(), [1, 2]);
}

/// A store with some hundred records, stopped.
fn filled(folder: &std::path::Path) -> Sqlite {
    let runtime = start(folder, Hands::at(BEGIN + 3 * DAY_MS));
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    for part in lines(2, 6, 1_300, 5).chunks(50) {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    }
    drop(runtime);
    Sqlite::existing(folder).unwrap()
}

#[test]
fn whoever_touches_a_record_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let sound = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(sound.faults, []);
    assert!(sound.records > 1_300 && sound.decisions > 5);
    let touch = |sql: &str| {
        let connection = rusqlite::Connection::open(store.file()).unwrap();
        let changed = connection.execute(sql, []).unwrap();
        assert!(changed > 0, "{sql}");
    };
    let faults = || verify(store.reader().unwrap().as_mut(), &[]).unwrap().faults;
    // A decision's words.
    let place: i64 = rusqlite::Connection::open(store.file())
        .unwrap()
        .query_row("SELECT place FROM decision ORDER BY place LIMIT 1 OFFSET 3", [], |row| {
            row.get(0)
        })
        .unwrap();
    touch(&format!(
        "UPDATE decision SET skeleton = CAST(replace(skeleton, '\"member\":\"', '\"member\":\"x') \
         AS BLOB) WHERE place = {place}"
    ));
    let found = faults();
    assert_eq!(found[0].kind, FaultKind::Record);
    assert_eq!(found[0].first, u64::try_from(place >> 24).unwrap());
    assert_eq!(found[0].first, found[0].last);
    touch(&format!("DELETE FROM decision WHERE place = {place}"));
    assert_eq!(faults()[0].kind, FaultKind::DecisionCount);
}

#[test]
fn bytes_that_rot_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let connection = rusqlite::Connection::open(store.file()).unwrap();
    for column in ["skeleton", "texts", "proofs", "link"] {
        let (first, bytes): (i64, Vec<u8>) = connection
            .query_row(
                &format!("SELECT first, {column} FROM segment WHERE length(texts) > 200 LIMIT 1"),
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        let mut rotten = bytes.clone();
        let middle = rotten.len() / 2;
        rotten[middle] ^= 0x20;
        let set = format!("UPDATE segment SET {column} = ?2 WHERE first = ?1");
        connection.execute(&set, rusqlite::params![first, rotten]).unwrap();
        let faults = verify(store.reader().unwrap().as_mut(), &[]).unwrap().faults;
        assert!(!faults.is_empty(), "{column}");
        let (from, to) = (faults[0].first, faults[0].last);
        assert!(from >= u64::try_from(first).unwrap() && to < from + 60, "{column}: {faults:?}");
        connection.execute(&set, rusqlite::params![first, bytes]).unwrap();
    }
    connection.execute("DELETE FROM segment WHERE first > 900", []).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(proof.faults[0].kind, FaultKind::DecisionCount, "decisions without a record");
}

#[test]
fn a_journal_that_was_cut_is_found_by_what_was_noted_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let to = folder.path().join("copy.qgb");
    let (manifest, _) = back_up(&store, &to, Timestamp(0)).unwrap();
    let anchors = [manifest.anchor().unwrap()];
    assert_eq!(verify(store.reader().unwrap().as_mut(), &anchors).unwrap().faults, []);
    let connection = rusqlite::Connection::open(store.file()).unwrap();
    connection.execute("DELETE FROM segment WHERE first > 900", []).unwrap();
    connection.execute("DELETE FROM decision WHERE place > (899 << 24)", []).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &anchors).unwrap();
    assert_eq!(proof.faults.last().unwrap().kind, FaultKind::Anchor);
}

#[test]
fn blanked_texts_are_gone_and_the_chain_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + 3 * DAY_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    let secret = "我家的钥匙放在门口的花盆底下";
    runtime.ingest_and_wait(message("s1", BEGIN, "u1", secret)).unwrap();
    let (before, _) = runtime.blank(1, Timestamp(i64::MAX), &|_| true).unwrap();
    assert_eq!(before.records, 0, "a restart may still need them");
    for part in lines(2, 6, 1_300, 5).chunks(50) {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    }
    let (mine, _) = runtime.blank(1, Timestamp(i64::MAX), &|whose| whose.group == "g").unwrap();
    assert_eq!(mine.records, 1, "only what was chosen");
    let (blanked, next) = runtime.blank(1, Timestamp(i64::MAX), &|_| true).unwrap();
    assert!(blanked.records > 300 && next > 300, "{blanked:?} {next}");
    let expected = all_decisions(&runtime).len();
    drop(runtime);
    let store = Sqlite::existing(folder.path()).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(proof.faults, []);
    assert!(proof.blanked > blanked.records);
    let found = |name: &str| {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        bytes.windows(secret.len()).any(|part| part == secret.as_bytes())
    };
    assert!(!found("qungui.db") && !found("qungui.db-wal"));
    let runtime = start(folder.path(), clock);
    assert_eq!(all_decisions(&runtime).len(), expected);
}

#[test]
fn a_backup_comes_back_and_holds_what_may_have_been_done() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("first"));
    let to = folder.path().join("copy.qgb");
    let (manifest, proof) = back_up(&store, &to, Timestamp(1)).unwrap();
    assert_eq!(manifest.records, proof.records);
    let before = store.reader().unwrap().effects(None, None, 10_000).unwrap();
    assert!(before.iter().any(|effect| effect.state == EffectState::Pending));
    let again = folder.path().join("second");
    let now = Timestamp(BEGIN + 4 * DAY_MS);
    restore(&to, &again, now).unwrap();
    assert!(matches!(restore(&to, &again, now), Err(RestoreRefused::Store(StoreError::Exists(_)))));
    let clock = Hands::at(now.0);
    let runtime = start(&again, clock.clone());
    assert_eq!(runtime.lease("c", 1_000, 100).unwrap(), []);
    // Decided for the time before the restore: held. After it: not.
    let ad = "加微信领取优惠券,扫码进群有返利";
    runtime.ingest_and_wait(message("h1", now.0 - HOUR_MS, "u7", ad)).unwrap();
    assert_eq!(runtime.lease("c", 1_000, 100).unwrap(), []);
    clock.pass(HOUR_MS);
    runtime.ingest_and_wait(message("h2", now.0 + HOUR_MS, "u8", ad)).unwrap();
    assert!(!runtime.lease("c", 1_000, 100).unwrap().is_empty());
    let held =
        runtime.settle_effects(None, EffectState::Held, EffectState::Pending, "张三").unwrap();
    assert!(held > 0);
    let mut reader = runtime.reader().unwrap();
    assert_eq!(reader.audits(None, 5).unwrap()[0].entry.who, "张三");
    let keys = |effects: &[store::rows::EffectRow]| {
        effects.iter().map(|effect| effect.key.clone()).collect::<Vec<_>>()
    };
    let after = reader.effects(None, None, 10_000).unwrap();
    assert_eq!(keys(&after[..before.len()]), keys(&before), "old acts keep their keys");
}

#[test]
fn a_backup_that_was_touched_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("first"));
    let to = folder.path().join("copy.qgb");
    back_up(&store, &to, Timestamp(1)).unwrap();
    let connection = rusqlite::Connection::open(&to).unwrap();
    connection.execute("DELETE FROM decision WHERE place < (800 << 24)", []).unwrap();
    connection.close().unwrap();
    let again = folder.path().join("second");
    let refused = restore(&to, &again, Timestamp(2));
    assert_eq!(refused.map(|_| ()), Err(RestoreRefused::OtherFile));
    std::fs::remove_file(Manifest::path_of(&to)).unwrap();
    let refused = restore(&to, &again, Timestamp(2)).map(|_| ());
    assert!(matches!(refused, Err(RestoreRefused::Touched(..))), "{refused:?}");
    assert!(!again.join("qungui.db").exists());
}

#[test]
fn a_person_gets_what_is_kept_about_them() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    let ad = "加微信领取优惠券,扫码进群有返利";
    runtime.ingest_and_wait(message("m1", BEGIN, "u1", ad)).unwrap();
    runtime.ingest_and_wait(message("m2", BEGIN, "u2", "好的")).unwrap();
    let mut reader = runtime.reader().unwrap();
    let mut out = Vec::new();
    let wanted = Wanted { member: Some("u1".to_owned()), ..Wanted::default() };
    export(reader.as_mut(), &wanted, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let sorts: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| line["type"].as_str().unwrap().to_owned())
        .collect();
    for sort in ["member", "case", "event", "decision"] {
        assert!(sorts.iter().any(|one| one == sort), "{sort}: {text}");
    }
    assert!(!text.contains("u2"), "{text}");
    let mut all = Vec::new();
    let lines = export(reader.as_mut(), &Wanted::default(), &mut all).unwrap();
    assert!(lines > sorts.len() as u64);
}

#[test]
fn a_group_s_history_is_read_a_page_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN + 3 * DAY_MS));
    let all = lines(5, 6, 700, 9);
    all.chunks(7).for_each(|part| {
        runtime.ingest_and_wait(part.join("\n")).unwrap();
    });
    let group = "wrK2vNCwAAGroupAA0000003";
    let mut reader = runtime.reader().unwrap();
    let mut told = Vec::new();
    let mut before = Some(u64::MAX >> 1);
    while let Some(record) = before {
        let page = store::feed::page(reader.as_mut(), group, record, 11).unwrap();
        assert!(page.events.len() <= 11);
        told.extend(page.events.into_iter().map(|event| event.line));
        before = page.next;
    }
    told.reverse();
    let own = all.iter().filter(|line| line.contains(&format!("\"group\":\"{group}\"")));
    assert_eq!(told, own.cloned().collect::<Vec<_>>());
}

#[test]
fn one_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let _runtime = start(folder.path(), Hands::at(BEGIN));
    let store = Sqlite::existing(folder.path()).unwrap();
    assert_eq!(store.writer().map(|_| ()), Err(StoreError::InUse));
}
