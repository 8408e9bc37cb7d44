//! Rule kind `amendment`: the policy may be changed, and members hear of it.

use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, POLICY_TITLE, Saying};
use crate::kind::Built;
use crate::people::{brief, role_of};
use crate::reading::changes;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 有人提出修改制度(`request`,`what` 为 `amendment`,`for` 写打算施行的时间)时,请 `by` 按
    /// `notice` 提前告诉大家。`notice` 用制度自己的话,里面有时长的(如“提前3天公告”)就按这个时长提前,
    /// 没有的提前一天。新的版本开始施行那天,在群里说一声。
    ///
    /// ## 用处
    /// 规矩改了,没有人蒙在鼓里。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7
    /// [amendment]
    /// by = "群主"
    /// notice = "提前3天公告"
    /// ---
    /// 2026-03-02 09:00 ann {"kind":"request","what":"amendment","title":"休息时间提前到九点","for":"2026-03-10T00:00:00+08:00"}   => amendment task to=owner until=2026-03-07T00:00:00+08:00 case=g-1
    /// 2026-03-04 09:00 boss {"kind":"done","case":"g-1"}
    /// 2026-03-09 09:00 tick
    /// ```
    ///
    /// ## 限度
    /// 系统不改制度:新的文本要由人写好、载入。系统开始记录以前就已经施行的,不再另行通知。
    "amendment": "制度可以修改,修改要告诉大家",
    english: "how the policy is changed",
    family: Process, level: Duty, part: Governs,
    params {
        /// 由谁修改、公布
        with "by" by: String = "群主",
        /// 怎样告诉大家,用制度自己的话
        maybe "notice" notice: String,
    }
    since: "0.1.0"
}

/// How long ahead members hear of a change where no article says so.
const AHEAD: Span = Span::Days(1);

#[derive(Debug)]
struct Amendment {
    by: Who,
    ahead: Span,
    notice: Option<String>,
}

fn build(params: Params) -> Built {
    let said = params.notice.as_deref().unwrap_or_default();
    let ahead = text::words::spans(said).first().map_or(AHEAD, |span| span.value);
    let by = Who::Role(role_of(&params.by));
    Built::Finder(Box::new(Amendment { by, ahead, notice: params.notice }))
}

impl Finder for Amendment {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, title, text, until, .. } = &scene.event.body else { return };
        if what != "amendment" {
            return;
        }
        let change = brief(title.as_deref().or(text.as_deref()).unwrap_or("制度的修改"));
        let how = self.notice.as_deref().unwrap_or("提前告诉大家");
        let fact = Fact {
            reason: format!("有人提出修改制度:{change}"),
            said: format!("请研究是否修改{POLICY_TITLE}:{change};要改的,{how}"),
        };
        let tomorrow = scene.zone.add(scene.now, AHEAD);
        let ahead = scene.zone.add(scene.now, self.ahead).since(scene.now);
        let due = until.map_or(tomorrow, |day| day.plus_ms(-ahead).max(tomorrow));
        out.push(Outcome::Task(NewTask::new(fact, self.by.clone()).due(due)));
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        // What was in force when the group's history began is nothing new.
        if moment.now > moment.group.began() && !moment.group.is_org() {
            let text = format!("大家好,{POLICY_TITLE}从今天起施行,请抽空看一看。");
            out.push(Outcome::Say(Saying::here(text, "制度开始施行")));
        }
    }
}

/// A right or a plan to change the policy, and how members hear of it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(found) = changes::amendment(clause) else { return };
    norms.push(Norm::new("amendment").with_some("by", found.by).with_some("notice", found.notice));
}
