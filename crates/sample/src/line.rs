//! Writing an event as one line of JSON, fields in the order in which people read them.

use std::fmt::Write as _;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// A point of March 2026 in China: seconds since the local midnight that begins March 1.
/// China keeps +08:00 all year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(pub(crate) i64);

impl At {
    /// That time of that day of March.
    pub(crate) fn of(day: i64, hour: i64, minute: i64) -> At {
        At((day - 1) * DAY + hour * 3_600 + minute * 60)
    }

    pub(crate) fn plus(self, seconds: i64) -> At {
        At(self.0 + seconds)
    }

    /// RFC 3339 with the offset of China.
    pub(crate) fn rfc3339(self) -> String {
        let mut out = String::with_capacity(25);
        write_at(self.0.div_euclid(DAY), self.0.rem_euclid(DAY), &mut out);
        out
    }

    /// The time of that RFC 3339 text.
    pub(crate) fn parse(text: &str) -> Option<At> {
        let at = model::Timestamp::parse(text)?;
        let march = model::zone::day_of_date(2026, 3, 1)?;
        Some(At(at.0.div_euclid(1_000) + 8 * 3_600 - i64::from(march) * DAY))
    }

    /// Seconds since midnight.
    pub(crate) fn second_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// Days since March 1.
    pub(crate) fn day_index(self) -> i64 {
        self.0.div_euclid(DAY)
    }
}

/// The date that lies `days` after 2026-03-01.
pub(crate) fn date(days: i64) -> String {
    let march = model::zone::day_of_date(2026, 3, 1).unwrap_or(0);
    model::zone::date_of_day(march.saturating_add(i32::try_from(days).unwrap_or(0)))
}

fn write_at(days: i64, second: i64, out: &mut String) {
    out.push_str(&date(days));
    // Writing to a String cannot fail.
    let _ = write!(out, "T{:02}:{:02}:{:02}+08:00", second / 3_600, second / 60 % 60, second % 60);
}

/// An event under construction.
#[derive(Clone, Debug)]
pub(crate) struct Line(String);

impl Line {
    /// An event of that kind.
    pub(crate) fn new(id: &str, at: At, group: &str, kind: &str) -> Line {
        Line("{".to_owned())
            .text("id", id)
            .text("at", &at.rfc3339())
            .text("group", group)
            .text("kind", kind)
    }

    /// With a text field.
    pub(crate) fn text(self, field: &str, value: &str) -> Line {
        self.json(field, &serde_json::Value::from(value))
    }

    /// With a list of texts; left out where it is empty.
    pub(crate) fn list(self, field: &str, values: &[String]) -> Line {
        if values.is_empty() { self } else { self.json(field, &serde_json::Value::from(values)) }
    }

    /// With a field of any form.
    pub(crate) fn json(mut self, field: &str, value: &serde_json::Value) -> Line {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(self.0, "\"{field}\":{value}");
        self
    }

    /// The line, without a line end.
    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_lines_read_as_expected() {
        let at = At::of(2, 9, 5).plus(7);
        assert_eq!(at.rfc3339(), "2026-03-02T09:05:07+08:00");
        assert_eq!(At::parse("2026-03-02T01:05:07Z"), Some(at));
        assert_eq!(At::of(32, 0, 0).rfc3339(), "2026-04-01T00:00:00+08:00");
        let line = Line::new("m1", at, "g", "message").text("text", "他说“\"好\"”").end();
        assert_eq!(
            line,
            r#"{"id":"m1","at":"2026-03-02T09:05:07+08:00","group":"g","kind":"message","text":"他说“\"好\"”"}"#
        );
    }
}
