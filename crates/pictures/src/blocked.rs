//! Pictures and files that an organisation does not want to see again: a list of hashes and
//! likenesses, each with what it is.
//!
//! A line: the hash (64 digits, the very file) or the likeness (32 digits, pictures that look
//! like it), a tab, what it is (`ads`, or a category by its name or in Chinese), a tab, a note.

use std::collections::BTreeMap;

use model::Category;

use crate::{Likeness, Looked};

/// The most entries of a list.
pub const ENTRIES_MAX: usize = 20_000;
/// The most lines that are reported.
pub const BAD_LINES_MAX: usize = 20;
/// What advertising is called, which is no category of content.
const ADS: (&str, &str) = ("ads", "广告");

/// Pictures and files that are not wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    hashes: BTreeMap<String, &'static str>,
    likenesses: BTreeMap<Likeness, &'static str>,
}

/// What a file on the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// `ads`, or the name of a category.
    pub category: &'static str,
    /// How sure that is: 100 for the very file, 80 for a picture that looks like one.
    pub score: u32,
}

/// A line that nobody understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Which, from 1.
    pub line: usize,
    /// What is wrong, in Chinese.
    pub why: &'static str,
}

impl Blocked {
    /// Reads a list.
    ///
    /// # Errors
    /// The lines that nobody understands, at most [`BAD_LINES_MAX`].
    pub fn read(list: &str) -> Result<Blocked, Vec<BadLine>> {
        let mut blocked = Blocked::default();
        let mut bad = Vec::new();
        for (line, number) in list.trim_start_matches('\u{FEFF}').lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(why) = blocked.add(line)
                && bad.len() < BAD_LINES_MAX
            {
                bad.push(BadLine { line: number, why });
            }
        }
        if bad.is_empty() { Ok(blocked) } else { Err(bad) }
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let mut columns = line.split('\t').map(str::trim);
        let (print, told) = (columns.next().unwrap_or(""), columns.next().unwrap_or(""));
        let category = named(told).ok_or("没有这个类别;指纹和类别之间用制表符隔开")?;
        if self.hashes.len() + self.likenesses.len() >= ENTRIES_MAX {
            return Err("太多了,从这一行起放不下");
        }
        let print = print.to_ascii_lowercase();
        if let Some(likeness) = Likeness::parse(&print) {
            self.likenesses.insert(likeness, category);
        } else if print.len() == 64 && print.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.hashes.insert(print, category);
        } else {
            return Err("指纹应是 64 位(同一个文件)或 32 位(相像的图片)的十六进制数");
        }
        Ok(())
    }

    /// What a file is by the list; none where it is not on it.
    #[must_use]
    pub fn find(&self, looked: &Looked) -> Option<Match> {
        if let Some(category) = self.hashes.get(&looked.hash) {
            return Some(Match { category, score: 100 });
        }
        let seen = looked.picture.as_ref().ok()?.likeness?;
        let alike = self.likenesses.iter().find(|(known, _)| seen.is_near(**known));
        alike.map(|(_, category)| Match { category, score: 80 })
    }

    /// Whether nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty() && self.likenesses.is_empty()
    }
}

fn named(told: &str) -> Option<&'static str> {
    if told == ADS.0 || told == ADS.1 {
        return Some(ADS.0);
    }
    let is = |category: &&Category| category.name() == told || category.in_words() == told;
    Category::ALL.iter().find(is).map(|category| category.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Picture, look};

    #[test]
    fn the_very_file_and_what_looks_like_it() {
        let file = look(b"abc");
        let likeness = Likeness::parse("00112233445566778899aabbccddeeff").unwrap();
        let list = format!(
            "\u{FEFF}# 指纹\t类别\t说明\n{}\t赌博\t上周的海报\n\n{likeness}\tads\n",
            file.hash.to_uppercase()
        );
        let blocked = Blocked::read(&list).unwrap();
        assert_eq!(blocked.find(&file), Some(Match { category: "gambling", score: 100 }));
        let near = Likeness::parse("00112233445566778899aabbccddee00").unwrap();
        let far = Likeness::parse("ffffffff445566778899aabbccddee00").unwrap();
        for (likeness, found) in [(near, Some(Match { category: "ads", score: 80 })), (far, None)] {
            let (width, height) = (9, 9);
            let picture = Picture { width, height, likeness: Some(likeness), codes: Vec::new() };
            let seen = Looked { picture: Ok(picture), ..look(b"def") };
            assert_eq!(blocked.find(&seen), found);
        }
        assert_eq!(Blocked::default().find(&file), None);
    }

    #[test]
    fn lines_that_nobody_understands_are_told() {
        let list = format!("abc\tads\n{0}\t天气\n{0}\n{0}\tads\n", "0".repeat(64));
        let bad = Blocked::read(&list).unwrap_err();
        assert_eq!(bad.iter().map(|one| one.line).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
