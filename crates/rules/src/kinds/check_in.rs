//! Rule kind `check-in`: members sign in, or show that they kept a habit.

use crate::clause::Words;
use model::event::{EventBody, MediaKind};
use model::{EventKind, TimeOfDay};
use policy::param::{Count, Every, Who};

use crate::clause::{Clause, Norms, has};
use crate::finder::{Fact, Finder, Outcomes, Period};
use crate::kind::Built;
use crate::reading::{running, studying};
use crate::scene::{GroupView, MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每个 `every`,每人至少打卡、签到 `min` 次。消息里有“打卡”“签到”或者 `what` 的字样,或者发了图片,就
    /// 算一次。在别处打的卡,记一条指标名有“打卡”“签到”的事实(`fact`)。写了 `from`、`to` 的,只有这段时间里的才算,一天到 `to` 截止。
    ///
    /// ## 用处
    /// 读书、运动、学习的群,谁坚持了、谁落下了,到点就知道。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [check-in]
    /// what = "读书"
    /// to = "22:00"
    /// ---
    /// 2026-03-02 07:00 u7: 读书第一天,三十页
    /// 20:00 u8: 今天好忙
    /// 22:01 tick   => check-in remind member=u8 reason~0/1
    /// 22:30 u8: 补读书打卡
    /// 2026-03-03 21:00 u7 {"kind":"message","text":"","media":[{"kind":"image"}]}
    /// 22:01 tick   => check-in remind member=u8
    /// 2026-03-04 07:00 u7 {"kind":"fact","metric":"打卡","value":1}
    /// 07:05 u8 {"kind":"fact","metric":"销量","value":3}
    /// 22:01 tick   => check-in remind member=u8
    /// ```
    /// 一周几次:
    /// ```scenario
    /// members: u7 u8
    /// [check-in]
    /// min = 2
    /// every = "1w"
    /// ---
    /// 2026-03-02 07:00 u7: 打卡
    /// 2026-03-03 07:00 u7: 打卡,今天三公里
    /// 2026-03-05 07:00 u8: 签到
    /// 2026-03-09 00:01 tick   => check-in remind member=u8 reason~1/2
    /// ```
    ///
    /// ## 限度
    /// 只看有没有发,不看做没做;一天发几次就算几次。提问(如“怎么打卡?”)不算。当期中途进群的人,从下一期
    /// 算起。不写 `every` 的,每天一次。
    "check-in": "打卡、签到",
    english: "members sign in or post proof of a habit",
    family: Ops, level: Auto, part: Finds,
    params {
        /// 打卡什么:消息里有这些字样就算
        maybe "what" what: Vec<String>,
        /// 每期至少几次
        with "min" min: Count<1, 1_000> = "1",
        /// 多久算一期:时长或日子
        with "every" every: Every = "1d",
        /// 几点以后的才算
        maybe "from" from: TimeOfDay,
        /// 几点以前的才算
        maybe "to" to: TimeOfDay,
        /// 谁要打卡;不写就是全体成员
        maybe "who" who: Who,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct CheckIn {
    words: Vec<String>,
    min: u32,
    from: TimeOfDay,
    to: TimeOfDay,
    period: Period,
    who: Option<Who>,
}

fn build(params: Params) -> Built {
    let to = params.to.unwrap_or(TimeOfDay(TimeOfDay::DAY));
    Built::Finder(Box::new(CheckIn {
        words: params.what.unwrap_or_default(),
        min: params.min.0,
        from: params.from.unwrap_or(TimeOfDay(0)),
        to,
        period: Period::of(params.every, to, None),
        who: params.who,
    }))
}

impl CheckIn {
    /// Whether a time of day lies in the window; one that ends before it begins goes over
    /// midnight.
    fn is_open(&self, minute: u16) -> bool {
        let (from, to) = (self.from.0, self.to.0);
        if from <= to { (from..=to).contains(&minute) } else { minute >= from || minute <= to }
    }
}

impl Finder for CheckIn {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn period(&self) -> Option<Period> {
        Some(self.period)
    }

    fn owed_by(&self, member: MemberIx, group: &dyn GroupView) -> bool {
        self.who.as_ref().is_none_or(|who| group.is(member, who))
    }

    fn counts(&self, scene: &Scene<'_>) -> u32 {
        let named = |text: &str| {
            has(text, &["打卡", "签到"]) || self.words.iter().any(|it| text.has_word(it))
        };
        let counts = match &scene.event.body {
            EventBody::Message { text, media, .. } => {
                let shown = media.iter().any(|one| one.kind == MediaKind::Image);
                shown || named(text) && !scene.reading.question
            }
            EventBody::Fact { metric, value } => *value > 0 && named(metric),
            _ => false,
        };
        u32::from(counts && self.is_open(scene.local.minute))
    }

    fn falls_short(&self, count: u32) -> Option<Fact> {
        (count < self.min).then(|| Fact {
            reason: format!("打卡:本期 {count}/{}", self.min),
            said: format!("本期要打卡 {} 次,目前是 {count} 次,记得补上", self.min),
        })
    }
}

/// Words for signing in, with a cycle or a duty.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    running::check_in(clause, norms);
    if !norms.iter().any(|norm| norm.kind == "check-in") {
        studying::hands_in(clause, norms);
    }
}
