//! Who was removed and may not come back yet: their next request is answered by that article.

use model::{Action, Event, EventBody, Role, Timestamp};
use rules::finder::{Fact, Outcome, Verdict};
use rules::register::Entry;
use rules::scene::MemberIx;

use crate::cases::Act;
use crate::outcomes::Said;
use crate::program::RuleId;
use crate::step::Step;

/// The list of the register: the key is the id, the number the time of return.
const LIST: &str = "removed";

impl Step<'_> {
    /// Somebody is removed: for good, or until a day.
    pub(crate) fn note_removed(&mut self, who: Option<MemberIx>, rule: RuleId, act: &Act) {
        let until = match (act.step.action, act.until) {
            (Action::Ban, None) => Timestamp::MAX,
            (action, Some(until)) if action.removes() => until,
            _ => return,
        };
        let Some(ix) = who else { return };
        let rule = act.cause.map_or(rule, |cause| cause.sanction.unwrap_or(cause.rule));
        let entry = Entry::new(LIST, self.group.members.id(ix)).number(until.0);
        self.enter_entry(rule, entry);
    }

    /// Their removal was wrong, or somebody who runs the group took them in again.
    pub(crate) fn forget_removed(&mut self, id: &str) {
        if let Some(rule) = self.group.register.maker(LIST, id) {
            self.strike_entry(rule, LIST.to_owned(), id);
        }
    }

    /// Answers a request of somebody who may not come back yet, and forgets who was taken in.
    pub(crate) fn answer_removed(&mut self, event: &Event<'_>, said: &mut Said) {
        let Some(id) = event.member.as_deref() else { return };
        match &event.body {
            EventBody::JoinRequest { .. } => {
                let Some(entry) = self.group.register.entry(LIST, id) else { return };
                let until = Timestamp(entry.number);
                let Some(rule) = self.group.register.maker(LIST, id) else { return };
                if until < event.at {
                    return;
                }
                let said_of = |words: &str| Fact {
                    reason: format!("此前被移出,{words}"),
                    said: format!("您此前被移出本群,{words}"),
                };
                let fact = if until == Timestamp::MAX {
                    said_of("不再接纳")
                } else {
                    let day = self.program.zone().rfc3339(until);
                    said_of(&format!("{} 以后可以再申请", day.get(..10).unwrap_or_default()))
                };
                said.insert(0, (rule, Outcome::Join(Verdict::Refuse, fact)));
            }
            EventBody::Join { by: Some(by), .. } => {
                let by = self.group.members.find(by);
                if self
                    .who_is_here(by)
                    .is_some_and(|one| one.roles.has(Role::Owner) || one.roles.has(Role::Admin))
                {
                    self.forget_removed(id);
                }
            }
            _ => {}
        }
    }
}
