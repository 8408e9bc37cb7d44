//! Rule kind `ladder`: repeated breaches bring rising steps.

use model::Span;
use policy::param::Steps;

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Punishment};
use crate::reading::ladders;

crate::rule_kind! {
    /// ## 含义
    /// 同一成员在同一群里违反它所管的规定时,第几次违反就用第几步;一步里可以同时做几件事。
    /// 超过最后一步的,重复最后一步。`within` 是一次违反计算多久;不写就一直算。
    ///
    /// ## 用处
    /// 先提醒、再警告、最后才移出,轻重有度,人人事先知道。
    ///
    /// ## 例子
    /// ```scenario
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [ladder]
    /// steps = ["remind", "warn"]
    /// within = "30d"
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours remind breach=1
    /// 22:16 u7: 有人吗   => quiet-hours warn breach=2
    /// 22:17 u7: 有没有人   => quiet-hours warn breach=3
    /// 22:17 u8: 什么事   => quiet-hours remind breach=1
    /// 2026-04-02 22:20 u7: 又来了   => quiet-hours remind breach=1
    /// ```
    ///
    /// ## 限度
    /// 到期的违反不再计数,但记录还在。处于 `observe` 的规定另外计数,不推高这里的次数。
    "ladder": "屡次违反,处理逐级加重",
    english: "repeated breaches bring rising steps",
    family: Sanction, level: Auto, part: Punishes,
    params {
        /// 每一次违反对应的处理,从第一次起
        needed "steps" steps: Steps,
        /// 一次违反计算多久
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Punishment(Punishment::Ladder { steps: params.steps.0, within: params.within })
}

/// First, second and further times with an act each, or so many warnings before the last one.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(ladder) = ladders::ladder(clause) else { return };
    norms.push(
        Norm::new("ladder")
            .with("steps", ladder.value())
            .with_some("within", ladder.within.map(|within| within.to_string())),
    );
}
