//! Rule kind `no-interruption`: nobody talks into a lecture or somebody's turn to speak.

use crate::clause::Words;
use std::borrow::Cow;

use model::event::{EventBody, MediaKind};
use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Cue, Finder, Outcome, Outcomes, Sign};
use crate::kind::Built;
use crate::reading::content::is_ban;
use crate::register::Entry;
use crate::scene::{MemberIx, Scene};
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 讲座、分享、轮到人发言时,别人不要插话。管理员、群主、群秘书或领导在群里(或发通知)说开始,
    /// 这一段就开始,如“讲座现在开始”“有请王老师分享”“请大家先不要发言”;他们或主讲人说结束就结束,
    /// 如“今天的分享到这里”“现在可以自由提问”。没有人说结束的,满 `longest` 就算结束。
    ///
    /// 说开始时 @ 了谁,谁就是主讲人;没有 @ 的,除说开始的人以外,第一个发语音或说话超过 30 字的人
    /// 算主讲人。其他人这时说话,先问管理员算不算打断,每人每场只问一次。“收到”、鼓掌、表情、“谢谢
    /// 老师”之类的短话不算。
    ///
    /// ## 用处
    /// 讲的人不被打断,后来的人翻记录也能连着看。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) wang u7 u8
    /// [no-interruption]
    /// ---
    /// 2026-03-02 19:00 u7: 晚饭吃了吗
    /// 19:30 ann {"kind":"message","text":"讲座现在开始,有请王老师","mentions":["wang"]}
    /// 19:31 wang: 大家好,今天讲讲作息
    /// 19:32 u7: 谢谢老师
    /// 19:35 u7: 我想起一件事,上次说的表交了没有   => no-interruption ask member=u7
    /// 19:36 u7: 就是那张蓝色的表呀
    /// 19:50 wang: 今天的分享到这里,欢迎提问
    /// 19:51 u8: 老师,几点睡合适?
    /// ```
    ///
    /// 没有说结束的,到时间自己结束:
    ///
    /// ```scenario
    /// members: ann(admin) u7
    /// [no-interruption]
    /// longest = "1h"
    /// ---
    /// 2026-03-02 19:00 ann {"kind":"notice","text":"分享马上开始,请大家保持安静"}
    /// 20:30 u7: 昨天的资料谁有
    /// ```
    ///
    /// ## 限度
    /// 平时两个人说话被第三个人打断,系统看不出来,只管说了开始的讲座和发言。预告(“明天晚上讲座
    /// 开始”)不算开始。
    "no-interruption": "讲座和别人发言时不插话",
    english: "others and lectures are not interrupted",
    family: Content, level: Assisted, part: Finds,
    params {
        /// 一场最长多久,没有人说结束时用
        with "longest" longest: Span = "3h",
    }
    since: "0.2.0"
}

/// The list of the register; keys: [`ON`], [`SPEAKER`], and `told/ID` for each who was asked
/// about.
const LIST: &str = "lecture";
const ON: &str = "on";
const SPEAKER: &str = "speaker";
/// So many characters are a speech rather than a remark.
const SPEECH_CHARS: u32 = 30;
/// Up to so many characters, words of applause are applause.
const APPLAUSE_CHARS: u32 = 10;

#[derive(Debug)]
struct NoInterruption {
    longest: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoInterruption { longest: params.longest }))
}

/// Whether a text says that somebody begins to speak now.
fn begins(folded: &Folded) -> bool {
    const QUIET: &[&str] = &[
        "先不要发言",
        "不要发言",
        "暂停发言",
        "停止发言",
        "保持安静",
        "请安静",
        "禁言听讲",
        "请勿插话",
        "不要插话",
        "请勿打断",
        "不要打断",
        "暂时禁言",
        "认真听讲",
        "请勿发言",
        "勿刷屏听讲",
    ];
    const WHAT: &[&str] = &[
        "讲座",
        "分享",
        "授课",
        "讲课",
        "上课",
        "直播课",
        "演讲",
        "宣讲",
        "主讲",
        "培训",
        "微课",
        "领读",
        "共读",
        "答辩",
        "汇报",
        "述职",
        "发言",
        "朗读",
        "读书会",
        "说明会",
        "沙龙",
        "老师",
    ];
    const NOW: &[&str] = &[
        "现在开始",
        "正式开始",
        "马上开始",
        "开始了",
        "开始啦",
        "这就开始",
        "有请",
        "下面请",
        "下面由",
        "现在请",
        "欢迎开讲",
        "开讲了",
        "开讲啦",
        "现在由",
        "接下来请",
        "接下来由",
    ];
    const LATER: &[&str] = &[
        "明天",
        "明晚",
        "后天",
        "下周",
        "今晚",
        "将于",
        "定于",
        "预告",
        "几点",
        "报名",
        "还有",
        "分钟后",
        "小时后",
        "结束",
    ];
    !folded.has(LATER)
        && (folded.has(QUIET)
            || (folded.has(NOW) && folded.has(WHAT))
            || ["讲座开始", "分享开始", "开始讲课", "开始上课", "开始分享", "开始授课"]
                .iter()
                .any(|word| folded.ends_with(word)))
}

/// Whether a text says that everybody may speak again.
fn ends(folded: &Folded) -> bool {
    const WORDS: &[&str] = &[
        "讲座结束",
        "分享结束",
        "讲课结束",
        "授课结束",
        "培训结束",
        "发言结束",
        "汇报结束",
        "宣讲结束",
        "课程结束",
        "演讲结束",
        "到此结束",
        "分享到这",
        "讲到这",
        "就到这",
        "先到这",
        "到此为止",
        "讲完了",
        "分享完了",
        "说完了",
        "自由交流",
        "自由讨论",
        "自由提问",
        "自由发言",
        "可以提问",
        "欢迎提问",
        "提问环节",
        "答疑环节",
        "互动环节",
        "可以发言",
        "可以说话",
        "解除禁言",
        "取消禁言",
        "恢复发言",
    ];
    folded.has(WORDS)
}

/// Whether a message only acknowledges or applauds.
fn applauds(scene: &Scene<'_>, folded: &Folded) -> bool {
    const WORDS: &[&str] = &[
        "谢谢",
        "感谢",
        "辛苦",
        "老师好",
        "鼓掌",
        "点赞",
        "学习了",
        "受教",
        "精彩",
        "太好了",
        "讲得好",
        "说得好",
        "666",
        "棒",
        "赞",
        "欢迎",
        "在听",
        "听到",
        "来了",
        "到了",
        "签到",
        "大家好",
    ];
    let reading = scene.reading;
    !reading.own_words
        || reading.acknowledges
        || (reading.chars <= APPLAUSE_CHARS && folded.has(WORDS))
}

impl NoInterruption {
    fn begin(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let due = scene.zone.add(scene.now, self.longest);
        strike_old(scene, out);
        out.push(Outcome::Enter(Entry::new(LIST, ON).of(scene.actor).due(due)));
        if let EventBody::Message { mentions, .. } = &scene.event.body {
            let speakers = mentions.iter().filter_map(|id| scene.group.find(id));
            for (number, speaker) in speakers.take(SPEAKERS_MAX).enumerate() {
                out.push(Outcome::Enter(
                    Entry::new(LIST, &format!("{SPEAKER}/{number}")).of(Some(speaker)).due(due),
                ));
            }
        }
    }
}

/// The most speakers of one lecture.
const SPEAKERS_MAX: usize = 8;

/// Whatever is kept of a lecture is no longer wanted.
fn strike_old(scene: &Scene<'_>, out: &mut Outcomes) {
    for entry in scene.group.entries(LIST, "") {
        out.push(Outcome::Strike { list: LIST.to_owned(), key: entry.key.clone() });
    }
}

fn is_speaker(scene: &Scene<'_>, who: MemberIx) -> bool {
    scene.group.entries(LIST, SPEAKER).iter().any(|entry| entry.member == Some(who))
}

impl Finder for NoInterruption {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message, EventKind::Notice]
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or(&[Sign::Leads]).or_while(&[LIST]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        let is_notice = matches!(scene.event.body, EventBody::Notice { .. });
        let leads = is_notice || signals::speaks_for_group(scene);
        let on = scene.group.entry(LIST, ON);
        // Most talk is neither by those who lead nor during a lecture.
        if !leads && on.is_none() {
            return;
        }
        let folded = match &scene.event.body {
            EventBody::Message { .. } => Cow::Borrowed(signals::folded(scene)),
            EventBody::Notice { text, .. } => {
                Cow::Owned(Folded::new(signals::fold(text::quote::split(text).1)))
            }
            _ => return,
        };
        if on.is_some() && (leads || is_speaker(scene, actor)) {
            if ends(&folded) {
                strike_old(scene, out);
            }
            return;
        }
        let asks = scene.reading.question;
        if leads {
            if !asks && begins(&folded) {
                self.begin(scene, out);
            }
            return;
        }
        let Some(on) = on.filter(|_| !is_notice) else { return };
        if scene.group.entries(LIST, SPEAKER).is_empty() && speaks_at_length(scene) {
            let mut entry = Entry::new(LIST, &format!("{SPEAKER}/0")).of(Some(actor));
            entry.due = on.due;
            out.push(Outcome::Enter(entry));
            return;
        }
        let told = format!("told/{}", scene.group.id(actor));
        if applauds(scene, &folded) || scene.group.entry(LIST, &told).is_some() {
            return;
        }
        let mut entry = Entry::new(LIST, &told).of(Some(actor));
        entry.due = on.due;
        out.push(Outcome::Enter(entry));
        out.push(signals::doubt(
            scene,
            format!("讲座或别人发言时说话({} 字)", scene.reading.chars),
            "现在有人正在讲,请等讲完再说",
        ));
    }
}

/// Whether a message is part of a speech: a voice message, or more than a remark.
fn speaks_at_length(scene: &Scene<'_>) -> bool {
    let EventBody::Message { media, .. } = &scene.event.body else { return false };
    scene.reading.chars > SPEECH_CHARS || media.iter().any(|one| one.kind == MediaKind::Voice)
}

/// A ban on breaking in: 打断, 插话, or disturbing what others are saying.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const BREAK_IN: &[&str] =
        &["打断", "插话", "插嘴", "抢话", "插播", "岔开", "打岔", "抢麦", "带偏", "岔话"];
    const TALK: &[&str] = &[
        "聊天", "讲座", "讲课", "授课", "上课", "发言", "分享", "讨论", "主持", "会议", "直播",
        "谈话", "交流", "演讲", "朗读", "老师", "别人", "他人", "对方", "说话", "话题",
    ];
    const DISTURB: &[&str] = &["扰乱正常", "恶意干扰", "恶意扰乱", "干扰"];
    const QUIET: &[&str] = &[
        "保持安静",
        "静音",
        "不要发言",
        "请勿发言",
        "不发言",
        "不得发言",
        "禁言",
        "别发言",
        "勿发言",
        "别说话",
        "不说话",
        "勿说话",
        "勿闲聊",
        "别闲聊",
        "不闲聊",
        "不要闲聊",
        "不要聊天",
        "别聊天",
        "闭麦",
        "关麦",
    ];
    const DURING: &[&str] = &[
        "讲座期间",
        "讲座时",
        "授课时",
        "授课期间",
        "讲课时",
        "讲课期间",
        "分享时",
        "分享期间",
        "上课时",
        "上课期间",
        "直播时",
        "直播期间",
        "发言时",
        "讲话时",
        "培训时",
        "培训期间",
        "会议期间",
        "开会时",
        "领读时",
        "讲座进行",
        "进行中",
        "示范时",
        "演示时",
        "表演时",
        "发言期间",
        "分享环节",
        "答疑期间",
        "直播中",
        "上课中",
        "领唱",
        "领读人",
        "讨论时",
        "研讨时",
        "共读时",
        "讲书时",
        "连麦时",
        "排练时",
        "答疑时",
        "讲解时",
        "讲经时",
        "主讲人",
        "嘉宾",
        "老师讲",
        "宣讲时",
        "演讲时",
        "主讲",
    ];
    let states = |sentence: &str| {
        let bans = is_ban(clause, sentence)
            || has(sentence, &["请", "不打断", "不插话", "不抢话", "不插嘴", "不随意打断"]);
        let others = has(sentence, BREAK_IN) && has(sentence, TALK);
        // 干扰群内聊天: what goes on in the group is disturbed, not its order or its members.
        let disturbs = DISTURB.iter().any(|word| {
            sentence.parted_at(word).is_some_and(|(_, rest)| {
                let object: String = rest.chars().take(OBJECT_CHARS).collect();
                has(
                    &object,
                    &["聊天", "讲座", "讲课", "授课", "上课", "发言", "分享", "讨论", "课堂"],
                )
            })
        });
        let hushed = has(sentence, DURING) && has(sentence, QUIET);
        // How calls, customers or machines are interrupted is another matter.
        let other =
            has(sentence, &["客户", "顾客", "中断", "电话", "罚"]) && !has(sentence, &["群"]);
        bans && !other && (others || disturbs || hushed)
    };
    if clause.sentences().any(states) {
        norms.push(Norm::new("no-interruption"));
    }
}

/// How far behind 干扰 its object stands, in characters.
const OBJECT_CHARS: usize = 8;
