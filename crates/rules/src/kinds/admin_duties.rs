//! Rule kind `admin-duties`: those who run the group see to what waits for them.

use model::{EventKind, Role, Span, Timestamp};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Finder, Outcome, Outcomes, Saying};
use crate::kind::Built;
use crate::reading::leads::{self, Led};
use crate::reading::{running, stewards};
use crate::register::Entry;
use crate::scene::{Moment, Scene, Waiting};

crate::rule_kind! {
    /// ## 含义
    /// 管理员要及时处理等着他们的事:要判断的消息、要批准的申请、要办的任务。一件事放了 `within` 还没有人
    /// 处理,就告诉群主一次;等着群主的,告诉监督员。有期限的任务,期限过了再放 `within` 才算。
    ///
    /// ## 用处
    /// “管理员负责群内秩序”靠的是事事有人管。没有积压,就什么也不说。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7
    /// [admin-duties]
    /// ===
    /// [ads]
    /// ---
    /// 2026-03-02 09:00 u7: 高价回收购物卡,诚招代理,加微信 abc12345   => ads ask case=g-1
    /// 2026-03-03 09:30 tick   => admin-duties send to=owner reason~g-1
    /// 2026-03-04 09:30 tick
    /// ```
    /// 按时处理的,不报告:
    /// ```scenario
    /// members: boss(owner) ann(admin) u7
    /// [admin-duties]
    /// within = "2h"
    /// ===
    /// [ads]
    /// ---
    /// 2026-03-02 09:00 u7: 高价回收购物卡,诚招代理,加微信 abc12345   => ads ask case=g-1
    /// 10:00 ann {"kind":"reject","case":"g-1"}   => ads reply
    /// 2026-03-02 13:00 tick
    /// ```
    ///
    /// ## 限度
    /// 只看得到系统里等着人办的事,看不到私下的劝解和沟通。每件事只报告一次。没有监督员的群,等着群主的事
    /// 不报告。
    "admin-duties": "管理员的日常职责",
    english: "what administrators do",
    family: Group, level: Duty, part: Finds,
    params {
        /// 放多久没有人处理就报告
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

/// The list of the register: `look` has when to look next, the others name what was reported.
const LIST: &str = "admin-duties";
const LOOK: &str = "look";
/// How many things one report names.
const NAMED_MAX: usize = 10;

#[derive(Debug)]
struct AdminDuties {
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(AdminDuties { within: params.within }))
}

impl AdminDuties {
    /// What lies too long and was not reported yet, and when to look again.
    fn unattended(&self, moment: &Moment<'_>) -> (Vec<Waiting>, Timestamp) {
        // Nothing that comes from now on can lie too long before that.
        let mut next = moment.zone.add(moment.now, self.within);
        let mut found = Vec::new();
        for one in moment.group.waiting() {
            if moment.group.entry(LIST, &one.case).is_some() {
                continue;
            }
            let late = moment.zone.add(one.since, self.within);
            if late <= moment.now {
                found.push(one);
            } else {
                next = next.min(late);
            }
        }
        (found, next)
    }

    fn report(found: &[Waiting], to: Role, out: &mut Outcomes) {
        let of_owner = to == Role::Supervisor;
        let theirs: Vec<&str> = found
            .iter()
            .filter(|one| (one.to == Role::Owner.name()) == of_owner)
            .map(|one| one.case.as_str())
            .collect();
        let Some(first) = theirs.get(..theirs.len().min(NAMED_MAX)).filter(|it| !it.is_empty())
        else {
            return;
        };
        let names = first.join("、");
        let whose = if of_owner { "群主" } else { "管理员" };
        out.push(Outcome::Say(Saying {
            text: format!("有{}件事等着{whose}处理,请过问:{names}", theirs.len()),
            reason: format!("{}件事放着没有人处理:{names}", theirs.len()),
            to: Some(to.name().to_owned()),
        }));
    }
}

impl Finder for AdminDuties {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[]
    }

    fn find(&self, _scene: &Scene<'_>, _out: &mut Outcomes) {}

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        // Articles on the duties of one group's administrators are many; one look is enough.
        if moment.group.entry(LIST, LOOK).is_none() {
            let next = moment.zone.add(moment.now, self.within);
            out.push(Outcome::Enter(Entry::new(LIST, LOOK).due(next)));
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != LIST || entry.key != LOOK {
            return;
        }
        let (found, next) = self.unattended(moment);
        let supervisor = Who::Role(Role::Supervisor);
        let supervised =
            moment.group.present().into_iter().any(|ix| moment.group.is(ix, &supervisor));
        AdminDuties::report(&found, Role::Owner, out);
        if supervised {
            AdminDuties::report(&found, Role::Supervisor, out);
        }
        for one in &found {
            out.push(Outcome::Enter(Entry::new(LIST, &one.case)));
        }
        // What no longer waits need not be remembered.
        let waiting = moment.group.waiting();
        for told in moment.group.entries(LIST, "") {
            let settled = told.key != LOOK && !waiting.iter().any(|one| one.case == told.key);
            if settled {
                out.push(Outcome::Strike { list: LIST.to_owned(), key: told.key.clone() });
            }
        }
        out.push(Outcome::Enter(Entry::new(LIST, LOOK).due(next)));
    }
}

/// Those who run the group, with words for seeing to order in it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    running::admin_duties(clause, norms);
    if norms.iter().any(|norm| norm.kind == "admin-duties") {
        return;
    }
    if clause.sentences().any(stewards::judged_by_stewards) {
        norms.push(Norm::new("admin-duties"));
        return;
    }
    // What binds them is a duty of theirs, where nothing closer is said of it.
    let led = leads::led(clause) == Some(Led::Duties) && !clause.forbids();
    if led || clause.sentences().any(stewards::binds_stewards) {
        norms.push(leads::weak("admin-duties"));
    }
}
