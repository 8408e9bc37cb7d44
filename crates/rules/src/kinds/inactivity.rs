//! Rule kind `inactivity`: who stays silent, nameless or away for a time is cleaned out.

use model::{EventKind, Span};

use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, Outcomes, Stand, Standing};
use crate::kind::Built;
use crate::reading::idle;
use crate::scene::{Member, Scene, seconds};

policy::words! {
    /// What a member must do to stay.
    pub enum Metric {
        /// Say something.
        Speech = "speech",
        /// Set their name in the group as it should be.
        Card = "card",
        /// Take part in an activity.
        Event = "event",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 满 `after` 没有动静的成员移出群。`metric` 写看什么:`speech` 是没有发言,`card` 是没有按要求
    /// 改好群昵称,`event` 是没有参加过活动。时间从进群或最近一次发言、参加活动算起;系统开始记录
    /// 以前的事看不到,所以最早从开始记录算起。移出没有做成的,再满一个 `after` 才再提。
    ///
    /// 不活跃不是过错:处理违规的一般条款不适用于它,只有点名 `inactivity` 的条款才改变处理方式。
    ///
    /// ## 用处
    /// 把名额留给需要的人,也不让无人照看的账号留在群里。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [inactivity]
    /// metric = "speech"
    /// after = "30d"
    /// ---
    /// 2026-03-01 09:00 tick
    /// 2026-03-20 10:00 u8: 大家好
    /// 2026-03-31 09:00 tick
    /// 2026-03-31 09:01 tick   => inactivity remove member=u7
    /// 2026-03-31 09:05 u7 {"kind":"leave","by":"@bot"}
    /// 2026-04-19 10:00 u8: 又来了
    /// ```
    ///
    /// ## 限度
    /// 没有写 `after` 时不执行。只看得到发言,看不到谁在默默读消息;请假、年长等情形请用 `except`
    /// 免除。群主和管理员不会被直接移出,会先请人决定。
    "inactivity": "长期不发言、不改名片、不参加活动的清理",
    english: "members who are silent or take no part for long are cleaned out",
    family: Member, level: Auto, part: Finds,
    own_action: Remove,
    misconduct: false,
    params {
        /// 看什么:发言、群昵称、活动
        with "metric" metric: Metric = "speech",
        /// 多长时间没有动静就清理
        needed "after" after: Span,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Inactivity {
    metric: Metric,
    after: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Inactivity { metric: params.metric, after: params.after }))
}

impl Inactivity {
    fn fact(&self) -> Fact {
        let span = self.after.in_words();
        let (reason, wish) = match self.metric {
            Metric::Speech => (format!("已满{span}没有发言"), "您在本群较长时间没有发言"),
            Metric::Card => (format!("已满{span}没有按要求修改群昵称"), "您的群昵称一直没有修改"),
            Metric::Event => (format!("已满{span}没有参加活动"), "您较长时间没有参加本群的活动"),
        };
        Fact { reason, said: format!("{wish},按群规腾出名额,欢迎以后再来") }
    }
}

impl Finder for Inactivity {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn has_standing(&self) -> bool {
        true
    }

    fn standing(&self, member: &Member, scene: &Standing<'_>) -> Stand {
        let last = match self.metric {
            Metric::Speech => member.spoke,
            Metric::Card if member.card_fits => return Stand::Never,
            Metric::Card => 0,
            Metric::Event => member.took_part,
        };
        // What the member did before their history here began is not known.
        let mut since = member.joined_or(scene.began).max(scene.began);
        if last != 0 {
            since = since.max(seconds(last));
        }
        since = since.max(scene.again.unwrap_or(since));
        Stand::From(scene.zone.add(since, self.after), self.fact())
    }
}

/// Words of silence, an unset name or absence, with words of cleaning out.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    idle::inactivity(clause, norms);
}
