//! Rule kind `verified-source`: what is posted must be true and sourced; hearsay is put to a
//! person.

use model::event::EventBody;
use model::{Category, EventKind, Span};
use text::Topic;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Outcomes, Sign};
use crate::hosts;
use crate::kind::Built;
use crate::reading::truth;
use crate::scene::Scene;
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 发的、转的消息要真实,有出处。系统看不出一件事是真是假,只看一条消息像不像没有出处的传言,像
    /// 的交管理员核实:
    ///
    /// - 催人转发(“速转”“扩散”“转给家人”);
    /// - 听来的(“据说”“听说”“网传”“内部人士”);
    /// - 吓人的(“震惊”“出大事了”“紧急通知”“马上删”)。
    ///
    /// 三样占了两样,占一样又带着外部链接,或 40 字以上占一样里的两个词,算像。写了来源、引了官方通报、只指向
    /// `trusted` 网站的,正在问真假的,和辟谣的,都不算。群主、管理员和领导发的不看。同一个人
    /// `pause` 内只问一次。
    ///
    /// ## 用处
    /// 传言在家长群、业主群里走得最快;发出来一小时内有人核实,比事后追究有用。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8 u9
    /// [verified-source]
    /// trusted = ["gov.cn"]
    /// ---
    /// 2026-03-02 09:00 u7: 听说隔壁小区出大事了,赶紧转给家里人看看   => verified-source ask reason~听说
    /// 09:01 u8: 听说明天下雨
    /// 09:02 u8: 网传停水三天,是真的吗?
    /// 09:03 u9: 紧急通知,停水两天,扩散一下。来源:市水务局公告
    /// 09:04 u9: 紧急通知,详情看 https://www.gov.cn/a
    /// 09:05 u8: 震惊!吃了二十年才知道 https://news.example.com/a   => verified-source ask
    /// ```
    ///
    /// ## 限度
    /// 写了来源的也可能是假的,没有这些词的也可能是传言;图片、语音、合并转发里的话看不到。产品的
    /// 夸大说法由 `sales-compliance` 和 `forbidden-content` 管。
    "verified-source": "发布、转发的消息要真实,有出处",
    english: "what is passed on is true, checked and sourced",
    family: Content, level: Assisted, part: Finds,
    params {
        /// 信得过的网站,如 gov.cn 和本单位的网站
        maybe "trusted" trusted: Vec<String>,
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "verified-source";
/// From so many characters a message tells a story.
const STORY_CHARS: u32 = 40;

/// Urges others to pass it on.
const URGES: &[&str] = &[
    "速看",
    "速转",
    "快转",
    "转起来",
    "赶紧转",
    "赶快转",
    "马上转",
    "抓紧转",
    "扩散",
    "转给家",
    "转给亲",
    "转给朋友",
    "转发给",
    "转告家",
    "请转发",
    "帮忙转",
    "互相转告",
    "相互转告",
    "转到各群",
    "转各群",
    "看到请转",
    "都转一下",
    "周知一下",
    "转发到",
    "群转发",
];
/// Names no source but hearsay.
const HEARSAY: &[&str] = &[
    "据说",
    "听说",
    "网传",
    "网上说",
    "有人说",
    "朋友说",
    "亲戚说",
    "同学说",
    "群里说",
    "听人说",
    "内部消息",
    "内部人士",
    "可靠消息",
    "小道消息",
    "知情人",
    "据传",
    "传言",
    "有消息称",
    "有网友",
    "某医院",
    "某学校",
    "朋友圈都在",
    "我一个朋友",
    "疑似",
];
/// Alarms.
const ALARMS: &[&str] = &[
    "震惊",
    "惊呆",
    "惊爆",
    "吓死",
    "太可怕",
    "可怕了",
    "出大事",
    "出事了",
    "紧急通知",
    "紧急提醒",
    "紧急扩散",
    "重大消息",
    "重磅",
    "刚刚发生",
    "突发",
    "速速",
    "马上删",
    "马上被删",
    "看完就删",
    "曝光",
    "不敢相信",
    "千万别",
    "千万不要",
    "致癌",
    "有毒",
    "偷孩子",
    "抢孩子",
    "拐卖",
    "爆炸",
    "死了好多",
    "封城",
    "停课了",
    "要涨价",
    "即将涨价",
    "倒闭",
    "跑路",
    "内幕",
    "真相",
];
/// Names a source, or says that the matter is settled or being asked about.
const SOURCED: &[&str] = &[
    "来源",
    "出处",
    "转自",
    "摘自",
    "引自",
    "官方",
    "通报称",
    "新华社",
    "人民日报",
    "央视新闻",
    "公安局通报",
    "派出所通报",
    "卫健委",
    "教育局",
    "疾控",
    "应急管理局",
    "气象局",
    "气象台",
    "政府网",
    "发布会",
    "辟谣",
    "谣言",
    "不信谣",
    "别信",
    "不要相信",
    "假消息",
    "假的",
    "不实",
    "已核实",
    "求证",
    "核实",
    "真的假的",
    "真假",
    "是真的吗",
    "可信吗",
];

#[derive(Debug)]
struct VerifiedSource {
    trusted: Vec<String>,
    pause: Span,
}

fn build(params: Params) -> Built {
    let trusted = params.trusted.unwrap_or_default();
    Built::Finder(Box::new(VerifiedSource { trusted, pause: params.pause }))
}

impl VerifiedSource {
    /// What makes a message look like hearsay, in words.
    fn suspects(&self, scene: &Scene<'_>) -> Option<String> {
        let EventBody::Message { text, media, .. } = &scene.event.body else { return None };
        let reading = scene.reading;
        let rumor = Topic::Category(Category::Rumor);
        let is_rumor = reading.score(rumor) >= text::ASK;
        if reading.question || !(is_rumor || scene.heard) {
            return None;
        }
        let folded = signals::folded_with_titles(scene);
        if folded.has(SOURCED) {
            return None;
        }
        let linked = reading.links > 0;
        if linked && hosts::all_within(text, media, reading.links, &self.trusted) {
            return None;
        }
        if is_rumor {
            return Some(format!("像是传言:命中{}", crate::hits::in_words(scene, rumor)));
        }
        let signs: Vec<Vec<&str>> =
            [URGES, HEARSAY, ALARMS].iter().map(|words| folded.named(words)).collect();
        let sorts = signs.iter().filter(|words| !words.is_empty()).count();
        let story = linked || reading.chars >= STORY_CHARS;
        let words: Vec<&str> = signs.into_iter().flatten().collect();
        (sorts > 1 || (sorts == 1 && story && (linked || words.len() > 1)))
            .then(|| format!("没有写来源,且有{}", signals::quoted(&words)))
    }
}

impl Finder for VerifiedSource {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[URGES, HEARSAY, ALARMS]).or(&[Sign::Hit]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        if signals::speaks_for_group(scene) {
            return;
        }
        let Some(reason) = self.suspects(scene) else { return };
        if signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out) {
            out.push(signals::doubt(scene, reason, "转发的消息请先核实,并写明来源"));
        }
    }
}

/// What is posted must be true, checked or sourced.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if truth::wants_truth(clause) {
        norms.push(Norm::new("verified-source"));
    }
}
