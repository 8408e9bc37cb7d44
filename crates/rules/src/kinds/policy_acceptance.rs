//! Rule kind `policy-acceptance`: members read the policy and say that they agree.

use model::event::EventBody;
use model::{EventKind, Role, Span, Timestamp};
use policy::param::Who;

use crate::accounts;
use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{
    Cue, Duty, Fact, Finder, Judges, NewDuty, Outcome, Outcomes, POLICY_TITLE, Saying,
};
use crate::kind::Built;
use crate::reading::{changes, everyday, list};
use crate::register::{Entry, LEAVE};
use crate::roster;
use crate::scene::{Edition, MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 制度开始施行时在群里的人,和以后进群的人,要在 `within` 内读完制度并表示同意:在群里发一条“已阅读,
    /// 同意遵守”之类的消息就算;在别处签了的,记一条指标名有“签”字的事实(`fact`)。期限过了一半,提醒还没有
    /// 表示的人;到期没有的,记一次,以后补签了,由管理人员办结(`done`)那个编号就算。请假的人到期不记。
    /// `by` 写哪些人要签,不写就是全体。
    ///
    /// 制度有了新的版本,从施行那天起请大家重新看过、表示同意,写明是第几版;谁签了哪一版都有登记。
    ///
    /// ## 用处
    /// 规矩人人看过、认可,以后照章办事没有话说。
    ///
    /// ## 例子
    /// ```scenario
    /// [policy-acceptance]
    /// within = "3d"
    /// except = ["admin"]
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"ann","roles":["admin"]},{"id":"u7"},{"id":"u8"}]}   => policy-acceptance send text~同意
    /// 10:00 u7: 已阅读,同意遵守
    /// 2026-03-03 21:01 tick   => policy-acceptance send text~u8
    /// 2026-03-05 09:01 tick   => policy-acceptance remind member=u8 breach=1
    /// 10:00 u9 {"kind":"join"}   => policy-acceptance send
    /// 10:05 u9: 收到,我同意并遵守群规
    /// 2026-03-12 09:00 tick
    /// ```
    ///
    /// ## 限度
    /// 只看有没有表示,看不出是不是真的读了。签过这一版的人,退群再来不用再签。到期正在请假的人,回来以后
    /// 不再请,要请管理人员留意。
    "policy-acceptance": "成员要阅读并同意制度",
    english: "members read or sign the policy",
    family: Member, level: Auto, part: Finds,
    params {
        /// 哪些人要签
        maybe "by" by: Vec<Who>,
        /// 多长时间内
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// The list of those who have agreed: the key is the policy, its version and the member's id.
const SIGNED: &str = "signed";
/// The list of those who are reminded when half of their time has passed: the key ends with the
/// member's id, where one of them came later than the others.
const SIGNING: &str = "signing";
/// Of what is over sooner nobody is reminded: two hours.
const REMIND_MIN_MS: i64 = 2 * model::time::HOUR_MS;

#[derive(Debug)]
struct PolicyAcceptance {
    by: Vec<Who>,
    within: Span,
}

fn build(params: Params) -> Built {
    let by = params.by.unwrap_or_default();
    Built::Finder(Box::new(PolicyAcceptance { by, within: params.within }))
}

/// Words with which somebody agrees.
const AGREED: &[&str] =
    &["同意", "遵守", "承诺", "已阅读", "已读", "阅读并", "知悉", "认可", "已签", "接受", "读完"];

/// Whether somebody says that they have read and agree.
fn agrees(scene: &Scene<'_>) -> bool {
    /// Who agrees says little else.
    const CHARS_MAX: u32 = 60;
    const NOT: &[&str] = &["不同意", "不遵守", "不认可", "不接受", "没读", "未读", "没有读", "请"];
    match &scene.event.body {
        EventBody::Message { text, .. } => {
            scene.heard
                && scene.reading.chars <= CHARS_MAX
                && !scene.reading.question
                && has(text, AGREED)
                && !has(text, NOT)
        }
        EventBody::Fact { metric, .. } => metric.contains('签'),
        _ => false,
    }
}

/// Where somebody's word about this version is kept.
fn key(edition: Edition<'_>, id: &str) -> String {
    format!("{}/{}/{id}", edition.policy, edition.version)
}

impl PolicyAcceptance {
    fn owes(&self, ix: MemberIx, moment: &Moment<'_>) -> bool {
        let (group, id) = (moment.group, moment.group.id(ix));
        (self.by.is_empty() || self.by.iter().any(|who| group.is(ix, who)))
            && moment.concerns(ix)
            && !id.starts_with('@')
            && group.entry(SIGNED, &key(moment.edition, id)).is_none()
    }

    /// `one`: who came later than the others.
    fn ask(&self, who: Vec<MemberIx>, one: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        if who.is_empty() {
            return;
        }
        let span = self.within.in_words();
        let version = Edition::in_words(moment.edition.version);
        let text =
            format!("请在{span}内阅读{POLICY_TITLE}{version},并在群里回复“已阅读,同意遵守”。");
        out.push(Outcome::Say(Saying::here(text, "请成员阅读并同意制度")));
        let due = moment.zone.add(moment.now, self.within);
        out.push(Outcome::Duty(NewDuty {
            who,
            collective: false,
            due,
            note: format!("没有在{span}内表示已阅读并同意制度{version}"),
        }));
        let whole = due.since(moment.now);
        if whole >= REMIND_MIN_MS {
            let half = Entry::new(SIGNING, &key(moment.edition, one)).number(due.0);
            let half = half.of(moment.group.find(one).filter(|_| !one.is_empty()));
            out.push(Outcome::Enter(half.due(moment.now.plus_ms(whole / 2))));
        }
    }

    /// Half of the time has passed.
    fn remind(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let group = moment.group;
        let mut who = entry.member.map_or_else(|| group.present(), |ix| vec![ix]);
        who.retain(|&ix| {
            let id = group.id(ix);
            // Who came later is reminded later.
            let later = group.entry(SIGNING, &key(moment.edition, id)).is_some();
            let here = group.member(ix).is_some_and(|member| member.present);
            here && !later && group.entry(LEAVE, id).is_none() && self.owes(ix, moment)
        });
        if who.is_empty() {
            return;
        }
        let names: Vec<&str> = who.iter().map(|&ix| group.id(ix)).collect();
        let text = format!(
            "{} 还没有表示,请在 {} 以前阅读{POLICY_TITLE}{},并在群里回复“已阅读,同意遵守”。",
            roster::names(&names),
            accounts::day_and_time(Timestamp(entry.number), moment.zone),
            Edition::in_words(moment.edition.version),
        );
        out.push(Outcome::Say(Saying::here(text, "期限过半,提醒还没有同意的成员")));
    }
}

/// Who has agreed: whoever says so, or whoever a settled case says has done so since.
fn agreed(scene: &Scene<'_>) -> Option<MemberIx> {
    let EventBody::Done { case, .. } = &scene.event.body else {
        return scene.actor.filter(|_| agrees(scene));
    };
    let (kind, about) = scene.group.case_about(case)?;
    let runs = |ix| RUN_GROUP.iter().any(|role| scene.group.is(ix, &Who::Role(*role)));
    let told = match scene.actor {
        Some(actor) => actor != about && runs(actor),
        None => scene.event.member.is_none(),
    };
    (kind == "policy-acceptance" && told).then_some(about)
}

/// Who may say that somebody else has agreed.
const RUN_GROUP: [Role; 5] =
    [Role::Owner, Role::Admin, Role::Secretary, Role::Supervisor, Role::Leader];

impl Finder for PolicyAcceptance {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Join, EventKind::Message, EventKind::Fact, EventKind::Done]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn asks_afresh(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[AGREED]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let moment = scene.moment();
        if scene.event.body.kind() == EventKind::Join {
            if let Some(ix) = scene.actor.filter(|&ix| self.owes(ix, &moment)) {
                self.ask(vec![ix], scene.group.id(ix), &moment, out);
            }
        } else if let Some(ix) = agreed(scene).filter(|&ix| self.owes(ix, &moment)) {
            let key = key(scene.edition, scene.group.id(ix));
            out.push(Outcome::Enter(Entry::new(SIGNED, &key).of(Some(ix))));
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if moment.group.is_org() {
            return;
        }
        let mut who = moment.group.present();
        who.retain(|&ix| self.owes(ix, moment));
        self.ask(who, "", moment, out);
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        // What an older version asked for is asked for afresh.
        if entry.list == SIGNING && entry.key.starts_with(&key(moment.edition, "")) {
            self.remind(entry, moment, out);
        }
    }

    fn settles(&self, _duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        agrees(scene)
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        Fact {
            reason: duty.note.clone(),
            said: "请阅读本群制度,并在群里回复“已阅读,同意遵守”".to_owned(),
        }
    }
}

/// People who are to read, sign or agree to the policy.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(by) = changes::acceptance(clause) else {
        let joins = clause.sentences().any(everyday::agrees_by_joining);
        if joins || everyday::agrees_as_step(clause) {
            norms.push(Norm::new("policy-acceptance"));
        }
        return;
    };
    let by = (!by.is_empty()).then(|| list(&by));
    norms.push(Norm::new("policy-acceptance").with_some("by", by));
}
