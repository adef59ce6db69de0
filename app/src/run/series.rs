//! Time series made fit to be drawn and read: thinned, summed, put into rows.

/// At most so many values, each the mean of as many neighbours.
#[must_use]
pub fn thin(values: &[f64], most: usize) -> Vec<f64> {
    let group = values.len().div_ceil(most.max(1)).max(1);
    values.chunks(group).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64).collect()
}

/// At most so many values that may be missing: of each group the largest, since these are
/// percentiles whose peaks matter; missing only where all are.
#[must_use]
pub fn thin_peaks(values: &[Option<f64>], most: usize) -> Vec<Option<f64>> {
    let group = values.len().div_ceil(most.max(1)).max(1);
    values
        .chunks(group)
        .map(|chunk| chunk.iter().flatten().copied().max_by(f64::total_cmp))
        .collect()
}

/// Each value added to all before it.
#[must_use]
pub fn running_sum(values: &[f32]) -> Vec<f64> {
    let mut sum = 0.0;
    values
        .iter()
        .map(|value| {
            sum += f64::from(*value);
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_mean_and_never_more_than_asked() {
        let values: Vec<f64> = (0..1_000).map(f64::from).collect();
        let thin = thin(&values, 300);
        assert!(thin.len() <= 300);
        assert_eq!(thin[0], 1.5);
        assert_eq!(super::thin(&[3.0], 300), [3.0]);
        assert!(super::thin(&[], 300).is_empty());
    }

    #[test]
    fn peaks_survive_thinning_and_gaps_stay_gaps() {
        let values = [Some(1.0), Some(9.0), None, None, None, Some(2.0)];
        assert_eq!(thin_peaks(&values, 3), [Some(9.0), None, Some(2.0)]);
    }

    #[test]
    fn sums_run_on() {
        assert_eq!(running_sum(&[1.0, 2.0, 3.0]), [1.0, 3.0, 6.0]);
    }
}
