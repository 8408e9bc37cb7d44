//! What `compile` says to people: clause by clause what it does, what was left open, what
//! contradicts, what people must do themselves, how much of it runs, and what to think about.
//!
//! One [`Report`] is collected once and written as short text, Markdown or HTML.

mod html;
mod markdown;
mod open;
mod text;

use std::collections::BTreeMap;

use model::{Action, Platform};
use policy::RuleDecl;
use policy::spec::{Level, Part};
use policy::texts::Language;
use rules::clause::Norm;

pub use open::Open;

use crate::advice::{Advice, advise};
use crate::explain::{stated, summary};
use crate::{About, Compiled, CompiledClause, Reader, Suggestion, Warning, level_of};

/// Under this confidence a reading is marked for a look.
pub const CONFIDENCE_BAR: u8 = 60;

/// Everything that is told of a compiled document.
#[derive(Debug)]
pub struct Report<'a> {
    /// The document and what it became.
    pub compiled: &'a Compiled,
    /// The platforms in use; none: whatever a platform can do.
    pub platforms: Vec<Platform>,
    /// Its clauses in the order of the text.
    pub rows: Vec<Row<'a>>,
    /// Advice on law and fairness.
    pub advice: Vec<Advice>,
    /// How many clauses have a rule in the file that runs as it is.
    pub running: usize,
}

/// One clause with what it does.
#[derive(Debug)]
pub struct Row<'a> {
    /// The clause.
    pub clause: &'a CompiledClause,
    /// The headings that stand right above it, as they are written.
    pub headings: Vec<String>,
    /// What it states.
    pub does: Vec<Does>,
    /// What else it may state: nothing of it runs.
    pub suggested: Vec<Suggested>,
    /// What it leaves open.
    pub open: Vec<Open>,
    /// What follows it that people must do themselves.
    pub by_hand: Vec<Action>,
}

/// A suggestion in words.
#[derive(Debug)]
pub struct Suggested {
    /// Who makes it.
    pub by: Reader,
    /// The rule kind.
    pub kind: &'static str,
    /// What it means.
    pub summary: &'static str,
    /// Its parameters in words.
    pub terms: Vec<String>,
}

impl Suggested {
    /// It on one line.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self.terms.as_slice() {
            [] => self.summary.to_owned(),
            terms => format!("{}:{}", self.summary, terms.join(";")),
        }
    }
}

/// One norm in words.
#[derive(Debug)]
pub struct Does {
    /// The rule kind.
    pub kind: &'static str,
    /// What it means.
    pub summary: &'static str,
    /// Its parameters in words.
    pub terms: Vec<String>,
    /// How it is carried out.
    pub level: Level,
    /// How sure the reading is, in per cent.
    pub confidence: u8,
    /// The words that it was inferred from, where that is how it was read.
    pub inferred_from: Vec<String>,
    /// Whether it runs.
    pub state: State,
}

impl Does {
    /// How it was read, and how surely: `读成“…”,把握 50%,由“…”推断`.
    #[must_use]
    pub fn reading(&self) -> String {
        let by: String = self.inferred_from.iter().map(|word| format!("“{word}”")).collect();
        let by = if by.is_empty() { by } else { format!(",由{by}等字推断") };
        format!("读成“{}”,把握 {}%{by}", self.summary, self.confidence)
    }

    /// Whether somebody should look at the reading.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.confidence < CONFIDENCE_BAR
    }
}

/// Whether a norm runs in the policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It runs.
    Runs,
    /// It is no rule: kept and shown.
    Kept,
    /// Something that it needs is not stated.
    Rests,
    /// It is a comment in the file; why.
    Comment(String),
}

/// The words for a level, where nothing was read too.
#[must_use]
pub fn level_words(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Auto) => "自动执行",
        Some(Level::Assisted) => "系统发现由人决定",
        Some(Level::Duty) => "由人办理",
        Some(Level::Note) => "只作说明",
        None => "没有读懂",
    }
}

impl<'a> Report<'a> {
    /// Collects the report of a compiled document.
    #[must_use]
    pub fn new(compiled: &'a Compiled, platforms: &[Platform]) -> Report<'a> {
        let policy = &compiled.policy;
        let mut rules: BTreeMap<&str, Vec<&RuleDecl>> = BTreeMap::new();
        for rule in &policy.rules {
            rules.entry(&rule.cite).or_default().push(rule);
        }
        let mut headings = policy.outline.headings.iter().peekable();
        let mut rows = Vec::with_capacity(compiled.clauses.len());
        for (at, clause) in compiled.clauses.iter().enumerate() {
            // The file keeps the document's text, so its clauses are the document's.
            let place = policy.outline.clauses.get(at).map_or(usize::MAX, |one| one.bytes.start);
            let mut above = Vec::new();
            while let Some(heading) = headings.next_if(|one| one.bytes.start < place) {
                let written = policy.text.get(heading.bytes.clone()).unwrap_or_default();
                above.push(written.trim().trim_start_matches('#').trim().to_owned());
            }
            let rules = rules.get(clause.cite.as_str()).map_or(&[][..], Vec::as_slice);
            rows.push(row(clause, above, rules, &compiled.warnings, platforms));
        }
        let running =
            rows.iter().filter(|row| row.does.iter().any(|does| does.state == State::Runs)).count();
        let advice = advise(policy);
        Report { compiled, platforms: platforms.to_vec(), rows, advice, running }
    }

    /// What contradicts what, or cannot run.
    fn warnings(&self, about: About) -> impl Iterator<Item = &Warning> {
        self.compiled.warnings.iter().filter(move |warning| warning.about == about)
    }

    /// Platforms in use on which the program can say nothing in the group.
    fn silent_platforms(&self) -> impl Iterator<Item = Platform> {
        self.platforms.iter().copied().filter(|platform| !platform.can(Action::Remind))
    }

    /// The advice on an article.
    fn advice_on<'s>(&'s self, cite: &'s str) -> impl Iterator<Item = &'s Advice> {
        self.advice.iter().filter(move |advice| advice.cite == cite)
    }

    /// The readings that somebody should look at: article and reading.
    fn doubtful(&self) -> impl Iterator<Item = (&str, &Does)> {
        self.rows.iter().flat_map(|row| {
            let doubtful = row.does.iter().filter(|does| does.is_doubtful());
            doubtful.map(|does| (row.clause.cite.as_str(), does))
        })
    }

    /// The report as short plain text.
    #[must_use]
    pub fn to_text(&self) -> String {
        text::write(self)
    }

    /// The report as Markdown.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::write(self)
    }

    /// The report as one HTML page that needs nothing else.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::write(self)
    }
}

/// The report as plain text, one line for each clause.
#[must_use]
pub fn report(compiled: &Compiled) -> String {
    Report::new(compiled, &[]).to_text()
}

fn row<'a>(
    clause: &'a CompiledClause,
    headings: Vec<String>,
    rules: &[&RuleDecl],
    warnings: &[Warning],
    platforms: &[Platform],
) -> Row<'a> {
    let does = clause.norms.iter().filter_map(|norm| does(clause, norm, rules, warnings));
    Row {
        clause,
        headings,
        does: does.collect(),
        suggested: clause.suggestions.iter().filter_map(suggested).collect(),
        open: open::of(clause),
        by_hand: by_hand(rules, platforms),
    }
}

fn does(
    clause: &CompiledClause,
    norm: &Norm,
    rules: &[&RuleDecl],
    warnings: &[Warning],
) -> Option<Does> {
    let spec = &rules::kind_named(norm.kind)?.spec;
    let rule = rules.iter().find(|rule| rule.spec.name == norm.kind);
    let warning = warnings.iter().find(|warning| {
        warning.kind == Some(norm.kind) && warning.cite.as_ref() == Some(&clause.cite)
    });
    let state = match (rule, warning) {
        (Some(rule), _) if rule.rests => State::Rests,
        (Some(_), _) => State::Runs,
        (None, Some(warning)) => State::Comment(warning.message.clone()),
        (None, None) if spec.part == Part::Notes || spec.level == Level::Note => State::Kept,
        (None, None) if !norm.inferred_from.is_empty() => {
            State::Comment("是推断的,在制度文件里只作为注释,确认后可以启用".to_owned())
        }
        (None, None) => State::Comment("没有写进制度文件".to_owned()),
    };
    Some(Does {
        kind: spec.name,
        summary: summary(spec, Language::Chinese),
        terms: stated(spec, &norm.params, Language::Chinese),
        level: level_of(norm),
        confidence: norm.confidence,
        inferred_from: norm.inferred_from.clone(),
        state,
    })
}

fn suggested(suggestion: &Suggestion) -> Option<Suggested> {
    let Suggestion { norm, by } = suggestion;
    let spec = &rules::kind_named(norm.kind)?.spec;
    Some(Suggested {
        by: *by,
        kind: spec.name,
        summary: summary(spec, Language::Chinese),
        terms: stated(spec, &norm.params, Language::Chinese),
    })
}

/// What the rules of an article bring about that no platform in use carries out.
fn by_hand(rules: &[&RuleDecl], platforms: &[Platform]) -> Vec<Action> {
    let can = |action: Action| {
        if platforms.is_empty() {
            Platform::All.can(action)
        } else {
            platforms.iter().any(|platform| platform.can(action))
        }
    };
    let mut actions: Vec<Action> = rules
        .iter()
        .filter(|rule| !rule.rests)
        .flat_map(|rule| {
            let named = rule.steps().into_iter().map(|step| step.action);
            named.chain(rule.spec.own_action).collect::<Vec<_>>()
        })
        .filter(|action| !can(*action))
        .collect();
    actions.sort_unstable();
    actions.dedup();
    actions
}
