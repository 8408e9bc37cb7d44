//! No input makes reading panic, lose text, or take long.

mod common;

use std::time::{Duration, Instant};

use common::KINDS;
use model::Platform;
use policy::diagnostic::render;
use policy::{Parsed, checks, numbering, parse, parse_bytes};
use proptest::prelude::*;

/// Reads, checks and prints; what must hold of any input.
fn hold(parsed: &Parsed) {
    let mut all = parsed.diagnostics.clone();
    all.extend(checks::check(&[&parsed.policy, &parsed.policy], Some(Platform::Wechaty)));
    assert!(all.len() <= 2 * 201);
    for diagnostic in &all {
        assert!(diagnostic.spot.place.line >= 1 && diagnostic.spot.place.column >= 1);
        assert!(!diagnostic.message.contains('\n'), "{}", diagnostic.message);
    }
    // People are shown nothing hidden; JSON keeps the line as it is.
    let shown = render::text(&all) + &render::short(&all);
    assert!(!shown.contains(['\u{202e}', '\u{200b}', '\u{7}']), "{shown:?}");
    let _ = render::json(&all);
    for rule in &parsed.policy.rules {
        assert!((rule.block as usize) < parsed.policy.blocks.len());
    }
}

/// Pieces of policy files, whole and broken.
fn policy_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "+++\n",
        "id = \"x\"\n",
        "version = 2\n",
        "effective = 2026-02-30\n",
        "---\n",
        "一、不发广告。\n",
        "1、夜里请休息。\n",
        "# 约定\n",
        "```rule\n",
        "```\n",
        "~~~rule\n",
        "~~~~~~\n",
        "[ads]\n",
        "[[ads]]\n",
        "[ladder]\n",
        "[sanction]\n",
        "[quiet-hours]\n",
        "[fine]\n",
        "[forbidden-content]\n",
        "[[",
        "]]",
        "allow = \"never\"\n",
        "allow = \"once\"\n",
        "steps = [\"warn\", \"remove\"]\n",
        "actions = \"ban\"\n",
        "for = [\"ads\"]\n",
        "for = \"forbidden-content.porn\"\n",
        "from = \"22:00\"\n",
        "to = \"7:30\"\n",
        "to = 22:00\n",
        "days = \"workday\"\n",
        "share = \"50%\"\n",
        "mode = \"observe\"\n",
        "groups = [\"*\"]\n",
        "except = 3\n",
        "cite = \"三\"\n",
        "{",
        "}",
        "[",
        "\"",
        "'''",
        "= ",
        "\\u0000",
        "\u{202e}",
        "\u{200b}",
        "\u{7}",
        "“",
        "\n",
        " ",
        "字",
        "\r\n",
        "\0",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn policy_files_of_any_shape(text in policy_text()) {
        let parsed = parse("a.md", &text, KINDS);
        prop_assert_eq!(&parsed.policy.text, &text);
        hold(&parsed);
        // The same input gives the same output.
        prop_assert_eq!(parsed.diagnostics, parse("a.md", &text, KINDS).diagnostics);
    }

    #[test]
    fn any_text(text in any::<String>()) {
        hold(&parse("a.md", &text, KINDS));
        hold(&parse("a.md", &format!("一、条文。\n```rule\n{text}\n```\n"), KINDS));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        hold(&parse_bytes("a.md", &bytes, KINDS));
    }
}

/// Inputs that would show a cost beyond the text's length.
fn megabytes() -> Vec<(&'static str, String)> {
    let of = |piece: &str| piece.repeat((1 << 20) / piece.len() + 1);
    // Blocks just below the limit of a block, as many as make a megabyte.
    let block = |piece: &str| {
        let full = piece.repeat((60 << 10) / piece.len());
        format!("一、条文。\n```rule\n{full}\n```\n").repeat(17)
    };
    let blocks = |body: &str| of(&format!("1、条文。\n```rule\n{body}\n```\n"));
    vec![
        ("one line", of("字")),
        ("lines", of("字\n")),
        ("items", of("1、字\n")),
        ("items on one line", of("1、字。")),
        ("colons", of("1、:")),
        ("headings", of("# 字\n")),
        ("deep headings", of("一、字\n(一)字\n1、字\n(1)字\n①字\n")),
        ("articles", of("第一章 字\n第一条 字\n")),
        ("brackets", of("(")),
        ("spaces", format!("1、{}字", of(" "))),
        ("fences", of("```rule\n```\n")),
        ("open fence", of("````\n")),
        ("open front matter", format!("+++\n{}", of("a = 1\n"))),
        ("front matter", format!("+++\n{}+++\n", of("a = 1\n"))),
        ("long block", block("[ads]\n")),
        ("nesting", block("[")),
        ("inline nesting", block("a={")),
        ("dotted keys", block("a.")),
        ("nested tables", block("[a.b.c.d]\n")),
        ("arrays", block("[[ads]]\n")),
        ("strings", block("x = '''\n")),
        (
            "one breach, many ladders",
            format!(
                "1、条文。\n```rule\n[ads]\n```\n{}",
                (1..2_000)
                    .map(|n| format!(
                        "2、条文。\n```rule\n[ladder]\nsteps = [\"mute {n}m\"]\n```\n"
                    ))
                    .collect::<String>()
            ),
        ),
        ("wrong tables", blocks("[none]\nx = 1")),
        ("open strings", blocks("[ads]\nallow = \"")),
        ("ladders", blocks("[ads]\n[ladder]\nsteps = [\"warn\"]")),
        ("general ladders", blocks("[ladder]\nsteps = [\"warn\"]")),
        (
            "named",
            blocks("[ads]\nallow=\"once\"\n[sanction]\nfor=[\"message-length\"]\nactions=\"ban\""),
        ),
        ("finds", blocks("[message-length]\nmax = 7\n[quiet-hours]\nfrom=\"1:00\"\nto=\"2:00\"")),
        ("zero bytes", of("\0")),
    ]
}

#[test]
fn a_megabyte_of_anything_is_read_in_time() {
    // A debug build on a busy machine is not measured, only run.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 120_000 } else { 1_000 });
    for (name, text) in megabytes() {
        let start = Instant::now();
        let parsed = parse("a.md", &text, KINDS);
        let read = start.elapsed();
        let found = checks::check(&[&parsed.policy], None);
        let all = start.elapsed();
        println!("{name}: read {read:?}, with checks {all:?}, {} found", found.len());
        assert!(all <= limit, "{name} took {all:?}");
    }
}

#[test]
fn what_lies_beyond_four_megabytes_is_left_out() {
    let text = "一、字。\n".repeat((4 << 20) / 12);
    let outline = numbering::outline(&text);
    assert!(outline.clauses.len() <= numbering::CLAUSES_MAX);
    assert!(outline.clauses.last().unwrap().bytes.end <= numbering::TEXT_BYTES_MAX);
}
