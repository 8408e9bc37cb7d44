//! Whether something was said already: looked up before it is said a second time.

use serde_json::json;

use crate::call::{Answer, Call, Meaning, SAID_CHARS_MAX, answer, meaning};
use crate::content;
use crate::desk::{Desk, Leased};
use crate::effect::Act;
use crate::hub::Hub;
use crate::ids;
use crate::line;
use crate::seat::Seat;
use crate::segment;

/// How many of the last messages are looked through.
const MESSAGES: u32 = 100;
/// The clocks of the platform and of ours may differ by so many milliseconds.
const CLOCKS_MS: i64 = 120_000;

/// Whether something was said.
pub(crate) enum Said {
    /// It was, as this event.
    Yes(String),
    /// It was not.
    No,
    /// The program keeps no history, or does not answer.
    NobodyKnows,
}

pub(crate) async fn was_said<D: Desk>(
    hub: &Hub<D>,
    seat: &Seat,
    leased: &Leased,
    act: &Act,
) -> Said {
    const HISTORY: &str = "get_group_msg_history";
    let Act::Say { text, to, .. } = act else { return Said::NobodyKnows };
    if !seat.state().account.offers(HISTORY) {
        return Said::NobodyKnows;
    }
    let group = ids::numeric(&leased.effect.group);
    let call = Call::new(HISTORY, json!({"group_id": group, "count": MESSAGES}));
    let Ok(told) = seat.call(&call).await else { return Said::NobodyKnows };
    let data = match answer(&told) {
        Answer::Done(data) => data,
        Answer::Accepted => return Said::NobodyKnows,
        Answer::Refused(code, words) => {
            if meaning(code, &words) == Meaning::NotOffered {
                seat.state().account.learn_missing(HISTORY);
            }
            return Said::NobodyKnows;
        }
    };
    let Some(messages) = data.get("messages").and_then(|list| list.as_array()) else {
        return Said::NobodyKnows;
    };
    let since = leased.since.unwrap_or_else(|| hub.desk.now());
    let own = messages.iter().filter(|message| {
        let at = line::moment(ids::whole(message.get("time")));
        let recent = at.is_none_or(|at| at.since(since) > -CLOCKS_MS);
        recent && ids::number(message.get("user_id")).as_deref() == Some(&*seat.id)
    });
    for message in own {
        let body = message.get("message").or_else(|| message.get("raw_message"));
        let (segments, _) = segment::read(body.unwrap_or(&serde_json::Value::Null));
        let said = content::read(&segments, &mut Vec::new());
        // The same words to somebody else are another message.
        let to_them = to.is_empty() || said.mentions.contains(to);
        if !to_them || !same_words(&said.text, text) {
            continue;
        }
        let id = ids::message(message.get("message_id"));
        let event = id.map(|id| seat.state().account.message_event(&id));
        return Said::Yes(event.unwrap_or_default());
    }
    // Behind the last messages there may be more, and among them what is looked for.
    let oldest =
        messages.iter().filter_map(|message| line::moment(ids::whole(message.get("time"))));
    let reaches = oldest.min().is_some_and(|at| at.since(since) < -CLOCKS_MS);
    let all = u32::try_from(messages.len()).is_ok_and(|count| count < MESSAGES);
    if all || reaches { Said::No } else { Said::NobodyKnows }
}

/// Whether a message of ours says the text: names at its head are not part of it.
pub(crate) fn same_words(said: &str, text: &str) -> bool {
    let text = ids::cut(text, SAID_CHARS_MAX).trim();
    !text.is_empty() && said.trim().ends_with(text)
}
