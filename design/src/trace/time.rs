//! Moments: seconds, or ISO 8601 date-times.

use super::TraceError;
use crate::number;

/// A moment of a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    /// Seconds since whatever the file counts from; of a date-time since 1970, UTC.
    pub(super) seconds: f64,
    /// Was it written as a date-time?
    pub(super) is_date: bool,
}

impl Moment {
    pub(super) fn parse(line: usize, cell: &str) -> Result<Self, TraceError> {
        if let Some(seconds) = number::parse(cell) {
            return Ok(Self { seconds, is_date: false });
        }
        let seconds = date_time(cell);
        let found = || TraceError::NotATime { line, found: super::error::shown(cell) };
        seconds.map(|seconds| Self { seconds, is_date: true }).ok_or_else(found)
    }
}

/// `2026-03-01T12:30:05.25+01:00` in seconds since 1970; a space may stand for the T, and seconds
/// and zone may be left out.
fn date_time(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut parts = date.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, parts.next()?);
    let day = digits(day, 2)?;
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if parts.next().is_some() || !(1..=length).contains(&day) {
        return None;
    }
    let (clock, zone_s) = zone(time.trim())?;
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = match parts.next() {
        None => 0.0,
        Some(text) => seconds(text)?,
    };
    if parts.next().is_some() || hour > 23 || minute > 59 {
        return None;
    }
    let whole = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 - zone_s;
    Some(whole as f64 + second)
}

/// The clock time, and how many seconds its zone is ahead of UTC.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else { return Some((time, 0)) };
    let (clock, offset) = time.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let offset = &offset[1..];
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if offset.len() == 4 && offset.is_ascii() => offset.split_at(2),
        None => (offset, "00"),
    };
    let ahead = digits(hours, 2)? * 3600 + digits(minutes, 2)? * 60;
    Some((clock.trim_end(), sign * ahead))
}

fn seconds(text: &str) -> Option<f64> {
    let whole = text.split(['.', ',']).next().unwrap_or_default();
    digits(whole, 2).filter(|second| *second <= 60)?;
    number::parse(&text.replace(',', "."))
}

/// A number of exactly so many digits.
fn digits(text: &str, length: usize) -> Option<i64> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, by counting years from March on so
/// that the leap day is the last of its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_count_from_1970_utc() {
        assert_eq!(date_time("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(date_time("2000-02-29 12:00"), Some(951_825_600.0));
        assert_eq!(date_time("2026-03-01T12:30:05.25+01:00"), Some(1_772_364_605.25));
        assert_eq!(date_time("2026-03-01T12:30:05-0530"), Some(1_772_388_005.0));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2026-02-29T00:00",
            "2026-13-01T00:00",
            "2026-03-01",
            "2026-03-01T24:00",
            "2026-03-01T1:00",
            "2026-03-01T10:61",
            "2026-03-01T10:00:0x",
            "2026-03-01T10:00+é0",
            "1.3.2026 10:00",
            "",
        ] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }
}
