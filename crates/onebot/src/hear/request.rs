//! Requests: to join a group, and to the account itself.

use super::{Scene, Sign};
use crate::diagnostics::Note;
use crate::ids;

/// The longest flag that an event id can hold, in bytes.
const FLAG_BYTES_MAX: usize = 180;
/// The longest answer that is written, in characters.
const ANSWER_CHARS_MAX: usize = 2_000;

pub(super) fn hear(scene: &mut Scene<'_, '_>) {
    match (&*scene.word("request_type"), &*scene.word("sub_type")) {
        ("group", "invite") => invited(scene),
        ("group", _) => asked(scene),
        ("friend", _) => scene.note(Note::Irrelevant("request.friend")),
        (other, _) => scene.note(Note::Event(format!("request.{other}"))),
    }
}

fn flag(scene: &mut Scene<'_, '_>) -> Option<String> {
    let flag = scene.word("flag");
    let fits = (1..=FLAG_BYTES_MAX).contains(&flag.len()) && !flag.contains(char::is_control);
    if !fits {
        scene.note(Note::Field("request", "flag"));
    }
    fits.then_some(flag)
}

fn asked(scene: &mut Scene<'_, '_>) {
    let Some(group) = scene.must("request", "group_id") else { return };
    let Some(member) = scene.must("request", "user_id") else { return };
    let Some(flag) = flag(scene) else { return };
    let comment = scene.word("comment");
    let mut line = scene.line("join-request", &group, scene.account.request_event(&flag));
    line.member = scene.account.member(&member);
    ids::cut(answer(&comment), ANSWER_CHARS_MAX).clone_into(&mut line.answer);
    let by = ["invitor_id", "inviter_id", "invitor_uin"]
        .iter()
        .find_map(|key| ids::number(scene.push.get(*key)));
    line.by = by.map(|by| scene.account.member(&by)).unwrap_or_default();
    scene.heard.events.push(line);
}

/// What they answered: QQ writes the group's question in front of it.
fn answer(comment: &str) -> &str {
    let comment = comment.trim();
    if !comment.starts_with("问题:") && !comment.starts_with("问题：") {
        return comment;
    }
    let at = ["答案:", "答案："].iter().filter_map(|word| comment.split_once(*word)).next();
    at.map_or(comment, |(_, answer)| answer.trim())
}

fn invited(scene: &mut Scene<'_, '_>) {
    let Some(group) = scene.must("request", "group_id") else { return };
    let by = ids::number(scene.push.get("user_id")).unwrap_or_default();
    let Some(flag) = flag(scene) else { return };
    scene.sign(Sign::Invited { group, by, flag });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_not_the_answer() {
        for (comment, said) in [
            ("问题:你住几栋?\n答案:3栋201", "3栋201"),
            ("问题：从哪知道我们\n答案：同事介绍", "同事介绍"),
            ("我是新来的会计", "我是新来的会计"),
            ("问题:没有回答", "问题:没有回答"),
            ("", ""),
        ] {
            assert_eq!(answer(comment), said);
        }
    }
}
