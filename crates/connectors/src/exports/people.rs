//! Who is in a group, as far as a file shows: by id, and by the names that rows use.

use std::collections::BTreeMap;

use super::ids;
use super::sheet::{Sheet, Who};

/// How somebody first appears in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// Doing something: they were in the group before.
    Present,
    /// Joining.
    Joined,
}

/// Somebody of a group.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub id: String,
    pub name: String,
    /// Name in the group when the file begins.
    pub card: String,
    /// Name in the group at the row that is being read.
    pub card_now: String,
    pub roles: Vec<String>,
    pub first: Option<First>,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    One(usize),
    Several,
}

/// Everybody of one group.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// In the order of their first mention.
    pub people: Vec<Person>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Named>,
    me: String,
}

/// Whom a row without an id was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The id says it.
    ById(usize),
    /// Nobody else has that name.
    ByName(usize),
    /// Several people have that name, or nobody: somebody of whom only the name is known.
    NameOnly(usize),
}

impl Found {
    pub fn index(self) -> usize {
        match self {
            Found::ById(index) | Found::ByName(index) | Found::NameOnly(index) => index,
        }
    }
}

/// The id of somebody of whom only the name is known.
fn id_of_name(name: &str) -> String {
    ids::fit(&format!("name:{name}"), ids::MEMBER_MAX)
}

impl Directory {
    /// Everybody whose id the sheet shows, for each of its groups.
    pub fn collect(sheet: &Sheet) -> Vec<Directory> {
        let mut all: Vec<Directory> = sheet
            .groups
            .iter()
            .map(|group| Directory { me: group.me.clone(), ..Directory::default() })
            .collect();
        for row in &sheet.rows {
            if let Some(directory) = all.get_mut(row.group) {
                directory.learn(&row.who);
            }
        }
        // What rows say is of their time, what a list says is of the export's: rows go first.
        for (group, directory) in sheet.groups.iter().zip(&mut all) {
            group.members.iter().for_each(|who| directory.learn(who));
        }
        all
    }

    fn learn(&mut self, who: &Who) {
        let id = ids::fit(&who.id, ids::MEMBER_MAX);
        if id.is_empty() {
            return;
        }
        let index = self.add(&id);
        if !who.alias.is_empty() && who.alias != id {
            self.by_id.entry(who.alias.clone()).or_insert(index);
        }
        for name in [&who.name, &who.card] {
            self.name(name, index);
        }
        if let Some(person) = self.people.get_mut(index) {
            if person.name.is_empty() {
                person.name = ids::name(&who.name);
            }
            if person.card.is_empty() {
                person.card = ids::name(&who.card);
                person.card_now.clone_from(&person.card);
            }
            if person.roles.is_empty() {
                person.roles.clone_from(&who.roles);
            }
        }
    }

    fn add(&mut self, id: &str) -> usize {
        if let Some(&index) = self.by_id.get(id) {
            return index;
        }
        let index = self.people.len();
        self.by_id.insert(id.to_owned(), index);
        self.people.push(Person { id: id.to_owned(), ..Person::default() });
        index
    }

    fn name(&mut self, name: &str, index: usize) {
        let name = name.trim();
        if name.is_empty() {
            return;
        }
        match self.by_name.get_mut(name) {
            None => {
                self.by_name.insert(name.to_owned(), Named::One(index));
            }
            Some(named) if *named != Named::One(index) => *named = Named::Several,
            Some(_) => {}
        }
    }

    /// Whoever a row is of; none where it says neither id nor name.
    pub fn find(&mut self, who: &Who) -> Option<Found> {
        let id = ids::fit(&who.id, ids::MEMBER_MAX);
        if !id.is_empty() {
            return Some(Found::ById(self.add(&id)));
        }
        let name = [&who.card, &who.name].into_iter().find(|name| !name.trim().is_empty())?;
        Some(self.named(name))
    }

    /// Whoever a name means; `你` is the account that was exported.
    pub fn named(&mut self, name: &str) -> Found {
        let name = name.trim();
        if name == "你" {
            let (id, shown) = if self.me.is_empty() { ("self", "我") } else { (&*self.me, "") };
            let id = id.to_owned();
            let index = self.add(&id);
            if let Some(person) = self.people.get_mut(index)
                && person.name.is_empty()
            {
                shown.clone_into(&mut person.name);
            }
            return Found::ById(index);
        }
        if let Some(&Named::One(index)) = self.by_name.get(name) {
            return Found::ByName(index);
        }
        // Where an export knows no names, the platform's lines name ids.
        if let Some(&index) = self.by_id.get(name) {
            return Found::ByName(index);
        }
        let index = self.add(&id_of_name(name));
        if let Some(person) = self.people.get_mut(index)
            && person.name.is_empty()
        {
            person.name = ids::name(name);
        }
        Found::NameOnly(index)
    }

    /// Whether several people use that name.
    pub fn shared(&self, name: &str) -> bool {
        self.by_name.get(name.trim()) == Some(&Named::Several)
    }

    /// Whether exactly one person uses that name.
    pub fn knows(&self, name: &str) -> bool {
        matches!(self.by_name.get(name.trim()), Some(Named::One(_)))
    }

    /// How many names several people use.
    pub fn shared_names(&self) -> usize {
        self.by_name.values().filter(|named| **named == Named::Several).count()
    }

    /// The id of whoever has that id or alias.
    pub fn id_of_alias(&self, alias: &str) -> Option<&str> {
        let &index = self.by_id.get(alias)?;
        self.people.get(index).map(|person| person.id.as_str())
    }

    /// The id of the only person of that name.
    pub fn id_of_only(&self, name: &str) -> Option<&str> {
        match self.by_name.get(name)? {
            Named::One(index) => self.people.get(*index).map(|person| person.id.as_str()),
            Named::Several => None,
        }
    }

    /// Notes how somebody first appears.
    pub fn appears(&mut self, index: usize, first: First) {
        if let Some(person) = self.people.get_mut(index) {
            person.first.get_or_insert(first);
        }
    }

    /// A person's id; empty where there is no such person.
    pub fn id(&self, index: usize) -> &str {
        self.people.get(index).map_or("", |person| &person.id)
    }
}
