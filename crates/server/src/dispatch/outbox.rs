//! From what the outbox has to what a connector carries out, and from what came of it back to
//! what the outbox keeps. Pure.

use model::Timestamp;
use onebot::desk::{Leased, Outcome};
use onebot::effect::Effect;
use store::rows::{self, EffectRow, RecordNumber};

/// How long one try is given: longer than the slowest pace and every wait for an answer.
pub const LEASE_MS: i64 = 30 * 60_000;
/// After so many tries that failed, a person is asked: what else is to be done in the group waits
/// behind it.
const TRIES_MAX: u32 = 5;
/// The shortest and the longest wait before another try, in milliseconds.
const WAITS_MS: (u64, u64) = (2_000, 600_000);
/// When words that may have been said are looked up, in milliseconds.
const LOOK_UP_MS: i64 = 5_000;
/// What stands before the id of somebody's private message in the event that it became.
pub const PRIVATE: &str = "private:";
/// What stands before the member and the id of the message with which somebody had a say about a
/// case from the chat.
pub const SAID: &str = "said:";

/// What is to be known of an effect when its receipt comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which attempt it is.
    pub attempt: u32,
    /// Whether doing it twice is the same as once.
    pub repeatable: bool,
    /// What is done, as the decision has it.
    pub action: String,
    /// Whether only a person does it, and it is merely told of here.
    pub is_task: bool,
    /// With which record it was decided.
    pub record: RecordNumber,
    /// The group.
    pub group: String,
    /// The case that its words are about.
    pub case: String,
    /// The member concerned.
    pub member: String,
    /// The end of a mute, as decisions write it.
    pub until: String,
    /// Whether a mute is lifted with it.
    pub lifts_mute: bool,
}

impl Taken {
    /// Of a row and its decision.
    #[must_use]
    pub fn of(row: &EffectRow, decided: &Decided) -> Taken {
        Taken {
            attempt: row.attempt,
            repeatable: row.repeatable,
            action: decided.effect.action.clone(),
            is_task: is_task(row, decided),
            record: row.record,
            group: row.group.clone(),
            case: decided.case.clone(),
            member: decided.effect.member.clone(),
            until: decided.effect.until.clone(),
            lifts_mute: decided.effect.lift.iter().any(|action| action == "mute"),
        }
    }
}

/// A decision as far as it is carried out.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// What a connector reads of it.
    pub effect: Effect,
    /// The case.
    pub case: String,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Case {
    case: String,
}

/// Reads a row's decision.
#[must_use]
pub fn decided(row: &EffectRow) -> Decided {
    let effect: Effect = serde_json::from_str(&row.decision).unwrap_or_default();
    let Case { case } = serde_json::from_str(&row.decision).unwrap_or_default();
    Decided { effect, case }
}

fn is_task(row: &EffectRow, decided: &Decided) -> bool {
    row.tells && decided.effect.status == "task"
}

/// What is handed to a connector; or what came of it already, where there is nothing to do.
///
/// # Errors
/// What came of it.
pub fn leased(row: &EffectRow, decided: Decided) -> Result<Leased, rows::Outcome> {
    let task = is_task(row, &decided);
    let Decided { mut effect, .. } = decided;
    effect.key.clone_from(&row.key);
    if row.tells {
        // Of what waits for people, members are told the words alone.
        if effect.text.trim().is_empty() {
            return Err(if task { rows::Outcome::People } else { rows::Outcome::Done });
        }
        "reply".clone_into(&mut effect.action);
        "done".clone_into(&mut effect.status);
        effect.lift.clear();
    }
    if let Some(event) = effect.event.strip_prefix(PRIVATE) {
        // Who appealed in private is answered in private.
        let event = event.to_owned();
        effect.event = event;
        if matches!(&*effect.action, "reply" | "ask") && effect.lift.is_empty() {
            "say-alone".clone_into(&mut effect.action);
        }
    }
    if let Some((speaker, event)) =
        effect.event.strip_prefix(SAID).and_then(|rest| rest.split_once(':'))
    {
        let to_speaker = speaker == effect.member && effect.lift.is_empty();
        if to_speaker && matches!(&*effect.action, "reply" | "ask") {
            effect.event = event.to_owned();
            "say-alone".clone_into(&mut effect.action);
        } else {
            // What follows for others is no answer to that message, and does nothing to it.
            effect.event.clear();
        }
    }
    let since = (row.attempt > 1).then_some(row.decided);
    Ok(Leased { effect, attempt: row.attempt, since, expires: row.expires })
}

/// What the outbox keeps of what came of an attempt, and what is said of it. `random`: spreads
/// waits.
#[must_use]
pub fn settled(taken: &Taken, outcome: &Outcome, random: u64) -> (rows::Outcome, String) {
    let again = |wait: Option<i64>| {
        let wait = wait.unwrap_or_else(|| wait_ms(taken.attempt, random));
        match taken.attempt {
            TRIES_MAX.. if taken.repeatable => rows::Outcome::People,
            _ => rows::Outcome::Again(wait),
        }
    };
    let hand = |otherwise| if taken.repeatable { rows::Outcome::People } else { otherwise };
    let (kept, said) = match outcome {
        Outcome::Done { message, note, .. } => {
            let said = if message.is_empty() { note } else { message };
            (rows::Outcome::Done, said)
        }
        Outcome::NotPossible { reason } => (rows::Outcome::People, reason),
        Outcome::Moot { reason } => (rows::Outcome::Failed, reason),
        // As long as it makes sense: nothing speaks against its being possible.
        Outcome::NotSent { reason } => {
            (rows::Outcome::Again(wait_ms(taken.attempt, random)), reason)
        }
        Outcome::Failed { reason, again: true } => (again(None), reason),
        Outcome::Failed { reason, again: false } => (hand(rows::Outcome::Failed), reason),
        Outcome::Unknown { reason, repeatable: true } => (again(None), reason),
        Outcome::Unknown { reason, repeatable: false } => {
            // Once more: then it is looked up whether it was said, and never said on suspicion.
            let first = taken.attempt <= 1;
            let kept = if first { again(Some(LOOK_UP_MS)) } else { rows::Outcome::Unknown };
            (kept, reason)
        }
        Outcome::Expired => return (rows::Outcome::Expired, "来得太晚,没有办".to_owned()),
    };
    // The words are told or not: the task itself is a person's.
    let ends = matches!(kept, rows::Outcome::Done | rows::Outcome::Failed | rows::Outcome::Unknown);
    if taken.is_task && ends {
        return (rows::Outcome::People, String::new());
    }
    (kept, said.clone())
}

fn wait_ms(attempt: u32, random: u64) -> i64 {
    let tries = attempt.saturating_sub(1);
    let wait = onebot::pace::wait_ms(tries, WAITS_MS.0, WAITS_MS.1, random);
    i64::try_from(wait).unwrap_or(i64::MAX)
}

/// When a mute that the platform ended too early is to be set again, where it is to be.
#[must_use]
pub fn renewed(outcome: &Outcome) -> Option<Timestamp> {
    match outcome {
        Outcome::Done { renew_at, .. } => *renew_at,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use store::rows::EffectState;

    fn row(decision: serde_json::Value, tells: bool) -> EffectRow {
        EffectRow {
            key: "1-0-x".to_owned(),
            record: 1,
            ordinal: 0,
            group: "20001".to_owned(),
            action: decision["action"].as_str().unwrap_or_default().to_owned(),
            repeatable: decision["action"] == "mute",
            tells,
            state: EffectState::InFlight,
            attempt: 1,
            next: Timestamp(0),
            expires: None,
            decided: Timestamp(5),
            detail: None,
            decision: decision.to_string(),
        }
    }

    #[test]
    fn a_decision_is_handed_out_as_it_is_to_be_carried_out() {
        let mute = json!({"group": "20001", "member": "10001", "event": "qq:1:7", "case": "20001-3",
            "action": "mute", "status": "done", "until": "2026-03-02T10:00:00+08:00",
            "text": "禁言一小时。"});
        let row_of = row(mute, false);
        let taken = Taken::of(&row_of, &decided(&row_of));
        assert_eq!((&*taken.case, taken.repeatable, taken.is_task), ("20001-3", true, false));
        let leased_of = leased(&row_of, decided(&row_of)).unwrap();
        assert_eq!((&*leased_of.effect.action, &*leased_of.effect.key), ("mute", "1-0-x"));
        assert_eq!(leased_of.since, None);

        // What waits for people: members are told the words, nothing is done.
        let waits = json!({"group": "20001", "member": "10001", "event": "qq:1:7",
            "action": "remove", "status": "pending", "text": "待管理员同意后移出。"});
        let told = leased(&row(waits.clone(), true), decided(&row(waits, true))).unwrap();
        assert_eq!((&*told.effect.action, &*told.effect.status), ("reply", "done"));
        for (status, outcome) in [("pending", rows::Outcome::Done), ("task", rows::Outcome::People)]
        {
            let silent = row(json!({"action": "remove", "status": status}), true);
            assert_eq!(leased(&silent, decided(&silent)), Err(outcome));
        }

        // An answer to an appeal in private goes to whoever appealed, alone.
        let answer = json!({"group": "20001", "member": "10001", "event": "private:qq:1:9",
            "action": "ask", "status": "pending", "text": "申诉已收到。"});
        let answer = row(answer, true);
        let told = leased(&answer, decided(&answer)).unwrap();
        assert_eq!((&*told.effect.action, &*told.effect.event), ("say-alone", "qq:1:9"));
    }

    #[test]
    fn what_came_of_it_is_kept_by_what_it_means() {
        let base = row(json!({"action": "mute", "status": "done"}), false);
        let act = Taken::of(&base, &decided(&base));
        let words = Taken { repeatable: false, ..act.clone() };
        let task = Taken { is_task: true, ..words.clone() };
        let reason = || "x".to_owned();
        let done = Outcome::Done { message: String::new(), renew_at: None, note: reason() };
        let failed = |again| Outcome::Failed { reason: reason(), again };
        let unknown = |repeatable| Outcome::Unknown { reason: reason(), repeatable };
        let is_again = |outcome: &rows::Outcome| matches!(outcome, rows::Outcome::Again(1_000..));
        for (taken, outcome, kept) in [
            (&act, done.clone(), rows::Outcome::Done),
            (&task, done, rows::Outcome::People),
            (&act, Outcome::NotPossible { reason: reason() }, rows::Outcome::People),
            (&words, Outcome::NotPossible { reason: reason() }, rows::Outcome::People),
            (&act, Outcome::Moot { reason: reason() }, rows::Outcome::Failed),
            (&act, failed(false), rows::Outcome::People),
            (&words, failed(false), rows::Outcome::Failed),
            (&words, Outcome::Expired, rows::Outcome::Expired),
        ] {
            assert_eq!(settled(taken, &outcome, 7).0, kept, "{outcome:?}");
        }
        assert!(is_again(&settled(&act, &failed(true), 7).0));
        assert!(is_again(&settled(&act, &unknown(true), 7).0));
        // Words are looked up once, and then left.
        assert!(is_again(&settled(&words, &unknown(false), 7).0));
        let second = Taken { attempt: 2, ..words };
        assert_eq!(settled(&second, &unknown(false), 7).0, rows::Outcome::Unknown);
        // After many tries somebody is asked.
        let tired = Taken { attempt: TRIES_MAX, ..act };
        assert_eq!(settled(&tired, &failed(true), 7).0, rows::Outcome::People);
        // But not where nobody was there to try.
        assert!(is_again(&settled(&tired, &Outcome::NotSent { reason: reason() }, 7).0));
    }

    #[test]
    fn waits_grow_and_are_spread() {
        let waits: Vec<i64> = (1..12).map(|attempt| wait_ms(attempt, 12_345)).collect();
        assert!(waits.windows(2).all(|two| two[0] <= two[1] || two[1] >= 300_000), "{waits:?}");
        assert!(waits.iter().all(|wait| (1_000..=600_000).contains(wait)), "{waits:?}");
        assert_ne!(wait_ms(6, 1), wait_ms(6, 9_999));
    }
}
