//! Rule kind `red-packets`: red packets in the group.

use crate::clause::Words;
use model::event::MediaKind;
use model::{EventBody, EventKind, Money, Role};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Certainty, Consent, Fact, Finder, Finding, Outcome, Outcomes};
use crate::hits;
use crate::kind::Built;
use crate::reading::{packets::red_packet_terms, yuan};
use crate::scene::Scene;

policy::words! {
    /// Under what conditions red packets are allowed.
    pub enum Allow {
        /// They are not.
        Never = "never",
        /// When an administrator has consented.
        WithApproval = "with-approval",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 管群里的红包。`never` 是不许发;`with-approval` 是先申请(申请里写明“红包”),管理员同意后七天
    /// 内可以发。`min`、`max` 是每个红包的金额范围;只写了金额、没有写 `allow` 的,金额合适就可以发;
    /// 三样都没写,就是不许发。按本制度该交的罚金用红包来交的,不算违反。
    ///
    /// ## 用处
    /// 红包容易变成攀比、变相赌博,也会引来为抢红包进群的人。
    ///
    /// ## 例子
    /// ```scenario
    /// [red-packets]
    /// allow = "never"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"message","media":[{"kind":"red-packet","amount":5}]}   => red-packets remind
    /// 09:01 u8: 谁发的红包
    /// ```
    ///
    /// ```scenario
    /// [red-packets]
    /// min = 1
    /// max = 50
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"message","media":[{"kind":"red-packet","amount":20}]}
    /// 09:01 u8 {"kind":"message","media":[{"kind":"red-packet","amount":0.01}]}   => red-packets remind
    /// 09:02 u8 {"kind":"message","media":[{"kind":"red-packet","amount":200}]}   => red-packets remind
    /// ```
    ///
    /// ## 限度
    /// 多数平台看不到红包的金额;看不到时不按金额判断。程序不收钱,也不退红包。
    "red-packets": "群内红包",
    english: "red packets in the group",
    family: Content, level: Auto, part: Finds,
    params {
        /// 红包允许到什么程度
        maybe "allow" allow: Allow,
        /// 每个红包最少多少元
        maybe "min" min: Money,
        /// 每个红包最多多少元
        maybe "max" max: Money,
    }
    since: "0.1.0"
}

/// What a permit for red packets is called. It holds for sending them, not for one sum.
const PERMIT: &str = "red-packet";

#[derive(Debug)]
struct RedPackets {
    allow: Option<Allow>,
    min: Option<Money>,
    max: Option<Money>,
}

fn build(params: Params) -> Built {
    let Params { allow, min, max } = params;
    // An article that names no sum and no condition bans them.
    let allow = allow.or((min.is_none() && max.is_none()).then_some(Allow::Never));
    Built::Finder(Box::new(RedPackets { allow, min, max }))
}

impl RedPackets {
    /// What is wrong with red packets of these sums, in words.
    fn wrong(&self, scene: &Scene<'_>, sums: &[Option<Money>]) -> Option<Fact> {
        match self.allow {
            Some(Allow::Never) => return Some(Fact::plain("本群不发红包")),
            Some(Allow::WithApproval)
                if !scene.actor.is_some_and(|who| scene.group.permitted(who, PERMIT, 0)) =>
            {
                return Some(Fact::plain("在本群发红包要先经管理员同意"));
            }
            _ => {}
        }
        sums.iter().flatten().find_map(|&sum| {
            let bound = match (self.min, self.max) {
                (Some(min), _) if sum < min => format!("每个至少 {min} 元"),
                (_, Some(max)) if sum > max => format!("每个最多 {max} 元"),
                _ => return None,
            };
            Some(Fact {
                reason: format!("红包 {sum} 元,{bound}"),
                said: format!("本群的红包{bound}"),
            })
        })
    }
}

impl Finder for RedPackets {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Request]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        match &scene.event.body {
            EventBody::Request { what, title, .. } => {
                let named = has(hits::written(scene), &["红包"])
                    || title.as_deref().is_some_and(|title| title.has_word("红包"));
                if self.allow == Some(Allow::WithApproval) && what == "post" && named {
                    let fact = Fact::plain("申请在群里发红包");
                    out.push(Outcome::Consent(Consent::by(
                        Who::Role(Role::Admin),
                        PERMIT,
                        0,
                        fact,
                    )));
                }
            }
            EventBody::Message { media, .. } => {
                let packets = media.iter().filter(|one| one.kind == MediaKind::RedPacket);
                let sums: Vec<Option<Money>> = packets.map(|one| one.amount).collect();
                // Who pays a fine by red packet does what the policy asks.
                let pays = || scene.actor.is_some_and(|actor| scene.group.owes_money(actor));
                if sums.is_empty() || pays() {
                    return;
                }
                let Some(fact) = self.wrong(scene, &sums) else { return };
                out.push(Outcome::Breach(Finding {
                    member: scene.actor,
                    category: None,
                    fact,
                    certainty: Certainty::Act,
                    resets_window: false,
                }));
            }
            _ => {}
        }
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(terms) = red_packet_terms(clause) else { return };
    let norm = Norm::new("red-packets")
        .with_some("allow", terms.allow)
        .with_some("min", terms.min.map(yuan))
        .with_some("max", terms.max.map(yuan));
    norms.push(if terms.some { norm.partly() } else { norm });
}
