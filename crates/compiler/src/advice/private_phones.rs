//! Looking into people's own phones and private talk.
//!
//! Sources: 宪法 article 40 (freedom and secrecy of correspondence), 民法典 articles 1032 and
//! 1033 (privacy); for pupils 未成年人学校保护规定 article 10.

use super::words::{forbidden_at, has, together};
use super::{Advice, Document};

const CODE: &str = "advice/private-phones";

const LOOKS: &[&str] = &[
    "检查", "抽查", "查看", "查阅", "翻看", "翻查", "翻阅", "核查", "上交", "收缴", "没收", "交出",
];
const PRIVATE: &[&str] = &[
    "手机",
    "私人微信",
    "个人微信",
    "私聊",
    "聊天记录",
    "微信记录",
    "通讯录",
    "通话记录",
    "朋友圈",
    "个人QQ",
];
/// What belongs to the organisation or the group.
const NOT_PRIVATE: &[&str] = &[
    "工作手机",
    "公司手机",
    "公用手机",
    "工作微信",
    "企业微信",
    "工作号",
    "公司微信",
    "群聊天记录",
    "群内聊天记录",
    "群聊记录",
    "本群聊天记录",
    "群里的聊天记录",
    "手机号",
    "自己的手机",
    "自己手机",
    "手机端",
    "工作群",
];

pub(super) fn look(document: &Document<'_>, found: &mut Vec<Advice>) {
    for clause in &document.clauses {
        let looks = clause.sentences().any(|sentence| {
            together(sentence, LOOKS, PRIVATE, 10)
                .is_some_and(|found| !forbidden_at(sentence, found))
                && !has(sentence, NOT_PRIVATE)
                && !has(sentence, &["自愿"])
        });
        if clause.forbidden || !looks {
            continue;
        }
        let basis = if document.school {
            "《未成年人学校保护规定》第十条:除因法定事由,不得查阅学生的网络通讯内容;《宪法》第四十条;《民法典》第一千零三十二条、第一千零三十三条"
        } else {
            "《宪法》第四十条(通信自由和通信秘密);《民法典》第一千零三十二条、第一千零三十三条(隐私权)"
        };
        found.push(clause.advice(
            CODE,
            "要检查或收走个人的手机、私人聊天".to_owned(),
            "只检查单位配发的设备、工作账号和群里的记录;涉及违法的,交给公安机关",
            basis,
        ));
    }
}
