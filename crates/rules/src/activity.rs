//! Activities in a group: the register of who signed up, who waits, who came; and what members
//! say to sign up, to cancel, to sign in.

use model::{Span, Timestamp};
use text::words;

use crate::clause::has;
use crate::finder::{Outcome, Outcomes, Saying};
use crate::people::brief;
use crate::register::Entry;
use crate::scene::{GroupView, MemberIx, Moment, Scene};

/// Activities for which members may sign up: key its id, `text` its title, `number` how many
/// may come (0: any number), `member` who organises it, `due` when it begins.
pub const OPEN: &str = "event";
/// Activities that have begun, for two days.
pub const HELD: &str = "event-held";
/// Who signed up: key `id/member`; `number` 1 for those who wait for a place.
const SIGNED: &str = "event-sign";
/// Who came: key `id/member`.
const CAME: &str = "event-came";
/// How often a member signed up and stayed away: key the member.
const ABSENT: &str = "event-absent";
/// How long an activity without a time is open.
const OPEN_DAYS: u32 = 30;
/// How long after its beginning an activity is kept.
const HELD_DAYS: u32 = 2;
/// How long before its beginning people sign in.
const EARLY: i64 = 2 * model::time::HOUR_MS;
/// The longest message that signs up, in characters.
const WORDS_MAX: usize = 40;
/// The most people that are listed in a text.
const LISTED_MAX: usize = 60;

/// What a message does about an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It signs up.
    Join,
    /// It takes back that its sender signed up.
    Cancel,
    /// It says that its sender is there.
    Here,
    /// It calls the activity off.
    CallOff,
}

/// What a short message says about an activity of that title; `title` is left out of it.
#[must_use]
pub fn reply(text: &str, title: &str) -> Option<Reply> {
    const JOIN: &[&str] = &[
        "报名",
        "我报名",
        "我要报名",
        "报名参加",
        "参加",
        "我参加",
        "我要参加",
        "+1",
        "我+1",
        "算我一个",
        "报名+1",
        "报个名",
        "我来",
        "加一",
        "我去",
    ];
    const CANCEL: &[&str] = &[
        "取消报名",
        "退出报名",
        "不参加",
        "不能参加",
        "参加不了",
        "去不了",
        "不去了",
        "来不了",
        "不来了",
        "退报名",
        "没法参加",
        "无法参加",
    ];
    const HERE: &[&str] = &["签到", "已签到", "已到", "到了", "我到了", "到", "我已到", "报到"];
    const OFF: &[&str] = &["活动取消", "取消活动", "活动不办了", "聚会取消", "取消聚会"];
    /// What asks about signing up, or speaks of it.
    const ABOUT: &[&str] = &[
        "什么", "怎么", "怎样", "吗", "?", "？", "多少", "几点", "截止", "链接", "表", "的人",
        "了没", "结束", "大家", "请", "谁",
    ];
    if text.chars().count() > WORDS_MAX {
        return None;
    }
    let mut rest: String = text.replace(title, "");
    rest.retain(|c| !c.is_whitespace() && !"，,。.!！~～、“”\"《》:：#@".contains(c));
    let word = rest.as_str();
    let asks = has(text, ABOUT);
    if has(word, OFF) && !asks {
        return Some(Reply::CallOff);
    }
    if (word == "取消" || has(word, CANCEL)) && !asks {
        return Some(Reply::Cancel);
    }
    if HERE.contains(&word) {
        return Some(Reply::Here);
    }
    // A name behind it, as lists in a group are kept: 报名 三班王明.
    const NAMED_MAX: usize = 10;
    let named = ["报名", "+1"].iter().any(|word| rest.starts_with(word))
        && rest.chars().count() <= NAMED_MAX
        && !asks;
    (JOIN.contains(&word) || named).then_some(Reply::Join)
}

/// How many may come, where a text says so: 限20人, 名额15个.
#[must_use]
pub fn places(text: &str) -> Option<i64> {
    const MARKS: &[&str] = &["限", "名额", "限额", "不超过", "最多", "共招", "上限"];
    words::numbers(text).into_iter().find_map(|number| {
        let before = text.get(..number.start)?;
        let after = text.get(number.end..)?;
        let before = before.trim_end_matches(['为', '是', ':', '：', '共', '有', ' ', '定']);
        let people = ["人", "名", "位", "个"].iter().any(|word| after.starts_with(word));
        let marked = MARKS.iter().any(|mark| before.ends_with(mark));
        (people && marked && number.value > 0).then_some(i64::from(number.value))
    })
}

/// An activity with its id.
pub fn opened(id: &str, title: &str, cap: i64, by: Option<MemberIx>, start: Timestamp) -> Entry {
    Entry::new(OPEN, id).text(title).number(cap).of(by).due(start)
}

/// When an activity begins, or is closed where nobody says when it begins.
#[must_use]
pub fn start(until: Option<Timestamp>, moment: &Moment<'_>) -> Timestamp {
    let open = moment.zone.add(moment.now, Span::Days(OPEN_DAYS));
    until.filter(|&at| at > moment.now).unwrap_or(open)
}

/// An activity begins: the list of those who come is read out, and it is kept for a while.
pub fn begin(entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
    let due = moment.zone.add(moment.now, Span::Days(HELD_DAYS));
    let held = Entry { list: HELD.to_owned(), due: Some(due), ..entry.clone() };
    out.push(Outcome::Enter(held));
    let coming = coming(&entry.key, moment.group);
    if coming.is_empty() {
        return;
    }
    let names: Vec<&str> = coming.iter().take(LISTED_MAX).map(|&ix| moment.group.id(ix)).collect();
    let title = brief(&entry.text);
    let text = format!("“{title}”报名截止,共{}人:{}", coming.len(), names.join("、"));
    out.push(Outcome::Say(Saying::here(text, "活动开始,报名截止")));
}

/// An activity is over: what was kept of it is struck.
pub fn forget(id: &str, group: &dyn GroupView, out: &mut Outcomes) {
    for list in [SIGNED, CAME] {
        for entry in group.entries(list, &format!("{id}/")) {
            out.push(Outcome::Strike { list: list.to_owned(), key: entry.key.clone() });
        }
    }
}

/// Who signed up and has a place.
#[must_use]
pub fn coming(id: &str, group: &dyn GroupView) -> Vec<MemberIx> {
    let signed = group.entries(SIGNED, &format!("{id}/"));
    signed.iter().filter(|entry| entry.number == 0).filter_map(|entry| entry.member).collect()
}

/// Who came.
#[must_use]
pub fn came(id: &str, group: &dyn GroupView) -> Vec<MemberIx> {
    group.entries(CAME, &format!("{id}/")).iter().filter_map(|entry| entry.member).collect()
}

/// How often a member has stayed away with this time, and the entry that says so.
#[must_use]
pub fn absences(ix: MemberIx, group: &dyn GroupView) -> (i64, Entry) {
    let id = group.id(ix);
    let number = group.entry(ABSENT, id).map_or(0, |entry| entry.number).saturating_add(1);
    (number, Entry::new(ABSENT, id).of(Some(ix)).number(number))
}

fn key(id: &str, ix: MemberIx, scene: &Scene<'_>) -> String {
    format!("{id}/{}", scene.group.id(ix))
}

/// Whether a member stands on the list of an activity.
fn is_signed(id: &str, ix: MemberIx, scene: &Scene<'_>) -> bool {
    scene.group.entry(SIGNED, &key(id, ix, scene)).is_some()
}

/// The activity that a message is about: the one that it answers or names, else the only one.
#[must_use]
pub fn meant<'g>(text: &str, reply_to: Option<&str>, among: &[&'g Entry]) -> Option<&'g Entry> {
    let named = among.iter().filter(|one| {
        Some(one.key.as_str()) == reply_to || (!one.text.is_empty() && text.contains(&one.text))
    });
    // Of two titles the longer one: 春游 and 亲子春游.
    let named = named.max_by_key(|one| one.text.len());
    named.or(if among.len() == 1 { among.first() } else { None }).copied()
}

/// A member signs up.
pub fn join(open: &Entry, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
    if is_signed(&open.key, ix, scene) {
        return;
    }
    let taken = i64::try_from(coming(&open.key, scene.group).len()).unwrap_or(i64::MAX);
    let waits = open.number > 0 && taken >= open.number;
    let entry = Entry::new(SIGNED, &key(&open.key, ix, scene)).of(Some(ix));
    out.push(Outcome::Enter(entry.number(i64::from(waits))));
    if waits {
        let title = brief(&open.text);
        let text = format!("“{title}”已满{}人,先排在候补,有人取消就轮到您", open.number);
        out.push(Outcome::Say(Saying::here(text, "报名已满,列入候补")));
    }
}

/// A member takes back that they signed up: whoever waits first has the place.
pub fn cancel(open: &Entry, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
    let own = key(&open.key, ix, scene);
    let Some(entry) = scene.group.entry(SIGNED, &own) else { return };
    let had_place = entry.number == 0;
    out.push(Outcome::Strike { list: SIGNED.to_owned(), key: own });
    if !had_place {
        return;
    }
    let signed = scene.group.entries(SIGNED, &format!("{}/", open.key));
    let waiting = signed.into_iter().filter(|entry| entry.number == 1);
    let Some(next) = waiting.min_by_key(|entry| (entry.at, entry.key.clone())) else { return };
    out.push(Outcome::Enter(Entry { number: 0, due: None, ..next.clone() }));
    let who = next.member.map_or("", |ix| scene.group.id(ix));
    let text = format!("“{}”有人取消,{who} 由候补转为参加", brief(&open.text));
    out.push(Outcome::Say(Saying::here(text, "候补转为参加")));
}

/// The activities at which a member may sign in now.
#[must_use]
pub fn on<'g>(scene: &Scene<'g>) -> Vec<&'g Entry> {
    let soon = |entry: &&Entry| entry.due.is_some_and(|due| due.since(scene.now) <= EARLY);
    let open = scene.group.entries(OPEN, "").into_iter().filter(soon);
    scene.group.entries(HELD, "").into_iter().chain(open).collect()
}

/// A member is there.
pub fn sign_in(held: &Entry, ix: MemberIx, scene: &Scene<'_>, out: &mut Outcomes) {
    let entry = Entry::new(CAME, &key(&held.key, ix, scene)).of(Some(ix));
    out.push(Outcome::Enter(entry));
}

/// Of several activities, those for which the member signed up, else all.
#[must_use]
pub fn own<'g>(among: Vec<&'g Entry>, ix: MemberIx, scene: &Scene<'_>) -> Vec<&'g Entry> {
    let own: Vec<&Entry> =
        among.iter().copied().filter(|one| is_signed(&one.key, ix, scene)).collect();
    if own.is_empty() { among } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_members_say() {
        for (text, wanted) in [
            ("报名", Some(Reply::Join)),
            ("+1", Some(Reply::Join)),
            ("报名 春游", Some(Reply::Join)),
            ("报名,三班王明", Some(Reply::Join)),
            ("我参加!", Some(Reply::Join)),
            ("取消报名", Some(Reply::Cancel)),
            ("不好意思,家里有事去不了", Some(Reply::Cancel)),
            ("签到", Some(Reply::Here)),
            ("取消活动 春游", Some(Reply::CallOff)),
            ("报名什么时候截止", None),
            ("报名了吗", None),
            ("怎么取消报名?", None),
            ("大家快来报名", None),
            ("今天天气真好", None),
            ("我到现在还没吃饭", None),
        ] {
            assert_eq!(reply(text, "春游"), wanted, "{text}");
        }
    }

    #[test]
    fn how_many_may_come() {
        assert_eq!(places("周六爬山,限20人"), Some(20));
        assert_eq!(places("名额为十五名,先到先得"), Some(15));
        assert_eq!(places("上次来了20人"), None);
    }
}
