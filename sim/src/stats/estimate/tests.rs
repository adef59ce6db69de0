use super::*;
use crate::experiment::across;
use crate::stats::{Purpose, Stream};

const SECTIONS: usize = 20;

/// Share of intervals that hold the true value, which must lie within three deviations of what is
/// expected.
fn check_coverage(hits: usize, repetitions: u32, expected: f64) {
    let coverage = hits as f64 / f64::from(repetitions);
    let deviation = libm::sqrt(expected * (1.0 - expected) / f64::from(repetitions));
    assert!((coverage - expected).abs() < 3.0 * deviation, "{coverage} for {expected}");
}

fn holds(estimate: Estimate, truth: f64) -> bool {
    (estimate.mean - truth).abs() <= estimate.half_width_95.expect("there are enough batches")
}

/// Waits in an M/M/1 queue with load 0.8 and mean service 1, by Lindley's recursion, from a wait of
/// the steady state on.
fn waits(replication: u32) -> impl FnMut() -> f64 {
    let stream = |purpose| Stream::new(4, replication, "queue", purpose);
    let (mut arrivals, mut services) = (stream(Purpose::Arrivals), stream(Purpose::Service));
    let mut start = stream(Purpose::Routing);
    let mut wait = if start.uniform() < 0.8 { 5.0 * start.exponential() } else { 0.0 };
    move || {
        let seen = wait;
        wait = (wait + services.exponential() - arrivals.exponential() / 0.8).max(0.0);
        seen
    }
}

/// The truth entry `ci_coverage`: 2000 intervals from independent normal means, as made from
/// replications; batches of equal weight give the same.
#[test]
fn intervals_from_independent_means_cover_95_percent() {
    let mut stream = Stream::new(1, 0, "means", Purpose::Service);
    let hits = (0..2000).filter(|_| {
        let means = [(); SECTIONS].map(|()| stream.normal());
        let replications = across(&means).expect("there are means");
        let parts = means.map(|sum| Ratio { sum, weight: 1.0 });
        let batches = ratio_estimate(&parts).expect("parts have weight");
        let half_widths = [replications, batches].map(|estimate| estimate.half_width_95);
        let [Some(replications_half), Some(batches_half)] = half_widths else { return false };
        assert!((batches_half / replications_half - 1.0).abs() < 1e-12);
        holds(replications, 0.0)
    });
    let coverage = hits.count() as f64 / 2000.0;
    assert!((0.935_379_8..0.964_620_2).contains(&coverage), "{coverage}");
}

#[test]
fn batch_means_of_waits_cover_nearly_95_percent() {
    let repetitions = 400;
    let hits = (0..repetitions).filter(|&replication| {
        let mut next = waits(replication);
        let parts =
            [(); SECTIONS].map(|()| Ratio { sum: (0..6000).map(|_| next()).sum(), weight: 6000.0 });
        // E W = rho / (mu - lambda).
        holds(ratio_estimate(&parts).expect("parts have weight"), 4.0)
    });
    check_coverage(hits.count(), repetitions, 0.944);
}

#[test]
fn batch_quantiles_of_waits_cover_nearly_95_percent() {
    let repetitions = 200;
    // P(W > t) = rho e^(-(mu - lambda) t).
    let exact = [0.5, 0.95].map(|share| 5.0 * libm::log(0.8 / (1.0 - share)));
    let mut hits = [0; 2];
    for replication in 0..repetitions {
        let mut next = waits(replication);
        let sections = [(); SECTIONS].map(|()| {
            let mut section = Histogram::default();
            (0..6000).for_each(|_| section.record((next() * 1e6) as u64));
            section
        });
        for (hits, (share, exact)) in hits.iter_mut().zip([0.5, 0.95].into_iter().zip(exact)) {
            let estimate = quantile_estimate(&sections, share).expect("there are values");
            *hits += usize::from(holds(estimate, exact * 1e6));
        }
    }
    hits.into_iter().for_each(|hits| check_coverage(hits, repetitions, 0.94));
}

/// The truth entry `ar1_batch_means`.
#[test]
fn batch_means_recover_the_variance_of_a_correlated_series() {
    const LENGTH: usize = 40_000;
    let repetitions = 400;
    let quantile = student_t_975(SECTIONS as u32 - 1);
    let (mut hits, mut naive_hits) = (0, 0);
    let mut variances = Vec::new();
    for replication in 0..repetitions {
        let mut stream = Stream::new(6, replication, "series", Purpose::Service);
        let mut state = stream.normal() / libm::sqrt(1.0 - 0.81);
        let mut squares = 0.0;
        let parts = [(); SECTIONS].map(|()| {
            let mut sum = 0.0;
            for _ in 0..LENGTH / SECTIONS {
                state = 0.9 * state + stream.normal();
                sum += state;
                squares += state * state;
            }
            Ratio { sum, weight: (LENGTH / SECTIONS) as f64 }
        });
        let estimate = ratio_estimate(&parts).expect("parts have weight");
        hits += usize::from(holds(estimate, 0.0));
        let error = estimate.half_width_95.expect("20 batches") / quantile;
        variances.push(error * error * LENGTH as f64);
        // What an interval for independent values would have said.
        let naive = 1.96 * libm::sqrt(squares) / LENGTH as f64;
        naive_hits += usize::from(estimate.mean.abs() <= naive);
    }
    check_coverage(hits, repetitions, 0.947);
    check_coverage(naive_hits, repetitions, 0.347);
    let mean = variances.iter().sum::<f64>() / f64::from(repetitions);
    // A variance from 19 degrees of freedom has a relative deviation of sqrt(2 / 19).
    let deviation = 100.0 * libm::sqrt(2.0 / 19.0 / f64::from(repetitions));
    assert!((mean - 100.0).abs() < 4.0 * deviation, "{mean}");
}

#[test]
fn quantiles_without_enough_sections_have_no_interval() {
    assert_eq!(quantile_estimate(&[], 0.5), None);
    let mut section = Histogram::default();
    assert_eq!(quantile_estimate(std::slice::from_ref(&section), 0.5), None);
    (1..=500).for_each(|value| section.record(value * 1_000_000));
    let interval = |sections: &[Histogram], share| {
        quantile_estimate(sections, share).expect("there are values").half_width_95
    };
    assert_eq!(interval(&vec![section.clone(); 9], 0.5), None);
    assert_eq!(interval(&vec![section.clone(); 10], 0.99), Some(0.0));
    assert_eq!(interval(&vec![section.clone(); 10], 0.999), None);
    // Sections without values are none.
    let mut sections = vec![section; 9];
    sections.push(Histogram::default());
    assert_eq!(interval(&sections, 0.5), None);
}
