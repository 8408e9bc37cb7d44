//! What somebody says about a case, sent by a form.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use policy::texts::Wording;
use server::access::Caller;
use server::api::cases::{Said, Word, speak};
use server::http::guard::From;
use server::{App, Problem};

use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;
use crate::show::case::{self, Sort};
use crate::show::story::Decided;

/// Takes it, and goes on to where the form wants.
pub async fn say(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Arc<Caller>>,
    Extension(From(address)): Extension<From>,
    Path((group, number)): Path<(String, u32)>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Problem> {
    let (stay, then) = (link::back(fields.text("stay")), link::back(fields.text("then")));
    let wanted = (group.clone(), number);
    let row = app.read(move |reader| reader.case(&wanted.0, wanted.1)).await?;
    let row = row.ok_or_else(|| Problem::not_found("这件事项"))?;
    let word = word(fields.text("say")).ok_or_else(|| Problem::bad("say", "没有这种处理"))?;
    let sort = Sort::of(&row, &case::state(&row));
    let reason = fields.text("reason");
    let weighs = match word {
        Word::Approve => sort.weighs(),
        Word::Reject => sort != Sort::Doubt,
        Word::Reopen | Word::Note => true,
        _ => false,
    };
    if weighs && reason.is_empty() {
        let text = frame.say("queue.reason-missing").to_owned();
        return Ok(frame.go(stay, Some(Flash { tone: "grave", text })));
    }
    let is_note = word == Word::Note;
    let said = Said {
        say: word,
        text: if is_note { reason.to_owned() } else { String::new() },
        reason: if is_note { String::new() } else { reason.to_owned() },
        categories: fields.all("category").map(str::to_owned).collect(),
        choice: fields.text("choice").to_owned(),
        proof: if word == Word::Done { reason.to_owned() } else { String::new() },
    };
    let decisions = speak(&app, &caller, address, &group, number, said).await?;
    let decided: Vec<Decided> =
        decisions.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let case = format!("{group}-{number}");
    let (flash, is_taken) = came_of_it(&frame, word, &case, &decided);
    let stays = matches!(word, Word::Claim | Word::Release | Word::Note) || !is_taken;
    Ok(frame.go(if stays { stay } else { then }, Some(flash)))
}

fn word(name: &str) -> Option<Word> {
    Some(match name {
        "approve" => Word::Approve,
        "reject" => Word::Reject,
        "done" => Word::Done,
        "claim" => Word::Claim,
        "release" => Word::Release,
        "note" => Word::Note,
        "reopen" => Word::Reopen,
        _ => return None,
    })
}

/// What came of it, in words; and whether it was taken.
fn came_of_it(frame: &Frame, word: Word, case: &str, decided: &[Decided]) -> (Flash, bool) {
    let taken = match word {
        Word::Claim => "queue.claimed",
        Word::Release => "queue.released",
        Word::Note => "queue.noted",
        Word::Done => "queue.done",
        _ => "queue.decided",
    };
    let done = |key| Flash { tone: "done", text: frame.say(key).to_owned() };
    // Who may not decide is told so by an answer to them, and nothing else happens.
    let refusals = ["only-members", "only-people", "not-concerned", "not-entitled", "not-involved"];
    let others = ["claimed", "had-your-say", "heard-by-others", "already-settled"];
    let keys = || refusals.iter().chain(&others);
    let refused = decided
        .iter()
        .filter(|one| one.action == "reply")
        .find_map(|one| keys().find(|key| Wording::default().say(key, &[]) == one.reason));
    if let Some(key) = refused {
        let why = Wording { language: frame.language, ..Wording::default() }.say(key, &[]);
        return (Flash { tone: "grave", text: frame.with("queue.refused", "why", why) }, false);
    }
    let waits = decided.iter().find(|one| one.status == "pending");
    match waits {
        // What a verdict led to has consents of its own to wait for.
        Some(one) if word == Word::Approve && one.case != case => {
            (Flash { tone: "waits", text: frame.say("queue.decided-asks").to_owned() }, true)
        }
        Some(one) if word == Word::Approve => {
            let text = frame.with("queue.agreed", "left", &one.reason);
            (Flash { tone: "waits", text }, true)
        }
        _ => (done(taken), true),
    }
}
