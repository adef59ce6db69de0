//! Moments of simulated time as labels, ticks and typed fields, fitted to the horizon.

use windtunnel_design::number;

use crate::core::format;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;

/// A unit of time that people type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
}

impl Unit {
    /// Every unit, short to long.
    pub const ALL: [Self; 4] = [Self::Seconds, Self::Minutes, Self::Hours, Self::Days];

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Minutes => MINUTE,
            Self::Hours => HOUR,
            Self::Days => DAY,
        }
    }

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    /// The unit in which a length of time is a short number: 24 hours, 30 days.
    #[must_use]
    pub fn of(seconds: f64) -> Self {
        if seconds > 3.0 * DAY {
            Self::Days
        } else if seconds >= 2.0 * HOUR {
            Self::Hours
        } else if seconds >= 5.0 * MINUTE {
            Self::Minutes
        } else {
            Self::Seconds
        }
    }

    /// A length of time as a number of this unit, without needless digits.
    #[must_use]
    pub fn number(self, seconds: f64) -> String {
        let text = format!("{:.3}", seconds / self.seconds());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// A length of time in the unit that keeps it short: `24 hours`.
#[must_use]
pub fn length(seconds: f64) -> String {
    let unit = Unit::of(seconds);
    format!("{} {}", unit.number(seconds), unit.word())
}

/// A moment as the clock shows it: `06:05`, in runs under two hours with seconds.
#[must_use]
pub fn label(at_s: f64, horizon_s: f64) -> String {
    // The end of the only day is 24:00 of it, not 00:00 of one that is not simulated.
    if at_s >= DAY && horizon_s <= DAY {
        return "24:00".into();
    }
    if horizon_s >= 2.0 * HOUR || !at_s.is_finite() {
        return format::clock(at_s);
    }
    let seconds = at_s.max(0.0) as u64;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A moment as a person types it: `4:35`, in runs under two hours `0:04:35`, in long ones days.
#[must_use]
pub fn typed(at_s: f64, horizon_s: f64) -> String {
    if Unit::of(horizon_s) == Unit::Days {
        return format!("{} days", Unit::Days.number(at_s));
    }
    let seconds = at_s.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 && horizon_s >= 2.0 * HOUR {
        format!("{hours}:{minutes:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

/// The moment that was typed, in seconds: hours and minutes (in runs under two hours, minutes and
/// seconds), all three, or a number of the horizon's unit.
///
/// # Errors
/// Says how a moment is typed.
pub fn parse(text: &str, horizon_s: f64) -> Result<f64, String> {
    let how = || Err(format!("Type a time such as {}.", typed(horizon_s / 4.0, horizon_s)));
    let unit = Unit::of(horizon_s);
    let text = text.trim().trim_end_matches("days").trim_end();
    let parts: Option<Vec<f64>> = text.split(':').map(|part| number::parse(part.trim())).collect();
    let seconds = match parts.as_deref() {
        Some([number]) => number * unit.seconds(),
        Some([minutes, seconds]) if horizon_s < 2.0 * HOUR => minutes * MINUTE + seconds,
        Some([hours, minutes]) => hours * HOUR + minutes * MINUTE,
        Some([hours, minutes, seconds]) => hours * HOUR + minutes * MINUTE + seconds,
        _ => return how(),
    };
    if seconds.is_finite() && seconds >= 0.0 { Ok(seconds) } else { how() }
}

/// Round moments over the horizon with their labels, about `wanted` of them.
#[must_use]
pub fn ticks(horizon_s: f64, wanted: f64) -> Vec<(f64, String)> {
    const STEPS: [f64; 20] = [
        1.0,
        2.0,
        5.0,
        10.0,
        30.0,
        60.0,
        120.0,
        300.0,
        600.0,
        1_800.0,
        3_600.0,
        7_200.0,
        10_800.0,
        21_600.0,
        43_200.0,
        86_400.0,
        172_800.0,
        432_000.0,
        864_000.0,
        2_592_000.0,
    ];
    if !(horizon_s.is_finite() && horizon_s > 0.0) {
        return Vec::new();
    }
    let fits = |step: &f64| horizon_s / step <= wanted;
    let step = STEPS.into_iter().find(fits).unwrap_or(horizon_s / wanted);
    let count = (horizon_s / step + 1e-9).floor() as u32;
    (0..=count)
        .map(|i| {
            let at_s = f64::from(i) * step;
            (at_s, tick_label(at_s, step, horizon_s))
        })
        .collect()
}

fn tick_label(at_s: f64, step_s: f64, horizon_s: f64) -> String {
    if step_s >= DAY {
        return format!("day {}", (at_s / DAY) as u64 + 1);
    }
    label(at_s, horizon_s)
}

/// The grain to which drags and arrow keys keep: a round length, about a 200th of the horizon.
#[must_use]
pub fn grain_s(horizon_s: f64) -> f64 {
    const GRAINS: [f64; 12] =
        [3_600.0, 1_800.0, 900.0, 300.0, 60.0, 30.0, 10.0, 5.0, 1.0, 0.5, 0.1, 0.01];
    GRAINS.into_iter().find(|grain| *grain <= horizon_s / 200.0).unwrap_or(0.001)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_ticks_every_three_hours() {
        let labels: Vec<String> = ticks(DAY, 10.0).into_iter().map(|(_, label)| label).collect();
        assert_eq!(labels.len(), 9);
        assert_eq!(labels[0], "00:00");
        assert_eq!(labels[2], "06:00");
        assert_eq!(labels[8], "24:00");
    }

    #[test]
    fn long_and_short_runs_have_readable_ticks() {
        assert_eq!(ticks(30.0 * DAY, 10.0)[1].1, "day 6");
        assert_eq!(ticks(60.0, 10.0)[1].1, "0:00:10");
        assert!(ticks(f64::NAN, 10.0).is_empty());
        assert!(ticks(1e9, 10.0).len() <= 12);
    }

    #[test]
    fn short_runs_show_seconds() {
        assert_eq!(label(365.0, 600.0), "0:06:05");
        assert_eq!(label(21_900.0, DAY), "06:05");
        assert_eq!(label(DAY, DAY), "24:00");
        assert_eq!(label(DAY, 2.0 * DAY), "day 2 00:00");
    }

    #[test]
    fn a_length_is_typed_in_the_unit_that_keeps_it_short() {
        assert_eq!(Unit::of(DAY), Unit::Hours);
        assert_eq!(Unit::Hours.number(DAY), "24");
        assert_eq!(Unit::of(30.0 * DAY), Unit::Days);
        assert_eq!(Unit::Hours.number(5_400.0), "1.5");
        assert_eq!(length(DAY), "24 hours");
    }

    #[test]
    fn what_is_typed_is_what_was_shown() {
        for (at_s, horizon_s) in [(16_500.0, DAY), (365.0, 600.0), (4.5 * DAY, 30.0 * DAY)] {
            assert_eq!(parse(&typed(at_s, horizon_s), horizon_s), Ok(at_s));
        }
        assert_eq!(typed(16_500.0, DAY), "4:35");
        assert_eq!(parse("6", DAY), Ok(21_600.0));
        assert_eq!(parse("6:05", 600.0), Ok(365.0));
        for text in ["", "six", "1:2:3:4", "-1", "NaN"] {
            assert!(parse(text, DAY).is_err(), "{text}");
        }
    }

    #[test]
    fn drags_of_a_day_keep_to_five_minutes() {
        assert_eq!(grain_s(DAY), 300.0);
        assert_eq!(grain_s(60.0), 0.1);
    }
}
