//! Rule kind `sanction`: a breach brings one of these actions.

use model::{Action, Step};
use policy::param::Actions;

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Punishment};
use crate::reading::{list, sanctions};

crate::rule_kind! {
    /// ## 含义
    /// 违反它所管的规定时,用 `actions` 里的一种处理。写了几种的,系统用最轻的一种,其余列给管理人员,
    /// 由人决定要不要加重。写在某条规定的规则块里就只管那条;用 `for` 写明规则名就管那些规则;单独成块又
    /// 不写 `for`,就管一般的违规。
    ///
    /// ## 用处
    /// 制度写“违者移出”“视情节警告或禁言”的,照着执行,不多也不少。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// actions = ["mute 1h", "warn"]
    /// ---
    /// 2026-03-02 21:50 u7: 晚安
    /// 22:15 u7: 在吗   => quiet-hours warn breach=1 status=done options.0~mute
    /// ```
    /// 时长写在动作后面:
    /// ```scenario
    /// members: u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// ===
    /// [sanction]
    /// for = ["quiet-hours"]
    /// actions = ["mute 10m"]
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours mute sanction=第2条 until=2026-03-02T22:25:00+08:00
    /// ```
    ///
    /// 没有写明怎样处理的(“违者严肃处理”),先提醒当事人,再请管理员决定:
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours remind text~由管理人员决定; quiet-hours ask to=admin
    /// 22:20 ann {"kind":"approve","case":"g-1"}   => quiet-hours reply text~处理
    /// ```
    ///
    /// “情节严重的移出”“多次违反的禁言”,轻重和次数制度没有写明,系统不判断:写 `judged = true`,先提醒
    /// 当事人,`actions` 列给管理人员,由人决定用不用:
    /// ```scenario
    /// members: ann(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// actions = ["remove"]
    /// judged = true
    /// ---
    /// 2026-03-02 22:15 u7: 在吗   => quiet-hours remind breach=1 status=done options.0~remove
    /// ```
    ///
    /// ## 限度
    /// 约谈、劝退、上报等要由人去做,系统只派任务。对群主和管理员的禁言、移出等,一律先由别的人同意。
    "sanction": "违反后的处理",
    english: "what follows a breach",
    family: Sanction, level: Auto, part: Punishes,
    params {
        /// 可以用的处理,写一种或几种;不写就先提醒,再请管理员决定怎样处理
        maybe "actions" actions: Actions,
        /// 是否只用于要由人判断的情形(情节严重、多次违反):先提醒,`actions` 由管理员决定用不用
        with "judged" judged: bool = "false",
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    let mut options = params.actions.map(|all| all.0).unwrap_or_default();
    let remind = Step::of(Action::Remind);
    // Whether it has come so far is for people to say: the mildest act is done meanwhile.
    if params.judged && !options.is_empty() && !options.contains(&remind) {
        options.insert(0, remind);
    }
    Built::Punishment(Punishment::Sanction { options })
}

/// Acts against members, where the sentence speaks of a breach or of what may be done about it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for found in sanctions::sanctions(clause) {
        let mut norm = Norm::new("sanction");
        if !found.kinds.is_empty() {
            norm = norm.with("for", list(&found.kinds));
        }
        if found.steps.is_empty() {
            norm = norm.sure(55);
        } else {
            norm = norm.with("actions", list(&found.steps));
            if found.judged {
                norm = norm.with("judged", true);
            }
            // When it follows is more than the rule can say.
            if found.counted {
                norm = norm.sure(55);
            }
        }
        norms.push(norm);
    }
}
