//! The figures of a replay, as people read them: what was decided, by which article, for whom,
//! what waits for whom.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use model::{Action, Decision, Status};

/// The most rows of a table.
const ROWS_MAX: usize = 15;

/// Counts of decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    events: u64,
    decisions: u64,
    statuses: BTreeMap<&'static str, u64>,
    articles: BTreeMap<(String, String, &'static str), BTreeMap<Action, u64>>,
    members: BTreeMap<(String, String), BTreeMap<Action, u64>>,
    waiting: BTreeMap<(String, &'static str, Action), u64>,
}

impl Summary {
    /// Counts an event.
    pub fn add_event(&mut self) {
        self.events += 1;
    }

    /// Counts a decision.
    pub fn add(&mut self, decision: &Decision) {
        self.decisions += 1;
        *self.statuses.entry(decision.status.name()).or_default() += 1;
        let article = (decision.policy.clone(), decision.cite.clone(), decision.kind);
        *self.articles.entry(article).or_default().entry(decision.action).or_default() += 1;
        let on_member = Action::SANCTIONS.contains(&decision.action) && !decision.merged;
        if let Some(member) = decision.member.as_ref().filter(|_| on_member) {
            let member = (decision.group.clone(), member.clone());
            *self.members.entry(member).or_default().entry(decision.action).or_default() += 1;
        }
        if matches!(decision.status, Status::Pending | Status::Task) {
            let to = decision.to.clone().unwrap_or_default();
            *self.waiting.entry((to, decision.kind, decision.action)).or_default() += 1;
        }
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: Summary) {
        self.events += other.events;
        self.decisions += other.decisions;
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (article, counts) in other.articles {
            add_all(self.articles.entry(article).or_default(), counts);
        }
        for (member, counts) in other.members {
            add_all(self.members.entry(member).or_default(), counts);
        }
        for (waiting, count) in other.waiting {
            *self.waiting.entry(waiting).or_default() += count;
        }
    }

    /// The figures in words.
    pub fn render(&self) -> String {
        let mut page = format!("事件 {} 个,决定 {} 项\n", self.events, self.decisions);
        for (status, words) in [
            ("done", "已由平台执行"),
            ("pending", "等待同意或判断"),
            ("task", "请人办理"),
            ("observed", "只作记录"),
        ] {
            if let Some(count) = self.statuses.get(status) {
                let _ = writeln!(page, "  {words} {count}");
            }
        }
        self.render_articles(&mut page);
        self.render_members(&mut page);
        self.render_waiting(&mut page);
        page
    }

    fn render_articles(&self, page: &mut String) {
        page.push_str("\n按条款\n");
        let mut rows: Vec<_> = self.articles.iter().collect();
        rows.sort_by_key(|(article, counts)| {
            (std::cmp::Reverse(total(counts)), (*article).clone())
        });
        for ((_, cite, kind), counts) in rows.iter().take(2 * ROWS_MAX) {
            let _ = writeln!(page, "  {cite}({kind}){}:{}", total(counts), words(counts));
        }
        if rows.is_empty() {
            page.push_str("  没有决定\n");
        }
    }

    fn render_members(&self, page: &mut String) {
        page.push_str("\n受处理较多的成员\n");
        let mut rows: Vec<_> = self.members.iter().collect();
        rows.sort_by_key(|(member, counts)| (std::cmp::Reverse(total(counts)), (*member).clone()));
        for ((group, member), counts) in rows.iter().take(ROWS_MAX) {
            let _ = writeln!(page, "  {member}(群 {group}):{}", words(counts));
        }
        match rows.len() {
            0 => page.push_str("  没有\n"),
            all if all > ROWS_MAX => {
                let _ = writeln!(page, "  ……共 {all} 人");
            }
            _ => {}
        }
    }

    fn render_waiting(&self, page: &mut String) {
        page.push_str("\n曾交给谁办\n");
        for ((to, kind, action), count) in &self.waiting {
            let to = if to.is_empty() { "admin" } else { to };
            let _ = writeln!(page, "  {to}:{}({kind}){count} 项", action.in_words());
        }
        if self.waiting.is_empty() {
            page.push_str("  没有\n");
        }
    }
}

fn add_all(to: &mut BTreeMap<Action, u64>, from: BTreeMap<Action, u64>) {
    for (action, count) in from {
        *to.entry(action).or_default() += count;
    }
}

fn total(counts: &BTreeMap<Action, u64>) -> u64 {
    counts.values().sum()
}

/// `提醒 3、警告 1`.
fn words(counts: &BTreeMap<Action, u64>) -> String {
    let one = |(action, count): (&Action, &u64)| format!("{} {count}", action.in_words());
    counts.iter().map(one).collect::<Vec<_>>().join("、")
}
