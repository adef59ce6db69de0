//! The design as formulas see it: who scores, who sorts, what reaches the score.

use super::law::Law;
use super::policy::{best, decided};
use crate::lifecycle::health::{Health, State};
use crate::lifecycle::outcome::{freshness, worth};
use crate::lifecycle::sight::{self, Bell, Seen};
use crate::lifecycle::task::Worth;
use crate::lifecycle::version::Deployed;
use crate::parts::desk::{Accuracy, Desk};
use crate::plan::{
    DataPlan, DeskPlan, FeaturePlan, NANOS_PER_S, Plan, Role, Staff, StationPlan, WorldPlan,
    store_bit,
};

/// Share of the staffed hours that people can be planned to be busy: above it queues grow long.
pub(super) const STAFFED: f64 = 0.85;

/// Times the requests that people can take who need no time for one.
const ENDLESS: f64 = 1e9;

/// Who decides.
#[derive(Debug, Clone)]
pub(super) struct System<'a> {
    pub(super) plan: &'a Plan,
    /// Requests per hour, by the hour of a week.
    pub(super) per_hour: Vec<f64>,
    /// The main model as a node.
    pub(super) scorer: Option<usize>,
    /// The policy as a node, and its probabilities: approve below, decline from.
    pub(super) policy: Option<(usize, (f64, f64))>,
    /// The people whom the policy asks.
    pub(super) people: Option<People>,
    /// What answers are worth, where the task is not to decide.
    pub(super) worth: Option<Worth>,
}

/// Reviewers.
#[derive(Debug, Clone)]
pub(super) struct People {
    pub(super) desk: DeskPlan,
    /// Items that one of them does in an hour of work.
    pub(super) items_per_h: f64,
    /// Items that all of them do in a day, pauses aside, if never idle.
    pub(super) items_per_day: f64,
    worked: u64,
}

impl People {
    fn new(desk: DeskPlan, station: &StationPlan) -> Self {
        let at_work = station
            .breaks
            .map_or(1.0, |(every, length)| every as f64 / (every + length).max(1) as f64);
        let hours = match &station.staff {
            Staff::Fixed(count) => 24.0 * f64::from(*count),
            Staff::Hourly(hours) => hours.iter().map(|&count| f64::from(count)).sum(),
        };
        let mean_h = (station.service.mean() + station.extra as f64) / NANOS_PER_S / 3600.0;
        let items_per_h = if mean_h > 0.0 { at_work / mean_h } else { f64::INFINITY };
        // Tired by half of the time between breaks, or of a shift of eight hours, in the mean.
        let stretch = station.breaks.map_or(8.0 * 3.6e12, |(every, _)| every as f64);
        Self {
            desk,
            items_per_h,
            items_per_day: hours * f64::from(station.replicas.max(1)) * items_per_h,
            worked: (0.5 * stretch) as u64,
        }
    }

    /// Shares of positives and negatives that they recognise, where so many are positive.
    pub(super) fn rates(&self, prevalence: f64) -> (f64, f64) {
        let DeskPlan { sensitivity, specificity, fatigue_per_h, .. } = self.desk;
        let accuracy = if self.desk.by_prevalence {
            Accuracy::Prevalence
        } else {
            Accuracy::Fixed { sensitivity, specificity }
        };
        Desk::new(accuracy, fatigue_per_h, prevalence, 1.0).rates(self.worked)
    }
}

impl<'a> System<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let answering = || {
            plan.nodes
                .iter()
                .enumerate()
                .zip(&plan.answers)
                .filter(|pair| *pair.1)
                .map(|pair| pair.0)
        };
        let scorer = answering().find_map(|(at, node)| {
            let is_main =
                matches!(node.role, Role::Scorer { is_fallback: false, .. } | Role::Table { .. });
            is_main.then_some(at)
        });
        let policy = answering().find_map(|(at, node)| match node.role {
            Role::Policy { approve_below, decline_above, .. } => {
                Some((at, (approve_below, decline_above)))
            }
            _ => None,
        });
        let people = policy.and_then(|(at, _)| {
            let link = plan.nodes[at].by_action[1]?;
            let node = &plan.nodes[plan.links[link as usize].to as usize];
            match (&node.role, &node.station) {
                (Role::Desk(desk), Some(station)) => Some(People::new(*desk, station)),
                _ => None,
            }
        });
        let per_hour = (0..24 * 7)
            .map(|hour| {
                let from_s = 3600.0 * f64::from(hour);
                3600.0
                    * crate::lifecycle::rates::rates(plan, None, from_s, from_s + 3600.0)
                        .iter()
                        .sum::<f64>()
            })
            .collect();
        let worth = Worth::new(plan.world.task);
        Self { plan, per_hour, scorer, policy, people, worth }
    }

    /// Cost of a score that follows this law, in USD per 1,000 decisions: by the policy's
    /// thresholds on these scores, or by what the answers are worth.
    pub(super) fn usd_per_1k(&self, law: &Law, thresholds: Option<(f64, f64)>) -> Option<f64> {
        if let Some(worth) = &self.worth {
            let trained = self.world().separation;
            let kept = if trained > 0.0 { law.separation() / trained } else { 1.0 };
            return Some(1000.0 * worth.system_usd(kept));
        }
        Some(decided(self, law, thresholds?, self.people.as_ref()).usd_per_1k)
    }

    /// The same with the best thresholds; `None` where there is nothing to decide.
    pub(super) fn best_usd_per_1k(&self, law: &Law) -> Option<f64> {
        self.worth.is_none().then(|| best(self, law).usd_per_1k)
    }

    pub(super) fn world(&self) -> &WorldPlan {
        &self.plan.world
    }

    /// Requests of a day, in the mean over a week.
    pub(super) fn requests_per_day(&self) -> f64 {
        self.per_hour.iter().sum::<f64>() / 7.0
    }

    /// Share of requests that the people can take at 85 % of their time.
    pub(super) fn review_capacity(&self) -> Option<f64> {
        let requests = self.requests_per_day();
        let people = self.people.as_ref()?;
        (requests > 0.0).then(|| (STAFFED * people.items_per_day / requests).min(ENDLESS))
    }

    /// Thresholds as scores, as the policy is set; without people all in between are approved.
    pub(super) fn thresholds(&self, separation: f64) -> Option<(f64, f64)> {
        let (_, (low, high)) = self.policy?;
        let of = |p: f64| {
            crate::world::closed_form::score_threshold(p, self.world().base_rate, separation)
        };
        let (low, high) = (of(low), of(high));
        Some(if self.people.is_some() { (low, high) } else { (high, high) })
    }

    /// What reaches the model of each feature, as the state of world and nodes is after `now_s`.
    pub(super) fn seen(&self, state: &State, now_s: f64) -> Vec<Seen> {
        let plan = self.plan;
        let lain = self.scorer.map_or((0.0, 0.0), |at| match &plan.nodes[at].role {
            Role::Table { schedule, .. } => {
                let run = schedule.run as f64 / NANOS_PER_S;
                (run, run + schedule.period as f64 / NANOS_PER_S)
            }
            _ => (0.0, 0.0),
        });
        let age = |at: usize, feature: &FeaturePlan| {
            let (mut low, mut high) = feature.feed.map_or((0.0, 0.0), |feed| {
                let feed = feed as usize;
                freshness(&plan.nodes[feed], &state.nodes[feed], now_s)
            });
            if !state.conditions.frozen[at].is_empty() {
                (low, high) = (low.max(now_s), high.max(now_s));
            }
            (low + lain.0, high + lain.1)
        };
        let kept = |at: usize, feature: &FeaturePlan| {
            let spread = age(at, feature);
            let is_stopped = feature.feed.is_some_and(|feed| {
                let (node, health): (_, &Health) =
                    (&plan.nodes[feed as usize], &state.nodes[feed as usize]);
                let is_null = |data: &DataPlan| data.null_after().is_some();
                matches!(&node.role, Role::Data(data) if is_null(data)) && health.outages > 0
            });
            let is_past = self.time_to_live_s(feature).is_some_and(|ttl| spread.0 > ttl);
            (!is_stopped && !is_past).then(|| worth(spread, feature.tau / NANOS_PER_S))
        };
        let days = self.world().first_day;
        let turned = state.conditions.angle(self.world(), days);
        sight::features(&state.conditions, self.world(), turned, kept, |feature| {
            self.unserved(state, feature)
        })
    }

    /// Mean age of a feature in seconds, as served.
    pub(super) fn age_s(&self, feature: &FeaturePlan) -> f64 {
        feature.feed.map_or(0.0, |feed| {
            let (low, high) = freshness(&self.plan.nodes[feed as usize], &Health::default(), 0.0);
            0.5 * (low + high)
        })
    }

    fn stores(&self, feature: &FeaturePlan) -> impl Iterator<Item = usize> + '_ {
        let stores = feature.stores;
        (0..self.plan.nodes.len()).filter(move |&at| {
            matches!(self.plan.nodes[at].role, Role::Store { .. })
                && self.plan.answers[at]
                && stores & store_bit(&self.plan.nodes, at) != 0
        })
    }

    /// Does no request come by a store that has it?
    pub(super) fn is_off_path(&self, feature: &FeaturePlan) -> bool {
        feature.stores != 0 && self.stores(feature).next().is_none()
    }

    fn unserved(&self, state: &State, feature: &FeaturePlan) -> f64 {
        if feature.stores == 0 {
            return 0.0;
        }
        let miss = |at: usize| match self.plan.nodes[at].role {
            Role::Store { miss_rate, .. } if state.nodes[at].outages == 0 => miss_rate,
            _ => 1.0,
        };
        self.stores(feature).map(miss).fold(1.0, f64::min)
    }

    fn time_to_live_s(&self, feature: &FeaturePlan) -> Option<f64> {
        let ttl = |at: usize| match self.plan.nodes[at].role {
            Role::Store { ttl, .. } if ttl > 0 => Some(ttl as f64 / NANOS_PER_S),
            _ => None,
        };
        self.stores(feature).filter_map(ttl).reduce(f64::max)
    }

    /// The main model as it is deployed.
    pub(super) fn deployed(&self, state: &State) -> Deployed {
        let Some(at) = self.scorer else {
            return Deployed { kept: 1.0, score_shift: 0.0, calibration: (1.0, 0.0) };
        };
        let (node, health) = (&self.plan.nodes[at], &state.nodes[at]);
        let kept = health.bad_versions.last().copied().unwrap_or_else(|| self.kept());
        Deployed {
            kept: kept * self.recall(state),
            score_shift: health.score_shifts.sum(),
            calibration: node.calibration,
        }
    }

    /// Share of the separation that the main model keeps.
    pub(super) fn kept(&self) -> f64 {
        match self.scorer.map(|at| &self.plan.nodes[at].role) {
            Some(Role::Scorer { separation_kept, .. } | Role::Table { separation_kept, .. }) => {
                *separation_kept
            }
            _ => 1.0,
        }
    }

    /// Share that retrieval finds.
    fn recall(&self, state: &State) -> f64 {
        let of = |(at, node): (usize, &crate::plan::NodePlan)| match node.role {
            Role::Retrieval { recall } if self.plan.answers[at] => {
                Some(state.nodes[at].mismatches.last().copied().unwrap_or(recall))
            }
            _ => None,
        };
        self.plan.nodes.iter().enumerate().filter_map(of).product()
    }

    /// Scores as served in this state.
    pub(super) fn law(&self, state: &State, now_s: f64) -> Option<Law> {
        let bells = self.bells(&self.seen(state, now_s), &self.deployed(state));
        Law::new(state.conditions.base_rate(self.world()), bells)
    }

    /// Scores from what is seen of the features.
    pub(super) fn bells(&self, seen: &[Seen], by: &Deployed) -> Vec<Bell> {
        sight::scores(self.world(), seen, by)
    }

    /// Scores on the data that the model was built with: nothing missing, nothing scaled.
    pub(super) fn law_as_trained(&self) -> Option<Law> {
        let see = |feature: &FeaturePlan| Seen {
            mean: [0.0, feature.trained_separation],
            sd: [feature.noise, feature.noise_positive],
            null: 0.0,
        };
        let seen: Vec<_> = self.world().features.iter().map(see).collect();
        let by = Deployed { kept: self.kept(), score_shift: 0.0, calibration: (1.0, 0.0) };
        Law::new(self.world().base_rate, self.bells(&seen, &by))
    }
}
