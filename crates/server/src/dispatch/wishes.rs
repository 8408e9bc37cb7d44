//! What somebody wants who writes to an account alone. Pure.

/// The longest message that is read, in characters.
pub const READ_CHARS_MAX: usize = 1_000;
/// The longest message that can be a question for the rules or one's record: what is longer says
/// something else.
const ASKED_CHARS_MAX: usize = 16;

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To appeal: against the case that is named, for a reason.
    Appeal {
        /// As it was written: `20001-3`, or the number alone.
        case: Option<String>,
        /// Why.
        reason: String,
    },
    /// To know what was decided about them.
    Record,
    /// To know the rules.
    Rules,
    /// Anything else.
    Other,
}

/// Words that begin an appeal, the longer ones first.
const APPEALS: [&str; 11] = [
    "我要申诉",
    "我想申诉",
    "我申诉",
    "申请申诉",
    "申诉",
    "申訴",
    "我要投诉处理",
    "i want to appeal",
    "i appeal",
    "appealing",
    "appeal",
];
/// Words that ask for one's record.
const RECORDS: [&str; 12] = [
    "我的情况",
    "我的状态",
    "我的记录",
    "我的处理",
    "我的违规",
    "我的案",
    "我的處理",
    "我被处理",
    "my record",
    "my status",
    "my standing",
    "my cases",
];
/// Words that ask for the rules.
const RULES: [&str; 8] = ["群规", "群規", "规则", "规定", "制度", "rules", "policy", "守则"];
/// What may stand between the parts of an appeal.
const BETWEEN: [char; 18] = [
    ' ', '\t', '\n', '\r', ':', '：', ',', '，', '。', '、', ';', '；', '#', '(', ')', '（', '）',
    '\u{3000}',
];
/// Words before a case's name.
const NAMED: [&str; 7] = ["案号", "编号", "事项", "case", "no.", "第", "对"];

/// Reads a message.
#[must_use]
pub fn read(text: &str) -> Wish {
    let text: String = text.trim().chars().take(READ_CHARS_MAX).collect();
    let small = text.to_ascii_lowercase();
    // Small letters of ASCII take as many bytes as large ones: a place in one is one in the other.
    if let Some(rest) = APPEALS.iter().find_map(|word| small.strip_prefix(word)) {
        let at = small.len() - rest.len();
        return appeal(text.get(at..).unwrap_or_default());
    }
    if text.chars().count() <= ASKED_CHARS_MAX {
        if RECORDS.iter().any(|word| small.contains(word)) {
            return Wish::Record;
        }
        if RULES.iter().any(|word| small.contains(word)) {
            return Wish::Rules;
        }
    }
    Wish::Other
}

fn appeal(rest: &str) -> Wish {
    let mut rest = rest.trim_matches(BETWEEN);
    loop {
        let small = rest.to_ascii_lowercase();
        let Some(after) = NAMED.iter().find_map(|word| small.strip_prefix(word)) else { break };
        // Only where a case's name follows: a reason may begin with such a word too.
        let after = rest.get(rest.len() - after.len()..).unwrap_or_default();
        let after = after.trim_start_matches(BETWEEN);
        if named(after).is_none() && !NAMED.iter().any(|word| after.starts_with(word)) {
            break;
        }
        rest = after;
    }
    let case = named(rest);
    let reason = case.map_or(rest, |case| rest.get(case.len()..).unwrap_or_default());
    let reason = reason.trim_start_matches(['号', '件']).trim_matches(BETWEEN);
    Wish::Appeal { case: case.map(str::to_owned), reason: reason.to_owned() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_in_many_words() {
        let appeal = |case: &str, reason: &str| Wish::Appeal {
            case: Some(case.to_owned()).filter(|case| !case.is_empty()),
            reason: reason.to_owned(),
        };
        for (text, wish) in [
            ("申诉 20001-3 我没有发广告", appeal("20001-3", "我没有发广告")),
            ("申诉 20001-3:我没有发广告", appeal("20001-3", "我没有发广告")),
            ("申诉20001-3,那是同事让我发的。", appeal("20001-3", "那是同事让我发的")),
            ("申诉编号20001-3 不是我", appeal("20001-3", "不是我")),
            ("我要申诉,案号:class-2b-14,老师同意的", appeal("class-2b-14", "老师同意的")),
            ("申诉 第3号 误会", appeal("3", "误会")),
            ("申诉", appeal("", "")),
            ("申诉:对方先骂人", appeal("", "对方先骂人")),
            ("申诉 昨天的禁言不对", appeal("", "昨天的禁言不对")),
            ("申诉 13800138000 是我的电话", appeal("", "13800138000 是我的电话")),
            ("Appeal 20001-3 it was no ad", appeal("20001-3", "it was no ad")),
            ("appeal case 7: wrong person", appeal("7", "wrong person")),
            ("我的情况", Wish::Record),
            ("查一下我的记录", Wish::Record),
            ("My record", Wish::Record),
            ("群规", Wish::Rules),
            ("群规是什么?", Wish::Rules),
            ("Rules?", Wish::Rules),
            ("这个群的规定太多了,我想请大家一起讨论怎么改", Wish::Other),
            ("在吗", Wish::Other),
            ("", Wish::Other),
        ] {
            assert_eq!(read(text), wish, "{text}");
        }
    }

    #[test]
    fn any_text_is_read() {
        for text in
            ["申诉-", "申诉 -1", "申诉 第第第", "İ申诉", "appealİ", "申诉 编号", "申诉\u{0}"]
        {
            let _ = read(text);
        }
        let long = "申诉 1 ".to_owned() + &"长".repeat(5_000);
        let Wish::Appeal { reason, .. } = read(&long) else { panic!() };
        assert!(reason.chars().count() < READ_CHARS_MAX);
    }
}
