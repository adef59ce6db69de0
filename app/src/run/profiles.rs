//! How an incident comes and goes, as people choose and see it.

use windtunnel_design::sim::model::Profile;

/// Names of the profiles, as in files and as shown.
pub const PROFILES: [(&str, &str); 6] = [
    ("sudden", "Sudden"),
    ("gradual", "Gradual"),
    ("incremental", "Incremental"),
    ("recurring", "Recurring"),
    ("seasonal", "Seasonal"),
    ("adversarial", "Adversarial"),
];

/// Pulses and waves that can be told apart on a screen.
const PULSES: usize = 40;
/// Pulses of something that alternates, and points of a curve.
const STEPS: usize = 16;

/// Its word.
#[must_use]
pub fn word(profile: Profile) -> &'static str {
    let at = match profile {
        Profile::Sudden => 0,
        Profile::Gradual { .. } => 1,
        Profile::Incremental { .. } => 2,
        Profile::Recurring { .. } => 3,
        Profile::Seasonal { .. } => 4,
        Profile::Adversarial { .. } => 5,
    };
    PROFILES[at].0
}

/// The profile of this word, with times that suit an incident of such a length.
#[must_use]
pub fn of_word(word: &str, length_s: f64) -> Profile {
    let (half_s, quarter_s) = (length_s / 2.0, length_s / 4.0);
    match word {
        "gradual" => Profile::Gradual { over_s: half_s },
        "incremental" => Profile::Incremental { over_s: half_s },
        "recurring" => Profile::Recurring { period_s: quarter_s, share: 0.5 },
        "seasonal" => Profile::Seasonal { period_s: half_s },
        "adversarial" => Profile::Adversarial { learns_s: quarter_s },
        _ => Profile::Sudden,
    }
}

/// Its time: what it is called, and seconds. A sudden one has none.
#[must_use]
pub fn time(profile: Profile) -> Option<(&'static str, f64)> {
    match profile {
        Profile::Sudden => None,
        Profile::Gradual { over_s } | Profile::Incremental { over_s } => Some(("Over", over_s)),
        Profile::Recurring { period_s, .. } | Profile::Seasonal { period_s } => {
            Some(("Every", period_s))
        }
        Profile::Adversarial { learns_s } => Some(("Learns in", learns_s)),
    }
}

/// The same with another time in seconds.
#[must_use]
pub fn with_time(profile: Profile, to_s: f64) -> Profile {
    match profile {
        Profile::Sudden => Profile::Sudden,
        Profile::Gradual { .. } => Profile::Gradual { over_s: to_s },
        Profile::Incremental { .. } => Profile::Incremental { over_s: to_s },
        Profile::Recurring { share, .. } => Profile::Recurring { period_s: to_s, share },
        Profile::Seasonal { .. } => Profile::Seasonal { period_s: to_s },
        Profile::Adversarial { .. } => Profile::Adversarial { learns_s: to_s },
    }
}

/// Its size over an incident of this length: steps of (from, to, size), all as shares.
#[must_use]
pub fn outline(profile: Profile, length_s: f64) -> Vec<(f64, f64, f64)> {
    let Some((_, time_s)) = time(profile) else { return vec![(0.0, 1.0, 1.0)] };
    let part = time_s / length_s.max(1e-9);
    if part.is_nan() || part <= 0.0 {
        return Vec::new();
    }
    let step = |at: usize, of: usize| at as f64 / of as f64;
    let middle = |at: usize| (at as f64 + 0.5) / STEPS as f64;
    let mut steps: Vec<(f64, f64, f64)> = match profile {
        Profile::Sudden => Vec::new(),
        Profile::Gradual { .. } => {
            let pulse = |at| {
                let to = part * step(at + 1, STEPS);
                (to - part * middle(at) / STEPS as f64, to, 1.0)
            };
            (0..STEPS).map(pulse).chain([(part, 1.0, 1.0)]).collect()
        }
        Profile::Incremental { .. } => {
            let rise = |at| (part * step(at, STEPS), part * step(at + 1, STEPS), middle(at));
            (0..STEPS).map(rise).chain([(part, 1.0, 1.0)]).collect()
        }
        Profile::Recurring { share, .. } => {
            let count = (1.0 / part).ceil() as usize;
            if count > PULSES {
                return vec![(0.0, 1.0, share)];
            }
            (0..count).map(|at| (part * at as f64, part * (at as f64 + share), 1.0)).collect()
        }
        Profile::Seasonal { .. } => {
            let count = (1.0 / part).ceil() as usize;
            if count > PULSES {
                return vec![(0.0, 1.0, 0.5)];
            }
            let wave = |at: usize| {
                let size = 0.5 - 0.5 * libm::cos(std::f64::consts::TAU * middle(at % STEPS));
                (part * step(at, STEPS), part * step(at + 1, STEPS), size)
            };
            (0..count * STEPS).map(wave).collect()
        }
        Profile::Adversarial { .. } => {
            let rise =
                |at| (step(at, STEPS), step(at + 1, STEPS), 1.0 - libm::exp(-middle(at) / part));
            (0..STEPS).map(rise).collect()
        }
    };
    for step in &mut steps {
        step.1 = step.1.min(1.0);
    }
    steps.retain(|(from, to, size)| from < to && *size > 0.0);
    steps
}

/// The outline as a path over a square of 100 by 100 that grows from the ground.
#[must_use]
pub fn path(profile: Profile, length_s: f64) -> String {
    use std::fmt::Write;
    let mut path = String::new();
    for (from, to, size) in outline(profile, length_s) {
        let (x, wide, high) = (from * 100.0, (to - from) * 100.0, size * 100.0);
        // Writing to a string cannot fail.
        write!(path, "M{x:.2} 100v-{high:.1}h{wide:.2}v{high:.1}z").ok();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(profile: Profile) -> f64 {
        outline(profile, 1_000.0).iter().map(|(from, to, size)| (to - from) * size).sum()
    }

    #[test]
    fn each_outline_has_the_area_of_its_curve() {
        let near = |got: f64, want: f64| assert!((got - want).abs() < 0.01, "{got} is not {want}");
        near(area(Profile::Sudden), 1.0);
        near(area(Profile::Gradual { over_s: 400.0 }), 0.8);
        near(area(Profile::Incremental { over_s: 400.0 }), 0.8);
        near(area(Profile::Incremental { over_s: 2_000.0 }), 0.25);
        near(area(Profile::Recurring { period_s: 100.0, share: 0.3 }), 0.3);
        near(area(Profile::Recurring { period_s: 1.0, share: 0.3 }), 0.3);
        near(area(Profile::Seasonal { period_s: 200.0 }), 0.5);
        near(area(Profile::Adversarial { learns_s: 250.0 }), 1.0 - 0.25 * (1.0 - libm::exp(-4.0)));
    }

    #[test]
    fn an_outline_stays_within_its_incident() {
        for (name, _) in PROFILES {
            for time_s in [0.001, 3.0, 70.0, 333.0, 1e9] {
                let profile = with_time(of_word(name, 1_000.0), time_s);
                let steps = outline(profile, 1_000.0);
                assert!(steps.len() <= PULSES * STEPS, "{name} {}", steps.len());
                for (from, to, size) in steps {
                    assert!(from >= 0.0 && to <= 1.0 + 1e-9 && size <= 1.0, "{name} {time_s}");
                }
            }
        }
        assert_eq!(path(Profile::Sudden, 9.0), "M0.00 100v-100.0h100.00v100.0z");
        assert!(outline(Profile::Seasonal { period_s: f64::NAN }, 9.0).is_empty());
    }

    #[test]
    fn every_word_is_a_profile_whose_time_can_be_changed() {
        for (name, _) in PROFILES {
            let profile = of_word(name, 1_000.0);
            assert_eq!(word(profile), name);
            assert_eq!(time(with_time(profile, 7.0)).map_or(7.0, |(_, time_s)| time_s), 7.0);
        }
    }
}
