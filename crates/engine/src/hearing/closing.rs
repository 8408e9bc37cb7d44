//! What is over: tasks that were done, money that was paid, events that settle a case.

use model::event::EventBody;
use model::{Action, Event, Role, Status};
use rules::finder::How;
use rules::scene::MemberIx;

use policy::param::Who;

use crate::cases::{Act, CaseKind, Course};
use crate::step::{Step, Trigger};
use crate::timers::Timer;

impl Step<'_> {
    /// Nobody is asked for consent any more; what else runs on a case goes on.
    pub(crate) fn cancel_consent_clocks(&mut self, number: u32) {
        self.group.timers.cancel(Timer::Expiry(number));
        self.group.timers.cancel(Timer::Nudge(number));
    }

    /// Somebody says that a task has been carried out, or a fine paid.
    pub(super) fn finish(
        &mut self,
        event: &Event<'_>,
        actor: Option<MemberIx>,
        name: &str,
        proof: Option<&str>,
    ) {
        let Some(number) = self.number_of(name) else { return };
        let Some(case) = self.group.cases.get(number) else { return };
        // Without a member it is the platform's or the office's own record. Who owes money may
        // say themselves that it is paid, with something that shows it; whoever was asked to do
        // something says that it is done.
        let paid = proof.is_some() && case.owed.is_some() && actor == case.member;
        let asked = actor.is_some_and(|ix| self.was_asked(case, ix));
        let leads = || self.who_is_here(actor).is_some_and(|one| one.roles.has(Role::Leader));
        let may = event.member.is_none()
            || paid
            || asked
            || actor != case.member && (self.helps_run(actor) || leads());
        if !may {
            return self.turn_away(event, number, "done-by-others");
        }
        let open_task = case.kind == CaseKind::Task && case.waits();
        self.settle_fine(number);
        self.close_tasks(number);
        if open_task {
            self.cancel_clocks(number);
            self.tell_rule(number, event.at, &Trigger::of(event), How::Done, actor, proof);
        }
    }

    pub(crate) fn close_tasks(&mut self, number: u32) {
        let Some(case) = self.group.cases.get_mut(number) else { return };
        for act in &mut case.acts {
            if act.status == Status::Task {
                act.status = Status::Done;
            }
        }
    }

    /// Tasks that were carried out without a word: the platform shows it.
    pub(crate) fn close_by_event(&mut self, event: &Event<'_>, actor: Option<MemberIx>) {
        if self.group.cases.is_empty() {
            return;
        }
        match &event.body {
            EventBody::Recall { target } => {
                let numbers = self.group.cases.open(|case| {
                    case.trigger.as_deref() == Some(&**target)
                        && case.acts.iter().any(|act| act.step.action == Action::Delete)
                });
                for number in numbers {
                    self.close_tasks(number);
                }
            }
            EventBody::Join { .. } => actor.into_iter().for_each(|ix| self.close_for_comer(ix)),
            EventBody::Message { media, .. } if self.binding.fines => {
                let packet =
                    media.iter().find(|one| one.kind == model::event::MediaKind::RedPacket);
                if let (Some(packet), Some(who)) = (packet, actor) {
                    self.settle_by_red_packet(who, packet.amount, event.id.as_deref(), event.at);
                }
            }
            _ => {}
        }
    }

    /// Somebody came: who should be invited again is here.
    pub(crate) fn close_for_comer(&mut self, who: MemberIx) {
        if self.group.cases.is_empty() {
            return;
        }
        let numbers = self
            .group
            .cases
            .open(|case| case.member == Some(who) && matches!(case.kind, CaseKind::Appeal { .. }));
        numbers.into_iter().for_each(|number| self.close_tasks(number));
    }

    /// Somebody is gone: their removal is moot, and what only they could do nobody can.
    pub(crate) fn close_for_leaver(&mut self, who: MemberIx) {
        if self.group.cases.is_empty() {
            return;
        }
        let open = |act: &Act| matches!(act.status, Status::Task | Status::Pending);
        let removal = |act: &Act| act.step.action.removes() && open(act);
        let removals =
            self.group.cases.open(|case| case.member == Some(who) && case.acts.iter().any(removal));
        removals.into_iter().for_each(|number| self.close_moot(number));
        let own = self.group.cases.open(|case| {
            let concerned = |course: &Course| course.to == Some(Who::Concerned);
            case.member == Some(who)
                && case.kind == CaseKind::Task
                && case.waits()
                && case.of_course(concerned) == Some(true)
        });
        for number in own {
            self.close_tasks(number);
            self.cancel_clocks(number);
        }
    }

    /// The member is gone: nobody needs to consent to or carry out their removal any more.
    fn close_moot(&mut self, number: u32) {
        self.cancel_consent_clocks(number);
        let Some(case) = self.group.cases.get_mut(number) else { return };
        case.needs = None;
        for act in &mut case.acts {
            if act.step.action.removes() {
                act.status = Status::Done;
            }
        }
    }
}
