//! Rule kind `daily-report`: a report must be posted at a set time.

use crate::clause::Words;
use model::event::{EventBody, MediaKind};
use model::{Days, EventKind, Span, TimeOfDay};
use policy::param::{Every, Who};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::Outcomes;
use crate::finder::{Fact, Finder, Period};
use crate::kind::Built;
use crate::reading::routines;
use crate::scene::{GroupView, MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// `who` 里的人每到 `every`,要在 `at` 之前在群里发一次报告。消息里有 `what` 的字样,或者有“日报”
    /// “汇报”“总结”之类的字样,就算报告;写了 `media = true` 时,发图片或文件也算。提问和“收到”不算。
    /// `every` 可以是时长(`"1d"`、`"1w"`),也可以是日子(`"workday"`、`["mon", "thu"]`)。
    ///
    /// ## 用处
    /// 日报、周报、行程报告按时交,没有交的人当时就知道。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7[业务员] u8[业务员] u9
    /// [daily-report]
    /// at = "18:00"
    /// who = "业务员"
    /// every = "workday"
    /// ---
    /// 2026-03-02 09:00 u7: 早上好
    /// 17:40 u7: 今日小结:拜访三家客户
    /// 18:01 tick   => daily-report remind member=u8 breach=1
    /// 18:05 u8: 补交日报:整理报价
    /// 2026-03-03 17:59 u8: 日报:跟进两单
    /// 18:01 tick   => daily-report remind member=u7 breach=1
    /// ```
    ///
    /// ## 限度
    /// 只看有没有发,不看写得好不好。每天一次的报告,当天零点以后发的才算当天的;时间在早上六点以前的,
    /// 前一天中午以后发的也算。不写 `at` 就到当天零点截止。过了截止时间再发,不算按时。当期中途进群的人,
    /// 从下一期算起。
    "daily-report": "定时在群里发报告",
    english: "a report is posted at a set time",
    family: Duty, level: Auto, part: Finds,
    params {
        /// 每天几点以前
        with "at" at: TimeOfDay = "24:00",
        /// 报告什么:消息里有这些字样就算
        maybe "what" what: Vec<String>,
        /// 谁要报告;不写就是全体成员
        maybe "who" who: Who,
        /// 多久一次:时长或日子
        with "every" every: Every = "1d",
        /// 发图片或文件是否也算
        with "media" media: bool = "false",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct DailyReport {
    words: Vec<String>,
    who: Option<Who>,
    period: Period,
    media: bool,
}

fn build(params: Params) -> Built {
    let words = params.what.unwrap_or_default().iter().map(|what| kernel(what)).collect();
    let period = Period::of(params.every, params.at, None);
    Built::Finder(Box::new(DailyReport { words, who: params.who, period, media: params.media }))
}

/// What is reported without the words that people leave out when they do it: of 自己所在位置
/// remains 位置.
fn kernel(what: &str) -> String {
    const LEFT_OUT: [&str; 12] = [
        "自己", "本人", "个人", "所在", "当前", "当天", "当日", "今日", "每日", "相关", "的",
        "情况",
    ];
    let short = LEFT_OUT.iter().fold(what.trim().to_owned(), |rest, word| rest.replace(word, ""));
    if short.chars().count() < 2 { what.trim().to_owned() } else { short }
}

impl DailyReport {
    fn is_report(&self, scene: &Scene<'_>) -> bool {
        const REPORTS: &[&str] = &[
            "日报",
            "周报",
            "月报",
            "晨报",
            "晚报",
            "汇报",
            "总结",
            "小结",
            "日志",
            "报告",
            "报备",
            "工作计划",
            "日清",
        ];
        let EventBody::Message { text, media, .. } = &scene.event.body else { return false };
        let shown = self.media
            && media.iter().any(|one| matches!(one.kind, MediaKind::Image | MediaKind::File));
        if shown {
            return true;
        }
        let said = has(text, REPORTS) || self.words.iter().any(|word| text.has_word(word.as_str()));
        said && !scene.reading.question && !scene.reading.acknowledges
    }

    /// Whether a report of a single day is posted on that day and in time.
    fn in_time(&self, scene: &Scene<'_>) -> bool {
        /// A deadline before this minute belongs to the day before as people see it.
        const EARLY: u16 = 6 * 60;
        const NOON: u16 = 12 * 60;
        if !matches!(self.period.every, Span::Days(1) | Span::SameDay)
            || named_weekdays(&self.period)
        {
            return true;
        }
        let ends = self.period.ends;
        scene.event.at <= scene.zone.at(scene.local.day, ends.0)
            || (ends.0 < EARLY && scene.local.minute >= NOON)
    }
}

/// Whether the days are days of the week, with time between them to write the report.
fn named_weekdays(period: &Period) -> bool {
    let all = Days::default();
    let kinds = ["workday", "restday"].into_iter().filter_map(|name| all.with(name));
    let both = all.with("workday").and_then(|days| days.with("restday"));
    period.days != all && !kinds.chain(both).any(|days| days == period.days)
}

impl Finder for DailyReport {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn period(&self) -> Option<Period> {
        Some(self.period)
    }

    fn owed_by(&self, member: MemberIx, group: &dyn GroupView) -> bool {
        self.who.as_ref().is_none_or(|who| group.is(member, who))
    }

    fn counts(&self, scene: &Scene<'_>) -> u32 {
        u32::from(self.in_time(scene) && self.is_report(scene))
    }

    fn falls_short(&self, count: u32) -> Option<Fact> {
        (count == 0).then(|| Fact {
            reason: format!("到 {} 没有发报告", self.period.ends),
            said: format!("到 {} 还没有看到您的报告,请及时发到群里", self.period.ends),
        })
    }
}

/// A cycle, and a report that somebody makes in it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let Some(report) = routines::report(sentence) else { continue };
        norms.push(
            Norm::new("daily-report")
                .with_some("at", report.at.map(|at| at.to_string()))
                .with_some("what", report.what)
                .with_some("who", report.who)
                .with("every", report.every),
        );
    }
}
