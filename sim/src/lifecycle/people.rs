//! From an alert to a repair: who looks, how long it takes, what it costs (domain reference 3.13).

use crate::plan::OnCallPlan;
use crate::stats::{Stream, normal_quantile};

/// Work on one incident, in seconds of simulated time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Response {
    pub(super) acknowledged_s: f64,
    pub(super) diagnosed_s: f64,
    pub(super) fixed_s: f64,
    /// Price of the people's time.
    pub(super) usd: f64,
}

const HOUR_S: f64 = 3_600.0;

/// The 95 % quantile of the standard normal.
const Z_95: f64 = 1.644_853_626_951_472;

/// Spread of the logarithm of diagnosis and repair times: a 95 % quantile of about 2.3 medians. An
/// assumption.
const WORK_SPREAD: f64 = 0.5;

/// Whoever is named without being described: the catalogue's defaults (domain reference 3.13).
pub(super) fn somebody() -> OnCallPlan {
    OnCallPlan {
        office_hours: false,
        ack_h: 5.0 / 60.0,
        ack_p95_h: 0.5,
        diagnose_h: 0.75,
        fix_h: 0.5,
        bus_factor: 2,
        attendance: 0.7,
        lost_x: 4.0,
        fatigue_alerts: 10.0,
        usd_per_h: 100.0,
    }
}

/// How people respond to an alert raised now.
///
/// Nobody named: four to eight hours until it is noticed and fifteen to resolve it (S-13).
pub(super) fn respond(
    who: Option<&OnCallPlan>,
    now_s: f64,
    false_alerts_per_day: f64,
    stream: &mut Stream,
) -> Response {
    let Some(who) = who else {
        let noticed_s = now_s + (4.0 + 4.0 * stream.uniform()) * HOUR_S;
        let known_s = noticed_s + 10.0 * HOUR_S;
        let fixed_s = noticed_s + 15.0 * HOUR_S;
        let usd = 15.0 * somebody().usd_per_h;
        return Response { acknowledged_s: noticed_s, diagnosed_s: known_s, fixed_s, usd };
    };
    let lognormal = |median: f64, spread: f64, stream: &mut Stream| {
        median * libm::exp(spread * normal_quantile(stream.uniform().clamp(1e-12, 1.0 - 1e-12)))
    };
    let spread = if who.ack_h > 0.0 && who.ack_p95_h > who.ack_h {
        libm::log(who.ack_p95_h / who.ack_h) / Z_95
    } else {
        0.0
    };
    let mut looked_s = now_s + lognormal(who.ack_h, spread, stream) * HOUR_S;
    // Tired of false alerts, an answer comes the next morning (P(in time) = exp(-n/10)).
    let in_time = libm::exp(-false_alerts_per_day / who.fatigue_alerts);
    if stream.uniform() > in_time {
        looked_s = next_morning(looked_s);
    }
    if who.office_hours {
        looked_s = office_time(looked_s);
    }
    let somebody_knows = 1.0 - libm::pow(1.0 - who.attendance, f64::from(who.bus_factor));
    let lost = if stream.uniform() < somebody_knows { 1.0 } else { who.lost_x };
    let known_s = looked_s + lost * lognormal(who.diagnose_h, WORK_SPREAD, stream) * HOUR_S;
    let fixed_s = known_s + lognormal(who.fix_h, WORK_SPREAD, stream) * HOUR_S;
    let usd = (fixed_s - looked_s) / HOUR_S * who.usd_per_h;
    Response { acknowledged_s: looked_s, diagnosed_s: known_s, fixed_s, usd }
}

/// Nine o'clock after this time.
fn next_morning(at_s: f64) -> f64 {
    let day = libm::floor((at_s - 9.0 * HOUR_S) / 86_400.0) + 1.0;
    day * 86_400.0 + 9.0 * HOUR_S
}

/// This time, or the next moment between nine and five on a workday. The life starts on a Monday.
fn office_time(at_s: f64) -> f64 {
    let mut at_s = at_s;
    loop {
        let day = libm::floor(at_s / 86_400.0);
        let hour = (at_s - day * 86_400.0) / HOUR_S;
        let is_workday = (day as i64).rem_euclid(7) < 5;
        if is_workday && (9.0..17.0).contains(&hour) {
            return at_s;
        }
        at_s = next_morning(at_s);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Purpose;

    #[test]
    fn office_hours_begin_on_the_next_workday() {
        let saturday_noon = 5.5 * 86_400.0;
        assert_eq!(office_time(saturday_noon), 7.0 * 86_400.0 + 9.0 * HOUR_S);
        assert_eq!(office_time(10.0 * HOUR_S), 10.0 * HOUR_S);
        assert_eq!(office_time(3.0 * HOUR_S), 9.0 * HOUR_S);
    }

    #[test]
    fn medians_are_those_of_the_plan() {
        let mut stream = Stream::new(1, 0, "people", Purpose::World);
        let who = OnCallPlan { bus_factor: 100, ..somebody() };
        let mut answers: Vec<_> =
            (0..4001).map(|_| respond(Some(&who), 0.0, 0.0, &mut stream)).collect();
        let mut median = |of: fn(&Response) -> f64| {
            answers.sort_by(|a, b| of(a).total_cmp(&of(b)));
            of(&answers[2000]) / 60.0
        };
        let ack = median(|r| r.acknowledged_s);
        assert!((ack - 5.0).abs() < 0.5, "{ack}");
        let diagnose = median(|r| r.diagnosed_s - r.acknowledged_s);
        assert!((diagnose - 45.0).abs() < 2.0, "{diagnose}");
        let fix = median(|r| r.fixed_s - r.diagnosed_s);
        assert!((fix - 30.0).abs() < 1.5, "{fix}");
    }

    #[test]
    fn tiredness_and_a_low_bus_factor_cost_hours() {
        let mean = |who: &OnCallPlan, alerts: f64| {
            let mut stream = Stream::new(2, 0, "people", Purpose::World);
            let sum: f64 =
                (0..2000).map(|_| respond(Some(who), 0.0, alerts, &mut stream).fixed_s).sum();
            sum / 2000.0 / HOUR_S
        };
        let rested = mean(&somebody(), 0.0);
        assert!(mean(&somebody(), 10.0) > rested + 3.0);
        let alone = OnCallPlan { bus_factor: 1, ..somebody() };
        assert!(mean(&alone, 0.0) > rested + 0.2);
        let mut stream = Stream::new(3, 0, "people", Purpose::World);
        let nobody = respond(None, 0.0, 0.0, &mut stream);
        assert!(nobody.fixed_s >= 19.0 * HOUR_S && nobody.fixed_s <= 23.0 * HOUR_S);
    }
}
