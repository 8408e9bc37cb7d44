//! Rule kind `appeal`: members may appeal against a decision.

use model::Span;

use crate::clause::{Clause, List, Norm, Norms, has};
use crate::kind::{Built, Procedure};
use crate::people::Approver;
use crate::reading::{appeals, process};

crate::rule_kind! {
    /// ## 含义
    /// 成员对处理自己的决定不服,可以在 `within` 内申诉一次,由 `to` 里没有参与原决定的人来听。申诉成立的,
    /// 原决定连同计次、罚款、禁言、移出一起撤销。
    ///
    /// ## 用处
    /// 系统和人都会弄错;有地方说理,处理才让人服气。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// actions = ["warn"]
    /// [appeal]
    /// to = "admin"
    /// within = "3d"
    /// ---
    /// 2026-03-02 21:50 u7: 晚安
    /// 22:15 u7: 在吗   => quiet-hours warn breach=1 case=g-1
    /// 2026-03-03 09:00 u7 {"kind":"appeal","case":"g-1","text":"有急事"}   => appeal ask status=pending case=g-2
    /// 09:10 ann {"kind":"approve","case":"g-2"}   => appeal reply reverses=g-1
    /// 22:15 u7: 还在吗   => quiet-hours warn breach=1
    /// ```
    /// 过了期限的不受理:
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [appeal]
    /// within = "1d"
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours remind case=g-1
    /// 2026-03-03 22:16 u7 {"kind":"appeal","case":"g-1"}   => quiet-hours reply text~期限
    /// ```
    ///
    /// ## 限度
    /// 制度没有写申诉的,成员照样可以申诉,由管理员来听;写了才有期限。每个决定只能申诉一次。已经移出的人,
    /// 申诉成立后由管理员重新邀请,系统不能代为拉人。
    "appeal": "对处理不服可以申诉",
    english: "decisions may be appealed against",
    family: Process, level: Auto, part: Governs,
    params {
        /// 由谁来听
        with "to" to: Approver = "admin",
        /// 作出决定后多长时间内可以申诉;不写就不限
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Procedure(Procedure::Appeal { to: params.to.role, within: params.within })
}

/// Words for appealing or objecting, and to whom.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let appeal = clause.sentences().find_map(|sentence| Some((sentence, appeals::by(sentence)?)));
    let Some((sentence, words)) = appeal else { return };
    norms.push(
        Norm::new("appeal")
            .with_some("to", heard_by(sentence, words))
            .with_some("within", appeals::window(sentence)),
    );
}

/// The people behind 向, 找, 联系 or 由, in the part that speaks of the appeal or the next one.
fn heard_by(sentence: &str, words: List) -> Option<String> {
    let parts: Vec<&str> = sentence.split([',', '，']).collect();
    let first = parts.iter().position(|part| has(part, words))?;
    parts.iter().skip(first).take(2).find_map(|part| process::turned_to(part))
}
