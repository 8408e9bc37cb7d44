//! The table of sounds of `crates/text`: each syllable without its tone, and the characters
//! that are first of all read so.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use pinyin::ToPinyin;

/// The characters that have a reading: Han of the basic block and extension A.
const HAN: [RangeInclusive<char>; 2] = ['\u{3400}'..='\u{4DBF}', '\u{4E00}'..='\u{9FFF}'];

/// Lines `syllable common rare`, the syllables in their order, common those of GB 2312.
/// Characters that folding changes are left out: they never stand in a skeleton.
pub(super) fn table() -> String {
    let mut sounds: BTreeMap<String, [String; 2]> = BTreeMap::new();
    for c in HAN.into_iter().flatten() {
        if !super::fold::stays(c) {
            continue;
        }
        if let Some(reading) = c.to_pinyin() {
            // Syllables are typed with v for ü.
            let plain = reading.plain().replace('ü', "v");
            if plain.bytes().all(|b| b.is_ascii_lowercase()) {
                let [common, rare] = sounds.entry(plain).or_default();
                if is_common(c) { common.push(c) } else { rare.push(c) }
            }
        }
    }
    let mut out = String::from("# Written by `cargo xtask codegen`.\n");
    for (sound, [common, rare]) in sounds {
        let _ = writeln!(out, "{}", format!("{sound} {common} {rare}").trim_end());
    }
    out
}

/// Whether GB 2312 has a character: the 6,763 that people know.
fn is_common(c: char) -> bool {
    let mut text = [0; 4];
    let (bytes, _, missing) = encoding_rs::GBK.encode(c.encode_utf8(&mut text));
    let second = || bytes.get(1).is_some_and(|second| *second >= 0xA1);
    !missing && bytes.first().is_some_and(|first| (0xB0..=0xF7).contains(first)) && second()
}
