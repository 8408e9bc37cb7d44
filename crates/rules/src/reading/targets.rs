//! Reading which breaches a sanction is for that stands apart from the rules: all of the
//! policy, those named right before it, or some that only its own clause names.

use crate::clause::{Clause, forbids, has};
use crate::reading::actions::acts_and_beyond;
use crate::reading::ladders::{begins_with_mark, has_mark};
use crate::reading::quorum::quorum;

/// Which breaches the sanctions of a clause are for, where the clause has no rule that finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every breach of the policy: 违反本群规定的.
    General,
    /// What stands before it: 违者, 一经发现, or an act at once. Where that is nothing, every
    /// breach if it is so marked: 第一次…,第二次…, or under a heading about punishments.
    Before {
        /// Whether it is.
        or_general: bool,
    },
    /// What the clause itself names: nothing else may be punished by it.
    Own,
}

/// Which breaches a clause with a sanction speaks of.
#[must_use]
pub fn target(clause: &Clause<'_>) -> Target {
    const BACK: &[&str] = &[
        "违者",
        "违反者",
        "违规者",
        "否则",
        "一经发现",
        "一经查实",
        "一旦发现",
        "发现一次",
        "如有发现",
        "情节",
        "不按",
        "未按",
        "如不",
        "不听",
        "屡",
        "再犯",
        "以上",
        "上述",
        "有以上",
        "有上述",
        "凡有以上",
        "凡有上述",
        "对以上",
        "对上述",
        "对于以上",
        "对于上述",
    ];
    const PUNISHING: &[&str] = &["处罚", "处分", "罚则", "惩", "违规", "违反", "违约", "违纪"];
    if of_breaches_in_general(clause) {
        return Target::General;
    }
    let mut sentences = clause.sentences();
    let mut punishing = None;
    for sentence in &mut sentences {
        if quorum(sentence).is_some() {
            continue;
        }
        if has_mark(sentence) || !acts_and_beyond(sentence).is_empty() || sentence.contains('罚') {
            punishing = Some(sentence);
            break;
        }
        // What the clause states before it is what it punishes.
        if forbids(sentence) || has(sentence, &["应", "须", "要", "请", "不"]) {
            return Target::Own;
        }
    }
    let Some(sentence) = punishing.map(without_little) else { return Target::Own };
    let stepped = begins_with_mark(sentence);
    let acts_at_once = acts_and_beyond(sentence).first().is_some_and(|act| act.start == 0);
    let back = BACK.iter().any(|word| sentence.starts_with(word));
    if !(stepped || acts_at_once || back) {
        return Target::Own;
    }
    let above = clause.headings.last().map(String::as_str).into_iter().chain(clause.lead);
    let punishing = above.into_iter().any(|words| has(words, PUNISHING));
    Target::Before { or_general: stepped || punishing }
}

/// A sentence without what may stand before its threat: 原则上, 管理员有权.
fn without_little(sentence: &str) -> &str {
    const LITTLE: &[&str] = &[
        "原则上",
        "群主",
        "管理员",
        "或",
        "和",
        "、",
        "有权",
        "将",
        "可以",
        "可",
        "一律",
        "给予",
        "予以",
        "处以",
        "直接",
        "由",
        "先",
        "则",
        "进行",
        "口头",
        "私下",
        "的",
        "凡",
        "对",
        ",",
        "，",
    ];
    let mut rest = sentence.trim();
    while let Some(cut) = LITTLE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = cut;
    }
    rest
}

/// The kinds whose breach a sentence names in plain words, as `for` writes them.
#[must_use]
pub fn named_kinds(sentence: &str) -> Vec<&'static str> {
    const KINDS: &[(&str, &[&str])] = &[
        ("ads", &["广告"]),
        ("links", &["发链接", "外链", "外部链接"]),
        ("flood", &["刷屏", "霸屏"]),
        ("quiet-hours", &["休息时间发", "休息时间说", "夜间发", "深夜发", "夜里发", "夜里说"]),
        ("no-duplicates", &["重复转发", "重复发"]),
        ("acknowledge", &["回复“收到”", "回复收到", "回复\"收到\""]),
        ("daily-report", &["交日报", "发日报", "交周报"]),
        ("invite-control", &["私自拉人", "擅自拉人", "随意拉人"]),
        ("real-name-card", &["改昵称", "改名片", "修改昵称", "修改名片", "群昵称", "群名片"]),
        ("forbidden-content.drugs", &["毒品"]),
        ("forbidden-content.pyramid", &["传销"]),
        ("forbidden-content.discord", &["挑拨", "挑事"]),
        ("forbidden-content.defame", &["诋毁", "抹黑"]),
        ("forbidden-content.solicit", &["拉票", "集赞"]),
        ("forbidden-content.porn", &["色情", "黄色"]),
        ("forbidden-content.gambling", &["赌博"]),
        ("forbidden-content.insult", &["辱骂", "谩骂", "人身攻击", "骂人"]),
        ("forbidden-content.rumor", &["谣言", "造谣", "传谣"]),
        ("forbidden-content.fraud", &["诈骗", "欺诈"]),
        ("forbidden-content.politics", &["政治"]),
    ];
    KINDS.iter().filter(|(_, words)| has(sentence, words)).map(|(kind, _)| *kind).collect()
}

/// Whether a clause speaks of breaches in general: of any rule of the policy.
fn of_breaches_in_general(clause: &Clause<'_>) -> bool {
    const GENERAL: &[&str] = &[
        "违规",
        "违反本",
        "违反以上",
        "违反上述",
        "违反群",
        "违反规",
        "违反制度",
        "违反管理",
        "违反公约",
        "违反约定",
        "违反纪律",
        "违反任",
        "如有违反",
        "若有违反",
        "如违反",
        "凡违反",
        "首次违反",
        "第一次违反",
        "违反的",
        "不遵守",
        "任意一条",
        "任何一条",
        "其中一条",
        "以上规定",
        "上述规定",
        "以上各条",
        "上述各条",
        "以上行为",
        "以上任一",
        "不良行为",
        "不良言论",
        "不妥言行",
        "不当言行",
        "违纪",
    ];
    clause.has(GENERAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sanction_is_for() {
        use Target as T;
        for (heading, text, wanted) in [
            ("", "违反以上规定的,视情节禁言或移出", T::General),
            ("", "对违规成员,管理员有权移出", T::General),
            ("", "违者移出群聊", T::Before { or_general: false }),
            ("", "一经发现,立即禁言三天", T::Before { or_general: false }),
            ("", "第一次提醒,第二次禁言,第三次移出", T::Before { or_general: true }),
            ("罚则", "一律先警告,再移出", T::Before { or_general: true }),
            ("", "把会员名单卖给外人的,移出群聊", T::Own),
            ("", "不得带成员去别的群。违者移出", T::Own),
            ("", "移出成员须经两名管理员同意。第三次警告后劝退", T::Before { or_general: true }),
            ("", "删除客户好友的,扣除当月工资的20%", T::Own),
            ("罚则", "私自接单的,罚款100元", T::Own),
            ("违规处理", "借用公司名义收费的,予以警告", T::Own),
        ] {
            let headings = [heading.to_owned()];
            let clause = Clause { headings: &headings, ..Clause::alone(text) };
            assert_eq!(target(&clause), wanted, "{text}");
        }
    }
}
