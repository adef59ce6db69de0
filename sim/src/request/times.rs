//! Times recorded in the main loop.

use crate::plan::Nanos;
use crate::stats::{Histogram, LINE};

/// A histogram whose newest values wait in line: what a value costs is paid for many at once.
#[derive(Debug)]
pub(super) struct Times {
    line: [Nanos; LINE],
    waiting: usize,
    settled: Histogram,
}

impl Default for Times {
    fn default() -> Self {
        Self { line: [0; LINE], waiting: 0, settled: Histogram::default() }
    }
}

impl Times {
    /// Adds one time.
    #[inline(always)]
    pub(super) fn record(&mut self, time: Nanos) {
        self.line[self.waiting % LINE] = time;
        self.waiting += 1;
        if self.waiting == LINE {
            self.settle();
        }
    }

    /// Adds one time, unless it is 0: those come together, later.
    #[inline(always)]
    pub(super) fn record_above_0(&mut self, time: Nanos) {
        self.line[self.waiting % LINE] = time;
        self.waiting += usize::from(time > 0);
        if self.waiting == LINE {
            self.settle();
        }
    }

    /// Adds times of 0.
    pub(super) fn record_zeros(&mut self, zeros: u64) {
        self.settled.record_zeros(zeros);
    }

    #[inline(never)]
    fn settle(&mut self) {
        self.settled.record_all(&self.line[..self.waiting]);
        self.waiting = 0;
    }

    /// All times so far.
    pub(super) fn all(&mut self) -> &mut Histogram {
        self.settle();
        &mut self.settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_time_is_lost_in_line() {
        let (mut times, mut expected) = (Times::default(), Histogram::default());
        for time in 0..3 * LINE as Nanos + 7 {
            times.record(time * 1000);
            expected.record(time * 1000);
            if time % 50 == 0 {
                assert_eq!(*times.all(), expected);
            }
        }
        assert_eq!(*times.all(), expected);
    }

    #[test]
    fn zeros_may_come_together() {
        let (mut times, mut expected) = (Times::default(), Histogram::default());
        for time in 0..1000 {
            times.record_above_0(time % 3);
            expected.record(time % 3);
        }
        times.record_zeros(334);
        assert_eq!(*times.all(), expected);
    }
}
