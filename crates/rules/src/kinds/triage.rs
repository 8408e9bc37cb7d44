//! Rule kind `triage`: what customers ask or complain about goes to the right department.

use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::accounts;
use crate::clause::{Clause, Norms, has};
use crate::finder::{Ending, Fact, Finder, How, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::customers as reading;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 客户来咨询,交 `inquiry` 写的部门办;客户投诉,交 `complaint` 写的部门办;每件一个任务,在 `within`
    /// 内办完,办的人报完成(`done`)。没有写部门的那一类,有别的条款写了就按别的条款;看不出是咨询还是
    /// 投诉的、哪条都没有写部门的,请管理员分派。同一个客户有一件没办完,再来一条不另开任务。
    ///
    /// ## 用处
    /// 每个客户都有人接,不在部门之间推来推去。
    ///
    /// ## 例子
    /// ```scenario
    /// [triage]
    /// inquiry = "企管部"
    /// complaint = "客服部"
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 {"kind":"customer","what":"inquiry","customer":"c1","text":"周末营业吗"}   => triage task to=企管部
    /// 09:10 {"kind":"customer","what":"complaint","customer":"c2","text":"送货晚了三天"}   => triage task to=客服部
    /// 09:20 {"kind":"customer","what":"other","customer":"c3","text":"你好"}   => triage task to=admin
    /// ```
    ///
    /// ## 限度
    /// 是咨询还是投诉,先看事件怎么写;事件没有分的,看有没有“投诉”一类的词和问句。办得好不好,系统
    /// 看不出。
    "triage": "咨询和投诉交对口部门办",
    english: "inquiries and complaints go to the right department",
    family: Customer, level: Auto, part: Finds,
    params {
        /// 咨询交给谁
        maybe "inquiry" inquiry: Who,
        /// 投诉交给谁
        maybe "complaint" complaint: Who,
        /// 多长时间内办完
        with "within" within: Span = "1d",
    }
    since: "0.1.0"
}

/// The list of customers whose matter is in somebody's hands; the key is the customer.
pub(crate) const OPEN: &str = "customer";

#[derive(Debug)]
struct Triage {
    inquiry: Option<Who>,
    complaint: Option<Who>,
    within: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Triage {
        inquiry: params.inquiry,
        complaint: params.complaint,
        within: params.within,
    }))
}

/// What a customer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Inquiry,
    Complaint,
    Unclear,
}

fn sort_of(what: &str, text: &str) -> Sort {
    const COMPLAINT: &[&str] = &["投诉", "举报", "要个说法", "不满意", "太差了", "差评"];
    const ASKS: &[&str] = &["?", "？", "请问", "怎么", "多少", "吗", "哪里", "如何", "咨询"];
    match what {
        "inquiry" => Sort::Inquiry,
        "complaint" => Sort::Complaint,
        _ if has(text, COMPLAINT) => Sort::Complaint,
        _ if has(text, ASKS) => Sort::Inquiry,
        _ => Sort::Unclear,
    }
}

impl Triage {
    /// Who takes it; none where another article has to say so.
    fn department(&self, sort: Sort) -> Option<Who> {
        let administrator = || Who::Role(model::Role::Admin);
        match (sort, &self.inquiry, &self.complaint) {
            (Sort::Inquiry, Some(who), _) | (Sort::Complaint, _, Some(who)) => Some(who.clone()),
            (_, None, None) => Some(administrator()),
            // The article on inquiries stands for what is neither, so that one person is asked.
            (Sort::Unclear, Some(_), _) => Some(administrator()),
            _ => None,
        }
    }
}

/// The customer whom an event is about: as it names them, else whoever wrote.
pub(crate) fn customer<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    let EventBody::Customer { customer, .. } = &scene.event.body else { return None };
    customer.as_deref().or(scene.event.member.as_deref()).filter(|id| !id.is_empty())
}

impl Finder for Triage {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Customer]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Customer { what, text, .. } = &scene.event.body else { return };
        let text = text.as_deref().unwrap_or("");
        let sort = sort_of(what, text);
        let Some(to) = self.department(sort) else { return };
        let name = scene.event_name();
        let customer = customer(scene).unwrap_or(&name);
        let wants = match sort {
            Sort::Inquiry => "来咨询,请答复",
            Sort::Complaint => "投诉,请处理",
            Sort::Unclear => "有事联系,请看看交给哪个部门",
        };
        let text = if text.is_empty() { String::new() } else { format!(":“{}”", brief(text)) };
        let fact = Fact::plain(format!("客户 {customer} {wants}{text}"));
        let due = scene.zone.add(scene.now, self.within);
        let task = NewTask::new(fact, to).outsider(customer).due(due).tag(customer);
        out.push(Outcome::Task(task));
        out.push(Outcome::Enter(Entry::new(OPEN, customer)));
    }

    fn ended(&self, ending: &Ending<'_>, _moment: &Moment<'_>, out: &mut Outcomes) {
        if ending.how == How::Done {
            out.push(accounts::strike(OPEN, ending.tag));
            out.push(accounts::strike(super::escalation::WAITING, ending.tag));
        }
    }
}

/// Inquiries or complaints, and who takes them.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    reading::triage(clause, norms);
}
