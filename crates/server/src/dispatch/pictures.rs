//! Pictures that came with messages: fetched from where the platform keeps them, looked at off the
//! threads that serve, and what was found handed to the engine as one more event.
//!
//! Only what a rule in force asks is looked for: where none does, no picture is fetched.
//!
//! A message never waits for this. What can't be fetched or read in time is passed over: nobody
//! is held responsible for a picture that nobody has seen.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use ::pictures::{BYTES_MAX, Blocked, Looked, look};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Category;
use onebot::desk::Pictures;
use rules::finder::InPictures;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;
use ureq::Agent;
use ureq::http::Uri;

use super::{address, held, signature};
use crate::app::App;
use crate::config::{PictureHook, Pictures as Settings};
use crate::policies;

/// So many messages' pictures wait at most; further ones are passed over.
const WAITING_MAX: usize = 256;
/// How many messages' pictures are looked at at a time.
pub const WORKERS: usize = 2;
/// The longest list of unwanted pictures, in bytes.
const LIST_BYTES_MAX: u64 = 8 << 20;
/// The largest picture whose content is sent to the operator's service, in bytes.
const SENT_BYTES_MAX: usize = 4 << 20;
/// The longest answer of that service that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 64 << 10;
/// The most categories of an answer that are taken.
const CATEGORIES_MAX: usize = 16;

/// Pictures that are to be looked at.
#[derive(Default)]
pub struct Waiting {
    asked: Mutex<VecDeque<Pictures>>,
    more: Notify,
}

impl Waiting {
    /// Asks for the pictures of a message to be looked at.
    pub fn ask(&self, pictures: Pictures) {
        let mut asked = held(&self.asked);
        if asked.len() >= WAITING_MAX {
            tracing::warn!(group = pictures.group, "too many pictures wait; some are passed over");
            return;
        }
        asked.push_back(pictures);
        drop(asked);
        self.more.notify_one();
    }

    async fn next(&self) -> Pictures {
        loop {
            let more = self.more.notified();
            if let Some(next) = held(&self.asked).pop_front() {
                return next;
            }
            more.await;
        }
    }
}

/// What is used to look.
pub struct Eyes {
    settings: Settings,
    blocked: Blocked,
    fetcher: Agent,
    caller: Option<(PictureHook, Agent)>,
}

impl Eyes {
    /// By the settings.
    ///
    /// # Errors
    /// The list of unwanted pictures can't be read; in words.
    pub fn open(settings: &Settings) -> Result<Eyes, String> {
        let blocked = match &settings.blocked {
            None => Blocked::default(),
            Some(path) => {
                let shown = path.display();
                let failed = |why: &str| format!("读不了 `pictures.blocked` 的“{shown}”:{why}");
                let size = std::fs::metadata(path).map_err(|why| failed(&why.to_string()))?.len();
                if size > LIST_BYTES_MAX {
                    return Err(failed("文件太大"));
                }
                let list = std::fs::read_to_string(path).map_err(|why| failed(&why.to_string()))?;
                Blocked::read(&list).map_err(|bad| {
                    let lines = bad.iter().map(|one| format!("第 {} 行:{}", one.line, one.why));
                    failed(&lines.collect::<Vec<_>>().join(";"))
                })?
            }
        };
        let call = |hook: &PictureHook| (hook.clone(), address::caller(hook.allow_private));
        Ok(Eyes {
            fetcher: address::caller(settings.allow_private),
            settings: settings.clone(),
            blocked,
            caller: settings.hook.as_ref().map(call),
        })
    }

    /// Whether looking may find what is asked: codes, or sorts of content where somebody knows
    /// any.
    fn may_find(&self, own: &Blocked, asked: InPictures, group: &str) -> bool {
        let listed = !self.blocked.is_empty() || !own.is_empty();
        let known = listed || self.service(group).is_some();
        asked.codes || (asked.sorts && known)
    }

    /// The operator's service, where it is asked about that group.
    fn service(&self, group: &str) -> Option<&(PictureHook, Agent)> {
        let of = |hook: &PictureHook| {
            hook.groups.is_empty() || hook.groups.iter().any(|known| known == group)
        };
        self.caller.as_ref().filter(|(hook, _)| of(hook))
    }

    /// What is found in the pictures of a message, as media of an event. The operator's service
    /// sees them only where a rule asks what they show.
    fn look_at(
        &self,
        own: &Blocked,
        pictures: &Pictures,
        asked: InPictures,
        now_seconds: i64,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, url) in pictures.urls.iter().enumerate() {
            let bytes = match self.fetch(url) {
                Ok(bytes) => bytes,
                Err(why) => {
                    tracing::debug!(event = pictures.event, why, "a picture could not be had");
                    continue;
                }
            };
            let looked = look(&bytes);
            let mut categories: Vec<String> = Vec::new();
            if let Some(known) = self.blocked.find(&looked).or_else(|| own.find(&looked)) {
                categories.push(format!("{}:{}", known.category, known.score));
            }
            let service = self.service(&pictures.group).filter(|_| asked.sorts);
            if let Some((hook, agent)) = service {
                let id = format!("picture:{}:{at}", pictures.event);
                let body = question(pictures, &looked, &bytes).to_string();
                match ask(hook, agent, &id, now_seconds, &body) {
                    Ok(told) => categories.extend(told),
                    Err(why) => tracing::warn!(why, "the picture service did not answer"),
                }
            }
            let codes = looked.picture.as_ref().map_or(&[][..], |picture| &picture.codes);
            found.extend(codes.iter().filter(|code| leads_somewhere(code)).map(|code| Found {
                kind: "link",
                url: code.clone(),
                // By which people may have the picture known from then on.
                hash: looked.hash.clone(),
                title: "二维码".to_owned(),
                ..Found::default()
            }));
            if !categories.is_empty() {
                found.push(Found {
                    kind: "image",
                    format: looked.format.unwrap_or_default(),
                    bytes: looked.bytes,
                    hash: looked.hash,
                    categories,
                    ..Found::default()
                });
            }
        }
        found
    }

    fn fetch(&self, url: &str) -> Result<Vec<u8>, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "no address")?;
        let web = matches!(uri.scheme_str(), Some("http" | "https"));
        if !web || !uri.host().is_some_and(|host| self.settings.may_fetch(host)) {
            return Err("a host that is not named in `pictures.hosts`");
        }
        let mut answer = self.fetcher.get(&uri).call().map_err(|_| "no answer")?;
        if !answer.status().is_success() {
            return Err("refused");
        }
        let body = answer.body_mut().with_config().limit(BYTES_MAX as u64);
        body.read_to_vec().map_err(|_| "cut off, or too large")
    }
}

/// Whether what a code holds leads out of the group: a page, or something that a program opens.
fn leads_somewhere(code: &str) -> bool {
    code.split_once("://").is_some_and(|(scheme, _)| {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        (2..=20).contains(&scheme.len()) && scheme.bytes().all(word)
    })
}

/// Something that was found, as events have media.
#[derive(Debug, Default, PartialEq, Serialize)]
struct Found {
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    format: &'static str,
    #[serde(skip_serializing_if = "is_zero")]
    bytes: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    hash: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What the operator's service is asked: the picture and where it was, not who sent it.
fn question(pictures: &Pictures, looked: &Looked, bytes: &[u8]) -> Value {
    let mut data = json!({
        "group": pictures.group,
        "event": pictures.event,
        "format": looked.format,
        "bytes": looked.bytes,
        "hash": looked.hash,
    });
    if let (Some(data), Ok(picture)) = (data.as_object_mut(), &looked.picture) {
        data.insert("width".to_owned(), picture.width.into());
        data.insert("height".to_owned(), picture.height.into());
        data.insert("codes".to_owned(), picture.codes.clone().into());
        let likeness = picture.likeness.map(|likeness| likeness.to_string());
        data.insert("likeness".to_owned(), likeness.into());
    }
    if let Some(data) = data.as_object_mut()
        && bytes.len() <= SENT_BYTES_MAX
    {
        data.insert("content".to_owned(), STANDARD.encode(bytes).into());
    }
    json!({"type": "picture", "data": data})
}

/// Asks the operator's service once. Its answer: `{"categories": ["porn:90"]}`.
fn ask(
    hook: &PictureHook,
    agent: &Agent,
    id: &str,
    seconds: i64,
    body: &str,
) -> Result<Vec<String>, &'static str> {
    let signature = signature::sign(&hook.secret.0, id, seconds, body.as_bytes());
    let answer = agent
        .post(&hook.url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature)
        .send(body);
    let mut answer = answer.map_err(|_| "no answer within the time")?;
    if !answer.status().is_success() {
        return Err("it answers with an error");
    }
    let body = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX);
    let bytes = body.read_to_vec().map_err(|_| "its answer is cut off or too long")?;
    told(&bytes).ok_or("its answer has another form")
}

/// The categories of an answer. What is no category, or has no score from 1 to 100, is left out.
fn told(answer: &[u8]) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Answer {
        categories: Vec<String>,
    }
    let Answer { mut categories } = serde_json::from_slice(answer).ok()?;
    let known = |name: &str| name == "ads" || Category::ALL.iter().any(|one| one.name() == name);
    categories.retain(|told| {
        let (name, score) = told.split_once(':').unwrap_or((told, "100"));
        known(name) && score.parse().is_ok_and(|score: u32| (1..=100).contains(&score))
    });
    categories.truncate(CATEGORIES_MAX);
    Some(categories)
}

/// Looks at what is asked for, until the server stops.
pub async fn run(app: Arc<App>, eyes: Arc<Eyes>) {
    let mut stopping = app.stopping.subscribe();
    loop {
        let asked = tokio::select! {
            asked = app.dispatch.pictures.next() => asked,
            () = super::stopped(&mut stopping) => return,
        };
        look_after(&app, &eyes, asked).await;
    }
}

async fn look_after(app: &Arc<App>, eyes: &Arc<Eyes>, pictures: Pictures) {
    let (now, group) = (app.now(), pictures.group.clone());
    // Where no rule in force wants to know, the picture stays where it is.
    let asked = app.read(move |reader| policies::asked_of_pictures(reader, now, &group)).await;
    let asked = asked.unwrap_or_default();
    let own = app.own.unwanted.now();
    if !eyes.may_find(&own, asked, &pictures.group) {
        return;
    }
    let (looking, at) = (Arc::clone(eyes), pictures.clone());
    let seconds = now.0.div_euclid(1_000);
    let found =
        tokio::task::spawn_blocking(move || looking.look_at(&own, &at, asked, seconds)).await;
    let found = found.unwrap_or_default();
    if found.is_empty() {
        return;
    }
    let line = json!({
        "id": format!("looked:{}", pictures.event),
        "at": app.zone.rfc3339(app.now()),
        "group": pictures.group,
        "kind": "looked",
        "member": pictures.member,
        "target": pictures.event,
        "media": found,
    });
    if let Err(error) = app.ingest(format!("{line}\n")).await {
        tracing::warn!(%error, "what was found in a picture could not be kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_codes_lead_to() {
        for (code, leads) in [
            ("https://u.wechat.com/abc", true),
            ("weixin://dl/business/?t=1", true),
            ("wxp://f2f0abc", true),
            ("13800001111", false),
            ("说明: 见 https://a.example", false),
            ("://", false),
        ] {
            assert_eq!(leads_somewhere(code), leads, "{code}");
        }
    }

    #[test]
    fn answers_are_believed_in_nothing_but_categories() {
        let of = |answer: &str| told(answer.as_bytes());
        let expected = vec!["porn:90".to_owned(), "ads".to_owned()];
        let answer =
            r#"{"categories":["porn:90","ads","weather","porn:0","porn:x","gambling:101"]}"#;
        assert_eq!(of(answer), Some(expected));
        for answer in ["", "[]", "{}", r#"{"categories":"porn"}"#, r#"{"categories":[1]}"#] {
            assert_eq!(of(answer), None, "{answer}");
        }
    }
}
