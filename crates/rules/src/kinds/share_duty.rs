//! Rule kind `share-duty`: members forward what they are asked to forward.

use model::event::{EventBody, MediaKind};
use model::{EventKind, Role, Span};

use crate::clause::{Clause, Norms, forbids, has};
use crate::finder::{Cue, Duty, Fact, Finder, Judges, NewDuty, Outcome, Outcomes, Sign};
use crate::kind::Built;
use crate::reading::spreading;
use crate::scene::{MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 公告、领导或管理员的消息请大家转发(转发、发朋友圈、扩散)时,成员要在 `within` 内转发。有两种办法
    /// 表明转了:外面的系统报数(`fact`,指标里有“转发”“朋友圈”“分享”),或者在群里发截图(图片),图片单独
    /// 发、回复那条消息、或附上“已转发”都行。没有人要求转发时,什么也不欠。
    ///
    /// ## 用处
    /// 谁转了、谁还没有转,不用人一个一个去翻朋友圈。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(leader) u7 u8 u9
    /// [share-duty]
    /// what = "公司对外的分享信息"
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 u7: 这篇文章不错,可以转发
    /// 10:00 boss: 请大家把新品海报转发到朋友圈
    /// 11:00 u7 {"kind":"message","text":"已转发","media":[{"kind":"image"}]}
    /// 12:00 u8 {"kind":"fact","metric":"朋友圈转发","value":1}
    /// 2026-03-03 10:01 tick   => share-duty remind member=u9 due=m2
    /// ```
    ///
    /// 不让转发的话不算要求转发:
    /// ```scenario
    /// members: boss(leader) u7
    /// [share-duty]
    /// ---
    /// 2026-03-02 10:00 boss: 内部通知,请勿转发到朋友圈
    /// 2026-03-04 10:00 tick
    /// ```
    ///
    /// ## 限度
    /// 看不到别人的朋友圈,只看截图和报数,截图里是什么不看。朋友圈是个人的,建议只提醒,不要处罚。不写
    /// `within` 的,一天之内。
    "share-duty": "按要求转发",
    english: "given content is passed on elsewhere",
    family: Duty, level: Duty, part: Finds,
    params {
        /// 转发什么
        maybe "what" what: String,
        /// 多长时间内转发
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct ShareDuty {
    what: Option<String>,
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(ShareDuty { what: params.what, within: params.within }))
}

/// Words for having forwarded, in what is counted elsewhere and beside a picture.
const FORWARDED: &[&str] = &["转发", "朋友圈", "分享", "已转", "转了", "已发", "完成", "打卡"];

/// Whether a text asks people to forward something.
fn calls(text: &str) -> bool {
    const FORWARD: &[&str] = &[
        "转发",
        "朋友圈",
        "扩散",
        "转一下",
        "帮转",
        "分享到",
        "分享至",
        "分享给",
        "分享出去",
        "分享这",
        "分享此",
        "转评赞",
    ];
    const ASKS: &[&str] = &[
        "请",
        "大家",
        "各位",
        "务必",
        "要",
        "须",
        "全体",
        "所有人",
        "帮忙",
        "一下",
        "都",
        "辛苦",
        "麻烦",
        "每人",
        "@",
    ];
    has(text, FORWARD) && has(text, ASKS) && !forbids(text)
}

impl Finder for ShareDuty {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Notice]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or(&[Sign::Leads, Sign::Media]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let by = scene.actor.and_then(|ix| scene.group.member(ix));
        let text = match &scene.event.body {
            EventBody::Notice { text, .. } => text,
            EventBody::Message { text, .. } => {
                let leads = by.is_some_and(|member| {
                    member.roles.runs_group() || member.roles.has(Role::Leader)
                });
                if !leads || scene.reading.question {
                    return;
                }
                text
            }
            _ => return,
        };
        if !calls(text) {
            return;
        }
        let who: Vec<MemberIx> =
            scene.concerned().into_iter().filter(|ix| Some(*ix) != scene.actor).collect();
        out.push(Outcome::Duty(NewDuty {
            who,
            collective: false,
            due: scene.zone.add(scene.now, self.within),
            note: format!("{}内没有看到转发", self.within.in_words()),
        }));
    }

    fn settles(&self, duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        match &scene.event.body {
            EventBody::Fact { metric, value } => {
                *value > 0 && has(metric, &["转发", "朋友圈", "分享", "share"])
            }
            EventBody::Message { text, media, reply_to, .. } => {
                let shows = media.iter().any(|one| one.kind == MediaKind::Image);
                let answers = reply_to.as_deref() == Some(duty.trigger.as_str());
                shows && (answers || !scene.reading.own_words || has(text, FORWARDED))
            }
            _ => false,
        }
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        let what = self.what.as_deref().map_or_else(String::new, |what| format!("({what})"));
        Fact {
            reason: format!("要求转发的消息 {}{what}:{}", duty.trigger, duty.note),
            said: "群里请大家转发的内容,还没有看到您的截图,方便时请转发一下".to_owned(),
        }
    }
}

/// A duty to spread outside the group what the organisation puts out, or to join its campaigns.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    spreading::share_duty(clause, norms);
}
