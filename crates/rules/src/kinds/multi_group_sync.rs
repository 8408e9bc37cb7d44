//! Rule kind `multi-group-sync`: what some say in one group is heard in others.

use std::fmt::Write as _;

use model::EventKind;
use model::event::{EventBody, Media, MediaKind};
use policy::param::Who;
use text::Topic;

use crate::clause::{Clause, Norms};
use crate::finder::{Cue, Finder, Outcome, Outcomes, Saying};
use crate::kind::Built;
use crate::kinds::broadcast::is_one_of;
use crate::reading::running;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// `from` 里的群,`who` 里的人说的话,转到 `to` 里的各群,前面写明是哪个群、谁说的。图片、语音、文件等
    /// 只转一个说明(如“[图片]”)。系统自己说的话、转过来的话不再转,所以不会来回转。
    ///
    /// ## 用处
    /// 一个人在主群讲课、答疑,分群的人同时看得到。
    ///
    /// ## 例子
    /// ```scenario
    /// members: t1[讲师] u7
    /// [multi-group-sync]
    /// from = "g"
    /// to = ["分群一", "分群二"]
    /// who = "讲师"
    /// ---
    /// 2026-03-02 20:00 t1: 今晚讲库存盘点   => multi-group-sync send to=分群一; multi-group-sync send to=分群二
    /// 20:01 u7: 好的
    /// 20:02 t1 {"kind":"message","text":"看这张图","media":[{"kind":"image"}]}   => multi-group-sync send text~[图片]; multi-group-sync send
    /// 20:03 @bot: 今晚讲库存盘点
    /// ```
    ///
    /// ## 限度
    /// 没有写 `to` 时不执行:请补上转到哪些群。像是广告、违禁内容的话不转。一条最多转到 20 个群,太长的只
    /// 转前 2000 字。
    "multi-group-sync": "多群同步",
    english: "messages are relayed across groups",
    family: Ops, level: Auto, part: Finds,
    params {
        /// 转到哪些群:名称或编号,可以用 *
        needed "to" to: Vec<String>,
        /// 从哪些群转出:名称或编号,可以用 *;不写就是本制度管的各群
        maybe "from" from: Vec<String>,
        /// 谁说的话才转;不写就是群主和管理员
        maybe "who" who: Vec<Who>,
    }
    since: "0.1.0"
}

/// The most groups that one message is relayed to.
const GROUPS_MAX: usize = 20;
/// The most characters that are relayed.
const CHARS_MAX: usize = 2_000;

#[derive(Debug)]
struct MultiGroupSync {
    from: Vec<String>,
    to: Vec<String>,
    who: Vec<Who>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(MultiGroupSync {
        from: params.from.unwrap_or_default(),
        to: params.to,
        who: params.who.unwrap_or_default(),
    }))
}

impl MultiGroupSync {
    fn speaks(&self, scene: &Scene<'_>) -> bool {
        let Some(actor) = scene.actor else { return false };
        if self.who.is_empty() {
            return scene.group.member(actor).is_some_and(|member| member.roles.runs_group());
        }
        self.who.iter().any(|who| scene.group.is(actor, who))
    }
}

/// What stands for something that is no text.
fn placeholder(media: &Media<'_>) -> &'static str {
    match media.kind {
        MediaKind::Image => "[图片]",
        MediaKind::Voice => "[语音]",
        MediaKind::Video => "[视频]",
        MediaKind::File => "[文件]",
        MediaKind::Emoji => "[表情]",
        MediaKind::Link => "[链接]",
        MediaKind::RedPacket => "[红包]",
        MediaKind::Other => "[其他内容]",
    }
}

impl Finder for MultiGroupSync {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    // What may be against the rules of one group is not carried into others.
    fn asks_topics(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Cue::spoken_by(&self.who)
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Message { text, media, .. } = &scene.event.body else { return };
        if !self.speaks(scene) || scene.group.is_org() {
            return;
        }
        let here = self.from.is_empty() || is_one_of(scene.group, &self.from);
        // What may be against the rules of one group is not carried into others.
        let harmful = Topic::all().any(|topic| scene.reading.score(topic) >= text::ASK);
        if !here || harmful {
            return;
        }
        let mut said: String = text.chars().take(CHARS_MAX).collect();
        for one in media.iter().take(GROUPS_MAX) {
            said.push_str(placeholder(one));
        }
        if said.trim().is_empty() {
            return;
        }
        let group = scene.group.name().unwrap_or_else(|| scene.group.group_id());
        let speaker = scene.event.member.as_deref().unwrap_or_default();
        let mut whole = String::new();
        // Writing to a string cannot fail.
        let _ = write!(whole, "【{group}】{speaker}:{said}");
        let (id, name) = (scene.group.group_id(), scene.group.name());
        let others = self.to.iter().filter(|to| to.as_str() != id && Some(to.as_str()) != name);
        for to in others.take(GROUPS_MAX) {
            out.push(Outcome::Say(Saying {
                text: whole.clone(),
                reason: format!("转到{to}"),
                to: Some(to.clone()),
            }));
        }
    }
}

/// Several groups, with words for hearing the same or for being managed together.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    running::multi_group_sync(clause, norms);
}
