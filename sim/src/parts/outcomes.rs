//! What a closed breaker remembers of the calls that ended: a streak, a rolling span of time, or the
//! last so many.

use super::breaker::BreakerStyle;
use crate::plan::Nanos;

/// Is the share of errors reached? Without an error it never is.
pub(super) fn is_too_much(errors: u32, calls: u32, share: f64) -> bool {
    errors > 0 && f64::from(errors) / f64::from(calls) >= share
}

/// What a closed breaker remembers.
#[derive(Debug, Clone)]
pub(super) enum Tally {
    Streak { failures: u32, limit: u32 },
    Slots(Box<Slots>),
    Ring(Ring),
}

impl Tally {
    pub(super) fn new(style: BreakerStyle) -> Self {
        match style {
            BreakerStyle::Consecutive { failures } => {
                Self::Streak { failures: 0, limit: failures.max(1) }
            }
            BreakerStyle::Window { span, min_calls, error_share } => Self::Slots(Box::new(Slots {
                counts: [(0, 0); SLOTS as usize],
                latest: 0,
                total: (0, 0),
                slot: (span / SLOTS).max(1),
                min_calls: min_calls.max(1),
                error_share,
            })),
            BreakerStyle::Count { calls, error_share } => Self::Ring(Ring {
                is_error: vec![0; calls.max(1).div_ceil(64) as usize],
                calls: calls.max(1),
                next: 0,
                seen: 0,
                errors: 0,
                error_share,
            }),
        }
    }

    /// Adds a result; is it the one that opens?
    pub(super) fn add(&mut self, now: Nanos, ok: bool) -> bool {
        match self {
            Self::Streak { failures, limit } => {
                *failures = if ok { 0 } else { *failures + 1 };
                *failures >= *limit
            }
            Self::Slots(slots) => slots.add(now, ok),
            Self::Ring(ring) => ring.add(ok),
        }
    }

    /// Forgets all results.
    pub(super) fn clear(&mut self) {
        match self {
            Self::Streak { failures, .. } => *failures = 0,
            Self::Slots(slots) => {
                slots.counts = [(0, 0); SLOTS as usize];
                slots.total = (0, 0);
            }
            Self::Ring(ring) => {
                ring.is_error.fill(0);
                (ring.next, ring.seen, ring.errors) = (0, 0, 0);
            }
        }
    }
}

/// Buckets of a rolling window (Hystrix: ten of a second each).
const SLOTS: u64 = 10;

/// Calls and errors of the running slot of time and the nine before it.
#[derive(Debug, Clone)]
pub(super) struct Slots {
    counts: [(u32, u32); SLOTS as usize],
    latest: u64,
    total: (u32, u32),
    slot: Nanos,
    min_calls: u32,
    error_share: f64,
}

impl Slots {
    fn add(&mut self, now: Nanos, ok: bool) -> bool {
        let number = now / self.slot;
        for passed in 1..=(number - self.latest).min(SLOTS) {
            let old = &mut self.counts[((self.latest + passed) % SLOTS) as usize];
            self.total.0 -= old.0;
            self.total.1 -= old.1;
            *old = (0, 0);
        }
        self.latest = number;
        let running = &mut self.counts[(number % SLOTS) as usize];
        running.0 += 1;
        running.1 += u32::from(!ok);
        self.total.0 += 1;
        self.total.1 += u32::from(!ok);
        let (calls, errors) = self.total;
        calls >= self.min_calls && is_too_much(errors, calls, self.error_share)
    }
}

/// The last results, a bit each.
#[derive(Debug, Clone)]
pub(super) struct Ring {
    is_error: Vec<u64>,
    calls: u32,
    next: u32,
    seen: u32,
    errors: u32,
    error_share: f64,
}

impl Ring {
    fn add(&mut self, ok: bool) -> bool {
        let word = &mut self.is_error[(self.next / 64) as usize];
        let bit = 1 << (self.next % 64);
        self.errors -= u32::from(*word & bit != 0);
        *word = if ok { *word & !bit } else { *word | bit };
        self.errors += u32::from(!ok);
        self.next = if self.next + 1 == self.calls { 0 } else { self.next + 1 };
        self.seen = (self.seen + 1).min(self.calls);
        self.seen == self.calls && is_too_much(self.errors, self.calls, self.error_share)
    }
}
