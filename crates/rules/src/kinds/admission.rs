//! Rule kind `admission`: who may join the group, and who checks it.

use model::EventKind;
use model::event::EventBody;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Judges, Outcome, Outcomes, Verdict};
use crate::kind::Built;
use crate::people::{Approver, InWords, brief, is_whole_staff};
use crate::reading::leads::{self, Led};
use crate::reading::{admission, everyday, list};
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 本群接纳哪些人(`who`),由谁审核(`approver`),审核时核对什么(`verify`)。收到入群申请时:
    ///
    /// - 人事名单上已经离开单位的,拒绝;
    /// - `who` 写的是在职员工(本公司员工、全体职工等),没有另外指定审核人,而人事名单上有这个人
    ///   的,同意;
    /// - 其余的请审核人决定,没有写审核人的请管理员决定。
    ///
    /// 已经离开单位的人进了群,记一次。
    ///
    /// ## 用处
    /// 不让不相干的人进工作群,也不让审核的人漏看申请。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [admission]
    /// who = ["在职员工"]
    /// ---
    /// 2026-03-02 09:00 u8 {"kind":"staff","group":"@org","status":"active"}
    /// 09:00 u9 {"kind":"staff","group":"@org","status":"left"}
    /// 09:10 u8 {"kind":"join-request"}   => admission approve
    /// 09:11 u9 {"kind":"join-request"}   => admission refuse
    /// 09:12 x1 {"kind":"join-request","answer":"我是王五"}   => admission ask status=pending reason~王五
    /// 09:20 ann {"kind":"approve","case":"g-3"}   => admission approve member=x1
    /// 09:21 x1 {"kind":"join"}
    /// 09:30 u9 {"kind":"join"}   => admission remind
    /// ```
    ///
    /// ## 限度
    /// 没有接入人事名单时,每一个申请都交人审核。名单之外的身份(家长、会员、本地人等)系统无从核实,
    /// 只在交办时列出要核对的内容。不经申请直接拉进来的人,由“邀请”的规则管。
    "admission": "谁可以进群、由谁审核",
    english: "who may join, and who lets them in",
    family: Member, level: Auto, part: Finds,
    params {
        /// 本群接纳的人
        maybe "who" who: InWords,
        /// 谁审核;不写就是管理员
        maybe "approver" approver: Approver,
        /// 审核时核对什么
        maybe "verify" verify: String,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Admission {
    who: Vec<String>,
    approver: Option<Approver>,
    verify: Option<String>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Admission {
        who: params.who.unwrap_or_default().0,
        approver: params.approver,
        verify: params.verify,
    }))
}

impl Admission {
    fn answer(&self, on_staff: Option<bool>, answer: Option<&str>) -> (Verdict, Fact) {
        if on_staff == Some(false) {
            let fact = Fact {
                reason: "人事名单显示此人已经离开本单位".to_owned(),
                said: "本群只接纳符合条件的成员,暂不能通过您的申请".to_owned(),
            };
            return (Verdict::Refuse, fact);
        }
        let staff_group =
            self.approver.is_none() && self.who.iter().any(|people| is_whole_staff(people));
        if staff_group && on_staff == Some(true) {
            return (Verdict::Approve, Fact::plain("人事名单显示为在职人员"));
        }
        let role = self.approver.clone().unwrap_or_default().role;
        (Verdict::Ask(role), Fact::plain(self.question(answer)))
    }

    /// What the approver reads.
    fn question(&self, answer: Option<&str>) -> String {
        let mut question = String::from("申请入群,请审核");
        if !self.who.is_empty() {
            question.push_str(&format!(";本群接纳:{}", self.who.join("、")));
        }
        if let Some(verify) = &self.verify {
            question.push_str(&format!(";请核对:{verify}"));
        }
        match answer.map(str::trim).filter(|answer| !answer.is_empty()) {
            Some(answer) => question.push_str(&format!(";申请人说:{}", brief(answer))),
            None => question.push_str(";申请人没有填写说明"),
        }
        question
    }
}

impl Finder for Admission {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::JoinRequest, EventKind::Join]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(id) = scene.event.member.as_deref() else { return };
        let on_staff = scene.group.on_staff(id);
        match &scene.event.body {
            EventBody::JoinRequest { answer, .. } => {
                let (verdict, fact) = self.answer(on_staff, answer.as_deref());
                out.push(Outcome::Join(verdict, fact));
            }
            EventBody::Join { .. } if on_staff == Some(false) => {
                if !scene.actor.is_some_and(|ix| scene.concerns(ix)) {
                    return;
                }
                out.push(Outcome::Breach(Finding {
                    member: scene.actor,
                    category: None,
                    fact: Fact {
                        reason: "人事名单显示此人已经离开本单位,却进了群".to_owned(),
                        said: "本群只接纳符合条件的成员,如已离开单位请退出本群".to_owned(),
                    },
                    certainty: Certainty::Act,
                    resets_window: false,
                }));
            }
            _ => {}
        }
    }
}

/// Who may be in the group, who is kept out, or who checks those who ask.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    admission::admission(clause, norms);
    if norms.iter().any(|norm| norm.kind == "admission") {
        return;
    }
    let who = clause.sentences().map(everyday::members_named).find(|who| !who.is_empty());
    if let Some(who) = who {
        norms.push(Norm::new("admission").with("who", list(&who)));
        return;
    }
    if let Some(approver) = everyday::checked_on_joining(clause) {
        norms.push(Norm::new("admission").with_some("approver", approver));
        return;
    }
    let stated = |sentence: &str| {
        everyday::joins_once(sentence)
            || everyday::wants_in(sentence)
            || everyday::bars(sentence)
            || everyday::comes_back(sentence)
            || everyday::whoever_may_join(sentence)
    };
    if clause.sentences().any(stated) || everyday::newcomers_bring(clause.text) {
        norms.push(Norm::new("admission"));
    } else if leads::led(clause) == Some(Led::Joining) && !clause.forbids() {
        let who = clause.text.trim_end_matches(['。', ';', '；', ',', '，']);
        norms.push(leads::weak("admission").with("who", list(&[who])));
    }
}
