//! Rule kind `posting-schedule`: how much is published, and when.

use model::event::EventBody;
use model::time::DayWindow;
use model::{Days, EventKind, Role, Span, TimeOfDay};
use policy::param::{Count, Every, Who};

use crate::clause::{Clause, Norms};
use crate::drafts::is_publication;
use crate::finder::{Fact, Finder, Outcome, Outcomes, Period};
use crate::kind::Built;
use crate::reading::publishing;
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 单位的账号每个 `every` 发布 `count` 条,在 `at` 到 `to` 之间发,只算 `days` 这些日子。每期开始时
    /// 请 `by` 办理;接入的程序报来的发布条数(`fact`,如“发布”)够了就算办好,到时不够的提醒。
    ///
    /// 申请发布(`request`,`what` 是 `publish`)时写了时间(`for`),而那个时间不在规定的时段里的,退回,
    /// 请改时间。只写了 `at` 没写 `to` 的,之后半小时内都算准时。
    ///
    /// ## 用处
    /// 按时、按量更新,读者养成习惯。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ed ann(admin)
    /// [posting-schedule]
    /// at = "16:00"
    /// to = "16:20"
    /// days = ["mon", "tue", "wed", "thu", "fri"]
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"publish","title":"公告","text":"x","for":"2026-03-02T20:00:00+08:00"}   => posting-schedule refuse member=ed text~16:00
    /// 09:05 ed {"kind":"request","what":"publish","title":"公告","text":"x","for":"2026-03-02T16:10:00+08:00"}
    /// 09:10 ed {"kind":"request","what":"publish","title":"公告","text":"x","for":"2026-03-07T20:00:00+08:00"}
    /// ```
    ///
    /// 数量由单位(`@org`)的记录来数:
    ///
    /// ```scenario
    /// [posting-schedule]
    /// count = 2
    /// every = "1d"
    /// ---
    /// 2026-03-02 09:00 ed {"group":"@org","kind":"fact","metric":"发布","value":1}   => posting-schedule task to=admin text~2条
    /// 15:00 ed {"group":"@org","kind":"fact","metric":"发布","value":1}
    /// ```
    ///
    /// 一周几条,分在哪些日子都行:
    ///
    /// ```scenario
    /// [posting-schedule]
    /// count = 2
    /// every = "1w"
    /// at = "17:00"
    /// to = "19:00"
    /// days = "workday"
    /// ---
    /// 2026-03-02 09:00 ed {"group":"@org","kind":"fact","metric":"发布","value":1}   => posting-schedule task until=2026-03-08T19:00:00+08:00
    /// 2026-03-04 18:00 ed {"group":"@org","kind":"fact","metric":"发布","value":1}
    /// 2026-03-05 20:00 {"group":"@org","kind":"tick"}
    /// ```
    ///
    /// ## 限度
    /// 没有接入发布数据的,办好以后要由人办结(`done`)。没有写数量也没有写时间的,每期只提醒一次。
    "posting-schedule": "发布的数量和时间",
    english: "how many items are published, and when",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 每期几条
        with "count" count: Count<1, 10000> = "1",
        /// 多长时间算一期
        with "every" every: Every = "1d",
        /// 几点发;有时段的,从几点开始
        maybe "at" at: TimeOfDay,
        /// 时段到几点结束
        maybe "to" to: TimeOfDay,
        /// 哪些日子发;不写就是每天
        maybe "days" days: Days,
        /// 由谁办理
        with "by" by: Who = "admin",
    }
    since: "0.1.0"
}

/// The list of the hours that the rules of this kind give, by the days that they are for.
const HOURS: &str = "posting-hours";
/// The list of how much has been published in this period.
const POSTED: &str = "posted";
/// How long after `at` is in time where `to` is not given, in minutes.
const LATE_MINUTES: u16 = 30;

#[derive(Debug)]
struct PostingSchedule {
    count: u32,
    window: Option<DayWindow>,
    days: Days,
    routine: Routine,
}

fn build(params: Params) -> Built {
    let count = params.count.0;
    let until = |at: TimeOfDay| TimeOfDay((at.0 + LATE_MINUTES).min(24 * 60));
    let window = params.at.map(|from| {
        let to = params.to.unwrap_or_else(|| until(from));
        DayWindow { from, to }
    });
    let ends = params.to.or(params.at.map(until)).unwrap_or(TimeOfDay(24 * 60));
    // Three a week on working days are three in the week, wherever they fall.
    let weekly = matches!(params.every, Every::Span(Span::Days(7)));
    let ending = params.days.filter(|days| !weekly || days.is_one_weekday());
    let period = Period::of(params.every, ends, ending);
    let days = params.days.unwrap_or(period.days);
    let when = window.map_or_else(String::new, |window| format!("(时间 {window})"));
    let fact = Fact {
        reason: format!("本期应发布{count}条{when}"),
        said: format!("请发布{count}条{when}"),
    };
    let tag = format!("posting/{ends}/{days:?}/{count}");
    let to = match params.by {
        Who::Everyone | Who::Concerned => Who::Role(Role::Admin),
        by => by,
    };
    Built::Finder(Box::new(PostingSchedule {
        count,
        window,
        days,
        routine: Routine { period, to, fact, place: Place::Organisation, tag },
    }))
}

impl PostingSchedule {
    /// The rules for the same days stand together.
    fn list_key(&self) -> String {
        format!("{:?}/", self.days)
    }

    /// A draft that is to appear at a time at which none of the rules wants one.
    fn look(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, until: Some(at), .. } = &scene.event.body else { return };
        let Some(window) = self.window.filter(|_| what == "publish") else { return };
        let local = scene.zone.local(*at);
        if !self.days.contains(local.day, scene.calendar) {
            return;
        }
        let hours = scene.group.entries(HOURS, &self.list_key());
        // Of several windows any will do, and the first says so.
        let first = hours.first().is_none_or(|entry| entry.text == window.to_string());
        let fits = |entry: &&Entry| {
            let (from, to) = (entry.number / 10_000, entry.number % 10_000);
            (from..=to).contains(&i64::from(local.minute))
        };
        let inside = window.contains(local.minute) || window.to.0 == local.minute;
        if inside || !first || hours.iter().any(fits) {
            return;
        }
        let wanted: Vec<&str> = hours.iter().map(|entry| &*entry.text).collect();
        let wanted = if wanted.is_empty() { window.to_string() } else { wanted.join("、") };
        out.push(Outcome::Refuse(Fact {
            reason: format!("{} 不在发布时间 {wanted} 内", TimeOfDay(local.minute)),
            said: format!("发布时间是 {wanted},请改个时间"),
        }));
    }

    fn tally(&self, published: u32, scene: &Scene<'_>, out: &mut Outcomes) {
        let tag = &self.routine.tag;
        let before = scene.group.entry(POSTED, tag).map_or(0, |entry| entry.number);
        let now = before.saturating_add(i64::from(published));
        let end = self.routine.period.next_end(scene.now, scene.zone, scene.calendar);
        out.push(Outcome::Enter(Entry::new(POSTED, tag).number(now).due(end)));
        if now >= i64::from(self.count) {
            self.routine.fulfilled(out);
        }
    }
}

impl Finder for PostingSchedule {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request, EventKind::Fact]
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.begins(moment, out);
        if let Some(window) = self.window {
            let number = i64::from(window.from.0) * 10_000 + i64::from(window.to.0);
            let key = format!("{}{number:08}", self.list_key());
            let entry = Entry::new(HOURS, &key).number(number).text(&window.to_string());
            out.push(Outcome::Enter(entry));
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.comes_due(entry, moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        match &scene.event.body {
            EventBody::Request { .. } => self.look(scene, out),
            EventBody::Fact { metric, value } if is_publication(metric) => {
                self.tally(*value, scene, out);
            }
            _ => {}
        }
    }
}

/// So many items each so often, or at what hours they are sent.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    publishing::posting_schedule(clause, norms);
}
