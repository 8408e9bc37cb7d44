//! The catalogue in English beside what each kind says itself: families, levels, and the words
//! that stand before the value of a parameter. Who reads a policy in English gets what it does,
//! not what it says.
//!
//! The kinds' own pages are in Chinese, for the people who write policies; nothing here is a
//! second documentation.

use model::{Action, Role};
use policy::spec::{Family, Level};

/// The words before the value of a parameter, whatever kind it belongs to.
const PARAMETERS: &[(&str, &str)] = &[
    ("actions", "what follows"),
    ("admins", "administrators who must consent"),
    ("after", "after"),
    ("allow", "allowed"),
    ("allowed-domains", "sites without limit"),
    ("amount", "amount"),
    ("approver", "consent by"),
    ("at", "at"),
    ("avatar", "picture"),
    ("burst", "messages in a row, whatever they say"),
    ("by", "by"),
    ("cap", "at most"),
    ("card", "name in the group"),
    ("categories", "sorts of content"),
    ("complaint", "complaints go to"),
    ("count", "how many"),
    ("counted", "removals count for"),
    ("days", "days"),
    ("deny", "not allowed"),
    ("during", "for"),
    ("every", "every"),
    ("field", "part"),
    ("file-with", "filed with"),
    ("for", "for"),
    ("form", "paid as"),
    ("format", "form"),
    ("from", "from"),
    ("groups", "groups"),
    ("inquiry", "inquiries go to"),
    ("instead", "instead"),
    ("limit", "limit"),
    ("max", "at most"),
    ("media", "media"),
    ("members", "members"),
    ("message", "message"),
    ("metric", "counted by"),
    ("metrics", "measured by"),
    ("min", "at least"),
    ("name", "name"),
    ("no-show", "who does not come"),
    ("not", "not about"),
    ("notice", "announced"),
    ("on", "on"),
    ("only", "only about"),
    ("organiser", "organised by"),
    ("owner-if-over", "the owner's consent after this many removals"),
    ("per", "for each"),
    ("picture", "picture"),
    ("repeats", "counts as flooding from message"),
    ("role", "role"),
    ("rotate", "changed every"),
    ("scope", "compared with"),
    ("share", "share"),
    ("signature", "signature"),
    ("step", "grows by"),
    ("steps", "steps"),
    ("test", "a test first"),
    ("to", "to"),
    ("turns", "turns between two people"),
    ("two-factor", "two-factor log-in"),
    ("value", "must be"),
    ("verify", "checked on joining"),
    ("what", "what"),
    ("who", "who"),
    ("window", "within"),
    ("within", "within"),
];

fn find(list: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    list.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// The words before a parameter's value: its own name, which is English, where the list has
/// no better ones.
#[must_use]
pub fn parameter(name: &str) -> &str {
    find(PARAMETERS, name).unwrap_or(name)
}

/// A family of kinds.
#[must_use]
pub fn family(family: Family) -> &'static str {
    match family {
        Family::Member => "members",
        Family::Content => "content",
        Family::Duty => "duties",
        Family::Sanction => "what follows a breach",
        Family::Process => "how power is used",
        Family::Group => "the group",
        Family::Ops => "running the group",
        Family::Publish => "publishing",
        Family::Account => "accounts",
        Family::Customer => "customers",
        Family::Meta => "the policy itself",
    }
}

/// What a level means.
#[must_use]
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Auto => "carried out automatically",
        Level::Assisted => "found by the system, decided by a person",
        Level::Duty => "done by a person; the system reminds and keeps the record",
        Level::Note => "kept and shown; nothing runs",
    }
}

/// An action as a noun.
#[must_use]
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Remind => "a reminder",
        Action::Stop => "a request to stop",
        Action::Delete => "the message recalled",
        Action::Warn => "a warning",
        Action::Notify => "named in the group",
        Action::SeriousWarn => "a serious warning",
        Action::Talk => "a talk with the person",
        Action::Fine => "a fine",
        Action::Mute => "muted",
        Action::Restrict => "restricted",
        Action::Hr => "handled by the organisation's own rules",
        Action::Report => "reported",
        Action::PersuadeLeave => "asked to leave",
        Action::Remove => "removed from the group",
        Action::Ban => "removed for good",
        Action::Approve => "consent",
        Action::Refuse => "refusal",
        Action::Ask => "a person is asked",
        Action::Task => "a task for a person",
        Action::Reply => "an answer",
        Action::Send => "a message",
        Action::SetCard => "the name in the group set",
    }
}

/// People of a role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "the owner",
        Role::Admin => "administrators",
        Role::Secretary => "the secretary",
        Role::Supervisor => "supervisors",
        Role::Leader => "leaders",
        Role::Member => "ordinary members",
        Role::Newcomer => "newcomers",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_phrase() {
        for one in crate::RULE_KINDS {
            let words = one.spec.english;
            let plain = words.is_ascii() && !words.is_empty() && !words.ends_with('.');
            assert!(plain, "{}: {words}", one.spec.name);
        }
    }

    #[test]
    fn nothing_is_listed_twice() {
        for list in [PARAMETERS] {
            for (at, (name, words)) in list.iter().enumerate() {
                assert!(list.iter().skip(at + 1).all(|(other, _)| other != name), "{name}");
                assert!(words.is_ascii() && !words.ends_with('.'), "{name}: {words}");
            }
        }
    }
}
