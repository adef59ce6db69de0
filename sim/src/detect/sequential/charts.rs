//! Control charts: cumulative sums, and the exponentially weighted moving average.

use serde::{Deserialize, Serialize};

use super::{Detector, Level, Side};

/// Parameters of [`Cusum`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CusumSettings {
    /// Mean of the values when all is well, in their units: 0.
    pub target: f64,
    /// Standard deviation of the values when all is well, in their units: 1.
    pub sd: f64,
    /// Slack, in standard deviations: 0.5, half of a shift of one.
    pub k: f64,
    /// Sum that is an alarm, in standard deviations: 5 (a false alarm in 465 values when
    /// two-sided).
    pub h: f64,
    /// Which changes count: both.
    pub side: Side,
}

impl Default for CusumSettings {
    fn default() -> Self {
        Self { target: 0.0, sd: 1.0, k: 0.5, h: 5.0, side: Side::Both }
    }
}

/// Cumulative sums around a target, in the tabular form (Page 1954).
#[derive(Debug, Clone)]
pub struct Cusum {
    settings: CusumSettings,
    up: f64,
    down: f64,
    has_drifted: bool,
}

impl Cusum {
    /// A chart that has seen nothing.
    #[must_use]
    pub fn new(settings: CusumSettings) -> Self {
        Self { settings, up: 0.0, down: 0.0, has_drifted: false }
    }
}

impl Detector for Cusum {
    fn update(&mut self, value: f64) -> Level {
        if self.has_drifted {
            self.reset();
        }
        let CusumSettings { target, sd, k, h, side } = self.settings;
        let z = (value - target) / sd;
        self.up = (self.up + z - k).max(0.0);
        self.down = (self.down - z - k).max(0.0);
        let rises = side != Side::Down && self.up > h;
        let falls = side != Side::Up && self.down > h;
        self.has_drifted = rises || falls;
        if self.has_drifted { Level::Drift } else { Level::Stable }
    }

    fn reset(&mut self) {
        *self = Self::new(self.settings);
    }
}

/// How far an EWMA may go at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limits {
    /// As far as in the long run.
    #[default]
    Asymptotic,
    /// By its variance after so many values, which is smaller at first.
    Exact,
}

/// Parameters of [`Ewma`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EwmaSettings {
    /// Mean of the values when all is well, in their units: 0.
    pub target: f64,
    /// Standard deviation of the values when all is well, in their units: 1.
    pub sd: f64,
    /// Weight of the newest value: 0.1.
    pub lambda: f64,
    /// Limit in standard deviations of the average (L): 2.814 (a false alarm in 500 values).
    pub limit: f64,
    /// Which limits: asymptotic.
    pub limits: Limits,
    /// Which changes count: both.
    pub side: Side,
}

impl Default for EwmaSettings {
    fn default() -> Self {
        Self {
            target: 0.0,
            sd: 1.0,
            lambda: 0.1,
            limit: 2.814,
            limits: Limits::Asymptotic,
            side: Side::Both,
        }
    }
}

/// Exponentially weighted moving average (Roberts 1959; Lucas & Saccucci 1990).
#[derive(Debug, Clone)]
pub struct Ewma {
    settings: EwmaSettings,
    average: f64,
    /// (1 - lambda)^(2 t).
    memory: f64,
    has_drifted: bool,
}

impl Ewma {
    /// A chart that has seen nothing.
    #[must_use]
    pub fn new(settings: EwmaSettings) -> Self {
        Self { settings, average: 0.0, memory: 1.0, has_drifted: false }
    }
}

impl Detector for Ewma {
    fn update(&mut self, value: f64) -> Level {
        if self.has_drifted {
            self.reset();
        }
        let EwmaSettings { target, sd, lambda, limit, limits, side } = self.settings;
        let z = (value - target) / sd;
        self.average = lambda * z + (1.0 - lambda) * self.average;
        self.memory *= (1.0 - lambda) * (1.0 - lambda);
        let grown = if limits == Limits::Exact { 1.0 - self.memory } else { 1.0 };
        let reach = limit * (lambda / (2.0 - lambda) * grown).sqrt();
        let rises = side != Side::Down && self.average > reach;
        let falls = side != Side::Up && self.average < -reach;
        self.has_drifted = rises || falls;
        if self.has_drifted { Level::Drift } else { Level::Stable }
    }

    fn reset(&mut self) {
        *self = Self::new(self.settings);
    }
}
