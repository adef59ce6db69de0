//! Run lengths of control charts: exact, of tables, and simulated.

use windtunnel_sim::detect::sequential::{
    CusumSettings, DetectorKind, EwmaSettings, Limits, Side, run_length,
};
use windtunnel_sim::stats::Normal;
use windtunnel_tests::table::family;

use crate::near;

fn law(mean: f64) -> Normal {
    Normal { mean, sd: 1.0 }
}

#[test]
fn cusum_as_in_the_table() {
    for entry in family("cusum_arl") {
        let (k, h) = (entry.param("k"), entry.param("h"));
        let up = CusumSettings { k, h, side: Side::Up, ..CusumSettings::default() };
        for (shift, arl) in entry.params("shift").into_iter().zip(entry.expects_all("arl")) {
            near(&entry.id, run_length::cusum(up, law(shift)), arl, 1e-6);
            // The other side sees the mirrored stream.
            let down = CusumSettings { side: Side::Down, ..up };
            near(&entry.id, run_length::cusum(down, law(-shift)), arl, 1e-6);
            // Other units change nothing.
            let scaled = CusumSettings { target: 70.0, sd: 4.0, ..up };
            let values = Normal { mean: 70.0 + 4.0 * shift, sd: 4.0 };
            near(&entry.id, run_length::cusum(scaled, values), arl, 1e-6);
        }
        let both = CusumSettings { side: Side::Both, ..up };
        let arl = run_length::cusum(both, law(0.0));
        near(&entry.id, arl, entry.expects("arl0_two_sided"), 1e-6);
    }
}

#[test]
fn ewma_as_in_the_table() {
    for entry in family("ewma_arl") {
        let (lambda, limit) = (entry.param("lambda"), entry.param("L"));
        let settings = EwmaSettings { lambda, limit, ..EwmaSettings::default() };
        for (shift, arl) in entry.params("shift").into_iter().zip(entry.expects_all("arl")) {
            let got = run_length::ewma(settings, law(shift)).expect("this chart has an equation");
            near(&entry.id, got, arl, 1e-6);
        }
        let exact = EwmaSettings { limits: Limits::Exact, ..settings };
        assert_eq!(run_length::ewma(exact, law(0.0)), None);
    }
}

#[test]
fn simulation_agrees_with_the_equations() {
    let check = |kind: DetectorKind, shift: f64, arl: f64| {
        let got = run_length::simulated(kind, law(shift), 4000, 1_000_000, 5);
        let z = (got.mean - arl) / got.standard_error;
        assert!(z.abs() < 4.0 && got.without_alarm == 0, "{kind:?} {shift}: {got:?}, not {arl}");
        assert!(got.standard_error < 0.03 * arl, "{kind:?} {shift}: {got:?}");
    };
    for shift in [0.0, 0.5, 1.0, 2.0] {
        for side in [Side::Up, Side::Both] {
            let settings = CusumSettings { side, ..CusumSettings::default() };
            check(DetectorKind::Cusum(settings), shift, run_length::cusum(settings, law(shift)));
        }
        for side in [Side::Up, Side::Both] {
            let settings = EwmaSettings { side, ..EwmaSettings::default() };
            let arl = run_length::ewma(settings, law(shift)).expect("an equation");
            check(DetectorKind::Ewma(settings), shift, arl);
            let (down, values) = (EwmaSettings { side: Side::Down, ..settings }, law(-shift));
            if side == Side::Up {
                near("mirrored", run_length::ewma(down, values).expect("an equation"), arl, 1e-9);
            }
        }
    }
}

#[test]
fn exact_limits_alarm_sooner() {
    let settings = EwmaSettings { limits: Limits::Exact, ..EwmaSettings::default() };
    let exact = run_length::simulated(DetectorKind::Ewma(settings), law(1.0), 4000, 100_000, 6);
    let asymptotic = run_length::ewma(EwmaSettings::default(), law(1.0)).expect("an equation");
    assert!(exact.mean + 10.0 * exact.standard_error < asymptotic, "{exact:?} {asymptotic}");
}

#[test]
fn a_run_that_is_given_up_is_told() {
    let got = run_length::simulated(
        DetectorKind::Cusum(CusumSettings { h: 50.0, ..CusumSettings::default() }),
        law(0.0),
        10,
        100,
        7,
    );
    assert_eq!((got.mean, got.without_alarm), (100.0, 10));
    near("Shewhart", run_length::shewhart_alarm(3.0, 0.0), 0.002_699_796, 1e-6);
}
