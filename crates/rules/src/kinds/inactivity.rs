//! Rule kind `inactivity`.

use policy::toml::Table;

use crate::clause::{Clause, Norms};
use crate::kind::Built;

crate::rule_kind! {
    /// ## 含义
    "inactivity": "长期不活跃的成员会被清理",
    family: Member, level: Auto, part: Finds,
    params {}
    since: "0.1.0"
}

fn build(_params: Params) -> Built {
    Built::Procedure(crate::Procedure::Appeal { to: model::Role::Owner, within: None })
}

fn recognise(_clause: &Clause<'_>, _norms: &mut Norms) {
    let _ = Table::new();
}
