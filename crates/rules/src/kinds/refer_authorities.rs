//! Rule kind `refer-authorities`: grave breaches are brought before authorities, if a person
//! decides so.

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Punishment};
use crate::reading::discipline;

crate::rule_kind! {
    /// ## 含义
    /// 出现违法犯罪一类的严重违规(色情、赌博、毒品、暴力、诈骗、传销、违法、病毒)时,请管理人员决定要不要
    /// 报告有关部门。用 `for` 写明规则名的,或者和别的规定写在一个规则块里的,就管那些规定。
    ///
    /// ## 用处
    /// 该报的事有人及时决定,不该报的不会自动报出去。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [forbidden-content]
    /// categories = ["gambling", "insult"]
    /// ===
    /// [refer-authorities]
    /// ---
    /// 2026-03-02 10:00 u7: 网上赌场开户送彩金,百家乐、老虎机都有,加我微信   => forbidden-content remind; forbidden-content report status=task to=admin
    /// 10:05 u7: 你这个傻逼,滚   => forbidden-content remind
    /// ```
    ///
    /// ## 限度
    /// 系统从不自己报告。只涉及时政、宗教、迷信的内容,任何时候都不因本条交人上报。
    "refer-authorities": "严重违法的报告有关部门",
    family: Sanction, level: Assisted, part: Punishes,
    beside: true,
    params {}
    since: "0.1.0"
}

fn build(_params: Params) -> Built {
    Built::Punishment(Punishment::Referral)
}

/// Authorities to whom something is handed, and the law by which somebody is held liable.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if discipline::refers(clause) {
        norms.push(Norm::new("refer-authorities"));
    }
}
