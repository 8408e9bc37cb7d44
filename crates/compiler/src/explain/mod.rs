//! What an article does, in plain words: who is meant, what is found, what follows, who
//! decides, how to appeal, what is not checked.
//!
//! Built from the kinds' own specifications and the rules' parameters, so that a new kind
//! explains itself. Chinese for the people who live by the policy, English for those who
//! cannot read it.

mod article;
mod follows;
mod value;

pub use value::value;

use policy::spec::{KindSpec, ParamSpec};
use policy::texts::Language;
use policy::toml::Table;
use policy::{Policy, RuleDecl};
use rules::english;

/// What a kind means, in one phrase.
#[must_use]
pub fn summary(spec: &'static KindSpec, language: Language) -> &'static str {
    language.choose(spec.summary, spec.english)
}

/// What a parameter means, without what holds where it is not written.
fn label(param: &ParamSpec, language: Language) -> &str {
    match language {
        Language::Chinese => {
            let doc = param.doc.trim();
            doc.split_once([';', ':', '；', '：']).map_or(doc, |(label, _)| label).trim()
        }
        Language::English => english::parameter(param.name),
    }
}

/// The stated parameters of a rule, each as `meaning: value`.
#[must_use]
pub fn stated(spec: &KindSpec, params: &Table, language: Language) -> Vec<String> {
    let colon = language.choose(":", ": ");
    let words = |param: &ParamSpec| {
        let value = value(param.shape, params.get(param.name)?, language);
        Some(format!("{}{colon}{value}", label(param, language)))
    };
    spec.params.iter().filter_map(words).collect()
}

/// What holds where a parameter is not written, in Chinese as its documentation says it.
fn unstated(spec: &KindSpec, params: &Table, language: Language) -> Vec<String> {
    let missing = spec.params.iter().filter(|param| !params.contains_key(param.name));
    missing
        .filter_map(|param| {
            let label = label(param, language);
            if param.needed {
                let rests = language.choose(
                    ":条文没有写明,写明以前这条规则不运行",
                    ": not stated, and the rule rests until it is",
                );
                return Some(format!("{label}{rests}"));
            }
            if let Some(default) = param.default {
                let default = value::default(param.shape, default, language);
                let usual = language.choose(":没有写,按", ": not stated, taken as ");
                return Some(format!("{label}{usual}{default}"));
            }
            let said = param.doc.split_once(['不']).filter(|_| language == Language::Chinese);
            let absent = said.and_then(|(_, rest)| rest.strip_prefix("写就"))?;
            Some(format!("{label}:没有写,就{absent}"))
        })
        .collect()
}

/// A parameter's default in words, in Chinese.
pub(crate) fn default_words(shape: policy::param::Shape, written: &str) -> String {
    value::default(shape, written, Language::Chinese)
}

/// What the articles of a policy do: the one that is named, else all that carry rules. None:
/// no article is cited so.
#[must_use]
pub fn explain(policy: &Policy, article: Option<&str>, language: Language) -> Option<String> {
    let cites = match article {
        Some(wanted) => vec![cited(policy, wanted)?],
        None => all_cites(policy),
    };
    let reader = article::Reader::new(policy, language);
    let mut page = reader.head();
    for cite in &cites {
        page.push('\n');
        page.push_str(&reader.article(cite));
    }
    if article.is_none() {
        page.push_str(&reader.rest(&cites));
    }
    Some(page)
}

/// The article as the policy cites it: `一(二)` is 一（二）.
fn cited(policy: &Policy, wanted: &str) -> Option<String> {
    let plain = |cite: &str| -> String {
        let same = |c| match c {
            '（' => '(',
            '）' => ')',
            c => c,
        };
        cite.chars().filter(|c| !c.is_whitespace()).map(same).collect()
    };
    let wanted = plain(wanted);
    let clauses = policy.outline.clauses.iter().map(|clause| &clause.cite);
    let headings = policy.outline.headings.iter().map(|heading| &heading.cite);
    let rules = policy.rules.iter().map(|rule| &rule.cite);
    clauses.chain(rules).chain(headings).find(|cite| plain(cite) == wanted).cloned()
}

/// The articles that carry rules, in the order of the text.
fn all_cites(policy: &Policy) -> Vec<String> {
    let mut cites: Vec<String> = Vec::new();
    for rule in &policy.rules {
        if !cites.contains(&rule.cite) {
            cites.push(rule.cite.clone());
        }
    }
    cites
}

/// The rules of an article.
fn rules_of<'a>(policy: &'a Policy, cite: &str) -> Vec<(usize, &'a RuleDecl)> {
    policy.rules.iter().enumerate().filter(|(_, rule)| rule.cite == cite).collect()
}
