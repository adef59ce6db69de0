//! Numbers as people read them: at most three significant digits, the unit with the number.
//!
//! One home for this, so that a canvas, a chart and a table never show one value two ways.

/// Stands where there is no number.
pub const NO_DATA: &str = "–";

/// Stands where there were too few samples to say, and room to say so.
pub const NOT_ENOUGH: &str = "not enough data";

/// Formats a number that may be missing.
#[must_use]
pub fn or_dash<T>(value: Option<T>, format: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| NO_DATA.to_owned(), format)
}

/// Events per second, or per minute or hour where they are rare: `5.0/s`, `1.3/min`.
#[must_use]
pub fn rate(per_s: f64) -> String {
    let (value, unit) = rate_parts(per_s);
    finite(per_s, || format!("{value}/{}", unit.0))
}

/// The same in words, to be read out: `5.0 per second`.
#[must_use]
pub fn rate_words(per_s: f64) -> String {
    let (value, unit) = rate_parts(per_s);
    finite(per_s, || format!("{value} per {}", unit.1))
}

fn rate_parts(per_s: f64) -> (String, (&'static str, &'static str)) {
    let size = per_s.abs();
    if size == 0.0 || size >= 0.1 {
        (large(per_s), ("s", "second"))
    } else if size * 60.0 >= 0.1 {
        (large(per_s * 60.0), ("min", "minute"))
    } else {
        (large(per_s * 3600.0), ("h", "hour"))
    }
}

/// A time given in milliseconds: `5.1 ms`, `1.2 s`, `4.5 min`, `1.5 h`, `2.1 days`.
#[must_use]
pub fn ms(ms: f64) -> String {
    const SECOND: f64 = 1000.0;
    const MINUTE: f64 = 60.0 * SECOND;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    // Compared after rounding, so that 999.9 ms is one second and not "1,000 ms".
    let size = ms.abs();
    let (unit, word) = if size < 999.5 {
        (1.0, "ms")
    } else if size < 59.95 * SECOND {
        (SECOND, "s")
    } else if size < 59.95 * MINUTE {
        (MINUTE, "min")
    } else if size < 2.0 * DAY {
        (HOUR, "h")
    } else {
        (DAY, "days")
    };
    finite(ms, || format!("{} {word}", significant(ms / unit)))
}

/// A time given in seconds.
#[must_use]
pub fn duration_s(seconds: f64) -> String {
    ms(seconds * 1000.0)
}

/// A share of one as a percentage: `12.3 %`. Never rounds a failure away: what is not all is shown
/// as less than 100 %, and what is not nothing as more than 0 %.
#[must_use]
pub fn share(share: f64) -> String {
    let percent = share * 100.0;
    finite(share, || {
        if percent > 0.0 && percent < 0.01 {
            "< 0.01 %".to_owned()
        } else if percent > 99.99 && percent < 100.0 {
            "> 99.99 %".to_owned()
        } else if percent > 99.0 && percent < 100.0 {
            format!("{} %", trimmed(percent, 2))
        } else if percent == 0.0 || percent == 100.0 {
            format!("{percent:.0} %")
        } else {
            format!("{} %", significant(percent))
        }
    })
}

/// A share as a whole percentage, where the eye only compares: `12 %`.
#[must_use]
pub fn share_whole(share: f64) -> String {
    let percent = share * 100.0;
    finite(share, || {
        if percent > 0.0 && percent < 0.5 {
            "< 1 %".to_owned()
        } else if (99.5..100.0).contains(&percent) {
            "> 99 %".to_owned()
        } else {
            format!("{percent:.0} %")
        }
    })
}

/// Money: `$84.4`, `$5.25`, `−$1,234`, `$1.23 M`.
#[must_use]
pub fn usd(usd: f64) -> String {
    let size = usd.abs();
    let sign = if usd < 0.0 { "−" } else { "" };
    finite(usd, || {
        if size == 0.0 {
            "$0".to_owned()
        } else if size < 0.005 {
            format!("{sign}< $0.01")
        } else if size < 9.995 {
            format!("{sign}${size:.2}")
        } else if size < 999.95 {
            format!("{sign}${size:.1}")
        } else {
            format!("{sign}${}", large(size))
        }
    })
}

/// How many: whole numbers stay whole, `432,000`, `1.23 M`; a mean shows its fraction.
#[must_use]
pub fn count(count: f64) -> String {
    finite(count, || {
        if count.fract() == 0.0 && count.abs() < 1e6 { grouped(count) } else { large(count) }
    })
}

/// Simulated time of day: `06:05`, from the second day on `day 2 06:05`.
#[must_use]
pub fn clock(seconds: f64) -> String {
    finite(seconds, || {
        let minutes = (seconds.max(0.0) / 60.0) as u64;
        let (day, hour, minute) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        if day == 0 {
            format!("{hour:02}:{minute:02}")
        } else {
            format!("day {} {hour:02}:{minute:02}", day + 1)
        }
    })
}

fn finite(value: f64, format: impl FnOnce() -> String) -> String {
    if value.is_finite() { format() } else { NO_DATA.to_owned() }
}

/// Three significant digits, grouped by thousands, with k, M and G where they get long.
fn large(value: f64) -> String {
    let size = value.abs();
    let scaled = |unit: f64, word: &str| format!("{} {word}", significant(value / unit));
    if size < 99_950.0 {
        significant(value)
    } else if size < 999_500.0 {
        scaled(1e3, "k")
    } else if size < 999_500_000.0 {
        scaled(1e6, "M")
    } else {
        scaled(1e9, "G")
    }
}

/// Three significant digits. Zeros at the end go, but for the first decimal: `5.0`, `5.1`, `5.12`.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size >= 99.95 {
        grouped(value)
    } else if size >= 9.995 {
        format!("{value:.1}")
    } else if size >= 0.995 {
        trimmed(value, 2)
    } else if size >= 0.0995 {
        trimmed(value, 3)
    } else if size == 0.0 {
        "0".to_owned()
    } else {
        trimmed(value, 4)
    }
}

fn trimmed(value: f64, decimals: usize) -> String {
    let mut text = format!("{value:.decimals$}");
    while text.ends_with('0') && !text.ends_with(".0") {
        text.pop();
    }
    text
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::with_capacity(digits.len() + 4);
    if value < 0.0 && digits != "0" {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_change_their_unit_where_they_are_rare() {
        assert_eq!(rate(5.0), "5.0/s");
        assert_eq!(rate(0.0), "0/s");
        assert_eq!(rate(1234.0), "1,234/s");
        assert_eq!(rate(120_000.0), "120 k/s");
        assert_eq!(rate(0.0215), "1.29/min");
        assert_eq!(rate(0.0005), "1.8/h");
        assert_eq!(rate_words(5.0), "5.0 per second");
    }

    #[test]
    fn times_take_the_unit_that_keeps_them_short() {
        assert_eq!(ms(0.0), "0 ms");
        assert_eq!(ms(0.25), "0.25 ms");
        assert_eq!(ms(5.1), "5.1 ms");
        assert_eq!(ms(41.26), "41.3 ms");
        assert_eq!(ms(999.9), "1.0 s");
        assert_eq!(ms(1234.0), "1.23 s");
        assert_eq!(ms(270_000.0), "4.5 min");
        assert_eq!(duration_s(5400.0), "1.5 h");
        assert_eq!(duration_s(30.0 * 86_400.0), "30.0 days");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_to_all() {
        assert_eq!(share(0.1234), "12.3 %");
        assert_eq!(share(0.0043), "0.43 %");
        assert_eq!(share(0.0), "0 %");
        assert_eq!(share(1.0), "100 %");
        assert_eq!(share(0.9995), "99.95 %");
        assert_eq!(share(0.999_99), "> 99.99 %");
        assert_eq!(share(0.000_01), "< 0.01 %");
        assert_eq!(share_whole(0.124), "12 %");
        assert_eq!(share_whole(0.001), "< 1 %");
        assert_eq!(share_whole(0.999), "> 99 %");
    }

    #[test]
    fn money_keeps_its_cents_while_they_matter() {
        assert_eq!(usd(84.4), "$84.4");
        assert_eq!(usd(113.2), "$113.2");
        assert_eq!(usd(5.25), "$5.25");
        assert_eq!(usd(0.0), "$0");
        assert_eq!(usd(0.001), "< $0.01");
        assert_eq!(usd(-1234.0), "−$1,234");
        assert_eq!(usd(1_234_567.0), "$1.23 M");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(7.0), "7");
        assert_eq!(count(432_000.0), "432,000");
        assert_eq!(count(1_234_567.0), "1.23 M");
        assert_eq!(count(2.345), "2.35");
    }

    #[test]
    fn the_clock_counts_days_from_one() {
        assert_eq!(clock(6.0 * 3600.0 + 300.0), "06:05");
        assert_eq!(clock(30.0 * 3600.0 + 300.0), "day 2 06:05");
        assert_eq!(clock(-1.0), "00:00");
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        for text in [rate(f64::NAN), ms(f64::INFINITY), share(f64::NAN), usd(f64::NAN)] {
            assert_eq!(text, NO_DATA);
        }
        assert_eq!(or_dash(None, ms), NO_DATA);
        assert_eq!(or_dash(Some(5.0), ms), "5.0 ms");
    }
}
