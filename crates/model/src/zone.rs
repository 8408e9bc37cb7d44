//! A policy's time zone: from points in time to local days and minutes, and back.

use jiff::{civil, tz::TimeZone};

use crate::time::{DAY_MS, MINUTE_MS, Span, Timestamp};

/// A local date and time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Minutes after midnight.
    pub minute: u16,
}

impl Local {
    /// Day of the week, Monday 0 to Sunday 6.
    #[must_use]
    pub fn weekday(self) -> u8 {
        weekday_of(self.day)
    }
}

/// Day of the week of a day since 1970-01-01 (a Thursday), Monday 0 to Sunday 6.
#[must_use]
pub fn weekday_of(day: i32) -> u8 {
    u8::try_from((i64::from(day) + 3).rem_euclid(7)).unwrap_or(0)
}

/// The day number of a calendar date, or none where there is no such date.
#[must_use]
pub fn day_of_date(year: i16, month: i8, day: i8) -> Option<i32> {
    let date = civil::Date::new(year, month, day).ok()?;
    let epoch = civil::Date::constant(1970, 1, 1);
    Some(date.since(epoch).ok()?.get_days())
}

/// The `YYYY-MM-DD` of a day number.
#[must_use]
pub fn date_of_day(day: i32) -> String {
    let epoch = civil::Date::constant(1970, 1, 1);
    match epoch.checked_add(jiff::Span::new().try_days(day).unwrap_or_default()) {
        Ok(date) => date.to_string(),
        Err(_) => String::new(),
    }
}

/// A time zone by its IANA name, from the tables inside the program: never the machine's own.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    tz: TimeZone,
    /// Offsets from UTC in ms, each with the first ms from which it holds; ascending.
    offsets: Vec<(i64, i64)>,
}

impl Zone {
    /// The zone of that name, such as `Asia/Shanghai`.
    ///
    /// # Errors
    /// None where there is no such zone.
    #[must_use]
    pub fn named(name: &str) -> Option<Zone> {
        let tz = jiff::tz::db().get(name).ok()?;
        let first = jiff::Timestamp::from_second(-2_208_988_800).ok()?;
        // Offsets up to 2100: later times use the last one found here.
        let last = jiff::Timestamp::from_second(4_102_444_800).ok()?;
        let mut offsets = vec![(i64::MIN, i64::from(tz.to_offset(first).seconds()) * 1_000)];
        for change in tz.following(first) {
            if change.timestamp() > last {
                break;
            }
            let from = change.timestamp().as_millisecond();
            offsets.push((from, i64::from(change.offset().seconds()) * 1_000));
        }
        Some(Zone { name: name.to_owned(), tz, offsets })
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Offset from UTC at a point in time, in ms.
    #[must_use]
    pub fn offset_ms(&self, at: Timestamp) -> i64 {
        // The last change is the likeliest: policies run now, not in 1950.
        match self.offsets.last() {
            Some(&(from, offset)) if at.0 >= from => offset,
            _ => {
                let next = self.offsets.partition_point(|&(from, _)| from <= at.0);
                self.offsets.get(next.saturating_sub(1)).map_or(0, |&(_, offset)| offset)
            }
        }
    }

    /// The local day and minute at a point in time.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> Local {
        let local = at.0.saturating_add(self.offset_ms(at));
        let day = i32::try_from(local.div_euclid(DAY_MS)).unwrap_or(i32::MAX);
        let minute = u16::try_from(local.rem_euclid(DAY_MS) / MINUTE_MS).unwrap_or(0);
        Local { day, minute }
    }

    /// The point in time of a local day and minute (0 to 1,440). A time that a clock change
    /// skips is the first one after it.
    #[must_use]
    pub fn at(&self, day: i32, minute: u16) -> Timestamp {
        let local = i64::from(day) * DAY_MS + i64::from(minute) * MINUTE_MS;
        let guess = Timestamp(local - self.offset_ms(Timestamp(local)));
        // A second look corrects the guess near a change of offset.
        Timestamp(local - self.offset_ms(guess))
    }

    /// The point that lies `span` after `at`: days and months by the calendar, `day` at the
    /// end of the same day.
    #[must_use]
    pub fn add(&self, at: Timestamp, span: Span) -> Timestamp {
        match span {
            Span::Ms(ms) => at.plus_ms(ms),
            Span::SameDay => self.at(self.local(at).day.saturating_add(1), 0),
            Span::Days(n) => {
                // The same time of day; where that falls into a change of clocks, an hour off.
                let local = at.0.saturating_add(self.offset_ms(at));
                let moved = local.saturating_add(i64::from(n).saturating_mul(DAY_MS));
                let guess = Timestamp(moved.saturating_sub(self.offset_ms(at)));
                Timestamp(moved.saturating_sub(self.offset_ms(guess)))
            }
            Span::Months(n) => {
                self.add_calendar(at, jiff::Span::new().try_months(i64::from(n)).ok())
            }
        }
    }

    fn add_calendar(&self, at: Timestamp, span: Option<jiff::Span>) -> Timestamp {
        let moved = || {
            let zoned = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(self.tz.clone());
            Some(zoned.checked_add(span?).ok()?.timestamp().as_millisecond())
        };
        moved().map_or(Timestamp::MAX, Timestamp)
    }

    /// Appends `at` as RFC 3339 with this zone's offset; milliseconds only where there are any.
    pub fn write_rfc3339(&self, at: Timestamp, out: &mut String) {
        use std::fmt::Write as _;
        let offset_minutes = self.offset_ms(at) / MINUTE_MS;
        let local = at.0.saturating_add(offset_minutes * MINUTE_MS);
        let Ok(civil) = jiff::Timestamp::from_millisecond(local) else { return };
        let dt = civil.to_zoned(TimeZone::UTC).datetime();
        let (sign, minutes) =
            if offset_minutes < 0 { ('-', -offset_minutes) } else { ('+', offset_minutes) };
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            dt.year(),
            dt.month(),
            dt.day(),
            dt.hour(),
            dt.minute(),
            dt.second()
        );
        let ms = at.0.rem_euclid(1_000);
        if ms != 0 {
            let _ = write!(out, ".{ms:03}");
        }
        let _ = write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }

    /// `at` as RFC 3339 with this zone's offset.
    #[must_use]
    pub fn rfc3339(&self, at: Timestamp) -> String {
        let mut out = String::with_capacity(29);
        self.write_rfc3339(at, &mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ts(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn shanghai_local_time() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let local = zone.local(ts("2026-03-02T14:15:00Z"));
        assert_eq!(local.minute, 22 * 60 + 15);
        assert_eq!(date_of_day(local.day), "2026-03-02");
        assert_eq!(local.weekday(), 0);
        assert_eq!(zone.at(local.day, local.minute), ts("2026-03-02T22:15:00+08:00"));
        assert_eq!(zone.rfc3339(ts("2026-03-02T14:15:00.5Z")), "2026-03-02T22:15:00.500+08:00");
    }

    #[test]
    fn spans_follow_the_calendar() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let at = ts("2026-01-31T10:00:00+08:00");
        assert_eq!(zone.add(at, Span::Months(1)), ts("2026-02-28T10:00:00+08:00"));
        assert_eq!(zone.add(at, Span::Days(3)), ts("2026-02-03T10:00:00+08:00"));
        assert_eq!(zone.add(at, Span::SameDay), ts("2026-02-01T00:00:00+08:00"));
    }

    #[test]
    fn a_zone_with_summer_time_keeps_local_days() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let before = ts("2026-03-28T12:00:00+01:00");
        assert_eq!(zone.add(before, Span::Days(1)), ts("2026-03-29T12:00:00+02:00"));
        let day = day_of_date(2026, 3, 29).unwrap();
        assert_eq!(zone.at(day, 9 * 60), ts("2026-03-29T09:00:00+02:00"));
        assert_eq!(zone.rfc3339(before), "2026-03-28T12:00:00+01:00");
    }

    #[test]
    fn unknown_zones_are_refused() {
        assert!(Zone::named("Asia/Nowhere").is_none());
    }
}
