//! Sanctions that the platform's program cannot carry out: a person will be asked to.

use std::collections::BTreeSet;

use model::Action;

use super::{Checked, named};
use crate::diagnostic::{Diagnostic, codes};

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let Some(platform) = checked.platform else { return };
    for rule in checked.rules() {
        // What needs a person's hands everywhere is no surprise on this platform.
        let beyond: BTreeSet<Action> = rule
            .steps()
            .into_iter()
            .map(|step| step.action)
            .filter(|action| !platform.can(*action) && !action.needs_hands())
            .collect();
        if beyond.is_empty() {
            continue;
        }
        let listed: Vec<String> =
            beyond.iter().map(|a| format!("{} `{}`", a.in_words(), a.name())).collect();
        let message = format!(
            "平台 `{}` 不能自动执行 {} 的处理:{}",
            platform.name(),
            named(rule),
            listed.join("、")
        );
        found.push(
            Diagnostic::warning(codes::BEYOND_PLATFORM, message, checked.spot(rule))
                .help("不改也可以,届时会请管理员动手")
                .cite(&rule.cite),
        );
    }
}
