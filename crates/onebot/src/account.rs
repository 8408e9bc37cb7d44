//! What is known of one account and of the program that it is logged in with.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ids;

/// The most robots and actions that are remembered of an account.
const REMEMBERED_MAX: usize = 4_096;

/// QQ's own group assistant (Q群管家), present in many groups.
const GROUP_ASSISTANT: &str = "2854196310";

/// One account and the habits of its program, learned from what it sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: String,
    /// All accounts of ours, this one among them: none of them is a member to be judged.
    pub ours: BTreeSet<String>,
    /// Members that are programs.
    robots: BTreeSet<String>,
    /// The program's name as it tells it, such as `NapCat.Onebot`.
    pub program: String,
    /// It writes message ids without their sign.
    pub unsigned_ids: bool,
    /// A file comes as a message: the notice of its upload tells nothing new.
    pub files_are_messages: bool,
    /// Actions that it does not offer.
    missing: BTreeSet<String>,
}

impl Account {
    /// An account of that number of which nothing is known yet.
    #[must_use]
    pub fn new(id: &str) -> Account {
        let ours = BTreeSet::from([id.to_owned()]);
        Account { id: id.to_owned(), ours, ..Account::default() }
    }

    /// What `get_version_info` answers.
    pub fn learn_program(&mut self, data: &Value) {
        self.program = ids::cut(&ids::text(data.get("app_name")), 60).to_owned();
        // NapCat tells a file twice, as a message and as a notice.
        self.files_are_messages |= self.program.to_ascii_lowercase().contains("napcat");
    }

    /// What a push teaches about its program's habits.
    pub fn learn(&mut self, push: &Value) {
        let id = ids::whole(push.get("message_id"));
        self.unsigned_ids |= id.is_some_and(ids::without_sign);
        self.files_are_messages |= match push.get("message") {
            Some(Value::Array(list)) => {
                list.iter().any(|piece| piece.get("type").is_some_and(|kind| kind == "file"))
            }
            Some(Value::String(text)) => text.contains("[CQ:file,"),
            _ => false,
        };
    }

    /// A member that the platform calls a robot.
    pub fn learn_robot(&mut self, id: &str) {
        if self.robots.len() < REMEMBERED_MAX {
            self.robots.insert(id.to_owned());
        }
    }

    /// An action that the program does not know.
    pub fn learn_missing(&mut self, action: &str) {
        if self.missing.len() < REMEMBERED_MAX {
            self.missing.insert(action.to_owned());
        }
    }

    /// Another program may be there now.
    pub fn forget_missing(&mut self) {
        self.missing.clear();
    }

    /// Whether the action may be offered: nothing says that it is not.
    #[must_use]
    pub fn offers(&self, action: &str) -> bool {
        !self.missing.contains(action)
    }

    /// Whether the number is that of a program: one of ours or another.
    #[must_use]
    pub fn is_program(&self, id: &str) -> bool {
        self.ours.contains(id) || self.robots.contains(id) || id == GROUP_ASSISTANT
    }

    /// A member's id in events. Programs begin with `@`: they are never found in breach.
    #[must_use]
    pub fn member(&self, id: &str) -> String {
        if self.is_program(id) { format!("@{id}") } else { id.to_owned() }
    }

    /// The event id of a message.
    #[must_use]
    pub fn message_event(&self, message: &str) -> String {
        format!("qq:{}:{message}", self.id)
    }

    /// The event id of somebody's request to join.
    #[must_use]
    pub fn request_event(&self, flag: &str) -> String {
        format!("qq:{}:r:{flag}", self.id)
    }

    /// The event id of something that has none on the platform: the same for the same parts.
    #[must_use]
    pub fn notice_event(&self, parts: &[&str]) -> String {
        format!("qq:{}:n:{:016x}", self.id, ids::hash(parts.iter().copied()))
    }
}

/// What one of our event ids stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// A message, by the platform's id.
    Message(&'a str),
    /// A request to join, by the flag that answers it.
    Request(&'a str),
    /// Something that cannot be acted upon by itself.
    Notice,
}

/// The account that told an event, and what its id stands for; none for an id of another source.
#[must_use]
pub fn origin(event: &str) -> Option<(&str, Origin<'_>)> {
    let (account, rest) = event.strip_prefix("qq:")?.split_once(':')?;
    let origin = match rest.split_once(':') {
        Some(("r", flag)) => Origin::Request(flag),
        Some(_) => Origin::Notice,
        None => Origin::Message(rest),
    };
    Some((account, origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_ids_lead_back() {
        let account = Account::new("10000");
        let message = account.message_event("-7");
        assert_eq!(origin(&message), Some(("10000", Origin::Message("-7"))));
        let request = account.request_event("169:4:x");
        assert_eq!(origin(&request), Some(("10000", Origin::Request("169:4:x"))));
        let notice = account.notice_event(&["a", "b"]);
        assert_eq!(origin(&notice), Some(("10000", Origin::Notice)));
        assert_ne!(notice, account.notice_event(&["ab", ""]));
        assert_eq!(origin("m1"), None);
    }
}
