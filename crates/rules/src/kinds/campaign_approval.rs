//! Rule kind `campaign-approval`: campaigns are approved before, tested, and summed up after.

use model::event::EventBody;
use model::{EventKind, Role, Span, Timestamp};
use policy::param::{ListOf, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Assent, Consent, Ending, Fact, Finder, How, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::{brief, within_reach};
use crate::reading::campaigns;
use crate::register::Entry;
use crate::scene::{MemberIx, Moment, Scene};

policy::words! {
    /// What is to be done about a campaign.
    pub enum Stage {
        /// Consent before it.
        Approval = "approval",
        /// A test before it.
        Test = "test",
        /// A summary after it.
        Summary = "summary",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 营销、推广一类的活动先把方案交上来(`request`,`what` 是 `campaign`,`for` 是开始的时间),由
    /// `approver` 同意。`stages` 写明还要做什么:`test` 是开始前测试、准备,`summary` 是结束后总结。到时
    /// 请人办理,逾期提醒。一样都没有写的,由管理员同意。
    ///
    /// ## 用处
    /// 活动有人批、开始前试过、结束后有总结。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ed lin(leader) ann(admin)
    /// [campaign-approval]
    /// approver = "主管"
    /// stages = ["test", "summary"]
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"campaign","title":"周年庆抽奖","for":"2026-03-06T10:00:00+08:00"}   => campaign-approval ask member=ed to=leader reason~周年庆抽奖 case=g-1
    /// 15:00 lin {"kind":"approve","case":"g-1"}   => campaign-approval approve; campaign-approval task member=ed to=ed text~测试 until=2026-03-06T10:00:00+08:00
    /// ```
    ///
    /// ## 限度
    /// 没有交方案就开始的活动看不出来。没有写开始时间的,测试和总结不设期限。
    "campaign-approval": "活动方案要经同意,开始前测试,结束后总结",
    english: "plans of campaigns need consent",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 由谁同意方案
        maybe "approver" approver: Who,
        /// 还要做什么:测试、总结
        maybe "stages" stages: ListOf<Stage>,
        /// 开始以后多长时间内交总结
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

/// What the request asks for, and what the permit is for.
const CAMPAIGN: &str = "campaign";
/// The list of the rules that want consent.
const LEAD: &str = "campaign-approval";
/// The list of campaigns of which a summary is due later.
const COMING: &str = "campaign";
/// The list of campaigns that are tested when consent is given; `due`: when they begin.
const UNTESTED: &str = "campaign-untested";
/// The list of campaigns that were refused.
const REFUSED: &str = "campaign-refused";
/// How long a refusal is kept.
const REFUSED_DAYS: u32 = 366;

#[derive(Debug)]
struct CampaignApproval {
    approver: Option<Who>,
    stages: Vec<Stage>,
    within: Span,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let mut stages = params.stages.map(|stages| stages.0).unwrap_or_default();
    if params.approver.is_some() || stages.is_empty() {
        stages.push(Stage::Approval);
    }
    let lead = Lead::new(LEAD, usize::from(params.approver.is_some()), &params.approver);
    Built::Finder(Box::new(CampaignApproval {
        approver: params.approver,
        stages,
        within: params.within,
        lead,
    }))
}

impl CampaignApproval {
    fn test(
        &self,
        title: &str,
        who: Option<MemberIx>,
        start: Option<Timestamp>,
        out: &mut Outcomes,
    ) {
        let said = format!("活动“{title}”开始前请做好测试和准备");
        let mut task = self.task("测试", title, said).about(who);
        task.due = start;
        out.push(Outcome::Task(task));
    }

    /// Consent was given: now it is tested.
    fn test_after(&self, title: &str, moment: &Moment<'_>, out: &mut Outcomes) {
        if let Some(entry) = moment.group.entry(UNTESTED, title) {
            self.test(title, entry.member, entry.due.filter(|&start| start > moment.now), out);
            out.push(Outcome::Strike { list: UNTESTED.to_owned(), key: title.to_owned() });
        }
    }

    fn task(&self, stage: &str, title: &str, said: String) -> NewTask {
        let fact = Fact { reason: format!("活动“{}”待{stage}", brief(title)), said };
        NewTask::new(fact, Who::Concerned).tag(format!("{stage}/{title}"))
    }

    fn summary(&self, title: &str) -> NewTask {
        let said = format!("活动“{}”结束后请总结效果,提出改进意见", brief(title));
        self.task("总结", title, said)
    }
}

impl Finder for CampaignApproval {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request]
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if self.stages.contains(&Stage::Approval) {
            self.lead.begins("", moment, out);
        }
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, title, text, until, .. } = &scene.event.body else { return };
        if what != CAMPAIGN {
            return;
        }
        let title = title.as_deref().or(text.as_deref()).map_or_else(|| "活动".to_owned(), brief);
        if self.stages.contains(&Stage::Test) {
            let start = until.filter(|&start| start > scene.now);
            let entry = Entry::new(UNTESTED, &title).of(scene.actor);
            // Where nobody is asked for consent, it is tested at once.
            match self.lead.texts(scene.group, scene.edition).is_empty() {
                true => self.test(&title, scene.actor, start, out),
                false => out.push(Outcome::Enter(Entry { due: start, ..entry })),
            }
        }
        if self.stages.contains(&Stage::Summary) {
            match until.filter(|&start| start > scene.now) {
                Some(start) => {
                    let entry = Entry::new(COMING, &title).of(scene.actor).due(start);
                    out.push(Outcome::Enter(entry));
                }
                None => out.push(Outcome::Task(self.summary(&title).about(scene.actor))),
            }
        }
        if self.stages.contains(&Stage::Approval) && self.lead.acts(scene.group, scene.edition) {
            let approver = self.approver.clone().unwrap_or(Who::Role(Role::Admin));
            out.push(Outcome::Consent(Consent {
                from: vec![Assent { who: within_reach(&approver, scene.group), count: 1 }],
                what: CAMPAIGN,
                key: text::key_of(&title),
                fact: Fact {
                    reason: format!("申请开展活动“{title}”"),
                    said: format!("活动“{title}”的方案已提交,请等候同意"),
                },
                within: None,
                silence_grants: false,
                barred: Vec::new(),
                about: None,
                tag: title,
            }));
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != COMING || moment.group.entry(REFUSED, &entry.key).is_some() {
            return;
        }
        let due = moment.zone.add(moment.now, self.within);
        out.push(Outcome::Task(self.summary(&entry.key).about(entry.member).due(due)));
    }

    /// Another article may ask for consent to what this one wants tested.
    fn hears(&self) -> &'static [&'static str] {
        &["campaign-approval"]
    }

    fn heard(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how == How::Granted && self.stages.contains(&Stage::Test) {
            self.test_after(ending.tag, moment, out);
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        match ending.how {
            How::Granted => {
                self.test_after(ending.tag, moment, out);
                out.push(Outcome::Strike { list: REFUSED.to_owned(), key: ending.tag.to_owned() });
            }
            How::Refused | How::Lapsed => {
                let until = moment.zone.add(moment.now, Span::Days(REFUSED_DAYS));
                out.push(Outcome::Enter(Entry::new(REFUSED, ending.tag).due(until)));
                out.push(Outcome::Strike { list: UNTESTED.to_owned(), key: ending.tag.to_owned() });
            }
            How::Done | How::Missed => {}
        }
    }
}

/// Consent to a plan, a test before a campaign, a summary after it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    campaigns::campaign_approval(clause, norms);
}
