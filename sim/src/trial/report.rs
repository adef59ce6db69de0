//! All that is said about an experiment of a design.

use serde::{Deserialize, Serialize};

use super::design::{MOST_BOUNDED, Peeking, TrialDesign};
pub use super::enacted::SimulatedTrial;
use super::enacted::{MOST_LOOKS, draw, novelty, simulated};
use super::reading::{Share, sample_ratio, two_shares};
use crate::plan::TrialPlan;
use crate::stats::{Purpose, Stream};

/// An experiment: its plan, what looking does to it, and how it comes out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrialReport {
    /// Id of the node.
    pub id: String,
    /// Sizes and times.
    pub plan: TrialDesign,
    /// Looking before the end.
    pub peeking: Peeking,
    /// Sizes of the arms beside what was planned; `None` where nobody wrote them down.
    pub srm: Option<SampleRatio>,
    /// How it comes out; `None` where no units come.
    pub simulated: Option<SimulatedTrial>,
    /// The same effect judged by the days before and after; `None` where no units come.
    pub before_after: Option<BeforeAfter>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

/// Sample-ratio mismatch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SampleRatio {
    /// Units seen in the first arm.
    pub control: f64,
    /// Units seen in the second.
    pub treatment: f64,
    /// Were the sizes given, rather than simulated?
    pub is_observed: bool,
    /// Pearson's chi-square against the planned shares.
    pub chi2: f64,
    /// Its p value.
    pub p: f64,
    /// Is p below the limit?
    pub is_mismatch: bool,
}

/// Everybody has the first arm for as many days, then everybody the second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// Expected difference of the shares.
    pub difference: f64,
    /// Two-sided p value where just that is seen.
    pub p: f64,
    /// What of it is not the effect: the trend.
    pub bias: f64,
}

/// Says all about an experiment to which so many requests come in a day.
pub(crate) fn report(
    id: &str,
    plan: &TrialPlan,
    requests_per_day: f64,
    (seed, replication): (u64, u32),
) -> TrialReport {
    let peeking = Peeking::new(plan);
    let design = TrialDesign::new(plan, requests_per_day, &peeking);
    let mut stream = Stream::new(seed, replication, id, Purpose::World);
    let simulated = simulated(plan, &design, &peeking, &mut stream);
    TrialReport {
        id: id.to_owned(),
        srm: sample_ratios(plan, &design, &mut stream),
        before_after: before_after(plan, &design),
        warnings: warnings(plan, &design),
        plan: design,
        peeking,
        simulated,
    }
}

fn sample_ratios(
    plan: &TrialPlan,
    design: &TrialDesign,
    stream: &mut Stream,
) -> Option<SampleRatio> {
    let is_observed = plan.observed != (0, 0);
    let share = (1.0 - plan.hold_out_share) * plan.treatment_share;
    let (counts, weights) = if is_observed {
        let (control, treatment) = plan.observed;
        ([u64::from(control), u64::from(treatment)], [1.0 - share, share])
    } else {
        let all = design.control_units + design.treatment_units;
        if !plan.exposure_log || all < 1.0 {
            return None;
        }
        let weights = [design.control_units / all, design.treatment_units / all];
        let treated = draw(all, weights[1], stream);
        let control = libm::round(all) - treated;
        let seen = draw(treated, 1.0 - plan.lost_treatment, stream);
        ([control as u64, seen as u64], weights)
    };
    let test = sample_ratio(&counts, &weights);
    Some(SampleRatio {
        control: counts[0] as f64,
        treatment: counts[1] as f64,
        is_observed,
        chi2: test.statistic,
        p: test.p,
        is_mismatch: test.p < plan.srm_p,
    })
}

fn before_after(plan: &TrialPlan, design: &TrialDesign) -> Option<BeforeAfter> {
    let values = design.units_per_day * design.days_run * plan.cluster_size / design.design_effect;
    if values < 1.0 {
        return None;
    }
    let middle = 0.5 * design.days_run;
    let share =
        |day: f64, lift: f64| (design.p1 * (1.0 + plan.trend * day) * (1.0 + lift)).clamp(0.0, 1.0);
    let before = share(-middle, 0.0);
    let after = share(middle, novelty(plan).mean(0.0, design.days_run));
    let arm = |share: f64| Share { successes: share * values, units: values };
    let read = two_shares(arm(before), arm(after));
    let difference = after - before;
    Some(BeforeAfter { difference, p: read.p, bias: difference - (design.p2 - design.p1) })
}

fn warnings(plan: &TrialPlan, design: &TrialDesign) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut warn = |holds: bool, text: String| {
        if holds {
            warnings.push(text);
        }
    };
    warn(design.units_per_day <= 0.0, "No units come: nothing can be measured.".into());
    warn(design.ratio <= 0.0, "One of the arms is empty, so there is nothing to compare.".into());
    warn(
        plan.lift == 0.0,
        "The arms are the same (A/A): every significant result is a false alarm.".into(),
    );
    warn(
        !plan.by_user,
        "Requests are split, not users: one user meets both arms, and what the first arm did to \
         the shared history or stock shows in the second."
            .into(),
    );
    warn(
        !plan.exposure_log,
        "Nobody writes down who was in which arm: a sample-ratio mismatch cannot be seen.".into(),
    );
    if let Some(days) = design.days.filter(|days| plan.days > 0.0 && plan.days < 0.999 * days) {
        warn(
            true,
            format!(
                "It runs {:.1} days and needs {days:.1} for its power; it has a power of {:.2}.",
                plan.days, design.power
            ),
        );
    }
    warn(
        plan.interference > 0.0,
        format!(
            "A share of {:.2} of the effect spills over, so the experiment sees only the rest.",
            plan.interference
        ),
    );
    warn(
        plan.novelty_lift != 0.0,
        "The effect changes while it runs: its mean is not that of the long run.".into(),
    );
    warn(
        plan.trend != 0.0,
        "The success changes by itself: compare arms, never before and after.".into(),
    );
    warn(
        plan.looks > 1 && plan.rule == "naive",
        format!("{} looks at the full level: false alarms add up.", plan.looks),
    );
    let most = if plan.rule == "naive" { MOST_LOOKS } else { MOST_BOUNDED };
    warn(
        plan.looks > most,
        format!("Experiments are run with {most} looks instead of {}.", plan.looks),
    );
    warn(
        plan.cluster_size > 1.0 && plan.icc > 0.0,
        "Values of one unit are alike: a test that takes them for independent alarms too often."
            .into(),
    );
    warnings
}
