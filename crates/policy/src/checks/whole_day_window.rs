//! A window of the day that covers all of it, or none.

use super::{Checked, window};
use crate::diagnostic::{Diagnostic, codes};

/// The kinds for which such a window makes no sense.
const KINDS: [&str; 2] = ["quiet-hours", "posting-window"];

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for rule in checked.rules().iter().filter(|rule| KINDS.contains(&rule.spec.name)) {
        let Some((window, _)) = window(rule) else { continue };
        if !window.whole_day() {
            continue;
        }
        let what = if window.from == window.to { "没有长度" } else { "包含一整天" };
        let message = format!("规则 `{}` 的时间段 {window} {what}", rule.spec.name);
        found.push(
            Diagnostic::error(codes::WHOLE_DAY_WINDOW, message, checked.value_spot(rule, "to"))
                .expected("与 from 不同的时间,过夜时写次日的时间")
                .help("写明从几点到几点,如 from = \"22:00\",to = \"07:30\"")
                .cite(&rule.cite),
        );
    }
}
