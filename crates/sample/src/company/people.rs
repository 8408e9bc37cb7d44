//! Who works at the sample company, and who of them is in which group.

use serde_json::json;

use crate::line::{At, Line, date};
use crate::random::Random;
use crate::template::{Filling, Templates};

/// The all-staff group.
pub(super) const ALL: usize = 0;
/// The sales group.
pub(super) const SALES: usize = 1;
/// The project group.
pub(super) const PROJECT: usize = 2;
/// The groups' ids, by their index.
pub(super) const GROUP_IDS: [&str; 3] = ["all", "sales", "project"];

/// How many people are hired in the course of the month: the last ones of the list.
const HIRED: usize = 8;
/// Advisers from outside, in the all-staff group without being staff.
const ADVISERS: usize = 3;

/// Somebody of the company.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) surname: &'static str,
    pub(super) given: &'static str,
    pub(super) department: &'static str,
}

impl Person {
    /// Surname and given name.
    pub(super) fn name(&self) -> String {
        format!("{}{}", self.surname, self.given)
    }

    /// The name in groups that the policy asks for.
    pub(super) fn card(&self) -> String {
        format!("{}-{}", self.department, self.name())
    }

    /// The slots of a text that this person says.
    pub(super) fn filling(&self) -> Filling {
        Filling::default()
            .with("全名", &self.name())
            .with("名", self.given)
            .with("部门", self.department)
    }
}

/// Somebody's place in a group.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Index in [`Company::people`].
    pub(super) person: usize,
    pub(super) card: String,
    pub(super) roles: Vec<String>,
    pub(super) tags: Vec<String>,
    /// In the group from here on; none: before the month.
    pub(super) from: Option<At>,
    /// In the group until here.
    pub(super) until: Option<At>,
}

impl Member {
    /// Whether they are in the group at that time.
    pub(super) fn present(&self, at: At) -> bool {
        self.from.is_none_or(|from| from < at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether their tags include that one.
    pub(super) fn is(&self, tag: &str) -> bool {
        self.tags.iter().any(|known| known == tag)
    }

    /// Whether they own or administer the group.
    pub(super) fn runs_group(&self) -> bool {
        self.roles.iter().any(|role| role == "owner" || role == "admin")
    }
}

/// One of the company's groups.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: &'static str,
    name: &'static str,
    purpose: &'static str,
    pub(super) members: Vec<Member>,
}

/// The company.
#[derive(Clone, Debug)]
pub(super) struct Company {
    pub(super) people: Vec<Person>,
    pub(super) groups: Vec<Group>,
    /// Indices of those who are hired in the course of the month, in order.
    pub(super) hired: Vec<usize>,
}

impl Company {
    /// The company of that seed.
    pub(super) fn new(seed: u64, texts: &Templates) -> Company {
        let mut random = Random::named(seed, "people");
        let people = people(texts, &mut random);
        let staff = people.len() - HIRED - ADVISERS;
        let mut company = Company {
            groups: vec![
                Group {
                    id: "all",
                    name: "澄禾全员群",
                    purpose: "公司通知和日常联络",
                    members: Vec::new(),
                },
                Group {
                    id: "sales",
                    name: "澄禾销售群",
                    purpose: "销售工作沟通和日报",
                    members: Vec::new(),
                },
                Group {
                    id: "project",
                    name: "澄禾项目群",
                    purpose: "客户现场的安装和验收",
                    members: Vec::new(),
                },
            ],
            hired: (staff..staff + HIRED).collect(),
            people,
        };
        for (index, chosen) in company.placements(staff) {
            let members = chosen.iter().map(|&person| company.member(index, person)).collect();
            if let Some(group) = company.groups.get_mut(index) {
                group.members = members;
            }
        }
        company.unset_cards(texts, &mut random);
        company
    }

    /// Which people are in which group when the month begins.
    fn placements(&self, staff: usize) -> [(usize, Vec<usize>); 3] {
        let of = |department: &str, count: usize| {
            let matching = (0..staff).filter(move |&index| {
                self.people.get(index).is_some_and(|person| person.department == department)
            });
            matching.take(count).collect::<Vec<_>>()
        };
        let advisers = staff + HIRED..self.people.len();
        let sales = [of("销售部", 99), of("财务部", 1), of("市场部", 2)].concat();
        let project = [of("技术部", 14), of("仓储部", 3), of("采购部", 2)].concat();
        [(ALL, (0..staff).chain(advisers).collect()), (SALES, sales), (PROJECT, project)]
    }

    fn member(&self, group: usize, person: usize) -> Member {
        let (card, department) = self
            .people
            .get(person)
            .map_or((String::new(), ""), |known| (known.card(), known.department));
        let rank = self.people.iter().take(person).filter(|p| p.department == department).count();
        let owners = ["行政部", "销售部", "技术部"];
        let owner = owners.get(group).copied().unwrap_or("");
        let mut roles: Vec<String> = match (department == owner, rank) {
            (true, 0) => vec!["owner".to_owned()],
            (true, 1 | 2) => vec!["admin".to_owned()],
            _ => Vec::new(),
        };
        let mut tags = vec![department.to_owned()];
        if department != "外聘" {
            tags.extend(["全体员工", "在职员工"].map(str::to_owned));
            if rank == 0 {
                roles.push("leader".to_owned());
                tags.push("部门负责人".to_owned());
            }
        }
        match (group, department) {
            (ALL, "客服部") => tags.extend(["客服", "客服人员"].map(str::to_owned)),
            (SALES, "销售部") => tags.push("销售人员".to_owned()),
            _ => {}
        }
        Member { person, card, roles, tags, from: None, until: None }
    }

    /// A few in the all-staff group have not set their names.
    fn unset_cards(&mut self, texts: &Templates, random: &mut Random) {
        let Some(group) = self.groups.get_mut(ALL) else { return };
        for index in [38, 57, 83] {
            let name = random.pick(texts.section("nickname")).copied().unwrap_or("");
            if let Some(member) = group.members.get_mut(index) {
                name.clone_into(&mut member.card);
            }
        }
    }

    /// The person of that index.
    pub(super) fn person(&self, index: usize) -> Option<&Person> {
        self.people.get(index)
    }

    /// The members of a group who are in it at that time.
    pub(super) fn present(&self, group: usize, at: At) -> Vec<&Member> {
        let members = self.groups.get(group).map_or(&[][..], |group| &group.members);
        members.iter().filter(|member| member.present(at)).collect()
    }

    /// The ids of those who run that group.
    pub(super) fn managers(&self, group: usize) -> Vec<&str> {
        let members = self.groups.get(group).map_or(&[][..], |group| &group.members);
        let running = members.iter().filter(|member| member.runs_group());
        running.filter_map(|member| Some(self.person(member.person)?.id.as_str())).collect()
    }

    /// Puts a person into a group from that time on; gives their tags.
    pub(super) fn enter(&mut self, group: usize, person: usize, from: At) -> Vec<String> {
        let mut member = self.member(group, person);
        member.from = Some(from);
        let tags = member.tags.clone();
        if let Some(group) = self.groups.get_mut(group) {
            group.members.push(member);
        }
        tags
    }

    /// Takes a person out of a group at that time.
    pub(super) fn exit(&mut self, group: usize, person: usize, until: At) {
        let members = self.groups.get_mut(group).map(|group| group.members.iter_mut());
        for member in members.into_iter().flatten().filter(|member| member.person == person) {
            member.until = Some(until);
        }
    }

    /// A group's snapshot at the month's beginning.
    pub(super) fn snapshot(&self, index: usize) -> Option<String> {
        let group = self.groups.get(index)?;
        let listed = |member: &Member| {
            let person = self.person(member.person)?;
            // Spread over the three years before, stable for a person.
            let days = -20 - i64::try_from(member.person * 37 % 1_000).unwrap_or(0);
            Some(json!({
                "id": person.id, "name": person.name(), "card": member.card,
                "roles": member.roles, "tags": member.tags,
                "joined": format!("{}T09:00:00+08:00", date(days)), "status": "active",
            }))
        };
        let starting = group.members.iter().filter(|member| member.from.is_none());
        let members: Vec<_> = starting.clone().filter_map(listed).collect();
        let owner = starting
            .filter(|member| member.roles.iter().any(|role| role == "owner"))
            .find_map(|member| self.person(member.person));
        let line = Line::new(&format!("snapshot-{}", group.id), At(0), group.id, "group")
            .text("name", group.name)
            .text("purpose", group.purpose)
            .text("owner", owner.map_or("", |owner| owner.id.as_str()))
            .json("members", &members.into());
        Some(line.end())
    }
}

fn people(texts: &Templates, random: &mut Random) -> Vec<Person> {
    let mut departments: Vec<&'static str> = Vec::new();
    for entry in texts.section("department") {
        let (name, count) = entry.split_once('=').unwrap_or((entry, "1"));
        departments.extend(std::iter::repeat_n(name, count.parse().unwrap_or(1)));
    }
    let known: Vec<_> =
        texts.section("department").iter().map(|entry| entry.split('=').next()).collect();
    departments.extend((0..HIRED).filter_map(|_| random.pick(&known).copied().flatten()));
    departments.extend(std::iter::repeat_n("外聘", ADVISERS));
    let givens = texts.section("given");
    // Every given name occurs before one occurs again, so that names in full differ.
    let offset = random.below(givens.len());
    let person = |(index, department): (usize, &'static str)| Person {
        id: format!("u{:03}", index + 1),
        surname: random.pick(texts.section("surname")).copied().unwrap_or("王"),
        given: givens.get((offset + index) % givens.len().max(1)).copied().unwrap_or("一"),
        department,
    };
    let mut people: Vec<Person> = departments.into_iter().enumerate().map(person).collect();
    for index in 0..people.len() {
        let name = people.get(index).map(Person::name);
        let taken = people.iter().take(index).any(|other| Some(other.name()) == name);
        if taken && let Some(person) = people.get_mut(index) {
            person.surname = "欧阳";
        }
    }
    people
}

/// Somebody who asks to join: the same person for the same id.
pub(super) fn applicant(seed: u64, texts: &Templates, id: &str) -> Person {
    let mut random = Random::named(seed, id);
    let mut one = |section| random.pick(texts.section(section)).copied().unwrap_or("");
    let department = one("department").split('=').next().unwrap_or("");
    Person { id: id.to_owned(), surname: one("surname"), given: one("given"), department }
}
