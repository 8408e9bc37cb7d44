//! What rules have entered in the group's register, and the calls that entries ask for.

use std::collections::BTreeMap;
use std::ops::Bound;

use model::Timestamp;
use rules::register::Entry;
use serde::{Deserialize, Serialize};

use crate::owed::is_shown;
use crate::program::RuleId;
use crate::step::{Step, Trigger};
use crate::timers::Timer;

/// The most entries of one group, of 200 bytes each; the oldest of the longest list gives way, so
/// that many customers displace no routine and no balance. An organisation with ten thousand
/// accounts and their customers has as many.
const ENTRIES_MAX: usize = 65_536;
/// The longest text of an entry, in bytes; longer ones are cut.
const TEXT_BYTES_MAX: usize = 2_048;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    entry: Entry,
    rule: RuleId,
    number: u32,
    /// When its rule is called, where it is.
    call: Option<Timestamp>,
    /// Whether it was entered when its rule began, and stands as long as that rule is in force.
    standing: bool,
}

/// A call that is no longer wanted: when, and the number of its entry.
type Call = (Timestamp, u32);

/// Marks of the names of lists, several names to a mark.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks([u64; 4]);

impl Marks {
    /// No list.
    pub const NONE: Marks = Marks([0; 4]);

    /// Those of either.
    pub fn or(self, other: Marks) -> Marks {
        let mut both = self;
        both.0.iter_mut().zip(other.0).for_each(|(one, other)| *one |= other);
        both
    }

    /// What may be any list.
    pub fn all() -> Marks {
        Marks([u64::MAX; 4])
    }

    fn place(list: &str) -> (usize, u64) {
        let hash = text::key_of(list);
        ((hash & 3) as usize, 1 << (hash >> 2 & 63))
    }

    pub fn set(&mut self, list: &str) {
        let (word, bit) = Marks::place(list);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether the two may have a list in common.
    pub fn meets(self, other: Marks) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    fn has(&self, list: &str) -> bool {
        let (word, bit) = Marks::place(list);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// The register of a group.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Register {
    /// By list, then key.
    lists: BTreeMap<String, BTreeMap<String, Kept>>,
    /// Which lists may have entries: most questions are about lists that have none, and this
    /// answers them without a look into far memory.
    #[serde(skip, default = "Marks::all")]
    marks: Marks,
    /// List and key by the number under which they were entered: the smallest is the oldest.
    ages: BTreeMap<u32, (String, String)>,
    last: u32,
    /// Whether a rule is beginning.
    #[serde(skip)]
    beginning: bool,
    /// Which rules have begun here, one bit each.
    begun: Vec<u64>,
    /// Entries that may have changed, of lists that people look at.
    #[serde(skip)]
    touched: Vec<(String, String)>,
}

impl Register {
    /// The entry of that list and key.
    #[must_use]
    pub fn entry(&self, list: &str, key: &str) -> Option<&Entry> {
        self.list(list)?.get(key).map(|kept| &kept.entry)
    }

    /// Whether one of these lists may have entries.
    #[must_use]
    pub(crate) fn may_have(&self, lists: Marks) -> bool {
        self.marks.meets(lists)
    }

    fn list(&self, list: &str) -> Option<&BTreeMap<String, Kept>> {
        if self.marks.has(list) { self.lists.get(list) } else { None }
    }

    /// A list has become empty.
    fn mark_afresh(&mut self) {
        self.marks = Marks::default();
        for list in self.lists.keys() {
            self.marks.set(list);
        }
    }

    /// The rule that made an entry.
    #[must_use]
    pub fn maker(&self, list: &str, key: &str) -> Option<RuleId> {
        self.list(list)?.get(key).map(|kept| kept.rule)
    }

    /// Every entry of a list whose key begins so, in the order of their keys.
    #[must_use]
    pub fn entries(&self, list: &str, begins: &str) -> Vec<&Entry> {
        let Some(entries) = self.list(list) else { return Vec::new() };
        let from = entries.range::<str, _>((Bound::Included(begins), Bound::Unbounded));
        from.take_while(|(key, _)| key.starts_with(begins)).map(|(_, kept)| &kept.entry).collect()
    }

    /// Entries that may have changed since this was last called.
    pub(crate) fn take_touched(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.touched)
    }

    fn touch(&mut self, list: &str, key: &str) {
        if is_shown(list) {
            self.touched.push((list.to_owned(), key.to_owned()));
        }
    }

    /// Enters, and says the number under which its call is set. What had to give way goes to
    /// `gone`: the entry that stood there, and the oldest ones of a full register.
    fn enter(&mut self, kept: Kept, gone: &mut Vec<Call>) -> u32 {
        gone.extend(self.strike(&kept.entry.list, &kept.entry.key));
        while self.ages.len() >= ENTRIES_MAX {
            let Some(number) = self.oldest_of_longest() else { break };
            let Some((list, key)) = self.ages.remove(&number) else { break };
            let call = self.remove(&list, &key).and_then(|kept| kept.call);
            gone.extend(call.map(|at| (at, number)));
        }
        self.last = self.last.wrapping_add(1);
        let number = self.last;
        let (list, key) = (kept.entry.list.clone(), kept.entry.key.clone());
        self.touch(&list, &key);
        self.ages.insert(number, (list.clone(), key.clone()));
        self.marks.set(&list);
        self.lists.entry(list).or_default().insert(key, Kept { number, ..kept });
        number
    }

    fn oldest_of_longest(&self) -> Option<u32> {
        let longest = self.lists.iter().max_by_key(|(_, entries)| entries.len())?.0;
        let of_list = self.ages.iter().find(|(_, (list, _))| list == longest);
        of_list.map(|(&number, _)| number)
    }

    /// Strikes an entry, and says its call.
    fn strike(&mut self, list: &str, key: &str) -> Option<Call> {
        let kept = self.remove(list, key)?;
        self.ages.remove(&kept.number);
        kept.call.map(|at| (at, kept.number))
    }

    fn remove(&mut self, list: &str, key: &str) -> Option<Kept> {
        let entries = self.lists.get_mut(list)?;
        let kept = entries.remove(key);
        if entries.is_empty() {
            self.lists.remove(list);
            self.mark_afresh();
        }
        if kept.is_some() {
            self.touch(list, key);
        }
        kept
    }

    /// Takes out the entry with that number.
    fn take(&mut self, number: u32) -> Option<Kept> {
        let (list, key) = self.ages.remove(&number)?;
        self.remove(&list, &key)
    }

    /// What ended rules said of themselves when they began stands no longer.
    fn strike_ended(&mut self, ended: impl Fn(RuleId) -> bool) {
        let mut numbers = Vec::new();
        self.lists.retain(|_, entries| {
            entries.retain(|_, kept| {
                let over = kept.standing && ended(kept.rule);
                numbers.extend(over.then_some(kept.number));
                !over
            });
            !entries.is_empty()
        });
        self.mark_afresh();
        for number in numbers {
            if let Some((list, key)) = self.ages.remove(&number) {
                self.touch(&list, &key);
            }
        }
    }

    fn has_begun(&self, rule: RuleId) -> bool {
        let bits = self.begun.get(usize::from(rule.0) / 64);
        bits.is_some_and(|bits| bits & (1_u64 << (rule.0 % 64)) != 0)
    }

    /// Notes that a rule has begun here.
    fn begin(&mut self, rule: RuleId) {
        let word = usize::from(rule.0) / 64;
        if self.begun.len() <= word {
            self.begun.resize(word + 1, 0);
        }
        if let Some(bits) = self.begun.get_mut(word) {
            *bits |= 1_u64 << (rule.0 % 64);
        }
    }

    /// Bytes held, roughly, for the memory target.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let one = |kept: &Kept| {
            size_of::<Kept>() + 3 * (kept.entry.key.capacity() + 24) + kept.entry.text.capacity()
        };
        let entries = self.lists.values().flat_map(BTreeMap::values).map(one).sum::<usize>();
        entries + self.begun.capacity() * size_of::<u64>()
    }
}

/// What stands before the name of a list that a rule keeps which only watches.
const WATCHED: &str = "~";

/// The list that rules keep which only watch: what they note changes nothing for the others.
#[must_use]
pub(crate) fn watched(list: &str) -> String {
    format!("{WATCHED}{list}")
}

fn cut(text: &mut String) {
    let mut end = TEXT_BYTES_MAX.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

impl Step<'_> {
    /// A rule enters something.
    pub(crate) fn enter_entry(&mut self, rule: RuleId, mut entry: Entry) {
        entry.at = self.group.now;
        if self.watches(rule) && !entry.list.starts_with(WATCHED) {
            entry.list = watched(&entry.list);
        }
        cut(&mut entry.text);
        // What is due at once is called a moment later, so that no rule calls itself forever.
        let call = entry.due.map(|due| due.max(self.group.now.plus_ms(1)));
        let mut gone = Vec::new();
        let standing = self.group.register.beginning && call.is_none();
        let kept = Kept { entry, rule, number: 0, call, standing };
        let number = self.group.register.enter(kept, &mut gone);
        for (at, number) in gone {
            self.group.timers.cancel_at(at, Timer::Entry(number));
        }
        if let Some(at) = call {
            self.group.timers.set(at, Timer::Entry(number));
        }
    }

    fn watches(&self, rule: RuleId) -> bool {
        self.program.rule(rule).is_some_and(|rule| rule.observe)
    }

    /// A rule strikes an entry.
    pub(crate) fn strike_entry(&mut self, rule: RuleId, mut list: String, key: &str) {
        if self.watches(rule) {
            list = watched(&list);
        }
        if let Some((at, number)) = self.group.register.strike(&list, key) {
            self.group.timers.cancel_at(at, Timer::Entry(number));
        }
    }

    /// The time of an entry has come: the rule that made it is called, or the one that took its
    /// place in a newer version of the policy.
    pub(crate) fn call_entry(&mut self, number: u32, due: Timestamp) {
        let Some(mut kept) = self.group.register.take(number) else { return };
        if let Some(plain) = kept.entry.list.strip_prefix(WATCHED) {
            kept.entry.list = plain.to_owned();
        }
        let Some(id) = self.program.in_force(kept.rule, due) else { return };
        if !self.binding.governs(id) {
            return;
        }
        let trigger = Trigger::Due(self.program.zone().rfc3339(due));
        self.call(id, due, &trigger, kept.entry.member, |finder, moment, out| {
            finder.comes_due(&kept.entry, moment, out);
        });
    }

    /// Calls the rules that come into force here, or sets the time at which they will.
    pub(crate) fn begin_rules(&mut self) {
        for index in 0..self.binding.finders.len() {
            let Some(&id) = self.binding.finders.get(index) else { return };
            let Some(rule) = self.program.rule(id) else { continue };
            if rule.ends <= self.group.now {
                continue;
            }
            if self.group.register.has_begun(id) {
                self.foresee(id, self.group.now);
            } else if rule.starts <= self.group.now {
                self.begin_rule(id, self.group.now);
            } else {
                // Deadlines run out when they have passed.
                self.group.timers.cancel(Timer::Begin(id));
                self.group.timers.set(rule.starts.plus_ms(-1), Timer::Begin(id));
            }
        }
    }

    /// A rule begins.
    pub(crate) fn begin_rule(&mut self, id: RuleId, at: Timestamp) {
        if !self.binding.governs(id) {
            return;
        }
        let trigger = Trigger::Due(self.program.zone().rfc3339(at));
        self.group.register.begin(id);
        let ended = |id: RuleId| self.program.rule(id).is_none_or(|rule| rule.ends <= at);
        self.group.register.strike_ended(ended);
        self.group.register.beginning = true;
        self.call(id, at, &trigger, None, |finder, moment, out| finder.begins(moment, out));
        self.group.register.beginning = false;
        self.foresee(id, at);
    }

    /// A rule whose policy has a version to come is told.
    fn foresee(&mut self, id: RuleId, at: Timestamp) {
        let newer = self.program.rule(id).is_some_and(|rule| rule.ends < Timestamp::MAX);
        if newer && self.binding.governs(id) {
            let trigger = Trigger::Due(self.program.zone().rfc3339(at));
            self.call(id, at, &trigger, None, |finder, moment, out| finder.foresees(moment, out));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_list_gives_way() {
        let mut register = Register::default();
        let mut enter = |list: &str, key: &str| {
            let entry = Entry::new(list, key);
            let kept = Kept {
                entry,
                rule: RuleId(0),
                number: 0,
                call: Some(Timestamp(1)),
                standing: false,
            };
            let mut gone = Vec::new();
            register.enter(kept, &mut gone);
            gone.len()
        };
        enter("routine", "review");
        enter("points", "u7");
        let gone: usize = (0..ENTRIES_MAX).map(|key| enter("customer", &key.to_string())).sum();
        assert_eq!(gone, 2, "the calls of what gave way are no longer wanted");
        assert!(register.entry("routine", "review").is_some());
        assert!(register.entry("points", "u7").is_some());
        assert!(register.entry("customer", "0").is_none());
        assert!(register.entry("customer", "1").is_none());
        assert!(register.entry("customer", "2").is_some());
    }
}
