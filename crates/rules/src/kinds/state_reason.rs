//! Rule kind `state-reason`: whoever removes somebody says why.

use crate::clause::Words;
use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Cue, Ending, Fact, Finder, How, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::process;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 有人在平台上直接把成员移出群的,请这个人在 `within` 内说明原因:在群里发一条消息,提到被移出的人
    /// 或说到移出的事,就算说明;也可以用 `done` 附上对本人说明的凭据。系统按制度作出的处理本来就写明原因,
    /// 不用再说明。
    ///
    /// ## 用处
    /// 不让人不明不白地被移出。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8 u9
    /// [state-reason]
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"leave","by":"ann"}   => state-reason task to=ann case=g-1
    /// 09:05 ann: u7 多次发广告,已经移出
    /// 10:00 u8 {"kind":"leave","by":"ann"}   => state-reason task to=ann case=g-2
    /// 10:05 ann: 大家中午好
    /// 10:06 ann {"kind":"done","case":"g-2","proof":"已私聊说明"}
    /// 11:00 u9 {"kind":"leave"}
    /// 2026-03-05 09:00 tick
    /// ```
    /// 到期没有说明的,再催一次:
    /// ```scenario
    /// members: ann(admin) u7
    /// [state-reason]
    /// within = "2h"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"leave","by":"ann"}   => state-reason task
    /// 11:01 tick   => state-reason task reason~到期
    /// ```
    ///
    /// ## 限度
    /// 看得到有没有说明,看不出说得对不对。已经离开单位的人被移出,不用说明。
    "state-reason": "移出成员要说明原因",
    english: "a removal or sanction is explained",
    family: Process, level: Auto, part: Governs,
    params {
        /// 多长时间内说明
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

/// The list of reasons that are owed: `who removed/who was removed`.
const OWED: &str = "reason-owed";

#[derive(Debug)]
struct StateReason {
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(StateReason { within: params.within }))
}

impl StateReason {
    fn removed(&self, by: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(gone), Some(remover)) = (scene.actor, scene.group.find(by)) else { return };
        let left = scene.group.member(gone).is_none_or(|member| member.left_organisation);
        // What the policy decided was said with its reason.
        if gone == remover || by.starts_with('@') || left || scene.group.leaving(gone) {
            return;
        }
        let id = scene.group.id(gone);
        let key = format!("{by}/{id}");
        let fact = Fact {
            reason: format!("{by} 直接移出了 {id},还没有说明原因"),
            said: format!("您移出了 {id},请在群里或向本人说明原因"),
        };
        let due = scene.zone.add(scene.now, self.within);
        let task = NewTask::new(fact, Who::Concerned).about(Some(remover));
        out.push(Outcome::Task(task.due(due).tag(&*key)));
        out.push(Outcome::Enter(Entry::new(OWED, &key).of(Some(gone))));
    }
}

impl Finder for StateReason {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Leave, EventKind::Message]
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or_while(&[OWED]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        const SAID: &[&str] = &[
            "原因",
            "由于",
            "因为",
            "违反",
            "移出",
            "清退",
            "请出",
            "踢",
            "群规",
            "离开本群",
            "违规",
        ];
        match &scene.event.body {
            EventBody::Leave { by: Some(by) } => self.removed(by, scene, out),
            EventBody::Message { text, mentions, .. } => {
                let Some(speaker) = scene.actor else { return };
                let begins = format!("{}/", scene.group.id(speaker));
                for entry in scene.group.entries(OWED, &begins) {
                    let id = entry.key.strip_prefix(&begins).unwrap_or_default();
                    let named = mentions.iter().any(|one| one == id) || text.has_word(id);
                    if named || has(text, SAID) {
                        out.push(Outcome::Fulfil(entry.key.clone()));
                    }
                }
            }
            _ => {}
        }
    }

    fn ended(&self, ending: &Ending<'_>, _moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how == How::Done {
            out.push(Outcome::Strike { list: OWED.to_owned(), key: ending.tag.to_owned() });
        }
    }
}

/// A removal or punishment, with a reason that is told.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if process::states_reason(clause) {
        norms.push(Norm::new("state-reason"));
    }
}
