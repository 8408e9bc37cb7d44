//! What is heard in a period and told to whoever sums it up: how many, and which messages.

use crate::finder::{Outcome, Outcomes};
use crate::register::Entry;
use crate::scene::{GroupView, Scene};

/// The list of the register on which rules count what they hear.
const LIST: &str = "heard";
/// How many messages are named.
const NAMED_MAX: i64 = 10;

/// Counts the event under a rule's word.
pub fn count(word: &str, scene: &Scene<'_>, out: &mut Outcomes) {
    let known = scene.group.entry(LIST, word);
    let number = known.map_or(0, |entry| entry.number);
    let mut names = known.map_or_else(String::new, |entry| entry.text.clone());
    if number < NAMED_MAX {
        if !names.is_empty() {
            names.push('、');
        }
        names.push_str(&scene.event_name());
    }
    let entry = Entry::new(LIST, word).number(number.saturating_add(1)).text(&names);
    out.push(Outcome::Enter(entry));
}

/// What was counted since the last time: how many, and the first ones by name. The count starts
/// afresh.
pub fn take(word: &str, group: &dyn GroupView, out: &mut Outcomes) -> Option<(i64, String)> {
    let entry = group.entry(LIST, word)?;
    out.push(Outcome::Strike { list: LIST.to_owned(), key: word.to_owned() });
    let more = if entry.number > NAMED_MAX { "等" } else { "" };
    Some((entry.number, format!("{}{more}", entry.text)))
}
