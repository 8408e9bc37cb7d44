//! The catalogue in English: one phrase for each kind, and the words that stand before the value
//! of a parameter. Who reads a policy in English gets what it does, not what it says.
//!
//! The kinds' own pages are in Chinese, for the people who write policies; nothing here is a
//! second documentation. Kinds of the catalogue that do not run yet have their phrase already.

use model::{Action, Role};
use policy::spec::Level;

/// Each kind in one phrase.
const KINDS: &[(&str, &str)] = &[
    // Members.
    ("real-name-card", "members use their real name or a set form as their name in the group"),
    ("own-avatar", "members use a picture of themselves or a prescribed one"),
    ("admission", "who may join, and who lets them in"),
    ("invite-control", "nobody is brought in without consent"),
    ("capacity", "a cap on members, or on places for each family or firm"),
    ("mandatory-membership", "named people must be in the group"),
    ("no-exit", "members do not leave on their own"),
    ("offboarding", "who has left the organisation is taken out of the group"),
    ("roster-review", "the list of members is checked at intervals"),
    ("inactivity", "members who are silent or take no part for long are cleaned out"),
    ("no-splinter-groups", "no side groups, and no luring of members to other groups"),
    ("newcomer-mode", "new members may do less for a while"),
    ("onboarding", "new members are welcomed and told the rules"),
    ("policy-acceptance", "members read or sign the policy"),
    // Content.
    ("forbidden-content", "content of these sorts is not posted"),
    ("ads", "advertising"),
    ("links", "links, web pages and mini-programs"),
    ("flood", "the same or meaningless things again and again in a short time"),
    ("no-duplicates", "what the group has seen is not posted again"),
    ("message-length", "messages are no longer than a limit"),
    ("media-limits", "limits on pictures, voice, stickers, videos and files"),
    ("quiet-hours", "no talk in the group during these hours"),
    ("posting-window", "talk in the group only during these hours"),
    ("red-packets", "red packets in the group"),
    ("topic", "talk keeps to what the group is for"),
    ("long-dialogue", "long talks between two people move to private chat"),
    ("no-interruption", "others and lectures are not interrupted"),
    ("verified-source", "what is passed on is true, checked and sourced"),
    ("prior-approval", "these kinds of posts need consent first"),
    ("confidentiality", "what is said in the group or firm does not go outside"),
    ("privacy", "personal data and pictures of others are not exposed"),
    ("conduct", "manners and values"),
    ("lawful", "the law and the platform's rules are obeyed"),
    // Duties.
    ("acknowledge", "notices, tasks and what leaders say are answered"),
    ("respond", "questions, complaints and requests get an answer from those responsible"),
    ("daily-report", "a report is posted at a set time"),
    ("attendance-window", "members show themselves in the group at set times"),
    ("quota", "a least number of something in each period"),
    ("share-duty", "given content is passed on elsewhere"),
    ("participation", "members take part, discuss and help"),
    ("relay", "information is passed on, carried out and followed up"),
    ("leave-of-absence", "asking to be excused from a duty"),
    ("stay-reachable", "members keep reachable"),
    // Sanctions.
    ("ladder", "repeated breaches bring rising steps"),
    ("sanction", "what follows a breach"),
    ("fine", "money for a breach"),
    ("hr-discipline", "consequences outside the group, by the organisation's own rules"),
    ("refer-authorities", "the matter is reported or handed to authorities"),
    ("reward", "good conduct or results are rewarded"),
    ("points", "points for named conduct, and what they bring"),
    ("own-consequences", "who breaks a rule or leaves bears the consequences"),
    // Process.
    ("removal-quorum", "a removal takes the consent of several administrators or of the owner"),
    ("state-reason", "a removal or sanction is explained"),
    ("impartiality", "administrators act for no personal reasons"),
    ("appeal", "decisions may be appealed against"),
    ("complaint-channel", "members may report others, and the report is checked"),
    ("false-report", "malicious reports have consequences"),
    ("admin-recall", "members watch over administrators, who can be replaced"),
    ("vote", "members decide by vote"),
    ("member-rights", "what members are entitled to"),
    ("disclaimer", "the group or its owners bear no liability"),
    ("obey-admins", "members follow those who manage the group"),
    ("amendment", "how the policy is changed"),
    // The group.
    ("group-name", "the group's name, or how it is formed"),
    ("group-creation", "setting a group up takes consent and filing"),
    ("group-purpose", "what the group is for"),
    ("admin-appointment", "who administers the group"),
    ("admin-duties", "what administrators do"),
    ("spot-check", "the organisation inspects groups or accounts at intervals"),
    ("announcement", "group notices are published and kept current"),
    ("backup", "the group's records are kept"),
    ("feedback-intake", "members' opinions are collected and answered"),
    // Running a group.
    ("auto-reply", "keywords get automatic answers"),
    ("check-in", "members sign in or post proof of a habit"),
    ("broadcast", "messages are sent at set times"),
    ("multi-group-sync", "messages are relayed across groups"),
    ("event", "activities: who organises them, sign-up, absence"),
    ("content-plan", "what administrators publish, and how often"),
    // Publishing.
    ("publish-approval", "what is published is reviewed first"),
    ("mass-send-quota", "a cap on mass sends"),
    ("posting-schedule", "how many items are published, and when"),
    ("post-format", "length, titles, pictures and style of what is published"),
    ("content-sources", "which material is used"),
    ("campaign-approval", "plans of campaigns need consent"),
    ("account-delegation", "rights to an account are lent under consent"),
    ("strategy", "aims, audiences and positioning"),
    ("performance-review", "results are measured and reviewed"),
    ("training", "staff are trained"),
    // Accounts.
    ("designated-account", "work is done on accounts that the organisation assigns"),
    ("account-profile", "name, picture and signature of accounts follow a form"),
    ("credential-custody", "passwords and devices are kept safe"),
    ("no-personal-use", "the organisation's accounts are not for private ends"),
    ("handover", "accounts, customers and records are handed over on leaving"),
    ("customer-assets", "customers are added to the organisation's accounts only"),
    // Customers.
    ("triage", "inquiries and complaints go to the right department"),
    ("service-manners", "polite and professional service"),
    ("escalation", "what one cannot solve goes up"),
    ("no-unauthorised-promises", "no promises or price changes without authority"),
    ("sales-compliance", "true claims, price lists, territories, no bribes"),
    ("customer-feedback", "customers' needs and feedback are collected"),
    // The document itself.
    ("purpose", "why the policy exists"),
    ("scope", "whom and which groups it covers"),
    ("principle", "principles, and which rule goes first"),
    ("responsibility", "who is in charge of what"),
    ("interpretation", "who interprets the policy"),
    ("effective", "from when it holds"),
    ("signature", "who issued it, and when"),
    ("how-to", "step-by-step instructions"),
    ("guidance", "advice and background"),
    ("noise", "no part of the policy"),
];

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

/// What a kind means, in one phrase.
#[must_use]
pub fn kind(name: &str) -> Option<&'static str> {
    find(KINDS, name)
}

/// The words before a parameter's value.
#[must_use]
pub fn parameter(name: &str) -> Option<&'static str> {
    find(PARAMETERS, name)
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
    fn every_kind_and_parameter_has_its_words() {
        for one in crate::RULE_KINDS {
            assert!(kind(one.spec.name).is_some(), "{}: no phrase in english.rs", one.spec.name);
            for param in one.spec.params {
                let name = param.name;
                assert!(parameter(name).is_some(), "{name}: no words in english.rs");
            }
        }
    }

    #[test]
    fn nothing_is_listed_twice() {
        for list in [KINDS, PARAMETERS] {
            for (at, (name, words)) in list.iter().enumerate() {
                assert!(list.iter().skip(at + 1).all(|(other, _)| other != name), "{name}");
                assert!(words.is_ascii() && !words.ends_with('.'), "{name}: {words}");
            }
        }
    }
}
