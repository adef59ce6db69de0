//! Everything of a design that follows by formula, before anything is simulated.
//!
//! The same plan and the same law of scores as the runs; equations and sources are in
//! `docs/model.md`, chapter "By formula".

mod ablation;
mod edge;
mod faults;
pub(crate) mod law;
mod learning;
mod platform;
mod policy;
mod rivals;
mod score;
mod system;
mod target;
mod task;

pub use ablation::{Ablation, Upgrade};
pub use edge::EdgeOutlook;
pub use faults::IncidentOutlook;
pub use learning::{LearningOutlook, LearningPoint, WindowOutlook};
pub use platform::{PlatformOutlook, PlatformPoint};
pub use policy::{BaseRatePoint, Calibration, CurvePoint, Decided, PolicyOutlook, Staffed};
pub use rivals::BreakEven;
pub use score::{Availability, FeatureOutlook, Quality, Rates, ScoreOutlook, Skew};
pub use target::TargetOutlook;
pub use task::TaskOutlook;

use serde::{Deserialize, Serialize};

use crate::lifecycle::health::State;
use crate::model::{Model, ScoreSource, Settings};
use crate::plan::{Diagnostic, Plan, Role};
use crate::trial::report::{self, TrialReport};
use system::System;

/// What formulas say about a design.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// The score; `None` where nothing scores.
    pub score: Option<ScoreOutlook>,
    /// Thresholds and people; `None` where nothing scores or scores say nothing.
    pub policy: Option<PolicyOutlook>,
    /// What was promised, beside what the score can reach.
    pub target: Option<TargetOutlook>,
    /// What each feature, and each node that serves several, is worth.
    pub ablation: Vec<Ablation>,
    /// What other families of models would be worth.
    pub upgrade: Vec<Upgrade>,
    /// What labels are enough for.
    pub learning: Option<LearningOutlook>,
    /// The design beside its rivals; `None` where nothing decides.
    pub break_even: Option<BreakEven>,
    /// What answers are worth where the task is not to decide.
    pub task: Option<TaskOutlook>,
    /// Whether a platform that several such systems share would pay; `None` where nothing decides.
    pub platform: Option<PlatformOutlook>,
    /// Devices.
    pub edges: Vec<EdgeOutlook>,
    /// What each incident does once it is at its worst.
    pub incidents: Vec<IncidentOutlook>,
    /// Experiments, in the order of the nodes' ids.
    pub trials: Vec<TrialReport>,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

/// Works out what formulas say about a design.
///
/// # Errors
/// Every finding that stops a run, with its place.
pub fn outlook(model: &Model, settings: &Settings) -> Result<Outlook, Vec<Diagnostic>> {
    let is_rows = matches!(model.world.scores, ScoreSource::Rows { .. });
    let mut gaussian = model.clone();
    gaussian.world.scores = ScoreSource::Gaussian;
    let plan = Plan::new(&gaussian, settings, None)?;
    let system = System::new(&plan);
    let mut outlook =
        Outlook { edges: edge::edges(&system), trials: trials(&system), ..Outlook::default() };
    if is_rows {
        outlook.warnings.push(
            "Scores of real rows follow no formula: score, policy and money by formula are left \
             out."
                .to_owned(),
        );
        return Ok(outlook);
    }
    if plan.decides() {
        of_decisions(&mut outlook, &gaussian, settings, &system)?;
    }
    Ok(outlook)
}

fn of_decisions(
    outlook: &mut Outlook,
    model: &Model,
    settings: &Settings,
    system: &System<'_>,
) -> Result<(), Vec<Diagnostic>> {
    let world = system.world();
    let mut kept = 1.0;
    let mut law = None;
    if system.scorer.is_some() {
        law = system.law(&State::new(system.plan), 0.0);
        if !score::tells(system) {
            law = None;
            outlook.warnings.push(
                "No feature tells the classes apart in training: there is no score to judge."
                    .to_owned(),
            );
        } else if law.is_none() {
            outlook
                .warnings
                .push("No feature reaches the model: all its scores are the same.".to_owned());
        }
        outlook.score = Some(score::score(model, system, law.as_ref()));
        // Without features in training the task stands as it is described.
        kept = match &law {
            Some(law) => law.separation() / world.separation,
            None => f64::from(u8::from(!score::tells(system))),
        };
        outlook.learning = learning::learning(system);
    }
    let trained = system.law_as_trained().filter(|_| score::tells(system));
    if let Some(law) = &law {
        let has_classes = world.base_rate > 0.0 && world.base_rate < 1.0;
        if has_classes && system.worth.is_none() {
            outlook.policy = Some(policy::policy(system, law));
        } else if !has_classes {
            outlook
                .warnings
                .push("All requests are of one class: there is nothing to decide.".to_owned());
        }
        outlook.ablation = ablation::ablation(model, system);
        outlook.upgrade = ablation::upgrades(system);
    }
    if let (Some(wish), Some(trained)) = (world.target, &trained) {
        outlook.target = Some(target::target(wish, trained, law.as_ref()));
    }
    outlook.break_even =
        Some(rivals::break_even(system, law.as_ref(), outlook.policy.as_ref(), kept));
    outlook.task = task::task(world.task, kept);
    outlook.platform = Some(PlatformOutlook::of(model.world.platform));
    outlook.incidents = faults::faults(model, settings)?;
    Ok(())
}

fn trials(system: &System<'_>) -> Vec<TrialReport> {
    let plan = system.plan;
    let of = |node: &crate::plan::NodePlan| match &node.role {
        Role::Trial(trial) => {
            let seed = (plan.settings.seed, plan.settings.replication);
            Some(report::report(&node.id, trial, system.requests_per_day(), seed))
        }
        _ => None,
    };
    plan.nodes.iter().filter_map(of).collect()
}
