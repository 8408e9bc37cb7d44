//! Measures how fast events are read and decided, and what a member costs in memory.
//!
//! `cargo run --release -p bench` prints one table. Every figure stands beside the bare parse of
//! the same lines in the same run: this machine's speed of the hour cancels out in the ratio.
//! With valgrind at hand, instructions per event are counted too.
#![expect(clippy::print_stdout, reason = "a program that prints a table")]
#![expect(clippy::print_stderr, reason = "says what it is doing")]
#![expect(clippy::expect_used, reason = "a benchmark stops at the first thing that is wrong")]

mod compile;
mod instructions;
mod judging;
mod judging_speed;
mod judging_verdicts;
mod serve;
mod stages;
mod store;

use clap::Parser;

use crate::stages::{Load, Stage};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 测量读事件和作决定的速度,以及每个成员占用的内存。
#[derive(Parser)]
struct Arguments {
    /// 群数
    #[arg(long, default_value_t = 10_000)]
    groups: u32,
    /// 每群人数
    #[arg(long, default_value_t = 200)]
    members: u32,
    /// 消息数
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// 重复几次,取最快的一次
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// 消息集中在少数群
    #[arg(long)]
    skewed: bool,
    #[command(flatten)]
    store: store::StoreArguments,
    /// 只跑一个阶段:none、bare、event、reading、engine、everything(各一次,供计数指令用)、
    /// compile、judging、judging-speed、store、serve
    #[arg(long)]
    only: Option<String>,
}

fn main() {
    let arguments = Arguments::parse();
    if arguments.only.as_deref() == Some("compile") {
        println!("{}", compile::measure(arguments.rounds));
        return;
    }
    if let Some(only @ ("judging" | "judging-speed")) = arguments.only.as_deref() {
        if only == "judging" {
            judging::run();
            println!("\nspeed");
        }
        judging_speed::run();
        return;
    }
    if arguments.only.as_deref() == Some("store") {
        store::measure(&arguments.store, arguments.groups, arguments.members);
        return;
    }
    if arguments.only.as_deref() == Some("serve") {
        serve::measure(arguments.groups, arguments.members, arguments.store.seconds);
        return;
    }
    if let Some(only) = &arguments.only {
        let load = Load::new(arguments.groups, arguments.members, arguments.messages, false);
        stages::run_once(&load, Stage::parse(only).expect("a stage"));
        return;
    }
    eprintln!(
        "{} groups of {} members, {} messages",
        arguments.groups, arguments.members, arguments.messages
    );
    let load = Load::new(arguments.groups, arguments.members, arguments.messages, arguments.skewed);
    let table = stages::measure(&load, arguments.rounds);
    println!("{}", stages::render(&table));
    println!("{}", stages::memory(&load));
    println!("\ncost against the number of groups (same number of messages)");
    for groups in [100, 1_000, 10_000] {
        let load = Load::new(groups, arguments.members, arguments.messages / 2, arguments.skewed);
        let table = stages::measure(&load, 3);
        println!("{groups:>8} groups  {}", stages::engine_line(&table));
    }
    println!("\n{}", compile::measure(arguments.rounds));
    println!("{}", instructions::count());
}
