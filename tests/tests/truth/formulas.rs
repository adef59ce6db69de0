//! Laws and intervals by themselves.

use windtunnel_sim::stats::{Purpose, Ratio, Stream, ratio_estimate, student_t_quantile};
use windtunnel_tests::table::{Entry, entries};

fn entry(id: &str) -> Entry {
    let found = entries().into_iter().find(|entry| entry.id == id);
    found.unwrap_or_else(|| panic!("the table has no {id}"))
}

#[test]
fn student_t_quantiles() {
    let entry = entry("student_t");
    for (df, t) in entry.params("df").into_iter().zip(entry.expects_all("t")) {
        let got = student_t_quantile(0.975, df);
        assert!((got - t).abs() < 1e-9 * t, "df {df}: {got} is not {t}");
    }
}

#[test]
fn intervals_cover_as_often_as_they_promise() {
    let entry = entry("ci_coverage");
    let repetitions = entry.param("repetitions") as u32;
    let covered = (0..repetitions).filter(|&repetition| {
        let mut stream = Stream::new(3, repetition, "coverage", Purpose::Service);
        let parts: Vec<_> =
            (0..20).map(|_| Ratio { sum: stream.normal() + 5.0, weight: 1.0 }).collect();
        let estimate = ratio_estimate(&parts).unwrap();
        (estimate.mean - 5.0).abs() <= estimate.half_width_95.unwrap()
    });
    let coverage = covered.count() as f64 / f64::from(repetitions);
    let (low, high) = (entry.expects("low_3sigma"), entry.expects("high_3sigma"));
    assert!((low..=high).contains(&coverage), "{coverage}");
}

#[test]
fn batch_means_see_through_autocorrelation() {
    let entry = entry("ar1_batch_means");
    let (phi, sigma) = (entry.param("phi"), entry.param("sigma"));
    let (runs, length) = (1000_u32, 20_000_u32);
    let mut covered = 0;
    let mut naive = 0;
    let mut variance = 0.0;
    for run in 0..runs {
        let mut stream = Stream::new(5, run, "ar1", Purpose::Service);
        let mut x = stream.normal() * sigma / (1.0 - phi * phi).sqrt();
        let mut squares = 0.0;
        let parts: Vec<_> = (0..200)
            .map(|_| {
                let mut sum = 0.0;
                for _ in 0..length / 200 {
                    x = phi * x + sigma * stream.normal();
                    sum += x;
                    squares += x * x;
                }
                Ratio { sum, weight: f64::from(length / 200) }
            })
            .collect();
        let estimate = ratio_estimate(&parts).unwrap();
        let half_width = estimate.half_width_95.unwrap();
        covered += u32::from(estimate.mean.abs() <= half_width);
        let marginal = squares / f64::from(length) - estimate.mean * estimate.mean;
        naive += u32::from(estimate.mean.abs() <= 1.96 * (marginal / f64::from(length)).sqrt());
        let error = half_width / student_t_quantile(0.975, 19.0);
        variance += error * error * f64::from(length) / f64::from(runs);
    }
    let share = |count: u32| f64::from(count) / f64::from(runs);
    // Three standard errors of a share near .95 over a thousand runs.
    assert!((share(covered) - 0.95).abs() < 0.021, "{}", share(covered));
    let expected = entry.expects("naive_ci_coverage");
    assert!((share(naive) - expected).abs() < 0.05, "{} {expected}", share(naive));
    let expected = entry.expects("asymptotic_var");
    assert!((variance - expected).abs() < 0.05 * expected, "{variance} {expected}");
}

#[test]
fn laws_have_their_moments() {
    let entry = entry("variates_moments");
    let draws = 4_000_000;
    let check = |key: &str, draw: &mut dyn FnMut() -> f64| {
        let expected = entry.expects_all(key);
        let mut values: Vec<f64> = (0..draws).map(|_| draw()).collect();
        let count = f64::from(draws);
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        let fourth = values.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / count;
        values.sort_by(f64::total_cmp);
        let p99 = values[(0.99 * count) as usize];
        let near = |got: f64, want: f64, error: f64| {
            assert!((got - want).abs() < 4.0 * error, "{key}: {got} is not {want} +- {error}");
        };
        near(mean, expected[0], (variance / count).sqrt());
        near(variance, expected[1], ((fourth - variance * variance) / count).sqrt());
        // The quantile's error from the spacing around it.
        let spread = values[(0.992 * count) as usize] - values[(0.988 * count) as usize];
        near(p99, expected[2], spread / 0.004 * (0.99 * 0.01 / count).sqrt());
    };
    let mut stream = Stream::new(9, 0, "moments", Purpose::Service);
    check("exp_rate2", &mut || stream.exponential() / 2.0);
    check("normal", &mut || stream.normal());
    check("uniform01", &mut || stream.uniform());
    check("lognormal_mu0_s1", &mut || stream.normal().exp());
    check("erlang3_rate1", &mut || (0..3).map(|_| stream.exponential()).sum());
}
