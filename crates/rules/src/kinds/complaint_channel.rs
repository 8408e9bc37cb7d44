//! Rule kind `complaint-channel`: members may complain about others, and it is looked into.

use model::{EventKind, Span};
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms};
use crate::complaints::Complaints;
use crate::finder::{Ending, Finder, Outcomes};
use crate::kind::Built;
use crate::people::Approver;
use crate::reading::{everyday, process};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 成员举报(`report`)别人或别人的消息时,立一件投诉,请 `to` 在 `within` 内核实。同意(`approve`)
    /// 就是属实,按本制度处理被投诉的人;不同意(`reject`)就是没有认定。投诉同一个人的并成一件,满三人时再
    /// 提醒一次。结果都告诉投诉人。一个人最多同时有 `most` 件没有办结的投诉。
    ///
    /// ## 用处
    /// 有意见有地方说,说了有人核实,谁投诉的不会传出去。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7 u8
    /// [complaint-channel]
    /// to = "管理员"
    /// within = "2d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"report","target":"u8","reason":"私聊骚扰"}   => complaint-channel ask to=admin member=u8 case=g-1 !reason~u7
    /// 09:10 u8 {"kind":"approve","case":"g-1"}   => complaint-channel reply
    /// 09:20 ann {"kind":"approve","case":"g-1"}   => complaint-channel approve; complaint-channel send to=u7; complaint-channel remind member=u8 breach=1
    /// ```
    /// 投诉管理员的,由群主核实:
    /// ```scenario
    /// members: boss(owner) ann(admin) bob(admin) u7
    /// [complaint-channel]
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"report","target":"ann","reason":"随意禁言"}   => complaint-channel ask to=owner member=ann case=g-1
    /// 09:20 boss {"kind":"reject","case":"g-1","reason":"查无此事"}   => complaint-channel refuse text=none; complaint-channel send to=u7
    /// ```
    ///
    /// ## 限度
    /// 只知道最近的消息是谁发的;更早的消息和群外的人,只能派人去核实。投诉人此前的投诉属实几次、没有认定
    /// 几次,会告诉核实的人,但不说投诉人是谁。
    "complaint-channel": "可以投诉、举报,有人核实",
    english: "members may report others, and the report is checked",
    family: Process, level: Auto, part: Governs,
    params {
        /// 由谁核实
        with "to" to: Approver = "admin",
        /// 多长时间内核实
        maybe "within" within: Span,
        /// 一个人最多同时有几件没有办结的投诉
        with "most" most: Count<1, 100> = "5",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct ComplaintChannel(Complaints);

fn build(params: Params) -> Built {
    Built::Finder(Box::new(ComplaintChannel(Complaints {
        to: params.to.role,
        within: params.within,
        most: Some(params.most.0),
    })))
}

impl Finder for ComplaintChannel {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Report]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        self.0.take_up(scene, out);
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        self.0.ended(ending, moment, out);
    }

    fn asks_authors(&self) -> bool {
        true
    }
}

/// A way to complain that is offered, or complaints that are looked into.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(channel) = process::complaint_channel(clause) else {
        if let Some(to) = clause.sentences().find_map(everyday::reports_to) {
            norms.push(Norm::new("complaint-channel").with("to", to));
        }
        return;
    };
    norms.push(
        Norm::new("complaint-channel")
            .with_some("to", channel.to)
            .with_some("within", channel.within),
    );
}
