//! How much flows along a link, as width, density and speed of what is drawn there.
//!
//! Rates span six powers of ten, so all three grow with the logarithm: twice as many dots are far
//! more than twice as many requests.

use windtunnel_design::sim::result::RunResult;

/// Rates, in powers of ten per second, at which drawing is at its least and at its most.
const DECADES: (f64, f64) = (-2.0, 4.0);

/// How well what flows is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlowTone {
    /// Well.
    #[default]
    Good,
    /// Some of it fails, or is decided on missing features.
    Degraded,
    /// Much of it fails.
    Failing,
}

/// What flows along a link in one bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Flow {
    /// Calls a second.
    pub per_s: f64,
    /// How well they are served.
    pub tone: FlowTone,
}

impl Flow {
    /// 0 for next to nothing, 1 for as much as can be drawn.
    #[must_use]
    pub fn level(self) -> f64 {
        if self.per_s <= 0.0 {
            return 0.0;
        }
        let (least, most) = DECADES;
        ((libm::log10(self.per_s) - least) / (most - least)).clamp(0.0, 1.0)
    }

    /// Width of the line in canvas units.
    #[must_use]
    pub fn width(self) -> f64 {
        // A quarter of a unit is the least that the eye can tell apart, and fewer different widths
        // are fewer changes of the page.
        ((1.25 + 3.0 * self.level()) * 4.0).round() / 4.0
    }

    /// Radius of the dots in canvas units.
    #[must_use]
    pub fn dot_radius(self) -> f64 {
        2.0 + 0.35 * self.width()
    }

    /// How many dots a path of this length carries.
    #[must_use]
    pub fn dots(self, length: f64) -> usize {
        if self.per_s <= 0.0 || length <= 0.0 {
            return 0;
        }
        let gap = 60.0 - 44.0 * self.level();
        ((length / gap).round() as usize).clamp(1, 32)
    }

    /// Speed of the dots in canvas units per second.
    #[must_use]
    pub fn speed(self) -> f64 {
        44.0 + 96.0 * self.level()
    }
}

/// Calls per second along a link in a bucket; `None` where the run did not have it.
#[must_use]
pub fn link_rate(result: &RunResult, link: usize, bucket: usize) -> Option<f64> {
    let calls = *result.series.link_calls.get(link)?.get(bucket)?;
    Some(f64::from(calls) / result.series.bucket_s.max(f64::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(per_s: f64) -> Flow {
        Flow { per_s, tone: FlowTone::Good }
    }

    #[test]
    fn nothing_is_drawn_as_nothing() {
        assert_eq!(flow(0.0).dots(300.0), 0);
        assert_eq!(flow(5.0).dots(0.0), 0);
        assert_eq!(flow(0.0).level(), 0.0);
    }

    #[test]
    fn more_is_wider_denser_and_faster() {
        let rates = [0.01, 0.1, 5.0, 100.0, 10_000.0];
        for pair in rates.windows(2) {
            let (less, more) = (flow(pair[0]), flow(pair[1]));
            assert!(less.width() < more.width());
            assert!(less.dots(600.0) < more.dots(600.0));
            assert!(less.speed() < more.speed());
        }
    }

    #[test]
    fn extremes_stay_drawable() {
        assert_eq!(flow(1e12).width(), flow(1e4).width());
        assert!(flow(1e12).dots(1e6) <= 32);
        assert_eq!(flow(1e-9).dots(10.0), 1);
    }
}
