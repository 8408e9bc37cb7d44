//! Rule kind `topic`: the group is for named purposes; what does not belong is put to a person.

use crate::clause::Words;
use model::{Category, EventKind, Span};
use policy::param::Count;
use text::Topic;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Cue, Finder, Outcome, Outcomes, Sign};
use crate::kind::Built;
use crate::reading::{list, subjects, topics};
use crate::register::Entry;
use crate::scene::Scene;
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 本群只谈 `only` 写的事,不谈 `not` 写的事,两样都可以不写。系统看到像是跑题的话,先问管理员,
    /// 管理员说是才提醒:
    ///
    /// - 话里有 `not` 所写的词,或明显属于它(如 `not` 写了“政治”“宗教”“游戏”);
    /// - 求投票、求点赞、砍价、拼单一类的请求,和做广告的话;
    /// - 几个人一起谈吃喝玩乐、电视剧、明星、球赛之类的事。
    ///
    /// 没有写 `only`,`not` 又只写了“政治”“宗教”这样具体的话题的,只看第一样:别的话都可以谈。
    ///
    /// 话里有 `only` 所写的词,就不算闲谈。几个人一起闲谈只问一次;问过以后,`pause` 这么长时间内
    /// 不再问。
    ///
    /// ## 用处
    /// 工作群、家长群里一闲聊,要紧的通知就看不见了。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8 u9
    /// [topic]
    /// only = "工作交流"
    /// not = ["聊天", "政治话题"]
    /// ---
    /// 2026-03-02 20:00 u7: 今晚的球赛你们看了没有
    /// 20:01 u8: 看了,那个明星也去现场了
    /// 20:02 u7: 明天晚上一起打麻将吧   => topic ask status=pending reason~打麻将
    /// 20:03 u9: 打麻将算我一个,顺便聊聊那部电视剧
    /// 20:20 u8: 明天的排班表发群里了
    /// ```
    ///
    /// 平常的短话不算跑题:
    ///
    /// ```scenario
    /// members: u7 u8
    /// [topic]
    /// only = "家校合作交流"
    /// ---
    /// 2026-03-02 20:00 u7: 老师好
    /// 20:01 u8: 谢谢老师,辛苦了
    /// 20:02 u7: 孩子今天的作业写完了
    /// 20:05 u8: 麻烦大家帮我家孩子投票,每天都能投,点进去拉票   => topic ask
    /// ```
    ///
    /// 只是不谈某个话题的群,别的都可以谈:
    ///
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [topic]
    /// not = ["政治", "宗教"]
    /// ---
    /// 2026-03-02 20:00 u7: 今晚的球赛你们看了没有
    /// 20:01 u8: 看了,那个明星也去现场了
    /// 20:02 u7: 明天一起打麻将吧
    /// 20:03 u8: 老家土鸡蛋低价处理,加微信 abc12345
    /// 20:04 u7: 聊聊政治吧   => topic ask reason~政治
    /// ```
    ///
    /// ## 限度
    /// 是不是跑题,系统拿不准,一律由人判断。只看文字和分享的标题;换一种说法的闲谈可能看不出来。
    /// `not` 只写“无关内容”的,系统没有词可以对照,只看后两种情形。
    "topic": "群里只谈规定的事",
    english: "talk keeps to what the group is for",
    family: Content, level: Assisted, part: Finds,
    params {
        /// 本群只谈什么
        maybe "only" only: Vec<String>,
        /// 本群不谈什么
        maybe "not" not: Vec<String>,
        /// 问过一次以后,隔多久才再问
        with "pause" pause: Span = "10m",
        /// 几句闲谈算是闲聊起来了
        with "turns" turns: Turns = "3",
    }
    since: "0.2.0"
}

/// How many turns are idle talk.
type Turns = Count<1, 50>;

/// The list of the register on which the kind notes what it has asked and counted.
const LIST: &str = "topic";
/// How long idle talk counts towards one conversation.
const TALK: Span = Span::Ms(10 * model::time::MINUTE_MS);

#[derive(Debug)]
struct TopicRule {
    /// Words of what the group is for.
    only: Vec<String>,
    /// Words of what it is not for.
    not: Vec<String>,
    /// Categories that the words of `not` mean.
    categories: Vec<Category>,
    /// Requests, advertising and idle talk do not belong here either.
    purposeful: bool,
    pause: Span,
    turns: u32,
}

fn build(params: Params) -> Built {
    let purposeful = params.only.is_some() || !only_subjects(params.not.as_deref());
    let not = params.not.unwrap_or_default();
    let categories = not.iter().flat_map(|one| subjects::categories(one)).collect();
    Built::Finder(Box::new(TopicRule {
        only: keywords(&params.only.unwrap_or_default()),
        not: keywords(&not),
        categories,
        purposeful,
        pause: params.pause,
        turns: params.turns.0,
    }))
}

/// Whether what is not talked about is nothing but subjects (政治, 宗教): then everything else
/// may be. 闲聊 and 无关内容 leave no word; 广告 and 拉票 mean what is looked for anyway.
fn only_subjects(not: Option<&[String]>) -> bool {
    const GENERAL: &[&str] = &[
        "无关", "广告", "推销", "拉票", "投票", "点赞", "砍价", "拼单", "聊", "闲", "八卦", "灌水",
    ];
    let subject = |phrase: &String| !has(phrase, GENERAL) && !subjects::keywords(phrase).is_empty();
    not.is_some_and(|phrases| !phrases.is_empty() && phrases.iter().all(subject))
}

/// The words of a list that say something by themselves, as messages are folded.
fn keywords(phrases: &[String]) -> Vec<String> {
    let mut words: Vec<String> = phrases
        .iter()
        .flat_map(|phrase| subjects::keywords(phrase))
        .map(|word| signals::fold(&word))
        .filter(|word| word.chars().count() > 1)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

impl TopicRule {
    /// What of a message surely does not belong here, in words.
    fn strays(&self, scene: &Scene<'_>) -> Option<String> {
        if scene.heard {
            let named: Vec<&str> = self.not.iter().map(String::as_str).collect();
            let named = signals::folded(scene).named(&named);
            if !named.is_empty() {
                return Some(format!("提到了本群不谈的{}", signals::quoted(&named)));
            }
        }
        let stray = |topic: Topic| scene.reading.score(topic) >= text::ASK;
        let listed = self.categories.iter().copied().map(Topic::Category).find(|&one| stray(one));
        let general = [Topic::Category(Category::Solicit), Topic::Ads]
            .into_iter()
            .find(|&one| self.purposeful && stray(one) && !self.belongs(signals::folded(scene)));
        let topic = listed.or(general)?;
        Some(format!("像是{}:命中{}", topic.in_words(), crate::hits::in_words(scene, topic)))
    }

    /// Whether a text is about what the group is for.
    fn belongs(&self, folded: &Folded) -> bool {
        self.only.iter().any(|word| folded.has_word(word.as_str()))
    }

    /// How many turns of idle talk there are with this one, and whether several people talk.
    fn idle_turns(&self, scene: &Scene<'_>, out: &mut Outcomes) -> i64 {
        let began = |entry: &Entry| scene.zone.add(entry.at, TALK);
        let before = scene.group.entry(LIST, TURNS).filter(|entry| scene.now < began(entry));
        let turns = before.map_or(0, |entry| entry.number).saturating_add(1);
        let due =
            before.and_then(|entry| entry.due).unwrap_or_else(|| scene.zone.add(scene.now, TALK));
        out.push(Outcome::Enter(Entry::new(LIST, TURNS).number(turns).due(due)));
        turns
    }
}

/// The key under which turns of idle talk are counted.
const TURNS: &str = "turns";
/// The key under which a question is noted.
const ASKED: &str = "asked";

impl Finder for TopicRule {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        let idle: &[&str] = if self.purposeful { IDLE } else { &[] };
        Some(Cue::words(&[idle]).or_words(&self.not).or(&[Sign::Hit]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let reading = scene.reading;
        if !reading.own_words || reading.acknowledges {
            return;
        }
        let reason = match self.strays(scene) {
            Some(reason) => reason,
            None if !(self.purposeful && scene.heard) => return,
            None => {
                let folded = signals::folded(scene);
                let idle = folded.named(IDLE);
                if idle.is_empty() || self.belongs(folded) {
                    return;
                }
                let turns = self.idle_turns(scene, out);
                if turns < i64::from(self.turns) {
                    return;
                }
                format!("像是闲谈:十分钟内第 {turns} 句,提到{}", signals::quoted(&idle))
            }
        };
        if signals::first_within(scene, LIST, ASKED, self.pause, out) {
            out.push(signals::doubt(scene, reason, "这些话和本群要谈的事无关,请换个地方谈"));
        }
    }
}

/// Words of leisure: each of them alone says little, several in a row are idle talk.
const IDLE: &[&str] = &[
    "打麻将",
    "搓麻将",
    "斗地主",
    "打牌",
    "打游戏",
    "开黑",
    "王者荣耀",
    "吃鸡",
    "电视剧",
    "追剧",
    "综艺",
    "明星",
    "八卦",
    "偶像",
    "演唱会",
    "球赛",
    "世界杯",
    "欧冠",
    "英超",
    "双色球",
    "买彩票",
    "股票",
    "炒股",
    "基金涨",
    "基金跌",
    "房价",
    "烧烤",
    "火锅",
    "喝酒",
    "撸串",
    "夜宵",
    "宵夜",
    "减肥",
    "健身房",
    "星座",
    "算卦",
    "做梦",
    "相亲",
    "谈恋爱",
    "男朋友",
    "女朋友",
    "前任",
    "婆婆",
    "钓鱼去",
    "逛街",
    "淘宝",
    "直播间",
    "抢购",
    "网红",
    "段子",
    "笑死",
    "哈哈哈哈",
    "自驾游",
    "旅游攻略",
    "美甲",
    "口红",
    "养猫",
    "养狗",
    "遛狗",
    "撸猫",
    "好无聊",
    "无聊死",
];

/// The group is for something, or something does not belong in it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(terms) = topics::terms(clause) else {
        norms.extend(topics::led(clause));
        return;
    };
    let some = |words: Vec<String>| (!words.is_empty()).then(|| list(&words));
    norms.push(
        Norm::new("topic").with_some("only", some(terms.only)).with_some("not", some(terms.not)),
    );
}
