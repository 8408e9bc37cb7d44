//! Rule kind `attendance-window`: members must show up in the group in a window.

use model::time::DayWindow;
use model::{EventKind, TimeOfDay};
use policy::param::Every;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Fact, Finder, Outcomes, Period};
use crate::kind::Built;
use crate::reading::{duties, hours, routines};
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every`,成员要在 `from` 到 `to` 之间至少在群里说一句话。`to` 那一刻不算在内。不写时间的,
    /// 就是当天任何时候。
    ///
    /// ## 用处
    /// 约好的时间大家都在,事情能当时商量;也能看出谁一直没有看群。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [attendance-window]
    /// from = "19:00"
    /// to = "21:00"
    /// every = "1d"
    /// ---
    /// 2026-03-02 18:30 u8: 我先说一声
    /// 19:10 u7: 到了
    /// 21:00:01 tick   => attendance-window remind member=u8 breach=1
    /// 2026-03-03 20:59:59 u8: 在
    /// 21:00 u7: 刚看到
    /// 21:00:01 tick   => attendance-window remind member=u7 breach=1
    /// ```
    ///
    /// ## 限度
    /// 看了没有说话的人,平台不会告诉任何人;要靠说一句话或回复“收到”来表示。时间跨过零点的,按结束的
    /// 那一天算。当期中途进群的人,从下一期算起。
    "attendance-window": "约定的时间要在群里露面",
    english: "members show themselves in the group at set times",
    family: Duty, level: Auto, part: Finds,
    params {
        /// 从几点开始
        with "from" from: TimeOfDay = "00:00",
        /// 到几点结束
        with "to" to: TimeOfDay = "24:00",
        /// 多久一次:时长或日子
        with "every" every: Every = "1d",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct AttendanceWindow {
    window: DayWindow,
    period: Period,
}

fn build(params: Params) -> Built {
    let window = DayWindow { from: params.from, to: params.to };
    // A window that ends at 00:00 ends with its day.
    let ends = if params.to.0 == 0 { TimeOfDay(TimeOfDay::DAY) } else { params.to };
    Built::Finder(Box::new(AttendanceWindow {
        window,
        period: Period::of(params.every, ends, None),
    }))
}

impl Finder for AttendanceWindow {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn period(&self) -> Option<Period> {
        Some(self.period)
    }

    fn counts(&self, scene: &Scene<'_>) -> u32 {
        let spoke = scene.event.kind() == EventKind::Message;
        u32::from(spoke && self.window.contains(scene.local.minute))
    }

    fn falls_short(&self, count: u32) -> Option<Fact> {
        (count == 0).then(|| Fact {
            reason: format!("{} 内没有发言", self.window),
            said: format!("{} 没有看到您,请按约定的时间在群里说一声", self.window),
        })
    }
}

/// A cycle, and words for looking into the group or speaking in it.
/// 每天上午9点前: until when the group is looked into.
fn by_when(sentence: &str) -> Option<String> {
    let before = |end: usize| {
        sentence
            .get(end..)
            .is_some_and(|rest| ["前", "之前", "以前"].iter().any(|word| rest.starts_with(word)))
    };
    let time = text::words::times(sentence).into_iter().find(|time| before(time.end))?;
    Some(time.value.to_string())
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let Some(every) = routines::attendance(sentence) else { continue };
        let range = hours::ranges(sentence).first().map(|range| range.value);
        norms.push(
            Norm::new("attendance-window")
                .with_some("from", range.map(|(from, _)| from.to_string()))
                .with_some("to", range.map(|(_, to)| to.to_string()).or_else(|| by_when(sentence)))
                .with_some("every", every)
                .with_some("for", duties::held(sentence)),
        );
        return;
    }
}
