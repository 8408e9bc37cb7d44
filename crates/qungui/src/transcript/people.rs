//! Who is in the group: `小李(管理员)、小赵(客服,新成员)`.

use model::Role;
use policy::param::Who;
use serde_json::{Value, json};

use super::words::{brackets, parts, split_colon};

/// Somebody as the file declares them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub name: String,
    pub roles: Vec<&'static str>,
    pub tags: Vec<String>,
    pub card: Option<String>,
    /// Joined only now.
    pub fresh: bool,
    /// The organisation has them no longer.
    pub left: bool,
}

/// The people of a list.
pub(super) fn list(text: &str) -> Vec<Person> {
    parts(text, &['、', ',', '，', ';', '；', ' ', '\t', '\u{3000}'])
        .into_iter()
        .map(person)
        .filter(|person| !person.name.is_empty())
        .collect()
}

/// `小李(管理员,群昵称:客服-小李)`.
pub(super) fn person(text: &str) -> Person {
    // `u8[销售部]` is the same as `u8(销售部)`.
    let plain = text.replace(['[', '【'], "(").replace([']', '】'], ")");
    let (name, inside) = brackets(&plain);
    let (name, more) = brackets(name);
    let mut person = Person { name: name.trim().to_owned(), ..Person::default() };
    for word in more.into_iter().chain(inside).flat_map(|text| parts(text, &['、', ',', '，'])) {
        person.add(word);
    }
    person
}

impl Person {
    fn add(&mut self, word: &str) {
        if let Some((_, card)) = split_colon(word)
            .filter(|(key, _)| matches!(*key, "群昵称" | "名片" | "群名片" | "昵称"))
        {
            self.card = Some(card.to_owned());
            return;
        }
        match (word, Who::parse(word)) {
            ("新成员" | "新人" | "刚进群", _) => self.fresh = true,
            ("已离职" | "离职" | "已离开", _) => self.left = true,
            (_, Who::Role(Role::Newcomer)) => self.fresh = true,
            (_, Who::Role(Role::Member)) => {}
            (_, Who::Role(role)) => self.roles.push(role.name()),
            _ if matches!(word, "秘书" | "群秘书") => self.roles.push(Role::Secretary.name()),
            _ if matches!(word, "监督员") => self.roles.push(Role::Supervisor.name()),
            _ => self.tags.push(word.to_owned()),
        }
    }

    /// As a snapshot lists them at a time.
    pub(super) fn listed(&self, now: &str) -> Value {
        let mut listed =
            json!({"id": self.name, "name": self.name, "roles": self.roles, "tags": self.tags});
        if let Some(fields) = listed.as_object_mut() {
            if let Some(card) = &self.card {
                fields.insert("card".to_owned(), json!(card));
            }
            if self.fresh {
                fields.insert("joined".to_owned(), json!(now));
            }
            if self.left {
                fields.insert("status".to_owned(), json!("left"));
            }
        }
        listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_with_roles_tags_and_cards() {
        let all = list("王主任(领导,群主)、小李(管理员) 小赵[客服] 小周(新成员,群昵称:客服-小周)");
        let named: Vec<&str> = all.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(named, ["王主任", "小李", "小赵", "小周"]);
        assert_eq!(all[0].roles, ["leader", "owner"]);
        assert_eq!(all[1].roles, ["admin"]);
        assert_eq!(all[2].tags, ["客服"]);
        assert!(all[3].fresh);
        assert_eq!(all[3].card.as_deref(), Some("客服-小周"));
    }
}
