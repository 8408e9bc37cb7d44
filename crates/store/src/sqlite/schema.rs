//! The tables, and how older ones become what they are now.

use rusqlite::Connection;

use super::{database, keys};
use crate::error::StoreError;

/// One step after another; what has been published is never changed. `user_version` says how
/// many were taken.
const STEPS: &[&str] = &[
    // 1: the beginning.
    "
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE segment (
  first INTEGER PRIMARY KEY,
  records INTEGER NOT NULL,
  written INTEGER NOT NULL,
  link BLOB NOT NULL,
  groups BLOB NOT NULL,
  proofs BLOB NOT NULL,
  skeleton BLOB NOT NULL,
  texts BLOB NOT NULL
);

CREATE TABLE decision (
  place INTEGER PRIMARY KEY, -- record * 2^24 + ordinal
  source_group TEXT, source_id TEXT,
  grp TEXT NOT NULL, kase TEXT, member TEXT,
  kind TEXT NOT NULL, policy TEXT NOT NULL, cite TEXT NOT NULL,
  action TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL,
  skeleton BLOB NOT NULL, digests BLOB NOT NULL, texts BLOB NOT NULL
);
CREATE INDEX decision_source ON decision (source_group, source_id) WHERE source_id IS NOT NULL;
CREATE INDEX decision_group ON decision (grp, place);
CREATE INDEX decision_member ON decision (member, place) WHERE member IS NOT NULL;

CREATE TABLE effect (
  place INTEGER PRIMARY KEY, -- of its decision
  key TEXT NOT NULL,
  grp TEXT NOT NULL, action TEXT NOT NULL,
  repeatable INTEGER NOT NULL, tells INTEGER NOT NULL,
  state TEXT NOT NULL, attempt INTEGER NOT NULL,
  next INTEGER NOT NULL, expires INTEGER, decided INTEGER NOT NULL,
  detail TEXT
);
CREATE INDEX effect_open ON effect (state, place) WHERE state NOT IN ('done', 'failed', 'expired');
CREATE INDEX effect_late ON effect (expires) WHERE state = 'pending';
CREATE INDEX effect_flight ON effect (grp, place) WHERE state IN ('pending', 'in-flight');

CREATE TABLE kase (
  grp TEXT NOT NULL, number INTEGER NOT NULL,
  about TEXT NOT NULL, kind TEXT NOT NULL, member TEXT, opened INTEGER NOT NULL,
  waits INTEGER NOT NULL, addressee TEXT, due INTEGER, state TEXT NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (grp, number)
) WITHOUT ROWID;
CREATE INDEX kase_waits ON kase (opened) WHERE waits;
CREATE INDEX kase_opened ON kase (opened);
CREATE INDEX kase_member ON kase (member) WHERE member IS NOT NULL;

CREATE TABLE grp (
  id TEXT PRIMARY KEY, name TEXT, purpose TEXT, owner TEXT, connector TEXT,
  began INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE member (
  grp TEXT NOT NULL, id TEXT NOT NULL, name TEXT, card TEXT,
  roles TEXT NOT NULL, tags TEXT NOT NULL, joined INTEGER, present INTEGER NOT NULL,
  PRIMARY KEY (grp, id)
) WITHOUT ROWID;
CREATE INDEX member_id ON member (id);

CREATE TABLE policy (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
  text TEXT NOT NULL, since INTEGER NOT NULL, record INTEGER NOT NULL, author TEXT NOT NULL,
  UNIQUE (id, version)
);

CREATE TABLE snapshot (
  number INTEGER PRIMARY KEY, record INTEGER NOT NULL, policies INTEGER NOT NULL,
  parts INTEGER, hash BLOB -- none while it is being taken
);
CREATE TABLE snapshot_part (
  number INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL,
  UNIQUE (number, part)
);

CREATE TABLE audit (
  record INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
  object TEXT NOT NULL, detail TEXT NOT NULL, address TEXT NOT NULL
);

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, shown TEXT NOT NULL,
  password TEXT, totp BLOB, totp_step INTEGER NOT NULL, subject TEXT UNIQUE, member TEXT,
  created INTEGER NOT NULL, disabled INTEGER NOT NULL
);
CREATE TABLE user_grant (
  user INTEGER NOT NULL REFERENCES user (id), role TEXT NOT NULL, grp TEXT NOT NULL,
  PRIMARY KEY (user, role, grp)
) WITHOUT ROWID;
CREATE TABLE session (
  key BLOB PRIMARY KEY, user INTEGER NOT NULL REFERENCES user (id), created INTEGER NOT NULL,
  seen INTEGER NOT NULL, expires INTEGER NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_user ON session (user);
CREATE TABLE token (
  key BLOB PRIMARY KEY, user INTEGER NOT NULL REFERENCES user (id), name TEXT NOT NULL,
  scopes TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, seen INTEGER
) WITHOUT ROWID;
CREATE INDEX token_user ON token (user);
CREATE TABLE link (
  key BLOB PRIMARY KEY, purpose TEXT NOT NULL, user INTEGER, expires INTEGER NOT NULL
) WITHOUT ROWID;
",
    // 2: whatever pages ask for is found by an index and counted without counting; cases stand in
    // the order in which they were opened, so that what changes together lies together.
    "
DROP INDEX effect_open;
DROP INDEX effect_late;
DROP INDEX effect_flight;
CREATE INDEX effect_state ON effect (state, place);
CREATE INDEX effect_open ON effect (grp, place) WHERE state IN ('pending', 'in-flight');
CREATE INDEX effect_flight ON effect (next) WHERE state = 'in-flight';
CREATE INDEX effect_late ON effect (expires) WHERE state = 'pending';

CREATE TABLE effect_count (state TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO effect_count SELECT state, count(*) FROM effect GROUP BY state;
CREATE TRIGGER effect_entered AFTER INSERT ON effect BEGIN
  INSERT INTO effect_count VALUES (new.state, 1)
    ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER effect_moved AFTER UPDATE OF state ON effect WHEN old.state <> new.state BEGIN
  UPDATE effect_count SET count = count - 1 WHERE state = old.state;
  INSERT INTO effect_count VALUES (new.state, 1)
    ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;

ALTER TABLE kase RENAME TO kase_before;
DROP INDEX kase_waits;
DROP INDEX kase_opened;
DROP INDEX kase_member;
CREATE TABLE kase (
  id INTEGER PRIMARY KEY,
  grp TEXT NOT NULL, number INTEGER NOT NULL,
  about TEXT NOT NULL, kind TEXT NOT NULL, member TEXT, opened INTEGER NOT NULL,
  waits INTEGER NOT NULL, addressee TEXT, due INTEGER, state TEXT NOT NULL,
  record INTEGER NOT NULL, -- that last changed it
  began INTEGER NOT NULL -- no record before this one has to do with it
);
INSERT INTO kase SELECT NULL, grp, number, about, kind, member, opened, waits, addressee, due,
  state, record, 0 FROM kase_before ORDER BY opened;
DROP TABLE kase_before;
CREATE UNIQUE INDEX kase_number ON kase (grp, number);
CREATE INDEX kase_opened ON kase (opened, grp, number);
CREATE INDEX kase_member ON kase (member, opened, grp, number) WHERE member IS NOT NULL;
CREATE INDEX kase_waits ON kase (opened, grp, number) WHERE waits;
CREATE INDEX kase_group_waits ON kase (grp, number) WHERE waits;
CREATE INDEX kase_addressee ON kase (addressee, waits, opened, grp, number)
  WHERE addressee IS NOT NULL;

CREATE INDEX token_ends ON token (expires) WHERE expires IS NOT NULL;
CREATE INDEX session_ends ON session (expires);
ALTER TABLE grp ADD COLUMN kept TEXT; -- for how long its texts are kept, as last looked at
",
    // 3: how much is said: by whom last, and in which hour (counted from 1970) how often; under no
    // group's name in all groups together.
    "
CREATE TABLE spoken (
  grp TEXT NOT NULL, member TEXT NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (grp, member)
) WITHOUT ROWID;
CREATE TABLE hour (
  grp TEXT NOT NULL, hour INTEGER NOT NULL, messages INTEGER NOT NULL,
  PRIMARY KEY (grp, hour)
) WITHOUT ROWID;
",
    // 4: what is looked for by ids is found by numbers made of them (`keys.rs`).
    "
DROP INDEX decision_source;
DROP INDEX decision_group;
DROP INDEX decision_member;
CREATE TABLE decision_key (
  key INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, place)
) WITHOUT ROWID;
CREATE TABLE decision_new (
  place INTEGER PRIMARY KEY, of_group INTEGER NOT NULL, of_member INTEGER, of_event INTEGER
);

DROP INDEX kase_number;
DROP INDEX kase_member;
CREATE TABLE kase_key (
  key INTEGER NOT NULL, rank INTEGER NOT NULL, -- of a group the number, of a member the time
  id INTEGER NOT NULL, PRIMARY KEY (key, rank, id)
) WITHOUT ROWID;
CREATE TABLE kase_new (
  n INTEGER PRIMARY KEY, id INTEGER NOT NULL, of_group INTEGER NOT NULL, nth INTEGER NOT NULL,
  of_member INTEGER, since INTEGER NOT NULL
);
",
    // 5: what the organisation knows of its own, change by change; a content is kept once, however
    // often it comes into use. Snapshots say how many changes they were taken under.
    "
CREATE TABLE knowledge (
  place INTEGER PRIMARY KEY, about TEXT NOT NULL, name TEXT NOT NULL, digest BLOB, -- none: it went
  size INTEGER NOT NULL, note TEXT NOT NULL, since INTEGER NOT NULL, record INTEGER NOT NULL,
  author TEXT NOT NULL
);
CREATE INDEX knowledge_name ON knowledge (about, name, place);
CREATE TABLE knowledge_content (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
ALTER TABLE snapshot ADD COLUMN knowledge INTEGER NOT NULL DEFAULT 0;
",
    // 6: what may happen once, and until when that is remembered: signed calls that were taken,
    // sign-ins that were begun elsewhere and came back.
    "
CREATE TABLE once (what TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX once_until ON once (until);
",
    // 7: what reports and lists are made of, all of it following from the journal. How many are
    // in each group is kept by triggers. `tally` has counts by group and local day, and
    // `tally_member` by member, under no group's name of all together; `draft` and `verdict` are
    // of what is handed in to be published, `account` says who holds which, `account_event` what
    // happened to it; `duty` and `duty_end` say who owed what and what came of it; `entry` has
    // what rules noted, as it stands.
    "
CREATE TABLE head_count (grp TEXT PRIMARY KEY, people INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO head_count SELECT grp, count(*) FROM member WHERE present GROUP BY grp;
CREATE TRIGGER member_entered AFTER INSERT ON member WHEN new.present BEGIN
  INSERT INTO head_count VALUES (new.grp, 1) ON CONFLICT (grp) DO UPDATE SET people = people + 1;
END;
CREATE TRIGGER member_moved AFTER UPDATE OF present ON member
  WHEN old.present <> new.present BEGIN
  INSERT INTO head_count VALUES (new.grp, 1)
    ON CONFLICT (grp) DO UPDATE SET people = people + iif(new.present, 1, -1);
END;

CREATE TABLE tally (
  grp TEXT NOT NULL, day INTEGER NOT NULL, figure TEXT NOT NULL, detail TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (grp, day, figure, detail)
) WITHOUT ROWID;
CREATE TABLE tally_member (
  grp TEXT NOT NULL, day INTEGER NOT NULL, figure TEXT NOT NULL, member TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (grp, day, figure, member)
) WITHOUT ROWID;
CREATE TABLE account_event (
  record INTEGER PRIMARY KEY, grp TEXT NOT NULL, account TEXT NOT NULL, change TEXT NOT NULL,
  member TEXT, holder TEXT, receiver TEXT, at INTEGER NOT NULL
);
CREATE TABLE account (
  grp TEXT NOT NULL, account TEXT NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL,
  lent TEXT, PRIMARY KEY (grp, account)
) WITHOUT ROWID;
CREATE INDEX account_event_account ON account_event (grp, account, record);
CREATE INDEX account_event_published ON account_event (at) WHERE change = 'published';
CREATE TABLE draft (
  record INTEGER PRIMARY KEY, grp TEXT NOT NULL, event TEXT, member TEXT, what TEXT NOT NULL,
  at INTEGER NOT NULL, planned INTEGER, shown INTEGER NOT NULL -- planned, else at
);
CREATE INDEX draft_shown ON draft (shown);
CREATE TABLE verdict (kase TEXT PRIMARY KEY, action TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE duty (
  id INTEGER PRIMARY KEY, grp TEXT NOT NULL, mark TEXT NOT NULL, kind TEXT NOT NULL,
  policy TEXT NOT NULL, cite TEXT NOT NULL, source TEXT NOT NULL, asker TEXT,
  opened INTEGER NOT NULL, due INTEGER NOT NULL, shared INTEGER NOT NULL, owing TEXT NOT NULL,
  done INTEGER NOT NULL, missed INTEGER NOT NULL, freed INTEGER NOT NULL, took INTEGER NOT NULL,
  UNIQUE (grp, mark)
);
CREATE INDEX duty_opened ON duty (opened);
CREATE INDEX duty_group ON duty (grp, opened);
CREATE TABLE duty_end (
  duty INTEGER NOT NULL, member TEXT NOT NULL, how TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (duty, member)
) WITHOUT ROWID;
CREATE TABLE entry (
  list TEXT NOT NULL, grp TEXT NOT NULL, key TEXT NOT NULL, member TEXT,
  number INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, due INTEGER,
  PRIMARY KEY (list, grp, key)
) WITHOUT ROWID;
",
    // 8: a duty is found by a number made of its group and mark, like the rest; of a group, by
    // when it was owed.
    "
ALTER TABLE duty RENAME TO duty_before;
DROP INDEX duty_opened;
DROP INDEX duty_group;
CREATE TABLE duty (
  id INTEGER PRIMARY KEY, grp TEXT NOT NULL, mark TEXT NOT NULL, kind TEXT NOT NULL,
  policy TEXT NOT NULL, cite TEXT NOT NULL, source TEXT NOT NULL, asker TEXT,
  opened INTEGER NOT NULL, due INTEGER NOT NULL, shared INTEGER NOT NULL, owing TEXT NOT NULL,
  done INTEGER NOT NULL, missed INTEGER NOT NULL, freed INTEGER NOT NULL, took INTEGER NOT NULL
);
INSERT INTO duty SELECT * FROM duty_before ORDER BY id;
DROP TABLE duty_before;
CREATE INDEX duty_opened ON duty (opened);
CREATE TABLE duty_key (
  key INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE TABLE duty_new (id INTEGER PRIMARY KEY, of_mark INTEGER NOT NULL);
",
    // 9: how many effects are in which state is counted with each commit: triggers had every
    // change of a row kept twice.
    "
DROP TRIGGER effect_entered;
DROP TRIGGER effect_moved;
",
];

/// The step after which all rows have to be given keys, and that after which duties have.
const KEYED: i64 = 4;
const DUTIES_KEYED: i64 = 8;

/// How many steps this program knows.
pub fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// How many steps the database has taken.
pub fn taken(connection: &Connection) -> Result<i64, StoreError> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(database)
}

/// Takes the steps that are missing, all or none.
pub fn bring_up(connection: &mut Connection) -> Result<(), StoreError> {
    let taken = taken(connection)?;
    if taken > known() {
        return Err(StoreError::Newer { found: taken, known: known() });
    }
    let missing = STEPS.get(usize::try_from(taken).unwrap_or(usize::MAX)..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction().map_err(database)?;
    for step in missing {
        transaction.execute_batch(step).map_err(database)?;
    }
    if taken < KEYED {
        keys::fill(&transaction)?;
    }
    if taken < DUTIES_KEYED {
        keys::fill_duties(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", known()).map_err(database)?;
    transaction.commit().map_err(database)
}

#[cfg(test)]
mod tests {
    use model::Timestamp;
    use rusqlite::Connection;

    use super::STEPS;
    use crate::counts::{DutyChange, DutyEnd, Stretch, WritesCounts};
    use crate::dialect::Dialect;
    use crate::rows::{CaseFilter, DecisionFilter};
    use crate::sqlite::Sqlite;

    #[test]
    fn what_came_of_an_older_databases_duty_is_entered() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::in_folder(folder.path());
        let connection = Connection::open(store.file()).unwrap();
        STEPS[..7].iter().for_each(|step| connection.execute_batch(step).unwrap());
        connection.pragma_update(None, "user_version", 7).unwrap();
        for sql in [
            "INSERT INTO duty VALUES (5, 'g', 'd1', 'respond', 'p', '1', 'e', NULL, 7, 9, 0, 'u1',
                0, 0, 0, 0)",
            "INSERT INTO duty VALUES (6, 'h', 'd1', 'respond', 'p', '1', 'e', NULL, 8, 9, 0, 'u1',
                1, 0, 0, 3)",
        ] {
            connection.execute(sql, []).unwrap();
        }
        connection.close().unwrap();

        let mut writer = store.open_writer().unwrap();
        let (group, mark) = ("g".to_owned(), "d1".to_owned());
        let member = Some("u1".to_owned());
        let end = DutyChange::Ended { group, mark, member, end: DutyEnd::Done, at: Timestamp(8) };
        writer.duty(&end).unwrap();
        drop(writer);
        let mut reader = store.reader().unwrap();
        let all = Stretch { group: None, from: Timestamp(0), to: Timestamp(99) };
        let duties = reader.duties(&all, None, 9).unwrap();
        let done: Vec<_> = duties.iter().map(|one| (one.id, one.done, one.took_ms)).collect();
        assert_eq!(done, [(6, 1, 3), (5, 1, 1)]);
    }

    #[test]
    fn what_an_older_database_has_is_found_by_its_ids() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::in_folder(folder.path());
        let connection = Connection::open(store.file()).unwrap();
        STEPS[..2].iter().for_each(|step| connection.execute_batch(step).unwrap());
        connection.pragma_update(None, "user_version", 2).unwrap();
        for sql in [
            "INSERT INTO decision VALUES (3 << 24, 'g', 'e', 'g', 'g-7', 'u', 'ads', 'p', '1',
                'remind', 'done', 9, CAST('{}' AS BLOB), x'', x'')",
            "INSERT INTO decision VALUES (4 << 24, NULL, NULL, 'h', NULL, NULL, 'ads', 'p', '1',
                'remind', 'done', 9, CAST('{}' AS BLOB), x'', x'')",
            "INSERT INTO kase VALUES
                (1, 'g', 7, 'breach', 'ads', 'u', 9, 0, NULL, NULL, '{}', 3, 3)",
        ] {
            connection.execute(sql, []).unwrap();
        }
        connection.close().unwrap();

        drop(store.open_writer().unwrap());
        let mut reader = store.reader().unwrap();
        let found = |filter: DecisionFilter, reader: &mut dyn crate::dialect::Reader| {
            let found = reader.decisions(&filter, 9).unwrap();
            found.into_iter().map(|one| one.record).collect::<Vec<_>>()
        };
        let some = |id: &str| Some(id.to_owned());
        let of = DecisionFilter::default;
        let reader = reader.as_mut();
        assert_eq!(found(DecisionFilter { group: some("g"), ..of() }, reader), [3]);
        assert_eq!(found(DecisionFilter { group: some("h"), ..of() }, reader), [4]);
        assert_eq!(found(DecisionFilter { member: some("u"), ..of() }, reader), [3]);
        assert_eq!(found(DecisionFilter { case: some("g-7"), ..of() }, reader), [3]);
        assert_eq!(reader.decisions_for("g", "e").unwrap().len(), 1);
        assert_eq!(reader.case("g", 7).unwrap().unwrap().record, 3);
        let of_member = CaseFilter { member: some("u"), ..CaseFilter::default() };
        assert_eq!(reader.cases(&of_member, 9).unwrap().len(), 1);
    }
}
