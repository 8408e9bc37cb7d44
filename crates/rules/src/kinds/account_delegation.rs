//! Rule kind `account-delegation`: log-in rights are lent to others with consent, for a while.

use model::event::EventBody;
use model::{EventKind, Span, Timestamp};

use crate::accounts::{self, Change, LENT, Seen};
use crate::clause::{Clause, Norms};
use crate::finder::{
    Certainty, Consent, Ending, Fact, Finder, How, Judges, NewTask, Outcome, Outcomes,
};
use crate::kind::Built;
use crate::people::{Approver, in_words};
use crate::reading::credentials as reading;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 账号要借给别人登录,先申请(`request`,`what` 为 `delegate`,`channel` 写账号,`for` 写借到什么
    /// 时候),由 `approver` 同意。没有同意就借出(`account` 事件,`change` 为 `lent`),算违反。借用到期,请
    /// 借用的人一天内归还;归还看 `returned` 事件。没有写借到什么时候的,按 `within` 算。
    ///
    /// ## 用处
    /// 谁在用单位的账号,用到哪一天,清清楚楚。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(leader) ann(admin) u7
    /// [account-delegation]
    /// approver = "企管部负责人"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"delegate","channel":"wb-01","for":"2026-03-03T18:00:00+08:00","text":"办线上活动"}   => account-delegation ask status=pending to=leader
    /// 09:10 boss {"kind":"approve","case":"g-1"}   => account-delegation approve
    /// 09:20 ann {"kind":"account","account":"wb-01","change":"lent","to":"u7"}
    /// 2026-03-03 18:01 tick   => account-delegation task to=u7 text~归还
    /// 18:30 ann {"kind":"account","account":"wb-01","change":"returned"}
    /// ```
    ///
    /// 没有申请:
    ///
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [account-delegation]
    /// ---
    /// 2026-03-02 09:20 u8 {"kind":"account","account":"wb-01","change":"lent","to":"u7"}   => account-delegation remind member=u8
    /// ```
    ///
    /// ## 限度
    /// 系统不能代人授权、收回,只管申请、期限和提醒;私下把密码告诉别人,看不到。制度里另有
    /// `credential-custody` 的,归还以后还会请人改密码。
    "account-delegation": "账号登录权限经同意才借出",
    english: "rights to an account are lent under consent",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 谁同意;不写就是管理员
        maybe "approver" approver: Approver,
        /// 没有写借到什么时候的,借多久
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// What a permit to use an account is called, and what a request for it says.
const DELEGATE: &str = "delegate";
/// The list of loans that were consented to: the key is the account, `text` who asked,
/// `number` until when (milliseconds since 1970), 0 where that was not said.
const GRANTED: &str = "account-delegated";
/// How long after consent an account may be lent.
const GRANT: Span = Span::Days(7);
/// How long somebody has to give an account back.
const RETURN: Span = Span::Days(1);

#[derive(Debug)]
struct AccountDelegation {
    approver: Approver,
    within: Span,
}

fn build(params: Params) -> Built {
    let approver = params.approver.unwrap_or_default();
    Built::Finder(Box::new(AccountDelegation { approver, within: params.within }))
}

/// What a request is remembered by: until when, who asked, for which account.
fn tag_of(until: Option<Timestamp>, who: &str, account: &str) -> String {
    format!("{}\t{who}\t{account}", until.map_or(0, |until| until.0))
}

fn back(account: &str) -> String {
    format!("return/{account}")
}

impl AccountDelegation {
    fn asks(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { title, channel, until, .. } = &scene.event.body else { return };
        let Some(who) = scene.event.member.as_deref() else { return };
        let account = channel.as_deref().or(title.as_deref()).unwrap_or("");
        let end = until.map(|until| accounts::day_and_time(until, scene.zone));
        let end = end.map_or(String::new(), |end| format!(",用到 {end}"));
        let fact = Fact::plain(format!("申请使用账号 {account}{end}"));
        let mut consent =
            Consent::by(self.approver.asked(scene.group), DELEGATE, text::key_of(account), fact);
        consent.tag = tag_of(*until, who, account);
        out.push(Outcome::Consent(consent));
    }

    fn lent(&self, seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Account { until, .. } = &scene.event.body else { return };
        let to = seen.to.unwrap_or("");
        let grant = scene.group.entry(GRANTED, seen.account);
        let grant = grant.filter(|grant| to.is_empty() || grant.text == to);
        if grant.is_none() {
            let from = self.approver.asked(scene.group);
            let from = in_words(&from);
            let fact = Fact {
                reason: format!(
                    "账号 {} 借给了{},没有经{from}同意",
                    seen.account,
                    if to.is_empty() { "别人" } else { to }
                ),
                said: format!("账号的登录权限要先经{from}同意才能借出"),
            };
            out.push(accounts::breach(seen.answerable(scene), fact, Certainty::Act));
        }
        let asked = grant.map(|grant| grant.number).filter(|until| *until > 0).map(Timestamp);
        let until = until.or(asked).unwrap_or_else(|| scene.zone.add(scene.now, self.within));
        let who = grant.map_or(to, |grant| grant.text.as_str());
        let loan = Entry::new(LENT, seen.account).text(who).of(scene.group.find(who));
        out.push(Outcome::Enter(loan.due(until)));
        out.push(accounts::strike(GRANTED, seen.account));
    }
}

impl Finder for AccountDelegation {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Account, EventKind::Request]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if matches!(&scene.event.body, EventBody::Request { what, .. } if what == DELEGATE) {
            return self.asks(scene, out);
        }
        let Some(seen) = accounts::seen(scene) else { return };
        accounts::keep(&seen, scene, out);
        match seen.change {
            Change::Lent => self.lent(&seen, scene, out),
            Change::Returned | Change::HandedOver | Change::Deleted => {
                out.push(accounts::strike(LENT, seen.account));
                out.push(Outcome::Fulfil(back(seen.account)));
            }
            _ => {}
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how != How::Granted {
            return;
        }
        let mut parts = ending.tag.splitn(3, '\t');
        let until = parts.next().and_then(|until| until.parse().ok());
        let (Some(until), Some(who), Some(account)) = (until, parts.next(), parts.next()) else {
            return;
        };
        let entry = Entry::new(GRANTED, account).of(ending.member).text(who).number(until);
        out.push(Outcome::Enter(entry.due(moment.zone.add(moment.now, GRANT))));
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != LENT {
            return;
        }
        let account = entry.key.as_str();
        let fact = Fact::plain(format!("借用的账号 {account} 到期了,请归还"));
        let task = NewTask::new(fact, accounts::keeper(&entry.text, moment.group))
            .about(moment.group.find(&entry.text))
            .outsider(account)
            .due(moment.zone.add(moment.now, RETURN))
            .tag(back(account));
        out.push(Outcome::Task(task));
        // It is still lent; nobody needs to be called again.
        out.push(Outcome::Enter(Entry { due: None, ..entry.clone() }));
    }
}

/// Log-in rights that others get with somebody's consent.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::delegation(clause, norms);
}
