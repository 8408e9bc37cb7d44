//! What a reading says of a message: tables of messages and what must be read from them.

use std::borrow::Cow;

use model::Category;
use model::event::{Media, MediaKind};
use proptest::prelude::*;
use text::reader::{KEY_EMOJI, KEY_PLACEHOLDER, KEY_SIGNS};
use text::{ACT, ASK, Judge, Lexicon, Reader, Reading, Scratch, Strictness, Topic};

fn read(text: &str) -> Reading {
    thread_local! {
        static READER: Reader = Reader::new(&Lexicon::builtin());
    }
    READER.with(|reader| reader.read(text, &[], &mut Scratch::new()))
}

fn topic(name: &str) -> Topic {
    Topic::all().find(|topic| topic.name() == name).unwrap_or(Topic::Ads)
}

#[test]
fn scores_by_topic() {
    for (text, name, from, to) in [
        ("网上赌场开业，快来玩", "gambling", ACT, 255),
        ("招刷单兼职日结，有意加V", "fraud", ACT, 255),
        ("加微信领红包", "fraud", ACT, 255),
        ("同城包夜上门", "porn", ACT, 255),
        ("帮忙投一票，谢谢", "solicit", ACT, 255),
        ("拼多多砍一刀", "solicit", ACT, 255),
        ("限时抢购！厂家直销", "ads", ACT, 255),
        ("优惠促销，电话13800138000", "ads", ACT, 255),
        ("你个傻逼", "insult", ACT, 255),
        ("今天优惠不少", "ads", 1, ASK - 1),
        ("电话13800138000", "ads", 0, 0),
        ("看 https://example.com", "ads", 0, 0),
        ("谨防刷单兼职", "fraud", 0, ASK - 1),
        ("别信那些刷单兼职的", "fraud", 0, ASK - 1),
        ("刷单兼职都是骗子", "fraud", 0, ASK - 1),
        ("群内禁止发网上赌场、刷单兼职", "gambling", 0, ASK - 1),
        ("出租车到了", "ads", 0, 0),
        ("废物利用做手工", "insult", 0, 0),
        ("他说这里有usb接口", "insult", 0, 0),
        ("早上好，今天开会", "ads", 0, 0),
    ] {
        let score = read(text).score(topic(name));
        assert!((from..=to).contains(&score), "{text}: {name} {score}");
    }
}

#[test]
fn a_warning_does_not_cover_an_offer_with_a_contact() {
    let hidden = read("谨防假冒！网上赌场开业，联系微信abc12345");
    assert!(hidden.score(topic("gambling")) >= ASK);
}

#[test]
fn politics_and_religion_have_neutral_words_that_add_up() {
    for name in ["politics", "religion"] {
        let topic = topic(name);
        assert!(matches!(topic, Topic::Category(category) if category.only_asks()));
    }
}

#[test]
fn questions() {
    for (text, is) in [
        ("请问几点开会", true),
        ("发票怎么开", true),
        ("有没有人知道？", true),
        ("退款什么时候到账", true),
        ("能便宜点吗", true),
        ("这个多少钱", true),
        ("有人知道吗", true),
        ("过了几天", false),
        ("？？？", false),
        ("真的吗？", false),
        ("怎么可能", false),
        ("无论如何都要完成", false),
        ("没什么", false),
        ("看 https://example.com/a?b=1", false),
        ("收到", false),
        ("明天开会", false),
        ("", false),
    ] {
        assert_eq!(read(text).question, is, "{text}");
    }
}

#[test]
fn acknowledgements() {
    for (text, is) in [
        ("收到", true),
        ("收到！", true),
        ("收到，谢谢领导，马上落实", true),
        ("好的", true),
        ("好的谢谢老师", true),
        ("明白", true),
        ("知道了", true),
        ("ＯＫ", true),
        ("ok👌", true),
        ("1", true),
        ("[OK]", true),
        ("👌", true),
        ("@王经理 收到", true),
        ("@王经理\u{2005}@小李 好的", true),
        ("财务部收到", true),
        ("遵照执行", true),
        ("已阅", true),
        ("已完成，报表在附件", true),
        ("收到请回复", false),
        ("收到了吗", false),
        ("没收到", false),
        ("收到货了，但是坏了一个", false),
        ("好的产品要有好的服务，我们今天就来讲讲", false),
        ("11月开会", false),
        ("可以吗", false),
        ("今天天气不错", false),
        ("okr怎么写", false),
        ("", false),
    ] {
        assert_eq!(read(text).acknowledges, is, "{text}");
    }
}

#[test]
fn contacts() {
    for (text, count) in [
        ("电话13800138000", 1),
        ("一三八 零零一三 八零零零", 1),
        ("①③⑧00138000", 1),
        ("l38OOl38OOO", 1),
        ("+86 138-0013-8000", 1),
        ("13800138000 13900139000", 2),
        ("13800138000、13900139000", 2),
        ("010-88888888", 1),
        ("400-123-4567", 1),
        ("加微信abc12345", 1),
        ("微信号：helloworld", 1),
        ("vx:abc_12345", 1),
        ("薇❤信abc12345", 1),
        ("加Q123456789", 1),
        ("扣扣 123456", 1),
        ("QQ群 123456789", 1),
        ("q 一二三四五六七", 1),
        ("微信支付12345元", 0),
        ("微信转账20000", 0),
        ("用微信wechat打开", 0),
        ("单号123456789012345", 0),
        ("2026年10月12日", 0),
        ("hello world, this is a long english sentence", 0),
        ("会议室12345", 0),
        ("", 0),
    ] {
        assert_eq!(read(text).contacts, count, "{text}");
    }
}

#[test]
fn shapes() {
    let of = |text: &str| {
        let r = read(text);
        (r.chars, r.emoji, r.own_words, r.placeholder)
    };
    assert_eq!(of(""), (0, 0, false, false));
    assert_eq!(of(" \n\u{200B}"), (0, 0, false, false));
    assert_eq!(of("早 上 好！"), (4, 0, true, false));
    assert_eq!(of("[图片]"), (0, 0, false, true));
    assert_eq!(of("[图片][图片]"), (0, 0, false, true));
    assert_eq!(of("[微笑][微笑]"), (2, 2, false, false));
    assert_eq!(of("[微笑]好👍"), (3, 2, true, false));
    assert_eq!(of("[加油站]"), (5, 0, true, false));
    assert_eq!(of("「甲：网上赌场」\n- - - - - -\n好"), (1, 0, true, false));
}

#[test]
fn keys() {
    assert_eq!(read("").key, 0);
    assert_eq!(read("。。。").key, KEY_SIGNS);
    assert_eq!(read("👍👍").key, KEY_EMOJI);
    assert_eq!(read("[微笑]").key, KEY_EMOJI);
    assert_eq!(read("[图片]").key, KEY_PLACEHOLDER);
    assert_eq!(read("大家 早上好！！").key, read("大家早上好").key);
    assert_eq!(read("[图片]大家早上好").key, read("大家早上好").key);
    assert_ne!(read("大家早上好").key, read("大家晚上好").key);
}

#[test]
fn quotations_are_left_out_of_everything() {
    let quoted = read("「甲：网上赌场 13800138000 example.com 怎么去？👍」\n- - - - - - -\n别发了");
    assert_eq!(quoted, read("别发了"));
    assert_eq!(read("> 网上赌场\n别发了").hits, []);
}

#[test]
fn hits_name_the_place_in_the_original() {
    let text = "「甲：几点」\n-----\n看，网 上❤赌🎲场";
    let reading = read(text);
    let hit = reading.hits.iter().find(|hit| hit.weight >= ACT).unwrap();
    let (from, to) = (hit.word.start as usize, hit.word.end as usize);
    let word: String = text.chars().take(to).skip(from).collect();
    assert_eq!(word, "网 上❤赌🎲场");
    assert_eq!(hit.topic, Topic::Category(Category::Gambling));
}

#[test]
fn media_links_count() {
    let link = |url: &'static str| Media {
        kind: MediaKind::Link,
        format: None,
        bytes: None,
        hash: None,
        url: Some(Cow::Borrowed(url)),
        title: None,
        amount: None,
        seconds: None,
        categories: Vec::new(),
    };
    let reader = Reader::new(&Lexicon::empty());
    let reading = reader.read("", &[link("https://example.com/a?from=x")], &mut Scratch::new());
    assert_eq!((reading.links, reading.key), (1, 0));
    assert_eq!(reading.link_key, read("看 example.com/a").link_key);
}

#[test]
fn an_empty_lexicon_hits_nothing() {
    let reader = Reader::new(&Lexicon::empty().with_words(Topic::Ads, 100, []));
    let reading = reader.read("限时抢购，网上赌场", &[], &mut Scratch::new());
    assert!(reading.hits.is_empty());
}

#[test]
fn an_organisation_adds_and_allows_words() {
    let lexicon = Lexicon::builtin().with_words(Topic::Ads, ACT, ["隔壁超市"]).allow(["限时抢购"]);
    let reader = Reader::new(&lexicon);
    let mut scratch = Scratch::new();
    assert!(reader.read("去隔壁超市", &[], &mut scratch).score(Topic::Ads) >= ACT);
    assert_eq!(reader.read("限时抢购", &[], &mut scratch).score(Topic::Ads), 0);
    assert!(reader.read("限时抢购热线开业大酬宾", &[], &mut scratch).score(Topic::Ads) >= ACT);
}

#[test]
fn only_the_head_of_a_long_message_is_read() {
    let long = "好".repeat(5_000) + "网上赌场13800138000";
    let reading = read(&long);
    assert_eq!(reading.chars, 5_015);
    assert_eq!((reading.hits.len(), reading.contacts), (0, 0));
}

/// What hides nothing when put between the characters of a word.
const NOISE: &[&str] = &[
    " ", "\u{3000}", "\n", "，", "。", "-", "_", "*", "~", "|", "·", "丨", "ー", "\u{200B}",
    "\u{FEFF}", "\u{FE0F}", "😀", "❤️", "🎲", "★", "[微笑]", "【", "】", "（", "\u{301}",
];

fn widen(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        c => c,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn nothing_between_characters_hides_a_word(
        words in proptest::sample::subsequence(
            vec!["限时抢购", "网上赌场", "刷单兼职", "傻逼", "加微信领红包", "nmsl", "k粉出售", "谨防", "你好"], 1..4),
        noise in proptest::collection::vec(0..NOISE.len(), 40),
        wide in any::<bool>(),
    ) {
        // A word between, so that none joins the next.
        let plain = words.join("了");
        let noisy: String = plain
            .chars()
            .zip(noise.iter().cycle())
            .flat_map(|(c, &n)| {
                let c = if wide { widen(c) } else { c };
                std::iter::once(c).chain(NOISE[n].chars()).collect::<Vec<_>>()
            })
            .collect();
        let said = |reading: &Reading| -> Vec<(Topic, u32)> {
            reading.hits.iter().map(|hit| (hit.topic, hit.weight)).collect()
        };
        let (a, b) = (read(&plain), read(&noisy));
        prop_assert_eq!(said(&a), said(&b), "{}", noisy);
        prop_assert_eq!(a.key, b.key);
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}|[「」>\\[\\]CQ:@回复\n -a1①微信加。.点com?？/]{0,80}") {
        let reading = read(&text);
        let count = u32::try_from(text.chars().count()).unwrap();
        for hit in &reading.hits {
            prop_assert!(hit.word.start <= hit.word.end && hit.word.end <= count);
        }
        prop_assert!(reading.chars <= count);
        prop_assert_eq!(reading, read(&text));
    }

    #[test]
    fn scratch_carries_nothing_over(a in "\\PC{0,80}", b in "[加微信限时抢购a-z0-9.\\[图片\\]]{0,60}") {
        let reader = Reader::new(&Lexicon::empty().with_words(Topic::Ads, 40, ["抢购"]));
        let mut scratch = Scratch::new();
        reader.read(&a, &[], &mut scratch);
        prop_assert_eq!(reader.read(&b, &[], &mut scratch), reader.read(&b, &[], &mut Scratch::new()));
    }
}

#[test]
fn traditional_forms_are_the_same_words() {
    for (traditional, simplified) in
        [("網上賭場", "网上赌场"), ("限時搶購", "限时抢购"), ("加微信領紅包", "加微信领红包")]
    {
        assert_eq!(read(traditional).hits, read(simplified).hits, "{traditional}");
        assert!(!read(traditional).hits.is_empty());
    }
}

proptest! {
#[test]
    fn whatever_is_judged_has_its_place(
        text in "\\PC{0,80}|[\\p{Han}①贝者a-z0-9 。\u{200B}\u{202E}\u{301}]{0,120}|(网上赌场|刷单|加微信|「甲：乙」|\\[图片\\]| ){0,20}",
    ) {
        let reading = judged(&text);
        let count = u32::try_from(text.chars().count()).unwrap();
        for hit in &reading.hits {
            prop_assert!(hit.word.start < hit.word.end && hit.word.end <= count, "{hit:?}");
        }
    }
}

#[test]
fn words_that_only_look_so_are_asked_about() {
    let list = "赌博群\tgambling\t100\t形\n微信号\tads\t100\n";
    let reader = Reader::new(&Lexicon::empty().with_list(list).unwrap());
    let mut scratch = Scratch::new();
    let gambling = Topic::all().find(|topic| topic.name() == "gambling").unwrap();
    for (text, score, word) in [
        ("进赌博群的来", 100, Some(1..4)),
        ("进 睹 搏 裙 的来", 60, Some(2..7)),
        ("进睹博群的来", 60, Some(1..4)),
        ("围观的人很多", 0, None),
    ] {
        let reading = reader.read(text, &[], &mut scratch);
        assert_eq!(reading.score(gambling), score, "{text}");
        assert_eq!(reading.hits.first().map(|hit| hit.word.clone()), word, "{text}");
    }
    // Only words that are marked so.
    assert!(reader.read("徽信号", &[], &mut scratch).hits.is_empty());
}

/// An organisation's own list, with words that count by their sound.
fn own_list() -> Reader {
    let list = "网上赌博\tgambling\t100\t音\n义务卖菜\tads\t100\t音\n亿物卖菜\t放行\n";
    Reader::new(&Lexicon::empty().with_list(list).unwrap_or_default())
}

#[test]
fn words_of_a_list_count_by_their_sound() {
    let reader = own_list();
    for (text, name, score, from, to) in [
        ("来玩网上赌博吧", "gambling", 100, 2, 6),
        ("来玩网尚睹波吧", "gambling", ASK, 2, 6),
        ("wangshangdubo", "gambling", ASK, 0, 13),
        ("网-尚dubo,来", "gambling", ASK, 0, 7),
        ("网上的赌博", "gambling", 0, 0, 0),
        ("益务卖菜", "ads", ASK, 0, 4),
        // What is allowed stays allowed, however a word sounds.
        ("亿物卖菜", "ads", 0, 0, 0),
    ] {
        let reading = reader.read(text, &[], &mut Scratch::new());
        assert_eq!(reading.score(topic(name)), score, "{text}");
        let place = reading.hits.first().map_or(0..0, |hit| hit.word.clone());
        assert_eq!(place, from..to, "{text}");
    }
}

#[test]
fn long_messages_of_words_by_sound_are_read_in_time() {
    let text = "网尚睹波wangshangdubo".repeat(4_000);
    let clock = std::time::Instant::now();
    let reading = own_list().read(&text, &[], &mut Scratch::new());
    assert_eq!(reading.score(topic("gambling")), ASK);
    // Far above what it takes: this tells a cost that grows with the square.
    assert!(clock.elapsed().as_secs() < 5);
}

proptest! {
    #[test]
    fn what_sounds_like_a_word_has_its_place(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        text in "(网|尚|上|du|bo|赌|波|z|\u{202E}|\u{301}|\u{200B}| |贝|者|①){0,40}",
    ) {
        for text in [String::from_utf8_lossy(&bytes).into_owned(), text] {
            let reading = own_list().read(&text, &[], &mut Scratch::new());
            let count = u32::try_from(text.chars().count()).unwrap();
            for hit in &reading.hits {
                prop_assert!(hit.word.start < hit.word.end && hit.word.end <= count, "{hit:?}");
            }
        }
    }
}

#[test]
fn without_a_strictness_words_alone_count() {
    let reader = Reader::new(&Lexicon::builtin()).judging(Judge::builtin(), Strictness::Strict);
    let text = "您名下的卡涉嫌洗黑钱,现在请把余额全部转进指定账户接受核查";
    let mut scratch = Scratch::new();
    assert!(reader.read(text, &[], &mut scratch).hits.iter().any(|hit| hit.learned));
    let unasked = reader.read_as(None, text, &[], &mut scratch);
    assert!(unasked.hits.iter().all(|hit| !hit.learned));
    let scores = Strictness::ALL.map(|strictness| {
        reader.read_as(Some(strictness), text, &[], &mut scratch).score(topic("fraud"))
    });
    assert!(scores.is_sorted() && scores[0] >= ASK, "{scores:?}");
}

fn judged(text: &str) -> Reading {
    thread_local! {
        static READER: Reader =
            Reader::new(&Lexicon::builtin()).judging(Judge::builtin(), Strictness::Strict);
    }
    READER.with(|reader| reader.read(text, &[], &mut Scratch::new()))
}

#[test]
fn what_was_learned_is_judged_in_its_context() {
    for (text, name, from, to) in [
        // Nothing of the lexicon is in it; it is how such messages are written.
        ("您名下的卡涉嫌洗黑钱,现在请把余额全部转进指定账户接受核查", "fraud", ASK, 255),
        ("导师带队下彩票注,今晚跟着押稳赢,进群领体验金", "gambling", ASK, 255),
        // Warned of, reported, asked about.
        ("派出所提醒:把余额转进指定账户核查的都是诈骗,别信", "fraud", 0, ASK - 1),
        ("导师带队下彩票注,今晚跟着押稳赢,是真的吗?", "gambling", 0, ACT - 1),
        ("今天下午三点在会议室开例会,请大家准时参加", "ads", 0, ASK - 1),
    ] {
        let score = judged(text).score(topic(name));
        assert!((from..=to).contains(&score), "{text}: {name} {score}");
    }
}
