//! Rule kind `prior-approval`: content of named kinds is posted only after somebody consented.

use model::event::{EventBody, MediaKind};
use model::{EventKind, Span};
use text::Topic;

use super::ads::POST;
use crate::clause::{Clause, Norm, Norms, Words};
use crate::finder::{Certainty, Consent, Cue, Fact, Finder, Outcome, Outcomes, Sign};
use crate::kind::Built;
use crate::people::{Approver, brief, in_words};
use crate::reading::{approvals, subjects};
use crate::scene::Scene;
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 发 `what` 所写的内容要先申请,`approver` 同意以后七天内可以发所申请的那段文字(或带同一个文件、
    /// 链接的消息);没有附文字的申请,同意后七天内可以发一般的内容。没有经过同意就发的:
    ///
    /// - `what` 写的是链接、图片、视频、文件、语音这些看得出来的,按规定处理;
    /// - 写的是活动、通知、求助这些要看意思的,先问管理员;
    /// - 没有写 `what`,或只写“信息”“内容”的,带链接、文件、图片的和 60 字以上的消息都先问管理员,
    ///   同一个人 `pause` 内只问一次。
    ///
    /// 群主、管理员和 `approver` 发的不用申请。
    ///
    /// ## 用处
    /// 活动、募捐、通知这些有人会当真的内容,发出来以前有人看过。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [prior-approval]
    /// what = "活动、聚会消息"
    /// approver = "管理员"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"post","text":"周六上午有登山活动,想来的跟我报名"}   => prior-approval ask status=pending
    /// 09:10 ann {"kind":"approve","case":"g-1"}   => prior-approval approve
    /// 09:20 u7: 周六上午有登山活动,想来的跟我报名
    /// 09:30 u8: 周日有聚会,想来的跟我报名   => prior-approval ask member=u8
    /// 09:31 u8: 上次的活动真开心
    /// 09:40 ann: 下周有交流活动,请大家报名
    /// ```
    ///
    /// 看得出来的内容:
    ///
    /// ```scenario
    /// members: ann(admin) u7
    /// [prior-approval]
    /// what = ["链接", "文件"]
    /// ---
    /// 2026-03-02 09:00 u7: 报名表在 https://form.example.com/1   => prior-approval remind
    /// 09:01 u7: 报名表明天发
    /// ```
    ///
    /// ## 限度
    /// 图片、文件里写了什么看不出来。文字要和申请时的一致(空格、标点不计),改了要重新申请。广告另有
    /// `ads`,对外发布的稿件另有 `publish-approval`。
    "prior-approval": "发规定的内容要先经同意",
    english: "these kinds of posts need consent first",
    family: Content, level: Auto, part: Finds,
    params {
        /// 哪些内容要先经同意
        maybe "what" what: Vec<String>,
        /// 谁同意;不写就是管理员
        maybe "approver" approver: Approver,
        /// 没有写内容时,对同一个人问过以后隔多久才再问
        with "pause" pause: Span = "1h",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question about content in general was asked about.
const LIST: &str = "prior-approval";
/// From so many characters a message is a post rather than a remark.
const POST_CHARS: u32 = 60;
/// From so many characters a message tells of something rather than mentions it.
const TOLD_CHARS: u32 = 12;

/// What needs consent, by how it is told.
#[derive(Debug)]
enum Content {
    Links,
    Media(MediaKind),
    Ads,
    Words(Vec<String>),
    Anything,
}

#[derive(Debug)]
struct PriorApproval {
    content: Vec<Content>,
    approver: Approver,
    pause: Span,
}

fn build(params: Params) -> Built {
    let named: Vec<String> = params.what.unwrap_or_default();
    let mut content: Vec<Content> = named
        .iter()
        .flat_map(|entry| entry.split(['、', ',', '，', '和', '及', '或', '/']))
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(content)
        .collect();
    if content.is_empty() {
        content.push(Content::Anything);
    }
    let approver = params.approver.unwrap_or_default();
    Built::Finder(Box::new(PriorApproval { content, approver, pause: params.pause }))
}

/// How a policy's word for content is told in messages.
fn content(named: &str) -> Content {
    let has = |words: &[&str]| words.iter().any(|word| named.has_word(word));
    if has(&["链接", "网址", "小程序", "网页", "推文", "公众号"]) {
        Content::Links
    } else if has(&["图片", "照片", "截图", "二维码", "海报"]) {
        Content::Media(MediaKind::Image)
    } else if has(&["视频"]) {
        Content::Media(MediaKind::Video)
    } else if has(&["文件", "附件", "文档"]) {
        Content::Media(MediaKind::File)
    } else if has(&["语音"]) {
        Content::Media(MediaKind::Voice)
    } else if has(&["广告", "推广", "营销"]) {
        Content::Ads
    } else {
        let words: Vec<String> = subjects::keywords(named)
            .iter()
            .map(|word| signals::fold(word))
            .filter(|word| word.chars().count() > 1)
            .collect();
        if words.is_empty() { Content::Anything } else { Content::Words(words) }
    }
}

/// Words with which people call others together or ask them for something: a mention of an
/// activity that is over is none.
const CALLS: &[&str] = &[
    "报名",
    "参加",
    "欢迎",
    "请大家",
    "时间",
    "地点",
    "名额",
    "想来",
    "想去",
    "一起",
    "帮忙",
    "帮帮",
    "求助",
    "捐款",
    "募捐",
    "爱心",
    "联系",
    "通知",
    "各位",
    "家人们",
    "扫码",
    "转账",
    "集合",
    "组织",
];

/// Of these, the ones that also ask: a question with one of them is still a call.
const APPEALS: &[&str] =
    &["报名", "想来", "想去", "帮忙", "帮帮", "求助", "捐款", "募捐", "扫码", "转账"];

impl PriorApproval {
    /// What of a message needs consent, and how sure that is.
    fn needs(&self, scene: &Scene<'_>) -> Option<(Certainty, String, bool)> {
        let EventBody::Message { media, .. } = &scene.event.body else { return None };
        let reading = scene.reading;
        let folded = signals::folded(scene);
        self.content.iter().find_map(|content| match content {
            Content::Links => (reading.links > 0)
                .then(|| (Certainty::Act, format!("带有 {} 个链接", reading.links), false)),
            Content::Media(kind) => {
                let count = media.iter().filter(|one| one.kind == *kind).count();
                let fact = format!("带有 {count} 个{}", kind_in_words(*kind));
                (count > 0).then_some((Certainty::Act, fact, false))
            }
            Content::Ads => {
                let sure = crate::hits::certainty(reading.score(Topic::Ads))?;
                Some((
                    sure,
                    format!("像是广告:命中{}", crate::hits::in_words(scene, Topic::Ads)),
                    false,
                ))
            }
            Content::Words(words) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let named = folded.named(&words);
                let tells = reading.chars >= TOLD_CHARS
                    && (!reading.question || !folded.named(APPEALS).is_empty())
                    && !folded.named(CALLS).is_empty();
                (tells && !named.is_empty())
                    .then(|| (Certainty::Ask, format!("提到{}", signals::quoted(&named)), false))
            }
            Content::Anything => {
                let post = reading.links > 0
                    || media.iter().any(|one| one.kind != MediaKind::Emoji)
                    || reading.chars >= POST_CHARS;
                let size = reading.chars;
                (post && !reading.acknowledges)
                    .then(|| (Certainty::Ask, format!("发布了内容({size} 字)"), true))
            }
        })
    }

    fn is_free(&self, scene: &Scene<'_>) -> bool {
        let Some(actor) = scene.actor else { return true };
        let approver = self.approver.asked(scene.group);
        let EventBody::Message { media, .. } = &scene.event.body else { return true };
        let permitted = |key| scene.group.permitted(actor, POST, key);
        signals::runs_group(scene, actor)
            || scene.group.is(actor, &approver)
            || permitted(scene.reading.key)
            || crate::content_keys(scene.reading, media).any(permitted)
    }
}

fn kind_in_words(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "图片",
        MediaKind::Voice => "语音",
        MediaKind::Video => "视频",
        MediaKind::File => "文件",
        _ => "内容",
    }
}

impl Finder for PriorApproval {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Request]
    }

    fn cue(&self) -> Option<Cue> {
        let mut cue = Cue::default();
        for content in &self.content {
            cue = match content {
                Content::Links => cue.or(&[Sign::Link]),
                Content::Media(_) => cue.or(&[Sign::Media]),
                Content::Ads => cue.or(&[Sign::Hit]),
                Content::Words(words) => cue.or_words(words),
                Content::Anything => return None,
            };
        }
        Some(cue)
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Request { what, text, media, .. } = &scene.event.body {
            if what == POST {
                // A file or link is permitted by itself, words by what they say.
                let key = match (scene.reading.key, media.first()) {
                    (0, Some(_)) => {
                        crate::content_keys(scene.reading, media).next().unwrap_or_default()
                    }
                    (key, _) => key,
                };
                let shown = text.as_deref().map(brief).unwrap_or_default();
                let reason = format!("申请在群里发布:{shown}");
                let fact = Fact { reason, said: "申请在群里发布内容".to_owned() };
                let from = self.approver.asked(scene.group);
                out.push(Outcome::Consent(Consent::by(from, POST, key, fact)));
            }
            return;
        }
        let Some((certainty, reason, general)) = self.needs(scene) else { return };
        if self.is_free(scene) {
            return;
        }
        let id = scene.actor.map_or("", |ix| scene.group.id(ix));
        if general && !signals::first_within(scene, LIST, id, self.pause, out) {
            return;
        }
        let from = self.approver.asked(scene.group);
        let said = format!("这类内容要先经{}同意再发", in_words(&from));
        let reason = format!("没有经过同意:{reason}");
        out.push(signals::found(scene, certainty, reason, said));
    }
}

/// Posting something in the group takes somebody's consent.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if let Some(approvals::Posting { what, approver }) = approvals::posting(clause) {
        norms.push(
            Norm::new("prior-approval").with_some("what", what).with_some("approver", approver),
        );
    }
}
