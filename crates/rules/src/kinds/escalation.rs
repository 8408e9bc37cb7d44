//! Rule kind `escalation`: what one cannot solve goes up.

use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::accounts;
use crate::clause::{Clause, Norms};
use crate::finder::{
    Cue, Duty, Ending, Fact, Finder, How, Judges, NewTask, Outcome, Outcomes, Sign,
};
use crate::kind::Built;
use crate::kinds::triage::{OPEN, customer};
use crate::people::brief;
use crate::reading::customers as reading;
use crate::register::Entry;
use crate::roster;
use crate::scene::{MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 自己解决不了的,往上报给 `to`。几种情形会报:有人说自己解决不了(`request`,`what` 为
    /// `escalate`);客户在 `within` 内又来一次,前一次还没有办完;制度里另有 `triage` 的,分派出去的
    /// 事过了 `within` 没有办完;同一份制度另有 `respond`、`acknowledge` 的,群里的提问、通知到期没有人
    /// 答复。同一件事没有办完以前只报一次;后来有人回复了那条消息,就算办好。
    ///
    /// ## 用处
    /// 难题不压在一个人手里,客户不用一催再催。
    ///
    /// ## 例子
    /// ```scenario
    /// [escalation]
    /// to = "上级领导"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"escalate","text":"客户要求赔偿,超出我的权限"}   => escalation task to=上级领导 text~赔偿
    /// ```
    ///
    /// 客户催了一次:
    ///
    /// ```scenario
    /// members: s1[客服部]
    /// [triage]
    /// complaint = "客服部"
    /// ===
    /// [escalation]
    /// to = "总经理"
    /// within = "4h"
    /// ---
    /// 2026-03-02 09:00 {"kind":"customer","what":"complaint","customer":"c1","text":"机器坏了"}   => triage task to=客服部 case=g-1
    /// 10:00 {"kind":"customer","what":"complaint","customer":"c1","text":"有人管吗"}   => escalation task to=总经理
    /// 10:30 s1 {"kind":"done","case":"g-1","proof":"已经换新"}
    /// 2026-03-03 09:00 tick
    /// ```
    ///
    /// 群里的提问没有人答复:
    ///
    /// ```scenario
    /// members: u7 ann(admin)
    /// [respond]
    /// within = "2h"
    /// ===
    /// [escalation]
    /// to = "leader"
    /// ---
    /// 2026-03-02 09:00 u7: 请问这个订单怎么处理?
    /// 11:01 tick   => respond remind member=ann; escalation task to=leader text~没有答复
    /// 11:30 ann {"kind":"message","text":"已经处理好了","reply_to":"m1"}
    /// ```
    ///
    /// ## 限度
    /// 一个人解决不了而不说的,系统看不出。
    "escalation": "解决不了的往上报",
    english: "what one cannot solve goes up",
    family: Customer, level: Auto, part: Finds,
    params {
        /// 报给谁;不写就是领导
        maybe "to" to: Who,
        /// 多长时间没有办完就往上报
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

/// The list of customers who wait for an answer; the key is the customer.
pub(crate) const WAITING: &str = "customer-waiting";
/// The list of messages of which those above were told that nobody answered; `member` asked.
const UNANSWERED: &str = "escalated";
/// How long an answer to them is looked for.
const ANSWER_DAYS: u32 = 30;
/// What a request says by which somebody gives a matter up.
const ESCALATE: &str = "escalate";

#[derive(Debug)]
struct Escalation {
    to: Who,
    within: Span,
}

fn build(params: Params) -> Built {
    let to = params.to.unwrap_or(Who::Role(Role::Leader));
    Built::Finder(Box::new(Escalation { to, within: params.within }))
}

impl Escalation {
    fn up(&self, what: String, customer: &str, out: &mut Outcomes) {
        let task = NewTask::new(Fact::plain(what), self.to.clone());
        out.push(Outcome::Task(task.outsider(customer).tag(customer)));
    }
}

impl Finder for Escalation {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Customer, EventKind::Request, EventKind::Message]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or(&[Sign::Reply]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        match &scene.event.body {
            EventBody::Request { what, title, text, .. } if what == ESCALATE => {
                let matter = text.as_deref().or(title.as_deref()).unwrap_or("没有写明是什么事");
                let who = scene.event.member.as_deref().unwrap_or("有人");
                let what = format!("{who} 报来解决不了的事,请处理:{}", brief(matter));
                let task = NewTask::new(Fact::plain(what), self.to.clone()).about(scene.actor);
                out.push(Outcome::Task(task.tag(scene.event_name())));
            }
            EventBody::Customer { text, .. } => {
                let Some(customer) = customer(scene) else { return };
                let waits =
                    [WAITING, OPEN].iter().any(|list| scene.group.entry(list, customer).is_some());
                if waits {
                    let text = text.as_deref().unwrap_or("");
                    let what =
                        format!("客户 {customer} 又来了一次,前一次还没有办完:{}", brief(text));
                    return self.up(what, customer, out);
                }
                let due = scene.zone.add(scene.now, self.within);
                out.push(Outcome::Enter(Entry::new(WAITING, customer).due(due)));
            }
            EventBody::Message { reply_to: Some(message), .. } => {
                let asked = scene.group.entry(UNANSWERED, message);
                if asked.is_some_and(|entry| entry.member != scene.actor) {
                    out.push(Outcome::Fulfil(message.to_string()));
                    out.push(accounts::strike(UNANSWERED, message));
                }
            }
            _ => {}
        }
    }

    fn hears(&self) -> &'static [&'static str] {
        &["respond", "acknowledge"]
    }

    fn heard_lapse(
        &self,
        duty: &Duty,
        owing: &[MemberIx],
        moment: &Moment<'_>,
        out: &mut Outcomes,
    ) {
        let names: Vec<&str> = owing.iter().map(|&ix| moment.group.id(ix)).collect();
        let what = format!(
            "群里的消息 {} {}(应答复的有:{}),请过问",
            duty.trigger,
            duty.note,
            roster::names(&names)
        );
        out.push(Outcome::Task(
            NewTask::new(Fact::plain(what), self.to.clone()).tag(&*duty.trigger),
        ));
        let until = moment.zone.add(moment.now, Span::Days(ANSWER_DAYS));
        out.push(Outcome::Enter(Entry::new(UNANSWERED, &duty.trigger).of(duty.by).due(until)));
    }

    /// What those above have settled is settled.
    fn ended(&self, ending: &Ending<'_>, _moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how == How::Done {
            out.push(accounts::strike(WAITING, ending.tag));
            out.push(accounts::strike(OPEN, ending.tag));
            out.push(accounts::strike(UNANSWERED, ending.tag));
        }
    }

    /// Time is up; what a rule handed out to somebody and is still open goes up.
    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let customer = entry.key.as_str();
        if entry.list == WAITING && moment.group.entry(OPEN, customer).is_some() {
            let within = self.within.in_words();
            self.up(format!("客户 {customer} 的事过了{within}没有办完,请处理"), customer, out);
        }
    }
}

/// What somebody cannot solve, answer or decide, and to whom it goes.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::escalation(clause, norms);
}
