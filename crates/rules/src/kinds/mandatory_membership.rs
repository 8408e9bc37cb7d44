//! Rule kind `mandatory-membership`: named people must be in the group.

use model::EventKind;
use model::event::EventBody;
use policy::param::Who;

use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::{InWords, is_whole_staff};
use crate::reading::spreading;
use crate::register::Entry;
use crate::roster;
use crate::scene::{GroupView, Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// `who` 里的人都要在群里。按人员名册(`staff` 事件)核对:有人入职、退群,或者收到群成员快照时,缺了谁,
    /// 请管理员一次邀请进来;人齐了,任务自动完成。群里有人员名册上没有的人,也请管理员问一问。
    ///
    /// ## 用处
    /// 该在群里的人不在,通知就传不到他那里。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [mandatory-membership]
    /// who = "全体员工"
    /// ---
    /// 2026-03-02 09:00 {"group":"@org","kind":"staff","member":"ann","status":"active"}
    /// 09:00 {"group":"@org","kind":"staff","member":"u7","status":"active"}
    /// 09:01 {"group":"@org","kind":"staff","member":"u8","status":"active"}   => mandatory-membership task to=admin reason~u8 group=g
    /// 09:02 {"group":"@org","kind":"staff","member":"u9","status":"active"}
    /// 10:00 u8 {"kind":"join"}   => mandatory-membership task reason~u9
    /// 10:01 u9 {"kind":"join"}
    /// 2026-03-03 10:00 u9 {"kind":"leave"}   => mandatory-membership task reason~u9
    /// ```
    /// 只要一部分人进群的,看名册上的部门、职务:
    /// ```scenario
    /// members: ann(admin) u7
    /// [mandatory-membership]
    /// who = "工程部全体管理人员"
    /// ---
    /// 2026-03-02 09:00 {"group":"@org","kind":"staff","member":"u8","status":"active","tags":["销售部"]}
    /// 09:01 {"group":"@org","kind":"staff","member":"u9","status":"active","tags":["工程部","管理人员"]}   => mandatory-membership task reason~u9
    /// ```
    ///
    /// ## 限度
    /// 没有人员名册时什么也做不了。系统不能代为拉人,只能请人邀请。名册里认得的不到一半的群,不问“名册上
    /// 没有”的人。
    "mandatory-membership": "指定的人必须在群里",
    english: "named people must be in the group",
    family: Member, level: Assisted, part: Finds,
    params {
        /// 谁必须在群里;不写就是人员名册上的人
        maybe "who" who: InWords,
    }
    since: "0.1.0"
}

const KIND: &str = "mandatory-membership";
/// The tags of the two tasks.
const MISSING: &str = "missing";
const STRANGERS: &str = "strangers";
/// The entry with the time at which it is looked again: a list of people comes line by line, and
/// nobody is asked line by line.
const LATER: &str = "later";
/// How long after a question the next one about the list of people may come.
const PAUSE_MS: i64 = model::time::HOUR_MS;

#[derive(Debug)]
struct MandatoryMembership {
    /// Each entry names people by what all of its words say of them; empty: the whole staff.
    who: Vec<Vec<Who>>,
}

fn build(params: Params) -> Built {
    let named = params.who.map(|who| who.0).unwrap_or_default();
    let who = named.iter().map(|people| described(people)).collect::<Vec<_>>();
    // Where one of them is everybody, nobody is left out.
    let everybody = who.iter().any(Vec::is_empty);
    Built::Finder(Box::new(MandatoryMembership { who: if everybody { Vec::new() } else { who } }))
}

/// What must hold of somebody to be one of the people in words: 工程部全体管理人员 are those who
/// have 工程部 and are 管理人员. Nothing, where everybody is meant.
fn described(people: &str) -> Vec<Who> {
    const SPLIT: &[&str] = &[
        "全体", "所有", "每个", "每位", "每名", "各位", "全部", "各", "的", "在职", "在岗", "在编",
    ];
    const ORGANISATION: &[&str] = &[
        "公司",
        "本公司",
        "我公司",
        "单位",
        "本单位",
        "学校",
        "本校",
        "我校",
        "集团",
        "企业",
        "本院",
        "医院",
        "机构",
        "协会",
        "本会",
        "局",
        "社区",
        "小区",
        "本小区",
        "中心",
    ];
    let outer = people.split(['(', '（']).next().unwrap_or(people);
    if is_whole_staff(outer) {
        return Vec::new();
    }
    let cut = SPLIT.iter().fold(outer.to_owned(), |rest, word| rest.replace(word, "\n"));
    cut.lines()
        .map(str::trim)
        .filter(|word| !word.is_empty() && !ORGANISATION.contains(word))
        .filter(|word| !is_whole_staff(word) && !["人", "人员", "成员"].contains(word))
        .map(|word| Who::Tagged(word.to_owned()))
        .collect()
}

impl MandatoryMembership {
    fn must_be_here(&self, id: &str, group: &dyn GroupView) -> bool {
        self.who.is_empty()
            || self.who.iter().any(|all| all.iter().all(|who| group.staff_is(id, who)))
    }

    /// Those who are not there and must be.
    fn missing<'g>(&self, group: &'g dyn GroupView) -> Vec<&'g str> {
        let here = |id: &str| {
            group.find(id).and_then(|ix| group.member(ix)).is_some_and(|member| member.present)
        };
        let staff = group.active_staff();
        staff.into_iter().filter(|id| !here(id) && self.must_be_here(id, group)).collect()
    }

    /// Asks for whom the group lacks, where that is not what was asked before.
    fn look(&self, moment: &Moment<'_>, leaving: Option<&str>, out: &mut Outcomes) {
        let mut missing = self.missing(moment.group);
        // Rules look before somebody who leaves is gone.
        let leaves = leaving.filter(|id| {
            moment.group.on_staff(id) == Some(true) && self.must_be_here(id, moment.group)
        });
        if let Some(id) = leaves.filter(|id| !missing.contains(id)) {
            missing.push(id);
            missing.sort_unstable();
        }
        let names = roster::names(&missing);
        let known = moment.group.entry(KIND, MISSING);
        if known.map_or("", |entry| entry.text.as_str()) == names {
            return;
        }
        if missing.is_empty() {
            out.push(Outcome::Strike { list: KIND.to_owned(), key: MISSING.to_owned() });
            out.push(Outcome::Fulfil(MISSING.to_owned()));
            return;
        }
        out.push(Outcome::Enter(Entry::new(KIND, MISSING).text(&names)));
        // Fewer than before: whoever was asked goes on.
        let fewer = known.is_some_and(|entry| {
            missing.iter().all(|id| entry.text.split('、').any(|known| known == *id))
        });
        if fewer {
            return;
        }
        out.push(Outcome::Withdraw(MISSING.to_owned()));
        let fact = Fact::plain(format!("应在群里而不在的有{}人,请邀请:{names}", missing.len()));
        let ask = NewTask::new(fact, Who::Role(model::Role::Admin)).tag(MISSING);
        out.push(Outcome::Task(NewTask { outsider: Some(names), ..ask }));
    }

    /// Asks about those whom the personnel list does not know.
    fn ask_about_strangers(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        let names = roster::names(&roster::unknown(moment.group));
        let known = moment.group.entry(KIND, STRANGERS);
        if names.is_empty() || known.is_some_and(|entry| entry.text == names) {
            return;
        }
        out.push(Outcome::Enter(Entry::new(KIND, STRANGERS).text(&names)));
        out.push(Outcome::Withdraw(STRANGERS.to_owned()));
        let fact = Fact::plain(format!("群里有人员名册上没有的人,请核对该不该在群里:{names}"));
        let ask = NewTask::new(fact, Who::Role(model::Role::Admin)).tag(STRANGERS);
        out.push(Outcome::Task(NewTask { outsider: Some(names), ..ask }));
    }
}

impl Finder for MandatoryMembership {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Staff, EventKind::Group, EventKind::Leave, EventKind::Join]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn watches_staff(&self) -> bool {
        true
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if scene.group.is_org() {
            return;
        }
        let moment = scene.moment();
        let leaving = match &scene.event.body {
            EventBody::Leave { .. } => scene.event.member.as_deref(),
            _ => None,
        };
        if scene.event.kind() == EventKind::Staff
            && let Some(asked) = scene.group.entry(KIND, MISSING)
            && moment.now.since(asked.at) < PAUSE_MS
            && !self.missing(scene.group).is_empty()
        {
            if scene.group.entry(KIND, LATER).is_none() {
                let entry = Entry::new(KIND, LATER).due(asked.at.plus_ms(PAUSE_MS));
                out.push(Outcome::Enter(entry));
            }
            return;
        }
        self.look(&moment, leaving, out);
        if scene.event.kind() == EventKind::Group {
            self.ask_about_strangers(&moment, out);
        }
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        if !moment.group.is_org() {
            self.look(moment, None, out);
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list == KIND && entry.key == LATER {
            self.look(moment, None, out);
        }
    }
}

/// People who must, with words for joining right behind.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    spreading::mandatory_membership(clause, norms);
}
