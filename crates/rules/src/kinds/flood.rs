//! Rule kind `flood`: the same or meaningless content again and again.

use model::{EventKind, Span};
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::content::reached;
use crate::scene::Scene;

/// The most messages of one member that are kept: the cap of the window.
const KEPT_MAX: u32 = 50;

crate::rule_kind! {
    /// ## 含义
    /// 同一个人在 `window` 内把同样的内容(或只有表情、标点的无意义内容)发到第 `repeats` 次,
    /// 就算刷屏。写了 `burst` 时,在 `window` 内发到第 `burst` 条,不论内容,也算刷屏;图片、
    /// 语音不与别的图片、语音算作相同内容,但计入条数。算一次刷屏后重新计数。
    ///
    /// ## 用处
    /// 刷屏会淹没别人的话,也常是账号被盗用的迹象。
    ///
    /// ## 例子
    /// ```scenario
    /// [flood]
    /// repeats = 3
    /// window = "1m"
    /// ---
    /// 2026-03-02 09:00:00 u7: 顶起来
    /// 09:00:10 u7: 顶 起 来!
    /// 09:00:20 u7: 顶起来~   => flood remind
    /// 09:00:30 u7: 顶起来
    /// 09:05:00 u7: 换个话题
    /// ```
    ///
    /// ## 限度
    /// 每人最多记最近 50 条。换着字句说同一件事的,要靠“重复内容”和人来判断。
    "flood": "短时间内反复发同样的或无意义的内容",
    english: "the same or meaningless things again and again in a short time",
    family: Content, level: Auto, part: Finds,
    params {
        /// 同样的内容发到第几次算刷屏
        with "repeats" repeats: Count<2, KEPT_MAX> = "3",
        /// 在多长时间内计算
        with "window" window: Span = "5m",
        /// 不论内容,发到第几条算刷屏;不写就只看重复
        maybe "burst" burst: Count<2, KEPT_MAX>,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Flood {
    repeats: u32,
    burst: Option<u32>,
    window: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Flood {
        repeats: params.repeats.0,
        burst: params.burst.map(|burst| burst.0),
        window: params.window,
    }))
}

impl Finder for Flood {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn own_messages_kept(&self) -> usize {
        self.repeats.max(self.burst.unwrap_or(0)) as usize
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        let window_ms = self.window.about_ms();
        // A picture says nothing about its content: it counts for the number, not as a repeat.
        let same = if scene.reading.placeholder || scene.reading.key == 0 {
            0
        } else {
            scene.group.own_repeats(actor, scene.reading.key, window_ms) + 1
        };
        let all = self.burst.map_or(0, |_| scene.group.own_messages(actor, window_ms) + 1);
        let words = self.window.in_words();
        let reason = if same >= self.repeats {
            format!("{words}内第 {same} 次发同样的内容,达到 {} 次即为刷屏", self.repeats)
        } else if self.burst.is_some_and(|burst| all >= burst) {
            format!("{words}内连发 {all} 条,达到 {} 条即为刷屏", self.burst.unwrap_or(0))
        } else {
            return;
        };
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact::plain(reason),
            certainty: Certainty::Act,
            resets_window: true,
        }));
    }
}

/// The word 刷屏, or a ban on repeating the same content; with the count and the time that
/// make a flood, wherever in the clause they stand.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const REPEATING: &[&str] = &[
        "重复发",
        "反复发",
        "重复刷",
        "连续发",
        "连发",
        "反复刷",
        "狂发",
        "猛发",
        "连着发",
        "复制粘贴发",
        "多次发布",
        "频繁发布",
        "频繁发送",
        "反复发送",
        "批量发布",
        "高频发布",
    ];
    let mut flood: Option<Norm> = None;
    for sentence in clause.sentences() {
        let repeating = has(sentence, REPEATING) && clause.forbids();
        if !has(sentence, &["刷屏", "霸屏", "洗版", "刷版", "炸群", "消息轰炸"]) && !repeating
        {
            continue;
        }
        // The count that makes a flood, not how often somebody is warned.
        let repeats = text::words::counts(sentence).into_iter().find(|count| {
            let before = sentence.get(..count.start).unwrap_or_default();
            let warned =
                ["警告", "提醒", "劝告", "禁言", "第"].iter().any(|word| before.ends_with(word));
            // 发到第三遍就算刷屏: the third is what makes it one.
            let rest = sentence.get(count.end..).unwrap_or_default();
            let makes = has(rest, &["算刷屏", "即为刷屏", "视为刷屏", "就是刷屏", "属刷屏"]);
            // 每天最多2条 is how much is allowed, 三次之后移出 what comes of it.
            let allowed = ["最多", "不超过", "限"].iter().any(|word| before.ends_with(word))
                && !has(before, &["连续", "重复", "同样", "相同"]);
            let then = ["之后", "后"].iter().any(|word| rest.starts_with(word));
            let warned = (warned || allowed || then) && !makes;
            ["次", "遍", "条"].contains(&count.value.1.as_str())
                && (2..=KEPT_MAX).contains(&count.value.0)
                && !warned
        });
        // A length of time counts where the repeats lie within it, not where a mute lasts it.
        let window = text::words::spans(sentence).into_iter().find(|span| {
            let rest = sentence.get(span.end..).unwrap_or_default();
            let inside = ["之内", "以内", "内", "里", "中"];
            let then = inside.iter().find_map(|word| rest.strip_prefix(word));
            // 三个月内第一次警告 says how long breaches count, not what a flood is.
            let of_ladder = then.is_some_and(|then| {
                ["第", "首次", "头", "再", "累计"]
                    .iter()
                    .any(|word| then.trim_start().starts_with(word))
            });
            then.is_some() && !of_ladder && span.value.about_ms() <= model::time::DAY_MS
        });
        let mut norm = flood.take().unwrap_or_else(|| Norm::new("flood"));
        if let Some(repeats) = repeats {
            let count = i64::from(reached(sentence, &repeats));
            norm = norm.with("repeats", count);
            // So many messages on end, whatever they say.
            let same = has(sentence, &["同", "重复", "一样", "复制", "反复", "遍"]);
            if repeats.value.1 == "条" && !same {
                norm = norm.with("burst", count);
            }
        }
        if let Some(window) = window {
            norm = norm.with("window", window.value.to_string());
        }
        flood = Some(norm);
    }
    norms.extend(flood);
}
