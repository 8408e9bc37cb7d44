//! Rule kind `newcomer-mode`: new members may do less for a while.

use model::event::{EventBody, MediaKind};
use model::{EventKind, Span};
use policy::param::ListOf;
use text::Topic;

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, InPictures, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::members;
use crate::scene::{Scene, seconds};

policy::words! {
    /// What new members may not post.
    pub enum Deny {
        /// Links, mini-programs and shared pages.
        Links = "links",
        /// Advertising.
        Ads = "ads",
        /// Anything that is not text.
        Media = "media",
        /// Pictures.
        Image = "image",
        /// Voice messages.
        Voice = "voice",
        /// Films.
        Video = "video",
        /// Files.
        File = "file",
        /// Stickers.
        Emoji = "emoji",
        /// Red packets.
        RedPacket = "red-packet",
        /// Telephone numbers and account names.
        Contacts = "contacts",
        /// Anything at all.
        All = "all",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 进群后的一段时间(`during`)里,新成员不能发 `deny` 所列的东西:`links` 链接、`ads` 广告、
    /// `media` 图片语音等一切非文字内容(也可以分开写 `image`、`voice`、`video`、`file`、`emoji`、
    /// `red-packet`)、`contacts` 联系方式、`all` 什么都不发。群主和管理员不受限制。
    ///
    /// 本条写的时间也用作其他条款里“新成员”(`newcomer`)的期限。
    ///
    /// ## 用处
    /// 混进来发广告的账号多半一进群就发。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7
    /// [newcomer-mode]
    /// during = "3d"
    /// deny = ["links", "image"]
    /// ---
    /// 2026-03-02 09:00 u8 {"kind":"join"}
    /// 09:05 u8: 大家好,看看 https://example.com/a   => newcomer-mode remind
    /// 09:06 u8: 大家好
    /// 09:07 u7: 看看 https://example.com/a
    /// 09:08 u8 {"kind":"message","text":"[图片]","media":[{"kind":"image"}]}   => newcomer-mode remind
    /// 2026-03-05 09:00 u8: 看看 https://example.com/b
    /// ```
    ///
    /// ## 限度
    /// 要知道进群时间:系统开始记录以前就在群里、名单又没有写进群时间的,不算新成员。广告和联系
    /// 方式按词语判断,没有把握的先问管理员。
    "newcomer-mode": "新成员一段时间内受限",
    english: "new members may do less for a while",
    family: Member, level: Auto, part: Finds,
    params {
        /// 限制多长时间
        with "during" during: Span = "7d",
        /// 限制什么
        with "deny" deny: ListOf<Deny> = "[\"links\", \"ads\"]",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct NewcomerMode {
    during: Span,
    deny: Vec<Deny>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NewcomerMode { during: params.during, deny: params.deny.0 }))
}

impl NewcomerMode {
    /// Whether the acting member joined a short while ago and does not run the group.
    fn is_new(&self, scene: &Scene<'_>) -> bool {
        let Some(member) = scene.actor.and_then(|ix| scene.group.member(ix)) else { return false };
        member.joined != 0
            && !member.roles.runs_group()
            && scene.zone.add(seconds(member.joined), self.during) > scene.now
    }
}

impl Deny {
    /// What the message has of it, in words, and how sure that is.
    fn hit(self, scene: &Scene<'_>) -> Option<(&'static str, Certainty)> {
        let media = match &scene.event.body {
            EventBody::Message { media, .. } => media,
            // That there is a picture the message has shown already.
            EventBody::Looked { media, .. } if matches!(self, Deny::Links | Deny::Ads) => media,
            _ => return None,
        };
        let reading = scene.reading;
        let has = |kind: MediaKind| media.iter().any(|one| one.kind == kind);
        let sure = |hit: bool, what: &'static str| hit.then_some((what, Certainty::Act));
        match self {
            Deny::Links => sure(reading.links > 0 || has(MediaKind::Link), "链接"),
            Deny::Ads => match reading.score(Topic::Ads) {
                score if score >= text::ACT => Some(("广告", Certainty::Act)),
                score if score >= text::ASK => Some(("广告", Certainty::Ask)),
                _ => None,
            },
            Deny::Media => sure(!media.is_empty(), "图片、语音、文件等"),
            Deny::Image => sure(has(MediaKind::Image), "图片"),
            Deny::Voice => sure(has(MediaKind::Voice), "语音"),
            Deny::Video => sure(has(MediaKind::Video), "视频"),
            Deny::File => sure(has(MediaKind::File), "文件"),
            Deny::Emoji => sure(has(MediaKind::Emoji) || reading.emoji > 0, "表情"),
            Deny::RedPacket => sure(has(MediaKind::RedPacket), "红包"),
            Deny::Contacts => (reading.contacts > 0).then_some(("联系方式", Certainty::Ask)),
            Deny::All => Some(("消息", Certainty::Act)),
        }
    }
}

impl Finder for NewcomerMode {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Looked]
    }

    fn asks_pictures(&self) -> InPictures {
        let denies = |what: &dyn Fn(&Deny) -> bool| self.deny.iter().any(what);
        InPictures {
            codes: denies(&|deny| matches!(deny, Deny::Links)),
            sorts: denies(&|deny| matches!(deny, Deny::Ads)),
        }
    }

    fn newcomer_for(&self) -> Option<Span> {
        Some(self.during)
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.is_new(scene) {
            return;
        }
        let hits: Vec<_> = self.deny.iter().filter_map(|deny| deny.hit(scene)).collect();
        // What is sure decides; among equals the first that the article names.
        let surest = hits.iter().rev().min_by_key(|(_, certainty)| *certainty);
        let first = hits.iter().find(|hit| surest.is_some_and(|best| hit.1 == best.1));
        let Some(&(what, certainty)) = first else { return };
        let span = self.during.in_words();
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("进群不满{span},发了{what}"),
                said: format!("新成员进群{span}内请不要发{what}"),
            },
            certainty,
            resets_window: false,
        }));
    }
}

/// New members with words of restriction.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    members::newcomer_mode(clause, norms);
}
