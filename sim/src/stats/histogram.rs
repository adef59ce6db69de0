//! A mergeable histogram of whole numbers with a bounded relative error.
//!
//! 128 buckets an octave, found by shifting bits: a value is known to 1/128 of itself, and within a
//! bucket quantiles interpolate. Counts are integers, so merging in any order gives the same bits.
//! Only octaves that hold values have memory, and only they cost when merging and clearing.

/// Counts of nanoseconds (or of any whole numbers).
#[derive(Debug, Clone)]
pub struct Histogram {
    /// What is added to the number of an octave's buckets to have the places of their counts.
    offsets: [u32; MOST_OCTAVES],
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

/// The next power of two: an octave's number needs no check.
const MOST_OCTAVES: usize = 64;

/// Values that are counted at once. Far fewer than 2^12 of 52 bits, so that their sum has 64.
pub(crate) const LINE: usize = 64;

/// Offset of an octave without values: it leads past the end of any `counts`.
const NO_PAGE: u32 = u32::MAX / 2;

/// Number of a value's bucket: octave by octave, 128 each.
#[inline(always)]
fn bucket_of(value: u64) -> usize {
    // Both octaves below 256 keep every bit; above, seven bits follow the first.
    let shift = (value | (2 * SUBS as u64 - 1)).ilog2() - SUB_BITS;
    shift as usize * SUBS + (value >> shift) as usize
}

/// The same for values below 2^52.
///
/// The exponent of a floating-point number and the first bits of its fraction are octave and place:
/// quicker than counting zeros where processors have no instruction for it.
#[inline(always)]
fn bucket_of_short(value: u64) -> u64 {
    let unit = (1_u64 << FRACTION_BITS) as f64;
    let float = f64::from_bits(unit.to_bits() | value) - unit;
    let bucket = (float.to_bits() >> (FRACTION_BITS - SUB_BITS))
        .wrapping_sub((EXPONENT_BIAS + u64::from(SUB_BITS) - 1) << SUB_BITS);
    // Compared as a floating-point number, which even the oldest processors do two at a time.
    if float < SUBS as f64 { value } else { bucket }
}

/// Bits behind the point of a floating-point number, and what is added to its exponent.
const FRACTION_BITS: u32 = 52;
const EXPONENT_BIAS: u64 = 1023;

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
            offsets: [NO_PAGE; MOST_OCTAVES],
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
        self.count(bucket_of(value));
        self.total += 1;
        self.sum += u128::from(value);
        self.max = self.max.max(value);
    }

    /// Adds all values.
    pub fn record_all(&mut self, values: &[u64]) {
        let (lines, rest) = values.as_chunks();
        lines.iter().for_each(|line| self.record_line(line));
        rest.iter().for_each(|&value| self.record(value));
    }

    /// Adds values: their buckets first, several at a time, and then to the counts.
    fn record_line(&mut self, line: &[u64; LINE]) {
        let (mut buckets, mut sum, mut bits) = ([0; LINE], 0_u64, 0);
        for (bucket, &value) in buckets.iter_mut().zip(line) {
            *bucket = bucket_of_short(value);
            sum = sum.wrapping_add(value);
            bits |= value;
        }
        let total = self.total + LINE as u64;
        if bits >> FRACTION_BITS > 0 || total > u64::from(u32::MAX) {
            line.iter().for_each(|&value| self.record(value));
            return;
        }
        // No count goes round, and no sum of so many short values has.
        for &bucket in &buckets {
            let bucket = bucket as usize;
            let place = self.place_of(bucket);
            match self.counts.get_mut(place) {
                Some(count) => *count += 1,
                None => self.record_first(bucket / SUBS, bucket % SUBS),
            }
        }
        self.total = total;
        self.sum += u128::from(sum);
        // None of them has a bit that is not in `bits`.
        if bits > self.max {
            self.max = line.iter().fold(self.max, |max, &value| max.max(value));
        }
    }

    /// Adds so many values of 0.
    pub fn record_zeros(&mut self, zeros: u64) {
        if zeros > 0 {
            let page = self.page(0);
            let sum = u64::from(self.counts[page]) + zeros;
            self.counts[page] = sum as u32;
            self.carries.extend(std::iter::repeat_n(0, (sum >> 32) as usize));
            self.total += zeros;
        }
    }

    /// Where the count of a bucket is; past the end where there is none.
    #[inline(always)]
    fn place_of(&self, bucket: usize) -> usize {
        let octave = bucket / SUBS % MOST_OCTAVES;
        self.offsets[octave].wrapping_add(bucket as u32) as usize
    }

    #[inline(always)]
    fn count(&mut self, bucket: usize) {
        let (octave, sub) = (bucket / SUBS, bucket % SUBS);
        let place = self.place_of(bucket);
        match self.counts.get_mut(place) {
            Some(count) => {
                *count = count.wrapping_add(1);
                if *count == 0 {
                    self.carry(octave, sub);
                }
            }
            None => self.record_first(octave, sub),
        }
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
        if self.offsets[octave] == NO_PAGE {
            self.offsets[octave] = (self.counts.len() as u32).wrapping_sub((octave * SUBS) as u32);
            self.counts.resize(self.counts.len() + SUBS, 0);
        }
        self.place_of(octave * SUBS)
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
        if self.is_empty() {
            self.offsets = other.offsets;
            self.counts.clone_from(&other.counts);
            self.carries.clone_from(&other.carries);
            (self.total, self.sum, self.max) = (other.total, other.sum, other.max);
            return;
        }
        for octave in 0..OCTAVES {
            if other.offsets[octave] != NO_PAGE {
                let from = other.place_of(octave * SUBS);
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
        self.offsets = [NO_PAGE; MOST_OCTAVES];
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
        let page = self.place_of(octave * SUBS);
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
        let page = self.place_of(octave * SUBS);
        let counts = self.counts.get(page..page + SUBS).unwrap_or_default();
        if self.total <= u64::from(u32::MAX) {
            // Nothing has gone round, nor does their sum: one addition for several counts.
            return counts.iter().sum::<u32>().into();
        }
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
        fn a_value_lies_in_its_bucket(value in any::<u64>(), shift in 0_u32..64) {
            let value = value >> shift;
            let bucket = bucket_of(value);
            if value >> FRACTION_BITS == 0 {
                prop_assert_eq!(bucket_of_short(value), bucket as u64);
            }
            let (octave, sub) = (bucket / SUBS, bucket % SUBS);
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

    proptest! {
        #[test]
        fn many_at_once_are_counted_as_one_by_one(
            values in prop::collection::vec(any::<u64>(), 0..300), shift in 0_u32..64,
        ) {
            let values: Vec<u64> = values.iter().map(|value| value >> shift).collect();
            let mut at_once = Histogram::default();
            at_once.record_all(&values);
            prop_assert_eq!(at_once, of(&values));
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
