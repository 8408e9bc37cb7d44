//! Rule kind `event`: activities, from asking for one to who did not come.

use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::{Count, Who};
use text::words;

use crate::activity::{self, HELD, OPEN, Reply};
use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{
    Assent, Certainty, Consent, Cue, Ending, Fact, Finder, Finding, How, NewTask, Outcome,
    Outcomes, Permit, Saying,
};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::{brief, in_words, role_of, runs_group, within_reach};
use crate::reading::{activities, studying};
use crate::register::Entry;
use crate::scene::{MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 群里的活动先登记(`request`,`what` 是 `event`;`title` 是名称,`for` 是开始的时间)。写了
    /// `organiser` 的,只有这些人可以直接办,别人办要经他们同意。登记以后,成员在群里说“报名”“+1”“参加”
    /// 就算报名,说“取消报名”“去不了”就算取消;同时有几个活动的,写上活动名称,或者回复活动那条消息。
    ///
    /// 名额写在 `max` 里,或写在活动的说明里(“限20人”),满了排候补,有人取消就按先后补上。开始后说
    /// “签到”“到了”,或由接入的程序报来签到(`fact`,如“签到”),算到场。在别处报名、取消的,也这样报来
    /// (`fact`,“报名 活动名称”“取消报名 活动名称”)。写了 `no-show` 的,报了名又不
    /// 取消、也没有到场的,记他一次;`no-show` 里写了次数的,到那个次数才记。
    ///
    /// `shared-costs` 是费用平摊:报来总费用(`fact`,“费用”)就算出每人多少。`summary` 是结束后请组织的
    /// 人总结。
    ///
    /// ## 用处
    /// 谁参加、谁候补、谁没来,不用人一条一条去数。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u1 u2 u3
    /// [event]
    /// organiser = "管理员"
    /// no-show = "提前说明"
    /// ---
    /// 2026-03-02 09:00 ann {"kind":"request","what":"event","title":"爬山","text":"周六爬山,限2人","for":"2026-03-07T08:00:00+08:00"}   => event approve member=ann text~报名
    /// 10:00 u1: 报名
    /// 10:01 u2: +1
    /// 10:02 u3: 我参加   => event send text~候补
    /// 11:00 u2: 不好意思,我去不了   => event send text~u3
    /// 2026-03-07 08:10 u3: 签到   => event send text~2人
    /// 2026-03-09 08:00 tick   => event remind member=u1 reason~没有取消
    /// ```
    ///
    /// 在别处报名:
    ///
    /// ```scenario
    /// members: ann(admin) u1 u2
    /// [event]
    /// max = 1
    /// ---
    /// 2026-03-02 09:00 ann {"kind":"request","what":"event","title":"爬山","for":"2026-03-07T08:00:00+08:00"}   => event approve
    /// 10:00 u1 {"kind":"fact","metric":"报名 爬山","value":1}
    /// 10:01 u2 {"kind":"fact","metric":"报名 爬山","value":1}   => event send text~候补
    /// 10:02 u1 {"kind":"fact","metric":"取消报名 爬山","value":1}   => event send text~u2
    /// ```
    ///
    /// 别人要办活动,先经同意:
    ///
    /// ```scenario
    /// members: ann(admin) u1 u2
    /// [event]
    /// organiser = "管理员"
    /// ---
    /// 2026-03-02 09:00 u1 {"kind":"request","what":"event","title":"聚餐"}   => event ask member=u1 to=admin reason~聚餐
    /// 09:30 u2: 报名
    /// ```
    ///
    /// ## 限度
    /// 一个人也没有签到的,不能当作都没来,只请组织的人核对。没有写时间的活动,三十天后不再报名。
    "event": "活动的组织、报名、缺席和总结",
    english: "activities: who organises them, sign-up, absence",
    family: Ops, level: Assisted, part: Finds,
    params {
        /// 由谁组织;别人组织要经他们同意
        maybe "organiser" organiser: Who,
        /// 报名不来怎么办,或者几次不来才算
        maybe "no-show" no_show: String,
        /// 一次活动最多多少人;不写就看活动的说明
        maybe "max" max: Count<1, 100_000>,
        /// 费用是否平摊
        with "shared-costs" shared_costs: bool = "false",
        /// 结束后要不要总结
        with "summary" summary: bool = "false",
    }
    since: "0.1.0"
}

/// What the request asks for, and what the permit is for.
const EVENT: &str = "event";
/// The list of the rules of this kind.
const LEAD: &str = "event-rules";
/// Activities that wait for consent: as [`OPEN`], with the beginning in `due`.
const ASKED: &str = "event-asked";
/// Of which activities a rule will look who came.
const ROLL: &str = "event-roll";
/// Of which activities a rule will want a summary.
const SUMMARY: &str = "event-summary";
/// How long after the beginning people may still sign in.
const ROLL_AFTER: Span = Span::Days(1);
/// How long after the beginning a summary is due.
const SUMMARY_WITHIN: Span = Span::Days(7);

/// Whether a fact is that somebody signs up or not any more.
fn signs_up(metric: &str) -> bool {
    ["报名", "取消报名"].iter().any(|word| metric.starts_with(word))
}

#[derive(Debug)]
struct Activity {
    params: Params,
    /// After how many absences one is found.
    absences: i64,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let says = 4 * usize::from(params.organiser.is_some())
        + 2 * usize::from(params.max.is_some())
        + usize::from(params.no_show.is_some());
    let lead = Lead::new(LEAD, says, &params);
    let written = params.no_show.as_deref().unwrap_or_default();
    let absences = words::numbers(written).first().map_or(1, |found| i64::from(found.value).max(1));
    Built::Finder(Box::new(Activity { params, absences, lead }))
}

impl Activity {
    fn may_organise(&self, ix: MemberIx, scene: &Scene<'_>) -> bool {
        self.params.organiser.as_ref().is_none_or(|who| {
            scene.group.is(ix, who)
                || scene.group.is(ix, &Who::Role(role_of(in_words(who))))
                || scene.group.is(ix, &Who::Role(Role::Owner))
        })
    }

    fn ask(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { title, text, until, .. } = &scene.event.body else { return };
        let (Some(ix), id) = (scene.actor, scene.event_name()) else { return };
        let said = text.as_deref().unwrap_or_default();
        let title = title.as_deref().or(text.as_deref()).map_or_else(|| "活动".to_owned(), brief);
        let cap = self.params.max.map(|max| i64::from(max.0)).or(activity::places(said));
        let start = activity::start(*until, &scene.moment());
        let entry = activity::opened(&id, &title, cap.unwrap_or(0), scene.actor, start);
        if self.may_organise(ix, scene) {
            out.push(Outcome::Enter(entry));
            let fact = Fact {
                reason: format!("登记活动“{title}”"),
                said: format!("活动“{title}”已登记,要参加的请在群里说“报名”"),
            };
            let key = text::key_of(&id);
            return out.push(Outcome::Grant(Permit { what: EVENT, key, fact }));
        }
        out.push(Outcome::Enter(Entry { list: ASKED.to_owned(), ..entry }));
        let organiser = self.params.organiser.clone().unwrap_or(Who::Role(Role::Admin));
        out.push(Outcome::Consent(Consent {
            from: vec![Assent { who: within_reach(&organiser, scene.group), count: 1 }],
            what: EVENT,
            key: text::key_of(&id),
            fact: Fact::plain(format!("申请组织活动“{title}”")),
            within: None,
            silence_grants: false,
            barred: Vec::new(),
            about: None,
            tag: id,
        }));
    }

    fn hear(&self, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
        let (text, reply_to) = match &scene.event.body {
            EventBody::Message { text, reply_to, .. } => (text, reply_to.as_deref()),
            EventBody::Fact { metric, .. } => (metric, None),
            _ => return,
        };
        let open = scene.group.entries(OPEN, "");
        let on = activity::on(scene);
        if open.is_empty() && on.is_empty() {
            return;
        }
        let all: Vec<&Entry> = open.iter().chain(&on).copied().collect();
        let title = activity::meant(text, reply_to, &all).map_or("", |entry| &entry.text);
        let Some(reply) = activity::reply(text, title) else { return };
        let among = match reply {
            Reply::Join | Reply::CallOff => open,
            Reply::Cancel => activity::own(open, ix, scene),
            Reply::Here => activity::own(on, ix, scene),
        };
        let Some(entry) = activity::meant(text, reply_to, &among) else {
            if reply == Reply::Join && among.len() > 1 {
                let text = "现在有几个活动在报名,请写上活动的名称,如“报名 某某活动”";
                out.push(Outcome::Say(Saying::here(text, "不知道报的是哪个活动")));
            }
            return;
        };
        match reply {
            Reply::Join => activity::join(entry, ix, scene, out),
            Reply::Cancel => activity::cancel(entry, ix, scene, out),
            Reply::Here => activity::sign_in(entry, ix, scene, out),
            Reply::CallOff if entry.member == Some(ix) || runs_group(scene, ix) => {
                out.push(Outcome::Strike { list: OPEN.to_owned(), key: entry.key.clone() });
                activity::forget(&entry.key, scene.group, out);
                let text = format!("活动“{}”已取消", brief(&entry.text));
                out.push(Outcome::Say(Saying::here(text, "组织的人取消了活动")));
            }
            Reply::CallOff => {}
        }
    }

    fn fact(&self, metric: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        const CAME: &[&str] = &["签到", "出席", "到场", "到会"];
        let Some(ix) = scene.actor else { return };
        if !has(metric, CAME) && !crate::is_participation(metric) {
            return;
        }
        let on = activity::own(activity::on(scene), ix, scene);
        if let Some(entry) = activity::meant(metric, None, &on) {
            activity::sign_in(entry, ix, scene, out);
        }
    }

    /// What an activity cost, shared by those who came, or who signed up where nobody looked.
    fn share(&self, metric: &str, yuan: u32, scene: &Scene<'_>, out: &mut Outcomes) {
        if !has(metric, &["费用", "花费", "开销", "总价"]) {
            return;
        }
        let mut on = scene.group.entries(HELD, "");
        on.extend(activity::on(scene));
        on.dedup_by(|a, b| a.key == b.key);
        let Some(entry) = activity::meant(metric, None, &on) else { return };
        let came = activity::came(&entry.key, scene.group);
        let who = if came.is_empty() { activity::coming(&entry.key, scene.group) } else { came };
        let heads = i64::try_from(who.len()).unwrap_or(i64::MAX);
        if heads == 0 {
            return;
        }
        // Rounded up to the next fen, so that it is enough.
        let fen = (i64::from(yuan).saturating_mul(100)).saturating_add(heads - 1) / heads;
        let each = model::Money(fen);
        let title = brief(&entry.text);
        let text = format!("活动“{title}”共花费{yuan}元,{heads}人平摊,每人{each}元");
        let fact = Fact { reason: text.clone(), said: format!("{text},请收齐") };
        out.push(Outcome::Say(Saying::here(text, "费用平摊")));
        let task = NewTask::new(fact, Who::Concerned).about(entry.member.or(scene.actor));
        out.push(Outcome::Task(task.tag(format!("costs/{}", entry.key))));
    }

    /// Who is on the list of a rule that has to look at an activity later, and when.
    fn watch(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        for open in scene.group.entries(OPEN, "") {
            let Some(start) = open.due else { continue };
            let mut note = |list: &str, due| {
                if scene.group.entry(list, &open.key).is_none() {
                    let entry = Entry::new(list, &open.key).of(open.member).text(&open.text);
                    out.push(Outcome::Enter(entry.due(due)));
                }
            };
            if self.params.no_show.is_some() {
                note(ROLL, scene.zone.add(start, ROLL_AFTER));
            }
            if self.params.summary {
                note(SUMMARY, start);
            }
        }
    }

    fn call_roll(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let (coming, came) =
            (activity::coming(&entry.key, moment.group), activity::came(&entry.key, moment.group));
        let title = brief(&entry.text);
        if coming.is_empty() {
            return;
        }
        if came.is_empty() {
            let fact = Fact {
                reason: format!("活动“{title}”没有签到记录"),
                said: format!("活动“{title}”没有签到记录,请核对报了名的人来了没有"),
            };
            let task = NewTask::new(fact, Who::Concerned).about(entry.member);
            return out.push(Outcome::Task(task.tag(format!("roll/{}", entry.key))));
        }
        for ix in coming.into_iter().filter(|ix| !came.contains(ix)) {
            let (absences, absent) = activity::absences(ix, moment.group);
            out.push(Outcome::Enter(absent));
            if absences < self.absences || !moment.concerns(ix) {
                continue;
            }
            out.push(Outcome::Breach(Finding {
                member: Some(ix),
                category: None,
                fact: Fact {
                    reason: format!("报了名没有取消,“{title}”没有到场(累计{absences}次)"),
                    said: format!("报名参加“{title}”后没有到场,来不了请提前取消报名"),
                },
                certainty: Certainty::Act,
                resets_window: false,
            }));
        }
    }
}

impl Finder for Activity {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request, EventKind::Message, EventKind::Fact]
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::default().or_while(&[OPEN, HELD]))
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.lead.begins("", moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        self.watch(scene, out);
        if let EventBody::Fact { metric, value } = &scene.event.body
            && self.params.shared_costs
        {
            self.share(metric, *value, scene, out);
        }
        if !self.lead.acts(scene.group, scene.edition) {
            return;
        }
        match &scene.event.body {
            EventBody::Request { what, .. } if what == EVENT => self.ask(scene, out),
            EventBody::Fact { metric, .. } if !signs_up(metric) => self.fact(metric, scene, out),
            _ => {
                if let Some(ix) = scene.actor {
                    self.hear(ix, scene, out);
                }
            }
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        match entry.list.as_str() {
            OPEN => activity::begin(entry, moment, out),
            HELD => activity::forget(&entry.key, moment.group, out),
            ROLL => self.call_roll(entry, moment, out),
            SUMMARY => {
                let title = brief(&entry.text);
                let fact = Fact {
                    reason: format!("活动“{title}”待总结"),
                    said: format!("活动“{title}”结束后请总结,发到群里"),
                };
                let due = moment.zone.add(moment.now, SUMMARY_WITHIN);
                let task = NewTask::new(fact, Who::Concerned).about(entry.member).due(due);
                out.push(Outcome::Task(task.tag(format!("summary/{}", entry.key))));
            }
            _ => {}
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        let Some(asked) = moment.group.entry(ASKED, ending.tag) else { return };
        if matches!(ending.how, How::Done | How::Missed) {
            return;
        }
        out.push(Outcome::Strike { list: ASKED.to_owned(), key: asked.key.clone() });
        if ending.how == How::Granted {
            let title = brief(&asked.text);
            out.push(Outcome::Enter(Entry { list: OPEN.to_owned(), ..asked.clone() }));
            let text = format!("活动“{title}”已同意,要参加的请在群里说“报名”");
            out.push(Outcome::Say(Saying::here(text, "活动已同意")));
        }
    }
}

/// Activities of the group: who runs them, who comes, what follows.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    activities::event(clause, norms);
    let found = norms.iter().any(|norm| norm.kind == "event");
    if !found && clause.sentences().any(studying::meeting_goes) {
        norms.push(Norm::new("event"));
    }
}
