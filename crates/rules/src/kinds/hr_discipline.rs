//! Rule kind `hr-discipline`: consequences outside the group, by the organisation's own rules.

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Punishment};
use crate::reading::{discipline, list};

crate::rule_kind! {
    /// ## 含义
    /// 违反它所管的规定时,除了群里的处理,还请人事部门按单位自己的制度处理。`actions` 是制度里写的
    /// 处理方式,原样列给人事,由人事决定用哪一种。写在某条规定的规则块里就只管那条;用 `for` 写明规则名
    /// 就管那些规则;单独成块又不写 `for`,就管一般的违规。
    ///
    /// ## 用处
    /// 制度写“按公司规定处罚”“记过、降职直至开除”的,每次都有人接手,不会写了没有人办。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [hr-discipline]
    /// actions = ["记过", "降职"]
    /// ---
    /// 2026-03-02 21:50 u7: 晚安
    /// 22:15 u7: 在吗   => quiet-hours remind breach=1 text~记过、降职; quiet-hours hr status=task to=人事
    /// ```
    /// 群里另有处理的,两样都办:
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// actions = ["mute 1h"]
    /// ===
    /// [hr-discipline]
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours mute; quiet-hours hr sanction=第2条
    /// ```
    ///
    /// ## 限度
    /// 系统不作人事决定,只把事实、条文和制度写的处理方式交给人事。对群主、管理员的,先由别的人同意再交。
    "hr-discipline": "按单位制度处理",
    english: "consequences outside the group, by the organisation's own rules",
    family: Sanction, level: Assisted, part: Punishes,
    beside: true,
    params {
        /// 制度写的处理方式,用制度自己的话
        maybe "actions" actions: Vec<String>,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Punishment(Punishment::Discipline { actions: params.actions.unwrap_or_default() })
}

/// Acts against somebody's post, and what the organisation's own rules say about a breach.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(found) = discipline::discipline(clause) else { return };
    let actions = (!found.actions.is_empty()).then(|| list(&found.actions));
    norms.push(Norm::new("hr-discipline").with_some("actions", actions));
}
