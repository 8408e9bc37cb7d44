//! Rules that stand in a policy file as comments because nobody has confirmed them yet: what was
//! inferred, what contradicts, what a second reader suggests. A person confirms or throws away.

use std::ops::Range;

use policy::Policy;
use policy::toml::Table;

/// A rule that is held as a comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The rule kind.
    pub kind: &'static str,
    /// Its parameters.
    pub params: Table,
    /// Why it is held, as the file says.
    pub reason: String,
    /// The article that its block belongs to.
    pub cite: String,
    /// Its lines, in bytes of the file.
    pub bytes: Range<usize>,
    /// Its block, in bytes of the file.
    pub block: Range<usize>,
}

/// The content of a comment's line.
fn comment(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest).trim_end())
}

/// The kind that a line names as a table.
fn table(words: &str) -> Option<&'static str> {
    let name = words.strip_prefix('[')?.strip_suffix(']')?;
    let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    rules::kind_named(name).map(|kind| kind.spec.name)
}

/// Whether a line gives a parameter its value.
fn is_value(words: &str) -> bool {
    words.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim().trim_matches('"');
        !name.is_empty() && !name.contains(char::is_whitespace)
    }) && policy::toml::from_str::<Table>(words).is_ok()
}

/// A rule whose lines are being gathered.
struct Open {
    kind: &'static str,
    reason: String,
    values: String,
    bytes: Range<usize>,
}

/// Every rule that is held, in the order of the file.
#[must_use]
pub fn held(policy: &Policy) -> Vec<Held> {
    let mut found = Vec::new();
    for block in &policy.blocks {
        let text = policy.text.get(block.bytes.clone()).unwrap_or_default();
        let mut at = block.bytes.start;
        let mut reason: Vec<(usize, &str)> = Vec::new();
        let mut open: Option<Open> = None;
        let mut close = |open: Option<Open>| {
            let Some(Open { kind, reason, values, bytes }) = open else { return };
            let params = policy::toml::from_str(&values).unwrap_or_default();
            let (cite, block) = (block.cite.clone(), block.bytes.clone());
            found.push(Held { kind, params, reason, cite, bytes, block });
        };
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let words = comment(line);
            match (words, words.and_then(table)) {
                (Some(_), Some(kind)) => {
                    close(open.take());
                    let from = reason.first().map_or(start, |(from, _)| *from);
                    let why: Vec<&str> = reason.drain(..).map(|(_, words)| words).collect();
                    let (reason, values) = (why.join(" "), String::new());
                    open = Some(Open { kind, reason, values, bytes: from..at });
                }
                (Some(words), None) => match &mut open {
                    Some(one) if is_value(words) => {
                        one.values.push_str(words);
                        one.values.push('\n');
                        one.bytes.end = at;
                    }
                    _ => {
                        close(open.take());
                        reason.push((start, words));
                    }
                },
                (None, _) => {
                    close(open.take());
                    reason.clear();
                }
            }
        }
        close(open);
    }
    found
}

/// The file with a held rule switched on.
#[must_use]
pub fn confirmed(text: &str, held: &Held) -> String {
    let lines = text.get(held.bytes.clone()).unwrap_or_default();
    let mut kept = String::new();
    let mut begun = false;
    for line in lines.split_inclusive('\n') {
        let Some(words) = comment(line) else { continue };
        begun |= table(words).is_some();
        if begun {
            kept.push_str(words);
            kept.push_str(if line.ends_with("\r\n") { "\r\n" } else { "\n" });
        }
    }
    replaced(text, held.bytes.clone(), &kept)
}

/// The file without a held rule; a block in which nothing is left goes with it.
#[must_use]
pub fn discarded(text: &str, held: &Held) -> String {
    let block = text.get(held.block.clone()).unwrap_or_default();
    let Range { start, end } = held.bytes;
    let within = start.saturating_sub(held.block.start)..end.saturating_sub(held.block.start);
    let rest = replaced(block, within, "");
    let is_empty = {
        let mut lines = rest.lines();
        lines.next();
        lines.next_back();
        lines.all(|line| line.trim().is_empty() || line.trim_start().starts_with("cite"))
    };
    if is_empty {
        // With the blank line above it, which came with it.
        let before = text.get(..held.block.start).unwrap_or_default();
        let from = ["\r\n\r\n", "\n\n"]
            .iter()
            .find_map(|blank| before.ends_with(blank).then(|| held.block.start - blank.len() / 2));
        return replaced(text, from.unwrap_or(held.block.start)..held.block.end, "");
    }
    replaced(text, held.block.clone(), &rest)
}

/// A text with other words in a place.
pub(crate) fn replaced(text: &str, bytes: Range<usize>, with: &str) -> String {
    let before = text.get(..bytes.start).unwrap_or(text);
    let after = text.get(bytes.end..).unwrap_or_default();
    [before, with, after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "+++\nid = \"a\"\n+++\n\n# 约定\n\n一、不要刷屏,也不发广告。\n\n```rule\n[ads]\n\n\
        # 这一条是由“刷屏”等字推断的\n# [flood]\n# repeats = 3\n```\n\n二、保持安静。\n\n```rule\n\
        # 不确定\n# [quiet-hours]\n# from = \"22:00\"\n# to = \"07:00\"\n```\n";

    fn read(text: &str) -> Policy {
        policy::parse("a.md", text, &rules::specs()).policy
    }

    #[test]
    fn held_rules_are_found_confirmed_and_thrown_away() {
        let policy = read(FILE);
        let all = held(&policy);
        let kinds: Vec<_> = all.iter().map(|one| (one.kind, one.cite.as_str())).collect();
        assert_eq!(kinds, [("flood", "一"), ("quiet-hours", "二")]);
        assert_eq!(all[0].params.get("repeats").and_then(|it| it.as_integer()), Some(3));
        assert!(all[0].reason.contains("推断"));
        let on = confirmed(FILE, &all[0]);
        let policy = read(&on);
        let kinds: Vec<_> = policy.rules.iter().map(|rule| rule.spec.name).collect();
        assert_eq!(kinds, ["ads", "flood"]);
        assert_eq!(held(&policy).len(), 1);
        let off = discarded(FILE, &all[1]);
        assert!(off.ends_with("二、保持安静。\n"), "{off}");
        let off = discarded(FILE, &all[0]);
        assert!(off.contains("```rule\n[ads]\n\n```"), "{off}");
    }

    #[test]
    fn comments_of_authors_are_no_rules() {
        let text = FILE.replace("# [flood]", "# see [flood] below");
        assert_eq!(held(&read(&text)).len(), 1);
    }
}
