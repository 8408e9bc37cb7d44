//! Policies with the same id: decisions could not say which one they rest on.

use super::Checked;
use crate::diagnostic::{Diagnostic, codes, quoted};

pub(super) fn check(all: &[Checked<'_>], found: &mut Vec<Diagnostic>) {
    for (at, second) in all.iter().enumerate() {
        let same = |first: &&Checked<'_>| first.policy.id == second.policy.id;
        let Some(first) = all.iter().take(at).find(same) else { continue };
        let id = quoted(&second.policy.id);
        let message = format!("id {id} 已经用在 {} 里", quoted(&first.policy.file));
        found.push(
            Diagnostic::error(codes::DUPLICATE_POLICY, message, second.source.spot(0..0))
                .help("在文件开头的两行 +++ 之间写上另一个 id"),
        );
    }
}
