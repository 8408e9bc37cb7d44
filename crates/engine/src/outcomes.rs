//! Takes what rules say, about an event or at a moment of their own, and does it.

use std::collections::BTreeMap;

use model::{Event, Timestamp};
use rules::finder::{Consent, Finder, Outcome, Outcomes};
use rules::scene::{MemberIx, Moment};

use crate::program::RuleId;
use crate::step::{Found, Step, Trigger};

/// What several rules said about one event, rule by rule.
pub(crate) type Said = Vec<(RuleId, Outcome)>;

impl Step<'_> {
    /// Calls a rule at a moment without an event, and does what it says.
    pub(crate) fn call(
        &mut self,
        id: RuleId,
        at: Timestamp,
        trigger: &Trigger,
        about: Option<MemberIx>,
        run: impl FnOnce(&dyn Finder, &Moment<'_>, &mut Outcomes),
    ) {
        let Some(rule) = self.program.rule(id) else { return };
        let Some(finder) = rule.finder() else { return };
        let zone = self.program.zone_of(rule);
        let mut outcomes = Outcomes::new();
        let view = self.view_for(rule);
        let moment = Moment {
            now: at,
            local: zone.local(at),
            group: &view,
            calendar: &self.program.calendar,
            zone,
            audience: &rule.audience,
            edition: self.program.edition_of(rule),
        };
        run(finder, &moment, &mut outcomes);
        let said = outcomes.into_iter().map(|outcome| (id, outcome)).collect();
        self.take(at, trigger, None, about, said);
    }

    /// Does what rules said about an event.
    pub(crate) fn carry_out(&mut self, event: &Event<'_>, actor: Option<MemberIx>, said: Said) {
        if !said.is_empty() {
            self.take(event.at, &Trigger::of(event), event.member.as_deref(), actor, said);
        }
    }

    /// Does what rules said: `who` is the id of whoever acted, `actor` their place in the group.
    fn take(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        who: Option<&str>,
        actor: Option<MemberIx>,
        said: Said,
    ) {
        let mut breaches = Vec::new();
        let mut verdicts = Vec::new();
        let mut asked = Vec::new();
        let mut cards: Vec<(MemberIx, bool)> = Vec::new();
        // What one article refuses no other article needs to ask about.
        let refused = said.iter().any(|(id, outcome)| {
            matches!(outcome, Outcome::Refuse(_))
                && self.program.rule(*id).is_some_and(|rule| !rule.observe)
        });
        let observed = |id: RuleId| self.program.rule(id).is_some_and(|rule| rule.observe);
        let said: Vec<_> = said.into_iter().map(|(id, what)| (id, observed(id), what)).collect();
        for (rule, watches, outcome) in said {
            match outcome {
                Outcome::Consent(_) | Outcome::Grant(_) if refused => {}
                // Two articles that want the same consent are one question; one that only
                // watches asks nobody.
                Outcome::Consent(Consent { what, key, .. })
                    if asked.contains(&(what, key, watches)) => {}
                Outcome::Breach(finding) => {
                    // What is only observed takes nothing away from what is enforced.
                    let observed = self.program.rule(rule).is_some_and(|rule| rule.observe);
                    if finding.resets_window
                        && !(observed && self.binding.enforces_windows)
                        && let Some(ix) = finding.member
                    {
                        self.group.own.clear(ix);
                        self.group.dialogue.reset();
                    }
                    breaches.push(Found { rule, finding, only_remind: false });
                }
                Outcome::Suits => {}
                Outcome::Duty(duty) => {
                    let name = trigger.name().map(str::to_owned);
                    let name = name.unwrap_or_else(|| self.program.zone().rfc3339(at));
                    self.open_duty(rule, duty, &name, actor);
                }
                Outcome::Join(verdict, fact) => verdicts.push((rule, verdict, fact)),
                Outcome::Consent(consent) => {
                    asked.push((consent.what, consent.key, watches));
                    let (concerned, who) = match consent.about {
                        Some(about) => (Some(about), None),
                        None => (actor, who),
                    };
                    self.ask_consent(trigger, rule, concerned, who, consent);
                }
                Outcome::Grant(permit) => self.grant_at_once(trigger, rule, actor, who, permit),
                Outcome::Refuse(fact) => self.refuse_at_once(trigger, rule, actor, who, &fact),
                Outcome::Say(saying) => self.say(trigger, rule, actor, saying),
                Outcome::Task(task) => self.hand_over(trigger, rule, actor, task),
                Outcome::Withdraw(tag) => self.close_tagged(rule, &tag, false),
                Outcome::Fulfil(tag) => self.close_tagged(rule, &tag, true),
                Outcome::Enter(entry) => self.enter_entry(rule, entry),
                Outcome::Strike { list, key } => self.strike_entry(rule, list, &key),
                Outcome::CardJudged(ix, fits) => cards.push((ix, fits)),
            }
        }
        self.note_cards(cards);
        self.answer_join(trigger, who, verdicts);
        self.judge_each(at, trigger, breaches);
    }

    /// A name fits where every rule that looked at it says so.
    fn note_cards(&mut self, mut cards: Vec<(MemberIx, bool)>) {
        // `false` sorts first, so that one rule against it decides.
        cards.sort_unstable();
        cards.dedup_by_key(|(ix, _)| *ix);
        for (ix, fits) in cards {
            let Some(member) = self.group.members.get_mut(ix) else { continue };
            if std::mem::replace(&mut member.card_fits, fits) != fits {
                self.watch_standing(ix);
            }
        }
    }

    /// Findings about several members are several acts: each member has their own.
    fn judge_each(&mut self, at: Timestamp, trigger: &Trigger, breaches: Vec<Found>) {
        let mut places: BTreeMap<Option<MemberIx>, usize> = BTreeMap::new();
        let mut acts: Vec<Vec<Found>> = Vec::new();
        for found in breaches {
            let place = *places.entry(found.finding.member).or_insert(acts.len());
            match acts.get_mut(place) {
                Some(act) => act.push(found),
                None => acts.push(vec![found]),
            }
        }
        for act in acts {
            self.judge(at, trigger, act);
        }
    }
}
