//! A fair comparison of the engine with theory: independent replications, and the engine's own
//! standard error.

use serde_json::Value;
use windtunnel_sim::experiment::replicate;
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;
use windtunnel_sim::result::{NodeResult, RunResult};
use windtunnel_sim::stats::student_t_quantile;

use crate::network::Network;
use crate::table::Entry;
use crate::view::{self, Place};

/// Independent replications of a comparison.
pub const REPLICATIONS: u32 = 20;

/// Largest distance from theory, in standard errors (see [`Sample::z`]).
pub const MAX_Z: f64 = 4.0;

/// Largest standard error of a comparison that means anything, relative to theory.
const MAX_ERROR: f64 = 0.05;

/// The engine's own standard error, from the batches of one run, against that over the
/// replications: the latter alone is off by a fifth, so this is four or five sigma.
const HONEST: std::ops::Range<f64> = 0.45..2.2;

/// Series of a comparison have so many buckets.
const BUCKETS: u32 = 240;

/// Batches of the engine's intervals, less one.
const DEGREES_OF_FREEDOM: f64 = 19.0;

/// Several runs of one system.
#[derive(Debug)]
pub struct Runs {
    name: String,
    runs: Vec<RunResult>,
    /// The same as users get them.
    views: Vec<Value>,
    max_error: f64,
    checks_intervals: bool,
}

/// Seed of all comparisons: `WINDTUNNEL_SEED`, or a fixed one.
fn seed() -> u64 {
    std::env::var("WINDTUNNEL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7)
}

/// A mean over replications, and its standard error.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// Values, less one.
    pub degrees_of_freedom: f64,
}

impl Sample {
    /// Mean and standard error of independent values.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let error = (squares / (count - 1.0) / count).sqrt();
        Self { mean, error, degrees_of_freedom: count - 1.0 }
    }

    /// Distance from theory in standard errors. Identical values (a deterministic system) must hit
    /// theory to rounding.
    ///
    /// The error is estimated from few replications, so the distance is Student's t; it is given as
    /// the normal deviate that is as rare (Wallace 1959).
    #[must_use]
    pub fn z(&self, theory: f64) -> f64 {
        let t = (self.mean - theory) / self.error.max(theory.abs() * 1e-9).max(1e-12);
        let df = self.degrees_of_freedom;
        let shrink = (8.0 * df + 1.0) / (8.0 * df + 3.0);
        shrink * (df * (t * t / df).ln_1p()).sqrt() * t.signum()
    }
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
        Self::of_buckets(name, network, horizon_s, warmup_s, BUCKETS)
    }

    /// The same with so many buckets in the series.
    #[must_use]
    pub fn of_buckets(
        name: &str,
        network: &Network,
        horizon_s: f64,
        warmup_s: f64,
        buckets: u32,
    ) -> Self {
        let settings =
            Settings { horizon_s, warmup_s, seed: seed(), buckets, ..Settings::default() };
        let model = network.document().model();
        let runs = replicate(&model, &settings, None, REPLICATIONS)
            .unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
        runs.iter().for_each(|run| assert_sound(name, run));
        let views = runs.iter().map(view::of).collect();
        Self { name: name.to_owned(), runs, views, max_error: MAX_ERROR, checks_intervals: true }
    }

    /// Allows a larger standard error, where what is rare would take too long.
    #[must_use]
    pub fn roughly(mut self, max_error: f64) -> Self {
        self.max_error = max_error;
        self
    }

    /// Does not judge the engine's own intervals, where a batch is no longer than the memory of the
    /// system.
    #[must_use]
    pub fn without_own_intervals(mut self) -> Self {
        self.checks_intervals = false;
        self
    }

    /// The results.
    #[must_use]
    pub fn results(&self) -> &[RunResult] {
        &self.runs
    }

    /// The results as users get them.
    #[must_use]
    pub fn views(&self) -> &[Value] {
        &self.views
    }

    /// One number of every run.
    pub fn sample(&self, quantity: &str, of: impl Fn(&Value) -> Option<f64>) -> Sample {
        let name = &self.name;
        let number =
            |run| of(run).unwrap_or_else(|| panic!("{name} {quantity}: it is not in the result"));
        Sample::of(&self.views.iter().map(number).collect::<Vec<_>>())
    }

    fn judge(&self, quantity: &str, theory: f64, sample: Sample) {
        let name = &self.name;
        let z = sample.z(theory);
        println!("{name} {quantity}: {:.6} (theory {theory:.6}, z {z:+.2})", sample.mean);
        assert!(z.abs() < MAX_Z, "{name} {quantity}: {} is not {theory}: z = {z:.2}", sample.mean);
        let relative = sample.error / theory.abs().max(1e-9);
        let enough = relative < self.max_error;
        assert!(enough, "{name} {quantity}: too short to mean anything: {relative:.3}");
    }

    /// Is this quantity of the runs what theory says?
    pub fn expect(&self, quantity: &str, theory: f64, of: impl Fn(&RunResult) -> Option<f64>) {
        let name = &self.name;
        let number = |run| of(run).unwrap_or_else(|| panic!("{name} {quantity}: not enough data"));
        self.judge(quantity, theory, Sample::of(&self.runs.iter().map(number).collect::<Vec<_>>()));
    }

    /// Is this number, taken from the result's JSON, what theory says?
    pub fn expect_seen(&self, quantity: &str, theory: f64, of: impl Fn(&Value) -> Option<f64>) {
        self.judge(quantity, theory, self.sample(quantity, of));
    }

    /// Is it within this share of an approximation, and the error of the runs?
    pub fn expect_near(
        &self,
        quantity: &str,
        approximation: f64,
        share: f64,
        of: impl Fn(&Value) -> Option<f64>,
    ) {
        let name = &self.name;
        let Sample { mean, error, .. } = self.sample(quantity, of);
        println!("{name} {quantity}: {mean:.6} +- {error:.6} (about {approximation:.6})");
        let allowed = share * approximation.abs() + MAX_Z * error;
        let near = (mean - approximation).abs() < allowed;
        assert!(near, "{name} {quantity}: {mean} is not {approximation} +- {allowed}");
        assert!(error < 0.05 * approximation.abs(), "{name} {quantity}: too short: {error}");
    }

    /// Is the number at this path what theory says, `per_unit` of it being one of theory's units?
    ///
    /// A number with an interval must have an honest one.
    pub fn expect_path(&self, place: Place<'_>, path: &str, per_unit: f64, theory: f64) {
        let quantity = format!("{place} {path}");
        let find = |run: &Value| view::number(view::part(run, place)?, path);
        self.judge(&quantity, theory, self.sample(&quantity, |run| Some(find(run)? / per_unit)));
        if self.checks_intervals {
            self.judge_intervals(
                &quantity,
                theory * per_unit,
                &|run| view::half_width(view::part(run, place)?, path),
                &find,
            );
        }
    }

    /// Is the engine's own standard error that of the replications?
    fn judge_intervals(
        &self,
        quantity: &str,
        theory: f64,
        half_width: &dyn Fn(&Value) -> Option<f64>,
        number: &dyn Fn(&Value) -> Option<f64>,
    ) {
        let widths: Option<Vec<f64>> = self.views.iter().map(half_width).collect();
        let Some(widths) = widths else { return };
        let sample = self.sample(quantity, number);
        if sample.error < theory.abs() * 1e-7 {
            return;
        }
        let quantile = student_t_quantile(0.975, DEGREES_OF_FREEDOM);
        let squares: f64 = widths.iter().map(|width| (width / quantile).powi(2)).sum();
        let count = widths.len() as f64;
        let own = (squares / count / count).sqrt();
        let ratio = own / sample.error;
        println!("{} {quantity}: own error over that of the runs {ratio:.2}", self.name);
        assert!(
            HONEST.contains(&ratio),
            "{} {quantity}: its interval is {ratio:.2} times what it should be",
            self.name
        );
    }

    /// A number of a node, in the result's own unit.
    pub fn expect_at(&self, node: &str, path: &str, theory: f64) {
        self.expect_path(Place::Node(node), path, 1.0, theory);
    }

    /// A time of a node in seconds, which the result has in ms.
    pub fn expect_time_at(&self, node: &str, path: &str, theory_s: f64) {
        self.expect_path(Place::Node(node), path, 1000.0, theory_s);
    }

    /// A number of the requests, in the result's own unit.
    pub fn expect_requests(&self, path: &str, theory: f64) {
        self.expect_path(Place::Requests, path, 1.0, theory);
    }

    /// A time of the requests in seconds, which the result has in ms.
    pub fn expect_request_time(&self, path: &str, theory_s: f64) {
        self.expect_path(Place::Requests, path, 1000.0, theory_s);
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
        const SECONDS: [(&str, &str); 13] = [
            ("Wq", "wait/mean_ms"),
            ("Wq_accepted", "wait/mean_ms"),
            ("W_accepted", "sojourn/mean_ms"),
            ("W", "sojourn/mean_ms"),
            ("std_Wq", "wait/sd_ms"),
            ("wait_p50", "wait/p50_ms"),
            ("wait_p95", "wait/p95_ms"),
            ("wait_p99", "wait/p99_ms"),
            ("sojourn_p50", "sojourn/p50_ms"),
            ("sojourn_p95", "sojourn/p95_ms"),
            ("sojourn_p99", "sojourn/p99_ms"),
            ("Wq_all", "wait_all"),
            ("response", "sojourn/mean_ms"),
        ];
        const PLAIN: [(&str, &str); 11] = [
            ("rho", "utilisation"),
            ("utilisation", "utilisation"),
            ("Lq", "queue_mean"),
            ("L", "in_system_mean"),
            ("throughput", "throughput_per_s"),
            ("p0", "in_system_share/0"),
            ("p_empty", "in_system_share/0"),
            ("loss_prob", "loss_share"),
            ("p_abandon", "abandon_share"),
            ("p_timeout", "abandon_share"),
            ("carried", "in_system_mean"),
        ];
        for (key, path) in SECONDS {
            if entry.expected[key].is_number() {
                self.expect_time_at(node, path, entry.expects(key));
            }
        }
        for (key, path) in PLAIN {
            if entry.expected[key].is_number() {
                self.expect_at(node, path, entry.expects(key));
            }
        }
        if entry.expected["p_wait"].is_number() {
            self.expect_seen("p_wait", entry.expects("p_wait"), |run| {
                view::share_that_waited(view::part(run, Place::Node(node))?)
            });
        }
        if entry.expected["asym_var_number_per_time"].is_number() && self.checks_intervals {
            self.expect_asymptotic_variance(node, entry.expects("asym_var_number_per_time"));
        }
    }

    /// The engine's own standard error of L, against the asymptotic variance: 20 times 19 degrees of
    /// freedom give 8 %, and batches are not endless.
    fn expect_asymptotic_variance(&self, node: &str, theory: f64) {
        let quantile = student_t_quantile(0.975, DEGREES_OF_FREEDOM);
        let found = self.sample("asymptotic variance", |run| {
            let part = view::part(run, Place::Node(node))?;
            let error = view::half_width(part, "in_system_mean")? / quantile;
            let measured_s = view::number(run, "horizon_s")? - view::number(run, "warmup_s")?;
            Some(error * error * measured_s)
        });
        println!("{} asymptotic variance: {:.1} (theory {theory:.1})", self.name, found.mean);
        let ratio = found.mean / theory;
        assert!((0.65..1.4).contains(&ratio), "{}: {} is not {theory}", self.name, found.mean);
    }
}

/// Every identity that a run checks must hold.
///
/// # Panics
/// If one does not.
pub fn assert_sound(name: &str, run: &RunResult) {
    for check in &run.checks {
        assert!(check.holds, "{name}: {} does not hold: {}", check.name, check.detail);
    }
}

/// No number of a result may be infinite or not a number; in JSON both would hide as `null`.
///
/// # Panics
/// If one is.
pub fn assert_finite(name: &str, run: &RunResult) {
    let text = format!("{run:?}");
    for word in ["NaN", "inf,", "inf)", "inf ", "inf]"] {
        if let Some(at) = text.find(word) {
            // What stands before it is its name.
            panic!("{name}: {word} in {}", &text[at.saturating_sub(120)..at + word.len()]);
        }
    }
}

/// Something of each of many short runs, which need not be kept.
///
/// # Panics
/// If the network is not one that runs, or an identity does not hold.
pub fn of_each<T>(
    name: &str,
    network: &Network,
    settings: Settings,
    count: u32,
    mut of: impl FnMut(&RunResult) -> T,
) -> Vec<T> {
    let model = network.document().model();
    (0..count)
        .map(|replication| {
            let run = simulate(&model, &Settings { replication, ..settings }, None)
                .unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
            assert_sound(name, &run);
            of(&run)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use windtunnel_sim::stats::normal_cdf;

    use super::*;

    #[test]
    fn a_distance_by_few_replications_is_that_of_a_normal_deviate_as_rare() {
        for (z, degrees_of_freedom) in [(1.0, 9.0), (2.5, 19.0), (4.0, 19.0), (4.0, 1e4)] {
            let t = student_t_quantile(normal_cdf(z), degrees_of_freedom);
            let sample = Sample { mean: t, error: 1.0, degrees_of_freedom };
            assert!((sample.z(0.0) - z).abs() < 0.01 * z, "{z}: {}", sample.z(0.0));
            assert!((sample.z(2.0 * t) + z).abs() < 0.01 * z);
        }
    }

    #[test]
    fn a_sample_is_as_far_from_theory_as_its_spread_says() {
        let sample = Sample::of(&[1.0, 2.0, 3.0]);
        assert!((sample.mean - 2.0).abs() < 1e-12);
        assert!((sample.error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(sample.z(2.0).abs() < 1e-6);
        // Values that are all the same must be right.
        assert!(Sample::of(&[2.0, 2.0, 2.0]).z(2.1) < -MAX_Z);
    }
}
