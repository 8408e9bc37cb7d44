//! Rule kind `backup`: the group's records and files are kept.

use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::kind::Built;
use crate::reading::upkeep;
use crate::routine::{Place, Recurring, Routine};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 把群里的记录和资料备份、存档一次,做完在任务里点“完成”,可以写上存在哪里。
    ///
    /// ## 用处
    /// 换手机、丢账号、有争议时,群里的记录还找得到。
    ///
    /// ## 例子
    /// ```scenario
    /// [backup]
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"}]}   => backup task to=admin
    /// 2026-03-06 17:00 ann {"kind":"done","case":"g-1","proof":"存到网盘"}
    /// 2026-03-09 09:00 tick   => backup task to=admin case=g-2
    /// 2026-03-15 09:00 tick   => backup task case=g-2 reason~提醒
    /// 2026-03-16 09:00 tick   => backup task case=g-2 reason~没有办完; backup task case=g-3
    /// ```
    ///
    /// ## 限度
    /// 平台不让程序代为导出聊天记录,所以由人来做。系统自己的决定和处理记录本来就留着,不用另外备份。不写
    /// `every` 的,一个月一次。
    "backup": "记录和资料的备份存档",
    english: "the group's records are kept",
    family: Group, level: Auto, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来做;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    let what = "本期请备份群里的记录和资料,并存档".to_owned();
    let routine = Routine::of("backup", params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(Recurring(routine)))
}

/// Words for keeping, with records or files.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    upkeep::backup(clause, norms);
}
