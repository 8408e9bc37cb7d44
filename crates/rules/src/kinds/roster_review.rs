//! Rule kind `roster-review`: who is in the group is gone through at intervals.

use model::EventKind;
use model::event::EventBody;
use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Finder, Judges, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::upkeep;
use crate::register::Entry;
use crate::roster;
use crate::routine::{Place, Routine};
use crate::scene::{GroupView, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 核对一次群成员,该请出的请出,该补的补上。已知离开单位的人、人员名册上没有的
    /// 人,任务里会点名。平时收到群成员快照(`group`),发现又有这样的人,就把任务换成写明这些人的。
    ///
    /// ## 用处
    /// 走了的人还在群里看消息,是最常见的泄密。
    ///
    /// ## 例子
    /// ```scenario
    /// [roster-review]
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"},{"id":"u8"}]}   => roster-review task to=admin case=g-1
    /// 2026-03-03 10:00 ann {"kind":"done","case":"g-1"}
    /// 2026-03-05 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u8","status":"left"}]}   => roster-review task case=g-2 reason~u8
    /// 2026-03-06 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u8","status":"left"}]}
    /// 2026-03-08 09:00 tick   => roster-review task case=g-2 reason~提醒
    /// 2026-03-09 09:00 tick   => roster-review task case=g-2; roster-review task reason~u8
    /// ```
    ///
    /// ## 限度
    /// 认不认得人要靠人员名册(`staff` 事件);名册里认得的不到一半的群(如家长群、粉丝群),不点“名册上
    /// 没有”的人。系统不因此移出谁,移出由 `offboarding` 等条款来管。不写 `every` 的,一个月一次。
    "roster-review": "定期核对群成员",
    english: "the list of members is checked at intervals",
    family: Member, level: Duty, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来核对;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

const KIND: &str = "roster-review";

#[derive(Debug)]
struct RosterReview {
    routine: Routine,
}

fn build(params: Params) -> Built {
    let what = "本期请核对群成员,该请出的请出,该补的补上".to_owned();
    let routine = Routine::of(KIND, params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(RosterReview { routine }))
}

/// Who does not belong, in words; none where nobody is known not to.
fn strangers(group: &dyn GroupView) -> Option<String> {
    let (gone, unknown) = (roster::gone(group), roster::unknown(group));
    let named = |words: &str, ids: &[&str]| {
        (!ids.is_empty()).then(|| format!("{words}:{}", roster::names(ids)))
    };
    let parts: Vec<String> = [named("已离开单位", &gone), named("人员名册上没有", &unknown)]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(";"))
}

/// What was last said about who does not belong.
fn note(words: Option<&String>, out: &mut Outcomes) {
    match words {
        Some(words) => out.push(Outcome::Enter(Entry::new(KIND, "strangers").text(words))),
        None => out.push(Outcome::Strike { list: KIND.to_owned(), key: "strangers".to_owned() }),
    }
}

impl Finder for RosterReview {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Group]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Group { members, .. } = &scene.event.body else { return };
        let words = strangers(scene.group).filter(|_| !members.is_empty());
        let Some(words) = words else { return };
        let known = scene.group.entry(KIND, "strangers");
        if known.is_some_and(|entry| entry.text == words) {
            return;
        }
        note(Some(&words), out);
        self.routine.noting(Some(words)).renew(&scene.moment(), out);
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let words = strangers(moment.group);
        note(words.as_ref(), out);
        self.routine.noting(words).begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let words = strangers(moment.group);
        note(words.as_ref(), out);
        self.routine.noting(words).comes_due(entry, moment, out);
    }
}

/// Words for going through who is in the group, or for keeping its list current.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    upkeep::roster_review(clause, norms);
}
