//! How long the talk of a group is kept.
//!
//! Source: 个人信息保护法 article 19: the shortest time necessary for the purpose.

use text::words::spans;

use super::words::{forbidden_at, has, together};
use super::{Advice, Document};

const CODE: &str = "advice/retention";

const TALK: &[&str] = &[
    "聊天记录",
    "群记录",
    "群聊",
    "消息记录",
    "聊天内容",
    "群消息",
    "沟通记录",
    "群内记录",
    "群数据",
];
const KEPT: &[&str] = &["备份", "存档", "保存", "留存", "归档", "保留", "留底", "存储"];
const FOR_EVER: &[&str] = &["永久", "长期", "终身", "无限期", "永远", "一直保"];
/// What keeps one message or screenshot as proof is another matter.
const AS_PROOF: &[&str] = &["举证", "证据", "截图", "投诉"];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in document.clauses.iter().filter(|clause| !clause.forbidden) {
        let kept = clause.sentences().find(|sentence| {
            together(sentence, KEPT, TALK, 10).is_some_and(|found| !forbidden_at(sentence, found))
                && !has(sentence, AS_PROOF)
        });
        let Some(sentence) = kept else { continue };
        let message = if has(sentence, FOR_EVER) {
            "群聊记录要一直保存"
        } else if spans(sentence).is_empty() {
            "要保存群聊记录,没有写保存多久、谁可以看"
        } else {
            continue;
        };
        found.push(clause.advice(
            CODE,
            message.to_owned(),
            "写明为了什么保存、保存多久(例如六个月)、谁可以查看,到期删除",
            "《个人信息保护法》第十九条:保存期限应当为实现处理目的所必要的最短时间",
        ));
    }
}
