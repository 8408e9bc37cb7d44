//! Reading clauses under which posting something takes somebody's consent.

use crate::clause::{Clause, Words, has};
use crate::reading::content::is_publishing;
use crate::reading::people::{consenter, who_acts};

/// What may be posted with whose consent, in the policy's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// What.
    pub what: Option<String>,
    /// Whose.
    pub approver: Option<String>,
}

/// What a clause says about consent to posts; none where it says nothing of it, or only of
/// advertising, links and red packets, which have norms of their own.
#[must_use]
pub fn posting(clause: &Clause<'_>) -> Option<Posting> {
    const POST: &[&str] = &[
        "发布",
        "发送",
        "张贴",
        "转发",
        "发表",
        "上传",
        "发起",
        "公布",
        "发到群",
        "发至群",
        "推送",
        "发群里",
        "往群里发",
        "才能发",
        "才可发",
        "方可发",
        "发起",
    ];
    const CONSENT: &[&str] = &[
        "上报",
        "请示",
        "同意",
        "批准",
        "许可",
        "允许",
        "审批",
        "审核",
        "核准",
        "准许",
        "授权",
        "报备",
        "审查",
        "核实后",
        "确认后",
        "确认才",
        "过目",
        "点头",
    ];
    const ASKS: &[&str] = &[
        "未经",
        "须经",
        "需经",
        "应经",
        "先经",
        "经过",
        "上报",
        "经群",
        "经管理",
        "经版主",
        "经",
        "征得",
        "先给",
        "先请",
        "取得",
        "获得",
        "得到",
        "报",
        "向",
        "由",
    ];
    /// Norms of their own.
    const OTHER: &[&str] = &[
        "广告",
        "推销",
        "链接",
        "二维码",
        "小程序",
        "红包",
        "拉人",
        "入群",
        "进群",
        "建群",
        "退群",
        "昵称",
        "名片",
        "加好友",
        "移出",
        "禁言",
        "机密",
        "秘密",
        "泄露",
        "转给",
        "群内信息",
        "内部",
        "媒体",
        "非相关",
        "截图",
        "外传",
        "群名称",
        "解散",
        "账号",
        "私自承诺",
        "群组",
        "下属",
        "作品",
        "原创",
        "版权",
    ];
    // What an account publishes is reviewed by another norm: here a group is spoken of.
    let of_group = clause.around_has(&["群", "版主", "论坛", "社区", "班级", "圈子"]);
    if is_publishing(clause) || !of_group {
        return None;
    }
    clause.sentences().find_map(|sentence| {
        let posts = has(sentence, POST) && has(sentence, ASKS) && has(sentence, CONSENT);
        let plain = has(
            sentence,
            &[
                "不得",
                "方可",
                "才能",
                "才可",
                "须",
                "需",
                "应",
                "必须",
                "要",
                "禁止",
                "后发",
                "后再发",
                "后由",
            ],
        );
        if !posts || !plain || has(sentence, OTHER) {
            return None;
        }
        let what = object(sentence, POST)?;
        // 发布 that goes with the consent: 同意后发布, 审核后发布.
        let reported = || who_acts(clause).filter(|_| sentence.has_word("上报"));
        let approver = consenter(sentence).or_else(reported);
        Some(Posting { what: Some(what), approver })
    })
}

/// What is posted: what follows the word for posting, up to the condition; else what stands
/// before the consent.
fn object(sentence: &str, post: &[&str]) -> Option<String> {
    const ENDS: &[char] = &[',', '，', ':', '：', '(', '（', '。', ';'];
    const CONDITION: &[&str] = &[
        "未经", "须", "需", "应", "必须", "要", "请", "前", "时", "之前", "经", "都", "均", "一律",
        "先", "方可", "不得", "到群", "至群", "在群",
    ];
    let after_post = post.iter().filter_map(|word| {
        let at = sentence.place_of(word)?;
        sentence.get(at + word.len()..).map(|rest| (at, rest))
    });
    let mut candidates: Vec<(usize, &str)> = after_post.collect();
    candidates.sort_unstable();
    let clean = |written: &str| {
        let end = written.find(ENDS).unwrap_or(written.len());
        let phrase = written.get(..end)?;
        // 未经证实的求助信息: how it is described is no condition.
        let described = phrase.parted_at("证实的").or_else(|| phrase.parted_at("核实的"));
        let phrase = described.map_or(phrase, |(_, what)| what);
        let cut = CONDITION.iter().filter_map(|word| phrase.place_of(word)).min();
        let phrase = cut.and_then(|at| phrase.get(..at)).unwrap_or(phrase);
        let phrase = phrase
            .trim()
            .trim_start_matches(['任', '何', '其', '他', '各', '类', '的', '于', '有', '关'])
            .trim_end_matches(['的', '者', '等']);
        let fits = (2..=20).contains(&phrase.chars().count()) && !phrase.starts_with("群");
        fits.then(|| phrase.to_owned())
    };
    candidates.into_iter().find_map(|(_, rest)| clean(rest)).or_else(|| {
        // 求助信息须经管理员审核后发布.
        let head = sentence.split(CONDITION.get(1..6)?.first()?).next()?;
        let head = head.rsplit(ENDS).next()?;
        let head = ["凡", "如", "如有", "所有", "需要", "群里的", "群内的", "群内"]
            .iter()
            .fold(head, |head, word| head.strip_prefix(word).unwrap_or(head));
        let fits =
            (2..=20).contains(&head.chars().count()) && !has(head, &["成员", "员工", "管理"]);
        fits.then(|| head.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_that_take_consent() {
        for (text, what, approver) in [
            ("发布求助信息须经群主审核", "求助信息", "群主"),
            ("未经管理员同意,不得在群内发布团购消息", "团购消息", "管理员"),
            ("群里的募捐倡议须经业委会批准后发布", "募捐倡议", "业委会"),
        ] {
            let found = posting(&Clause::alone(text)).unwrap_or_default();
            assert_eq!(found.what.as_deref(), Some(what), "{text}");
            assert_eq!(found.approver.as_deref(), Some(approver), "{text}");
        }
        for text in [
            "未经同意不得发布广告",
            "未经群主同意不得拉人",
            "公众号文章须经主任审核后发布",
            "未经允许不得将群内信息对外发布",
            "群主负责发布通知",
        ] {
            assert_eq!(posting(&Clause::alone(text)), None, "{text}");
        }
    }
}
