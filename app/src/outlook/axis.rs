//! Probabilities on an axis of log odds: rare and sure ones have the same room as even ones.

use crate::lab::figures::Scale;

/// Probabilities that are marked, with their texts.
const MARKS: [(f64, &str); 13] = [
    (1e-6, "0.0001 %"),
    (1e-5, "0.001 %"),
    (1e-4, "0.01 %"),
    (1e-3, "0.1 %"),
    (0.01, "1 %"),
    (0.1, "10 %"),
    (0.5, "50 %"),
    (0.9, "90 %"),
    (0.99, "99 %"),
    (0.999, "99.9 %"),
    (0.9999, "99.99 %"),
    (0.99999, "99.999 %"),
    (0.999999, "99.9999 %"),
];

/// Log odds of a probability.
#[must_use]
pub fn log_odds(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// Where a probability stands on the axis, from 0 at its left end to 1 at its right.
#[must_use]
pub fn place(scale: &Scale, p: f64) -> f64 {
    ((log_odds(p) - scale.from) / (scale.to - scale.from)).clamp(0.0, 1.0)
}

/// The probability at a place, with three digits.
#[must_use]
pub fn at(scale: &Scale, place: f64) -> f64 {
    let x = scale.from + place.clamp(0.0, 1.0) * (scale.to - scale.from);
    let odds = libm::exp(x);
    tidy(odds / (1.0 + odds), 3)
}

/// A probability with so many digits of what is rarer, it or its opposite.
#[must_use]
pub fn tidy(p: f64, digits: u32) -> f64 {
    let rounded = |p: f64| {
        let unit = libm::pow(10.0, f64::from(digits) - 1.0 - libm::floor(libm::log10(p)));
        if unit.is_finite() { libm::round(p * unit) / unit } else { p }
    };
    if p <= 0.5 { rounded(p) } else { 1.0 - rounded(1.0 - p) }
}

/// The axis from the lowest to the highest of some probabilities, at most from one in a million.
#[must_use]
pub fn scale(probabilities: impl Iterator<Item = f64>) -> Scale {
    let inside = probabilities.filter(|p| (1e-6..=0.999_999).contains(p));
    let (low, high) = inside.fold((0.5_f64, 0.5_f64), |(low, high), p| (low.min(p), high.max(p)));
    let (from, to) = (log_odds(low).min(-1.0), log_odds(high).max(1.0));
    let on = |mark: &&(f64, &str)| (from - 1e-9..=to + 1e-9).contains(&log_odds(mark.0));
    let ticks = MARKS.iter().filter(on).map(|&(p, text)| (log_odds(p), text.to_owned())).collect();
    Scale { from, to, ticks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dragged_to_a_place_stands_there() {
        let scale = scale([1e-5, 0.95].into_iter());
        for p in [0.0001, 0.00123, 0.05, 0.5, 0.923] {
            assert!((at(&scale, place(&scale, p)) - p).abs() < 1e-9, "{p}");
        }
        assert_eq!((tidy(0.0, 3), tidy(1.0, 3), tidy(0.012_345, 3)), (0.0, 1.0, 0.0123));
        assert_eq!((place(&scale, 0.0), place(&scale, 1.0)), (0.0, 1.0));
        assert_eq!(scale.ticks.first().map(|tick| tick.1.as_str()), Some("0.001 %"));
        assert_eq!(scale.ticks.last().map(|tick| tick.1.as_str()), Some("90 %"));
    }

    #[test]
    fn an_axis_without_points_still_has_room() {
        let scale = scale([0.0, 1.0].into_iter());
        assert!(scale.to > scale.from);
        assert_eq!(scale.ticks.len(), 1);
    }
}
