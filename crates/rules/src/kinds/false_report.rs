//! Rule kind `false-report`: malicious complaints are a breach.

use model::{EventKind, Span};
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms, has};
use crate::complaints::{once, reporters, subject_of};
use crate::finder::{Certainty, Ending, Fact, Finder, Finding, How, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::{everyday, process};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 投诉没有认定,核实的人在不同意(`reject`)的理由里写了恶意、诬告之类,或者同一个人在 `within` 内
    /// 有 `times` 次投诉没有认定的,请管理员判断是不是恶意投诉。判断是的,才按制度处理。
    ///
    /// ## 用处
    /// 挡住拿投诉整人的,不吓住真有意见的。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7 u8
    /// [complaint-channel]
    /// ===
    /// [false-report]
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"report","target":"u8","reason":"骗钱"}   => complaint-channel ask case=g-1
    /// 09:20 ann {"kind":"reject","case":"g-1","reason":"捏造,恶意举报"}   => complaint-channel refuse; false-report ask status=pending member=u7 case=g-2; complaint-channel send to=u7
    /// 09:30 boss {"kind":"approve","case":"g-2"}   => false-report remind member=u7
    /// ```
    /// 只是没有认定的,不算恶意:
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [complaint-channel]
    /// ===
    /// [false-report]
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"report","target":"u8"}   => complaint-channel ask
    /// 09:20 ann {"kind":"reject","case":"g-1","reason":"证据不足"}   => complaint-channel refuse; complaint-channel send to=u7
    /// ```
    ///
    /// ## 限度
    /// 要和投诉渠道(`complaint-channel`)或监督管理员(`admin-recall`)一起用:没有立成投诉的,无从判断。
    "false-report": "恶意投诉、诬告要处理",
    english: "malicious reports have consequences",
    family: Process, level: Assisted, part: Finds,
    params {
        /// 几次没有认定就请人判断
        with "times" times: Count<2, 100> = "3",
        /// 多长时间内
        with "within" within: Span = "30d",
    }
    since: "0.1.0"
}

/// The list of complaints that were not upheld lately: `reporter/time`.
const REFUSED: &str = "complaint-refused";

#[derive(Debug)]
struct FalseReport {
    times: usize,
    within: Span,
}

fn build(params: Params) -> Built {
    let times = usize::try_from(params.times.0).unwrap_or(usize::MAX);
    Built::Finder(Box::new(FalseReport { times, within: params.within }))
}

impl Finder for FalseReport {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn hears(&self) -> &'static [&'static str] {
        &["complaint-channel", "admin-recall"]
    }

    fn heard(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        const MALICE: &[&str] =
            &["恶意", "诬告", "诬陷", "捏造", "虚假", "造谣", "故意", "报复", "无中生有", "编造"];
        const NOT: &[&str] = &["不是恶意", "并非恶意", "非恶意", "不算恶意", "没有恶意", "无恶意"];
        let (How::Refused, Some(subject)) = (ending.how, subject_of(ending.tag)) else { return };
        let malicious = ending.proof.is_some_and(|why| has(why, MALICE) && !has(why, NOT));
        for reporter in reporters(subject, moment.group) {
            let id = moment.group.id(reporter);
            if !moment.concerns(reporter) {
                continue;
            }
            let before = moment.group.entries(REFUSED, &format!("{id}/")).len();
            let until = moment.zone.add(moment.now, self.within);
            out.push(Outcome::Enter(once(REFUSED, id, moment.now, until).of(Some(reporter))));
            let often = before + 1 >= self.times;
            if !malicious && !often {
                continue;
            }
            let reason = if malicious {
                "投诉被认定为恶意,请判断是否处理投诉人".to_owned()
            } else {
                let span = self.within.in_words();
                format!("{span}内 {} 次投诉没有认定,请判断是否恶意", before + 1)
            };
            out.push(Outcome::Breach(Finding {
                member: Some(reporter),
                category: None,
                fact: Fact {
                    reason, said: "您的投诉经核实不属实,请据实反映".to_owned()
                },
                certainty: Certainty::Ask,
                resets_window: false,
            }));
        }
    }
}

/// Words for malice or falsehood close to complaints, with a ban or what follows.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let against = clause.sentences().any(everyday::turned_against);
    if process::false_reports(clause) || against {
        norms.push(Norm::new("false-report"));
    }
}
