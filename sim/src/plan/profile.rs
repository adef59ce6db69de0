//! How an incident comes and goes, as stretches of time of one size each.

use super::incidents::Fault;
use crate::model::{Incident, Profile};

/// Steps in which something that grows is simulated, and pulses of something that alternates.
const STEPS: u32 = 32;

/// Most stretches of one incident.
const MOST: f64 = 4000.0;

/// A stretch of time in which an incident has one size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    pub(crate) start_s: f64,
    pub(crate) end_s: f64,
    /// Share of its full size, 0 to 1.
    pub(crate) size: f64,
}

/// The stretches of an incident, in order and without overlap.
///
/// # Errors
/// Says which of its times is wrong.
pub(crate) fn spans(incident: &Incident) -> Result<Vec<Span>, Fault> {
    let (start_s, end_s) = (incident.start_s, incident.end_s);
    let in_time = start_s >= 0.0 && end_s > start_s && end_s <= 1e10;
    if !in_time {
        return Err((
            format!("It starts at {start_s} s and ends at {end_s} s."),
            "The end must come after the start, and the start not before 0.",
        ));
    }
    let (time_s, name) = match incident.profile {
        Profile::Sudden => return Ok(vec![Span { start_s, end_s, size: 1.0 }]),
        Profile::Gradual { over_s } | Profile::Incremental { over_s } => (over_s, "length"),
        Profile::Recurring { period_s, .. } | Profile::Seasonal { period_s } => {
            (period_s, "period")
        }
        Profile::Adversarial { learns_s } => (learns_s, "time to learn"),
    };
    if !(time_s > 0.0 && time_s <= 1e10) {
        return Err((format!("Its {name} is {time_s} s."), "Give a time above 0."));
    }
    if (end_s - start_s) / time_s > MOST / f64::from(STEPS) {
        let periodic =
            matches!(incident.profile, Profile::Recurring { .. } | Profile::Seasonal { .. });
        if periodic {
            return Err((
                format!("It comes back every {time_s} s, too often for its length."),
                "Give a longer period, or an earlier end.",
            ));
        }
    }
    let mut all = Vec::new();
    let mut add = |from: f64, to: f64, size: f64| {
        let (start_s, end_s) = (from.max(start_s), to.min(end_s));
        if end_s > start_s && size > 0.0 {
            all.push(Span { start_s, end_s, size });
        }
    };
    let middle = |step: u32| (f64::from(step) + 0.5) / f64::from(STEPS);
    match incident.profile {
        Profile::Sudden => {}
        Profile::Gradual { over_s } => {
            let period = over_s / f64::from(STEPS);
            for step in 0..STEPS {
                let to = start_s + period * f64::from(step + 1);
                add(to - period * middle(step), to, 1.0);
            }
            add(start_s + over_s, end_s, 1.0);
        }
        Profile::Incremental { over_s } => {
            for step in 0..STEPS {
                let from = start_s + over_s * f64::from(step) / f64::from(STEPS);
                add(from, from + over_s / f64::from(STEPS), middle(step));
            }
            add(start_s + over_s, end_s, 1.0);
        }
        Profile::Recurring { period_s, share } => {
            if !(0.0..=1.0).contains(&share) {
                return Err((format!("Its share is {share}."), "Give 0 to 1."));
            }
            let mut from = start_s;
            while from < end_s {
                add(from, from + period_s * share, 1.0);
                from += period_s;
            }
        }
        Profile::Seasonal { period_s } => {
            let step_s = period_s / f64::from(STEPS);
            let mut step = 0;
            while start_s + step_s * f64::from(step) < end_s {
                let from = start_s + step_s * f64::from(step);
                let size = 0.5 - 0.5 * libm::cos(std::f64::consts::TAU * middle(step % STEPS));
                add(from, from + step_s, size);
                step += 1;
            }
        }
        Profile::Adversarial { learns_s } => {
            // Steps of equal size: each lasts until the next part has been learnt.
            let reached = |size: f64| -learns_s * libm::log1p(-size);
            for step in 0..STEPS {
                let from = reached(f64::from(step) / f64::from(STEPS));
                let to = reached(f64::from(step + 1) / f64::from(STEPS));
                add(start_s + from, start_s + to, middle(step));
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IncidentKind;

    fn of(profile: Profile) -> Vec<Span> {
        let incident = Incident {
            id: "drift".into(),
            kind: IncidentKind::NullFeature,
            target: String::new(),
            start_s: 100.0,
            end_s: 1100.0,
            profile,
        };
        spans(&incident).expect("its times are right")
    }

    /// Integral of the size over time.
    fn area(spans: &[Span]) -> f64 {
        spans.iter().map(|span| (span.end_s - span.start_s) * span.size).sum()
    }

    #[test]
    fn each_profile_has_the_area_of_its_curve() {
        assert_eq!(area(&of(Profile::Sudden)), 1000.0);
        let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-6, "{got} is not {want}");
        near(area(&of(Profile::Gradual { over_s: 400.0 })), 800.0);
        near(area(&of(Profile::Incremental { over_s: 400.0 })), 800.0);
        near(area(&of(Profile::Recurring { period_s: 100.0, share: 0.3 })), 300.0);
        near(area(&of(Profile::Seasonal { period_s: 200.0 })), 500.0);
        let learnt = 1000.0 - 100.0 * (1.0 - libm::exp(-10.0));
        let got = area(&of(Profile::Adversarial { learns_s: 100.0 }));
        assert!((got / learnt - 1.0).abs() < 0.02, "{got} is not about {learnt}");
    }

    #[test]
    fn stretches_are_in_order_and_apart() {
        for profile in [
            Profile::Gradual { over_s: 2000.0 },
            Profile::Incremental { over_s: 5000.0 },
            Profile::Recurring { period_s: 70.0, share: 1.0 },
            Profile::Seasonal { period_s: 333.0 },
            Profile::Adversarial { learns_s: 1.0 },
        ] {
            let spans = of(profile);
            assert!(spans.windows(2).all(|pair| pair[0].end_s <= pair[1].start_s + 1e-6));
            assert!(spans.iter().all(|span| span.start_s >= 100.0 && span.end_s <= 1100.0));
        }
    }
}
