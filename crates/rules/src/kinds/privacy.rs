//! Rule kind `privacy`: personal data and pictures of others are not exposed.

use model::event::{EventBody, MediaKind};
use model::{Category, EventKind, Span};
use text::Topic;
use text::personal::{Personal, personal};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Cue, Finder, Outcomes, Sign};
use crate::kind::Built;
use crate::reading::secrets;
use crate::scene::Scene;
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 不在群里公开别人的个人信息。系统看下面几样:
    ///
    /// - 身份证号(按校验位确认)、写明是卡号的银行卡号(按校验位确认):这两样公开了都有害,不论是谁的,
    ///   直接按规定处理,请发的人撤回;
    /// - 别人的手机号:话里说的是别人(他、她、某某家长、业主),或一次列出三个以上号码;
    /// - 别人的住址:话里说的是别人,又写了楼栋、单元、房号;
    /// - 名字后面跟着分数的名单,三行以上;
    /// - 偷拍、曝光、人肉别人。
    ///
    /// 后几样先问管理员。留自己的电话(“我的电话”“联系我”)、公布服务电话,都不算。同一个人 `pause`
    /// 内只问一次。
    ///
    /// ## 用处
    /// 通讯录、成绩单、身份证照片一进群,就再也收不回来;早一分钟撤回,少一分害处。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [privacy]
    /// ---
    /// 2026-03-02 09:00 u7: 有事联系我,我的电话 13800001111
    /// 09:01 u7: 他家住3号楼2单元501室,电话 13900002222   => privacy ask status=pending member=u7
    /// 09:02 u8: 报名要身份证号,我的是 11010519491231002X   => privacy remind member=u8 !text~1101
    /// 09:03 u8: 物业电话 13800003333
    /// ```
    ///
    /// 成绩名单:
    ///
    /// ```scenario
    /// members: ann(admin) u7
    /// [privacy]
    /// ---
    /// 2026-03-02 09:00 u7: 这次测验:张三 95,李四 88,王小五 61   => privacy ask reason~名单
    /// 09:20 u7: 菜价:白菜2元,萝卜3元,土豆2元
    /// ```
    ///
    /// ## 限度
    /// 只看文字,照片和表格文件里的信息看不出来。姓名单独出现不算。`forbidden-content` 的 `privacy`
    /// 类管的是买卖个人信息。
    "privacy": "不公开他人的个人信息",
    english: "personal data and pictures of others are not exposed",
    family: Content, level: Assisted, part: Finds,
    params {
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "privacy";
/// So many mobile numbers are a list of people.
const NUMBERS_MIN: u32 = 3;

#[derive(Debug)]
struct Privacy {
    pause: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Privacy { pause: params.pause }))
}

/// Speaks of somebody else.
const OTHERS: &[&str] = &[
    "他的",
    "她的",
    "他家",
    "她家",
    "他电话",
    "她电话",
    "他手机",
    "她手机",
    "他住",
    "她住",
    "他叫",
    "她叫",
    "就是他",
    "就是她",
    "这个人",
    "此人",
    "家长电话",
    "同学家",
    "业主",
    "孩子家",
    "学生家",
    "老师家",
    "邻居",
    "那家",
    "这家人",
    "某某",
    "妈妈电话",
    "爸爸电话",
    "当事人",
    "打他",
    "打她",
    "找他",
    "找她",
    "骚扰",
];
/// Speaks of oneself, or of a number that is there to be called.
const OWN: &[&str] = &[
    "我的电话",
    "我电话",
    "我手机",
    "我的手机",
    "我的号码",
    "联系我",
    "打我",
    "加我",
    "本人",
    "我家",
    "我住",
    "我叫",
    "我的地址",
    "寄给我",
];
const SERVICE: &[&str] = &[
    "物业电话",
    "客服",
    "热线",
    "值班电话",
    "报修电话",
    "服务电话",
    "办公电话",
    "咨询电话",
    "投诉电话",
    "门店",
    "店里",
    "公司电话",
    "学校电话",
    "前台",
    "师傅",
    "维修",
    "快递",
    "外卖",
    "联系人",
    "报名电话",
];
/// Words of a home address.
const ADDRESS: &[&str] = &["号楼", "单元", "室", "栋", "幢", "弄", "门牌", "房号", "村组"];
const LIVES: &[&str] = &["住", "家在", "地址", "家里是"];
/// Exposes somebody.
const EXPOSES: &[&str] = &[
    "偷拍",
    "人肉",
    "开盒",
    "挂他",
    "挂她",
    "曝光他",
    "曝光她",
    "查他",
    "查她",
    "他身份证",
    "她身份证",
    "聊天截图曝光",
    "发他照片",
    "发她照片",
    "把他照片",
    "把她照片",
    "大家记住这张脸",
    "认住这个人",
];
/// Calls a number a card's.
const CARD: &[&str] =
    &["卡号", "银行卡", "储蓄卡", "信用卡", "开户行", "工商银行", "建设银行", "农业银行"];
/// An account that is there to be paid into.
const PUBLIC_ACCOUNT: &[&str] =
    &["对公", "公司账户", "公司账号", "公户", "单位账户", "募捐", "捐款账", "缴费账", "收款单位"];

/// What is found: how sure it is, and in words.
fn exposes(scene: &Scene<'_>, own: &str) -> Option<(Certainty, String)> {
    let found = personal(own);
    if found.identity_numbers > 0 {
        return Some((Certainty::Act, format!("有 {} 个身份证号", found.identity_numbers)));
    }
    if found.bank_cards > 0 && !signals::folded(scene).has(PUBLIC_ACCOUNT) {
        let card = signals::folded(scene).has(CARD);
        let certainty = if card { Certainty::Act } else { Certainty::Ask };
        return Some((certainty, format!("有 {} 个银行卡号", found.bank_cards)));
    }
    let reason = of_others(scene, found)?;
    Some((Certainty::Ask, reason))
}

/// Whether there is an address: two parts of one, or one with a number.
fn has_address(folded: &Folded) -> bool {
    let parts = folded.named(ADDRESS).len();
    parts > 1 || parts > 0 && folded.bytes().any(|byte| byte.is_ascii_digit())
}

fn of_others(scene: &Scene<'_>, found: Personal) -> Option<String> {
    let has = |words| signals::folded(scene).has(words);
    let others = || has(OTHERS);
    let own = || has(OWN) || has(SERVICE);
    if found.marks > 0 {
        return Some(format!("像是成绩或排名的名单:{} 行", found.marks));
    }
    if found.mobiles >= NUMBERS_MIN && !own() {
        return Some(format!("列出了 {} 个手机号", found.mobiles));
    }
    if found.mobiles > 0 && others() && !own() {
        return Some("像是别人的手机号".to_owned());
    }
    if scene.heard && has(LIVES) && has_address(signals::folded(scene)) && others() && !own() {
        return Some("像是别人的住址".to_owned());
    }
    let exposing = match scene.heard {
        true => signals::folded(scene).named(EXPOSES),
        false => Vec::new(),
    };
    let EventBody::Message { media, .. } = &scene.event.body else { return None };
    let shown = media.iter().any(|one| matches!(one.kind, MediaKind::Image | MediaKind::Video));
    if !exposing.is_empty() && (shown || scene.reading.contacts > 0) {
        return Some(format!("像是曝光别人:有{}", signals::quoted(&exposing)));
    }
    let topic = Topic::Category(Category::Privacy);
    (scene.reading.score(topic) >= text::ASK)
        .then(|| format!("像是公开别人的信息:命中{}", crate::hits::in_words(scene, topic)))
}

impl Finder for Privacy {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[LIVES, EXPOSES]).or(&[Sign::Digit, Sign::Hit]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(actor), EventBody::Message { text, .. }) = (scene.actor, &scene.event.body)
        else {
            return;
        };
        let (_, own) = text::quote::split(text);
        if !scene.reading.own_words || scene.reading.acknowledges {
            return;
        }
        let Some((certainty, reason)) = exposes(scene, own) else { return };
        let id = scene.group.id(actor);
        if certainty == Certainty::Act {
            let said = "消息里有身份证号或银行卡号,为了安全请撤回";
            out.push(signals::found(scene, certainty, reason, said));
        } else if signals::first_within(scene, LIST, id, self.pause, out) {
            out.push(signals::doubt(scene, reason, "请不要在群里公开别人的个人信息"));
        }
    }
}

/// Others' personal information or pictures may not be exposed.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if secrets::keeps_privacy(clause) {
        norms.push(Norm::new("privacy"));
    }
}
