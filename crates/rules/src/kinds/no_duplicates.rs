//! Rule kind `no-duplicates`: what the group has already seen.

use model::event::Media;
use model::{EventBody, EventKind};
use policy::param::ListOf;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::content::bans_duplicates;
use crate::scene::Scene;

policy::words! {
    /// What is compared.
    pub enum Scope {
        /// Everything that is posted in the group.
        Group = "group",
        /// Texts.
        Text = "text",
        /// Links and shared pages.
        Links = "links",
        /// Pictures, files and so on.
        Media = "media",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 群里已经发过的内容,谁都不要再发一遍。`scope` 写比较哪些:`text` 文字、`links` 链接、`media`
    /// 图片和文件,`group` 是全部。同一个网页换了人分享、文字多几个空格,都算同样的内容。
    ///
    /// ## 用处
    /// 同一篇文章被转了又转,大家要翻很久才看得到新消息。
    ///
    /// ## 例子
    /// ```scenario
    /// [no-duplicates]
    /// ---
    /// 2026-03-02 09:00 u7: 停水通知:周三上午九点到十一点停水
    /// 09:30 u8: 停水通知:周三上午九点到十一点停水!   => no-duplicates remind
    /// 09:31 u9: 收到
    /// 09:32 u7: 收到
    /// 10:00 u8: 看看这篇 https://news.example.com/read?id=7&from=u8
    /// 10:10 u9: 好文章 https://news.example.com/read?id=7   => no-duplicates remind
    /// ```
    ///
    /// ## 限度
    /// 每个群记住最近约 256 条不同的内容,更早的不记得。不满 8 个字的话和“收到”之类的回复不算内容。
    /// 改写过的文章、重新截的图看不出来;平台不给文件指纹的,图片和文件不比较。
    "no-duplicates": "群里发过的内容不再重复发",
    english: "what the group has seen is not posted again",
    family: Content, level: Auto, part: Finds,
    params {
        /// 比较哪些内容
        with "scope" scope: ListOf<Scope> = "group",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct NoDuplicates {
    scope: Vec<Scope>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoDuplicates { scope: params.scope.0 }))
}

impl NoDuplicates {
    fn compares(&self, scope: Scope) -> bool {
        self.scope.contains(&Scope::Group) || self.scope.contains(&scope)
    }

    /// What of a message the group has seen before, in words.
    fn seen(&self, scene: &Scene<'_>, media: &[Media<'_>]) -> Option<&'static str> {
        let reading = scene.reading;
        let is_seen = |key: u64| key != 0 && scene.group.seen(key);
        if self.compares(Scope::Links) && is_seen(reading.link_key) {
            return Some("这个链接");
        }
        // Stickers are never kept as seen.
        let hashes = media.iter().filter_map(|one| one.hash.as_deref());
        if self.compares(Scope::Media) && hashes.map(text::key_of).any(is_seen) {
            return Some("这张图片或这个文件");
        }
        // Whether the words count as content at all is decided in one place.
        let is_content = crate::content_keys(reading, &[]).any(|key| key == reading.key);
        (self.compares(Scope::Text) && is_content && is_seen(reading.key)).then_some("这段话")
    }
}

impl Finder for NoDuplicates {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn asks_seen(&self) -> bool {
        true
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Message { media, .. } = &scene.event.body else { return };
        let Some(what) = self.seen(scene, media) else { return };
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("{what}群里已经发过"),
                said: format!("{what}群里已经有了,请不要重复发"),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if bans_duplicates(clause) {
        norms.push(Norm::new("no-duplicates"));
    }
}
