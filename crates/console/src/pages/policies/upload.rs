//! A document comes in: read whatever its form, made into a draft.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::post;
use compiler::input::FILE_BYTES_MAX;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};

use crate::drafts::{self, Draft};
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;

/// What a form adds to the file.
const AROUND_BYTES: usize = 256 << 10;
/// How long reading the largest document may take, in seconds.
const SECONDS: u64 = 120;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let edits = Needs::Everywhere(Right::EditPolicies);
    vec![
        page(edits, Method::POST, "/policies/upload", post(upload))
            .of_at_most(FILE_BYTES_MAX + AROUND_BYTES)
            .for_seconds(SECONDS),
        page(edits, Method::POST, "/policies/drafts/{id}/part", post(choose)).for_seconds(SECONDS),
        page(edits, Method::POST, "/policies/drafts/{id}/discard", post(discard)),
    ]
}

/// A document as it was sent.
pub(crate) struct Sent {
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads the document of a form: a file, or words that were pasted.
///
/// # Errors
/// The form is broken, or has neither.
pub(crate) async fn sent(mut form: Multipart) -> Result<Sent, Problem> {
    let broken = || Problem::bad("body", "内容没有收全,请重新发送");
    let mut pasted = None;
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| broken())?;
        if name == "file" && !bytes.is_empty() {
            // Some programs send the whole path.
            let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
            let shown = |c: &char| !policy::diagnostic::unseen(*c);
            let name: String = name.chars().filter(shown).take(120).collect();
            let name = if name.is_empty() { "制度.txt".to_owned() } else { name };
            return Ok(Sent { name, bytes: bytes.to_vec() });
        }
        if name == "text" && bytes.iter().any(|byte| !byte.is_ascii_whitespace()) {
            pasted = Some(Sent { name: "制度.txt".to_owned(), bytes: bytes.to_vec() });
        }
    }
    pasted.ok_or_else(|| {
        Problem::bad("no-file", "没有选文件").with_detail("请选一个文件,或者把制度的文字贴进来。")
    })
}

/// A draft of a document.
///
/// # Errors
/// It can't be read; what to do, in Chinese.
pub(crate) fn draft_of(sent: &Sent) -> Result<Draft, Problem> {
    let unread = |why: compiler::DecodeError| {
        Problem::bad("unread", "这个文件读不了").with_detail(format!("{why}。"))
    };
    let text = compiler::read(&sent.bytes).map_err(unread)?.text;
    let parts = compiler::parts(&text);
    if parts.len() > 1 {
        let draft = Draft::new(&sent.name, &sent.name, text)?;
        return Ok(Draft { choosing: true, ..draft });
    }
    compiled(&sent.name, &text)
}

fn compiled(name: &str, text: &str) -> Result<Draft, Problem> {
    let compiled = compiler::compile(name, text);
    Draft::new(name, &compiled.title, compiled.policy_file)
}

async fn upload(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    frame: Frame,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    let form = form.map_err(|_| Problem::bad("body", "内容没有收全,请重新发送"))?;
    let sent = sent(form).await?;
    let draft = app.block(move |app| drafts::keep(app, draft_of(&sent)?, None, &caller)).await?;
    Ok(frame.go(&link::draft(&draft.id), super::done(&frame, "draft.made")))
}

/// Takes one of several policies in a document; the others become drafts when the document is
/// sent again.
async fn choose(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Path(id): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let part: usize = fields.text("part").parse().unwrap_or(usize::MAX);
    let seen = super::seen(&fields);
    let draft = app.block(move |app| {
        let draft = drafts::read(app.runtime.reader()?.as_mut(), &id)?;
        if !draft.choosing {
            return Ok(draft);
        }
        let parts = compiler::parts(&draft.text);
        let part = parts.get(part).ok_or_else(|| Problem::not_found("这份制度"))?;
        let text = draft.text.get(part.bytes.clone()).unwrap_or_default();
        let made = compiled(&draft.name, text)?;
        let (title, text) = (made.title, made.text);
        drafts::keep(app, Draft { title, text, choosing: false, ..draft }, seen, &caller)
    });
    let draft = draft.await?;
    Ok(frame.go(&link::draft(&draft.id), super::done(&frame, "draft.made")))
}

async fn discard(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    frame: Frame,
) -> Result<Response, Problem> {
    app.block(move |app| drafts::discard(app, &id)).await?;
    Ok(frame.go("/policies", super::done(&frame, "draft.discarded")))
}
