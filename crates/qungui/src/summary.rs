//! The figures of a replay, as people read them: what was decided, by which article, for whom,
//! what waits for whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use engine::Waiting;
use model::{Action, Decision, Role, Status};
use serde_json::{Value, json};

/// The most rows of a table.
const ROWS_MAX: usize = 15;

/// The most cases whose articles are kept, for appeals to be counted with them.
const CASES_MAX: usize = 1_000_000;

/// An article: policy, citation, rule kind.
type Article = (String, String, &'static str);

/// What one article brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Figures {
    actions: BTreeMap<Action, u64>,
    /// Cases in which it weighed on somebody: a finding that waits for consent and is then
    /// carried out is one.
    cases: u64,
    /// Whom they concern, by group and member.
    people: BTreeSet<(String, String)>,
    /// Removals that were carried out or handed to a person.
    removals: u64,
    /// Cases that an appeal overturned.
    overturned: u64,
}

impl Figures {
    /// The share of cases that were overturned, in whole per cent, rounded up: one of many is
    /// not none.
    fn overturned_percent(&self) -> u64 {
        (self.overturned * 100).div_ceil(self.cases.max(1))
    }
}

/// Counts of decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    events: u64,
    decisions: u64,
    statuses: BTreeMap<&'static str, u64>,
    articles: BTreeMap<Article, Figures>,
    /// The articles of each case, by group and case.
    cases: BTreeMap<(String, String), BTreeSet<Article>>,
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
        self.add_to_article(decision);
        let on_member = Action::SANCTIONS.contains(&decision.action) && !decision.merged;
        if let Some(member) = decision.member.as_ref().filter(|_| on_member) {
            let member = (decision.group.clone(), member.clone());
            *self.members.entry(member).or_default().entry(decision.action).or_default() += 1;
        }
    }

    fn add_to_article(&mut self, decision: &Decision) {
        let article = (decision.policy.clone(), decision.cite.clone(), decision.kind);
        let figures = self.articles.entry(article.clone()).or_default();
        *figures.actions.entry(decision.action).or_default() += 1;
        let carried_out = matches!(decision.status, Status::Done | Status::Task);
        figures.removals += u64::from(decision.action.removes() && carried_out && !decision.merged);
        // What answers or asks people is no treatment of them.
        let treats = Action::SANCTIONS.contains(&decision.action);
        if let Some(member) = decision.member.as_ref().filter(|_| treats) {
            figures.people.insert((decision.group.clone(), member.clone()));
        }
        if let Some(case) = decision.case.as_ref().filter(|_| treats) {
            let case = (decision.group.clone(), case.clone());
            let room = self.cases.len() < CASES_MAX || self.cases.contains_key(&case);
            let fresh = room && self.cases.entry(case).or_default().insert(article);
            figures.cases += u64::from(fresh);
        }
        if let Some(case) = &decision.reverses {
            let case = (decision.group.clone(), case.clone());
            for article in self.cases.get(&case).into_iter().flatten() {
                if let Some(figures) = self.articles.get_mut(article) {
                    figures.overturned += 1;
                }
            }
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
        for (article, figures) in other.articles {
            let own = self.articles.entry(article).or_default();
            add_all(&mut own.actions, figures.actions);
            own.people.extend(figures.people);
            own.cases += figures.cases;
            own.removals += figures.removals;
            own.overturned += figures.overturned;
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

    /// The figures for programs.
    pub fn to_json(&self) -> Value {
        let actions = |counts: &BTreeMap<Action, u64>| -> Value {
            counts.iter().map(|(action, count)| (action.name(), json!(count))).collect()
        };
        let article = |((policy, cite, kind), figures): (&Article, &Figures)| {
            json!({
                "policy": policy,
                "cite": cite,
                "kind": kind,
                "actions": actions(&figures.actions),
                "cases": figures.cases,
                "people": figures.people.len(),
                "removals": figures.removals,
                "overturned": figures.overturned,
                "overturned_percent": figures.overturned_percent(),
            })
        };
        let member = |((group, member), counts): (&(String, String), &BTreeMap<Action, u64>)| json!({"group": group, "member": member, "actions": actions(counts)});
        let waiting = |one: &Waiting| {
            json!({
                "group": one.group,
                "case": one.case,
                "kind": one.kind,
                "cite": one.cite,
                "member": one.member,
                "action": one.action.name(),
                "to": one.to,
            })
        };
        json!({
            "events": self.events,
            "decisions": self.decisions,
            "statuses": self.statuses,
            "articles": self.articles.iter().map(article).collect::<Vec<_>>(),
            "members": self.members.iter().map(member).collect::<Vec<_>>(),
            "waiting": self.waiting.iter().map(waiting).collect::<Vec<_>>(),
        })
    }

    fn render_articles(&self, page: &mut String) {
        page.push_str("\n按条款\n");
        let mut rows: Vec<_> = self.articles.iter().collect();
        rows.sort_by_key(|(article, figures)| {
            (std::cmp::Reverse(total(&figures.actions)), (*article).clone())
        });
        for ((_, cite, kind), figures) in rows.iter().take(2 * ROWS_MAX) {
            let all = total(&figures.actions);
            let _ = writeln!(page, "  {cite}({kind}){all}:{}", words(&figures.actions));
            if figures.cases == 0 {
                continue;
            }
            let mut told = format!("处理 {} 件,涉及 {} 人", figures.cases, figures.people.len());
            if figures.removals > 0 {
                let _ = write!(told, ",移出 {} 人次", figures.removals);
            }
            if figures.overturned > 0 {
                let percent = figures.overturned_percent();
                let _ = write!(told, ",申诉后撤销 {} 件({percent}%)", figures.overturned);
            }
            let _ = writeln!(page, "    {told}");
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
