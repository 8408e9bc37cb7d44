//! Policies with the same id that are no versions of one another: decisions could not say which
//! one they rest on. Versions have different numbers and begin on different days.

use super::Checked;
use crate::diagnostic::{Diagnostic, codes, quoted};

pub(super) fn check(all: &[Checked<'_>], found: &mut Vec<Diagnostic>) {
    for (at, second) in all.iter().enumerate() {
        let of_id = |first: &&Checked<'_>| first.policy.id == second.policy.id;
        let before = || all.iter().take(at).filter(of_id);
        let number = before().find(|first| first.policy.version == second.policy.version);
        let day = before().find(|first| first.policy.effective == second.policy.effective);
        let id = quoted(&second.policy.id);
        let (message, help) = match (number, day) {
            (Some(first), _) => (
                format!("id {id} 的这个版本已经用在 {} 里", quoted(&first.policy.file)),
                "在文件开头的两行 +++ 之间写上另一个 id;如果是新版本,写上另一个 version 和开始施行的 effective",
            ),
            (None, Some(first)) => (
                format!(
                    "id {id} 的两个版本从同一天起施行,另一个在 {} 里",
                    quoted(&first.policy.file)
                ),
                "在新版本文件开头的两行 +++ 之间写上它从哪天起施行,如 effective = 2026-03-01",
            ),
            (None, None) => continue,
        };
        found.push(
            Diagnostic::error(codes::DUPLICATE_POLICY, message, second.source.spot(0..0))
                .help(help),
        );
    }
}
