//! The periods of duties that recur: when each of them ends.

use model::{Calendar, Days, Span, TimeOfDay, Timestamp, Zone};
use policy::param::Every;

/// A recurring period and the days that it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How long a period is: hours and minutes from midnight on, days, weeks from Monday on,
    /// months of the calendar.
    pub every: Span,
    /// The time of day at which a period of days ends (24:00: midnight).
    pub ends: TimeOfDay,
    /// For a period of a day, the days that count.
    pub days: Days,
}

impl Period {
    /// The period of a duty that is due `every` so often, at the time of day `ends`; `days`
    /// are those that count, where the policy names them apart.
    #[must_use]
    pub fn of(every: Every, ends: TimeOfDay, days: Option<Days>) -> Period {
        let (every, named) = match every {
            Every::Span(span) => (span, Days::default()),
            Every::Days(days) => (Span::Days(1), days),
        };
        Period { every, ends, days: days.unwrap_or(named) }
    }

    /// The first end of a period after `after`.
    #[must_use]
    pub fn next_end(&self, after: Timestamp, zone: &Zone, calendar: &Calendar) -> Timestamp {
        let local = zone.local(after);
        match self.every {
            Span::Ms(ms) if ms > 0 => {
                let midnight = zone.at(local.day, 0);
                midnight.plus_ms((after.since(midnight) / ms + 1) * ms)
            }
            Span::Days(1) | Span::SameDay | Span::Ms(_) => {
                self.ends_on(local.day, 1, zone, after, |day| self.days.contains(day, calendar))
            }
            Span::Days(7) => self.ends_on(local.day, 1, zone, after, |day| {
                if self.days == Days::default() {
                    model::zone::weekday_of(day) == 6
                } else {
                    self.days.contains(day, calendar)
                }
            }),
            // Days are counted from the epoch, so that every group has the same periods.
            Span::Days(n) => {
                let n = i32::try_from(n.max(1)).unwrap_or(i32::MAX);
                self.ends_on(local.day, 1, zone, after, |day| (day + 1).rem_euclid(n) == 0)
            }
            Span::Months(n) => self.month_end(n.max(1), after, zone),
        }
    }

    fn ends_on(
        &self,
        from: i32,
        step: i32,
        zone: &Zone,
        after: Timestamp,
        counts: impl Fn(i32) -> bool,
    ) -> Timestamp {
        // No set of days leaves a gap of over a year; longer spans end within their length.
        const DAYS_AHEAD: i32 = 40_000;
        (from.saturating_sub(1)..from.saturating_add(DAYS_AHEAD))
            .step_by(usize::try_from(step).unwrap_or(1))
            .filter(|&day| counts(day))
            .map(|day| zone.at(day, self.ends.0))
            .find(|&end| end > after)
            .unwrap_or(Timestamp::MAX)
    }

    fn month_end(&self, months: u32, after: Timestamp, zone: &Zone) -> Timestamp {
        let date = model::zone::date_of_day(zone.local(after).day);
        let mut parts = date.split('-').map(|part| part.parse::<i32>().unwrap_or(1));
        let (year, month) = (parts.next().unwrap_or(1970), parts.next().unwrap_or(1));
        let months = i32::try_from(months).unwrap_or(1);
        let mut index = (year * 12 + month - 1).div_euclid(months) * months + months;
        for _ in 0..3 {
            let first_after = i16::try_from(index.div_euclid(12))
                .ok()
                .zip(i8::try_from(index.rem_euclid(12) + 1).ok())
                .and_then(|(year, month)| model::zone::day_of_date(year, month, 1));
            let Some(first_after) = first_after else { return Timestamp::MAX };
            let end = zone.at(first_after - 1, self.ends.0);
            if end > after {
                return end;
            }
            index += months;
        }
        Timestamp::MAX
    }
}
