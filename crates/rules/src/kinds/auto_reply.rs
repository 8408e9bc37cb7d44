//! Rule kind `auto-reply`: keywords get automatic answers.

use crate::clause::Words;
use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Cue, Finder, Outcome, Outcomes, Saying};
use crate::kind::Built;
use crate::reading::list;
use crate::scene::Scene;
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 有人说到 `keywords` 里的词,就在群里自动发出 `reply`。有几组问答的,写几个 `[[auto-reply]]`。
    /// 同一个词在 `pause` 内只答一次;系统自己说的话不答。
    ///
    /// 条文里通常只说“设置关键词自动回复”,没有写出词和答案;请补上 `keywords` 和 `reply`,补上以前
    /// 这一条不运行。
    ///
    /// ## 用处
    /// 天天有人问的事,不用天天有人答。
    ///
    /// ## 例子
    /// ```scenario
    /// [auto-reply]
    /// keywords = ["报名", "怎么参加"]
    /// reply = "报名请填群公告里的表。"
    /// ---
    /// 2026-03-02 09:00 u7: 请问怎么报 名?   => auto-reply send text~群公告
    /// 09:05 u8: 报名截止了吗
    /// 09:06 u8: 我不懂怎么参加   => auto-reply send
    /// 09:20 u9: 想报名   => auto-reply send
    /// ```
    ///
    /// ## 限度
    /// 只看有没有这个词,不懂问的是什么;词宜具体一些。答案过时了要改制度。
    "auto-reply": "说到关键词,自动答复",
    english: "keywords get automatic answers",
    family: Ops, level: Auto, part: Finds,
    params {
        /// 哪些词
        needed "keywords" keywords: Vec<String>,
        /// 答什么
        needed "reply" reply: String,
        /// 同一个词隔多久才再答
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: the keywords that were answered a short while ago.
const LIST: &str = "auto-reply";

#[derive(Debug)]
struct AutoReply {
    /// Each keyword as written, and folded as messages are.
    keywords: Vec<(String, String)>,
    reply: String,
    pause: Span,
}

fn build(params: Params) -> Built {
    let fold = |word: String| {
        let folded = signals::fold(&word);
        (!folded.is_empty()).then_some((word, folded))
    };
    let keywords = params.keywords.into_iter().filter_map(fold).collect();
    Built::Finder(Box::new(AutoReply { keywords, reply: params.reply, pause: params.pause }))
}

impl Finder for AutoReply {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or_words(self.keywords.iter().map(|(_, word)| word)))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let folded = signals::folded(scene);
        // One message is answered once, and with it every one of the words that it has.
        let said = self.keywords.iter().filter(|(_, word)| folded.has_word(word.as_str()));
        let mut first = None;
        for (word, key) in said {
            if signals::first_within(scene, LIST, key, self.pause, out) {
                first.get_or_insert(word);
            }
        }
        if let Some(word) = first {
            let reason = format!("说到“{word}”");
            out.push(Outcome::Say(Saying::here(self.reply.clone(), reason)));
        }
    }
}

/// Keywords and automatic answers; the words and the answer where the text gives both.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const ANSWERS: &[&str] = &[
        "自动获取",
        "自动弹出",
        "自动发送资料",
        "自动回复",
        "自动答复",
        "自动应答",
        "自动回答",
        "智能回复",
        "自动推送回复",
    ];
    for sentence in clause.sentences() {
        let bot = has(sentence, &["机器人", "群助手", "智能助手", "客服系统"])
            && has(sentence, &["关键词", "关键字"])
            && has(sentence, &["回复", "应答", "答复", "回答", "自动"]);
        // 回复“课表”即可领取: a word that gets something at once.
        let fetched = has(sentence, &["回复“", "发送“", "输入“", "回复关键词", "发送关键词"])
            && has(sentence, &["获取", "领取", "查询", "弹出", "可得", "即可看", "自动"]);
        if !(has(sentence, ANSWERS) || bot || fetched)
            || has(sentence, &["不得", "禁止", "关闭自动"])
        {
            continue;
        }
        let quoted = quotations(sentence);
        let words = has(sentence, &["关键词", "关键字", "发送", "输入", "提到"]);
        let norm = Norm::new("auto-reply");
        norms.push(match quoted.split_last() {
            Some((reply, keywords)) if words && !keywords.is_empty() => {
                norm.with("keywords", list(keywords)).with("reply", reply.as_str())
            }
            _ => norm,
        });
        return;
    }
}

/// What stands in quotation marks, in order.
fn quotations(sentence: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = sentence;
    while let Some((_, after)) = rest.split_once('“') {
        let Some((inner, after)) = after.split_once('”') else { break };
        found.push(inner.trim().to_owned());
        rest = after;
    }
    found.retain(|inner| !inner.is_empty());
    found
}
