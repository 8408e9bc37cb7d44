//! Who is in a group against who should be: by the personnel list, as far as it is known.

use crate::scene::{GroupView, MemberIx};

/// How many people a reason names.
const NAMED_MAX: usize = 10;

/// Those present who are known to have left the organisation.
#[must_use]
pub fn gone(group: &dyn GroupView) -> Vec<&str> {
    let left = |ix: MemberIx| {
        group.member(ix).is_some_and(|member| member.left_organisation)
            || group.on_staff(group.id(ix)) == Some(false)
    };
    people(group).into_iter().filter(|&ix| left(ix)).map(|ix| group.id(ix)).collect()
}

/// Those present whom the personnel list does not know, where the group is one of staff: where
/// the list knows most of those who are in it.
#[must_use]
pub fn unknown(group: &dyn GroupView) -> Vec<&str> {
    let present = people(group);
    let unknown: Vec<&str> =
        present.iter().map(|&ix| group.id(ix)).filter(|id| group.on_staff(id).is_none()).collect();
    if unknown.len() * 2 < present.len() { unknown } else { Vec::new() }
}

/// Members without the system itself.
fn people(group: &dyn GroupView) -> Vec<MemberIx> {
    let mut present = group.present();
    present.retain(|&ix| !group.id(ix).starts_with('@'));
    present
}

/// `u7、u8等12人`.
#[must_use]
pub fn names(ids: &[&str]) -> String {
    let named: Vec<&str> = ids.iter().copied().take(NAMED_MAX).collect();
    let more = if ids.len() > NAMED_MAX { format!("等{}人", ids.len()) } else { String::new() };
    format!("{}{more}", named.join("、"))
}
