//! Documents of several styles become the policy files that stand beside them, and every
//! document, these and others, keeps its text and becomes a policy that the checker accepts.
//!
//! `UPDATE=1 cargo test -p qungui-compiler` rewrites the expected files.
#![expect(clippy::disallowed_methods, reason = "tests read their files")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod holds;

use std::fs;
use std::path::{Path, PathBuf};

use compiler::compile;
use proptest::prelude::*;

use crate::holds::{check, stays, without_inserted};

fn own_documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    documents_in(&folder).into_iter().filter(|path| !path.ends_with("README.md")).collect()
}

fn documents_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt" || e == "md"))
        .filter(|path| !path.to_string_lossy().ends_with(".policy.md"))
        .collect();
    found.sort();
    found
}

#[test]
fn documents_become_the_policies_beside_them() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for path in own_documents() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = compiler::decode(&fs::read(&path).unwrap()).unwrap();
        let compiled = check(name, &text);
        let beside = path.with_extension("policy.md");
        if fs::read_to_string(&beside).ok().as_deref() == Some(&compiled.policy_file) {
            continue;
        }
        if update {
            fs::write(&beside, &compiled.policy_file).unwrap();
        } else {
            stale.push(format!("{}\n{}", beside.display(), compiled.policy_file));
        }
    }
    assert!(stale.is_empty(), "differ; UPDATE=1 rewrites them:\n{}", stale.join("\n"));
}

#[test]
fn documents_beside_the_project_keep_their_text_and_run() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("QUNGUI_SHARED").map_or(beside, PathBuf::from);
    for path in documents_in(&root.join("corpus")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = compiler::decode(&fs::read(&path).unwrap()).unwrap();
        let compiled = check(name, &text);
        stays(name, &compiled);
        check(name, &text.replace('\n', "\r\n"));
        check(name, text.trim_end());
    }
}

#[test]
fn line_ends_and_last_lines_of_all_sorts() {
    let text = "群约定\r\n一、每天22:00至次日7:00请勿打扰\r\n二、严禁刷屏";
    let compiled = check("a.txt", text);
    assert!(!compiled.policy_file.replace("\r\n", "").contains('\n'));
    let blocks = compiled.policy_file.matches("```rule").count();
    assert_eq!(blocks, 2, "{}", compiled.policy_file);
    for text in ["", "\n", "群约定", "\u{feff}群约定\n一、严禁刷屏", "---\n一、严禁刷屏\n---\n"]
    {
        check("", text);
    }
}

/// Several clauses on a line, the last of which goes on below: blocks wait for its end and
/// name their articles.
#[test]
fn clauses_on_one_line_are_named() {
    let text =
        "群约定\n1、严禁刷屏;2、晚22:00至早7:00请勿打扰大家休息,也不要在这段时间里\n打电话。\n";
    let compiled = check("a.txt", text);
    let file = &compiled.policy_file;
    assert!(
        file.contains("打电话。\n\n```rule\ncite = \"1\"\n\n[flood]\n")
            && file.contains("```\n\n```rule\n[quiet"),
        "{file}"
    );
}

#[test]
fn a_document_with_blocks_of_its_own_is_pointed_out() {
    let compiled = compile("a.md", "# 群约定\n\n一、严禁刷屏。\n\n```rule\n[flood]\n```\n");
    assert_eq!(compiled.warnings.len(), 1);
    assert_eq!(without_inserted(&compiled).matches("```rule").count(), 1);
}

/// What has been compiled, or written as a policy file, is a policy file: nothing is added.
#[test]
fn a_policy_file_stays_as_it_is() {
    let document = "# 群约定\n\n一、严禁刷屏。\n\n二、群里不发广告。\n";
    let file = compile("a.md", document).policy_file;
    assert!(file.contains("[flood]") && file.contains("[ads]"), "{file}");
    for text in [file.clone(), file.replace('\n', "\r\n"), format!("\u{feff}{file}")] {
        let again = compile("a.md", &text);
        assert_eq!(again.policy_file, text);
        assert!(again.inserted.is_empty());
        assert_eq!(again.warnings.len(), 1, "{:?}", again.warnings);
    }
    // Front matter alone, as other programs write it, is no policy file.
    let bare = compile("a.md", &format!("+++\ntitle = \"约定\"\n+++\n\n{document}"));
    assert!(bare.policy_file.contains("[flood]"));
}

/// Lines as documents have them, in any order.
fn line() -> impl Strategy<Value = String> {
    const MARKS: &[&str] = &[
        "",
        "",
        "一、",
        "二、",
        "三、",
        "1、",
        "2、",
        "3、",
        "(一)",
        "(二)",
        "第一章 ",
        "第二条 ",
        "第三条",
        "3.1 ",
        "①",
        "- ",
        "## ",
        "> ",
        "注:",
        "  ",
        "\u{3000}",
    ];
    const WORDS: &[&str] = &[
        "严禁刷屏",
        "总则",
        "处罚",
        "每天22:00至次日7:00请勿打扰",
        "晚上十点到早上七点不要在群里说话",
        "第一次警告,第二次移出群",
        "违者罚款20元",
        "移出群",
        "警告",
        "禁止发广告",
        "下列行为一律禁止:",
        "一分钟内重复发3次算刷屏",
        "群昵称为部门-姓名",
        "24小时内回复收到",
        "收到",
        "x",
        "22:00",
        "全体成员要在每天早上八点半到九点之间在群里报到签到并且",
        "销售部",
        "2026年3月1日",
        "```",
        "+++",
        "---",
        "[ads]",
        "\"引号\\\"",
        "“我们”",
        "\u{200b}",
    ];
    const ENDS: &[&str] = &["", "。", ";", ":", ",", "。2、", ";3、", "\u{3000}"];
    let pick = |list: &'static [&'static str]| prop::sample::select(list);
    (pick(MARKS), prop::collection::vec((pick(WORDS), pick(ENDS)), 0..4)).prop_map(
        |(mark, rest)| {
            let rest: String = rest.iter().map(|(word, end)| format!("{word}{end}")).collect();
            format!("{mark}{rest}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn any_document_keeps_its_text_and_runs(
        lines in prop::collection::vec(line(), 0..16),
        newline in prop::sample::select(vec!["\n", "\r\n", "\n\n"]),
    ) {
        let text = lines.join(newline);
        // A document's own fences are its own affair.
        prop_assume!(!lines.iter().any(|line| line.trim_start().starts_with("```")));
        stays("a.txt", &check("a.txt", &text));
    }

    #[test]
    fn any_text_at_all_compiles(text in any::<String>(), name in any::<String>()) {
        let compiled = compile(&name, &text);
        prop_assert_eq!(without_inserted(&compiled), text);
        let _ = compiler::report(&compiled);
        let _ = compiler::to_json(&compiled);
    }
}

#[test]
fn a_policy_file_compiles_to_itself() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".policy.md") {
            continue;
        }
        let policy = fs::read_to_string(&path).unwrap();
        let again = compile("a.md", &policy);
        assert_eq!(again.policy_file, policy, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 3);
}

#[test]
fn blocks_of_an_author_stand_and_new_clauses_get_theirs() {
    let text = "# 群约定\n\n一、晚上10点到早上7点不要在群里说话。\n\n```rule\n[quiet-hours]\nfrom = \"21:00\"\nto = \"07:00\"\n```\n\n二、禁止发广告。\n";
    let compiled = compile("a.md", text);
    assert!(compiled.policy_file.contains(&text[..text.len() - 1]), "{}", compiled.policy_file);
    assert_eq!(compiled.policy_file.matches("[quiet-hours]").count(), 1);
    assert_eq!(compiled.policy_file.matches("[ads]").count(), 1);
}
