//! Token buckets: what a rate limit lets through, and how many retries a caller may afford.

use crate::plan::{NANOS_PER_S, Nanos};

/// Parts of a nanosecond in which a bucket counts.
const PARTS: f64 = (1_u64 << 32) as f64;

/// A rate limit with a burst, counted exactly.
///
/// Kept as the time at which the bucket is full again (the virtual scheduling form of the generic
/// cell rate algorithm, ITU-T I.371): that needs one addition a token and never drifts.
#[derive(Debug, Clone)]
pub(crate) struct TokenBucket {
    full_at: u128,
    per_token: u128,
    most_lead: u128,
}

impl TokenBucket {
    /// A full bucket of `burst` tokens (at least 1) to which `rate_per_s` (above 0) are added.
    #[must_use]
    pub(crate) fn new(rate_per_s: f64, burst: f64) -> Self {
        let per_token = NANOS_PER_S / rate_per_s * PARTS;
        Self {
            full_at: 0,
            per_token: (per_token + 0.5) as u128,
            most_lead: ((burst - 1.0).max(0.0) * per_token + 0.5) as u128,
        }
    }

    /// Takes a token, if there is one; one that becomes whole within this nanosecond counts.
    pub(crate) fn take(&mut self, now: Nanos) -> bool {
        let now = u128::from(now) << 32;
        // Whole again at this time minus the lead that the burst allows.
        if self.full_at.saturating_sub(self.most_lead) >> 32 > now >> 32 {
            return false;
        }
        self.full_at = self.full_at.max(now).saturating_add(self.per_token);
        true
    }
}

/// Retries as a share of first calls (Google SRE book: 10 % of them; domain reference 3.3).
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    left: u64,
    share: u64,
    cap: u64,
}

/// A retry, in the billionths that shares are counted in.
const RETRY: u64 = 1_000_000_000;

impl Budget {
    /// A full budget: each first call adds `share` of a retry, and at most `cap` are kept.
    #[must_use]
    pub(crate) fn new(share: f64, cap: f64) -> Self {
        let cap = (cap * RETRY as f64 + 0.5) as u64;
        Self { left: cap, share: (share * RETRY as f64 + 0.5) as u64, cap }
    }

    /// A first call is made.
    pub(crate) fn earn(&mut self) {
        self.left = self.left.saturating_add(self.share).min(self.cap);
    }

    /// May a retry be made? If so, it is paid.
    pub(crate) fn spend(&mut self) -> bool {
        let has_one = self.left >= RETRY;
        if has_one {
            self.left -= RETRY;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn burst_first_then_the_rate() {
        let mut bucket = TokenBucket::new(2.0, 3.0);
        let taken = |bucket: &mut TokenBucket, now| (0..9).filter(|_| bucket.take(now)).count();
        assert_eq!(taken(&mut bucket, 0), 3);
        assert_eq!(taken(&mut bucket, 499_999_999), 0);
        assert_eq!(taken(&mut bucket, 500_000_000), 1);
        assert_eq!(taken(&mut bucket, 1_500_000_000), 2);
        assert_eq!(taken(&mut bucket, 60_000_000_000), 3, "no more than the burst is kept");
    }

    #[test]
    fn a_rate_without_whole_nanoseconds_never_drifts() {
        let mut bucket = TokenBucket::new(3.0, 1.0);
        // Calls at exactly the rate, rounded to nanoseconds: all pass, and one more never does.
        for call in 0..3_000_000_u64 {
            let now = (call * 1_000_000_000 + 1) / 3;
            assert!(bucket.take(now), "{call}");
            assert!(!bucket.take(now), "{call}");
        }
    }

    #[test]
    fn a_budget_pays_its_share_of_calls() {
        let mut budget = Budget::new(0.7, 10.0);
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
        (0..10).for_each(|_| budget.earn());
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 7);
        (0..1000).for_each(|_| budget.earn());
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10);
    }

    proptest! {
        #[test]
        fn any_stretch_of_time_gets_at_most_burst_and_rate(
            gaps in prop::collection::vec(0_u64..2_000_000, 1..200),
            rate in 1.0..5000.0_f64,
            burst in 1.0..20.0_f64,
        ) {
            let mut bucket = TokenBucket::new(rate, burst);
            let mut taken = Vec::new();
            let (mut now, mut level, mut last) = (0, burst, 0);
            for gap in gaps {
                now += gap;
                level = (level + (now - last) as f64 * rate / 1e9).min(burst);
                last = now;
                let is_taken = bucket.take(now);
                // The bucket itself, in floating point: no verdict where that cannot tell.
                if (level - 1.0).abs() > 1e-4 {
                    prop_assert_eq!(is_taken, level >= 1.0);
                }
                if is_taken {
                    level -= 1.0;
                    taken.push(now);
                }
            }
            for first in 0..taken.len() {
                let span = (taken[taken.len() - 1] - taken[first]) as f64 / 1e9;
                prop_assert!((taken.len() - first) as f64 <= burst + span * rate + 1e-4);
            }
        }
    }
}
