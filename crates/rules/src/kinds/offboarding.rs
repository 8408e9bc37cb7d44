//! Rule kind `offboarding`: who has left the organisation is removed from the group.

use model::event::{EventBody, StaffStatus};
use model::{EventKind, Span};

use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Duty, Fact, Finder, Finding, Judges, NewDuty, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::departures;
use crate::scene::{Member, MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 已经离开单位的人从群里移出。从人事名单(`staff`)、成员名单里的状态,或离开的人又进群得知。
    /// 写了 `within` 的,给这么长时间交接,到期还在群里的移出;没有写的,得知就移出。其间恢复在职
    /// 的,不再移出。
    ///
    /// 离开单位不是过错:处理违规的一般条款不适用于它,只有点名 `offboarding` 的条款才改变处理方式。
    ///
    /// ## 用处
    /// 离开的人不再看到工作消息。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [offboarding]
    /// ===
    /// [ladder]
    /// steps = ["warn"]
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"staff","group":"@org","status":"left"}   => offboarding remove
    /// 09:01 u9 {"kind":"staff","group":"@org","status":"left"}
    /// 09:02 u9 {"kind":"join"}   => offboarding remove
    /// ```
    ///
    /// 给一天交接:
    ///
    /// ```scenario
    /// members: u7 u8 u9
    /// [offboarding]
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"staff","group":"@org","status":"left"}
    /// 09:00 u8 {"kind":"staff","group":"@org","status":"left"}
    /// 09:00 u9 {"kind":"staff","group":"@org","status":"left"}
    /// 18:00 u8 {"kind":"leave"}
    /// 18:00 u9 {"kind":"staff","group":"@org","status":"active"}
    /// 2026-03-03 09:00:01 tick   => offboarding remove member=u7 due=m1
    /// ```
    ///
    /// ## 限度
    /// 要接入人事名单,或由人提供带状态的成员名单。毕业、调岗等不再符合条件的,也要这样告知系统。
    "offboarding": "离开单位的人移出群",
    english: "who has left the organisation is taken out of the group",
    family: Member, level: Auto, part: Finds,
    own_action: Remove,
    misconduct: false,
    params {
        /// 离开后多长时间内移出;不写就是得知时
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Offboarding {
    within: Option<Span>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Offboarding { within: params.within }))
}

const SAID: &str = "已经离开本单位的人不再留在工作群,感谢一路同行";

impl Offboarding {
    fn fact(&self) -> Fact {
        let reason = match self.within {
            Some(span) => format!("离开单位已满{},还在群里", span.in_words()),
            None => "已经离开单位,还在群里".to_owned(),
        };
        Fact { reason, said: SAID.to_owned() }
    }

    fn say_goodbye(&self, who: Vec<MemberIx>, scene: &Scene<'_>, out: &mut Outcomes) {
        if let Some(span) = self.within {
            let mut who = who;
            who.retain(|&ix| !scene.group.owes(ix, SAID));
            let due = scene.zone.add(scene.now, span);
            let note = SAID.to_owned();
            out.push(Outcome::Duty(NewDuty { who, collective: false, due, note }));
            return;
        }
        out.extend(who.into_iter().map(|ix| {
            Outcome::Breach(Finding {
                member: Some(ix),
                category: None,
                fact: self.fact(),
                certainty: Certainty::Act,
                resets_window: false,
            })
        }));
    }
}

impl Finder for Offboarding {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Staff, EventKind::Group, EventKind::Join]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let mut who = match (&scene.event.body, scene.actor) {
            (EventBody::Group { .. }, _) => scene.group.present(),
            (_, Some(ix)) => vec![ix],
            _ => return,
        };
        who.retain(|&ix| {
            let gone = |member: &Member| member.present && member.left_organisation;
            // Where somebody has been asked to remove them, they are not asked again.
            scene.group.member(ix).is_some_and(gone)
                && !scene.group.id(ix).starts_with('@')
                && scene.concerns(ix)
                && !scene.group.leaving(ix)
        });
        if !who.is_empty() {
            self.say_goodbye(who, scene, out);
        }
    }

    fn settles(&self, _duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        matches!(&scene.event.body, EventBody::Staff { status: StaffStatus::Active, .. })
    }

    fn still_owes(&self, _duty: &Duty, member: &Member) -> bool {
        member.present && member.left_organisation
    }

    fn lapses(&self, _duty: &Duty) -> Fact {
        self.fact()
    }
}

/// People who left, with words of removal.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    departures::offboarding(clause, norms);
}
