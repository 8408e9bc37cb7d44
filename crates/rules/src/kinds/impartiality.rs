//! Rule kind `impartiality`: those who run the group act without favour.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::ADMINS;

crate::rule_kind! {
    /// ## 含义
    /// 要求管理员公平、公正、公开地处理,不徇私,不因个人恩怨处理人。
    ///
    /// ## 用处
    /// 处理让人信服,靠的是一视同仁。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 管理员应公平公正地处理违规,一视同仁。
    /// 管理员不得因个人恩怨移出成员。
    /// × 活动抽奖公平公正。
    /// × 大家平等交流。
    /// ```
    ///
    /// ## 限度
    /// 系统按同样的规定对待每个人;人做的决定是否公正,要靠成员监督和申诉。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "impartiality": "处理公平公正",
    english: "administrators act for no personal reasons",
    family: Process, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of favour and grudges, or of justice where those who run the group are spoken of.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const GRUDGES: &[&str] = &[
        "徇私",
        "滥用职权",
        "滥用权力",
        "滥用权限",
        "滥用管理",
        "滥权",
        "公报私仇",
        "以权谋私",
        "个人恩怨",
        "个人喜好",
        "个人好恶",
        "因个人原因",
        "偏袒",
        "偏私",
        "一视同仁",
        "秉公",
        "任人唯亲",
        "优亲厚友",
        "私人恩怨",
        "假公济私",
        "利用职权",
        "利用职务",
        "利害关系",
        "应当回避",
        "应回避",
        "须回避",
        "要回避",
        "主动回避",
        "未参与处理",
        "未参与处罚",
        "未参与该",
        "一碗水端平",
        "不讲情面",
        "不搞特殊",
        "不看人情",
        "不徇情",
        "厚此薄彼",
        "区别对待",
    ];
    const JUSTICE: &[&str] = &["公平", "公正", "公开透明", "客观公正"];
    const DECIDING: &[&str] =
        &["处理", "处罚", "裁决", "裁定", "管理", "执行", "仲裁", "执法", "评判"];
    let headed = clause.headings.last().is_some_and(|last| has(last, ADMINS));
    let stated = clause.sentences().any(|sentence| {
        let admins = headed || has(sentence, ADMINS);
        // 群里不谈私人恩怨: a topic, not a reason.
        let told = has(sentence, &["发布", "讨论", "谈论", "群内", "群里"]) && !admins;
        has(sentence, GRUDGES) && !(told && has(sentence, &["私人恩怨", "个人恩怨"]))
            || has(sentence, JUSTICE) && admins && (headed || has(sentence, DECIDING))
    });
    if stated {
        norms.push(Norm::new("impartiality"));
    }
}
