//! What is kept, as lines of JSON: for other programs, and for a person who asks for what is
//! kept about them.

use std::io::{self, Write};

use model::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::dialect::Reader;
use crate::error::StoreError;
use crate::journal::may_have;
use crate::record::{Record, RecordKind};
use crate::rows::{CaseFilter, KeptDecision, MemberFilter, RecordNumber};

/// Segments that are read at once.
const SEGMENTS: u32 = 64;
/// Cases and members that are read at once.
const CASES: u32 = 1_000;

/// What is wanted. All fields that are given must fit.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of a group.
    pub group: Option<String>,
    /// What somebody did, what was decided about them, and where they are.
    pub member: Option<String>,
    /// Not older than this.
    pub from: Option<Timestamp>,
    /// Older than this.
    pub to: Option<Timestamp>,
}

/// Why an export ended.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output fails.
    #[error("无法输出:{0}")]
    Output(#[from] io::Error),
}

/// One line.
#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    #[serde(rename = "type")]
    sort: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordNumber>,
    data: T,
}

fn write<T: Serialize>(
    out: &mut dyn Write,
    sort: &str,
    record: Option<RecordNumber>,
    data: T,
) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *out, &Line { sort, record, data }).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// A kept line as it is, or as a text where it is no JSON.
fn write_kept(
    out: &mut dyn Write,
    sort: &str,
    record: RecordNumber,
    line: String,
) -> Result<(), ExportError> {
    match RawValue::from_string(line) {
        Ok(value) => write(out, sort, Some(record), value),
        Err(error) => write(out, sort, Some(record), error.to_string()),
    }
}

/// Writes everything that is wanted: roster, then records with their decisions in order. How
/// many lines.
///
/// # Errors
/// The store can't be read, or the output fails.
pub fn export(
    reader: &mut dyn Reader,
    wanted: &Wanted,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut lines = roster(reader, wanted, out)?;
    let mut next = 1;
    loop {
        let segments = reader.segments(next, SEGMENTS)?;
        let Some(last) = segments.last() else { break };
        next = last.first + u64::from(last.records);
        for segment in &segments {
            let to = segment.first + u64::from(segment.records) - 1;
            let decisions = reader.decisions_of(segment.first, to)?;
            let elsewhere = wanted.group.as_deref().is_some_and(|group| !may_have(segment, group));
            if elsewhere && decisions.is_empty() {
                continue;
            }
            let damaged = |why| StoreError::Segment { first: segment.first, why };
            let records = segment.unpack().map_err(damaged)?;
            let mut rest = decisions.as_slice();
            for (number, record) in (segment.first..).zip(&records) {
                let (own, more) = rest.split_at(rest.partition_point(|one| one.record <= number));
                rest = more;
                lines += one_record(number, record, own, wanted, out)?;
            }
        }
    }
    Ok(lines)
}

fn one_record(
    number: RecordNumber,
    record: &Record,
    decisions: &[KeptDecision],
    wanted: &Wanted,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let in_time = wanted.from.is_none_or(|from| record.at >= from)
        && wanted.to.is_none_or(|to| record.at < to);
    if !in_time {
        return Ok(0);
    }
    let mut lines = 0;
    let fits = |line: &str| match (&wanted.group, &wanted.member) {
        (None, None) => true,
        (group, member) => serde_json::from_str(line).is_ok_and(|one: Concerned<'_>| {
            group.as_deref().is_none_or(|group| one.group == Some(group))
                && member.as_deref().is_none_or(|member| one.concerns(member))
        }),
    };
    let line = record.line.line();
    if record.kind != RecordKind::Timeout && fits(&line) {
        write_kept(out, record.kind.name(), number, line)?;
        lines += 1;
    }
    for decision in decisions {
        let line = decision.line.line();
        if fits(&line) {
            write_kept(out, "decision", number, line)?;
            lines += 1;
        }
    }
    Ok(lines)
}

/// Whom a line is about.
#[derive(serde::Deserialize)]
struct Concerned<'a> {
    #[serde(borrow, default)]
    group: Option<&'a str>,
    #[serde(borrow, default)]
    member: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    by: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    target: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    customer: Option<std::borrow::Cow<'a, str>>,
}

impl Concerned<'_> {
    fn concerns(&self, person: &str) -> bool {
        let all = [&self.member, &self.by, &self.target, &self.customer];
        all.into_iter().any(|one| one.as_deref() == Some(person))
    }
}

/// Groups and members, and a person's cases.
fn roster(
    reader: &mut dyn Reader,
    wanted: &Wanted,
    out: &mut dyn Write,
) -> Result<u64, ExportError> {
    let mut lines = 0;
    let here = |group: &str| wanted.group.as_deref().is_none_or(|only| only == group);
    if let Some(person) = &wanted.member {
        for member in reader.memberships(person)?.iter().filter(|one| here(&one.group)) {
            write(out, "member", None, member)?;
            lines += 1;
        }
    } else {
        for group in reader.groups()?.iter().filter(|group| here(&group.id)) {
            write(out, "group", None, group)?;
            lines += 1;
            let mut filter = MemberFilter { group: group.id.clone(), ..MemberFilter::default() };
            loop {
                let members = reader.members_page(&filter, CASES)?;
                let Some(last) = members.last() else { break };
                filter.after = Some(last.id.clone());
                for member in &members {
                    write(out, "member", None, member)?;
                    lines += 1;
                }
            }
        }
    }
    let mut filter = CaseFilter {
        group: wanted.group.clone(),
        member: wanted.member.clone(),
        ..CaseFilter::default()
    };
    loop {
        let cases = reader.cases(&filter, CASES)?;
        let Some(last) = cases.last() else { return Ok(lines) };
        filter.after = Some(last.place());
        for case in cases {
            write_kept(out, "case", case.record, case.state)?;
            lines += 1;
        }
    }
}
