//! Signing in with an account that people have elsewhere: OpenID Connect's authorization code
//! with PKCE.
//!
//! What a sign-in is about stands in a cookie of the browser that began it, sealed, for a few
//! minutes and once. Who comes back is who the service's token names; users know them by issuer
//! and subject, never by a name or an e-mail address.
//!
//! Suggested reading order: this file, `provider`, `token`, `person`.

mod person;
mod provider;
mod signature;
mod token;
pub mod trouble;

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;
use model::Timestamp;
use model::time::MINUTE_MS;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use self::provider::{Document, Provider};
use self::token::Claims;
use self::trouble::Trouble;
use super::caller::{Caller, Means};
use super::secret::{self, Hash};
use super::sign_in::{Opened, Visit};
use crate::app::App;
use crate::config::Config;
use crate::problem::Problem;

/// The cookie that has what a sign-in is about.
pub const COOKIE: &str = "qungui_openid";
/// For how long somebody may be away.
const AWAY_MS: i64 = 10 * MINUTE_MS;
/// The longest cookie, code and state that are looked at, in bytes.
const BYTES_MAX: usize = 4_096;
/// What is sealed, so that nothing else of ours is taken for it.
const ABOUT: &[u8] = b"openid sign-in";

/// The services that the settings name.
#[derive(Default)]
pub struct Services(Vec<Arc<Provider>>);

impl Services {
    /// Those of the settings.
    #[must_use]
    pub fn of(config: &Config) -> Services {
        signature::install();
        Services(config.openid.iter().map(|set| Arc::new(Provider::new(set.clone()))).collect())
    }

    fn named(&self, id: &str) -> Result<Arc<Provider>, Problem> {
        let found = self.0.iter().find(|provider| provider.set.id == id);
        found.cloned().ok_or_else(|| Problem::not_found("这个登录服务"))
    }
}

/// What a sign-in is about.
#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    state: String,
    nonce: String,
    verifier: String,
    next: String,
    /// The secret of the invitation with which they come.
    link: Option<String>,
    /// Whose account it is to be, and in which session they began.
    #[serde(default)]
    own: Option<(i64, Hash)>,
    until: i64,
}

/// What somebody is sent for.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// To sign in, and then go there.
    SignIn(&'a str),
    /// To sign in by an invitation: its secret.
    Invitation(&'a str),
    /// So that the account is from then on that of a user, in this session.
    Own(i64, Hash),
}

/// Where to send a browser that is to sign in, and its cookie.
pub struct Sent {
    /// The address.
    pub to: String,
    /// The whole value of `Set-Cookie`.
    pub cookie: String,
}

/// Somebody has come back.
pub struct Back {
    /// Their session, where they came to sign in; else the account is now their user's.
    pub opened: Option<Opened>,
    /// Where they wanted to go.
    pub next: String,
    /// The whole value of `Set-Cookie` by which what they brought is gone.
    pub cookie: String,
}

/// With what somebody comes back.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The state that they were sent with.
    pub state: String,
    /// The code.
    pub code: String,
    /// What went wrong there, in the service's word.
    pub error: String,
    /// Which service sends them back, where it says so.
    pub issuer: String,
}

fn cookie(app: &App, value: &str, seconds: i64) -> String {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Max-Age={seconds}; Path=/sign-in; HttpOnly; SameSite=Lax{secure}")
}

/// What forgets a sign-in that was begun.
#[must_use]
pub fn forget(app: &App) -> String {
    cookie(app, "", 0)
}

fn fresh() -> Result<String, Problem> {
    secret::fresh("qgo").map_err(|_| Problem::internal())
}

/// Where a service sends people back to: what has to be entered there.
#[must_use]
pub fn back_address(app: &App, provider: &str) -> String {
    format!("{}/sign-in/{provider}/back", app.config.base_url())
}

/// Sends somebody to a service.
///
/// # Errors
/// There is no such service, it does not answer, or the invitation is of no use.
pub async fn begin(app: &Arc<App>, id: &str, about: About<'_>) -> Result<Sent, Problem> {
    let provider = app.staff.services()?.named(id)?;
    let (next, link, own) = match about {
        About::SignIn(next) => (next, None, None),
        About::Invitation(link) => ("/", Some(link), None),
        About::Own(user, session) => ("/account", None, Some((user, session))),
    };
    if let Some(link) = link {
        person::invited(app, link).await?;
    }
    let now = app.now();
    let document = provider.document(now).await;
    let document = document.map_err(|trouble| trouble.problem(&provider.set))?;
    let away = Away {
        provider: id.to_owned(),
        state: fresh()?,
        nonce: fresh()?,
        verifier: fresh()?,
        next: next.chars().take(BYTES_MAX / 4).collect(),
        link: link.map(str::to_owned),
        own,
        until: now.plus_ms(AWAY_MS).0,
    };
    let bytes = serde_json::to_vec(&away).map_err(|_| Problem::internal())?;
    let sealed = app.staff.key()?.seal(ABOUT, &bytes).ok_or_else(Problem::internal)?;
    let cookie = cookie(app, &URL_SAFE_NO_PAD.encode(sealed), AWAY_MS / 1_000);
    Ok(Sent { to: address(app, &provider, &document, &away), cookie })
}

fn address(app: &App, provider: &Provider, document: &Document, away: &Away) -> String {
    let set = &provider.set;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(away.verifier.as_bytes()));
    let mut query = Serializer::new(String::new());
    query.append_pair("response_type", "code");
    query.append_pair("client_id", &set.client_id);
    query.append_pair("redirect_uri", &back_address(app, &set.id));
    query.append_pair("scope", &set.scopes.join(" "));
    query.append_pair("state", &away.state);
    query.append_pair("nonce", &away.nonce);
    query.append_pair("code_challenge", &challenge);
    query.append_pair("code_challenge_method", "S256");
    if away.own.is_some() {
        // Whoever else is still signed in there, at this desk, is not meant.
        query.append_pair("prompt", "login").append_pair("max_age", "0");
    }
    let end = &document.authorization_endpoint;
    let joint = if end.contains('?') { '&' } else { '?' };
    format!("{end}{joint}{}", query.finish())
}

/// What a browser brings of the sign-in that it began. Two such cookies are none: one of them
/// was slipped in.
fn away(app: &App, headers: &HeaderMap) -> Result<Option<Away>, Problem> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).map(str::trim);
    let mut all = pairs.filter_map(|pair| pair.strip_prefix(COOKIE)?.strip_prefix('='));
    let (Some(value), None) = (all.next(), all.next()) else { return Ok(None) };
    if value.len() > BYTES_MAX {
        return Ok(None);
    }
    let Ok(sealed) = URL_SAFE_NO_PAD.decode(value) else { return Ok(None) };
    let opened = app.staff.key()?.open(ABOUT, &sealed);
    Ok(opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Whether somebody who comes back went to tie an account to their user.
#[must_use]
pub fn is_linking(app: &App, headers: &HeaderMap) -> bool {
    away(app, headers).ok().flatten().is_some_and(|away| away.own.is_some())
}

/// Lets somebody in who comes back from a service, or ties the account to who is signed in.
///
/// # Errors
/// `openid-…`: what is wrong; see [`Trouble`].
pub async fn finish(
    app: &Arc<App>,
    id: &str,
    (headers, brought): (&HeaderMap, Brought),
    (caller, visit): (Option<&Caller>, &Visit),
) -> Result<Back, Problem> {
    let provider = app.staff.services()?.named(id)?;
    let told = |trouble: Trouble| trouble.problem(&provider.set);
    let away = away(app, headers)?.ok_or_else(|| told(Trouble::State("no such cookie")))?;
    begun(app, &away, &provider, &brought).await.map_err(told)?;
    let same = |user: i64, session: Hash| {
        caller.filter(|it| it.user == user && it.means == Means::Session(session))
    };
    let caller = match away.own {
        None => None,
        Some((user, session)) => {
            Some(same(user, session).ok_or_else(|| told(Trouble::State("another session")))?)
        }
    };
    let claims = asked(app, &provider, &away, brought).await.map_err(told)?;
    let coming = person::Coming { provider: &provider.set, claims: &claims };
    let opened = match caller {
        None => Some(person::admit(app, coming, away.link.as_deref(), visit).await?),
        Some(caller) => {
            let began = Timestamp(away.until).plus_ms(-AWAY_MS);
            token::signed_in_since(&claims, began).map_err(told)?;
            person::link_own(app, coming, caller, visit).await?;
            None
        }
    };
    Ok(Back { opened, next: away.next, cookie: forget(app) })
}

/// Whether what somebody brings is what they were sent with, in time and for the first time.
async fn begun(
    app: &Arc<App>,
    away: &Away,
    provider: &Provider,
    brought: &Brought,
) -> Result<(), Trouble> {
    let same = bool::from(away.state.as_bytes().ct_eq(brought.state.as_bytes()));
    if !same || away.provider != provider.set.id {
        return Err(Trouble::State("another state"));
    }
    let until = Timestamp(away.until);
    if until <= app.now() {
        return Err(Trouble::State("over"));
    }
    let what = format!("openid {}", store::record::hex(&secret::hash(&away.state)));
    match app.once(what, until.since(app.now())).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Trouble::State("used")),
        Err(problem) => Err(Trouble::Down(problem.title)),
    }
}

/// What the service says of whoever comes with a code.
async fn asked(
    app: &Arc<App>,
    provider: &Arc<Provider>,
    away: &Away,
    brought: Brought,
) -> Result<Claims, Trouble> {
    let now = app.now();
    let document = provider.document(now).await?;
    // RFC 9207: another service's answer is not taken for this one's.
    let said = !brought.issuer.is_empty();
    if (said || document.authorization_response_iss_parameter_supported)
        && brought.issuer != provider.set.issuer
    {
        return Err(Trouble::State("another issuer's answer"));
    }
    if !brought.error.is_empty() {
        let error = brought.error.chars().take(100).collect();
        return Err(Trouble::Denied(error));
    }
    if brought.code.is_empty() || brought.code.len() > BYTES_MAX {
        return Err(Trouble::State("no code"));
    }
    let form = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", brought.code),
        ("redirect_uri", back_address(app, &provider.set.id)),
        ("code_verifier", away.verifier.clone()),
    ];
    let tokens = provider.exchange(&document, form).await?;
    let mut claims = token::check(provider, &tokens.id_token, &away.nonce, app.now()).await?;
    let wanted = person::wanted(&provider.set);
    let missing = wanted.iter().any(|name| !claims.contains_key(*name));
    if missing && let (Some(url), Some(access)) = (&document.userinfo_endpoint, tokens.access_token)
    {
        let more = provider.about(url, access).await?;
        if token::word(&more, "sub") != token::word(&claims, "sub") {
            return Err(Trouble::Token("what is said of somebody else"));
        }
        for (name, value) in more {
            if wanted.contains(&name.as_str()) {
                claims.entry(name).or_insert(value);
            }
        }
    }
    Ok(claims)
}
