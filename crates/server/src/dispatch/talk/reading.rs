//! How a message to the account is read: its words, the case that it names, the article. Pure.

use super::table::{READ_CHARS_MAX, Wish};

/// The longest message that can be a wish for one's record or the rules: what is longer says
/// something else.
const SHORT_CHARS_MAX: usize = 16;
/// The longest question.
const QUESTION_CHARS_MAX: usize = 60;
/// What may stand between the parts of a message.
const BETWEEN: [char; 24] = [
    ' ', '\t', '\n', '\r', ':', '：', ',', '，', '。', '、', ';', '；', '#', '(', ')', '（', '）',
    '!', '！', '?', '？', '“', '”', '\u{3000}',
];
/// Words before a case's name.
const NAMED: [&str; 7] = ["案号", "编号", "事项", "case", "no.", "第", "对"];
/// Words with which somebody asks and that say nothing of what about.
const ASKING: [&str; 26] = [
    "是什么",
    "有哪些",
    "怎么说",
    "什么内容",
    "怎么规定",
    "的内容",
    "的原文",
    "原文",
    "看一下",
    "发一下",
    "看看",
    "查一下",
    "请问",
    "是啥",
    "什么",
    "哪些",
    "怎么",
    "一下",
    "what is",
    "what",
    "show",
    "the",
    "看",
    "查",
    "发",
    "的",
];
/// Words that make a question.
const QUESTIONS: [&str; 32] = [
    "吗",
    "么",
    "呢",
    "?",
    "？",
    "能不能",
    "可不可以",
    "可以",
    "能否",
    "是否",
    "行不行",
    "管不管",
    "怎么",
    "怎样",
    "如何",
    "什么",
    "多少",
    "几点",
    "几次",
    "几天",
    "哪",
    "谁",
    "为何",
    "允许",
    "会不会",
    "how",
    "what",
    "when",
    "can i",
    "may i",
    "is it",
    "allowed",
];

/// A message in plain characters: full-width letters and signs as half-width ones, without what
/// can't be seen.
pub struct Plain {
    text: String,
    /// The same in small letters of ASCII; as many bytes.
    small: String,
}

impl Plain {
    /// Of a message.
    #[must_use]
    pub fn of(text: &str) -> Plain {
        let plain = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            other => other,
        };
        let hidden = |c: &char| {
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\0')
        };
        let text: String =
            text.chars().filter(|c| !hidden(c)).map(plain).take(READ_CHARS_MAX).collect();
        let text = text.trim().to_owned();
        let small = text.to_ascii_lowercase();
        Plain { text, small }
    }

    /// What was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first of the words that it begins with, and what follows it.
    pub fn after(&self, words: &[&'static str]) -> Option<(&'static str, &str)> {
        let (word, rest) =
            words.iter().find_map(|word| Some((*word, self.small.strip_prefix(word)?)))?;
        let at = self.small.len().saturating_sub(rest.len());
        Some((word, self.text.get(at..).unwrap_or_default().trim_matches(BETWEEN)))
    }

    /// Whether it is one of the words, and nothing else.
    pub fn is_all(&self, words: &[&str]) -> bool {
        let said = self.small.trim_matches(BETWEEN);
        words.contains(&said)
    }

    fn is_short(&self) -> bool {
        self.text.chars().count() <= SHORT_CHARS_MAX
    }

    /// Whether it is short and has one of the words.
    pub fn is_short_with(&self, words: &[&str]) -> bool {
        self.is_short() && words.iter().any(|word| self.small.contains(word))
    }

    /// Whether it is short, has one of the words, and says nothing else.
    pub fn is_about_only(&self, words: &[&str]) -> bool {
        let Some(word) = words.iter().find(|word| self.small.contains(**word)) else {
            return false;
        };
        self.is_short() && says_nothing(&self.small.replacen(word, " ", 1))
    }

    /// A word about a case that it names.
    pub fn word(&self, kind: &'static str, words: &[&'static str]) -> Option<Wish> {
        let (word, rest) = self.after(words)?;
        let (case, reason) = case_and_reason(rest);
        Some(Wish::Say { kind, word, case: case?, reason })
    }

    /// An appeal: all behind its word.
    pub fn appeal(&self, rest: &str) -> Wish {
        let (case, reason) = case_and_reason(rest);
        Wish::Appeal { case, reason }
    }

    /// The article that it asks for, and nothing else.
    pub fn article(&self) -> Option<String> {
        if !self.is_short() {
            return None;
        }
        if let Some((_, rest)) = self.after(&["article", "section"]) {
            return is_number(rest).then(|| rest.to_owned());
        }
        if is_number(&self.text) {
            return Some(self.text.clone());
        }
        let cite = is_article(&self.text)?;
        says_nothing(&self.text.replacen(cite, " ", 1)).then(|| cite.to_owned())
    }

    /// The question that it asks.
    pub fn question(&self) -> Option<String> {
        let fits = self.text.chars().count() <= QUESTION_CHARS_MAX && is_question(&self.small);
        fits.then(|| self.text.clone())
    }
}

/// Whether nothing is left but words with which somebody asks.
fn says_nothing(text: &str) -> bool {
    let mut rest = text.to_owned();
    for word in ASKING {
        rest = rest.replace(word, " ");
    }
    rest.chars().all(|c| BETWEEN.contains(&c) || matches!(c, '吗' | '呢' | '啊' | '呀' | '了'))
}

/// Whether somebody asks.
#[must_use]
pub fn is_question(text: &str) -> bool {
    QUESTIONS.iter().any(|word| text.contains(word))
}

/// What numbers are written with, in Chinese and otherwise.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || "零〇一二三四五六七八九十百两".contains(c)
}

/// Whether it is a number as documents write them: `6`, `三、1`, `二(二)7`. A long one is an
/// account or a telephone.
fn is_number(text: &str) -> bool {
    let count = text.chars().count();
    let digits = text.chars().filter(|c| is_digit(*c)).count();
    digits > 0
        && count <= 12
        && text.chars().filter(char::is_ascii_digit).count() <= 4
        && text.chars().all(|c| is_digit(c) || "、.()（） 第条款项章节".contains(c))
}

/// The article that a text names: `第六条`, `第12条第二款`.
#[must_use]
pub fn is_article(text: &str) -> Option<&str> {
    let from = text.match_indices('第').map(|(at, _)| at);
    from.filter_map(|at| text.get(at..)).find_map(|rest| {
        let mut end = None;
        let mut number = false;
        for (at, c) in rest.char_indices() {
            match c {
                '第' => number = false,
                '条' | '款' | '项' | '章' | '节' if number => {
                    end = Some(at + c.len_utf8());
                    number = false;
                }
                c if is_digit(c) => number = true,
                _ => break,
            }
        }
        rest.get(..end?)
    })
}

/// The case that stands first, and the rest.
fn case_and_reason(rest: &str) -> (Option<String>, String) {
    let mut rest = rest.trim_matches(BETWEEN);
    loop {
        let small = rest.to_ascii_lowercase();
        let Some(after) = NAMED.iter().find_map(|word| small.strip_prefix(word)) else { break };
        // Only where a case's name follows: a reason may begin with such a word too.
        let at = rest.len().saturating_sub(after.len());
        let after = rest.get(at..).unwrap_or_default().trim_start_matches(BETWEEN);
        if named(after).is_none() && !NAMED.iter().any(|word| after.starts_with(word)) {
            break;
        }
        rest = after;
    }
    let case = named(rest);
    let reason = case.map_or(rest, |case| rest.get(case.len()..).unwrap_or_default());
    let reason = reason.trim_start_matches(['号', '件']).trim_matches(BETWEEN);
    (case.map(str::to_owned), reason.to_owned())
}

/// The name of a case at the beginning: a group and a number, or a number alone.
fn named(text: &str) -> Option<&str> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.'));
    let word = text.get(..text.find(ends).unwrap_or(text.len()))?;
    let number = word.rsplit('-').next().unwrap_or_default();
    let fits = (1..=10).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    // A number alone is short: a longer one is a telephone or an account.
    let alone = !word.contains('-');
    (fits && (!alone || word.len() <= 6)).then_some(word)
}
