//! Do intervals hold what they promise?

use serde_json::json;
use windtunnel_sim::experiment::across;
use windtunnel_sim::model::Settings;
use windtunnel_sim::stats::{Purpose, Stream};
use windtunnel_tests::compare::of_each;
use windtunnel_tests::network::Network;
use windtunnel_tests::table::entries;

/// The interval over replications, of a normal mean.
#[test]
fn intervals_over_replications_cover() {
    let entries = entries();
    let entry = entries.iter().find(|entry| entry.id.starts_with("ci_coverage")).unwrap();
    let repetitions = entry.param("repetitions") as u32;
    let bounds = entry.expects("low_3sigma")..=entry.expects("high_3sigma");
    for replications in [5, 10, 30] {
        let covered = (0..repetitions).filter(|&repetition| {
            let mut stream = Stream::new(17, repetition, "across", Purpose::Service);
            let values: Vec<f64> = (0..replications).map(|_| stream.normal() + 5.0).collect();
            let estimate = across(&values).unwrap();
            (estimate.mean - 5.0).abs() <= estimate.half_width_95.unwrap()
        });
        let coverage = covered.count() as f64 / f64::from(repetitions);
        assert!(bounds.contains(&coverage), "{replications} replications: {coverage}");
    }
}

/// The engine's own intervals, from the batches of one run of M/M/1 at .8: its waits are so
/// correlated that an interval which took them for independent would cover one time in six.
#[test]
fn intervals_of_one_run_cover() {
    let rho = 0.8;
    let network =
        Network::poisson(rho, "queue").node("queue", "service", json!({"service_mean_ms": 1000.0}));
    let (runs, customers) = (1000_u32, 60_000.0);
    let settings = Settings {
        horizon_s: 1.05 * customers / rho,
        warmup_s: 0.05 * customers / rho,
        seed: 23,
        buckets: 210,
        ..Settings::default()
    };
    let theory = [rho / (1.0 - rho) * 1000.0, rho / (1.0 - rho), rho * rho / (1.0 - rho), rho];
    let covered = of_each("coverage", &network, settings, runs, |run| {
        let queue = run.nodes.iter().find(|node| node.id == "queue").unwrap();
        let estimates =
            [queue.wait.mean_ms, queue.in_system_mean, queue.queue_mean, queue.utilisation];
        let mut covered = [false; 4];
        for ((covered, estimate), theory) in covered.iter_mut().zip(estimates).zip(theory) {
            let estimate = estimate.unwrap();
            *covered = (estimate.mean - theory).abs() <= estimate.half_width_95.unwrap();
        }
        covered
    });
    for (at, name) in ["wait", "number", "queue", "utilisation"].iter().enumerate() {
        let count = covered.iter().filter(|covered| covered[at]).count();
        let coverage = count as f64 / f64::from(runs);
        println!("{name}: {coverage}");
        // Three sigma of a share of .95 over a thousand runs are .02; batch means of a run of this
        // length cover a percent less than they promise.
        assert!((0.92..=0.972).contains(&coverage), "{name}: {coverage}");
    }
}
