//! What people say to the account: alone, or in a group behind the keyword or by naming it. The
//! same words do the same in both; what concerns one person is told to them alone.
//!
//! Questions are answered here. What decides anything becomes an event, and the engine knows who
//! may: nothing is decided in this module. Nothing that somebody wrote is ever said again.
//!
//! Suggested reading order: [`table`], [`reading`], then `answer` below.

pub mod articles;
mod group;
mod own;
pub mod paces;
pub mod reading;
mod runs;
pub mod table;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use model::Timestamp;
use model::time::HOUR_MS;
use onebot::desk::{Closed, Leased, Outcome};
use onebot::effect::Effect;
use onebot::hear::Private;
use policy::Policy;
use policy::texts::Wording;
use runtime::LineAnswer;
use serde_json::{Value, json};
use store::StoreError;
use store::dialect::Reader;

use super::desk::ERRAND;
use super::held;
use super::outbox::{PRIVATE, SAID, Taken};
use crate::access::member_link;
use crate::app::App;
use crate::policies;
use crate::problem::Problem;
use paces::{Count, Paces};
use table::{COMMANDS, Who, Wish};

pub use group::{Spoken, hear_in_group};

/// The most answers of which it is remembered what is said where they can't be given alone.
const OTHERWISE_MAX: usize = 500;
/// How often handing something to the engine is tried.
const TRIES: u32 = 3;
/// The most groups of which somebody gets a link at once.
const LINKS_MAX: usize = 3;

/// What is known of those who talk to the account.
#[derive(Default)]
pub struct Talk {
    paces: Paces,
    keywords: group::Keywords,
    otherwise: Mutex<VecDeque<(String, Effect)>>,
}

/// Somebody says something to the account.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// The event id of the message.
    pub id: String,
    /// When it was said.
    pub at: String,
    /// By whom.
    pub member: String,
    /// In which group; alone: out of which, where that is known.
    pub group: String,
    /// What, without the keyword.
    pub text: String,
    /// The message that it answers.
    pub reply_to: String,
    /// Whom it names.
    pub mentions: Vec<String>,
    /// Whether nobody else hears it.
    pub alone: bool,
}

/// What an answer needs to know.
struct Scene<'a> {
    asking: &'a Asking,
    /// The groups that it may be about, with their names.
    groups: Vec<(String, Option<String>)>,
    /// The policies that govern them.
    policies: Vec<Arc<Policy>>,
    wording: Wording,
}

/// What is to be done about a message.
#[derive(Debug)]
enum Then {
    /// Nothing.
    Nothing,
    /// It is answered where it was said.
    Here(String),
    /// It is answered to them alone.
    Alone(String),
    /// They read what can be asked, where they have not lately.
    Help(String),
    /// An appeal.
    Appeal { group: String, case: String, reason: String },
    /// Something for the engine, and what is said where it does not answer itself.
    Event { group: String, event: Value, noted: String },
}

/// Lines below what leads them.
fn below(lines: &[String]) -> String {
    lines.iter().flat_map(|line| ["\n", line]).collect()
}

/// Takes a message to the account alone; done when an appeal is on disk.
///
/// # Errors
/// The engine does not take anything now: the same is brought again.
pub async fn hear(app: &Arc<App>, private: Private) -> Result<(), Closed> {
    let now = app.now();
    let wish = table::read(&private.text);
    let asking = Asking {
        id: private.id,
        at: private.at,
        member: private.member,
        group: private.group,
        text: private.text,
        reply_to: private.reply_to,
        mentions: Vec::new(),
        alone: true,
    };
    let wish = as_answer(app, &asking, wish);
    let (told, asked) = (Arc::clone(app), asking.clone());
    let then = app.read(move |reader| {
        let groups = groups_of(reader, &asked)?;
        let scene = scene(&told, reader, &asked, groups)?;
        match may_ask(&told, reader, &scene, &wish, now)? {
            true => answer(&told, reader, &scene, wish, now),
            false => Ok(Then::Nothing),
        }
    });
    carry_out(app, &asking, then.await.map_err(|_| Closed)?).await
}

/// An answer to a notice is an appeal against what it told of.
fn as_answer(app: &App, asking: &Asking, wish: Wish) -> Wish {
    let Some(case) = app.dispatch.case_of(&asking.reply_to) else { return wish };
    match wish {
        Wish::Appeal { case: None, reason } => Wish::Appeal { case: Some(case), reason },
        Wish::Appeal { .. } | Wish::Say { .. } | Wish::Propose(_) => wish,
        _ if asking.alone => {
            let reason = asking.text.chars().take(table::READ_CHARS_MAX).collect();
            Wish::Appeal { case: Some(case), reason }
        }
        // In the group a remark need not be meant as an appeal: whoever asks why is told how that
        // is done.
        Wish::Question(_) => Wish::Record,
        _ => wish,
    }
}

/// Whether one more message of theirs is answered. Whoever runs a group may say more.
fn may_ask(
    app: &App,
    reader: &mut dyn Reader,
    scene: &Scene<'_>,
    wish: &Wish,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (asking, paces) = (scene.asking, &app.dispatch.talk.paces);
    let (count, group) = match asking.alone {
        true => (Count::Alone, ""),
        false => (Count::InGroup, asking.group.as_str()),
    };
    if paces.may(count, group, &asking.member, now) {
        return Ok(true);
    }
    let more = is_word(wish) && !run_by(reader, scene)?.is_empty();
    Ok(more && paces.may(Count::Words, "", &asking.member, now))
}

/// Whether it is something that those do often who run a group.
fn is_word(wish: &Wish) -> bool {
    matches!(wish, Wish::Say { .. } | Wish::Propose(_) | Wish::Pending)
}

fn scene<'a>(
    app: &App,
    reader: &mut dyn Reader,
    asking: &'a Asking,
    groups: Vec<(String, Option<String>)>,
) -> Result<Scene<'a>, StoreError> {
    let mut policies = policies::in_force(reader, app.now())?;
    policies.retain(|policy| {
        groups.iter().any(|(id, name)| {
            policy.governs(id) || name.as_deref().is_some_and(|name| policy.governs(name))
        })
    });
    let wording = policies.first().map(|policy| policy.wording.clone()).unwrap_or_default();
    let wording = app.runtime.known().wording(wording);
    Ok(Scene { asking, groups, policies, wording })
}

/// What is to be done about a wish.
fn answer(
    app: &App,
    reader: &mut dyn Reader,
    scene: &Scene<'_>,
    wish: Wish,
    now: Timestamp,
) -> Result<Then, Problem> {
    let Scene { asking, policies, wording, .. } = scene;
    let say = |key: &str| wording.say(key, &[]);
    let here_only = Some(asking.group.as_str()).filter(|_| !asking.alone);
    Ok(match wish {
        Wish::Help => answered(asking, help(reader, scene)?),
        // Who merely answers a message of ours names us without meaning us.
        Wish::Other if !asking.alone && !asking.reply_to.is_empty() => Then::Nothing,
        Wish::Other => Then::Help(help(reader, scene)?),
        Wish::Rules => answered(asking, own::rules(policies, wording)),
        Wish::Article(cite) => {
            let found = articles::by_number(policies, &cite, wording);
            answered(asking, found.unwrap_or_else(|| say("article-none")))
        }
        Wish::Question(question) => match articles::by_question(policies, &question, wording) {
            Some(found) => answered(asking, found),
            None if asking.alone => Then::Help(help(reader, scene)?),
            None => answered(asking, say("question-none")),
        },
        Wish::Record => {
            let mine = own::mine(reader, &asking.member, here_only)?;
            let mut text = own::record(&mine, policies, wording);
            if !mine.is_empty() {
                text.extend(
                    links(app, reader, scene, now)?.into_iter().map(|line| format!("\n{line}")),
                );
            }
            Then::Alone(text)
        }
        Wish::Page => {
            let lines = links(app, reader, scene, now)?;
            let none = || say("page-none");
            Then::Alone(if lines.is_empty() { none() } else { lines.join("\n") })
        }
        Wish::Appeal { case, reason } => {
            let mine = own::mine(reader, &asking.member, here_only)?;
            own::appealed(&mine, case.as_deref(), reason, policies, wording)
        }
        Wish::Say { kind, word, case, reason } => {
            runs::say(reader, scene, (kind, word), &case, &reason)?
        }
        Wish::Pending | Wish::Propose(_) | Wish::Pause | Wish::Status => {
            let groups = run_by(reader, scene)?;
            if groups.is_empty() {
                return Ok(Then::Alone(say("staff-only")));
            }
            match wish {
                Wish::Pending => Then::Alone(runs::pending(reader, &groups, policies, wording)?),
                Wish::Status => Then::Alone(runs::status(reader, &groups, policies, wording)?),
                Wish::Pause => Then::Alone(runs::pause(reader, wording)?),
                Wish::Propose(rest) if groups.contains(&asking.group) => {
                    runs::propose(scene, &rest)
                }
                // Who is meant is known in a group alone.
                _ => Then::Alone(say("propose-how")),
            }
        }
    })
}

/// An answer for everybody: where it was asked.
fn answered(asking: &Asking, text: String) -> Then {
    if asking.alone { Then::Alone(text) } else { Then::Here(text) }
}

/// The groups of the scene that whoever asks helps to run.
fn run_by(reader: &mut dyn Reader, scene: &Scene<'_>) -> Result<Vec<String>, StoreError> {
    let mut groups = Vec::new();
    for (group, _) in &scene.groups {
        if runs::runs(reader, group, &scene.asking.member)? {
            groups.push(group.clone());
        }
    }
    Ok(groups)
}

/// What can be asked: in a group what everybody may, alone what they may.
fn help(reader: &mut dyn Reader, scene: &Scene<'_>) -> Result<String, StoreError> {
    let (asking, wording) = (scene.asking, &scene.wording);
    let runs = asking.alone && !run_by(reader, scene)?.is_empty();
    let told = COMMANDS.iter().filter(|command| !command.help.is_empty());
    let told = told.filter(|command| command.who == Who::Anyone || runs);
    let lines: Vec<String> = told.map(|command| wording.say(command.help, &[])).collect();
    let keyword = wording.say("chat-keyword", &[]);
    let places = [("list", &*below(&lines)), ("keyword", &*keyword)];
    Ok(wording.say(if asking.alone { "private-help" } else { "chat-help" }, &places))
}

/// Links to the pages of whoever asks, in words; none where browsers reach nothing here.
fn links(
    app: &App,
    reader: &mut dyn Reader,
    scene: &Scene<'_>,
    now: Timestamp,
) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    for (group, name) in scene.groups.iter().take(LINKS_MAX) {
        let governed = policies::governing(reader, now, group, name.as_deref())?;
        let known = reader.member(group, &scene.asking.member)?.is_some_and(|row| row.present);
        let (true, false) = (known, governed.is_empty() || app.config.public_url.is_empty()) else {
            continue;
        };
        let link = member_link::address(app, group, &scene.asking.member)?;
        let name = name.as_deref().unwrap_or(group);
        lines.push(scene.wording.say("page-link", &[("group", name), ("link", &link)]));
    }
    Ok(lines)
}

/// The groups of whoever writes alone, with their names.
fn groups_of(
    reader: &mut dyn Reader,
    asking: &Asking,
) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let mut ids: Vec<String> = reader
        .memberships(&asking.member)?
        .into_iter()
        .filter(|row| row.present)
        .map(|row| row.group)
        .collect();
    if !asking.group.is_empty() && !ids.contains(&asking.group) {
        ids.push(asking.group.clone());
    }
    ids.sort_unstable();
    let mut groups = Vec::with_capacity(ids.len());
    for id in ids {
        groups.extend(reader.group(&id)?.map(|row| (row.id, row.name)));
    }
    // What they write out of is what they mean first.
    groups.sort_by_key(|(id, _)| *id != asking.group);
    Ok(groups)
}

/// Does what is to be done.
async fn carry_out(app: &Arc<App>, asking: &Asking, then: Then) -> Result<(), Closed> {
    match then {
        Then::Nothing => {}
        Then::Here(text) => say_here(app, asking, text),
        Then::Alone(text) => say_alone(app, asking, text).await,
        Then::Help(text) => {
            if app.dispatch.talk.paces.may(Count::Help, "", &asking.member, app.now()) {
                match asking.alone {
                    true => say_alone(app, asking, text).await,
                    false => say_here(app, asking, text),
                }
            }
        }
        Then::Appeal { group, case, reason } => {
            let event = json!({"kind": "appeal", "case": case, "text": reason});
            hand_over(app, asking, &group, PRIVATE.to_owned(), event).await?;
        }
        Then::Event { group, event, noted } => {
            let is_proposal = event.get("kind").is_some_and(|kind| kind == "propose");
            let before = format!("{SAID}{}:", asking.member);
            let decisions = hand_over(app, asking, &group, before, event).await?;
            if !runs::is_answered(&decisions, asking) {
                let mut text = noted;
                if is_proposal && let Some(case) = runs::proposed(&decisions) {
                    let wording = wording(app, asking).await;
                    text = wording.say("proposed", &[("case", &case)]);
                }
                say_alone(app, asking, text).await;
            }
        }
    }
    Ok(())
}

/// How people of the group are spoken to.
async fn wording(app: &Arc<App>, asking: &Asking) -> Wording {
    let (asked, now) = (asking.clone(), app.now());
    let read = app.read(move |reader| {
        let name = reader.group(&asked.group)?.and_then(|row| row.name);
        let policies = policies::governing(reader, now, &asked.group, name.as_deref())?;
        Ok::<_, StoreError>(policies.first().map(|policy| policy.wording.clone()))
    });
    app.runtime.known().wording(read.await.ok().flatten().unwrap_or_default())
}

/// Hands something to the engine: what it decided.
async fn hand_over(
    app: &Arc<App>,
    asking: &Asking,
    group: &str,
    before: String,
    mut event: Value,
) -> Result<Vec<String>, Closed> {
    let Some(fields) = event.as_object_mut() else { return Ok(Vec::new()) };
    let own = [
        ("at", asking.at.clone()),
        ("received", app.zone.rfc3339(app.now())),
        ("group", group.to_owned()),
        ("id", format!("{before}{}", asking.id)),
        ("member", asking.member.clone()),
    ];
    fields.extend(own.map(|(name, value)| (name.to_owned(), Value::from(value))));
    let line = event.to_string();
    for tried in 0..TRIES {
        match app.ingest(line.clone()).await {
            Ok(answers) => {
                let decided = answers.into_iter().flat_map(|answer| match answer {
                    LineAnswer::Kept { decisions, .. } | LineAnswer::Duplicate { decisions } => {
                        decisions
                    }
                    LineAnswer::Refused(_) | LineAnswer::Empty => Vec::new(),
                });
                return Ok(decided.collect());
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100 << tried)).await,
        }
    }
    Err(Closed)
}

fn say_here(app: &App, asking: &Asking, text: String) {
    // However many ask, the group reads no more than that.
    if app.dispatch.talk.paces.may(Count::Answers, &asking.group, "", app.now()) {
        say(app, said(asking, "reply", text));
    }
}

async fn say_alone(app: &Arc<App>, asking: &Asking, text: String) {
    let effect = said(asking, "say-alone", text);
    if !asking.alone {
        // Platforms take an account away that writes to very many people.
        let (group, now) = (&asking.group, app.now());
        if !app.dispatch.talk.paces.may(Count::AnswersAlone, group, "", now) {
            return;
        }
        let text = wording(app, asking).await.say("told-alone-failed", &[]);
        let mut otherwise = held(&app.dispatch.talk.otherwise);
        otherwise.push_back((effect.key.clone(), said(asking, "reply", text)));
        if otherwise.len() > OTHERWISE_MAX {
            otherwise.pop_front();
        }
    }
    say(app, effect);
}

fn said(asking: &Asking, action: &str, text: String) -> Effect {
    Effect {
        key: format!("{ERRAND}{action}:{}", asking.id),
        group: asking.group.clone(),
        member: asking.member.clone(),
        event: asking.id.clone(),
        action: action.to_owned(),
        status: "done".to_owned(),
        text,
        ..Effect::default()
    }
}

fn say(app: &App, effect: Effect) {
    let expires = Some(app.now().plus_ms(HOUR_MS));
    app.dispatch.say(Leased { effect, attempt: 1, since: None, expires });
}

/// What came of an answer: who can't be told alone is told so where they asked, and no more.
pub(super) fn settled(app: &App, key: &str, outcome: &Outcome) {
    let mut all = held(&app.dispatch.talk.otherwise);
    let at = all.iter().position(|(known, _)| known == key);
    let Some((_, effect)) = at.and_then(|at| all.remove(at)) else { return };
    drop(all);
    let failed = matches!(outcome, Outcome::NotPossible { .. } | Outcome::Failed { .. });
    if failed && app.dispatch.talk.paces.may(Count::Help, "", &effect.member, app.now()) {
        say(app, effect);
    }
}

/// Asks somebody who runs a group to look at a case, where their group's account can reach them.
pub async fn ask_to_look(app: &Arc<App>, group: &str, member: &str, who: &str, case: &str) {
    if member.starts_with('@') || app.dispatch.view().is_none() {
        return;
    }
    let asking = Asking {
        id: format!("look:{case}:{member}"),
        group: group.to_owned(),
        member: member.to_owned(),
        alone: true,
        ..Asking::default()
    };
    let text = wording(app, &asking).await.say("asked-to-look", &[("who", who), ("case", case)]);
    say(app, Effect { event: String::new(), ..said(&asking, "say-alone", text) });
}

/// After something was done to somebody, they get a link to the reasons and to appeal, where
/// their policy has words of its own for that.
pub(super) fn link_after(app: &App, key: &str, taken: &Taken) -> Result<(), Problem> {
    const MEASURES: [&str; 5] = ["warn", "serious-warn", "mute", "restrict", "fine"];
    let told = MEASURES.contains(&taken.action.as_str()) && !taken.is_task;
    if !told || taken.member.starts_with('@') || app.config.public_url.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let mut reader = app.runtime.reader()?;
    let name = reader.group(&taken.group)?.and_then(|row| row.name);
    let policies = policies::governing(reader.as_mut(), now, &taken.group, name.as_deref())?;
    let known = app.runtime.known();
    let mut wordings = policies.iter().map(|one| known.wording(one.wording.clone()));
    let own = wordings.find(|wording| wording.own.contains_key("page-after-act"));
    let Some(wording) = own else { return Ok(()) };
    if !app.dispatch.talk.paces.may(Count::Links, &taken.group, &taken.member, now) {
        return Ok(());
    }
    let link = member_link::address(app, &taken.group, &taken.member)?;
    let asking = Asking {
        id: key.to_owned(),
        member: taken.member.clone(),
        group: taken.group.clone(),
        ..Asking::default()
    };
    let text = wording.say("page-after-act", &[("link", &link)]);
    // No account is bound to it: the event is none of the platform's.
    say(app, Effect { event: String::new(), ..said(&asking, "say-alone", text) });
    Ok(())
}
