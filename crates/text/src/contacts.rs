//! Contacts in a skeleton: telephone numbers, and WeChat or QQ names after words that lead
//! to them. Digits count in every shape: `①`, `１`, `一`, `壹` and `l`, `o` among digits.

use crate::fold::{self, ALNUM, chinese_digit};
use crate::manner::Manner;
use crate::scan::Match;
use crate::skeleton::Skeleton;

/// What contacts a message has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contacts {
    /// How many.
    pub(crate) count: u32,
    /// Where the first one is: bytes of the skeleton.
    pub(crate) first: (usize, usize),
}

/// The fewest characters of a name or number.
pub(crate) const NAME_CHARS_MIN: usize = 5;
const NAME_CHARS_MAX: usize = 20;
/// How far a name may stand behind its lead word, in characters of the skeleton.
const LEAD_REACH: usize = 6;
/// The most contacts that are counted.
const COUNT_MAX: u32 = 64;

/// Finds the contacts of a skeleton. `manners` are its function words.
pub(crate) fn find(skeleton: &Skeleton, manners: &[(Manner, Match)]) -> Contacts {
    let mut contacts = Contacts::default();
    let mut run = Run::new();
    let table = fold::table();
    for (place, (at, c)) in skeleton.text.char_indices().enumerate() {
        if table.entry(c) & ALNUM != 0 {
            run.push(c, at, place);
        } else if run.chars > 0 {
            run.close(at, skeleton, manners, &mut contacts);
        }
    }
    run.close(skeleton.text.len(), skeleton, manners, &mut contacts);
    contacts
}

/// A run of letters and digits, with Chinese digits folded.
struct Run {
    /// Its first byte in the skeleton.
    start: usize,
    /// Its first character in the skeleton.
    place: usize,
    chars: usize,
    text: [u8; Run::KEPT],
}

impl Run {
    /// As many characters are kept: enough for a lead word and two telephone numbers.
    const KEPT: usize = 40;

    fn new() -> Run {
        Run { start: 0, place: 0, chars: 0, text: [0; Run::KEPT] }
    }

    fn push(&mut self, c: char, at: usize, place: usize) {
        if self.chars == 0 {
            (self.start, self.place) = (at, place);
        }
        if let Some(slot) = self.text.get_mut(self.chars) {
            let digit = chinese_digit(c).map(|digit| b'0' + digit);
            *slot = digit.or(u8::try_from(c).ok()).unwrap_or(b' ');
        }
        self.chars += 1;
    }

    fn text(&self) -> &str {
        let kept = self.text.get(..self.chars.min(Run::KEPT)).unwrap_or_default();
        std::str::from_utf8(kept).unwrap_or("")
    }

    /// Judges the run that ends at byte `end`, and forgets it.
    fn close(
        &mut self,
        end: usize,
        skeleton: &Skeleton,
        manners: &[(Manner, Match)],
        contacts: &mut Contacts,
    ) {
        if self.chars >= NAME_CHARS_MIN && contacts.count < COUNT_MAX {
            let phones = if self.chars <= Run::KEPT { phones(self.text()) } else { 0 };
            let name = phones == 0 && self.is_name(end, skeleton, manners);
            if contacts.count == 0 && (phones > 0 || name) {
                contacts.first = (self.start, end);
            }
            contacts.count += phones + u32::from(name);
        }
        self.chars = 0;
    }

    fn is_name(&self, end: usize, skeleton: &Skeleton, manners: &[(Manner, Match)]) -> bool {
        let led = manners.iter().any(|&(manner, lead)| {
            let sure = manner == Manner::LeadSure;
            if !(sure || manner == Manner::Lead) || lead.start > self.start || lead.end >= end {
                return false;
            }
            // The lead word stands before the run, or is its head: `微信vx123456`.
            let skip = lead.end.saturating_sub(self.start);
            let gap = skeleton.text.get(lead.end..self.start).unwrap_or("");
            let name = self.text().get(skip..).unwrap_or("");
            are_fillers(gap) && is_name(self.cut(name, skip, skeleton), sure)
        });
        // A lone q before a number: `q123456`.
        led || self.text().strip_prefix('q').is_some_and(|rest| {
            (6..=11).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
        })
    }

    /// A name that is too long is cut where something stands between its characters in the
    /// original: there the next word begins.
    fn cut<'n>(&self, name: &'n str, skip: usize, skeleton: &Skeleton) -> &'n str {
        if name.len() <= NAME_CHARS_MAX {
            return name;
        }
        let places = skeleton.positions.get(self.place + skip..).unwrap_or_default();
        let pairs = places.iter().zip(places.iter().skip(1));
        let whole = 1 + pairs.take_while(|(a, b)| **b <= **a + 1).count();
        name.get(..whole).unwrap_or(name)
    }
}

/// Whether the text between a lead word and a name says nothing: `号是`, `：我的`.
fn are_fillers(text: &str) -> bool {
    text.chars().take(LEAD_REACH + 1).count() <= LEAD_REACH
        && text
            .chars()
            .all(|c| "号码是为我的同账帐加请搜群联系老师客服扣微信薇威电话微聊".contains(c))
}

/// Everyday Latin words that follow a lead word without being a name.
const NO_NAMES: &[&str] = &[
    "wechat", "weixin", "iphone", "android", "windows", "office", "excel", "ipad", "email",
    "telegram", "whatsapp", "twitter", "facebook", "google", "please", "hello", "thanks",
];

fn is_name(name: &str, sure: bool) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = name.len() - letters;
    let long = (NAME_CHARS_MIN..=NAME_CHARS_MAX).contains(&name.len());
    long && (digits > 1 || (sure && letters >= 6 && !NO_NAMES.contains(&name)))
}

/// Digits of as many telephone numbers as are looked for in one run.
const PHONES_MAX: usize = 3 * 11;

/// How many telephone numbers a run is: mobile numbers alone, with 86 before them or two
/// joined; numbers of towns with their code; service numbers.
fn phones(run: &str) -> u32 {
    let plain = run.bytes().filter(u8::is_ascii_digit).count();
    // Letters that pass for digits, in a run that is digits otherwise.
    let as_digit = |byte| match byte {
        b'o' if plain >= 4 => b'0',
        b'l' | b'i' if plain >= 4 => b'1',
        byte => byte,
    };
    let mut digits = [0; PHONES_MAX];
    let mut count = 0;
    // What leads to it may be fused with it: `tel13…`, `vx13…`.
    for digit in run.bytes().map(as_digit).skip_while(u8::is_ascii_alphabetic) {
        let Some(place) = digits.get_mut(count).filter(|_| digit.is_ascii_digit()) else {
            return 0;
        };
        *place = digit;
        count += 1;
    }
    let digits = digits.get(..count).and_then(|digits| std::str::from_utf8(digits).ok());
    let Some(digits) = digits else { return 0 };
    match digits.len() {
        11 if is_mobile(digits) => 1,
        11 | 12 if is_town(digits) => 1,
        12 => digits.strip_prefix('0').map_or(0, |rest| u32::from(is_mobile(rest))),
        13 => digits.strip_prefix("86").map_or(0, |rest| u32::from(is_mobile(rest))),
        10 if digits.starts_with("400") || digits.starts_with("800") => 1,
        // Several in a row, whatever stood between them.
        22 | 33 => {
            let numbers = digits.as_bytes().chunks(11);
            let count =
                numbers.filter_map(|n| std::str::from_utf8(n).ok()).filter(|n| is_mobile(n));
            u32::try_from(count.count()).unwrap_or(0)
        }
        _ => 0,
    }
}

fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11 && bytes.next() == Some(b'1') && bytes.next().is_some_and(|b| b >= b'3')
}

/// A town's code (0, then 1 to 9) and number.
fn is_town(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    bytes.next() == Some(b'0')
        && bytes.next().is_some_and(|b| b > b'0')
        && !(digits.len() == 12 && digits.starts_with("01") && !digits.starts_with("010"))
}
