//! People whom a clause leaves out: 值班人员除外, 管理员不受此限. A rule that ran for them too would
//! hold against them what the policy allows.

use policy::toml::Value;
use rules::clause::{Clause, Norm, Norms, has};
use rules::reading::people::is_person;

use crate::block::DOUBTFUL;
use crate::settle;

/// Words behind those who are left out.
const OUT: &[&str] = &["除外", "例外", "不受此限", "不在此限", "不受限制", "不受此限制"];
/// The longest name.
const NAME_MAX: usize = 12;

/// Writes `except` in the one rule that a clause states for members; marks them where there are
/// several.
pub(crate) fn settle(clause: &Clause<'_>, norms: &mut Norms) {
    if norms.is_empty() || !has(clause.text, OUT) {
        return;
    }
    let people = left_out(clause.text);
    if people.is_empty() {
        return;
    }
    let mut governed: Vec<&mut Norm> =
        norms.iter_mut().filter(|norm| governs_members(norm)).collect();
    match governed.as_mut_slice() {
        [only] if !only.params.contains_key("except") => {
            let people = people.into_iter().map(Value::from).collect();
            only.params.insert("except".to_owned(), Value::Array(people));
        }
        several => {
            for norm in several {
                norm.confidence = norm.confidence.min(DOUBTFUL);
            }
        }
    }
}

/// Whether a norm's rule finds breaches of members, whose words it read.
fn governs_members(norm: &Norm) -> bool {
    /// Whom these are about they name themselves.
    const OF_OTHERS: &[&str] = &["admission", "scope", "capacity", "topic", "offboarding"];
    norm.inferred_from.is_empty() && !OF_OTHERS.contains(&norm.kind) && settle::finds(norm)
}

/// Those who are named right before the words, in their phrase.
fn left_out(text: &str) -> Vec<String> {
    const ENDS: &[char] = &[',', '，', '。', ';', '；', '(', '（', ')', '）', ':', '：', '!', '！'];
    for phrase in text.split(ENDS) {
        let Some(named) = OUT.iter().find_map(|word| phrase.trim().strip_suffix(word)) else {
            continue;
        };
        let people: Vec<&str> =
            named.split(['、', '和', '及', '与', '或']).map(str::trim).collect();
        let person =
            |name: &&str| is_person(name) && (2..=NAME_MAX).contains(&name.chars().count());
        if people.iter().all(person) {
            return people.into_iter().map(str::to_owned).collect();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_are_left_out() {
        for (text, people) in [
            ("晚上十点以后不要发言,值班人员除外", "值班人员"),
            ("禁止发链接(群主、管理员除外)", "群主 管理员"),
            ("禁止发红包,节日除外", ""),
            ("不在此限", ""),
        ] {
            assert_eq!(left_out(text).join(" "), people, "{text}");
        }
    }

    #[test]
    fn one_rule_leaves_them_out() {
        let norms = crate::recognise(&Clause::alone("晚上十点以后不要在群里发言,值班人员除外。"));
        let quiet = norms.iter().find(|norm| norm.kind == "quiet-hours").unwrap();
        assert_eq!(quiet.params["except"].to_string(), "[\"值班人员\"]");
    }
}
