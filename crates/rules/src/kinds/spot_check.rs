//! Rule kind `spot-check`: the organisation looks into accounts, talk or groups at intervals.

use policy::param::{Every, Who};

use crate::clause::{Clause, Norm, Norms};
use crate::kind::Built;
use crate::reading::{studying, upkeep};
use crate::routine::{Place, Recurring, Routine};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 检查一次 `what`。查完在任务里点“完成”,查到的问题照样按有关条款处理;到期没有
    /// 完成的,会报告一次,接着布置下一期的。
    ///
    /// ## 用处
    /// 说了要抽查,就真的有人按时去查,查没查都有记录。
    ///
    /// ## 例子
    /// ```scenario
    /// [spot-check]
    /// by = "admin"
    /// what = "群内销售行为"
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"}]}   => spot-check task to=admin reason~群内销售行为
    /// 2026-03-04 10:00 ann {"kind":"done","case":"g-1","proof":"查了三个人"}
    /// 2026-03-09 09:00 tick   => spot-check task to=admin
    /// ```
    /// 没有按时检查的:
    /// ```scenario
    /// [spot-check]
    /// every = "1d"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"}]}   => spot-check task to=admin case=g-1
    /// 2026-03-02 20:00 tick   => spot-check task case=g-1 reason~提醒
    /// 2026-03-03 00:30 tick   => spot-check task case=g-1 reason~没有办完; spot-check task case=g-2
    /// ```
    ///
    /// ## 限度
    /// 系统只提醒人去查,不代替人看。不写 `every` 的(如“不定期抽查”),一个月提醒一次。没有写谁查,或者只
    /// 写“公司”“单位”的,由管理员来查。
    "spot-check": "定期或不定期检查",
    english: "the organisation inspects groups or accounts at intervals",
    family: Group, level: Duty, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来检查;不写就是管理员
        maybe "by" by: Who,
        /// 检查什么
        with "what" what: String = "群聊和账号的使用情况",
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    let what = format!("本期请检查:{}", params.what);
    let routine = Routine::of("spot-check", params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(Recurring(routine)))
}

/// Words for inspecting, and that it comes again or may come at any time.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    upkeep::spot_check(clause, norms);
    let found = norms.iter().any(|norm| norm.kind == "spot-check");
    if let Some(every) = clause.sentences().find_map(studying::looks_over).filter(|_| !found) {
        norms.push(Norm::new("spot-check").with_some("every", every));
    }
}
