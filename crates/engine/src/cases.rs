//! Cases: everything that has a history, waits for somebody, or can be appealed against.

use std::collections::{BTreeMap, VecDeque};

use model::{
    Action, Asked, Category, Money, Needs, Role, Span, Status, Step as SanctionStep, Timestamp,
};
use policy::param::Who;
use rules::finder::{Fact, How, NewTask};
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

use crate::program::RuleId;
use crate::step::{Found, Step, Trigger};
use crate::strikes::Counter;
use crate::timers::Timer;

/// The most settled cases that a group keeps for appeals and for persons' records.
const SETTLED_MAX: usize = 128;
/// The most cases that wait for somebody; the oldest lapses when one more comes.
const WAITING_MAX: usize = 1_024;
/// How long a case waits for somebody where no article says so.
pub(crate) const WAIT: Span = Span::Days(7);
/// How long a permit holds.
const PERMIT: Span = Span::Days(7);
/// The most permits that a group keeps.
const PERMITS_MAX: usize = 256;
/// The most removals that are remembered for a quorum.
const REMOVALS_MAX: usize = 64;

/// What a case is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseKind {
    /// A breach and what follows it.
    Breach,
    /// Something that may be a breach: a person judges.
    Judgement,
    /// A join request that a person answers.
    Join,
    /// Consent that a member asked for.
    Consent {
        /// What the permit is for.
        what: String,
        /// The content's fingerprint, 0 for an act.
        key: u64,
    },
    /// An appeal against another case.
    Appeal {
        /// That case's number.
        of: u32,
    },
    /// Something that a person is asked to do.
    Task,
}

/// One thing that a case does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub step: SanctionStep,
    pub status: Status,
    #[serde(skip)]
    pub needs: Option<Needs>,
    pub merged: bool,
    pub until: Option<Timestamp>,
    /// What it rests on, where that is a breach.
    pub cause: Option<Cause>,
}

/// What an act rests on: a case may have acts of several articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub rule: RuleId,
    pub sanction: Option<RuleId>,
    pub category: Option<Category>,
    pub breach: Option<u32>,
}

/// What may be a breach, as a rule found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    pub rule: RuleId,
    pub category: Option<Category>,
    pub fact: Fact,
}

impl Doubt {
    pub fn of(found: &Found) -> Doubt {
        Doubt {
            rule: found.rule,
            category: found.finding.category,
            fact: found.finding.fact.clone(),
        }
    }
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub kind: CaseKind,
    /// The rule that it rests on.
    pub rule: RuleId,
    pub category: Option<Category>,
    /// When it was opened.
    pub at: Timestamp,
    /// When what it does was last decided: appeals count from there.
    pub decided: Timestamp,
    /// The event that led to it.
    pub trigger: Option<String>,
    /// The member concerned.
    pub member: Option<MemberIx>,
    /// Somebody concerned who is no member, by id.
    pub outsider: Option<String>,
    /// What a person is asked to do.
    pub fact: Option<Fact>,
    /// What may be breaches, while a person still has to judge.
    pub doubts: Vec<Doubt>,
    pub strikes: Vec<Counter>,
    pub acts: Vec<Act>,
    /// The fine's rule, and what is owed now.
    pub fine: Option<RuleId>,
    pub owed: Option<Money>,
    /// Whose consent it waits for; none: for nobody's.
    pub needs: Option<Wanted>,
    /// Who has consented so far.
    pub consents: Vec<MemberIx>,
    /// Who judged that it is a breach, where a person did.
    pub judges: Vec<MemberIx>,
    /// An appeal against it has been made: there is one for each decision.
    pub appealed: bool,
    /// Apart, since most cases have none of it.
    course: Option<Box<Course>>,
}

/// Whose consent a case waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub who: Who,
    pub count: u8,
    /// A role of which one person's consent is enough by itself.
    pub or: Option<Role>,
}

impl Wanted {
    /// One person of a role; the owner may always answer in their place.
    pub fn one(role: Role) -> Wanted {
        let or = (role != Role::Owner).then_some(Role::Owner);
        Wanted { who: Who::Role(role), count: 1, or }
    }

    /// Those asked, as decisions name them.
    pub fn name(&self) -> String {
        name_of(&self.who)
    }
}

impl From<Needs> for Wanted {
    fn from(needs: Needs) -> Wanted {
        Wanted { who: Who::Role(needs.role), count: needs.count, or: needs.or }
    }
}

impl From<&Wanted> for Asked {
    fn from(wanted: &Wanted) -> Asked {
        Asked { role: wanted.name(), count: wanted.count, or: wanted.or }
    }
}

/// People as decisions name them: a role's name, or the population's word.
pub(crate) fn name_of(who: &Who) -> String {
    match who {
        Who::Role(role) => role.name().to_owned(),
        Who::Tagged(word) => word.clone(),
        Who::Everyone | Who::Concerned => Role::Admin.name().to_owned(),
    }
}

/// What only some cases have: steps of consent, a deadline, a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// The steps of consent after the one that is asked for.
    pub later: Vec<Wanted>,
    /// How long each step may take.
    pub within: Option<Span>,
    /// Whether it counts as given where nobody answers in time.
    pub silence_grants: bool,
    /// The rule's own word for what it asked.
    pub tag: String,
    /// When a task is due.
    pub due: Option<Timestamp>,
    /// Who was asked to do it.
    pub to: Option<Who>,
    /// Whether the person concerned did not ask for it: a complaint about them.
    pub about_other: bool,
    /// Who may not take part, beside the person concerned.
    pub barred: Vec<MemberIx>,
    /// Who works on it, since when.
    pub claimed: Option<(MemberIx, Timestamp)>,
    /// Points that it took, by article.
    pub points: Vec<(RuleId, i64)>,
    /// What people noted.
    pub notes: Vec<CaseNote>,
    /// What waited and was refused, for a case that is decided once more.
    pub dropped: Vec<Act>,
    /// It was refused, or ran out unheard: it may be decided once more.
    pub refused: bool,
    /// All that it waited for, from the beginning, once somebody has had their say.
    pub asked: Vec<Wanted>,
}

impl Course {
    /// How many people's consent the later steps take.
    pub fn people_later(&self) -> usize {
        self.later.iter().map(|step| usize::from(step.count)).sum()
    }
}

/// What somebody noted on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    pub at: Timestamp,
    pub by: MemberIx,
    pub text: String,
}

impl Case {
    pub fn new(kind: CaseKind, rule: RuleId, at: Timestamp, trigger: &Trigger) -> Case {
        Case {
            kind,
            rule,
            category: None,
            at,
            decided: at,
            trigger: trigger.name().map(str::to_owned),
            member: None,
            outsider: None,
            fact: None,
            doubts: Vec::new(),
            strikes: Vec::new(),
            acts: Vec::new(),
            fine: None,
            owed: None,
            needs: None,
            consents: Vec::new(),
            judges: Vec::new(),
            appealed: false,
            course: None,
        }
    }

    /// A part of its course, where it has one.
    pub fn of_course<T>(&self, part: impl FnOnce(&Course) -> T) -> Option<T> {
        self.course.as_deref().map(part)
    }

    /// Steps, deadline, history, to change.
    pub fn course_mut(&mut self) -> &mut Course {
        self.course.get_or_insert_default()
    }

    /// The rule's own word for what it asked.
    pub fn tag(&self) -> &str {
        self.course.as_deref().map_or("", |course| &course.tag)
    }

    /// Whether the person concerned did not ask for it and is told nothing.
    pub fn is_about_other(&self) -> bool {
        self.of_course(|course| course.about_other) == Some(true)
    }

    /// Notes what it waits for as a whole, before that is changed.
    pub fn note_asked(&mut self) {
        let Some(first) = self.needs.clone() else { return };
        let course = self.course_mut();
        if course.asked.is_empty() {
            course.asked = std::iter::once(first).chain(course.later.iter().cloned()).collect();
        }
    }

    /// Takes the next step of consent, where there is one.
    pub fn next_step(&mut self) -> Option<Wanted> {
        let later = &mut self.course.as_deref_mut()?.later;
        (!later.is_empty()).then(|| later.remove(0))
    }

    /// Whether it waits for somebody: for consent, a task, or money.
    pub fn waits(&self) -> bool {
        self.needs.is_some()
            || self.owed.is_some()
            || self
                .acts
                .iter()
                .any(|act| !act.merged && matches!(act.status, Status::Pending | Status::Task))
    }
}

/// Consent that a member holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Permit {
    member: MemberIx,
    what: String,
    key: u64,
    until: Timestamp,
}

/// The cases of a group by number, with what follows from them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cases {
    cases: BTreeMap<u32, Case>,
    last: u32,
    permits: VecDeque<Permit>,
    removals: VecDeque<Timestamp>,
}

impl Cases {
    /// The number of the next case.
    pub fn next_number(&mut self) -> u32 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// The number of the newest case.
    pub fn newest(&self) -> u32 {
        self.last
    }

    pub fn get(&self, number: u32) -> Option<&Case> {
        self.cases.get(&number)
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Case> {
        self.cases.get_mut(&number)
    }

    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Numbers of the cases that fit, oldest first.
    pub fn numbers(&self, fits: impl Fn(&Case) -> bool) -> Vec<u32> {
        self.cases.iter().filter(|(_, case)| fits(case)).map(|(&number, _)| number).collect()
    }

    /// What a member owes, oldest first.
    pub fn owed_by(&self, who: MemberIx) -> Vec<(u32, Money)> {
        self.cases
            .iter()
            .filter(|(_, case)| case.member == Some(who))
            .filter_map(|(&number, case)| Some((number, case.owed?)))
            .collect()
    }

    /// Makes room: settled cases and waiting ones each have their cap. The numbers of those
    /// that waited and are given up.
    fn trim(&mut self) -> Vec<u32> {
        let mut given_up = Vec::new();
        for (waiting, most) in [(false, SETTLED_MAX), (true, WAITING_MAX)] {
            if self.cases.len() <= most {
                continue;
            }
            let numbers = self.numbers(|case| case.waits() == waiting);
            for number in numbers.iter().take(numbers.len().saturating_sub(most)) {
                self.cases.remove(number);
                given_up.extend(waiting.then_some(*number));
            }
        }
        given_up
    }

    pub fn grant(&mut self, member: MemberIx, what: &str, key: u64, until: Timestamp) {
        if self.permits.len() >= PERMITS_MAX {
            self.permits.pop_front();
        }
        self.permits.push_back(Permit { member, what: what.to_owned(), key, until });
    }

    /// Whether a member holds consent.
    pub fn permitted(&self, member: MemberIx, what: &str, key: u64, now: Timestamp) -> bool {
        self.permits.iter().any(|permit| {
            permit.member == member
                && permit.what == what
                && (permit.key == key || permit.key == 0)
                && permit.until >= now
        })
    }

    /// Whether a member holds any permit for `what`.
    pub fn permitted_any(&self, member: MemberIx, what: &str, now: Timestamp) -> bool {
        let holds = |permit: &Permit| permit.member == member && permit.what == what;
        self.permits.iter().any(|permit| holds(permit) && permit.until >= now)
    }

    /// Whether a join request of that person was granted.
    pub fn admitted(&self, id: &str) -> bool {
        self.cases.values().any(|case| {
            case.kind == CaseKind::Join
                && case.outsider.as_deref() == Some(id)
                && case.acts.iter().any(|act| act.step.action == Action::Approve)
        })
    }

    /// Whether a member has been asked to leave, or their removal waits for somebody.
    pub fn leaving(&self, who: MemberIx) -> bool {
        let open = |act: &Act| {
            (act.step.action.removes() || act.step.action == Action::PersuadeLeave)
                && matches!(act.status, Status::Pending | Status::Task)
        };
        self.cases.values().any(|case| case.member == Some(who) && case.acts.iter().any(open))
    }

    /// Whether the same task is open already: of the same rule with the same tag where it has
    /// one, else the same words about the same member; of another article, the same words to the
    /// same people.
    pub fn has_task(&self, rule: RuleId, task: &NewTask) -> bool {
        self.cases.values().any(|case| {
            let same_words = case.member == task.about
                && case.fact.as_ref().is_some_and(|known| known.said == task.fact.said);
            let same_people = case.outsider == task.outsider
                && case.of_course(|course| course.to.as_ref() == Some(&task.to)) == Some(true);
            let same = match case.rule == rule {
                true => case.tag() == task.tag && (!task.tag.is_empty() || same_words),
                false => same_words && same_people,
            };
            case.kind == CaseKind::Task && same && case.waits()
        })
    }

    pub fn note_removal(&mut self, at: Timestamp) {
        if self.removals.len() >= REMOVALS_MAX {
            self.removals.pop_front();
        }
        self.removals.push_back(at);
    }

    /// A removal was wrong: it counts no more.
    pub fn forget_removal(&mut self, at: Timestamp) {
        if let Some(place) = self.removals.iter().rposition(|&time| time == at) {
            self.removals.remove(place);
        }
    }

    /// How many removals were carried out within `span` before now.
    pub fn removals_within(&self, span: Span, step: &Step<'_>) -> u32 {
        let zone = step.program.zone();
        let recent = self.removals.iter().filter(|&&at| zone.add(at, span) >= step.group.now);
        u32::try_from(recent.count()).unwrap_or(u32::MAX)
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let one = |case: &Case| {
            size_of::<Case>()
                + case.trigger.as_ref().map_or(0, String::capacity)
                + case.acts.capacity() * size_of::<Act>()
                + case.strikes.capacity() * size_of::<Counter>()
                + case.course.as_ref().map_or(0, |_| size_of::<Course>())
        };
        self.cases.values().map(one).sum()
    }
}

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
        for act in case.acts.iter().filter(|act| !act.merged) {
            if act.step.action.removes() && act.status == Status::Done {
                self.group.cases.note_removal(case.at);
            }
        }
        let waits = case.needs.is_some();
        let since = case.at;
        self.group.cases.cases.insert(number, case);
        if waits {
            self.set_expiry(number, since);
        }
        for number in self.group.cases.trim() {
            self.cancel_clocks(number);
        }
    }

    /// Sets how long a case waits for consent from now on, and when those asked are reminded.
    pub(crate) fn set_expiry(&mut self, number: u32, since: Timestamp) {
        let Some(case) = self.group.cases.get(number) else { return };
        let until = self.program.zone().add(since, self.wait_for(case));
        self.group.timers.set(until, Timer::Expiry(number));
        self.set_nudge(number, since, until);
    }

    /// Nothing of a case runs out any more.
    pub(crate) fn cancel_clocks(&mut self, number: u32) {
        let ours =
            [Timer::Expiry(number), Timer::Nudge(number), Timer::Task(number), Timer::Fine(number)];
        self.group.timers.keep(|timer| !ours.contains(&timer));
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
        let trigger = Trigger::Due(case.trigger.clone().unwrap_or_default());
        match case.kind {
            CaseKind::Appeal { .. } => return self.hand_appeal_up(number, due, &trigger),
            _ if case.of_course(|course| course.silence_grants) == Some(true) => {
                if let Some(case) = self.group.cases.get_mut(number) {
                    case.needs = None;
                    case.course_mut().later.clear();
                }
                return self.grant_consent(due, &trigger, number, None, "到期无人反对,视为同意");
            }
            _ => {}
        }
        // Whoever was told that it waits is told how it ended.
        let told = match case.kind {
            _ if case.is_about_other() => None,
            CaseKind::Join | CaseKind::Consent { .. } => {
                Some("您的申请到期没有人答复,如仍需要请再次申请")
            }
            CaseKind::Breach => Some("拟定的处理到期没有得到同意,不予执行"),
            _ => None,
        };
        let measure = self.drop_pending(number);
        let Some(case) = self.group.cases.get(number) else { return };
        let (rule, member, outsider) = (case.rule, case.member, case.outsider.clone());
        let asks = matches!(case.kind, CaseKind::Consent { .. });
        let Some(rule) = self.program.rule(rule) else { return };
        let mut decision = self.decision(due, &trigger, rule, Action::Reply, Status::Done);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member).or(outsider);
        decision.reason = "到期没有得到所需的同意,按不执行结案".to_owned();
        decision.text =
            told.map(|words| format!("您好,{words}(《{}》{})。", self.title(rule), rule.cite));
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
        let (rule, member) = (case.rule, case.member);
        let Some(rule) = self.program.rule(rule) else { return };
        let mut decision = self.decision(due, trigger, rule, Action::Task, Status::Task);
        decision.case = Some(self.case_name(number));
        decision.member = self.id_of(member);
        decision.to = Some(Role::Owner.name().to_owned());
        decision.reason = "申诉逾期无人处理,请群主处理".to_owned();
        self.out.push(decision);
    }
}
