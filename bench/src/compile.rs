//! How long a policy document takes to become a policy file.

use std::fmt::Write as _;
use std::time::Instant;

/// Clauses as groups have them, of several kinds.
const CLAUSES: [&str; 6] = [
    "严禁在群里发广告",
    "晚上十点到早上七点不要发言",
    "群名片为部门加姓名",
    "第一次警告,第二次移出群",
    "收到通知后24小时内回复",
    "大家互相尊重",
];

/// A document of about so many bytes, whose clauses end with `end`.
fn document(bytes: usize, numbered: bool, end: &str) -> String {
    let mut text = String::from("工作群管理规定\n");
    for (at, words) in CLAUSES.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        if numbered || at == 0 {
            let _ = write!(text, "第{}条 ", at % 900 + 1);
        }
        text += words;
        text += end;
    }
    text + "\n"
}

/// The table of times, the fastest of a few rounds each.
pub fn measure(rounds: u32) -> String {
    let mut out = String::from("compile                              ms\n");
    for (name, text) in [
        ("10,000 characters of short clauses", document(30_000, true, "。\n")),
        ("1 MB of short clauses", document(1 << 20, true, "。\n")),
        ("1 MB in a single clause", document(1 << 20, false, ",")),
    ] {
        let time = |_| {
            let start = Instant::now();
            std::hint::black_box(compiler::compile("bench.txt", &text));
            start.elapsed().as_micros()
        };
        let best = (0..rounds.max(1)).map(time).min().unwrap_or_default();
        let _ = writeln!(out, "{name:<36} {}.{}", best / 1_000, best % 1_000 / 100);
    }
    out
}
