//! The figures of a replay, as people read them: what was decided, by which article, for whom,
//! what waits for whom.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::Waiting;
use model::{Action, Decision, Role};

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
    waiting: Vec<Waiting>,
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
    }

    /// Notes what waits for somebody at the end.
    pub fn set_waiting(&mut self, waiting: Vec<Waiting>) {
        self.waiting = waiting;
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
        self.waiting.extend(other.waiting);
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
        page.push_str("\n现在等谁办\n");
        let mut by_whom: BTreeMap<(String, Action), Vec<&Waiting>> = BTreeMap::new();
        for one in &self.waiting {
            // Money is owed by many: they are one row.
            let to = match (one.action, Role::parse(&one.to)) {
                (Action::Fine, None) => "当事人".to_owned(),
                (_, Some(role)) => role.in_words().to_owned(),
                _ => one.to.clone(),
            };
            by_whom.entry((to, one.action)).or_default().push(one);
        }
        for ((to, action), mut cases) in by_whom {
            cases.sort_by(|a, b| (a.since, &a.case).cmp(&(b.since, &b.case)));
            let named: Vec<&str> = cases.iter().take(3).map(|one| one.case.as_str()).collect();
            let more = if cases.len() > named.len() { " 等" } else { "" };
            let _ = writeln!(
                page,
                "  {to}:{} {} 件({}{more})",
                action.in_words(),
                cases.len(),
                named.join("、")
            );
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
