//! What each incident does to score and decisions, once it is at its worst.

use serde::{Deserialize, Serialize};

use super::law::Law;
use super::policy::decided;
use super::score::{Quality, Rates};
use super::system::System;
use crate::lifecycle::health::State;
use crate::model::{Model, Settings};
use crate::plan::{Diagnostic, Effect, NANOS_PER_S, Plan, Role};

/// An incident at its end, if nobody does anything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentOutlook {
    /// Its id.
    pub incident: String,
    /// Why it has no numbers, where formulas do not see what it does; empty where they do.
    pub unseen: String,
    /// Base rate then.
    pub base_rate: f64,
    /// The score then; `None` where nothing is left of it.
    pub score: Option<Quality>,
    /// What the policy's upper threshold then does by itself.
    pub rates: Option<Rates>,
    /// Share of positives that end declined, people included.
    pub recall: Option<f64>,
    /// Share sent to people.
    pub review_share: Option<f64>,
    /// Cost with the thresholds as drawn, in USD per 1,000 decisions; of answers, where the task is
    /// not to decide.
    pub usd_per_1k: Option<f64>,
    /// Cost with the best thresholds for it.
    pub best_usd_per_1k: Option<f64>,
    /// The best single threshold then, as a score.
    pub best_threshold: Option<f64>,
}

/// One entry an incident, in the order of ids; those at nodes change the score only where it passes
/// them.
pub(super) fn faults(
    model: &Model,
    settings: &Settings,
) -> Result<Vec<IncidentOutlook>, Vec<Diagnostic>> {
    // In full from the start: profiles say how an incident comes, not what it is.
    let mut whole = model.clone();
    for incident in &mut whole.incidents {
        incident.profile = Default::default();
    }
    let plan = Plan::new(&whole, settings, None)?;
    let system = System::new(&plan);
    let of = |(position, id): (usize, &String)| {
        let mut state = State::new(&plan);
        let mut length_s: f64 = 0.0;
        for part in plan.incidents.iter().filter(|part| part.of as usize == position) {
            state.apply(&part.effect, 0, 0, true);
            length_s = length_s.max(part.end.saturating_sub(part.start) as f64 / NANOS_PER_S);
        }
        let mut own = plan.incidents.iter().filter(|part| part.of as usize == position);
        if let Some(unseen) = own.find_map(|part| unseen(&plan, &part.effect)) {
            let base_rate = system.world().base_rate;
            let (incident, unseen) = (id.clone(), unseen.to_owned());
            return IncidentOutlook { incident, unseen, base_rate, ..Default::default() };
        }
        let law = system.law(&state, length_s);
        outlook_of(&system, id, law.as_ref(), state.conditions.base_rate(system.world()))
    };
    Ok(plan.incident_ids.iter().enumerate().map(of).collect())
}

/// Why formulas do not see what an incident does.
fn unseen(plan: &Plan, effect: &Effect) -> Option<&'static str> {
    let brings_data =
        |&at: &u32| matches!(plan.nodes[at as usize].role, Role::Data(_) | Role::Store { .. });
    let time = "It takes time and answers, which a run and the life show.";
    match effect {
        Effect::Outage(nodes, _) if nodes.iter().all(brings_data) => None,
        Effect::Outage(..)
        | Effect::Partial(..)
        | Effect::Errors(..)
        | Effect::Flush(_)
        | Effect::Slow(..)
        | Effect::Spike(..) => Some(time),
        Effect::LoseLabels { .. } | Effect::BadTraining(_) => {
            Some("It shows in the versions that are trained, in the life.")
        }
        Effect::InRows => Some("It is in the scores of the rows."),
        _ => None,
    }
}

fn outlook_of(system: &System<'_>, id: &str, law: Option<&Law>, base_rate: f64) -> IncidentOutlook {
    let mut outlook =
        IncidentOutlook { incident: id.to_owned(), base_rate, ..IncidentOutlook::default() };
    let Some(law) = law else { return outlook };
    outlook.score = Some(Quality::of(law));
    let thresholds = system.thresholds(system.world().separation);
    outlook.usd_per_1k = system.usd_per_1k(law, thresholds);
    outlook.best_usd_per_1k = system.best_usd_per_1k(law);
    if system.worth.is_some() {
        return outlook;
    }
    outlook.best_threshold = super::policy::two_way(system, law).decline_score;
    if let Some(thresholds) = thresholds {
        let drawn = decided(system, law, thresholds, system.people.as_ref());
        outlook.rates = Some(Rates::of(law.at(thresholds.1), thresholds.1, drawn.review_share));
        outlook.recall = Some(drawn.recall);
        outlook.review_share = Some(drawn.review_share);
    }
    outlook
}
