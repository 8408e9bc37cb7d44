//! A sign-in service: what it says of itself, its keys, and what is fetched from it. Where it is
//! stands in the settings; where it says that its parts are is only believed so far as no machine
//! of the own network is called that the settings do not name.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::byte_serialize;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};
use model::Timestamp;
use model::time::HOUR_MS;
use onebot::settings::Secret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;
use ureq::http::{Response, Uri};
use ureq::{Agent, Body};

use super::trouble::Trouble;
use crate::config::openid::OpenId;
use crate::dispatch::address;

/// The most bytes of anything that is fetched.
const BYTES_MAX: u64 = 256 << 10;
/// For how long is believed what it says of itself.
const KNOWN_MS: i64 = HOUR_MS;
/// How long after a failure it is not asked again.
const REST_MS: i64 = 3_000;
/// The longest word of its own for what went wrong that is logged, in characters.
const WORDS: usize = 200;
/// The most calls at a time.
const CALLS: usize = 16;
/// The most keys.
const KEYS_MAX: usize = 64;

/// What it says of itself, as far as we ask.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Document {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    pub(super) userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether it says its name when it sends people back (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// What is known of it.
#[derive(Clone, Debug)]
struct Known {
    document: Document,
    keys: Vec<Jwk>,
    at: Timestamp,
}

/// What was answered for a code.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: String,
    #[serde(default)]
    pub(super) access_token: Option<String>,
}

/// What was found out of it, and when asking it last failed, and why.
#[derive(Default)]
struct Looked {
    known: Option<Known>,
    failed: Option<(Timestamp, Trouble)>,
}

/// One of them.
pub(super) struct Provider {
    pub(super) set: OpenId,
    /// Calls the issuer's own machine.
    own: Agent,
    /// Calls any other that it names.
    other: Agent,
    looked: tokio::sync::Mutex<Looked>,
    /// Who comes when so many calls are under way waits: a slow service takes no threads from
    /// everybody else.
    calls: Semaphore,
}

/// Machine and port.
fn authority(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?.as_str();
    // A name before an @ is no part of where it leads.
    (!authority.contains('@')).then(|| authority.to_ascii_lowercase())
}

fn down(why: impl ToString) -> Trouble {
    Trouble::Down(why.to_string().chars().take(WORDS).collect())
}

fn gone(_: tokio::task::JoinError) -> Trouble {
    down("the call was given up")
}

impl Provider {
    pub(super) fn new(set: OpenId) -> Provider {
        let own = address::caller(set.allow_private);
        let (other, calls) = (address::caller(false), Semaphore::new(CALLS));
        Provider { own, other, set, looked: tokio::sync::Mutex::default(), calls }
    }

    /// What it says of itself.
    pub(super) async fn document(self: &Arc<Self>, now: Timestamp) -> Result<Document, Trouble> {
        self.look(now, false).await.map(|known| known.document)
    }

    /// Its key of that name; it is asked once more where it is not among those that are known.
    pub(super) async fn key(
        self: &Arc<Self>,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<DecodingKey, Trouble> {
        for anew in [false, true] {
            let known = self.look(now, anew).await?;
            let mut fitting = known.keys.iter().filter(|key| fits(key, kid, algorithm));
            // A token that names no key is taken where there is no choice.
            if let (Some(key), None) = (fitting.next(), fitting.next()) {
                return DecodingKey::from_jwk(key).map_err(|_| Trouble::Token("a broken key"));
            }
        }
        Err(Trouble::Token("signed with a key that is none of its keys"))
    }

    async fn look(self: &Arc<Self>, now: Timestamp, anew: bool) -> Result<Known, Trouble> {
        // One asks, and the others wait for the answer.
        let mut looked = self.looked.lock().await;
        let fresh = |known: &&Known| !anew && now.since(known.at).abs() < KNOWN_MS;
        if let Some(known) = looked.known.as_ref().filter(fresh) {
            return Ok(known.clone());
        }
        if let Some((at, trouble)) = &looked.failed
            && now.since(*at).abs() < REST_MS
        {
            return Err(trouble.clone());
        }
        let provider = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || provider.ask(now)).await;
        let asked = asked.map_err(gone).flatten();
        match &asked {
            Ok(known) => *looked = Looked { known: Some(known.clone()), failed: None },
            Err(trouble) => looked.failed = Some((now, trouble.clone())),
        }
        asked
    }

    fn ask(&self, now: Timestamp) -> Result<Known, Trouble> {
        let issuer = self.set.issuer.trim_end_matches('/');
        let document: Document =
            self.get(&format!("{issuer}/.well-known/openid-configuration"), None)?;
        if document.issuer != self.set.issuer {
            return Err(Trouble::Issuer(document.issuer.chars().take(WORDS).collect()));
        }
        let plain = self.set.issuer.starts_with("http://");
        let parts = [&document.authorization_endpoint, &document.token_endpoint];
        let parts = parts.into_iter().chain([&document.jwks_uri]);
        for part in parts.chain(&document.userinfo_endpoint) {
            let safe = part.starts_with("https://") || (plain && part.starts_with("http://"));
            if !safe || authority(part).is_none() {
                return Err(down(format!("an address that is not HTTPS: {part}")));
            }
        }
        let keys: Value = self.get(&document.jwks_uri, None)?;
        let keys = keys.get("keys").and_then(Value::as_array).map(Vec::as_slice);
        // Keys of kinds that we do not know are none of ours.
        let keys = keys.unwrap_or_default().iter().take(KEYS_MAX);
        let keys = keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect();
        Ok(Known { document, keys, at: now })
    }

    fn agent(&self, url: &str) -> &Agent {
        let own = authority(&self.set.issuer);
        if own.is_some() && own == authority(url) { &self.own } else { &self.other }
    }

    fn get<T: DeserializeOwned>(&self, url: &str, bearer: Option<&str>) -> Result<T, Trouble> {
        let mut request = self.agent(url).get(url).header("accept", "application/json");
        if let Some(token) = bearer {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.call().map_err(down)?;
        if answer.status() != 200 {
            return Err(down(format!("{url} answers {}", answer.status())));
        }
        serde_json::from_slice(&read(answer)?).map_err(|error| down(format!("{url}: {error}")))
    }

    /// Gives a code back for what it stands for.
    pub(super) async fn exchange(
        self: &Arc<Self>,
        document: &Document,
        form: Vec<(&'static str, String)>,
    ) -> Result<Tokens, Trouble> {
        let _place = self.calls.acquire().await.map_err(down)?;
        let (provider, document) = (Arc::clone(self), document.clone());
        let called = tokio::task::spawn_blocking(move || provider.give(&document, form)).await;
        called.map_err(gone).flatten()
    }

    fn give(
        &self,
        document: &Document,
        mut form: Vec<(&'static str, String)>,
    ) -> Result<Tokens, Trouble> {
        let OpenId { client_id, client_secret: Secret(secret), .. } = &self.set;
        let url = &document.token_endpoint;
        let mut request = self.agent(url).post(url).header("accept", "application/json");
        // RFC 6749, section 2.3.1; what is not said is `client_secret_basic`.
        let ways = document.token_endpoint_auth_methods_supported.as_deref();
        let may = |way| ways.is_none_or(|ways| ways.iter().any(|known| known == way));
        if secret.is_empty() {
            form.push(("client_id", client_id.clone()));
        } else if may("client_secret_basic") {
            let coded = |word: &str| byte_serialize(word.as_bytes()).collect::<String>();
            let both = STANDARD.encode(format!("{}:{}", coded(client_id), coded(secret)));
            request = request.header("authorization", format!("Basic {both}"));
        } else {
            form.push(("client_id", client_id.clone()));
            form.push(("client_secret", secret.clone()));
        }
        let answer = request.send_form(form).map_err(down)?;
        let status = answer.status();
        let body = read(answer)?;
        if status == 200 {
            return serde_json::from_slice(&body).map_err(|_| Trouble::Token("no token came"));
        }
        #[derive(Deserialize)]
        struct Refusal {
            error: String,
        }
        let refusal = serde_json::from_slice::<Refusal>(&body).map(|refusal| refusal.error);
        let error: String = refusal.unwrap_or_default().chars().take(WORDS).collect();
        Err(match error.as_str() {
            "invalid_grant" => Trouble::Code,
            "invalid_client" | "unauthorized_client" | "invalid_request" => Trouble::Client(error),
            _ if status == 401 => Trouble::Client(error),
            _ => down(format!("{url} answers {status} {error}")),
        })
    }

    /// What it says of whoever a token was given for.
    pub(super) async fn about(
        self: &Arc<Self>,
        url: &str,
        token: String,
    ) -> Result<Map<String, Value>, Trouble> {
        let _place = self.calls.acquire().await.map_err(down)?;
        let (provider, url) = (Arc::clone(self), url.to_owned());
        let asked = move || provider.get(&url, Some(&token));
        tokio::task::spawn_blocking(asked).await.map_err(gone).flatten()
    }
}

/// Whether a key is one for such a token.
fn fits(key: &Jwk, kid: Option<&str>, algorithm: Algorithm) -> bool {
    let common = &key.common;
    let signs = common.public_key_use.as_ref().is_none_or(|is| *is == PublicKeyUse::Signature);
    let named = kid.is_none_or(|kid| common.key_id.as_deref() == Some(kid));
    let meant = common.key_algorithm.is_none_or(|of| of == KeyAlgorithm::from(algorithm));
    let family = match &key.algorithm {
        AlgorithmParameters::RSA(_) => AlgorithmFamily::Rsa,
        AlgorithmParameters::EllipticCurve(_) => AlgorithmFamily::Ec,
        AlgorithmParameters::OctetKeyPair(_) => AlgorithmFamily::Ed,
        _ => return false,
    };
    signs && named && meant && family == algorithm.family()
}

/// A body that is not too long.
fn read(mut answer: Response<Body>) -> Result<Vec<u8>, Trouble> {
    answer.body_mut().with_config().limit(BYTES_MAX).read_to_vec().map_err(down)
}
