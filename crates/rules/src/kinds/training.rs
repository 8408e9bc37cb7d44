//! Rule kind `training`: staff are trained and examined.

use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::kind::Built;
use crate::reading::training;
use crate::routine::{Place, Recurring, Routine};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 组织一次培训或考试,做完在任务里点“完成”,可以写上签到表或成绩。全单位只布置
    /// 一份,不是每个群各一份。
    ///
    /// ## 用处
    /// 写进制度的培训不会因为忙就没有了。
    ///
    /// ## 例子
    /// 任务在单位(`@org`)里布置,群里不出现:
    /// ```scenario
    /// members: ann(admin) u7
    /// [training]
    /// every = "1mo"
    /// ---
    /// 2026-03-02 09:00 u7: 早
    /// 09:01 {"group":"@org","kind":"tick"}   => training task to=admin group=@org
    /// 2026-03-20 09:00 {"group":"@org","kind":"done","case":"@org-1","proof":"签到表"}
    /// 2026-04-01 09:00 {"group":"@org","kind":"tick"}   => training task case=@org-2
    /// ```
    ///
    /// ## 限度
    /// 不写 `every` 的(如“定期培训”),一个季度一次。谁来听、学得怎么样,要由人来看。
    "training": "组织培训和考试",
    english: "staff are trained",
    family: Publish, level: Duty, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "3mo",
        /// 谁来组织;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    let what = "本期请按制度组织一次培训".to_owned();
    let routine = Routine::of("training", params.every, params.by, Place::Organisation, what);
    Built::Finder(Box::new(Recurring(routine)))
}

/// Words for teaching, with who holds it or how often.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    training::training(clause, norms);
}
