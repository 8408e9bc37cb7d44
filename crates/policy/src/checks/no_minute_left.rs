//! Posting windows and quiet hours that together leave no minute to speak in.

use model::time::DayWindow;
use model::{Calendar, Days, TimeOfDay};

use super::{Checked, named, window};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::RuleDecl;

/// A Monday and the six days after it, since 1970-01-01.
const WEEK: std::ops::Range<i32> = 4..11;

/// A rule's window, read once.
type Window = (DayWindow, Days);

pub(super) fn check(checked: &Checked<'_>, found: &mut Vec<Diagnostic>) {
    let of_kind = |name: &str| -> Vec<(&RuleDecl, Window)> {
        let rules = checked.rules().iter().filter(|rule| rule.spec.name == name);
        rules
            .filter_map(|rule| Some((rule, window(rule)?)))
            .filter(|(_, (window, _))| !window.whole_day())
            .collect()
    };
    let (open, mut quiet) = (of_kind("posting-window"), of_kind("quiet-hours"));
    let Some((first, _)) = open.first() else { return };
    // A window for other people or groups leaves them their minutes.
    let same = |rule: &RuleDecl| rule.audience == first.audience && rule.groups == first.groups;
    if open.iter().any(|(rule, _)| !same(rule)) {
        return;
    }
    // Only what holds for everybody for whom the window holds can close it.
    quiet.retain(|(rule, _)| {
        rule.except.is_empty()
            && (rule.audience.is_empty() || rule.audience == first.audience)
            && (rule.groups.is_empty() || rule.groups == first.groups)
    });
    let Some((closing, _)) = quiet.first() else { return };
    let speaks = |day: i32, minute: u16| {
        open.iter().any(|(_, window)| holds(*window, day, minute))
            && !quiet.iter().any(|(_, window)| holds(*window, day, minute))
    };
    if WEEK.clone().any(|day| (0..TimeOfDay::DAY).any(|minute| speaks(day, minute))) {
        return;
    }
    let message = format!("{} 的时间全部落在 {} 里,没有能发言的时间", named(first), named(closing));
    found.push(
        Diagnostic::error(codes::NO_MINUTE_LEFT, message, checked.spot(first))
            .help("改其中一个时间段")
            .cite(&first.cite)
            .related(checked.spot(closing), format!("条文 {} 的休息时间", closing.cite)),
    );
}

/// Whether a window holds a minute; after midnight it is the day before that counts.
fn holds((window, days): Window, day: i32, minute: u16) -> bool {
    let begun = if window.began_yesterday(minute) { day - 1 } else { day };
    window.contains(minute) && days.contains(begun, &Calendar::default())
}
