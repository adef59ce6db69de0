//! A mergeable histogram of whole numbers with a bounded relative error.
//!
//! 128 buckets an octave, found by shifting bits: a value is known to 1/128 of itself, and within a
//! bucket quantiles interpolate. Counts are integers, so merging in any order gives the same bits.
//! Only octaves that hold values have memory, and only they cost when merging and clearing.

/// Counts of nanoseconds (or of any whole numbers).
#[derive(Debug, Clone)]
pub struct Histogram {
    /// Which page holds the counts of an octave.
    pages: [u8; OCTAVES],
    /// Pages of 128 counts, in the order in which their octaves appeared.
    counts: Vec<u32>,
    /// Buckets whose count passed a multiple of 2^32, once for each time.
    carries: Vec<u16>,
    total: u64,
    sum: u128,
    max: u64,
}

const SUB_BITS: u32 = 7;
const SUBS: usize = 1 << SUB_BITS;

/// Values below 128 are the first octave; then one for each further bit.
const OCTAVES: usize = 65 - SUB_BITS as usize;

/// Page of an octave without values: past the end of any `counts`.
const NO_PAGE: u8 = u8::MAX;

/// Octave and place within it.
#[inline(always)]
fn bucket_of(value: u64) -> (usize, usize) {
    // Both octaves below 256 keep every bit; above, seven bits follow the first.
    let shift = (value | (2 * SUBS as u64 - 1)).ilog2() - SUB_BITS;
    let bucket = shift as usize * SUBS + (value >> shift) as usize;
    (bucket / SUBS, bucket % SUBS)
}

/// Lower bound and width of a bucket.
fn bounds(octave: usize, sub: usize) -> (u64, u64) {
    if octave == 0 {
        return (sub as u64, 1);
    }
    let shift = octave - 1;
    (((SUBS + sub) as u64) << shift, 1 << shift)
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            pages: [NO_PAGE; OCTAVES],
            counts: Vec::new(),
            carries: Vec::new(),
            total: 0,
            sum: 0,
            max: 0,
        }
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total
            && self.sum == other.sum
            && self.max == other.max
            && self.buckets().eq(other.buckets())
    }
}

impl Histogram {
    /// Adds one value.
    #[inline(always)]
    pub fn record(&mut self, value: u64) {
        let (octave, sub) = bucket_of(value);
        match self.counts.get_mut(usize::from(self.pages[octave]) * SUBS + sub) {
            Some(count) => {
                *count = count.wrapping_add(1);
                if *count == 0 {
                    self.carry(octave, sub);
                }
            }
            None => self.record_first(octave, sub),
        }
        self.total += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
    }

    /// The first value of an octave.
    #[cold]
    #[inline(never)]
    fn record_first(&mut self, octave: usize, sub: usize) {
        let page = self.page(octave);
        self.counts[page + sub] = 1;
    }

    /// Notes that a count has gone round.
    #[cold]
    #[inline(never)]
    fn carry(&mut self, octave: usize, sub: usize) {
        self.carries.push((octave * SUBS + sub) as u16);
    }

    /// Where the counts of an octave start, making room for them.
    fn page(&mut self, octave: usize) -> usize {
        if self.pages[octave] == NO_PAGE {
            self.pages[octave] = (self.counts.len() / SUBS) as u8;
            self.counts.resize(self.counts.len() + SUBS, 0);
        }
        usize::from(self.pages[octave]) * SUBS
    }

    /// Number of values.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u64 {
        self.total
    }

    /// Has it no values?
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Exact sum of the values.
    #[inline]
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// Standard deviation; `None` with fewer than two values.
    ///
    /// From the buckets, in which values are taken to be spread evenly: about the exact mean, with
    /// an error far below a thousandth, and nothing to pay for each value.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        if self.total < 2 {
            return None;
        }
        if self.sum == u128::from(self.max) * u128::from(self.total) {
            return Some(0.0);
        }
        let mean = self.sum as f64 / self.total as f64;
        let squares: f64 = self
            .buckets()
            .map(|(octave, sub, count)| {
                let (low, width) = bounds(octave, sub);
                let (middle, spread) = if width == 1 {
                    (low as f64, 0.0)
                } else {
                    let width = width as f64;
                    (low as f64 + 0.5 * width, width * width / 12.0)
                };
                let deviation = middle - mean;
                count as f64 * (deviation * deviation + spread)
            })
            .sum();
        Some(libm::sqrt(squares / (self.total - 1) as f64))
    }

    /// Exact largest value; 0 without values.
    #[inline]
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        for octave in 0..OCTAVES {
            if other.pages[octave] != NO_PAGE {
                let from = usize::from(other.pages[octave]) * SUBS;
                self.merge_octave(octave, &other.counts[from..from + SUBS]);
            }
        }
        self.carries.extend_from_slice(&other.carries);
        self.total += other.total;
        self.sum += other.sum;
        self.max = self.max.max(other.max);
    }

    fn merge_octave(&mut self, octave: usize, theirs: &[u32]) {
        let page = self.page(octave);
        let mine = &mut self.counts[page..page + SUBS];
        // Nothing leaves this loop early, so that it adds many counts at once.
        let mut carried = false;
        for (mine, theirs) in mine.iter_mut().zip(theirs) {
            *mine = mine.wrapping_add(*theirs);
            carried |= *mine < *theirs;
        }
        if carried {
            let passed = (0..SUBS).filter(|&sub| mine[sub] < theirs[sub]);
            self.carries.extend(passed.map(|sub| (octave * SUBS + sub) as u16));
        }
    }

    /// Forgets all values, keeping the memory.
    pub fn clear(&mut self) {
        if self.is_empty() {
            return;
        }
        self.pages = [NO_PAGE; OCTAVES];
        self.counts.clear();
        self.carries.clear();
        self.total = 0;
        self.sum = 0;
        self.max = 0;
    }

    /// Buckets that hold values, in ascending order: octave, place within it, and count.
    fn buckets(&self) -> impl Iterator<Item = (usize, usize, u64)> {
        (0..OCTAVES).flat_map(move |octave| {
            self.octave(octave).map(move |(sub, count)| (octave, sub, count))
        })
    }

    /// Place and count of the buckets of an octave that hold values.
    fn octave(&self, octave: usize) -> impl Iterator<Item = (usize, u64)> {
        let page = usize::from(self.pages[octave]) * SUBS;
        let counts = self.counts.get(page..page + SUBS).unwrap_or_default();
        counts.iter().enumerate().filter_map(move |(sub, &count)| {
            let bucket = octave * SUBS + sub;
            let carried = self.carries.iter().filter(|&&at| usize::from(at) == bucket).count();
            let count = u64::from(count) + ((carried as u64) << 32);
            (count > 0).then_some((sub, count))
        })
    }

    /// Number of values in an octave.
    fn octave_len(&self, octave: usize) -> u64 {
        let page = usize::from(self.pages[octave]) * SUBS;
        let counts = self.counts.get(page..page + SUBS).unwrap_or_default();
        let here = octave * SUBS..(octave + 1) * SUBS;
        let carried = self.carries.iter().filter(|&&at| here.contains(&usize::from(at))).count();
        counts.iter().map(|&count| u64::from(count)).sum::<u64>() + ((carried as u64) << 32)
    }

    /// The value below which this share of the values lies; `None` without values.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let rank = share * self.total as f64;
        let mut below = 0.0;
        for octave in 0..OCTAVES {
            // Whole octaves below the rank are passed at once.
            let here = self.octave_len(octave) as f64;
            if here == 0.0 || below + here < rank {
                below += here;
                continue;
            }
            for (sub, count) in self.octave(octave) {
                let count = count as f64;
                if below + count >= rank {
                    let (low, width) = bounds(octave, sub);
                    // A bucket of one whole number holds exactly that number.
                    let within = if width == 1 { 0.0 } else { (rank - below) / count };
                    return Some((low as f64 + within * width as f64).min(self.max as f64));
                }
                below += count;
            }
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
            let (octave, sub) = bucket_of(value);
            let (low, width) = bounds(octave, sub);
            prop_assert!(low <= value && value - low < width);
            prop_assert!(width == 1 || width as f64 <= low as f64 / 127.0);
        }

        #[test]
        fn quantiles_are_within_the_bucket_of_the_sorted_value(
            mut values in prop::collection::vec(0_u64..10_000_000_000, 1..300),
            share in 0.01_f64..1.0,
        ) {
            let histogram = of(&values);
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
            let mut merged = of(&values[cut..]);
            merged.merge(&of(&values[..cut]));
            prop_assert_eq!(merged, of(&values));
        }
    }

    fn of(values: &[u64]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|&value| histogram.record(value));
        histogram
    }

    #[test]
    fn deviation_is_that_of_the_values() {
        assert_eq!(of(&[7; 1000]).sd(), Some(0.0));
        assert_eq!(of(&[3_000_000_001; 5]).sd(), Some(0.0));
        assert_eq!(of(&[5]).sd(), None);
        let values: Vec<u64> = (0..10_000).map(|at| 1_000_000 + at * at).collect();
        let mean = values.iter().sum::<u64>() as f64 / values.len() as f64;
        let squares: f64 = values.iter().map(|&value| libm::pow(value as f64 - mean, 2.0)).sum();
        let sd = libm::sqrt(squares / (values.len() - 1) as f64);
        let got = of(&values).sd().expect("there are values");
        assert!((got / sd - 1.0).abs() < 1e-4, "{got} {sd}");
    }

    #[test]
    fn counts_go_past_32_bits() {
        let mut histogram = of(&[10, 10, 10, 1_000_000]);
        for _ in 0..40 {
            let same = histogram.clone();
            histogram.merge(&same);
        }
        assert_eq!(histogram.len(), 4 << 40);
        let counts: Vec<_> = histogram.buckets().map(|bucket| bucket.2).collect();
        assert_eq!(counts, [3 << 40, 1 << 40]);
        assert_eq!(histogram.quantile(0.74), Some(10.0));
        assert!(histogram.quantile(0.76).expect("there are values") > 990_000.0);
        // A full count, one value at a time.
        let mut full = of(&[10]);
        full.counts[10] = u32::MAX;
        full.record(10);
        assert_eq!(full.buckets().map(|bucket| bucket.2).collect::<Vec<_>>(), [1 << 32]);
    }

    #[test]
    fn memory_is_held_for_occupied_octaves_only() {
        assert_eq!(Histogram::default().counts.capacity(), 0);
        let mut histogram = of(&[0, u64::MAX]);
        assert_eq!(histogram.counts.len(), 2 * SUBS);
        histogram.clear();
        assert_eq!(histogram, Histogram::default());
        histogram.merge(&of(&[40_000]));
        assert_eq!(histogram.counts.len(), SUBS);
        assert_eq!(histogram, of(&[40_000]));
    }
}
