//! Arrivals in phases, from traces and with weekends; and what is seen before the steady state.

use serde_json::{Value, json};
use windtunnel_sim::model::Settings;
use windtunnel_tests::compare::{Runs, Sample, of_each};
use windtunnel_tests::network::Network;
use windtunnel_tests::table::{Entry, family};
use windtunnel_tests::view;

/// Phases of an entry as traffic.
fn phases(entry: &Entry) -> Value {
    let stays: Vec<f64> = entry.params("switch").iter().map(|rate| 1.0 / rate).collect();
    json!({
        "arrivals": "mmpp", "mmpp_rates_per_s": entry.params("rates"), "mmpp_stays_s": stays,
    })
}

#[test]
fn a_queue_behind_arrivals_in_phases() {
    for entry in family("mmpp2_m1") {
        let mean_rate = entry.expects("mean_rate");
        let network = Network::traffic(phases(&entry), "queue").station(
            "queue",
            1.0,
            1.0 / entry.param("mu"),
        );
        let runs = Runs::of(&entry.id, &network, mean_rate, 160e6);
        runs.expect_queue("queue", &entry);
        runs.expect_at("queue", "rate_per_s", mean_rate);
    }
}

#[test]
fn counts_of_arrivals_in_phases_are_overdispersed() {
    for entry in family("mmpp2_m1") {
        let network = Network::traffic(phases(&entry), "away").station("away", 100_000.0, 0.001);
        // Ten thousand buckets of ten time units in each run, or a thousand of a hundred.
        let (bucket_s, buckets) = (10.0, 10_000);
        let horizon_s = bucket_s * f64::from(buckets);
        let runs = Runs::of_buckets(&entry.id, &network, horizon_s, 0.0, buckets);
        for (key, together) in [("idc_t10", 1), ("idc_t100", 10)] {
            runs.expect_seen(key, entry.expects(key), |run| {
                let counts = view::numbers(run, "series/arrived")?;
                let sums: Vec<f64> =
                    counts.chunks(together).map(|part| part.iter().sum()).collect();
                let count = sums.len() as f64;
                let mean = sums.iter().sum::<f64>() / count;
                let squares: f64 = sums.iter().map(|sum| (sum - mean).powi(2)).sum();
                Some(squares / (count - 1.0) / mean)
            });
        }
    }
}

/// Largest step of time that ends at every one of these, in whole thousandths.
fn common_step(times: &[f64]) -> f64 {
    fn divisor(a: u64, b: u64) -> u64 {
        if b == 0 { a } else { divisor(b, a % b) }
    }
    let thousandths = times.iter().map(|time| (time * 1000.0).round() as u64);
    thousandths.fold(0, divisor) as f64 / 1000.0
}

#[test]
fn a_queue_that_starts_empty() {
    for entry in family("mm1_start_empty_transient") {
        let (rate, mu) = (entry.param("lambda"), entry.param("mu"));
        let times = entry.params("t");
        let step = common_step(&times);
        let horizon_s = times.iter().copied().fold(0.0, f64::max);
        let settings = Settings {
            horizon_s,
            seed: 11,
            buckets: (horizon_s / step).round() as u32,
            ..Settings::default()
        };
        let network = Network::poisson(rate, "queue").station("queue", 1.0, 1.0 / mu);
        let present = of_each(&entry.id, &network, settings, 24_000, |run| {
            let at = run.nodes.iter().position(|node| node.id == "queue").expect("it is there");
            let series = serde_json::to_value(&run.series.nodes[at]).expect("it is JSON");
            let ends = view::numbers(&series, "in_system_end").expect("counts at bucket ends");
            times.iter().map(|time| ends[(time / step).round() as usize - 1]).collect::<Vec<_>>()
        });
        for (at, theory) in entry.expects_all("EN").into_iter().enumerate() {
            let sample = Sample::of(&present.iter().map(|row| row[at]).collect::<Vec<_>>());
            let z = sample.z(theory);
            println!("{} at {}: {} (theory {theory}, z {z:+.2})", entry.id, times[at], sample.mean);
            assert!(z.abs() < 4.0, "at {}: {} is not {theory}", times[at], sample.mean);
        }
    }
}

#[test]
fn weekends_have_their_own_rate() {
    let source = json!({"rate_per_s": 0.01, "weekend_factor": 0.25});
    let network = Network::traffic(source, "away").station("away", 1000.0, 0.001);
    let weeks = 20;
    let day_s = 86_400.0;
    let horizon_s = f64::from(weeks) * 7.0 * day_s;
    let runs = Runs::of_buckets("weekend", &network, horizon_s, 0.0, 7 * weeks as u32);
    let per_day = |days: std::ops::Range<usize>| {
        move |run: &Value| {
            let counts = view::numbers(run, "series/arrived")?;
            let chosen = counts.iter().enumerate().filter(|(day, _)| days.contains(&(day % 7)));
            Some(chosen.map(|(_, count)| count).sum::<f64>() / f64::from(weeks) / days.len() as f64)
        }
    };
    runs.expect_seen("on weekdays", 864.0, per_day(0..5));
    runs.expect_seen("at the weekend", 216.0, per_day(5..7));
}

/// Recorded counts come at random within their interval: a run that repeats them has their mean.
#[test]
fn traces_of_counts() {
    let counts = [30.0, 0.0, 120.0, 60.0];
    let source = json!({
        "arrivals": "trace", "trace_counts": counts, "trace_interval_s": 60.0,
        "trace_repeats": true,
    });
    let network = Network::traffic(source, "away").station("away", 1000.0, 0.001);
    let runs = Runs::of_buckets("trace", &network, 240.0 * 50.0, 0.0, 200);
    for run in runs.views() {
        let seen = view::numbers(run, "series/arrived").expect("a series");
        for (at, count) in seen.iter().enumerate() {
            assert!((count - counts[at % 4]).abs() < 0.5, "interval {at}: {count}");
        }
    }
    // They do not all come at the start of their interval.
    let source = json!({
        "arrivals": "trace", "trace_counts": [600.0], "trace_interval_s": 60.0,
        "trace_repeats": true,
    });
    let network = Network::traffic(source, "busy").station("busy", 100_000.0, 5.0);
    let runs = Runs::of_buckets("trace, busy", &network, 60.0 * 400.0, 600.0, 1600);
    for bucket in 1..=4 {
        // A quarter of an interval in each bucket.
        runs.expect_seen(&format!("quarter {bucket}"), 150.0, |run| {
            let counts = view::numbers(run, "series/arrived")?;
            let quarter = counts.iter().skip(bucket - 1).step_by(4);
            Some(quarter.sum::<f64>() * 4.0 / counts.len() as f64)
        });
    }
    runs.expect_at("busy", "in_system_mean", 50.0);
}
