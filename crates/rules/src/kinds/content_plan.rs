//! Rule kind `content-plan`: what those who run the group publish in it, and how often.

use crate::clause::Words;
use model::EventKind;
use model::event::EventBody;
use policy::param::{Every, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Cue, Finder, Judges, Outcomes};
use crate::kind::Built;
use crate::reading::reviews;
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 每到 `every` 请 `by` 在群里发一次 `what`。这一期里 `by`、群主或管理员发的消息,有 `what` 里的字样
    /// 就算做到了;没有写 `what` 的,发一篇文章、图片、文件或一段长些的话就算。
    ///
    /// ## 用处
    /// 群里一直有该有的内容,不靠谁临时想起来。
    ///
    /// ## 例子
    /// ```scenario
    /// [content-plan]
    /// what = "关于家庭教育的文章"
    /// every = "1w"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"}]}   => content-plan task to=admin reason~家庭教育
    /// 2026-03-03 09:00 u7: 我转一篇家庭教育的文章
    /// 2026-03-04 09:00 ann: 家庭教育:怎样陪孩子写作业
    /// 2026-03-09 09:00 tick   => content-plan task case=g-2
    /// 2026-03-15 09:00 tick   => content-plan task case=g-2 reason~提醒
    /// 2026-03-16 09:00 tick   => content-plan task case=g-2 reason~没有; content-plan task case=g-3
    /// ```
    ///
    /// ## 限度
    /// 按字样判断,认不出换了说法的内容,这时请在任务里点“完成”。不写 `every` 的(如“经常发”),一个月
    /// 提醒一次;有事才发的内容(如事故通报),没有事就点“完成”。
    "content-plan": "定期在群里发布内容",
    english: "what administrators publish, and how often",
    family: Ops, level: Duty, part: Finds,
    params {
        /// 发什么
        maybe "what" what: String,
        /// 多久一次:时长或日子
        with "every" every: Every = "1mo",
        /// 谁来发;不写就是管理员
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct ContentPlan {
    routine: Routine,
    /// What the posts speak of; empty: anything.
    words: Vec<String>,
}

fn build(params: Params) -> Built {
    let what = match &params.what {
        Some(what) => format!("本期请在群里发布:{what}"),
        None => "本期请按计划在群里发布内容".to_owned(),
    };
    let words = params.what.as_deref().map(kernels).unwrap_or_default();
    let routine = Routine::of("content-plan", params.every, params.by, Place::Groups, what);
    Built::Finder(Box::new(ContentPlan { routine, words }))
}

/// The words that a post on the subject has: of 关于家庭教育的文章 remains 家庭教育.
fn kernels(what: &str) -> Vec<String> {
    const LEFT_OUT: &[&str] = &[
        "关于",
        "有关",
        "相关",
        "最新的",
        "最新",
        "的文章",
        "的信息",
        "的内容",
        "的知识",
        "的资料",
        "的漏洞",
        "方面存在",
        "以及",
        "一些",
    ];
    let plain = LEFT_OUT.iter().fold(what.to_owned(), |rest, word| rest.replace(word, " "));
    plain
        .split([' ', '、', ',', '，', '和', '与', '及', '或'])
        .map(|word| word.trim().trim_matches('的').to_owned())
        .filter(|word| (2..=12).contains(&word.chars().count()))
        .collect()
}

impl ContentPlan {
    fn is_post(&self, scene: &Scene<'_>) -> bool {
        /// Shorter texts are turns of talk.
        const CHARS_MIN: u32 = 20;
        let EventBody::Message { text, media, .. } = &scene.event.body else { return false };
        if self.words.is_empty() {
            return !media.is_empty() || scene.reading.chars >= CHARS_MIN;
        }
        let says = |text: &str| self.words.iter().any(|word| text.has_word(word.as_str()));
        let titled = media.iter().filter_map(|one| one.title.as_deref()).any(says);
        says(text) || titled
    }
}

impl Finder for ContentPlan {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Notice]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn cue(&self) -> Option<Cue> {
        Cue::spoken_by([&self.routine.to])
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        let runs = scene.group.member(actor).is_some_and(|member| member.roles.runs_group());
        let noticed = match &scene.event.body {
            EventBody::Notice { text, .. } => {
                self.words.iter().any(|word| text.has_word(word.as_str()))
            }
            _ => self.is_post(scene),
        };
        if noticed && (runs || scene.group.is(actor, &self.routine.to)) {
            self.routine.fulfilled(out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.begins(moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        self.routine.comes_due(entry, moment, out);
    }
}

/// Those who run the group, and what they publish in it again and again.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reviews::content_plan(clause, norms);
}
