//! Times as export files write them: Unix numbers, RFC 3339, and civil times without a zone.

use model::zone::day_of_date;
use model::{Timestamp, Zone};

/// 1970-01-02 and 3000-01-01: what lies outside is a missing or broken time.
const FIRST_MS: i64 = 86_400_000;
const LAST_MS: i64 = 32_503_680_000_000;

/// Whether a time is one that an export can have.
pub(super) fn in_range(at: Timestamp) -> bool {
    (FIRST_MS..LAST_MS).contains(&at.0)
}

/// Reads any of the shapes; none where it is no time, or zero.
pub(super) fn read(text: &str, zone: &Zone) -> Option<Timestamp> {
    unix(text).or_else(|| civil(text, zone))
}

/// Reads seconds, milliseconds or microseconds since 1970, told apart by their length.
pub(super) fn unix(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let number: i64 = whole.parse().ok()?;
    let ms = match whole.len() {
        0..=11 => number.checked_mul(1_000)?,
        12..=14 => number,
        15..=17 => number / 1_000,
        _ => return None,
    };
    Some(Timestamp(ms)).filter(|&at| in_range(at))
}

/// Reads `2026-03-02 22:15:00` and its kin (`2026/3/2 22:15`) in the zone, or RFC 3339.
pub(super) fn civil(text: &str, zone: &Zone) -> Option<Timestamp> {
    let text = text.trim();
    if text.len() > 40 {
        return None;
    }
    if let Some(at) = Timestamp::parse(text) {
        return Some(at).filter(|&at| in_range(at));
    }
    if !text.chars().all(|c| c.is_ascii_digit() || "-/.: T年月日".contains(c)) {
        return None;
    }
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || parts.next()?.parse::<u16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute) = (next()?, next()?);
    let second = next().unwrap_or(0);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day =
        day_of_date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    let at = zone.at(day, hour * 60 + minute).plus_ms(i64::from(second) * 1_000);
    Some(at).filter(|&at| in_range(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_time() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let at = Timestamp::parse("2026-03-02T22:15:30+08:00");
        for text in [
            "1772460930",
            "1772460930000",
            "1772460930000000",
            "1772460930.5",
            "2026-03-02 22:15:30",
            "2026/3/2 22:15:30",
            "2026-03-02T14:15:30Z",
            " 2026年3月2日 22:15:30 ",
        ] {
            assert_eq!(read(text, &zone), at, "{text}");
        }
        assert_eq!(read("2026/03/02 22:15", &zone), Timestamp::parse("2026-03-02T22:15:00+08:00"));
        for text in [
            "",
            "0",
            "-5",
            "1.77E+09",
            "昨天",
            "22:15",
            "2026-02-30 10:00:00",
            "9999999999999999999",
            "2026-03-02 25:00:00",
            "3/2 22:15",
        ] {
            assert_eq!(read(text, &zone), None, "{text}");
        }
    }
}
