//! Rule kind `relay`: what the group hears is passed on and carried out.

use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::spreading;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 群里发了公告或布置了任务(`notice`)后,请 `who` 在 `within` 内传达下去、落实好,并在任务里点
    /// “完成”。到期没有完成的,会报告一次,任务还留着。
    ///
    /// ## 用处
    /// 有的人不在群里,有的人不看群;该知道的人都要知道。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) boss(leader) u7
    /// [relay]
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 ann {"kind":"notice","id":"n1","text":"周五下午全厂停电检修"}   => relay task to=leader reason~停电
    /// 10:00 boss {"kind":"done","case":"g-1","proof":"班前会讲了"}
    /// 2026-03-03 09:01 tick
    /// 2026-03-03 10:00 ann {"kind":"notice","id":"n2","text":"周六补班"}   => relay task case=g-2
    /// 2026-03-04 10:01 tick   => relay task reason~提醒; relay task case=g-2 reason~没有办完
    /// ```
    ///
    /// ## 限度
    /// 只看有没有人说办完了,不看下面的人是不是真的知道了。平常的消息不用传达,只有公告和任务要。群里没有
    /// `who` 里的人时,请管理员来传达。
    "relay": "传达和落实群里的通知",
    english: "information is passed on, carried out and followed up",
    family: Duty, level: Duty, part: Finds,
    params {
        /// 谁来传达;不写就是领导(各部门、各班组的负责人)
        with "who" who: Who = "leader",
        /// 多长时间内
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Relay {
    who: Who,
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Relay { who: params.who, within: params.within }))
}

impl Finder for Relay {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Notice]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Notice { text, .. } = &scene.event.body else { return };
        let mut present = scene.group.present().into_iter();
        let known = present.any(|ix| Some(ix) != scene.actor && scene.group.is(ix, &self.who));
        let to = if known { self.who.clone() } else { Who::Role(Role::Admin) };
        let name = scene.event_name();
        let fact = Fact {
            reason: format!("通知 {name} 要传达落实:{}", brief(text)),
            said: format!("请把群里的通知传达到人并落实:{}", brief(text)),
        };
        let due = scene.zone.add(scene.now, self.within);
        out.push(Outcome::Task(NewTask::new(fact, to).due(due).tag(name)));
    }
}

/// Words for passing on, or for carrying out what the group hears.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    spreading::relay(clause, norms);
}
