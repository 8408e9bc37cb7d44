//! Rule kind `posting-window`: talk only in given hours.

use model::{Days, EventKind, Hours, TimeOfDay, time::DayWindow};

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::hours::posting_windows;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 只在每天 `from` 到 `to` 之间发言,其他时间不发。时间可以跨过零点。写了 `days` 的,只有这些
    /// 日子(按时段开始的那一天算)可以发言,别的日子整天不发。一份制度里写了几个时段的,落在任何
    /// 一个时段里都可以:平日和周末时间不同的,写成两个时段。
    ///
    /// ## 用处
    /// 讨论集中在约好的时间,平时不打扰大家。
    ///
    /// ## 例子
    /// ```scenario
    /// [[posting-window]]
    /// from = "12:00"
    /// to = "13:30"
    /// [[posting-window]]
    /// from = "20:00"
    /// to = "22:00"
    /// days = ["thu"]
    /// ---
    /// 2026-03-02 12:10 u7: 午饭时间聊两句
    /// 13:30 u7: 还有人吗   => posting-window remind
    /// 20:30 u7: 晚上好   => posting-window remind
    /// 2026-03-05 20:30 u7: 今晚讨论什么
    /// ```
    ///
    /// ## 限度
    /// 按消息本身的时间判断。不区分发言是不是公事;急事要能说,请用 `except` 写明哪些人不受限制。
    "posting-window": "只在规定时间内发言",
    english: "talk in the group only during these hours",
    family: Content, level: Auto, part: Finds,
    params {
        /// 可以发言的时间从几点开始
        needed "from" from: TimeOfDay,
        /// 可以发言的时间到几点结束
        needed "to" to: TimeOfDay,
        /// 哪些日子可以发言;不写就是每天
        maybe "days" days: Days,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct PostingWindow {
    hours: Hours,
}

fn build(params: Params) -> Built {
    let window = DayWindow { from: params.from, to: params.to };
    Built::Finder(Box::new(PostingWindow {
        hours: Hours { window, days: params.days.unwrap_or_default() },
    }))
}

impl Finder for PostingWindow {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn is_alternative(&self) -> bool {
        true
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if self.hours.contain(scene.local, scene.calendar) {
            out.push(Outcome::Suits);
            return;
        }
        let at = TimeOfDay(scene.local.minute);
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("{at} 不在发言时间(如 {})内", self.hours.window),
                said: "现在不是本群的发言时间,请在规定的时间里发言".to_owned(),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    norms.extend(posting_windows(clause));
}
