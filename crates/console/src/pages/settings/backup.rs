//! Backups: how old the last one is, whether the journal is sound, and how each is done.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use model::Timestamp;
use model::time::DAY_MS;
use server::endpoint::{Endpoint, page};
use server::{App, Problem};

use super::OPERATES;
use crate::frame::Frame;
use crate::show::moment::Moment;

/// A backup that is older is an old one.
const OLD_MS: i64 = 8 * DAY_MS;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        page(OPERATES, Method::GET, "/settings/backup", get(show)),
        page(OPERATES, Method::POST, "/settings/backup/check", post(check)),
    ]
}

#[derive(Template)]
#[template(path = "settings/backup.html")]
struct Page<'a> {
    frame: &'a Frame,
    folder: String,
    backup: Option<BackupRow>,
    running: Option<Moment>,
    failed: bool,
    checked: Option<CheckRow>,
}

struct BackupRow {
    at: Moment,
    size: String,
    records: u64,
    is_old: bool,
    missing: u64,
}

struct CheckRow {
    at: Moment,
    records: u64,
    decisions: u64,
    blanked: u64,
    seconds: i64,
    against: Option<Moment>,
    fault_count: u64,
    faults: Vec<String>,
}

async fn show(State(app): State<Arc<App>>, frame: Frame) -> Result<Response, Problem> {
    let read = app.block(|app| {
        let last = app.runtime.reader()?.head()?.last;
        Ok((app.last_backup(), app.last_check()?, last))
    });
    let (backup, checked, last) = read.await?;
    let backup = backup.map(|backup| BackupRow {
        at: frame.time(Timestamp(backup.made)),
        size: format!("{} MB", (backup.bytes >> 20).max(1)),
        records: backup.records,
        is_old: frame.now.since(Timestamp(backup.made)) > OLD_MS,
        missing: last.saturating_sub(backup.records),
    });
    let checked = checked.map(|checked| CheckRow {
        at: frame.time(Timestamp(checked.at)),
        records: checked.records,
        decisions: checked.decisions,
        blanked: checked.blanked,
        seconds: (checked.took_ms / 1_000).max(1),
        against: checked.against.map(|at| frame.time(Timestamp(at))),
        fault_count: checked.fault_count,
        faults: checked.faults,
    });
    Ok(frame.page(&Page {
        frame: &frame,
        folder: app.config.data.display().to_string(),
        backup,
        running: app.checks.since().map(|since| frame.time(since)),
        failed: app.checks.failed(),
        checked,
    }))
}

/// Begins a check, which goes on behind the page.
async fn check(State(app): State<Arc<App>>, frame: Frame) -> Response {
    app.check_journal();
    frame.go("/settings/backup#check", None)
}
