//! The draws that belong to one request, whatever happens to it.

use crate::stats::{RequestDraws, RequestSequence};

/// The fixed draws of a request: a pure function of its source and number, each by itself, so that
/// a changed design meets the same requests and only pays for the draws that it looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fate {
    draws: RequestDraws,
}

/// Draws with a meaning; features and noise come behind them.
const NAMED: u64 = 8;

impl Fate {
    #[inline]
    pub(crate) fn of(source_key: u64, serial: u64) -> Self {
        Self { draws: RequestDraws::new(source_key, serial) }
    }

    /// Positive if below the base rate of the moment.
    #[inline]
    pub(crate) fn class(&self) -> f64 {
        self.draws.uniform_at(0)
    }

    /// Caught by rules if below their rate for the class.
    #[inline]
    pub(crate) fn rules(&self) -> f64 {
        self.draws.uniform_at(1)
    }

    /// Recognised by a reviewer if below the rate for the class.
    pub(crate) fn review(&self) -> f64 {
        self.draws.uniform_at(2)
    }

    /// Labelled if below the coverage.
    pub(crate) fn label(&self) -> f64 {
        self.draws.uniform_at(3)
    }

    /// Which of the rows of the class it is; also how late its label comes.
    pub(crate) fn row(&self) -> f64 {
        self.draws.uniform_at(4)
    }

    /// Which of the keys it is about.
    pub(crate) fn key(&self) -> f64 {
        self.draws.uniform_at(5)
    }

    /// Which class of its source it is of.
    pub(crate) fn kind(&self) -> f64 {
        self.draws.uniform_at(6)
    }

    /// Whether a table covers it, and whether it is about the hot key.
    pub(crate) fn covered(&self) -> f64 {
        self.draws.uniform_at(7)
    }

    /// Draws from a far place on.
    pub(crate) fn draws_from(&self, at: u64) -> RequestSequence {
        self.draws.sequence(at)
    }

    /// The rest: features, then noise.
    pub(crate) fn rest(&self) -> RequestSequence {
        self.draws.sequence(NAMED)
    }
}
