//! Differences as text for people, and as JSON.

use std::fmt::Write as _;

use model::{Decision, Status, Zone};
use serde_json::{Value, json};

use super::{Difference, Differences, shown};

/// The most people, and differences of one of them, that a text tells.
const PEOPLE_TOLD: usize = 30;
const OF_ONE_TOLD: usize = 5;
/// How much of a message is shown, in characters.
const SAID_MAX: usize = 40;

/// For people.
#[must_use]
pub fn to_text(all: &Differences, zone: &Zone) -> String {
    let mut page = format!("看了 {} 个事件\n", all.events);
    if all.differing == 0 {
        page.push_str("两份制度对这些事件的处理没有不同\n");
    } else {
        let _ = writeln!(
            page,
            "处理不同的有 {} 人,涉及 {} 个事件",
            all.concerned.iter().filter(|(_, member)| !member.is_empty()).count(),
            all.differing
        );
    }
    if all.other_article > 0 {
        let _ = writeln!(page, "处理相同、只是依据的条款不同的有 {} 个事件", all.other_article);
    }
    if !all.articles.is_empty() {
        page.push_str("\n按条款\n");
        for (is_new, words) in [(false, "只有旧制度处理"), (true, "只有新制度处理")] {
            let rows = all.articles.iter().filter(|((new, _, _), _)| *new == is_new);
            for ((_, cite, kind), count) in rows {
                let _ = writeln!(page, "  {words} {count} 次:{cite}({})", kind_words(kind));
            }
        }
        page.push_str("\n按人\n");
    }
    let mut people: Vec<_> = all.people.iter().collect();
    people.sort_by_key(|(person, list)| (std::cmp::Reverse(list.len()), (*person).clone()));
    for ((group, member), differences) in people.iter().take(PEOPLE_TOLD) {
        let who = if member.is_empty() { "不涉及某个成员" } else { member.as_str() };
        let _ = writeln!(page, "{who}(群 {group}),{} 处", differences.len());
        for one in differences.iter().take(OF_ONE_TOLD) {
            tell(one, zone, &mut page);
        }
        if differences.len() > OF_ONE_TOLD {
            let _ = writeln!(page, "  ……另有 {} 处", differences.len() - OF_ONE_TOLD);
        }
    }
    if people.len() > PEOPLE_TOLD {
        let _ = writeln!(page, "……另有 {} 人,用 --format json 看全部", people.len() - PEOPLE_TOLD);
    }
    if all.is_cut() {
        let _ = writeln!(page, "不同之处太多,只逐一列出前 {} 处", super::KEPT_MAX);
    }
    page
}

fn tell(one: &Difference, zone: &Zone, page: &mut String) {
    let said = one.said.as_deref().map_or_else(String::new, |said| {
        let words: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let more = if words.chars().count() > SAID_MAX { "…" } else { "" };
        format!(" “{}{more}”", words.chars().take(SAID_MAX).collect::<String>())
    });
    let _ = writeln!(page, "  {}{said}", shown(one.at, zone));
    for (name, decisions) in [("旧", &one.old), ("新", &one.new)] {
        if decisions.is_empty() {
            let _ = writeln!(page, "    {name}:不处理");
        }
        for decision in decisions {
            let _ = writeln!(page, "    {name}:{}", in_words(decision, zone));
            if let Some(text) = &decision.text {
                let _ = writeln!(page, "      “{text}”");
            }
        }
    }
}

/// `警告(二、3;按 二、1):22:15 在休息时间…`.
#[must_use]
pub fn in_words(decision: &Decision, zone: &Zone) -> String {
    let sanction = decision.sanction.as_ref().map_or_else(String::new, |by| format!(";按 {by}"));
    let status = match decision.status {
        Status::Done => "",
        Status::Pending => ",待同意",
        Status::Task => ",请人办理",
        Status::Observed => ",只作记录",
    };
    let until = decision.until.map_or_else(String::new, |at| format!(",到 {}", shown(at, zone)));
    let sum = decision.amount.map_or_else(String::new, |sum| format!(" {sum} 元"));
    format!(
        "{}{sum}({}{sanction}){status}{until}:{}",
        decision.action.in_words(),
        decision.cite,
        decision.reason
    )
}

fn kind_words(kind: &str) -> &str {
    rules::kind_named(kind).map_or(kind, |kind| kind.spec.summary)
}

/// For programs: every difference that was kept.
#[must_use]
pub fn to_json(all: &Differences, zone: &Zone) -> Value {
    let decisions = |list: &[Decision]| -> Value {
        list.iter()
            .filter_map(|decision| {
                let mut line = Vec::new();
                decision.write_ndjson(zone, &mut line);
                serde_json::from_slice::<Value>(&line).ok()
            })
            .collect()
    };
    let people: Vec<Value> = all
        .people
        .iter()
        .map(|((group, member), differences)| {
            let differences: Vec<Value> = differences
                .iter()
                .map(|one| {
                    json!({
                        "at": zone.rfc3339(one.at),
                        "event": one.event,
                        "text": one.said,
                        "old": decisions(&one.old),
                        "new": decisions(&one.new),
                    })
                })
                .collect();
            let member = Some(member).filter(|member| !member.is_empty());
            json!({"group": group, "member": member, "differences": differences})
        })
        .collect();
    let articles: Vec<Value> = all
        .articles
        .iter()
        .map(|((is_new, cite, kind), count)| {
            json!({"policy": if *is_new { "new" } else { "old" }, "cite": cite, "kind": kind, "count": count})
        })
        .collect();
    json!({
        "events": all.events,
        "bad_lines": all.bad_lines,
        "differing_events": all.differing,
        "differing_members": all.concerned.iter().filter(|(_, member)| !member.is_empty()).count(),
        "other_article_events": all.other_article,
        "articles": articles,
        "members": people,
        "cut": all.is_cut(),
    })
}
