//! One's own account: name, password, two-step sign-in, where one is signed in, tokens.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use server::access::{Caller, Means, Visit, account, outside};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::people::SessionRow;

use super::once::Once;
use super::outside::with_cookies;
use super::tokens::{self, TokenRow};
use crate::form::Fields;
use crate::frame::Frame;
use crate::show::given::{called, groups_of};
use crate::show::moment::Moment;
use crate::show::qr;
use crate::trouble::{after, said};

const HERE: &str = "/account";
const FACTOR: &str = "/account/second-factor";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let own = |method, path: &str, answers: MethodRouter<Arc<App>>| {
        page(Needs::SignedIn, method, path, answers)
    };
    vec![
        own(Method::GET, HERE, get(show)),
        own(Method::POST, "/account/name", post(rename)),
        own(Method::POST, "/account/password", post(password)),
        own(Method::GET, FACTOR, get(factor)),
        own(Method::POST, FACTOR, post(begin_factor)),
        own(Method::POST, "/account/second-factor/confirm", post(confirm_factor)),
        own(Method::POST, "/account/second-factor/off", post(drop_factor)),
        own(Method::POST, "/account/outside", post(begin_link)).for_seconds(60),
        own(Method::POST, "/account/outside/off", post(drop_link)),
        own(Method::POST, "/account/sessions/end", post(end_session)),
        own(Method::POST, "/account/tokens", post(make_token)),
        own(Method::POST, "/account/tokens/end", post(end_token)),
    ]
}

#[derive(Template)]
#[template(path = "own_account.html")]
struct Account<'a> {
    frame: &'a Frame,
    name: String,
    shown: String,
    member: String,
    given: Vec<(String, String)>,
    has_password: bool,
    outside: String,
    services: Vec<(String, String)>,
    recovery: Option<usize>,
    wanted: bool,
    sessions: Vec<Session>,
    may_make: bool,
    tokens_at: &'static str,
    tokens: Vec<TokenRow>,
    scopes: Vec<(&'static str, String)>,
}

/// A browser in which one is signed in.
struct Session {
    handle: String,
    agent: String,
    address: String,
    seen: Moment,
    created: Moment,
    is_this: bool,
}

impl Session {
    fn of(row: SessionRow, caller: &Caller, frame: &Frame) -> Session {
        Session {
            handle: account::handle(&row.key),
            agent: browser(&row.agent).unwrap_or_else(|| row.agent.clone()),
            address: row.address,
            seen: frame.time(row.seen),
            created: frame.time(row.created),
            is_this: matches!(&caller.means, Means::Session(key) if row.key == key),
        }
    }
}

/// A browser's name for itself in two words that people know.
fn browser(agent: &str) -> Option<String> {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name)
    };
    // Each also says that it is those behind it.
    let program = find(&[
        ("MicroMessenger", "微信"),
        ("QQ/", "QQ"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ])?;
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ])?;
    Some(format!("{program} · {system}"))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (id, language) = (caller.user, frame.language);
    let read = app.read(move |reader| {
        let user = reader.user(id)?.ok_or_else(Problem::signed_out)?;
        let grants = reader.grants(id)?;
        let groups = groups_of(reader, grants.iter())?;
        Ok::<_, Problem>((user, grants, groups))
    });
    let (user, grants, groups) = read.await?;
    let given = grants.into_iter().map(|grant| {
        let place = match &grant.group {
            None => frame.say("users.everywhere").to_owned(),
            Some(group) => groups.get(group).unwrap_or(group).clone(),
        };
        (called(&grant.role, language).to_owned(), place)
    });
    let recovery = account::recovery_left(&app, &user)?;
    let has_password = user.password.is_some();
    let issuer = user.subject.as_deref().and_then(|subject| subject.split(' ').next());
    let services = app.config.openid.iter();
    let service = app.config.openid.iter().find(|one| Some(one.issuer.as_str()) == issuer);
    let scopes = tokens::scopes(|right| caller.may_somewhere(right), language);
    let sessions = account::sessions(&app, id).await?.into_iter().rev();
    Ok(frame.page(&Account {
        frame: &frame,
        given: given.collect(),
        outside: service.map_or(issuer.unwrap_or_default(), |one| &one.name).to_owned(),
        services: match has_password && user.subject.is_none() {
            true => services.map(|one| (one.id.clone(), one.name.clone())).collect(),
            false => Vec::new(),
        },
        wanted: app.config.sign_in.require_totp && has_password && recovery.is_none(),
        has_password,
        recovery,
        sessions: sessions.map(|row| Session::of(row, &caller, &frame)).collect(),
        tokens: tokens::rows(account::tokens(&app, id).await?, &frame),
        may_make: !scopes.is_empty(),
        tokens_at: "/account/tokens",
        scopes,
        member: user.member.unwrap_or_default(),
        name: user.name,
        shown: user.shown,
    }))
}

/// Who acts, from where.
type Own = (State<Arc<App>>, Extension<Arc<Caller>>, Visit, Frame);

async fn rename((State(app), Extension(caller), visit, frame): Own, fields: Fields) -> Response {
    let renamed = account::rename(&app, &caller, fields.text("shown"), &visit).await;
    after(&frame, HERE, renamed, frame.say("account.renamed"))
}

async fn password((State(app), Extension(caller), visit, frame): Own, fields: Fields) -> Response {
    let (now, new) = (fields.text("now").to_owned(), fields.text("new").to_owned());
    let changed = match new == fields.text("again") {
        true => account::change_password(&app, &caller, (now, new), &visit).await,
        false => Err(Problem::bad("password", frame.say("setup.not-the-same"))),
    };
    after(&frame, HERE, changed, frame.say("account.password.changed"))
}

#[derive(Template)]
#[template(path = "account_factor.html")]
struct Factor<'a> {
    frame: &'a Frame,
    drawn: Option<String>,
    secret: String,
    url: String,
    wrong: String,
}

/// The page with the code for the phone, while a second factor is being set up.
async fn factor_page(
    app: &Arc<App>,
    caller: &Caller,
    frame: &Frame,
    wrong: Option<&Problem>,
) -> Result<Response, Problem> {
    let Some(begun) = account::begun_factor(app, caller).await? else {
        return Ok(frame.go(HERE, None));
    };
    let drawn = qr::drawn(&begun.url, frame.say("factor.code"));
    // In fours, as people read it out.
    let letters: Vec<char> = begun.secret.chars().collect();
    let parts = letters.chunks(4).map(|part| part.iter().collect::<String>());
    let secret = parts.collect::<Vec<_>>().join(" ");
    let wrong_words = wrong.map(|problem| said(frame, problem)).unwrap_or_default();
    let page = Factor { frame, drawn, secret, url: begun.url, wrong: wrong_words };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame.page_as(status, &page))
}

async fn factor(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
) -> Result<Response, Problem> {
    factor_page(&app, &caller, &frame, None).await
}

async fn begin_factor(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Response {
    let password = fields.text("password").to_owned();
    match account::begin_factor(&app, &caller, password, &visit).await {
        Ok(_) => frame.go(FACTOR, None),
        Err(problem) => after(&frame, HERE, Err::<(), _>(problem), ""),
    }
}

#[derive(Template)]
#[template(path = "account_codes.html")]
struct Codes<'a> {
    frame: &'a Frame,
    codes: Vec<String>,
}

async fn confirm_factor(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Result<Response, Problem> {
    match account::confirm_factor(&app, &caller, fields.text("code"), &visit).await {
        Ok(codes) => Ok(frame.page(&Codes { frame: &frame, codes })),
        Err(problem) => factor_page(&app, &caller, &frame, Some(&problem)).await,
    }
}

async fn drop_factor(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Response {
    let given = (fields.text("password").to_owned(), fields.text("code"));
    let dropped = account::drop_factor(&app, &caller, given, &visit).await;
    after(&frame, HERE, dropped, frame.say("account.factor.dropped"))
}

#[derive(Template)]
#[template(path = "account_outside.html")]
struct Leaving<'a> {
    frame: &'a Frame,
    name: String,
    to: String,
}

/// On to the service: by a link, since a form that leads to another site is stopped by browsers.
async fn begin_link(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Result<Response, Problem> {
    let id = fields.text("service");
    let given = (fields.text("password").to_owned(), fields.text("code"));
    match outside::begin(&app, &caller, id, given, &visit).await {
        Ok(sent) => {
            let service = app.config.openid.iter().find(|one| one.id == id);
            let name = service.map_or(id, |one| &one.name).to_owned();
            let page = frame.page(&Leaving { frame: &frame, name, to: sent.to });
            with_cookies(page, [sent.cookie])
        }
        Err(problem) => Ok(after(&frame, HERE, Err::<(), _>(problem), "")),
    }
}

async fn drop_link((State(app), Extension(caller), visit, frame): Own, fields: Fields) -> Response {
    let password = fields.text("password").to_owned();
    let dropped = outside::drop_link(&app, &caller, password, &visit).await;
    after(&frame, HERE, dropped, frame.say("account.outside.dropped"))
}

async fn end_session(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Response {
    let named = fields.given("session");
    let ended = account::end_sessions(&app, &caller, named, &visit).await;
    after(&frame, HERE, ended, frame.say("account.session.ended"))
}

async fn make_token(
    (State(app), Extension(caller), visit, frame): Own,
    fields: Fields,
) -> Response {
    let new = tokens::wanted(&fields, app.now());
    match account::make_token(&app, &caller, new, &visit).await {
        Ok(secret) => {
            let (title, lead) = (frame.say("token.made"), frame.say("token.made.lead"));
            let (title, next) = (title.to_owned(), HERE.to_owned());
            frame.page(&Once { frame: &frame, title, lead, secret, next })
        }
        Err(problem) => after(&frame, HERE, Err::<(), _>(problem), ""),
    }
}

async fn end_token((State(app), Extension(caller), visit, frame): Own, fields: Fields) -> Response {
    let ended = account::end_token(&app, &caller, fields.text("token"), &visit).await;
    after(&frame, HERE, ended, frame.say("token.ended"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_as_people_know_them() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) Chrome/120 Safari/537 MicroMessenger/8",
                "微信 · Android",
            ),
            ("Mozilla/5.0 (iPhone; like Mac OS X) Version/17 Safari/604", "Safari · iPhone"),
        ] {
            assert_eq!(browser(agent).as_deref(), Some(name));
        }
        assert_eq!(browser("curl/8"), None);
    }
}
