//! Starts a rule kind: a complete small file that passes its own example, and its lines in the
//! list of kinds.
//!
//! The tests here look at the text only. After a change to the template or to the contract of
//! rule kinds, check by hand that what it writes builds and passes, and take it out again:
//!
//! ```text
//! cargo xtask new-rule zz-check && cargo fmt --all --check
//! cargo clippy -p qungui-rules --all-targets && cargo test -p qungui-rules zz_check
//! KIND=zz-check cargo test -p qungui-engine --test it the_examples
//! ```

use std::fs;
use std::path::Path;

/// The new file, with `@NAME@`, `@MODULE@`, `@TYPE@` and `@FAMILY@` to be filled in.
const TEMPLATE: &str = include_str!("template.txt");
/// The list of kinds.
const LIST: &str = "crates/rules/src/kinds.rs";
/// Longest name of a kind.
const NAME_MAX: usize = 40;

/// The catalogue's families as the command line writes them, with their names in the code.
const FAMILIES: &[(&str, &str)] = &[
    ("member", "Member"),
    ("content", "Content"),
    ("duty", "Duty"),
    ("sanction", "Sanction"),
    ("process", "Process"),
    ("group", "Group"),
    ("ops", "Ops"),
    ("publish", "Publish"),
    ("account", "Account"),
    ("customer", "Customer"),
    ("meta", "Meta"),
];

/// Words that name no module or table: Rust's, and the key `cite` of a rule block.
const TAKEN: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "cite", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The families that `--family` takes.
pub(crate) fn family_names() -> Vec<&'static str> {
    FAMILIES.iter().map(|(name, _)| *name).collect()
}

/// Writes the kind's file and its lines in the list.
///
/// # Errors
/// Says what is wrong with the name, or which file could not be read or written.
pub(crate) fn run(root: &Path, name: &str, family: &str) -> Result<(), String> {
    let list = root.join(LIST);
    let old = fs::read_to_string(&list).map_err(|e| format!("{LIST}: {e}"))?;
    let new = listed(&old, name)?;
    let path = format!("crates/rules/src/kinds/{}.rs", module(name));
    let file = root.join(&path);
    if file.exists() {
        return Err(format!("{path} is there already"));
    }
    fs::write(&file, filled(name, family)?).map_err(|e| format!("{path}: {e}"))?;
    fs::write(&list, new).map_err(|e| format!("{LIST}: {e}"))
}

/// The list of kinds with the two lines of a new one, each in its alphabetical place.
fn listed(list: &str, name: &str) -> Result<String, String> {
    check(name)?;
    let module = module(name);
    let list = with_line(list, "pub mod ", ";", "", &module)?;
    with_line(&list, "&", "::RULE_KIND,", "    ", &module)
}

/// The text with `before name after` put in its alphabetical place among lines of that form.
fn with_line(
    text: &str,
    before: &str,
    after: &str,
    indent: &str,
    name: &str,
) -> Result<String, String> {
    let named = |line: &str| {
        let inner = line.trim().strip_prefix(before)?.strip_suffix(after)?;
        Some(inner.to_owned())
    };
    let names: Vec<String> = text.lines().filter_map(named).collect();
    if names.iter().any(|other| other == name) {
        return Err(format!("there is a rule kind `{}` already", name.replace('_', "-")));
    }
    let line = format!("{indent}{before}{name}{after}\n");
    let next = names.iter().find(|other| other.as_str() > name);
    let last = names.last().ok_or_else(|| format!("no line `{before}…{after}` in {LIST}"))?;
    let mut out = String::with_capacity(text.len() + line.len());
    for old in text.split_inclusive('\n') {
        let here = named(old);
        if here.is_some() && here.as_ref() == next {
            out.push_str(&line);
        }
        out.push_str(old);
        if next.is_none() && here.as_ref() == Some(last) {
            out.push_str(&line);
        }
    }
    Ok(out)
}

/// Whether a name can be a kind's.
fn check(name: &str) -> Result<(), String> {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    let kebab = name.split('-').all(word) && name.starts_with(|c: char| c.is_ascii_lowercase());
    if !kebab || name.len() > NAME_MAX {
        return Err(format!(
            "`{name}` is no name for a rule kind: small letters and digits with `-` between \
             words, such as `voice-length`, at most {NAME_MAX}"
        ));
    }
    if TAKEN.contains(&name) {
        return Err(format!("`{name}` has a meaning of its own; take another name"));
    }
    Ok(())
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}

/// `voice-length` as the name of a type.
fn type_name(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .map(|c| c.to_ascii_uppercase())
                .into_iter()
                .chain(chars)
                .collect::<String>()
        })
        .collect()
}

fn filled(name: &str, family: &str) -> Result<String, String> {
    let (_, family) = FAMILIES
        .iter()
        .find(|(known, _)| *known == family)
        .ok_or_else(|| format!("`{family}` is no family of the catalogue"))?;
    Ok(TEMPLATE
        .replace("@NAME@", name)
        .replace("@TYPE@", &type_name(name))
        .replace("@FAMILY@", family))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = "//! Kinds.\n\npub mod ads;\npub mod links;\n\npub const RULE_KINDS: &[&RuleKind] = &[\n    &ads::RULE_KIND,\n    &links::RULE_KIND,\n];\n";

    #[test]
    fn lines_go_to_their_alphabetical_places() {
        for (name, mods, entries) in [
            ("a-first", "a_first ads links", "a_first ads links"),
            ("flood", "ads flood links", "ads flood links"),
            ("voice-length", "ads links voice_length", "ads links voice_length"),
        ] {
            let list = listed(SHORT, name).unwrap();
            let between = |before: &str, after: &str| {
                let inner =
                    |l: &str| Some(l.trim().strip_prefix(before)?.strip_suffix(after)?.to_owned());
                list.lines().filter_map(inner).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(between("pub mod ", ";"), mods);
            assert_eq!(between("&", "::RULE_KIND,"), entries);
            assert_eq!(list.lines().count(), SHORT.lines().count() + 2);
        }
    }

    #[test]
    fn bad_and_taken_names_are_refused() {
        for name in ["", "Ads", "a b", "a--b", "-a", "a-", "9a", "a_b", "群", "match", "cite"] {
            assert!(listed(SHORT, name).is_err(), "{name}");
        }
        assert!(listed(SHORT, &"a".repeat(NAME_MAX + 1)).is_err());
        assert_eq!(listed(SHORT, "ads").unwrap_err(), "there is a rule kind `ads` already");
        assert!(listed("//! Nothing.\n", "ads").is_err());
    }

    /// The real list and a copy of its folder: files are written once and never overwritten.
    #[test]
    fn a_kind_is_started_in_a_copy() {
        let here = crate::root().unwrap();
        let copy = std::env::temp_dir().join(format!("qungui-new-rule-{}", std::process::id()));
        fs::create_dir_all(copy.join("crates/rules/src/kinds")).unwrap();
        fs::copy(here.join(LIST), copy.join(LIST)).unwrap();
        run(&copy, "zz-sample-kind", "duty").unwrap();
        let file = copy.join("crates/rules/src/kinds/zz_sample_kind.rs");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! Rule kind `zz-sample-kind`"), "{text}");
        assert!(text.contains("struct ZzSampleKind") && text.contains("family: Duty"), "{text}");
        assert!(!text.contains('@'), "{text}");
        let list = fs::read_to_string(copy.join(LIST)).unwrap();
        assert_eq!(list.matches("zz_sample_kind").count(), 2);
        assert!(run(&copy, "zz-sample-kind", "duty").is_err());
        fs::copy(here.join(LIST), copy.join(LIST)).unwrap();
        assert!(run(&copy, "zz-sample-kind", "duty").unwrap_err().ends_with("already"));
        fs::remove_dir_all(&copy).unwrap();
    }
}
