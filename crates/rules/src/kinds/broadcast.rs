//! Rule kind `broadcast`: messages that are sent at set times.

use model::{EventKind, TimeOfDay};
use policy::param::Every;

use crate::clause::{Clause, Norms};
use crate::finder::{Finder, Outcome, Outcomes, Period, Saying};
use crate::kind::Built;
use crate::reading::running;
use crate::register::Entry;
use crate::scene::{GroupView, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 的 `at`,在群里发 `text`。本制度管几个群,就在几个群里各发一次;写了 `to` 的,只在名称
    /// 或编号合得上的群里发。
    ///
    /// ## 用处
    /// 早安、天气、交报表、续费这类每天都要说的话,不用人守着时间发。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7
    /// [broadcast]
    /// at = "08:30"
    /// every = "workday"
    /// text = "早上好,今天的任务请看群公告。"
    /// ---
    /// 2026-03-06 08:00 u7: 早
    /// 08:31 tick   => broadcast send text~早上好
    /// 2026-03-07 08:31 tick
    /// 2026-03-09 08:31 tick   => broadcast send
    /// ```
    /// 只发给一部分群:
    /// ```scenario
    /// members: u7
    /// [broadcast]
    /// text = "请核对库存。"
    /// to = ["仓库*"]
    /// ---
    /// 2026-03-06 08:00 u7 {"kind":"group","name":"销售一群"}
    /// 2026-03-07 09:01 tick
    /// 2026-03-07 10:00 u7 {"kind":"group","name":"仓库一群"}
    /// 2026-03-08 09:01 tick   => broadcast send
    /// ```
    ///
    /// ## 限度
    /// 没有写 `text` 时不执行:制度里一般不写原话,请补上要发的话。系统停着的时候错过的,恢复以后补发,
    /// 决定上的时间是原定的时间。
    "broadcast": "定时群发",
    english: "messages are sent at set times",
    family: Ops, level: Auto, part: Finds,
    params {
        /// 发什么话
        needed "text" text: String,
        /// 几点发
        with "at" at: TimeOfDay = "09:00",
        /// 多久一次:时长或日子
        with "every" every: Every = "1d",
        /// 只发给哪些群:名称或编号,可以用 *;不写就是本制度管的各群
        maybe "to" to: Vec<String>,
    }
    since: "0.1.0"
}

/// The list of the register on which it keeps when it speaks next.
const LIST: &str = "broadcast";

#[derive(Debug)]
struct Broadcast {
    text: String,
    period: Period,
    to: Vec<String>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Broadcast {
        text: params.text,
        period: Period::of(params.every, params.at, None),
        to: params.to.unwrap_or_default(),
    }))
}

/// Whether a group is one of those that patterns name, by its id or its name.
pub(crate) fn is_one_of(group: &dyn GroupView, patterns: &[String]) -> bool {
    let fits = |name: &str| policy::glob::any_matches(patterns, name);
    fits(group.group_id()) || group.name().is_some_and(fits)
}

impl Broadcast {
    fn set(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let next = self.period.next_end(moment.now, moment.zone, moment.calendar);
        out.push(Outcome::Enter(Entry::new(LIST, &self.text).due(next)));
    }
}

impl Finder for Broadcast {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if !moment.group.is_org() {
            self.set(moment, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != LIST || entry.key != self.text {
            return;
        }
        if self.to.is_empty() || is_one_of(moment.group, &self.to) {
            out.push(Outcome::Say(Saying::here(self.text.clone(), "定时消息")));
        }
        self.set(moment, out);
    }
}

/// Words for sending at set times or by itself.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    running::broadcast(clause, norms);
}
