//! What a group deals in: offering that is no advertising there, other things are.
//!
//! A policy names trades in its front matter (`trade = ["服装"]`). Of common ones it is known
//! what belongs to them; of others only the word itself is.

use crate::clause::{List, has};
use crate::scene::Scene;
use crate::signals;

/// Common trades: how they are called, and what is offered in them.
const TRADES: &[(&[&str], &[&str])] = &[
    (
        &["服装", "衣服", "女装", "男装", "童装", "鞋服", "服饰"],
        &[
            "衣服",
            "裙",
            "外套",
            "衬衫",
            "t恤",
            "毛衣",
            "羽绒服",
            "裤",
            "卫衣",
            "大衣",
            "尺码",
            "面料",
            "新款",
            "清仓",
            "断码",
            "童装",
            "女装",
            "男装",
            "内衣",
            "鞋",
            "帽子",
            "围巾",
        ],
    ),
    (
        &["水果", "果蔬", "生鲜", "蔬菜", "菜篮子"],
        &[
            "水果",
            "苹果",
            "橙",
            "橘",
            "葡萄",
            "草莓",
            "西瓜",
            "樱桃",
            "猕猴桃",
            "香蕉",
            "蔬菜",
            "青菜",
            "土豆",
            "番茄",
            "新鲜",
            "现摘",
        ],
    ),
    (
        &["农产品", "土特产", "特产", "粮油"],
        &[
            "土鸡",
            "鸡蛋",
            "蜂蜜",
            "大米",
            "面粉",
            "菜籽油",
            "花生油",
            "腊肉",
            "香肠",
            "木耳",
            "蘑菇",
            "红薯",
            "小米",
            "核桃",
            "红枣",
            "土特产",
            "自家",
        ],
    ),
    (
        &["水产", "海鲜", "肉类"],
        &[
            "虾", "蟹", "活鱼", "海鱼", "带鱼", "扇贝", "生蚝", "海鲜", "牛肉", "羊肉", "猪肉",
            "排骨", "鲜活",
        ],
    ),
    (
        &["餐饮", "美食", "外卖", "烘焙", "小吃"],
        &[
            "外卖", "套餐", "菜单", "蛋糕", "面包", "奶茶", "火锅", "烧烤", "盒饭", "点心", "卤味",
            "凉菜", "订座", "订餐", "到店",
        ],
    ),
    (
        &["茶叶", "茶业", "酒水", "白酒"],
        &[
            "茶叶", "绿茶", "红茶", "白茶", "红酒", "白酒", "酱香", "普洱", "龙井", "明前", "一箱",
            "一提",
        ],
    ),
    (
        &["美妆", "化妆品", "护肤", "美容"],
        &["面膜", "口红", "粉底", "精华", "乳液", "防晒", "护肤", "彩妆", "洗面奶", "香水", "美甲"],
    ),
    (
        &["母婴", "奶粉", "玩具"],
        &["奶粉", "纸尿裤", "尿不湿", "辅食", "奶瓶", "婴儿", "宝宝", "玩具", "绘本", "推车"],
    ),
    (
        &["房产", "租房", "二手房", "房屋租赁"],
        &[
            "出租",
            "合租",
            "整租",
            "转租",
            "租金",
            "押一付",
            "两室",
            "三室",
            "一居",
            "房源",
            "看房",
            "平米",
            "拎包入住",
            "二手房",
            "楼层",
        ],
    ),
    (
        &["二手", "闲置", "跳蚤"],
        &["二手", "闲置", "九成新", "八成新", "转让", "自提", "低价出", "原价", "出一个", "出个"],
    ),
    (
        &["招聘", "求职", "人才"],
        &[
            "招聘",
            "诚聘",
            "岗位",
            "薪资",
            "五险一金",
            "双休",
            "简历",
            "面试",
            "底薪",
            "月薪",
            "招人",
        ],
    ),
    (
        &["汽车", "二手车", "拼车", "顺风车"],
        &["二手车", "公里数", "过户", "车况", "试驾", "保养", "轮胎", "拼车", "顺风车", "捎人"],
    ),
    (
        &["数码", "家电", "手机"],
        &["手机", "电脑", "平板", "耳机", "冰箱", "洗衣机", "空调", "电视", "内存", "全新未拆"],
    ),
    (
        &["图书", "教材", "书籍"],
        &["图书", "教材", "新书", "旧书", "签名本", "包邮", "书单", "套装", "正版"],
    ),
    (
        &["花卉", "绿植", "宠物"],
        &["鲜花", "花束", "绿植", "多肉", "盆栽", "猫粮", "狗粮", "宠物", "幼猫", "幼犬", "洗护"],
    ),
    (
        &["培训", "教育", "家教"],
        &["课程", "试听", "班课", "一对一", "家教", "辅导", "考证", "网课", "开班", "报名"],
    ),
    (
        &["装修", "建材", "家具"],
        &[
            "装修",
            "瓷砖",
            "地板",
            "橱柜",
            "沙发",
            "床垫",
            "油漆",
            "门窗",
            "水电",
            "定制家具",
            "衣柜",
        ],
    ),
    (
        &["家政", "维修", "搬家"],
        &["保洁", "月嫂", "保姆", "钟点工", "维修", "疏通", "开锁", "搬家", "上门服务", "清洗"],
    ),
    (
        &["贷款", "金融", "保险"],
        &["贷款", "保单", "信用卡", "理财", "额度", "下款", "利息", "投保"],
    ),
];

/// Of the trades that the policy names, the one that a message offers something in; none where
/// it speaks more of another trade.
#[must_use]
pub fn of_message<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    let named = scene.trade;
    if named.is_empty() {
        return None;
    }
    let words = signals::folded_with_titles(scene);
    of_words(&words, named)
}

fn of_words<'a>(words: &str, named: &'a [String]) -> Option<&'a str> {
    let count = |offered: &[&str]| offered.iter().filter(|word| words.contains(**word)).count();
    let known = |name: &str| TRADES.iter().find(|(names, _)| has(name, names));
    let own = |name: &&'a String| {
        let folded = signals::fold(name);
        let offered = known(&folded).map_or(0, |(_, offered)| count(offered));
        offered + usize::from(!folded.is_empty() && words.contains(&folded))
    };
    let best = named.iter().map(|name| (own(&name), name)).rev().max_by_key(|(found, _)| *found);
    let (found, name) = best.filter(|(found, _)| *found > 0)?;
    let is_own = |names: List| named.iter().any(|name| has(&signals::fold(name), names));
    let foreign = TRADES.iter().filter(|(names, _)| !is_own(names));
    let others = foreign.map(|(_, offered)| count(offered)).max().unwrap_or(0);
    (found >= others).then_some(name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_message_belongs_to_the_trade_that_it_speaks_of_most() {
        let clothes = ["童装".to_owned()];
        let pots = ["紫砂壶".to_owned()];
        for (words, named, of) in [
            ("新款羽绒服到货尺码齐全要的私聊", &clothes, Some("童装")),
            ("低息贷款当天下款额度高有意私聊", &clothes, None),
            ("买裙子送保单贷款额度高利息低", &clothes, None),
            ("老料紫砂壶一把喜欢的联系", &pots, Some("紫砂壶")),
            ("新款羽绒服到货", &pots, None),
            ("明天开会", &clothes, None),
        ] {
            assert_eq!(of_words(words, named), of, "{words}");
        }
        assert_eq!(of_words("新款裙子", &[]), None);
    }

    #[test]
    fn words_are_as_messages_are_folded() {
        let mut names = BTreeSet::new();
        for (called, offered) in TRADES {
            for word in called.iter().chain(*offered) {
                assert_eq!(signals::fold(word), **word);
            }
            for name in *called {
                assert!(names.insert(name), "twice: {name}");
            }
            let all: BTreeSet<_> = offered.iter().collect();
            assert_eq!(all.len(), offered.len(), "{called:?}");
        }
    }
}
