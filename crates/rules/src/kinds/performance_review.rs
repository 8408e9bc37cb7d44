//! Rule kind `performance-review`: results are measured and reviewed.

use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::kind::Built;
use crate::reading::reviews;
use crate::routine::{Place, Recurring, Routine};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 评估、考核一次,看 `metrics` 里的各项。做完在任务里点“完成”,可以写上结果。
    /// 全单位只布置一份,不是每个群各一份。
    ///
    /// ## 用处
    /// 考核按时做、按同样的项目做,前后可以比。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [performance-review]
    /// metrics = ["粉丝增长", "转化率"]
    /// ---
    /// 2026-03-02 09:00 u7: 早
    /// 09:01 {"group":"@org","kind":"tick"}   => performance-review task reason~粉丝增长、转化率
    /// 2026-03-20 09:00 {"group":"@org","kind":"done","case":"@org-1","proof":"报告"}
    /// 2026-04-01 09:00 {"group":"@org","kind":"tick"}   => performance-review task case=@org-2
    /// ```
    ///
    /// ## 限度
    /// 系统不替人打分,也不动工资和奖金。不写 `every` 的,一个季度一次。
    "performance-review": "定期评估和考核",
    english: "results are measured and reviewed",
    family: Publish, level: Duty, part: Finds,
    params {
        /// 看哪些项目
        maybe "metrics" metrics: Vec<String>,
        /// 多久一次:时长或日子
        with "every" every: Every = "3mo",
        /// 谁来做;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    let what = match params.metrics.filter(|list| !list.is_empty()) {
        Some(metrics) => format!("本期请评估和考核:{}", metrics.join("、")),
        None => "本期请按制度评估和考核".to_owned(),
    };
    let routine =
        Routine::of("performance-review", params.every, params.by, Place::Organisation, what);
    Built::Finder(Box::new(Recurring(routine)))
}

/// Words for reviewing, with how often it is done or what it is tied to.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reviews::performance_review(clause, norms);
}
