//! Detectors for a stream of errors (1) and hits (0) of a model.

use serde::{Deserialize, Serialize};

use super::{Detector, Level, RunningMean};

/// Parameters of [`Ddm`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DdmSettings {
    /// Values that must have been seen: 30.
    pub warm_start: u32,
    /// Standard deviations above the best error rate that are a warning: 2.
    pub warning: f64,
    /// Standard deviations that are a drift: 3.
    pub drift: f64,
}

impl Default for DdmSettings {
    fn default() -> Self {
        Self { warm_start: 30, warning: 2.0, drift: 3.0 }
    }
}

/// Drift detection method: the error rate against its own best (Gama et al. 2004).
#[derive(Debug, Clone)]
pub struct Ddm {
    settings: DdmSettings,
    rate: RunningMean,
    /// Error rate and its standard deviation where their sum was least.
    best: Option<(f64, f64)>,
    has_drifted: bool,
}

impl Ddm {
    /// A detector that has seen nothing.
    #[must_use]
    pub fn new(settings: DdmSettings) -> Self {
        Self { settings, rate: RunningMean::default(), best: None, has_drifted: false }
    }
}

impl Detector for Ddm {
    fn update(&mut self, value: f64) -> Level {
        if self.has_drifted {
            self.reset();
        }
        self.rate.add(value);
        let RunningMean { count, mean } = self.rate;
        if count <= f64::from(self.settings.warm_start) {
            return Level::Stable;
        }
        let sd = (mean * (1.0 - mean) / count).sqrt();
        let (best_mean, best_sd) = match self.best {
            Some((best_mean, best_sd)) if mean + sd > best_mean + best_sd => (best_mean, best_sd),
            _ => (mean, sd),
        };
        self.best = Some((best_mean, best_sd));
        if mean + sd > best_mean + self.settings.drift * best_sd {
            self.has_drifted = true;
            Level::Drift
        } else if mean + sd > best_mean + self.settings.warning * best_sd {
            Level::Warning
        } else {
            Level::Stable
        }
    }

    fn reset(&mut self) {
        *self = Self::new(self.settings);
    }
}

/// Parameters of [`Eddm`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EddmSettings {
    /// Errors that must have been seen: 30.
    pub warm_start: u32,
    /// Share of the widest spacing below which it warns (alpha): 0.95.
    pub warning: f64,
    /// Share of the widest spacing below which it is a drift (beta): 0.9.
    pub drift: f64,
}

impl Default for EddmSettings {
    fn default() -> Self {
        Self { warm_start: 30, warning: 0.95, drift: 0.9 }
    }
}

/// Early drift detection method: the spacing of errors against its own widest (Baena-Garcia et al.
/// 2006).
#[derive(Debug, Clone)]
pub struct Eddm {
    settings: EddmSettings,
    count: u64,
    last_error: u64,
    spacing: RunningMean,
    squares: f64,
    widest: f64,
    level: Level,
}

impl Eddm {
    /// A detector that has seen nothing.
    #[must_use]
    pub fn new(settings: EddmSettings) -> Self {
        Self {
            settings,
            count: 0,
            last_error: 0,
            spacing: RunningMean::default(),
            squares: 0.0,
            widest: -1.0,
            level: Level::Stable,
        }
    }

    /// Mean spacing and two standard deviations.
    fn reach(&self) -> f64 {
        let RunningMean { count, mean } = self.spacing;
        let variance = if count > 1.0 { self.squares / (count - 1.0) } else { 0.0 };
        mean + 2.0 * variance.sqrt()
    }
}

impl Detector for Eddm {
    fn update(&mut self, value: f64) -> Level {
        if self.level == Level::Drift {
            self.reset();
        }
        self.count += 1;
        if value != 1.0 {
            return self.level;
        }
        let spacing = (self.count - self.last_error) as f64;
        self.last_error = self.count;
        let before = self.spacing.mean;
        self.spacing.add(spacing);
        self.squares += (spacing - before) * (spacing - self.spacing.mean);
        if self.count <= u64::from(self.settings.warm_start) {
            return self.level;
        }
        let reach = self.reach();
        if reach > self.widest {
            self.widest = reach;
        } else if self.spacing.count > f64::from(self.settings.warm_start) {
            let share = reach / self.widest;
            self.level = if share < self.settings.drift {
                Level::Drift
            } else if share < self.settings.warning {
                Level::Warning
            } else {
                Level::Stable
            };
        }
        self.level
    }

    fn reset(&mut self) {
        *self = Self::new(self.settings);
    }
}
