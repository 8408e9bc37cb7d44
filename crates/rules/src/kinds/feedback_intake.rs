//! Rule kind `feedback-intake`: members' opinions are collected, summed up and answered.

use model::EventKind;
use policy::param::{Every, Who};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Judges, Outcomes};
use crate::heard;
use crate::kind::Built;
use crate::reading::{everyday, reviews};
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 把成员的意见和建议汇总一次,交给 `to`,并给大家答复。上一期群里像是提意见、提
    /// 建议的话有几条、是哪几条,任务里会写明。
    ///
    /// ## 用处
    /// 大家说的话有人收、有人看、有回音。
    ///
    /// ## 例子
    /// ```scenario
    /// [feedback-intake]
    /// to = "人资中心"
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"},{"id":"u8"}]}   => feedback-intake task to=admin reason~人资中心
    /// 2026-03-03 09:00 u7: 建议食堂中午早十分钟开门
    /// 2026-03-04 09:00 u8: 提个意见,停车场的灯坏了好久
    /// 2026-03-05 09:00 ann {"kind":"done","case":"g-1"}
    /// 2026-03-09 09:00 tick   => feedback-intake task reason~2条 reason~m2、m3
    /// ```
    ///
    /// ## 限度
    /// 只认得出“建议”“提个意见”“希望能”这类明说的话,私下提的看不到。不写 `every` 的,一个月一次。
    "feedback-intake": "收集、汇总、答复意见建议",
    english: "members' opinions are collected and answered",
    family: Group, level: Duty, part: Finds,
    params {
        /// 汇总后交给谁
        maybe "to" to: String,
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来汇总;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

const KIND: &str = "feedback-intake";

#[derive(Debug)]
struct FeedbackIntake {
    routine: Routine,
}

fn build(params: Params) -> Built {
    let what = match &params.to {
        Some(to) => format!("本期请汇总成员的意见和建议,交给{to},并答复大家"),
        None => "本期请汇总成员的意见和建议,并答复大家".to_owned(),
    };
    let routine = Routine::of(KIND, params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(FeedbackIntake { routine }))
}

/// Words with which somebody suggests something.
const SUGGESTS: &[&str] = &[
    "建议",
    "提个意见",
    "提点意见",
    "有个意见",
    "提议",
    "希望能",
    "希望可以",
    "能不能改",
    "能否增加",
    "可不可以改",
    "反映一下",
    "反映个",
];

impl Finder for FeedbackIntake {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[SUGGESTS]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        // 接受建议 and the like speak of suggestions and make none.
        const NONE: &[&str] =
            &["没有建议", "没建议", "感谢建议", "谢谢建议", "收到建议", "的建议已"];
        let said = signals::folded(scene);
        if said.has(SUGGESTS) && !said.has(NONE) {
            heard::count(&self.routine.tag, scene, out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let heard = heard::take(&self.routine.tag, moment.group, out);
        let more = heard
            .map(|(number, names)| format!("上一期群里像是意见或建议的话有{number}条:{names}"));
        self.routine.noting(more).comes_due(entry, moment, out);
    }
}

/// Opinions, with words for collecting them or a place to take them to.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reviews::feedback_intake(clause, norms);
    let found = norms.iter().any(|norm| norm.kind == "feedback-intake");
    if let Some(to) = clause.sentences().find_map(everyday::tells_opinion).filter(|_| !found) {
        norms.push(Norm::new("feedback-intake").with_some("to", to));
    }
}
