//! Mutes that are longer than the platform allows: set again before the platform ends them, over
//! restarts, until they are over or somebody lifts them.

use model::Timestamp;
use onebot::desk::Leased;
use onebot::effect::Effect;
use serde::{Deserialize, Serialize};

/// Where they are kept.
pub const SETTING: &str = "onebot.renewals";
/// So long before the platform ends a mute it is set again.
const EARLY_MS: i64 = 3_600_000;
/// How long after a failure it is tried again.
const AGAIN_MS: i64 = 600_000;
/// The most that are kept.
const KEPT_MAX: usize = 10_000;
/// Parts the effect's key from the time of the renewal.
const MARK: char = '~';

/// One mute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The key of the effect that it began with.
    pub key: String,
    /// The group.
    pub group: String,
    /// The member.
    pub member: String,
    /// When it ends, as decisions write it; empty: when somebody lifts it.
    pub until: String,
    /// When it is to be set again, in milliseconds.
    pub at: i64,
    /// Whether it is handed out.
    #[serde(skip)]
    out: bool,
}

/// All of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewals(Vec<Renewal>);

impl Renewals {
    /// As they were kept; what can't be read is none.
    #[must_use]
    pub fn read(kept: Option<&str>) -> Renewals {
        Renewals(kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default())
    }

    /// As they are kept.
    #[must_use]
    pub fn written(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The platform ends a mute at that time.
    #[must_use]
    pub fn with(
        mut self,
        key: &str,
        group: &str,
        member: &str,
        until: &str,
        ends: Timestamp,
    ) -> Self {
        self.0.retain(|one| one.key != key);
        if self.0.len() < KEPT_MAX {
            self.0.push(Renewal {
                key: key.to_owned(),
                group: group.to_owned(),
                member: member.to_owned(),
                until: until.to_owned(),
                at: ends.0.saturating_sub(EARLY_MS),
                out: false,
            });
        }
        self
    }

    /// Without a member's: they may speak again.
    #[must_use]
    pub fn without(mut self, group: &str, member: &str) -> Renewals {
        self.0.retain(|one| one.group != group || one.member != member);
        self
    }

    /// Hands out what is due.
    pub fn due(&mut self, now: Timestamp, most: usize) -> Vec<Leased> {
        let due = self.0.iter_mut().filter(|one| !one.out && one.at <= now.0).take(most);
        due.map(|one| {
            one.out = true;
            let effect = Effect {
                key: format!("{}{MARK}{}", one.key, one.at),
                group: one.group.clone(),
                member: one.member.clone(),
                action: "mute".to_owned(),
                status: "done".to_owned(),
                until: one.until.clone(),
                ..Effect::default()
            };
            let expires = Timestamp::parse(&one.until);
            Leased { effect, attempt: 1, since: None, expires }
        })
        .collect()
    }

    /// The mute of which a handed-out key speaks.
    #[must_use]
    pub fn of(&self, key: &str) -> Option<&Renewal> {
        let (key, _) = key.split_once(MARK)?;
        self.0.iter().find(|one| one.key == key)
    }

    /// It was set again, and ends then; or is over.
    #[must_use]
    pub fn renewed(self, key: &str, ends: Option<Timestamp>) -> Renewals {
        let Some(one) = self.of(key).cloned() else { return self };
        match ends {
            Some(ends) => self.with(&one.key, &one.group, &one.member, &one.until, ends),
            None => Renewals(self.0.into_iter().filter(|other| other.key != one.key).collect()),
        }
    }

    /// It was not set again: a little later.
    #[must_use]
    pub fn later(mut self, key: &str, now: Timestamp) -> Renewals {
        let mark = key.split_once(MARK).map_or("", |(key, _)| key).to_owned();
        for one in self.0.iter_mut().filter(|one| one.key == mark) {
            one.at = now.0.saturating_add(AGAIN_MS);
            one.out = false;
        }
        self
    }
}

/// Whether a key is that of a renewal.
#[must_use]
pub fn is_renewal(key: &str) -> bool {
    key.contains(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn a_long_mute_is_set_again_until_it_is_over() {
        let until = "2026-05-01T00:00:00+08:00";
        let ends = Timestamp(30 * DAY_MS);
        let kept = Renewals::default().with("1-0-x", "g", "u", until, ends);
        // As after a restart.
        let mut kept = Renewals::read(Some(&kept.written()));
        assert_eq!(kept.due(Timestamp(29 * DAY_MS), 9), []);
        let due = kept.due(Timestamp(30 * DAY_MS - EARLY_MS), 9);
        let [one] = due.as_slice() else { panic!("{due:?}") };
        assert_eq!((&*one.effect.action, &*one.effect.until), ("mute", until));
        assert!(is_renewal(&one.effect.key) && one.effect.text.is_empty());
        assert_eq!(kept.due(Timestamp(30 * DAY_MS), 9), [], "once at a time");

        let mut later = kept.clone().later(&one.effect.key, Timestamp(30 * DAY_MS));
        assert_eq!(later.due(Timestamp(30 * DAY_MS + AGAIN_MS), 9).len(), 1);
        let mut on = kept.clone().renewed(&one.effect.key, Some(Timestamp(60 * DAY_MS)));
        assert_eq!(on.due(Timestamp(59 * DAY_MS), 9), []);
        assert_eq!(on.due(Timestamp(60 * DAY_MS), 9).len(), 1);
        assert_eq!(kept.clone().renewed(&one.effect.key, None), Renewals::default());
        assert_eq!(kept.without("g", "u"), Renewals::default());
        assert_eq!(Renewals::read(Some("{")), Renewals::default());
    }
}
