//! Rule kind `handover`: whoever leaves hands over accounts, customers, groups and records.

use model::event::{EventBody, StaffStatus};
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::accounts::{self, Change, Seen};
use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::leaving as reading;
use crate::register::Entry;
use crate::scene::{GroupView, MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 有人离开单位(`staff` 事件,`status` 为 `left`),系统列出要交接的事,排好日子,交给 `to` 去办:名下
    /// 的每个账号,当天;名下的客户和往来记录,在 `within` 内;他当群主的群,在那个群里请人转交群主,在
    /// `within` 内。账号有 `handed-over` 事件、群换了群主,任务就算办好,其余的由办的人报完成。
    ///
    /// 数目多的分批,一天一批,到那天才请人办。客户有多少,看 `staff` 事件写的 `customers`,没有写的按他的
    /// 账号加过的联系人数;一次最多转 100 个,转完 24 小时后才生效,所以最后一批排在期限前一天。群有多少,
    /// 看 `groups`,一天最多 300 个;排了批的,各群先不另外请人,批次排完还没有换群主的,再在那个群里催。
    /// 90 天内已经换过两次群主的群,到第 91 天再请人办。
    ///
    /// 交接期间,离开的人删客户、注销账号,算违反;离开以前 30 天内删过客户的,离开时请管理员查看。
    /// 离开的人又回来了(`active`),没有办完的任务作废。
    ///
    /// ## 用处
    /// 人走了,账号、客户、群和资料还在。
    ///
    /// ## 例子
    /// ```scenario
    /// [handover]
    /// within = "7d"
    /// ---
    /// 2026-03-02 09:00 {"kind":"account","group":"@org","account":"wx-01","holder":"u7","change":"registered"}
    /// 2026-03-05 09:00 u7 {"kind":"staff","group":"@org","status":"left"}   => handover task text~wx-01; handover task text~客户; handover task text~记录
    /// 10:00 u7 {"kind":"account","group":"@org","account":"wx-01","change":"contact-deleted","customer":"c1"}   => handover remind
    /// 11:00 ann {"kind":"account","group":"@org","account":"wx-01","change":"handed-over","to":"u8"}
    /// ```
    ///
    /// 群主离开:
    ///
    /// ```scenario
    /// members: u7(owner) ann(admin)
    /// [handover]
    /// ---
    /// 2026-03-05 09:00 u7 {"kind":"staff","group":"@org","status":"left"}   => handover task group=@org text~客户; handover task group=@org text~记录; handover task group=g text~群主
    /// ```
    ///
    /// 客户和群多,分批:
    ///
    /// ```scenario
    /// [handover]
    /// within = "7d"
    /// ---
    /// 2026-03-05 08:00 ann {"kind":"staff","group":"@org","status":"active","roles":["admin"]}
    /// 09:00 u7 {"kind":"staff","group":"@org","status":"left","customers":250,"groups":320}   => handover task text~共250个 text~第1批:100个; handover task text~共320个 text~第1批:300个 until=2026-03-06T09:00:00+08:00; handover task text~记录
    /// 15:00 ann {"kind":"done","group":"@org","case":"@org-1"}
    /// 15:10 ann {"kind":"done","group":"@org","case":"@org-2"}
    /// 2026-03-06 09:01 {"kind":"tick","group":"@org"}   => handover task text~第2批:100个; handover task text~第2批:20个
    /// ```
    ///
    /// ## 限度
    /// 系统不能代人转移,只安排、催办、留痕。平台自己有上限:企业微信离职继承,一个人一天最多接手
    /// 300 个群,每次最多 100 个客户或 100 个群,24 小时后生效,离职满一年的不能再转;同一个客户 90 天内
    /// 最多转两次,在职时转群主的,同一个群 90 天内也最多两次(企业微信开发文档“分配离职成员的客户”
    /// “分配离职成员的客户群”“分配在职成员的客户群”)。哪个客户转过几次,系统不知道。个人微信没有继承,
    /// 只能一个个转,`within` 要留够日子。
    "handover": "离职时移交账号、客户和资料",
    english: "accounts, customers and records are handed over on leaving",
    family: Account, level: Auto, part: Finds,
    params {
        /// 由谁来办
        with "to" to: Who = "admin",
        /// 客户、群和资料在多长时间内交完
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// The list of those who are leaving: the key is their id. It lapses a year after they left,
/// when the platform no longer lets anything be handed over.
const LEAVING: &str = "handover";
/// The list of those who deleted contacts: the key is their id, `number` how many.
const DELETED: &str = "handover-deleted";
/// How long before somebody leaves deleted contacts are held against them.
const BEFORE: Span = Span::Days(30);
/// How long somebody counts as leaving.
const AFTER: Span = Span::Months(12);
/// When an account must have been handed over: before anybody can use it unseen for long.
const ACCOUNT_WITHIN: Span = Span::Days(1);

#[derive(Debug)]
struct Handover {
    to: Who,
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Handover { to: params.to, within: params.within }))
}

/// The list of what accounts have: the key is the account, `number` its contacts.
const CONTACTS: &str = "handover-contacts";
/// The list of lots of which the day has not come: the key begins with who left.
const LOT: &str = "handover-lot";
/// The tag of the one task in a group whose owner left.
const OWNER: &str = "owner";
/// The list that says who owns the group.
const OWNED: &str = "handover-owned";
/// The list of when the group changed its owner, as long as the platform counts that.
const CHANGED: &str = "handover-changed";
/// The list of groups whose owner left and of which the day has not come; the key is who left.
const LATER: &str = "handover-later";

/// What is handed over beside accounts, and how much of it a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lot {
    Customers,
    Groups,
    Records,
}

/// Customers of one request (企业微信 `transfer_customer`, `resigned/transfer_customer`).
const CUSTOMERS_MAX: u32 = 100;
/// Groups that one person takes over in a day (企业微信 `groupchat/transfer`).
const GROUPS_MAX: u32 = 300;
/// How often a group may change its owner within [`CHANGED_DAYS`] (`groupchat/onjob_transfer`).
const CHANGES_MAX: usize = 2;
const CHANGED_DAYS: u32 = 90;
/// The platform hands nothing over later than a year after somebody left.
const LOTS_MAX: u32 = 365;
/// How many lots a task names.
const NAMED_MAX: u32 = 10;

impl Lot {
    const ALL: [Lot; 3] = [Lot::Customers, Lot::Groups, Lot::Records];

    fn name(self) -> &'static str {
        match self {
            Lot::Customers => "customers",
            Lot::Groups => "groups",
            Lot::Records => "records",
        }
    }

    fn in_words(self, total: Option<u32>) -> String {
        let total = total.map_or_else(String::new, |total| format!("共{total}个"));
        match self {
            Lot::Customers => format!("名下的客户(含客户群){total}交给接手的人,并告诉客户"),
            Lot::Groups => format!("他当群主的群{total}转给接手的人"),
            Lot::Records => "手里的资料和往来记录交给接手的人,存档".to_owned(),
        }
    }

    /// How many of it are handed over in a day.
    fn in_a_day(self, total: u32, within: Span) -> u32 {
        if self == Lot::Groups {
            return GROUPS_MAX;
        }
        // What is handed over last takes effect a day later.
        let days = match within {
            Span::Days(days) => days,
            Span::Months(months) => months.saturating_mul(30),
            Span::Ms(ms) => u32::try_from(ms / model::time::DAY_MS).unwrap_or(u32::MAX),
            Span::SameDay => 1,
        };
        let days = days.saturating_sub(1).clamp(1, LOTS_MAX);
        total.div_ceil(CUSTOMERS_MAX).div_ceil(days).max(1).saturating_mul(CUSTOMERS_MAX)
    }
}

fn account_tag(account: &str) -> String {
    format!("account/{account}")
}

/// The tag of a lot's task, and its key on the list: so that those of one person are found.
fn lot_tag(lot: Lot, who: &str, nth: u32) -> String {
    format!("{who}/{}/{nth:03}", lot.name())
}

impl Handover {
    fn task(&self, what: String, within: Span, moment: &Moment<'_>) -> NewTask {
        NewTask::new(Fact::plain(what), self.to.clone()).due(moment.zone.add(moment.now, within))
    }

    /// The plan in the organisation.
    fn plan(&self, who: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        let moment = scene.moment();
        let leaver = scene.group.find(who);
        for account in accounts::held_by(scene.group, who) {
            let what = format!("{who} 已离开单位,请把工作账号 {account} 收回并交给接手的人");
            let task = self.task(what, ACCOUNT_WITHIN, &moment).about(leaver).outsider(account);
            out.push(Outcome::Task(task.tag(account_tag(account))));
        }
        let (mut customers, mut groups) = (None, None);
        if let EventBody::Staff { customers: said, groups: owned, .. } = &scene.event.body {
            customers = said.or_else(|| contacts(who, scene.group)).filter(|&count| count > 0);
            groups = owned.filter(|&count| count > 0);
        }
        let mut lots = self.lots(Lot::Customers, customers, who, scene, out);
        if groups.is_some() {
            lots = self.lots(Lot::Groups, groups, who, scene, out).max(lots);
        }
        self.lots(Lot::Records, None, who, scene, out);
        let until = scene.zone.add(scene.now, AFTER);
        let leaving = Entry::new(LEAVING, who).of(leaver).number(i64::from(lots));
        out.push(Outcome::Enter(leaving.due(until)));
        let deleted = scene.group.entry(DELETED, who).map_or(0, |entry| entry.number);
        if deleted > 0 {
            let fact = Fact {
                reason: format!("{who} 离开单位以前 30 天内删过 {deleted} 个联系人"),
                said: "离开单位以前删过工作账号的联系人,请说明情况".to_owned(),
            };
            out.push(accounts::breach(leaver, fact, Certainty::Ask));
            out.push(accounts::strike(DELETED, who));
        }
    }

    /// The lots of one sort: the first is asked for at once, each further one on its day. How
    /// many there are.
    fn lots(
        &self,
        lot: Lot,
        total: Option<u32>,
        who: &str,
        scene: &Scene<'_>,
        out: &mut Outcomes,
    ) -> u32 {
        let what = format!("{who} 已离开单位,请把{}", lot.in_words(total));
        let leaver = scene.group.find(who);
        let size = total.map_or(1, |total| lot.in_a_day(total, self.within));
        let lots = total.map_or(1, |total| total.div_ceil(size)).min(LOTS_MAX);
        if lots <= 1 {
            let task = self.task(what, self.within, &scene.moment()).about(leaver).outsider(who);
            out.push(Outcome::Task(task.tag(lot_tag(lot, who, 1))));
            return 1;
        }
        let day = |nth: u32| scene.zone.add(scene.now, Span::Days(nth - 1));
        let count = |nth: u32| total.unwrap_or(0).saturating_sub((nth - 1) * size).min(size);
        let named = (1..=lots.min(NAMED_MAX)).map(|nth| {
            let full = scene.zone.rfc3339(day(nth));
            format!("{} {}个", full.get(5..10).unwrap_or_default(), count(nth))
        });
        let more = if lots > NAMED_MAX { "等" } else { "" };
        let plan = format!("分{lots}批:{}{more}", named.collect::<Vec<_>>().join("、"));
        for nth in 1..=lots {
            let tag = lot_tag(lot, who, nth);
            let part = format!("第{nth}批:{}个", count(nth));
            if nth == 1 {
                let words = format!("{what}。{plan}。{part}");
                let task = self.task(words, Span::Days(1), &scene.moment());
                out.push(Outcome::Task(task.about(leaver).outsider(who).tag(tag)));
            } else {
                let entry = Entry::new(LOT, &tag).of(leaver).text(&format!("{what}。{part}"));
                out.push(Outcome::Enter(entry.due(day(nth))));
            }
        }
        lots
    }

    /// In a group whose owner has left, somebody else must become its owner: now, when the plan
    /// of the organisation has run out, or when the platform lets it.
    fn group_task(&self, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
        let who = scene.group.id(ix);
        let planned = match &scene.event.body {
            EventBody::Staff { groups: Some(count), .. } if *count > 0 => {
                let days = count.div_ceil(GROUPS_MAX).min(LOTS_MAX);
                Some(scene.zone.add(scene.now, Span::Days(days)))
            }
            _ => None,
        };
        let changed = scene.group.entries(CHANGED, "");
        let oldest = changed.len().checked_sub(CHANGES_MAX).and_then(|at| changed.get(at));
        let allowed = oldest.and_then(|entry| entry.due);
        match planned.max(allowed).filter(|&day| day > scene.now) {
            Some(day) => out.push(Outcome::Enter(Entry::new(LATER, who).of(Some(ix)).due(day))),
            None => self.ask_for_owner(ix, &scene.moment(), out),
        }
    }

    fn ask_for_owner(&self, ix: MemberIx, moment: &Moment<'_>, out: &mut Outcomes) {
        let who = moment.group.id(ix);
        let what = format!("本群的群主 {who} 已离开单位,请把群主转给接手的人");
        out.push(Outcome::Task(self.task(what, self.within, moment).about(Some(ix)).tag(OWNER)));
    }

    /// Who owns the group now, as an event tells it.
    fn note_owner(&self, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
        let owner = scene.group.id(ix);
        let before = scene.group.entry(OWNED, "").map(|entry| entry.text.as_str());
        if before == Some(owner) {
            return;
        }
        out.push(Outcome::Enter(Entry::new(OWNED, "").of(Some(ix)).text(owner)));
        if before.is_some() {
            let until = scene.zone.add(scene.now, Span::Days(CHANGED_DAYS));
            let entry = Entry::new(CHANGED, &scene.zone.rfc3339(scene.now)).of(Some(ix));
            out.push(Outcome::Enter(entry.due(until)));
        }
        if has_left(ix, scene.group) {
            self.group_task(ix, scene, out);
        } else {
            out.push(Outcome::Fulfil(OWNER.to_owned()));
        }
    }

    fn staff(&self, left: bool, who: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        match (left, scene.group.is_org()) {
            // Lists of people are sent again and again; the plan stands.
            (true, true) if scene.group.entry(LEAVING, who).is_some() => {}
            (true, true) => self.plan(who, scene, out),
            (true, false) => {
                let owner = |ix: &MemberIx| scene.group.is(*ix, &Who::Role(Role::Owner));
                let waits = scene.group.entry(LATER, who).is_some();
                if let Some(ix) = scene.group.find(who).filter(owner).filter(|_| !waits) {
                    self.group_task(ix, scene, out);
                }
            }
            (false, true) => {
                for account in accounts::held_by(scene.group, who) {
                    out.push(Outcome::Withdraw(account_tag(account)));
                }
                let lots = scene.group.entry(LEAVING, who).map_or(0, |entry| entry.number);
                for nth in 1..=u32::try_from(lots).unwrap_or(0).clamp(1, LOTS_MAX) {
                    let tags = Lot::ALL.map(|lot| Outcome::Withdraw(lot_tag(lot, who, nth)));
                    out.extend(tags);
                }
                for entry in scene.group.entries(LOT, &format!("{who}/")) {
                    out.push(accounts::strike(LOT, &entry.key));
                }
                out.push(accounts::strike(LEAVING, who));
            }
            (false, false) => {
                let owner = scene.group.entry(OWNED, "").is_none_or(|entry| entry.text == who);
                if owner {
                    out.push(Outcome::Withdraw(OWNER.to_owned()));
                }
                out.push(accounts::strike(LATER, who));
            }
        }
    }

    fn account(&self, seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        match seen.change {
            Change::HandedOver => out.push(Outcome::Fulfil(account_tag(seen.account))),
            Change::ContactAdded => return count_contact(seen.account, 1, scene, out),
            Change::ContactDeleted => count_contact(seen.account, -1, scene, out),
            Change::Deleted => out.push(accounts::strike(CONTACTS, seen.account)),
            _ => return,
        }
        // Whoever deletes is whoever did it; where nobody is named, the holder.
        let who = scene.event.member.as_deref().unwrap_or(seen.holder);
        if who.is_empty() || seen.change == Change::HandedOver {
            return;
        }
        let what = if seen.change == Change::Deleted {
            "注销了工作账号"
        } else {
            "删了工作账号的联系人"
        };
        if scene.group.entry(LEAVING, who).is_some() {
            let fact = Fact {
                reason: format!("{who} 离开单位后{what}(账号 {})", seen.account),
                said: "离开单位的,账号和客户都要移交,不能删除".to_owned(),
            };
            out.push(accounts::breach(scene.group.find(who), fact, Certainty::Act));
        } else if seen.change == Change::ContactDeleted {
            let before = scene.group.entry(DELETED, who).map_or(0, |entry| entry.number);
            let entry = Entry::new(DELETED, who).number(before.saturating_add(1));
            out.push(Outcome::Enter(entry.due(scene.zone.add(scene.now, BEFORE))));
        }
    }
}

/// An account has one contact more or less.
fn count_contact(account: &str, more: i64, scene: &Scene<'_>, out: &mut Outcomes) {
    let before = scene.group.entry(CONTACTS, account).map_or(0, |entry| entry.number);
    let number = before.saturating_add(more).max(0);
    out.push(Outcome::Enter(Entry::new(CONTACTS, account).number(number)));
}

/// How many contacts the accounts of a holder have, as far as that was seen.
fn contacts(holder: &str, group: &dyn GroupView) -> Option<u32> {
    let accounts = accounts::held_by(group, holder).into_iter();
    let counts = accounts.filter_map(|account| group.entry(CONTACTS, account));
    u32::try_from(counts.map(|entry| entry.number).fold(0_i64, i64::saturating_add)).ok()
}

fn has_left(ix: MemberIx, group: &dyn GroupView) -> bool {
    let left = group.member(ix).is_some_and(|member| member.left_organisation);
    left || group.on_staff(group.id(ix)) == Some(false)
}

/// The owner of the group as an event about its members tells it.
fn owner_told(scene: &Scene<'_>) -> Option<MemberIx> {
    let owns = |ix: &MemberIx| scene.group.is(*ix, &Who::Role(Role::Owner));
    match &scene.event.body {
        EventBody::Group { owner: Some(owner), .. } => scene.group.find(owner),
        EventBody::Group { members, .. } => {
            members.iter().filter_map(|one| scene.group.find(&one.id)).find(owns)
        }
        EventBody::Roles { .. } => scene.actor.filter(owns),
        _ => None,
    }
}

impl Finder for Handover {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Staff, EventKind::Account, EventKind::Group, EventKind::Roles]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        match &scene.event.body {
            EventBody::Staff { status, .. } => {
                if let Some(who) = scene.event.member.as_deref() {
                    self.staff(*status == StaffStatus::Left, who, scene, out);
                }
            }
            EventBody::Group { .. } | EventBody::Roles { .. } if scene.group.is_org() => {}
            EventBody::Group { .. } | EventBody::Roles { .. } => {
                if let Some(ix) = owner_told(scene) {
                    self.note_owner(ix, scene, out);
                }
            }
            _ => {
                let Some(seen) = accounts::seen(scene) else { return };
                accounts::keep(&seen, scene, out);
                self.account(&seen, scene, out);
            }
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        match (entry.list.as_str(), entry.member) {
            (LOT, leaver) => {
                let who = entry.key.split('/').next().unwrap_or_default();
                let task = self.task(entry.text.clone(), Span::Days(1), moment);
                out.push(Outcome::Task(task.about(leaver).outsider(who).tag(&*entry.key)));
            }
            (LATER, Some(ix)) => {
                let owns = moment.group.is(ix, &Who::Role(Role::Owner));
                if owns && has_left(ix, moment.group) {
                    self.ask_for_owner(ix, moment, out);
                }
            }
            _ => {}
        }
    }
}

/// On leaving, accounts, customers, records are handed over; nothing is deleted.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::handover(clause, norms);
}
