//! What several accounts in one group have told, and what those keep back who do not tell.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::ids;
use crate::line::Line;

/// The most happenings that are remembered.
const TOLD_MAX: usize = 16_384;
/// The most lines that one account keeps back.
const KEPT_MAX: usize = 4_096;
/// How long a line is kept back: longer than it takes to see that a connection is dead.
const KEPT_FOR: Duration = Duration::from_secs(180);

/// What was told, each with who told it and how often.
#[derive(Default)]
pub(crate) struct Told {
    by: BTreeMap<u64, (String, u32)>,
    order: VecDeque<u64>,
}

impl Told {
    /// Whether another account told the same; otherwise it is remembered as told by this one.
    pub(crate) fn is_again(&mut self, account: &str, line: &Line) -> bool {
        let same = fingerprint(line);
        if let Some((by, count)) = self.by.get_mut(&same) {
            if by == account {
                *count = count.saturating_add(1);
                return false;
            }
            if *count > 0 {
                *count -= 1;
                return true;
            }
        }
        if self.by.insert(same, (account.to_owned(), 1)).is_none() {
            self.order.push_back(same);
        }
        if self.order.len() > TOLD_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.by.remove(&oldest);
        }
        false
    }
}

fn fingerprint(line: &Line) -> u64 {
    let media = line.media.iter().flat_map(|media| [media.kind, &*media.title, &*media.hash]);
    let member = line.member.trim_start_matches('@');
    let parts = [
        &*line.group,
        line.kind,
        member,
        &*line.at,
        line.text.as_deref().unwrap_or(""),
        line.card.as_deref().unwrap_or(""),
        &*line.name,
    ];
    ids::hash(parts.into_iter().chain(media))
}

/// Lines of groups that another account tells: brought if that one turns out to be gone.
#[derive(Default)]
pub(crate) struct KeptBack(VecDeque<(Instant, Line)>);

impl KeptBack {
    pub(crate) fn keep(&mut self, line: Line) {
        self.0.push_back((Instant::now(), line));
        if self.0.len() > KEPT_MAX {
            self.0.pop_front();
        }
    }

    /// Takes out what is to be told now after all, the oldest first.
    pub(crate) fn release(&mut self, tells: impl Fn(&str) -> bool) -> Vec<Line> {
        while self.0.front().is_some_and(|(since, _)| since.elapsed() > KEPT_FOR) {
            self.0.pop_front();
        }
        let mut groups: BTreeMap<String, bool> = BTreeMap::new();
        for (_, line) in &self.0 {
            groups.entry(line.group.clone()).or_insert_with(|| tells(&line.group));
        }
        if groups.values().all(|tells| !tells) {
            return Vec::new();
        }
        let told = |line: &Line| groups.get(&line.group).copied().unwrap_or(false);
        let (now, later): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|(_, line)| told(line));
        self.0 = later;
        now.into_iter().map(|(_, line)| line).collect()
    }
}
