//! Popularity by rank: the k-th most popular of n objects is asked for in proportion to k^-s.

/// Zipf's law over ranks from 0, inverted by a guide table (Chen & Asau 1974): the same uniform
/// number always gives the same rank, larger numbers give larger ranks, and a draw looks at two
/// entries on average whatever the number of objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Zipf {
    exponent: f64,
    /// Sum of k^-s.
    total: f64,
    /// P(rank <= index).
    cumulative: Vec<f64>,
    /// For every equal slice of 0..1, the rank at its lower end. The number of slices is a power
    /// of two, so that a slice is found without rounding.
    guide: Vec<u32>,
}

impl Zipf {
    /// The law over `objects` (at least 1) ranks with exponent `s`; 0 makes all equally popular.
    #[must_use]
    pub fn new(objects: u32, s: f64) -> Self {
        let objects = objects.max(1);
        let mut total = 0.0;
        let mut cumulative: Vec<f64> = (0..objects)
            .map(|rank| {
                total += weight(rank, s);
                total
            })
            .collect();
        for share in &mut cumulative {
            *share /= total;
        }
        let slices = objects.next_power_of_two();
        let mut rank = 0_u32;
        let guide = (0..slices)
            .map(|slice| {
                let low = f64::from(slice) / f64::from(slices);
                while cumulative[rank as usize] <= low && rank < objects - 1 {
                    rank += 1;
                }
                rank
            })
            .collect();
        Self { exponent: s, total, cumulative, guide }
    }

    /// The rank, from 0, that belongs to a uniform number from 0 (included) to 1 (excluded).
    #[inline]
    #[must_use]
    pub fn rank(&self, u: f64) -> u32 {
        let slice = (u * self.guide.len() as f64) as usize;
        let mut rank = self.guide[slice.min(self.guide.len() - 1)] as usize;
        while rank + 1 < self.cumulative.len() && self.cumulative[rank] <= u {
            rank += 1;
        }
        rank as u32
    }

    /// Probability of a rank, from 0; 0 past the last.
    #[must_use]
    pub fn probability(&self, rank: u32) -> f64 {
        if (rank as usize) < self.cumulative.len() {
            weight(rank, self.exponent) / self.total
        } else {
            0.0
        }
    }
}

fn weight(rank: u32, s: f64) -> f64 {
    let place = f64::from(rank) + 1.0;
    if s == 1.0 { 1.0 / place } else { libm::pow(place, -s) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Purpose, Stream};

    #[test]
    fn ranks_invert_the_distribution_function() {
        for (objects, s) in [(1, 1.0), (3, 0.0), (1000, 1.0), (777, 0.8), (50, 2.5)] {
            let zipf = Zipf::new(objects, s);
            let mut stream = Stream::new(1, 0, "zipf", Purpose::Routing);
            for draw in 0..2000 {
                let u = if draw == 0 { 1.0 - f64::EPSILON / 2.0 } else { stream.uniform() };
                let exact = zipf.cumulative.partition_point(|&share| share <= u);
                assert_eq!(zipf.rank(u), exact.min(objects as usize - 1) as u32, "{u}");
            }
        }
    }

    #[test]
    fn frequencies_follow_the_power_law() {
        let zipf = Zipf::new(1000, 0.8);
        let draws = 400_000;
        let mut counts = vec![0_u32; 1000];
        let mut stream = Stream::new(2, 0, "zipf", Purpose::Routing);
        for _ in 0..draws {
            counts[zipf.rank(stream.uniform()) as usize] += 1;
        }
        let total: f64 = (1..=1000).map(|k| libm::pow(f64::from(k), -0.8)).sum();
        let mut chi_square = 0.0;
        for (rank, &count) in counts.iter().enumerate() {
            let share = libm::pow(rank as f64 + 1.0, -0.8) / total;
            assert!((zipf.probability(rank as u32) - share).abs() < 1e-15);
            let expected = share * f64::from(draws);
            chi_square += (f64::from(count) - expected) * (f64::from(count) - expected) / expected;
        }
        assert!((chi_square - 999.0).abs() < 4.0 * libm::sqrt(2.0 * 999.0), "{chi_square}");
        assert_eq!(zipf.probability(1000), 0.0);
    }

    #[test]
    fn a_million_objects_are_as_many_as_asked_for() {
        let zipf = Zipf::new(1_000_000, 1.0);
        // H(10^6) by Euler's expansion.
        assert!((zipf.total - 14.392_726_722_865_7).abs() < 1e-9, "{}", zipf.total);
        assert_eq!(zipf.rank(0.0), 0);
        assert_eq!(zipf.rank(1.0 - f64::EPSILON / 2.0), 999_999);
        // Half of all draws fall on the first ranks: H(k) = H(10^6) / 2 near k = 749.
        assert!((745..755).contains(&zipf.rank(0.5)), "{}", zipf.rank(0.5));
    }
}
