//! The sample month: every line is an event, in order, the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use model::{Event, EventBody, EventKind, Zone};
use sample::company::{self, Labelled};

/// FNV-1a of all lines, to notice when the sample changes: on purpose, then write the new
/// number here.
const MONTH_OF_SEED_1: u64 = 3_186_707_118_271_971_354;

/// The month that most tests look at, made once.
static MONTH: LazyLock<Vec<Labelled>> = LazyLock::new(|| company::month_labelled(1));

fn lines() -> Vec<String> {
    MONTH.iter().map(|labelled| labelled.line.clone()).collect()
}

fn digest<'a>(lines: impl IntoIterator<Item = &'a String>) -> u64 {
    let bytes = lines.into_iter().flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn every_line_is_an_event_in_order_with_an_id_of_its_own() {
    for seed in [2, u64::MAX] {
        let lines = company::month(seed);
        let (mut ids, mut last) = (BTreeSet::new(), None);
        for line in &lines {
            let event = Event::parse(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(last <= Some(event.at), "{line}");
            last = Some(event.at);
            assert!(ids.insert(event.id.unwrap().into_owned()), "{line}");
        }
        assert!((9_000..=11_500).contains(&lines.len()), "seed {seed}: {}", lines.len());
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(company::month(1), lines());
    assert_ne!(company::month(2), lines());
    assert_eq!(digest(&lines()), MONTH_OF_SEED_1);
}

#[test]
fn the_month_has_every_kind_of_event_that_a_policy_looks_at() {
    let lines = lines();
    let mut kinds: BTreeMap<EventKind, usize> = BTreeMap::new();
    for line in &lines {
        *kinds.entry(Event::parse(line).unwrap().kind()).or_default() += 1;
    }
    for (kind, least) in [
        (EventKind::Group, 3),
        (EventKind::Message, 8_000),
        (EventKind::Notice, 20),
        (EventKind::Fact, 500),
        (EventKind::Card, 8),
        (EventKind::Join, 9),
        (EventKind::Leave, 5),
        (EventKind::JoinRequest, 10),
        (EventKind::Staff, 3),
        (EventKind::Recall, 4),
        (EventKind::Report, 1),
        (EventKind::Roles, 1),
        (EventKind::Request, 1),
    ] {
        let found = kinds.get(&kind).copied().unwrap_or(0);
        assert!(found >= least, "{kind:?}: {found}");
    }
}

#[test]
fn most_people_behave() {
    for seed in [1, 3] {
        let lines = company::month_labelled(seed);
        let message = |labelled: &&Labelled| {
            matches!(Event::parse(&labelled.line).unwrap().body, EventBody::Message { .. })
        };
        let messages = lines.iter().filter(message).count();
        let breaches: Vec<_> = lines.iter().filter_map(|labelled| labelled.breach).collect();
        let permille = breaches.len() * 1_000 / messages;
        assert!((30..=60).contains(&permille), "seed {seed}: {permille} ‰ of {messages}");
        let rules: BTreeSet<_> = breaches.into_iter().collect();
        assert_eq!(rules.len(), 14, "{rules:?}");
    }
}

/// Nobody talks at night, before nine on a day of rest or too long, save where it is meant.
#[test]
fn what_is_not_meant_as_a_breach_keeps_the_plain_limits() {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    for labelled in MONTH.iter() {
        let event = Event::parse(&labelled.line).unwrap();
        let EventBody::Message { text, media, .. } = &event.body else { continue };
        if labelled.breach.is_some() {
            continue;
        }
        let local = zone.local(event.at);
        let rests = local.weekday() >= 5;
        let (from, to) = if rests { (9 * 60, 18 * 60) } else { (7 * 60 + 30, 22 * 60) };
        assert!((from..to).contains(&local.minute), "{}", labelled.line);
        assert!(text.chars().count() <= 300 && !text.contains("http"), "{}", labelled.line);
        assert!(!text.contains(['{', '}', '|']), "{}", labelled.line);
        assert!(media.iter().all(|media| media.bytes.unwrap_or(0) < 20 << 20));
    }
}

#[test]
fn what_is_meant_as_a_breach_is_one() {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    for labelled in MONTH.iter() {
        let Some(breach) = labelled.breach else { continue };
        let event = Event::parse(&labelled.line).unwrap();
        let EventBody::Message { text, media, .. } = &event.body else { panic!("a message") };
        let (minute, length) = (zone.local(event.at).minute, text.chars().count());
        let only = media.first();
        let holds = match breach {
            "quiet-hours" => !(450..1_320).contains(&minute),
            "posting-window" => !(540..1_080).contains(&minute),
            "message-length" => length > 300,
            "media-limits" => only.is_some_and(|film| film.bytes > Some(20 << 20)),
            "red-packets" => only.is_some_and(|packet| packet.amount.is_some()),
            "links" | "newcomer-mode" => {
                only.is_some_and(|link| link.url.is_some()) || text.contains("example.")
            }
            "daily-report" => minute >= 1_080 && text.contains("日报"),
            "attendance-window" => minute >= 540,
            _ => length > 0,
        };
        assert!(holds, "{breach}: {}", labelled.line);
    }
}

#[test]
fn who_talks_is_in_the_group() {
    for lines in [lines(), company::month(9)] {
        let mut inside: BTreeSet<(String, String)> = BTreeSet::new();
        for line in &lines {
            let event = Event::parse(line).unwrap();
            let group = event.group.to_string();
            let key = |id: &str| (group.clone(), id.to_owned());
            match &event.body {
                EventBody::Group { members, .. } => {
                    inside.extend(members.iter().map(|member| key(&member.id)));
                }
                EventBody::Join { .. } => {
                    assert!(inside.insert(key(&event.member.unwrap())), "{line}");
                }
                EventBody::Leave { .. } => {
                    assert!(inside.remove(&key(&event.member.unwrap())), "{line}");
                }
                EventBody::Message { .. } | EventBody::Card { .. } | EventBody::Fact { .. } => {
                    assert!(inside.contains(&key(&event.member.unwrap())), "{line}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn questions_are_answered_soon_and_notices_acknowledged() {
    let lines = lines();
    let events: Vec<Event<'_>> = lines.iter().map(|line| Event::parse(line).unwrap()).collect();
    let mut replies: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for event in &events {
        if let EventBody::Message { reply_to: Some(target), .. } = &event.body {
            replies.entry(target).or_default().push(event.at.0);
        }
    }
    let answered = |event: &Event<'_>, minutes: i64| {
        let times = replies.get(event.id.as_deref().unwrap()).map_or(&[][..], Vec::as_slice);
        times.iter().filter(|&&time| time - event.at.0 <= minutes * 60_000).count()
    };
    let question = |event: &&Event<'_>| matches!(&event.body, EventBody::Message { text, .. } if text.ends_with('?'));
    let questions: Vec<_> = events.iter().filter(question).collect();
    let late = questions.iter().filter(|event| answered(event, 30) == 0).count();
    assert!(late > 0 && late * 1_000 / questions.len() < 50, "{late} of {}", questions.len());
    for event in events.iter().filter(|event| event.kind() == EventKind::Notice) {
        let least = if event.group == "all" { 95 } else { 14 };
        assert!(answered(event, 120) >= least, "{event:?}: {}", answered(event, 120));
    }
}

#[test]
fn the_policy_is_whole() {
    let chapters = ["一、", "二、", "三、", "四、", "五、", "六、", "七、"];
    for chapter in chapters {
        assert!(company::POLICY.lines().any(|line| line.starts_with(chapter)), "{chapter}");
    }
}
