//! From findings to decisions: which sanction applies, what it counts, how strong it is.
//!
//! Findings about one member on one event are recorded each, and carried out as one act: the
//! strongest, with one message to the member that cites them all.

use model::{Action, Decision, Needs, Role, Span, Status, Step as SanctionStep, Timestamp};
use rules::finder::{Certainty, Finding};
use rules::kind::{FineForm, FineTerms, Procedure, Punishment};
use rules::scene::MemberIx;

use crate::cases::{Act, Case, CaseKind, Cause};
use crate::program::{Rule, RuleId};
use crate::say;
use crate::step::{Found, Step, Trigger};
use crate::strikes::Counter;

/// How long a mute lasts where the policy gives no length.
pub const MUTE_DEFAULT: Span = Span::Days(1);

/// What follows one finding: one line of decision each.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub rule: RuleId,
    pub finding: Finding,
    pub step: SanctionStep,
    pub sanction: Option<RuleId>,
    pub breach: Option<u32>,
    pub counter: Option<Counter>,
    pub observed: bool,
    pub options: Vec<SanctionStep>,
    pub fine: Option<FineTerms>,
    pub merged: bool,
    pub status: Status,
    pub needs: Option<Needs>,
}

impl Step<'_> {
    /// Decides what follows findings about one member on one event or deadline.
    pub(crate) fn judge(&mut self, at: Timestamp, trigger: &Trigger, found: Vec<Found>) {
        // INVARIANT: nothing is ever found about the system itself, whatever a rule says.
        let of_system = |one: &Found| one.finding.member.is_some_and(|ix| self.is_system(ix));
        let (sure, unsure): (Vec<Found>, Vec<Found>) = found
            .into_iter()
            .filter(|one| !of_system(one))
            .partition(|one| one.finding.certainty == Certainty::Act);
        let mut lines = Vec::new();
        let mut counted = Vec::new();
        for one in sure {
            self.weigh(at, one, &mut counted, &mut lines);
        }
        // What is surely found about somebody needs no second question about the same message.
        if lines.is_empty() {
            self.ask_judgement(at, trigger, unsure);
        }
        if lines.is_empty() {
            return;
        }
        for line in &mut lines {
            (line.status, line.needs) = self.standing_of(line, at);
        }
        merge(&mut lines);
        self.record(at, trigger, lines);
    }

    /// The lines that follow one finding: a step of a ladder, a sanction, a fine, or a reminder.
    fn weigh(
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
        let mut steps: Vec<Weighed> = Vec::new();
        let mut breach = None;
        let terms = self.terms_of_ladder(&sanctions);
        for id in sanctions {
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
                // A ladder that has a fine among its steps says when the money is due.
                Punishment::Fine(_) if terms.is_some() => {}
                Punishment::Fine(terms) => steps.push(Weighed::fine(id, terms, observed)),
            }
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
        for weighed in steps {
            lines.push(Line {
                rule: found.rule,
                finding: found.finding.clone(),
                step: weighed.step,
                sanction: weighed.sanction,
                breach: breach.map(|(nth, _)| nth),
                counter,
                observed: weighed.observed,
                options: weighed.options,
                fine: weighed.fine,
                merged: false,
                status: Status::Done,
                needs: None,
            });
        }
    }

    /// Whether a sanction or procedure is for that member: `for` and `except` may say.
    fn is_under(&self, id: RuleId, member: Option<MemberIx>) -> bool {
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

    /// How far an act comes at once: done, waiting for consent, or handed to a person.
    pub(crate) fn standing_of(&self, line: &Line, at: Timestamp) -> (Status, Option<Needs>) {
        if line.observed {
            return (Status::Observed, None);
        }
        if let Some(needs) = self.consent_for(line, at) {
            return (Status::Pending, Some(needs));
        }
        let by_hand = line.fine.as_ref().is_some_and(fine_by_hand);
        (self.ability(line.step.action, by_hand), None)
    }

    /// Whether the platform can carry an action out, or a person must.
    pub(crate) fn ability(&self, action: Action, by_hand: bool) -> Status {
        if by_hand || !self.program.platform.can(action) { Status::Task } else { Status::Done }
    }

    /// Whose consent an action against a member needs first.
    ///
    /// A removal needs what the policy's quorum says. Nothing that weighs on somebody who runs
    /// the group happens without a person's decision: the owner's about an administrator, two
    /// administrators' about the owner.
    fn consent_for(&self, line: &Line, at: Timestamp) -> Option<Needs> {
        let (action, member) = (line.step.action, line.finding.member);
        let roles = self.group.members.get(member?).map(|member| member.roles)?;
        if action.weighs_on_member() && roles.has(Role::Owner) {
            return Some(Needs { role: Role::Admin, count: 2, or: Some(Role::Supervisor) });
        }
        let quorum = action.removes().then(|| self.quorum_for(member)).flatten();
        let braked = action.removes() && self.is_braked(line.rule)
            || action.weighs_on_member() && self.is_backlog(at);
        let two = braked.then_some(Needs { role: Role::Admin, count: 2, or: None });
        let strictest =
            quorum.into_iter().chain(two).max_by_key(|needs| (needs.or.is_none(), needs.count));
        if strictest.is_some() {
            return strictest;
        }
        let against_admin = action.weighs_on_member() && roles.has(Role::Admin);
        against_admin.then_some(Needs { role: Role::Owner, count: 1, or: None })
    }

    /// Whether so many have been removed within the hour that people must look at it: a mistake
    /// in an article, or an attack, would empty a group in minutes.
    fn is_braked(&self, rule: RuleId) -> bool {
        let policy = self.program.rule(rule).and_then(|rule| self.program.policy_of(rule));
        let hour = Span::Ms(model::time::HOUR_MS);
        policy.is_some_and(|policy| self.group.cases.removals_within(hour, self) >= policy.brake)
    }

    /// Whose consent the removal of a member needs: of several articles, the strictest.
    fn quorum_for(&self, member: Option<MemberIx>) -> Option<Needs> {
        let under = self.binding.quorums.iter().filter(|&&id| self.is_under(id, member));
        let rules = under.filter_map(|&id| self.program.rule(id));
        let now = self.group.now;
        let in_force =
            rules.filter(|rule| rule.holds_at(now, || self.program.zone_of(rule).local(now)));
        let needs = in_force.filter_map(|rule| match rule.procedure()? {
            Procedure::RemovalQuorum { admins, owner_if_over, counted, .. } => {
                let over = owner_if_over
                    .is_some_and(|most| self.group.cases.removals_within(*counted, self) >= most);
                Some(match over {
                    true => Needs { role: Role::Owner, count: 1, or: None },
                    false => Needs {
                        role: Role::Admin,
                        count: admins.unwrap_or(1),
                        or: Some(Role::Owner),
                    },
                })
            }
            Procedure::Appeal { .. } => None,
        });
        needs.max_by_key(|needs| (needs.or.is_none(), needs.count))
    }

    /// Writes the lines as decisions of one case, and keeps the case.
    fn record(&mut self, at: Timestamp, trigger: &Trigger, lines: Vec<Line>) {
        let Some(first) = lines.first() else { return };
        let member = first.finding.member;
        let number = self.group.cases.next_number();
        let name = self.case_name(number);
        let text = say::statement(self, &lines, &name, at);
        let speaker = lines.iter().position(|line| {
            !line.merged && line.status != Status::Observed && line.step.action != Action::Delete
        });
        let speaker = speaker.or_else(|| lines.iter().position(|line| !line.merged));
        let mut acts = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let Some(rule) = self.program.rule(line.rule) else { continue };
            let mut decision = self.decision(at, trigger, rule, line.step.action, line.status);
            decision.case = Some(name.clone());
            decision.member = self.id_of(member);
            decision.category = line.finding.category.map(model::Category::name);
            decision.reason = line.finding.fact.reason.clone();
            decision.breach = line.breach;
            decision.until = self.until(line.step, at);
            decision.needs = line.needs.map(Into::into);
            decision.options = line.options.iter().map(ToString::to_string).collect();
            decision.merged = line.merged;
            decision.sanction = self.other_article(line.sanction, rule);
            if let Some(terms) = &line.fine {
                decision.amount = terms.amount;
                decision.share = terms.share.map(|share| format!("{share}%"));
            }
            decision.to = self.doer(line.step.action, line.status, line.needs);
            if Some(index) == speaker && line.status != Status::Observed {
                decision.text = Some(text.clone());
            }
            acts.push(Act {
                step: line.step,
                status: line.status,
                needs: line.needs,
                merged: line.merged,
                until: decision.until,
                cause: Some(Cause {
                    rule: line.rule,
                    sanction: line.sanction,
                    category: line.finding.category,
                    breach: line.breach,
                }),
            });
            self.out.push(decision);
        }
        self.open_case(at, trigger, number, &lines, acts);
    }

    fn open_case(
        &mut self,
        at: Timestamp,
        trigger: &Trigger,
        number: u32,
        lines: &[Line],
        acts: Vec<Act>,
    ) {
        let Some(first) = lines.first() else { return };
        let mut case = Case::new(CaseKind::Breach, first.rule, at, trigger);
        case.member = first.finding.member;
        case.category = first.finding.category;
        case.strikes = lines.iter().filter_map(|line| line.counter).collect();
        case.strikes.dedup();
        case.acts = acts;
        let fine = lines
            .iter()
            .find(|line| line.fine.is_some() && !line.merged && line.status != Status::Observed);
        case.fine = fine.and_then(|line| line.sanction);
        let owes = fine.is_some_and(|line| line.status != Status::Pending);
        self.keep_case(number, case);
        if owes {
            self.start_fine(number, at);
        }
    }

    /// A decision with what every one has.
    pub(crate) fn decision(
        &self,
        at: Timestamp,
        trigger: &Trigger,
        rule: &Rule,
        action: Action,
        status: Status,
    ) -> Decision {
        let (event, due) = match trigger {
            Trigger::Event(id) => (id.clone(), None),
            Trigger::Due(name) => (None, Some(name.clone())),
        };
        Decision {
            at,
            group: self.group.id.clone(),
            case: None,
            event,
            due,
            member: None,
            kind: rule.kind,
            category: None,
            policy: self.program.policy_of(rule).map_or_else(String::new, |p| p.id.clone()),
            cite: rule.cite.clone(),
            breach: None,
            action,
            status,
            reason: String::new(),
            sanction: None,
            amount: None,
            share: None,
            until: None,
            needs: None,
            to: None,
            options: Vec::new(),
            merged: false,
            reverses: None,
            lift: Vec::new(),
            text: None,
        }
    }

    /// The sanction's article, where it is another one than the rule's.
    pub(crate) fn other_article(&self, sanction: Option<RuleId>, rule: &Rule) -> Option<String> {
        let cite = self.program.rule(sanction?)?.cite.clone();
        (cite != rule.cite).then_some(cite)
    }

    pub(crate) fn id_of(&self, member: Option<MemberIx>) -> Option<String> {
        Some(self.group.members.id(member?).to_owned())
    }

    pub(crate) fn case_name(&self, number: u32) -> String {
        format!("{}-{number}", self.group.id)
    }

    /// When a mute ends, or when a removed member may come back.
    pub(crate) fn until(&self, step: SanctionStep, at: Timestamp) -> Option<Timestamp> {
        let span = match step.action {
            Action::Mute => Some(step.span.unwrap_or(MUTE_DEFAULT)),
            _ => step.span,
        };
        span.map(|span| self.program.zone().add(at, span))
    }

    /// Who is asked to do what the platform can't.
    pub(crate) fn doer(
        &self,
        action: Action,
        status: Status,
        needs: Option<Needs>,
    ) -> Option<String> {
        match status {
            Status::Task if action == Action::Hr => Some("人事".to_owned()),
            Status::Task => Some(Role::Admin.name().to_owned()),
            Status::Pending => needs.map(|needs| needs.role.name().to_owned()),
            _ => None,
        }
    }
}

/// Whether only people can collect a fine: what is taken from pay, or has no sum.
pub(crate) fn fine_by_hand(terms: &FineTerms) -> bool {
    matches!(terms.form, FineForm::Pay | FineForm::Bonus) || terms.amount.is_none()
}

/// One step that applies, with where it comes from.
struct Weighed {
    step: SanctionStep,
    sanction: Option<RuleId>,
    observed: bool,
    options: Vec<SanctionStep>,
    fine: Option<FineTerms>,
}

impl Weighed {
    fn of(step: SanctionStep, sanction: Option<RuleId>, observed: bool) -> Weighed {
        Weighed { step, sanction, observed, options: Vec::new(), fine: None }
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

/// Whether an action is a measure against the member, of which the strongest covers the others.
/// Recalling a message, money, and what only people do stand beside it.
pub(crate) fn is_measure(action: Action) -> bool {
    !matches!(action, Action::Delete | Action::Fine) && !action.needs_hands()
}

/// Marks the lines that are carried out within another: one act on one event. The message is
/// recalled once; of what is done to the member only the strongest, of money only the largest
/// sum; what people do stands apart. Observed lines take part in nothing.
fn merge(lines: &mut [Line]) {
    let live = |line: &Line| line.status != Status::Observed;
    let on_member = |line: &Line| live(line) && line.fine.is_none() && is_measure(line.step.action);
    let strongest = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| on_member(line))
        // The first of equals: `max_by_key` alone would take the last.
        .max_by_key(|(index, line)| (line.step, std::cmp::Reverse(*index)))
        .map(|(index, _)| index);
    let sum = |line: &Line| line.fine.as_ref().map(|terms| (terms.share, terms.amount));
    let dearest = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| live(line) && line.fine.is_some())
        .max_by_key(|(index, line)| (sum(line), std::cmp::Reverse(*index)))
        .map(|(index, _)| index);
    let mut seen: Vec<Action> = Vec::new();
    for (index, line) in lines.iter_mut().enumerate() {
        if !live(line) {
            continue;
        }
        if on_member(line) {
            line.merged = Some(index) != strongest;
            continue;
        }
        if line.fine.is_some() {
            line.merged = Some(index) != dearest;
            continue;
        }
        line.merged = seen.contains(&line.step.action);
        seen.push(line.step.action);
    }
}
