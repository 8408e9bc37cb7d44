//! Users, rights, sessions, tokens and links.

use model::Timestamp;
use rusqlite::{Connection, Row, ToSql, params};

use super::read::{fetch, first};
use super::run;
use crate::error::StoreError;
use crate::people::{
    GrantRow, LinkRow, ListedUser, PeopleChange, SessionRow, TokenRow, UserFilter, UserRow,
};

/// Makes a change. The user's number, where one was entered.
pub fn change(connection: &Connection, change: &PeopleChange) -> Result<i64, StoreError> {
    let changed = match change {
        PeopleChange::User(user) => return enter(connection, user),
        PeopleChange::Grant(GrantRow { user, role, group }) => {
            let sql = "INSERT OR IGNORE INTO user_grant VALUES (?1, ?2, ?3)";
            run(connection, sql, params![user, role, group.as_deref().unwrap_or_default()])
        }
        PeopleChange::Revoke(GrantRow { user, role, group }) => {
            let sql = "DELETE FROM user_grant WHERE user = ?1 AND role = ?2 AND grp = ?3";
            run(connection, sql, params![user, role, group.as_deref().unwrap_or_default()])
        }
        PeopleChange::Session(session) => {
            let SessionRow { key, user, created, seen, expires, address, agent } = session;
            let (created, seen, expires) = (created.0, seen.0, expires.0);
            let sql = "INSERT INTO session VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            run(connection, sql, params![key, user, created, seen, expires, address, agent])
        }
        PeopleChange::SessionSeen { key, seen, expires } => {
            let sql = "UPDATE session SET seen = ?2, expires = ?3 WHERE key = ?1";
            run(connection, sql, params![key, seen.0, expires.0])
        }
        PeopleChange::SessionEnded(key) => {
            run(connection, "DELETE FROM session WHERE key = ?1", params![key])
        }
        PeopleChange::SessionsEnded(user) => {
            run(connection, "DELETE FROM session WHERE user = ?1", params![user])
        }
        PeopleChange::Token(token) => {
            let TokenRow { key, user, name, scopes, created, expires, seen } = token;
            let (expires, seen) = (expires.map(|at| at.0), seen.map(|at| at.0));
            let sql = "INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            run(connection, sql, params![key, user, name, scopes, created.0, expires, seen])
        }
        PeopleChange::TokenSeen { key, seen } => {
            run(connection, "UPDATE token SET seen = ?2 WHERE key = ?1", params![key, seen.0])
        }
        PeopleChange::TokenEnded(key) => {
            run(connection, "DELETE FROM token WHERE key = ?1", params![key])
        }
        PeopleChange::Link(LinkRow { key, purpose, user, expires }) => {
            let sql = "INSERT INTO link VALUES (?1, ?2, ?3, ?4)";
            run(connection, sql, params![key, purpose, user, expires.0])
        }
        PeopleChange::LinkUsed(key) => {
            match run(connection, "DELETE FROM link WHERE key = ?1", params![key])? {
                0 => Err(StoreError::Absent("链接")),
                used => Ok(used),
            }
        }
        PeopleChange::Ended { before } => {
            run(connection, "DELETE FROM session WHERE expires < ?1", params![before.0])?;
            run(connection, "DELETE FROM token WHERE expires < ?1", params![before.0])?;
            run(connection, "DELETE FROM link WHERE expires < ?1", params![before.0])
        }
    };
    changed.map(|_| 0)
}

fn enter(connection: &Connection, user: &UserRow) -> Result<i64, StoreError> {
    let number = (user.id > 0).then_some(user.id);
    let sql = "INSERT INTO user VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (id) DO UPDATE SET name = ?2, shown = ?3, password = ?4, totp = ?5,
        totp_step = ?6, subject = ?7, member = ?8, disabled = ?10";
    let values = params![
        number,
        user.name,
        user.shown,
        user.password,
        user.totp,
        user.totp_step,
        user.subject,
        user.member,
        user.created.0,
        user.disabled
    ];
    match run(connection, sql, values) {
        Err(StoreError::Taken(_)) => Err(StoreError::Taken("用户")),
        Err(other) => Err(other),
        Ok(_) => Ok(number.unwrap_or_else(|| connection.last_insert_rowid())),
    }
}

const USER: &str = "SELECT id, name, shown, password, totp, totp_step, subject, member, created,
    disabled FROM user";

fn read_user(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow {
        id: row.get(0)?,
        name: row.get(1)?,
        shown: row.get(2)?,
        password: row.get(3)?,
        totp: row.get(4)?,
        totp_step: row.get(5)?,
        subject: row.get(6)?,
        member: row.get(7)?,
        created: Timestamp(row.get(8)?),
        disabled: row.get(9)?,
    })
}

pub fn user(
    connection: &Connection,
    condition: &'static str,
    value: &dyn ToSql,
) -> Result<Option<UserRow>, StoreError> {
    first(connection, &format!("{USER} WHERE {condition}"), [value], read_user)
}

pub fn users(connection: &Connection) -> Result<Vec<UserRow>, StoreError> {
    fetch(connection, &format!("{USER} ORDER BY name"), [], read_user)
}

pub fn users_page(connection: &Connection, of: &UserFilter) -> Result<Vec<ListedUser>, StoreError> {
    let sql = format!(
        "{USER} WHERE name > ?2 AND
        (?1 = '' OR instr(name, ?1) OR instr(shown, ?1) OR member = ?1) ORDER BY name LIMIT ?3"
    );
    let users = fetch(connection, &sql, params![of.words, of.after, of.limit], read_user)?;
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let (grants, with_tokens) = (grants_of(connection, &ids)?, with_tokens(connection, &ids)?);
    let listed = |user: UserRow| {
        let grants = grants.iter().filter(|grant| grant.user == user.id).cloned().collect();
        ListedUser { grants, has_tokens: with_tokens.contains(&user.id), user }
    };
    Ok(users.into_iter().map(listed).collect())
}

pub fn noted(
    connection: &Connection,
    of: &str,
    limit: u32,
) -> Result<Vec<(String, Timestamp)>, StoreError> {
    // There are as many as are remembered at once: their words are looked at one by one.
    let sql = "SELECT what, until FROM once WHERE substr(what, 1, length(?1)) = ?1
        ORDER BY until LIMIT ?2";
    fetch(connection, sql, params![of, limit], |row| Ok((row.get(0)?, Timestamp(row.get(1)?))))
}

/// Numbers as a list that the database reads.
fn numbers(users: &[i64]) -> String {
    let words: Vec<String> = users.iter().map(i64::to_string).collect();
    format!("[{}]", words.join(","))
}

fn grants_of(connection: &Connection, users: &[i64]) -> Result<Vec<GrantRow>, StoreError> {
    let sql = "SELECT user, role, grp FROM user_grant
        WHERE user IN (SELECT value FROM json_each(?1)) ORDER BY user, role, grp";
    fetch(connection, sql, params![numbers(users)], |row| {
        let group: String = row.get(2)?;
        let group = Some(group).filter(|id| !id.is_empty());
        Ok(GrantRow { user: row.get(0)?, role: row.get(1)?, group })
    })
}

fn with_tokens(connection: &Connection, users: &[i64]) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT DISTINCT user FROM token
        WHERE user IN (SELECT value FROM json_each(?1)) ORDER BY user";
    fetch(connection, sql, params![numbers(users)], |row| row.get(0))
}

pub fn grants(connection: &Connection, user: i64) -> Result<Vec<GrantRow>, StoreError> {
    let sql = "SELECT role, grp FROM user_grant WHERE user = ?1 ORDER BY role, grp";
    fetch(connection, sql, params![user], |row| {
        let group: String = row.get(1)?;
        Ok(GrantRow { user, role: row.get(0)?, group: Some(group).filter(|id| !id.is_empty()) })
    })
}

pub fn sessions(
    connection: &Connection,
    condition: &'static str,
    value: &dyn ToSql,
) -> Result<Vec<SessionRow>, StoreError> {
    let sql = format!("SELECT * FROM session WHERE {condition} ORDER BY created");
    fetch(connection, &sql, [value], |row| {
        Ok(SessionRow {
            key: row.get(0)?,
            user: row.get(1)?,
            created: Timestamp(row.get(2)?),
            seen: Timestamp(row.get(3)?),
            expires: Timestamp(row.get(4)?),
            address: row.get(5)?,
            agent: row.get(6)?,
        })
    })
}

pub fn tokens(
    connection: &Connection,
    condition: &'static str,
    value: &dyn ToSql,
) -> Result<Vec<TokenRow>, StoreError> {
    let sql = format!("SELECT * FROM token WHERE {condition} ORDER BY created");
    fetch(connection, &sql, [value], |row| {
        Ok(TokenRow {
            key: row.get(0)?,
            user: row.get(1)?,
            name: row.get(2)?,
            scopes: row.get(3)?,
            created: Timestamp(row.get(4)?),
            expires: row.get::<_, Option<i64>>(5)?.map(Timestamp),
            seen: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        })
    })
}

pub fn link(connection: &Connection, key: &[u8]) -> Result<Option<LinkRow>, StoreError> {
    let sql = "SELECT key, purpose, user, expires FROM link WHERE key = ?1";
    first(connection, sql, params![key], |row| {
        Ok(LinkRow {
            key: row.get(0)?,
            purpose: row.get(1)?,
            user: row.get(2)?,
            expires: Timestamp(row.get(3)?),
        })
    })
}
