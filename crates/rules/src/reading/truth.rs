//! Reading clauses that want what is posted to be true, checked or sourced.

use crate::clause::{Clause, Words, has};
use crate::reading::content::is_ban;

/// Whether a clause wants that.
#[must_use]
pub fn wants_truth(clause: &Clause<'_>) -> bool {
    clause.sentences().any(|sentence| {
        let stated = before_outcome(sentence);
        vouches(stated) || bans_unsourced(clause, sentence) || checks_first(sentence)
    })
}

/// A sentence without what its rule is good for: 以便…, 以确保….
fn before_outcome(sentence: &str) -> &str {
    let ends =
        ["以便", "以确保", "以保证", "从而"].iter().filter_map(|word| sentence.place_of(word));
    ends.min().and_then(|end| sentence.get(..end)).unwrap_or(sentence)
}

/// What is posted.
const POSTS: &[&str] = &[
    "信息", "内容", "消息", "文章", "言论", "资料", "新闻", "数据", "发布", "发表", "转发", "分享",
    "通知", "资讯", "帖", "报道", "图片", "视频", "沟通", "传播", "稿件", "材料", "发言", "宣传",
];

/// 确保信息真实, 内容应真实、准确, 对真实性负责.
fn vouches(sentence: &str) -> bool {
    const TRUE: &[&str] =
        &["真实", "准确", "可靠", "属实", "客观", "精确", "确凿", "有据", "可信", "无误", "权威"];
    const MUST: &[&str] = &[
        "确保", "保证", "应", "须", "必须", "要", "负责", "遵循", "坚持", "务必", "需", "力求",
        "请", "做到",
    ];
    /// The truth of people, names, reports on oneself and money is other norms' matter.
    const OTHER: &[&str] = &[
        "真实姓名",
        "真实身份",
        "真实信息",
        "真实头像",
        "实名",
        "昵称",
        "真实照片",
        "真实资料",
        "真实性别",
        "头像",
        "名片",
        "准确率",
        "举报",
        "投诉",
        "客户信息",
        "客户资料",
        "准确掌握",
        "备注",
        "个人信息真实",
        "账号信息",
        "准时",
        "准确传达",
        "准确领会",
        "公开透明",
        "考核",
        "入群",
        "账号",
        "审核",
    ];
    // True posts, not true feelings: the word that demands stands with the word for posts.
    let demanded = has(sentence, MUST) && has(sentence, POSTS);
    let strong = has(
        sentence,
        &[
            "真实性",
            "真实、",
            "真实,",
            "真实可靠",
            "内容真实",
            "信息真实",
            "实事求是",
            "有事实根据",
            "有事实依据",
            "有据可查",
            "真实准确",
            "真实有效",
        ],
    );
    let weak = has(sentence, TRUE)
        && has(sentence, &["信息", "内容", "消息", "新闻", "资讯"])
        && !has(
            sentence,
            &["回答", "答复", "解答", "反馈", "记录", "填写", "上报", "汇报", "服务", "提供给客户"],
        );
    let flatly = states_truth(sentence);
    (demanded && (strong || weak) || flatly) && !has(sentence, OTHER)
}

/// 信息准确无误: an item that begins with what is posted and says how it is.
fn states_truth(sentence: &str) -> bool {
    /// How far behind the subject the word for truth stands, in characters.
    const REACH: usize = 4;
    ["信息", "内容", "消息", "资讯", "文章", "稿件"].iter().any(|subject| {
        let plain = sentence.trim_start_matches(|c: char| !c.is_alphabetic());
        plain.strip_prefix(subject).is_some_and(|rest| {
            let near: String = rest.chars().take(REACH).collect();
            has(&near, &["真实", "准确", "精确", "属实", "无误", "可靠"])
        })
    })
}

/// A ban on what nobody has confirmed, or whose source is unknown.
fn bans_unsourced(clause: &Clause<'_>, sentence: &str) -> bool {
    const UNSOURCED: &[&str] = &[
        "没经过核实",
        "没经过证实",
        "没核实",
        "没证实",
        "没经核实",
        "没查证",
        "不知真假",
        "真假难辨",
        "真伪难辨",
        "来源不清",
        "来源不详",
        "来路不明",
        "没有来源",
        "没来源",
        "查不到出处",
        "网传",
        "听来的",
        "听说的",
        "未辟谣",
        "未经辟谣",
        "拿不准的",
        "未经过证实",
        "未经过核实",
        "不曾证实",
        "未曾证实",
        "未得到证实",
        "尚未证实",
        "未经证实",
        "未证实",
        "未经核实",
        "未核实",
        "没有事实依据",
        "没有依据",
        "无事实依据",
        "无依据",
        "没有根据",
        "无根据",
        "来源不明",
        "来历不明",
        "出处不明",
        "不明来源",
        "未经查证",
        "未经确认",
        "未经官方",
        "非官方",
        "道听途说",
        "小道消息",
        "捕风捉影",
        "以讹传讹",
        "真假不明",
        "真实性不明",
        "无法核实",
        "难辨真伪",
        "真伪不明",
        "不确定真",
        "没有确认",
        "未确认",
        "没有经过证实",
        "没有核实",
        "没有出处",
        "无出处",
    ];
    // A rumour by its own name is forbidden content, however it is described.
    let rumor = UNSOURCED.iter().any(|word| {
        sentence
            .parted_at(word)
            .is_some_and(|(_, rest)| rest.trim_start_matches('的').starts_with("谣言"))
    });
    if rumor {
        return false;
    }
    is_ban(clause, sentence) && has(sentence, UNSOURCED) && !has(sentence, &["链接来源不明的人"])
        || has(sentence, &["不轻易", "不予公布", "不予发布", "不发", "不传", "不信", "不转"])
            && has(sentence, UNSOURCED)
}

/// 转发前先核实, 注明来源.
fn checks_first(sentence: &str) -> bool {
    const CHECK: &[&str] = &[
        "核实",
        "查证",
        "查一查",
        "查清",
        "先查",
        "辨别真伪",
        "鉴别真伪",
        "求证",
        "甄别",
        "确认真实",
        "考证",
    ];
    const SOURCE: &[&str] = &[
        "注明来源",
        "标明来源",
        "注明出处",
        "标明出处",
        "注明转载",
        "写明来源",
        "写明出处",
        "附上来源",
        "附来源",
        "注明信息来源",
        "标注来源",
        "标注出处",
        "说明来源",
        "说明出处",
        "来源和作者",
        "附上出处",
        "来源可靠",
        "可靠来源",
        "来源可信",
        "权威渠道",
        "官方渠道",
        "官方发布为准",
        "官方通知为准",
        "官方公告为准",
        "以官方",
    ];
    const POSTING: &[&str] =
        &["转发", "发布", "分享", "转载", "发送", "传播", "发表", "引用", "上传", "发消息"];
    /// Other things that are checked: people, reports, breaches.
    const OTHER: &[&str] = &[
        "身份",
        "举报",
        "投诉",
        "经核实",
        "查实",
        "核实后",
        "违规",
        "一经",
        "情况核实",
        "入群",
        "进群",
        "管理员核实",
        "资质",
        "名单",
    ];
    // 发自己核实过的: what may be posted is what was checked.
    let checked = has(sentence, &["亲自核实", "核实过的", "核实的信息", "核实后的信息", "第一手"])
        && sentence.contains('发');
    checked
        || has(sentence, POSTING)
            && (has(sentence, SOURCE) || has(sentence, CHECK) && !has(sentence, OTHER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_of_what_is_posted() {
        for (text, wanted) in [
            ("转发消息前请先核实,不传小道消息", true),
            ("群里发布的通知应当真实、准确", true),
            ("严禁散布未经证实的消息", true),
            ("转载他人文章须注明出处", true),
            ("业主发帖要有依据,发布的信息必须真实可靠", true),
            ("群昵称必须用真实姓名", false),
            ("管理员核实后移出本群", false),
            ("员工应及时、准确地答复客户", false),
            ("禁止传播谣言", false),
            ("举报内容须属实", false),
        ] {
            let clause = Clause::alone(text);
            assert_eq!(wants_truth(&clause), wanted, "{text}");
        }
    }
}
