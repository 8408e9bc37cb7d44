//! Rule kind `fine`: money that follows a breach.

use model::{Money, Span};
use policy::param::Share;

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, FineForm, FineTerms, Punishment};
use crate::reading::{fines, yuan};

crate::rule_kind! {
    /// ## 含义
    /// 违反它所管的规定时,交一笔钱或发一个红包。写了 `step` 和 `every` 的,每拖延一个 `every` 加一个
    /// `step`,加到 `cap` 为止;`within` 是可以不加钱的时间。写 `share` 的是工资或奖金的一个比例。
    ///
    /// ## 用处
    /// 红包、罚款按写明的数目算,谁欠多少、交了没有,一清二楚。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [fine]
    /// amount = 5
    /// step = 5
    /// every = "1h"
    /// cap = 15
    /// within = "2h"
    /// form = "red-packet"
    /// ---
    /// 2026-03-02 21:00 u8: 晚安
    /// 22:15 u7: 在吗   => quiet-hours fine amount=5 case=g-1
    /// 2026-03-03 08:00 tick   => quiet-hours fine amount=10 due=m2; quiet-hours fine amount=15
    /// 09:00 u7 {"kind":"message","media":[{"kind":"red-packet"}]}
    /// 15:00 tick
    /// ```
    ///
    /// ## 限度
    /// 系统不收钱,只记账、提醒:发了红包或管理人员确认(`done`)就算交清。从工资、奖金里扣的,系统只派任务
    /// 给有权的人;扣工资要有合法依据,且每月不得超过当月工资的百分之二十,剩下的不得低于当地最低工资
    /// (《工资支付暂行规定》第十六条)。
    "fine": "违反后交钱、发红包或扣奖金",
    english: "money for a breach",
    family: Sanction, level: Assisted, part: Punishes,
    params {
        /// 多少钱
        maybe "amount" amount: Money,
        /// 每拖延一段时间加多少
        maybe "step" step: Money,
        /// 多久加一次
        maybe "every" every: Span,
        /// 最多加到多少
        maybe "cap" cap: Money,
        /// 工资或奖金的比例
        maybe "share" share: Share,
        /// 怎样交:现金、红包、扣工资、扣奖金
        with "form" form: FineForm = "cash",
        /// 多长时间内交清就不加钱
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Punishment(Punishment::Fine(FineTerms {
        amount: params.amount,
        step: params.step,
        every: params.every,
        cap: params.cap,
        share: params.share.map(|share| share.0),
        form: params.form,
        within: params.within,
    }))
}

/// Words for fines, for red packets as a penalty, and for what is taken from pay.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(fine) = fines::fine(clause) else { return };
    let money = |sum: Option<Money>| sum.map(yuan);
    norms.push(
        Norm::new("fine")
            .with_some("amount", money(fine.amount))
            .with_some("step", money(fine.step))
            .with_some("every", fine.every.map(|every| every.to_string()))
            .with_some("cap", money(fine.cap))
            .with_some("share", fine.share.map(|share| format!("{share}%")))
            .with_some("form", fine.form)
            .with_some("within", fine.within.map(|within| within.to_string())),
    );
}
