//! What members read: polite, short, with the article, what follows and how to appeal. Never
//! the words that were hit.

use model::{Action, Role, Span, Status, Timestamp};
use policy::texts::{Language, Wording};
use rules::kind::{FineForm, FineTerms, Procedure};

use crate::judge::Line;
use crate::points::Change;
use crate::program::Rule;
use crate::step::Step;

impl Step<'_> {
    /// The title of a rule's policy.
    pub(crate) fn title(&self, rule: &Rule) -> &str {
        self.program.policy_of(rule).map_or("", |policy| &policy.title)
    }

    fn language(&self, rule: &Rule) -> Language {
        self.program.policy_of(rule).map_or_else(Language::default, |one| one.wording.language)
    }

    /// A text of the list as the rule's policy words it; title and article are filled in.
    pub(crate) fn words(&self, rule: &Rule, key: &str, places: &[(&str, &str)]) -> String {
        let mut all = vec![("title", self.title(rule)), ("cite", rule.cite.as_str())];
        all.extend_from_slice(places);
        match self.program.policy_of(rule) {
            Some(policy) => policy.wording.say(key, &all),
            None => Wording::default().say(key, &all),
        }
    }

    /// What a rule says for itself, as members read it: in another language than Chinese what
    /// the rule is about stands for it.
    pub(crate) fn fact_in_words(&self, rule: &Rule, said: &str) -> String {
        let kind = rules::kind_named(rule.kind);
        let meaning = kind.map_or(rule.kind, |kind| kind.spec.english);
        self.words(rule, "fact", &[("fact", said), ("meaning", meaning)])
    }

    fn span_in_words(&self, rule: &Rule, span: Span) -> String {
        match self.language(rule) {
            Language::Chinese => span.in_words(),
            Language::English => span.in_english(),
        }
    }

    pub(crate) fn action_in_words(&self, rule: &Rule, action: Action) -> &'static str {
        match self.language(rule) {
            Language::Chinese => action.in_words(),
            Language::English => rules::english::action(action),
        }
    }

    fn role_in_words(&self, rule: &Rule, role: Role) -> &'static str {
        match self.language(rule) {
            Language::Chinese => role.in_words(),
            Language::English => rules::english::role(role),
        }
    }

    /// How a member may object to a case, as the last sentence of a statement.
    pub(crate) fn appeal_words(&self, rule: &Rule, case: &str) -> String {
        let appeal = self.binding.appeal(self.program, rule.policy);
        let within = appeal.and_then(|(_, rule)| match rule.procedure() {
            Some(Procedure::Appeal { within, .. }) => *within,
            _ => None,
        });
        match within {
            Some(span) => {
                let span = self.span_in_words(rule, span);
                self.words(rule, "appeal-within", &[("span", &span), ("case", case)])
            }
            None => self.words(rule, "appeal", &[("case", case)]),
        }
    }

    /// The sum of a fine as members read it, or the share of pay.
    pub(crate) fn sum_of(&self, rule: &Rule, terms: &FineTerms) -> String {
        let key = match (terms.amount, terms.share, terms.form) {
            (Some(_), _, FineForm::RedPacket) => "sum-packet",
            (Some(_), ..) => "sum",
            (None, Some(_), FineForm::Bonus) => "share-of-bonus",
            (None, Some(_), _) => "share-of-pay",
            (None, None, _) => return String::new(),
        };
        let amount = terms.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let share = terms.share.map(|share| share.to_string()).unwrap_or_default();
        let mut text = self.words(rule, key, &[("amount", &amount), ("share", &share)]);
        if let Some(within) = terms.within.filter(|_| terms.amount.is_some()) {
            let span = self.span_in_words(rule, within);
            text.push_str(&self.words(rule, "sum-within", &[("span", &span)]));
        }
        text
    }

    /// One act of a statement: whether it is done, asked for, or handed on, and until when.
    fn act_in_words(&self, rule: &Rule, line: &Line, at: Timestamp) -> String {
        let action = self.action_in_words(rule, line.step.action);
        let mut sum = line.fine.as_ref().map(|terms| self.sum_of(rule, terms)).unwrap_or_default();
        if !line.words.is_empty() {
            sum.push_str(&format!("({})", line.words.join("、")));
        }
        let count = line.needs.map(|needs| needs.count.to_string()).unwrap_or_default();
        let mut places = vec![("action", action), ("sum", sum.as_str()), ("count", &count)];
        let key = match (line.status, line.needs) {
            (Status::Pending, Some(needs)) => {
                places.push(("who", self.role_in_words(rule, needs.role)));
                places.extend(needs.or.map(|or| ("or", self.role_in_words(rule, or))));
                if needs.or.is_some() { "act-waits-or" } else { "act-waits" }
            }
            (Status::Task, _) => "act-by-hand",
            _ => "act",
        };
        let mut text = self.words(rule, key, &places);
        if let Some(until) = self.until(line.step, at) {
            let key = if line.step.action.removes() { "return-from" } else { "until" };
            text.push_str(&self.words(rule, key, &[("time", &minute_of(self, until))]));
        }
        text.push_str(&self.words(rule, "stop", &[]));
        text
    }

    /// Points won or lost, as members read it.
    fn points_in_words(&self, rule: &Rule, change: Change) -> String {
        let key = if change.points < 0 { "points-lost" } else { "points-won" };
        let points = change.points.unsigned_abs().to_string();
        let balance = change.balance.to_string();
        self.words(rule, key, &[("points", &points), ("balance", &balance)])
    }
}

/// The statement of reasons for one act: every article it rests on, the fact, what follows,
/// how long, how to appeal.
pub(crate) fn statement(step: &Step<'_>, lines: &[Line], case: &str, at: Timestamp) -> String {
    let live = |line: &&Line| line.status != Status::Observed;
    let spoken = lines.iter().find(live).or(lines.first());
    let Some(first) = spoken.and_then(|line| step.program.rule(line.rule)) else {
        return String::new();
    };
    let mut text = step.words(first, "hello", &[]);
    let mut facts: Vec<(&str, &str)> = Vec::new();
    for line in lines.iter().filter(live) {
        let Some(rule) = step.program.rule(line.rule) else { continue };
        let fact = (rule.cite.as_str(), line.finding.fact.said.as_str());
        if facts.contains(&fact) {
            continue;
        }
        if !facts.is_empty() {
            text.push_str(&step.words(rule, "and", &[]));
        }
        facts.push(fact);
        text.push_str(&step.fact_in_words(rule, fact.1));
        text.push_str(&step.words(rule, "article", &[]));
    }
    text.push_str(&step.words(first, "stop", &[]));
    let mut weighs = false;
    for line in lines.iter().filter(|line| !line.merged).filter(live) {
        weighs |= line.step.action != Action::Remind;
        match line.step.action {
            Action::Remind => {}
            Action::Ask => text.push_str(&step.words(first, "act-left-open", &[])),
            _ => text.push_str(&step.act_in_words(first, line, at)),
        }
    }
    for (_, change) in lines.iter().filter_map(|line| line.points) {
        weighs = true;
        text.push_str(&step.points_in_words(first, change));
    }
    if weighs && let Some(rule) = lines.first().and_then(|line| step.program.rule(line.rule)) {
        text.push_str(&step.appeal_words(rule, case));
    }
    text
}

/// A time as members read it: `03-02 22:15`.
fn minute_of(step: &Step<'_>, at: Timestamp) -> String {
    let full = step.program.zone().rfc3339(at);
    full.get(5..16).unwrap_or_default().replace('T', " ")
}
