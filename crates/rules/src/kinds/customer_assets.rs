//! Rule kind `customer-assets`: customers are the organisation's, on its own accounts.

use model::EventKind;
use model::event::EventBody;

use crate::accounts::{self, Change, Seen};
use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Consent, Fact, Finder, Judges, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::Approver;
use crate::reading::leaving as reading;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 客户加在单位登记过的账号上,不加在私人账号上,也不删。有登记账号的人用没有登记的账号加客户,
    /// 算违反;不知道是谁的账号,请管理员判断。删客户的先申请(`request`,`what` 为 `delete-contact`),
    /// `approver` 同意后七天内可以删;没有申请就删的,算违反。客户自己删的不算。
    ///
    /// ## 用处
    /// 客户不因为一个人走了就没有了。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [customer-assets]
    /// ---
    /// 2026-03-02 09:00 {"kind":"account","account":"wx-01","holder":"u7","change":"registered"}
    /// 09:05 u7 {"kind":"account","account":"wx-01","change":"contact-added","customer":"c1"}
    /// 09:10 u7 {"kind":"account","account":"wx-77","change":"contact-added","customer":"c2"}   => customer-assets remind member=u7
    /// 09:20 {"kind":"account","account":"wx-99","change":"contact-added","customer":"c3"}   => customer-assets ask status=pending
    /// 10:00 u7 {"kind":"account","account":"wx-01","change":"contact-deleted","customer":"c1"}   => customer-assets remind member=u7
    /// 10:10 c4 {"kind":"account","account":"wx-01","change":"contact-deleted","customer":"c4"}
    /// ```
    ///
    /// ## 限度
    /// 只看得到报到系统里来的添加和删除。事件没有写是谁删的,先请管理员判断。
    "customer-assets": "客户加在单位的账号上,不丢失",
    english: "customers are added to the organisation's accounts only",
    family: Account, level: Auto, part: Finds,
    params {
        /// 要删客户时谁同意;不写就是管理员
        maybe "approver" approver: Approver,
    }
    since: "0.1.0"
}

/// What a permit to delete a contact is called, and what a request for it says.
const DELETE: &str = "delete-contact";

#[derive(Debug)]
struct CustomerAssets {
    approver: Approver,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(CustomerAssets { approver: params.approver.unwrap_or_default() }))
}

/// A customer on an account that is not the organisation's.
fn added(seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
    if seen.registered {
        return;
    }
    let by = scene.event.member.as_deref().unwrap_or(seen.holder);
    let own = accounts::held_by(scene.group, by);
    let (reason, certainty) = match own.first() {
        Some(own) => (
            format!("{by} 有工作账号 {own},却在没有登记的账号 {} 上加了客户", seen.account),
            Certainty::Act,
        ),
        None => (format!("没有登记的账号 {} 加了客户", seen.account), Certainty::Ask),
    };
    let said = "客户请加在单位的工作账号上".to_owned();
    out.push(accounts::breach(seen.answerable(scene), Fact { reason, said }, certainty));
}

/// A contact of one of the organisation's accounts is gone.
fn deleted(seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
    let EventBody::Account { customer, .. } = &scene.event.body else { return };
    let by = scene.event.member.as_deref();
    let own_doing = by.is_some() && by == customer.as_deref();
    let permitted = scene.actor.is_some_and(|actor| scene.group.permitted(actor, DELETE, 0));
    if !seen.registered || own_doing || permitted {
        return;
    }
    let certainty = if by.is_some() { Certainty::Act } else { Certainty::Ask };
    let fact = Fact {
        reason: format!("没有申请就删了工作账号 {} 的联系人", seen.account),
        said: "工作账号里的客户不能随意删除,要删请先申请".to_owned(),
    };
    out.push(accounts::breach(seen.answerable(scene), fact, certainty));
}

impl Finder for CustomerAssets {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Account, EventKind::Request]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Request { what, .. } = &scene.event.body {
            if what == DELETE && scene.actor.is_some() {
                let fact = Fact::plain("申请删除工作账号里的联系人");
                let from = self.approver.asked(scene.group);
                out.push(Outcome::Consent(Consent::by(from, DELETE, 0, fact)));
            }
            return;
        }
        let Some(seen) = accounts::seen(scene) else { return };
        accounts::keep(&seen, scene, out);
        match seen.change {
            Change::ContactAdded => added(&seen, scene, out),
            Change::ContactDeleted => deleted(&seen, scene, out),
            _ => {}
        }
    }
}

/// Customers are added to the organisation's accounts, never to private ones; none are lost.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::customer_assets(clause, norms);
}
