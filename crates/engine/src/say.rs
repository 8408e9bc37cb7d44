//! What members read: polite, short, with the article, what follows and how to appeal. Never
//! the words that were hit.

use std::fmt::Write as _;

use model::{Action, Status, Timestamp};
use rules::kind::{FineForm, FineTerms, Procedure};

use crate::judge::Line;
use crate::points::change_in_words;
use crate::program::Rule;
use crate::step::Step;

impl Step<'_> {
    /// The title of a rule's policy.
    pub(crate) fn title(&self, rule: &Rule) -> &str {
        self.program.policy_of(rule).map_or("", |policy| &policy.title)
    }

    /// How a member may object to a case, as the last sentence of a statement.
    pub(crate) fn appeal_words(&self, rule: &Rule, case: &str) -> String {
        let within =
            self.binding.appeal(self.program, rule.policy).and_then(|(_, rule)| {
                match rule.procedure() {
                    Some(Procedure::Appeal { within, .. }) => *within,
                    _ => None,
                }
            });
        match within {
            Some(span) => format!("如有异议,可在{}内申诉,编号 {case}。", span.in_words()),
            None => format!("如有异议,可以申诉,编号 {case}。"),
        }
    }
}

/// The statement of reasons for one act: every article it rests on, the fact, what follows,
/// how long, how to appeal.
pub(crate) fn statement(step: &Step<'_>, lines: &[Line], case: &str, at: Timestamp) -> String {
    let mut text = String::from("您好,");
    let mut facts: Vec<(&str, &str, String)> = Vec::new();
    for line in lines.iter().filter(|line| line.status != Status::Observed) {
        let Some(rule) = step.program.rule(line.rule) else { continue };
        let fact = line.finding.fact.said.as_str();
        let known = facts.iter().any(|(_, cite, said)| *cite == rule.cite && said == fact);
        if !known {
            facts.push((step.title(rule), &rule.cite, fact.to_owned()));
        }
    }
    for (index, (title, cite, fact)) in facts.iter().enumerate() {
        let _ = match index {
            0 => write!(text, "{fact}(《{title}》{cite})"),
            _ => write!(text, ";{fact}(《{title}》{cite})"),
        };
    }
    text.push('。');
    let mut weighs = false;
    for line in lines.iter().filter(|line| !line.merged && line.status != Status::Observed) {
        let action = line.step.action;
        if action == Action::Remind {
            continue;
        }
        weighs = true;
        if action == Action::Ask {
            text.push_str("怎样处理由管理人员决定。");
            continue;
        }
        let _ = write!(text, "{}{}", lead(line), action.in_words());
        text.push_str(&line.fine.as_ref().map(sum_of).unwrap_or_default());
        if !line.words.is_empty() {
            let _ = write!(text, "({})", line.words.join("、"));
        }
        if let Some(until) = step.until(line.step, at) {
            let words = if action.removes() { "可重新加入的时间" } else { "截止" };
            let _ = write!(text, ",{words} {}", minute_of(step, until));
        }
        text.push('。');
    }
    for (_, change) in lines.iter().filter_map(|line| line.points) {
        weighs = true;
        let words = change_in_words(change.points);
        let _ = write!(text, "{words},现有 {} 分。", change.balance);
    }
    if weighs && let Some(rule) = lines.first().and_then(|line| step.program.rule(line.rule)) {
        text.push_str(&step.appeal_words(rule, case));
    }
    text
}

/// The sum of a fine as members read it, or the share of pay.
pub(crate) fn sum_of(terms: &FineTerms) -> String {
    let of = if terms.form == FineForm::Bonus { "奖金" } else { "工资" };
    match (terms.amount, terms.share) {
        (Some(amount), _) => {
            let form = if terms.form == FineForm::RedPacket { ",以红包形式" } else { "" };
            let within = terms.within.map(|span| format!(",请在{}内交清", span.in_words()));
            format!(" {amount} 元{form}{}", within.unwrap_or_default())
        }
        (None, Some(share)) => format!("({of}的 {share}%)"),
        (None, None) => String::new(),
    }
}

/// What stands before an action in a statement: whether it is done, asked for, or handed on.
fn lead(line: &Line) -> String {
    match (line.status, line.needs) {
        (Status::Pending, Some(needs)) => {
            let or = needs.or.map_or_else(String::new, |role| format!("或{}", role.in_words()));
            format!("待{} {} 人{or}同意后:", needs.role.in_words(), needs.count)
        }
        (Status::Task, _) => "将由管理人员办理:".to_owned(),
        _ => "本次处理:".to_owned(),
    }
}

/// A time as members read it: `03-02 22:15`.
fn minute_of(step: &Step<'_>, at: Timestamp) -> String {
    let full = step.program.zone().rfc3339(at);
    full.get(5..16).unwrap_or_default().replace('T', " ")
}
