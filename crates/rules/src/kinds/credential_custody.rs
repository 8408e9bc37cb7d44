//! Rule kind `credential-custody`: passwords of accounts are kept safe and changed in time.

use model::event::{EventBody, StaffStatus};
use model::{EventKind, Span};
use policy::param::Who;

use crate::accounts::{self, Change, LENT, Seen};
use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::credentials as reading;
use crate::register::{ACCOUNTS, Entry};
use crate::scene::{GroupView, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 工作账号的密码有人保管、按时更换、不外借。写了 `rotate` 的,一个账号过了这么久没有换过密码,请
    /// 持有人更换;写了 `two-factor` 的,账号登记时请持有人开启双重验证。借出的账号收回、账号移交、
    /// 持有人或借用的人离开单位时,都请人重设密码。任务要在 `within` 内办完,看到改密码的 `account` 事件
    /// (`change` 为 `credential`)就算办好,也可以由办的人报完成(`done`)。
    ///
    /// ## 用处
    /// 密码不因为人来人往而泄露出去。
    ///
    /// ## 例子
    /// ```scenario
    /// [credential-custody]
    /// rotate = "90d"
    /// ---
    /// 2026-03-02 09:00 {"kind":"account","account":"wx-01","holder":"u7","change":"registered"}
    /// 2026-05-30 09:00 {"kind":"tick"}
    /// 2026-06-01 09:00 {"kind":"tick"}   => credential-custody task to=u7
    /// 09:30 u7 {"kind":"account","account":"wx-01","change":"credential"}
    /// 2026-06-20 09:00 {"kind":"tick"}
    /// ```
    ///
    /// 收回借出的账号:
    ///
    /// ```scenario
    /// [credential-custody]
    /// ---
    /// 2026-03-02 09:00 {"kind":"account","account":"wx-01","holder":"u7","change":"registered"}
    /// 2026-03-05 09:00 {"kind":"account","account":"wx-01","change":"returned"}   => credential-custody task to=u7 text~密码
    /// ```
    ///
    /// ## 限度
    /// 密码写在哪里、告诉了谁,系统看不到,也不经手密码。只管登记过的账号。
    "credential-custody": "保管好账号和密码",
    english: "passwords and devices are kept safe",
    family: Account, level: Duty, part: Finds,
    params {
        /// 多久换一次密码;不写就不催
        maybe "rotate" rotate: Span,
        /// 是否要开启双重验证
        with "two-factor" two_factor: bool = "false",
        /// 任务在多长时间内办完
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// The list of accounts whose password has to be changed in time; `due` says when.
const CREDENTIALS: &str = "account-credential";

#[derive(Debug)]
struct CredentialCustody {
    rotate: Option<Span>,
    two_factor: bool,
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(CredentialCustody {
        rotate: params.rotate,
        two_factor: params.two_factor,
        within: params.within,
    }))
}

fn rotation(account: &str) -> String {
    format!("rotate/{account}")
}

fn reset(account: &str) -> String {
    format!("reset/{account}")
}

fn second_factor(account: &str) -> String {
    format!("two-factor/{account}")
}

impl CredentialCustody {
    /// The password is fresh from now on.
    fn starts(&self, account: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        if let Some(rotate) = self.rotate {
            let due = moment.zone.add(moment.now, rotate);
            out.push(Outcome::Enter(Entry::new(CREDENTIALS, account).due(due)));
        }
    }

    /// Somebody is asked to do something about an account.
    fn ask(
        &self,
        account: &str,
        to: Who,
        holder: &str,
        (what, tag): (String, String),
        moment: &Moment<'_>,
        out: &mut Outcomes,
    ) {
        let task = NewTask::new(Fact::plain(what), to).about(moment.group.find(holder));
        let due = moment.zone.add(moment.now, self.within);
        out.push(Outcome::Task(task.outsider(account).due(due).tag(tag)));
    }

    fn takes_on(&self, account: &str, holder: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        self.starts(account, moment, out);
        if self.two_factor {
            let what = format!("请给工作账号 {account} 开启双重验证(登录保护)");
            let to = accounts::keeper(holder, moment.group);
            self.ask(account, to, holder, (what, second_factor(account)), moment, out);
        }
    }

    fn resets(
        &self,
        account: &str,
        holder: &str,
        why: &str,
        moment: &Moment<'_>,
        out: &mut Outcomes,
    ) {
        let what = format!("{why},请重设工作账号 {account} 的密码,并退出别处的登录");
        let to = accounts::keeper(holder, moment.group);
        self.ask(account, to, holder, (what, reset(account)), moment, out);
    }

    fn happened(&self, seen: &Seen<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        let account = seen.account;
        match seen.change {
            Change::Registered => self.takes_on(account, seen.holder, moment, out),
            _ if !seen.registered => {}
            Change::Credential => {
                out.push(Outcome::Fulfil(rotation(account)));
                out.push(Outcome::Fulfil(reset(account)));
                self.starts(account, moment, out);
            }
            Change::Returned => {
                self.resets(account, seen.holder, "借出的账号已经收回", moment, out)
            }
            Change::HandedOver => {
                out.push(Outcome::Withdraw(rotation(account)));
                out.push(Outcome::Withdraw(reset(account)));
                self.resets(account, seen.next_holder(), "账号已经移交", moment, out);
            }
            Change::Deleted => {
                out.push(accounts::strike(CREDENTIALS, account));
                for tag in [rotation(account), reset(account), second_factor(account)] {
                    out.push(Outcome::Withdraw(tag));
                }
            }
            Change::Profile
            | Change::Lent
            | Change::ContactAdded
            | Change::ContactDeleted
            | Change::Published => {}
        }
    }

    /// Whoever leaves knows the passwords of what they held and of what was lent to them.
    fn leaves(&self, who: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        let why = format!("{who} 已经离开单位");
        for account in accounts::held_by(moment.group, who) {
            self.resets(account, "", &why, moment, out);
        }
        for loan in moment.group.entries(LENT, "").into_iter().filter(|loan| loan.text == who) {
            let holder = holder_of(moment.group, &loan.key);
            self.resets(&loan.key, holder, &why, moment, out);
        }
    }
}

/// The holder by the register.
fn holder_of<'a>(group: &'a dyn GroupView, account: &str) -> &'a str {
    group.entry(ACCOUNTS, account).map_or("", |entry| entry.text.as_str())
}

impl Finder for CredentialCustody {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Account, EventKind::Staff]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Staff { status: StaffStatus::Left, .. } = &scene.event.body {
            // Lists of people are sent again and again; who has left leaves no second time. Groups
            // hear of it when the list already has it.
            let leaves =
                |who: &&str| !scene.group.is_org() || scene.group.on_staff(who) != Some(false);
            if let Some(who) = scene.event.member.as_deref().filter(leaves) {
                self.leaves(who, &scene.moment(), out);
            }
        } else if let Some(seen) = accounts::seen(scene) {
            accounts::keep(&seen, scene, out);
            self.happened(&seen, &scene.moment(), out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        for entry in moment.group.entries(ACCOUNTS, "") {
            self.takes_on(&entry.key, &entry.text, moment, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let account = entry.key.as_str();
        let (Some(rotate), CREDENTIALS) = (self.rotate, entry.list.as_str()) else { return };
        let holder = holder_of(moment.group, account);
        let what = format!("工作账号 {account} 已有{}没有换密码,请更换", rotate.in_words());
        // The next round begins where this one ends, whether or not it is done.
        out.push(Outcome::Withdraw(rotation(account)));
        let to = accounts::keeper(holder, moment.group);
        self.ask(account, to, holder, (what, rotation(account)), moment, out);
        self.starts(account, moment, out);
    }
}

/// Passwords and devices are kept safe, changed, never shared; log-in is bound and proven.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::custody(clause, norms);
}
