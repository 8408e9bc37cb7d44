//! From findings to decisions: which sanction applies, what it counts, how strong it is.
//!
//! Findings about one member on one event are recorded each, and carried out as one act: the
//! strongest, with one message to the member that cites them all.

mod strength;
mod weighing;

use model::{Action, Category, Decision, Needs, Span, Status, Step as SanctionStep, Timestamp};
use rules::finder::{Certainty, Finding};
use rules::kind::FineTerms;
use rules::scene::MemberIx;

use crate::cases::{Act, Case, CaseKind, Cause};
use crate::points::Change;
use crate::program::{Rule, RuleId};
use crate::say;
use crate::step::{Found, Step, Trigger};
use crate::strikes::Counter;

pub(crate) use strength::fine_by_hand;

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
    /// What the policy names in its own words.
    pub words: Vec<String>,
    pub fine: Option<FineTerms>,
    pub points: Option<(RuleId, Change)>,
    pub merged: bool,
    pub status: Status,
    pub needs: Option<Needs>,
}

impl Step<'_> {
    /// Decides what follows findings about one member on one event or deadline.
    pub(crate) fn judge(&mut self, at: Timestamp, trigger: &Trigger, found: Vec<Found>) {
        // INVARIANT: nothing is ever found about the system itself, whatever a rule says.
        let of_system = |one: &Found| one.finding.member.is_some_and(|ix| self.is_system(ix));
        let (sure, unsure): (Vec<Found>, Vec<Found>) = self
            .without_allowed(trigger, found)
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
            decision.category = line.finding.category.map(Category::name);
            decision.reason = line.finding.fact.reason.clone();
            decision.breach = line.breach;
            decision.until = self.until(line.step, at);
            decision.needs = line.needs.map(Into::into);
            decision.options = line.options.iter().map(ToString::to_string).collect();
            decision.options.extend(line.words.iter().cloned());
            decision.points = line.points.map(|(_, change)| change.points);
            decision.balance = line.points.map(|(_, change)| change.balance);
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
        let points = lines.iter().filter_map(|line| line.points);
        let points: Vec<_> = points.map(|(id, change)| (id, change.points)).collect();
        if !points.is_empty() {
            case.course_mut().points = points;
        }
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
            points: None,
            balance: None,
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
        self.group.case_name(number)
    }

    /// When a mute ends, or when a removed member may come back.
    pub(crate) fn until(&self, step: SanctionStep, at: Timestamp) -> Option<Timestamp> {
        let span = match step.action {
            Action::Mute => Some(step.span.unwrap_or(MUTE_DEFAULT)),
            _ => step.span,
        };
        span.map(|span| self.program.zone().add(at, span))
    }
}

/// Whether an action is a measure against the member, of which the strongest covers the others.
/// Recalling a message, money, and what only people do or decide stand beside it.
pub(crate) fn is_measure(action: Action) -> bool {
    !matches!(action, Action::Delete | Action::Fine | Action::Ask) && !action.needs_hands()
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
