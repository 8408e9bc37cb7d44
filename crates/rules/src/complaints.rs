//! Complaints about members: one case for each person complained about, however many complain.
//!
//! What is known of reporters stands in the register and in no reason: whoever is complained
//! about never learns who it was.

use model::event::EventBody;
use model::{Role, Span, Timestamp};
use policy::param::Who;

use crate::finder::{
    Assent, Certainty, Consent, Ending, Fact, Finding, How, NewTask, Outcome, Outcomes, Saying,
};
use crate::people::brief;
use crate::register::Entry;
use crate::scene::{GroupView, MemberIx, Moment, Scene};

/// The list of open complaints: `subject/reporter`, in `text` why.
pub const OPEN: &str = "complaint";
/// The list of what became of somebody's complaints: `reporter/upheld` and `reporter/refused`,
/// in `number` how many.
const RECORD: &str = "complaint-record";
/// From so many different reporters on, those who decide hear of it again.
const MANY: usize = 3;
/// The most reporters who are told how it ended.
const TOLD_MAX: usize = 20;
/// What the consent is for.
const WHAT: &str = "complaint";

/// How complaints are taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaints {
    /// Who decides, where it is nobody of them that is complained about.
    pub to: Role,
    /// By when.
    pub within: Option<Span>,
    /// The most open complaints of one reporter; none: this rule does not count them.
    pub most: Option<u32>,
}

/// A complaint as an event brings it.
#[derive(Clone, Copy, Debug)]
struct Complaint<'a> {
    reporter: MemberIx,
    /// The person, or the message of which nobody knows who wrote it.
    accused: Option<MemberIx>,
    subject: &'a str,
    reason: Option<&'a str>,
}

impl Complaints {
    /// The member whom a report is about: by their id, or by a recent message of theirs.
    #[must_use]
    pub fn accused(scene: &Scene<'_>) -> Option<MemberIx> {
        let EventBody::Report { target, .. } = &scene.event.body else { return None };
        scene.group.author(target).or_else(|| scene.group.find(target))
    }

    /// Takes up a report.
    pub fn take_up(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Report { target, reason } = &scene.event.body else { return };
        let Some(reporter) = scene.actor else { return };
        let accused = Complaints::accused(scene);
        if accused == Some(reporter) {
            return;
        }
        let subject = accused.map_or(&**target, |ix| scene.group.id(ix));
        let complaint = Complaint { reporter, accused, subject, reason: reason.as_deref() };
        let own = format!("{subject}/{}", scene.group.id(reporter));
        if scene.group.entry(OPEN, &own).is_some() {
            return;
        }
        if let Some(refusal) = self.too_many(&complaint, scene.group) {
            out.push(Outcome::Refuse(refusal));
            return;
        }
        let entry = Entry::new(OPEN, &own).of(Some(reporter));
        out.push(Outcome::Enter(entry.text(&brief(reason.as_deref().unwrap_or_default()))));
        let before = scene.group.entries(OPEN, &format!("{subject}/")).len();
        if before == 0 {
            self.open(&complaint, scene, out);
        } else if before + 1 == MANY && self.most.is_some() {
            let text = format!("关于 {subject} 的投诉已有 {MANY} 人提出,请尽快核实");
            let reason = format!("{MANY} 名不同的成员投诉同一人,合并在一件里");
            let to = decider(accused, self.to, scene.group);
            out.push(Outcome::Say(Saying { text, reason, to: Some(to.name().to_owned()) }));
        }
    }

    /// Whoever has many complaints open waits for those to be looked into.
    fn too_many(&self, complaint: &Complaint<'_>, group: &dyn GroupView) -> Option<Fact> {
        let most = usize::try_from(self.most?).ok()?;
        let own = |entry: &&&Entry| entry.member == Some(complaint.reporter);
        let open = group.entries(OPEN, "").iter().filter(own).count();
        (open >= most).then(|| Fact {
            reason: format!("投诉人已有 {open} 件投诉没有办结"),
            said: format!("您已有 {open} 件投诉正在核实,请等有了结果再提"),
        })
    }

    fn open(&self, complaint: &Complaint<'_>, scene: &Scene<'_>, out: &mut Outcomes) {
        let why = complaint.reason.map_or_else(String::new, |why| format!(",事由:{}", brief(why)));
        let trust = trust(complaint.reporter, scene.group);
        let reason = format!("有成员投诉{why}。{trust}");
        let due = self.within.map(|within| scene.zone.add(scene.now, within));
        let tag = format!("{WHAT}/{}", complaint.subject);
        let role = decider(complaint.accused, self.to, scene.group);
        let Some(accused) = complaint.accused else {
            let said = format!("请核实投诉:{}{why}", complaint.subject);
            let mut task = NewTask::new(Fact { reason, said }, Who::Role(role)).tag(tag);
            task.due = due;
            task.outsider = Some(complaint.subject.to_owned());
            out.push(Outcome::Task(task));
            return;
        };
        // Whoever complains about the owner is heard by two administrators or the supervisor.
        let is_owner = scene.group.is(accused, &Who::Role(Role::Owner));
        let count = if is_owner && role == Role::Admin { 2 } else { 1 };
        out.push(Outcome::Consent(Consent {
            from: vec![Assent { who: Who::Role(role), count }],
            what: WHAT,
            key: text::key_of(complaint.subject),
            fact: Fact::plain(reason),
            within: self.within,
            silence_grants: false,
            about: Some(accused),
            barred: vec![complaint.reporter],
            tag,
        }));
    }

    /// How a complaint ended: for the person it was about, and for those who made it.
    pub fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        let Some(subject) = subject_of(ending.tag).filter(|_| ending.how != How::Missed) else {
            return;
        };
        let upheld = ending.how == How::Granted;
        let reporters = reporters(subject, moment.group);
        for &reporter in &reporters {
            let id = moment.group.id(reporter);
            out.push(Outcome::Strike { list: OPEN.to_owned(), key: format!("{subject}/{id}") });
            if upheld || ending.how == How::Refused {
                let key = format!("{id}/{}", if upheld { "upheld" } else { "refused" });
                let known = moment.group.entry(RECORD, &key).map_or(0, |entry| entry.number);
                let entry = Entry::new(RECORD, &key).of(Some(reporter));
                out.push(Outcome::Enter(entry.number(known.saturating_add(1))));
            }
        }
        let said = match ending.how {
            How::Granted => "您反映的情况已经核实,会按规定处理,谢谢",
            How::Refused => "您反映的情况经核实没有认定,谢谢您关心本群",
            How::Lapsed => "您反映的情况到期没有人答复,如仍需要请再次提出",
            How::Done | How::Missed => "您反映的情况已经有人核实处理,谢谢",
        };
        for &reporter in reporters.iter().take(TOLD_MAX) {
            let to = Some(moment.group.id(reporter).to_owned());
            let reason = "告知投诉人结果".to_owned();
            out.push(Outcome::Say(Saying { text: format!("您好,{said}。"), reason, to }));
        }
        if let Some(accused) = ending.member.filter(|_| upheld) {
            out.push(Outcome::Breach(Finding {
                member: Some(accused),
                category: None,
                fact: Fact {
                    reason: format!("{} 名成员投诉,经人核实属实", reporters.len()),
                    said: "有成员反映您的言行,经核实属实,请注意".to_owned(),
                },
                certainty: Certainty::Act,
                resets_window: false,
            }));
        }
    }
}

/// The subject of a complaint, by the tag of its case.
#[must_use]
pub fn subject_of(tag: &str) -> Option<&str> {
    tag.strip_prefix(WHAT)?.strip_prefix('/')
}

/// Who complained about a subject.
#[must_use]
pub fn reporters(subject: &str, group: &dyn GroupView) -> Vec<MemberIx> {
    let entries = group.entries(OPEN, &format!("{subject}/"));
    entries.into_iter().filter_map(|entry| entry.member).collect()
}

/// Who decides: never a peer of the person, and never that person alone.
fn decider(accused: Option<MemberIx>, to: Role, group: &dyn GroupView) -> Role {
    let is = |role| accused.is_some_and(|ix| group.is(ix, &Who::Role(role)));
    if is(Role::Owner) {
        let supervised =
            group.present().iter().any(|&ix| group.is(ix, &Who::Role(Role::Supervisor)));
        return if supervised { Role::Supervisor } else { Role::Admin };
    }
    if is(Role::Admin) && to == Role::Admin { Role::Owner } else { to }
}

/// What became of somebody's earlier complaints, in words that do not say who it is.
fn trust(reporter: MemberIx, group: &dyn GroupView) -> String {
    let count = |end: &str| {
        let key = format!("{}/{end}", group.id(reporter));
        group.entry(RECORD, &key).map_or(0, |entry| entry.number)
    };
    let (upheld, refused) = (count("upheld"), count("refused"));
    match (upheld, refused) {
        (0, 0) => "投诉人是第一次投诉".to_owned(),
        _ if refused > upheld => {
            format!("投诉人此前 {upheld} 次属实、{refused} 次没有认定,请着重核实")
        }
        _ => format!("投诉人此前 {upheld} 次属实、{refused} 次没有认定"),
    }
}

/// An entry that stands until a time and says that something happened once.
#[must_use]
pub fn once(list: &str, who: &str, now: Timestamp, until: Timestamp) -> Entry {
    Entry::new(list, &format!("{who}/{}", now.0)).due(until)
}
