//! Notices: who came and went, what was recalled, who may do what.

use super::{Scene, Sign};
use crate::content;
use crate::desk::Mute;
use crate::diagnostics::Note;
use crate::ids;
use crate::line::Line;
use crate::segment::Segment;

/// Notices that are known and that no policy speaks of.
const IRRELEVANT: &[&str] = &[
    "client_status",
    "essence",
    "friend_add",
    "friend_recall",
    "group_gray_tip",
    "group_msg_emoji_like",
    "group_title",
    "offline_file",
    "online_file_receive",
    "online_file_send",
    "reaction",
];

/// Those of type `notify`, which tell theirs in the subtype.
const IRRELEVANT_NOTIFIES: &[&str] = &[
    "flame",
    "gray_tip",
    "honor",
    "input_status",
    "lucky_king",
    "poke",
    "poke_recall",
    "profile_like",
    "title",
];

pub(super) fn hear(scene: &mut Scene<'_, '_>) {
    let kind = scene.word("notice_type");
    match &*kind {
        "group_upload" => upload(scene),
        "group_admin" => admin(scene),
        "group_decrease" => decrease(scene),
        "group_increase" => increase(scene),
        "group_ban" => ban(scene),
        "group_recall" => recall(scene),
        "group_card" => card(scene),
        "group_name_change" => rename(scene, "name"),
        "bot_online" => scene.sign(Sign::Online),
        "bot_offline" => {
            let message = scene.word("message");
            scene.sign(Sign::Offline(ids::cut(&message, 200).to_owned()));
        }
        "notify" => notify(scene),
        _ => match IRRELEVANT.iter().find(|known| **known == kind) {
            Some(known) => scene.note(Note::Irrelevant(known)),
            None => scene.note(Note::Event(format!("notice.{kind}"))),
        },
    }
}

fn notify(scene: &mut Scene<'_, '_>) {
    let kind = scene.word("sub_type");
    match (&*kind, IRRELEVANT_NOTIFIES.iter().find(|known| **known == kind)) {
        ("group_name", _) => rename(scene, "name_new"),
        (_, Some(known)) => scene.note(Note::Irrelevant(known)),
        _ => scene.note(Note::Event(format!("notify.{kind}"))),
    }
}

/// An event about a member whom the notice names, and its group's and member's numbers.
fn about(
    scene: &mut Scene<'_, '_>,
    event: &'static str,
    kind: &'static str,
) -> Option<(Line, String, String)> {
    let group = scene.must(event, "group_id")?;
    let member = scene.must(event, "user_id")?;
    let what = scene.word("sub_type");
    let mut line = scene.line(kind, &group, scene.own_id(&[event, &group, &member, &what]));
    line.member = scene.account.member(&member);
    Some((line, group, member))
}

fn operator(scene: &Scene<'_, '_>) -> Option<String> {
    ids::number(scene.push.get("operator_id"))
}

fn upload(scene: &mut Scene<'_, '_>) {
    let Some((mut line, group, member)) = about(scene, "group_upload", "message") else { return };
    if scene.account.files_are_messages {
        scene.note(Note::Irrelevant("group_upload"));
        return;
    }
    let Some(file) = scene.push.get("file").and_then(|file| file.as_object()) else {
        scene.note(Note::Field("group_upload", "file"));
        return;
    };
    let segment = Segment { kind: "file".to_owned(), data: file.clone() };
    let mut content = content::read(std::slice::from_ref(&segment), &mut scene.heard.notes);
    line.id = scene.own_id(&["group_upload", &group, &member, &segment.first(&["id", "name"])]);
    line.text = Some(String::new());
    line.media.append(&mut content.media);
    scene.heard.events.push(line);
}

fn admin(scene: &mut Scene<'_, '_>) {
    let Some((mut line, group, member)) = about(scene, "group_admin", "roles") else { return };
    let set = match &*scene.word("sub_type") {
        "set" => true,
        "unset" => false,
        other => {
            scene.note(Note::Event(format!("group_admin.{other}")));
            return;
        }
    };
    scene.sign(Sign::Admin(group, member, set));
    line.roles = Some(if set { vec!["admin"] } else { Vec::new() });
    scene.heard.events.push(line);
}

fn decrease(scene: &mut Scene<'_, '_>) {
    let what = scene.word("sub_type");
    if what == "disband" || what == "kick_me" {
        // Some programs name nobody here.
        if let Some(group) = scene.must("group_decrease", "group_id") {
            scene.sign(Sign::Gone(group));
        }
        return;
    }
    let Some((mut line, group, member)) = about(scene, "group_decrease", "leave") else { return };
    if member == scene.account.id {
        scene.sign(Sign::Gone(group));
        return;
    }
    // Whoever leaves is named as operator by some programs.
    let by = operator(scene).filter(|by| *by != member && what != "leave");
    line.by = match by {
        Some(by) => scene.account.member(&by),
        // Removed, and nobody says by whom: not a leave of their own will.
        None if what == "kick" => "@platform".to_owned(),
        None => String::new(),
    };
    if !matches!(&*what, "leave" | "kick") {
        scene.note(Note::Event(format!("group_decrease.{what}")));
    }
    scene.sign(Sign::Left(group, member));
    scene.heard.events.push(line);
}

fn increase(scene: &mut Scene<'_, '_>) {
    let Some((mut line, group, member)) = about(scene, "group_increase", "join") else { return };
    if member == scene.account.id {
        scene.sign(Sign::Entered(group));
        return;
    }
    let by = operator(scene).filter(|by| *by != member);
    line.by = by.map(|by| scene.account.member(&by)).unwrap_or_default();
    scene.sign(Sign::Joined(group, member));
    scene.heard.events.push(line);
}

/// A mute is no event of a policy: it only tells the connector that one of its acts was done.
fn ban(scene: &mut Scene<'_, '_>) {
    let Some(group) = scene.must("group_ban", "group_id") else { return };
    let lifted = scene.word("sub_type") == "lift_ban";
    let seconds = if lifted { 0 } else { ids::whole(scene.push.get("duration")).unwrap_or(-1) };
    let whom = ids::number(scene.push.get("user_id"));
    let by = operator(scene).map(|by| scene.account.member(&by)).unwrap_or_default();
    let named = whom.as_ref().map_or_else(|| "all".to_owned(), |id| scene.account.member(id));
    scene.heard.mute = Some(Mute { group: group.clone(), member: named, by, seconds });
    let member = whom.unwrap_or_else(|| "all".to_owned());
    scene.sign(Sign::Muted(group, member, seconds));
    scene.note(Note::Irrelevant("group_ban"));
}

fn recall(scene: &mut Scene<'_, '_>) {
    let Some(group) = scene.must("group_recall", "group_id") else { return };
    let Some(message) = ids::message(scene.push.get("message_id")) else {
        scene.note(Note::Field("group_recall", "message_id"));
        return;
    };
    let by = operator(scene).or_else(|| ids::number(scene.push.get("user_id")));
    let Some(by) = by else {
        scene.note(Note::Field("group_recall", "operator_id"));
        return;
    };
    let mut line = scene.line("recall", &group, scene.own_id(&["recall", &group, &message]));
    line.member = scene.account.member(&by);
    line.target = scene.account.message_event(&message);
    scene.sign(Sign::Recalled(group, message));
    scene.heard.events.push(line);
}

fn card(scene: &mut Scene<'_, '_>) {
    let Some((mut line, group, member)) = about(scene, "group_card", "card") else { return };
    let card = scene.word("card_new");
    line.id = scene.own_id(&["group_card", &group, &member, &card]);
    scene.sign(Sign::Carded(group, member, card.clone()));
    line.card = Some(card);
    scene.heard.events.push(line);
}

fn rename(scene: &mut Scene<'_, '_>, field: &'static str) {
    let Some(group) = scene.must("group_name", "group_id") else { return };
    let name = scene.word(field);
    if name.is_empty() {
        scene.note(Note::Field("group_name", field));
        return;
    }
    let mut line = scene.line("rename", &group, scene.own_id(&["group_name", &group, &name]));
    let by = ids::number(scene.push.get("user_id")).or_else(|| operator(scene));
    line.member = by.map(|by| scene.account.member(&by)).unwrap_or_default();
    line.name = name;
    scene.heard.events.push(line);
}
