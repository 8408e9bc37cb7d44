//! Many groups that talk at once: the load under which the engine is measured.
//!
//! A message line has about 295 bytes, about 45 characters of everyday talk. One to two in a
//! hundred break a rule of [`POLICY`]: advertisements, links, floods, and talk at night.

mod stream;

pub use stream::Messages;

use serde_json::json;

use crate::line::{At, Line};
use crate::random::Random;
use crate::template::Templates;

/// A policy with thirty rule kinds that governs every group of a [`Crowd`]: a policy file.
pub const POLICY: &str = include_str!("../../data/crowd-policy.md");

/// A policy with every rule kind that can run, [`POLICY`]'s thirty among them with the same
/// parameters: a policy file.
pub const EVERYTHING: &str = include_str!("../../data/everything-policy.md");

/// How many messages a group sees in a day unless told otherwise.
const PER_DAY: u32 = 300;
/// The most groups of a crowd, and the most members of a group.
const COUNT_MAX: u32 = 1_000_000;

/// A number of groups of the same size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    groups: u32,
    members_per_group: u32,
    seed: u64,
    skewed: bool,
    per_day: u32,
}

impl Crowd {
    /// A crowd of that many groups with that many members each, at least one and two, and at
    /// most a million each. Every group is as busy as the next.
    #[must_use]
    pub fn new(groups: u32, members_per_group: u32, seed: u64) -> Crowd {
        Crowd {
            groups: groups.clamp(1, COUNT_MAX),
            members_per_group: members_per_group.clamp(2, COUNT_MAX),
            seed,
            skewed: false,
            per_day: PER_DAY,
        }
    }

    /// With 80 % of the messages in the first 5 % of the groups, or evenly.
    #[must_use]
    pub fn skewed(self, skewed: bool) -> Crowd {
        Crowd { skewed, ..self }
    }

    /// With so many messages a group in a day, on average, 1 to 100,000; otherwise 300.
    #[must_use]
    pub fn per_day(self, messages: u32) -> Crowd {
        Crowd { per_day: messages.clamp(1, 100_000), ..self }
    }

    /// One `group` event for each group, at the time at which the messages begin.
    pub fn snapshots(&self) -> impl Iterator<Item = String> + use<> {
        let crowd = *self;
        let texts = Templates::read(&[include_str!("../../data/company-people.txt")]);
        (0..crowd.groups).map(move |group| crowd.snapshot(group, &texts))
    }

    /// The first `count` messages, in order of time.
    pub fn messages(&self, count: usize) -> impl Iterator<Item = String> + use<> {
        self.stream().take(count)
    }

    /// All messages, without an end.
    #[must_use]
    pub fn stream(&self) -> Messages {
        Messages::new(self)
    }

    fn snapshot(&self, group: u32, texts: &Templates) -> String {
        let mut random = Random::new(self.seed ^ u64::from(group));
        let mut one = |section| random.pick(texts.section(section)).copied().unwrap_or("");
        let member = |index| {
            let department = one("department").split('=').next().unwrap_or("");
            let name = format!("{}{}", one("surname"), one("given"));
            let role = match index {
                0 => Some("owner"),
                1 | 2 => Some("admin"),
                _ => None,
            };
            let mut tags = vec!["在职员工", department];
            if index == 3 {
                tags.push("值班长");
            }
            let mut id = String::new();
            stream::write_member(group, index, &mut id);
            json!({
                "id": id, "name": name, "card": format!("{department}-{name}"),
                "roles": role.as_slice(), "tags": tags,
                "joined": "2025-06-01T09:00:00+08:00", "status": "active",
            })
        };
        let members: Vec<_> = (0..self.members_per_group).map(member).collect();
        let (mut id, mut owner) = (String::new(), String::new());
        stream::write_group(group, &mut id);
        stream::write_member(group, 0, &mut owner);
        Line::new(&format!("snapshot-{group:06}"), At::of(2, 8, 0), &id, "group")
            .text("name", &format!("工作群{group:06}"))
            .text("owner", &owner)
            .json("members", &members.into())
            .end()
    }
}
