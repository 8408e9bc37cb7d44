//! What follows a breach, and who decides on it.

use model::{Action, Category, Role, Step};
use policy::param::{ParamType as _, Steps};
use policy::sanctions::Sanctions;
use policy::spec::{Level, Part};
use policy::texts::Language;
use policy::{Policy, RuleDecl};
use rules::{Built, Procedure};

use super::stated;
use super::value::{role_words, span, step, steps};

/// What looks up sanctions and procedures of one policy.
pub(super) struct Follows<'a> {
    policy: &'a Policy,
    sanctions: Sanctions<'a>,
    language: Language,
}

impl<'a> Follows<'a> {
    pub(super) fn new(policy: &'a Policy, language: Language) -> Follows<'a> {
        Follows { policy, sanctions: Sanctions::new(&policy.rules), language }
    }

    /// What follows a breach of the rule at a position: one line, or one for each category
    /// that is treated in its own way.
    pub(super) fn lines(&self, at: usize, rule: &RuleDecl) -> Vec<String> {
        let categories: Vec<Category> = rule.param("categories").unwrap_or_default();
        let general = self.one(at, rule, None);
        let mut lines: Vec<String> = Vec::new();
        for category in &categories {
            let own = self.one(at, rule, Some(*category));
            if own != general {
                let named = match self.language {
                    Language::Chinese => category.in_words().to_owned(),
                    Language::English => category.name().replace('-', " "),
                };
                let colon = self.language.choose(":", ": ");
                lines.push(format!("{named}{colon}{own}"));
            }
        }
        if lines.is_empty() || lines.len() < categories.len() {
            lines.insert(0, general);
        }
        lines
    }

    fn one(&self, at: usize, rule: &RuleDecl, category: Option<Category>) -> String {
        let applying = self.sanctions.applying(at, category, |_| true);
        let mut told: Vec<String> = Vec::new();
        for sanction in applying.iter().filter_map(|at| self.policy.rules.get(*at)) {
            let cite = &sanction.cite;
            let own = *cite == rule.cite;
            let space = self.language.choose("", " ");
            let by = if own { String::new() } else { format!("{space}({cite})") };
            told.push(format!("{}{by}", self.sanction(sanction)));
        }
        if told.is_empty() {
            let action = rule.spec.own_action.unwrap_or(Action::Remind);
            let words = step(Step::of(action), self.language);
            return match (rule.spec.own_action, self.language) {
                (Some(_), _) => words,
                (None, Language::Chinese) => format!("{words}(制度没有写别的处理)"),
                (None, Language::English) => format!("{words} (the policy names nothing else)"),
            };
        }
        told.join(self.language.choose(";", "; "))
    }

    /// One sanction in words.
    fn sanction(&self, rule: &RuleDecl) -> String {
        let language = self.language;
        let listed = rule.params.get("steps").and_then(Steps::read);
        if let Some(Steps(listed)) = listed {
            let within: Option<model::Span> = rule.param("within");
            let counted = within.map_or_else(String::new, |within| {
                let within = span(within, language);
                match language {
                    Language::Chinese => format!(",{within}内的违反累计"),
                    Language::English => format!("; breaches count for {within}"),
                }
            });
            return format!("{}{counted}", steps(&listed, language));
        }
        let actions = rule.steps();
        if !actions.is_empty() {
            let mildest = language.choose(
                "(系统取最轻的一种,其余由人选择)",
                " (the mildest, unless a person chooses another)",
            );
            let words: Vec<String> = actions.iter().map(|one| step(*one, language)).collect();
            let words = words.join(language.choose("或", " or "));
            if rule.param("judged").unwrap_or_default() {
                let first = step(Step::of(Action::Remind), language);
                return match language {
                    Language::Chinese => format!("{first};是否{words},由管理员判断"),
                    Language::English => format!("{first}; administrators judge whether {words}"),
                };
            }
            let more = if actions.len() > 1 { mildest } else { "" };
            return format!("{words}{more}");
        }
        let terms = stated(rule.spec, &rule.params, language);
        let summary = super::summary(rule.spec, language);
        if terms.is_empty() {
            return summary.to_owned();
        }
        let terms = terms.join(language.choose(",", ", "));
        format!("{summary}({terms})")
    }

    /// The articles whose breaches a sanction governs.
    pub(super) fn governs(&self, sanction: usize) -> Vec<String> {
        let mut cites: Vec<String> = Vec::new();
        for (at, rule) in self.policy.rules.iter().enumerate() {
            if rule.spec.part != Part::Finds || cites.contains(&rule.cite) {
                continue;
            }
            let categories: Vec<Category> = rule.param("categories").unwrap_or_default();
            let each = categories.into_iter().map(Some).chain(std::iter::once(None));
            let mut each = each.map(|category| self.sanctions.applying(at, category, |_| true));
            if each.any(|applying| applying.contains(&sanction)) {
                cites.push(rule.cite.clone());
            }
        }
        cites
    }

    /// Whether somebody may be put out for a breach of the rule.
    fn removes(&self, at: usize, rule: &RuleDecl) -> bool {
        let applying = self.sanctions.applying(at, None, |_| true);
        let applying = applying.iter().filter_map(|at| self.policy.rules.get(*at));
        let named = applying.flat_map(RuleDecl::steps).any(|step| step.action.removes());
        named || rule.spec.own_action.is_some_and(Action::removes)
    }

    /// Who decides on a breach.
    pub(super) fn decides(&self, at: usize, rule: &RuleDecl) -> String {
        let language = self.language;
        let mut told = match rule.spec.level {
            Level::Auto => language.choose(
                "系统按条文自动处理;群主、管理员违反的,重于话语的处理由人决定",
                "the system, by the text; anything heavier than words against those who run the group is decided by a person",
            ),
            Level::Assisted => language.choose("系统发现,由管理员决定", "the system finds, an administrator decides"),
            Level::Duty => language.choose("由人办理,系统提醒和留痕", "a person does it, the system reminds and keeps the record"),
            Level::Note => language.choose("系统不处理", "nothing is done by the system"),
        }
        .to_owned();
        if self.removes(at, rule) {
            told.push_str(&self.quorum());
        }
        told
    }

    /// Whose consent a removal takes.
    fn quorum(&self) -> String {
        let language = self.language;
        let found = self.procedures().find_map(|(rule, procedure)| match procedure {
            Procedure::RemovalQuorum { admins, owner_if_over, .. } => {
                Some((rule, admins, owner_if_over))
            }
            Procedure::Appeal { .. } => None,
        });
        let Some((rule, admins, owner)) = found else { return String::new() };
        let count = admins.unwrap_or(1);
        let cite = &rule.cite;
        match (language, owner) {
            (Language::Chinese, None) => format!(";移出群要{count}名管理员同意({cite})"),
            (Language::Chinese, Some(over)) => {
                format!(";移出群要{count}名管理员同意,已移出{over}人以后还要群主同意({cite})")
            }
            (Language::English, None) => {
                format!("; a removal takes the consent of {count} administrator(s) ({cite})")
            }
            (Language::English, Some(over)) => format!(
                "; a removal takes the consent of {count} administrator(s), and after {over} removals the owner's ({cite})"
            ),
        }
    }

    /// How to appeal.
    pub(super) fn appeal(&self) -> String {
        let language = self.language;
        let found = self.procedures().find_map(|(rule, procedure)| match procedure {
            Procedure::Appeal { to, within } => Some((rule, to, within)),
            Procedure::RemovalQuorum { .. } => None,
        });
        let Some((rule, to, within)) = found else {
            return language
                .choose(
                    "制度没有写,照样可以申诉一次,由没有参与的管理员来听,没有期限",
                    "the policy does not say; once, at any time, heard by an administrator who took no part",
                )
                .to_owned();
        };
        let (cite, whom) = (&rule.cite, role_words(to, language));
        let owner = to == Role::Owner;
        match (language, within) {
            (Language::Chinese, within) => {
                let time = within.map_or_else(
                    || "没有期限".to_owned(),
                    |within| format!("{}内", span(within, language)),
                );
                let part = if owner { "" } else { "没有参与的" };
                format!("{time},可以申诉一次,由{part}{whom}来听({cite})")
            }
            (Language::English, within) => {
                let time = within.map_or_else(
                    || "at any time".to_owned(),
                    |within| format!("within {}", span(within, language)),
                );
                let part = if owner { "" } else { " who took no part" };
                format!("once, {time}, heard by {whom}{part} ({cite})")
            }
        }
    }

    fn procedures(&self) -> impl Iterator<Item = (&'a RuleDecl, Procedure)> {
        self.policy.rules.iter().filter(|rule| !rule.rests).filter_map(|rule| {
            match (rules::kind_named(rule.spec.name)?.build)(&rule.params)? {
                Built::Procedure(procedure) => Some((rule, procedure)),
                _ => None,
            }
        })
    }
}
