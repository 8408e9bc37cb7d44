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
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 有人离开单位(`staff` 事件,`status` 为 `left`),系统列出要交接的事,一件一个任务,各有期限,交给
    /// `to` 去办:名下的每个账号,当天;名下的客户和往来记录,在 `within` 内;他当群主的群,在那个群里
    /// 请人转交群主,在 `within` 内。账号有 `handed-over` 事件、群换了群主,任务就算办好,其余的由办的人报
    /// 完成。
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
    /// ## 限度
    /// 系统不能代人转移,只安排、催办、留痕。平台自己有上限:企业微信离职继承,一个人一天最多接手
    /// 300 个群,每次最多 100 个客户或 100 个群,24 小时后生效,离职满一年的不能再转;同一个客户 90 天内
    /// 最多转两次,在职时转群主的,同一个群 90 天内也最多两次(企业微信开发文档“分配离职成员的客户”
    /// “分配离职成员的客户群”“分配在职成员的客户群”)。群和客户多的,`within` 要留够日子。个人微信
    /// 没有继承,只能一个个转。
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

/// What is handed over beside accounts.
const LOTS: [(&str, &str); 2] = [
    ("customers", "名下的客户(含客户群)交给接手的人,并告诉客户"),
    ("records", "手里的资料和往来记录交给接手的人,存档"),
];

fn account_tag(account: &str) -> String {
    format!("account/{account}")
}

fn lot_tag(lot: &str, who: &str) -> String {
    format!("{lot}/{who}")
}

/// The tag of the one task in a group whose owner left.
const OWNER: &str = "owner";

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
        for (lot, what) in LOTS {
            let what = format!("{who} 已离开单位,请把{what}");
            let task = self.task(what, self.within, &moment).about(leaver).outsider(who);
            out.push(Outcome::Task(task.tag(lot_tag(lot, who))));
        }
        let until = scene.zone.add(scene.now, AFTER);
        out.push(Outcome::Enter(Entry::new(LEAVING, who).of(leaver).due(until)));
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

    /// In a group whose owner has left, somebody else must become its owner.
    fn group_task(&self, who: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(ix) = scene.group.find(who) else { return };
        if scene.group.is(ix, &Who::Role(Role::Owner)) {
            let what = format!("本群的群主 {who} 已离开单位,请把群主转给接手的人");
            let task = self.task(what, self.within, &scene.moment());
            out.push(Outcome::Task(task.about(Some(ix)).tag(OWNER)));
        }
    }

    fn staff(&self, left: bool, who: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        match (left, scene.group.is_org()) {
            (true, true) => self.plan(who, scene, out),
            (true, false) => self.group_task(who, scene, out),
            (false, true) => {
                for account in accounts::held_by(scene.group, who) {
                    out.push(Outcome::Withdraw(account_tag(account)));
                }
                for (lot, _) in LOTS {
                    out.push(Outcome::Withdraw(lot_tag(lot, who)));
                }
                out.push(accounts::strike(LEAVING, who));
            }
            (false, false) => {}
        }
    }

    fn account(&self, seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        match seen.change {
            Change::HandedOver => out.push(Outcome::Fulfil(account_tag(seen.account))),
            Change::ContactDeleted | Change::Deleted => {}
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

impl Finder for Handover {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Staff, EventKind::Account, EventKind::Group]
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
            EventBody::Group { owner: Some(owner), .. } => {
                if scene.group.on_staff(owner) != Some(false) {
                    out.push(Outcome::Fulfil(OWNER.to_owned()));
                }
            }
            _ => {
                let Some(seen) = accounts::seen(scene) else { return };
                accounts::keep(&seen, scene, out);
                self.account(&seen, scene, out);
            }
        }
    }
}

/// On leaving, accounts, customers, records are handed over; nothing is deleted.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::handover(clause, norms);
}
