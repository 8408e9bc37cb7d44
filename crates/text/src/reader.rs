//! Reading one message: everything that rules ask about its text, in one pass.

use std::ops::Range;
use std::sync::Arc;

use model::event::{Media, MediaKind};

use crate::codes::{self, Code};
use crate::contacts::{self, Contacts};
use crate::fold::{self, DIGIT, DOT, MANY, QUERY, SPACE};
use crate::judge::{Judge, Strictness};
use crate::judged;
use crate::lexicon::Lexicon;
use crate::links::{self, Links};
use crate::listener::Listener;
use crate::manner::{ACK_LONG, ACK_SHORT, Manner};
use crate::quote;
use crate::scan::{Found, Match, Matches, Scanner};
use crate::skeleton::Skeleton;
use crate::topic::Topic;
use crate::view::View;

/// A score from which a rule may act by itself.
pub const ACT: u32 = 100;
/// A score from which a person is asked.
pub const ASK: u32 = 60;
/// How much of a message is read, in characters; of what follows, characters are counted and
/// nothing else. Platforms cut messages at about this length.
pub const READ_CHARS: usize = 4_000;
/// The greatest score.
pub const SCORE_MAX: u32 = 255;

/// The key of a text of punctuation or other signs alone.
pub const KEY_SIGNS: u64 = 1;
/// The key of a text of emoji alone.
pub const KEY_EMOJI: u64 = 2;
/// The key of a text of placeholders such as `[图片]`, and perhaps emoji.
pub const KEY_PLACEHOLDER: u64 = 3;

/// The most categories of one attached thing that are looked at.
const ATTACHED_MAX: usize = 16;

/// What a contact, link or price adds where a promotional word was found too.
const CONTACT_WEIGHT: u32 = 40;
const LINK_WEIGHT: u32 = 30;
const PRICE_WEIGHT: u32 = 25;

/// What speaks for a topic: a word of the lexicon, or where the model finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it tells of.
    pub topic: Topic,
    /// Where it stands: characters of the original text, what was put between its letters
    /// included.
    pub word: Range<u32>,
    /// What it counts.
    pub weight: u32,
    /// Whether the model finds it there; else it is a word of the lexicon.
    pub learned: bool,
    /// Whether something that looked at what is attached says so: then there is no word.
    pub attached: bool,
}

/// What one message says, as far as rules ask. Speaks of the speaker's own words: quotations
/// are left out of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Characters without white space; placeholders count nothing, emoji codes one.
    pub chars: u32,
    /// Tells the same words again, however they are spaced or spelt: equal keys, same words.
    /// 0 for no text at all; [`KEY_SIGNS`], [`KEY_EMOJI`], [`KEY_PLACEHOLDER`] where there are
    /// no words.
    pub key: u64,
    /// Whether there are words: letters, digits or Han that are no placeholder.
    pub own_words: bool,
    /// Whether placeholders such as `[图片]` are all there is, emoji apart.
    pub placeholder: bool,
    /// Emoji, as characters or codes such as `[微笑]`.
    pub emoji: u32,
    /// Links in the text, mini-program codes, and media of kind link.
    pub links: u32,
    /// Tells the same page again, whoever shared it; 0 for no link.
    pub link_key: u64,
    /// Telephone numbers, WeChat and QQ names.
    pub contacts: u32,
    /// Whether it asks something.
    pub question: bool,
    /// Whether it is an answer that acknowledges, such as 收到.
    pub acknowledges: bool,
    /// Words of the lexicon, in the order of the text; each word once for a topic.
    pub hits: Vec<Hit>,
    /// The bits of the words that the reader listens for ([`Reader::listening`]); all of them
    /// where there is more text than is read: titles of what is attached, the end of a long one.
    pub heard: u128,
}

impl Reading {
    /// What the words of a topic come to: the sum of their weights, at most 255.
    #[must_use]
    pub fn score(&self, topic: Topic) -> u32 {
        let weights = self.hits.iter().filter(|hit| hit.topic == topic).map(|hit| hit.weight);
        weights.fold(0_u32, u32::saturating_add).min(SCORE_MAX)
    }
}

/// Memory that readings share. Make one and use it for message after message.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    skeleton: Skeleton,
    matches: Matches,
    links: links::Buffers,
    view: View,
    /// What a reading that nobody needs any more has left.
    hits: Vec<Hit>,
}

impl Scratch {
    /// Empty memory.
    #[must_use]
    pub fn new() -> Scratch {
        Scratch::default()
    }

    /// Takes a reading back that nobody needs any more: the next one has its memory.
    pub fn take_back(&mut self, reading: Reading) {
        if reading.hits.capacity() > self.hits.capacity() {
            self.hits = reading.hits;
        }
    }

    /// The [`own_words`] of the message that was read last.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.skeleton.text
    }
}

/// Reads messages with a lexicon, and a judge where there is one. Make it once: building takes
/// milliseconds. The default one knows no words at all.
#[derive(Default)]
pub struct Reader {
    scanner: Scanner,
    listener: Listener,
    judge: Option<Arc<Judge>>,
    strictness: Strictness,
}

impl Reader {
    /// A reader for a lexicon.
    #[must_use]
    pub fn new(lexicon: &Lexicon) -> Reader {
        // The table is made here rather than while the first message waits.
        fold::table();
        let (scanner, listener) = (Scanner::new(lexicon), Listener::default());
        Reader { scanner, listener, judge: None, strictness: Strictness::default() }
    }

    /// The reader, listening for words beside the lexicon's: each with the bits that it sets
    /// in [`Reading::heard`].
    #[must_use]
    pub fn listening<'w>(self, words: impl Iterator<Item = (&'w str, u128)>) -> Reader {
        Reader { listener: Listener::new(words), ..self }
    }

    /// With what a judge has learned, beside the words.
    #[must_use]
    pub fn judging(mut self, judge: Option<Arc<Judge>>, strictness: Strictness) -> Reader {
        self.judge = judge;
        self.strictness = strictness;
        self
    }

    /// Reads one message. Of a text over [`READ_CHARS`] characters only the characters after
    /// that are counted.
    pub fn read(&self, text: &str, media: &[Media<'_>], scratch: &mut Scratch) -> Reading {
        self.read_as(Some(self.strictness), text, media, scratch)
    }

    /// The same, judged as strictly as that; without a strictness what was learned stays unasked.
    pub fn read_as(
        &self,
        strictness: Option<Strictness>,
        text: &str,
        media: &[Media<'_>],
        scratch: &mut Scratch,
    ) -> Reading {
        let (quoted, own) = quote::split(text);
        let (own, beyond) = split_long(own);
        let start = count(quoted.chars().count());
        let Scratch { skeleton, matches, links: buffer, view, hits: spare } = scratch;
        let shape = fold_own(own, start, skeleton);
        self.scanner.scan(&skeleton.text, matches);

        let seen = skeleton.seen;
        let own_words = !skeleton.text.is_empty();
        let mut reading = Reading {
            chars: seen.chars + shape.emoji_codes + count_chars(beyond),
            emoji: seen.emoji + shape.emoji_codes,
            own_words,
            placeholder: !own_words && shape.placeholders > 0,
            heard: self.listener.hear(&skeleton.text),
            hits: std::mem::take(spare),
            ..Reading::default()
        };
        reading.hits.clear();
        reading.key = key(&reading, &skeleton.text);
        if !beyond.is_empty() || media.iter().any(|one| one.title.is_some()) {
            reading.heard = u128::MAX;
        }
        let links = find_links(own, skeleton, buffer);
        let contacts = find_contacts(skeleton, matches);
        (reading.links, reading.link_key) = (links.count, links.key);
        reading.contacts = contacts.count;
        add_media(media, &mut reading);

        let query = if links.count > 0 { links.asks } else { seen.flags & QUERY != 0 };
        reading.question = own_words && asks(&skeleton.text, query, &matches.manners);
        reading.acknowledges = if own_words {
            acknowledges(skeleton, shape.mention, reading.question, &matches.manners)
        } else {
            shape.ok || own.trim() == "👌"
        };
        if !matches.words.is_empty() {
            let firm = reading.links + reading.contacts > 0;
            self.scanner.weigh(&skeleton.text, firm, matches);
            enter_hits((skeleton, start), &matches.found, &links, &contacts, &mut reading.hits);
        }
        reading.hits.extend(media.iter().flat_map(attached));
        if let (Some(judge), Some(strictness)) = (&self.judge, strictness) {
            let told = || self.scanner.warns(&skeleton.text, &matches.words);
            judged::add((judge, strictness), skeleton, view, told, &mut reading);
        }
        reading
    }
}

/// The speaker's own words of a message as they are read: folded, without quotations at the head
/// and codes such as `[图片]`, the first [`READ_CHARS`] characters.
#[must_use]
pub fn own_words(text: &str) -> String {
    let mut skeleton = Skeleton::new();
    fold_own(split_long(quote::split(text).1).0, 0, &mut skeleton);
    skeleton.text
}

/// Counts are far below what 32 bits hold: events are bounded.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The part of a text that is read, and the rest.
fn split_long(own: &str) -> (&str, &str) {
    if own.len() <= READ_CHARS {
        return (own, "");
    }
    let end = own.char_indices().nth(READ_CHARS).map_or(own.len(), |(at, _)| at);
    own.split_at_checked(end).unwrap_or((own, ""))
}

fn count_chars(text: &str) -> u32 {
    let table = fold::table();
    count(text.chars().filter(|&c| table.entry(c) & SPACE == 0).count())
}

/// What stands in the text beside words.
#[derive(Default)]
struct Shape {
    emoji_codes: u32,
    placeholders: u32,
    /// An emoji that says OK.
    ok: bool,
    /// Bytes of the skeleton that name those who are addressed at its head.
    mention: usize,
}

/// Folds the speaker's own words; codes in brackets are left out.
fn fold_own(own: &str, start: u32, skeleton: &mut Skeleton) -> Shape {
    skeleton.clear();
    let mut shape = Shape::default();
    let mut place = start;
    let mut rest = own;
    if let Some((mentions, after)) = split_mentions(own) {
        place = skeleton.push(mentions, place);
        shape.mention = skeleton.text.len();
        rest = after;
    }
    let mut from = 0;
    // Nearly no message has one: looked for many bytes at a time.
    let bracket = |tail: &str| memchr::memchr(b'[', tail.as_bytes());
    while let Some(at) = rest.get(from..).and_then(bracket).map(|at| from + at) {
        let Some((before, head)) = rest.split_at_checked(at) else { break };
        let Some((code, after)) =
            codes::read(head).and_then(|(code, bytes)| Some((code, head.split_at_checked(bytes)?)))
        else {
            from = at + 1;
            continue;
        };
        place = skeleton.push(before, place) + count(after.0.chars().count());
        match code {
            Code::Emoji => shape.emoji_codes += 1,
            Code::Placeholder => shape.placeholders += 1,
        }
        shape.ok |= after.0 == "[OK]" || after.0 == "[好的]";
        rest = after.1;
        from = 0;
    }
    skeleton.push(rest, place);
    shape
}

/// `@name ` at the head of a text, once or more, and what follows.
fn split_mentions(own: &str) -> Option<(&str, &str)> {
    let mut rest = own;
    while rest.starts_with('@') {
        let Some((_, after)) = rest.split_once(char::is_whitespace) else { break };
        rest = after.trim_start();
    }
    if rest.len() == own.len() { None } else { own.split_at_checked(own.len() - rest.len()) }
}

fn key(reading: &Reading, skeleton: &str) -> u64 {
    if reading.own_words {
        // The fixed keys are kept free.
        return links::hash(skeleton).max(KEY_PLACEHOLDER + 1);
    }
    match reading {
        Reading { placeholder: true, .. } => KEY_PLACEHOLDER,
        Reading { emoji: 1.., .. } => KEY_EMOJI,
        Reading { chars: 1.., .. } => KEY_SIGNS,
        _ => 0,
    }
}

/// Links stand where a dot or hash sign does, among letters.
fn find_links(own: &str, skeleton: &Skeleton, buffers: &mut links::Buffers) -> Links {
    if skeleton.seen.flags & DOT == 0 || skeleton.seen.run < 3 {
        return Links::default();
    }
    links::find(own, buffers)
}

fn find_contacts(skeleton: &Skeleton, matches: &Matches) -> Contacts {
    if count(contacts::NAME_CHARS_MIN) > skeleton.seen.run {
        return Contacts::default();
    }
    contacts::find(skeleton, &matches.manners)
}

fn add_media(media: &[Media<'_>], reading: &mut Reading) {
    for one in media.iter().filter(|one| one.kind == MediaKind::Link) {
        reading.links += 1;
        if reading.link_key == 0 {
            reading.link_key = match (&one.url, &one.title) {
                (Some(url), _) => links::key(url, &mut String::new()),
                (None, Some(title)) => links::hash(title),
                (None, None) => 0,
            };
        }
    }
}

/// What is known of the sort of content that is attached.
fn attached<'m>(media: &'m Media<'_>) -> impl Iterator<Item = Hit> + 'm {
    media.categories.iter().take(ATTACHED_MAX).filter_map(|told| {
        let (name, score) = told.split_once(':').unwrap_or((told, "100"));
        let weight = score.trim().parse().ok().filter(|score| (1..=100).contains(score))?;
        let topic = Topic::all().find(|topic| topic.name() == name.trim())?;
        Some(Hit { topic, word: 0..0, weight, learned: false, attached: true })
    })
}

/// Asks where a word that asks stands outside of those that only look so, or a question mark
/// after more than such words.
fn asks(skeleton: &str, query: bool, manners: &[(Manner, Match)]) -> bool {
    let masked = |from: usize, to: usize| {
        manners
            .iter()
            .any(|(manner, not)| *manner == Manner::AsksNot && not.start <= from && to <= not.end)
    };
    let asking =
        |(manner, one): &(Manner, Match)| *manner == Manner::Asks && !masked(one.start, one.end);
    manners.iter().any(asking) || (query && !masked(0, skeleton.len()))
}

fn acknowledges(
    skeleton: &Skeleton,
    mention: usize,
    question: bool,
    manners: &[(Manner, Match)],
) -> bool {
    if manners.is_empty() {
        return false;
    }
    let Skeleton { text: skeleton, positions, .. } = skeleton;
    let Some(mentions) = skeleton.get(..mention) else { return false };
    let chars = positions.len() - mentions.chars().count().min(positions.len());
    if chars > ACK_LONG {
        return false;
    }
    let end = skeleton.len();
    let cancelled = |one: &Match| {
        manners.iter().any(|(manner, not)| {
            *manner == Manner::AckNot && not.start <= one.start && one.end <= not.end
        })
    };
    let letter_follows =
        |at: usize| skeleton.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    manners.iter().any(|(manner, one)| {
        let begins = one.start == mention;
        let fits = match manner {
            Manner::Ack => begins || (one.end == end && chars <= ACK_SHORT && !question),
            Manner::AckShort => {
                begins && chars <= ACK_SHORT && !question && !letter_follows(one.end)
            }
            Manner::AckWhole => begins && one.end == end && !question,
            _ => false,
        };
        fits && !cancelled(one)
    })
}

/// Topics that live on being contacted: there a contact adds to what the words say.
fn wants_contact(topic: Topic) -> bool {
    use model::Category as C;
    match topic {
        Topic::Ads => true,
        Topic::Category(category) => matches!(
            category,
            C::Porn
                | C::Gambling
                | C::Drugs
                | C::Fraud
                | C::Pyramid
                | C::Illegal
                | C::Superstition
                | C::Infringing
        ),
    }
}

/// Puts what was found in terms of the original, and adds contact, link and price to the
/// topics that they speak for.
fn enter_hits(
    (skeleton, start): (&Skeleton, u32),
    found: &[Found],
    links: &Links,
    contacts: &Contacts,
    hits: &mut Vec<Hit>,
) {
    let hit = |topic, bytes: Range<usize>, weight| Hit {
        topic,
        word: skeleton.original(bytes),
        weight,
        learned: false,
        attached: false,
    };
    hits.extend(found.iter().map(|one| hit(one.topic, one.start..one.end, one.weight)));
    for (at, one) in found.iter().enumerate() {
        let topic = one.topic;
        let again = found.iter().take(at).any(|before| before.topic == topic);
        if again || !wants_contact(topic) {
            continue;
        }
        if contacts.count > 0 {
            hits.push(hit(topic, contacts.first.0..contacts.first.1, CONTACT_WEIGHT));
        }
        if topic == Topic::Ads {
            if links.count > 0 {
                let word = start + links.first.0..start + links.first.1;
                hits.push(Hit { word, ..hit(topic, 0..0, LINK_WEIGHT) });
            }
            if let Some(bytes) = price(skeleton) {
                hits.push(hit(topic, bytes, PRICE_WEIGHT));
            }
        }
    }
    hits.sort_by_key(|hit| (hit.word.start, hit.word.end, hit.topic));
}

/// The first price or discount: digits and 元, 块 or 折, as bytes of the skeleton.
fn price(skeleton: &Skeleton) -> Option<Range<usize>> {
    if skeleton.seen.flags & (DIGIT | MANY) == 0 {
        return None;
    }
    let text = &skeleton.text;
    let bytes = text.as_bytes();
    text.char_indices().filter(|(_, c)| matches!(c, '元' | '块' | '折')).find_map(|(at, c)| {
        let head = bytes.get(..at).unwrap_or_default();
        let digits = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        (digits > 0).then(|| at - digits..at + c.len_utf8())
    })
}
