//! Reading how staff are trained and examined.

use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::duties::obliges;
use crate::reading::upkeep::{AGAIN, forbids_first, often};

/// Staff are trained and examined.
pub(crate) fn training(clause: &Clause<'_>, norms: &mut Norms) {
    const TEACH: &[&str] =
        &["培训", "轮训", "业务学习", "知识考试", "技能考试", "上岗考试", "集中学习"];
    const HELD: &[&str] = &[
        "定期",
        "组织",
        "开展",
        "每月",
        "每年",
        "每季",
        "每周",
        "每学期",
        "安排",
        "举办",
        "接受",
        "参加",
        "加强",
        "进行",
        "经过",
        "经培训",
        "培训合格",
        "岗前",
        "完成",
        "上岗",
        "每学年",
        "不定期",
    ];
    // Groups for training, and what is said of trainings in a group.
    const OTHER: &[&str] = &[
        "培训群",
        "培训班群",
        "培训信息",
        "培训通知",
        "培训广告",
        "培训机构",
        "校外培训",
        "培训资料",
        "推销",
        "培训课程的",
        "请假",
        "缺席",
        "培训内容分享",
        "补课",
    ];
    for sentence in clause.sentences() {
        let bound = obliges(sentence)
            || has(sentence, AGAIN)
            || has(sentence, &["负责", "组织", "开展", "将", "会", "完成", "每学年", "上岗"]);
        if has(sentence, TEACH)
            && has(sentence, HELD)
            && bound
            && !has(sentence, OTHER)
            && !forbids_first(sentence)
        {
            norms.push(Norm::new("training").with_some("every", often(sentence)));
            return;
        }
    }
}
