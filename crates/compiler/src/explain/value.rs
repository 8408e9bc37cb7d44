//! Values of parameters in words.

use model::{Action, Category, Days, Money, Role, Span, Step, TimeOfDay};
use policy::param::{Actions, Every, ParamType, Shape, Share, Steps, Who};
use policy::texts::Language;
use policy::toml::Value;
use rules::english;
use rules::kind::default_value;

/// Words of closed lists, in Chinese; in English they say themselves what they mean.
const WORDS: &[(&str, &str)] = &[
    ("never", "不允许"),
    ("once", "只许一次"),
    ("with-approval", "先经同意"),
    ("except-cooperation", "合作的除外,其余不允许"),
    ("speech", "发言"),
    ("card", "群昵称"),
    ("event", "活动"),
    ("cash", "现金"),
    ("red-packet", "红包"),
    ("pay", "扣工资"),
    ("bonus", "扣奖金"),
    ("leader", "领导的话"),
    ("notice", "公告"),
    ("task", "任务"),
    ("question", "问题"),
    ("customer", "客户"),
    ("complaint", "投诉"),
    ("suggestion", "建议"),
    ("colleague", "同事"),
    ("links", "链接"),
    ("ads", "广告"),
    ("media", "图片、视频等"),
    ("all", "全部"),
    ("image", "图片"),
    ("voice", "语音"),
    ("video", "视频"),
    ("emoji", "表情"),
    ("file", "文件"),
    ("font", "字体"),
    ("group", "本群"),
    ("self", "本人照片"),
    ("campaign", "统一的图片"),
    ("other", "其他"),
];
const DAYS: &[(&str, &str, &str)] = &[
    ("mon", "周一", "Monday"),
    ("tue", "周二", "Tuesday"),
    ("wed", "周三", "Wednesday"),
    ("thu", "周四", "Thursday"),
    ("fri", "周五", "Friday"),
    ("sat", "周六", "Saturday"),
    ("sun", "周日", "Sunday"),
    ("workday", "工作日", "working days"),
    ("restday", "休息日", "days of rest"),
];

/// A value of that shape in words; what does not fit it as it is written.
#[must_use]
pub fn value(shape: Shape, value: &Value, language: Language) -> String {
    typed(shape, value, language).unwrap_or_else(|| plain(value))
}

/// A default as it stands in a parameter's specification.
pub(super) fn default(shape: Shape, written: &str, language: Language) -> String {
    value(shape, &default_value(written), language)
}

fn typed(shape: Shape, of: &Value, language: Language) -> Option<String> {
    let chinese = language == Language::Chinese;
    Some(match shape {
        Shape::Time => {
            let TimeOfDay(minutes) = TimeOfDay::read(of)?;
            format!("{:02}:{:02}", minutes / 60, minutes % 60)
        }
        Shape::Span => span(Span::read(of)?, language),
        Shape::Every => match Every::read(of)? {
            Every::Span(length) => every(length, language),
            Every::Days(_) => days(of, language),
        },
        Shape::Days => {
            Days::read(of)?;
            days(of, language)
        }
        Shape::Money => {
            let sum = Money::read(of)?;
            if chinese { format!("{sum}元") } else { format!("{sum} yuan") }
        }
        Shape::Share => format!("{}%", Share::read(of)?.0),
        Shape::OneOf(_) | Shape::SomeOf(_) => list(of, language, |word| closed(word, language)),
        Shape::Categories => list(of, language, |word| category(word, language)),
        Shape::Steps => steps(&Steps::read(of)?.0, language),
        Shape::Actions => {
            let words: Vec<String> =
                Actions::read(of)?.0.iter().map(|one| step(*one, language)).collect();
            words.join(language.choose("或", " or "))
        }
        Shape::Who | Shape::WhoList => list(of, language, |word| who(&Who::parse(word), language)),
        Shape::Kinds => list(of, language, |word| kind(word, language)),
        Shape::Flag => {
            let flag = bool::read(of)?;
            let (yes, no) = (language.choose("是", "yes"), language.choose("否", "no"));
            if flag { yes.to_owned() } else { no.to_owned() }
        }
        Shape::Count(..) | Shape::Whole => of.as_integer()?.to_string(),
        Shape::Text | Shape::Texts | Shape::CardFormat => {
            list(of, language, |word| format!("“{word}”"))
        }
    })
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(value: &Value, language: Language, word: impl Fn(&str) -> String) -> String {
    let one = |value: &Value| value.as_str().map_or_else(|| plain(value), &word);
    match value {
        Value::Array(all) => {
            all.iter().map(one).collect::<Vec<_>>().join(language.choose("、", ", "))
        }
        single => one(single),
    }
}

fn closed(word: &str, language: Language) -> String {
    let chinese = WORDS.iter().find(|(name, _)| *name == word).map(|(_, words)| *words);
    match language {
        Language::Chinese => chinese.unwrap_or(word).to_owned(),
        Language::English => word.replace('-', " "),
    }
}

fn category(word: &str, language: Language) -> String {
    match (Category::parse(word), language) {
        (Some(category), Language::Chinese) => category.in_words().to_owned(),
        _ => word.replace('-', " "),
    }
}

/// A rule kind, with its category: 发广告, 色情内容.
fn kind(word: &str, language: Language) -> String {
    let (name, of) = word.split_once('.').map_or((word, None), |(name, of)| (name, Some(of)));
    let spec = rules::kind_named(name).map(|kind| &kind.spec);
    let summary = spec.map_or(name, |spec| super::summary(spec, language));
    match of {
        Some(of) => format!("{summary}({})", category(of, language)),
        None => summary.to_owned(),
    }
}

fn days(value: &Value, language: Language) -> String {
    list(value, language, |word| {
        let day = DAYS.iter().find(|(name, _, _)| *name == word);
        day.map_or(word, |(_, chinese, english)| language.choose(chinese, english)).to_owned()
    })
}

/// People in words.
pub(super) fn who(who: &Who, language: Language) -> String {
    match (who, language) {
        (Who::Everyone, Language::Chinese) => "所有人".to_owned(),
        (Who::Everyone, Language::English) => "everybody".to_owned(),
        (Who::Concerned, Language::Chinese) => "有关的人".to_owned(),
        (Who::Concerned, Language::English) => "those concerned".to_owned(),
        (Who::Role(role), _) => role_words(*role, language).to_owned(),
        (Who::Tagged(words), Language::Chinese) => words.clone(),
        (Who::Tagged(words), Language::English) => format!("“{words}”"),
    }
}

/// A role in words.
pub(super) fn role_words(role: Role, language: Language) -> &'static str {
    match language {
        Language::Chinese => role.in_words(),
        Language::English => english::role(role),
    }
}

/// A length of time.
pub(super) fn span(span: Span, language: Language) -> String {
    match language {
        Language::Chinese => span.in_words(),
        Language::English => span.in_english(),
    }
}

/// How often, of a length of time.
fn every(length: Span, language: Language) -> String {
    match (length, language) {
        (Span::Days(1) | Span::SameDay, Language::Chinese) => "每天".to_owned(),
        (Span::Days(7), Language::Chinese) => "每周".to_owned(),
        (Span::Months(1), Language::Chinese) => "每月".to_owned(),
        (length, Language::Chinese) => format!("每{}", length.in_words()),
        (Span::SameDay, Language::English) => "1 day".to_owned(),
        (length, Language::English) => span(length, language),
    }
}

/// One action with its length.
pub(super) fn step(step: Step, language: Language) -> String {
    let Step { action, span: length } = step;
    let words = match language {
        Language::Chinese => action.in_words(),
        Language::English => english::action(action),
    };
    let Some(length) = length else { return words.to_owned() };
    let length = span(length, language);
    match (action, language) {
        (Action::Remove, Language::Chinese) => format!("{words},{length}后可以再进"),
        (_, Language::Chinese) => format!("{words}{length}"),
        (Action::Remove, Language::English) => format!("{words}, may return after {length}"),
        (_, Language::English) => format!("{words} for {length}"),
    }
}

/// `第1次提醒,第2次警告,第3次和以后移出群`.
pub(super) fn steps(all: &[Vec<Step>], language: Language) -> String {
    let last = all.len();
    let one = |(at, actions): (usize, &Vec<Step>)| {
        let words: Vec<String> = actions.iter().map(|one| step(*one, language)).collect();
        let words = words.join(language.choose("并", " and "));
        let number = at + 1;
        match (language, number == last) {
            (Language::Chinese, false) => format!("第{number}次{words}"),
            (Language::Chinese, true) => format!("第{number}次和以后每次{words}"),
            (Language::English, false) => format!("breach {number}: {words}"),
            (Language::English, true) => format!("breach {number} and every later one: {words}"),
        }
    };
    all.iter().enumerate().map(one).collect::<Vec<_>>().join(language.choose(",", "; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_both_languages() {
        let read = |text: &str| default_value(text);
        for (shape, written, chinese, english) in [
            (Shape::Time, "22:00", "22:00", "22:00"),
            (Shape::Span, "2h", "2小时", "2 hours"),
            (Shape::Every, "1w", "每周", "7 days"),
            (Shape::Every, "[\"mon\", \"workday\"]", "周一、工作日", "Monday, working days"),
            (Shape::Money, "5", "5元", "5 yuan"),
            (Shape::OneOf(&["never"]), "never", "不允许", "never"),
            (Shape::Categories, "[\"porn\"]", "色情", "porn"),
            (
                Shape::Steps,
                "[\"warn\", [\"delete\", \"mute 1d\"]]",
                "第1次警告,第2次和以后每次撤回消息并禁言1天",
                "breach 1: a warning; breach 2 and every later one: the message recalled and muted for 1 day",
            ),
            (Shape::Who, "admin", "管理员", "administrators"),
            (Shape::Flag, "true", "是", "yes"),
        ] {
            assert_eq!(value(shape, &read(written), Language::Chinese), chinese, "{written}");
            assert_eq!(value(shape, &read(written), Language::English), english, "{written}");
        }
        assert_eq!(value(Shape::Span, &read("3天"), Language::Chinese), "3天", "as it is written");
    }
}
