//! Rule kind `leave-of-absence`: leave from the group's duties.

use model::event::EventBody;
use model::{Days, EventKind, Span, TimeOfDay, Timestamp};
use policy::param::{Count, Every};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Consent, Ending, Fact, Finder, How, Outcome, Outcomes, Period, Permit};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::Approver;
use crate::reading::absence;
use crate::register::{Entry, LEAVE};
use crate::scene::{GroupView, MemberIx, Moment, Scene};

policy::words! {
    /// What `max` counts.
    pub enum Unit {
        /// How often.
        Times = "times",
        /// For how many days.
        Days = "days",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 成员请假(`request`,`what` 为 `leave`,`for` 写到什么时候;不写就看 `text` 里有没有几天,都没有
    /// 就到当天结束)。写了 `approver` 的由这些人批准,不写的当场准假。每个 `every` 里最多 `max` 次
    /// (`unit` 写 `days` 的是天数),超过的不准。请假期间不欠打卡、日报、回复之类的义务。
    ///
    /// ## 用处
    /// 有事请了假的不再被催,没请假的也不能拿请假作借口。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [daily-report]
    /// at = "18:00"
    /// ===
    /// [leave-of-absence]
    /// max = 1
    /// every = "1mo"
    /// ---
    /// 2026-03-02 00:00 u8: 大家好
    /// 09:00 u7 {"kind":"request","what":"leave","text":"请假两天,回老家","for":"2026-03-03T23:00:00+08:00"}   => leave-of-absence approve member=u7
    /// 17:00 u8: 日报:整理货架
    /// 18:01 tick
    /// 2026-03-03 17:00 u8: 日报:盘点
    /// 18:01 tick
    /// 2026-03-04 09:00 u7 {"kind":"request","what":"leave","text":"再请一天"}   => leave-of-absence refuse text~1
    /// ```
    /// 要人批准的:
    /// ```scenario
    /// members: ann(admin) u7
    /// [leave-of-absence]
    /// approver = "管理员"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"leave","text":"请假三天"}   => leave-of-absence ask to=admin
    /// 09:10 ann {"kind":"approve","case":"g-1"}   => leave-of-absence approve
    /// ```
    ///
    /// 由一部分人批准:
    /// ```scenario
    /// members: ann(admin) t1[领学人] u7
    /// [leave-of-absence]
    /// approver = "领学人"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"leave","text":"出差两天"}   => leave-of-absence ask status=pending to=领学人
    /// 09:10 t1 {"kind":"approve","case":"g-1"}   => leave-of-absence approve
    /// ```
    ///
    /// 请了一天假,当天的通知不用回:
    ///
    /// ```scenario
    /// members: boss(leader) u7 u8
    /// [acknowledge]
    /// to = "notice"
    /// within = "day"
    /// ===
    /// [leave-of-absence]
    /// ---
    /// 2026-03-02 08:00 u7 {"kind":"request","what":"leave","text":"请假一天"}   => leave-of-absence approve
    /// 09:00 boss {"kind":"notice","id":"n1","text":"周五盘点,请回复"}
    /// 2026-03-03 00:01 tick   => acknowledge remind member=u8
    /// ```
    ///
    /// ## 限度
    /// 只管群里的义务,不代替单位的考勤请假。群里说一句“请假”不算,要有请假的申请。
    "leave-of-absence": "有事可以请假",
    english: "asking to be excused from a duty",
    family: Duty, level: Auto, part: Governs,
    params {
        /// 最多几次或几天
        maybe "max" max: Count<0, 1_000>,
        /// 在多长时间里
        with "every" every: Every = "1mo",
        /// 由谁批准;不写就当场准假
        maybe "approver" approver: Approver,
        /// 按次数还是按天数
        with "unit" unit: Unit = "times",
    }
    since: "0.1.0"
}

/// What a permit for leave is called, and what a request for it says.
const WHAT: &str = "leave";
/// The list of leave that was taken in this period: `member/time`, `number` in the unit.
const TAKEN: &str = "leave-taken";

/// The list of the rules of this kind: one that names who consents answers for all.
const LEAD: &str = "leave-of-absence";

#[derive(Debug)]
struct LeaveOfAbsence {
    max: Option<u32>,
    period: Period,
    approver: Option<Approver>,
    unit: Unit,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let period = Period::of(params.every, TimeOfDay(24 * 60), None::<Days>);
    let max = params.max.map(|max| max.0);
    let lead = Lead::new(LEAD, usize::from(params.approver.is_some()), &(max, &params.approver));
    Built::Finder(Box::new(LeaveOfAbsence {
        max,
        period,
        approver: params.approver,
        unit: params.unit,
        lead,
    }))
}

impl LeaveOfAbsence {
    /// How much a leave until then takes, in the unit.
    fn cost(&self, from: Timestamp, until: Timestamp) -> i64 {
        match self.unit {
            Unit::Times => 1,
            Unit::Days => {
                let day = 24 * 60 * model::time::MINUTE_MS;
                (until.since(from).max(1) + day - 1) / day
            }
        }
    }

    /// Why it is too much, where it is.
    fn over(&self, ix: MemberIx, cost: i64, group: &dyn GroupView) -> Option<Fact> {
        let max = i64::from(self.max?);
        let begins = format!("{}/", group.id(ix));
        let taken: i64 = group.entries(TAKEN, &begins).iter().map(|entry| entry.number).sum();
        let unit = if self.unit == Unit::Days { "天" } else { "次" };
        (taken.saturating_add(cost) > max).then(|| Fact {
            reason: format!("本期已请假 {taken} {unit},最多 {max} {unit}"),
            said: format!("这段时间最多请假 {max} {unit},您已请 {taken} {unit},这次不能准假"),
        })
    }

    /// Leave is granted: it stands in the register until its end.
    fn enter(&self, ix: MemberIx, until: Timestamp, moment: &Moment<'_>, out: &mut Outcomes) {
        let id = moment.group.id(ix);
        // What is due at the very end of the leave still finds it: a day's leave and a notice to
        // be answered within the day both end at midnight.
        let past = until.plus_ms(1);
        out.push(Outcome::Enter(Entry::new(LEAVE, id).of(Some(ix)).due(past)));
        let end = self.period.next_end(moment.now, moment.zone, moment.calendar);
        let taken = Entry::new(TAKEN, &format!("{id}/{}", moment.now.0)).of(Some(ix));
        out.push(Outcome::Enter(taken.number(self.cost(moment.now, until)).due(end)));
    }
}

/// Until when leave is wanted.
fn end_of(until: Option<Timestamp>, text: &str, scene: &Scene<'_>) -> Timestamp {
    let told = until.filter(|until| *until > scene.now);
    let span = text::words::spans(text).first().map(|span| span.value);
    let days = |span| match span {
        // Two days are today and tomorrow.
        Span::Days(days) => {
            let last = scene.local.day.saturating_add(i32::try_from(days).unwrap_or(i32::MAX));
            scene.zone.at(last, 0)
        }
        other => scene.zone.add(scene.now, other),
    };
    told.or_else(|| span.map(days)).unwrap_or_else(|| scene.zone.at(scene.local.day + 1, 0))
}

impl Finder for LeaveOfAbsence {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request]
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.lead.begins("", moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, text, title, until, .. } = &scene.event.body else { return };
        let (Some(ix), true) = (scene.actor, what == WHAT) else { return };
        let why = text.as_deref().or(title.as_deref()).unwrap_or_default();
        let until = end_of(*until, why, scene);
        if let Some(over) = self.over(ix, self.cost(scene.now, until), scene.group) {
            out.push(Outcome::Refuse(over));
            return;
        }
        if !self.lead.acts(scene.group, scene.edition) {
            return;
        }
        let ends = scene.zone.rfc3339(until);
        let ends = ends.get(..16).unwrap_or_default().replace('T', " ");
        let reason = format!("请假到 {ends}");
        match &self.approver {
            Some(approver) => {
                let mut consent =
                    Consent::by(approver.asked(scene.group), WHAT, 0, Fact::plain(reason));
                consent.tag = until.0.to_string();
                out.push(Outcome::Consent(consent));
            }
            None => {
                let fact = Fact { said: format!("已准假,到 {ends}"), reason };
                out.push(Outcome::Grant(Permit { what: WHAT, key: 0, fact }));
                self.enter(ix, until, &scene.moment(), out);
            }
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        let until = ending.tag.parse().map(Timestamp).ok();
        if let (How::Granted, Some(ix), Some(until)) = (ending.how, ending.member, until) {
            self.enter(ix, until, moment, out);
        }
    }
}

/// Leave that is asked for, how often, and who grants it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(leave) = absence::leave(clause) else { return };
    norms.push(
        Norm::new("leave-of-absence")
            .with_some("max", leave.max)
            .with_some("every", leave.every)
            .with_some("approver", leave.approver)
            .with_some("unit", leave.in_days.then_some("days")),
    );
}
