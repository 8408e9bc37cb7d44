//! Rule kind `respond`: questions and the like must be answered by those responsible.

use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::{ListOf, Who};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Duty, Fact, Finder, Judges, NewDuty, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::{appeals, duties};
use crate::scene::{MemberIx, Scene};

policy::words! {
    /// What must be answered.
    pub enum To {
        /// A question.
        Question = "question",
        /// What a customer asks or complains about.
        Customer = "customer",
        /// A complaint.
        Complaint = "complaint",
        /// A suggestion.
        Suggestion = "suggestion",
        /// What one of those responsible asks another by name.
        Colleague = "colleague",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 别人在群里提出问题、投诉或建议后,`who` 里的人要在 `within` 内答复。点了名的,被点名的人各自
    /// 答复;没有点名的,`who` 里有一个人答复就行。直接回复那条消息、提到提问的人,或者负责的人说了一句
    /// 不是提问的话,都算答复。同一个人接着追问,仍按第一问的期限。`to` 里有 `colleague` 时,负责的人
    /// 之间点名的提问也要答复。
    ///
    /// ## 用处
    /// 不让提问石沉大海,也让负责的人知道还有什么没有答复。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) s1[客服] s2[客服] u7 u8
    /// [respond]
    /// who = "客服"
    /// to = "question"
    /// within = "30m"
    /// ---
    /// 2026-03-02 09:00 u7: 请问怎么开发票?
    /// 09:10 u8: 我也想知道
    /// 09:20 s1: 在小程序里点“我的订单”就能申请
    /// 10:00 u7: 请问多久能寄到?
    /// 10:31 tick   => respond remind member=s1 due=m4; respond remind member=s2 due=m4
    /// ```
    /// 点名提问的,被点名的人负责;逾期算他一次:
    /// ```scenario
    /// members: s1[客服] s2[客服] u7
    /// [respond]
    /// who = "客服"
    /// within = "30m"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"message","id":"q1","text":"这个怎么退?","mentions":["s2"]}
    /// 09:10 s1: 稍等,他马上来
    /// 09:31 tick   => respond remind member=s2 due=q1 breach=1
    /// ```
    ///
    /// ## 限度
    /// 只看有没有人答复,不看答得对不对。没有写 `within` 的,不计逾期。`who` 没有写,或者只写“相关人员”
    /// 而提问又没有点名的,由群主和管理员共同负责。没有点名而逾期的,只提醒,不计次数。提问的人自己撤回
    /// 的,不用再答复。
    "respond": "问题、投诉等要按时答复",
    english: "questions, complaints and requests get an answer from those responsible",
    family: Duty, level: Auto, part: Finds,
    params {
        /// 谁负责答复;不写就是群主和管理员
        maybe "who" who: Vec<Who>,
        /// 答复什么:问题、客户、投诉、建议、同事
        with "to" to: ListOf<To> = "question",
        /// 多长时间内答复;不写就不计逾期
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Respond {
    who: Vec<Who>,
    to: Vec<To>,
    within: Option<Span>,
}

/// Those who answer where nobody in particular is named.
const RUN_GROUP: [Who; 2] = [Who::Role(Role::Owner), Who::Role(Role::Admin)];

fn build(params: Params) -> Built {
    let who = params.who.filter(|who| !who.is_empty()).unwrap_or_else(|| RUN_GROUP.to_vec());
    Built::Finder(Box::new(Respond { who, to: params.to.0, within: params.within }))
}

impl Respond {
    /// Whether a message wants an answer of the sort that the article is about.
    fn wants(&self, scene: &Scene<'_>, text: &str) -> bool {
        const COMPLAINT: &[&str] = &["投诉", "不满意", "要个说法", "太差了"];
        const SUGGESTION: &[&str] = &["建议", "提个意见", "提议", "希望能"];
        self.to.iter().any(|to| match to {
            To::Question | To::Colleague => scene.reading.question,
            To::Customer => scene.reading.question || has(text, COMPLAINT),
            To::Complaint => has(text, COMPLAINT),
            To::Suggestion => has(text, SUGGESTION),
        })
    }

    fn responsible(&self, scene: &Scene<'_>, ix: MemberIx) -> bool {
        self.who.iter().any(|who| scene.group.is(ix, who))
    }

    /// Who must answer: those mentioned, else everybody responsible together.
    fn owing(
        &self,
        scene: &Scene<'_>,
        asker: MemberIx,
        mentions: &[MemberIx],
    ) -> (Vec<MemberIx>, bool) {
        let among = |from: &[MemberIx], who: &[Who]| -> Vec<MemberIx> {
            let owes = |ix: &MemberIx| {
                *ix != asker
                    && scene.concerns(*ix)
                    && who.iter().any(|who| scene.group.is(*ix, who))
            };
            from.iter().copied().filter(owes).collect()
        };
        let named = among(mentions, &self.who);
        if !named.is_empty() {
            return (named, false);
        }
        // Whom a matter concerns can't be told without a name: those who run the group see to it.
        let told: Vec<Who> =
            self.who.iter().filter(|who| **who != Who::Concerned).cloned().collect();
        let who = if told.is_empty() { &RUN_GROUP[..] } else { &told };
        (among(&scene.group.present(), who), true)
    }
}

/// The members who are mentioned by id and present, each once.
fn mentioned(scene: &Scene<'_>) -> Vec<MemberIx> {
    let EventBody::Message { mentions, .. } = &scene.event.body else { return Vec::new() };
    let mut found: Vec<MemberIx> = mentions
        .iter()
        .filter_map(|id| scene.group.find(id))
        .filter(|&ix| scene.group.member(ix).is_some_and(|member| member.present))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Finder for Respond {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(within), Some(asker)) = (self.within, scene.actor) else { return };
        let EventBody::Message { text, .. } = &scene.event.body else { return };
        if !self.wants(scene, text) {
            return;
        }
        let mentions = mentioned(scene);
        let open_to_all = self.who.iter().any(|who| matches!(who, Who::Everyone | Who::Concerned));
        let inside = !open_to_all && self.responsible(scene, asker);
        if inside && (mentions.is_empty() || !self.to.contains(&To::Colleague)) {
            return;
        }
        let (who, collective) = self.owing(scene, asker, &mentions);
        out.push(Outcome::Duty(NewDuty {
            who,
            collective,
            due: scene.zone.add(scene.now, within),
            note: format!("超过{}没有答复", within.in_words()),
        }));
    }

    fn joins_open_duty(&self) -> bool {
        true
    }

    /// Where the article only says "whom it concerns", whoever answers was concerned.
    fn anybody_settles(&self) -> bool {
        self.who.contains(&Who::Concerned)
    }

    fn settles(&self, duty: &Duty, who: MemberIx, scene: &Scene<'_>) -> bool {
        let EventBody::Message { reply_to, mentions, .. } = &scene.event.body else { return false };
        let to_asker =
            duty.by.is_some_and(|by| mentions.iter().any(|id| *id == scene.group.id(by)));
        let answers = reply_to.as_deref() == Some(duty.trigger.as_str()) || to_asker;
        // What others say may be about anything: only a plain answer counts for them.
        let responsible =
            !self.anybody_settles() || RUN_GROUP.iter().any(|role| scene.group.is(who, role));
        answers || (responsible && !scene.reading.question)
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        Fact {
            reason: format!("消息 {} {}", duty.trigger, duty.note),
            said: format!("群里有一条消息{},请尽快答复", duty.note),
        }
    }
}

/// Somebody must answer, settle or take up what is asked, complained about or proposed.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let mut known: Vec<&'static str> = Vec::new();
    // How soon an appeal is answered is the appeal's matter.
    for sentence in clause.sentences().filter(|sentence| appeals::by(sentence).is_none()) {
        for to in duties::asked(sentence) {
            if known.contains(&to) {
                continue;
            }
            known.push(to);
            norms.push(
                Norm::new("respond")
                    .with_some("who", duties::who_must(sentence))
                    .with("to", to)
                    .with_some("within", duties::within(sentence)),
            );
        }
    }
}
