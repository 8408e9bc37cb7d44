//! Tests: nothing goes through a table that grows, and no question takes longer where there is
//! more.

use std::cell::RefCell;
use std::sync::Arc;

use model::Timestamp;
use rusqlite::{Connection, Statement, StatementStatus};

use crate::counts::{
    CountKey, DutyChange, DutyEnd, DutyRow, EntryChange, EntryRow, Found, Stretch, figure,
};
use crate::dialect::{Dialect, Reader, Writer};
use crate::ledger::Desk;
use crate::people::UserFilter;
use crate::rows::{
    CaseFilter, CasePlace, CaseRow, DecisionFilter, EffectFilter, EffectRow, EffectState, GroupRow,
    LeaseRequest, MemberFilter, MemberRow, Outcome, Receipt, RosterChange,
};
use crate::sqlite::{Sqlite, keys};

thread_local! {
    /// What the database went through as a whole in all questions.
    static SCANS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The same in the question at hand, and its steps.
    static SEEN: RefCell<(Vec<String>, u64)> = const { RefCell::new((Vec::new(), 0)) };
}

/// Tables of which nothing is gone through as a whole.
const GROWING: [&str; 16] = [
    "segment",
    "decision",
    "effect",
    "kase",
    "member",
    "audit",
    "head_count",
    "tally",
    "tally_member",
    "account_event",
    "draft",
    "verdict",
    "duty",
    "duty_end",
    "entry",
    "knowledge",
];
/// What may be: as many rows as wait.
const ALLOWED: [&str; 2] =
    ["SCAN kase USING INDEX kase_group_waits", "SCAN kase USING INDEX kase_waits"];

/// Notes what a statement did.
pub fn note(connection: &Connection, sql: &str, statement: &Statement<'_>) {
    let steps = statement.reset_status(StatementStatus::VmStep);
    // A plan that depends on a value is made anew with every value.
    let again = statement.get_status(StatementStatus::RePrepare);
    assert_eq!(again, 0, "planned again: {sql}");
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let lines = plan.raw_query().mapped(|row| row.get::<_, String>(3)).map(Result::unwrap);
    let wrong = |line: &String| {
        let scans = |table: &&str| {
            format!("{line} ").starts_with(&format!("SCAN {table} "))
                && !ALLOWED.contains(&line.as_str())
        };
        GROWING.iter().any(scans) || line.contains("TEMP B-TREE FOR ORDER BY")
    };
    let all: Vec<String> = lines.collect();
    // What is new is short, and sorted as it is read.
    let entered = all.iter().take_while(|line| line.as_str() != "RIGHT");
    let wrong: Vec<String> = entered.filter(|line| wrong(line)).cloned().collect();
    SEEN.with_borrow_mut(|(scans, sum)| {
        scans.extend(wrong.into_iter().map(|line| format!("{line}: {sql}")));
        *sum += u64::try_from(steps).unwrap();
    });
}

/// Fills the tables with so many rows, most of them settled long ago; beside them so many have
/// come that are not entered yet.
fn fill(store: &Sqlite, rows: i64, new: i64) {
    drop(Desk::open(store).unwrap());
    let connection = Connection::open(store.file()).unwrap();
    let numbers = format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n \
        WHERE n < {rows})"
    );
    let state = format!(
        "CASE WHEN n > {rows} - 8 THEN 'pending' WHEN n > {rows} - 16 THEN \
        'in-flight' WHEN n % 3 = 0 THEN 'expired' ELSE 'done' END"
    );
    for sql in [
        "INSERT INTO segment SELECT n * 4 - 3, 4, n * 1000, zeroblob(32), x'', x'', x'', x'' FROM n",
        "INSERT INTO decision SELECT (n * 4) << 24, 'g' || (n % 50), 'e' || n, 'g' || (n % 50),
            'g' || (n % 50) || '-' || (n / 50), 'u' || (n % 200), 'ads', 'p', '1', 'remind', 'done',
            n * 1000, CAST('{}' AS BLOB), x'', x'' FROM n",
        "INSERT INTO effect SELECT (n * 4) << 24, (n * 4) || '-0-x', 'g' || (n % 50), 'remind', 0, 0,
            STATE, 1, n, n * 1000 + 1000000000, n * 1000, NULL FROM n",
        "INSERT INTO kase SELECT NULL, 'g' || (n % 50), n / 50, 'breach', 'ads', 'u' || (n % 200),
            n * 1000, n > ROWS - 20, iif(n % 9 = 0, 'admin', NULL), NULL,
            '{\"policy\":\"p\",\"cite\":\"1\"}', n * 4, n * 4 FROM n",
        "INSERT INTO grp (id, began) SELECT 'g' || n, 0 FROM n WHERE n < 50",
        "INSERT INTO member SELECT 'g' || (n % 50), 'u' || n, 'n', 'c', '', '', 0, 1 FROM n",
        "INSERT INTO user SELECT n, 'u' || n, 'n', NULL, NULL, 0, NULL, NULL, n, 0 FROM n",
        "INSERT INTO user_grant SELECT n, 'admin', 'g' || (n % 50) FROM n",
        "INSERT INTO token SELECT CAST('k' || n AS BLOB), n, 't', '', n, NULL, NULL FROM n",
        "INSERT INTO tally SELECT 'g' || (n % 50), n / 50, 'messages', '', 1 FROM n",
        "INSERT INTO tally_member SELECT 'g' || (n % 50), n / 50, 'messages', 'u' || n, 1 FROM n",
        "INSERT INTO account_event SELECT n * 4, 'g' || (n % 50), 'wx-' || n, 'published', NULL,
            NULL, NULL, n * 1000 FROM n",
        "INSERT INTO account SELECT 'g' || (n % 50), 'wx-' || n, 'u1', 0, NULL FROM n",
        "INSERT INTO draft SELECT n * 4, 'g' || (n % 50), 'e' || n, NULL, 'publish', n * 1000,
            NULL, n * 1000 FROM n",
        "INSERT INTO duty SELECT n, 'g' || (n % 50), n, 'respond', 'p', '1', 'e' || n, NULL,
            n * 1000, n * 1000 + 9, 0, 'u1', 1, 0, 0, 5 FROM n",
        "INSERT INTO duty_end SELECT n, 'u1', 'done', n * 1000 + 5 FROM n",
        "INSERT INTO entry SELECT 'signed', 'g' || (n % 50), 'p/1/u' || n, NULL, 0, '', 0, NULL
            FROM n",
        "INSERT INTO audit SELECT n * 4, n * 1000, 'x', 'y', '', '', '' FROM n",
        "INSERT INTO knowledge SELECT n - 1, 'words', 'l' || (n % 9), zeroblob(32), 5, '', n, n, ''
            FROM n",
    ] {
        let sql = sql.replace("STATE", &state).replace("ROWS", &rows.to_string());
        let sql = match sql.split_once(" SELECT ") {
            Some((insert, select)) => format!("{insert} {numbers} SELECT {select}"),
            None => sql,
        };
        connection.execute(&sql, []).unwrap();
    }
    connection.execute_batch("BEGIN").unwrap();
    keys::fill(&connection).unwrap();
    keys::fill_duties(&connection).unwrap();
    connection.execute_batch("COMMIT").unwrap();
    if new > 0 {
        let numbers = numbers.replace(&format!("n < {rows}"), &format!("n < {new}"));
        for (insert, select) in [
            ("decision_new", "(ROWS * 4 << 24) + n, n % 999, n % 888, n"),
            ("kase_new", "n, ROWS + n, n % 999, n, n % 888, n"),
            ("duty_new", "ROWS + n, n"),
        ] {
            let select = select.replace("ROWS", &rows.to_string());
            let sql = format!("INSERT INTO {insert} {numbers} SELECT {select} FROM n");
            connection.execute(&sql, []).unwrap();
        }
    }
}

/// Asks something, and says how many steps it took.
fn ask<T>(what: &str, asked: impl FnOnce() -> Result<T, crate::StoreError>) -> (String, u64) {
    SEEN.take();
    if let Err(error) = asked() {
        panic!("{what}: {error}");
    }
    let (scans, steps) = SEEN.take();
    SCANS.with_borrow_mut(|all| all.extend(scans));
    (what.to_owned(), steps)
}

fn some<T: From<&'static str>>(text: &'static str) -> Option<T> {
    Some(T::from(text))
}

fn read(reader: &mut dyn Reader, rows: i64, steps: &mut Vec<(String, u64)>) {
    let late = Timestamp((rows - 9) * 1_000);
    let record = u64::try_from(rows * 4 - 40).unwrap();
    let of = DecisionFilter::default;
    for (what, filter) in [
        ("decisions", of()),
        ("decisions of a group", DecisionFilter { group: some("g7"), ..of() }),
        ("decisions about a member", DecisionFilter { member: some("u7"), ..of() }),
        ("decisions before", DecisionFilter { before: Some(record), ..of() }),
        ("decisions since", DecisionFilter { from: Some(late), ..of() }),
        (
            "decisions of a group since",
            DecisionFilter { group: some("g7"), from: Some(late), ..of() },
        ),
        (
            "decisions of a case",
            DecisionFilter { case: Some(format!("g0-{}", rows / 50 - 1)), ..of() },
        ),
    ] {
        steps.push(ask(what, || reader.decisions(&filter, 10)));
    }
    let after = CasePlace { opened: late, group: "g7".to_owned(), number: 3 };
    let of = CaseFilter::default;
    for (what, filter) in [
        ("cases", of()),
        ("cases of a group", CaseFilter { group: some("g7"), ..of() }),
        ("cases about a member", CaseFilter { member: some("u7"), ..of() }),
        ("cases that wait", CaseFilter { waits: Some(true), ..of() }),
        ("cases of a group that wait", CaseFilter { group: some("g7"), waits: Some(true), ..of() }),
        ("cases for somebody", CaseFilter { to: some("admin"), waits: Some(true), ..of() }),
        ("all cases for somebody", CaseFilter { to: some("admin"), ..of() }),
        ("cases behind one", CaseFilter { after: Some(after.clone()), ..of() }),
        (
            "cases of a group behind one",
            CaseFilter { group: some("g7"), after: Some(after.clone()), ..of() },
        ),
        ("cases before", CaseFilter { before: Some(late), ..of() }),
    ] {
        steps.push(ask(what, || reader.cases(&filter, 10)));
    }
    let of = EffectFilter::default;
    for (what, filter) in [
        ("effects", of()),
        ("effects behind", EffectFilter { after: Some((record, 0)), ..of() }),
        ("the newest effects", EffectFilter { newest_first: true, ..of() }),
        ("effects that wait", EffectFilter { state: Some(EffectState::Pending), ..of() }),
        ("effects that failed", EffectFilter { state: Some(EffectState::Failed), ..of() }),
        ("effects of a group", EffectFilter { group: some("g7"), ..of() }),
        (
            "effects of a group that wait",
            EffectFilter { group: some("g7"), state: Some(EffectState::Pending), ..of() },
        ),
    ] {
        steps.push(ask(what, || reader.effects_page(&filter, 10)));
    }
    steps.push(ask("effect counts", || reader.effect_counts()));
    steps.push(ask("waiting", || reader.waiting()));
    steps.push(ask("an effect", || reader.effect("8-0-x")));
    let of = MemberFilter { group: "g7".to_owned(), ..MemberFilter::default() };
    steps.push(ask("members", || reader.members_page(&of, 10)));
    let next = MemberFilter { after: some("u57"), present: Some(true), ..of };
    steps.push(ask("members behind", || reader.members_page(&next, 10)));
    steps.push(ask("a member", || reader.member("g7", "u57")));
    steps.push(ask("memberships", || reader.memberships("u57")));
    steps.push(ask("groups", || reader.groups_page("g2", 10)));
    let of = UserFilter { after: "u3".to_owned(), limit: 10, ..UserFilter::default() };
    steps.push(ask("users", || reader.users_page(&of)));
    steps.push(ask("audits", || reader.audits(None, 10)));
    steps.push(ask("changes of a list", || reader.knowledge_back(("words", "l3"), u32::MAX, 10)));
    steps.push(ask("a change", || reader.knowledge_at(7)));
    steps.push(ask("how many changes", || reader.knowledge_count()));
    steps.push(ask("a content", || reader.knowledge_content(&[0; 32])));
    steps.push(ask("audits before", || reader.audits(Some(record), 10)));
    steps.push(ask("segments", || reader.segments(record, 4)));
    steps.push(ask("segments back", || reader.segments_back(record, 4)));
    steps.push(ask("heads of segments", || reader.segment_heads_back(record, 4)));
    steps.push(ask("what was decided of a stretch", || reader.decisions_of(record, record + 9)));
    steps.push(ask("what was decided of an event", || reader.decisions_for("g7", "e57")));
    steps.push(ask("the head", || reader.head()));
    steps.push(ask("cases that wait, by haste", || reader.waiting_cases(10)));
    steps.push(ask("people in cases that wait", || reader.waiting_people()));
    let now = Timestamp(rows * 1_000);
    steps.push(ask("answers", || reader.answers_since(late, now, 1_000, 0)));
    steps.push(ask("rules", || reader.rules_since(late, 0)));
    steps.push(ask("hours", || reader.hours("g7", 5)));
    // As many rows as the group has members and cases.
    ask("standings", || reader.standings("g7"));
    counts(reader, rows, steps);
    // Halving asks once more where there is twice as much.
    let (what, halving) = ask("a time's record", || reader.record_at(late));
    steps.push((what, halving / 8));
}

/// What reports and lists are made of: of the last ten of everything.
fn counts(reader: &mut dyn Reader, rows: i64, steps: &mut Vec<(String, u64)>) {
    let last = u64::try_from(rows).unwrap() * 4;
    let records: Vec<u64> = (0..10).map(|at| last - at * 40).collect();
    steps.push(ask("segments of records", || reader.segments_with(&records)));
    steps.push(ask("what was decided on records", || reader.decisions_at(&records)));
    let groups: Vec<String> = (1..6).map(|at| format!("g{at}")).collect();
    steps.push(ask("head counts", || reader.head_counts(&groups)));
    steps.push(ask("owners", || reader.owners(&groups)));
    steps.push(ask("marks", || reader.marks(last - 40, last)));
    let day = rows / 50;
    steps.push(ask("days", || reader.days("g7", day - 9, day)));
    steps.push(ask("people", || reader.people("g7", day - 9, day)));
    steps.push(ask("sums of groups", || reader.sums_of(&groups, day - 9, day)));
    steps.push(ask("active of groups", || reader.active_of(&groups, day - 9, day)));
    let people = ["u57".to_owned(), "u58".to_owned()];
    steps.push(ask("people by their ids", || reader.known_as(&people)));
    steps.push(ask("people not on the list", || reader.not_on_list("g7", 10)));
    steps.push(ask("people not in the group", || reader.not_in_group("g7", 10)));
    steps.push(ask("active", || reader.active("g7", day - 9, day)));
    let (from, to) = (Timestamp((rows - 9) * 1_000), Timestamp(rows * 1_000));
    let all = Stretch { group: None, from, to };
    let one = Stretch { group: some("g7"), ..all.clone() };
    for of in [&all, &one] {
        steps.push(ask("marks of cases", || reader.case_marks(of, 10)));
        steps.push(ask("sums of duties", || reader.duty_sums(of)));
        steps.push(ask("duties", || reader.duties(of, None, 10)));
        steps.push(ask("published", || reader.published(of, 10)));
        steps.push(ask("drafts", || reader.drafts(of, 10)));
    }
    steps.push(ask("a duty", || reader.duty(7)));
    steps.push(ask("ends of a duty", || reader.duty_ends(&[7, 8])));
    steps.push(ask("people's duties", || reader.duty_people("g7", from, to)));
    steps.push(ask("entries", || reader.entries("signed", None, "", 10)));
    steps.push(ask("entries of a group", || reader.entries("signed", some("g7"), "p/1/", 10)));
    steps.push(ask("no such entries", || reader.entry_counts("signed", &groups, "q/")));
    steps.push(ask("accounts", || reader.held(10)));
    steps.push(ask("an account", || reader.account_events("g7", "wx-7", 10)));
}

fn write(writer: &mut dyn Writer, rows: i64, steps: &mut Vec<(String, u64)>) {
    let now = Timestamp(rows * 1_000);
    let lease = LeaseRequest { connector: "qq".to_owned(), now, lease_ms: 1_000_000, limit: 5 };
    let mut done = |_: &EffectRow| (Outcome::Done, None);
    steps.push(ask("what is settled at once", || writer.settle(&lease, &mut done)));
    steps.push(ask("a lease", || writer.lease(&lease)));
    let key = format!("{}-0-x", rows * 4);
    let receipt = Receipt { key, attempt: 1, outcome: Outcome::Done, detail: None };
    steps.push(ask("what happens once", || writer.once("hook a 1", now, now)));
    steps.push(ask("a receipt", || writer.receipt(&receipt, now)));
    let case = CaseRow {
        group: "g7".to_owned(),
        number: 2,
        about: "breach".to_owned(),
        kind: "ads".to_owned(),
        member: None,
        opened: now,
        waits: true,
        to: None,
        due: None,
        state: "{}".to_owned(),
        record: 7,
    };
    steps.push(ask("a case", || writer.case(&case, 1)));
    steps.push(ask("a case's texts", || writer.case_texts(&case)));
    let duty = DutyRow { group: "g7".to_owned(), mark: "7".to_owned(), ..DutyRow::default() };
    steps.push(ask("a duty is owed", || writer.duty(&DutyChange::Opened(duty.clone()))));
    let ended = DutyChange::Ended {
        group: duty.group,
        mark: duty.mark,
        member: some("u57"),
        end: DutyEnd::Done,
        at: now,
    };
    steps.push(ask("a duty is done", || writer.duty(&ended)));
    let entry =
        EntryRow { group: "g7".to_owned(), list: "signed".to_owned(), ..EntryRow::default() };
    let struck = EntryChange::Struck(entry.group.clone(), entry.list.clone(), String::new());
    for change in [EntryChange::Entered(entry), struck] {
        steps.push(ask("an entry", || writer.entry(&change)));
    }
    let [group, member, none] = ["g7", "u57", ""].map(Arc::<str>::from);
    let counts = vec![
        (CountKey::Day(Arc::clone(&group), 9, figure::MESSAGES, none), 3),
        (CountKey::Hour(Arc::clone(&group), 9), 3),
        (CountKey::Member(Arc::clone(&group), 9, figure::MESSAGES, Arc::clone(&member)), 3),
        (CountKey::Spoke(group, member), 9),
    ];
    let found = Found { counts, ..Found::default() };
    steps.push(ask("what was found", || writer.found(&found)));
    steps.push(ask("a case that is gone", || writer.case_gone("g7", 2)));
    let member = MemberRow { group: "g7".to_owned(), id: "u57".to_owned(), ..MemberRow::default() };
    for change in [
        RosterChange::Group(GroupRow { id: "g7".to_owned(), ..GroupRow::default() }),
        RosterChange::Present { member, told: true },
        RosterChange::Left { group: "g7".to_owned(), member: "u57".to_owned() },
        RosterChange::Routed { group: "g7".to_owned(), connector: "qq".to_owned() },
    ] {
        steps.push(ask("the roster", || writer.roster(&change)));
    }
}

fn steps(rows: i64, new: i64) -> Vec<(String, u64)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    fill(&store, rows, new);
    let mut steps = Vec::new();
    read(store.reader().unwrap().as_mut(), rows, &mut steps);
    write(store.writer().unwrap().as_mut(), rows, &mut steps);
    steps
}

#[test]
fn no_question_takes_longer_where_there_is_more() {
    let (few, many) = (steps(2_000, 0), steps(16_000, 0));
    assert_eq!(SCANS.take(), Vec::<String>::new());
    let mut slower = Vec::new();
    for ((what, before), (_, after)) in few.iter().zip(&many) {
        if *after > before * 2 + 200 {
            slower.push(format!("{what}: {before} steps, then {after}"));
        }
    }
    assert_eq!(slower, Vec::<String>::new());
    assert!(few.len() > 40);
}

#[test]
fn what_is_new_costs_no_more_than_going_through_it() {
    let new = i64::try_from(keys::SLICE * 2).unwrap();
    let (without, with) = (steps(2_000, 0), steps(2_000, new));
    assert_eq!(SCANS.take(), Vec::<String>::new());
    let new = u64::try_from(new).unwrap();
    let dear = without.iter().zip(&with).filter(|((_, before), (_, after))| {
        // Whoever writes reads both short tables once.
        *after > before * 2 + new * 24
    });
    assert_eq!(dear.collect::<Vec<_>>(), Vec::new());
    let through = with.iter().filter(|(_, after)| *after > new).count();
    assert!((8..20).contains(&through), "{through} of {}", with.len());
}
