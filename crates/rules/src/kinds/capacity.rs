//! Rule kind `capacity`: how many members, in all or for one family, student, firm.

use std::collections::BTreeMap;

use model::event::{EventBody, Listed};
use model::{EventKind, Role};
use policy::param::{Count, Who};

use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, Judges, NewTask, Outcome, Outcomes, Verdict};
use crate::kind::Built;
use crate::people::{belongs_to, brief};
use crate::reading::numbers;
use crate::scene::Scene;

/// More than any platform's largest group.
const MAX: u32 = 100_000;
/// The most families that one task names.
const NAMED_MAX: usize = 20;

crate::rule_kind! {
    /// ## 含义
    /// 群里最多 `max` 人。满员时拒绝入群申请;人数超过时请管理员处理。
    ///
    /// 写了 `per`(如“家庭”“学生”“单位”)的,`max` 是每一家、每名学生、每个单位的人数,收到成员名单
    /// 时核对。同一家的人这样认:标签里写了“学生:王小明”的看标签;群昵称以“妈妈”“爸爸”等结尾的,
    /// 看前面的名字;其余看群昵称里第一个连接符之前的部分。
    ///
    /// ## 用处
    /// 群不至于太大;每家的名额一样多。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [capacity]
    /// max = 3
    /// ---
    /// 2026-03-02 09:00 x1 {"kind":"join-request"}
    /// 09:01 x1 {"kind":"join"}
    /// 09:02 x2 {"kind":"join-request"}   => capacity refuse
    /// 09:03 x2 {"kind":"join"}   => capacity task to=admin
    /// ```
    ///
    /// 每名学生两位家长:
    ///
    /// ```scenario
    /// [capacity]
    /// max = 2
    /// per = "学生"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","members":[{"id":"u1","card":"王小明妈妈"},{"id":"u2","card":"王小明爸爸"},{"id":"u3","card":"李小红妈妈"}]}
    /// 09:01 {"kind":"group","members":[{"id":"u1","card":"王小明妈妈"},{"id":"u2","card":"王小明爸爸"},{"id":"u3","card":"王小明奶奶"}]}   => capacity task reason~王小明
    /// ```
    ///
    /// ## 限度
    /// 带 `per` 的只凭标签和群昵称认人,认不出的不计;只在收到成员名单时核对,不因此拒绝申请,由
    /// 管理员核实。满员后每多进来一个人交办一次;名单里同样的情形没有办完以前不重复交办。
    "capacity": "群的人数上限,或每家、每单位的名额",
    english: "a cap on members, or on places for each family or firm",
    family: Member, level: Auto, part: Finds,
    params {
        /// 最多多少人
        needed "max" max: Count<1, MAX>,
        /// 按什么计算名额,如“家庭”“学生”“单位”;不写就是全群
        maybe "per" per: String,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Capacity {
    max: u32,
    per: Option<String>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Capacity { max: params.max.0, per: params.per }))
}

impl Capacity {
    fn over(&self, size: u32) -> Outcome {
        let fact = Fact {
            reason: format!("群里现在 {size} 人,超过上限 {} 人", self.max),
            said: format!("群成员超过了上限 {} 人,请核对名单,请多出的人退出", self.max),
        };
        Outcome::Task(NewTask::new(fact, Who::Role(Role::Admin)))
    }

    /// Families that have more members than they may.
    fn families(&self, per: &str, listed: &[Listed<'_>], scene: &Scene<'_>) -> Option<Outcome> {
        let mut sizes: BTreeMap<String, u32> = BTreeMap::new();
        for one in listed {
            let concerned = scene.group.find(&one.id).is_some_and(|ix| scene.concerns(ix));
            let name = one.card.as_deref().or(one.name.as_deref()).unwrap_or_default();
            if let Some(family) =
                belongs_to(per, one.tags.as_deref().unwrap_or_default(), name).filter(|_| concerned)
            {
                *sizes.entry(family).or_default() += 1;
            }
        }
        sizes.retain(|_, size| *size > self.max);
        if sizes.is_empty() {
            return None;
        }
        let named: Vec<String> = sizes
            .iter()
            .take(NAMED_MAX)
            .map(|(family, size)| format!("{}({size} 人)", brief(family)))
            .collect();
        let named = named.join("、");
        let fact = Fact {
            reason: format!("每个{per}最多 {} 人,超过的有 {} 个:{named}", self.max, sizes.len()),
            said: format!("以下{per}的人数超过 {} 人,请核实:{named}", self.max),
        };
        Some(Outcome::Task(NewTask::new(fact, Who::Role(Role::Admin))))
    }
}

impl Finder for Capacity {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Group, EventKind::JoinRequest, EventKind::Join]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let size = scene.group.size();
        match (&scene.event.body, &self.per) {
            (EventBody::Group { members, .. }, Some(per)) => {
                out.extend(self.families(per, members, scene));
            }
            (_, Some(_)) => {}
            (EventBody::JoinRequest { .. }, None) if size >= self.max => {
                let fact = Fact {
                    reason: format!("群里已有 {size} 人,上限 {} 人", self.max),
                    said: "本群人数已满,暂不能通过您的申请".to_owned(),
                };
                out.push(Outcome::Join(Verdict::Refuse, fact));
            }
            (EventBody::Join { .. } | EventBody::Group { .. }, None) if size > self.max => {
                out.push(self.over(size));
            }
            _ => {}
        }
    }
}

/// A number of people as the most that the group or each family may have.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    numbers::capacity(clause, norms);
}
