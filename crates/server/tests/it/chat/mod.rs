//! The server with a small QQ: what members say comes in, what is decided goes out.

mod carrying;
mod people;
mod talk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use onebot::Settings;
use onebot::settings::{AccountSettings, Secret};
use serde_json::Value;
use store::rows::{EffectRow, EffectState};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::qq::{self, Habits, Qq, wire};
use harness::Harness;

pub const US: u64 = 10_000;
pub const GROUP: u64 = 20_001;
const TOKEN: &str = "token-of-the-tests";
const POLICY: &str = include_str!("policy.md");

pub const AD: &str = "加微信领取优惠券,扫码进群有返利";
/// More than fifty characters that say nothing else.
pub const LONG: &str = "今天开会的时候大家讨论了下个月的值班安排,具体怎样分组、每组几个人、\
    什么时候交接,请各组组长明天中午以前先在各自的组里商量好,再到办公室来登记。";

/// Settings for quick tests.
fn settings() -> Settings {
    let account = AccountSettings {
        id: US.to_string(),
        token: Secret(TOKEN.to_owned()),
        ..AccountSettings::default()
    };
    Settings {
        accounts: vec![account],
        action_ms: 1_000,
        confirm_ms: 300,
        account_every_ms: 1,
        group_every_ms: 1,
        look_again_ms: 0,
        between_groups_ms: 1,
        ..Settings::default()
    }
}

pub struct Chat {
    pub qq: Qq,
    pub harness: Harness,
    runtime: tokio::runtime::Runtime,
    line: Option<JoinHandle<()>>,
}

impl Chat {
    /// A group of an owner, two administrators and members, in which the account is what is said.
    pub fn start(ours: &'static str, habits: Habits) -> Chat {
        let qq = Qq::default();
        let us = [US];
        let (admins, members): (&[u64], &[u64]) = match ours {
            "admin" => (&us, &[]),
            _ => (&[], &us),
        };
        let admins = [admins, &[10_005, 10_006]].concat();
        let members = [members, &[10_001, 10_002, 10_003]].concat();
        qq.group(GROUP, 10_004, &admins, &members);
        qq.habits(US, habits);
        Chat::on(qq, Arc::new(TempDir::new().unwrap()))
    }

    /// A group of an account that is an administrator, on a server that browsers reach.
    pub fn open(folder: Arc<TempDir>) -> Chat {
        let qq = Qq::default();
        qq.group(GROUP, 10_004, &[US, 10_005, 10_006], &[10_001, 10_002, 10_003]);
        Chat::at(qq, folder, "http://qungui.test")
    }

    pub fn on(qq: Qq, folder: Arc<TempDir>) -> Chat {
        Chat::at(qq, folder, "")
    }

    fn at(qq: Qq, folder: Arc<TempDir>, url: &'static str) -> Chat {
        let harness = Harness::on(folder, |config| {
            config.onebot = settings();
            config.public_url = url.to_owned();
        });
        // What a restart brings again is in use already.
        let _ = harness.app.runtime.activate("chat.md", POLICY, "test");
        let threads = tokio::runtime::Builder::new_multi_thread();
        let runtime = { threads }.worker_threads(1).enable_all().build().unwrap();
        let mut chat = Chat { qq, harness, runtime, line: None };
        chat.connect();
        chat
    }

    pub fn connect(&mut self) {
        let url = format!("ws://{}/onebot/v11/ws", self.harness.address);
        let dialed = wire::dial(&self.qq, US, &url, TOKEN, "Universal");
        self.line = Some(self.runtime.block_on(dialed).unwrap());
        self.until("the group's list", || {
            let rows = self.harness.app.runtime.reader().unwrap().groups().unwrap();
            let row = rows.into_iter().find(|row| row.id == GROUP.to_string())?;
            (row.connector.as_deref() == Some("onebot")).then_some(())
        });
    }

    pub fn block_on<T>(&mut self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    pub fn hang_up(&mut self) {
        if let Some(line) = self.line.take() {
            line.abort();
            let _ = self.runtime.block_on(line);
        }
    }

    /// Stops the server; what it keeps stays.
    pub fn stop(mut self) -> (Qq, Arc<TempDir>) {
        let folder = Arc::clone(&self.harness.folder);
        self.hang_up();
        self.harness.stop();
        (self.qq, folder)
    }

    pub fn say(&self, member: u64, text: &str) {
        self.qq.say(GROUP, member, &qq::text(text));
    }

    /// Somebody writes to the account alone.
    pub fn write(&self, member: u64, id: i64, text: &str) {
        let message = serde_json::json!({"post_type": "message", "message_type": "private",
            "sub_type": "group", "message_id": id, "user_id": member,
            "message": qq::text(text), "sender": {"user_id": member, "group_id": GROUP}});
        self.qq.tell(GROUP, message);
    }

    /// What the account wrote to somebody alone.
    pub fn told_alone(&self, member: u64) -> Vec<String> {
        let world = self.qq.world();
        let calls = world.log.iter().filter(|(_, action, params)| {
            action == "send_private_msg" && params["user_id"] == member
        });
        calls.map(|(_, _, params)| params["message"].to_string()).collect()
    }

    /// How often the account said something with these words in the group.
    pub fn said(&self, words: &str) -> usize {
        let world = self.qq.world();
        let messages = world.groups[&GROUP].messages.iter();
        let ours = messages.filter(|message| message.sender == US);
        ours.filter(|message| message.segments.to_string().contains(words)).count()
    }

    pub fn effects(&self) -> Vec<EffectRow> {
        self.harness.app.runtime.reader().unwrap().effects(None, None, 10_000).unwrap()
    }

    /// The last effect of that action.
    pub fn effect(&self, action: &str) -> Option<EffectRow> {
        self.effects().into_iter().rfind(|row| row.action == action)
    }

    /// Waits until the last effect of that action is in that state.
    pub fn settled(&self, action: &str, state: EffectState) -> EffectRow {
        self.until(&format!("{action} {}", state.name()), || {
            self.effect(action).filter(|row| row.state == state)
        })
    }

    pub fn until<T>(&self, what: &str, find: impl Fn() -> Option<T>) -> T {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if let Some(found) = find() {
                return found;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let effects = self.effects().into_iter();
        let effects: Vec<_> = effects.map(|row| (row.action, row.state, row.detail)).collect();
        panic!("no {what}: {effects:?} {:?}", self.harness.app.dispatch.news());
    }

    /// An event from elsewhere: the console's, or a program's.
    pub fn ingest(&self, event: Value) -> Vec<Value> {
        let answers = self.harness.app.runtime.ingest_and_wait(event.to_string()).unwrap();
        let decisions = answers.into_iter().flat_map(|answer| match answer {
            runtime::LineAnswer::Kept { decisions, .. } => decisions,
            other => panic!("{other:?}"),
        });
        decisions.map(|line| serde_json::from_str(&line).unwrap()).collect()
    }

    pub fn now(&self) -> String {
        self.harness.app.zone.rfc3339(self.harness.app.now())
    }
}
