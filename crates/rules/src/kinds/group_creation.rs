//! Rule kind `group-creation`: setting a group up takes consent and filing.

use crate::clause::Words;
use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::clause::{Clause, Norms};
use crate::finder::{Assent, Consent, Ending, Fact, Finder, How, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::{brief, in_words, within_reach};
use crate::reading::groups;
use crate::reading::people::split_people;
use crate::scene::{MemberIx, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 建群要先申请(`request`,`what` 是 `group`,`title` 是群名),由 `approver` 同意。同意后,写了
    /// `file-with` 的,要在 `within` 内报去备案,逾期提醒。`members` 是群应由哪些人组成,审批的人会看到,
    /// 申请里列出的人不在其中的也会写明。
    ///
    /// 写了 `named` 的,只管名称里有这些词的群。已经在用的群,本条生效时请管理员补一次核对:是不是经过
    /// 同意,有没有备案。
    ///
    /// ## 用处
    /// 有哪些工作群、谁同意建的、有哪些人,都有数。
    ///
    /// ## 例子
    /// ```scenario
    /// [group-creation]
    /// approver = "分管领导"
    /// file-with = "办公室"
    /// ---
    /// 2026-03-02 08:00 u7 {"group":"@org","kind":"staff","status":"active"}
    /// 08:00 lin {"group":"@org","kind":"staff","status":"active","roles":["leader"]}
    /// 09:00 u7 {"group":"@org","kind":"request","what":"group","title":"新校区筹备群"}   => group-creation ask member=u7 to=leader reason~新校区筹备群
    /// 10:00 lin {"group":"@org","kind":"approve","case":"@org-1"}   => group-creation approve member=u7; group-creation task to=u7 text~办公室备案
    /// ```
    ///
    /// 已经在用的群,核对一次:
    ///
    /// ```scenario
    /// [group-creation]
    /// file-with = "办公室"
    /// ---
    /// 2026-03-02 08:00 u7: 大家好   => group-creation task to=admin text~是否已报办公室备案
    /// 08:05 u7: 有人吗
    /// ```
    ///
    /// ## 限度
    /// 没有经过申请就建的群,要等它接入以后才看得到。人员是否相符只按成员的标签看。
    "group-creation": "建群要经同意并备案",
    english: "setting a group up takes consent and filing",
    family: Group, level: Auto, part: Finds,
    params {
        /// 由谁同意;不写就是管理员
        maybe "approver" approver: Who,
        /// 报给谁备案
        maybe "file-with" file_with: String,
        /// 群由哪些人组成
        maybe "members" members: Vec<Who>,
        /// 同意以后多长时间内备案
        with "within" within: Span = "7d",
        /// 只管名称里有这些词的群;不写就是所有的群
        maybe "named" named: Vec<String>,
    }
    since: "0.1.0"
}

/// What the request asks for, and what the permit is for.
const GROUP: &str = "group";
/// The tag of the one-time look at a group that is there already.
const EXISTING: &str = "existing";

#[derive(Debug)]
struct GroupCreation {
    params: Params,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(GroupCreation { params }))
}

impl GroupCreation {
    fn is_about(&self, name: &str) -> bool {
        self.params.named.as_ref().is_none_or(|named| {
            let name = name.trim_end_matches('群');
            named.iter().any(|word| name.has_word(word.trim_end_matches('群')))
        })
    }

    /// The populations that the group is made up of: prose is cut into its parts.
    fn made_up_of(&self) -> Vec<String> {
        let members = self.params.members.iter().flatten();
        members.flat_map(|who| split_people(in_words(who))).collect()
    }

    /// Of these, who is in none of the populations; empty where tags say too little to tell.
    fn strangers(&self, ids: &[&str], scene: &Scene<'_>) -> Vec<String> {
        let Some(members) = &self.params.members else { return Vec::new() };
        let is_one = |ix: MemberIx| members.iter().any(|who| scene.group.is(ix, who));
        let known: Vec<MemberIx> = ids.iter().filter_map(|id| scene.group.find(id)).collect();
        if !known.iter().any(|&ix| is_one(ix)) {
            return Vec::new();
        }
        let strange = known.into_iter().filter(|&ix| !is_one(ix));
        strange.map(|ix| scene.group.id(ix).to_owned()).collect()
    }

    fn ask(&self, title: &str, ids: &[&str], scene: &Scene<'_>, out: &mut Outcomes) {
        let mut reason = format!("申请建群“{}”", brief(title));
        let made_up = self.made_up_of();
        if !made_up.is_empty() {
            reason.push_str(&format!(",成员应为{}", made_up.join("、")));
        }
        let strangers = self.strangers(ids, scene);
        if !strangers.is_empty() {
            reason.push_str(&format!(";名单里的 {} 不在其中", brief(&strangers.join("、"))));
        }
        let approver = self.params.approver.clone().unwrap_or(Who::Role(Role::Admin));
        let said = format!("申请建群“{}”,请等候同意", brief(title));
        out.push(Outcome::Consent(Consent {
            from: vec![Assent { who: within_reach(&approver, scene.group), count: 1 }],
            what: GROUP,
            key: text::key_of(title),
            fact: Fact { reason, said },
            within: None,
            silence_grants: false,
            barred: Vec::new(),
            about: None,
            tag: title.to_owned(),
        }));
    }
}

impl Finder for GroupCreation {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request]
    }

    /// Groups that are yet to be set up are asked for in the organisation.
    fn serves_organisation(&self) -> bool {
        true
    }

    /// A group that is there already and of which nobody knows whether anybody consented.
    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let ruled = self.params.approver.is_some() || self.params.file_with.is_some();
        let name = moment.group.name().unwrap_or_default();
        if moment.group.is_org() || !ruled || !self.is_about(name) {
            return;
        }
        let mut said = "请核对本群".to_owned();
        if let Some(approver) = &self.params.approver {
            said.push_str(&format!("是否经{}同意", in_words(approver)));
        }
        if let Some(office) = &self.params.file_with {
            let and = if self.params.approver.is_some() { "、" } else { "" };
            said.push_str(&format!("{and}是否已报{office}备案"));
        }
        said.push_str(",没有的请补办");
        let fact = Fact { reason: "没有本群建立时的审批记录".to_owned(), said };
        out.push(Outcome::Task(NewTask::new(fact, Who::Role(Role::Admin)).tag(EXISTING)));
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, title, text, members, .. } = &scene.event.body else {
            return;
        };
        if what != GROUP {
            return;
        }
        let title = title.as_deref().or(text.as_deref()).unwrap_or("新群").trim();
        if self.is_about(title) {
            let ids: Vec<&str> = members.iter().map(AsRef::as_ref).collect();
            self.ask(title, &ids, scene, out);
        }
    }

    fn ended(&self, ending: &Ending<'_>, moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how != How::Granted {
            return;
        }
        let title = brief(ending.tag);
        let Some(office) = &self.params.file_with else { return };
        let fact = Fact {
            reason: format!("新群“{title}”待备案"),
            said: format!("“{title}”已同意建立,请把群的信息报{office}备案"),
        };
        let due = moment.zone.add(moment.now, self.params.within);
        let task = NewTask::new(fact, Who::Concerned).about(ending.member).due(due);
        out.push(Outcome::Task(task.tag(format!("file/{}", ending.tag))));
    }
}

/// Words of consent or filing about setting groups up.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    groups::group_creation(clause, norms);
}
