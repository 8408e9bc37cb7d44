//! Rule kind `account-profile`: an account's name, picture and signature are as they should be.

use model::EventKind;
use model::event::EventBody;
use policy::param::{Every, Who};

use crate::accounts::{self, Change, Seen};
use crate::card_format::{CardFormat, fold_card};
use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Consent, Fact, Finder, Judges, NewTask, Outcome, Outcomes, Period};
use crate::kind::Built;
use crate::people::{Approver, brief};
use crate::reading::profiles as reading;
use crate::register::Entry;
use crate::routine::{Place, Routine};
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 工作账号的名称、头像、签名照制度来,不随意改。`name` 和 `signature` 写得出样子的
    /// (`"{公司}-{姓名}"`),改得不对,请持有人改回来;只写了要求的(“真实、准确”)、头像,以及制度没有
    /// 写样子的,改了就请管理员看一眼。要改的先申请(`request`,`what` 为 `profile`,`channel` 写账号),
    /// `approver` 同意后七天内改,不再问。写了 `every` 的,每隔这么久请管理员核对一次账号资料。
    ///
    /// ## 用处
    /// 客户认得出是谁,单位的名义不被乱用。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [account-profile]
    /// name = "{公司}-{姓名}"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"account","account":"wx-01","holder":"u7","change":"registered"}
    /// 09:05 u7 {"kind":"account","account":"wx-01","change":"profile","name":"清泉公司-赵一"}
    /// 09:10 u7 {"kind":"account","account":"wx-01","change":"profile","name":"水王驾到"}   => account-profile task to=u7; account-profile remind member=u7
    /// 09:20 u7 {"kind":"account","account":"wx-01","change":"profile","hash":"f1"}   => account-profile ask status=pending
    /// 09:30 u7 {"kind":"account","account":"wx-01","change":"profile","name":"清泉公司-赵一"}
    /// ```
    ///
    /// ## 限度
    /// 头像像不像本人、资料是不是真的,系统看不出,由管理员看。没有登记过的账号不管,除非事件写了
    /// 持有人。
    "account-profile": "账号资料照制度来,不随意改",
    english: "name, picture and signature of accounts follow a form",
    family: Account, level: Auto, part: Finds,
    params {
        /// 名称的样子,如 {公司}-{姓名};也可以写一句要求
        maybe "name" name: String,
        /// 头像的要求
        maybe "avatar" avatar: String,
        /// 签名应当是什么
        maybe "signature" signature: String,
        /// 要改时谁同意;不写就是管理员
        maybe "approver" approver: Approver,
        /// 每隔多久核对一次资料
        maybe "every" every: Every,
    }
    since: "0.1.0"
}

/// What a permit to change a profile is called, and what a request for it says.
const PROFILE: &str = "profile";

#[derive(Debug)]
struct AccountProfile {
    /// The form of a name, and the words that the policy has for it.
    name: Option<(Option<CardFormat>, String)>,
    avatar: Option<String>,
    signature: Option<String>,
    approver: Approver,
    review: Option<Routine>,
}

fn build(params: Params) -> Built {
    let review = params.every.map(|every| Routine {
        period: Period::of(every, model::TimeOfDay(model::TimeOfDay::DAY), None),
        to: Who::Role(model::Role::Admin),
        fact: Fact::plain("请核对各工作账号的名称、头像和签名,不对的请持有人改好"),
        place: Place::Organisation,
        tag: "account-profile".to_owned(),
    });
    Built::Finder(Box::new(AccountProfile {
        name: params.name.map(|name| (CardFormat::parse(&name), name)),
        avatar: params.avatar,
        signature: params.signature,
        approver: params.approver.unwrap_or_default(),
        review,
    }))
}

/// What an event says of one field of a profile.
enum Judged {
    /// It is as it should be.
    Fits,
    /// Somebody has to look at it.
    Doubtful(String),
    /// It is not; in words what it should be.
    Wrong(String),
}

impl AccountProfile {
    /// What the event says of each field that it names.
    fn judge(&self, scene: &Scene<'_>) -> Vec<Judged> {
        let EventBody::Account { name, signature, hash, .. } = &scene.event.body else {
            return Vec::new();
        };
        let mut judged = Vec::new();
        if let Some(name) = name {
            judged.push(match &self.name {
                Some((Some(form), _)) if form.fits(name) => Judged::Fits,
                Some((Some(form), _)) => Judged::Wrong(format!("名称应为“{}”", form.in_words())),
                Some((None, words)) if same(name, words) => Judged::Fits,
                Some((None, words)) => Judged::Doubtful(format!("名称要求:{}", brief(words))),
                None => Judged::Doubtful(format!("名称改为“{}”", brief(name))),
            });
        }
        if let Some(signature) = signature {
            judged.push(match &self.signature {
                Some(words) if same(signature, words) => Judged::Fits,
                Some(words) => Judged::Wrong(format!("签名应为“{}”", brief(words))),
                None => Judged::Doubtful(format!("签名改为“{}”", brief(signature))),
            });
        }
        if hash.is_some() {
            let wanted = self.avatar.as_ref().map(|words| format!(",要求:{}", brief(words)));
            judged.push(Judged::Doubtful(format!("换了头像{}", wanted.unwrap_or_default())));
        }
        if judged.is_empty() {
            judged.push(Judged::Doubtful("改了资料".to_owned()));
        }
        judged
    }

    fn look(&self, seen: &Seen<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        let mut wrong = Vec::new();
        let mut doubtful = Vec::new();
        for judged in self.judge(scene) {
            match judged {
                Judged::Fits => {}
                Judged::Wrong(words) => wrong.push(words),
                Judged::Doubtful(words) => doubtful.push(words),
            }
        }
        let member = seen.answerable(scene);
        let account = seen.account;
        if !wrong.is_empty() {
            let wrong = wrong.join(",");
            let fact = Fact::plain(format!("工作账号 {account} 的资料请改回来:{wrong}"));
            out.push(accounts::breach(member, fact.clone(), Certainty::Act));
            out.push(restore(seen, fact, scene));
            return;
        }
        out.push(Outcome::Fulfil(tag(account)));
        // A new account has no profile yet that somebody could have changed.
        if !doubtful.is_empty() && seen.change == Change::Profile {
            let doubtful = doubtful.join(",");
            let fact = Fact {
                reason: format!("工作账号 {account} {doubtful},事先没有申请"),
                said: "工作账号的资料不能随意改,要改请先申请".to_owned(),
            };
            out.push(accounts::breach(member, fact, Certainty::Ask));
        }
    }
}

/// The holder is asked to put the profile right.
fn restore(seen: &Seen<'_>, fact: Fact, scene: &Scene<'_>) -> Outcome {
    let task = NewTask::new(fact, accounts::keeper(seen.holder, scene.group));
    Outcome::Task(
        task.about(scene.group.find(seen.holder)).outsider(seen.account).tag(tag(seen.account)),
    )
}

fn tag(account: &str) -> String {
    format!("profile/{account}")
}

/// Whether two texts are the same to the eye.
fn same(one: &str, other: &str) -> bool {
    fold_card(one) == fold_card(other)
}

impl Finder for AccountProfile {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Account, EventKind::Request]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Request { what, channel, .. } = &scene.event.body {
            if what == PROFILE && scene.actor.is_some() {
                let account = channel.as_deref().unwrap_or("");
                let fact = Fact::plain(format!("申请改工作账号 {account} 的资料"));
                let consent = Consent::by(
                    self.approver.asked(scene.group),
                    PROFILE,
                    text::key_of(account),
                    fact,
                );
                out.push(Outcome::Consent(consent));
            }
            return;
        }
        let Some(seen) = accounts::seen(scene) else { return };
        accounts::keep(&seen, scene, out);
        if !matches!(seen.change, Change::Profile | Change::Registered) {
            return;
        }
        let named = matches!(&scene.event.body, EventBody::Account { name: Some(_), .. });
        let ours = seen.registered || !seen.holder.is_empty();
        if !ours || (seen.change == Change::Registered && !named) {
            return;
        }
        let permitted = |account: &str| {
            scene
                .actor
                .is_some_and(|actor| scene.group.permitted(actor, PROFILE, text::key_of(account)))
        };
        if !permitted(seen.account) && !permitted("") {
            self.look(&seen, scene, out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if let Some(review) = &self.review {
            review.begins(moment, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if let Some(review) = &self.review {
            review.comes_due(entry, moment, out);
        }
    }
}

/// Name, picture, signature of an account: their form, that they stay, that they are true.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::profile(clause, norms);
}
