//! Rule kind `no-unauthorised-promises`: nobody promises, bargains or changes a price without
//! authority.

use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Outcomes};
use crate::kind::Built;
use crate::reading::selling;
use crate::scene::Scene;
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 没有权限的人不对客户许诺、议价、改价。系统看到一句话里既有许诺的说法(“保证”“包”“给您”“我做主”)
    /// 又有许诺的东西(价格、折扣、赠送、退款、收益、工期、结果),先问管理员。群主、管理员、领导说的
    /// 不算,提问和转述规定的话不算。用 `for` 写明管的是哪些人(如“客服”“销售”)更准。
    ///
    /// ## 用处
    /// 一句“保证”说出去,单位就得认;当场知道,还来得及说清楚。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) s1[销售] u7
    /// [no-unauthorised-promises]
    /// for = "销售"
    /// ---
    /// 2026-03-02 09:00 s1: 我做主给您打八折,再送一台   => no-unauthorised-promises ask reason~做主
    /// 09:01 u7: 能不能给我打八折
    /// 09:20 s1: 折扣要请示经理,我不能答应您
    /// 09:21 s1: 我保证明天到会
    /// 09:40 s1: 送货时间我做不了主,问过经理再答应您便宜多少
    /// ```
    ///
    /// ## 限度
    /// 只看文字;语气是不是许诺由人判断。有权许诺的人请用 `except` 写明。
    "no-unauthorised-promises": "未经授权不得承诺、议价、改价",
    english: "no promises or price changes without authority",
    family: Customer, level: Assisted, part: Finds,
    params {
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "no-unauthorised-promises";

#[derive(Debug)]
struct NoUnauthorisedPromises {
    pause: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoUnauthorisedPromises { pause: params.pause }))
}

/// Ways to promise.
const PROMISES: &[&str] = &[
    "保证",
    "承诺",
    "包您",
    "包你",
    "包退",
    "包换",
    "包过",
    "包赚",
    "包会",
    "一定给您",
    "一定给你",
    "肯定给您",
    "肯定给你",
    "我做主",
    "做主给",
    "答应您",
    "答应你",
    "给您",
    "给你",
    "送您",
    "送你",
    "私下给",
    "我个人给",
    "帮您申请",
    "特批",
    "破例",
    "绝对给",
    "向您担保",
    "担保",
];
/// What is promised: money, goods, results.
const THINGS: &[&str] = &[
    "打折",
    "折扣",
    "打八折",
    "打九折",
    "打七折",
    "打六折",
    "打五折",
    "打对折",
    "半价",
    "优惠",
    "便宜",
    "降价",
    "让利",
    "返现",
    "返利",
    "返点",
    "赠送",
    "免费",
    "免单",
    "免运费",
    "包邮",
    "减免",
    "抹零",
    "最低价",
    "底价",
    "成本价",
    "内部价",
    "员工价",
    "退款",
    "退差价",
    "赔偿",
    "赔付",
    "双倍赔",
    "收益",
    "回报",
    "赚钱",
    "保本",
    "不亏",
    "提分",
    "录取",
    "通过率",
    "治好",
    "见效",
    "提前交",
    "提前发货",
    "准时交房",
    "终身保修",
    "终身免费",
    "再送",
    "多送",
    "升级套餐",
    "延长保修",
    "无条件退",
];
/// Refusals, and words that refer the matter to whoever may decide.
const REFERS: &[&str] = &[
    "不能保证",
    "不保证",
    "不承诺",
    "不能承诺",
    "无法保证",
    "不敢保证",
    "不能答应",
    "不能自己",
    "不能擅自",
    "做不了主",
    "说了不算",
    "没有权限",
    "要问",
    "问过",
    "问一下",
    "请示",
    "要申请",
    "按规定",
    "公司规定",
    "以合同为准",
    "以官方为准",
    "不议价",
    "不能便宜",
    "不得",
    "不要",
];

impl Finder for NoUnauthorisedPromises {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[PROMISES]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        if scene.reading.question || signals::speaks_for_group(scene) {
            return;
        }
        let folded = signals::folded(scene);
        let (says, things) = (folded.named(PROMISES), folded.named(THINGS));
        if says.is_empty() || things.is_empty() || folded.has(REFERS) {
            return;
        }
        if signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out) {
            let reason = format!("像是许诺:有{}", signals::quoted(&[says, things].concat()));
            out.push(signals::doubt(scene, reason, "承诺、优惠和改价要先得到授权"));
        }
    }
}

/// Promises, bargains or prices without authority.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if selling::bans_promises(clause) {
        norms.push(Norm::new("no-unauthorised-promises"));
    }
}
