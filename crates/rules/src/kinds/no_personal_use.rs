//! Rule kind `no-personal-use`: the organisation's accounts are not for private ends.

use model::event::EventBody;
use model::{Category, EventKind, Span};
use text::Topic;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Outcomes, Sign};
use crate::kind::Built;
use crate::reading::selling;
use crate::scene::Scene;
use crate::signals;

crate::rule_kind! {
    /// ## 含义
    /// 单位的账号不用来办私事、做私人生意;个人的账号也不以单位的名义谋利。系统看账号在群里发的话,像是
    /// 为私人的,先问管理员:
    ///
    /// - 微商、代购、兼职、荐股、卖房、私活之类;
    /// - 替自己或亲友求投票、砍价、拼单;
    /// - 以单位的名义接私单、收费。
    ///
    /// 用 `for` 写明哪些成员用的是单位账号(如“客服号”);不写就看所有成员,这时只看第一、三两样。
    ///
    /// ## 用处
    /// 客户分不清哪句话是单位说的;账号一旦用来卖私货,丢的是单位的信用。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) kf1[客服号] u7
    /// [no-personal-use]
    /// for = "客服号"
    /// ---
    /// 2026-03-02 09:00 kf1: 我朋友做代购,要买包的找我   => no-personal-use ask status=pending member=kf1
    /// 09:20 kf1: 麻烦大家帮我家孩子投票,点进去拉票就行   => no-personal-use ask member=kf1
    /// 09:40 kf1: 您的订单已经发出
    /// 09:41 u7: 我朋友做代购
    /// ```
    ///
    /// ## 限度
    /// 账号在别处(朋友圈、私聊)做了什么看不到。是不是私事由人判断。
    "no-personal-use": "单位账号不得私用",
    english: "the organisation's accounts are not for private ends",
    family: Account, level: Assisted, part: Finds,
    params {
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "no-personal-use";

#[derive(Debug)]
struct NoPersonalUse {
    pause: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoPersonalUse { pause: params.pause }))
}

/// Private business.
const BUSINESS: &[&str] = &[
    "微商",
    "代购",
    "兼职",
    "副业",
    "私活",
    "炒股群",
    "荐股",
    "推荐股票",
    "牛股",
    "我家房子出租",
    "我家房子卖",
    "卖房找我",
    "租房找我",
    "二手转让",
    "我自己做的",
    "我自己卖",
    "我老婆做",
    "我老公做",
    "我朋友做",
    "我亲戚做",
    "朋友的店",
    "亲戚的店",
    "我家店",
    "我开的店",
    "老家特产",
    "自家种的",
    "拼个单",
    "招代理",
    "办卡找我",
    "贷款找我",
    "保险找我",
    "私下找我",
    "加我私人",
    "加我个人",
    "我的私人微信",
    "我个人微信",
];
/// The organisation's name used for gain.
const IN_NAME: &[&str] = &[
    "以公司名义",
    "以单位名义",
    "以学校名义",
    "借公司",
    "公司这边我私下",
    "公司价走不了我",
    "不走公司",
    "我私下接",
    "私下接单",
    "接私单",
    "公司不知道",
];

impl Finder for NoPersonalUse {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[BUSINESS, IN_NAME]).or(&[Sign::Hit]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(actor), EventBody::Message { .. }) = (scene.actor, &scene.event.body) else {
            return;
        };
        let solicit = Topic::Category(Category::Solicit);
        let named_accounts = !scene.audience.only.is_empty();
        let asks = named_accounts && scene.reading.score(solicit) >= text::ASK;
        if !(asks || scene.heard) {
            return;
        }
        let folded = signals::folded(scene);
        if folded.has(&["不得", "禁止", "严禁", "不要", "请勿", "小心", "举报", "骗子"])
        {
            return;
        }
        let named = [BUSINESS, IN_NAME].map(|words| folded.named(words)).concat();
        let reason = if !named.is_empty() {
            format!("像是私事或私人生意:有{}", signals::quoted(&named))
        } else if asks {
            format!("像是为私人求助:命中{}", crate::hits::in_words(scene, solicit))
        } else {
            return;
        };
        if signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out) {
            out.push(signals::doubt(scene, reason, "工作账号请不要用来办私事"));
        }
    }
}

/// The organisation's accounts for private ends, or private ones in its name or for gain.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if selling::bans_personal_use(clause) {
        norms.push(Norm::new("no-personal-use"));
    }
}
