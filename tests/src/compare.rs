//! A fair comparison of the engine with theory: independent replications, and the engine's own
//! standard error.

use windtunnel_sim::experiment::replicate;
use windtunnel_sim::model::Settings;
use windtunnel_sim::result::{NodeResult, RunResult};

use crate::network::Network;
use crate::table::Entry;

/// Independent replications of a comparison.
const REPLICATIONS: u32 = 16;

/// Largest distance from theory, in standard errors of the mean over the replications.
const MAX_Z: f64 = 4.0;

/// Several runs of one system.
#[derive(Debug)]
pub struct Runs {
    name: String,
    runs: Vec<RunResult>,
}

impl Runs {
    /// Runs a system so long that about `customers` come in all replications together.
    #[must_use]
    pub fn of(name: &str, network: &Network, rate_per_s: f64, customers: f64) -> Self {
        let horizon_s = customers / rate_per_s / f64::from(REPLICATIONS);
        Self::of_length(name, network, horizon_s, horizon_s / 10.0)
    }

    /// Runs a system for a horizon, warm-up included.
    #[must_use]
    pub fn of_length(name: &str, network: &Network, horizon_s: f64, warmup_s: f64) -> Self {
        let settings = Settings { horizon_s, warmup_s, seed: 7, buckets: 240, replication: 0 };
        let model = network.document().model();
        let runs = replicate(&model, &settings, None, REPLICATIONS)
            .unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
        for check in runs.iter().flat_map(|run| &run.checks) {
            assert!(check.holds, "{name}: {} does not hold: {}", check.name, check.detail);
        }
        Self { name: name.to_owned(), runs }
    }

    /// Is this quantity of the runs what theory says?
    pub fn expect(&self, quantity: &str, theory: f64, of: impl Fn(&RunResult) -> Option<f64>) {
        let name = &self.name;
        let values: Vec<f64> = self
            .runs
            .iter()
            .map(|run| of(run).unwrap_or_else(|| panic!("{name} {quantity}: not enough data")))
            .collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        // Identical values (a deterministic system) must hit theory to rounding.
        let z = (mean - theory) / error.max(theory.abs() * 1e-9).max(1e-12);
        println!("{name} {quantity}: {mean:.6} (theory {theory:.6}, z {z:+.2})");
        assert!(z.abs() < MAX_Z, "{name} {quantity}: {mean} is not {theory}: z = {z:.2}");
        let relative = error / theory.abs().max(1e-9);
        assert!(relative < 0.05, "{name} {quantity}: too short to mean anything: {relative:.3}");
    }

    /// The same for a node's quantity.
    pub fn expect_node(
        &self,
        node: &str,
        quantity: &str,
        theory: f64,
        of: impl Fn(&NodeResult) -> Option<f64>,
    ) {
        self.expect(&format!("{node} {quantity}"), theory, |run| {
            of(run.nodes.iter().find(|result| result.id == node)?)
        });
    }

    /// All the quantities of a plain queue that an entry has a theory for.
    pub fn expect_queue(&self, node: &str, entry: &Entry) {
        let ms = |value: Option<f64>| value.map(|ms| ms / 1000.0);
        type Quantity = (&'static str, fn(&NodeResult) -> Option<f64>);
        let seconds: [Quantity; 8] = [
            ("Wq", |n| Some(n.wait.mean_ms?.mean)),
            ("W", |n| Some(n.sojourn.mean_ms?.mean)),
            ("wait_p50", |n| n.wait.p50_ms),
            ("wait_p95", |n| n.wait.p95_ms),
            ("wait_p99", |n| n.wait.p99_ms),
            ("sojourn_p50", |n| n.sojourn.p50_ms),
            ("sojourn_p95", |n| n.sojourn.p95_ms),
            ("sojourn_p99", |n| n.sojourn.p99_ms),
        ];
        let plain: [Quantity; 6] = [
            ("rho", |n| Some(n.utilisation?.mean)),
            ("utilisation", |n| Some(n.utilisation?.mean)),
            ("p_wait", |n| n.waited_share),
            ("Lq", |n| Some(n.queue_mean?.mean)),
            ("L", |n| Some(n.in_system_mean?.mean)),
            ("throughput", |n| Some(n.throughput_per_s)),
        ];
        for (key, of) in seconds {
            if entry.expected[key].is_number() {
                self.expect_node(node, key, entry.expects(key), |n| ms(of(n)));
            }
        }
        for (key, of) in plain {
            if entry.expected[key].is_number() {
                self.expect_node(node, key, entry.expects(key), of);
            }
        }
    }
}
