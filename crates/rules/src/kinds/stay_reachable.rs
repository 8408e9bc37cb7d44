//! Rule kind `stay-reachable`: keeping in reach.

use std::slice::from_ref;

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::followed;

crate::rule_kind! {
    /// ## 含义
    /// 笼统地要求保持网络、电话畅通,留意群里的消息,有事能找到人。
    ///
    /// ## 用处
    /// 临时有通知时,人人都看得到。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 请保持手机和网络畅通。
    /// 各位家长要及时查看群内通知。
    /// 请勿屏蔽本群消息。
    /// × 网络畅通的情况下,应在一小时内回复。
    /// × 每天上午查看一次公告。
    /// ```
    ///
    /// ## 限度
    /// 有时限的回复归 `acknowledge`、`respond`;每天定时看群归 `attendance-window`。
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "stay-reachable": "保持联系,留意消息",
    english: "members keep reachable",
    family: Duty, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 保持…畅通, looking at messages in good time, no muting; no fixed times.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(asks) {
        norms.push(Norm::new("stay-reachable"));
    }
}

fn asks(sentence: &str) -> bool {
    const OPEN: &[&str] = &["畅通", "开机", "在线", "联系得上"];
    const SOON: &[&str] = &["及时", "随时", "经常", "密切", "注意", "多", "时刻", "主动"];
    const LOOKING: &[&str] =
        &["查看", "关注", "查阅", "阅读", "留意", "浏览", "接收", "查收", "爬楼"];
    const NEWS: &[&str] = &["群", "消息", "信息", "公告", "通知", "动态"];
    const MUTING: &[&str] =
        &["屏蔽群", "屏蔽本群", "屏蔽消息", "屏蔽信息", "设置免打扰", "消息免打扰", "屏蔽工作群"];
    let open = followed(sentence, &["保持", "确保", "保证"], OPEN, 14)
        && !has(sentence, &["信息传递", "渠道畅通", "信息畅通"]);
    let looks = LOOKING
        .iter()
        .map(from_ref)
        .any(|verb| followed(sentence, SOON, verb, 3) && followed(sentence, verb, NEWS, 8));
    let answers = followed(sentence, &["及时回复", "及时回应"], &["信息", "消息"], 8)
        && sentence.contains('群')
        && !has(sentence, &["客户", "咨询", "问题", "小时", "分钟"]);
    answers
        || open
        || looks && !has(sentence, &["每天", "每日", "管理员"])
        || has(sentence, MUTING) && crate::clause::forbids(sentence)
}
