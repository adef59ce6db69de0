//! Where the warm-up of a run ends.

/// Observations averaged before the statistic is taken.
const GROUP: usize = 5;

/// Fewest averages from which a truncation point is read.
const FEWEST: usize = 20;

/// How many observations to leave out at the start, by MSER-5 (White, Cobb & Spratt 2000).
///
/// Means of five consecutive observations; of these, as many are cut from the start as make the
/// squared standard error of the mean of the rest, sum (z - mean)^2 / m^2 over the m that stay,
/// smallest. `None` with fewer than 100 observations, or when the smallest lies at half of the
/// run, the end of the search: then the run is too short to tell its warm-up from the rest
/// (Hoad, Robinson & Davies 2010).
#[must_use]
pub fn mser5(observations: &[f64]) -> Option<usize> {
    let means: Vec<f64> = observations
        .chunks_exact(GROUP)
        .map(|group| group.iter().sum::<f64>() / GROUP as f64)
        .collect();
    if means.len() < FEWEST {
        return None;
    }
    let half = means.len() / 2;
    let mut best = (f64::INFINITY, half);
    // From the end, so that the mean and the squares of the rest grow by one value each (Welford).
    let (mut mean, mut squares) = (0.0, 0.0);
    for (cut, value) in means.iter().enumerate().rev() {
        let kept = (means.len() - cut) as f64;
        let change = value - mean;
        mean += change / kept;
        squares += change * (value - mean);
        let statistic = squares / (kept * kept);
        // Of equal ones, the shortest cut.
        if cut <= half && statistic <= best.0 {
            best = (statistic, cut);
        }
    }
    (best.1 < half).then_some(best.1 * GROUP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Purpose, Stream};

    const LENGTH: usize = 2000;

    /// AR(1) with coefficient 0.7 in its steady state, and a bias that fades over 100 observations.
    fn series(replication: u32, bias: f64) -> Vec<f64> {
        let mut stream = Stream::new(3, replication, "series", Purpose::Service);
        let mut state = stream.normal() / libm::sqrt(1.0 - 0.49);
        (0..LENGTH)
            .map(|at| {
                state = 0.7 * state + stream.normal();
                state + bias * libm::exp(-(at as f64) / 100.0)
            })
            .collect()
    }

    #[test]
    fn nothing_is_cut_from_a_stationary_series() {
        // The statistic with its powers mistaken cuts half of every run: median 0.497.
        let cuts: Vec<_> = (0..200).map(|replication| mser5(&series(replication, 0.0))).collect();
        let mut found: Vec<_> = cuts.iter().flatten().copied().collect();
        assert!(found.len() > 190, "{}", found.len());
        found.sort_unstable();
        let median = found[found.len() / 2];
        assert!(median <= LENGTH / 50, "{median}");
        let mean = found.iter().sum::<usize>() as f64 / found.len() as f64;
        assert!(mean < 0.1 * LENGTH as f64, "{mean}");
    }

    #[test]
    fn a_strong_transient_is_cut() {
        for replication in 0..100 {
            let values = series(replication, 30.0);
            let cut = mser5(&values).expect("the run is long enough");
            // The bias is 30 at the start and 1.5 after 300 observations.
            assert!((200..800).contains(&cut), "{cut}");
        }
    }

    #[test]
    fn a_run_that_is_all_transient_has_no_truncation_point() {
        let drift: Vec<f64> = (0..LENGTH).map(|at| at as f64).collect();
        assert_eq!(mser5(&drift), None);
        assert_eq!(mser5(&drift[..99]), None);
    }

    #[test]
    fn a_constant_needs_no_cut() {
        assert_eq!(mser5(&[4.0; 100]), Some(0));
        let mut step = [4.0; 200];
        step[..12].fill(9.0);
        assert_eq!(mser5(&step), Some(15));
    }

    #[test]
    fn a_step_is_cut_when_the_standard_error_falls() {
        // 10 averages of height h before 90 of +1 and -1: cutting the step changes the statistic
        // from (90 + 9 h^2) / 100^2 to 90 / 90^2, which pays when h^2 is above 2.35. Another power
        // of the number kept moves that border: a cube to 3.72, the plain number to 1.11.
        let with = |squared: f64| -> Vec<f64> {
            let later =
                (0..450_usize).map(|at| if (at / GROUP).is_multiple_of(2) { 1.0 } else { -1.0 });
            [libm::sqrt(squared); 50].into_iter().chain(later).collect()
        };
        assert_eq!(mser5(&with(3.0)), Some(50));
        assert_eq!(mser5(&with(2.0)), Some(0));
    }
}
