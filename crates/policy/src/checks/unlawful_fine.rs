//! Fines taken from pay. Source: 工资支付暂行规定 (劳部发〔1994〕489号), article 16: deductions
//! for losses that the employee caused, at most 20 % of the month's pay, and what remains not
//! below the local minimum wage.

use super::{Checked, named};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;
use crate::param::Share;

/// The largest share of a month's pay that may be deducted, in per cent.
const SHARE_MAX: u8 = 20;

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    for rule in checked.rules().iter().filter(|rule| rule.spec.name == "fine") {
        let Some(key) = from_pay(rule) else { continue };
        let share = rule.param::<Share>("share").map_or(0, |share| share.0);
        let over = if share > SHARE_MAX {
            format!(",{share}% 超过每月工资 20% 的上限")
        } else {
            String::new()
        };
        let message =
            format!("{} 从工资里扣罚款可能违法{over},见《工资支付暂行规定》第十六条", named(rule));
        found.push(
            Diagnostic::warning(codes::UNLAWFUL_FINE, message, checked.value_spot(rule, key))
                .help("改成不涉及工资的处理,或先请法务看过")
                .cite(&rule.cite),
        );
    }
}

/// The key that says that the money comes out of pay.
fn from_pay(rule: &RuleDecl) -> Option<&'static str> {
    let form: Option<String> = rule.param("form");
    match form.as_deref() {
        Some("pay") => Some("form"),
        None if rule.params.contains_key("share") => Some("share"),
        _ => None,
    }
}
