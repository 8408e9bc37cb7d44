//! The crowd's messages, one after the other, written without allocating.

use super::Crowd;
use crate::line::{At, DAY, date};
use crate::random::Random;
use crate::template::Templates;

/// Microseconds of a second.
const SECOND_US: u64 = 1_000_000;
/// The hours in which people talk: from, and to.
const AWAKE: (i64, i64) = (8, 21);
/// How many times rarer messages are in the other hours: about one in a hundred falls there.
const ASLEEP: u64 = 80;

/// Of a thousand messages, how many are questions; each is answered by the next message.
const QUESTIONS: usize = 30;
/// Of ten thousand messages, how many are advertisements, have links, or begin a flood.
const ADS: usize = 30;
const LINKS: usize = 30;
const FLOODS: usize = 15;

/// How often the same words stand in a flood.
const FLOOD_REPEATS: u8 = 3;

/// The pieces that messages are made of.
#[derive(Clone, Debug)]
struct Pieces {
    talk: [Vec<&'static str>; 6],
    question: Vec<&'static str>,
    answer: Vec<&'static str>,
    ads: Vec<&'static str>,
    links: Vec<&'static str>,
    goods: Vec<&'static str>,
    shops: Vec<&'static str>,
}

impl Pieces {
    fn read() -> Pieces {
        let texts = Templates::read(&[include_str!("../../data/crowd-fragments.txt")]);
        let of = |name| texts.section(name).to_vec();
        Pieces {
            talk: ["opening", "who", "time", "action", "object", "closing"].map(of),
            question: of("question"),
            answer: of("answer"),
            ads: of("ads"),
            links: of("links"),
            goods: of("货"),
            shops: of("店"),
        }
    }
}

/// What the next message must be.
#[derive(Clone, Debug)]
enum Next {
    Anything,
    Answer { group: u32, asker: u32 },
    Again { group: u32, member: u32, times: u8 },
}

/// The messages of a [`Crowd`]: an iterator without an end.
#[derive(Clone, Debug)]
pub struct Messages {
    crowd: Crowd,
    random: Random,
    pieces: Pieces,
    next: Next,
    number: u64,
    /// Since midnight of the current day, in microseconds.
    time_us: u64,
    step_us: u64,
    day: i64,
    date: String,
    /// The text of the last message, for floods.
    text: String,
}

impl Messages {
    pub(super) fn new(crowd: &Crowd) -> Messages {
        let begin = At::of(2, AWAKE.0, 0);
        let awake = u64::try_from((AWAKE.1 - AWAKE.0) * 3_600).unwrap_or(1) * SECOND_US;
        let a_day = u64::from(crowd.groups) * u64::from(crowd.per_day);
        Messages {
            crowd: *crowd,
            random: Random::named(crowd.seed, "crowd"),
            pieces: Pieces::read(),
            next: Next::Anything,
            number: 0,
            time_us: u64::try_from(begin.second_of_day()).unwrap_or(0) * SECOND_US,
            step_us: (awake / a_day.max(1)).max(1),
            day: begin.day_index(),
            date: date(begin.day_index()),
            text: String::new(),
        }
    }

    /// Appends the next message as one line of JSON, without a line end.
    pub fn write_message(&mut self, out: &mut String) {
        let next = std::mem::replace(&mut self.next, Next::Anything);
        let (group, member) = match next {
            Next::Anything => {
                let (group, member) = (self.group(), self.member());
                self.say_anything(group, member);
                (group, member)
            }
            Next::Answer { group, asker } => {
                // Somebody else: the members after the asker, in a circle.
                let others = self.crowd.members_per_group - 1;
                let step = 1 + below(&mut self.random, others);
                let member = (asker + step) % self.crowd.members_per_group;
                self.text.clear();
                self.text.push_str(pick(&mut self.random, &self.pieces.answer));
                (group, member)
            }
            Next::Again { group, member, times } => {
                if times > 1 {
                    self.next = Next::Again { group, member, times: times - 1 };
                }
                (group, member)
            }
        };
        self.write(group, member, matches!(next, Next::Answer { .. }), out);
        self.advance();
    }

    fn group(&mut self) -> u32 {
        let groups = self.crowd.groups;
        let busy = (groups / 20).max(1);
        if !self.crowd.skewed || busy == groups {
            return below(&mut self.random, groups);
        }
        if self.random.chance(800) {
            below(&mut self.random, busy)
        } else {
            busy + below(&mut self.random, groups - busy)
        }
    }

    fn member(&mut self) -> u32 {
        below(&mut self.random, self.crowd.members_per_group)
    }

    fn say_anything(&mut self, group: u32, member: u32) {
        self.text.clear();
        let draw = self.random.below(10_000);
        if draw < ADS {
            let raw = pick(&mut self.random, &self.pieces.ads);
            self.fill(raw);
        } else if draw < ADS + LINKS {
            let raw = pick(&mut self.random, &self.pieces.links);
            self.fill(raw);
        } else if draw < ADS + LINKS + QUESTIONS * 10 {
            self.text.push_str(pick(&mut self.random, &self.pieces.question));
            self.next = Next::Answer { group, asker: member };
        } else {
            self.talk();
            if draw >= 10_000 - FLOODS {
                self.next = Next::Again { group, member, times: FLOOD_REPEATS - 1 };
            }
        }
    }

    fn talk(&mut self) {
        const AFTER: [&str; 6] = [",", "", "", ",", ",", ""];
        for (pieces, after) in self.pieces.talk.iter().zip(AFTER) {
            self.text.push_str(pick(&mut self.random, pieces));
            self.text.push_str(after);
        }
    }

    /// Fills the slots of an advertisement or a link.
    fn fill(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some((before, slot, after)) = crate::template::next_slot(rest) {
            self.text.push_str(before);
            match slot {
                "货" => self.text.push_str(pick(&mut self.random, &self.pieces.goods)),
                "店" => self.text.push_str(pick(&mut self.random, &self.pieces.shops)),
                _ => {
                    let number = u64::from(10 + below(&mut self.random, 90));
                    write_number(number, 2, &mut self.text);
                }
            }
            rest = after;
        }
        self.text.push_str(rest);
    }

    fn write(&mut self, group: u32, member: u32, answers: bool, out: &mut String) {
        self.number += 1;
        out.push_str("{\"id\":\"");
        write_id(self.number, out);
        out.push_str("\",\"at\":\"");
        out.push_str(&self.date);
        let second = self.time_us / SECOND_US;
        for (mark, value) in [('T', second / 3_600), (':', second / 60 % 60), (':', second % 60)] {
            out.push(mark);
            write_number(value, 2, out);
        }
        out.push_str("+08:00\",\"group\":\"");
        write_group(group, out);
        out.push_str("\",\"kind\":\"message\",\"member\":\"");
        write_member(group, member, out);
        // The pieces have nothing that JSON escapes; a test holds that.
        out.push_str("\",\"text\":\"");
        out.push_str(&self.text);
        if answers {
            out.push_str("\",\"reply_to\":\"");
            write_id(self.number - 1, out);
        }
        out.push_str("\"}");
    }

    fn advance(&mut self) {
        let hour = i64::try_from(self.time_us / SECOND_US / 3_600).unwrap_or(0);
        let awake = (AWAKE.0..AWAKE.1).contains(&hour);
        self.time_us += if awake { self.step_us } else { self.step_us * ASLEEP };
        let day_us = DAY.unsigned_abs() * SECOND_US;
        if self.time_us >= day_us {
            self.day += i64::try_from(self.time_us / day_us).unwrap_or(1);
            self.time_us %= day_us;
            self.date = date(self.day);
        }
    }
}

impl Iterator for Messages {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut line = String::with_capacity(400);
        self.write_message(&mut line);
        Some(line)
    }
}

fn below(random: &mut Random, bound: u32) -> u32 {
    u32::try_from(random.below(bound as usize)).unwrap_or(0)
}

fn pick(random: &mut Random, pieces: &[&'static str]) -> &'static str {
    random.pick(pieces).copied().unwrap_or("")
}

/// Ids are as long as those of the platforms, which makes lines as long as theirs.
fn write_id(number: u64, out: &mut String) {
    out.push_str("msgQ7rAAAAB");
    write_number(number, 16, out);
}

/// Appends a group's id.
pub(super) fn write_group(group: u32, out: &mut String) {
    out.push_str("wrK2vNCwAAGroupAA");
    write_number(u64::from(group), 7, out);
}

/// Appends a member's id.
pub(super) fn write_member(group: u32, member: u32, out: &mut String) {
    out.push_str("wmK2vNCwAAMember__");
    write_number(u64::from(group), 7, out);
    out.push('x');
    write_number(u64::from(member), 6, out);
}

/// Appends the last `width` (at most 16) decimal digits of a number.
fn write_number(number: u64, width: usize, out: &mut String) {
    let mut digits = [b'0'; 16];
    let mut rest = number;
    for digit in digits.iter_mut().rev().take(width) {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let from = digits.len() - width.min(digits.len());
    let text = digits.get(from..).and_then(|digits| std::str::from_utf8(digits).ok());
    out.push_str(text.unwrap_or(""));
}
