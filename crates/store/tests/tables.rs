//! The tables on a real database: whoever signs in, older and newer databases, many jobs at once.

use std::sync::mpsc::sync_channel;

use model::Timestamp;
use store::dialect::Dialect;
use store::people::{AuditEntry, GrantRow, LinkRow, PeopleChange, SessionRow, TokenRow, UserRow};
use store::{Desk, Ledger, Session, Sqlite, StoreError};

fn user(name: &str) -> UserRow {
    UserRow { name: name.to_owned(), shown: name.to_owned(), ..UserRow::default() }
}

fn people(desk: &mut Desk, change: PeopleChange) -> Result<i64, StoreError> {
    desk.act(|session| session.writer.people(&change))
}

#[test]
fn users_have_rights_sessions_and_tokens_that_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    let mut desk = Desk::open(&store).unwrap();
    let id = people(&mut desk, PeopleChange::User(user("li"))).unwrap();
    let again = people(&mut desk, PeopleChange::User(user("li")));
    assert_eq!(again, Err(StoreError::Taken("用户")));
    let changed = UserRow { id, disabled: true, ..user("li") };
    assert_eq!(people(&mut desk, PeopleChange::User(changed.clone())), Ok(id));
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.user_named("li"), Ok(Some(changed)));
    assert_eq!(reader.user_named("wang"), Ok(None));

    let right = |group: Option<&str>| GrantRow {
        user: id,
        role: "admin".to_owned(),
        group: group.map(str::to_owned),
    };
    for group in [None, Some("g"), Some("h"), Some("g")] {
        people(&mut desk, PeopleChange::Grant(right(group))).unwrap();
    }
    people(&mut desk, PeopleChange::Revoke(right(Some("h")))).unwrap();
    assert_eq!(reader.grants(id), Ok(vec![right(None), right(Some("g"))]));

    let session = |key: u8, expires: i64| SessionRow {
        key: vec![key; 32],
        user: id,
        created: Timestamp(1),
        seen: Timestamp(1),
        expires: Timestamp(expires),
        address: "127.0.0.1".to_owned(),
        agent: "test".to_owned(),
    };
    for (key, expires) in [(1, 10), (2, 20), (3, 30)] {
        people(&mut desk, PeopleChange::Session(session(key, expires))).unwrap();
    }
    people(&mut desk, PeopleChange::SessionEnded(vec![3; 32])).unwrap();
    people(&mut desk, PeopleChange::Ended { before: Timestamp(15) }).unwrap();
    assert_eq!(reader.sessions(id), Ok(vec![session(2, 20)]));
    let seen =
        PeopleChange::SessionSeen { key: vec![2; 32], seen: Timestamp(19), expires: Timestamp(40) };
    people(&mut desk, seen).unwrap();
    assert_eq!(reader.session(&[2; 32]).unwrap().unwrap().expires, Timestamp(40));
    people(&mut desk, PeopleChange::SessionsEnded(id)).unwrap();
    assert_eq!(reader.session(&[2; 32]), Ok(None));

    let token = TokenRow {
        key: vec![7; 32],
        user: id,
        name: "connector".to_owned(),
        scopes: "events:write".to_owned(),
        created: Timestamp(1),
        expires: None,
        seen: None,
    };
    people(&mut desk, PeopleChange::Token(token.clone())).unwrap();
    people(&mut desk, PeopleChange::Ended { before: Timestamp(99) }).unwrap();
    assert_eq!(reader.token(&[7; 32]), Ok(Some(token)), "without an end it does not end");
}

#[test]
fn a_link_works_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    let mut desk = Desk::open(&store).unwrap();
    let link = LinkRow {
        key: vec![1; 32],
        purpose: "setup".to_owned(),
        user: None,
        expires: Timestamp(9),
    };
    people(&mut desk, PeopleChange::Link(link.clone())).unwrap();
    assert_eq!(store.reader().unwrap().link(&[1; 32]), Ok(Some(link)));
    assert!(people(&mut desk, PeopleChange::LinkUsed(vec![1; 32])).is_ok());
    let again = people(&mut desk, PeopleChange::LinkUsed(vec![1; 32]));
    assert_eq!(again, Err(StoreError::Absent("链接")));
}

#[test]
fn a_newer_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    drop(Desk::open(&store).unwrap());
    let connection = rusqlite::Connection::open(store.file()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    connection.close().unwrap();
    for opened in [Desk::open(&store).map(|_| ()), store.reader().map(|_| ())] {
        assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 1..99 })));
    }
}

#[test]
fn a_file_that_is_no_database_is_said_to_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    std::fs::write(store.file(), "写错了文件名的一篇文章,比一页数据库要短".repeat(99)).unwrap();
    assert!(matches!(Desk::open(&store), Err(StoreError::Database(_))));
    assert!(matches!(store.reader(), Err(StoreError::Database(_))));
}

#[test]
fn one_job_that_fails_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    let (ledger, thread) = Ledger::start(Desk::open(&store).unwrap()).unwrap();
    let (tell, told) = sync_channel(100);
    for number in 0..30 {
        let tell = tell.clone();
        // Every third name is taken.
        let name = format!("u{}", number / 3 * 3 + (number % 3).min(1));
        let entry = AuditEntry {
            who: name.clone(),
            act: "enter".to_owned(),
            object: String::new(),
            detail: String::new(),
            address: String::new(),
        };
        ledger.submit(
            1,
            move |session| {
                session.audit(&entry, Timestamp(1))?;
                session.writer.people(&PeopleChange::User(user(&name)))
            },
            move |done| tell.send(done.is_ok()).unwrap(),
        );
    }
    let well = told.iter().take(30).filter(|well| *well).count();
    assert_eq!(well, 20);
    drop(ledger);
    drop(thread.join().unwrap());
    // What failed has left no trace: its record neither.
    let mut reader = store.reader().unwrap();
    assert_eq!(reader.users().unwrap().len(), 20);
    let proof = store::verify::verify(reader.as_mut(), &[]).unwrap();
    assert_eq!((proof.records, proof.faults), (20, vec![]));
    assert_eq!(reader.audits(None, 99).unwrap().len(), 20);
}

#[test]
fn a_disk_that_fills_in_the_middle_of_many_jobs_leaves_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_folder(folder.path());
    drop(Desk::open(&store).unwrap());
    let pages = std::fs::metadata(store.file()).unwrap().len() / 4_096;
    let small = store.clone().of_at_most(u32::try_from(pages).unwrap() + 24);
    let (ledger, thread) = Ledger::start(Desk::open(&small).unwrap()).unwrap();
    let (tell, told) = sync_channel(400);
    for number in 0..400_usize {
        let tell = tell.clone();
        // Large ones find no room where small ones behind them still would.
        let detail = "长".repeat(if number % 7 == 3 { 6_000 } else { 5 });
        let entry = AuditEntry {
            who: "x".to_owned(),
            act: "y".to_owned(),
            object: String::new(),
            detail,
            address: String::new(),
        };
        let act = move |session: &mut Session<'_>| session.audit(&entry, Timestamp(1));
        let done = move |done| tell.send(done).unwrap();
        match number % 5 {
            0 => ledger.submit_binding(1, act, done),
            _ => ledger.submit(1, act, done),
        }
    }
    let answers: Vec<Result<(), StoreError>> = told.iter().take(400).collect();
    let well = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(answers.contains(&Err(StoreError::Full)), "the disk fills");
    drop(ledger);
    drop(thread.join().unwrap());
    let mut reader = store.reader().unwrap();
    let proof = store::verify::verify(reader.as_mut(), &[]).unwrap();
    assert_eq!((proof.records, proof.faults), (well as u64, vec![]));
}
