//! Measures of drift, against closed forms, simulation and SciPy.

use serde_json::Value;
use windtunnel_sim::detect::measure::{
    Reference, chi_square, jensen_shannon_distance, kl, kolmogorov_tail, ks, ks_critical,
    ks_of_shares, psi, psi_noise_mean, psi_noise_quantile, shares, wasserstein,
    wasserstein_of_shares,
};
use windtunnel_sim::detect::population::{Mixture, between_mixtures, between_normals, psi_between};
use windtunnel_sim::stats::{
    Normal, Purpose, Stream, chi_square_quantile, incomplete_beta, incomplete_gamma_lower,
    incomplete_gamma_upper, noncentral_t_cdf, student_t_cdf, student_t_quantile,
};
use windtunnel_tests::referee::{findings, stream};
use windtunnel_tests::table::family;

use crate::near;

#[test]
fn population_values_of_the_table() {
    for entry in family("drift_metrics") {
        let new = Normal { mean: entry.param("mu"), sd: entry.param("sd") };
        let drift = between_normals(Normal::STANDARD, new, 10);
        let twenty = between_normals(Normal::STANDARD, new, 20).psi;
        for (key, got) in [
            ("psi_unbinned_jeffreys", drift.jeffreys),
            ("psi_10_deciles", drift.psi),
            ("psi_20", twenty),
            ("ks", drift.ks),
            ("kl_ref_to_new", drift.kl_reference_to_new),
            ("kl_new_to_ref", drift.kl_new_to_reference),
            ("js_nats", drift.js),
            ("wasserstein1", drift.wasserstein),
        ] {
            near(&format!("{} {key}", entry.id), got, entry.expects(key), 1e-9);
        }
    }
}

/// Domain reference 3.11.
#[test]
fn psi_of_a_shift_as_in_the_reference() {
    for (shift, want) in [(0.2, 0.038), (0.3, 0.086), (0.4, 0.153), (0.5, 0.238), (0.6, 0.341)] {
        let new = Normal { mean: shift, sd: 1.0 };
        let drift = between_normals(Normal::STANDARD, new, 10);
        assert!((drift.psi - want).abs() < 0.0006, "{shift}: {}", drift.psi);
    }
}

#[test]
fn other_widths_have_their_closed_forms() {
    let (a, b) = (Normal { mean: 3.0, sd: 2.0 }, Normal { mean: 2.5, sd: 5.0 });
    let kl = |p: Normal, q: Normal| {
        let square = p.sd * p.sd + (p.mean - q.mean) * (p.mean - q.mean);
        (q.sd / p.sd).ln() + square / (2.0 * q.sd * q.sd) - 0.5
    };
    let drift = between_normals(a, b, 10);
    near("kl", drift.kl_reference_to_new, kl(a, b), 1e-9);
    near("kl back", drift.kl_new_to_reference, kl(b, a), 1e-9);
    near("jeffreys", drift.jeffreys, kl(a, b) + kl(b, a), 1e-9);
    // Between normals of one mean: (s2 - s1) sqrt(2 / pi).
    let wider = Normal { mean: 3.0, sd: 5.0 };
    let drift = between_normals(a, wider, 10);
    near("wasserstein", drift.wasserstein, 3.0 * (2.0 / std::f64::consts::PI).sqrt(), 1e-9);
    near("normed", drift.wasserstein_normed, drift.wasserstein / 2.0, 1e-12);
    // Jensen-Shannon of disjoint laws is ln 2, Kolmogorov-Smirnov is 1.
    let far = between_normals(a, Normal { mean: 103.0, sd: 2.0 }, 10);
    near("js", far.js, std::f64::consts::LN_2, 1e-9);
    near("ks", far.ks, 1.0, 1e-9);
    near("distance", far.wasserstein, 100.0, 1e-9);
}

#[test]
fn mixtures_converge_to_what_large_samples_show() {
    let positive = Normal { mean: 2.0, sd: 1.0 };
    let before = Mixture::of_classes(0.1, Normal::STANDARD, positive);
    let after = Mixture::of_classes(0.3, Normal { mean: 0.2, sd: 1.1 }, positive);
    let drift = between_mixtures(&before, &after, 10);
    let mut draws = Stream::new(1, 0, "mixture", Purpose::World);
    let mut sample = |share: f64, mean: f64, sd: f64| {
        let mut values: Vec<f64> = (0..400_000)
            .map(|_| {
                let is_positive = draws.uniform() < share;
                let z = draws.normal();
                if is_positive { 2.0 + z } else { mean + sd * z }
            })
            .collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (a, b) = (sample(0.1, 0.0, 1.0), sample(0.3, 0.2, 1.1));
    let reference = Reference::of_sample(&a, 10);
    let counts = reference.counts(&b);
    near("psi", reference.psi(&counts), drift.psi, 0.03);
    near("ks", ks(&a, &b).statistic, drift.ks, 0.02);
    near("w1", wasserstein(&a, &b), drift.wasserstein, 0.02);
    near("normed", wasserstein(&a, &b) / reference.sd(), drift.wasserstein_normed, 0.02);
    near("sd", reference.sd(), before.sd(), 0.005);
    // A thousand bins see nearly what no bins see.
    near("fine bins", psi_between(&before, &after, 1000), drift.jeffreys, 0.03);
    // Equal mixtures are no drift at all.
    let none = between_mixtures(&before, &before, 10);
    for value in [none.psi, none.jeffreys, none.js, none.ks, none.wasserstein] {
        assert!(value.abs() < 1e-12, "{none:?}");
    }
}

/// The row of the acceptance matrix (domain reference 3.22) that every monitor should know: concept
/// drift at a low base rate moves no distribution.
#[test]
fn concept_drift_at_a_low_base_rate_is_invisible() {
    let at = |base_rate: f64, separation: f64| {
        Mixture::of_classes(base_rate, Normal::STANDARD, Normal { mean: separation, sd: 1.0 })
    };
    let turned = 40.0_f64.to_radians().cos() * 2.66;
    let rare = psi_between(&at(0.001, 2.66), &at(0.001, turned), 10);
    assert!(rare < 1e-5, "{rare}");
    let shifted =
        Mixture::of_classes(0.001, Normal { mean: 0.5, sd: 1.0 }, Normal { mean: 3.16, sd: 1.0 });
    near("data drift", psi_between(&at(0.001, 2.66), &shifted, 10), 0.24, 0.03);
}

#[test]
fn noise_without_drift() {
    for entry in family("psi_null_bias") {
        let bins = entry.param("bins") as u32;
        let (n, m) = (entry.param("n"), entry.param("m"));
        near(&entry.id, psi_noise_mean(bins, n, m), entry.expects("expected_psi"), 1e-12);
        near(&entry.id, psi_noise_quantile(0.95, bins, n, m), entry.expects("p95"), 1e-10);
        // The average over windows; the law is a first-order one, so to 3 %.
        let mut draws = Stream::new(2, 0, "noise", Purpose::World);
        let mut sample = |count: f64| (0..count as u32).map(|_| draws.normal()).collect::<Vec<_>>();
        let windows = 1500;
        let mut all: Vec<f64> = (0..windows)
            .map(|_| {
                let reference = Reference::of_sample(&sample(n), bins);
                reference.psi(&reference.counts(&sample(m)))
            })
            .collect();
        let mean = all.iter().sum::<f64>() / f64::from(windows);
        near("mean", mean, entry.expects("expected_psi"), 0.05);
        all.sort_by(f64::total_cmp);
        let p95 = all[(0.95 * f64::from(windows)) as usize];
        near("p95", p95, entry.expects("p95"), 0.1);
    }
    // Domain reference 3.11.
    for (size, want) in [(200.0, 0.169), (500.0, 0.068), (1000.0, 0.034), (5000.0, 0.007)] {
        let got = psi_noise_quantile(0.95, 10, size, size);
        assert!((got - want).abs() < 0.0006, "{size}: {got}");
    }
    // The reference has one value too many: two windows of n rows.
    assert_eq!(psi_noise_mean(10, f64::INFINITY, 900.0), 0.01);
}

#[test]
fn critical_distances() {
    for entry in family("ks_critical") {
        let sizes = entry.params("n").into_iter().zip(entry.params("m"));
        for ((n, m), want) in sizes.zip(entry.expects_all("asymptotic")) {
            near(&entry.id, ks_critical(0.05, n, m), want, 1e-12);
            // The limit law agrees with its first term there.
            let p = kolmogorov_tail(want * (n * m / (n + m)).sqrt());
            near(&entry.id, p, 0.05, 1e-4);
        }
    }
}

#[test]
fn samples_and_counts_as_in_scipy() {
    for (when, found) in findings("drift_measures") {
        for each in found["samples"].as_array().expect("samples") {
            let sorted = |spec: &Value| {
                let mut values = stream(spec);
                values.sort_by(f64::total_cmp);
                values
            };
            let (a, b) = (sorted(&each["samples"][0]), sorted(&each["samples"][1]));
            let reference = Reference::of_sample(&a, 10);
            let counts = reference.counts(&b);
            let test = ks(&a, &b);
            let seen = shares(&counts);
            for (key, got) in [
                ("psi", reference.psi(&counts)),
                ("ks", test.statistic),
                ("ks_p", test.p),
                ("wasserstein", wasserstein(&a, &b)),
                ("wasserstein_normed", wasserstein(&a, &b) / reference.sd()),
                ("js_distance", jensen_shannon_distance(reference.shares(), &seen)),
            ] {
                let want = each["measures"][key].as_f64().expect("a number");
                near(&format!("{when} {key}"), got, want, 1e-9);
            }
        }
        for each in found["counts"].as_array().expect("counts") {
            let row = |at: usize| -> Vec<u64> {
                serde_json::from_value(each["counts"][at].clone()).expect("counts")
            };
            let (a, b) = (row(0), row(1));
            let (p, q) = (shares(&a), shares(&b));
            let places: Vec<f64> = (0..a.len()).map(|place| place as f64).collect();
            let test = chi_square(&a, &b);
            for (key, got) in [
                ("chi_square", test.statistic),
                ("df", test.df),
                ("p", test.p),
                ("psi", psi(&p, &q)),
                ("kl", kl(&p, &q)),
                ("js_distance", jensen_shannon_distance(&p, &q)),
                ("wasserstein", wasserstein_of_shares(&p, &q, &places)),
            ] {
                if let Some(want) = each["measures"][key].as_f64() {
                    near(&format!("{when} {key}"), got, want, 1e-9);
                }
            }
            assert!(ks_of_shares(&p, &q) <= 1.0);
        }
    }
}

#[test]
fn functions_as_in_scipy() {
    for (when, found) in findings("drift_measures") {
        let rows = found["functions"].as_array().expect("functions");
        assert!(rows.len() > 30);
        for row in rows {
            let x: Vec<f64> = serde_json::from_value(row["of"].clone()).expect("numbers");
            let name = row["function"].as_str().expect("a name");
            let got = match name {
                "incomplete_beta" => incomplete_beta(x[0], x[1], x[2]),
                "incomplete_gamma_lower" => incomplete_gamma_lower(x[0], x[1]),
                "incomplete_gamma_upper" => incomplete_gamma_upper(x[0], x[1]),
                "chi_square_quantile" => chi_square_quantile(x[0], x[1]),
                "student_t_cdf" => student_t_cdf(x[0], x[1]),
                "student_t_quantile" => student_t_quantile(x[0], x[1]),
                "noncentral_t_cdf" => noncentral_t_cdf(x[0], x[1], x[2]),
                "kolmogorov_tail" => kolmogorov_tail(x[0]),
                _ => panic!("{name}?"),
            };
            let want = row["value"].as_f64().expect("a number");
            near(&format!("{when} {name} {x:?}"), got, want, 1e-9);
        }
    }
}

#[test]
fn ties_and_empty_bins() {
    // Half of the values are equal: their deciles fall together.
    let values: Vec<f64> = (0..200).map(|at| f64::from((at - 100).max(0))).collect();
    let reference = Reference::of_sample(&values, 10);
    assert!(reference.edges().len() < 9 && reference.edges().windows(2).all(|e| e[0] < e[1]));
    let counts = reference.counts(&values);
    assert_eq!(counts.iter().sum::<u64>(), 200);
    near("psi with itself", reference.psi(&counts), 0.0, 1e-12);
    // A window that is elsewhere altogether stays finite.
    let elsewhere = reference.psi(&reference.counts(&[1e6; 50]));
    assert!(elsewhere.is_finite() && elsewhere > 1.0);
    let empty = Reference::of_sample(&[], 10);
    assert_eq!((empty.bin(3.0), empty.shares().len()), (0, 1));
    let test = chi_square(&[0, 0], &[0, 0]);
    assert_eq!((test.statistic, test.p), (0.0, 1.0));
}
