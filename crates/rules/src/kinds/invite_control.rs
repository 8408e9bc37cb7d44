//! Rule kind `invite-control`: members bring nobody in without consent.

use model::EventKind;
use model::event::EventBody;

use crate::clause::{Clause, Norms};
use crate::finder::{
    Certainty, Consent, Fact, Finder, Finding, Judges, Outcome, Outcomes, Verdict,
};
use crate::kind::Built;
use crate::people::{Approver, in_words};
use crate::reading::members;
use crate::scene::{MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 普通成员不经 `approver` 同意,不能把别人拉进群。没有征得同意就拉人的,记在拉人的成员名下;
    /// 群主和管理员拉人不在此列。下面两种算是得到了同意:
    ///
    /// - 被邀请的人先提出入群申请,申请得到同意;
    /// - 成员先申请邀请(`request`,`what` 为 `invite`),得到同意后七天内可以邀请。
    ///
    /// ## 用处
    /// 群里有谁,由管理群的人说了算。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [invite-control]
    /// approver = "管理员"
    /// ---
    /// 2026-03-02 09:00 x1 {"kind":"join","by":"u7"}   => invite-control remind member=u7
    /// 09:01 x2 {"kind":"join","by":"ann"}
    /// 09:02 x3 {"kind":"join-request","by":"u7"}   => invite-control ask member=x3
    /// 09:03 ann {"kind":"approve","case":"g-2"}   => invite-control approve
    /// 09:04 x3 {"kind":"join","by":"u7"}
    /// 09:05 u8 {"kind":"request","what":"invite","text":"请新来的同事进群"}   => invite-control ask member=u8
    /// 09:06 ann {"kind":"approve","case":"g-3"}   => invite-control approve
    /// 09:07 x4 {"kind":"join","by":"u8"}
    /// ```
    ///
    /// ## 限度
    /// 平台不告诉是谁邀请的,就无从判断。没有见过成员名单时,分不清邀请人是不是管理员,按普通成员
    /// 对待。
    "invite-control": "未经同意不拉人进群",
    english: "nobody is brought in without consent",
    family: Member, level: Auto, part: Finds,
    params {
        /// 谁同意才能邀请;不写就是管理员
        maybe "approver" approver: Approver,
    }
    since: "0.1.0"
}

/// What a permit to bring somebody in is called, and what a request for it says.
const INVITE: &str = "invite";

#[derive(Debug)]
struct InviteControl {
    approver: Approver,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(InviteControl { approver: params.approver.unwrap_or_default() }))
}

impl InviteControl {
    /// The inviter where they are an ordinary member that the rule is for.
    fn ordinary(scene: &Scene<'_>, by: Option<&str>) -> Option<MemberIx> {
        let by =
            by.filter(|by| !by.starts_with('@') && scene.event.member.as_deref() != Some(*by))?;
        let ix = scene.group.find(by)?;
        let runs = scene.group.member(ix)?.roles.runs_group();
        (!runs && scene.concerns(ix)).then_some(ix)
    }

    fn brought_in(&self, joiner: &str, by: Option<&str>, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(inviter) = InviteControl::ordinary(scene, by) else { return };
        if scene.group.permitted(inviter, INVITE, 0) || scene.group.admitted(joiner) {
            return;
        }
        let from = self.approver.asked(scene.group);
        let from = in_words(&from);
        out.push(Outcome::Breach(Finding {
            member: Some(inviter),
            category: None,
            fact: Fact {
                reason: format!("没有征得{from}同意就拉 {joiner} 进群"),
                said: format!("邀请别人进群要先征得{from}同意"),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

impl Finder for InviteControl {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Join, EventKind::JoinRequest, EventKind::Request]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(id) = scene.event.member.as_deref() else { return };
        match &scene.event.body {
            EventBody::Join { by, .. } => self.brought_in(id, by.as_deref(), scene, out),
            EventBody::JoinRequest { by, .. } => {
                let Some(inviter) = InviteControl::ordinary(scene, by.as_deref()) else { return };
                if !scene.group.permitted(inviter, INVITE, 0) {
                    let inviter = by.as_deref().unwrap_or_default();
                    let fact = Fact::plain(format!("由成员 {inviter} 邀请入群,请决定是否同意"));
                    out.push(Outcome::Join(Verdict::Ask(self.approver.role), fact));
                }
            }
            EventBody::Request { what, .. }
                if what == INVITE && scene.actor.is_some_and(|ix| scene.concerns(ix)) =>
            {
                let fact = Fact::plain("申请邀请别人进群");
                let from = self.approver.asked(scene.group);
                out.push(Outcome::Consent(Consent::by(from, INVITE, 0, fact)));
            }
            _ => {}
        }
    }
}

/// A ban on bringing people in at will.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    members::invite_control(clause, norms);
}
