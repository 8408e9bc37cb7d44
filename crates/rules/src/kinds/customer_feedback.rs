//! Rule kind `customer-feedback`: what customers need and say is collected and followed up.

use model::EventKind;
use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Finder, Judges, Outcomes};
use crate::heard;
use crate::kind::Built;
use crate::reading::upkeep;
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 了解一次客户的需求和意见,该回访的回访,并汇总。上一期客户的咨询和投诉
    /// (`customer`)有几件、是哪几件,任务里会写明。全单位只布置一份。
    ///
    /// ## 用处
    /// 客户说过的话不会答完就忘,产品和服务跟着改。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin)
    /// [customer-feedback]
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"group":"@org","kind":"tick"}   => customer-feedback task to=admin
    /// 10:00 {"group":"@org","kind":"customer","id":"c1","what":"complaint","text":"等了三天"}
    /// 11:00 {"group":"@org","kind":"done","case":"@org-1"}
    /// 2026-03-09 09:00 {"group":"@org","kind":"tick"}   => customer-feedback task reason~1件 reason~c1
    /// ```
    ///
    /// ## 限度
    /// 只数得到公众号、客服账号上的消息,面谈和电话要由人补记。不写 `every` 的,一个月一次。
    "customer-feedback": "了解客户需求,回访",
    english: "customers' needs and feedback are collected",
    family: Customer, level: Duty, part: Finds,
    params {
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来做;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

const KIND: &str = "customer-feedback";

#[derive(Debug)]
struct CustomerFeedback {
    routine: Routine,
}

fn build(params: Params) -> Built {
    let what = "本期请了解和汇总客户的需求与意见,该回访的回访".to_owned();
    let routine = Routine::of(KIND, params.every, params.by, Place::Organisation, what);
    Built::Finder(Box::new(CustomerFeedback { routine }))
}

impl Finder for CustomerFeedback {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Customer]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if scene.group.is_org() {
            heard::count(&self.routine.tag, scene, out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let heard = heard::take(&self.routine.tag, moment.group, out);
        let more =
            heard.map(|(number, names)| format!("上一期客户的咨询和投诉有{number}件:{names}"));
        self.routine.noting(more).comes_due(entry, moment, out);
    }
}

/// Customers and what they need or say, with words for collecting it or for follow-up calls.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    upkeep::customer_feedback(clause, norms);
}
