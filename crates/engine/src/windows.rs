//! What a group remembers of recent messages: small rings with a stated size.

use model::Timestamp;
use rules::scene::MemberIx;
use serde::{Deserialize, Serialize};

/// One remembered message of a member.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sent {
    /// The low half of the content's key: a chance meeting is one in four thousand million.
    key: u32,
    /// Tenths of a second since the group's history began, plus one; 0: nothing here.
    at: u32,
}

/// The last few messages of each member: `kept` of them, in one flat table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OwnWindows {
    kept: u8,
    ring: Vec<Sent>,
    next: Vec<u8>,
}

fn tenths(began: Timestamp, at: Timestamp) -> u32 {
    u32::try_from(at.since(began).max(0) / 100).unwrap_or(u32::MAX - 1).saturating_add(1)
}

fn low(key: u64) -> u32 {
    u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0)
}

impl OwnWindows {
    /// Windows that keep so many messages of each member.
    #[must_use]
    pub fn keeping(kept: usize) -> OwnWindows {
        OwnWindows { kept: u8::try_from(kept).unwrap_or(u8::MAX), ..OwnWindows::default() }
    }

    /// Keeps more or fewer from now on; what is kept so far is forgotten where that changes.
    pub fn keep(&mut self, kept: usize) {
        if usize::from(self.kept) != kept.min(usize::from(u8::MAX)) {
            *self = OwnWindows::keeping(kept);
        }
    }

    fn of(&self, ix: MemberIx) -> &[Sent] {
        let kept = usize::from(self.kept);
        let start = ix.0 as usize * kept;
        self.ring.get(start..start + kept).unwrap_or(&[])
    }

    /// Looks at a member's window; what it says has no meaning.
    #[must_use]
    pub fn touch(&self, ix: MemberIx) -> u32 {
        self.of(ix).first().map_or(0, |sent| sent.at)
    }

    /// Remembers a message of a member, one of so many.
    pub fn push(
        &mut self,
        (ix, members): (MemberIx, usize),
        key: u64,
        began: Timestamp,
        at: Timestamp,
    ) {
        if self.kept == 0 {
            return;
        }
        let (kept, ix) = (usize::from(self.kept), ix.0 as usize);
        if self.next.len() <= ix {
            self.make_room(ix + 1, members);
        }
        let Some(next) = self.next.get_mut(ix) else { return };
        if let Some(place) = self.ring.get_mut(ix * kept + usize::from(*next)) {
            *place = Sent { key: low(key), at: tenths(began, at) };
        }
        *next = if *next + 1 >= self.kept { 0 } else { *next + 1 };
    }

    /// Makes room for the first members. They speak in no order: as much again is left over, but
    /// not beyond those who are there. Where there was room for nearly all of these, somebody has
    /// come: an eighth is left over, so that not every newcomer means another copy.
    fn make_room(&mut self, members: usize, all: usize) {
        let kept = usize::from(self.kept);
        let had = self.next.capacity();
        if had < members {
            let come = had >= all - all / 8;
            let room = if come { members + members / 8 } else { all.min(2 * members) };
            let room = room.max(members);
            self.next.reserve_exact(room - self.next.len());
            self.ring.reserve_exact(room * kept - self.ring.len());
        }
        self.next.resize(members, 0);
        self.ring.resize(members * kept, Sent::default());
    }

    /// Forgets a member's messages.
    pub fn clear(&mut self, ix: MemberIx) {
        let kept = usize::from(self.kept);
        let start = ix.0 as usize * kept;
        if let Some(own) = self.ring.get_mut(start..start + kept) {
            own.fill(Sent::default());
        }
    }

    /// How many remembered messages lie within `window_ms` before `at`, with that key where one
    /// is given.
    #[must_use]
    pub fn count(
        &self,
        ix: MemberIx,
        key: Option<u64>,
        window_ms: i64,
        began: Timestamp,
        at: Timestamp,
    ) -> u32 {
        let now = tenths(began, at);
        let window = u32::try_from(window_ms.max(0) / 100).unwrap_or(u32::MAX);
        let key = key.map(low);
        let counts = |sent: &&Sent| {
            sent.at != 0
                && now.saturating_sub(sent.at) <= window
                && key.is_none_or(|key| key == sent.key)
        };
        u32::try_from(self.of(ix).iter().filter(counts).count()).unwrap_or(u32::MAX)
    }

    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.ring.capacity() * size_of::<Sent>() + self.next.capacity()
    }
}

/// How many contents of a bucket: one cache line of 32-bit keys.
const BUCKET: usize = 16;
/// How many buckets, once a group has any: the group remembers the last 256 contents or so.
const BUCKETS: usize = 16;

/// Contents that the group has seen: buckets in which the oldest makes room.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SeenContents {
    keys: Vec<u32>,
}

impl SeenContents {
    fn bucket(key: u64) -> usize {
        usize::try_from((key >> 32) % BUCKETS as u64).unwrap_or(0) * BUCKET
    }

    /// Whether a content is remembered.
    #[must_use]
    pub fn contains(&self, key: u64) -> bool {
        let start = SeenContents::bucket(key);
        // 0 marks an empty place.
        self.keys.get(start..start + BUCKET).is_some_and(|keys| keys.contains(&(low(key) | 1)))
    }

    /// Remembers a content, as the newest of its bucket.
    pub fn insert(&mut self, key: u64) {
        if self.keys.is_empty() {
            self.keys.resize(BUCKETS * BUCKET, 0);
        }
        let start = SeenContents::bucket(key);
        if let Some(keys) = self.keys.get_mut(start..start + BUCKET) {
            keys.rotate_right(1);
            if let Some(first) = keys.first_mut() {
                *first = low(key) | 1;
            }
        }
    }

    /// Bytes held, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.keys.capacity() * size_of::<u32>()
    }
}

/// A silence after which a dialogue is a new one, in seconds: half an hour.
const SILENCE: u32 = 30 * 60;

/// Who has been talking alone with whom, and for how many turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogue {
    last: Option<MemberIx>,
    before: Option<MemberIx>,
    turns: u32,
    /// When the last of them spoke, in seconds since 1970.
    spoke: u32,
}

impl Dialogue {
    /// Somebody speaks at a time, in seconds since 1970.
    pub fn speak(&mut self, who: MemberIx, at: u32) {
        if self.is_over(at) {
            self.reset();
        }
        self.spoke = self.spoke.max(at);
        if self.last == Some(who) {
            return;
        }
        self.turns = if self.before == Some(who) { self.turns.saturating_add(1) } else { 2 };
        self.before = self.last;
        self.last = Some(who);
        if self.before.is_none() {
            self.turns = 1;
        }
    }

    fn is_over(&self, at: u32) -> bool {
        at.saturating_sub(self.spoke) > SILENCE
    }

    /// The two who talk at that time, the last speaker first, and the turns so far.
    #[must_use]
    pub fn at(self, at: u32) -> Option<(MemberIx, MemberIx, u32)> {
        if self.is_over(at) { None } else { Some((self.last?, self.before?, self.turns)) }
    }

    /// Counts afresh.
    pub fn reset(&mut self) {
        *self = Dialogue::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: Timestamp = Timestamp(1_700_000_000_000);
    const ANN: MemberIx = MemberIx(3);

    #[test]
    fn a_ring_forgets_the_oldest() {
        let mut own = OwnWindows::keeping(3);
        for second in 0..4 {
            own.push((ANN, 4), second as u64 + 7, BEGAN, BEGAN.plus_ms(second * 1_000));
        }
        let now = BEGAN.plus_ms(4_000);
        assert_eq!(own.count(ANN, None, 60_000, BEGAN, now), 3);
        assert_eq!(own.count(ANN, None, 2_000, BEGAN, now), 2);
        assert_eq!(own.count(ANN, Some(7), 60_000, BEGAN, now), 0);
        assert_eq!(own.count(ANN, Some(9), 60_000, BEGAN, now), 1);
        assert_eq!(own.count(MemberIx(9), None, 60_000, BEGAN, now), 0);
        own.clear(ANN);
        assert_eq!(own.count(ANN, None, 60_000, BEGAN, now), 0);
    }

    #[test]
    fn seen_contents_are_bounded() {
        let mut seen = SeenContents::default();
        assert!(!seen.contains(5));
        seen.insert(5);
        assert!(seen.contains(5));
        for key in 0..10_000u64 {
            seen.insert(key.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        }
        assert_eq!(seen.bytes(), 1_024);
    }

    #[test]
    fn turns_count_only_between_two() {
        let (a, b, c) = (MemberIx(1), MemberIx(2), MemberIx(3));
        let mut talk = Dialogue::default();
        for who in [a, a, b, a, b] {
            talk.speak(who, 1_000);
        }
        assert_eq!(talk.at(1_000), Some((b, a, 4)));
        talk.speak(c, 1_060);
        assert_eq!(talk.at(1_060), Some((c, b, 2)));
        assert_eq!(talk.at(1_060 + SILENCE), Some((c, b, 2)));
        assert_eq!(talk.at(1_061 + SILENCE), None);
        talk.speak(b, 1_061 + SILENCE);
        assert_eq!(talk.at(1_061 + SILENCE), None, "a new talk begins with one turn");
    }
}
