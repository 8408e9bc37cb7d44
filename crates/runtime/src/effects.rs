//! What of a decision is to be carried out, whether twice is the same as once, and until when
//! it makes sense.

use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use model::{Action, Decision, Status, Timestamp};
use store::rows::NewEffect;

/// How long a word to a member makes sense: later it would only puzzle.
const WORDS_MS: i64 = 30 * MINUTE_MS;
/// How long a warning that counts is still told.
const WARNING_MS: i64 = DAY_MS;
/// How long a message is still recalled.
const RECALL_MS: i64 = DAY_MS;
/// How long somebody is still removed, or their name set.
const MEMBER_MS: i64 = 3 * DAY_MS;
/// How long somebody who asked to join is still answered.
const ANSWER_MS: i64 = 7 * DAY_MS;
/// How long people are still told of something that waits for them.
const TASK_MS: i64 = 3 * DAY_MS;
/// A mute that ends sooner than this is not begun any more.
const MUTE_LEAST_MS: i64 = MINUTE_MS;

/// What a decision asks of a connector, where it asks anything.
#[must_use]
pub fn effect_of(decision: &Decision) -> Option<NewEffect> {
    if decision.merged {
        return None;
    }
    match decision.status {
        Status::Observed => None,
        Status::Pending | Status::Task => Some(NewEffect {
            repeatable: false,
            tells: true,
            expires: Some(decision.at.plus_ms(TASK_MS)),
        }),
        Status::Done => {
            let repeatable = repeatable(decision.action);
            // What consists of words alone and has none is only recorded.
            let nothing = !repeatable && decision.text.is_none();
            let expires = Some(expires(decision));
            (!nothing).then_some(NewEffect { repeatable, tells: false, expires })
        }
    }
}

/// Whether carrying the action out twice is the same as once: what sets a state is, what says
/// something is not.
#[must_use]
pub fn repeatable(action: Action) -> bool {
    matches!(
        action,
        Action::Delete
            | Action::Mute
            | Action::Restrict
            | Action::Remove
            | Action::Ban
            | Action::Approve
            | Action::Refuse
            | Action::SetCard
    )
}

fn expires(decision: &Decision) -> Timestamp {
    let after = |ms| decision.at.plus_ms(ms);
    match decision.action {
        Action::Delete => after(RECALL_MS),
        Action::Mute | Action::Restrict => match decision.until {
            Some(until) => until.plus_ms(-MUTE_LEAST_MS),
            None => after(HOUR_MS),
        },
        Action::Remove | Action::Ban | Action::SetCard => after(MEMBER_MS),
        Action::Approve | Action::Refuse => after(ANSWER_MS),
        Action::Warn | Action::SeriousWarn | Action::Notify | Action::Fine => after(WARNING_MS),
        _ => after(WORDS_MS),
    }
}
