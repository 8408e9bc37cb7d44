//! What events say of groups and their members, for the tables that people look at. The engine
//! knows roles and presence; names are only here.

use model::event::{Listed, StaffStatus};
use model::{Event, EventBody};
use store::rows::{GroupRow, MemberRow, RosterChange};

/// What an event changes. `known`: whether its member is known to be in the group.
pub fn changes(event: &Event<'_>, known: bool, out: &mut Vec<RosterChange>) {
    let group = || event.group.to_string();
    let of_group =
        |row: GroupRow| RosterChange::Group(GroupRow { id: group(), began: event.at, ..row });
    match &event.body {
        EventBody::Group { name, purpose, owner, members } => {
            let text =
                |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
            out.push(of_group(GroupRow {
                name: text(name),
                purpose: text(purpose),
                owner: text(owner),
                ..GroupRow::default()
            }));
            if !members.is_empty() {
                out.push(RosterChange::Listed { group: group() });
                out.extend(members.iter().map(|one| listed(one, &event.group)));
            }
            return;
        }
        EventBody::Rename { name } => {
            out.push(of_group(GroupRow { name: Some(name.to_string()), ..GroupRow::default() }));
            return;
        }
        _ => {}
    }
    let Some(member) = event.member.as_deref().filter(|id| !id.starts_with('@')) else { return };
    let row = |row: MemberRow| MemberRow { group: group(), id: member.to_owned(), ..row };
    let (row, told) = match &event.body {
        EventBody::Leave { .. } => {
            out.push(RosterChange::Left { group: group(), member: member.to_owned() });
            return;
        }
        EventBody::Staff { status: StaffStatus::Left, .. } => {
            out.push(RosterChange::Left { group: group(), member: member.to_owned() });
            return;
        }
        EventBody::Join { name, card, roles, tags, .. } => (
            row(MemberRow {
                name: name.as_deref().map(str::to_owned),
                card: card.as_deref().map(str::to_owned),
                roles: roles.join(" "),
                tags: tags.join("\n"),
                joined: Some(event.at),
                ..MemberRow::default()
            }),
            true,
        ),
        EventBody::Card { card } => {
            (row(MemberRow { card: Some(card.to_string()), ..MemberRow::default() }), false)
        }
        EventBody::Roles { roles, tags } => (
            row(MemberRow {
                roles: roles.join(" "),
                tags: tags.join("\n"),
                ..MemberRow::default()
            }),
            true,
        ),
        EventBody::Staff { name, roles, tags, .. } => (
            row(MemberRow {
                name: name.as_deref().map(str::to_owned),
                roles: roles.join(" "),
                tags: tags.join("\n"),
                ..MemberRow::default()
            }),
            !roles.is_empty() || !tags.is_empty(),
        ),
        EventBody::Message { .. } | EventBody::Notice { .. } if !known => {
            (row(MemberRow::default()), false)
        }
        _ => return,
    };
    out.push(RosterChange::Present { member: row, told });
}

fn listed(one: &Listed<'_>, group: &str) -> RosterChange {
    let told = one.roles.is_some() || one.tags.is_some();
    let member = MemberRow {
        group: group.to_owned(),
        id: one.id.to_string(),
        name: one.name.as_deref().map(str::to_owned),
        card: one.card.as_deref().map(str::to_owned),
        roles: one.roles.as_ref().map(|roles| roles.join(" ")).unwrap_or_default(),
        tags: one.tags.as_ref().map(|tags| tags.join("\n")).unwrap_or_default(),
        joined: one.joined,
        present: true,
    };
    RosterChange::Present { member, told }
}
