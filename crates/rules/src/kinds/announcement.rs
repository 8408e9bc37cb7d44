//! Rule kind `announcement`: group notices are published and kept current.

use model::EventKind;
use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Finder, Outcomes};
use crate::kind::Built;
use crate::reading::upkeep;
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 看一看群公告,该更新的更新。这一期里群主或管理员发了公告(`notice`),就算做到了;
    /// 公告不用改的,在任务里点“完成”。
    ///
    /// ## 用处
    /// 公告里不会一直挂着过期的时间、电话和活动。
    ///
    /// ## 例子
    /// ```scenario
    /// [announcement]
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"}]}   => announcement task to=admin case=g-1
    /// 2026-03-05 10:00 ann {"kind":"notice","text":"周六休息"}
    /// 2026-03-09 09:00 tick   => announcement task case=g-2
    /// 2026-03-10 10:00 u7 {"kind":"notice","text":"我也发一个"}
    /// 2026-03-15 09:00 tick   => announcement task case=g-2 reason~提醒
    /// 2026-03-16 09:00 tick   => announcement task case=g-2 reason~没有; announcement task case=g-3
    /// ```
    ///
    /// ## 限度
    /// 只看有没有发公告,不看内容是不是最新。不写 `every` 的(如“及时更新”),一个月提醒一次。
    "announcement": "发布和更新群公告",
    english: "group notices are published and kept current",
    family: Group, level: Duty, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来做;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Announcement {
    routine: Routine,
}

fn build(params: Params) -> Built {
    let what = "本期请看一看群公告,该更新的请更新".to_owned();
    let routine = Routine::of("announcement", params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(Announcement { routine }))
}

impl Finder for Announcement {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Notice]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        let runs = scene.group.member(actor).is_some_and(|member| member.roles.runs_group());
        if runs || scene.group.is(actor, &self.routine.to) {
            self.routine.fulfilled(out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.comes_due(entry, moment, out);
    }
}

/// A notice of the group, with words for writing it or keeping it current.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    upkeep::announcement(clause, norms);
}
