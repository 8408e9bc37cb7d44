//! Rule kind `own-consequences`: who breaks a rule bears what follows.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::everyday;
use crate::reading::papers::followed;

crate::rule_kind! {
    /// ## 含义
    /// 写明违反规定、发布内容或者退群带来的后果和责任由本人承担。
    ///
    /// ## 用处
    /// 提前说清责任在谁。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 因此造成的后果由本人承担。
    /// 私下交易,风险自负。
    /// 由此引起的法律责任由发布者自行承担。
    /// × 违者承担一百元罚款。
    /// × 班主任承担群的管理责任。
    /// × 本群不承担任何责任。
    /// ```
    ///
    /// ## 限度
    /// 群方不负责的说法归 `disclaimer`。这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "own-consequences": "后果自负",
    english: "who breaks a rule or leaves bears the consequences",
    family: Sanction, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 后果 or 责任, and that the one who acts bears it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let bears = |sentence: &str| bears(sentence) || everyday::stands_for(sentence);
    if clause.sentences().any(bears) {
        norms.push(Norm::new("own-consequences"));
    }
}

fn bears(sentence: &str) -> bool {
    const WHAT: &[&str] =
        &["言论", "发言", "内容", "后果", "责任", "损失", "风险", "纠纷", "问题", "代价"];
    const SELF: &[&str] = &[
        "责任人",
        "肇事者",
        "违规人",
        "个人",
        "本人",
        "自行",
        "自己",
        "当事人",
        "发布者",
        "发布人",
        "发言人",
        "发言者",
        "行为人",
        "违规者",
        "违反者",
        "其",
        "成员",
        "该成员",
        "家长",
        "违者",
        "作者",
        "投稿人",
        "交易双方",
        "者",
    ];
    let own = has(
        sentence,
        &[
            "责任自负",
            "后果自负",
            "风险自负",
            "文责自负",
            "自负其责",
            "损失自负",
            "盈亏自负",
            "自担",
            "自负",
        ],
    );
    // 谁耽误了谁承担, 丢了自己负责, 不拿的按放弃处理.
    let whoever = sentence.match_indices('谁').count() >= 2
        && followed(sentence, &["谁"], &["承担", "负责", "担责", "负担", "兜底"], 4);
    let lost = has(
        sentence,
        &["丢", "坏", "损", "误", "错过", "出事", "出了事", "超过", "逾期", "过期", "烂"],
    ) && has(
        sentence,
        &["自己负责", "自行负责", "自己承担", "自行承担", "自己兜着", "自认", "自理", "自己扛"],
    );
    let given_up = has(
        sentence,
        &[
            "按放弃处理",
            "视为放弃",
            "视作放弃",
            "视同放弃",
            "当放弃",
            "算放弃",
            "按弃权",
            "视为弃权",
        ],
    );
    own || whoever
        || lost
        || given_up
        || has(sentence, WHAT)
            && followed(sentence, SELF, &["承担", "负责", "担责"], 4)
            && (followed(sentence, WHAT, &["承担", "负责"], 14)
                || followed(sentence, &["承担"], &["责任", "后果", "损失"], 10))
            && !has(sentence, &["第一责任人", "管理责任", "不承担", "负责人", "承担管理", "岗位"])
}
