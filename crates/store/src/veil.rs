//! Lines whose texts stand apart, so that a text can be blanked and the line still be proved.
//!
//! A line of JSON becomes a skeleton, in which each text is a zero byte, and its texts. The proof
//! of a line is over the skeleton and a digest of each text; a digest is over the text with a
//! salt, so that it tells nothing about a text that is gone.

use sha2::{Digest, Sha256};

/// Bytes of a digest and of a salt.
pub const DIGEST_BYTES: usize = 16;

/// What stands in a skeleton where a text was: JSON has no such byte.
const HOLE: u8 = 0;

/// Fields whose words people wrote: what retention blanks.
const TEXT_FIELDS: [&[u8]; 8] =
    [b"text", b"reason", b"title", b"url", b"answer", b"proof", b"signature", b"detail"];

/// A digest of a text, or a salt.
pub type Short = [u8; DIGEST_BYTES];

/// One text of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What makes its digest say nothing about it.
    pub salt: Short,
    /// The JSON string with its quotes, as it stood.
    pub literal: String,
}

/// A line with its texts apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Veiled {
    /// The line with a zero byte for each text.
    pub skeleton: Vec<u8>,
    /// A digest of each text.
    pub digests: Vec<Short>,
    /// The texts; none: blanked.
    pub texts: Vec<Option<Text>>,
}

/// Where salts come from: a secret that is forgotten with the process, and a count.
#[derive(Debug)]
pub struct Salts {
    secret: [u8; 32],
    count: u64,
    spare: Option<Short>,
}

impl Salts {
    /// Salts of a fresh secret.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn fresh() -> Result<Salts, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Salts { secret, count: 0, spare: None })
    }

    fn next(&mut self) -> Short {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        self.count += 1;
        let hash = Sha256::new().chain_update(self.secret).chain_update(self.count.to_le_bytes());
        let bytes: [u8; 32] = hash.finalize().into();
        let (first, second) = halves(&bytes);
        self.spare = Some(second);
        first
    }
}

fn halves(bytes: &[u8; 32]) -> (Short, Short) {
    let (mut first, mut second) = ([0; DIGEST_BYTES], [0; DIGEST_BYTES]);
    for (at, byte) in bytes.iter().enumerate() {
        let half = if at < DIGEST_BYTES { &mut first } else { &mut second };
        if let Some(place) = half.get_mut(at % DIGEST_BYTES) {
            *place = *byte;
        }
    }
    (first, second)
}

/// The digest of a text.
#[must_use]
pub fn digest(salt: &Short, literal: &[u8]) -> Short {
    let hash = Sha256::new().chain_update(salt).chain_update(literal);
    halves(&hash.finalize().into()).0
}

impl Veiled {
    /// Takes a line of JSON apart. What is no JSON stays whole, apart from zero bytes.
    #[must_use]
    pub fn of(line: &str, salts: &mut Salts) -> Veiled {
        let mut veiled = Veiled::default();
        veiled.skeleton.reserve(line.len());
        let bytes = line.as_bytes();
        let mut scanner = Scanner { bytes, at: 0 };
        let mut copied = 0;
        while let Some((from, to)) = scanner.next_text() {
            let (Some(before), Some(literal)) = (bytes.get(copied..from), line.get(from..to))
            else {
                break;
            };
            veiled.skeleton.extend(before);
            veiled.skeleton.push(HOLE);
            let salt = salts.next();
            veiled.digests.push(digest(&salt, literal.as_bytes()));
            veiled.texts.push(Some(Text { salt, literal: literal.to_owned() }));
            copied = to;
        }
        let rest = bytes.get(copied..).unwrap_or_default();
        veiled.skeleton.extend(rest.iter().map(|&byte| if byte == HOLE { b' ' } else { byte }));
        veiled
    }

    /// The line as it was; of blanked texts the empty text.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = Vec::with_capacity(self.skeleton.len() + 2 * self.texts.len());
        let mut texts = self.texts.iter();
        for &byte in &self.skeleton {
            match byte {
                HOLE => match texts.next().and_then(Option::as_ref) {
                    Some(text) => line.extend(text.literal.as_bytes()),
                    None => line.extend(b"\"\""),
                },
                _ => line.push(byte),
            }
        }
        String::from_utf8(line)
            .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
    }

    /// Whether a text of it is blanked.
    #[must_use]
    pub fn is_blanked(&self) -> bool {
        self.texts.iter().any(Option::is_none)
    }

    /// Blanks every text. Whether there was one.
    pub fn blank(&mut self) -> bool {
        let had = self.texts.iter().any(Option::is_some);
        self.texts.iter_mut().for_each(|text| *text = None);
        had
    }

    /// Whether every text that is there fits its digest, and there are as many as holes.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let holes = self.skeleton.iter().filter(|&&byte| byte == HOLE).count();
        let fits = |(text, known): (&Option<Text>, &Short)| {
            text.as_ref().is_none_or(|text| digest(&text.salt, text.literal.as_bytes()) == *known)
        };
        holes == self.texts.len()
            && holes == self.digests.len()
            && self.texts.iter().zip(&self.digests).all(fits)
    }

    /// Adds what proves the line to a hash.
    pub fn prove(&self, hash: &mut Sha256) {
        hash.update((self.skeleton.len() as u64).to_le_bytes());
        hash.update(&self.skeleton);
        self.digests.iter().for_each(|digest| hash.update(digest));
    }
}

/// How many texts a skeleton has.
#[must_use]
pub fn holes(skeleton: &[u8]) -> usize {
    memchr::memchr_iter(HOLE, skeleton).count()
}

/// Finds the strings that are values of text fields, at any depth.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// From where to where the next text reaches, quotes included.
    fn next_text(&mut self) -> Option<(usize, usize)> {
        loop {
            let (from, to) = self.next_string()?;
            if !self.is_name() {
                continue;
            }
            let inside = self.bytes.get(from + 1..to.saturating_sub(1)).unwrap_or_default();
            if !TEXT_FIELDS.contains(&inside) {
                continue;
            }
            self.skip_space();
            if self.bytes.get(self.at) == Some(&b'"') {
                return self.next_string();
            }
        }
    }

    /// The next string from here on; goes behind it.
    fn next_string(&mut self) -> Option<(usize, usize)> {
        let from = self.at + memchr::memchr(b'"', self.bytes.get(self.at..)?)?;
        let mut at = from + 1;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes.get(at) == Some(&b'"') {
                self.at = at + 1;
                return Some((from, self.at));
            }
            at += 2;
        }
    }

    /// Whether the string just passed is a field's name; goes behind the colon then.
    fn is_name(&mut self) -> bool {
        self.skip_space();
        let colon = self.bytes.get(self.at) == Some(&b':');
        self.at += usize::from(colon);
        colon
    }

    fn skip_space(&mut self) {
        let blank = |byte: &&u8| byte.is_ascii_whitespace();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(blank).count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn veil(line: &str) -> Veiled {
        Veiled::of(line, &mut Salts::fresh().unwrap())
    }

    #[test]
    fn texts_stand_apart_and_come_back() {
        let line = r#"{"kind":"message","text":"他说 \"好\\","media":[{"url":"http:\/\/a"}]}"#;
        let mut veiled = veil(line);
        assert_eq!(veiled.texts.len(), 2);
        assert!(!String::from_utf8_lossy(&veiled.skeleton).contains('好'));
        assert_eq!(veiled.line(), line);
        assert!(veiled.is_sound());
        let before = proof(&veiled);
        assert!(veiled.blank() && veiled.is_blanked() && veiled.is_sound());
        assert_eq!(proof(&veiled), before, "what proves the line does not need its texts");
        assert_eq!(veiled.line(), r#"{"kind":"message","text":"","media":[{"url":""}]}"#);
        assert!(!veiled.blank(), "a second time there is nothing left");
    }

    fn proof(veiled: &Veiled) -> [u8; 32] {
        let mut hash = Sha256::new();
        veiled.prove(&mut hash);
        hash.finalize().into()
    }

    #[test]
    fn another_text_is_noticed_and_equal_texts_look_different() {
        let mut one = veil(r#"{"text":"早"}"#);
        let other = veil(r#"{"text":"早"}"#);
        assert_ne!(one.digests, other.digests);
        one.texts[0].as_mut().unwrap().literal = "\"晚\"".to_owned();
        assert!(!one.is_sound());
    }

    #[test]
    fn values_that_look_like_names_are_no_names() {
        let line = r#"{"member":"text","kind":"reason", "text" : 7,"id":"text:"}"#;
        assert_eq!(veil(line).texts.len(), 0);
        assert_eq!(veil(r#"{ "text" :  "x" }"#).line(), r#"{ "text" :  "x" }"#);
    }

    proptest! {
        #[test]
        fn any_line_comes_back(line in "[\"\\\\:{}a-d ,一-丁]{0,60}|\\{\"text\":\"[^\0]{0,9}") {
            let veiled = veil(&line);
            prop_assert_eq!(veiled.line(), line);
            prop_assert!(veiled.is_sound());
        }
    }
}
