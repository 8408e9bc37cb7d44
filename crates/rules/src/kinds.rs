//! Every rule kind: one module and one entry each, in alphabetical order.

use crate::kind::RuleKind;

pub mod acknowledge;
pub mod flood;
pub mod ladder;
pub mod quiet_hours;

/// The registry.
pub const RULE_KINDS: &[&RuleKind] = &[
    &acknowledge::RULE_KIND,
    &flood::RULE_KIND,
    &ladder::RULE_KIND,
    &quiet_hours::RULE_KIND,
];
