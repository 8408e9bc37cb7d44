//! Rule kind `designated-account`: work is done on accounts that the organisation registered.

use std::collections::BTreeSet;

use model::event::{EventBody, StaffStatus};
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::accounts::{self, Change, Seen};
use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::is_whole_staff;
use crate::reading::accounts as reading;
use crate::register::{ACCOUNTS, Entry};
use crate::roster;
use crate::scene::{GroupView, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 工作用单位登记过的账号。账号由 `account` 事件登记(`change` 为 `registered`);没有登记的账号
    /// 加客户、改资料、借给别人,或者有客户在上面来问,先请管理员判断,同一个账号只问一次,登记以后
    /// 就不再问。写了 `per` 的,每人(每店、每个部门……)一个账号:同一个持有人登记第二个,也先问
    /// 管理员;`per` 是人的,人事名单(`staff`)上有了新人,过 7 天看看哪些人还没有账号,合成一件事请管理员
    /// 补登记。没有登记过的账号被注销,不管;登记过的注销了,就从登记里去掉。
    ///
    /// ## 用处
    /// 客户和往来记录都留在单位管得到的账号上。
    ///
    /// ## 例子
    /// ```scenario
    /// [designated-account]
    /// per = "销售人员"
    /// ---
    /// 2026-03-02 09:00 {"kind":"account","account":"wx-01","holder":"u7","change":"registered"}
    /// 09:05 {"kind":"account","account":"wx-01","change":"contact-added","customer":"c1"}
    /// 09:10 u8 {"kind":"account","account":"wx-88","change":"contact-added","customer":"c2"}   => designated-account ask status=pending
    /// 09:20 u8 {"kind":"account","account":"wx-88","change":"contact-added","customer":"c3"}
    /// 09:30 {"kind":"account","account":"wx-02","holder":"u7","change":"registered"}   => designated-account ask status=pending
    /// ```
    ///
    /// ## 限度
    /// 只看得到报到系统里来的账号和客户;私人手机上的往来看不到。群里的人用哪个账号说话,也不和登记的账号
    /// 核对。持有人写店名或部门名的,就按店、按部门算;哪个店、哪个部门还没有账号,看不出来。一个账号都没有
    /// 登记过的单位,不查谁没有账号。
    "designated-account": "工作用登记过的账号",
    english: "work is done on accounts that the organisation assigns",
    family: Account, level: Auto, part: Finds,
    params {
        /// 每个谁一个账号:人、门店、部门;不写就不限个数
        maybe "per" per: String,
    }
    since: "0.1.0"
}

/// The list of accounts about which an administrator has been asked.
const UNKNOWN: &str = "account-unknown";

/// The list with the time at which it is looked who has no account, and the task's tag.
const MISSING: &str = "account-missing";
/// How long somebody new may be without one, and how long the task may take.
const MISSING_DAYS: Span = Span::Days(7);

#[derive(Debug)]
struct DesignatedAccount {
    per: Option<String>,
    /// Who has one each, where it is people.
    people: Option<Who>,
}

fn build(params: Params) -> Built {
    let people = params.per.as_deref().and_then(people);
    Built::Finder(Box::new(DesignatedAccount { per: params.per, people }))
}

/// The people that each have an account; none where it is shops, departments, numbers.
fn people(per: &str) -> Option<Who> {
    const ANYBODY: &[&str] = &["人", "每人", "个人", "一人", "每个人", "人员"];
    const PEOPLE: &[&str] = &["人员", "员", "人", "者", "经理", "顾问", "客服", "老师", "主任"];
    let per = per.trim();
    if ANYBODY.contains(&per) || is_whole_staff(per) {
        return Some(Who::Everyone);
    }
    PEOPLE.iter().any(|end| per.ends_with(end)).then(|| Who::Tagged(per.to_owned()))
}

impl DesignatedAccount {
    /// Who should have an account and has none; `but` has just got one.
    fn missing<'g>(&self, but: &str, group: &'g dyn GroupView) -> Vec<&'g str> {
        let Some(people) = &self.people else { return Vec::new() };
        let holders: BTreeSet<&str> =
            group.entries(ACCOUNTS, "").into_iter().map(|entry| entry.text.as_str()).collect();
        if holders.is_empty() {
            return Vec::new();
        }
        let mut staff = group.active_staff();
        staff.retain(|id| *id != but && !holders.contains(id) && group.staff_is(id, people));
        staff
    }

    /// In a while it is looked who has none.
    fn look_later(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if self.people.is_some() && scene.group.entry(MISSING, "").is_none() {
            let due = scene.zone.add(scene.now, MISSING_DAYS);
            out.push(Outcome::Enter(Entry::new(MISSING, "").due(due)));
        }
    }

    fn register(&self, seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        out.push(accounts::strike(UNKNOWN, seen.account));
        if self.people.is_some() && self.missing(seen.holder, scene.group).is_empty() {
            out.push(Outcome::Fulfil(MISSING.to_owned()));
        }
        let held = accounts::held_by(scene.group, seen.holder);
        let other = held.into_iter().find(|account| *account != seen.account);
        let (Some(per), Some(other)) = (&self.per, other) else { return };
        let reason = format!(
            "{} 已经有账号 {other},又登记了 {};制度写的是每个{per}一个账号",
            seen.holder, seen.account
        );
        let said = format!("{} 名下有两个工作账号,请核对要留哪一个", seen.holder);
        let member = scene.group.find(seen.holder);
        out.push(accounts::breach(member, Fact { reason, said }, Certainty::Ask));
    }
}

/// An administrator is asked about an account that nobody registered, once.
fn ask(account: &str, by: &str, what: &str, scene: &Scene<'_>, out: &mut Outcomes) {
    if scene.group.entry(UNKNOWN, account).is_some() {
        return;
    }
    out.push(Outcome::Enter(Entry::new(UNKNOWN, account)));
    let fact = Fact {
        reason: format!("账号 {account} 没有登记,{what}"),
        said: "工作请用单位登记过的账号;这个账号要用的,请先登记".to_owned(),
    };
    let member = scene.actor.or_else(|| scene.group.find(by));
    out.push(accounts::breach(member, fact, Certainty::Ask));
}

impl Finder for DesignatedAccount {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Account, EventKind::Customer, EventKind::Staff]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Customer { account: Some(account), .. } = &scene.event.body {
            if scene.group.entry(ACCOUNTS, account).is_none() {
                ask(account, "", "有客户在上面联系", scene, out);
            }
            return;
        }
        if let EventBody::Staff { status, .. } = &scene.event.body {
            if *status == StaffStatus::Active && scene.group.is_org() {
                self.look_later(scene, out);
            }
            return;
        }
        let Some(seen) = accounts::seen(scene) else { return };
        accounts::keep(&seen, scene, out);
        let what = match seen.change {
            Change::Registered => return self.register(&seen, scene, out),
            Change::Deleted | Change::Returned | Change::ContactDeleted => return,
            Change::Profile => "改了资料",
            Change::Credential => "改了密码",
            Change::Lent => "借给了别人",
            Change::HandedOver => "交给了别人",
            Change::ContactAdded => "加了联系人",
            Change::Published => "发布了内容",
        };
        if !seen.registered {
            ask(seen.account, seen.holder, what, scene, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let missing = self.missing("", moment.group);
        if entry.list != MISSING || missing.is_empty() {
            return;
        }
        let what = format!("{} 还没有登记工作账号,请登记或核对", roster::names(&missing));
        let due = moment.zone.add(moment.now, MISSING_DAYS);
        let task = NewTask::new(Fact::plain(what), Who::Role(Role::Admin));
        out.push(Outcome::Task(task.due(due).tag(MISSING)));
    }
}

/// Work on accounts that are assigned, registered, managed by the organisation.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::designated(clause, norms);
}
