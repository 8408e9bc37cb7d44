//! Posting on one's own Moments as a duty.
//!
//! Sources: a case that the High People's Court of Chongqing published as typical in 2023
//! (judged by the Third Intermediate Court): what somebody posts on their Moments is theirs to
//! decide, and an employer may neither deduct pay nor dismiss for it; 劳动合同法 article 4:
//! rules that touch employees' interests are discussed with them first.

use super::words::{forbidden_at, has, leaves_free, near};
use super::{Advice, Document};

const CODE: &str = "advice/forced-moments";

const POSTS: &[&str] =
    &["转发", "分享", "发布", "推送", "发送", "发一条", "发朋友圈", "点赞", "转到"];
const OWN: &[&str] =
    &["朋友圈", "个人微信", "个人账号", "私人微信", "个人抖音", "个人视频号", "亲友群", "家人群"];
const DUTY: &[&str] = &[
    "必须",
    "须",
    "应当",
    "应",
    "要求",
    "每天",
    "每日",
    "每周",
    "全员",
    "务必",
    "强制",
    "一律",
    "不少于",
    "至少",
    "截图",
    "考核",
    "要",
];
const SHOWN: &[&str] = &["屏蔽", "三天可见", "分组可见", "设置权限", "仅自己可见"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        let by_rule = clause.rules.iter().any(|rule| {
            let what: Option<Vec<String>> = rule.param("what");
            let what = what.unwrap_or_default();
            rule.spec.name == "share-duty" && what.iter().any(|one| has(one, OWN))
        });
        let by_words = !clause.forbidden
            && clause.sentences().any(|sentence| {
                let posts = near(sentence, POSTS, OWN, 12)
                    .or_else(|| near(sentence, OWN, POSTS, 8))
                    .is_some_and(|found| !forbidden_at(sentence, found))
                    && has(sentence, DUTY);
                let shown = has(sentence, &["朋友圈"])
                    && near(sentence, &["不得", "不准", "不许", "禁止"], SHOWN, 8).is_some();
                (posts || shown) && !leaves_free(sentence)
            });
        if by_rule || by_words {
            found.push(clause.advice(
                CODE,
                "要求成员在自己的朋友圈等私人账号上发布指定的内容".to_owned(),
                "改成自愿转发,不考核、不处罚;要宣传的,用单位的账号",
                "重庆市高级人民法院 2023 年发布的劳动争议典型案例:在朋友圈发什么由劳动者自己决定,单位不得因此扣工资或解除合同;《劳动合同法》第四条",
            ));
        }
    }
}
