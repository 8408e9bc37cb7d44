//! Rule kind `admission`.

use policy::toml::Table;

use crate::clause::{Clause, Norms};
use crate::kind::Built;

crate::rule_kind! {
    /// ## 含义
    "admission": "谁可以进群、由谁审核",
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
