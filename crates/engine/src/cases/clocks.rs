//! How long cases wait, and what follows where nobody answers.

use model::{Action, Role, Span, Status, Timestamp};
use policy::param::Who;
use rules::finder::How;

use super::{Act, Case, CaseKind, Wanted};
use crate::step::{Step, Trigger};
use crate::timers::Timer;

/// How long a case waits for somebody where no article says so.
pub(crate) const WAIT: Span = Span::Days(7);
/// How long a permit holds.
const PERMIT: Span = Span::Days(7);

impl Step<'_> {
    /// Keeps a case that has just been decided, and sets the clock of one that waits.
    pub(crate) fn keep_case(&mut self, number: u32, mut case: Case) {
        if case.needs.is_none() {
            let open = |act: &&Act| act.status == Status::Pending && !act.merged;
            let needs = case.acts.iter().filter(open).filter_map(|act| act.needs);
            // One consent for all that waits: the hardest to get.
            let hardest = needs.max_by_key(|needs| (needs.or.is_none(), needs.count));
            case.needs = hardest.map(Wanted::from);
        }
        for act in case.acts.iter().filter(|act| !act.merged && act.step.action.removes()) {
            if act.status == Status::Done {
                self.group.cases.note_removal(case.at);
            }
            if matches!(act.status, Status::Done | Status::Task) {
                self.note_removed(case.member, case.rule, act);
            }
        }
        let waits = case.needs.is_some();
        let since = case.at;
        self.group.cases.insert(number, case);
        if waits {
            self.set_expiry(number, since);
        }
        for number in self.group.cases.trim() {
            self.cancel_clocks(number);
        }
    }

    /// Sets how long a case waits for consent from now on, and when those asked are reminded.
    pub(crate) fn set_expiry(&mut self, number: u32, since: Timestamp) {
        // What reached us late is not late for those who are asked.
        let since = since.max(self.group.now);
        let Some(case) = self.group.cases.get(number) else { return };
        let until = self.program.zone().add(since, self.wait_for(case));
        self.group.timers.set(until, Timer::Expiry(number));
        self.set_nudge(number, since, until);
    }

    /// Nothing of a case runs out any more.
    pub(crate) fn cancel_clocks(&mut self, number: u32) {
        let ours =
            [Timer::Expiry(number), Timer::Nudge(number), Timer::Task(number), Timer::Fine(number)];
        ours.into_iter().for_each(|timer| self.group.timers.cancel(timer));
    }

    /// What sets off that a case's deadline runs out: the event that led to the case, or the
    /// deadline's own time.
    pub(crate) fn due_trigger(&self, case: &Case, due: Timestamp) -> Trigger {
        let own = || self.program.zone().rfc3339(due);
        Trigger::Due(case.trigger.clone().unwrap_or_else(own))
    }

    /// How long a case waits: a removal as long as the quorum's article says.
    fn wait_for(&self, case: &Case) -> Span {
        if let Some(within) = case.of_course(|course| course.within).flatten() {
            return within;
        }
        let removes = case.acts.iter().any(|act| act.step.action.removes());
        let quorums = self.binding.quorums.iter().filter_map(|&id| self.program.rule(id));
        let within = quorums.filter_map(|rule| match rule.procedure()? {
            rules::Procedure::RemovalQuorum { within, .. } => Some(*within),
            rules::Procedure::Appeal { .. } => None,
        });
        within.take(usize::from(removes)).next().unwrap_or(WAIT)
    }

    pub(crate) fn permit_until(&self, at: Timestamp) -> Timestamp {
        self.program.zone().add(at, PERMIT)
    }

    /// Nobody answered in time: what waited is not done, unless the article takes silence for
    /// consent. An appeal that nobody heard goes to the owner.
    pub(crate) fn expire_case(&mut self, number: u32, due: Timestamp) {
        let Some(case) = self.group.cases.get(number).filter(|case| case.needs.is_some()) else {
            return;
        };
        let trigger = self.due_trigger(case, due);
        match case.kind {
            CaseKind::Appeal { .. } if case.of_course(|course| course.handed_up) != Some(true) => {
                return self.hand_appeal_up(number, due, &trigger);
            }
            _ if case.of_course(|course| course.silence_grants) == Some(true) => {
                if let Some(case) = self.group.cases.get_mut(number) {
                    case.needs = None;
                    case.course_mut().later.clear();
                }
                return self.grant_consent(due, &trigger, number, None, "request-silence");
            }
            _ => {}
        }
        // Whoever was told that it waits is told how it ended.
        let told = match case.kind {
            _ if case.is_about_other() => None,
            CaseKind::Join | CaseKind::Consent { .. } => Some("request-expired"),
            CaseKind::Appeal { .. } => Some("appeal-expired"),
            CaseKind::Breach => Some("measure-expired"),
            _ => None,
        };
        let appealed = case.appeals_against();
        let measure = self.drop_pending(number);
        // They may appeal again: nobody has heard them yet.
        if let Some(first) = appealed.and_then(|of| self.group.cases.get_mut(of)) {
            first.appealed = false;
        }
        let Some(case) = self.group.cases.get(number) else { return };
        let (rule, member, outsider) = (case.rule, case.member, case.outsider.clone());
        let asks = matches!(case.kind, CaseKind::Consent { .. });
        let Some(rule) = self.program.rule(rule) else { return };
        let mut decision = self.decision(due, &trigger, rule, Action::Reply, Status::Done);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member).or(outsider);
        decision.reason = "到期没有得到所需的同意,按不执行结案".to_owned();
        decision.text =
            told.map(|key| self.words(rule, "answer", &[("words", &self.words(rule, key, &[]))]));
        self.out.push(decision);
        if measure {
            self.carry_out_milder(due, &trigger, number);
        }
        if asks {
            self.tell_rule(number, due, &trigger, How::Lapsed, None, None);
        }
    }

    fn hand_appeal_up(&mut self, number: u32, due: Timestamp, trigger: &Trigger) {
        let Some(case) = self.group.cases.get_mut(number) else { return };
        case.needs = Some(Wanted { who: Who::Role(Role::Owner), count: 1, or: None });
        case.course_mut().handed_up = true;
        let (rule, member) = (case.rule, case.member);
        let Some(rule) = self.program.rule(rule) else { return };
        let mut decision = self.decision(due, trigger, rule, Action::Task, Status::Task);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member);
        decision.to = Some(Role::Owner.name().to_owned());
        decision.reason = "申诉逾期无人处理,请群主处理".to_owned();
        self.out.push(decision);
        self.set_expiry(number, due);
    }
}
