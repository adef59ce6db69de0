//! How much flows along a link, as width, density and speed of what is drawn there.
//!
//! Rates span six powers of ten, so all three grow with the logarithm: twice as many dots are far
//! more than twice as many requests.

use windtunnel_design::sim::model::LinkKind;
use windtunnel_design::sim::result::RunResult;

/// Rates, in powers of ten per second, at which drawing is at its least and at its most.
const DECADES: (f64, f64) = (-2.0, 4.0);
/// Steps of a power of ten: what lies between is drawn alike, so that most intervals of a run change
/// nothing on the page.
const STEPS: f64 = 4.0;
/// From one dot to the next in canvas units, for less and for more. All divide [`PERIOD`].
const GAPS: [f64; 9] = [60.0, 48.0, 40.0, 36.0, 30.0, 24.0, 20.0, 18.0, 16.0];
/// Canvas units after which every pattern looks as before: so they all move by the same animation.
pub const PERIOD: f64 = 720.0;
/// A dash and a gap of a stream in canvas units, as in canvas.css, and its speed in units a second.
const STREAM_GAP: f64 = 9.0;
const STREAM_SPEED: f64 = 22.0;

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

/// What flows along a link in one bucket, as far as drawing tells it apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Steps above the least rate; `None` where nothing flows.
    step: Option<u8>,
    /// How well it is served.
    pub tone: FlowTone,
}

/// Dots or dashes that move along a line, in canvas units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pattern {
    /// From one to the next.
    pub gap: f64,
    /// Radius of dots; 0 for dashes.
    pub radius: f64,
    /// Units a second.
    pub speed: f64,
}

impl Pattern {
    /// Periods a second.
    #[must_use]
    pub fn periods_per_s(self) -> f64 {
        self.speed / PERIOD
    }
}

impl Flow {
    /// So many calls a second, served like this.
    #[must_use]
    pub fn new(per_s: f64, tone: FlowTone) -> Self {
        let (least, most) = DECADES;
        let steps = |per_s: f64| ((libm::log10(per_s).clamp(least, most) - least) * STEPS).round();
        Self { step: (per_s > 0.0).then(|| steps(per_s) as u8), tone }
    }

    /// Does nothing flow?
    #[must_use]
    pub fn is_quiet(self) -> bool {
        self.step.is_none()
    }

    /// 0 for next to nothing, 1 for as much as can be drawn.
    fn level(self) -> f64 {
        let (least, most) = DECADES;
        f64::from(self.step.unwrap_or_default()) / ((most - least) * STEPS)
    }

    /// What moves along a link of this kind; `None` where nothing does.
    #[must_use]
    pub fn pattern(self, kind: LinkKind) -> Option<Pattern> {
        match kind {
            LinkKind::Stream => Some(Pattern { gap: STREAM_GAP, radius: 0.0, speed: STREAM_SPEED }),
            LinkKind::Call if !self.is_quiet() => Some(Pattern {
                gap: GAPS[(self.level() * (GAPS.len() - 1) as f64).round() as usize],
                radius: 2.0 + 0.35 * self.width(),
                speed: 44.0 + 96.0 * self.level(),
            }),
            _ => None,
        }
    }

    /// Width of the line in canvas units.
    #[must_use]
    pub fn width(self) -> f64 {
        // A quarter of a unit is the least that the eye can tell apart, and fewer different widths
        // are fewer changes of the page.
        ((1.25 + 3.0 * self.level()) * 4.0).round() / 4.0
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
        Flow::new(per_s, FlowTone::Good)
    }

    #[test]
    fn more_is_wider_denser_and_faster() {
        let flows = [0.01, 0.1, 5.0, 100.0, 10_000.0].map(flow);
        for (less, more) in flows.iter().zip(&flows[1..]) {
            assert!(less.width() < more.width());
            let [less, more] = [less, more].map(|it| it.pattern(LinkKind::Call).unwrap());
            assert!(less.gap > more.gap && less.radius < more.radius && less.speed < more.speed);
        }
    }

    #[test]
    fn rates_that_look_alike_are_drawn_alike() {
        assert_eq!(flow(100.0), flow(120.0), "noise");
        for per_s in [0.02, 0.7, 33.0, 4_000.0] {
            assert!(flow(per_s).level() < flow(per_s * 2.0).level());
        }
    }

    #[test]
    fn a_period_holds_every_pattern_whole() {
        assert!(GAPS.iter().chain([&STREAM_GAP]).all(|gap| PERIOD % gap == 0.0));
    }

    #[test]
    fn extremes_stay_drawable() {
        assert_eq!(flow(1e12), flow(1e4));
        assert_eq!(flow(1e-9), flow(0.01));
        assert!(flow(1e12).pattern(LinkKind::Call).unwrap().gap > 4.0);
    }

    #[test]
    fn requests_are_dots_and_streams_are_dashes() {
        let (busy, quiet) = (flow(100.0), flow(0.0));
        assert!(busy.pattern(LinkKind::Call).unwrap().radius > 0.0);
        assert_eq!(quiet.pattern(LinkKind::Call), None);
        let dashes = busy.pattern(LinkKind::Stream);
        assert!(dashes.is_some() && dashes == quiet.pattern(LinkKind::Stream));
        assert_eq!(busy.pattern(LinkKind::Feedback), None);
    }
}
