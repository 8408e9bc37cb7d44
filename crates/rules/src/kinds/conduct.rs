//! Rule kind `conduct`: manners and values.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{
    ADMINS, begins_with_aim, followed, names_paper, states_aim, this_paper,
};
use crate::reading::people::phrases;

crate::rule_kind! {
    /// ## 含义
    /// 对人的态度、说话的方式、提倡的风气:尊重、文明、友善、理性、正面、互助。
    ///
    /// ## 用处
    /// 说清楚大家希望这个群是什么样子。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 大家互相尊重,文明交流。
    /// 提倡分享正能量、有价值的内容。
    /// 遇到分歧请心平气和地讨论。
    /// × 禁止发布不文明内容。
    /// × 客服对客户要礼貌热情。
    /// × 为营造和谐氛围,特制定本公约。
    /// × 管理员负责维护群内和谐。
    /// ```
    ///
    /// ## 限度
    /// 骂人、攻击他人等具体行为由 `forbidden-content` 发现和处理。这类条文只作说明,
    /// 没有可以由程序执行的内容,不会生成规则块。
    "conduct": "举止和风气",
    english: "manners and values",
    family: Content, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// A phrase that asks for a manner or value; not one that says what for, or what staff owe
/// customers, or what those who run the group do.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(|sentence| !states_aim(sentence) && asks(sentence, clause)) {
        norms.push(Norm::new("conduct"));
    }
}

/// Manners and values that are asked for wherever a phrase has them.
const STRONG: &[&str] = &[
    "尊重他人",
    "互相尊重",
    "相互尊重",
    "彼此尊重",
    "尊重彼此",
    "不尊重",
    "尊重每",
    "尊重群",
    "尊重老师",
    "尊重作者",
    "尊重对方",
    "文明用语",
    "文明发言",
    "文明交流",
    "文明聊天",
    "文明礼貌",
    "文明沟通",
    "文明上网",
    "文明守",
    "文明、",
    "文明讨论",
    "讲文明",
    "礼貌",
    "友善",
    "友好",
    "和睦",
    "和气",
    "和平",
    "互谅",
    "理性",
    "谨言慎行",
    "用语规范",
    "规范用语",
    "正能量",
    "积极向上",
    "赞美",
    "包容",
    "团结友",
    "团结互",
    "互助",
    "互敬",
    "互爱",
    "价值分享",
    "干货",
    "以礼相待",
    "友爱",
    "以和为贵",
    "公共道德",
    "社会公德",
    "正式语言",
    "正式用语",
    "换位思考",
    "心平气和",
    "体谅",
    "感恩",
    "真诚",
    "与人为善",
    "注意言行",
    "注意用语",
    "注意语言",
    "言行举止",
    "以身作则",
    "语言文明",
    "言语文明",
    "用语文明",
    "健康向上",
    "求同存异",
    "和谐相处",
    "传播正",
    "弘扬",
    "谦让",
    "良好风",
    "守望相助",
    "传递正",
    "务实",
    "有礼",
    "口吻",
    "互信",
    "轻视",
    "看不起",
    "带情绪",
    "扣帽子",
    "制造焦虑",
    "互相比较",
    "摆架子",
    "斤斤计较",
    "较真",
    "抬杠",
    "分寸",
    "榜样",
    "建设性",
    "好好讲",
    "好好商量",
    "有事好商量",
    "一家人",
    "讲道理",
    "善待",
    "心平",
    "平和",
    "文雅",
    "谦虚",
    "虚心",
    "注意场合",
    "以诚",
    "真心",
    "关爱",
    "尊师",
    "敬老",
    "同理心",
    "同情心",
    "别较劲",
    "阴阳怪气",
    "冷言冷语",
    "给新人",
    "尊重劳动",
    "尊重隐",
    "不比较",
    "不冷场",
    "炫富",
    "攀比",
    "不分高低",
    "不分贵贱",
    "高低贵贱",
    "好好说话",
    "有话好好",
    "口下留德",
    "嘴下留情",
    "对事不对人",
    "不对人",
    "包涵",
    "担待",
    "善意",
    "礼让",
    "将心比心",
    "与邻为善",
    "和为贵",
    "谦和",
    "宽容",
    "和颜悦色",
    "互帮",
    "不抬杠",
    "别抬杠",
    "剧透",
    "催更",
    "催促",
    "言行得体",
    "举止得体",
    "用语得体",
    "语气",
    "措辞",
    "三思",
    "多一点耐心",
    "多点耐心",
    "多些耐心",
    "珍惜缘",
    "相聚是缘",
    "有缘",
    "不引战",
    "别引战",
    "不拉踩",
    "心怀",
    "随喜",
    "尊重原创",
    "尊重版权",
    "尊重每一",
];
/// Words that name a value where they are asked for, and an aim where something is banned.
const WEAK: &[&str] = &[
    "营造",
    "共建",
    "共同维护",
    "共同营造",
    "自觉维护",
    "氛围",
    "和谐",
    "正面",
    "积极的",
    "自觉遵守",
    "工作方向",
    "诚信",
    "良好秩序",
    "良好的环境",
];

fn asks(sentence: &str, clause: &Clause<'_>) -> bool {
    const CUSTOMERS: &[&str] =
        &["客户", "顾客", "用户", "消费者", "来访者", "留言", "评论", "受众", "运营"];
    // The document speaks of itself, or of rules that are still to be made.
    let of_paper = sentence.has_word("原则") && this_paper(sentence)
        || sentence.has_word("需要") && names_paper(sentence);
    // 可以说:维修、邻里互助: subjects of talk.
    let subjects = followed(sentence, &["可以", "可", "欢迎"], &["说:", "聊:", "发:", "谈:"], 6);
    // 建群目的:方便邻里互助.
    let of_group = has(sentence, &["目的:", "定位:", "用途:", "目的是", "定位是"]);
    if of_group {
        return false;
    }
    if has(sentence, CUSTOMERS) || of_paper || subjects {
        return false;
    }
    let admins =
        has(sentence, ADMINS) || clause.headings.last().is_some_and(|last| has(last, ADMINS));
    let bans = crate::clause::forbids(sentence) || sentence.has_word("清理");
    phrases(sentence).any(|phrase| {
        let aim = begins_with_aim(phrase)
            || ["以", "让", "使", "避免"].iter().any(|w| phrase.starts_with(w))
                // 使用友好的语言, 以礼相待 ask for a manner themselves.
                && !["使用", "以礼", "以和", "以身", "以诚", "以友", "以平"]
                    .iter()
                    .any(|w| phrase.starts_with(w));
        if aim
            || has(phrase, &["基础", "谢谢", "感谢", "给予", "宗旨", "平台", "提醒"])
                && !phrase.has_word("鼓励")
            // 群是邻居互助的地方 says what it is for; 屡伤和气的 is a breach.
            || phrase.contains('是') && has(phrase, &["地方", "场所", "家园", "空间"])
            || has(phrase, &["伤和气", "破坏", "时差"])
        {
            return false;
        }
        // 不尊重他人 is a breach of manners; 不礼貌的言论 is banned content.
        let banned = has(
            phrase,
            &["不文明", "不友善", "不友好", "不礼貌", "不理性", "禁止", "不得", "严禁"],
        );
        let gives = has(phrase, &["有价值", "有益"])
            && has(phrase, &["分享", "发布", "鼓励", "提倡", "提供"]);
        let respects = followed(
            phrase,
            &["尊重"],
            &[
                "他人", "别人", "对方", "相互", "意见", "观点", "经验", "劳动", "付出", "选择",
                "习惯", "信仰", "差异", "看法", "老师", "教练", "前辈", "同伴",
            ],
            5,
        );
        let strong = (has(phrase, STRONG) || gives || respects)
            && !banned
            && !(admins && phrase.has_word("负责"));
        strong || has(phrase, WEAK) && !banned && !bans && !admins
    })
}
