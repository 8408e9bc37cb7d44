//! What people are asked to do: asked once, reminded, shown to be done, or reported as missed.

use model::{Action, Status, Timestamp};
use policy::param::Who;
use rules::finder::{Ending, Fact, How, NewTask};
use rules::scene::MemberIx;

use crate::asking::act;
use crate::cases::{Case, CaseKind, Wanted, name_of};
use crate::program::RuleId;
use crate::step::{Step, Trigger};
use crate::timers::Timer;

/// Whoever a case waits for is reminded when so many tenths of its time have passed.
const NUDGE_TENTHS: i64 = 7;
/// Of what is over within this time nobody is reminded: 12 hours.
const NUDGE_MIN_MS: i64 = 12 * 60 * model::time::MINUTE_MS;

impl Step<'_> {
    /// Somebody is asked to do something.
    pub(crate) fn hand_over(
        &mut self,
        trigger: &Trigger,
        id: RuleId,
        actor: Option<MemberIx>,
        mut task: NewTask,
    ) {
        let Some(rule) = self.program.rule(id) else { return };
        let at = self.group.now;
        if task.outsider.is_none() {
            task.about = task.about.or(actor);
        }
        // Somebody who is gone does nothing here any more.
        if task.to == Who::Concerned
            && task.about.is_some()
            && self.who_is_here(task.about).is_none()
        {
            task.to = Who::Role(model::Role::Admin);
        }
        // Whoever was asked once and has not done it yet is not asked again.
        if self.group.cases.has_task(id, &task) {
            return;
        }
        let status = if rule.observe { Status::Observed } else { Status::Task };
        let mut decision = self.decision(at, trigger, rule, Action::Task, status);
        decision.member = self.id_of(task.about).or(task.outsider.clone());
        decision.reason.clone_from(&task.fact.reason);
        let title = format!("《{}》", self.title(rule));
        decision.text = Some(task.fact.said.replace(rules::finder::POLICY_TITLE, &title));
        decision.to = Some(self.task_for(&task.to, task.about));
        decision.until = task.due;
        if status == Status::Task {
            let mut case = Case::new(CaseKind::Task, id, at, trigger);
            case.member = task.about;
            case.outsider = task.outsider;
            case.fact = Some(task.fact);
            case.acts.push(act(Action::Task, Status::Task));
            let course = case.course_mut();
            course.tag = task.tag;
            course.to = Some(task.to);
            course.due = task.due;
            let name = self.keep_new(case);
            let number = self.group.cases.newest();
            if let Some(due) = task.due {
                self.group.timers.set(due, Timer::Task(number));
                self.set_nudge(number, at, due);
            }
            decision.case = Some(name);
        }
        self.out.push(decision);
    }

    /// Who is asked, as decisions name them: for what concerns one member, that member.
    fn task_for(&self, to: &Who, about: Option<MemberIx>) -> String {
        let one = self.id_of(about).filter(|_| *to == Who::Concerned);
        one.unwrap_or_else(|| name_of(to))
    }

    /// Sets when those whom a case waits for are reminded.
    pub(crate) fn set_nudge(&mut self, number: u32, since: Timestamp, until: Timestamp) {
        let whole = until.since(since);
        if whole >= NUDGE_MIN_MS && until < Timestamp::MAX {
            let at = since.plus_ms(whole / 10 * NUDGE_TENTHS);
            self.group.timers.set(at, Timer::Nudge(number));
        }
    }

    /// Whoever a case waits for is reminded: what was asked is asked again.
    pub(crate) fn nudge(&mut self, number: u32, due: Timestamp) {
        let Some(case) = self.group.cases.get(number).filter(|case| case.waits()) else { return };
        let said = case.fact.as_ref().map(|fact| fact.said.clone());
        self.ask_again(number, due, "到期前提醒", ("reminder", said));
    }

    /// What a case waits for is asked of the same people again.
    fn ask_again(
        &mut self,
        number: u32,
        due: Timestamp,
        reason: &str,
        (key, said): (&str, Option<String>),
    ) {
        let Some(case) = self.group.cases.get(number) else { return };
        let Some(rule) = self.program.rule(case.rule) else { return };
        let name = self.case_name(number);
        let trigger = self.due_trigger(case, due);
        let (action, status) = match case.needs {
            Some(_) => (Action::Ask, Status::Pending),
            None => (Action::Task, Status::Task),
        };
        let mut decision = self.decision(due, &trigger, rule, action, status);
        decision.case = Some(name);
        decision.member = self.id_of(case.member).or(case.outsider.clone());
        decision.needs = case.needs.as_ref().map(Into::into);
        decision.to = Some(case.needs.as_ref().map_or_else(|| self.to_of(case), Wanted::name));
        decision.reason = reason.to_owned();
        let title = format!("《{}》", self.title(rule));
        let what = match said {
            Some(said) => {
                self.fact_in_words(rule, &said.replace(rules::finder::POLICY_TITLE, &title))
            }
            None => self.words(rule, "waiting", &[]),
        };
        decision.text = Some(self.words(rule, key, &[("what", &what)]));
        self.out.push(decision);
    }

    pub(crate) fn to_of(&self, case: &Case) -> String {
        let to = case.of_course(|course| course.to.clone()).flatten();
        self.task_for(&to.unwrap_or(Who::Role(model::Role::Admin)), case.member)
    }

    /// A task was not done in time: that is reported, and it stays open.
    pub(crate) fn miss_task(&mut self, number: u32, due: Timestamp) {
        let Some(case) = self.group.cases.get(number).filter(|case| case.waits()) else { return };
        let trigger = self.due_trigger(case, due);
        let fact = case.fact.clone().unwrap_or_else(|| Fact::plain("交办的事"));
        let reason = format!("到期没有办完:{}", fact.reason);
        self.ask_again(number, due, &reason, ("overdue", Some(fact.said)));
        self.tell_rule(number, due, &trigger, How::Missed, None, None);
    }

    /// Tasks of a rule with that tag are no longer open: done, or no longer wanted.
    pub(crate) fn close_tagged(&mut self, rule: RuleId, tag: &str, done: bool) {
        let numbers = self.group.cases.open(|case| {
            // What an older version of the policy asked for is the same task.
            let same =
                case.rule == rule || self.program.in_force(case.rule, self.group.now) == Some(rule);
            case.kind == CaseKind::Task && same && case.tag() == tag && case.waits()
        });
        for number in numbers {
            self.close_tasks(number);
            self.cancel_clocks(number);
            if done {
                let now = self.group.now;
                let trigger = Trigger::Due(self.program.zone().rfc3339(now));
                self.tell_rule(number, now, &trigger, How::Done, None, None);
            }
        }
    }

    /// The rule that asked for something hears how it ended.
    pub(crate) fn tell_rule(
        &mut self,
        number: u32,
        at: Timestamp,
        trigger: &Trigger,
        how: How,
        by: Option<MemberIx>,
        proof: Option<&str>,
    ) {
        let Some(case) = self.group.cases.get(number) else { return };
        let (id, member, outsider) = (case.rule, case.member, case.outsider.clone());
        let (tag, name) = (case.tag().to_owned(), self.case_name(number));
        let ending = Ending {
            how,
            tag: &tag,
            case: &name,
            member,
            outsider: outsider.as_deref(),
            by,
            proof,
        };
        for other in self.binding.listening_to(self.program, id, at) {
            self.call(other, at, trigger, member, |finder, moment, out| {
                finder.heard(&ending, moment, out);
            });
        }
        self.call(id, at, trigger, member, |finder, moment, out| {
            finder.ended(&ending, moment, out);
        });
    }
}
