//! Rule kind `forbidden-content`: content of categories that the policy forbids.

use model::{Category, EventKind};
use text::Topic;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Certainty, Cue, Fact, Finder, Finding, InPictures, Outcome, Outcomes, Sign};
use crate::hits;
use crate::kind::Built;
use crate::reading::categories::categories_forbidden;
use crate::reading::leads::{self, Led};
use crate::reading::papers::han;
use crate::reading::topics;
use crate::scene::Scene;
use crate::standing::{self, Judged};

crate::rule_kind! {
    /// ## 含义
    /// 不得发布 `categories` 所列类别的内容。系统按词语给每个类别打分:满 100 分直接按规定处理,
    /// 60 到 99 分交给管理员判断,不满 60 分不理会。一条消息涉及几个类别,就各记一次。
    ///
    /// 笼统的类别也包括明显属于它的内容:`illegal`(违法)包括色情、赌博、毒品、暴力、病毒链接、
    /// 诈骗、传销;`harmful`(有害)包括这些和封建迷信。单独列出的类别按它自己的名字记。
    ///
    /// ## 用处
    /// 制度里“禁止发布……等内容”的条款,由系统先看一遍,管理员只看拿不准的。
    ///
    /// ## 例子
    /// ```scenario
    /// [forbidden-content]
    /// categories = ["gambling", "insult"]
    /// ---
    /// 2026-03-02 09:00 u7: 出六合彩特码,先到先得   => forbidden-content remind category=gambling !text~特码
    /// 09:05 u8: 今天食堂的红烧肉不错
    /// 09:10 u8: 有人玩六合彩吗   => forbidden-content ask status=pending
    /// ```
    ///
    /// ## 限度
    /// 看文字;图片只认得黑名单里的和外部服务识别过的,语音里的内容不看;引用别人的话不算在引用者头上。政治话题和宗教话题只交给
    /// 管理员判断,系统从不自行处理。词语表不全,换说法的内容可能漏过;单位可以补充自己的词语。
    "forbidden-content": "不得发布规定类别的内容",
    english: "content of these sorts is not posted",
    family: Content, level: Auto, part: Finds,
    params {
        /// 哪些类别的内容不得发布
        needed "categories" categories: Vec<Category>,
    }
    since: "0.1.0"
}

/// A category that the article names, with all that counts as it.
#[derive(Debug)]
struct Forbidden {
    category: Category,
    counts: Vec<Category>,
}

#[derive(Debug)]
struct ForbiddenContent {
    forbidden: Vec<Forbidden>,
}

/// What plainly belongs to a general category.
fn members(category: Category) -> &'static [Category] {
    use Category as C;
    match category {
        C::Illegal => {
            &[C::Porn, C::Gambling, C::Drugs, C::Violence, C::Virus, C::Fraud, C::Pyramid]
        }
        C::Harmful => &[
            C::Porn,
            C::Gambling,
            C::Drugs,
            C::Violence,
            C::Superstition,
            C::Virus,
            C::Fraud,
            C::Pyramid,
        ],
        _ => &[],
    }
}

fn build(params: Params) -> Built {
    let mut categories = params.categories;
    let mut taken: Vec<Category> = Vec::new();
    categories.retain(|category| {
        let new = !taken.contains(category);
        taken.push(*category);
        new
    });
    // One word is one breach: what is listed itself, or counted before, is not counted again.
    let with_members = |category: Category| {
        let mut counts = vec![category];
        counts.extend(members(category).iter().filter(|member| !taken.contains(member)));
        taken.extend(&counts);
        Forbidden { category, counts }
    };
    let forbidden = categories.into_iter().map(with_members).collect();
    Built::Finder(Box::new(ForbiddenContent { forbidden }))
}

impl Finder for ForbiddenContent {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Looked]
    }

    fn asks_pictures(&self) -> InPictures {
        InPictures { codes: false, sorts: true }
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or(&[Sign::Hit]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if scene.reading.hits.is_empty() {
            return;
        }
        for Forbidden { category, counts } in &self.forbidden {
            let scored = counts.iter().map(|&c| (scene.reading.score(Topic::Category(c)), c));
            // The first of equals: the named category before its members.
            let Some((_, hit)) = scored.rev().max_by_key(|(score, _)| *score) else { continue };
            let Some(judged) = standing::judged(scene, Topic::Category(hit)) else { continue };
            let Judged { certainty, because } = judged;
            let certainty = if hit.only_asks() { Certainty::Ask } else { certainty };
            let words = hits::in_words(scene, Topic::Category(hit));
            let within = if hit == *category {
                String::new()
            } else {
                format!(",属于“{}”", category.in_words())
            };
            out.push(Outcome::Breach(Finding {
                member: scene.actor,
                category: Some(*category),
                fact: Fact {
                    reason: format!("涉及“{}”{within}:命中{words}{because}", hit.in_words()),
                    said: format!("发言涉及本群禁止的内容(类别:{})", category.in_words()),
                },
                certainty,
                resets_window: false,
            }));
        }
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let categories = categories_forbidden(clause);
    if !categories.is_empty() {
        let names: Vec<_> = categories.iter().map(|one| one.name().into()).collect();
        norms.push(
            Norm::new("forbidden-content").with("categories", policy::toml::Value::Array(names)),
        );
    } else if leads::led(clause) == Some(Led::Unwelcome)
        && names_deed(clause.text)
        && !topics::stays_open(clause.text)
        && !topics::unrelated(clause.text)
    {
        // An item of a list of what is banned, in words that no category has.
        norms.push(leads::weak("forbidden-content"));
    }
}

/// Whether an item names something that may be banned: words, neither a sentence that asks for
/// something nor one that opens a list itself.
fn names_deed(text: &str) -> bool {
    const ITEM: std::ops::RangeInclusive<usize> = 3..=60;
    let words = text.trim_end_matches(['。', ';', '；', ',', '，']);
    let sentence = words.contains(['。', '!', '！', '?', '？']) || words.ends_with([':', '：']);
    ITEM.contains(&han(words)) && !sentence && !has(words, &["请", "应当", "必须", "欢迎", "可以"])
}
