//! Sanctions for kinds, or categories, that no rule of the policy finds.

use model::Category;

use super::Checked;
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{KindRef, RuleDecl};
use crate::param::Shape;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for rule in checked.rules() {
        for kind in &rule.punishes {
            if is_found(checked, kind) {
                continue;
            }
            let name = match kind.category {
                Some(category) => format!("{}.{}", kind.spec.name, category.name()),
                None => kind.spec.name.to_owned(),
            };
            let message =
                format!("规则 `{}` 处理 `{name}`,但这份文件里没有这条规则", rule.spec.name);
            let help = format!("加上 [{}],或从 for 里去掉它", kind.spec.name);
            found.push(
                Diagnostic::warning(
                    codes::PUNISHES_NOTHING,
                    message,
                    checked.entry_spot(rule, "for", &name),
                )
                .help(help)
                .cite(&rule.cite),
            );
        }
    }
}

/// Whether some rule of the policy finds it; a rule with errors counts, it is being written.
fn is_found(checked: &Checked<'_>, kind: &KindRef) -> bool {
    let broken = checked.policy.broken.iter().any(|spec| spec.name == kind.spec.name);
    broken
        || checked.rules().iter().any(|rule| {
            rule.spec.name == kind.spec.name
                && kind.category.is_none_or(|wanted| {
                    categories(rule).is_none_or(|listed| listed.contains(&wanted))
                })
        })
}

/// The categories that a rule names; none where it names none.
pub(super) fn categories(rule: &RuleDecl) -> Option<Vec<Category>> {
    let param = rule.spec.params.iter().find(|param| param.shape == Shape::Categories)?;
    rule.param(param.name)
}
