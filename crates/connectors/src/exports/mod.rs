//! Chat-history files and plain message lists, turned into event lines.
//!
//! Suggested reading order: this file, [`format`](self::Format), `sheet` (what every format is
//! read into), `emit` (how a sheet becomes lines), then any one format.

mod chatlab;
mod chatlog_csv;
mod chatlog_json;
mod csv_rows;
mod decode;
mod emit;
mod error;
mod format;
mod ids;
mod json_rows;
mod kinds;
mod labelled;
mod line;
mod memotrace;
mod people;
mod placeholder;
mod pywxdump;
mod qq_exporter;
mod report;
mod sheet;
mod system;
mod time;
mod weflow;
mod xml;

pub use error::ImportError;
pub use format::Format;
pub use report::{SKIPPED_MAX, Skipped};

use model::{Timestamp, Zone};

use sheet::Sheet;

/// The largest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 512 << 20;
/// The longest field that is read, in bytes.
pub const FIELD_BYTES_MAX: usize = 1 << 20;
/// The most rows of one file: each takes up to a kilobyte of memory while the file is read.
pub const ROWS_MAX: usize = 4_000_000;
/// The most members that [`Format::Labelled`] invents: the most that a snapshot may list.
pub const MEMBERS_MAX: u32 = 20_000;
/// The most groups that [`Format::Labelled`] spreads messages over.
pub const GROUPS_MAX: u32 = 1_000;
/// The most members of all invented groups together.
const LISTED_MAX: u64 = 1_000_000;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The group that everything goes to; none: the file says which.
    pub group: Option<String>,
    /// The zone of times without one, and of the times that are written.
    pub zone: Zone,
    /// For files without times: when the first message is said.
    pub start: Timestamp,
    /// For files without times: milliseconds from message to message, on average.
    pub every_ms: i64,
    /// For files without speakers: how many members say it, 1 to [`MEMBERS_MAX`].
    pub members: u32,
    /// For files without groups: how many groups it is said in, 1 to [`GROUPS_MAX`].
    pub groups: u32,
}

impl Options {
    /// From Monday 2026-01-05, 01:00 UTC on, a message each 30 seconds, 30 members, one group.
    #[must_use]
    pub fn new(zone: Zone) -> Options {
        Options {
            group: None,
            zone,
            start: Timestamp(1_767_574_800_000),
            every_ms: 30_000,
            members: 30,
            groups: 1,
        }
    }

    fn check(&self) -> Result<(), ImportError> {
        let bad = |name, expected| Err(ImportError::Option { name, expected });
        if self.group.as_ref().is_some_and(|group| group.trim().is_empty()) {
            return bad("group", "非空的群号");
        }
        if !(1..=MEMBERS_MAX).contains(&self.members) {
            return bad("members", " 1 到 20000 的整数");
        }
        if !(1..=GROUPS_MAX).contains(&self.groups) {
            return bad("groups", " 1 到 1000 的整数");
        }
        if u64::from(self.members) * u64::from(self.groups) > LISTED_MAX {
            return bad("groups", "更小的数:群数乘以人数不超过一百万");
        }
        // A day between messages keeps the largest file within the years that events may have.
        if !(0..=model::time::DAY_MS).contains(&self.every_ms) {
            return bad("every", "不超过一天的时长,如 30s");
        }
        if !time::in_range(self.start) {
            return bad("start", " 1970 年到 2999 年之间的时间");
        }
        Ok(())
    }
}

/// What a file became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Events, one line of JSON each, without line breaks; each parses as [`model::Event`].
    pub lines: Vec<String>,
    /// The format that the file was read as.
    pub format: Format,
    /// Rows that became no event, with the reason; at most [`SKIPPED_MAX`] are kept.
    pub skipped: Vec<Skipped>,
    /// How many rows became no event.
    pub skipped_total: usize,
    /// What a reader of the result should know, in Chinese: damaged ids, guessed members.
    pub notes: Vec<String>,
}

/// Reads an export file into event lines. A broken row is skipped and reported.
///
/// Without `format` it is detected from the content.
///
/// # Errors
/// What makes the whole file unreadable: its size, encoding, format, columns, or that nothing
/// in it became an event.
pub fn import(
    bytes: &[u8],
    format: Option<Format>,
    options: &Options,
) -> Result<Imported, ImportError> {
    options.check()?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge(bytes.len()));
    }
    decode::refuse_binary(bytes)?;
    let format = match format {
        Some(format) => format,
        None => Format::detect(bytes, "").ok_or(ImportError::UnknownFormat)?,
    };
    let decoded = decode::decode(bytes)?;
    let mut sheet = Sheet::new(options.group.as_deref());
    sheet.report.notes.extend(decoded.note);
    let text = &*decoded.text;
    match format {
        Format::MemoTrace => memotrace::read(text, options, &mut sheet)?,
        Format::ChatlogJson => chatlog_json::read(text, options, &mut sheet)?,
        Format::ChatlogCsv => chatlog_csv::read(text, options, &mut sheet)?,
        Format::PyWxDumpCsv => pywxdump::read(text, options, &mut sheet)?,
        Format::WeFlowJson => weflow::read(text, options, &mut sheet)?,
        Format::ChatLabJson => chatlab::read_json(text, options, &mut sheet)?,
        Format::ChatLabJsonl => chatlab::read_jsonl(text, options, &mut sheet)?,
        Format::QqExporterJson => qq_exporter::read(text, options, &mut sheet)?,
        Format::Labelled => labelled::read(text, options, &mut sheet)?,
    }
    let (lines, report) = emit::emit(sheet, &options.zone);
    if lines.is_empty() {
        return Err(ImportError::Nothing {
            skipped: report.total(),
            first: report.first().unwrap_or_default(),
        });
    }
    let (skipped, skipped_total, notes) = report.finish();
    Ok(Imported { lines, format, skipped, skipped_total, notes })
}
