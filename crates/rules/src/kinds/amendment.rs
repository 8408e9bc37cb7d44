//! Rule kind `amendment`: the policy may be changed, and members hear of it.

use model::event::EventBody;
use model::{EventKind, Span};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, POLICY_TITLE, Saying};
use crate::kind::Built;
use crate::people::{brief, role_of};
use crate::reading::changes;
use crate::register::Entry;
use crate::scene::{Edition, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 有人提出修改制度(`request`,`what` 为 `amendment`,`for` 写打算施行的时间)时,请 `by` 按
    /// `notice` 提前告诉大家。`notice` 用制度自己的话,里面有时长的(如“提前3天公告”)就按这个时长提前,
    /// 没有的提前一天。新的版本已经载入、还没有到施行日(`effective`)的,也按这个时长提前请 `by` 告诉大家,
    /// 只请一次。新的版本开始施行那天,在群里说一声。
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
    /// 系统不改制度:新的文本要由人写好、载入。系统开始记录以前就已经施行的,不再另行通知。提前几天按旧的
    /// 版本算;新的版本里没有这一条的,施行那天不说。
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

/// The list of versions to come: the key is the version, `number` whether it was announced.
const COMING: &str = "amendment-coming";

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

    fn foresees(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let Some((version, from)) = moment.edition.next else { return };
        let key = format!("{}/{version}", moment.edition.policy);
        if moment.group.is_org() || moment.group.entry(COMING, &key).is_some() {
            return;
        }
        let ahead = moment.zone.add(moment.now, self.ahead).since(moment.now);
        let day = from.plus_ms(-ahead).max(moment.now);
        out.push(Outcome::Enter(Entry::new(COMING, &key).due(day)));
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list != COMING {
            return;
        }
        // It has been in force for a day: what was to be told beforehand is told.
        if entry.number != 0 {
            return out.push(Outcome::Withdraw(entry.key.clone()));
        }
        let Some((version, from)) = moment.edition.next else { return };
        if entry.key != format!("{}/{version}", moment.edition.policy) {
            return;
        }
        let how = self.notice.as_deref().unwrap_or("提前告诉大家");
        let date = moment.zone.rfc3339(from);
        let date = date.get(..10).unwrap_or_default();
        let fact = Fact {
            reason: format!("新的版本(第{version}版)自 {date} 起施行"),
            said: format!("新版{POLICY_TITLE}(第{version}版)自 {date} 起施行,请告诉大家;{how}"),
        };
        out.push(Outcome::Task(NewTask::new(fact, self.by.clone()).due(from).tag(&*entry.key)));
        let told = Entry::new(COMING, &entry.key).number(1);
        out.push(Outcome::Enter(told.due(moment.zone.add(from, AHEAD))));
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        // What was in force when the group's history began is nothing new.
        if moment.now > moment.group.began() && !moment.group.is_org() {
            let version = Edition::in_words(moment.edition.version);
            let text = format!("大家好,{POLICY_TITLE}{version}从今天起施行,请抽空看一看。");
            out.push(Outcome::Say(Saying::here(text, "制度开始施行")));
        }
    }
}

/// A right or a plan to change the policy, and how members hear of it.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(found) = changes::amendment(clause) else { return };
    norms.push(Norm::new("amendment").with_some("by", found.by).with_some("notice", found.notice));
}
