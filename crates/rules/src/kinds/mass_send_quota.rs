//! Rule kind `mass-send-quota`: a cap on mass sends, with a test before.

use model::event::EventBody;
use model::{EventKind, TimeOfDay, Timestamp};
use policy::param::{Count, Every, Who};

use crate::clause::{Clause, Norms, has};
use crate::finder::{
    Certainty, Ending, Fact, Finder, Finding, How, NewTask, Outcome, Outcomes, Period, Permit,
    Saying,
};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::publishing;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 群发先申请(`request`,`what` 是 `broadcast`)。每个 `every` 最多 `max` 次,各个账号(`channel`)
    /// 分开算;满了就不同意,并说明什么时候可以再发。写了 `test` 的,先请申请的人做测试,测试办结(`done`)
    /// 以后才可以发。
    ///
    /// 接入的程序报来群发的次数(`fact`,如“群发”)也算在内,超过的记一次。
    ///
    /// ## 用处
    /// 不多发、不错发:平台给的次数有限,发出去也收不回来。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ed ann(admin)
    /// [mass-send-quota]
    /// max = 1
    /// every = "1d"
    /// test = true
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"broadcast","title":"周末活动"}   => mass-send-quota task member=ed text~测试
    /// 10:00 ed {"kind":"request","what":"broadcast","title":"再发一次"}   => mass-send-quota refuse member=ed text~2026-03-03
    /// ```
    ///
    /// ## 限度
    /// 没有写 `max` 的,不限次数,只管测试。测试做得怎么样,由办的人负责。
    "mass-send-quota": "群发的次数和测试",
    english: "a cap on mass sends",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 最多几次;不写就不限
        maybe "max" max: Count<1, 10000>,
        /// 多长时间算一期
        with "every" every: Every = "1d",
        /// 发之前要不要先测试
        with "test" test: bool = "false",
    }
    since: "0.1.0"
}

/// What the permit is for.
const BROADCAST: &str = "broadcast";
/// The list of how many were granted in this period, for each account.
const GRANTED: &str = "mass-send-granted";
/// The list of how many were sent in this period.
const SENT: &str = "mass-send-sent";

#[derive(Debug)]
struct MassSendQuota {
    max: Option<u32>,
    period: Period,
    test: bool,
}

fn build(params: Params) -> Built {
    let midnight = TimeOfDay(24 * 60);
    Built::Finder(Box::new(MassSendQuota {
        max: params.max.map(|max| max.0),
        period: Period::of(params.every, midnight, None),
        test: params.test,
    }))
}

impl MassSendQuota {
    fn number(list: &str, channel: &str, scene: &Scene<'_>) -> i64 {
        scene.group.entry(list, channel).map_or(0, |entry| entry.number)
    }

    fn ends(&self, scene: &Scene<'_>) -> Timestamp {
        self.period.next_end(scene.now, scene.zone, scene.calendar)
    }

    fn count(&self, list: &str, channel: &str, number: i64, scene: &Scene<'_>) -> Outcome {
        Outcome::Enter(Entry::new(list, channel).number(number).due(self.ends(scene)))
    }

    fn ask(&self, title: &str, channel: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        let granted = MassSendQuota::number(GRANTED, channel, scene);
        let used = granted.max(MassSendQuota::number(SENT, channel, scene));
        if let Some(max) = self.max.filter(|&max| used >= i64::from(max)) {
            let next = scene.zone.local(self.ends(scene));
            let day = model::zone::date_of_day(next.day);
            let said = format!("这一期的群发次数({max}次)已经用完,{day} 起可以再发");
            return out.push(Outcome::Refuse(Fact {
                reason: format!("本期已有{used}次群发,最多{max}次"),
                said,
            }));
        }
        out.push(self.count(GRANTED, channel, used.saturating_add(1), scene));
        if self.test {
            let fact = Fact {
                reason: format!("群发“{title}”待测试"),
                said: format!("群发“{title}”以前请先测试,办结以后就可以发"),
            };
            let task = NewTask::new(fact, Who::Concerned).about(scene.actor);
            return out.push(Outcome::Task(task.tag(format!("test/{}", scene.event_name()))));
        }
        let fact = Fact::plain(format!("可以群发“{title}”"));
        out.push(Outcome::Grant(Permit { what: BROADCAST, key: scene.reading.key, fact }));
    }

    fn sent(&self, number: u32, scene: &Scene<'_>, out: &mut Outcomes) {
        let sent = MassSendQuota::number(SENT, "", scene).saturating_add(i64::from(number));
        out.push(self.count(SENT, "", sent, scene));
        let Some(max) = self.max.filter(|&max| sent > i64::from(max)) else { return };
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("本期群发{sent}次,最多{max}次"),
                said: format!("群发超过了规定的次数({max}次)"),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

impl Finder for MassSendQuota {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request, EventKind::Fact]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        match &scene.event.body {
            EventBody::Request { what, title, text, channel, .. } if what == BROADCAST => {
                let title = brief(title.as_deref().or(text.as_deref()).unwrap_or("消息"));
                self.ask(&title, channel.as_deref().unwrap_or_default(), scene, out);
            }
            EventBody::Fact { metric, value } if has(metric, &["群发", BROADCAST]) => {
                self.sent(*value, scene, out);
            }
            _ => {}
        }
    }

    fn ended(&self, ending: &Ending<'_>, _moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how == How::Done && ending.tag.starts_with("test/") {
            out.push(Outcome::Say(Saying::here("测试已经办结,可以群发", "群发测试办结")));
        }
    }
}

/// So many mass sends, or a test before them.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    publishing::mass_send_quota(clause, norms);
}
