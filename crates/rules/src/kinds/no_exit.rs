//! Rule kind `no-exit`: members do not leave on their own.

use model::EventKind;
use model::event::EventBody;

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Consent, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::{Approver, in_words};
use crate::reading::members;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 成员不能自行退群。要退群的先申请(`request`,`what` 为 `exit`),`approver` 同意后七天内退群
    /// 不算违反。被移出的、已经离开单位的、被劝退的,都不算自行退群。
    ///
    /// ## 用处
    /// 工作群要能随时找到人。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8 u9
    /// [no-exit]
    /// approver = "管理员"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"leave"}   => no-exit remind
    /// 09:01 u8 {"kind":"request","what":"exit","text":"调去分公司"}   => no-exit ask to=admin
    /// 09:02 ann {"kind":"approve","case":"g-2"}   => no-exit approve
    /// 09:03 u8 {"kind":"leave"}
    /// 09:04 u9 {"kind":"leave","by":"ann"}
    /// ```
    ///
    /// ## 限度
    /// 平台都不能阻止人退群,退群以后多半也联系不上,能做的是记录和告知。从没见过的成员退群,不作
    /// 判断。
    "no-exit": "不得自行退群",
    english: "members do not leave on their own",
    family: Member, level: Auto, part: Finds,
    params {
        /// 谁同意才能退群;不写就是管理员
        maybe "approver" approver: Approver,
    }
    since: "0.1.0"
}

/// What a permit to leave is called, and what a request for it says.
const EXIT: &str = "exit";

#[derive(Debug)]
struct NoExit {
    approver: Approver,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoExit { approver: params.approver.unwrap_or_default() }))
}

impl NoExit {
    /// Whether it is fine that the acting member goes.
    fn may_go(scene: &Scene<'_>) -> bool {
        let Some(ix) = scene.actor else { return true };
        let Some(member) = scene.group.member(ix) else { return true };
        member.left_organisation
            || !member.present
            || scene.group.on_staff(scene.group.id(ix)) == Some(false)
            || scene.group.permitted(ix, EXIT, 0)
            || scene.group.leaving(ix)
    }
}

impl Finder for NoExit {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Leave, EventKind::Request]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let asked = self.approver.asked(scene.group);
        let from = in_words(&asked);
        match &scene.event.body {
            EventBody::Leave { by } => {
                // Some platforms name the leaver as the one who removed them.
                let own = by.is_none() || *by == scene.event.member;
                if !own || NoExit::may_go(scene) {
                    return;
                }
                out.push(Outcome::Breach(Finding {
                    member: scene.actor,
                    category: None,
                    fact: Fact {
                        reason: format!("没有经{from}同意就退群"),
                        said: format!("退群要先经{from}同意"),
                    },
                    certainty: Certainty::Act,
                    resets_window: false,
                }));
            }
            EventBody::Request { what, .. } if what == EXIT && scene.actor.is_some() => {
                let fact = Fact::plain("申请退群");
                out.push(Outcome::Consent(Consent::by(asked, EXIT, 0, fact)));
            }
            _ => {}
        }
    }
}

/// A ban on leaving, or what follows for those who insist on it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    members::no_exit(clause, norms);
}
