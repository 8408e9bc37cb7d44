//! How long a policy document takes to become a policy file: within the library by one thread,
//! and as people do it, by `qungui compile` started anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the program is started for a small document; for a large one a tenth as often.
const STARTS: usize = 40;

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

/// The text of the library's policies as one, rule blocks, front matter and further titles left
/// out, again and again until there are so many characters.
fn of_policies(chars: usize) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the library of policies")
        .map(|entry| entry.expect("its files").path())
        .filter(|path| {
            !path.ends_with("README.md") && !path.to_string_lossy().contains(".examples")
        })
        .collect();
    files.sort();
    let mut text = String::new();
    for file in &files {
        let policy = fs::read_to_string(file).expect("a policy");
        let (mut within, mut blank) = (false, false);
        for line in policy.lines() {
            if line.starts_with("```") || line == "+++" {
                within = !within;
            } else if !(within || line.starts_with("# ") || blank && line.is_empty()) {
                text += line;
                text.push('\n');
                blank = line.is_empty();
            }
        }
    }
    "# 群管理办法\n\n".chars().chain(text.chars().cycle()).take(chars).collect()
}

/// The tables of times: the fastest of a few rounds each, and of many starts.
pub fn measure(rounds: u32) -> String {
    let (usual, large) = (of_policies(10_000), of_policies(370_000));
    let mut out = String::from("compile, the library by one thread       ms\n");
    for (name, text) in [
        ("10,000 characters of policies", &usual),
        ("1 MB of policies", &large),
        ("10,000 characters of short clauses", &document(30_000, true, "。\n")),
        ("1 MB of short clauses", &document(1 << 20, true, "。\n")),
        ("1 MB in a single clause", &document(1 << 20, false, ",")),
    ] {
        let time = |_| {
            let start = Instant::now();
            std::hint::black_box(compiler::compile("bench.txt", text));
            start.elapsed()
        };
        let best = (0..rounds.max(1)).map(time).min().unwrap_or_default();
        let _ = writeln!(out, "{name:<40} {}", in_ms(best));
    }
    out + "\n" + &started_anew(&usual, &large)
}

/// The program as a new user starts it, beside a start of it that only says its version.
fn started_anew(usual: &str, large: &str) -> String {
    let beside = std::env::current_exe().expect("this program").with_file_name("qungui");
    if !beside.is_file() {
        return "`qungui compile`: cargo build --release -p qungui, then again\n".to_owned();
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut out =
        format!("{:<40} {:>9} {:>9}\n", "qungui compile, started anew, ms", "least", "median");
    let mut row = |name: &str, starts: usize, arguments: &[&str]| {
        let mut times: Vec<Duration> = (0..starts).map(|_| one_start(&beside, arguments)).collect();
        times.sort();
        let (least, median) = (times.first(), times.get(starts / 2));
        let (least, median) =
            (least.copied().unwrap_or_default(), median.copied().unwrap_or_default());
        let _ = writeln!(out, "{name:<40} {:>9} {:>9}", in_ms(least), in_ms(median));
    };
    row("--version alone", STARTS, &["--version"]);
    for (name, starts, text) in [
        ("10,000 characters of policies (bar 50)", STARTS, usual),
        ("1 MB of policies (bar 2,000)", STARTS / 10, large),
    ] {
        let path = folder.path().join("policy.txt");
        fs::write(&path, text).expect("the document");
        row(name, starts, &["compile", &path.to_string_lossy()]);
    }
    out
}

fn one_start(program: &Path, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program starts");
    let took = start.elapsed();
    assert!(status.success(), "{arguments:?} ended with {status}");
    took
}

fn in_ms(time: Duration) -> String {
    format!("{}.{}", time.as_millis(), time.as_micros() % 1_000 / 100)
}
