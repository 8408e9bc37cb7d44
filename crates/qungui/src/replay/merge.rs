//! Putting what several engines decided into the order of the input.

use std::io::{self, Write};

use super::worker::Done;

/// Writes decisions in the order of their lines; on one line, of the groups' beginnings.
pub fn write(done: &[Done], out: &mut impl Write) -> io::Result<()> {
    if let [only] = done {
        return out.write_all(&only.bytes);
    }
    let mut next = vec![0usize; done.len()];
    loop {
        let heads = done.iter().zip(&next).enumerate();
        let first = heads
            .filter_map(|(lane, (one, &at))| Some((*one.ends.get(at)?, lane)))
            .min_by_key(|(end, lane)| (end.line, end.group, *lane));
        let Some((end, lane)) = first else { return Ok(()) };
        let (Some(one), Some(at)) = (done.get(lane), next.get_mut(lane)) else { return Ok(()) };
        let start = at.checked_sub(1).and_then(|before| one.ends.get(before)).map_or(0, |e| e.end);
        out.write_all(one.bytes.get(start..end.end).unwrap_or_default())?;
        *at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::worker::End;

    #[test]
    fn lines_come_in_order() {
        let lane = |parts: &[(u64, u64, &str)]| {
            let mut done = Done::default();
            for &(line, group, text) in parts {
                done.bytes.extend(text.as_bytes());
                done.ends.push(End { line, group, end: done.bytes.len() });
            }
            done
        };
        let done = [
            lane(&[(1, 0, "a"), (4, 3, "d"), (4, 3, "e")]),
            lane(&[(2, 0, "b"), (3, 0, "c"), (4, 5, "f")]),
        ];
        let mut out = Vec::new();
        write(&done, &mut out).unwrap();
        assert_eq!(out, b"abcdef");
    }
}
