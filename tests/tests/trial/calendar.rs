//! Days, labels, clusters and novelty.

use windtunnel_sim::trial::calendar::{Novelty, RampStep, days, design_effect, label_time};
use windtunnel_sim::trial::size::{SizeRule, TwoProportions};
use windtunnel_tests::table::family;

use crate::near;

#[test]
fn labels_of_the_table() {
    for entry in family("runs_label_delay") {
        let time = label_time(entry.param("lambda"), entry.param("p"), entry.param("m"));
        near("mean", time.mean, entry.expects("mean"), 1e-12);
        near("sd", time.sd, entry.expects("sd"), 1e-12);
        near("p95", time.p95, entry.expects("p95"), 1e-9);
    }
}

#[test]
fn days_of_a_ramp() {
    // Domain reference 3.17: fraud at 0.1 % takes 7.6 days at 5 a second, before labels.
    let size = TwoProportions::new(0.001, 0.0011).size(0.8, SizeRule::Unpooled);
    near("fraud", days(2.0 * size, 5.0 * 86_400.0, &[]), 7.6, 0.005);
    let ramp = [RampStep { days: 1.0, share: 0.01 }, RampStep { days: 2.0, share: 0.5 }];
    near(
        "behind the ramp",
        days(1000.0, 100.0, &ramp),
        3.0 + (1000.0 - 1.0 - 100.0) / 100.0,
        1e-12,
    );
    near("within the ramp", days(51.0, 100.0, &ramp), 2.0, 1e-12);
    near("no ramp", days(51.0, 100.0, &[]), 0.51, 1e-12);
    assert_eq!(days(51.0, 0.0, &ramp), f64::INFINITY);
}

#[test]
fn clusters_cost_units() {
    near("pairs", design_effect(2.0, 1.0), 2.0, 1e-12);
    near("stores", design_effect(100.0, 0.02), 2.98, 1e-12);
    near("singles", design_effect(1.0, 0.3), 1.0, 1e-12);
}

#[test]
fn novelty_fades() {
    let novelty = Novelty { first: 0.10, lasting: 0.02, days: 7.0 };
    near("first", novelty.at(0.0), 0.10, 1e-12);
    near("late", novelty.at(1e3), 0.02, 1e-12);
    let steps = 100_000;
    let sum: f64 = (0..steps)
        .map(|at| novelty.at(3.0 + 11.0 * (f64::from(at) + 0.5) / f64::from(steps)))
        .sum();
    near("mean", novelty.mean(3.0, 14.0), sum / f64::from(steps), 1e-9);
    near("a moment", novelty.mean(5.0, 5.0), novelty.at(5.0), 1e-12);
}
