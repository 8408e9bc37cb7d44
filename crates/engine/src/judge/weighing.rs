//! What follows one finding: the step of a ladder, a sanction, a fine, points, or a reminder.

use model::{Action, Span, Status, Step as SanctionStep, Timestamp};
use rules::kind::{FineTerms, Punishment};
use rules::kinds::refer_authorities::is_grave;
use rules::scene::MemberIx;

use super::Line;
use crate::program::{Rule, RuleId};
use crate::step::{Found, Step};
use crate::strikes::Counter;

impl Step<'_> {
    /// The lines that follow one finding: a step of a ladder, a sanction, a fine, or a reminder.
    pub(super) fn weigh(
        &mut self,
        at: Timestamp,
        found: Found,
        counted: &mut Vec<(u32, Counter)>,
        lines: &mut Vec<Line>,
    ) {
        let Some(rule) = self.program.rule(found.rule) else { return };
        let category = found.finding.category;
        let sanctions: Vec<RuleId> = if found.only_remind {
            Vec::new()
        } else {
            let all = self.binding.sanctions(found.rule, category).iter().copied();
            all.filter(|&id| self.is_under(id, found.finding.member)).collect()
        };
        let (mut steps, mut beside): (Vec<Weighed>, Vec<Weighed>) = (Vec::new(), Vec::new());
        let (mut breach, mut points) = (None, None);
        let terms = self.terms_of_ladder(&sanctions);
        for &id in &sanctions {
            let Some(sanction) = self.program.rule(id) else { continue };
            let observed = rule.observe || sanction.observe;
            let Some(punishment) = sanction.punishment() else { continue };
            match punishment {
                Punishment::Ladder { steps: rungs, within } => {
                    let counter = Counter { rule: id, observed };
                    let nth = self.count(at, found.finding.member, counter, *within, counted);
                    breach = Some((nth, counter));
                    steps.extend(rung(rungs, nth).iter().map(|&step| match &terms {
                        Some((fine, terms)) if step.action == Action::Fine => {
                            Weighed::fine(*fine, terms, observed)
                        }
                        _ => Weighed::of(step, Some(id), observed),
                    }));
                }
                Punishment::Sanction { options } => steps.extend(mildest(id, options, observed)),
                // What people outside the group do stands beside whatever else follows.
                Punishment::Discipline { actions } => {
                    beside.push(Weighed::discipline(id, actions, observed));
                }
                Punishment::Referral if is_grave(category, rule.is_named_by(sanction)) => {
                    let report = SanctionStep::of(Action::Report);
                    beside.push(Weighed::of(report, Some(id), observed));
                }
                Punishment::Referral => {}
                Punishment::Points(terms) => {
                    let own = Counter { rule: id, observed };
                    let known = counted.iter().any(|(_, counter)| *counter == own);
                    let Some(who) = found.finding.member.filter(|_| !known && !observed) else {
                        continue;
                    };
                    counted.push((0, own));
                    let lost = -terms.amount.saturating_abs();
                    let change = self.change_points(id, who, terms, lost);
                    points = Some((id, change));
                    if change.reached {
                        self.follow_threshold(id, observed, &mut steps, &mut beside);
                    }
                }
                // A ladder that has a fine among its steps says when the money is due.
                Punishment::Fine(_) if terms.is_some() => {}
                Punishment::Fine(terms) => steps.push(Weighed::fine(id, terms, observed)),
            }
        }
        let unstated = |id: &RuleId| {
            let punishment = self.program.rule(*id).and_then(Rule::punishment);
            matches!(punishment, Some(Punishment::Sanction { options }) if options.is_empty())
        };
        // An article that names no action leaves it to people; the member is told at once.
        if steps.is_empty() && beside.is_empty() && !found.only_remind {
            let asks = sanctions.iter().copied().find(unstated);
            beside.extend(asks.map(|id| {
                let observed = rule.observe || self.program.rule(id).is_some_and(|one| one.observe);
                Weighed::of(SanctionStep::of(Action::Ask), Some(id), observed)
            }));
        }
        if steps.is_empty() {
            let action = rule.own_action.filter(|_| !found.only_remind).unwrap_or(Action::Remind);
            steps.push(Weighed::of(SanctionStep::of(action), None, rule.observe));
        }
        let mut counter = breach.map(|(_, counter)| counter);
        if counter.is_none() && !found.only_remind {
            let own = Counter { rule: found.rule, observed: rule.observe };
            if found.finding.member.is_some() {
                let nth = self.count(at, found.finding.member, own, None, counted);
                breach = Some((nth, own));
                counter = Some(own);
            }
        }
        for weighed in steps.into_iter().chain(beside) {
            lines.push(Line {
                rule: found.rule,
                finding: found.finding.clone(),
                step: weighed.step,
                sanction: weighed.sanction,
                breach: breach.map(|(nth, _)| nth),
                counter,
                observed: weighed.observed,
                options: weighed.options,
                words: weighed.words,
                fine: weighed.fine,
                points: points.take(),
                merged: false,
                status: Status::Done,
                needs: None,
            });
        }
    }

    /// What follows where points reach their threshold: the other sanctions of their block, else
    /// a person decides.
    fn follow_threshold(
        &self,
        points: RuleId,
        observed: bool,
        steps: &mut Vec<Weighed>,
        beside: &mut Vec<Weighed>,
    ) {
        let others = self.binding.at_threshold(points);
        for &id in others {
            match self.program.rule(id).and_then(Rule::punishment) {
                Some(Punishment::Ladder { steps: rungs, .. }) => {
                    let first = rung(rungs, 1).iter();
                    steps.extend(first.map(|&step| Weighed::of(step, Some(id), observed)));
                }
                Some(Punishment::Sanction { options }) => {
                    steps.extend(mildest(id, options, observed));
                }
                Some(Punishment::Fine(terms)) => steps.push(Weighed::fine(id, terms, observed)),
                Some(Punishment::Discipline { actions }) => {
                    beside.push(Weighed::discipline(id, actions, observed));
                }
                _ => {}
            }
        }
        if steps.is_empty() && beside.is_empty() {
            beside.push(Weighed::of(SanctionStep::of(Action::Task), Some(points), observed));
        }
    }

    /// Whether a sanction or procedure is for that member: `for` and `except` may say.
    pub(super) fn is_under(&self, id: RuleId, member: Option<MemberIx>) -> bool {
        let Some(rule) = self.program.rule(id) else { return true };
        let now = self.group.now;
        let holds = rule
            .during
            .as_ref()
            .is_none_or(|period| period.contains(self.program.zone_of(rule).local(now)));
        holds && member.is_none_or(|ix| rule.audience.includes(&self.view(), ix))
    }

    /// The terms of a fine that a ladder among the sanctions has as a step, where they are laid
    /// down beside it.
    fn terms_of_ladder(&self, sanctions: &[RuleId]) -> Option<(RuleId, FineTerms)> {
        let punishments = || {
            let found = |id: &RuleId| Some((*id, self.program.rule(*id)?.punishment()?));
            sanctions.iter().filter_map(found)
        };
        let fines = |(_, punishment): (RuleId, &Punishment)| match punishment {
            Punishment::Ladder { steps, .. } => {
                steps.iter().flatten().any(|step| step.action == Action::Fine)
            }
            _ => false,
        };
        punishments().any(fines).then_some(())?;
        punishments().find_map(|(id, punishment)| match punishment {
            Punishment::Fine(terms) => Some((id, terms.clone())),
            _ => None,
        })
    }

    /// Counts a breach and says the how-manieth it is. One event is one breach for a counter,
    /// however many articles it offends: nobody climbs a ladder twice with one message.
    fn count(
        &mut self,
        at: Timestamp,
        member: Option<MemberIx>,
        counter: Counter,
        within: Option<Span>,
        counted: &mut Vec<(u32, Counter)>,
    ) -> u32 {
        if let Some((nth, _)) = counted.iter().find(|(_, known)| *known == counter) {
            return *nth;
        }
        let zone = self.program.zone();
        let nth = member.map_or(1, |who| self.group.strikes.add(who, counter, at, within, zone));
        counted.push((nth, counter));
        nth
    }
}

/// One step that applies, with where it comes from.
struct Weighed {
    step: SanctionStep,
    sanction: Option<RuleId>,
    observed: bool,
    options: Vec<SanctionStep>,
    words: Vec<String>,
    fine: Option<FineTerms>,
}

impl Weighed {
    fn of(step: SanctionStep, sanction: Option<RuleId>, observed: bool) -> Weighed {
        let (options, words) = (Vec::new(), Vec::new());
        Weighed { step, sanction, observed, options, words, fine: None }
    }

    fn discipline(id: RuleId, actions: &[String], observed: bool) -> Weighed {
        let weighed = Weighed::of(SanctionStep::of(Action::Hr), Some(id), observed);
        Weighed { words: actions.to_vec(), ..weighed }
    }

    fn fine(id: RuleId, terms: &FineTerms, observed: bool) -> Weighed {
        let weighed = Weighed::of(SanctionStep::of(Action::Fine), Some(id), observed);
        Weighed { fine: Some(terms.clone()), ..weighed }
    }
}

/// The step of a ladder for the n-th breach: after the last one, the last again.
fn rung(rungs: &[Vec<SanctionStep>], nth: u32) -> &[SanctionStep] {
    let place = usize::try_from(nth).unwrap_or(usize::MAX).min(rungs.len());
    rungs.get(place.saturating_sub(1)).map_or(&[][..], Vec::as_slice)
}

/// What a sanction comes to: the mildest of its options, the others left to a person.
fn mildest(id: RuleId, options: &[SanctionStep], observed: bool) -> Option<Weighed> {
    let mut options = options.to_vec();
    options.sort_unstable();
    let mut weighed = Weighed::of(*options.first()?, Some(id), observed);
    weighed.options = options.split_off(1);
    Some(weighed)
}
