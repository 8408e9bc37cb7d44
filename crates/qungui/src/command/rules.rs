//! `qungui rules`: the catalogue as the program knows it.

use std::fmt::Write as _;

use ::rules::english;
use clap::Args;
use compiler::explain::summary;
use model::nearest::nearest;
use policy::spec::KindSpec;
use policy::texts::Language;

use crate::console::{Failure, write};

/// 列出系统认识的规则。
#[derive(Args)]
pub struct Rules {
    /// 规则名;不写就列出全部
    kind: Option<String>,
    /// 用中文或英文
    #[arg(long, value_name = "LANG", default_value = "zh", value_parser = super::language())]
    lang: Language,
}

impl Rules {
    pub fn run(self) -> Result<(), Failure> {
        let page = match &self.kind {
            None => list(self.lang),
            Some(name) => {
                let known = || ::rules::RULE_KINDS.iter().map(|kind| kind.spec.name);
                let kind = ::rules::kind_named(name).ok_or_else(|| {
                    let near = nearest(name, known());
                    let near = near.map_or_else(String::new, |near| format!(",是不是 `{near}`?"));
                    Failure::Usage(format!("没有名为 `{name}` 的规则{near}"))
                })?;
                describe(&kind.spec, self.lang)
            }
        };
        write(None, page.as_bytes())
    }
}

/// Every kind, one a line, under its family.
fn list(language: Language) -> String {
    let mut page = String::new();
    let mut specs = ::rules::specs();
    specs.sort_by_key(|spec| (spec.family, spec.name));
    let mut family = None;
    for spec in specs {
        if family != Some(spec.family) {
            family = Some(spec.family);
            let english = english::family(spec.family);
            let _ = writeln!(page, "\n{}", language.choose(spec.family.in_words(), english));
        }
        let summary = summary(spec, language);
        let _ = writeln!(page, "  {:<18} {:<9} {summary}", spec.name, spec.level.name());
    }
    page.push_str(language.choose(
        "\n用 qungui rules 规则名 看某一种的说明、参数和例子。\n",
        "\n`qungui rules KIND --lang en` tells what one of them takes.\n",
    ));
    page.trim_start().to_owned()
}

fn describe(spec: &'static KindSpec, language: Language) -> String {
    match language {
        Language::Chinese => in_chinese(spec),
        Language::English => in_english(spec),
    }
}

/// The kind's page is in Chinese, for those who write policies; others get what it takes.
fn in_english(spec: &'static KindSpec) -> String {
    let mut page = format!(
        "{}  {}\nLevel: {} ({})\n\nParameters\n",
        spec.name,
        spec.english,
        spec.level.name(),
        english::level(spec.level)
    );
    for param in spec.params {
        let note = match (param.needed, param.default) {
            (true, _) => "needed".to_owned(),
            (false, Some(default)) => format!("{default} where it is not written"),
            (false, None) => "may be left out".to_owned(),
        };
        let _ = writeln!(page, "  {:<16} {} ({note})", param.name, english::parameter(param.name));
    }
    let whom = match spec.for_names_kinds() {
        true => "the rule kinds that it governs",
        false => "which roles or populations are meant",
    };
    let common = [
        ("for", whom),
        ("except", "which roles or populations are exempt"),
        ("groups", "in which groups it holds"),
        ("mode", "enforce, or observe: it only records"),
        ("during", "only in these periods, named at the head of the policy"),
    ];
    for (name, words) in common {
        let _ = writeln!(page, "  {name:<16} {words} (may be left out)");
    }
    let _ = writeln!(page, "\nIts full page is in Chinese: qungui rules {}", spec.name);
    page
}

fn in_chinese(spec: &KindSpec) -> String {
    let mut page = format!(
        "{}  {}\n级别:{}({})\n\n",
        spec.name,
        spec.summary,
        spec.level.name(),
        spec.level.in_words()
    );
    page.push_str("参数\n");
    for param in spec.params {
        let note = match (param.needed, param.default) {
            (true, _) => "必须写明".to_owned(),
            (false, Some(default)) => format!("不写时为 {default}"),
            (false, None) => "可以不写".to_owned(),
        };
        let _ = writeln!(page, "  {:<16} {}({note})", param.name, param.doc.trim());
        let _ = writeln!(page, "  {:<16} {}", "", param.shape.expected());
    }
    if spec.for_names_kinds() {
        page.push_str("  for              处理哪些规则;不写时见“违反后怎么处理”\n");
    } else {
        page.push_str("  for              只管哪些角色或人群(可以不写)\n");
    }
    page.push_str("  except           哪些角色或人群除外(可以不写)\n");
    page.push_str("  groups           只在哪些群有效(可以不写)\n");
    page.push_str("  mode             enforce 执行(默认)或 observe 只记录\n");
    page.push_str("  during           只在这些时段有效:文件开头 periods 里的名字\n\n");
    for line in spec.doc.lines() {
        let _ = writeln!(page, "{}", line.strip_prefix(' ').unwrap_or(line));
    }
    page
}
