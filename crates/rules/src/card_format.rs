//! The form of a name in the group, such as `{部门}-{姓名}`: read, matched, shown by example.

use crate::clause::Words;
use policy::param::{ParamType, Shape};
use policy::toml::Value;

/// Longest name that is looked at, in characters; platforms allow 30 at most.
const CARD_CHARS: usize = 64;
/// The most parts of a form.
const PARTS_MAX: usize = 32;
/// The most characters of a form.
const FORMAT_CHARS: usize = 200;

/// A form that names in the group must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFormat {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Field(Field),
    /// `-`, `_`, `+` or a blank, as it was written; empty between two fields that touch.
    Separator(String),
    /// Any other words or signs, folded.
    Words(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    name: String,
    sort: Sort,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A person's name.
    Name,
    /// Digits.
    Digits,
    /// A few Han: how one is addressed, such as 妈妈.
    Kin,
    /// 1 to 16 characters: a department, a firm, a place.
    Place,
    /// Anything that is not empty.
    Other,
}

const NAME_FIELDS: &[&str] = &["姓名", "名字", "真名", "实名"];
const KIN_FIELDS: &[&str] = &["称呼", "称谓", "关系"];
const DIGIT_FIELDS: &[&str] = &["电话", "手机", "号码", "联系方式"];
const PLACE_FIELDS: &[&str] = &[
    "部门", "公司", "单位", "学校", "班级", "年级", "地区", "区域", "城市", "中心", "岗位", "职位",
    "职务", "学科", "科室", "项目", "门店", "行业", "小区",
];

impl Sort {
    fn of(name: &str) -> Sort {
        let has = |words: &[&str]| words.iter().any(|word| name.has_word(word));
        if has(NAME_FIELDS) {
            Sort::Name
        } else if has(DIGIT_FIELDS) {
            Sort::Digits
        } else if has(KIN_FIELDS) {
            Sort::Kin
        } else if has(PLACE_FIELDS) {
            Sort::Place
        } else {
            Sort::Other
        }
    }

    fn takes(self, chars: &[char]) -> bool {
        match self {
            Sort::Name => is_name(chars),
            Sort::Digits => {
                (3..=20).contains(&chars.len()) && chars.iter().all(char::is_ascii_digit)
            }
            Sort::Kin => chars.len() <= 6 && chars.iter().all(|&c| is_han(c)),
            Sort::Place => chars.len() <= 16 && says_something(chars),
            Sort::Other => says_something(chars),
        }
    }
}

fn says_something(chars: &[char]) -> bool {
    chars.iter().any(|c| c.is_alphanumeric())
}

/// Whether a character is Han.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

fn is_name(chars: &[char]) -> bool {
    let han = chars.iter().filter(|&&c| is_han(c)).count();
    let dots = chars.iter().filter(|&&c| c == '·').count();
    let ends_well = chars.first() != Some(&'·') && chars.last() != Some(&'·');
    // Names of the north-western peoples are longer and have a dot.
    let most = if dots > 0 { 12 } else { 4 };
    ends_well && han + dots == chars.len() && (2..=most).contains(&han)
}

/// Whether all of it is a plain name: two or three Han, four with a compound surname.
fn is_bare_name(chars: &[char]) -> bool {
    const COMPOUND: &[&str] = &[
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒",
        "夏侯", "端木", "南宫", "长孙", "宇文", "轩辕", "闻人", "澹台",
    ];
    let start: String = chars.iter().take(2).collect();
    is_name(chars)
        && (chars.len() <= 3 || chars.contains(&'·') || COMPOUND.contains(&start.as_str()))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-_+—–―‐−".contains(c)
}

/// Full-width signs as half-width, the several middle dots as one.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '•' | '・' | '‧' | '∙' => '·',
        _ => c,
    }
}

/// A name in the group as it is matched: folded, without blanks around it, cut.
#[must_use]
pub fn fold_card(card: &str) -> Vec<char> {
    // What shows nothing (variation selectors, joiners, marks of direction) is no part of it.
    let hidden = |c: char| {
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE0F}' | '\u{FEFF}')
    };
    let plain: String =
        card.chars().filter(|&c| !hidden(c)).map(fold).take(CARD_CHARS + 1).collect();
    plain.trim().chars().collect()
}

impl ParamType for CardFormat {
    const SHAPE: Shape = Shape::CardFormat;
    fn read(value: &Value) -> Option<Self> {
        CardFormat::parse(value.as_str()?)
    }
}

impl CardFormat {
    /// Reads a form.
    ///
    /// # Errors
    /// None where it has no field, a brace is not closed or stands alone, a field has no name,
    /// or it is over 200 characters long.
    #[must_use]
    pub fn parse(text: &str) -> Option<CardFormat> {
        if text.chars().count() > FORMAT_CHARS {
            return None;
        }
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (literal, field) = match rest.split_once('{') {
                Some((literal, after)) => {
                    let (name, after) = after.split_once('}')?;
                    rest = after;
                    (literal, Some(name.trim()))
                }
                None => (std::mem::take(&mut rest), None),
            };
            if literal.contains('}') {
                return None;
            }
            push_literal(&mut parts, literal);
            if let Some(name) = field {
                if name.is_empty() || name.contains('{') {
                    return None;
                }
                if matches!(parts.last(), Some(Part::Field(_))) {
                    parts.push(Part::Separator(String::new()));
                }
                parts.push(Part::Field(Field { name: name.to_owned(), sort: Sort::of(name) }));
            }
        }
        let has_field = parts.iter().any(|part| matches!(part, Part::Field(_)));
        (has_field && parts.len() <= PARTS_MAX).then_some(CardFormat { parts })
    }

    /// Whether a name in the group has the form.
    ///
    /// Any run of `-`, `—`, `_`, `+` and blanks passes for any other. A `+` or blank in the
    /// form, or nothing between two fields, also takes nothing: 部门+姓名 mostly means that one
    /// follows the other.
    #[must_use]
    pub fn fits(&self, card: &str) -> bool {
        let chars = fold_card(card);
        if chars.is_empty() || chars.len() > CARD_CHARS {
            return false;
        }
        let fields = self.parts.iter().filter(|part| matches!(part, Part::Field(_))).count();
        if fields > 1 && is_bare_name(&chars) {
            return false;
        }
        let mut reached = vec![0];
        for part in &self.parts {
            reached = part.after(&chars, &reached);
        }
        reached.last() == Some(&chars.len())
    }

    /// The form as people read it: `部门-姓名`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let shown = |part: &Part| match part {
            Part::Field(field) => field.name.clone(),
            // Two fields without anything between them must not run together.
            Part::Separator(text) if text.is_empty() => "+".to_owned(),
            Part::Separator(text) | Part::Words(text) => text.clone(),
        };
        self.parts.iter().map(shown).collect()
    }

    /// A name that has the form.
    #[must_use]
    pub fn example(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Field(field) => field.example(),
                Part::Separator(text) | Part::Words(text) => text.clone(),
            })
            .collect()
    }
}

fn push_literal(parts: &mut Vec<Part>, literal: &str) {
    for c in literal.chars().map(fold) {
        match parts.last_mut() {
            Some(Part::Separator(text)) if is_separator(c) => text.push(c),
            Some(Part::Words(text)) if !is_separator(c) => text.push(c),
            _ if is_separator(c) => parts.push(Part::Separator(c.to_string())),
            _ => parts.push(Part::Words(c.to_string())),
        }
    }
}

impl Part {
    /// From the places reached so far to those after this part, in order, none twice.
    fn after(&self, chars: &[char], reached: &[usize]) -> Vec<usize> {
        let mut next = Vec::new();
        for &from in reached {
            let rest = chars.get(from..).unwrap_or_default();
            let run = rest.iter().take_while(|&&c| is_separator(c)).count();
            match self {
                Part::Words(text) => {
                    let wanted: Vec<char> = text.chars().collect();
                    if rest.starts_with(&wanted) {
                        next.push(from + wanted.len());
                    }
                }
                Part::Separator(text) => {
                    let may_lack = text.chars().all(|c| c == '+' || c.is_whitespace());
                    next.extend((usize::from(!may_lack)..=run).map(|n| from + n));
                }
                Part::Field(field) => {
                    let ends = 1..=rest.len();
                    let fits =
                        |n: &usize| rest.get(..*n).is_some_and(|chars| field.sort.takes(chars));
                    next.extend(ends.filter(fits).map(|n| from + n));
                }
            }
        }
        next.sort_unstable();
        next.dedup();
        next
    }
}

impl Field {
    fn example(&self) -> String {
        const EXAMPLES: &[(&str, &str)] = &[
            ("学生姓名", "王小明"),
            ("孩子姓名", "王小明"),
            ("姓名", "张三"),
            ("名字", "张三"),
            ("真名", "张三"),
            ("实名", "张三"),
            ("电话", "13800000000"),
            ("手机", "13800000000"),
            ("号码", "13800000000"),
            ("联系方式", "13800000000"),
            ("部门", "财务部"),
            ("科室", "财务科"),
            ("中心", "客服中心"),
            ("公司", "某某公司"),
            ("单位", "某某单位"),
            ("学校", "第一小学"),
            ("班级", "三年二班"),
            ("年级", "三年级"),
            ("地区", "长沙"),
            ("区域", "长沙"),
            ("城市", "长沙"),
            ("学科", "数学"),
            ("岗位", "会计"),
            ("职位", "会计"),
            ("职务", "会计"),
            ("称呼", "妈妈"),
            ("工号", "1024"),
            ("学号", "1024"),
        ];
        let known = EXAMPLES.iter().find(|(word, _)| self.name.has_word(word));
        known.map_or_else(|| self.name.clone(), |(_, example)| (*example).to_owned())
    }
}

/// Whether a name looks like a person's where no form is prescribed: at least two Han.
#[must_use]
pub fn looks_real(card: &str) -> bool {
    fold_card(card).iter().filter(|&&c| is_han(c)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_and_names() {
        for (format, card, fits) in [
            ("{部门}-{姓名}", "销售部-李四", true),
            ("{部门}-{姓名}", "销售部—李四", true),
            ("{部门}-{姓名}", "销售部 _ 李四", true),
            ("{部门}-{姓名}", "销售部－李四 ", true),
            ("{部门}-{姓名}", "华东-销售部-李四", true),
            ("{部门}-{姓名}", "销售部李四", false),
            ("{部门}-{姓名}", "李四", false),
            ("{部门}-{姓名}", "销售部-", false),
            ("{部门}-{姓名}", "-李四", false),
            ("{部门}-{姓名}", "--李四", false),
            ("{部门}-{姓名}", "销售部-Li", false),
            ("{部门}-{姓名}", "销售部-李四五六七", false),
            ("{部门}-{姓名}", "技术部-阿依古丽·买买提", true),
            ("{部门}-{姓名}", "", false),
            ("{部门}+{姓名}", "销售部李四", true),
            ("{部门}+{姓名}", "销售部+李四", true),
            ("{部门}+{姓名}", "李小四", false),
            ("{部门}+{姓名}", "欧阳小四", false),
            ("{部门}{姓名}", "财务李四", true),
            ("{部门}{姓名}", "财务-李四", true),
            ("{姓名}{电话}", "李四13900001111", true),
            ("{姓名}{电话}", "李四-13900001111", true),
            ("{姓名}-{电话}", "李四-１３９０００", true),
            ("{姓名}-{电话}", "李四-电话", false),
            ("{姓名}", "李四", true),
            ("{姓名}", "李", false),
            ("{姓名}", "李四123", false),
            ("{姓名}({班级})", "李四（三班）", true),
            ("{姓名}({班级})", "李四三班", false),
            ("家长-{学生姓名}", "家长-李小四", true),
            ("{学生姓名}{称呼}", "李小四妈妈", true),
            ("{学生姓名}{称呼}", "快乐每天2026!", false),
            ("{楼号}-{姓名}", "3-李四", true),
            ("{楼号}-{姓名}", "🌸-李四", false),
        ] {
            let read = CardFormat::parse(format).unwrap();
            assert_eq!(read.fits(card), fits, "{format} {card}");
        }
    }

    #[test]
    fn what_is_no_form() {
        for text in ["", "部门-姓名", "{部门", "部门}", "{}", "{{部门}}", "{部门}}"] {
            assert_eq!(CardFormat::parse(text), None, "{text}");
        }
    }

    #[test]
    fn forms_in_words() {
        for (format, words, example) in [
            ("{部门}-{姓名}", "部门-姓名", "财务部-张三"),
            ("{地区}{姓名}", "地区+姓名", "长沙张三"),
            ("{姓名}({班级})", "姓名(班级)", "张三(三年二班)"),
        ] {
            let read = CardFormat::parse(format).unwrap();
            assert_eq!((read.in_words().as_str(), read.example().as_str()), (words, example));
        }
    }

    proptest! {
        #[test]
        fn the_example_always_fits(
            names in prop::collection::vec("姓名|部门|电话|班级|家长称呼|学生姓名|工号", 1..5),
            between in "[-+_ —]?",
        ) {
            let fields: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
            let read = CardFormat::parse(&fields.join(&between)).unwrap();
            prop_assert!(read.fits(&read.example()), "{}", read.example());
        }

        #[test]
        fn nothing_panics(format in "\\PC{0,60}", card in "\\PC{0,90}") {
            if let Some(read) = CardFormat::parse(&format) {
                let _ = (read.fits(&card), read.in_words(), read.example());
            }
            let _ = looks_real(&card);
        }

        #[test]
        fn braces_never_panic(format in "[{}姓名部门+-]{0,30}", card in "[张三李四部门+ ·0-9-]{0,90}") {
            if let Some(read) = CardFormat::parse(&format) {
                let _ = (read.fits(&card), read.in_words(), read.example());
            }
        }
    }
}
