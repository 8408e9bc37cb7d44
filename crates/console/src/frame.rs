//! What every page has: language, theme, who looks at it, where they can go, what was just done.

use std::fmt::Display;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::{Timestamp, Zone};
use policy::texts::Language;
use server::access::{Access, Caller, Right};
use server::{App, Problem};
use store::StoreError;
use store::rows::MemberRow;

use crate::cookie;
use crate::form::Fields;
use crate::navigation::{PLACES, Place};
use crate::pages::settings;
use crate::show::case::{OwnWords, waits_for};
use crate::show::moment::Moment;
use crate::show::names;
use crate::words;

/// How long the next page has time to say what was done, in seconds.
const FLASH_SECONDS: u32 = 120;

/// How what was just done went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// `done`, `waits` or `grave`: the colour and the icon.
    pub tone: &'static str,
    /// What is said.
    pub text: String,
}

/// What every page has.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language.
    pub language: Language,
    /// `light`, `dark` or `auto`.
    pub theme: &'static str,
    /// Who looks at it; none: nobody is signed in.
    pub caller: Option<Arc<Caller>>,
    /// The page's path.
    pub path: String,
    /// The page's address with its query, to come back to.
    pub here: String,
    /// What was just done.
    pub flash: Option<Flash>,
    /// How many cases wait where they may decide.
    pub waiting: u64,
    /// The zone of times.
    pub zone: Zone,
    /// Now.
    pub now: Timestamp,
    /// Whether browsers come by HTTPS alone.
    pub secure: bool,
}

impl Frame {
    /// A frame for whoever asks so, without what has to be read from the store.
    #[must_use]
    pub fn of(app: &App, uri: &Uri, headers: &HeaderMap, caller: Option<Arc<Caller>>) -> Frame {
        let language = cookie::read(headers, cookie::LANGUAGE);
        let language = language.as_deref().and_then(Language::parse).unwrap_or_default();
        let theme = match cookie::read(headers, cookie::THEME).as_deref() {
            Some("light") => "light",
            Some("dark") => "dark",
            _ => "auto",
        };
        Frame {
            language,
            theme,
            caller,
            path: uri.path().to_owned(),
            here: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            flash: cookie::read(headers, cookie::FLASH).and_then(|text| flash_of(&text)),
            waiting: 0,
            zone: app.zone.clone(),
            now: app.now(),
            secure: app.config.is_https(),
        }
    }

    /// Who is known to be asking, without looking in the store.
    #[must_use]
    pub fn known(app: &App, headers: &HeaderMap) -> Option<Arc<Caller>> {
        let shown = Access::shown(headers)?;
        app.access.remembered(&shown, app.now()).flatten()
    }

    /// A text of the list.
    #[must_use]
    pub fn say(&self, key: &'static str) -> &'static str {
        words::say(self.language, key)
    }

    /// A text of the list with one thing filled in.
    #[must_use]
    pub fn with(&self, key: &'static str, name: &str, value: impl Display) -> String {
        self.fill(key, &[(name, &value.to_string())])
    }

    /// A text of the list with several things filled in.
    #[must_use]
    pub fn fill(&self, key: &'static str, places: &[(&str, &str)]) -> String {
        words::fill(self.say(key), places)
    }

    /// The language as browsers write it.
    #[must_use]
    pub fn language_tag(&self) -> &'static str {
        self.language.choose("zh-CN", "en")
    }

    /// What an element says of its language whose text is Chinese on an English page: policies,
    /// messages, and what the engine and the compiler say of them. Whoever has pages read out
    /// hears them as what they are.
    #[must_use]
    pub fn tongue(&self, text: &str) -> &'static str {
        let chinese = || text.chars().any(|one| ('\u{4e00}'..='\u{9fff}').contains(&one));
        if self.language == Language::English && chinese() { " lang=\"zh-CN\"" } else { "" }
    }

    /// The places that are offered.
    #[must_use]
    pub fn places(&self) -> Vec<&'static Place> {
        let Some(caller) = &self.caller else { return Vec::new() };
        PLACES.iter().filter(|place| place.is_open_to(caller)).collect()
    }

    /// The sections of the settings that are offered.
    #[must_use]
    pub fn sections(&self) -> Vec<&'static Place> {
        self.caller.as_deref().map_or_else(Vec::new, |caller| settings::open_to(caller).collect())
    }

    /// Whether the page belongs to a place.
    #[must_use]
    pub fn is_at(&self, place: &Place) -> bool {
        place.has(&self.path)
    }

    /// An icon, as markup.
    #[must_use]
    pub fn icon(&self, name: &str) -> String {
        icon(name)
    }

    /// The address of something that pages load.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        crate::assets::address(name)
    }

    /// A time as it is shown.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> Moment {
        Moment::of(at, self.now, &self.zone, self.language)
    }

    /// How somebody in a group is called.
    #[must_use]
    pub fn called(&self, row: &MemberRow) -> String {
        names::called(row, self.language)
    }

    /// How the person is called who looks at it.
    #[must_use]
    pub fn own_name(&self) -> &str {
        let Some(caller) = &self.caller else { return "" };
        if caller.shown.is_empty() { &caller.name } else { &caller.shown }
    }

    /// Whether they may, in that group.
    #[must_use]
    pub fn may_in(&self, right: Right, group: &str) -> bool {
        self.caller.as_ref().is_some_and(|caller| caller.may_in(right, group))
    }

    /// Whether they may see who is in any group.
    #[must_use]
    pub fn sees_groups(&self) -> bool {
        self.caller.as_ref().is_some_and(|caller| caller.may_somewhere(Right::ReadGroups))
    }

    /// A page with this frame.
    #[must_use]
    pub fn page(&self, template: &impl Template) -> Response {
        self.page_as(StatusCode::OK, template)
    }

    /// A page of another status.
    #[must_use]
    pub fn page_as(&self, status: StatusCode, template: &impl Template) -> Response {
        match template.render() {
            Ok(text) => self.text_as(status, text),
            Err(_) => Problem::internal().into_response(),
        }
    }

    /// A page that is drawn already.
    #[must_use]
    pub fn text(&self, text: String) -> Response {
        self.text_as(StatusCode::OK, text)
    }

    fn text_as(&self, status: StatusCode, text: String) -> Response {
        let form = HeaderValue::from_static("text/html; charset=utf-8");
        let mut response = (status, [(header::CONTENT_TYPE, form)], text).into_response();
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
        if self.flash.is_some() {
            headers.append(header::SET_COOKIE, cookie::set(cookie::FLASH, "", 0, self.secure));
        }
        response
    }

    /// Sends on to a page that says what was done.
    #[must_use]
    pub fn go(&self, to: &str, flash: Option<Flash>) -> Response {
        let mut response = Redirect::to(to).into_response();
        if let Some(Flash { tone, text }) = flash {
            let text: String = text.chars().take(200).collect();
            let value = format!("{tone} {text}");
            let line = cookie::set(cookie::FLASH, &value, FLASH_SECONDS, self.secure);
            response.headers_mut().append(header::SET_COOKIE, line);
        }
        response
    }
}

/// An icon, as markup. Names are the program's own.
#[must_use]
pub fn icon(name: &str) -> String {
    let file = crate::assets::address("icons.svg");
    let size = "width=\"18\" height=\"18\"";
    format!("<svg class=\"icon\" {size} aria-hidden=\"true\"><use href=\"{file}#{name}\"/></svg>")
}

fn flash_of(text: &str) -> Option<Flash> {
    let (tone, text) = text.split_once(' ')?;
    let tone = ["done", "waits", "grave"].into_iter().find(|known| *known == tone)?;
    Some(Flash { tone, text: text.to_owned() })
}

impl FromRequestParts<Arc<App>> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Frame, Problem> {
        let caller = parts.extensions.get::<Arc<Caller>>().cloned();
        let mut frame = Frame::of(app, &parts.uri, &parts.headers, caller);
        if let Some(caller) = &frame.caller
            && caller.may_somewhere(Right::Decide)
        {
            let caller = Arc::clone(caller);
            let count = app.read(move |reader| {
                let mut rows = reader.waiting()?;
                rows.retain(|row| caller.may_in(Right::Decide, &row.group));
                let asked = rows.iter().map(|row| row.to.as_deref());
                let own = OwnWords::of(reader, &caller, asked)?;
                let mine = rows.iter();
                let mine = mine
                    .filter(|row| waits_for(&row.group, row.to.as_deref(), &caller, &own))
                    .map(|row| row.count);
                Ok::<_, StoreError>(mine.sum())
            });
            frame.waiting = count.await?;
        }
        Ok(frame)
    }
}

/// What stands after the question mark.
#[derive(Clone, Debug)]
pub struct Query(pub Fields);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query, Self::Rejection> {
        Ok(Query(Fields::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}
