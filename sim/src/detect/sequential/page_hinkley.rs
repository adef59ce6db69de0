//! The Page-Hinkley test: cumulated distances from the running mean.

use serde::{Deserialize, Serialize};

use super::{Detector, Level, RunningMean, Side};

/// Parameters of [`PageHinkley`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageHinkleySettings {
    /// Values before the first alarm: 30.
    pub min_instances: u32,
    /// Change of the mean that is let pass, in units of the values: 0.005.
    pub delta: f64,
    /// Cumulated change that is an alarm (lambda), in units of the values: 50.
    pub threshold: f64,
    /// Share of the cumulated change that is kept at each value: 0.9999.
    pub alpha: f64,
    /// Which changes count: both.
    pub side: Side,
}

impl Default for PageHinkleySettings {
    fn default() -> Self {
        Self {
            min_instances: 30,
            delta: 0.005,
            threshold: 50.0,
            alpha: 1.0 - 0.0001,
            side: Side::Both,
        }
    }
}

/// Page's test for a change of the mean, with forgetting (Page 1954; Sebastiao & Fernandes 2017).
#[derive(Debug, Clone)]
pub struct PageHinkley {
    settings: PageHinkleySettings,
    state: State,
}

#[derive(Debug, Clone)]
struct State {
    mean: RunningMean,
    up: f64,
    down: f64,
    lowest_up: f64,
    highest_down: f64,
    has_drifted: bool,
}

const START: State = State {
    mean: RunningMean { count: 0.0, mean: 0.0 },
    up: 0.0,
    down: 0.0,
    lowest_up: f64::INFINITY,
    highest_down: f64::NEG_INFINITY,
    has_drifted: false,
};

impl PageHinkley {
    /// A test that has seen nothing.
    #[must_use]
    pub fn new(settings: PageHinkleySettings) -> Self {
        Self { settings, state: START }
    }
}

impl Detector for PageHinkley {
    fn update(&mut self, value: f64) -> Level {
        if self.state.has_drifted {
            self.reset();
        }
        let PageHinkleySettings { min_instances, delta, threshold, alpha, side } = self.settings;
        let state = &mut self.state;
        state.mean.add(value);
        let distance = value - state.mean.mean;
        state.up = alpha * state.up + distance - delta;
        state.down = alpha * state.down + distance + delta;
        state.lowest_up = state.lowest_up.min(state.up);
        state.highest_down = state.highest_down.max(state.down);
        let rises = side != Side::Down && state.up - state.lowest_up > threshold;
        let falls = side != Side::Up && state.highest_down - state.down > threshold;
        state.has_drifted = state.mean.count >= f64::from(min_instances) && (rises || falls);
        if state.has_drifted { Level::Drift } else { Level::Stable }
    }

    fn reset(&mut self) {
        self.state = START;
    }
}
