//! Characters that look alike (形近字): `睹` for 赌, `徽` for 微.
//!
//! `data/shape.txt` has groups of them; a text is compared with each character put as the first
//! of its group. All of them have as many bytes, so that places stay the same.

use std::collections::BTreeMap;
use std::sync::OnceLock;

fn firsts() -> &'static BTreeMap<char, char> {
    static FIRSTS: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    FIRSTS.get_or_init(|| read(include_str!("../data/shape.txt")))
}

fn read(data: &str) -> BTreeMap<char, char> {
    let mut firsts = BTreeMap::new();
    for group in data.lines().filter(|line| !line.starts_with('#')) {
        let Some(first) = group.chars().next() else { continue };
        firsts.extend(group.chars().map(|one| (one, first)));
    }
    firsts
}

/// A folded text as it looks: equal where two look alike.
pub(crate) fn shapes(skeleton: &str) -> String {
    let firsts = firsts();
    let first = |c: char| if c.is_ascii() { c } else { firsts.get(&c).copied().unwrap_or(c) };
    skeleton.chars().map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{Folded, fold_char};

    #[test]
    fn characters_are_as_messages_have_them_and_stand_in_one_group() {
        let data = include_str!("../data/shape.txt");
        let groups = || data.lines().filter(|line| !line.starts_with('#'));
        assert!(groups().all(|group| group.chars().nth(1).is_some()));
        let odd = |c: &char| fold_char(*c) != Folded::One(*c) || c.len_utf8() != 3;
        assert_eq!(groups().flat_map(str::chars).filter(odd).collect::<String>(), "");
        let count = groups().flat_map(str::chars).count();
        assert_eq!(firsts().len(), count, "one in two groups");
    }

    #[test]
    fn places_stay() {
        assert_eq!(shapes("加徽信abc睹博"), "加微信abc赌博");
        assert_eq!(shapes(""), "");
    }
}
