//! Which article: by its number as people say it, or by what a question is about.
//!
//! A question is answered with the policy's own words. Whether something is allowed is said by
//! the article, not by us.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use policy::Policy;
use policy::numbering::Clause;
use policy::spec::Part;
use policy::texts::Wording;

use crate::policies;

/// The most articles that one answer names.
const SHOWN_MAX: usize = 2;
/// How much of an article is told that a question is about, and of one that was asked for, in
/// characters.
const BRIEF_CHARS: usize = 100;
const WHOLE_CHARS: usize = 600;
/// The most clauses that are looked through.
const CLAUSES_MAX: usize = 5_000;

/// What members call what rules are about, beside the words of the article.
const CALLED: &[(&str, &[&str])] = &[
    ("ads", &["广告", "推销", "推广", "卖", "微商", "代购", "拼团", "砍价", "二维码", "advert"]),
    ("invite-control", &["拉人", "邀请", "拉进", "进群", "invite"]),
    ("admission", &["进群", "入群", "加群", "join"]),
    ("capacity", &["人数", "多少人"]),
    ("quiet-hours", &["几点", "晚上", "深夜", "半夜", "凌晨", "休息", "夜里"]),
    ("posting-window", &["几点", "什么时候"]),
    ("message-length", &["字数", "多少字", "长文", "太长"]),
    ("real-name-card", &["名片", "昵称", "备注", "改名", "实名", "名字", "nickname"]),
    ("own-avatar", &["头像"]),
    ("red-packets", &["红包"]),
    ("links", &["链接", "网址", "小程序", "link"]),
    ("media-limits", &["图片", "照片", "视频", "语音", "文件"]),
    ("flood", &["刷屏", "连发", "几条"]),
    ("noise", &["表情", "斗图", "表情包", "拍一拍"]),
    ("no-duplicates", &["重复", "转发"]),
    ("topic", &["闲聊", "聊天", "无关", "八卦"]),
    ("forbidden-content", &["违法", "赌博", "色情", "政治", "骂人", "谣言"]),
    ("conduct", &["骂人", "吵架", "争吵", "文明"]),
    ("service-manners", &["礼貌", "态度"]),
    ("confidentiality", &["保密", "外传", "截图", "泄露"]),
    ("privacy", &["隐私", "个人信息", "电话", "手机号"]),
    ("no-splinter-groups", &["小群", "另建", "建群"]),
    ("no-exit", &["退群", "退出"]),
    ("inactivity", &["潜水", "不说话", "不发言"]),
    ("newcomer-mode", &["新人", "刚进"]),
    ("check-in", &["打卡", "签到"]),
    ("event", &["活动", "聚会", "报名"]),
    ("leave-of-absence", &["请假"]),
    ("acknowledge", &["收到", "回复"]),
    ("daily-report", &["日报", "汇报"]),
    ("fine", &["罚款", "罚多少", "扣钱"]),
    ("points", &["积分", "扣分", "加分"]),
    ("ladder", &["处罚", "禁言", "警告", "踢", "移出"]),
    ("sanction", &["处罚", "禁言", "警告", "踢", "移出"]),
    ("removal-quorum", &["踢", "移出"]),
    ("appeal", &["申诉", "不服", "异议"]),
    ("complaint-channel", &["投诉", "举报"]),
    ("admin-appointment", &["管理员"]),
    ("vote", &["投票", "表决"]),
    ("sales-compliance", &["销售"]),
];

/// Words of questions that say nothing of what they are about.
const EMPTY: [&str; 38] = [
    "能不能",
    "可不可以",
    "行不行",
    "会不会",
    "是不是",
    "有没有",
    "管不管",
    "可以",
    "能否",
    "是否",
    "允许",
    "请问",
    "怎么",
    "怎样",
    "如何",
    "什么",
    "多少",
    "我们",
    "大家",
    "群里",
    "本群",
    "这个",
    "那个",
    "一下",
    "时候",
    "为何",
    "规定",
    "能",
    "吗",
    "么",
    "呢",
    "在",
    "我",
    "要",
    "会",
    "被",
    "了",
    "的",
];

/// An article of one of the policies.
#[derive(Clone, Copy)]
struct Found<'a> {
    policy: &'a Arc<Policy>,
    clause: &'a Clause,
}

impl Found<'_> {
    fn told(&self, wording: &Wording, chars_max: usize) -> String {
        let (_, text) = policies::article(self.policy, &self.clause.cite);
        // Its number stands in front of it already.
        let words = self.clause.words(&self.policy.text).trim();
        let whole = if text.is_empty() { words } else { &text };
        let whole = whole.strip_prefix(marker(self.clause, &self.policy.text)).unwrap_or(whole);
        let whole = whole.trim_start_matches(['、', '.', ' ', ':', '：', '\u{3000}']).trim();
        let mut text: String = whole.chars().take(chars_max).collect();
        if text.len() < whole.len() {
            text.push('…');
        }
        let places =
            [("title", &*self.policy.title), ("cite", &*self.clause.cite), ("text", &*text)];
        wording.say("article-line", &places)
    }
}

/// The sign that opens a clause, as it stands in the text.
fn marker<'a>(clause: &Clause, document: &'a str) -> &'a str {
    let text = clause.text(document);
    let words = clause.words(document);
    text.get(..text.len().saturating_sub(words.len())).unwrap_or_default().trim()
}

fn clauses(policies: &[Arc<Policy>]) -> impl Iterator<Item = Found<'_>> {
    let of = |policy| -> Box<dyn Iterator<Item = Found<'_>>> {
        let policy: &Arc<Policy> = policy;
        Box::new(policy.outline.clauses.iter().map(move |clause| Found { policy, clause }))
    };
    policies.iter().flat_map(of).take(CLAUSES_MAX)
}

/// The numbers of which a citation is made: `第十二条第二款` and `12(2)` alike.
fn numbers(cite: &str) -> Vec<u32> {
    let digit = |c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百两".contains(c);
    let parts = cite.split(|c: char| !digit(c)).filter(|part| !part.is_empty());
    parts.filter_map(text::words::parse_number).collect()
}

/// The clauses of that number: those that are called so, else those beneath it.
fn numbered<'a>(policies: &'a [Arc<Policy>], wanted: &str) -> Vec<Found<'a>> {
    let plain: String = wanted.chars().filter(|c| !c.is_whitespace()).collect();
    let called: Vec<Found<'a>> =
        clauses(policies).filter(|found| found.clause.cite == plain).collect();
    if !called.is_empty() {
        return called;
    }
    let of = numbers(&plain);
    if of.is_empty() {
        return Vec::new();
    }
    let same = |found: &Found<'_>| numbers(&found.clause.cite) == of;
    let exact: Vec<Found<'a>> = clauses(policies).filter(same).collect();
    if !exact.is_empty() {
        return exact;
    }
    clauses(policies).filter(|found| numbers(&found.clause.cite).starts_with(&of)).collect()
}

/// What an article of that number says, as an answer; none where there is none.
#[must_use]
pub fn by_number(policies: &[Arc<Policy>], wanted: &str, wording: &Wording) -> Option<String> {
    let found = numbered(policies, wanted);
    let mut told: Vec<String> =
        found.iter().take(SHOWN_MAX * 3).map(|one| one.told(wording, WHOLE_CHARS)).collect();
    // Of what one article takes in, the part is not told again.
    told.dedup_by(|later, earlier| earlier.contains(later.as_str()));
    (!told.is_empty()).then(|| wording.say("question-answer", &[("list", &super::below(&told))]))
}

/// What an article of that number can be broken by: the policy and the rule's own citation.
///
/// # Errors
/// Whether there is such an article at all.
pub fn breakable(policies: &[Arc<Policy>], wanted: &str) -> Result<(String, String), bool> {
    let found = numbered(policies, wanted);
    let rule = found.iter().find_map(|one| {
        let fits = |rule: &&policy::RuleDecl| {
            let beneath = rule.cite == one.clause.cite
                || rule.cite.starts_with(&format!("{}(", one.clause.cite));
            beneath && rule.spec.part == Part::Finds && !rule.rests
        };
        let rule = one.policy.rules.iter().find(fits)?;
        Some((one.policy.id.clone(), rule.cite.clone()))
    });
    rule.ok_or(!found.is_empty())
}

/// Pairs of characters that stand next to each other, of letters and numbers alone.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let of = |two: &[char]| match two {
        [one, other] if one.is_alphanumeric() && other.is_alphanumeric() => Some((*one, *other)),
        _ => None,
    };
    chars.windows(2).filter_map(of).collect()
}

/// Which article a question is about; none where no article has to do with it.
#[must_use]
pub fn by_question(policies: &[Arc<Policy>], question: &str, wording: &Wording) -> Option<String> {
    let mut about = question.to_lowercase();
    for word in EMPTY {
        about = about.replace(word, " ");
    }
    let asked = pairs(&about);
    let kinds: BTreeSet<&str> = CALLED
        .iter()
        .filter(|(_, words)| words.iter().any(|word| about.contains(word)))
        .map(|(kind, _)| *kind)
        .collect();
    if asked.is_empty() && kinds.is_empty() {
        return None;
    }
    let all: Vec<(Found<'_>, BTreeSet<(char, char)>)> =
        clauses(policies).map(|one| (one, pairs(one.clause.text(&one.policy.text)))).collect();
    // What stands in few clauses says more than what stands in many.
    let mut held: BTreeMap<(char, char), u32> = BTreeMap::new();
    for (_, own) in &all {
        for pair in own.intersection(&asked) {
            *held.entry(*pair).or_default() += 1;
        }
    }
    let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let weight = |pair: &(char, char)| {
        let held = held.get(pair).copied().unwrap_or(1).max(1);
        1 + (count / held).max(1).ilog2()
    };
    let score = |found: &Found<'_>, own: &BTreeSet<(char, char)>| -> u32 {
        let words: u32 = own.intersection(&asked).map(weight).sum();
        let of_clause = found.policy.rules.iter().filter(|rule| rule.cite == found.clause.cite);
        let named = of_clause.filter(|rule| kinds.contains(rule.spec.name));
        // A rule that forbids says more of it than one that says what follows.
        let of_kind = named.map(|rule| if rule.spec.part == Part::Finds { 5 } else { 3 }).max();
        words + of_kind.unwrap_or(0)
    };
    let mut scored: Vec<(u32, Found<'_>)> =
        all.iter().map(|(found, own)| (score(found, own), *found)).collect();
    scored.retain(|(score, _)| *score >= 2);
    // The first of equals stands first in the document.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let best = scored.first()?.0;
    let near = scored.iter().filter(|(score, _)| score * 4 >= best * 3).take(SHOWN_MAX);
    let told: Vec<String> = near.map(|(_, found)| found.told(wording, BRIEF_CHARS)).collect();
    Some(wording.say("question-answer", &[("list", &super::below(&told))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r#"+++
id = "talk"
title = "邻里公约"
+++

# 邻里公约

第一条 欢迎各位邻居,有事请直说。

第二条 不许推销商品、发二维码。

```rule
[ads]
allow = "never"
```

第三条 夜里十点以后请不要发消息,急事打电话。

```rule
[quiet-hours]
from = "22:00"
to = "07:00"
```

第四条 群里的昵称写门牌号。

第五条 对处理有异议的,七天内可以申诉。

```rule
[appeal]
to = "admin"
within = "7d"
```

第十二条 装修请提前贴告示。
"#;

    fn policies() -> Vec<Arc<Policy>> {
        let parsed = policy::parse("talk.md", DOCUMENT, &rules::specs());
        vec![Arc::new(parsed.policy)]
    }

    #[test]
    fn questions_find_their_article() {
        let (all, wording) = (policies(), Wording::default());
        for (question, cite) in [
            ("能发广告吗", "第二条"),
            ("可以卖东西么?", "第二条"),
            ("晚上几点以后不能说话", "第三条"),
            ("昵称怎么改", "第四条"),
            ("装修要告诉谁", "第十二条"),
            ("被处罚了不服怎么办", "第五条"),
        ] {
            let told = by_question(&all, question, &wording).unwrap_or_default();
            let first = told.lines().nth(1).unwrap_or_default();
            assert!(first.contains(cite), "{question}: {told}");
            assert!(told.contains("邻里公约"), "{told}");
        }
        for question in ["今天吃什么", "谁会修电脑", "吗?"] {
            assert_eq!(by_question(&all, question, &wording), None, "{question}");
        }
    }

    #[test]
    fn what_is_called_is_known() {
        for (kind, _) in CALLED {
            assert!(rules::kind_named(kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn nothing_of_the_question_is_said_again() {
        let (all, wording) = (policies(), Wording::default());
        let told = by_question(&all, "能发广告吗,澳门赌场", &wording).unwrap();
        assert!(!told.contains("赌场"), "{told}");
    }

    #[test]
    fn articles_are_found_by_their_number() {
        let (all, wording) = (policies(), Wording::default());
        for wanted in ["第十二条", "第12条", "12", "十二"] {
            let told = by_number(&all, wanted, &wording).unwrap_or_default();
            assert!(told.contains("装修请提前贴告示"), "{wanted}: {told}");
            assert!(!told.contains("第十二条:第十二条"), "{told}");
        }
        assert_eq!(by_number(&all, "第99条", &wording), None);
        assert_eq!(by_number(&all, "第条", &wording), None);
    }

    #[test]
    fn only_what_forbids_can_be_broken() {
        let all = policies();
        let broken = Ok(("talk".to_owned(), "第二条".to_owned()));
        assert_eq!(breakable(&all, "第2条"), broken);
        assert_eq!(breakable(&all, "第一条"), Err(true));
        assert_eq!(breakable(&all, "第五条"), Err(true), "it governs, and forbids nothing");
        assert_eq!(breakable(&all, "第九十九条"), Err(false));
    }
}
