//! A mergeable histogram of whole numbers with a bounded relative error.
//!
//! 128 buckets an octave, found by shifting bits: a value is known to 1/128 of itself, and within a
//! bucket quantiles interpolate. Counts are integers, so merging in any order gives the same bits.

/// Counts of nanoseconds (or of any whole numbers).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u64,
    sum: u128,
    max: u64,
}

const SUB_BITS: u32 = 7;
const SUBS: u64 = 1 << SUB_BITS;

fn bucket_of(value: u64) -> usize {
    if value < SUBS {
        return value as usize;
    }
    let octave = 63 - value.leading_zeros();
    let sub = (value >> (octave - SUB_BITS)) & (SUBS - 1);
    (u64::from(octave - SUB_BITS + 1) * SUBS + sub) as usize
}

/// Lower bound and width of a bucket.
fn bounds(bucket: usize) -> (u64, u64) {
    let (octave, sub) = (bucket as u64 / SUBS, bucket as u64 % SUBS);
    if octave == 0 {
        return (sub, 1);
    }
    let shift = octave - 1;
    ((SUBS + sub) << shift, 1 << shift)
}

impl Histogram {
    /// Adds one value.
    pub fn record(&mut self, value: u64) {
        let bucket = bucket_of(value);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.total += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.total
    }

    /// Has it no values?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Exact sum of the values.
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// Exact largest value; 0 without values.
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Self) {
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    /// Forgets all values, keeping the memory.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.total = 0;
        self.sum = 0;
        self.max = 0;
    }

    /// The value below which this share of the values lies; `None` without values.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let rank = share * self.total as f64;
        let mut below = 0.0;
        for (bucket, &count) in self.counts.iter().enumerate() {
            let count = f64::from(count);
            if count > 0.0 && below + count >= rank {
                let (low, width) = bounds(bucket);
                // A bucket of one whole number holds exactly that number.
                let within = if width == 1 { 0.0 } else { (rank - below) / count };
                return Some((low as f64 + within * width as f64).min(self.max as f64));
            }
            below += count;
        }
        Some(self.max as f64)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_value_lies_in_its_bucket(value in any::<u64>()) {
            let (low, width) = bounds(bucket_of(value));
            prop_assert!(low <= value && value - low < width);
            prop_assert!(width == 1 || width as f64 <= low as f64 / 127.0);
        }

        #[test]
        fn quantiles_are_within_the_bucket_of_the_sorted_value(
            mut values in prop::collection::vec(0_u64..10_000_000_000, 1..300),
            share in 0.01_f64..1.0,
        ) {
            let mut histogram = Histogram::default();
            values.iter().for_each(|&value| histogram.record(value));
            values.sort_unstable();
            let rank = (libm::ceil(share * values.len() as f64) as usize).clamp(1, values.len());
            let exact = values[rank - 1] as f64;
            let got = histogram.quantile(share).expect("there are values");
            prop_assert!((got - exact).abs() <= exact / 100.0 + 1.0, "{} {}", got, exact);
        }

        #[test]
        fn merging_shards_equals_one_run(
            values in prop::collection::vec(any::<u64>(), 0..200), cut in 0_usize..200,
        ) {
            let cut = cut.min(values.len());
            let fill = |part: &[u64]| {
                let mut histogram = Histogram::default();
                part.iter().for_each(|&value| histogram.record(value));
                histogram
            };
            let mut merged = fill(&values[cut..]);
            merged.merge(&fill(&values[..cut]));
            prop_assert_eq!(merged, fill(&values));
        }
    }
}
