//! Rule kind `sales-compliance`: selling is honest, within prices, territories and the law.

use model::event::EventBody;
use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Outcomes};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::selling::{self, Concern};
use crate::scene::Scene;
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 卖东西要守规矩。`what` 用制度自己的话写管哪些,系统据此看这些说法,看到了先问管理员:
    ///
    /// - 广告法不许用的绝对说法(“第一”“最好”“国家级”“百分百”),要和产品、价格、效果说在一起;
    /// - 价格:低于价目表、乱价、亏本卖、特价清仓;
    /// - 区域:跨区、窜货、发往外地;
    /// - 别家的品牌:贬低同行、抢客户;
    /// - 交易渠道:绕开平台、私下转账;
    /// - 回扣和好处费;
    /// - 未成年人;
    /// - 资质和质量:没有证、三无、假货、临期。
    ///
    /// `what` 没有写的,看绝对说法、回扣和私下交易三样;写的都不在上面的,另外看绝对说法。
    ///
    /// ## 用处
    /// 说过头的一句话,可能就是一张罚单。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) s1 s2
    /// [sales-compliance]
    /// what = "不得夸大,不得窜货"
    /// ---
    /// 2026-03-02 09:00 s1: 我们这款产品效果全国第一,卖得最好   => sales-compliance ask status=pending reason~第一
    /// 09:20 s2: 最好明天上午把产品资料发我
    /// 09:30 s2: 这批货可以发到外省,我窜货给你   => sales-compliance ask member=s2
    /// ```
    ///
    /// ## 限度
    /// 价格是不是低于价目表,系统没有价目表,只看说法。图片、语音里的话看不到。
    "sales-compliance": "销售要真实、合价、合规",
    english: "true claims, price lists, territories, no bribes",
    family: Customer, level: Assisted, part: Finds,
    params {
        /// 管哪些,用制度自己的话
        maybe "what" what: Vec<String>,
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "sales-compliance";

#[derive(Debug)]
struct SalesCompliance {
    what: String,
    concerns: Vec<Concern>,
    pause: Span,
}

fn build(params: Params) -> Built {
    let what = params.what.unwrap_or_default().join("、");
    let mut concerns = selling::concerns(&what);
    if what.is_empty() {
        concerns = vec![Concern::Claims, Concern::Bribes, Concern::Channels];
    } else if concerns.is_empty() {
        concerns = vec![Concern::Claims];
    }
    let what = brief(&what);
    Built::Finder(Box::new(SalesCompliance { what, concerns, pause: params.pause }))
}

/// Words of goods and selling, beside which a claim is one about them.
const GOODS: &[&str] = &[
    "产品",
    "商品",
    "品牌",
    "价格",
    "效果",
    "质量",
    "销量",
    "口碑",
    "服务",
    "卖",
    "买",
    "款",
    "售",
    "货",
    "下单",
    "订购",
    "客户",
    "功效",
    "成分",
    "配方",
    "课程",
    "老师团队",
    "楼盘",
    "收益",
    "疗效",
    "行业",
    "市场",
    "同类",
    "公司",
    "技术",
];
/// Absolute claims as the advertising law forbids them. 最好 as advice is apart.
const CLAIMS: &[&str] = &[
    "全国第一",
    "全网第一",
    "行业第一",
    "销量第一",
    "世界第一",
    "排名第一",
    "品质第一",
    "国家级",
    "世界级",
    "最高级",
    "最佳",
    "最优",
    "最低价",
    "最便宜",
    "最先进",
    "最有效",
    "最安全",
    "最强",
    "最大",
    "最新科技",
    "卖得最好",
    "效果最好",
    "质量最好",
    "品质最好",
    "最好的",
    "最好用",
    "顶级",
    "极品",
    "王牌",
    "独一无二",
    "绝无仅有",
    "史无前例",
    "万能",
    "百分百",
    "百分之百",
    "100有效",
    "零风险",
    "无风险",
    "稳赚",
    "根治",
    "包治",
    "永久",
    "绝对有效",
    "绝对安全",
    "唯一",
    "首选",
    "领袖品牌",
    "销量冠军",
    "驰名商标",
    "遥遥领先",
    "无副作用",
    "无敌",
    "特效",
    "神药",
    "包赚",
    "保本",
];
const PRICES: &[&str] = &[
    "低于价目表",
    "低于定价",
    "低于指导价",
    "低于零售价",
    "破价",
    "乱价",
    "亏本卖",
    "亏本价",
    "亏本甩",
    "清仓价",
    "底价给",
    "成本价给",
    "进价给",
    "私下便宜",
    "比公司便宜",
    "给你便宜",
    "给您便宜",
    "低价卖",
    "低价出",
    "白菜价",
];
const TERRITORIES: &[&str] = &[
    "窜货",
    "跨区",
    "串货",
    "发到外省",
    "发外省",
    "卖到外地",
    "发外地",
    "发到外地",
    "卖到隔壁市",
    "别的区域",
    "其他区域",
    "外区",
];
const RIVALS: &[&str] = &[
    "别家的都是",
    "他们家的都是",
    "别的牌子都",
    "其他品牌都",
    "别家都是假",
    "他家是假",
    "同行的货",
    "比某",
    "抢客户",
    "抢单",
    "挖客户",
    "撬单",
    "别买他家",
    "不要买他家",
    "不如我们",
    "坑人的牌子",
    "顺便卖",
    "也代理别的",
    "还做别的品牌",
    "我另外代理",
];
const CHANNELS: &[&str] = &[
    "私下转",
    "私下交易",
    "私下付",
    "微信转我",
    "转我微信",
    "转我个人",
    "打我卡",
    "打我个人",
    "转到我个人",
    "不走平台",
    "绕开平台",
    "绕过平台",
    "不开票便宜",
    "不走公司",
    "加我私下",
    "线下付我",
    "支付宝转我",
    "别在平台拍",
    "不要在平台拍",
];
const BRIBES: &[&str] = &[
    "回扣",
    "好处费",
    "返点给你",
    "返点给您",
    "给你返点",
    "给您返点",
    "提成给你",
    "意思意思",
    "送购物卡",
    "送点卡",
    "给采购",
    "打点一下",
    "塞红包",
    "包个红包给经理",
    "感谢费",
    "介绍费给你",
];
const MINORS: &[&str] = &[
    "未成年",
    "小学生也",
    "初中生也",
    "学生也可以买",
    "孩子也可以买",
    "不用身份证也",
    "高中生也",
    "十几岁也",
];
const QUALITY: &[&str] = &[
    "没有证也",
    "无证也",
    "三无",
    "假货",
    "高仿",
    "a货",
    "精仿",
    "贴牌",
    "临期",
    "过期的也",
    "没有质检",
    "次品当",
    "没过期多久",
    "冒充",
    "换个包装",
    "改生产日期",
    "改日期",
];

fn words(concern: Concern) -> &'static [&'static str] {
    match concern {
        Concern::Claims => CLAIMS,
        Concern::Prices => PRICES,
        Concern::Territories => TERRITORIES,
        Concern::Rivals => RIVALS,
        Concern::Channels => CHANNELS,
        Concern::Bribes => BRIBES,
        Concern::Minors => MINORS,
        Concern::Quality => QUALITY,
    }
}

impl SalesCompliance {
    fn named(&self, folded: &Folded) -> Vec<&'static str> {
        // Warnings of it and rules about it are no breach.
        const NOT: &[&str] =
            &["不得", "禁止", "严禁", "不要说", "不能说", "不允许", "举报", "打击", "违规", "不准"];
        if folded.has(NOT) {
            return Vec::new();
        }
        self.concerns
            .iter()
            .filter(|concern| **concern != Concern::Claims || folded.has(GOODS))
            .flat_map(|concern| folded.named(words(*concern)))
            .collect()
    }
}

impl Finder for SalesCompliance {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        let lists: Vec<_> = self.concerns.iter().map(|concern| words(*concern)).collect();
        Some(Cue::words(&lists))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(actor), EventBody::Message { .. }) = (scene.actor, &scene.event.body) else {
            return;
        };
        if scene.reading.question {
            return;
        }
        let named = self.named(signals::folded(scene));
        if named.is_empty()
            || !signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out)
        {
            return;
        }
        let rule = match self.what.as_str() {
            "" => String::new(),
            what => format!(";规定:{what}"),
        };
        let reason = format!("说到{}{rule}", signals::quoted(&named));
        out.push(signals::doubt(scene, reason, "这样的说法可能不合销售规定,请核对后再说"));
    }
}

/// What selling must keep to, in the policy's own words.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for what in selling::compliance(clause) {
        norms.push(Norm::new("sales-compliance").with("what", what));
    }
}
