//! Several systems like this one: each built by itself, or on a platform (domain reference 3.19).

use serde::{Deserialize, Serialize};

use crate::model::Platform;

/// Numbers of use cases that are looked at.
const COUNTS: [u32; 8] = [1, 2, 4, 8, 12, 16, 24, 32];

/// Work with and without a shared platform.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlatformOutlook {
    /// What the work is taken to be, in weeks: the design says it, or assumptions.
    pub work: Platform,
    /// Use cases from which on it pays, n* = (P + adoption) / ((b - b') + (m - m')); `None` where it never does.
    pub pays_from_use_cases: Option<f64>,
    /// Work by number of use cases.
    pub by_use_cases: Vec<PlatformPoint>,
}

/// Work for so many use cases, in weeks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PlatformPoint {
    /// Use cases.
    pub use_cases: u32,
    /// Each by itself.
    pub single_weeks: f64,
    /// On a platform, which is to be built as well.
    pub shared_weeks: f64,
}

impl PlatformOutlook {
    pub(super) fn of(work: Platform) -> Self {
        let point = |use_cases: u32| {
            let (single_weeks, shared_weeks) = work.work(f64::from(use_cases));
            PlatformPoint { use_cases, single_weeks, shared_weeks }
        };
        Self {
            work,
            pays_from_use_cases: work.use_cases(),
            by_use_cases: COUNTS.into_iter().map(point).collect(),
        }
    }
}
