//! Rule kind `quiet-hours`: talk during hours in which the group rests.

use model::{Days, EventKind, Hours, TimeOfDay, time::DayWindow};

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::hours::quiet_hours;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 在规定的休息时间里,群内不发言。时间可以跨过零点;`days` 按休息时间开始的那一天算。
    ///
    /// ## 用处
    /// 让成员夜间和假日不被打扰。
    ///
    /// ## 例子
    /// ```scenario
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// ---
    /// 2026-03-02 21:59 u7: 大家晚安
    /// 22:15 u7: 还有人在吗   => quiet-hours remind
    /// 2026-03-03 07:29 u7: 早   => quiet-hours remind
    /// 07:30 u7: 早上好
    /// ```
    ///
    /// 只在周末休息的:
    ///
    /// ```scenario
    /// [quiet-hours]
    /// from = "12:00"
    /// to = "14:00"
    /// days = ["sat", "sun"]
    /// ---
    /// 2026-03-06 12:30 u7: 周五中午
    /// 2026-03-07 12:30 u7: 周六中午   => quiet-hours remind
    /// ```
    ///
    /// ## 限度
    /// 按消息本身的时间判断,因网络延迟而晚到的消息不会因此算作违反。不区分公事和闲聊;值班的人、
    /// 有急事要说的人,请写在 `except` 里。
    "quiet-hours": "规定时间内不在群里发言",
    english: "no talk in the group during these hours",
    family: Content, level: Auto, part: Finds,
    params {
        /// 休息时间从几点开始
        needed "from" from: TimeOfDay,
        /// 休息时间到几点结束
        needed "to" to: TimeOfDay,
        /// 哪些日子有休息时间;不写就是每天
        maybe "days" days: Days,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct QuietHours {
    hours: Hours,
}

fn build(params: Params) -> Built {
    let window = DayWindow { from: params.from, to: params.to };
    Built::Finder(Box::new(QuietHours {
        hours: Hours { window, days: params.days.unwrap_or_default() },
    }))
}

impl Finder for QuietHours {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.hours.contain(scene.local, scene.calendar) {
            return;
        }
        let (minute, window) = (scene.local.minute, self.hours.window);
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("{} 在休息时间 {window} 内", TimeOfDay(minute)),
                said: format!("{window} 是休息时间,请不要在群里发言"),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    norms.extend(quiet_hours(clause));
}
