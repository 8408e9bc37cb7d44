//! Texts with slots, kept in small files beside the code.
//!
//! A file has sections, `[name]`, with one text per line; `#` begins a comment line. In a
//! text `{name}` stands for a text of that section, `{n:3-9}` for a number. A slot has one
//! value within a [`Filling`]; `{*name}` takes a new one each time.

use std::collections::BTreeMap;

use crate::random::Random;

/// How deep slots may stand in slots: data that refers to itself ends there.
const DEPTH_MAX: usize = 8;

/// The sections of one or more files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Templates(BTreeMap<&'static str, Vec<&'static str>>);

impl Templates {
    /// The sections of those files. A section that occurs again is continued.
    pub(crate) fn read(files: &[&'static str]) -> Templates {
        let mut sections: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        for file in files {
            let mut name = "";
            for line in file.lines().map(str::trim) {
                let header = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
                match header {
                    Some(header) => name = header,
                    None if line.is_empty() || line.starts_with('#') => {}
                    None => sections.entry(name).or_default().push(line),
                }
            }
        }
        Templates(sections)
    }

    /// A section's texts; empty where there is no such section.
    pub(crate) fn section(&self, name: &str) -> &[&'static str] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of the sections that begin so, in order.
    pub(crate) fn names(&self, prefix: &str) -> Vec<&'static str> {
        self.0.keys().copied().filter(|name| name.starts_with(prefix)).collect()
    }

    /// One text of a section with its slots filled.
    pub(crate) fn text(&self, section: &str, random: &mut Random, with: &mut Filling) -> String {
        let raw = random.pick(self.section(section)).copied().unwrap_or("");
        self.fill(raw, random, with)
    }

    /// A text with its slots filled.
    pub(crate) fn fill(&self, raw: &str, random: &mut Random, with: &mut Filling) -> String {
        let mut out = String::with_capacity(raw.len() * 2);
        self.fill_into(raw, random, with, DEPTH_MAX, &mut out);
        out
    }

    fn fill_into(
        &self,
        raw: &str,
        random: &mut Random,
        with: &mut Filling,
        depth: usize,
        out: &mut String,
    ) {
        let mut rest = raw;
        while let Some((before, slot, after)) = next_slot(rest) {
            out.push_str(before);
            out.push_str(&self.value(slot, random, with, depth));
            rest = after;
        }
        out.push_str(rest);
    }

    fn value(&self, slot: &str, random: &mut Random, with: &mut Filling, depth: usize) -> String {
        let (fresh, name) = slot.strip_prefix('*').map_or((false, slot), |name| (true, name));
        if let Some(value) = with.0.get(name).filter(|_| !fresh) {
            return value.clone();
        }
        let value = if let Some(range) = name.strip_prefix("n:") {
            number(range, random)
        } else {
            let raw = random.pick(self.section(name)).copied().unwrap_or("");
            let mut value = String::new();
            if depth > 0 {
                self.fill_into(raw, random, with, depth - 1, &mut value);
            }
            value
        };
        if !fresh {
            with.0.insert(name.to_owned(), value.clone());
        }
        value
    }
}

/// What the slots of a text, or of the texts of one thread, stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filling(BTreeMap<String, String>);

impl Filling {
    /// With that slot standing for that text.
    pub(crate) fn with(mut self, slot: &str, value: &str) -> Filling {
        self.0.insert(slot.to_owned(), value.to_owned());
        self
    }
}

/// What stands before the first slot of a text, the slot, and what stands after it.
pub(crate) fn next_slot(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (slot, after) = rest.split_once('}')?;
    Some((before, slot, after))
}

fn number(range: &str, random: &mut Random) -> String {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    match (low.parse(), high.parse()) {
        (Ok(low), Ok(high)) => random.range(low, high).to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_and_kept() {
        let templates =
            Templates::read(&["# c\n[a]\n{b}-{b}-{n:7-7}-{x}\n\n[b]\n{*c}\n[c]\n1\n2\n"]);
        let mut random = Random::new(1);
        let text = templates.text("a", &mut random, &mut Filling::default().with("x", "y"));
        assert!(text == "1-1-7-y" || text == "2-2-7-y", "{text}");
        assert_eq!(templates.names("a"), ["a"]);
        assert_eq!(templates.text("none", &mut random, &mut Filling::default()), "");
    }

    #[test]
    fn data_that_refers_to_itself_ends() {
        let templates = Templates::read(&["[a]\nx{*a}"]);
        let text = templates.text("a", &mut Random::new(1), &mut Filling::default());
        assert_eq!(text, "x".repeat(DEPTH_MAX + 1));
    }
}
