//! What holds for any bytes: no panic, the same result twice, and every line is an event.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test")]

use std::fs;
use std::path::Path;

use connectors::exports::{Format, Options, import};
use model::{Event, Zone};
use proptest::prelude::*;

fn options() -> Options {
    let mut options = Options::new(Zone::named("Asia/Shanghai").unwrap());
    options.members = 4;
    options
}

/// Imports as every format, and checks what must hold.
fn holds(bytes: &[u8]) {
    let _ = Format::detect(bytes, "a.txt");
    let formats = Format::ALL.iter().map(|(format, _)| Some(*format)).chain([None]);
    for format in formats {
        let Ok(imported) = import(bytes, format, &options()) else { continue };
        for line in &imported.lines {
            assert!(!line.contains('\n'));
            Event::parse(line).unwrap();
        }
        assert!(imported.skipped.len() <= imported.skipped_total);
        assert_eq!(import(bytes, format, &options()), Ok(imported));
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Pieces that the readers look for.
const PIECES: &[&str] = &[
    "\"",
    ",",
    "\t",
    "\r\n",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    "label\ttext",
    "a,TEXT",
    "<msg>",
    "<title>",
    "</title>",
    "<refermsg>",
    "&#x",
    ";",
    "1.2E+16",
    "1772445600",
    "“",
    "”邀请",
    "加入了群聊",
    "移出群聊",
    "撤回了一条消息",
    "你",
    "、",
    "@",
    "\u{2005}",
    "> ",
    "![图片](",
    ")",
    "\"messages\"",
    "\"_type\"",
    "\"session\"",
    "null",
    "\\u0000",
    "-",
    "\u{feff}",
    "49",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        holds(&bytes);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        holds(pieces.concat().as_bytes());
    }

    #[test]
    fn damaged_fixtures(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..12_usize, prop::sample::select(PIECES)), 1..6,
        ),
        noise in any::<Option<u8>>(),
    ) {
        let all = fixtures();
        let mut bytes = which.get(&all).clone();
        for (at, gone, piece) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + gone).min(bytes.len());
            bytes.splice(at..end, piece.bytes().chain(noise));
        }
        holds(&bytes);
    }

    #[test]
    fn cut_fixtures(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let all = fixtures();
        let bytes = which.get(&all);
        holds(bytes.get(..at.index(bytes.len() + 1)).unwrap());
    }

    /// Whatever a member writes comes out as it was written.
    #[test]
    fn texts_survive(texts in prop::collection::vec("[^\u{0}\u{feff}]{1,40}", 1..20)) {
        let rows: Vec<_> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| serde_json::json!({
                "seq": n + 1, "time": 1_772_445_600 + n, "talker": "1@chatroom",
                "sender": "wxid_1", "type": 1, "content": text,
            }))
            .collect();
        let bytes = serde_json::to_vec(&rows).unwrap();
        let imported = import(&bytes, Some(Format::ChatlogJson), &options()).unwrap();
        let said: Vec<String> = imported
            .lines
            .iter()
            .filter_map(|line| match Event::parse(line).unwrap().body {
                model::EventBody::Message { text, .. } => Some(text.into_owned()),
                _ => None,
            })
            .collect();
        prop_assert_eq!(said, texts);
    }
}

#[test]
fn limits_hold() {
    let long = "长".repeat(400_000);
    for text in
        [format!("label\ttext\n0\t{long}\n1\t短\n"), format!("label,text\n0,{long}\n1,短\n")]
    {
        let imported = import(text.as_bytes(), None, &options()).unwrap();
        assert_eq!((imported.lines.len(), imported.skipped_total), (2, 1));
    }
    for (name, change) in [
        ("members", (|o| o.members = 0) as fn(&mut Options)),
        ("groups", |o| o.groups = 1_001),
        ("every", |o| o.every_ms = -1),
        ("start", |o| o.start = model::Timestamp::MAX),
        ("group", |o| o.group = Some(" ".to_owned())),
    ] {
        let mut options = options();
        change(&mut options);
        let error = import(b"label\ttext\n0\tx\n", None, &options).unwrap_err();
        assert!(error.to_string().contains(&format!("--{name}")), "{error}");
    }
}

#[test]
fn errors_say_what_to_do() {
    for (bytes, format, says) in [
        (&b""[..], None, "--format"),
        (b"", Some(Format::Labelled), "没有读出任何事件"),
        (b"PK\x03\x04", None, "另存为"),
        (b"a,b\n", Some(Format::MemoTrace), "`localId`、`Type`、`CreateTime`、`StrContent`"),
        (b"[", Some(Format::ChatlogJson), "第 1 行第 1 列"),
        (
            b"{\"session\":{\"type\":\"\xe7\xa7\x81\xe8\x81\x8a\"}}",
            Some(Format::WeFlowJson),
            "--group",
        ),
        (b"{\"session\":{}}", Some(Format::QqExporterJson), "没有读出任何事件"),
    ] {
        let error = import(bytes, format, &options()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn one_group_for_everything() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/chatlog.json");
    let mut options = options();
    options.group = Some("跑步".to_owned());
    let imported = import(&fs::read(path).unwrap(), None, &options).unwrap();
    assert!(imported.lines.iter().all(|line| Event::parse(line).unwrap().group == "跑步"));
    // Talks between two people are taken where the user says so.
    assert!(imported.lines.iter().any(|line| line.contains("这是私聊")));
}
