//! Reading clauses about what may be said: which sentences forbid, and what they forbid.
//!
//! Every rule here is about words and their place, and holds for any policy. Tables of words
//! are what policies say in general; a phrase of one document has no place in them.

use crate::clause::Words;
use crate::clause::{Clause, forbids, has, split};

/// What ends a phrase: comma, colon, semicolon, bracket, full stop, in both widths.
pub const PHRASE_ENDS: &[char] =
    &[',', '\u{FF0C}', ':', '\u{FF1A}', ';', '\u{FF1B}', '(', ')', '\u{FF08}', '\u{FF09}', '。'];

/// Phrases of a sentence, split at commas and colons.
pub fn phrases(sentence: &str) -> impl Iterator<Item = &str> {
    split(sentence, |c| PHRASE_ENDS.contains(&c)).map(str::trim).filter(|phrase| !phrase.is_empty())
}

/// What stands since the last mark that separates phrases or the items of a list.
#[must_use]
pub fn last_of_list(before: &str) -> &str {
    let mark = |c: char| c == '、' || PHRASE_ENDS.contains(&c);
    before.rsplit(mark).next().unwrap_or_default()
}

/// Whether the clause is about what an account publishes rather than what members say.
#[must_use]
pub fn is_publishing(clause: &Clause<'_>) -> bool {
    clause.around_has(&[
        "微博",
        "公众号",
        "推文",
        "封面",
        "图文",
        "稿件",
        "文章标题",
        "排版",
        "订阅号",
        "服务号",
    ])
}

/// A negation right before what is done: 不发布, 不使用, 不传播.
pub(crate) const NOT_DOING: &[&str] = &[
    "不发",
    "不进行",
    "不使用",
    "不传播",
    "不转发",
    "不散布",
    "不参与",
    "不制作",
    "不谈论",
    "不讨论",
    "不乱",
    "不涉及",
    "不在群",
    "不侮辱",
    "不造谣",
    "不信谣",
    "不传谣",
    "少发",
    "杜绝",
    "抵制",
    "不欢迎",
    "坚决反对",
    "不聊",
    "不谈",
    "不议论",
    "不评论",
    "不传教",
    "不传谣",
    "不转",
    "不搞",
    "不做",
    "不骂",
    "不吵架",
    "不炫",
    "不攀比",
    "不拉",
    "不晒",
    "不挑",
    "不说脏",
    "不说粗",
    "不说坏",
    "不带节奏",
    "不接受",
    "不收",
    "一概不",
    "一律不",
    "绝不",
    "甭",
    "免谈",
    "免开尊口",
    "靠边",
    "绕道",
    "打住",
    "到此为止",
    "零容忍",
    "不容忍",
    "请移步",
    "请去别处",
    "移步",
    "切忌",
    "莫",
];

/// What happens to whoever does it: the sentence forbids by naming the consequence.
const CONSEQUENCES: &[&str] = &[
    "清退",
    "踢",
    "移出",
    "移除",
    "封禁",
    "禁言",
    "警告",
    "处罚",
    "处理",
    "驱逐",
    "请出",
    "举报",
    "追究",
    "拉黑",
    "清理",
    "一律删",
    "直接删",
    "发现即删",
    "见一条删",
    "一律撤回",
    "见一次",
    "见一条",
    "见一个",
    "请谁",
    "走人",
    "请离开",
    "飞机票",
    "抱走",
    "抱出",
    "请离",
    "当场移",
    "叫停",
    "也算",
];

/// Who may do what about it: a sentence on administrators' powers and duties, or on where to
/// complain, names a consequence and forbids nothing itself.
const POWERS: &[&str] = &[
    "有权",
    "及时制止",
    "及时过滤",
    "及时处理",
    "及时清理",
    "应制止",
    "请截",
    "请向",
    "请联系",
    "可以举报",
    "可举报",
];

/// Whether a sentence forbids what it names: by a word that forbids, by a consequence, or
/// because a ban leads the list that it is in.
#[must_use]
pub fn is_ban(clause: &Clause<'_>, sentence: &str) -> bool {
    // What is not encouraged is not forbidden, and a purpose is no ban.
    let mild = has(sentence, &["不提倡", "为了避免", "为避免", "为防止", "为了防止"]);
    let rest = || sentence.replace("不提倡", "").replace("避免", "");
    (if mild { forbids(&rest()) } else { forbids(sentence) })
        || has(sentence, NOT_DOING)
        || (has(sentence, CONSEQUENCES) && !has(sentence, POWERS))
        || kicks(sentence)
        || led_by_ban(clause)
}

/// `t` behind a Chinese word: chat shorthand for 踢.
fn kicks(sentence: &str) -> bool {
    let mut last = sentence.trim_end().chars().rev();
    matches!(last.next(), Some('t' | 'T')) && last.next().is_some_and(|c| !c.is_ascii())
}

/// Whether the list's lead or the heading right above forbids what the items name.
pub(crate) fn led_by_ban(clause: &Clause<'_>) -> bool {
    const HEADINGS: &[&str] =
        &["禁止", "严禁", "不得", "禁忌", "违规行为", "违禁", "不允许", "红线"];
    clause.lead.is_some_and(|lead| forbids(lead) || has(lead, &["违规行为", "以下行为"]))
        || clause.headings.last().is_some_and(|heading| has(heading, HEADINGS))
}

/// Whether a clause bans posting what has been posted: by a word for it, or because others
/// have seen it already.
#[must_use]
pub fn bans_duplicates(clause: &Clause<'_>) -> bool {
    const AGAIN: &[&str] = &[
        "重复转发",
        "重复分享",
        "重复的内容",
        "重复内容",
        "重复的信息",
        "重复信息",
        "重复发布",
        "重复贴",
        "来回贴",
        "来回转",
        "来回发",
        "反复转发",
        "反复贴",
        "重复发帖",
        "重复上传",
        "重复投稿",
        "多群转发",
    ];
    const KNOWN: &[&str] = &["看过", "发过", "转发过", "分享过", "发布过", "转过"];
    const SENDING: &[&str] = &["转发", "分享", "发"];
    clause.sentences().any(|sentence| {
        let again = has(sentence, AGAIN) && is_ban(clause, sentence);
        let known = has(sentence, KNOWN) && has(sentence, &["已", "曾"]) && has(sentence, SENDING);
        let of_others = has(sentence, KNOWN) && sentence.contains('再') && forbids(sentence);
        (again || known || of_others) && !has(sentence, &["刷屏"])
    })
}

/// Whether a clause is about two people's long talk, with the number of turns where it has one.
#[must_use]
pub fn long_dialogue_turns(clause: &Clause<'_>) -> Option<Option<u32>> {
    const TWO: &[&str] = &[
        "两个人",
        "两人",
        "二人",
        "两位",
        "双方",
        "一对一",
        "个别人",
        "个人之间",
        "俩人",
        "你来我往",
        "你一句我一句",
        "两口子",
        "两三个人",
        "二位",
    ];
    const TALK: &[&str] = &["长篇", "长时间", "对话", "争论", "争执", "聊", "交谈", "说话", "话"];
    const WHERE: &[&str] = &["群里", "群内", "私聊", "私下", "小窗", "私信", "单独聊", "加好友"];
    let sentence = clause
        .sentences()
        .find(|sentence| has(sentence, TWO) && has(sentence, TALK) && has(sentence, WHERE))?;
    let counts = text::words::counts(sentence);
    let turns = counts.iter().find(|one| {
        let rest = sentence.get(one.end..).unwrap_or_default();
        ["轮", "句", "条", "次", "回", "回合", "来回"].contains(&one.value.1.as_str())
            || one.value.1 == "个" && ["回合", "来回"].iter().any(|word| rest.starts_with(word))
    });
    Some(turns.map(|one| reached(sentence, one)))
}

/// The number from which on something is too much: 超过三次 is from the fourth on, 三次以上 from
/// the third.
pub(crate) fn reached(sentence: &str, count: &text::words::Found<(u32, String)>) -> u32 {
    let before = sentence.get(..count.start).unwrap_or_default().trim_end();
    let beyond = ["超过", "多于", "超出", "超"].iter().any(|word| before.ends_with(word));
    let sums = sentence.get(count.end..).is_some_and(|rest| rest.starts_with("以上"));
    count.value.0 + u32::from(beyond && !sums)
}

/// Whether a clause limits a message's length, with the number of characters where it has one.
#[must_use]
pub fn length_limit(clause: &Clause<'_>) -> Option<Option<u32>> {
    const AT_MOST: &[&str] =
        &["内", "以内", "不超过", "不得超过", "不能超过", "最多", "控制在", "限"];
    /// Names, titles and reports have lengths of their own.
    const OTHER: &[&str] =
        &["标题", "昵称", "名片", "摘要", "简介", "签名", "不少于", "以上", "群名"];
    if is_publishing(clause) {
        return None;
    }
    for sentence in clause.sentences().filter(|sentence| !has(sentence, OTHER)) {
        let counts = text::words::counts(sentence);
        let in_chars =
            || counts.iter().filter(|one| ["字", "汉字", "字符"].contains(&one.value.1.as_str()));
        // 一百字上下,不超过一百二十字: of several figures the one that is called the most.
        let capped = |one: &&text::words::Found<(u32, String)>| {
            let before = sentence.get(..one.start).unwrap_or_default();
            AT_MOST.iter().any(|word| before.ends_with(word))
        };
        let chars = in_chars().find(capped).or_else(|| in_chars().next());
        if let Some(chars) = chars.filter(|_| has(sentence, AT_MOST)) {
            return Some(Some(chars.value.0));
        }
        // 超过20行的代码请用链接: long by another measure.
        let lines = counts.iter().any(|one| ["行", "屏", "段"].contains(&one.value.1.as_str()))
            && has(sentence, &["超过", "以上", "多于"])
            && has(sentence, &["代码", "日志", "文字", "消息", "内容", "文章"])
            && has(sentence, &["请用", "改用", "请走", "请发", "请放", "请贴", "不要", "别"]);
        if lines {
            return Some(None);
        }
        if has(sentence, &["大篇幅", "长篇大论", "大段文字", "长篇文字", "过长的文字"])
            && forbids(sentence)
        {
            return Some(None);
        }
    }
    None
}

/// What a clause wants used for what is too long.
#[must_use]
pub fn instead_of_long(text: &str) -> Option<&'static str> {
    const WAYS: &[&str] = &[
        "链接", "文件", "文档", "附件", "邮件", "图片", "截图", "pastebin", "gist", "网盘", "石墨",
    ];
    let over = ["超过", "超出", "过长", "更长", "较长"]
        .iter()
        .filter_map(|word| text.last_place_of(word))
        .max()?;
    let rest = text.get(over..)?;
    if !has(rest, &["使用", "用", "以", "通过", "改"]) {
        return None;
    }
    WAYS.iter()
        .copied()
        .filter_map(|way| Some((rest.place_of(way)?, way)))
        .min()
        .map(|(_, way)| way)
}
#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause::alone(text)
    }

    #[test]
    fn lengths_dialogues_duplicates() {
        for (text, limit, instead) in [
            ("每条消息不超过300字,更长的用文件发", Some(Some(300)), Some("文件")),
            ("字数控制在150个字以内", Some(Some(150)), None),
            ("请勿粘贴大段文字", Some(None), None),
            ("群昵称不超过10个字", None, None),
            ("总结不少于500字", None, None),
        ] {
            assert_eq!(length_limit(&clause(text)), limit, "{text}");
            assert_eq!(instead_of_long(text), instead, "{text}");
        }
        for (text, turns) in [
            ("两人对话超过8轮的请私聊", Some(Some(9))),
            ("一对一的聊天不要放在群里", Some(None)),
            ("有事可以私聊群主", None),
        ] {
            assert_eq!(long_dialogue_turns(&clause(text)), turns, "{text}");
        }
        for (text, bans) in [
            ("别人已经发过的文章不要再发", true),
            ("不要重复转发", true),
            ("重复发同样的话算刷屏", false),
            ("已经看过通知的请回复", false),
        ] {
            assert_eq!(bans_duplicates(&clause(text)), bans, "{text}");
        }
    }
}
