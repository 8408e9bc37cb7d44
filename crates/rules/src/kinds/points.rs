//! Rule kind `points`: points earned and lost, and what follows at a threshold.

use model::TimeOfDay;
use policy::param::{Every, Whole};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::Period;
use crate::kind::{Built, PointsTerms, Punishment};
use crate::reading::{list, merits};

crate::rule_kind! {
    /// ## 含义
    /// 给每位成员记分。违反它所管的规定(用 `for` 写规则名,写法和处理条款一样)一次,扣 `amount` 分;
    /// 写了 `metric` 的,别处记下的事实(`fact`)里指标名有这些字样的,每一个加 `amount` 分。每人从 `base`
    /// 分起算。到了 `at` 分,用同一个规则块里的处理;规则块里没有处理的,请管理员决定。过了线再加再扣不重复
    /// 处理,退回线内又过线的再处理一次。写了 `every` 的,每满一期(如一个月、一年)清零。
    ///
    /// ## 用处
    /// 小错累积、好事也算数,每个人都看得见自己的分。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// ===
    /// [points]
    /// for = ["quiet-hours"]
    /// amount = -2
    /// at = 4
    /// [sanction]
    /// actions = ["mute 1h"]
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours remind points=-2 balance=-2
    /// 22:16 u7: 有人吗   => quiet-hours mute points=-2 balance=-4
    /// ```
    /// 做了好事加分:
    /// ```scenario
    /// members: ann(admin) u7
    /// [points]
    /// metric = ["分享"]
    /// amount = 5
    /// at = 10
    /// ---
    /// 2026-03-02 10:00 u7 {"kind":"fact","metric":"分享文章","value":1}   => points reply points=5 balance=5
    /// 11:00 u7 {"kind":"fact","metric":"分享文章","value":1}   => points reply balance=10; points task to=admin
    /// ```
    ///
    /// ## 限度
    /// 只给系统看得到的事记分。申诉成立的,那次扣的分还给本人。没有写 `every` 的,分数不会自己清零。
    "points": "按表现加分扣分",
    english: "points for named conduct, and what they bring",
    family: Sanction, level: Auto, part: Punishes,
    beside: true,
    params {
        /// 每次多少分,扣分写负数
        needed "amount" amount: Whole,
        /// 到多少分用同一规则块里的处理
        maybe "at" at: Whole,
        /// 每人起初有多少分
        with "base" base: Whole = "0",
        /// 加分的事实:指标名里有这些字样
        maybe "metric" metric: Vec<String>,
        /// 多长时间清零一次,重新从 `base` 起算;不写就不清零
        maybe "every" every: Every,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Punishment(Punishment::Points(PointsTerms {
        amount: params.amount.0,
        at: params.at.map(|at| at.0),
        base: params.base.0,
        metrics: params.metric.unwrap_or_default(),
        period: params.every.map(|every| Period::of(every, TimeOfDay(TimeOfDay::DAY), None)),
    }))
}

/// Numbers of points behind words for giving and taking them.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for found in merits::points(clause) {
        let kinds = (!found.kinds.is_empty()).then(|| list(&found.kinds));
        norms.push(
            Norm::new("points")
                .with_some("amount", found.amount)
                .with_some("at", found.at)
                .with_some("base", found.base)
                .with_some("every", found.every)
                .with_some("metric", found.metric)
                .with_some("for", kinds),
        );
    }
}
