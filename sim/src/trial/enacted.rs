//! Experiments of a design that are run: one of them, and many like it.

use serde::{Deserialize, Serialize};

use super::calendar::Novelty;
use super::design::{MOST_BOUNDED, Peeking, TrialDesign, arms};
use super::looks::{Boundary, Looks};
use super::reading::{Share, two_shares};
use crate::plan::TrialPlan;
use crate::stats::{Binomial, Stream};

/// Most looks at which experiments are run.
pub(super) const MOST_LOOKS: u32 = 50;

/// Draws of one kind, spread over looks: fewer experiments where each has more.
const DRAWS: u32 = 100_000;

/// Fewest and most experiments that are run.
const EXPERIMENTS: (u32, u32) = (2_000, 20_000);

/// Successes and failures from which on their number is drawn from a normal law.
const MANY: f64 = 2_000.0;

/// One experiment, and many like it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SimulatedTrial {
    /// Units of the first arm.
    pub control_units: f64,
    /// Units of the second.
    pub treatment_units: f64,
    /// Successes of the first.
    pub control_successes: f64,
    /// Successes of the second.
    pub treatment_successes: f64,
    /// Difference of the shares.
    pub difference: f64,
    /// 95 % interval of it (each arm's own variance).
    pub interval: (f64, f64),
    /// Two-sided p value of the pooled test.
    pub p: f64,
    /// Does it cross the bound at any look?
    pub is_significant: bool,
    /// Share of the planned units after which it stopped.
    pub stopped_at: f64,
    /// Experiments run.
    pub experiments: u32,
    /// Share of them that were significant.
    pub power: f64,
    /// The same without any effect.
    pub type1: f64,
    /// The same if values of one unit are taken for independent ones.
    pub type1_ignoring_units: f64,
    /// Mean difference that they report at their end.
    pub mean_difference: f64,
    /// Mean difference that significant wins report; `None` without any (winner's curse).
    pub reported_by_wins: Option<f64>,
    /// Difference that there would be in the long run if all had the second arm.
    pub true_difference: f64,
}

/// A number of successes among so many.
pub(super) fn draw(count: f64, share: f64, stream: &mut Stream) -> f64 {
    Successes::new(libm::round(count), share).draw(stream)
}

/// Law of a number of successes: exact unless very many.
#[derive(Debug, Clone, Copy)]
enum Successes {
    Exact(Binomial),
    Normal { mean: f64, sd: f64, most: f64 },
}

impl Successes {
    fn new(count: f64, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let variance = count * share * (1.0 - share);
        if variance > MANY {
            return Self::Normal { mean: count * share, sd: libm::sqrt(variance), most: count };
        }
        Self::Exact(Binomial::new(count as u64, share))
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Exact(law) => law.draw(stream) as f64,
            Self::Normal { mean, sd, most } => {
                libm::round(mean + sd * stream.normal()).clamp(0.0, *most)
            }
        }
    }
}

/// What happens between two looks.
struct Stage {
    /// Independent values of each arm that its units are worth.
    values: [f64; 2],
    /// Successes with the effect.
    there: [Successes; 2],
    /// Successes without.
    absent: [Successes; 2],
}

/// How an experiment ended.
struct Ending {
    arms: [Share; 2],
    difference: f64,
    interval: (f64, f64),
    z: f64,
    p: f64,
    is_significant: bool,
    /// Would it have been, if values of one unit were independent?
    is_naively_significant: bool,
    at: f64,
}

fn run(
    stages: &[Stage],
    looks: &Looks,
    has_effect: bool,
    design_effect: f64,
    stream: &mut Stream,
) -> Ending {
    let mut arms = [Share { successes: 0.0, units: 0.0 }; 2];
    let naive = libm::sqrt(design_effect);
    let mut is_naively_significant = false;
    let mut ending = None;
    for ((stage, &bound), &time) in stages.iter().zip(looks.bounds()).zip(looks.times()) {
        let laws = if has_effect { &stage.there } else { &stage.absent };
        for ((arm, law), values) in arms.iter_mut().zip(laws).zip(stage.values) {
            arm.successes += law.draw(stream);
            arm.units += values;
        }
        let read = two_shares(arms[0], arms[1]);
        let is_significant = read.z.abs() >= bound;
        is_naively_significant |= naive * read.z.abs() >= bound;
        if is_significant || time >= 1.0 {
            ending = Some((read, is_significant, time));
            break;
        }
    }
    let (read, is_significant, at) =
        ending.unwrap_or_else(|| (two_shares(arms[0], arms[1]), false, 1.0));
    Ending {
        arms,
        difference: read.difference,
        interval: read.interval(0.95),
        z: read.z,
        p: read.p,
        is_significant,
        is_naively_significant,
        at,
    }
}

pub(super) fn simulated(
    plan: &TrialPlan,
    design: &TrialDesign,
    peeking: &Peeking,
    stream: &mut Stream,
) -> Option<SimulatedTrial> {
    let (looks, count) = looks(plan, peeking);
    let stages = stages(plan, design, count);
    let least = stages.first()?.values;
    if least.iter().any(|&values| values < 1.0) {
        return None;
    }
    let one = run(&stages, &looks, true, design.design_effect, stream);
    let experiments = (DRAWS / count).clamp(EXPERIMENTS.0, EXPERIMENTS.1);
    let (mut power, mut wins, mut sum, mut reported) = (0_u32, 0_u32, 0.0, 0.0);
    let (mut type1, mut naive) = (0_u32, 0_u32);
    for _ in 0..experiments {
        let ending = run(&stages, &looks, true, design.design_effect, stream);
        sum += ending.difference;
        if ending.is_significant {
            power += 1;
            if ending.z > 0.0 {
                wins += 1;
                reported += ending.difference;
            }
        }
        let ending = run(&stages, &looks, false, design.design_effect, stream);
        type1 += u32::from(ending.is_significant);
        naive += u32::from(ending.is_naively_significant);
    }
    let share = |count: u32| f64::from(count) / f64::from(experiments);
    // Values stand for units again.
    let units = |arm: Share| arm.units * design.design_effect / plan.cluster_size;
    let successes = |arm: Share| units(arm) * arm.successes / arm.units;
    Some(SimulatedTrial {
        control_units: units(one.arms[0]),
        treatment_units: units(one.arms[1]),
        control_successes: successes(one.arms[0]),
        treatment_successes: successes(one.arms[1]),
        difference: one.difference,
        interval: one.interval,
        p: one.p,
        is_significant: one.is_significant,
        stopped_at: one.at,
        experiments,
        power: share(power),
        type1: share(type1),
        type1_ignoring_units: share(naive),
        mean_difference: sum / f64::from(experiments),
        reported_by_wins: (wins > 0).then(|| reported / f64::from(wins)),
        true_difference: design.p2 - design.p1,
    })
}

/// Looks and bounds of the experiments that are run.
fn looks(plan: &TrialPlan, peeking: &Peeking) -> (Looks, u32) {
    let (boundary, most) = match plan.rule.as_str() {
        "obrien_fleming" => (Boundary::ObrienFleming, MOST_BOUNDED),
        "pocock" => (Boundary::Pocock, MOST_BOUNDED),
        _ => (Boundary::Peeking, MOST_LOOKS),
    };
    let count = peeking.looks.min(most);
    (Looks::equally_spaced(boundary, count, plan.alpha), count)
}

/// The experiment between its looks, which are equally spaced in units.
fn stages(plan: &TrialPlan, design: &TrialDesign, count: u32) -> Vec<Stage> {
    let end = design.days_run;
    let novelty = novelty(plan);
    let values_of = |units: f64| units * plan.cluster_size / design.design_effect;
    let stage = |at: u32| {
        let time = |at: u32| end * f64::from(at) / f64::from(count);
        let (from, to) = (time(at), time(at + 1));
        let (control, treated) = arms(plan, design.units_per_day, from, to);
        // Whole values, so that shares stay shares.
        let values = [control, treated].map(|units| libm::round(values_of(units)));
        let lift = novelty.mean(from, to);
        let p1 = design.p1 * (1.0 + 0.5 * plan.trend * (from + to));
        // What spills over lifts the first arm too, so that less of a difference is left.
        let shares = [p1 * (1.0 + plan.interference * lift), p1 * (1.0 + lift)];
        Stage {
            values,
            there: [0, 1].map(|arm| Successes::new(values[arm], shares[arm])),
            absent: [0, 1].map(|arm| Successes::new(values[arm], p1)),
        }
    };
    (0..count).map(stage).collect()
}

/// The effect by day.
pub(super) fn novelty(plan: &TrialPlan) -> Novelty {
    Novelty {
        first: plan.lift + plan.novelty_lift,
        lasting: plan.lift,
        days: plan.novelty_days.max(1e-6),
    }
}
