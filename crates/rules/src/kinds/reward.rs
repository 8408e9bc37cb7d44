//! Rule kind `reward`: at intervals somebody is asked to reward, with what was counted.

use model::event::EventBody;
use model::{Days, EventKind, Span, TimeOfDay};
use policy::param::{Every, Who};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, Period};
use crate::kind::Built;
use crate::reading::{merits, routines};
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every`,请 `by` 按制度奖励表现好的成员,并列出这段时间里记下的事实(`fact`):谁、哪项、多少。
    ///
    /// ## 用处
    /// 制度许下的奖励按时兑现,有数可依。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [reward]
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 tick
    /// 10:00 u7 {"kind":"fact","metric":"分享","value":3}
    /// 2026-03-03 10:00 u7 {"kind":"fact","metric":"分享","value":2}
    /// 10:01 u8 {"kind":"fact","metric":"分享","value":1}
    /// 2026-03-09 09:00 tick   => reward task to=admin reason~u7:分享5
    /// ```
    ///
    /// ## 限度
    /// 奖励什么、奖励谁由人决定,系统只提醒、列数。没有记下事实的,也照样提醒。
    "reward": "奖励表现好的成员",
    english: "good conduct or results are rewarded",
    family: Sanction, level: Duty, part: Governs,
    params {
        /// 多久一次
        with "every" every: Every = "1mo",
        /// 由谁来办
        with "by" by: Who = "admin",
    }
    since: "0.1.0"
}

/// The list of the register with what was counted in this period: `member/metric`.
const MERITS: &str = "merit";
/// The list with the end of the period.
const CLOCK: &str = "reward";

#[derive(Debug)]
struct Reward {
    period: Period,
    by: Who,
}

fn build(params: Params) -> Built {
    let period = Period::of(params.every, TimeOfDay(24 * 60), None::<Days>);
    Built::Finder(Box::new(Reward { period, by: params.by }))
}

impl Reward {
    fn set(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let end = self.period.next_end(moment.now, moment.zone, moment.calendar);
        out.push(Outcome::Enter(Entry::new(CLOCK, CLOCK).due(end)));
    }

    /// Who did most, in words.
    fn counted(moment: &Moment<'_>) -> String {
        /// More names than these nobody reads.
        const NAMED_MAX: usize = 10;
        let mut entries = moment.group.entries(MERITS, "");
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.number));
        let words: Vec<String> = entries
            .iter()
            .take(NAMED_MAX)
            .filter_map(|entry| {
                let who = moment.group.id(entry.member?);
                Some(format!("{who}:{}{}", entry.text, entry.number))
            })
            .collect();
        if words.is_empty() { "没有记下事实".to_owned() } else { words.join("、") }
    }
}

impl Finder for Reward {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Fact]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Fact { metric, value } = &scene.event.body else { return };
        let Some(ix) = scene.actor else { return };
        let key = format!("{}/{metric}", scene.group.id(ix));
        let before = scene.group.entry(MERITS, &key).map_or(0, |entry| entry.number);
        let number = before.saturating_add(i64::from(*value));
        out.push(Outcome::Enter(Entry::new(MERITS, &key).of(Some(ix)).number(number).text(metric)));
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if !moment.group.is_org() {
            self.set(moment, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != CLOCK {
            return;
        }
        let counted = Reward::counted(moment);
        let fact = Fact {
            reason: format!("到了奖励的时候。本期记录:{counted}"),
            said: format!("请按制度奖励本期表现好的成员。本期记录:{counted}"),
        };
        let end = self.period.next_end(moment.now, moment.zone, moment.calendar);
        out.push(Outcome::Withdraw(CLOCK.to_owned()));
        out.push(Outcome::Task(NewTask::new(fact, self.by.clone()).due(end).tag(CLOCK)));
        for merit in moment.group.entries(MERITS, "") {
            out.push(Outcome::Strike { list: MERITS.to_owned(), key: merit.key.clone() });
        }
        self.set(moment, out);
    }
}

/// Something that is given for good conduct or results, and how often.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if !merits::rewards(clause) {
        return;
    }
    // The cycle of the reward itself: 每月统计,年终评选 has none of it.
    let every = clause.sentences().flat_map(|sentence| sentence.split([',', '，']));
    let every = every.filter(|part| part.contains('每') && merits::rewards(&Clause::alone(part)));
    let every = every.filter_map(routines::cycle).find(|every| Span::parse(every).is_some());
    norms.push(Norm::new("reward").with_some("every", every));
}
