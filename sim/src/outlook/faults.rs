//! What each incident does to score and decisions, once it is at its worst.

use serde::{Deserialize, Serialize};

use super::law::Law;
use super::policy::{best, decided};
use super::score::{Quality, Rates};
use super::system::System;
use crate::lifecycle::health::State;
use crate::model::{Model, Settings};
use crate::plan::{Diagnostic, NANOS_PER_S, Plan};

/// An incident at its end, if nobody does anything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentOutlook {
    /// Its id.
    pub incident: String,
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
    /// Cost with the thresholds as drawn, in USD per 1,000 decisions.
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
        let law = system.law(&state, length_s);
        outlook_of(&system, id, law.as_ref(), state.conditions.base_rate(system.world()))
    };
    Ok(plan.incident_ids.iter().enumerate().map(of).collect())
}

fn outlook_of(system: &System<'_>, id: &str, law: Option<&Law>, base_rate: f64) -> IncidentOutlook {
    let mut outlook =
        IncidentOutlook { incident: id.to_owned(), base_rate, ..IncidentOutlook::default() };
    let Some(law) = law else { return outlook };
    outlook.score = Some(Quality::of(law));
    outlook.best_usd_per_1k = Some(best(system, law).usd_per_1k);
    outlook.best_threshold = super::policy::two_way(system, law).decline_score;
    if let Some(thresholds) = system.thresholds(system.world().separation) {
        let drawn = decided(system, law, thresholds, system.people.as_ref());
        outlook.rates = Some(Rates::of(law.at(thresholds.1), thresholds.1, drawn.review_share));
        outlook.recall = Some(drawn.recall);
        outlook.review_share = Some(drawn.review_share);
        outlook.usd_per_1k = Some(drawn.usd_per_1k);
    }
    outlook
}
