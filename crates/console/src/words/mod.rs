//! Everything that pages say, in one list: a key, Chinese, English. What stands in `{}` is
//! filled in. Each area of the console has a file here.

mod account;
mod cases;
mod frame;
mod groups;
mod members;
mod overview;
mod own;
mod policies;
mod publishing;
mod reports;
mod roster;
mod settings;
mod setup;
mod upkeep;
mod users;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use policy::texts::{Language, Text};

/// Every text, by area.
const ALL: &[&[Text]] = &[
    frame::TEXTS,
    groups::TEXTS,
    cases::TEXTS,
    members::TEXTS,
    overview::TEXTS,
    own::TEXTS,
    policies::TEXTS,
    publishing::TEXTS,
    reports::TEXTS,
    roster::TEXTS,
    settings::TEXTS,
    setup::TEXTS,
    upkeep::TEXTS,
    users::TEXTS,
    account::TEXTS,
];

static BY_KEY: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| {
        let texts = ALL.iter().copied().flatten();
        texts.map(|(key, chinese, english)| (*key, (*chinese, *english))).collect()
    });

/// The text of a key; a key that is not there is shown as it is, and a test finds it.
#[must_use]
pub fn say(language: Language, key: &'static str) -> &'static str {
    BY_KEY.get(key).map_or(key, |(chinese, english)| language.choose(chinese, english))
}

/// A text with its places filled in, each once; what is filled in is not looked at again.
#[must_use]
pub fn fill(text: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            break;
        };
        let found = places.iter().find(|(known, _)| *known == name);
        out.push_str(found.map_or("", |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Every key with its two texts, for tests.
pub fn all() -> impl Iterator<Item = &'static Text> {
    ALL.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => sources(&path, out),
                false => out.push_str(&std::fs::read_to_string(&path).unwrap()),
            }
        }
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let mut keys = BTreeSet::new();
        for (key, chinese, english) in all() {
            assert!(keys.insert(key), "{key} twice");
            assert!(!chinese.is_empty() && !english.is_empty(), "{key}");
            assert_eq!(places(chinese), places(english), "{key}");
        }
    }

    #[test]
    fn every_key_that_is_said_is_there_and_every_one_there_is_said() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        for folder in ["src", "templates"] {
            sources(&here.join(folder), &mut text);
        }
        for call in ["frame.say(\"", "frame.with(\"", "frame.fill(\""] {
            for after in text.split(call).skip(1) {
                let key = after.split('"').next().unwrap();
                assert!(BY_KEY.contains_key(key), "{key} is said, but not in the list");
            }
        }
        for key in BY_KEY.keys() {
            let count = text.matches(&format!("\"{key}\"")).count();
            assert!(count > 1, "{key} is in the list, but never said");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        assert_eq!(fill("{a}和{b}", &[("a", "{b}"), ("b", "乙")]), "{b}和乙");
        assert_eq!(fill("一{a", &[]), "一{a");
    }
}
