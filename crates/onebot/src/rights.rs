//! What the accounts may do in which group, looked at before a rule needs it.

use std::collections::BTreeMap;
use std::fmt;

use crate::account::Account;
use crate::effect::Act;
use crate::roster::{Rank, Standing};

/// The most groups of one account; QQ allows a tenth of it.
const GROUPS_MAX: usize = 20_000;

/// Why an act is not possible here: no error, but something a person has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// None of our accounts that is connected is in the group.
    NotInGroup,
    /// The account is no administrator there.
    NotAdmin,
    /// The member is owner or administrator, and the account does not stand above them.
    TargetRuns,
    /// The member spoke without a name, or is one of our own accounts.
    NoTarget,
    /// The program that the account is logged in with does not offer it.
    NotOffered,
    /// The platform has nothing of the sort.
    Hands,
    /// The message or request was told by an account that is no longer one of ours.
    OtherAccount,
    /// The account that could is not connected now.
    Offline,
    /// The effect lacks something that it needs.
    Incomplete(&'static str),
    /// Whoever or whatever it is about is not there any more.
    NotThere,
    /// The access token is wrong.
    Token,
}

/// For those who run the group.
impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::NotInGroup => f.write_str("没有已连接的账号在这个群里"),
            Obstacle::NotAdmin => f.write_str("账号不是这个群的群主或管理员"),
            Obstacle::TargetRuns => f.write_str("对方是群主或管理员,账号的权限不够"),
            Obstacle::NoTarget => f.write_str("对方是匿名成员或系统自己的账号"),
            Obstacle::NotOffered => f.write_str("账号所用的程序没有这项功能"),
            Obstacle::Hands => f.write_str("平台没有这项功能,要由人来办"),
            Obstacle::OtherAccount => f.write_str("这条消息或申请由另一个账号收到,它已不在设置里"),
            Obstacle::Offline => f.write_str("账号没有连接"),
            Obstacle::Incomplete(field) => write!(f, "决定里缺少 `{field}`"),
            Obstacle::NotThere => f.write_str("对象已经不在(已退群、已撤回或已处理)"),
            Obstacle::Token => f.write_str("访问令牌不对,请检查设置"),
        }
    }
}

/// What one account may do in its groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    groups: BTreeMap<String, Option<Standing>>,
    /// The list of groups has been read: a group that is not in it is one without the account.
    listed: bool,
}

impl Rights {
    /// The account's groups, as the platform lists them. What is known of those stands.
    pub fn list(&mut self, groups: Vec<String>) {
        let known = std::mem::take(&mut self.groups);
        let mut known: BTreeMap<_, _> = known.into_iter().collect();
        let groups = groups.into_iter().take(GROUPS_MAX);
        self.groups = groups.map(|id| (id.clone(), known.remove(&id).flatten())).collect();
        self.listed = true;
    }

    /// Who runs a group. True where the account's own rank is news.
    pub fn learn(&mut self, group: &str, standing: Standing) -> bool {
        if self.groups.len() >= GROUPS_MAX && !self.groups.contains_key(group) {
            return false;
        }
        let rank = standing.rank;
        let old = self.groups.insert(group.to_owned(), Some(standing)).flatten();
        old.is_none_or(|old| old.rank != rank)
    }

    /// Those who ran the group when it was last looked at and are still in it, but no longer do.
    #[must_use]
    pub fn no_longer(&self, group: &str, standing: &Standing) -> Vec<String> {
        let Some(Some(old)) = self.groups.get(group) else { return Vec::new() };
        let gone = |id: &&String| !standing.admins.contains(*id) && standing.owner != **id;
        old.admins.iter().chain([&old.owner]).filter(gone).cloned().collect()
    }

    /// Somebody became administrator, or is none any more. True where it is the account itself.
    pub fn set_admin(&mut self, group: &str, member: &str, set: bool, account: &Account) -> bool {
        let Some(Some(standing)) = self.groups.get_mut(group) else { return false };
        if set {
            standing.admins.insert(member.to_owned());
        } else {
            standing.admins.remove(member);
        }
        let own = member == account.id;
        if own && standing.rank != Rank::Owner {
            standing.rank = if set { Rank::Admin } else { Rank::Member };
        }
        own
    }

    /// The account is in the group now.
    pub fn enter(&mut self, group: &str) {
        if self.groups.len() < GROUPS_MAX {
            self.groups.entry(group.to_owned()).or_default();
        }
    }

    /// The account is no longer in the group.
    pub fn leave(&mut self, group: &str) {
        self.groups.remove(group);
    }

    /// Whether the account is in the group; none where nobody has looked yet.
    #[must_use]
    pub fn is_in(&self, group: &str) -> Option<bool> {
        let known = self.groups.contains_key(group);
        (known || self.listed).then_some(known)
    }

    /// The account's rank in the group, where it is known.
    #[must_use]
    pub fn rank(&self, group: &str) -> Option<Rank> {
        self.groups.get(group)?.as_ref().map(|standing| standing.rank)
    }

    /// Its groups, each with its rank where that is known.
    pub fn groups(&self) -> impl Iterator<Item = (&str, Option<Rank>)> {
        self.groups
            .iter()
            .map(|(group, standing)| (&**group, standing.as_ref().map(|standing| standing.rank)))
    }

    /// Whether the act is possible in the group, as far as it is known.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, act: &Act, group: &str, account: &Account) -> Result<(), Obstacle> {
        // Who writes to an account alone may be a friend: no group is needed.
        let nowhere = group.is_empty() && matches!(act, Act::SayAlone { .. });
        if self.is_in(group) == Some(false) && !nowhere {
            return Err(Obstacle::NotInGroup);
        }
        if let Some(target) = act.target() {
            let own = matches!(act, Act::Recall { .. } | Act::SetCard { .. });
            self.against(target, own, group, account)?;
        }
        let needs_rank = !matches!(act, Act::Say { .. } | Act::SayAlone { .. });
        // Of one's own message and name, everybody may dispose.
        let needs_rank = needs_rank && act.target() != Some(&*format!("@{}", account.id));
        if needs_rank && self.rank(group) == Some(Rank::Member) {
            return Err(Obstacle::NotAdmin);
        }
        Ok(())
    }

    fn against(
        &self,
        target: &str,
        own: bool,
        group: &str,
        account: &Account,
    ) -> Result<(), Obstacle> {
        if target.starts_with("anonymous-") {
            // What they said can be recalled all the same.
            return if own { Ok(()) } else { Err(Obstacle::NoTarget) };
        }
        let id = target.trim_start_matches('@');
        if account.ours.contains(id) && !own {
            return Err(Obstacle::NoTarget);
        }
        let Some(Some(standing)) = self.groups.get(group) else { return Ok(()) };
        let runs = standing.owner == id || standing.admins.contains(id);
        if runs && id != account.id && standing.rank != Rank::Owner {
            return Err(Obstacle::TargetRuns);
        }
        Ok(())
    }
}
