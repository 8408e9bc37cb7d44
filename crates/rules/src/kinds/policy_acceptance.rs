//! Rule kind `policy-acceptance`: members read the policy and say that they agree.

use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Duty, Fact, Finder, Judges, NewDuty, Outcome, Outcomes, POLICY_TITLE, Saying};
use crate::kind::Built;
use crate::reading::{changes, list};
use crate::register::Entry;
use crate::scene::{GroupView, MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 制度开始施行时在群里的人,和以后进群的人,要在 `within` 内读完制度并表示同意:在群里发一条“已阅读,
    /// 同意遵守”之类的消息就算;在别处签了的,记一条指标名有“签”字的事实(`fact`)。到期没有的,记一次。
    /// `by` 写哪些人要签,不写就是全体。
    ///
    /// ## 用处
    /// 规矩人人看过、认可,以后照章办事没有话说。
    ///
    /// ## 例子
    /// ```scenario
    /// [policy-acceptance]
    /// within = "3d"
    /// except = ["admin"]
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"},{"id":"u8"}]}   => policy-acceptance send text~同意
    /// 10:00 u7: 已阅读,同意遵守
    /// 2026-03-05 09:01 tick   => policy-acceptance remind member=u8 breach=1
    /// 10:00 u9 {"kind":"join"}   => policy-acceptance send
    /// 10:05 u9: 收到,我同意并遵守群规
    /// 2026-03-12 09:00 tick
    /// ```
    ///
    /// ## 限度
    /// 只看有没有表示,看不出是不是真的读了。签过的人,退群再来不用再签。
    "policy-acceptance": "成员要阅读并同意制度",
    english: "members read or sign the policy",
    family: Member, level: Auto, part: Finds,
    params {
        /// 哪些人要签
        maybe "by" by: Vec<Who>,
        /// 多长时间内
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// The list of those who have agreed: the key is the member's id.
const SIGNED: &str = "signed";

#[derive(Debug)]
struct PolicyAcceptance {
    by: Vec<Who>,
    within: Span,
}

fn build(params: Params) -> Built {
    let by = params.by.unwrap_or_default();
    Built::Finder(Box::new(PolicyAcceptance { by, within: params.within }))
}

/// Whether somebody says that they have read and agree.
fn agrees(scene: &Scene<'_>) -> bool {
    /// Who agrees says little else.
    const CHARS_MAX: u32 = 60;
    const AGREED: &[&str] = &[
        "同意",
        "遵守",
        "承诺",
        "已阅读",
        "已读",
        "阅读并",
        "知悉",
        "认可",
        "已签",
        "接受",
        "读完",
    ];
    const NOT: &[&str] = &["不同意", "不遵守", "不认可", "不接受", "没读", "未读", "没有读", "请"];
    match &scene.event.body {
        EventBody::Message { text, .. } => {
            scene.reading.chars <= CHARS_MAX
                && !scene.reading.question
                && has(text, AGREED)
                && !has(text, NOT)
        }
        EventBody::Fact { metric, .. } => metric.contains('签'),
        _ => false,
    }
}

impl PolicyAcceptance {
    fn owes(&self, ix: MemberIx, group: &dyn GroupView) -> bool {
        (self.by.is_empty() || self.by.iter().any(|who| group.is(ix, who)))
            && group.entry(SIGNED, group.id(ix)).is_none()
    }

    fn ask(&self, who: Vec<MemberIx>, moment: &Moment<'_>, out: &mut Outcomes) {
        if who.is_empty() {
            return;
        }
        let span = self.within.in_words();
        let text = format!("请在{span}内阅读{POLICY_TITLE},并在群里回复“已阅读,同意遵守”。");
        out.push(Outcome::Say(Saying::here(text, "请成员阅读并同意制度")));
        out.push(Outcome::Duty(NewDuty {
            who,
            collective: false,
            due: moment.zone.add(moment.now, self.within),
            note: format!("没有在{span}内表示已阅读并同意制度"),
        }));
    }
}

impl Finder for PolicyAcceptance {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Join, EventKind::Message, EventKind::Fact]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(ix) = scene.actor.filter(|&ix| scene.concerns(ix)) else { return };
        if scene.event.body.kind() == EventKind::Join {
            let owes = self.owes(ix, scene.group);
            return self.ask(owes.then_some(ix).into_iter().collect(), &scene.moment(), out);
        }
        if agrees(scene) && scene.group.entry(SIGNED, scene.group.id(ix)).is_none() {
            out.push(Outcome::Enter(Entry::new(SIGNED, scene.group.id(ix)).of(Some(ix))));
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if moment.group.is_org() {
            return;
        }
        let mut who = moment.concerned();
        who.retain(|&ix| self.owes(ix, moment.group) && !moment.group.id(ix).starts_with('@'));
        self.ask(who, moment, out);
    }

    fn settles(&self, _duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        agrees(scene)
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        Fact {
            reason: duty.note.clone(),
            said: "请阅读本群制度,并在群里回复“已阅读,同意遵守”".to_owned(),
        }
    }
}

/// People who are to read, sign or agree to the policy.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(by) = changes::acceptance(clause) else { return };
    let by = (!by.is_empty()).then(|| list(&by));
    norms.push(Norm::new("policy-acceptance").with_some("by", by));
}
