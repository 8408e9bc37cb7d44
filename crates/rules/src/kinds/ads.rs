//! Rule kind `ads`: advertising in the group.

use model::{EventBody, EventKind, Role};
use policy::param::Who;
use text::{Skeleton, Topic, fold_into};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{
    Certainty, Consent, Cue, Fact, Finder, Finding, InPictures, Outcome, Outcomes, Sign,
};
use crate::hits;
use crate::kind::Built;
use crate::reading::terms::{AdsTerms, ads_terms};
use crate::scene::Scene;
use crate::{standing, trades};

policy::words! {
    /// Under what conditions advertising is allowed.
    pub enum Allow {
        /// It is not.
        Never = "never",
        /// The same advertisement once.
        Once = "once",
        /// When an administrator has consented.
        WithApproval = "with-approval",
        /// Only for cooperation between members.
        ExceptCooperation = "except-cooperation",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 管群里的广告。`allow` 写允许到什么程度:
    ///
    /// - `never`:不许发;
    /// - `once`:可以发,同样的内容在群里只能发一次;
    /// - `with-approval`:先申请,管理员同意后七天内可以发所申请的那段文字;申请没有附文字的,同意后
    ///   七天内可以发广告;
    /// - `except-cooperation`:不许发,但成员之间谈合作、采购、对接的除外:像是谈合作的交管理员判断;
    /// - 不写:制度只限制一部分广告(如滥发的、无关的),系统分不清,发现广告都先问管理员。
    ///
    /// ## 用处
    /// 广告是工作群、家长群里最常见的打扰。
    ///
    /// ## 例子
    /// ```scenario
    /// [ads]
    /// allow = "never"
    /// ---
    /// 2026-03-02 09:00 u7: 高价回收购物卡,诚招代理,加微信 abc12345   => ads remind
    /// 09:05 u8: 明天的例会改到三点
    /// ```
    ///
    /// 先申请、后发布:
    ///
    /// ```scenario
    /// members: ann(admin) u7
    /// [ads]
    /// allow = "with-approval"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"post","text":"诚招代理,加微信 abc12345"}   => ads ask status=pending
    /// 09:10 ann {"kind":"approve","case":"g-1"}   => ads approve
    /// 09:20 u7: 诚招代理,加微信 abc12345
    /// 09:30 u8: 诚招代理,加微信 xyz98765   => ads remind
    /// ```
    ///
    /// ## 限度
    /// 按词语、联系方式和价格判断;图片里的广告,只认得黑名单里的图片和外部服务识别过的。本群就是做某
    /// 行生意的,在文件开头写 `trade`(如 `trade = ["服装"]`),谈这一行的就不算广告。发出的文字要和申请时的一致(空格、标点
    /// 不计);改了内容要重新申请。`once` 记得住群里最近约 256 条不同的内容,不满 8 个字的不记。
    "ads": "群内广告",
    english: "advertising",
    family: Content, level: Auto, part: Finds,
    params {
        /// 广告允许到什么程度;不写就先问管理员
        maybe "allow" allow: Allow,
    }
    since: "0.1.0"
}

/// What a permit for a post is called.
pub(crate) const POST: &str = "post";

#[derive(Debug)]
struct Ads {
    allow: Option<Allow>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Ads { allow: params.allow }))
}

impl Ads {
    /// How sure it is that this advertisement breaks the article, and what members read; none
    /// where it is allowed.
    fn judge(&self, scene: &Scene<'_>, sure: Certainty) -> Option<(Certainty, &'static str)> {
        const NOT_HERE: &str = "本群不发广告";
        // Where clothes are sold, whoever offers clothes does what the group is for.
        if self.allow != Some(Allow::Once) && trades::of_message(scene).is_some() {
            return None;
        }
        match self.allow {
            Some(Allow::Never) => Some((sure, NOT_HERE)),
            Some(Allow::Once) => was_posted(scene).then_some((sure, "同样的广告在本群只能发一次")),
            Some(Allow::WithApproval) => {
                let permitted = scene
                    .actor
                    .is_some_and(|actor| scene.group.permitted(actor, POST, scene.reading.key));
                (!permitted).then_some((sure, "在本群发广告要先经管理员同意"))
            }
            Some(Allow::ExceptCooperation) if cooperates(hits::written(scene)) => {
                Some((Certainty::Ask, NOT_HERE))
            }
            Some(Allow::ExceptCooperation) => Some((sure, NOT_HERE)),
            None => Some((Certainty::Ask, "这类广告不宜在本群发")),
        }
    }
}

fn was_posted(scene: &Scene<'_>) -> bool {
    let EventBody::Message { media, .. } = &scene.event.body else { return false };
    crate::content_keys(scene.reading, media).any(|key| scene.group.seen(key))
}

/// Whether a text speaks of working together rather than of selling to anybody.
fn cooperates(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "合作",
        "采购",
        "招标",
        "投标",
        "供货",
        "对接",
        "外包",
        "联合",
        "项目需求",
        "找供应商",
        "询价",
    ];
    let mut skeleton = Skeleton::new();
    fold_into(text, &mut skeleton);
    has(&skeleton.text, WORDS)
}

/// The question whether something may be posted, where a request asks it.
pub(crate) fn asks_to_post(scene: &Scene<'_>, of: &str) -> Option<Outcome> {
    let EventBody::Request { what, .. } = &scene.event.body else { return None };
    (what == POST).then(|| {
        let fact = Fact::plain(format!("申请在群里发布{of}"));
        Outcome::Consent(Consent::by(Who::Role(Role::Admin), POST, scene.reading.key, fact))
    })
}

impl Finder for Ads {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Request, EventKind::Looked]
    }

    fn asks_pictures(&self) -> InPictures {
        InPictures { codes: false, sorts: true }
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or(&[Sign::Hit]))
    }

    fn asks_seen(&self) -> bool {
        self.allow == Some(Allow::Once)
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if scene.event.kind() == EventKind::Request {
            if self.allow == Some(Allow::WithApproval) {
                out.extend(asks_to_post(scene, "广告或其他内容"));
            }
            return;
        }
        let Some(judged) = standing::judged(scene, Topic::Ads) else { return };
        let Some((certainty, said)) = self.judge(scene, judged.certainty) else { return };
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!(
                    "像是广告:命中{}{}",
                    hits::in_words(scene, Topic::Ads),
                    judged.because
                ),
                said: said.to_owned(),
            },
            certainty,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let allow = match ads_terms(clause) {
        None => return,
        Some(AdsTerms::Some) => None,
        Some(AdsTerms::Never) => Some("never"),
        Some(AdsTerms::Once) => Some("once"),
        Some(AdsTerms::WithApproval) => Some("with-approval"),
        Some(AdsTerms::ExceptCooperation) => Some("except-cooperation"),
    };
    norms.push(Norm::new("ads").with_some("allow", allow));
}
