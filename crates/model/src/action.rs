//! What can follow a breach or a request, and how strong it is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// One sort of act. The catalogue's sanctions first, in rising strength; then what the engine
/// does besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A friendly word to the member.
    Remind,
    /// The topic or speech is asked to stop.
    Stop,
    /// The message is recalled.
    Delete,
    /// A counted warning.
    Warn,
    /// Named in the group.
    Notify,
    /// A grave warning.
    SeriousWarn,
    /// Somebody talks with the member.
    Talk,
    /// Money.
    Fine,
    /// May not speak for a while.
    Mute,
    /// May do less than others.
    Restrict,
    /// Consequences outside the group, by the organisation's own rules.
    Hr,
    /// Reported to somebody outside the group.
    Report,
    /// Asked to leave.
    PersuadeLeave,
    /// Removed from the group.
    Remove,
    /// Removed for good.
    Ban,
    /// A join request or other request is granted.
    Approve,
    /// A join request or other request is turned down.
    Refuse,
    /// A person is asked to judge.
    Ask,
    /// A person is asked to do something.
    Task,
    /// An answer to what somebody asked or did.
    Reply,
    /// A message to the group or a member.
    Send,
    /// The member's name in the group is set.
    SetCard,
}

impl Action {
    /// Every action that a policy may write as a step or sanction.
    pub const SANCTIONS: &'static [Action] = &[
        Action::Remind,
        Action::Warn,
        Action::SeriousWarn,
        Action::Notify,
        Action::Delete,
        Action::Stop,
        Action::Mute,
        Action::Restrict,
        Action::Remove,
        Action::Ban,
        Action::PersuadeLeave,
        Action::Talk,
        Action::Fine,
        Action::Hr,
        Action::Report,
    ];

    /// The name that policies and decisions write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Action::Remind => "remind",
            Action::Stop => "stop",
            Action::Delete => "delete",
            Action::Warn => "warn",
            Action::Notify => "notify",
            Action::SeriousWarn => "serious-warn",
            Action::Talk => "talk",
            Action::Fine => "fine",
            Action::Mute => "mute",
            Action::Restrict => "restrict",
            Action::Hr => "hr",
            Action::Report => "report",
            Action::PersuadeLeave => "persuade-leave",
            Action::Remove => "remove",
            Action::Ban => "ban",
            Action::Approve => "approve",
            Action::Refuse => "refuse",
            Action::Ask => "ask",
            Action::Task => "task",
            Action::Reply => "reply",
            Action::Send => "send",
            Action::SetCard => "set-card",
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Action::Remind => "提醒",
            Action::Stop => "请停止该话题",
            Action::Delete => "撤回消息",
            Action::Warn => "警告",
            Action::Notify => "群内通报",
            Action::SeriousWarn => "严重警告",
            Action::Talk => "约谈",
            Action::Fine => "罚款",
            Action::Mute => "禁言",
            Action::Restrict => "限制发言",
            Action::Hr => "按单位制度处理",
            Action::Report => "上报",
            Action::PersuadeLeave => "劝退",
            Action::Remove => "移出群",
            Action::Ban => "移出群且不再接纳",
            Action::Approve => "同意",
            Action::Refuse => "拒绝",
            Action::Ask => "请人判断",
            Action::Task => "请人办理",
            Action::Reply => "答复",
            Action::Send => "发消息",
            Action::SetCard => "修改群昵称",
        }
    }

    /// Whether the act takes somebody out of the group.
    #[must_use]
    pub fn removes(self) -> bool {
        matches!(self, Action::Remove | Action::Ban)
    }

    /// Whether the act takes something from the member beyond words: nobody who runs the
    /// group suffers it without a person's decision.
    #[must_use]
    pub fn weighs_on_member(self) -> bool {
        matches!(
            self,
            Action::Mute
                | Action::Restrict
                | Action::Remove
                | Action::Ban
                | Action::PersuadeLeave
                | Action::Fine
                | Action::Hr
                | Action::Report
        )
    }

    /// Whether only a person can carry it out, on every platform.
    #[must_use]
    pub fn needs_hands(self) -> bool {
        matches!(
            self,
            Action::Talk | Action::Hr | Action::Report | Action::PersuadeLeave | Action::Task
        )
    }
}

/// One action with how long it lasts: `mute 10m`, `remove 30d`, `warn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// For a mute its length, for a removal when the member may return.
    pub span: Option<Span>,
}

impl Step {
    /// Reads a step as policies write it.
    ///
    /// # Errors
    /// None where the action is no sanction, or a length stands with one that has none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Step> {
        let (name, span) = match text.trim().split_once(char::is_whitespace) {
            Some((name, span)) => (name, Some(Span::parse(span.trim())?)),
            None => (text.trim(), None),
        };
        let action = Action::SANCTIONS.iter().copied().find(|action| action.name() == name)?;
        let timed = matches!(action, Action::Mute | Action::Restrict | Action::Remove);
        (span.is_none() || timed).then_some(Step { action, span })
    }

    /// A step without a length.
    #[must_use]
    pub fn of(action: Action) -> Step {
        Step { action, span: None }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span {
            Some(span) => write!(f, "{} {span}", self.action.name()),
            None => f.write_str(self.action.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_read_and_print_the_same() {
        for text in ["warn", "mute 10m", "remove 30d", "serious-warn", "mute day"] {
            assert_eq!(Step::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "kick", "warn 10m", "mute 10", "approve", "mute 10m 5m"] {
            assert_eq!(Step::parse(text), None, "{text}");
        }
    }
}
