//! Rule kind `quota`: a minimum number of something per period.

use crate::clause::Words;
use model::event::EventBody;
use model::{Days, EventKind, TimeOfDay};
use policy::param::{Count, Every};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Fact, Finder, Outcomes, Period};
use crate::kind::Built;
use crate::reading::{duties, hours, routines, studying};
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 每个 `every`,每人的 `metric` 至少要有 `min`。`metric` 是“发言”“消息”之类的,数成员自己在群里
    /// 说的话;别的(新增好友、朋友圈、拜访)由外面的系统报数。`days` 写明按天计算时哪些日子要达到。
    ///
    /// ## 用处
    /// 有数量要求的工作,到期自动核对,不用人逐个去数。
    ///
    /// ## 例子
    /// ```scenario
    /// members: u7 u8
    /// [quota]
    /// metric = "朋友圈"
    /// min = 2
    /// every = "1d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"fact","metric":"朋友圈","value":1}
    /// 10:00 u8 {"kind":"fact","metric":"朋友圈","value":2}
    /// 15:00 u7 {"kind":"fact","metric":"新增好友","value":5}
    /// 2026-03-03 00:01 tick   => quota remind member=u7 breach=1 reason~1/2
    /// ```
    /// 发言的数量直接数群里的话:
    /// ```scenario
    /// members: u7 u8
    /// [quota]
    /// metric = "发言"
    /// min = 2
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 u7: 早
    /// 2026-03-04 09:00 u7: 方案发在文档里了
    /// 2026-03-05 09:00 u8: 好
    /// 2026-03-09 00:01 tick   => quota remind member=u8 reason~1/2
    /// ```
    ///
    /// ## 限度
    /// 不写 `every` 的,只记在制度里,不到期核对。外面的系统不报数,就当作没有做。一周从周一算起,一个月
    /// 从一号算起;当期中途进群的人,从下一期算起。
    "quota": "每期至少完成的数量",
    english: "a least number of something in each period",
    family: Duty, level: Auto, part: Finds,
    params {
        /// 数什么
        needed "metric" metric: String,
        /// 至少多少
        with "min" min: Count<1, 10_000> = "1",
        /// 多久核对一次:时长或日子
        maybe "every" every: Every,
        /// 按天计算时,哪些日子要达到;不写就是每天
        maybe "days" days: Days,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Quota {
    metric: String,
    min: u32,
    period: Option<Period>,
}

fn build(params: Params) -> Built {
    let ends = TimeOfDay(TimeOfDay::DAY);
    Built::Finder(Box::new(Quota {
        metric: params.metric.trim().to_owned(),
        min: params.min.0,
        period: params.every.map(|every| Period::of(every, ends, params.days)),
    }))
}

impl Quota {
    /// Whether it counts what members say here.
    fn of_speech(&self) -> bool {
        has(&self.metric, &["发言", "消息", "说话", "speech", "message"])
    }

    /// Whether a metric that is reported is the one that the article names: the same words,
    /// or one within the other (好友 and 新增好友).
    fn names(&self, metric: &str) -> bool {
        let metric = metric.trim();
        let enough = |text: &str| text.chars().count() >= 2;
        metric == self.metric
            || (enough(metric) && self.metric.has_word(metric))
            || (enough(&self.metric) && metric.has_word(self.metric.as_str()))
    }
}

impl Finder for Quota {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn period(&self) -> Option<Period> {
        self.period
    }

    fn counts(&self, scene: &Scene<'_>) -> u32 {
        match &scene.event.body {
            EventBody::Fact { metric, value } if self.names(metric) => *value,
            EventBody::Message { .. } if self.of_speech() => 1,
            _ => 0,
        }
    }

    fn falls_short(&self, count: u32) -> Option<Fact> {
        (count < self.min).then(|| Fact {
            reason: format!("{}:本周期 {count}/{}", self.metric, self.min),
            said: format!("本周期“{}”要求至少 {},目前是 {count}", self.metric, self.min),
        })
    }
}

/// An obligation with a cycle or a least number, and what is counted.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    // How much an official account publishes is a schedule of its own.
    let publishes = clause.has(&["公众号", "推文", "推送", "群发", "官微", "微博", "新媒体"])
        || clause.has(&["信息员", "发布人"]) && clause.has(&["发布", "更新"]);
    for sentence in clause.sentences().filter(|_| !publishes) {
        let quotas = routines::quotas(sentence);
        if quotas.is_empty() {
            continue;
        }
        for quota in quotas {
            norms.push(
                Norm::new("quota")
                    .with("metric", quota.metric)
                    .with("min", i64::from(quota.min))
                    .with_some("every", quota.every)
                    .with_some("days", quota.days)
                    .with_some("for", duties::held(sentence)),
            );
        }
        return;
    }
    if let Some((metric, min, every)) = studying::bare_quota(clause.text).filter(|_| !publishes) {
        norms.push(
            Norm::new("quota")
                .with("metric", metric)
                .with("min", i64::from(min))
                .with_some("days", hours::days_named(clause.text).filter(|_| every == "1d"))
                .with("every", every),
        );
    }
}
