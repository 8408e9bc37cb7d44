//! Rule kind `participation`: taking part, sharing, helping.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{ADMINS, begins_with_aim, followed, states_aim};
use crate::reading::people::phrases;

crate::rule_kind! {
    /// ## 含义
    /// 鼓励成员参与讨论、分享经验、互相帮助、提出建议。
    ///
    /// ## 用处
    /// 群要有人说话、有人帮忙才有用。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 鼓励会员分享读书心得。
    /// 欢迎大家积极参与讨论。
    /// 同事之间有问题可以展开讨论。
    /// × 请把文章分享到朋友圈。
    /// × 每人每周至少发言一次。
    /// × 禁止分享广告链接。
    /// ```
    ///
    /// ## 限度
    /// 有次数、有期限的要求归 `quota`、`inactivity`、`check-in`;转发到群外归 `share-duty`。
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "participation": "参与、分享、互助",
    english: "members take part, discuss and help",
    family: Duty, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Sharing what one knows, discussing, helping each other, proposing.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let stated = clause.sentences().any(|sentence| {
        !states_aim(sentence)
            && !begins_with_aim(sentence)
            && !has(sentence, &["朋友圈", "清理", "移出", "人们"])
            && phrases(sentence).any(|phrase| invites(phrase, clause))
    });
    if stated {
        norms.push(Norm::new("participation"));
    }
}

fn invites(phrase: &str, clause: &Clause<'_>) -> bool {
    const SHARING: &[&str] = &["分享", "交流", "共享", "介绍", "交换", "晒出"];
    const KNOWN: &[&str] = &[
        "经验", "心得", "体会", "做法", "感想", "感悟", "收获", "笔记", "读后", "案例", "见解",
        "想法", "知识", "教训", "技巧", "作品", "方法",
    ];
    const TAKING_PART: &[&str] = &[
        "展开讨论",
        "参与讨论",
        "积极讨论",
        "积极参与",
        "积极参加",
        "踊跃",
        "积极发言",
        "主动参与",
        "主动发言",
        "多交流",
        "多发言",
        "多参与",
        "积极互动",
        "多互动",
        "建言献策",
        "献计献策",
        "互相帮助",
        "相互帮助",
        "互帮互助",
        "帮助他人",
        "帮助新人",
        "帮助其他",
        "互相学习",
        "共同学习",
        "相互学习",
        "共同进步",
        "活跃度",
        "活跃气氛",
        "积极分享",
        "积极交流",
        "积极贡献",
        "欢迎贡献",
        "参与贡献",
        "多帮助",
        "经常参加",
        "予以协助",
        "互相协助",
        "提出的好的建议",
        "冒泡",
        "互相支持",
        "多提建议",
        "多提意见",
        "畅所欲言",
        "积极建议",
        "互相帮忙",
        "相互帮忙",
        "帮帮忙",
        "搭把手",
        "搭个手",
        "多分享",
        "多冒泡",
        "多说话",
        "常冒泡",
        "常来聊",
        "欢迎分享",
        "欢迎发",
        "也欢迎",
        "欢迎晒",
        "欢迎投稿",
        "欢迎参与",
        "欢迎参加",
        "欢迎报名",
        "互通有无",
        "搭伙",
        "守望相助",
        "多多参与",
        "多回答",
        "出谋划策",
    ];
    const INVITING: &[&str] = &["鼓励", "欢迎", "提倡", "倡导", "积极", "可以", "可", "希望"];
    let proposing = followed(
        phrase,
        INVITING,
        &["提出建议", "提建议", "提意见", "提出意见", "提问", "提出问题", "讨论问题", "合理化建议"],
        12,
    );
    let aim = begins_with_aim(phrase)
        || has(phrase, &["用于", "平台", "为目的", "包括", "以便", "的活跃"])
            && !phrase.has_word("活跃度");
    let admins =
        has(phrase, ADMINS) || clause.headings.last().is_some_and(|last| has(last, ADMINS));
    let served = has(phrase, &["客户", "顾客", "用户", "评论"]);
    let banned = served
        || crate::clause::forbids(phrase)
        || has(phrase, &["未及时", "没有", "从不", "未参"]);
    // 把经验进行分享, beside 分享经验.
    let turned = phrase.contains('把') || phrase.contains('将') || has(phrase, INVITING);
    let turned = turned && followed(phrase, KNOWN, SHARING, 4);
    (followed(phrase, SHARING, KNOWN, 12) || turned || has(phrase, TAKING_PART) || proposing)
        && !aim
        && !admins
        && !banned
}
