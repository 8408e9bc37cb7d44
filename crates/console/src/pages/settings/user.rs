//! One user: what they were given, how they come in, and what is done about it.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use server::access::second::is_on;
use server::access::users::{self, Change};
use server::access::{Caller, Visit, account};
use server::endpoint::{Endpoint, page};
use server::{App, Problem};
use store::people::GrantRow;

use super::places::{Choices, EVERYWHERE, choices, place};
use super::users::{MANAGES, Standing, standing};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;
use crate::pages::once::Once;
use crate::pages::tokens::{self, TokenRow};
use crate::show::given::{called, groups_of};
use crate::show::moment::Moment;
use crate::trouble::after;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let to = |act: &str, answers: MethodRouter<Arc<App>>| {
        page(MANAGES, Method::POST, &format!("/settings/users/{{user}}/{act}"), answers)
    };
    vec![
        page(MANAGES, Method::GET, "/settings/users/{user}", get(one)),
        to("change", post(change)),
        to("standing", post(stand)),
        to("give", post(give)),
        to("take", post(take)),
        to("password-link", post(password_link)),
        to("second-factor", post(clear_factor)),
        to("outside-account", post(unlink)),
        to("sessions", post(end_sessions)),
        to("tokens", post(make_token)),
        to("tokens/end", post(end_token)),
    ]
}

#[derive(Template)]
#[template(path = "settings/user.html")]
struct User<'a> {
    frame: &'a Frame,
    link: String,
    name: String,
    shown: String,
    member: String,
    is_self: bool,
    disabled: bool,
    standing: Standing,
    created: Moment,
    grants: Vec<Grant>,
    choices: Choices,
    second_factor: bool,
    outside: String,
    sessions: usize,
    is_person: bool,
    may_make: bool,
    tokens_at: String,
    tokens: Vec<TokenRow>,
    scopes: Vec<(&'static str, String)>,
}

/// Something that was given.
struct Grant {
    role: String,
    words: String,
    group: String,
    place: String,
}

async fn one(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<i64>,
    frame: Frame,
) -> Result<Response, Problem> {
    let (user, rows) = users::one(&app, id).await?;
    let sessions = account::sessions(&app, id).await?.len();
    let tokens = account::tokens(&app, id).await?;
    let (language, given) = (frame.language, rows.clone());
    let (choices, groups) = app
        .read(move |reader| {
            Ok::<_, Problem>((choices(reader, language)?, groups_of(reader, given.iter())?))
        })
        .await?;
    let grant = |GrantRow { role, group, .. }: GrantRow| Grant {
        words: called(&role, language).to_owned(),
        place: match &group {
            None => frame.say("users.everywhere").to_owned(),
            Some(id) => groups.get(id).unwrap_or(id).clone(),
        },
        group: group.unwrap_or_else(|| EVERYWHERE.to_owned()),
        role,
    };
    let outside = user.subject.as_deref().unwrap_or_default();
    let outside = outside.split(' ').next().unwrap_or_default();
    let is_person = user.password.is_some() || user.subject.is_some();
    let service = app.config.openid.iter().find(|one| one.issuer == outside);
    Ok(frame.page(&User {
        frame: &frame,
        link: link::user(id),
        is_self: caller.user == id,
        standing: standing(&user, !tokens.is_empty()),
        created: frame.time(user.created),
        grants: rows.into_iter().map(grant).collect(),
        choices,
        second_factor: is_on(&user),
        outside: service.map_or_else(|| outside.to_owned(), |one| one.name.clone()),
        sessions,
        is_person,
        may_make: !is_person,
        tokens_at: format!("{}/tokens", link::user(id)),
        tokens: tokens::rows(tokens, &frame),
        scopes: tokens::scopes(|_| true, language),
        disabled: user.disabled,
        name: user.name,
        shown: user.shown,
        member: user.member.unwrap_or_default(),
    }))
}

/// Whoever acts, on whom, from where, and what they sent.
struct Act {
    app: Arc<App>,
    caller: Arc<Caller>,
    id: i64,
    visit: Visit,
    frame: Frame,
    fields: Fields,
}

impl axum::extract::FromRequest<Arc<App>> for Act {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, app: &Arc<App>) -> Result<Act, Problem> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let id = Path::<i64>::from_request_parts(&mut parts, app).await;
        let Path(id) = id.map_err(|_| Problem::not_found("这个用户"))?;
        let caller = parts.extensions.get::<Arc<Caller>>().cloned();
        Ok(Act {
            app: Arc::clone(app),
            caller: caller.ok_or_else(Problem::signed_out)?,
            id,
            visit: Visit::from_request_parts(&mut parts, app).await?,
            frame: Frame::from_request_parts(&mut parts, app).await?,
            fields: Fields::from_request(axum::extract::Request::from_parts(parts, body), app)
                .await?,
        })
    }
}

impl Act {
    /// Back to the user, with what was done or what went wrong.
    fn done<T>(&self, done: Result<T, Problem>, key: &'static str) -> Response {
        after(&self.frame, &link::user(self.id), done, self.frame.say(key))
    }

    /// What was made, said this once; or back with what went wrong.
    fn made(&self, made: Result<String, Problem>, title: &str, lead: &'static str) -> Response {
        match made {
            Ok(secret) => self.frame.page(&Once {
                frame: &self.frame,
                title: title.to_owned(),
                lead,
                secret,
                next: link::user(self.id),
            }),
            Err(problem) => after(&self.frame, &link::user(self.id), Err::<(), _>(problem), ""),
        }
    }
}

async fn change(act: Act) -> Response {
    let shown = Some(act.fields.text("shown").to_owned());
    let member = Some(act.fields.text("member").to_owned());
    let wanted = (act.id, Change { shown, member, disabled: None });
    act.done(users::change(&act.app, &act.caller, wanted, &act.visit).await, "user.changed")
}

async fn stand(act: Act) -> Response {
    let disabled = act.fields.text("disabled") == "yes";
    let key = if disabled { "user.disabled" } else { "user.enabled" };
    let wanted = (act.id, Change { disabled: Some(disabled), ..Change::default() });
    act.done(users::change(&act.app, &act.caller, wanted, &act.visit).await, key)
}

fn grant(act: &Act) -> Result<GrantRow, Problem> {
    let role = act.fields.given("role").ok_or_else(|| Problem::bad("role", "请选职务或权限"))?;
    Ok(GrantRow { user: act.id, role: role.to_owned(), group: place(&act.fields)? })
}

async fn give(act: Act) -> Response {
    let given = match grant(&act) {
        Ok(grant) => users::give(&act.app, &act.caller, grant, &act.visit).await,
        Err(problem) => Err(problem),
    };
    act.done(given, "user.given")
}

async fn take(act: Act) -> Response {
    let taken = match grant(&act) {
        Ok(grant) => users::take(&act.app, &act.caller, grant, &act.visit).await,
        Err(problem) => Err(problem),
    };
    act.done(taken, "user.taken")
}

async fn password_link(act: Act) -> Response {
    let made = users::reset_password(&act.app, &act.caller, act.id, &act.visit).await;
    act.made(made, act.frame.say("user.link.title"), act.frame.say("user.link.lead"))
}

async fn clear_factor(act: Act) -> Response {
    let cleared = users::clear_factor(&act.app, &act.caller, act.id, &act.visit).await;
    act.done(cleared, "user.factor-cleared")
}

async fn unlink(act: Act) -> Response {
    let unlinked = users::unlink(&act.app, &act.caller, act.id, &act.visit).await;
    act.done(unlinked, "user.unlinked")
}

async fn end_sessions(act: Act) -> Response {
    let ended = users::end_sessions(&act.app, &act.caller, act.id, &act.visit).await;
    act.done(ended, "user.sessions-ended")
}

async fn make_token(act: Act) -> Response {
    let new = (act.id, tokens::wanted(&act.fields, act.app.now()));
    let made = users::make_token(&act.app, &act.caller, new, &act.visit).await;
    act.made(made, act.frame.say("token.made"), act.frame.say("token.made.lead"))
}

async fn end_token(act: Act) -> Response {
    let named = (act.id, act.fields.text("token"));
    let ended = users::end_token(&act.app, &act.caller, named, &act.visit).await;
    act.done(ended, "token.ended")
}
