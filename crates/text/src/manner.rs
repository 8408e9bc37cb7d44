//! How a message speaks: words that ask, that acknowledge, that lead to a contact.
//!
//! These are looked for together with those of the lexicon, so that one pass finds them all.

/// What a function word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Asks something.
    Asks,
    /// Looks like asking and is not, or asks nothing that wants an answer.
    AsksNot,
    /// Acknowledges, where the message begins with it, up to [`ACK_LONG`] characters.
    Ack,
    /// Acknowledges, where the message begins with it and has up to [`ACK_SHORT`] characters.
    AckShort,
    /// Acknowledges where it is the whole message.
    AckWhole,
    /// Begins like an acknowledgement and is none.
    AckNot,
    /// Leads to a contact: a number or name follows.
    Lead,
    /// The same, so surely that also a name of letters alone may follow.
    LeadSure,
}

/// The longest message that may acknowledge by beginning so, in characters of its skeleton.
pub(crate) const ACK_LONG: usize = 60;
/// The longest message that may acknowledge by a weaker word.
pub(crate) const ACK_SHORT: usize = 12;

/// Every function word, separated by blanks.
pub(crate) const WORDS: &[(Manner, &str)] = &[
    (
        Manner::Asks,
        "吗 呢请问 么请问 请问 请教 问一下 问下 想问 想咨询 咨询一下 谁知道 谁有 谁会 谁能 谁可以 有谁 \
         哪位 有没有 有木有 有无 怎么 怎样 咋办 咋弄 咋样 咋整 如何 为什么 为啥 为何 多少 多久 多长时间 多大 多远 \
         几点 什么时候 几号开 几号放 几号交 几天能 几天到 多少钱 有人知道 有人会 有人能 有人有 谁家有 啥时候 什么时间 什么原因 什么意思 什么情况 是什么 \
         啥意思 啥情况 是啥 哪里 哪儿 哪个 哪天 哪种 哪些 在哪 去哪 能不能 可不可以 可否 能否 是否 \
         是不是 要不要 会不会 行不行 对不对 好不好 需不需要 用不用 求助 求解 求教 求推荐 求问 \
         帮忙看看 帮我看看 麻烦看一下 收到没 了没有 了没",
    ),
    (
        Manner::AsksNot,
        "是吗 真的吗 对吗 懂吗 知道吗 好吗 不是吗 可以吗谢谢 有没有搞错 怎么可能 怎么会呢 怎么能这样 \
         怎么样都行 怎么都行 怎么都可以 不怎么 没怎么 怎么也 无论如何 不管怎么 不论如何 再怎么 \
         不知道为什么 没什么 多少有点 多少有些 多少都 没多少 不多少 多少年了 说明如何 如何如何 \
         知道怎么 教大家怎么 告诉大家怎么 告诉你怎么 手把手教你如何 教你如何 教你怎么 告诉你如何 一文看懂如何 \
         是否有效以 哪里哪里 哪个都 哪里都 哪天都 什么时候都 什么时候再说 有没有都 要不要脸 好不好的 \
         知道是什么 终于知道为什么 不知道怎么 不知道哪个 不知道是不是 想看多久 想玩多久 这么多久 没多久 不多久 好多久 多久都 没几个 没几天 好几个 好几天 好几次 十几个 十几天 几十个 几个人一起 过几天 这几天 \
         那几天 前几天 后几天 几个月后 有几个 是不是的 关于是否 提示如何 须知如何 说多少遍 \
         你说呢 干嘛呢 能不能别 能不能不要 可不可以别",
    ),
    (
        Manner::Ack,
        "收到 已收到 已阅 已读 遵照执行 遵照办理 坚决执行 坚决落实 马上办 马上处理 马上落实 马上去办 \
         立即办理 立即执行 立即处理 立即落实 马上安排 立即安排 已完成 已办结 已落实 已处理 已知晓 已知悉 \
         知悉 知晓 已了解 已转发 已传达 已提交 已上报 已上交 已填写 已填报 已办理 已签收 照办 遵命 \
         保证完成 一定落实 一定做到 明白收到 好的收到 好收到 嗯收到 ok收到 领导收到",
    ),
    (
        Manner::AckShort,
        "好的 好嘞 好滴 好哒 好呀 好吧 明白 明白了 知道了 晓得了 清楚了 了解了 了解谢 没问题 \
         ok okk oky okay roger copy 行的 行没问题 可以的 没毛病 嗯好 嗯嗯 嗯的 恩恩 是的领导 遵旨 妥了 搞定了 \
         办好了 做完了 完成了 已办 已办好 已做 在办 正在办 正在处理 这就去 这就办 马上来 得令 安排上 安排了",
    ),
    (
        Manner::AckWhole,
        "1 11 111 好 嗯 恩 是 是的 可以 可 行 知道 完成 y yes 哦 哦哦 噢 k 扣1 签收 谢谢领导 阅 了解 马上 安排 行吧",
    ),
    (
        Manner::AckNot,
        "收到吗 收到没 收到了没 收到了吗 收到请 收到的请 收到后 收到回复 收到以后 收到之后 收到货 收到快递 \
         收到一 收到了一 收到个 收到了个 收到短信 收到验证 收到通知的 收到的人 收到款 收到钱 收到假 \
         收到的货 收到的商品 收到的东西 收到就 收到扣 收到的扣 收到打 收到的打 收到麻烦 收到务必 收到的 \
         已收到货 了解一下 了解下 了解更多 了解详情 了解咨询 好的产品 好的东西 \
         好的机会 好的话 好的项目 可以的话 安排一下 安排了吗 安排谁 安排在 已完成的请 已读不回 没收到 \
         未收到 没有收到 还没收到 回复收到 回收到 谁没收到 知晓率 明白人 完成了吗 没问题吧 没问题的话 已完成的同学 已转发的 已提交的 \
         已填写的 知悉请 了解到 了解过 copy一份 好吧台",
    ),
    (
        Manner::Lead,
        "微信 薇信 威信 维信 徽信 v信 微号 wx vx wechat weixin qq 扣扣 抠抠 企鹅 球球 q群 qq群 加我 加v 加微 \
         加薇 加威 加群 进群 企鹅号 电报 tg telegram 飞机号 卫星 绿泡泡 加q 联系方式 联系电话 私聊 私我 联系我",
    ),
    (
        Manner::LeadSure,
        "微信号 薇信号 威信号 v信号 加微信 加薇信 加威信 加v信 加vx 加wx 我微信 我的微信 微信号是 vx号 wx号 \
         加我微信 加我vx 加我v 添加微信 添加vx 我vx 微信id 飞机搜 电报搜 微信搜 搜微信 微信加 vx同号 卫星号",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skeleton::{Skeleton, fold_into};

    #[test]
    fn function_words_are_written_folded() {
        let mut skeleton = Skeleton::new();
        for word in WORDS.iter().flat_map(|(_, words)| words.split_whitespace()) {
            fold_into(word, &mut skeleton);
            assert_eq!(skeleton.text, word);
        }
    }
}
