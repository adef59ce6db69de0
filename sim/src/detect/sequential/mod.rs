//! Detectors that see one value after the other and say when it drifts.
//!
//! Page-Hinkley, DDM, EDDM and ADWIN act value for value like those of river 0.26 (Montiel et al.
//! 2021), whose defaults they have; CUSUM and EWMA are the control charts of Page 1954 and Roberts
//! 1959.

mod adwin;
mod charts;
mod error_rate;
mod page_hinkley;
pub mod run_length;

use serde::{Deserialize, Serialize};

pub use adwin::{Adwin, AdwinSettings};
pub use charts::{Cusum, CusumSettings, Ewma, EwmaSettings, Limits};
pub use error_rate::{Ddm, DdmSettings, Eddm, EddmSettings};
pub use page_hinkley::{PageHinkley, PageHinkleySettings};

/// What a detector says of the stream up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing unusual.
    Stable,
    /// The stream may be changing. Only DDM and EDDM warn.
    Warning,
    /// The stream has changed. The next value starts the detector anew.
    Drift,
}

/// Which changes of the mean count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Both.
    #[default]
    Both,
    /// Increases only.
    Up,
    /// Decreases only.
    Down,
}

/// Something that watches a stream.
pub trait Detector {
    /// Takes the next value. After [`Level::Drift`] the detector forgets what it has seen.
    fn update(&mut self, value: f64) -> Level;

    /// Forgets everything.
    fn reset(&mut self);
}

/// A detector by name, with its parameters; each has the defaults of its source.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "detector")]
pub enum DetectorKind {
    /// Page-Hinkley test: any values.
    PageHinkley(PageHinkleySettings),
    /// Drift detection method: errors as 1, hits as 0.
    Ddm(DdmSettings),
    /// Early drift detection method: errors as 1, hits as 0.
    Eddm(EddmSettings),
    /// Adaptive windowing: any values, best between 0 and 1.
    Adwin(AdwinSettings),
    /// Cumulative sums around a target.
    Cusum(CusumSettings),
    /// Exponentially weighted moving average around a target.
    Ewma(EwmaSettings),
}

impl DetectorKind {
    /// Every kind with its defaults.
    #[must_use]
    pub fn all() -> [Self; 6] {
        [
            Self::PageHinkley(PageHinkleySettings::default()),
            Self::Ddm(DdmSettings::default()),
            Self::Eddm(EddmSettings::default()),
            Self::Adwin(AdwinSettings::default()),
            Self::Cusum(CusumSettings::default()),
            Self::Ewma(EwmaSettings::default()),
        ]
    }

    /// A detector that has seen nothing.
    #[must_use]
    pub fn build(self) -> AnyDetector {
        match self {
            Self::PageHinkley(settings) => AnyDetector::PageHinkley(PageHinkley::new(settings)),
            Self::Ddm(settings) => AnyDetector::Ddm(Ddm::new(settings)),
            Self::Eddm(settings) => AnyDetector::Eddm(Eddm::new(settings)),
            Self::Adwin(settings) => AnyDetector::Adwin(Adwin::new(settings)),
            Self::Cusum(settings) => AnyDetector::Cusum(Cusum::new(settings)),
            Self::Ewma(settings) => AnyDetector::Ewma(Ewma::new(settings)),
        }
    }
}

/// A detector of any kind.
#[derive(Debug, Clone)]
pub enum AnyDetector {
    /// See [`PageHinkley`].
    PageHinkley(PageHinkley),
    /// See [`Ddm`].
    Ddm(Ddm),
    /// See [`Eddm`].
    Eddm(Eddm),
    /// See [`Adwin`].
    Adwin(Adwin),
    /// See [`Cusum`].
    Cusum(Cusum),
    /// See [`Ewma`].
    Ewma(Ewma),
}

impl AnyDetector {
    fn inner(&mut self) -> &mut dyn Detector {
        match self {
            Self::PageHinkley(detector) => detector,
            Self::Ddm(detector) => detector,
            Self::Eddm(detector) => detector,
            Self::Adwin(detector) => detector,
            Self::Cusum(detector) => detector,
            Self::Ewma(detector) => detector,
        }
    }
}

impl Detector for AnyDetector {
    fn update(&mut self, value: f64) -> Level {
        self.inner().update(value)
    }

    fn reset(&mut self) {
        self.inner().reset();
    }
}

/// A mean that is kept up to date (Welford 1962).
#[derive(Debug, Clone, Copy, Default)]
struct RunningMean {
    count: f64,
    mean: f64,
}

impl RunningMean {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.mean += (1.0 / self.count) * (value - self.mean);
    }
}
