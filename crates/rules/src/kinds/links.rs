//! Rule kind `links`: links to other sites, mini-programs, shared pages.

use model::{EventBody, EventKind};

use super::ads::{POST, asks_to_post};
use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, InPictures, Outcome, Outcomes};
use crate::hosts;
use crate::kind::Built;
use crate::reading::terms::{LinkTerms, link_terms};
use crate::scene::Scene;

policy::words! {
    /// Under what conditions links are allowed.
    pub enum Allow {
        /// They are not.
        Never = "never",
        /// When an administrator has consented.
        WithApproval = "with-approval",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 管群里的网址、分享的网页和小程序。`never` 是不许发;`with-approval` 是先申请,管理员同意后
    /// 七天内可以发所申请的那段文字。`allowed-domains` 写本单位自己的网站,指向这些网站(包括下级
    /// 网站)的链接不受限制。
    ///
    /// ## 用处
    /// 外部链接难辨真假,常带来广告、钓鱼网页和病毒。
    ///
    /// ## 例子
    /// ```scenario
    /// [links]
    /// allow = "never"
    /// allowed-domains = ["example.edu.cn"]
    /// ---
    /// 2026-03-02 09:00 u7: 大家看这个 https://shop.example.com/a   => links remind
    /// 09:01 u7: 课表在 https://jw.example.edu.cn/kb
    /// 09:02 u8 {"kind":"message","text":"","media":[{"kind":"link","title":"一个小程序"}]}   => links remind
    /// 09:03 u8: 会议改到3.5号楼
    /// ```
    ///
    /// ## 限度
    /// 图片里的二维码,连接程序或服务器读过图片才看得出来。短网址看不出指向哪里,一律按外部链接处理。没有网址、只有标题的分享,
    /// 也按外部链接处理。
    "links": "群内链接、网页和小程序",
    english: "links, web pages and mini-programs",
    family: Content, level: Auto, part: Finds,
    params {
        /// 链接允许到什么程度
        with "allow" allow: Allow = "never",
        /// 不受限制的网站,如本单位的网站
        maybe "allowed-domains" allowed_domains: Vec<String>,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Links {
    allow: Allow,
    domains: Vec<String>,
}

fn build(params: Params) -> Built {
    let domains = params.allowed_domains.unwrap_or_default();
    Built::Finder(Box::new(Links { allow: params.allow, domains }))
}

impl Finder for Links {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Request, EventKind::Looked]
    }

    fn asks_pictures(&self) -> InPictures {
        InPictures { codes: true, sorts: false }
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let links = scene.reading.links;
        if links == 0 {
            return;
        }
        let (text, media, place) = match &scene.event.body {
            EventBody::Message { text, media, .. } => (&**text, media, "消息里"),
            EventBody::Looked { media, .. } => ("", media, "图片的二维码里"),
            _ => {
                if self.allow == Allow::WithApproval {
                    out.extend(asks_to_post(scene, "带链接的内容"));
                }
                return;
            }
        };
        if hosts::all_within(text, media, links, &self.domains) {
            return;
        }
        let said = match self.allow {
            Allow::Never => "本群不发外部链接",
            Allow::WithApproval => {
                let key = scene.reading.key;
                if scene.actor.is_some_and(|actor| scene.group.permitted(actor, POST, key)) {
                    return;
                }
                "在本群发链接要先经管理员同意"
            }
        };
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact { reason: format!("{place}有 {links} 个链接"), said: said.to_owned() },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let allow = match link_terms(clause) {
        None => return,
        Some(LinkTerms::Never) => "never",
        Some(LinkTerms::Some) => return norms.push(Norm::new("links").partly()),
        Some(LinkTerms::WithApproval) => "with-approval",
    };
    norms.push(Norm::new("links").with("allow", allow));
}
