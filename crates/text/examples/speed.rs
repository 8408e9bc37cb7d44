//! How long a reading takes, by stage, on generated messages: `cargo run --release --example speed`.
#![expect(clippy::print_stdout, reason = "an example that prints figures")]

use std::hint::black_box;
use std::time::Instant;

use text::view::View;
use text::{Judge, Lexicon, Reader, Scratch, Skeleton, Strictness, fold_into};

const HAN: &str = "我们今天下午开会讨论项目进度大家准时参加注意带上材料有事提前说一声领导会来检查工作情况请各部门把表格填好发给小李谢谢配合这个周末一起去爬山吃饭聊天孩子作业老师通知家长学校门口集合看书电影不错真好听歌跑步天气冷多穿衣服";

/// A small generator, so that every run has the same messages.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}

/// Messages of about 40 characters. `every` puts something into every n-th of them.
fn messages(every: usize, extra: &str) -> Vec<String> {
    let han: Vec<char> = HAN.chars().collect();
    let mut numbers = Numbers(7);
    (0..10_000)
        .map(|n| {
            let mut text: String = (0..38)
                .map(|place| match place {
                    12 | 25 => '，',
                    37 => '。',
                    _ => han.get(numbers.below(han.len())).copied().unwrap_or('好'),
                })
                .collect();
            if every > 0 && n % every == 0 {
                text.push_str(extra);
            }
            text
        })
        .collect()
}

/// What this thread has had of the processor, in nanoseconds: what a busy machine gives to
/// others does not count. By the clock where the system does not tell.
fn now(start: Instant) -> u128 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let used = told.split(' ').next().and_then(|used| used.parse().ok());
    used.unwrap_or_else(|| start.elapsed().as_nanos())
}

/// The best of several rounds, in nanoseconds a message.
fn time(messages: &[String], mut work: impl FnMut(&str)) -> u128 {
    let mut best = u128::MAX;
    for _ in 0..5 {
        let clock = Instant::now();
        let start = now(clock);
        // Long rounds: the system tells what a thread has had only every few milliseconds.
        for _ in 0..10 {
            for message in messages {
                work(message);
            }
        }
        best = best.min(now(clock) - start);
    }
    best / (messages.len().max(1) * 10) as u128
}

fn main() {
    let start = Instant::now();
    let _ = black_box(text::fold::fold_char('a'));
    println!("fold table        {:>6} us", start.elapsed().as_micros());
    let start = Instant::now();
    let lexicon = Lexicon::builtin();
    println!("lexicon           {:>6} us, {} words", start.elapsed().as_micros(), lexicon.len());
    let start = Instant::now();
    let reader = Reader::new(&lexicon);
    println!("automaton         {:>6} us", start.elapsed().as_micros());
    let judging = Reader::new(&lexicon).judging(Judge::builtin(), Strictness::default());
    let empty = Reader::new(&Lexicon::empty());

    let plain = messages(0, "");
    let mut skeleton = Skeleton::new();
    let mut scratch = Scratch::new();
    println!(
        "decode            {:>6} ns",
        time(&plain, |m| {
            black_box(m.chars().map(u32::from).fold(0, u32::wrapping_add));
        })
    );
    println!(
        "fold              {:>6} ns",
        time(&plain, |m| fold_into(black_box(m), &mut skeleton))
    );
    println!(
        "read, no lexicon  {:>6} ns",
        time(&plain, |m| {
            black_box(empty.read(black_box(m), &[], &mut scratch));
        })
    );
    println!(
        "read and judged   {:>6} ns",
        time(&plain, |m| {
            black_box(judging.read(black_box(m), &[], &mut scratch));
        })
    );
    let mut view = View::new();
    println!(
        "fold and see      {:>6} ns",
        time(&plain, |m| {
            fold_into(black_box(m), &mut skeleton);
            view.see(&skeleton);
        })
    );
    if let Some(judge) = Judge::builtin() {
        println!(
            "fold, see, score  {:>6} ns",
            time(&plain, |m| {
                fold_into(black_box(m), &mut skeleton);
                black_box(judge.likely(view.total(&skeleton, judge.model())).count());
            })
        );
        println!(
            "fold, see, sum    {:>6} ns",
            time(&plain, |m| {
                fold_into(black_box(m), &mut skeleton);
                black_box(view.total(&skeleton, judge.model()).0.sums());
            })
        );
    }
    let long: Vec<String> = plain.chunks(50).map(<[String]>::concat).collect();
    println!("fold, long        {:>6} ns", time(&long, |m| fold_into(black_box(m), &mut skeleton)));
    println!(
        "no lexicon, long  {:>6} ns",
        time(&long, |m| {
            black_box(empty.read(black_box(m), &[], &mut scratch));
        })
    );
    let mut read = |name: &str, messages: &[String]| {
        let ns = time(messages, |m| {
            black_box(reader.read(black_box(m), &[], &mut scratch));
        });
        println!("read, {name:<12}{ns:>6} ns");
    };
    read("plain", &plain);
    read("with emoji", &messages(1, "[微笑]👍"));
    read("asking", &messages(1, "，请问怎么报名？"));
    read("with link", &messages(1, " https://example.com/a/b?id=7"));
    read("with phone", &messages(1, "，电话13800138000"));
    read("with words", &messages(1, "，优惠大促销，招代理"));
    read("mixed 1/10", &messages(10, "，限时优惠，加微信abc12345，详见example.com"));
    read("long x50", &long);
}
