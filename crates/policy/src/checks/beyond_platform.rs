//! Sanctions that the platform's program cannot carry out: a person will be asked to.

use std::collections::BTreeSet;

use model::{Action, Step};

use super::{Checked, named};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;
use crate::param::{Actions, ParamType as _, Shape, Steps};

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let Some(platform) = checked.platform else { return };
    for rule in checked.rules() {
        // What needs a person's hands everywhere is no surprise on this platform.
        let beyond: BTreeSet<Action> = actions(rule)
            .into_iter()
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

/// The actions that a sanction names.
fn actions(rule: &RuleDecl) -> Vec<Action> {
    let mut steps: Vec<Step> = Vec::new();
    for param in rule.spec.params {
        let Some(value) = rule.params.get(param.name) else { continue };
        match param.shape {
            Shape::Steps => {
                steps.extend(Steps::read(value).into_iter().flat_map(|Steps(s)| s).flatten());
            }
            Shape::Actions => steps.extend(Actions::read(value).into_iter().flat_map(|a| a.0)),
            _ => {}
        }
    }
    steps.into_iter().map(|step| step.action).collect()
}
