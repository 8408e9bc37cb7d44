//! Makes the judge from shared data.
#![allow(
    clippy::all,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason
)]
use training::messages::*;
fn f(p: &str) -> String {
    std::fs::read_to_string(format!("/work/shared/data/{p}")).unwrap()
}
fn main() {
    let mut material = Material::own(1);
    for (name, file) in [
        ("insult", "cold/train.csv"),
        ("ads", "antispam-msglog/train.tsv"),
        ("harmless", "ham-weibo-chat/train.txt"),
        ("harmless", "ham-kdconv/dev.txt"),
    ] {
        material.add(name, sources::read(name, &f(file)));
    }
    let writer = Writer::new()
        .with_traditional(&f("variant-opencc/STCharacters.txt"))
        .with_pieces(&f("variant-chaizi/chaizi-jt.txt"));
    let judge = make(&material, &writer, 1, None).unwrap();
    std::fs::write("crates/text/data/messages.model", judge.to_bytes()).unwrap();
    println!("{} lessons, {} bytes", material.lessons.len(), judge.to_bytes().len());
}
