//! Reading whose consent a removal takes.

use crate::clause::Words;
use model::Action;
use text::words;

use crate::clause::has;
use crate::reading::actions::acts;

/// Whose consent a removal takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quorum {
    /// How many administrators.
    pub admins: Option<u32>,
    /// Over how many removals the owner must consent; 0: always.
    pub owner_if_over: Option<u32>,
}

/// Whether those who run the group decide together: 经管理组集体讨论, 由理事会过半同意.
fn decided_by_body(sentence: &str) -> bool {
    const BODIES: &[&str] = &[
        "理事会",
        "委员会",
        "管理组",
        "管理团队",
        "家委会",
        "业委会",
        "班委会",
        "群管",
        "管理员",
        "管委会",
        "值事会",
        "干事会",
        "核心组",
    ];
    const TOGETHER: &[&str] = &[
        "过半",
        "半数",
        "集体",
        "一致",
        "三分之二",
        "多数",
        "共同",
        "讨论",
        "会议",
        "表决",
        "合议",
        "商议",
    ];
    const DECIDE: &[&str] = &["同意", "通过", "决定", "批准"];
    BODIES.iter().flat_map(|body| sentence.places_of(body)).any(|(at, body)| {
        let rest = sentence.get(at + body.len()..).unwrap_or_default();
        let near: String = rest.chars().take(14).collect();
        let near = near.split([',', '，']).next().unwrap_or_default();
        has(near, TOGETHER) && has(near, DECIDE)
    })
}

/// A removal that takes several administrators or the owner.
#[must_use]
pub fn quorum(sentence: &str) -> Option<Quorum> {
    const CONSENT: &[&str] = &[
        "同意",
        "批准",
        "意见",
        "许可",
        "审批",
        "确认后",
        "附议",
        "联署",
        "联名",
        "复核",
        "会签",
        "一致",
        "商议",
        "表决",
        "合议",
        "集体讨论",
        "商定",
        "共同决定",
        "一起决定",
    ];
    // Consent that somebody acted without is the breach, not what the removal takes.
    const WITHOUT: &[&str] = &["未经", "不经", "未得", "没有经过", "未征得", "擅自", "私自"];
    if let Some(owner) = owner_first(sentence) {
        return Some(owner);
    }
    // 踢错了可以找群主复核 comes after the removal.
    let after_all = has(sentence, &["踢错", "误踢", "申诉", "不服", "异议"]);
    if after_all || !has(sentence, CONSENT) || has(sentence, WITHOUT) {
        return None;
    }
    let removes = acts(sentence)
        .iter()
        .any(|one| one.step.action.removes() || one.step.action == Action::PersuadeLeave);
    if !removes {
        return None;
    }
    let mut quorum = Quorum::default();
    let people = words::counts(sentence)
        .into_iter()
        .filter(|count| (1..=20).contains(&count.value.0))
        .filter(|count| ["名", "位", "个", "人"].contains(&count.value.1.as_str()));
    for count in people {
        let before = sentence.get(..count.start).unwrap_or_default();
        let after = sentence.get(count.end..).unwrap_or_default();
        let after = ["以上的", "以上", "及以上"]
            .iter()
            .find_map(|word| after.strip_prefix(word))
            .unwrap_or(after);
        if ["管理", "群管"].iter().any(|word| after.starts_with(word))
            || ["管理员", "管理人员"].iter().any(|word| before.ends_with(word))
        {
            quorum.admins = quorum.admins.or(Some(count.value.0));
        } else if sentence.has_word("群主") {
            quorum.owner_if_over = quorum.owner_if_over.or(Some(count.value.0));
        }
    }
    // 经理事会过半同意: a body decides, whose number the text leaves out.
    if quorum == Quorum::default() && decided_by_body(sentence) {
        return Some(quorum);
    }
    let owner_alone = sentence.has_word("群主") && quorum == Quorum::default();
    if owner_alone {
        quorum.owner_if_over = Some(0);
    }
    (quorum != Quorum::default()).then_some(quorum)
}

/// 未经群主同意,管理员不得移出成员: those who remove may not do it without the owner.
fn owner_first(sentence: &str) -> Option<Quorum> {
    let (_, rest) = sentence.parted_at("未经群主")?;
    let consent = ["同意", "批准", "许可", "允许"].iter().any(|word| rest.starts_with(word));
    let (_, banned) = rest.parted_at("管理员不得").or_else(|| rest.parted_at("管理员不能"))?;
    let removes = acts(banned).first().is_some_and(|one| one.step.action.removes());
    (consent && removes).then(|| Quorum { owner_if_over: Some(0), ..Quorum::default() })
}
