//! Everything that the program itself says to people, in one list: in Chinese, in English, and
//! as an organisation words it at the top of its policy.
//!
//! ```toml
//! language = "en"
//! texts = {"hello" = "各位同事好,"}
//! ```

mod chat;

use std::collections::BTreeMap;

use chat::CHAT;

/// The language in which people are spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The names that policies write.
    pub const NAMES: &'static [&'static str] = &["zh", "en"];

    /// The language of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Language> {
        match name {
            "zh" => Some(Language::Chinese),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// The words of this language.
    #[must_use]
    pub fn choose<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// One text: its key, Chinese, English. What stands in `{}` is filled in.
pub type Text = (&'static str, &'static str, &'static str);

/// The longest text that an organisation may set, in characters.
pub const TEXT_CHARS_MAX: usize = 200;

/// What the engine says.
const DECISIONS: &[Text] = &[
    // The parts of a statement of reasons.
    ("hello", "您好,", "Hello. "),
    ("stop", "。", "."),
    ("and", ";", "; "),
    ("article", "(《{title}》{cite})", " ({title}, {cite})"),
    ("fact", "{fact}", "This falls under: {meaning}"),
    ("act", "本次处理:{action}{sum}", " Decision: {action}{sum}"),
    (
        "act-by-hand",
        "将由管理人员办理:{action}{sum}",
        " An administrator will carry out: {action}{sum}",
    ),
    (
        "act-waits",
        "待{who} {count} 人同意后:{action}{sum}",
        " Once {count} {who} agree: {action}{sum}",
    ),
    (
        "act-waits-or",
        "待{who} {count} 人或{or}同意后:{action}{sum}",
        " Once {count} {who}, or the {or}, agree: {action}{sum}",
    ),
    ("until", ",截止 {time}", ", until {time}"),
    ("return-from", ",可重新加入的时间 {time}", ", you may join again from {time}"),
    ("appeal", "如有异议,可以申诉,编号 {case}。", " If you disagree you may appeal; case {case}."),
    (
        "appeal-within",
        "如有异议,可在{span}内申诉,编号 {case}。",
        " If you disagree you may appeal within {span}; case {case}.",
    ),
    ("sum", " {amount} 元", " CNY {amount}"),
    ("sum-packet", " {amount} 元,以红包形式", " CNY {amount}, as a red packet"),
    ("sum-within", ",请在{span}内交清", ", to be paid within {span}"),
    ("share-of-pay", "(工资的 {share}%)", " ({share}% of pay)"),
    ("share-of-bonus", "(奖金的 {share}%)", " ({share}% of the bonus)"),
    (
        "fine-grows",
        "您好,按《{title}》{cite},尚未交的款项已增至 {amount} 元,请尽快交清。编号 {case}。",
        "Hello. Under {title}, {cite}, what you still owe has grown to CNY {amount}. Please settle it soon; case {case}.",
    ),
    // What becomes of what waited.
    (
        "carried-out",
        "您好,经同意,现按《{title}》{cite}执行:{action}{sum}。",
        "Hello. With the consent needed, under {title}, {cite}: {action}{sum}.",
    ),
    (
        "carried-out-milder",
        "您好,较重的处理未获同意,按《{title}》{cite}执行:{action}{sum}。",
        "Hello. The heavier measure was not agreed to; under {title}, {cite}: {action}{sum}.",
    ),
    ("answer", "您好,{words}(《{title}》{cite})。", "Hello. {words} ({title}, {cite})."),
    ("join-granted", "已同意入群", "Your request to join was granted"),
    ("join-refused", "入群申请未获同意", "Your request to join was not granted"),
    ("request-granted", "申请已获同意", "Your request was granted"),
    ("request-refused", "申请未获同意", "Your request was not granted"),
    (
        "request-refused-because",
        "申请未获同意,原因:{reason}",
        "Your request was not granted: {reason}",
    ),
    ("request-silence", "到期无人反对,视为同意", "Nobody objected in time; it counts as granted"),
    (
        "request-expired",
        "您的申请到期没有人答复,如仍需要请再次申请",
        "Nobody answered your request in time; please ask again if you still need it",
    ),
    (
        "measure-refused",
        "拟定的处理未获同意,不予执行",
        "The measure that was proposed was not agreed to and is dropped",
    ),
    (
        "measure-expired",
        "拟定的处理到期没有得到同意,不予执行",
        "The measure that was proposed was not agreed to in time and is dropped",
    ),
    ("no-breach", "经人工判断,不算违反规定", "A person looked at it: it is no breach"),
    (
        "excused",
        "您好,收到您按时发出的消息(系统收到得晚),原提醒或处理已撤销(《{title}》{cite})。",
        "Hello. Your message, sent in time, reached us late; the reminder or measure is withdrawn ({title}, {cite}).",
    ),
    // Appeals.
    (
        "appeal-received",
        "您好,申诉已收到,将由没有参与原决定的人处理。",
        "Hello. Your appeal was received; somebody who did not decide will hear it.",
    ),
    (
        "appeal-upheld",
        "您好,您的申诉成立,{case} 的决定及其后果已全部撤销。",
        "Hello. Your appeal is upheld; the decision {case} and all that followed from it is undone.",
    ),
    (
        "appeal-turned-down",
        "申诉没有成立,维持原决定",
        "Your appeal was turned down; the decision stands",
    ),
    ("complaint-upheld", "经人核实,予以认定", "A person looked into it and found it to be so"),
    (
        "complaint-dropped",
        "经人核实,不予认定",
        "A person looked into it and did not find it to be so",
    ),
    (
        "points-lost",
        "扣 {points} 分,现有 {balance} 分。",
        " You lose {points} points and have {balance}.",
    ),
    (
        "points-won",
        "加 {points} 分,现有 {balance} 分。",
        " You gain {points} points and have {balance}.",
    ),
    (
        "points-noted",
        "您好,{metric}已记下,加 {points} 分,现有 {balance} 分(《{title}》{cite})。",
        "Hello. {metric} was noted: {points} points, {balance} in all ({title}, {cite}).",
    ),
    (
        "points-taken",
        "您好,{metric}已记下,扣 {points} 分,现有 {balance} 分(《{title}》{cite})。",
        "Hello. {metric} was noted: {points} points taken off, {balance} left ({title}, {cite}).",
    ),
    (
        "appeal-expired",
        "您的申诉到期没有人处理,原决定先不变,您可以再次申诉",
        "Nobody heard your appeal in time; the decision stands, and you may appeal again",
    ),
    ("act-left-open", "怎样处理由管理人员决定。", " An administrator will decide what follows."),
    // Work lists.
    ("reminder", "提醒:{what}(《{title}》{cite})。", "Reminder: {what} ({title}, {cite})."),
    (
        "overdue",
        "已到期,请尽快办理:{what}(《{title}》{cite})。",
        "This is overdue, please see to it: {what} ({title}, {cite}).",
    ),
    ("waiting", "这件事等待处理", "this is waiting for you"),
    // Why what somebody says about a case changes nothing.
    ("turned-away", "您好,{why}。", "Hello. {why}."),
    ("only-members", "只有本群成员可以表态", "Only members of this group may decide"),
    ("only-people", "这件事要由人来表态", "This takes a person's decision"),
    (
        "not-concerned",
        "当事人不能对自己的事项表态",
        "Nobody may decide a matter that concerns themselves",
    ),
    (
        "not-entitled",
        "这件事需要由规定的人表态",
        "This is for those whom the policy names to decide",
    ),
    ("not-involved", "与这件事有关的人不能表态", "Whoever is involved may not decide"),
    (
        "claimed",
        "这件事已有人认领,请等他处理,或请他放回",
        "Somebody has taken this up; please wait, or ask them to give it back",
    ),
    ("had-your-say", "您已经表过态", "You have had your say"),
    (
        "heard-by-others",
        "申诉要由没有参与原决定的人处理",
        "An appeal is heard by somebody who did not decide",
    ),
    (
        "already-settled",
        "这件事已经有结论,不再需要表态",
        "This has been settled; nobody needs to decide it any more",
    ),
    (
        "done-by-others",
        "要由管理人员确认已经办理,交款的请附上凭据",
        "An administrator confirms that it is done; whoever paid adds proof",
    ),
    ("closed", "这件事已经办结", "This is closed"),
    ("others-work", "这件事由别人负责", "Somebody else sees to this"),
    (
        "release-own",
        "只有认领的人或群主可以放回",
        "Only whoever took it up, or the owner, may give it back",
    ),
    ("notes-by-staff", "只有管理人员可以写备注", "Only those who run the group may add notes"),
    (
        "reopen-by-owner",
        "只有群主或监督员可以要求重新处理",
        "Only the owner or a supervisor may have it decided again",
    ),
    ("still-open", "这件事还没有办结", "This is still open"),
    ("final", "这件事已有最后的结论,不能重新处理", "This is final and can't be decided again"),
    ("reopen-late", "已过可以重新处理的期限", "The time to have it decided again is over"),
    ("appeal-own", "只有当事人可以就这件事申诉", "Only whoever it concerns may appeal"),
    (
        "appeal-observed",
        "这件事只作记录,没有处理,不用申诉",
        "This was only recorded; there is nothing to appeal against",
    ),
    ("appeal-no-decision", "这件事不是处理决定,不能申诉", "This is no decision to appeal against"),
    (
        "appeal-once",
        "这个决定已经申诉过,每个决定只能申诉一次",
        "There was an appeal against this already; there is one for each decision",
    ),
    ("appeal-late", "已过申诉期限", "The time to appeal is over"),
    (
        "propose-by-staff",
        "只有管理人员可以提出处理",
        "Only those who run the group may propose this",
    ),
    ("propose-others", "不能对自己提出处理", "Nobody may propose this about themselves"),
    ("propose-members", "这个人现在不在群里", "They are not in the group now"),
    (
        "propose-open",
        "这个人在这一条下已有一件事等待判断",
        "Something about them under this article is waiting already",
    ),
];

/// Every text.
pub const TEXTS: &[Text] = &ALL;

const ALL: [Text; DECISIONS.len() + CHAT.len()] = {
    let mut all = [("", "", ""); DECISIONS.len() + CHAT.len()];
    let (decisions, chat) = all.split_at_mut(DECISIONS.len());
    decisions.copy_from_slice(DECISIONS);
    chat.copy_from_slice(CHAT);
    all
};

/// How an organisation speaks to its people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// The language.
    pub language: Language,
    /// Its own texts, by key.
    pub own: BTreeMap<String, String>,
}

impl Wording {
    /// The text of that key with its places filled in; empty where there is no such key.
    #[must_use]
    pub fn say(&self, key: &str, places: &[(&str, &str)]) -> String {
        let own = self.own.get(key).map(String::as_str);
        fill(own.unwrap_or_else(|| builtin(key, self.language)), places)
    }
}

fn builtin(key: &str, language: Language) -> &'static str {
    let text = TEXTS.iter().find(|(known, ..)| *known == key);
    text.map_or("", |(_, chinese, english)| language.choose(chinese, english))
}

/// Fills in what stands in `{}`, once: what is filled in is not looked at again.
fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = places.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The names in `{}` of a text.
pub fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// Why an organisation's own text can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextError {
    /// There is no such text.
    Unknown,
    /// It has a place that nothing fills in.
    Unfilled {
        /// The place.
        place: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// It is too long, empty, or has a bracket that nothing closes.
    Form,
}

/// Whether a text of an organisation's own fits its key.
///
/// # Errors
/// Why not.
pub fn check(key: &str, text: &str) -> Result<(), TextError> {
    let Some((_, chinese, english)) = TEXTS.iter().find(|(known, ..)| *known == key) else {
        return Err(TextError::Unknown);
    };
    let opens = text.matches('{').count();
    let whole = opens == places(text).count() && opens == text.matches('}').count();
    if text.trim().is_empty() || text.chars().count() > TEXT_CHARS_MAX || !whole {
        return Err(TextError::Form);
    }
    let known: Vec<String> = places(chinese).chain(places(english)).map(str::to_owned).collect();
    let unfilled = places(text).find(|place| !known.iter().any(|name| name == place));
    match unfilled {
        None => Ok(()),
        Some(place) => {
            let mut known = known;
            known.sort();
            known.dedup();
            Err(TextError::Unfilled { place: place.to_owned(), known })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same() {
        for (at, (key, chinese, english)) in TEXTS.iter().enumerate() {
            assert!(TEXTS.iter().skip(at + 1).all(|(other, ..)| other != key), "{key} twice");
            assert!(!chinese.is_empty() && !english.is_empty(), "{key}");
            let sorted = |text: &'static str| {
                let mut names: Vec<&str> = places(text).collect();
                names.sort_unstable();
                names
            };
            if *key != "fact" {
                assert_eq!(sorted(chinese), sorted(english), "{key}");
            }
            assert_eq!(check(key, chinese), Ok(()), "{key}");
        }
    }

    #[test]
    fn places_are_filled_once() {
        let wording = Wording::default();
        let said = wording.say("article", &[("title", "{cite}"), ("cite", "三、1")]);
        assert_eq!(said, "(《{cite}》三、1)");
        assert_eq!(wording.say("no such text", &[]), "");
    }

    #[test]
    fn own_texts_are_checked() {
        assert_eq!(check("hello", "各位同事好,"), Ok(()));
        assert_eq!(check("helo", "各位"), Err(TextError::Unknown));
        assert_eq!(check("hello", ""), Err(TextError::Form));
        assert_eq!(check("appeal", "可以申诉 {case"), Err(TextError::Form));
        assert!(matches!(check("appeal", "编号 {number}"), Err(TextError::Unfilled { .. })));
    }
}
