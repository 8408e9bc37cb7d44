//! Parameters by their shape alone: for a clause of which it is known by other means what kind
//! it states.

use policy::param::Shape;
use policy::spec::{KindSpec, ParamSpec};
use policy::toml::{Table, Value};
use text::words;

use super::cards::first_form;
use super::categories::categories_named;
use super::hours::days_named;
use super::packets::sums_bounded;
use super::people::{consenter, phrases};
use super::process::turned_to;
use super::publishing::steps;
use super::terms::wants_consent;
use super::{actions, ballots, ladders, list, routines, yuan};
use crate::clause::{Clause, Words, forbids, has};
use model::Category;

/// What the clause gives for the parameters of a kind: its first length of time, hours, figure
/// or sum of money, where the kind has one parameter that takes it; the acts that it names.
#[must_use]
pub fn parameters(spec: &KindSpec, clause: &Clause<'_>) -> Table {
    let mut table = Table::new();
    if let Some((from, to)) = hours(spec, clause) {
        table.insert("from".to_owned(), from);
        table.insert("to".to_owned(), to);
    }
    if let Some(to) = deadline(spec, clause).filter(|_| !table.contains_key("to")) {
        table.insert("to".to_owned(), to);
    }
    // Whom it is to (`respond`) is no hour.
    let hour =
        |param: &ParamSpec| matches!(param.name, "from" | "to") && param.shape == Shape::Time;
    for param in spec.params.iter().filter(|param| !hour(param)) {
        if let Some(value) = value(spec, param, clause) {
            table.insert(param.name.to_owned(), value);
        }
    }
    table
}

fn hours(spec: &KindSpec, clause: &Clause<'_>) -> Option<(Value, Value)> {
    let takes = |name| spec.params.iter().any(|p| p.name == name && p.shape == Shape::Time);
    let found = words::time_ranges(clause.text).into_iter().next();
    let (from, to) = found.filter(|_| takes("from") && takes("to"))?.value;
    Some((from.to_string().into(), to.to_string().into()))
}

/// 上午9点前: the end of a stretch of the day that has no beginning.
fn deadline(spec: &KindSpec, clause: &Clause<'_>) -> Option<Value> {
    let takes = |name| spec.params.iter().any(|p| p.name == name && p.shape == Shape::Time);
    let ends = |end: usize| {
        let rest = clause.text.get(end..).unwrap_or_default();
        ["前", "之前", "以前"].iter().any(|word| rest.starts_with(word))
    };
    let mut times = words::times(clause.text).into_iter();
    let time = times.find(|time| ends(time.end)).filter(|_| takes("to") && !takes("at"))?;
    Some(time.value.to_string().into())
}

fn value(spec: &KindSpec, param: &ParamSpec, clause: &Clause<'_>) -> Option<Value> {
    // Which of two figures is meant is known by words, not by their shape.
    let same = |other: &&ParamSpec| match (other.shape, param.shape) {
        (Shape::Count(..), Shape::Count(..)) => true,
        (one, two) => one == two,
    };
    let only = spec.params.iter().filter(same).count() == 1;
    let text = clause.text;
    match param.shape {
        // A time that has a usual length is told by what it limits: 三天内.
        Shape::Span if only && param.name == "within" && param.default.is_some() => {
            let limits = |end: usize| {
                let rest = text.get(end..).unwrap_or_default();
                ["内", "以内", "之内"].iter().any(|word| rest.starts_with(word))
            };
            let span = words::spans(text).into_iter().find(|span| limits(span.end))?;
            Some(span.value.to_string().into())
        }
        Shape::Span if only && param.name != "pause" && param.default.is_none() => {
            let span = words::spans(text).into_iter().next()?;
            Some(span.value.to_string().into())
        }
        Shape::Every => routines::cycle(text).map(Value::from),
        Shape::Time if only => {
            let time = words::times(text).into_iter().next()?;
            Some(time.value.to_string().into())
        }
        Shape::Categories => {
            let named = categories_named(text);
            (!named.is_empty())
                .then(|| list(&named.into_iter().map(Category::name).collect::<Vec<_>>()))
        }
        Shape::CardFormat => first_form(text).map(Value::from),
        Shape::Days => days_named(text),
        Shape::Text if param.name == "share" => ballots::share(text).map(Value::from),
        Shape::Who if param.name == "approver" => consenter(text).map(Value::from),
        Shape::Who | Shape::Text if param.name == "to" => {
            phrases(text).find_map(turned_to).map(Value::from)
        }
        Shape::WhoList if param.name == "steps" => {
            let steps = steps(text);
            (!steps.is_empty()).then(|| list(&steps))
        }
        Shape::OneOf(words) if param.name == "form" => {
            let packet = words.iter().find(|word| **word == "red-packet")?;
            text.has_word("红包").then(|| Value::from(*packet))
        }
        // What has its bounds is allowed within them.
        Shape::OneOf(words) if param.name == "allow" && !is_bounded(spec, text) => {
            allowance(words, clause).map(Value::from)
        }
        Shape::OneOf(words) | Shape::SomeOf(words)
            if ["to", "media", "metric", "picture"].contains(&param.name) =>
        {
            told(words, text).map(Value::from)
        }
        Shape::Money if param.name == "min" => sums_bounded(text).0.map(yuan),
        Shape::Money if param.name == "max" => sums_bounded(text).1.map(yuan),
        Shape::Money if param.name == "amount" => match words::money(text).as_slice() {
            [sum] => Some(yuan(sum.value)),
            _ => None,
        },
        Shape::Money if only => words::money(text).first().map(|found| yuan(found.value)),
        Shape::Count(least, most)
            if only && (param.default.is_none() || ["min", "count"].contains(&param.name)) =>
        {
            // 每月一次: how often it is says nothing of how many may come.
            let turns = |unit: &str| param.name == "max" && ["次", "场", "期"].contains(&unit);
            let counts = words::counts(text).into_iter().map(|found| found.value);
            let mut figures = counts.filter(|(_, unit)| !turns(unit)).map(|(count, _)| count);
            figures.find(|count| (least..=most).contains(count)).map(|n| i64::from(n).into())
        }
        Shape::Actions => {
            let steps = actions::distinct(&actions::acts(text));
            (!steps.is_empty()).then(|| list(&steps))
        }
        Shape::Steps => ladders::ladder(clause).map(|ladder| ladder.value()),
        _ => None,
    }
}

/// Which of the words of a parameter a text speaks of, the more special first.
fn told(words: &[&'static str], text: &str) -> Option<&'static str> {
    const SAID: &[(&str, &[&str])] = &[
        ("complaint", &["投诉", "客诉"]),
        ("customer", &["客户", "顾客", "粉丝", "用户"]),
        ("suggestion", &["建议", "意见"]),
        ("question", &["问题", "提问", "疑问", "咨询", "求助"]),
        ("leader", &["领导", "上级"]),
        ("notice", &["通知", "公告"]),
        ("task", &["任务", "工作安排"]),
        ("voice", &["语音"]),
        ("video", &["视频"]),
        ("emoji", &["表情"]),
        ("image", &["图片", "照片", "截图"]),
        ("font", &["字体", "字号"]),
        ("file", &["文件"]),
        ("card", &["名片", "昵称", "备注"]),
        ("speech", &["发言", "潜水", "冒泡", "说话"]),
        ("event", &["活动", "打卡", "参加"]),
        ("campaign", &["活动海报", "宣传图", "宣传海报"]),
        ("self", &["本人", "真人", "个人照"]),
    ];
    let said = SAID.iter().filter(|(_, said)| has(text, said));
    said.filter_map(|(name, _)| words.iter().copied().find(|word| word == name)).next()
}

/// Whether a text bounds the sums of which a kind takes the least and the most.
fn is_bounded(spec: &KindSpec, text: &str) -> bool {
    let bound = |p: &ParamSpec| p.shape == Shape::Money && matches!(p.name, "min" | "max");
    spec.params.iter().any(bound) && sums_bounded(text) != (None, None)
}

/// What is forbidden without more is never allowed; what takes consent is allowed with it.
fn allowance(words: &[&'static str], clause: &Clause<'_>) -> Option<&'static str> {
    let one = |name: &str| words.iter().copied().find(|word| *word == name);
    if wants_consent(clause.text) {
        return one("with-approval");
    }
    let around =
        clause.lead.is_some_and(forbids) || clause.headings.last().is_some_and(|h| forbids(h));
    (clause.forbids() || around).then(|| one("never")).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, text: &str, expected: &str) {
        let spec = &crate::kind_named(kind).unwrap().spec;
        let table = parameters(spec, &Clause::alone(text));
        let written: Vec<String> = table.iter().map(|(k, v)| format!("{k} = {v}")).collect();
        assert_eq!(written.join(", "), expected, "{text}");
    }

    #[test]
    fn what_a_clause_gives() {
        check(
            "quiet-hours",
            "夜里十一点到早上六点半让大家歇着",
            "from = \"23:00\", to = \"06:30\"",
        );
        check("respond", "两小时内给个说法", "within = \"2h\"");
        check("sanction", "谁再这样就请出群", "actions = [\"remove\"]");
        check("purpose", "三天", "");
        check("respond", "有技术上的问题请找答疑的学长", "to = \"question\"");
        check("feedback-intake", "有啥不满的,可以跟管理员私下聊", "to = \"管理员\"");
        check("red-packets", "手气包不得低于 5 元", "min = 5");
    }
}
