//! Rule kind `removal-quorum`.

use policy::toml::Table;

use crate::clause::{Clause, Norms};
use crate::kind::Built;

crate::rule_kind! {
    /// ## 含义
    "removal-quorum": "移出成员要几名管理员或群主同意",
    family: Process, level: Auto, part: Governs,
    params {}
    since: "0.1.0"
}

fn build(_params: Params) -> Built {
    Built::Procedure(crate::Procedure::Appeal { to: model::Role::Owner, within: None })
}

fn recognise(_clause: &Clause<'_>, _norms: &mut Norms) {
    let _ = Table::new();
}
