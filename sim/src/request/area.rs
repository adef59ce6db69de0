//! Time integrals of numbers that change.

use crate::plan::Nanos;

/// A number, and its integral over time since the last reset.
///
/// The integral of n(t) up to T is n(T) T less the sum of every change times its moment, so a
/// change costs one addition and no multiplication.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Area {
    n: u32,
    moments: i128,
}

impl Area {
    #[inline(always)]
    pub(super) fn n(&self) -> u32 {
        self.n
    }

    #[inline(always)]
    pub(super) fn up(&mut self, now: Nanos) {
        self.n += 1;
        self.moments += i128::from(now);
    }

    #[inline(always)]
    pub(super) fn down(&mut self, now: Nanos) {
        self.n -= 1;
        self.moments -= i128::from(now);
    }

    pub(super) fn set(&mut self, now: Nanos, n: u32) {
        self.moments += i128::from(now) * (i128::from(n) - i128::from(self.n));
        self.n = n;
    }

    /// The integral since the last reset, in units of n times nanoseconds.
    pub(super) fn until(&self, now: Nanos) -> u128 {
        (i128::from(self.n) * i128::from(now) - self.moments).max(0) as u128
    }

    /// The integral up to now, which starts anew.
    pub(super) fn reset(&mut self, now: Nanos) -> u128 {
        let area = self.until(now);
        self.moments = i128::from(self.n) * i128::from(now);
        area
    }
}

/// How long a number had each of its values; the last is that value or more.
#[derive(Debug, Clone, Default)]
pub(super) struct Spread {
    shares: [u64; VALUES],
    since: Nanos,
}

/// Values told apart.
pub(super) const VALUES: usize = 32;

impl Spread {
    /// The number, which was `n` until now, changes.
    #[inline(always)]
    pub(super) fn leave(&mut self, now: Nanos, n: u32) {
        let at = (n as usize).min(VALUES - 1);
        self.shares[at] += now - self.since;
        self.since = now;
    }

    /// What was counted, which starts anew.
    pub(super) fn take(&mut self, now: Nanos, n: u32, into: &mut Vec<u64>) {
        self.leave(now, n);
        let used = self.shares.iter().rposition(|&share| share > 0).map_or(0, |at| at + 1);
        if into.len() < used {
            into.resize(used, 0);
        }
        for (sum, share) in into.iter_mut().zip(&mut self.shares) {
            *sum += std::mem::take(share);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_area_is_the_sum_of_heights_times_widths(
            steps in prop::collection::vec((0_u64..1000, 0_u32..5), 0..100),
        ) {
            let (mut area, mut now, mut n, mut expected) = (Area::default(), 0, 0_u32, 0_u128);
            for (gap, next) in steps {
                now += gap;
                expected += u128::from(n) * u128::from(gap);
                area.set(now, next);
                n = next;
            }
            prop_assert_eq!(area.until(now + 7), expected + u128::from(n) * 7);
            prop_assert_eq!(area.reset(now + 7), expected + u128::from(n) * 7);
            prop_assert_eq!(area.until(now + 7), 0);
        }
    }
}
