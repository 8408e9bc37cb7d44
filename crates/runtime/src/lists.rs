//! Duties and entries as the engine tells them, for the tables that people look at.

use engine::{DutyEnd as Told, DutyNews, EntryState, Owed};
use store::counts::{DutyChange, DutyEnd, DutyRow, EntryChange, EntryRow};

/// News of duties.
pub fn duties(news: Vec<DutyNews>, out: &mut Vec<DutyChange>) {
    out.extend(news.into_iter().map(|one| match one {
        DutyNews::Opened(owed) => DutyChange::Opened(row(owed)),
        DutyNews::Ended { group, mark, member, end, at } => {
            DutyChange::Ended { group, mark, member, end: end_of(end), at }
        }
    }));
}

fn end_of(end: Told) -> DutyEnd {
    match end {
        Told::Done => DutyEnd::Done,
        Told::Missed => DutyEnd::Missed,
        Told::Freed => DutyEnd::Freed,
    }
}

fn row(owed: Owed) -> DutyRow {
    let Owed { group, mark, kind, policy, cite, source, asker, opened, due, shared, owing } = owed;
    DutyRow {
        group,
        mark,
        kind: kind.to_owned(),
        policy,
        cite,
        source: source.unwrap_or_default(),
        asker,
        opened,
        due,
        shared,
        owing,
        ..DutyRow::default()
    }
}

/// Entries that may have changed.
pub fn entries(
    changed: Vec<(String, String, String, Option<EntryState>)>,
    out: &mut Vec<EntryChange>,
) {
    out.extend(changed.into_iter().map(|(group, list, key, state)| match state {
        None => EntryChange::Struck(group, list, key),
        Some(EntryState { entry, member }) => EntryChange::Entered(EntryRow {
            group,
            list,
            key,
            member,
            number: entry.number,
            text: entry.text,
            at: entry.at,
            due: entry.due,
        }),
    }));
}
