//! What was asked of people, who answered, and who did not.

use std::collections::BTreeMap;

use model::time::MINUTE_MS;
use model::{Timestamp, Zone};
use serde::Serialize;
use store::StoreError;
use store::counts::{DutyEnd, DutyRow, Stretch};
use store::dialect::Reader;
use store::rows::MemberRow;
use utoipa::ToSchema;

use super::super::called;

/// How many are listed: of what each has to answer, and of what any of several may.
const QUESTIONS: u32 = 40;

/// Somebody with what they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Answer {
    /// Their id.
    pub member: String,
    /// How they are called.
    pub name: String,
    /// After how many minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<i64>,
}

/// A notice, a task or a question to which answers are owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// The event that asked, or a time.
    pub source: String,
    /// Who asked, where somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asker: Option<Answer>,
    /// When.
    pub asked: String,
    /// The same, in milliseconds since 1970.
    #[serde(skip)]
    pub at: Timestamp,
    /// Until when.
    pub due: String,
    /// Whether that is over.
    pub over: bool,
    /// The rule kind.
    pub kind: String,
    /// The article.
    pub cite: String,
    /// Whether one of them answers for all.
    pub shared: bool,
    /// Who answered in time, the quickest first.
    pub answered: Vec<Answer>,
    /// Who did not.
    pub missing: Vec<Answer>,
    /// Who still has time.
    pub waiting: Vec<Answer>,
}

/// The last that were asked of a group.
pub(super) fn questions(
    reader: &mut dyn Reader,
    members: &[MemberRow],
    span: &Stretch,
    now: Timestamp,
    zone: &Zone,
) -> Result<Vec<Question>, StoreError> {
    // What everybody has to answer is rarer and comes first.
    let mut duties = reader.duties(span, Some(false), QUESTIONS)?;
    duties.extend(reader.duties(span, Some(true), QUESTIONS)?);
    let ids: Vec<i64> = duties.iter().map(|duty| duty.id).collect();
    let mut ends: BTreeMap<i64, Vec<(String, DutyEnd, Timestamp)>> = BTreeMap::new();
    for (id, member, end, at) in reader.duty_ends(&ids)? {
        ends.entry(id).or_default().push((member, end, at));
    }
    let names: BTreeMap<&str, &MemberRow> =
        members.iter().map(|row| (row.id.as_str(), row)).collect();
    let somebody = |member: &str, minutes: Option<i64>| Answer {
        member: member.to_owned(),
        name: names.get(member).map_or(member, |row| called(row)).to_owned(),
        minutes,
    };
    let one = |duty: DutyRow| {
        let ends = ends.remove(&duty.id).unwrap_or_default();
        let mut done: Vec<&(String, DutyEnd, Timestamp)> =
            ends.iter().filter(|(_, end, _)| *end == DutyEnd::Done).collect();
        done.sort_by_key(|(_, _, at)| *at);
        let minutes = |at: Timestamp| Some(at.since(duty.opened).max(0) / MINUTE_MS);
        let answered = done.iter().map(|(member, _, at)| somebody(member, minutes(*at))).collect();
        let ended = |member: &str| ends.iter().find(|(one, ..)| one == member);
        // Of one that is shared, what came of it is the same for all.
        let whole = ended("").map(|(_, end, _)| *end);
        let settled = whole.is_some() || duty.shared && !done.is_empty();
        let (mut missing, mut waiting) = (Vec::new(), Vec::new());
        for member in &duty.owing {
            match ended(member) {
                Some((_, DutyEnd::Missed, _)) => missing.push(somebody(member, None)),
                Some(_) => {}
                None if whole == Some(DutyEnd::Missed) => missing.push(somebody(member, None)),
                None if settled => {}
                None => waiting.push(somebody(member, None)),
            }
        }
        Question {
            asker: duty.asker.as_deref().map(|member| somebody(member, None)),
            asked: zone.rfc3339(duty.opened),
            at: duty.opened,
            due: zone.rfc3339(duty.due),
            over: duty.due < now,
            source: duty.source,
            kind: duty.kind,
            cite: duty.cite,
            shared: duty.shared,
            answered,
            missing,
            waiting,
        }
    };
    Ok(duties.into_iter().map(one).collect())
}
