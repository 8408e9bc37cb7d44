//! Rule kind `respond`.

use policy::toml::Table;

use crate::clause::{Clause, Norms};
use crate::kind::Built;

crate::rule_kind! {
    /// ## 含义
    "respond": "问题、投诉等要按时答复",
    family: Duty, level: Auto, part: Finds,
    params {}
    since: "0.1.0"
}

fn build(_params: Params) -> Built {
    Built::Procedure(crate::Procedure::Appeal { to: model::Role::Owner, within: None })
}

fn recognise(_clause: &Clause<'_>, _norms: &mut Norms) {
    let _ = Table::new();
}
