//! Rule kind `publish-approval`: what is published passes review first.

use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::accounts::{self, Change};
use crate::clause::{Clause, Norms, has};
use crate::drafts::{REVIEWED, is_publication};
use crate::finder::{
    Assent, Certainty, Consent, Ending, Fact, Finder, Finding, How, Outcome, Outcomes,
};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::{brief, in_words, within_reach};
use crate::reading::publishing;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 公众号、微博等对外发布的内容,以及群里写明要审核的稿件,先提交审核(`request`,`what` 是
    /// `publish`),按 `steps` 的顺序一步一步同意后才能发布。每一步由不同的人同意,作者自己不算。
    /// `steps` 的第一步是起草、收集的人,而后面还有别人的,提交就算起草。没有写 `steps` 的,由管理员审核。
    ///
    /// 格式方面程序看不出来的要求,会写给审核的人看。接入的程序报来发布的条数(`fact`,如“发布”)比同意的
    /// 多,记发布的人一次;报来账号上发布了哪一篇(`account`,`change` 是 `published`,写明 `title`)的,没有
    /// 同意过这个标题,请管理员判断。两种报法用一种就够。
    ///
    /// ## 用处
    /// 发出去的每一篇都有人看过,谁审的、什么时候审的都有记录。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ed[编辑] lin[部门负责人] mei(admin)
    /// [publish-approval]
    /// steps = ["部门负责人", "admin"]
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"publish","title":"春季招新","text":"欢迎报名参加春季招新活动"}   => publish-approval ask member=ed to=部门负责人 reason~春季招新
    /// ```
    ///
    /// 账号上发布了没有审核过的:
    ///
    /// ```scenario
    /// [publish-approval]
    /// ---
    /// 2026-03-02 08:00 mei {"kind":"staff","group":"@org","status":"active","roles":["admin"]}
    /// 08:00 ed {"kind":"staff","group":"@org","status":"active"}
    /// 09:00 ed {"kind":"request","group":"@org","what":"publish","title":"春季招新"}   => publish-approval ask case=@org-1
    /// 09:30 mei {"kind":"approve","group":"@org","case":"@org-1"}   => publish-approval approve
    /// 10:00 ed {"kind":"account","group":"@org","account":"公众号","change":"published","title":"春季招新"}
    /// 11:00 ed {"kind":"account","group":"@org","account":"公众号","change":"published","title":"周末活动"}   => publish-approval ask member=ed reason~周末活动
    /// ```
    ///
    /// ## 限度
    /// 审核的是提交的稿件,发布时改动的地方看不出来。没有接入发布数据的平台,没经审核就发布的要靠人发现。
    /// 一份制度里有几条审核的规定,按步骤最多的一条办。
    "publish-approval": "发布前要经过审核",
    english: "what is published is reviewed first",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 由谁审核,按先后顺序;不写就是管理员
        maybe "steps" steps: Vec<Who>,
        /// 每一步最多等多长时间
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

/// What the request asks for, and what the permit is for.
const PUBLISH: &str = "publish";
/// The list of the rules of this kind.
const LEAD: &str = "publish-approval";
/// The list of drafts that were granted and not yet seen published.
const CLEARED: &str = "publish-cleared";
/// The list that says that this is where drafts are handed in.
const HERE: &str = "publish-here";
/// How long a granted draft waits to be published.
const CLEARED_DAYS: u32 = 60;

#[derive(Debug)]
struct PublishApproval {
    steps: Vec<Who>,
    within: Option<Span>,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let steps = params.steps.unwrap_or_default();
    let lead = Lead::new(LEAD, steps.len(), &steps);
    Built::Finder(Box::new(PublishApproval { steps, within: params.within, lead }))
}

/// Whether a step is the drafting itself.
fn drafts(who: &Who) -> bool {
    const DRAFTERS: &[&str] = &[
        "起草",
        "撰写",
        "撰稿",
        "编辑",
        "编写",
        "信息员",
        "通讯员",
        "责任单位",
        "采编",
        "小编",
        "作者",
        "提交",
        "拟稿",
        "制作",
        "收集",
        "文案",
    ];
    has(in_words(who), DRAFTERS)
}

impl PublishApproval {
    /// Who consents to what that member hands in, one after the other.
    fn assents(&self, scene: &Scene<'_>) -> Vec<Assent> {
        let mut steps = self.steps.as_slice();
        if let Some((first, rest)) = steps.split_first()
            && !rest.is_empty()
            && (drafts(first) || scene.actor.is_some_and(|author| scene.group.is(author, first)))
        {
            steps = rest;
        }
        let fallback = [Who::Role(model::Role::Admin)];
        let steps = if steps.is_empty() { &fallback[..] } else { steps };
        let assent = |who| Assent { who: within_reach(who, scene.group), count: 1 };
        steps.iter().map(assent).collect()
    }

    fn ask(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { title, text, channel, .. } = &scene.event.body else { return };
        let title = title.as_deref().or(text.as_deref()).map_or_else(|| "稿件".to_owned(), brief);
        let mut reason = format!("申请发布“{title}”");
        if let Some(channel) = channel.as_deref().filter(|channel| !channel.is_empty()) {
            reason.push_str(&format!(",发在{}", brief(channel)));
        }
        let looks: Vec<&str> =
            scene.group.entries(REVIEWED, "").into_iter().map(|entry| &*entry.text).collect();
        if !looks.is_empty() {
            reason.push_str(&format!("。请一并核对:{}", looks.join(";")));
        }
        out.push(Outcome::Enter(Entry::new(HERE, "")));
        out.push(Outcome::Consent(Consent {
            from: self.assents(scene),
            what: PUBLISH,
            key: scene.reading.key,
            fact: Fact {
                reason, said: format!("“{title}”已提交审核,同意以前请先不要发布")
            },
            within: self.within,
            silence_grants: false,
            barred: Vec::new(),
            about: None,
            tag: title,
        }));
    }

    /// So many were published: as many must have been granted.
    fn count(&self, published: u32, scene: &Scene<'_>, out: &mut Outcomes) {
        let cleared = scene.group.entries(CLEARED, "");
        let own = cleared.iter().filter(|entry| entry.member == scene.actor);
        let own: Vec<&str> = own.map(|entry| entry.key.as_str()).collect();
        let published = usize::try_from(published).unwrap_or(usize::MAX);
        for key in own.iter().take(published) {
            out.push(Outcome::Strike { list: CLEARED.to_owned(), key: (*key).to_owned() });
        }
        let here = handed_in_here(scene);
        let unseen = published.saturating_sub(own.len());
        if unseen == 0 || !here {
            return;
        }
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: format!("发布了{published}条,其中{unseen}条没有经过审核"),
                said: "发布以前要先提交审核".to_owned(),
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

/// Whether this is where drafts are handed in.
fn handed_in_here(scene: &Scene<'_>) -> bool {
    scene.group.is_org() || scene.group.entry(HERE, "").is_some()
}

/// Something was published on an account: it must have been granted.
fn match_granted(scene: &Scene<'_>, out: &mut Outcomes) {
    let EventBody::Account { title, account, .. } = &scene.event.body else { return };
    let Some(seen) = accounts::seen(scene).filter(|seen| seen.change == Change::Published) else {
        return;
    };
    let title = title.as_deref().map(brief);
    let cleared = scene.group.entries(CLEARED, "");
    // Without a title any draft that was granted may be the one.
    let granted =
        cleared.into_iter().find(|entry| title.as_ref().is_none_or(|title| *title == entry.text));
    if let Some(entry) = granted {
        out.push(accounts::strike(CLEARED, &entry.key));
    } else if handed_in_here(scene) {
        let title = title.unwrap_or_else(|| "没有写标题".to_owned());
        let fact = Fact {
            reason: format!("{account} 上发布了“{title}”,没有找到同意的记录"),
            said: "发布以前要先提交审核".to_owned(),
        };
        out.push(accounts::breach(seen.answerable(scene), fact, Certainty::Ask));
    }
}

impl Finder for PublishApproval {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request, EventKind::Fact, EventKind::Account]
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.lead.begins("", moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.lead.acts(scene.group, scene.edition) {
            return;
        }
        match &scene.event.body {
            EventBody::Request { what, .. } if what == PUBLISH => self.ask(scene, out),
            EventBody::Fact { metric, value } if is_publication(metric) => {
                self.count(*value, scene, out);
            }
            EventBody::Account { .. } => match_granted(scene, out),
            _ => {}
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how != How::Granted {
            return;
        }
        let due = moment.zone.add(moment.now, Span::Days(CLEARED_DAYS));
        let cleared = Entry::new(CLEARED, ending.case).of(ending.member).text(ending.tag);
        out.push(Outcome::Enter(cleared.due(due)));
    }
}

/// Review before something is published.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    publishing::publish_approval(clause, norms);
}
