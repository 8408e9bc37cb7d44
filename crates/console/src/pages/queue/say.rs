//! What somebody says about a case, sent by a form.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use policy::texts::Wording;
use server::access::Caller;
use server::api::cases::{Said, Word, speak};
use server::api::proposals::{Proposed, propose};
use server::dispatch::talk::ask_to_look;
use server::http::guard::From;
use server::{App, Problem};
use store::rows::CaseRow;

use crate::form::Fields;
use crate::frame::{Flash, Frame};
use crate::link;
use crate::show::case::{self, Sort};
use crate::show::names;
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
    let asked = Asked { app: &app, caller: &caller, address, row: &row, frame: &frame };
    match fields.text("say") {
        "other" => return asked.other_article(&fields, stay, then).await,
        "ask" => return asked.colleague(&fields, stay).await,
        _ => {}
    }
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

/// What is said about a case that is no word of the engine's own.
struct Asked<'a> {
    app: &'a Arc<App>,
    caller: &'a Caller,
    address: std::net::IpAddr,
    row: &'a CaseRow,
    frame: &'a Frame,
}

impl Asked<'_> {
    async fn speak(&self, said: Said) -> Result<Vec<Decided>, Problem> {
        let (group, number) = (&self.row.group, self.row.number);
        let lines = speak(self.app, self.caller, self.address, group, number, said).await?;
        Ok(lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    fn case(&self) -> String {
        format!("{}-{}", self.row.group, self.row.number)
    }

    fn stays(&self, stay: &str, tone: &'static str, text: String) -> Response {
        self.frame.go(stay, Some(Flash { tone, text }))
    }

    /// It is no breach of this article, but perhaps of another: somebody else judges that.
    async fn other_article(
        &self,
        fields: &Fields,
        stay: &str,
        then: &str,
    ) -> Result<Response, Problem> {
        let (frame, reason) = (self.frame, fields.text("reason"));
        let chosen = fields.text("article").split_once('|');
        let (Some((policy, cite)), Some(member)) = (chosen, &self.row.member) else {
            return Ok(self.stays(stay, "grave", frame.say("queue.other.choose").to_owned()));
        };
        if reason.is_empty() {
            return Ok(self.stays(stay, "grave", frame.say("queue.reason-missing").to_owned()));
        }
        let proposed = Proposed {
            target: member.clone(),
            cite: cite.to_owned(),
            policy: policy.to_owned(),
            reason: reason.to_owned(),
        };
        let lines = propose(self.app, self.caller, self.address, &self.row.group, proposed).await?;
        let decided: Vec<Decided> =
            lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let opened = decided.iter().find(|one| one.action == "ask" && one.status == "pending");
        let Some(opened) = opened else {
            let why = decided.first().map(|one| one.reason.as_str()).unwrap_or_default();
            return Ok(self.stays(stay, "grave", frame.with("queue.refused", "why", why)));
        };
        let no = Said { reason: reason.to_owned(), ..nothing(Word::Reject) };
        let decided = self.speak(no).await?;
        let (flash, is_taken) = came_of_it(frame, Word::Reject, &self.case(), &decided);
        if !is_taken {
            return Ok(frame.go(stay, Some(flash)));
        }
        let text = frame.with("queue.other.done", "case", &opened.case);
        Ok(self.stays(then, "done", text))
    }

    /// Somebody else is asked to look at it.
    async fn colleague(&self, fields: &Fields, stay: &str) -> Result<Response, Problem> {
        let frame = self.frame;
        let (group, id) = (self.row.group.clone(), fields.text("colleague").to_owned());
        let known = self.app.read(move |reader| reader.member(&group, &id)).await?;
        let Some(row) = known.filter(|row| row.present) else {
            return Ok(self.stays(stay, "grave", frame.say("queue.ask.choose").to_owned()));
        };
        let name = names::called(&row, frame.language);
        let asked = frame.with("queue.ask.note", "who", &name);
        let text = match fields.given("reason") {
            Some(reason) => format!("{asked} {reason}"),
            None => asked,
        };
        let decided = self.speak(Said { text, ..nothing(Word::Note) }).await?;
        let (flash, is_taken) = came_of_it(frame, Word::Note, &self.case(), &decided);
        if !is_taken {
            return Ok(frame.go(stay, Some(flash)));
        }
        let (group, by) = (&self.row.group, &self.caller.shown);
        ask_to_look(self.app, group, &row.id, by, &self.case()).await;
        Ok(self.stays(stay, "done", frame.with("queue.ask.done", "who", name)))
    }
}

fn nothing(say: Word) -> Said {
    Said {
        say,
        reason: String::new(),
        text: String::new(),
        categories: Vec::new(),
        choice: String::new(),
        proof: String::new(),
    }
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
