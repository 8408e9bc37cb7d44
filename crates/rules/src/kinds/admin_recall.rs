//! Rule kind `admin-recall`: members watch over those who run the group, who can be replaced.

use model::{EventKind, Role, Span};
use policy::param::{Count, Who};

use crate::clause::{Clause, Norm, Norms};
use crate::complaints::{Complaints, once, subject_of};
use crate::finder::{Ending, Fact, Finder, How, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::{recalls, stewards};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 成员投诉(`report`)管理员的,不交给别的管理员,由群主核实;投诉群主的,由监督员核实,没有监督员的
    /// 要两名管理员。同一名管理员在 `within` 内有 `times` 次投诉属实的,请群主考虑更换。
    ///
    /// ## 用处
    /// 管人的人也有人管。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) bob(admin) u7 u8
    /// [admin-recall]
    /// times = 2
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"report","target":"ann","reason":"处理不公"}   => admin-recall ask to=owner member=ann case=g-1
    /// 09:10 bob {"kind":"approve","case":"g-1"}   => admin-recall reply
    /// 09:20 boss {"kind":"approve","case":"g-1"}   => admin-recall approve; admin-recall send to=u7; admin-recall remind member=ann
    /// 2026-03-05 09:00 u8 {"kind":"report","target":"ann"}   => admin-recall ask to=owner case=g-3
    /// 09:20 boss {"kind":"approve","case":"g-3"}   => admin-recall approve; admin-recall task to=owner member=ann; admin-recall send to=u8; admin-recall remind member=ann
    /// 10:00 u7 {"kind":"report","target":"u8"}
    /// ```
    ///
    /// ## 限度
    /// 换不换人由群主决定,系统只提醒。投诉普通成员的不归本条管,要另写投诉渠道(`complaint-channel`)。
    "admin-recall": "成员监督管理员,不称职的可以更换",
    english: "members watch over administrators, who can be replaced",
    family: Process, level: Assisted, part: Governs,
    params {
        /// 几次投诉属实就请群主考虑更换
        with "times" times: Count<1, 100> = "3",
        /// 多长时间内
        with "within" within: Span = "90d",
    }
    since: "0.1.0"
}

/// The list of complaints about those who run the group that were upheld lately: `member/time`.
const UPHELD: &str = "complaint-upheld";

#[derive(Debug)]
struct AdminRecall {
    complaints: Complaints,
    times: usize,
    within: Span,
}

fn build(params: Params) -> Built {
    let complaints = Complaints { to: Role::Admin, within: None, most: None };
    let times = usize::try_from(params.times.0).unwrap_or(usize::MAX);
    Built::Finder(Box::new(AdminRecall { complaints, times, within: params.within }))
}

impl AdminRecall {
    /// Counts complaints that were upheld.
    fn count(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        let (How::Granted, Some(accused)) = (ending.how, ending.member) else { return };
        let runs = moment.group.member(accused).is_some_and(|member| member.roles.runs_group());
        if subject_of(ending.tag).is_none() || !runs {
            return;
        }
        let id = moment.group.id(accused);
        let upheld = moment.group.entries(UPHELD, &format!("{id}/")).len() + 1;
        let until = moment.zone.add(moment.now, self.within);
        out.push(Outcome::Enter(once(UPHELD, id, moment.now, until).of(Some(accused))));
        if upheld < self.times {
            return;
        }
        let owner = moment.group.is(accused, &Who::Role(Role::Owner));
        let to = if owner { Role::Supervisor } else { Role::Owner };
        let words = format!("{}内 {upheld} 次投诉属实", self.within.in_words());
        let fact = Fact {
            said: format!("{id} 在{words},请考虑是否更换"),
            reason: format!("{words},请考虑是否更换管理人员"),
        };
        let task = NewTask::new(fact, Who::Role(to)).about(Some(accused));
        out.push(Outcome::Task(task.tag(format!("replace/{id}"))));
    }
}

impl Finder for AdminRecall {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Report]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let accused = Complaints::accused(scene).and_then(|ix| scene.group.member(ix));
        if accused.is_some_and(|member| member.roles.runs_group()) {
            self.complaints.take_up(scene, out);
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        self.count(ending, moment, out);
        self.complaints.ended(ending, moment, out);
    }

    fn hears(&self) -> &'static [&'static str] {
        &["complaint-channel"]
    }

    fn heard(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        self.count(ending, moment, out);
    }

    fn asks_authors(&self) -> bool {
        true
    }
}

/// Members who watch over those who run the group, or have them replaced.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if recalls::recalls_admins(clause) || clause.sentences().any(stewards::loses_office) {
        norms.push(Norm::new("admin-recall"));
    }
}
