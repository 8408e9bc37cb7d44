//! A small QQ: groups, members, messages, and accounts that programs use through OneBot v11.
//!
//! It plays the part of NapCat and its kin. That it plays it well is proved by programs of
//! others, which accept it; see `peers.rs`.

pub mod actions;
pub mod wire;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

#[derive(Clone, Debug, Default)]
pub struct Member {
    pub nickname: String,
    pub card: String,
    pub role: &'static str,
    pub muted_until: i64,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub id: i64,
    pub sender: u64,
    pub segments: Value,
    pub recalled: bool,
    pub time: i64,
}

#[derive(Clone, Debug, Default)]
pub struct Group {
    pub name: String,
    pub members: BTreeMap<u64, Member>,
    pub messages: Vec<Message>,
    pub all_muted: bool,
    pub blocked: Vec<u64>,
    pub notices: Vec<String>,
}

/// What goes wrong with the next action of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is carried out, and nothing is answered.
    SilentAfter,
    /// It is not carried out, and nothing is answered.
    SilentBefore,
    /// It is carried out, and answered as accepted.
    Accepted,
    /// It is refused with this code and these words.
    Refused(i64, &'static str),
}

/// How an account's program speaks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habits {
    /// Messages as strings of CQ codes, not as lists.
    pub codes: bool,
    /// Ids as strings, not as numbers.
    pub string_ids: bool,
    /// Its own messages are told too.
    pub tells_own: bool,
    /// Actions that it does not offer.
    pub missing: &'static [&'static str],
}

#[derive(Default)]
pub struct World {
    pub groups: BTreeMap<u64, Group>,
    pub requests: BTreeMap<String, (u64, u64)>,
    pub faults: VecDeque<(&'static str, Fault)>,
    /// Every action: by whom, what, with which parameters.
    pub log: Vec<(u64, String, Value)>,
    habits: BTreeMap<u64, Habits>,
    ears: BTreeMap<u64, Vec<UnboundedSender<Value>>>,
    next: i64,
}

#[derive(Clone, Default)]
pub struct Qq(Arc<Mutex<World>>);

pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

pub fn text(text: &str) -> Value {
    json!([{"type": "text", "data": {"text": text}}])
}

impl Qq {
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    /// A group of an owner, administrators and members.
    pub fn group(&self, id: u64, owner: u64, admins: &[u64], members: &[u64]) {
        let mut group = Group { name: format!("{id}号群"), ..Group::default() };
        let all = [(owner, "owner")].into_iter();
        let all = all.chain(admins.iter().map(|id| (*id, "admin")));
        for (id, role) in all.chain(members.iter().map(|id| (*id, "member"))) {
            let nickname = format!("昵称{id}");
            group.members.insert(id, Member { nickname, role, ..Member::default() });
        }
        self.world().groups.insert(id, group);
    }

    pub fn habits(&self, account: u64, habits: Habits) {
        self.world().habits.insert(account, habits);
    }

    pub fn fail_next(&self, action: &'static str, fault: Fault) {
        self.world().faults.push_back((action, fault));
    }

    /// How often an account carried out an action.
    pub fn count(&self, account: u64, action: &str) -> usize {
        let world = self.world();
        world.log.iter().filter(|(by, what, _)| *by == account && what == action).count()
    }

    /// Somebody says something.
    pub fn say(&self, group: u64, user: u64, segments: &Value) -> i64 {
        self.world().say(group, user, segments)
    }

    /// Somebody wants to join.
    pub fn ask_to_join(&self, group: u64, user: u64, comment: &str) -> String {
        let mut world = self.world();
        world.next += 1;
        let flag = format!("169{}", world.next);
        world.requests.insert(flag.clone(), (group, user));
        world.tell(
            group,
            json!({"post_type": "request", "request_type": "group",
            "sub_type": "add", "group_id": group, "user_id": user, "comment": comment,
            "flag": flag}),
        );
        flag
    }

    /// Somebody's role is another now.
    pub fn set_role(&self, group: u64, user: u64, role: &'static str) {
        let mut world = self.world();
        world.groups.get_mut(&group).unwrap().members.get_mut(&user).unwrap().role = role;
        let what = if role == "admin" { "set" } else { "unset" };
        world.tell(
            group,
            json!({"post_type": "notice", "notice_type": "group_admin",
            "sub_type": what, "group_id": group, "user_id": user}),
        );
    }

    /// Tells all accounts of the group something, as it is.
    pub fn tell(&self, group: u64, event: Value) {
        self.world().tell(group, event);
    }

    /// Whether somebody listens for the account.
    pub fn is_heard(&self, account: u64) -> bool {
        let mut world = self.world();
        let ears = world.ears.entry(account).or_default();
        ears.retain(|ear| !ear.is_closed());
        !ears.is_empty()
    }

    /// Everything that the account is told from now on.
    pub fn listen(&self, account: u64) -> tokio::sync::mpsc::UnboundedReceiver<Value> {
        let (ear, heard) = unbounded_channel();
        self.world().ears.entry(account).or_default().push(ear);
        heard
    }
}

impl World {
    pub fn habits_of(&self, account: u64) -> Habits {
        self.habits.get(&account).copied().unwrap_or_default()
    }

    pub fn say(&mut self, group: u64, user: u64, segments: &Value) -> i64 {
        self.next += 1;
        // Ids with a sign, as hashes of 32 bits have them.
        let id = if self.next % 2 == 0 { self.next } else { -1_000_000 - self.next };
        let time = now();
        let there = self.groups.get_mut(&group).unwrap();
        let segments = segments.clone();
        let message =
            Message { id, sender: user, segments: segments.clone(), recalled: false, time };
        there.messages.push(message);
        let member = there.members.get(&user).cloned().unwrap_or_default();
        self.tell(
            group,
            json!({"post_type": "message", "message_type": "group",
            "sub_type": "normal", "message_id": id, "group_id": group, "user_id": user,
            "anonymous": null, "message": segments, "raw_message": "", "font": 14,
            "sender": {"user_id": user, "nickname": member.nickname, "card": member.card,
            "role": member.role, "sex": "unknown", "age": 0, "area": "", "level": "1",
            "title": ""}}),
        );
        id
    }

    pub fn join(&mut self, group: u64, user: u64, by: u64) {
        let nickname = format!("昵称{user}");
        let member = Member { nickname, role: "member", ..Member::default() };
        self.groups.get_mut(&group).unwrap().members.insert(user, member);
        self.tell(
            group,
            json!({"post_type": "notice", "notice_type": "group_increase",
            "sub_type": "approve", "group_id": group, "user_id": user, "operator_id": by}),
        );
    }

    /// Tells all accounts of a group, each in the form that its program has.
    pub fn tell(&mut self, group: u64, event: Value) {
        let Some(there) = self.groups.get(&group) else { return };
        let members: Vec<u64> = there.members.keys().copied().collect();
        // Whoever was just removed is told of it too.
        let gone = event["user_id"].as_u64().filter(|id| !there.members.contains_key(id));
        for account in members.into_iter().chain(gone) {
            let habits = self.habits_of(account);
            let Some(ears) = self.ears.get_mut(&account) else { continue };
            let mut event = event.clone();
            event["self_id"] = json!(account);
            event["time"] = json!(now());
            if event["post_type"] == "message" {
                let own = event["user_id"] == json!(account);
                if own && !habits.tells_own {
                    continue;
                }
                if own {
                    event["post_type"] = json!("message_sent");
                }
                let (segments, _) = onebot::segment::read(&event["message"]);
                let codes = onebot::segment::as_codes(&segments);
                event["raw_message"] = json!(codes);
                event["message_format"] = json!(if habits.codes { "string" } else { "array" });
                if habits.codes {
                    event["message"] = json!(codes);
                }
            }
            if habits.string_ids {
                for key in ["self_id", "user_id", "group_id", "operator_id", "message_id"] {
                    if let Some(number) = event[key].as_i64() {
                        event[key] = json!(number.to_string());
                    }
                }
            }
            ears.retain(|ear| ear.send(event.clone()).is_ok());
        }
    }
}
