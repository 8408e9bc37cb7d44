//! Reading and judging take no memory once they have had some. Only where a link may stand, the
//! library that finds links takes two small pieces.

use text::{Judge, Lexicon, Reader, Scratch, Strictness, Topic};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

const MESSAGES: &[&str] = &[
    "下午三点在会议室开会,请大家带上月报",
    "收到",
    "[图片][捂脸] @张三 看一下",
    "加微信 abc12345 领取优惠券,扫码进群有返利,只要9元9折,来电13800138000",
    "别信那些刷单的,都是骗局,警惕冒充客服",
    "加 葳 · 信 ①③⑧ 领 红 包，贝者 博 平台，稳赚不赔",
    "你这个人真是蠢得像猪一样,滚远点不要再来了,大家都讨厌你",
    "「老王:明天几点到?」\n------\n八点左右吧,路上可能有点堵",
];

#[test]
fn a_message_is_read_and_judged_without_new_memory() {
    let _profiler = dhat::Profiler::builder().testing().build();
    let words = ["会议", "大家", "月报", "明天"].into_iter();
    let lexicon = Lexicon::builtin().with_words(Topic::Ads, 20, words);
    let reader = Reader::new(&lexicon).judging(Judge::builtin(), Strictness::default());
    let mut scratch = Scratch::new();
    let mut hits = 0;
    let mut all = |messages: &[&str], scratch: &mut Scratch| {
        for message in messages {
            let reading = reader.read(message, &[], scratch);
            hits += reading.hits.len();
            scratch.take_back(reading);
        }
    };
    let blocks = || dhat::HeapStats::get().total_blocks;
    all(MESSAGES, &mut scratch);
    let before = blocks();
    all(MESSAGES, &mut scratch);
    assert_eq!(blocks() - before, 0);
    let linked = ["详见 www.example.com/a?id=1 第二页"];
    all(&linked, &mut scratch);
    let before = blocks();
    all(&linked, &mut scratch);
    assert!(blocks() - before <= 2, "{}", blocks() - before);
    assert!(hits > 10, "{hits}");
}
