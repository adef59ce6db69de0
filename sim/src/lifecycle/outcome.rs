//! What becomes of the requests of a stretch of time, in one state of the world and of the system.

use super::bound::AllBound;
use super::decide::{self, Backlog, Came, Sorted};
use super::flow::{By, Flow, Switches, Walk, Way};
use super::health::State;
use super::hits::Hits;
use super::sight::{self, Bell, Seen};
use super::station::Stop;
use super::task::Worth;
use super::training::School;
use super::version::Deployed;
use crate::model::Action;
use crate::plan::{DataPlan, FeaturePlan, NodePlan, Plan, Role};
use crate::result::Ledger;

/// The part of a life that does not change.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub(super) plan: &'a Plan,
    pub(super) stops: Vec<Option<Stop>>,
    pub(super) hits: Vec<Option<Hits>>,
    /// Nodes that new versions go into.
    pub(super) learners: Vec<u32>,
    /// Share of the declined that is let through to learn.
    pub(super) exploration: f64,
    pub(super) worth: Option<Worth>,
}

/// When and how much.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
    pub(super) hour: usize,
    /// Requests per second from each node.
    pub(super) rates: &'a [f64],
}

impl Stretch<'_> {
    pub(super) fn hours(&self) -> f64 {
        (self.to_s - self.from_s) / 3600.0
    }

    pub(super) fn requests(&self) -> f64 {
        self.rates.iter().sum::<f64>() * (self.to_s - self.from_s)
    }
}

/// What came out.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) base_rate: f64,
    pub(super) angle: f64,
    /// Shares of each class that end declined.
    pub(super) declines: [f64; 2],
    pub(super) review_share: f64,
    pub(super) decline_share: f64,
    pub(super) fallback_share: f64,
    pub(super) nobody_share: f64,
    pub(super) scored_share: f64,
    pub(super) null_share: f64,
    pub(super) latency_ms: f64,
    pub(super) latency_p99_ms: f64,
    pub(super) wait_h: f64,
    pub(super) ages_s: Vec<f64>,
    pub(super) seen: Vec<Seen>,
    /// Scores of the version in use.
    pub(super) bells: Vec<Bell>,
    /// Scores of all models that decide, each by its share of what they score.
    pub(super) served: Vec<Bell>,
    pub(super) thresholds: (f64, f64),
    /// Decisions, reviews, waiting; and machines.
    pub(super) ledger: Ledger,
}

impl Stage<'_> {
    /// The outcome of a stretch; people's backlogs move on.
    pub(super) fn pass(
        &self,
        stretch: Stretch<'_>,
        state: &State,
        switches: Switches,
        stops_automation: bool,
        school: &School,
        backlogs: &mut [Option<Backlog>],
    ) -> Outcome {
        let plan = self.plan;
        let world = &plan.world;
        let days = 0.5 * (stretch.from_s + stretch.to_s) / 86_400.0;
        let angle = state.conditions.angle(world, days);
        let base_rate = state.conditions.base_rate(world);
        let now_s = 0.5 * (stretch.from_s + stretch.to_s);
        let (health, rates) = (&state.nodes, stretch.rates);
        let when = (stretch.hour, now_s);
        let walk = Walk::new(plan, &self.stops, &self.hits, health, rates, when, switches);
        let flow = walk.settle();
        let ages = self.ages(state, now_s);
        let mut outcome = Outcome {
            base_rate,
            angle,
            latency_ms: flow.latency / 1e6,
            latency_p99_ms: flow.latency_p99() / 1e6,
            ages_s: ages.iter().map(|age| age.mean_s).collect(),
            ..Outcome::default()
        };
        let mut without_desk = Sorted::default();
        let mut desks = AllBound::default();
        let (mut worth_usd, mut is_first) = (0.0, true);
        for way in &flow.ways {
            if way.is_fallback {
                outcome.fallback_share += way.share;
            }
            let By::Score { scorer, policy } = way.by else {
                if let By::Desk(desk) = way.by {
                    let all = Sorted::all_to_people();
                    let sorted = (all.declined, all.reviewed);
                    let bound = desks.add(plan, desk, way.share, sorted);
                    if let Some(mix) = &mut bound.mix {
                        mix.add_unscored(way.share, base_rate);
                    }
                    worth_usd += way.share * self.worth.as_ref().map_or(0.0, Worth::rival_usd);
                    continue;
                }
                let nobody = way.by == By::Nobody;
                outcome.nobody_share += if nobody { way.share } else { 0.0 };
                let rules = match way.by {
                    By::Rules(at) => match plan.nodes[at as usize].role {
                        Role::Rules { true_positive_rate, false_positive_rate, .. } => {
                            (true_positive_rate, false_positive_rate)
                        }
                        _ => (0.0, 0.0),
                    },
                    _ => (0.0, 0.0),
                };
                let declines = decide::declines_of(way.by, rules, plan.default_action);
                without_desk.add(way.share, declines, [0.0; 2]);
                if let Some(worth) = &self.worth {
                    worth_usd +=
                        way.share * if nobody { worth.nothing_usd() } else { worth.rival_usd() };
                }
                continue;
            };
            outcome.scored_share += way.share;
            let serving =
                if self.learners.contains(&scorer) { school.serving() } else { vec![(1.0, 0)] };
            for (share, at) in serving {
                let version = school.version(at);
                let seen = self.seen(state, &ages, angle - version.angle, way);
                let bells = sight::scores(
                    world,
                    &seen,
                    &self.deployed(state, scorer, version.kept, way.recall),
                );
                let Role::Policy { approve_below, decline_above, .. } =
                    plan.nodes[policy as usize].role
                else {
                    continue;
                };
                let thresholds = (
                    version.threshold(world, approve_below),
                    version.threshold(world, decline_above),
                );
                let desk = self.desk_of(policy);
                // Without people, the band between the thresholds is approved.
                let used = if desk.is_some() { thresholds } else { (thresholds.1, thresholds.1) };
                let sorted = sight::split(&bells, used);
                let (declined, reviewed) = if stops_automation && desk.is_some() {
                    let all = Sorted::all_to_people();
                    (all.declined, all.reviewed)
                } else if stops_automation {
                    (decide::declines_of(By::Nobody, (0.0, 0.0), plan.default_action), [0.0; 2])
                } else {
                    (sorted.map(|class| class.declined), sorted.map(|class| class.reviewed))
                };
                let part = way.share * share;
                match desk {
                    Some(desk) => {
                        let bound = desks.add(plan, desk, part, (declined, reviewed));
                        if let Some(mix) = &mut bound.mix {
                            let all = (f64::NEG_INFINITY, f64::INFINITY);
                            let band = if stops_automation { all } else { thresholds };
                            mix.add_band(part, &bells, band, (world, version));
                        }
                    }
                    None => without_desk.add(part, declined, reviewed),
                }
                if let Some(worth) = &self.worth {
                    let kept = if world.separation > 0.0 {
                        sight::separation(&bells) / world.separation
                    } else {
                        1.0
                    };
                    worth_usd += part * worth.system_usd(kept);
                }
                let weigh = |bell: &Bell| Bell { weight: part * bell.weight, ..*bell };
                outcome.served.extend(bells.iter().map(weigh));
                let null = 1.0 - seen.iter().map(|seen| 1.0 - seen.null).product::<f64>();
                outcome.null_share += part * null;
                let is_main = self.is_main(scorer);
                if is_first || (is_main && share >= 0.5) {
                    is_first = !is_main;
                    outcome.seen = seen;
                    outcome.bells = bells;
                    outcome.thresholds = thresholds;
                }
            }
        }
        let scored = outcome.scored_share.max(f64::MIN_POSITIVE);
        outcome.null_share /= scored;
        outcome.served.iter_mut().for_each(|bell| bell.weight /= scored);
        self.people(&mut outcome, stretch, state, &without_desk, &desks, backlogs);
        self.price(&mut outcome, stretch, &flow, worth_usd);
        outcome
    }

    fn is_main(&self, scorer: u32) -> bool {
        matches!(
            self.plan.nodes[scorer as usize].role,
            Role::Scorer { is_fallback: false, .. } | Role::Table { .. }
        )
    }

    fn desk_of(&self, policy: u32) -> Option<u32> {
        let link = self.plan.nodes[policy as usize].by_action[1]?;
        let to = self.plan.links[link as usize].to;
        matches!(self.plan.nodes[to as usize].role, Role::Desk(_)).then_some(to)
    }

    fn deployed(&self, state: &State, scorer: u32, version_kept: f64, recall: f64) -> Deployed {
        let (node, health) = (&self.plan.nodes[scorer as usize], &state.nodes[scorer as usize]);
        let own = match node.role {
            Role::Scorer { separation_kept, .. } | Role::Table { separation_kept, .. } => {
                separation_kept
            }
            _ => 1.0,
        };
        Deployed {
            kept: health.bad_versions.last().copied().unwrap_or(own) * version_kept * recall,
            score_shift: health.score_shifts.sum(),
            calibration: node.calibration,
        }
    }

    fn seen(&self, state: &State, ages: &[Age], turned: f64, way: &Way) -> Vec<Seen> {
        let unserved = |feature: &FeaturePlan| {
            f64::from(u8::from(feature.stores != 0 && feature.stores & way.stores == 0))
        };
        let worth = |at: usize, feature: &FeaturePlan| {
            let lain = if feature.tau > 0.0 { way.lain_s * 1e9 / feature.tau } else { 0.0 };
            ages[at].worth.map(|worth| worth * libm::exp(-lain))
        };
        sight::features(&state.conditions, &self.plan.world, turned, worth, unserved)
    }

    /// How old each feature is, and what it is worth then.
    fn ages(&self, state: &State, now_s: f64) -> Vec<Age> {
        let of = |(at, feature): (usize, &FeaturePlan)| {
            let fed = feature.feed.map(|feed| feed as usize);
            let mut spread = fed.map_or((0.0, 0.0), |feed| {
                freshness(&self.plan.nodes[feed], &state.nodes[feed], now_s)
            });
            if let Some(&(since, _)) = state.conditions.frozen[at].first() {
                let frozen_s = (now_s - since as f64 / 1e9).max(0.0);
                spread = (spread.0.max(frozen_s), spread.1.max(frozen_s));
            }
            // The feed's own rule for when its values turn null.
            let is_null = fed.is_some_and(|feed| {
                let Role::Data(data) = self.plan.nodes[feed].role else { return false };
                let stopped = state.nodes[feed].stopped_since;
                data.null_after()
                    .zip(stopped)
                    .is_some_and(|(after, since)| now_s > (since + after) as f64 / 1e9)
            });
            let expires = self.expires_s(feature).is_some_and(|ttl| spread.0 > ttl);
            let tau_s = feature.tau / 1e9;
            Age {
                mean_s: 0.5 * (spread.0 + spread.1),
                worth: (!is_null && !expires).then(|| worth(spread, tau_s)),
            }
        };
        self.plan.world.features.iter().enumerate().map(of).collect()
    }

    fn expires_s(&self, feature: &FeaturePlan) -> Option<f64> {
        if feature.stores == 0 {
            return None;
        }
        let stores = self.plan.nodes.iter().enumerate().filter_map(|(at, node)| match node.role {
            Role::Store { ttl, .. } if ttl > 0 => {
                let bit = crate::plan::store_bit(&self.plan.nodes, at);
                (feature.stores & bit != 0).then_some(ttl as f64 / 1e9)
            }
            _ => None,
        });
        stores.reduce(f64::max)
    }

    fn people(
        &self,
        outcome: &mut Outcome,
        stretch: Stretch<'_>,
        state: &State,
        without_desk: &Sorted,
        desks: &AllBound,
        backlogs: &mut [Option<Backlog>],
    ) {
        let base_rate = outcome.base_rate;
        let per_h = stretch.rates.iter().sum::<f64>() * 3600.0;
        let mut declines = without_desk.declined;
        let mut automatic = without_desk.declined;
        for (at, backlog) in backlogs.iter_mut().enumerate() {
            let Some(backlog) = backlog else { continue };
            let node = &self.plan.nodes[at];
            let (Role::Desk(desk), Some(station)) = (&node.role, &node.station) else { continue };
            let bound = desks.find(at);
            let sorted = bound.map_or(Sorted::default(), |bound| bound.sorted);
            let share = sorted.review_share(base_rate);
            let prevalence =
                if share > 0.0 { base_rate * sorted.reviewed[1] / share } else { base_rate };
            let capacity = self.stops[at]
                .as_ref()
                .map_or(0.0, |stop| stop.capacity(&state.nodes[at], stretch.hour) * 3600.0);
            let reviewed = backlog.pass(
                (desk, station),
                capacity,
                &Came {
                    per_h: share * per_h,
                    prevalence,
                    mix: bound.and_then(|b| b.mix.as_ref()),
                    base_rate,
                },
                (stretch.hours(), stretch.hour),
            );
            let ended = decide::final_declines(&sorted, Some(reviewed), desk.overflow);
            for class in 0..2 {
                declines[class] += ended[class];
                automatic[class] += sorted.declined[class];
            }
            outcome.review_share += share;
            outcome.nobody_share += share * reviewed.overflow;
            outcome.wait_h = outcome.wait_h.max(backlog.wait_h);
            let items = share * stretch.requests();
            outcome.ledger.review_usd += items * (1.0 - reviewed.overflow) * desk.usd_per_item;
            outcome.ledger.delay_usd += items
                * (1.0 - reviewed.overflow)
                * backlog.wait_h
                * self.plan.world.costs.review_delay_usd_per_h;
        }
        outcome.decline_share = decide::mean(automatic, base_rate);
        if self.exploration > 0.0 {
            declines = declines.map(|share| share * (1.0 - self.exploration));
        }
        outcome.declines = declines;
    }

    fn price(&self, outcome: &mut Outcome, stretch: Stretch<'_>, flow: &Flow, worth_usd: f64) {
        let costs = &self.plan.world.costs;
        let n = stretch.requests();
        let ledger = &mut outcome.ledger;
        if self.worth.is_some() {
            ledger.benefit_usd = -n * worth_usd;
        } else {
            let decided = decide::decisions_usd(n, outcome.base_rate, outcome.declines, costs);
            ledger.false_negative_usd = decided.false_negative_usd;
            ledger.false_positive_usd = decided.false_positive_usd;
            ledger.benefit_usd = decided.benefit_usd;
        }
        let given_up = (costs.abandonment_per_100ms * outcome.latency_ms / 100.0).min(1.0);
        ledger.abandonment_usd = n * given_up * costs.abandoned_usd;
        ledger.missed_usd = n * outcome.nobody_share * costs.missed_usd;
        for (node, visits) in self.plan.nodes.iter().zip(&flow.visits) {
            let replicas = node.station.as_ref().map_or(1.0, |station| f64::from(station.replicas));
            ledger.infrastructure_usd +=
                node.usd_per_hour * replicas * stretch.hours() + node.usd_per_visit * visits * n;
        }
        for node in &self.plan.nodes {
            if let Role::Log(log) = node.role {
                ledger.infrastructure_usd += n * log.sample_share * log.usd_per_record;
            }
        }
    }

    /// What is otherwise than booked for those who still wait for a person at the end: they were
    /// booked as read, and have the default action. Of the whole, not of the last day.
    pub(super) fn undecided(&self, backlogs: &[Option<Backlog>]) -> Ledger {
        let costs = &self.plan.world.costs;
        let declined = f64::from(u8::from(self.plan.default_action == Action::Decline));
        let (mut ledger, mut more) = (Ledger::default(), [0.0; 2]);
        for (node, backlog) in self.plan.nodes.iter().zip(backlogs) {
            let (Role::Desk(desk), Some(backlog)) = (&node.role, backlog) else { continue };
            let (sensitivity, specificity) = backlog.rates;
            let negatives = (backlog.items - backlog.positives) * (declined - 1.0 + specificity);
            let positives = backlog.positives * (declined - sensitivity);
            more = [more[0] + negatives, more[1] + positives];
            ledger.review_usd -= backlog.items * desk.usd_per_item;
        }
        if self.worth.is_none() {
            ledger.false_positive_usd = more[0] * costs.false_positive_usd;
            ledger.false_negative_usd = -more[1] * costs.false_negative_usd;
            ledger.benefit_usd = -more[0] * costs.good_approved_usd;
        }
        ledger
    }

    /// What becomes of everybody without a system.
    pub(super) fn nothing(&self) -> [f64; 2] {
        [f64::from(u8::from(self.plan.world.do_nothing == Action::Decline)); 2]
    }
}

/// The age of a feature in a stretch of time.
#[derive(Debug, Clone, Copy)]
struct Age {
    mean_s: f64,
    /// Share of its separation that it keeps; `None` where it is not there.
    worth: Option<f64>,
}

/// Mean of exp(-age / tau) over ages that are equally likely between two.
pub(crate) fn worth((low, high): (f64, f64), tau_s: f64) -> f64 {
    if tau_s <= 0.0 {
        return 1.0;
    }
    if high - low < 1e-6 * tau_s {
        return libm::exp(-low / tau_s);
    }
    (libm::exp(-low / tau_s) - libm::exp(-high / tau_s)) * tau_s / (high - low)
}

/// Least and largest age, in seconds, of what a feed brings or a table holds.
pub(crate) fn freshness(node: &NodePlan, health: &super::health::Health, now_s: f64) -> (f64, f64) {
    let data = match node.role {
        Role::Data(data) => data,
        Role::Table { schedule, .. } => DataPlan::Job(schedule),
        _ => return (0.0, 0.0),
    };
    let late_s = health.late_by.sum() / 1e9;
    let stopped_s = health.stopped_since.map_or(0.0, |since| (now_s - since as f64 / 1e9).max(0.0));
    let (low, high) = match data {
        DataPlan::Feed { interval, lag, .. } => (lag as f64, (lag + interval) as f64),
        DataPlan::Pipeline { lag, window, .. } => {
            let age = lag as f64 + 0.5 * window as f64;
            (age, age)
        }
        DataPlan::Job(schedule) => (schedule.run as f64, (schedule.run + schedule.period) as f64),
    };
    (low / 1e9 + late_s + stopped_s, high / 1e9 + late_s + stopped_s)
}

impl Stage<'_> {
    /// Features as they are in the world, where no model looks at them.
    pub(super) fn unseen(&self) -> Vec<Seen> {
        let state = State::new(self.plan);
        sight::features(&state.conditions, &self.plan.world, 0.0, |_, _| Some(1.0), |_| 0.0)
    }

    /// Scores as they were when the model was validated: on the training data.
    pub(super) fn offline(&self) -> Vec<Bell> {
        let world = &self.plan.world;
        let trained = |feature: &FeaturePlan| Seen {
            mean: [0.0, feature.trained_separation],
            sd: [feature.noise, feature.noise_of(true)],
            null: feature.missing,
        };
        let seen: Vec<_> = world.features.iter().map(trained).collect();
        let healthy = State::new(self.plan);
        let by = self.learners.first().map(|&scorer| self.deployed(&healthy, scorer, 1.0, 1.0));
        by.map_or_else(Vec::new, |by| sight::scores(world, &seen, &by))
    }

    /// Cost of 1,000 decisions that the scores let expect, if the version is right about what they
    /// mean: performance estimated without labels.
    pub(super) fn estimate(&self, outcome: &Outcome, version: &super::version::Known) -> f64 {
        let costs = &self.plan.world.costs;
        let d = version.kept.abs() * self.plan.world.separation;
        let pi = version.base_rate.clamp(1e-12, 1.0 - 1e-12);
        let at_zero = libm::log(pi) - libm::log1p(-pi) - 0.5 * d * d;
        // Probability of being positive times score density, over approved and declined scores.
        let mut usd = 0.0;
        for bell in &outcome.bells {
            for (class, share) in [(0, 1.0 - outcome.base_rate), (1, outcome.base_rate)] {
                let steps = 64;
                for step in 0..steps {
                    let p = (f64::from(step) + 0.5) / f64::from(steps);
                    let score =
                        bell.mean[class] + bell.sd[class] * crate::stats::normal_quantile(p);
                    let positive = 1.0 / (1.0 + libm::exp(-(at_zero + d * score)));
                    let cost = if score >= outcome.thresholds.1 {
                        (1.0 - positive) * costs.false_positive_usd
                    } else {
                        positive * costs.false_negative_usd
                    };
                    usd += bell.weight * share * cost / f64::from(steps);
                }
            }
        }
        1000.0 * usd
    }
}
