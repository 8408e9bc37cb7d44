//! What each platform lets a program do. Facts and sources: docs/platforms.md.

use crate::action::Action;

/// A platform, as `--platform` and groups name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Platform {
    /// Everything can be carried out: for drafting and back-tests.
    #[default]
    All,
    /// QQ through OneBot v11, the account being an administrator.
    Onebot,
    /// A WeCom internal group that our own application created (`appchat`).
    WecomApp,
    /// A WeCom customer group (客户群).
    WecomCustomer,
    /// A WeCom group webhook or bot.
    WecomBot,
    /// Personal WeChat through Wechaty.
    Wechaty,
    /// Personal WeChat by exported history only.
    Export,
}

impl Platform {
    /// Every platform.
    pub const ALL: &'static [Platform] = &[
        Platform::All,
        Platform::Onebot,
        Platform::WecomApp,
        Platform::WecomCustomer,
        Platform::WecomBot,
        Platform::Wechaty,
        Platform::Export,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Platform::All => "all",
            Platform::Onebot => "onebot",
            Platform::WecomApp => "wecom-app",
            Platform::WecomCustomer => "wecom-customer",
            Platform::WecomBot => "wecom-bot",
            Platform::Wechaty => "wechaty",
            Platform::Export => "export",
        }
    }

    /// The platform of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Platform> {
        Platform::ALL.iter().copied().find(|platform| platform.name() == name)
    }

    /// Whether a program can carry the action out there; where not, a person is asked to.
    #[must_use]
    pub fn can(self, action: Action) -> bool {
        if action.needs_hands() {
            return false;
        }
        match self {
            Platform::All => true,
            Platform::Onebot => action != Action::Restrict,
            Platform::WecomApp => says_only(action) || action.removes(),
            Platform::WecomBot => says_only(action),
            Platform::Wechaty => says_only(action) || action.removes(),
            Platform::WecomCustomer | Platform::Export => action == Action::Ask,
        }
    }
}

/// Whether the action is carried out by saying something in the group.
fn says_only(action: Action) -> bool {
    matches!(
        action,
        Action::Remind
            | Action::Stop
            | Action::Warn
            | Action::SeriousWarn
            | Action::Notify
            | Action::Fine
            | Action::Ask
            | Action::Reply
            | Action::Send
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_account_can_only_ask() {
        assert!(!Platform::Export.can(Action::Remind));
        assert!(!Platform::WecomCustomer.can(Action::Remove));
        assert!(Platform::Onebot.can(Action::Mute) && !Platform::Wechaty.can(Action::Mute));
        assert!(!Platform::All.can(Action::Talk));
        for platform in Platform::ALL {
            assert_eq!(Platform::parse(platform.name()), Some(*platform));
        }
    }
}
