//! Front matter: what stands between two `+++` lines at the top of the file.

use std::ops::Range;

use model::zone::day_of_date;
use model::{Span, Strictness, Zone};
use toml::Value;
use toml::de::{DeTable, DeValue};

use super::{Reader, syntax, value};
use crate::diagnostic::{Diagnostic, Spot, codes, quoted};
use crate::document::{Mode, Policy};
use crate::numbering::metadata::after_front_matter;
use crate::periods::Period;
use crate::source::Source;
use crate::texts::{self, Language, TEXT_CHARS_MAX, TEXTS, TextError};

/// The keys of front matter, with what each takes.
pub const KEYS: &[(&str, &str)] = &[
    ("id", "一个名字,如 \"staff-groups\""),
    ("title", "一段文字"),
    ("version", "从 1 起的整数"),
    ("effective", "日期,如 2026-03-01"),
    ("timezone", "时区的名字,如 \"Asia/Shanghai\""),
    ("groups", "群名的列表,可以用 * 和 ?,如 [\"工作群*\"]"),
    ("mode", "\"enforce\" 或 \"observe\""),
    ("settings", "适用场合的列表,如 [\"公司工作群\"]"),
    ("language", "\"zh\" 或 \"en\""),
    ("texts", "说法的表,如 {\"hello\" = \"各位同事好,\"}"),
    ("strictness", "\"cautious\"、\"balanced\" 或 \"strict\""),
    ("trade", "本群做什么生意的列表,如 [\"服装\"]"),
    ("brake", "0 到 60 的整数"),
    (
        "periods",
        "名字和时段的表,如 {\"学期\" = [\"2026-02-24..2026-07-03\"], \"早班\" = \"06:00-14:00\"}",
    ),
    ("examples", "例子文件的名字,如 [\"值班群.例子.md\"]"),
    ("retention", "一天以上的时长,如 \"6mo\" 或 \"180d\""),
];

/// The largest brake.
const BRAKE_MAX: u32 = 60;
/// Longest id, in characters.
const ID_MAX: usize = 64;

/// Reads the front matter into the policy; where the text begins after it.
pub(super) fn read(reader: &mut Reader<'_>, policy: &mut Policy) -> usize {
    let text = reader.source.text;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let end = after_front_matter(text);
    let first = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let sign = first.trim_end();
    if end == 0 {
        if sign == "+++" {
            let spot = reader.source.spot(start..start + sign.len());
            let help = "在这部分的末尾另起一行,写上 +++";
            let message = "文件开头的 `+++` 没有结束";
            reader.report(Diagnostic::error(codes::FRONT_MATTER, message, spot).help(help));
        }
        return start;
    }
    if sign != "+++" {
        let spot = reader.source.spot(start..start + sign.len());
        let message = "文件开头的说明要用 `+++` 括起来,不是 `---`";
        let help = "两行都改成 +++,里面写成「项 = 值」";
        reader.report(Diagnostic::error(codes::FRONT_MATTER, message, spot).help(help));
        return end;
    }
    let content_start = start + text.get(start..).and_then(|t| t.find('\n')).map_or(0, |at| at + 1);
    let content_end = text.get(..end).unwrap_or_default().trim_end().len().saturating_sub(3);
    let content = content_start..content_end.max(content_start);
    table(reader, policy, content);
    end
}

fn table(reader: &mut Reader<'_>, policy: &mut Policy, content: Range<usize>) {
    let text = reader.source.text.get(content.clone()).unwrap_or_default();
    let (table, errors) = DeTable::parse_recoverable(text);
    let wrong_lines = syntax::report(reader, content.clone(), &errors, "");
    for (key, span, written) in value::entries(table.get_ref()) {
        let at = |span: Range<usize>| content.start + span.start..content.start + span.end;
        if wrong_lines.contains(&reader.source.place(at(span.clone()).start).line) {
            continue;
        }
        let Some((_, expected)) = KEYS.iter().find(|(name, _)| *name == key) else {
            let spot = reader.source.spot(at(span));
            let message = format!("文件开头没有 {} 这一项", quoted(key));
            let names = KEYS.iter().map(|(name, _)| *name);
            let help = format!("可以写 {}", names.clone().collect::<Vec<_>>().join("、"));
            reader.report(
                Diagnostic::error(codes::FRONT_MATTER_KEY, message, spot)
                    .help(help)
                    .nearest(key, names),
            );
            continue;
        };
        let spot = at(written.span());
        if let Some(problem) = entry(reader.source, policy, key, written.get_ref(), spot) {
            reader.report(problem.expected(*expected));
        }
    }
}

/// Takes one entry over; what is wrong with it otherwise.
fn entry(
    source: Source<'_>,
    policy: &mut Policy,
    key: &str,
    written: &DeValue<'_>,
    at: Range<usize>,
) -> Option<Diagnostic> {
    let shown = source.text.get(at.clone()).unwrap_or_default();
    let spot = source.spot(at);
    let value = value::plain(written);
    let wrong = || {
        let message = format!("{} 的值 {} 不对", quoted(key), quoted(shown));
        Some(Diagnostic::error(codes::FRONT_MATTER, message, spot.clone()))
    };
    let Some(value) = value else { return wrong() };
    match (key, &value) {
        ("id", Value::String(id)) if fits_id(id) => id.clone_into(&mut policy.id),
        ("title", Value::String(title)) if !title.trim().is_empty() => {
            title.trim().clone_into(&mut policy.title);
        }
        ("version", Value::Integer(number)) => match u32::try_from(*number) {
            Ok(number) if number >= 1 => policy.version = number,
            _ => return wrong(),
        },
        ("effective", value) => match day(value) {
            Some(Some(day)) => policy.effective = Some(day),
            Some(None) => {
                let message = format!("没有 {} 这个日期", quoted(shown));
                return Some(Diagnostic::error(codes::NO_SUCH_DATE, message, spot.clone()));
            }
            None => return wrong(),
        },
        ("timezone", Value::String(name)) => match Zone::named(name) {
            Some(zone) => policy.zone = zone,
            None => {
                let message = format!("没有 {} 这个时区", quoted(name));
                let common =
                    ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "UTC"];
                return Some(
                    Diagnostic::error(codes::NO_SUCH_ZONE, message, spot.clone())
                        .nearest(name, common),
                );
            }
        },
        ("groups", value) => match names(value) {
            Some(names) => policy.groups = names,
            None => return wrong(),
        },
        ("settings", value) => match names(value) {
            Some(names) => policy.settings = names,
            None => return wrong(),
        },
        ("trade", value) => match names(value) {
            Some(names) => policy.trade = names,
            None => return wrong(),
        },
        ("examples", value) => match names(value) {
            Some(names) => policy.examples = names,
            None => return wrong(),
        },
        ("mode", Value::String(name)) => match Mode::parse(name) {
            Some(mode) => policy.mode = mode,
            None => {
                return wrong().map(|problem| problem.nearest(name, Mode::NAMES.iter().copied()));
            }
        },
        ("strictness", Value::String(name)) => match Strictness::parse(name) {
            Some(strictness) => policy.strictness = strictness,
            None => {
                let names = Strictness::NAMES.iter().copied();
                return wrong().map(|problem| problem.nearest(name, names));
            }
        },
        ("language", Value::String(name)) => match Language::parse(name) {
            Some(language) => policy.wording.language = language,
            None => {
                return wrong().map(|p| p.nearest(name, Language::NAMES.iter().copied()));
            }
        },
        ("texts", Value::Table(table)) => {
            for (key, text) in table {
                let Some(text) = text.as_str() else { return wrong() };
                if let Err(error) = texts::check(key, text) {
                    return Some(text_problem(key, &error, spot.clone()));
                }
                policy.wording.own.insert(key.clone(), text.to_owned());
            }
        }
        ("brake", Value::Integer(number)) => match u32::try_from(*number) {
            Ok(number) if number <= BRAKE_MAX => policy.brake = number,
            _ => return wrong(),
        },
        ("retention", Value::String(text)) => match Span::parse(text).filter(is_days) {
            Some(span) => policy.retention = Some(span),
            None => return wrong(),
        },
        ("periods", Value::Table(table)) => {
            for (name, value) in table {
                let Some(period) = Period::read(value) else { return wrong() };
                policy.periods.insert(name.clone(), period);
            }
        }
        _ => return wrong(),
    }
    None
}

/// Whether a stretch is counted in days or more: texts that are kept for minutes are a slip.
fn is_days(span: &Span) -> bool {
    matches!(span, Span::Days(1..) | Span::Months(1..))
}

/// A list of names, or one; none where it is empty or has something else.
fn names(value: &Value) -> Option<Vec<String>> {
    let name = |one: &Value| one.as_str().filter(|it| !it.trim().is_empty()).map(str::to_owned);
    match value {
        Value::Array(list) if !list.is_empty() => list.iter().map(name).collect(),
        one => name(one).map(|name| vec![name]),
    }
}

/// What is wrong with an organisation's own text.
fn text_problem(key: &str, error: &TextError, spot: Spot) -> Diagnostic {
    let problem = |message: String| Diagnostic::error(codes::FRONT_MATTER, message, spot);
    match error {
        TextError::Unknown => problem(format!("`texts` 里没有 {} 这一句", quoted(key)))
            .nearest(key, TEXTS.iter().map(|(known, ..)| *known)),
        TextError::Unfilled { place, known } => {
            let names: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
            let help = match names.is_empty() {
                true => "这一句里没有可以填的地方,去掉花括号".to_owned(),
                false => format!("可以写 {}", names.join("、")),
            };
            let message = format!("`texts` 的 {} 里,{{{place}}} 没有内容可填", quoted(key));
            problem(message).help(help)
        }
        TextError::Form => {
            let message = format!("`texts` 的 {} 是空的、太长,或者花括号不成对", quoted(key));
            problem(message).help(format!("最多 {TEXT_CHARS_MAX} 个字,花括号要成对"))
        }
    }
}

fn fits_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().count() <= ID_MAX
        && !id.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The day of a date: none where the value is no date, `Some(None)` where there is no such day.
fn day(value: &Value) -> Option<Option<i32>> {
    let text = match value {
        Value::Datetime(at) if at.time.is_none() => at.date?.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
    if parts.next().is_some() || !(digits(year) && digits(month) && digits(day)) {
        return None;
    }
    let date = (year.parse().ok(), month.parse().ok(), day.parse().ok());
    Some(match date {
        (Some(year), Some(month), Some(day)) => day_of_date(year, month, day),
        _ => None,
    })
}
