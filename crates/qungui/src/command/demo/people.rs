//! Whom the sample's server knows: somebody to look around as, and a second who agrees.

use std::net::Ipv4Addr;
use std::sync::Arc;

use server::access::caller::{COOKIE, look_up};
use server::access::users::{NewUser, give, invite};
use server::access::{Caller, SetUp, Visit, links, secret, set_up};
use server::{App, Problem};
use store::people::GrantRow;

/// With what both sign in. The server listens on this machine alone.
pub const PASSWORD: &str = "kan-yangli-2026";
/// Who looks around: everything is theirs.
pub const FIRST: &str = "demo";
/// The second who agrees where two have to.
pub const SECOND: &str = "demo2";
/// What the first is given beside what whoever sets a server up has.
const MORE: [&str; 3] = ["owner", "admin", "supervisor"];

/// Enters both.
pub async fn enter(app: &Arc<App>, link: &str) -> Result<(), Problem> {
    let visit = Visit { address: Ipv4Addr::LOCALHOST.into(), agent: "demo".to_owned() };
    let password = PASSWORD.to_owned();
    let given = SetUp { name: FIRST.to_owned(), shown: "演示用户".to_owned(), password };
    let opened = set_up(app, end_of(link), given, &visit).await?;
    let caller = caller(app, &opened.cookie).await?;
    for role in MORE {
        let grant = GrantRow { user: opened.user, role: role.to_owned(), group: None };
        give(app, &caller, grant, &visit).await?;
    }
    let second = NewUser {
        name: SECOND.to_owned(),
        shown: "另一位管理员".to_owned(),
        member: None,
        grants: vec![("admin".to_owned(), None)],
        is_program: false,
    };
    let (_, link) = invite(app, &caller, second, &visit).await?;
    let link = link.unwrap_or_default();
    links::set_password(app, end_of(&link), PASSWORD.to_owned(), &visit).await.map(drop)
}

/// The secret at the end of a link.
fn end_of(link: &str) -> &str {
    link.rsplit('/').next().unwrap_or_default()
}

/// Who came in with that cookie.
async fn caller(app: &Arc<App>, cookie: &str) -> Result<Caller, Problem> {
    let secret = cookie.strip_prefix(COOKIE).and_then(|rest| rest.strip_prefix('='));
    let secret = secret.and_then(|rest| rest.split(';').next()).unwrap_or_default();
    let (shown, now) = ((false, secret::hash(secret)), app.now());
    let settings = app.config.sign_in.clone();
    let found = app.read(move |reader| look_up(reader, shown, now, &settings)).await?;
    found.map(|found| found.caller).ok_or_else(Problem::signed_out)
}
