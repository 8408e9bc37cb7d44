//! Rule kind `acknowledge`: notices, tasks and leaders' words must be answered.

use model::event::{EventBody, NoticeTo};
use model::{EventKind, Role, Span};
use policy::param::{ListOf, Who};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Duty, Fact, Finder, Judges, NewDuty, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::duties;
use crate::scene::{MemberIx, Scene};

policy::words! {
    /// What must be answered.
    pub enum To {
        /// What a leader says to members or to all.
        Leader = "leader",
        /// A group notice.
        Notice = "notice",
        /// A task.
        Task = "task",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 群公告(`notice`)、任务(`task`)或领导点名、@所有人 的话(`leader`)发出后,`who` 里的人要在
    /// `within` 内回复“收到”之类,或直接回复那条消息。到时没有回复的,记一次。公告自己写了回复
    /// 期限的,按公告的期限。
    ///
    /// ## 用处
    /// 让发通知的人知道谁看到了、谁没看到。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(leader) u7 u8
    /// [acknowledge]
    /// to = "notice"
    /// within = "2h"
    /// ---
    /// 2026-03-02 09:00 boss {"kind":"notice","id":"n1","text":"周五盘点,请回复"}
    /// 09:30 u7: 收到
    /// 11:00 u8: 今天食堂吃什么
    /// 11:01 tick   => acknowledge remind member=u8 due=n1
    /// ```
    ///
    /// ## 限度
    /// 群里看不到谁读了消息,只看谁回复了。发通知以后才进群的人不用回复。没有写 `within`,公告也
    /// 没写期限的,不计逾期。
    "acknowledge": "通知、任务和领导的话要按时回复",
    english: "notices, tasks and what leaders say are answered",
    family: Duty, level: Auto, part: Finds,
    params {
        /// 谁要回复;不写就是除发出者外的全体成员
        maybe "who" who: Who,
        /// 回复什么:领导的话、公告、任务
        with "to" to: ListOf<To> = "[\"notice\", \"task\"]",
        /// 多长时间内回复
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Acknowledge {
    who: Who,
    to: Vec<To>,
    within: Option<Span>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Acknowledge {
        who: params.who.unwrap_or(Who::Everyone),
        to: params.to.0,
        within: params.within,
    }))
}

impl Acknowledge {
    fn wants(&self, scene: &Scene<'_>) -> bool {
        let led = || {
            scene.actor.is_some_and(|actor| scene.group.is(actor, &Who::Role(Role::Leader)))
                && self.to.contains(&To::Leader)
        };
        match &scene.event.body {
            EventBody::Notice { to: NoticeTo::Notice, .. } => {
                self.to.contains(&To::Notice) || led()
            }
            EventBody::Notice { to: NoticeTo::Task, .. } => self.to.contains(&To::Task) || led(),
            EventBody::Message { mentions, .. } => !mentions.is_empty() && led(),
            _ => false,
        }
    }

    /// Who must answer: those mentioned, else those that the article names.
    fn owing(&self, scene: &Scene<'_>) -> Vec<MemberIx> {
        let mentions: &[_] = match &scene.event.body {
            EventBody::Message { mentions, .. } => mentions,
            _ => &[],
        };
        let all = mentions.is_empty() || mentions.iter().any(|id| id == "all");
        let mut owing = scene.concerned();
        owing.retain(|&ix| {
            let named = all || mentions.iter().any(|id| *id == scene.group.id(ix));
            Some(ix) != scene.actor && named && scene.group.is(ix, &self.who)
        });
        owing
    }
}

impl Finder for Acknowledge {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Notice, EventKind::Message]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.wants(scene) {
            return;
        }
        let answer_by = match &scene.event.body {
            // A time that was over when the notice came is a slip, no deadline.
            EventBody::Notice { answer_by, .. } => answer_by.filter(|by| *by > scene.event.at),
            _ => None,
        };
        let due = answer_by.or_else(|| self.within.map(|span| scene.zone.add(scene.now, span)));
        let Some(due) = due else { return };
        let until = match self.within {
            Some(span) if answer_by.is_none() => format!("{}内", span.in_words()),
            _ => "规定时间内".to_owned(),
        };
        out.push(Outcome::Duty(NewDuty {
            who: self.owing(scene),
            collective: false,
            due,
            note: format!("没有在{until}回复"),
        }));
    }

    fn settles(&self, duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        let EventBody::Message { reply_to, .. } = &scene.event.body else { return false };
        reply_to.as_deref() == Some(duty.trigger.as_str()) || scene.reading.acknowledges
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        Fact::plain(format!("通知 {} {}", duty.trigger, duty.note))
    }
}

/// An answer that is owed to what a leader gives out, to notices or to tasks.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let mut known: Vec<&'static str> = Vec::new();
    for sentence in clause.sentences() {
        for to in duties::acknowledged(sentence) {
            if known.contains(&to) {
                continue;
            }
            known.push(to);
            norms.push(
                Norm::new("acknowledge")
                    .with_some("who", duties::who_must(sentence))
                    .with("to", to)
                    .with_some("within", duties::within(sentence)),
            );
        }
    }
}
