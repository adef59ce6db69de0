//! What a finished experiment says.

use windtunnel_sim::stats::{Purpose, Stream, normal_cdf};
use windtunnel_sim::trial::reading::{
    RatioSums, Share, false_positive_risk, sample_ratio, two_ratios, two_shares,
};
use windtunnel_tests::referee::findings;
use windtunnel_tests::table::family;

use crate::near;

#[test]
fn a_broken_split_is_found() {
    for entry in family("ab_srm") {
        let counts = [entry.param("a") as u64, entry.param("b") as u64];
        let test = sample_ratio(&counts, &[1.0, 1.0]);
        near("chi2", test.statistic, entry.expects("chi2"), 1e-12);
        near("p", test.p, entry.expects("p"), 1e-12);
        // The same counts are as planned if the plan was unequal.
        assert!(sample_ratio(&counts, &[0.506, 0.494]).p > 0.999);
    }
    assert_eq!(sample_ratio(&[100], &[1.0]).p, 1.0);
}

#[test]
fn tests_as_in_statsmodels() {
    for (when, found) in findings("experiment_sizes") {
        for row in found["tests"].as_array().expect("tests") {
            let arm = |key: &str| Share {
                successes: row[key][0].as_f64().expect("successes"),
                units: row[key][1].as_f64().expect("units"),
            };
            let got = two_shares(arm("control"), arm("treated"));
            let (low, high) = got.interval(0.95);
            for (key, got) in [("z", got.z), ("p", got.p), ("low", low), ("high", high)] {
                near(&format!("{when} {key}"), got, row[key].as_f64().expect("a number"), 1e-9);
            }
        }
    }
    let nothing = Share { successes: 0.0, units: 50.0 };
    assert_eq!(two_shares(nothing, nothing).p, 1.0);
}

/// Domain reference 3.17.
#[test]
fn false_positive_risk_of_rare_successes() {
    assert!((false_positive_risk(0.05, 0.8, 0.1) - 0.22).abs() < 0.005);
    assert!(false_positive_risk(0.05, 0.8, 0.33) < false_positive_risk(0.05, 0.8, 0.08));
}

/// Users differ in their click rate, so views of one user are alike: by views the test would be far
/// too sure, by the delta method it is right.
#[test]
fn ratios_of_randomised_users() {
    let mut draws = Stream::new(8, 0, "users", Purpose::World);
    let experiments = 2000;
    let (mut by_users, mut by_views) = (0_u32, 0_u32);
    for _ in 0..experiments {
        let mut arms = [RatioSums::default(), RatioSums::default()];
        let mut views_and_clicks = [(0.0, 0.0); 2];
        for (arm, totals) in arms.iter_mut().zip(&mut views_and_clicks) {
            for _ in 0..200 {
                let rate = 0.4 * draws.uniform();
                let views = (1.0 + 20.0 * draws.exponential()).floor();
                let clicks = (0..views as u32).filter(|_| draws.uniform() < rate).count() as f64;
                arm.add(clicks, views);
                totals.0 += views;
                totals.1 += clicks;
            }
        }
        by_users += u32::from(two_ratios(&arms[0], &arms[1]).p < 0.05);
        let [a, b] = views_and_clicks.map(|(units, successes)| Share { successes, units });
        by_views += u32::from(two_shares(a, b).p < 0.05);
    }
    let share = |count: u32| f64::from(count) / f64::from(experiments);
    // Three standard errors of 5 %.
    assert!((share(by_users) - 0.05).abs() < 0.0147, "{}", share(by_users));
    assert!(share(by_views) > 0.15, "{}", share(by_views));
}

#[test]
fn a_ratio_with_one_view_each_is_a_mean() {
    let mut draws = Stream::new(8, 1, "users", Purpose::World);
    let mut arms = [RatioSums::default(), RatioSums::default()];
    let mut values = [Vec::new(), Vec::new()];
    for (arm, values) in arms.iter_mut().zip(&mut values) {
        for _ in 0..500 {
            let value = 3.0 + draws.normal();
            arm.add(value, 1.0);
            values.push(value);
        }
    }
    let moments = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    };
    let ((a, a_square), (b, b_square)) = (moments(&values[0]), moments(&values[1]));
    let got = two_ratios(&arms[0], &arms[1]);
    near("difference", got.difference, b - a, 1e-9);
    near("error", got.standard_error, (a_square + b_square).sqrt(), 1e-9);
    near("p", got.p, 2.0 * normal_cdf(-((b - a) / (a_square + b_square).sqrt()).abs()), 1e-9);
}
