//! Rule kind `message-length`: a cap on a message's length.

use model::EventKind;
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::content::{instead_of_long, length_limit};
use crate::scene::Scene;

/// Longer than any platform's message.
const CHARS_MAX: u32 = 20_000;

crate::rule_kind! {
    /// ## 含义
    /// 一条消息不超过 `max` 个字。空格、换行不算字,标点算;引用别人的话、`[图片]` 之类的占位不算。
    /// `instead` 写太长时该怎么发(如“链接”“文件”),只用来告诉成员。
    ///
    /// ## 用处
    /// 大段文字会把别人的话顶走;长内容用链接或文件更好读。
    ///
    /// ## 例子
    /// ```scenario
    /// [message-length]
    /// max = 10
    /// instead = "链接"
    /// ---
    /// 2026-03-02 09:00 u7: 一二三四五六七八九十
    /// 09:01 u7: 一二三四五六七八九十多   => message-length remind text~链接
    /// ```
    ///
    /// ## 限度
    /// 分成几条发的长内容不合并计算,可以另用“刷屏”规定。制度只说“大篇幅”而没有写字数的,没有
    /// `max`,这条规则不运行。
    "message-length": "单条消息不超过规定的字数",
    english: "messages are no longer than a limit",
    family: Content, level: Auto, part: Finds,
    params {
        /// 最多多少字
        needed "max" max: Count<1, CHARS_MAX>,
        /// 太长时改用什么
        maybe "instead" instead: String,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct MessageLength {
    max: u32,
    instead: Option<String>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(MessageLength { max: params.max.0, instead: params.instead }))
}

impl Finder for MessageLength {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (chars, max) = (scene.reading.chars, self.max);
        if chars <= max {
            return;
        }
        let instead = self
            .instead
            .as_ref()
            .map_or_else(String::new, |instead| format!(",更长的内容请用{instead}"));
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("{chars} 字,最多 {max} 字"),
                said: format!("这条消息有 {chars} 字,本群单条消息最多 {max} 字{instead}"),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if let Some(max) = length_limit(clause) {
        let max = max.filter(|max| (1..=CHARS_MAX).contains(max));
        norms.push(
            Norm::new("message-length")
                .with_some("max", max.map(i64::from))
                .with_some("instead", instead_of_long(clause.text)),
        );
    }
}
