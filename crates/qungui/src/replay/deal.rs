//! Cutting input into lines and dealing them out to engines by group.

use std::io::{self, Read};
use std::ops::Range;

use model::Event;
use model::event::{LINE_BYTES_MAX, ORG};

use crate::console::Failure;

/// How much is read at a time, in bytes.
const BLOCK_BYTES: usize = 4 << 20;

/// Whole lines of input, with the number of the first one.
pub struct Block {
    bytes: Vec<u8>,
    first_line: u64,
}

/// A block whose lines are dealt out.
pub struct Batch {
    body: Body,
    /// Lines read.
    pub lines: u64,
    /// For each engine, the lines that it looks at.
    lanes: Vec<Vec<Line>>,
}

/// The bytes of a block: checked to be UTF-8 once, or line by line where some of it is not.
enum Body {
    Text(String),
    Bytes(Vec<u8>),
}

/// One line: its number from 1, its place in the block.
#[derive(Clone)]
pub struct Line {
    /// The number.
    pub number: u64,
    range: Range<usize>,
}

impl Batch {
    /// The lines of one engine.
    pub fn lane(&self, index: usize) -> &[Line] {
        self.lanes.get(index).map_or(&[], Vec::as_slice)
    }

    /// A line's text, or none where it is not UTF-8.
    pub fn text(&self, line: &Line) -> Option<&str> {
        match &self.body {
            Body::Text(text) => text.get(line.range.clone()),
            Body::Bytes(bytes) => std::str::from_utf8(bytes.get(line.range.clone())?).ok(),
        }
    }
}

/// Reads blocks of whole lines.
pub struct Reader {
    input: Box<dyn Read + Send>,
    name: String,
    rest: Vec<u8>,
    next_line: u64,
    ended: bool,
}

impl Reader {
    pub fn new(input: Box<dyn Read + Send>, name: &str) -> Reader {
        Reader { input, name: name.to_owned(), rest: Vec::new(), next_line: 1, ended: false }
    }

    /// The next lines, or none at the end.
    pub fn next_block(&mut self) -> Result<Option<Block>, Failure> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            if !self.ended {
                self.fill(&mut bytes)?;
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            let end = if self.ended {
                Some(bytes.len())
            } else {
                bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1)
            };
            let Some(end) = end else {
                // One line fills the block: read on, as far as a line may go.
                if bytes.len() > LINE_BYTES_MAX + BLOCK_BYTES {
                    self.skip_line(&mut bytes)?;
                }
                continue;
            };
            self.rest = bytes.split_off(end);
            let count = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
                + u64::from(bytes.last() != Some(&b'\n'));
            let first_line = self.next_line;
            self.next_line += count;
            return Ok(Some(Block { bytes, first_line }));
        }
    }

    fn fill(&mut self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        let wanted = BLOCK_BYTES as u64;
        let read = self.input.by_ref().take(wanted).read_to_end(bytes);
        let count = read.map_err(|source| self.failure(source))?;
        self.ended = (count as u64) < wanted;
        Ok(())
    }

    /// Forgets the middle of a line that is too long to be an event: its start stays, so that
    /// it is told as too long.
    fn skip_line(&mut self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        bytes.truncate(LINE_BYTES_MAX + 1);
        let mut chunk = Vec::new();
        while !self.ended {
            chunk.clear();
            self.fill(&mut chunk)?;
            if let Some(end) = chunk.iter().position(|&byte| byte == b'\n') {
                bytes.extend(chunk.iter().skip(end));
                break;
            }
        }
        Ok(())
    }

    fn failure(&self, source: io::Error) -> Failure {
        Failure::Read { path: self.name.clone(), source }
    }
}

/// Deals lines out by group.
pub struct Dealer {
    lanes: usize,
}

impl Dealer {
    pub fn new(lanes: usize) -> Dealer {
        Dealer { lanes }
    }

    /// Deals a block out.
    pub fn deal(&self, block: Block) -> Batch {
        let Block { bytes, first_line } = block;
        let mut lanes: Vec<Vec<Line>> = vec![Vec::new(); self.lanes];
        let (mut start, mut number) = (0, first_line);
        while start < bytes.len() {
            let rest = bytes.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = Line { number, range: start..start + length };
            let text = rest.get(..length).unwrap_or_default();
            match self.lane_of(text) {
                Some(lane) => {
                    if let Some(lane) = lanes.get_mut(lane) {
                        lane.push(line);
                    }
                }
                None => lanes.iter_mut().for_each(|lane| lane.push(line.clone())),
            }
            start += length + 1;
            number += 1;
        }
        let body = match String::from_utf8(bytes) {
            Ok(text) => Body::Text(text),
            Err(error) => Body::Bytes(error.into_bytes()),
        };
        Batch { body, lines: number - first_line, lanes }
    }

    /// Which engine looks at a line; none: all of them.
    fn lane_of(&self, line: &[u8]) -> Option<usize> {
        if self.lanes == 1 {
            return Some(0);
        }
        if let Some(group) = plain_group(line) {
            return self.lane_of_group(group);
        }
        let event = std::str::from_utf8(line).ok().and_then(|text| Event::parse(text).ok());
        match event {
            Some(event) => self.lane_of_group(event.group.as_bytes()),
            // A bad line is told by the first engine.
            None => Some(0),
        }
    }

    fn lane_of_group(&self, group: &[u8]) -> Option<usize> {
        if group == ORG.as_bytes() {
            return None;
        }
        let hash = rapidhash::v3::rapidhash_v3(group);
        usize::try_from(hash % self.lanes as u64).ok()
    }
}

/// The group of a line whose shape leaves no doubt: the key stands in it exactly once, and its
/// value has no escape. Inside a JSON string a quote is escaped, so that `"group":` there reads
/// `\"group\":` and is not taken for the key.
fn plain_group(line: &[u8]) -> Option<&[u8]> {
    const KEY: &[u8] = b"\"group\":";
    let mut found = memchr::memmem::find_iter(line, KEY);
    let at = found.next()?;
    if found.next().is_some() || memchr::memmem::find(line, b"\"group\" ").is_some() {
        return None;
    }
    let value = line.get(at + KEY.len()..)?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', value)?;
    (value.get(end) == Some(&b'"')).then(|| value.get(..end)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_told_only_where_there_is_no_doubt() {
        assert_eq!(plain_group(br#"{"group":"g1","text":"x"}"#), Some(&b"g1"[..]));
        assert_eq!(plain_group(br#"{"group": "g1"}"#), Some(&b"g1"[..]));
        assert_eq!(plain_group(br#"{"text":"\"group\":\"g2\"","group":"g1"}"#), Some(&b"g1"[..]));
        for line in [
            &br#"{"group":"g\u0031"}"#[..],
            br#"{"group":5}"#,
            br#"{"group" :"g1"}"#,
            br#"{"group":"a","x":{"group":"b"}}"#,
            br#"{"kind":"group"}"#,
            b"",
        ] {
            assert_eq!(plain_group(line), None, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let input = b"a\n\nb\r\nc".to_vec();
        let mut reader = Reader::new(Box::new(io::Cursor::new(input)), "x");
        let block = reader.next_block().unwrap().unwrap();
        let batch = Dealer::new(1).deal(block);
        let told: Vec<(u64, &str)> =
            batch.lane(0).iter().map(|line| (line.number, batch.text(line).unwrap())).collect();
        assert_eq!(told, [(1, "a"), (2, ""), (3, "b\r"), (4, "c")]);
        assert_eq!(batch.lines, 4);
        assert!(reader.next_block().unwrap().is_none());
    }
}
