//! Tests: keys find what going through all rows finds.

use model::Timestamp;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::counts::{DutyChange, DutyEnd, DutyRow};
use crate::dialect::{Dialect, Reader, Writer};
use crate::journal::Append;
use crate::ledger::Desk;
use crate::record::RecordKind;
use crate::rows::{
    CaseFilter, CasePlace, CaseRow, DecisionFilter, EffectFilter, NewDecision, NewEffect, NewRecord,
};
use crate::sqlite::{Sqlite, record_of};

/// Rows after which what is new is entered, here.
const SLICE: usize = 7;

/// A record with a decision: of which group and member, of which event, about which case.
#[derive(Clone, Debug)]
struct One {
    group: u8,
    member: u8,
    event: u8,
    case: u8,
    opened: i64,
}

fn one() -> impl Strategy<Value = One> {
    (0..4_u8, 0..4_u8, 0..30_u8, 0..9_u8, 0..5_i64)
        .prop_map(|(group, member, event, case, opened)| One { group, member, event, case, opened })
}

fn case(one: &One, number: u32) -> CaseRow {
    CaseRow {
        group: format!("g{}", one.group),
        number,
        about: "breach".to_owned(),
        kind: "ads".to_owned(),
        member: (one.member > 0).then(|| format!("u{}", one.member)),
        opened: Timestamp(one.opened),
        waits: one.case > 6,
        to: None,
        due: None,
        state: "{}".to_owned(),
        record: 0,
    }
}

fn append(ones: &[One]) -> Append {
    let record = |one: &One| NewRecord {
        kind: RecordKind::Event,
        at: Timestamp(1),
        line: "{}".to_owned(),
        source: Some((
            format!("g{}", one.group),
            (one.event > 0).then(|| format!("e{}", one.event)),
        )),
        decisions: vec![NewDecision {
            line: "{}".to_owned(),
            group: format!("g{}", one.group),
            case: Some(format!("g{}-{}", one.group, one.case)),
            member: (one.member > 0).then(|| format!("u{}", one.member)),
            kind: "ads",
            policy: "p".to_owned(),
            cite: "1".to_owned(),
            action: "remind",
            status: "done",
            at: Timestamp(1),
            effect: Some(NewEffect { repeatable: false, tells: false, expires: None }),
        }],
    };
    let duty = |one: &One| {
        let (group, mark) = (format!("g{}", one.group), format!("e{}", one.event));
        match one.case {
            0..4 => DutyChange::Opened(DutyRow { group, mark, ..DutyRow::default() }),
            case => DutyChange::Ended {
                group,
                mark,
                member: Some(format!("u{}", one.member)),
                end: if case > 6 { DutyEnd::Missed } else { DutyEnd::Done },
                at: Timestamp(one.opened),
            },
        }
    };
    Append {
        records: ones.iter().map(record).collect(),
        duties: ones.iter().map(duty).collect(),
        cases: ones.iter().map(|one| case(one, u32::from(one.case))).collect(),
        ..Append::default()
    }
}

/// The rows of a question, asked without any key.
fn plain(rows: &Connection, sql: &str) -> Vec<(i64, String)> {
    let mut statement = rows.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// A duty is found again whenever something comes of it: it never stands twice, and has as many
/// ends as it says.
fn duties_agree(rows: &Connection) {
    let twice = "SELECT count(*), grp || mark FROM duty GROUP BY grp, mark HAVING count(*) > 1";
    assert_eq!(plain(rows, twice), Vec::new());
    let other = "SELECT id, grp || mark FROM duty WHERE done + missed + freed <>
        (SELECT count(*) FROM duty_end WHERE duty = id)";
    assert_eq!(plain(rows, other), Vec::new());
}

/// Every question that is answered by keys has the answer that going through all rows has.
fn agree(rows: &Connection, reader: &mut dyn Reader, writer: &mut dyn Writer) {
    for id in 0..4 {
        let (group, member) = (format!("g{id}"), format!("u{id}"));
        for (filter, of) in [
            (DecisionFilter { group: Some(group.clone()), ..Default::default() }, "grp = 'g"),
            (DecisionFilter { member: Some(member.clone()), ..Default::default() }, "member = 'u"),
        ] {
            for limit in [1, 3, 1_000] {
                let sql = format!(
                    "SELECT place, '' FROM decision WHERE {of}{id}' ORDER BY place DESC \
                    LIMIT {limit}"
                );
                let known: Vec<_> =
                    plain(rows, &sql).iter().map(|(at, _)| record_of(*at)).collect();
                let found = reader.decisions(&filter, limit).unwrap();
                let found: Vec<_> = found.iter().map(|one| (one.record, one.ordinal)).collect();
                assert_eq!(found, known);
            }
        }
        for newest_first in [false, true] {
            let filter =
                EffectFilter { group: Some(group.clone()), newest_first, ..Default::default() };
            let order = if newest_first { "DESC" } else { "" };
            let sql = format!(
                "SELECT place, '' FROM effect WHERE grp = 'g{id}' ORDER BY place {order} LIMIT 3"
            );
            let known: Vec<_> = plain(rows, &sql).iter().map(|(at, _)| record_of(*at)).collect();
            let found = reader.effects_page(&filter, 3).unwrap();
            let found: Vec<_> = found.iter().map(|one| (one.record, one.ordinal)).collect();
            assert_eq!(found, known);
        }
        for event in 1..30 {
            let sql = format!(
                "SELECT max(place), '' FROM decision WHERE source_group = 'g{id}' \
                AND source_id = 'e{event}' HAVING max(place) IS NOT NULL"
            );
            let known: Vec<_> = plain(rows, &sql).iter().map(|(at, _)| record_of(*at)).collect();
            let event = format!("e{event}");
            for found in [
                reader.decisions_for(&group, &event).unwrap(),
                writer.decisions_for(&group, &event).unwrap(),
            ] {
                let found: Vec<_> = found.iter().map(|one| (one.record, one.ordinal)).collect();
                assert_eq!(found, known);
            }
        }
        cases_agree(rows, reader, (&group, &member));
    }
}

fn cases_agree(rows: &Connection, reader: &mut dyn Reader, (group, member): (&str, &str)) {
    let known = |of: &str, order: &str| {
        let sql = format!("SELECT number, grp FROM kase WHERE {of} ORDER BY {order}");
        plain(rows, &sql)
    };
    let shown = |rows: Vec<CaseRow>| -> Vec<(i64, String)> {
        rows.into_iter().map(|row| (i64::from(row.number), row.group)).collect()
    };
    let of_group = CaseFilter { group: Some(group.to_owned()), ..Default::default() };
    let of_member = CaseFilter { member: Some(member.to_owned()), ..Default::default() };
    let newest = "opened DESC, grp DESC, number DESC";
    let by_number = known(&format!("grp = '{group}'"), "number DESC");
    let by_time = known(&format!("member = '{member}'"), newest);
    assert_eq!(shown(reader.cases(&of_group, 99).unwrap()), by_number);
    assert_eq!(shown(reader.cases(&of_member, 99).unwrap()), by_time);
    for (number, _) in &by_number {
        let found = reader.case(group, u32::try_from(*number).unwrap()).unwrap();
        assert_eq!(found.map(|row| i64::from(row.number)), Some(*number));
    }
    // Page by page they are the same.
    for (filter, all) in [(of_group, by_number), (of_member, by_time)] {
        let mut pages = Vec::new();
        let mut filter = filter;
        loop {
            let page = reader.cases(&filter, 2).unwrap();
            let Some(last) = page.last() else { break };
            filter.after = Some(CasePlace {
                opened: last.opened,
                group: last.group.clone(),
                number: last.number,
            });
            pages.extend(shown(page));
        }
        assert_eq!(pages, all);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn keys_find_what_going_through_all_rows_finds(
        commits in prop::collection::vec((prop::collection::vec(one(), 1..6), 0..8_u8), 1..24),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::in_folder(folder.path()).in_slices(SLICE);
        let mut desk = Desk::open(&store).unwrap();
        let mut reader = store.reader().unwrap();
            let rows = Connection::open(store.file()).unwrap();
        for (ones, how) in &commits {
            let append = append(ones);
            match how {
                // Nothing of it is written.
                0 => {
                    let failed = desk.act(|session| {
                        session.append(&append, Timestamp(1))?;
                        Err::<(), _>(crate::StoreError::Full)
                    });
                    prop_assert!(failed.is_err());
                }
                // It is begun again after a stop.
                1 => {
                    drop(desk);
                    desk = Desk::open(&store).unwrap();
                }
                _ => {
                    desk.act(|session| session.append(&append, Timestamp(1))).unwrap();
                }
            }
            desk.alone(|writer| {
                agree(&rows, reader.as_mut(), writer);
                Ok(())
            }).unwrap();
            duties_agree(&rows);
            for table in ["decision_new", "kase_new", "duty_new"] {
                let sql = format!("SELECT count(*), '' FROM {table}");
                let count = plain(&rows, &sql).pop().unwrap().0;
                prop_assert!(count <= SLICE as i64 * 2 + 8, "{count} in {table}");
            }
        }
    }
}
