//! The load: lines of the right size and shape, the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use model::{Event, EventBody, Zone};
use sample::crowd::{Crowd, POLICY};

/// FNV-1a of the first 10,000 messages of a crowd; see the sample month's.
const MESSAGES_OF_SEED_1: u64 = 9_313_712_584_039_181_240;

fn digest(lines: &[String]) -> u64 {
    let bytes = lines.iter().flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn snapshots_are_groups_of_the_right_size() {
    let crowd = Crowd::new(3, 40, 1);
    let lines: Vec<String> = crowd.snapshots().collect();
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let event = Event::parse(line).unwrap();
        let EventBody::Group { members, owner, .. } = &event.body else { panic!("{line}") };
        assert_eq!(members.len(), 40);
        assert_eq!(owner.as_ref(), Some(&members[0].id));
        assert!(members.iter().all(|member| member.card.as_ref().unwrap().contains('-')));
    }
}

#[test]
fn messages_are_events_of_members_in_order() {
    let crowd = Crowd::new(20, 30, 1);
    let mut members = BTreeSet::new();
    for line in crowd.snapshots() {
        let event = Event::parse(&line).unwrap();
        let EventBody::Group { members: listed, .. } = &event.body else { panic!("{line}") };
        members.extend(listed.iter().map(|one| (event.group.to_string(), one.id.to_string())));
    }
    let lines: Vec<String> = crowd.messages(20_000).collect();
    let (mut ids, mut last, mut bytes) = (BTreeSet::new(), None, 0);
    for line in &lines {
        let event = Event::parse(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(last <= Some(event.at), "{line}");
        last = Some(event.at);
        assert!(ids.insert(event.id.as_ref().unwrap().to_string()), "{line}");
        let who = (event.group.to_string(), event.member.as_ref().unwrap().to_string());
        assert!(members.contains(&who), "{line}");
        let EventBody::Message { text, .. } = &event.body else { panic!("{line}") };
        assert!(!text.contains(['{', '}']), "{line}");
        bytes += line.len();
    }
    let mean = bytes / lines.len();
    assert!((285..=305).contains(&mean), "{mean} bytes");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let lines = |seed| Crowd::new(50, 20, seed).messages(10_000).collect::<Vec<_>>();
    assert_eq!(lines(1), lines(1));
    assert_ne!(lines(1), lines(2));
    assert_eq!(digest(&lines(1)), MESSAGES_OF_SEED_1);
    let mut buffer = String::new();
    Crowd::new(50, 20, 1).stream().write_message(&mut buffer);
    assert_eq!(lines(1)[0], buffer);
}

#[test]
fn one_to_two_in_a_hundred_break_a_rule() {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let (mut night, mut ads, mut links, mut repeated) = (0, 0, 0, 0);
    let mut last: BTreeMap<String, (String, u8)> = BTreeMap::new();
    let count = 60_000;
    // Two days of a hundred groups.
    for line in Crowd::new(100, 50, 4).messages(count) {
        let event = Event::parse(&line).unwrap();
        let minute = zone.local(event.at).minute;
        let EventBody::Message { text, .. } = &event.body else { panic!("{line}") };
        night += usize::from(!(450..1_320).contains(&minute));
        ads += usize::from(text.contains("下单") || text.contains("打折") || text.contains("代理"));
        links += usize::from(text.contains("https://"));
        let before = last.entry(event.group.to_string()).or_default();
        let times = if before.0 == *text { before.1 + 1 } else { 1 };
        repeated += usize::from(times == 3);
        *before = (text.to_string(), times);
    }
    for (found, what) in [(night, "night"), (ads, "ads"), (links, "links"), (repeated, "floods")] {
        assert!(found > 20, "{what}: {found}");
    }
    let permille = (night + ads + links + repeated) * 1_000 / count;
    assert!((10..=20).contains(&permille), "{permille} ‰");
}

#[test]
fn a_skewed_crowd_talks_in_few_groups() {
    let crowd = Crowd::new(200, 10, 1);
    for (crowd, low, high) in [(crowd, 4, 6), (crowd.skewed(true), 78, 82)] {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for line in crowd.messages(20_000) {
            *counts.entry(Event::parse(&line).unwrap().group.to_string()).or_default() += 1;
        }
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let busiest: usize = counts.iter().take(10).sum();
        assert!((low..=high).contains(&(busiest / 200)), "{busiest}");
    }
}

#[test]
fn every_size_works() {
    for (groups, members) in [(0, 0), (1, 1), (1, 2), (19, 3), (u32::MAX, 2)] {
        for skewed in [false, true] {
            let crowd = Crowd::new(groups, members, 1).skewed(skewed).per_day(u32::MAX);
            assert!(crowd.messages(500).all(|line| Event::parse(&line).is_ok()));
            assert!(crowd.snapshots().take(2).all(|line| Event::parse(&line).is_ok()));
        }
    }
}

#[test]
fn the_policy_has_thirty_kinds() {
    let kinds: BTreeSet<&str> = POLICY
        .lines()
        .filter(|line| line.starts_with('['))
        .map(|line| line.trim_matches(['[', ']']))
        .collect();
    assert_eq!(kinds.len(), 30, "{kinds:?}");
    assert_eq!(POLICY.lines().filter(|line| *line == "```rule").count(), 30);
    assert_eq!(POLICY.lines().filter(|line| *line == "```").count(), 30);
}
