//! An organisation's own words, model, texts and calendar: in force from their record on, in a
//! replay too, and proved like everything else.

use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use runtime::recover::recover;
use runtime::{About, Change, Runtime, RuntimeError};
use store::Sqlite;
use store::dialect::Dialect;
use store::people::AuditEntry;
use store::verify::{FaultKind, verify};

use crate::common::{BEGIN, Hands, all_decisions, change, decisions, message, policy, start};

const HARMLESS: &str = "周末的蘑菇火锅还有三份";

fn learn(runtime: &Runtime, changes: Vec<Change>) -> Result<(), RuntimeError> {
    let entry = AuditEntry {
        who: "王干事".to_owned(),
        act: "knowledge.change".to_owned(),
        ..AuditEntry::default()
    };
    runtime.learn(changes, entry)
}

fn words(list: Option<&str>) -> Vec<Change> {
    vec![change(About::Words, "本单位", list)]
}

fn said(runtime: &Runtime, id: &str, minute: i64, text: &str) -> Vec<String> {
    // Somebody else each time: nobody's second breach is a harder one.
    let line = message("g", id, BEGIN + minute * MINUTE_MS, id, text);
    decisions(&runtime.ingest_and_wait(line).unwrap())
}

/// Everything is proved, and a replay decides as it was decided.
fn sound(folder: &std::path::Path) {
    let store = Sqlite::existing(folder).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    assert_eq!(proof.faults, []);
    let (_, recovered) = recover(&store, &runtime::Settings::default(), 400, true).unwrap();
    assert_eq!((recovered.differing, recovered.from), (0, 0), "{recovered:?}");
}

#[test]
fn own_words_decide_from_their_record_on_and_no_longer_once_they_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN + HOUR_MS);
    let runtime = start(folder.path(), clock.clone());
    runtime.activate("crowd.md", &policy(), "x").unwrap();
    assert_eq!(said(&runtime, "m1", 1, HARMLESS), Vec::<String>::new());
    learn(&runtime, words(Some("蘑菇火锅\tads\n"))).unwrap();
    assert!(runtime.known().piece(About::Words, "本单位").is_some());
    let told = said(&runtime, "m2", 2, HARMLESS);
    assert!(told.iter().any(|line| line.contains("蘑菇火锅")), "{told:?}");
    // What may pass is stronger than what may not.
    learn(&runtime, vec![change(About::Words, "放行", Some("蘑菇火锅\t放行\n"))]).unwrap();
    assert_eq!(said(&runtime, "m3", 3, HARMLESS), Vec::<String>::new());
    learn(&runtime, vec![change(About::Words, "放行", None)]).unwrap();
    assert!(!said(&runtime, "m4", 4, HARMLESS).is_empty());
    let all = all_decisions(&runtime);
    // It stops with a snapshot, goes on under the same words, and gives them up.
    runtime.stop();
    let runtime = start(folder.path(), clock.clone());
    assert!(!said(&runtime, "m5", 5, HARMLESS).is_empty());
    learn(&runtime, words(None)).unwrap();
    assert_eq!(said(&runtime, "m6", 6, HARMLESS), Vec::<String>::new());
    assert!(all_decisions(&runtime).starts_with(&all));
    let audits = runtime.reader().unwrap().audits(None, 10).unwrap();
    let own = audits.iter().filter(|one| one.entry.act == "knowledge.change");
    assert_eq!(own.count(), 4);
    runtime.stop();
    sound(folder.path());
}

#[test]
fn what_can_t_be_used_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    let wrong = [
        words(Some("蘑菇\t没有的类别\n")),
        vec![change(About::Words, "", Some("蘑菇\tads\n"))],
        vec![change(About::Words, "一\n二", Some("蘑菇\tads\n"))],
        vec![change(About::Model, "", Some("no model"))],
        vec![change(About::Texts, "zh", Some("{\"hello\":\"{name}您好\"}"))],
        vec![change(About::Texts, "zh", Some("{\"nothing\":\"您好\"}"))],
        vec![change(About::Texts, "fr", Some("{}"))],
        vec![change(About::Calendar, "2026", Some("[2026]\nrest = [\"02-30\"]"))],
        vec![change(About::Calendar, "2026", Some("[2027]\nrest = [\"02-03\"]"))],
        // All together or none of it.
        vec![
            change(About::Words, "一", Some("蘑菇\tads\n")),
            change(About::Words, "二", Some("!!\tads\n")),
        ],
    ];
    for changes in wrong {
        let refused = learn(&runtime, changes.clone());
        assert!(matches!(refused, Err(RuntimeError::Policy(_))), "{changes:?}: {refused:?}");
    }
    assert!(runtime.known().pieces().is_empty());
    assert_eq!(runtime.reader().unwrap().knowledge_count().unwrap(), 0);
    assert_eq!(runtime.figures().last_record.load(std::sync::atomic::Ordering::Acquire), 0);
    learn(&runtime, words(Some("蘑菇火锅\t广告\t60\n"))).unwrap();
    runtime.stop();
    sound(folder.path());
}

const DUTY: &str = "+++\nid = \"duty\"\n+++\n\n# 值班约定\n\n一、工作日上午不在群里发链接以外的闲聊,\
    休息日不限。\n\n```rule\n[quiet-hours]\nfrom = \"08:00\"\nto = \"12:00\"\ndays = [\"workday\"]\n\n\
    [ladder]\nsteps = [\"remind\", \"warn\"]\n```\n";

#[test]
fn own_texts_and_days_hold_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN + DAY_MS));
    runtime.activate("duty.md", DUTY, "x").unwrap();
    // A Monday morning.
    let told = said(&runtime, "m1", 30, "早");
    assert!(told.first().is_some_and(|line| line.contains("您好")), "{told:?}");
    let own = "{\"hello\":\"各位老师好:\"}";
    learn(&runtime, vec![change(About::Texts, "zh", Some(own))]).unwrap();
    let told = said(&runtime, "m2", 31, "早");
    assert!(told.first().is_some_and(|line| line.contains("各位老师好:")), "{told:?}");
    let day_off = "[2026]\nrest = [\"03-02\"]\n";
    learn(&runtime, vec![change(About::Calendar, "2026", Some(day_off))]).unwrap();
    assert_eq!(said(&runtime, "m3", 32, "早"), Vec::<String>::new());
    learn(&runtime, vec![change(About::Calendar, "2026", None)]).unwrap();
    assert!(!said(&runtime, "m4", 33, "早").is_empty());
    runtime.stop();
    sound(folder.path());
}

#[test]
fn a_model_comes_goes_and_comes_back_as_the_same_content() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    let model = text::Judge::builtin().unwrap().to_bytes();
    let with = |content: Option<Vec<u8>>| {
        vec![Change { about: About::Model, name: String::new(), content, note: String::new() }]
    };
    learn(&runtime, with(Some(model.clone()))).unwrap();
    learn(&runtime, with(None)).unwrap();
    learn(&runtime, with(Some(model.clone()))).unwrap();
    assert_eq!(runtime.known().piece(About::Model, ""), Some(model.as_slice()));
    let mut reader = runtime.reader().unwrap();
    let back = reader.knowledge_back(("model", ""), u32::MAX, 10).unwrap();
    assert_eq!(back.iter().map(|row| row.place).collect::<Vec<_>>(), [2, 1, 0]);
    assert_eq!(back[0].digest, back[2].digest);
    assert_eq!(back[1].digest, None);
    drop(reader);
    runtime.stop();
    let connection = rusqlite::Connection::open(folder.path().join("qungui.db")).unwrap();
    let count = "SELECT count(*) FROM knowledge_content";
    assert_eq!(connection.query_row(count, [], |row| row.get::<_, i64>(0)), Ok(1));
    connection.close().unwrap();
    sound(folder.path());
}

#[test]
fn a_content_that_was_touched_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = start(folder.path(), Hands::at(BEGIN));
    learn(&runtime, words(Some("蘑菇火锅\tads\n"))).unwrap();
    learn(&runtime, vec![change(About::Words, "另一份", Some("竹笋\tads\n"))]).unwrap();
    runtime.stop();
    let connection = rusqlite::Connection::open(folder.path().join("qungui.db")).unwrap();
    let sql = "UPDATE knowledge SET digest = (SELECT digest FROM knowledge WHERE place = 1)
        WHERE place = 0";
    connection.execute(sql, []).unwrap();
    connection.close().unwrap();
    let store = Sqlite::existing(folder.path()).unwrap();
    let proof = verify(store.reader().unwrap().as_mut(), &[]).unwrap();
    let faults: Vec<_> = proof.faults.iter().map(|one| (one.first, one.kind.clone())).collect();
    assert_eq!(faults, [(1, FaultKind::Knowledge)]);
    let refused = recover(&store, &runtime::Settings::default(), 400, true).map(|_| ());
    assert!(refused.is_err());
}
