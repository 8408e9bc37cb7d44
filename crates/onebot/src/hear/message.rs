//! Messages: of groups, to the account alone, and the account's own.

use serde_json::Value;

use super::{Private, Scene, Sign};
use crate::content::{self, Content};
use crate::diagnostics::Note;
use crate::ids;
use crate::segment;

/// The number behind which QQ hid those who spoke without a name.
const ANONYMOUS: &str = "80000000";

pub(super) fn hear(scene: &mut Scene<'_, '_>) {
    match &*scene.word("message_type") {
        "group" => group(scene),
        "private" => private(scene),
        other => scene.note(Note::Event(format!("message.{other}"))),
    }
}

fn read(scene: &mut Scene<'_, '_>) -> Content {
    let message = scene.push.get("message").filter(|message| !message.is_null());
    let message = message.or_else(|| scene.push.get("raw_message")).unwrap_or(&Value::Null);
    let (segments, lost) = segment::read(message);
    if lost > 0 {
        scene.note(Note::Cut("segments"));
    }
    content::read(&segments, &mut scene.heard.notes)
}

fn group(scene: &mut Scene<'_, '_>) {
    let Some(group) = scene.must("message", "group_id") else { return };
    let Some(member) = speaker(scene) else { return };
    let Some(message) = ids::message(scene.push.get("message_id")) else {
        scene.note(Note::Field("message", "message_id"));
        return;
    };
    if scene.word("sub_type") == "notice" {
        // A grey line of the client's own, which nobody said.
        scene.note(Note::Irrelevant("message.notice"));
        return;
    }
    let content = read(scene);
    let event = scene.account.message_event(&message);
    let own = member.strip_prefix('@') == Some(&*scene.account.id);
    if own {
        let text = content.text.clone();
        scene.sign(Sign::Wrote { group: group.clone(), event: event.clone(), text });
    }
    let role = scene.push.get("sender").map(|sender| ids::text(sender.get("role")));
    let may_announce = role.is_none_or(|role| role != "member");
    let kind = if content.notice && may_announce { "notice" } else { "message" };
    let mut line = scene.line(kind, &group, event);
    line.member = member;
    line.text = Some(content.text);
    if kind == "message" {
        line.media = content.media;
        // What we say ourselves nobody has to look at.
        line.pictures = if own { Vec::new() } else { content.pictures };
        line.mentions = content.mentions.iter().map(|id| named(scene, id)).collect();
        line.reply_to =
            content.reply.map(|reply| scene.account.message_event(&reply)).unwrap_or_default();
    }
    scene.heard.events.push(line);
}

fn named(scene: &Scene<'_, '_>, id: &str) -> String {
    if id == "all" { id.to_owned() } else { scene.account.member(id) }
}

/// Who said it. Somebody without a name keeps the number that the group gave their mask.
fn speaker(scene: &mut Scene<'_, '_>) -> Option<String> {
    let anonymous = scene.push.get("anonymous").filter(|mask| mask.is_object());
    if let Some(mask) = anonymous {
        let id = ids::number(mask.get("id")).unwrap_or_default();
        return Some(format!("anonymous-{id}"));
    }
    let member = scene.must("message", "user_id")?;
    if member == ANONYMOUS {
        return Some("anonymous-".to_owned());
    }
    Some(scene.account.member(&member))
}

fn private(scene: &mut Scene<'_, '_>) {
    let Some(member) = scene.must("message", "user_id") else { return };
    let Some(message) = ids::message(scene.push.get("message_id")) else {
        scene.note(Note::Field("message", "message_id"));
        return;
    };
    if scene.account.is_program(&member) || scene.word("post_type") == "message_sent" {
        scene.note(Note::Irrelevant("message.own"));
        return;
    }
    let content = read(scene);
    let sender = scene.push.get("sender");
    let group = ids::number(sender.and_then(|sender| sender.get("group_id")))
        .or_else(|| ids::number(scene.push.get("group_id")));
    scene.heard.private = Some(Private {
        id: scene.account.message_event(&message),
        at: scene.at.clone(),
        member,
        group: group.unwrap_or_default(),
        text: content.text,
        reply_to: content.reply.map(|id| scene.account.message_event(&id)).unwrap_or_default(),
    });
}
