//! Looking on the way.

use windtunnel_sim::stats::normal_quantile;
use windtunnel_sim::trial::looks::{Boundary, Looks};
use windtunnel_sim::trial::simulated::Simulation;
use windtunnel_tests::table::family;

use crate::near;

#[test]
fn peeking_as_in_the_table() {
    for entry in family("ab_peeking") {
        for (looks, want) in entry.params("looks").into_iter().zip(entry.expects_all("type1")) {
            let plan = Looks::equally_spaced(Boundary::Peeking, looks as u32, 0.05);
            near(&format!("{looks} looks"), plan.false_alarms(), want, 1e-6);
        }
    }
}

/// Jennison & Turnbull 2000: tables 2.1 (Pocock), 2.3 (O'Brien & Fleming), for 5 % two-sided; and
/// 2.2 and 2.4 for the sizes at power .9.
#[test]
fn boundaries_of_the_textbook() {
    for (looks, pocock, obrien_fleming) in
        [(1, 1.960, 1.960), (2, 2.178, 1.977), (5, 2.413, 2.040), (10, 2.555, 2.087)]
    {
        let plan = Looks::equally_spaced(Boundary::Pocock, looks, 0.05);
        assert!((plan.bounds()[0] - pocock).abs() < 0.0006, "{looks}: {:?}", plan.bounds());
        near("false alarms", plan.false_alarms(), 0.05, 1e-9);
        let plan = Looks::equally_spaced(Boundary::ObrienFleming, looks, 0.05);
        let last = *plan.bounds().last().expect("there is a look");
        assert!((last - obrien_fleming).abs() < 0.0006, "{looks}: {last}");
        near("false alarms", plan.false_alarms(), 0.05, 1e-9);
        near("first look", plan.bounds()[0], last * f64::from(looks).sqrt(), 1e-9);
    }
    let inflation = |boundary| Looks::equally_spaced(boundary, 5, 0.05).inflation(0.9);
    assert!((inflation(Boundary::Pocock) - 1.207).abs() < 0.0006);
    assert!((inflation(Boundary::ObrienFleming) - 1.026).abs() < 0.0006);
}

/// Lan & DeMets 1983, as printed by ldbounds and gsDesign for five looks.
#[test]
fn spending_functions_of_the_literature() {
    let check = |boundary, want: [f64; 5]| {
        let plan = Looks::equally_spaced(boundary, 5, 0.05);
        for (got, want) in plan.bounds().iter().zip(want) {
            assert!((got - want).abs() < 0.0006, "{boundary:?}: {:?}", plan.bounds());
        }
        near("false alarms", plan.false_alarms(), 0.05, 1e-9);
    };
    check(Boundary::SpendingObrienFleming, [4.877, 3.357, 2.680, 2.290, 2.031]);
    check(Boundary::SpendingPocock, [2.438, 2.427, 2.410, 2.397, 2.386]);
    // Unequal looks keep the level too.
    let uneven = Looks::at(Boundary::SpendingObrienFleming, vec![0.1, 0.15, 0.7, 1.0], 0.01);
    near("uneven", uneven.false_alarms(), 0.01, 1e-8);
}

#[test]
fn simulated_looks_agree_with_the_recursion() {
    let fixed = normal_quantile(0.975) + normal_quantile(0.8);
    for boundary in [Boundary::Peeking, Boundary::Pocock, Boundary::SpendingObrienFleming] {
        let plan = Looks::equally_spaced(boundary, 5, 0.05);
        for (treated, drift) in [(0.1, 0.0), (0.11, fixed)] {
            let simulation =
                Simulation { control: 0.1, treated, units: 14_751, experiments: 20_000, seed: 9 };
            let tally = simulation.run(&plan);
            let want = plan.power(drift);
            // Four standard errors, and a little for counts that are not normal.
            let tolerance = 4.0 * (want * (1.0 - want) / 20_000.0).sqrt() + 0.002;
            assert!((tally.significant - want).abs() < tolerance, "{boundary:?}: {tally:?} {want}");
            let used = plan.expected_share(drift);
            assert!((tally.used - used).abs() < 0.01, "{boundary:?}: {tally:?} {used}");
        }
    }
}

#[test]
fn stopping_early_saves_units_and_costs_power() {
    let fixed = normal_quantile(0.975) + normal_quantile(0.8);
    let power = |boundary| Looks::equally_spaced(boundary, 5, 0.05).power(fixed);
    let [pocock, obrien_fleming] = [Boundary::Pocock, Boundary::ObrienFleming].map(power);
    assert!(pocock < obrien_fleming && obrien_fleming < 0.8, "{pocock} {obrien_fleming}");
    let one = Looks::equally_spaced(Boundary::Pocock, 1, 0.05);
    near("one look", one.power(fixed), 0.8, 1e-5);
    near("one look", one.expected_share(fixed), 1.0, 1e-12);
    near("one look", one.inflation(0.8), 1.0, 1e-4);
    let used = Looks::equally_spaced(Boundary::ObrienFleming, 5, 0.05).expected_share(fixed);
    assert!((0.7..0.9).contains(&used), "{used}");
}
