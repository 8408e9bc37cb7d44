//! Who is, or was, in a group.

use hashbrown::HashTable;
use model::{Roles, Timestamp};
use rules::scene::{Member, MemberIx, Populations};
use serde::{Deserialize, Serialize, Serializer};

/// The most members that one group remembers, those who left included; the largest group of
/// any platform has 2,000 to 5,000.
pub const MEMBERS_MAX: usize = 60_000;

/// Whole seconds since 1970 as [`Member`] keeps them.
#[must_use]
pub fn whole_seconds(at: Timestamp) -> u32 {
    u32::try_from(at.0.max(0) / 1_000).unwrap_or(u32::MAX)
}

/// The members of a group, in the order in which they were first seen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "(Vec<Member>, String)")]
pub struct Members {
    list: Vec<Member>,
    /// All ids, one after another: a string of its own for each would cost twice as much.
    ids: String,
    /// Positions by the hash of the id. Only ever asked, never walked.
    index: HashTable<u16>,
    present: u32,
}

/// The id of the member at a position: they stand one after another.
fn id_at<'i>(list: &[Member], ids: &'i str, ix: usize) -> &'i str {
    let Some(member) = list.get(ix) else { return "" };
    let end = list.get(ix + 1).map_or(ids.len(), |next| next.id as usize);
    ids.get(member.id as usize..end).unwrap_or_default()
}

fn hash(id: &str) -> u64 {
    rapidhash::v3::rapidhash_v3(id.as_bytes())
}

impl Members {
    /// The member with that id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<MemberIx> {
        let same = |&ix: &u16| id_at(&self.list, &self.ids, usize::from(ix)) == id;
        self.index.find(hash(id), same).map(|&ix| MemberIx(u32::from(ix)))
    }

    /// The id of the member at a position; empty where there is none.
    #[must_use]
    pub fn id(&self, ix: MemberIx) -> &str {
        id_at(&self.list, &self.ids, ix.0 as usize)
    }

    /// The member at a position.
    #[must_use]
    pub fn get(&self, ix: MemberIx) -> Option<&Member> {
        self.list.get(ix.0 as usize)
    }

    /// The member at a position, to change; presence changes through [`Members::set_present`].
    pub fn get_mut(&mut self, ix: MemberIx) -> Option<&mut Member> {
        self.list.get_mut(ix.0 as usize)
    }

    /// The member with that id, added as absent where they are new; none where the group is
    /// full of people it remembers.
    pub fn find_or_add(&mut self, id: &str) -> Option<MemberIx> {
        if let Some(ix) = self.find(id) {
            return Some(ix);
        }
        if self.list.len() >= MEMBERS_MAX {
            return None;
        }
        let ix = u16::try_from(self.list.len()).ok()?;
        let start = u32::try_from(self.ids.len()).ok()?;
        self.ids.push_str(id);
        self.list.push(Member {
            id: start,
            populations: Populations::default(),
            joined: 0,
            spoke: 0,
            took_part: 0,
            roles: Roles::NONE,
            present: false,
            card_fits: true,
            left_organisation: false,
        });
        self.enter(ix);
        Some(MemberIx(u32::from(ix)))
    }

    fn enter(&mut self, ix: u16) {
        let Members { list, ids, index, .. } = self;
        let id_hash = |&ix: &u16| hash(id_at(list, ids, usize::from(ix)));
        index.insert_unique(id_hash(&ix), ix, id_hash);
    }

    /// Makes room for so many members in all with so many bytes of ids, and no more: a snapshot
    /// says how many there are.
    pub fn reserve(&mut self, members: usize, id_bytes: usize) {
        let more = members.min(MEMBERS_MAX).saturating_sub(self.list.len());
        self.list.reserve_exact(more);
        if more > 0 {
            self.ids.reserve_exact(id_bytes.saturating_sub(self.ids.len()));
        }
    }

    /// Notes whether a member is in the group now.
    pub fn set_present(&mut self, ix: MemberIx, present: bool) {
        let Some(member) = self.list.get_mut(ix.0 as usize) else { return };
        if member.present != present {
            member.present = present;
            self.present = if present { self.present + 1 } else { self.present.saturating_sub(1) };
        }
    }

    /// How many are in the group now.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.present
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Everybody who is in the group now, with their positions.
    pub fn present(&self) -> impl Iterator<Item = (MemberIx, &Member)> {
        (0u32..).map(MemberIx).zip(&self.list).filter(|(_, member)| member.present)
    }

    /// Bytes that the table holds, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.list.capacity() * size_of::<Member>()
            + self.ids.capacity()
            + self.index.allocation_size()
    }
}

impl From<(Vec<Member>, String)> for Members {
    fn from((list, ids): (Vec<Member>, String)) -> Members {
        let present = u32::try_from(list.iter().filter(|m| m.present).count()).unwrap_or(0);
        let mut members = Members { list, ids, present, ..Members::default() };
        for ix in 0..members.list.len() {
            members.enter(u16::try_from(ix).unwrap_or(u16::MAX));
        }
        members
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.list, &self.ids).serialize(serializer)
    }
}
