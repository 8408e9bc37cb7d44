//! Rule kind `admin-appointment`: who runs the group.

use model::event::{EventBody, Listed};
use model::{EventKind, Role};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::finder::{Fact, Finder, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::{appointments, everyday};
use crate::register::Entry;
use crate::scene::{MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 群里的 `role`(群主、管理员、群秘书、监督员等,不写就是管理员)由 `who` 担任。`who` 可以是岗位,如
    /// “班主任”,按成员的标签看;也可以是姓名,按群昵称看;几个人用顿号或逗号隔开。`role` 前面写了群名的,
    /// 如“摄影群群主”,只看名称里有“摄影群”的群。
    ///
    /// 收到群资料和成员身份变动时查看:没有人担任的,或者担任的都不是所写的人,请群主安排或核对。没有
    /// 写 `who` 的,只看有没有人担任。
    ///
    /// ## 用处
    /// 每个群都有人管,管的人和制度写的一致。
    ///
    /// ## 例子
    /// ```scenario
    /// [admin-appointment]
    /// who = "班主任"
    /// role = "群管理员"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","owner":"u1","members":[{"id":"u1"},{"id":"u2","roles":["admin"]}]}   => admin-appointment task to=owner reason~u2 text~班主任
    /// 09:05 {"kind":"group","owner":"u1","members":[{"id":"u1"},{"id":"u2","roles":["admin"],"tags":["班主任"]}]}
    /// 09:10 u2 {"kind":"roles","roles":[],"tags":["班主任"]}   => admin-appointment task to=owner reason~没有
    /// ```
    ///
    /// 按姓名看:
    ///
    /// ```scenario
    /// [admin-appointment]
    /// who = "赵明、钱红"
    /// role = "群主"
    /// ---
    /// 2026-03-02 09:00 {"kind":"group","owner":"u1","members":[{"id":"u1","card":"教务-钱红"}]}
    /// ```
    ///
    /// ## 限度
    /// 平台上没有秘书、监督员一类身份的,要由成员名册或接入的程序给出,否则会一直当作没有人。群主也算
    /// 管理员。“由某部门指定”的,只看有没有人担任。同样的情形只请群主核对一次。
    "admin-appointment": "谁担任群主、管理员等",
    english: "who administers the group",
    family: Group, level: Auto, part: Finds,
    params {
        /// 由谁担任:岗位或姓名
        maybe "who" who: String,
        /// 担任什么;不写就是管理员
        with "role" role: String = "管理员",
    }
    since: "0.1.0"
}

/// The list of the register with what was last found of a role.
const LIST: &str = "admin-appointment";

#[derive(Debug)]
struct AdminAppointment {
    /// The people named; empty: anybody.
    who: Vec<String>,
    who_in_words: String,
    /// The roles, each with the word for it.
    roles: Vec<Role>,
    role_in_words: String,
    /// Words of the name of the groups that it is about; empty: every group.
    named: String,
}

fn build(params: Params) -> Built {
    let who = params.who.unwrap_or_default();
    let (named, role_word) = cut_group(&params.role);
    Built::Finder(Box::new(AdminAppointment {
        who: people(&who),
        who_in_words: who,
        roles: roles(role_word),
        role_in_words: role_word.to_owned(),
        named: named.to_owned(),
    }))
}

/// 摄影群群主: the group's name and the role.
fn cut_group(role: &str) -> (&str, &str) {
    match role.rfind('群').and_then(|at| role.split_at_checked(at)) {
        Some((named, rest)) if named.ends_with('群') => (named, rest),
        _ => ("", role),
    }
}

/// The roles of the platform and the register that words for one mean.
fn roles(words: &str) -> Vec<Role> {
    const WORDS: &[(&str, Role)] = &[
        ("群主", Role::Owner),
        ("秘书", Role::Secretary),
        ("监督", Role::Supervisor),
        ("管理", Role::Admin),
    ];
    let found: Vec<Role> =
        WORDS.iter().filter(|(word, _)| words.has_word(word)).map(|(_, role)| *role).collect();
    // 第一责任人, 联系人: whoever runs the group.
    if found.is_empty() { vec![Role::parse(words).unwrap_or(Role::Admin)] } else { found }
}

/// The people of a list; none where somebody is yet to name them.
fn people(who: &str) -> Vec<String> {
    if has(who, &["指定", "推选", "选举", "委派", "任命", "产生"]) {
        return Vec::new();
    }
    let parts = who.split(['、', ',', '，', ';', '；', '/', ' ']).flat_map(|part| {
        part.split("或者").flat_map(|part| part.split('或')).flat_map(|part| part.split('和'))
    });
    parts.map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

impl AdminAppointment {
    /// Whether somebody is one of those named, by tag, by role or by their name in the group.
    fn is_named(&self, ix: MemberIx, shown: &[&str], scene: &Scene<'_>) -> bool {
        self.who.iter().any(|one| {
            let known = match Who::parse(one) {
                Who::Tagged(_) => false,
                who => scene.group.is(ix, &who),
            };
            // Tags stand in the text of snapshots: 高一班主任 is a 班主任.
            known || shown.iter().any(|text| text.has_word(one.as_str()))
        })
    }

    fn holds(&self, ix: MemberIx, role: Role, scene: &Scene<'_>) -> bool {
        scene.group.member(ix).is_some_and(|member| {
            member.roles.has(role) || role == Role::Admin && member.roles.has(Role::Owner)
        })
    }

    /// Who holds a role at present.
    fn holders(&self, role: Role, scene: &Scene<'_>) -> Vec<MemberIx> {
        let mut present = scene.group.present();
        present.retain(|&ix| self.holds(ix, role, scene));
        // An owner stands in for administrators only where the article names people.
        let own =
            |ix: &MemberIx| scene.group.member(*ix).is_some_and(|member| member.roles.has(role));
        if self.who.is_empty() {
            present.retain(own);
        }
        present
    }

    fn key(&self, role: Role) -> String {
        format!("{}/{}/{}", role.name(), self.named, self.who_in_words)
    }

    fn look(&self, role: Role, listed: &[Listed<'_>], scene: &Scene<'_>, out: &mut Outcomes) {
        let holders = self.holders(role, scene);
        let key = self.key(role);
        let known = scene.group.entry(LIST, &key);
        let named = |ix: &MemberIx| {
            let id = scene.group.id(*ix);
            let texts: Vec<&str> = match &scene.event.body {
                EventBody::Roles { tags, .. } if scene.actor == Some(*ix) => {
                    tags.iter().map(AsRef::as_ref).collect()
                }
                _ => listed.iter().filter(|one| one.id == id).flat_map(shown).collect(),
            };
            // What a snapshot said of somebody holds until the next one.
            let before = listed.is_empty()
                && known.is_some_and(|entry| entry.text.split('/').any(|one| one == id));
            before || self.is_named(*ix, &texts, scene)
        };
        let right: Vec<MemberIx> = match self.who.is_empty() {
            true => holders.clone(),
            false => holders.iter().copied().filter(named).collect(),
        };
        let ids = |of: &[MemberIx]| {
            of.iter().take(8).map(|&ix| scene.group.id(ix)).collect::<Vec<_>>().join("/")
        };
        if !right.is_empty() {
            out.push(Outcome::Enter(Entry::new(LIST, &key).text(&ids(&right))));
            out.push(Outcome::Fulfil(key));
            return;
        }
        // An owner who merely stands in is not whom the article is about.
        let mut holders = holders;
        holders.retain(|&ix| scene.group.member(ix).is_some_and(|member| member.roles.has(role)));
        // The same people in the same place are looked at once.
        let state = format!("!{}", ids(&holders));
        if known.is_some_and(|entry| entry.text == state) {
            return;
        }
        let word = if self.roles.len() > 1 { role.in_words() } else { &self.role_in_words };
        let who = match self.who_in_words.as_str() {
            "" => String::new(),
            who => format!("由{}担任", brief(who)),
        };
        let (reason, said) = if holders.is_empty() {
            (format!("没有人担任{word}"), format!("本群还没有{word},请安排{who}"))
        } else {
            let now = ids(&holders).replace('/', "、");
            let reason = format!("担任{word}的是 {now},应{who}");
            (reason, format!("本群的{word}应{who},请核对"))
        };
        let task = NewTask::new(Fact { reason, said }, Who::Role(Role::Owner));
        out.push(Outcome::Enter(Entry::new(LIST, &key).text(&state)));
        out.push(Outcome::Task(task.tag(key)));
    }
}

/// Everything that a list of members says somebody is.
fn shown<'a>(one: &'a Listed<'_>) -> Vec<&'a str> {
    let names = [one.card.as_deref(), one.name.as_deref()].into_iter().flatten();
    names.chain(one.tags.iter().flatten().map(AsRef::as_ref)).collect()
}

impl Finder for AdminAppointment {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Group, EventKind::Roles]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (name, listed) = match &scene.event.body {
            EventBody::Group { name, members, .. } => (name.as_deref(), members.as_slice()),
            _ => (None, &[][..]),
        };
        // A snapshot of nobody says nothing about who holds what.
        let snapshot = scene.event.kind() == EventKind::Group;
        let name = name.or_else(|| scene.group.name()).unwrap_or_default();
        if (snapshot && listed.is_empty()) || !name.has_word(&self.named) {
            return;
        }
        for &role in &self.roles {
            self.look(role, listed, scene, out);
        }
    }
}

/// Who is, or is to be, the owner, an administrator or the like.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    appointments::admin_appointment(clause, norms);
    if norms.iter().any(|norm| norm.kind == "admin-appointment") {
        return;
    }
    if let Some((role, who)) = everyday::roll(clause.text) {
        norms.push(Norm::new("admin-appointment").with("who", who).with("role", role));
        return;
    }
    let offices: Vec<String> = clause.sentences().flat_map(everyday::offices).collect();
    if !offices.is_empty() {
        norms.extend(
            offices.into_iter().map(|one| Norm::new("admin-appointment").with("role", one)),
        );
    } else if let Some(role) = clause.sentences().find_map(everyday::post_goes_round) {
        norms.push(Norm::new("admin-appointment").with("role", role));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_people_in_words() {
        assert_eq!(cut_group("摄影群群主"), ("摄影群", "群主"));
        assert_eq!(cut_group("群管理员"), ("", "群管理员"));
        assert_eq!(roles("群主和群管理员"), [Role::Owner, Role::Admin]);
        assert_eq!(roles("第一责任人"), [Role::Admin]);
        assert_eq!(people("赵明,钱红"), ["赵明", "钱红"]);
        assert!(people("办公室指定").is_empty());
    }
}
