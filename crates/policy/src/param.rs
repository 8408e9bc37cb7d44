//! Types of parameters: how a TOML value becomes a typed one, and how the type is described.

use model::{Action, Category, Days, Money, Role, Span, Step, TimeOfDay};
use toml::Value;

/// What values a parameter takes, for messages, schema and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `HH:MM`.
    Time,
    /// `30m`, `2h`, `3d`, `3mo`, `1y`, `day`.
    Span,
    /// A list of `mon`…`sun`, `workday`, `restday`, or one of them.
    Days,
    /// How often: a span, or the days on which something is due.
    Every,
    /// A whole number from the first to the second.
    Count(u32, u32),
    /// A whole number, which may be less than nothing.
    Whole,
    /// A sum in yuan.
    Money,
    /// A share such as `50%`.
    Share,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of these words, or one of them.
    SomeOf(&'static [&'static str]),
    /// A list of categories, or one.
    Categories,
    /// A list of steps, each an action or a list of actions.
    Steps,
    /// A list of actions, or one.
    Actions,
    /// A role or a population.
    Who,
    /// A list of roles or populations, or one.
    WhoList,
    /// Free text.
    Text,
    /// A list of free texts, or one.
    Texts,
    /// A name template such as `{部门}-{姓名}`.
    CardFormat,
    /// Rule kinds, each with a category where it has some: `ads`, `forbidden-content.porn`.
    Kinds,
    /// `true` or `false`.
    Flag,
}

impl Shape {
    /// What is expected, in words that finish “应为…”.
    #[must_use]
    pub fn expected(self) -> String {
        match self {
            Shape::Time => "00:00 到 24:00 之间的时间,如 \"22:00\"".to_owned(),
            Shape::Span => {
                "时长,如 \"30m\"(分钟)、\"2h\"(小时)、\"3d\"(天)、\"3mo\"(月)、\"1y\"(年)、\"day\"(当天)"
                    .to_owned()
            }
            Shape::Days => format!("{} 中的一个或几个", Days::NAMES.join("、")),
            Shape::Every => format!(
                "周期,如 \"1d\"(每天)、\"1w\"(每周)、\"1mo\"(每月),或 {} 中的一个或几个",
                Days::NAMES.join("、")
            ),
            Shape::Count(min, max) => format!("{min} 到 {max} 的整数"),
            Shape::Whole => "整数,可以是负数,如 -2".to_owned(),
            Shape::Money => "以元计的金额,如 5 或 0.5".to_owned(),
            Shape::Share => "1% 到 100% 的比例,如 \"50%\"".to_owned(),
            Shape::OneOf(words) => format!("{} 之一", words.join("、")),
            Shape::SomeOf(words) => format!("{} 中的一个或几个", words.join("、")),
            Shape::Categories => "内容类别的列表,如 [\"porn\", \"gambling\"]".to_owned(),
            Shape::Steps => {
                "步骤的列表,如 [\"warn\", \"mute 10m\", \"remove\"];一步做几件事时写成列表".to_owned()
            }
            Shape::Actions => "处理方式的列表,如 [\"warn\"] 或 [\"mute 1d\"]".to_owned(),
            Shape::Who => "角色或人群的名字,如 \"admin\"、\"销售部\"".to_owned(),
            Shape::WhoList => "角色或人群名字的列表,如 [\"在职员工\"]".to_owned(),
            Shape::Text => "一段文字".to_owned(),
            Shape::Texts => "文字的列表".to_owned(),
            Shape::CardFormat => "群昵称的格式,如 \"{部门}-{姓名}\"".to_owned(),
            Shape::Kinds => {
                "规则名的列表,如 [\"ads\", \"forbidden-content.porn\"]".to_owned()
            }
            Shape::Flag => "true 或 false".to_owned(),
        }
    }

    /// Whether a value is one of this shape. Of kinds only the form is seen: which names are
    /// valid depends on the catalogue at hand (see [`crate::parse()`]).
    #[must_use]
    pub fn accepts(self, value: &Value) -> bool {
        fn reads<T: ParamType>(value: &Value) -> bool {
            T::read(value).is_some()
        }
        let one_of =
            |words: &[&str], value: &Value| value.as_str().is_some_and(|it| words.contains(&it));
        match self {
            Shape::Time => reads::<TimeOfDay>(value),
            Shape::Span => reads::<Span>(value),
            Shape::Days => reads::<Days>(value) && !is_empty_list(value),
            Shape::Every => reads::<Every>(value),
            Shape::Count(min, max) => value
                .as_integer()
                .and_then(|number| u32::try_from(number).ok())
                .is_some_and(|number| (min..=max).contains(&number)),
            Shape::Whole => reads::<Whole>(value),
            Shape::Money => reads::<Money>(value),
            Shape::Share => reads::<Share>(value),
            Shape::OneOf(words) => one_of(words, value),
            Shape::SomeOf(words) => {
                entries(value).is_some_and(|list| list.iter().all(|it| one_of(words, it)))
                    && !is_empty_list(value)
            }
            Shape::Categories => reads::<Vec<Category>>(value) && !is_empty_list(value),
            Shape::Steps => reads::<Steps>(value),
            Shape::Actions => reads::<Actions>(value) && !is_empty_list(value),
            Shape::Who => reads::<Who>(value),
            Shape::WhoList => reads::<Vec<Who>>(value) && !is_empty_list(value),
            Shape::Text | Shape::CardFormat => reads::<String>(value),
            Shape::Texts | Shape::Kinds => reads::<Vec<String>>(value) && !is_empty_list(value),
            Shape::Flag => reads::<bool>(value),
        }
    }

    /// The words that a misspelt value may have meant.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Shape::OneOf(words) | Shape::SomeOf(words) => words.to_vec(),
            Shape::Days | Shape::Every => Days::NAMES.to_vec(),
            Shape::Categories => Category::ALL.iter().map(|category| category.name()).collect(),
            Shape::Steps | Shape::Actions => {
                Action::SANCTIONS.iter().map(|action| action.name()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A type that a parameter can have.
pub trait ParamType: Sized {
    /// What values it takes.
    const SHAPE: Shape;

    /// The typed value.
    ///
    /// # Errors
    /// None where the value does not fit [`ParamType::SHAPE`].
    fn read(value: &Value) -> Option<Self>;
}

/// Longest text parameter, in bytes.
const TEXT_BYTES_MAX: usize = 4_096;
/// Longest list parameter.
const LIST_MAX: usize = 64;

fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty() && text.len() <= TEXT_BYTES_MAX)
}

/// The entries of a list, or the one value as a list of one.
fn entries(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(list) => (list.len() <= LIST_MAX).then_some(list),
        one => Some(std::slice::from_ref(one)),
    }
}

/// A list that says nothing: leaving the parameter out is how to say that.
fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

impl ParamType for TimeOfDay {
    const SHAPE: Shape = Shape::Time;
    fn read(value: &Value) -> Option<Self> {
        TimeOfDay::parse(text(value)?)
    }
}

impl ParamType for Span {
    const SHAPE: Shape = Shape::Span;
    fn read(value: &Value) -> Option<Self> {
        Span::parse(text(value)?)
    }
}

impl ParamType for Days {
    const SHAPE: Shape = Shape::Days;
    fn read(value: &Value) -> Option<Self> {
        entries(value)?.iter().try_fold(Days::default(), |days, day| days.with(text(day)?))
    }
}

/// How often something recurs: every so long, or on days of these kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Once in each stretch of that length.
    Span(Span),
    /// Once on each of these days.
    Days(Days),
}

impl ParamType for Every {
    const SHAPE: Shape = Shape::Every;
    fn read(value: &Value) -> Option<Self> {
        if let Some(span) = value.as_str().and_then(Span::parse) {
            return Some(Every::Span(span));
        }
        Days::read(value).filter(|days| *days != Days::default()).map(Every::Days)
    }
}

/// A whole number in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> ParamType for Count<MIN, MAX> {
    const SHAPE: Shape = Shape::Count(MIN, MAX);
    fn read(value: &Value) -> Option<Self> {
        let number = u32::try_from(value.as_integer()?).ok()?;
        (MIN..=MAX).contains(&number).then_some(Count(number))
    }
}

/// A whole number, which may be less than nothing; of points, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whole(pub i64);

/// The greatest and, taken away, the least [`Whole`].
const WHOLE_MAX: i64 = 1_000_000;

impl ParamType for Whole {
    const SHAPE: Shape = Shape::Whole;
    fn read(value: &Value) -> Option<Self> {
        let number = value.as_integer()?;
        (-WHOLE_MAX..=WHOLE_MAX).contains(&number).then_some(Whole(number))
    }
}

impl ParamType for Money {
    const SHAPE: Shape = Shape::Money;
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(yuan) => Money::parse(&yuan.to_string()),
            // TOML has no decimal type: the shortest form of the float is what was written.
            Value::Float(yuan) => Money::parse(&yuan.to_string()),
            Value::String(yuan) => Money::parse(yuan),
            _ => None,
        }
    }
}

/// A share in whole percent, 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share(pub u8);

impl ParamType for Share {
    const SHAPE: Shape = Shape::Share;
    fn read(value: &Value) -> Option<Self> {
        let percent = text(value)?.strip_suffix('%')?.parse().ok()?;
        (1..=100).contains(&percent).then_some(Share(percent))
    }
}

impl ParamType for Vec<Category> {
    const SHAPE: Shape = Shape::Categories;
    fn read(value: &Value) -> Option<Self> {
        entries(value)?.iter().map(|entry| Category::parse(text(entry)?)).collect()
    }
}

/// The steps of a ladder, first breach first; each is one or more actions together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps(pub Vec<Vec<Step>>);

impl ParamType for Steps {
    const SHAPE: Shape = Shape::Steps;
    fn read(value: &Value) -> Option<Self> {
        let steps: Option<Vec<Vec<Step>>> = entries(value)?
            .iter()
            .map(|step| entries(step)?.iter().map(|one| Step::parse(text(one)?)).collect())
            .collect();
        steps
            .filter(|steps| !steps.is_empty() && steps.iter().all(|step| !step.is_empty()))
            .map(Steps)
    }
}

/// Actions of which one is taken, the mildest where nobody chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actions(pub Vec<Step>);

impl ParamType for Actions {
    const SHAPE: Shape = Shape::Actions;
    fn read(value: &Value) -> Option<Self> {
        let steps: Option<Vec<Step>> =
            entries(value)?.iter().map(|step| Step::parse(text(step)?)).collect();
        steps.map(Actions)
    }
}

/// People: a role, or a population by the words of its tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Who {
    /// Everybody: 全体成员, 所有员工 and the like.
    Everyone,
    /// Whoever the matter concerns: 相关责任人 and the like; told from mentions.
    Concerned,
    /// Those who hold a role.
    Role(Role),
    /// Members whose tags include the word.
    Tagged(String),
}

impl Who {
    /// Reads a role's name, a Chinese word for one, or a population's word.
    #[must_use]
    pub fn parse(word: &str) -> Who {
        let word = word.trim();
        if let Some(role) = Role::parse(word) {
            return Who::Role(role);
        }
        let plain: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        const CONCERNED: [&str; 4] = ["相关", "有关", "责任人", "当事人"];
        if CONCERNED.iter().any(|mark| plain.contains(mark)) {
            return Who::Concerned;
        }
        const ALL: [&str; 8] = ["所有", "全体", "全部", "每位", "每个", "各位", "全员", "大家"];
        const ANYBODY: &[&str] = &[
            "",
            "人",
            "人员",
            "成员",
            "群成员",
            "员工",
            "公司员工",
            "群友",
            "家长",
            "同事",
            "职工",
            "教职工",
            "组员",
            "队员",
            "会员",
            "群员",
            "团员",
            "学员",
            "同学",
            "业主",
            "伙伴",
            "小伙伴",
        ];
        let rest = ALL.iter().find_map(|mark| plain.strip_prefix(mark)).unwrap_or(&plain);
        let rest = rest.strip_prefix('的').unwrap_or(rest);
        match rest {
            "群主" => Who::Role(Role::Owner),
            "管理员" | "群管理员" | "管理人员" | "群管理" => Who::Role(Role::Admin),
            "领导" | "领导人" => Who::Role(Role::Leader),
            "新人" | "新成员" | "新员工" => Who::Role(Role::Newcomer),
            "普通成员" => Who::Role(Role::Member),
            rest if rest.len() < plain.len() && ANYBODY.contains(&rest) => Who::Everyone,
            "成员" | "群成员" | "群友" | "群员" | "组员" | "会员" | "大家" | "" => {
                Who::Everyone
            }
            rest => Who::Tagged(rest.to_owned()),
        }
    }
}

impl ParamType for Who {
    const SHAPE: Shape = Shape::Who;
    fn read(value: &Value) -> Option<Self> {
        text(value).map(Who::parse)
    }
}

impl ParamType for Vec<Who> {
    const SHAPE: Shape = Shape::WhoList;
    fn read(value: &Value) -> Option<Self> {
        entries(value)?.iter().map(Who::read).collect()
    }
}

impl ParamType for String {
    const SHAPE: Shape = Shape::Text;
    fn read(value: &Value) -> Option<Self> {
        text(value).map(str::to_owned)
    }
}

impl ParamType for Vec<String> {
    const SHAPE: Shape = Shape::Texts;
    fn read(value: &Value) -> Option<Self> {
        entries(value)?.iter().map(String::read).collect()
    }
}

impl ParamType for bool {
    const SHAPE: Shape = Shape::Flag;
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

/// A type that is one of a closed list of words; made by [`words!`](crate::words).
pub trait Word: ParamType {
    /// The list.
    const WORDS: &'static [&'static str];
}

/// Several of a closed list of words, or one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOf<T>(pub Vec<T>);

impl<T: Word> ParamType for ListOf<T> {
    const SHAPE: Shape = Shape::SomeOf(T::WORDS);
    fn read(value: &Value) -> Option<Self> {
        entries(value)?.iter().map(T::read).collect::<Option<_>>().map(ListOf)
    }
}

/// Reads one of a closed list of words into a type, and describes the list.
///
/// `words! { pub enum Allow { Never = "never", Once = "once" } }`
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $crate::param::ParamType for $name {
            const SHAPE: $crate::param::Shape = $crate::param::Shape::OneOf(&[$($word,)+]);
            fn read(value: &$crate::toml::Value) -> Option<Self> {
                match value.as_str()? { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::param::Word for $name {
            const WORDS: &'static [&'static str] = &[$($word,)+];
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn populations_and_roles_in_words() {
        assert_eq!(Who::parse("admin"), Who::Role(Role::Admin));
        assert_eq!(Who::parse("群主"), Who::Role(Role::Owner));
        assert_eq!(Who::parse("所有员工"), Who::Everyone);
        assert_eq!(Who::parse("全体群成员"), Who::Everyone);
        assert_eq!(Who::parse("所有销售人员"), Who::Tagged("销售人员".to_owned()));
        assert_eq!(Who::parse("相关责任人"), Who::Concerned);
        assert_eq!(Who::parse("客服"), Who::Tagged("客服".to_owned()));
    }

    #[test]
    fn shapes_accept_what_their_types_read() {
        let read = |text: &str| {
            let table: toml::Table = format!("x = {text}").parse().unwrap();
            table["x"].clone()
        };
        let cases = [
            (Shape::Time, "\"22:00\"", "\"25:00\""),
            (Shape::Span, "\"3d\"", "\"3天\""),
            (Shape::Days, "[\"mon\", \"restday\"]", "[]"),
            (Shape::Count(2, 9), "9", "10"),
            (Shape::Money, "0.5", "-1"),
            (Shape::Share, "\"50%\"", "50"),
            (Shape::OneOf(&["never", "once"]), "\"once\"", "\"twice\""),
            (Shape::SomeOf(&["image", "voice"]), "[\"image\"]", "[\"image\", \"x\"]"),
            (Shape::Categories, "\"porn\"", "[]"),
            (Shape::Steps, "[\"warn\", [\"mute 1d\", \"delete\"]]", "[\"warn\", []]"),
            (Shape::Actions, "[\"mute 10m\"]", "[\"warn 10m\"]"),
            (Shape::Who, "\"admin\"", "1"),
            (Shape::WhoList, "[\"admin\"]", "[]"),
            (Shape::Text, "\"x\"", "\" \""),
            (Shape::Texts, "[\"x\"]", "[1]"),
            (Shape::CardFormat, "\"{部门}\"", "\"\""),
            (Shape::Kinds, "[\"ads\"]", "[]"),
            (Shape::Flag, "true", "\"true\""),
        ];
        for (shape, good, bad) in cases {
            assert!(shape.accepts(&read(good)), "{shape:?} {good}");
            assert!(!shape.accepts(&read(bad)), "{shape:?} {bad}");
        }
    }

    #[test]
    fn how_often_is_a_span_or_days() {
        let read = |text: &str| Every::read(&Value::String(text.into()));
        assert_eq!(read("1w"), Some(Every::Span(Span::Days(7))));
        assert_eq!(read("workday"), Days::default().with("workday").map(Every::Days));
        assert_eq!(read("每天"), None);
        assert_eq!(Every::read(&Value::Array(vec![])), None);
        let days = Value::Array(vec!["mon".into(), "fri".into()]);
        assert!(matches!(Every::read(&days), Some(Every::Days(_))));
    }

    #[test]
    fn values_out_of_range_are_refused() {
        assert_eq!(Count::<2, 20>::read(&Value::Integer(1)), None);
        assert_eq!(Count::<2, 20>::read(&Value::Integer(-1)), None);
        assert_eq!(Count::<2, 20>::read(&Value::Integer(3)), Some(Count(3)));
        assert_eq!(Money::read(&Value::Float(0.5)), Some(Money(50)));
        assert_eq!(Money::read(&Value::Float(f64::NAN)), None);
        assert_eq!(Share::read(&Value::String("50%".into())), Some(Share(50)));
        assert_eq!(Share::read(&Value::String("150%".into())), None);
        assert_eq!(Steps::read(&Value::Array(vec![])), None);
    }
}
