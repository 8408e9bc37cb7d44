//! One article as a paragraph.

use rules::clause::Words;
use std::fmt::Write as _;

use policy::param::Who;
use policy::spec::Part;
use policy::texts::Language;
use policy::{Mode, Policy, RuleDecl};
use rules::english;

use super::follows::Follows;
use super::value::who;
use super::{rules_of, stated, summary, unstated};

/// How much of an article's text is shown, in characters.
const SHOWN: usize = 60;

/// Explains the articles of one policy.
pub(super) struct Reader<'a> {
    policy: &'a Policy,
    language: Language,
    follows: Follows<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(policy: &'a Policy, language: Language) -> Reader<'a> {
        Reader { policy, language, follows: Follows::new(policy, language) }
    }

    fn is_chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    /// The policy's name, and which groups it governs.
    pub(super) fn head(&self) -> String {
        let Policy { title, groups, mode, .. } = self.policy;
        let everywhere = groups.is_empty() || groups.iter().any(|group| group == "*");
        let list = groups.join(self.language.choose("、", ", "));
        let observes = *mode == Mode::Observe;
        let mut page = format!("{title}\n");
        if !everywhere {
            let _ = match self.language {
                Language::Chinese => writeln!(page, "管这些群:{list}"),
                Language::English => writeln!(page, "Groups: {list}"),
            };
        }
        if observes {
            let line = self
                .language
                .choose("现在只记录,不处理。", "It only records for now, and acts on nothing.");
            let _ = writeln!(page, "{line}");
        }
        page
    }

    /// What an article does.
    pub(super) fn article(&self, cite: &str) -> String {
        let clause = self.policy.outline.clauses.iter().find(|clause| clause.cite == cite);
        let words: String = clause.map_or_else(String::new, |clause| {
            clause.words(&self.policy.text).split_whitespace().collect()
        });
        let more = if words.chars().count() > SHOWN { "…" } else { "" };
        let words: String = words.chars().take(SHOWN).collect();
        let mut page = format!("{cite}  {words}{more}\n");
        let rules = rules_of(self.policy, cite);
        if rules.is_empty() {
            let line = self
                .language
                .choose("  只作说明,系统不执行。\n", "  Kept and shown; nothing runs.\n");
            page.push_str(line);
        }
        for (at, rule) in rules {
            self.rule(at, rule, &mut page);
        }
        page
    }

    /// The label of a line.
    fn line(&self, page: &mut String, chinese: &str, english: &str, text: &str) {
        let _ = match self.language {
            Language::Chinese => writeln!(page, "  {chinese}:{text}"),
            Language::English => writeln!(page, "  {english}: {text}"),
        };
    }

    fn rule(&self, at: usize, rule: &RuleDecl, page: &mut String) {
        let spec = rule.spec;
        let level = match self.language {
            Language::Chinese => spec.level.in_words(),
            Language::English => english::level(spec.level),
        };
        let space = self.language.choose("", " ");
        let what = format!("{}{space}({level})", summary(spec, self.language));
        let labels = match spec.part {
            Part::Finds => ("管什么", "What it is about"),
            Part::Punishes => ("怎样处理", "What follows"),
            Part::Governs => ("程序", "How power is used"),
            Part::Notes => ("说明", "Note"),
        };
        self.line(page, labels.0, labels.1, &what);
        let terms = stated(spec, &rule.params, self.language);
        for term in &terms {
            let _ = writeln!(page, "    {term}");
        }
        for term in unstated(spec, &rule.params, self.language) {
            let _ = writeln!(page, "    {term}");
        }
        if rule.rests {
            let text = self.language.choose(
                "缺少必须写明的内容,现在不运行",
                "something needed is not stated, so it does not run",
            );
            self.line(page, "注意", "Note", text);
        }
        if rule.mode == Mode::Observe {
            let text =
                self.language.choose("只记录,不处理", "it only records, and acts on nothing");
            self.line(page, "注意", "Note", text);
        }
        match spec.part {
            Part::Finds => self.breach(at, rule, page),
            Part::Punishes => {
                let cites = self.follows.governs(at);
                let none = self.language.choose("现在没有用到", "nothing at present");
                let sign = self.language.choose(",", ", ");
                let list = if cites.is_empty() { none.to_owned() } else { cites.join(sign) };
                self.line(page, "用于违反", "It governs breaches of", &list);
            }
            Part::Governs | Part::Notes => {}
        }
        self.limits(rule, page);
    }

    fn breach(&self, at: usize, rule: &RuleDecl, page: &mut String) {
        let whom = |list: &[Who]| -> String {
            let words: Vec<String> = list.iter().map(|one| who(one, self.language)).collect();
            words.join(self.language.choose("、", ", "))
        };
        let mut meant = if rule.audience.is_empty() {
            self.language.choose("所有人", "everybody").to_owned()
        } else {
            whom(&rule.audience)
        };
        if !rule.except.is_empty() {
            let except = whom(&rule.except);
            let _ = match self.language {
                Language::Chinese => write!(meant, ",{except}除外"),
                Language::English => write!(meant, ", except {except}"),
            };
        }
        if !rule.groups.is_empty() {
            let groups = rule.groups.join(self.language.choose("、", ", "));
            let _ = match self.language {
                Language::Chinese => write!(meant, ";只在这些群:{groups}"),
                Language::English => write!(meant, "; only in these groups: {groups}"),
            };
        }
        self.line(page, "管谁", "Who is meant", &meant);
        let lines = self.follows.lines(at, rule);
        match lines.as_slice() {
            [one] => self.line(page, "违反以后", "What follows a breach", one),
            many => {
                self.line(page, "违反以后", "What follows a breach", "");
                for one in many {
                    let _ = writeln!(page, "    {one}");
                }
            }
        }
        self.line(page, "谁来决定", "Who decides", &self.follows.decides(at, rule));
        self.line(page, "怎样申诉", "How to appeal", &self.follows.appeal());
    }

    /// What is not checked: the kind's own page says it.
    fn limits(&self, rule: &RuleDecl, page: &mut String) {
        if !self.is_chinese() {
            let name = rule.spec.name;
            let text = format!("see its limits by `qungui rules {name}` (in Chinese)");
            return self.line(page, "", "What is not checked", &text);
        }
        let limits = rule.spec.doc.parted_at("## 限度").map_or("", |(_, rest)| rest);
        let limits = limits.split("\n ## ").next().unwrap_or_default();
        let text: String = limits.lines().map(str::trim).collect();
        if !text.is_empty() {
            self.line(page, "不检查的", "", &text);
        }
    }

    /// How many articles say something and run nothing.
    pub(super) fn rest(&self, told: &[String]) -> String {
        let clauses = &self.policy.outline.clauses;
        let silent = clauses.iter().filter(|clause| !told.contains(&clause.cite)).count();
        match (silent, self.language) {
            (0, _) => String::new(),
            (count, Language::Chinese) => format!("\n其余 {count} 条只作说明,系统不执行。\n"),
            (count, Language::English) => {
                format!("\n{count} other articles are kept and shown; nothing in them runs.\n")
            }
        }
    }
}
