//! What is kept about a member, for themselves: a list, and a file of all of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use server::endpoint::{Endpoint, Needs, page};
use server::{App, Problem};
use store::export::{ExportError, Wanted, export};

use super::{Visitor, own};
use crate::frame::Frame;

/// How long gathering may take, in seconds.
const SECONDS: u64 = 120;
/// The largest file, in bytes.
const FILE_BYTES_MAX: usize = 64 << 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(Needs::Nothing, Method::GET, "/m/{secret}/data", get(list)),
        page(Needs::Nothing, Method::POST, "/m/{secret}/data", post(file)).for_seconds(SECONDS),
    ]
}

#[derive(Template)]
#[template(path = "members/data.html")]
struct Data<'a> {
    frame: &'a Frame,
    visitor: Visitor,
    kept: String,
    cases: usize,
}

async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let (wanted, now) = (visitor.clone(), frame.now);
    let (own, cases) = app
        .read(move |reader| {
            Ok::<_, Problem>((
                own(reader, &wanted, now)?,
                super::standing::cases(reader, &wanted)?.len(),
            ))
        })
        .await?;
    let spans = own.policies.iter().filter_map(|policy| policy.retention);
    let language = frame.language;
    let spans = spans.map(|span| match language {
        policy::texts::Language::Chinese => span.in_words(),
        policy::texts::Language::English => span.in_english(),
    });
    let kept = spans.collect::<Vec<_>>().join(language.choose("、", ", "));
    Ok(frame.page(&Data { frame: &frame, visitor, kept, cases }))
}

/// A writer that takes no more than so much.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > FILE_BYTES_MAX {
            return Err(std::io::Error::other("too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn file(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.count(&app)?;
    let wanted = Wanted {
        group: Some(visitor.group.clone()),
        member: Some(visitor.member.clone()),
        ..Wanted::default()
    };
    let bytes = app.block(move |app| {
        let mut out = Bounded(Vec::new());
        export(app.runtime.reader()?.as_mut(), &wanted, &mut out).map_err(|why| match why {
            ExportError::Store(why) => Problem::from(why),
            ExportError::Output(_) => Problem::bad("too-large", "记录太多,一次下载不了")
                .with_detail("请联系管理员,由系统管理员导出给您。"),
        })?;
        Ok(out.0)
    });
    let mut response = bytes.await?.into_response();
    let headers = response.headers_mut();
    let form = HeaderValue::from_static("application/x-ndjson");
    headers.insert(header::CONTENT_TYPE, form);
    let name = HeaderValue::from_static("attachment; filename=\"my-data.jsonl\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}
