//! What holds for every reading of a clause about content, whatever the text.

use proptest::prelude::*;
use rules::clause::{Clause, Norms};
use rules::{RuleKind, kind_named};

const KINDS: &[&str] = &[
    "ads",
    "flood",
    "forbidden-content",
    "links",
    "long-dialogue",
    "media-limits",
    "message-length",
    "no-duplicates",
    "posting-window",
    "quiet-hours",
    "red-packets",
];

fn kinds() -> impl Iterator<Item = &'static RuleKind> {
    KINDS.iter().filter_map(|name| kind_named(name))
}

/// Pieces of which policies are made, so that readings find something.
const PIECES: &[&str] = &[
    "禁止",
    "不得",
    "群内",
    "发",
    "广告",
    "链接",
    "红包",
    "图片",
    "语音",
    "不超过",
    "最多",
    "60秒",
    "2MB",
    "5张",
    "每天",
    "200字",
    "内",
    "晚上10点",
    "至",
    "7:30",
    "休息",
    "勿",
    "群聊",
    "其他时间",
    "只能在",
    "每周四",
    "21:00-22:30",
    "发言",
    "刷屏",
    "3次",
    "两个人",
    "聊",
    "私聊",
    "重复转发",
    "色情",
    "等",
    "不文明",
    "、",
    ",",
    "\u{FF0C}",
    "。",
    "(",
    "t",
    "有损",
    "声誉",
    "未经",
    "同意",
    "合作",
    "除外",
    "一次",
    "可以发广告",
    "5元",
    "大号",
    "字体",
    "过大",
    "的",
    "与",
    "无关",
    "周",
    "一",
    "到",
    "99999999999",
    "😀",
    "𠮷",
    "[",
    "",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

fn check(text: &str, lead: Option<&str>) {
    let headings = [text.to_owned()];
    for headings in [&headings[..], &[]] {
        let clause = Clause { headings, lead, ..Clause::alone(text) };
        for kind in kinds() {
            let mut norms = Norms::new();
            (kind.recognise)(&clause, &mut norms);
            for norm in norms {
                assert_eq!(norm.kind, kind.spec.name);
                let known = |name: &String| kind.spec.param(name).is_some();
                assert!(norm.params.keys().all(known), "{text}: {:?}", norm.params);
                let complete = kind
                    .spec
                    .params
                    .iter()
                    .all(|param| !param.needed || norm.params.contains_key(param.name));
                // What is read is what the parser of policies takes.
                assert_eq!((kind.build)(&norm.params).is_some(), complete, "{text}: {norm:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn norms_are_rules_that_a_policy_could_state(text in texts(), lead in texts()) {
        check(&text, None);
        check(&text, Some(&lead));
    }

    #[test]
    fn no_text_makes_a_reading_panic(text in "\\PC{0,120}") {
        check(&text, None);
    }
}
