//! The mean flow of requests through the network: which share is decided how, and what each node
//! has to do. The same plan as the engine of single requests walks, in expectation.

use super::health::Health;
use super::hits::Hits;
use super::outcome::freshness;
use super::station::Stop;
use crate::plan::{Nanos, Plan, Role, Trigger, store_bit};

/// How a request is decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum By {
    /// A score, sorted by a policy.
    Score {
        /// The node that scored.
        scorer: u32,
        /// The node that sorts.
        policy: u32,
    },
    /// Rules.
    Rules(u32),
    /// People, without a score before them.
    Desk(u32),
    /// Nobody: it was lost or late, and the default action is taken.
    Nobody,
}

/// A way in which a share of the requests is decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Way {
    pub(super) by: By,
    /// Does it count as a fallback?
    pub(super) is_fallback: bool,
    /// Share of the requests.
    pub(super) share: f64,
    /// Feature stores on it, as bits.
    pub(super) stores: u32,
    /// Share that every retrieval on it found.
    pub(super) recall: f64,
    /// Mean time in seconds that what it sees has lain in caches and tables.
    pub(super) lain_s: f64,
}

/// Where requests go in an hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Flow {
    pub(super) ways: Vec<Way>,
    /// Visits at each node, for each request.
    pub(super) visits: Vec<f64>,
    /// Mean time until the automatic answer, in nanoseconds.
    pub(super) latency: f64,
    /// Mean of its square.
    latency_square: f64,
}

impl Flow {
    /// The 99 % quantile of that time, taken to be lognormal, in nanoseconds.
    pub(super) fn latency_p99(&self) -> f64 {
        if self.latency <= 0.0 {
            return 0.0;
        }
        let ratio = (self.latency_square / (self.latency * self.latency)).max(1.0);
        let spread = libm::log(ratio);
        self.latency * libm::exp(2.326_347_874_040_841 * libm::sqrt(spread) - 0.5 * spread)
    }
}

/// A share of the requests on its way.
#[derive(Debug, Clone)]
struct Walker {
    share: f64,
    by: Option<By>,
    is_fallback: bool,
    stores: u32,
    recall: f64,
    /// Mean and variance of the time spent.
    time: (f64, f64),
    /// Share of these requests that really visit: the others get what a cache remembers.
    loaded: f64,
    lain_s: f64,
    /// Nodes at which sub-calls come back, and how many of them really came.
    returns: Vec<(u32, f64)>,
    depth: u32,
}

/// What is too small to follow, and how far anything is followed.
const LEAST: f64 = 1e-9;
const DEEPEST: u32 = 64;
const MOST_STEPS: u32 = 20_000;

/// Is the main model left out, or does nobody decide at all?
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Switches {
    /// Monitors (as nodes) that are firing.
    pub(super) leaves_out_model: bool,
}

pub(super) struct Walk<'a> {
    pub(super) plan: &'a Plan,
    pub(super) stops: &'a [Option<Stop>],
    pub(super) hits: &'a [Option<Hits>],
    pub(super) health: &'a [Health],
    pub(super) now_s: f64,
    /// Requests per second from each source.
    pub(super) rates: &'a [f64],
    pub(super) hour: usize,
    pub(super) switches: Switches,
    /// Visits per second at each node in the round before, from which waiting follows.
    pub(super) load: Vec<f64>,
    flow: Flow,
    steps: u32,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        stops: &'a [Option<Stop>],
        hits: &'a [Option<Hits>],
        health: &'a [Health],
        rates: &'a [f64],
        (hour, now_s): (usize, f64),
        switches: Switches,
    ) -> Self {
        let load = vec![0.0; plan.nodes.len()];
        let flow = Flow::default();
        Self { plan, stops, hits, health, now_s, rates, hour, switches, load, flow, steps: 0 }
    }

    /// The flow when load and losses fit each other: losses thin out what comes after them.
    pub(super) fn settle(mut self) -> Flow {
        let total: f64 = self.rates.iter().sum();
        for _ in 0..4 {
            self.round(total);
            let load: Vec<_> = self.flow.visits.iter().map(|visits| visits * total).collect();
            let moved = load.iter().zip(&self.load).map(|(new, old)| (new - old).abs());
            let moved = moved.fold(0.0, f64::max);
            self.load = load;
            if moved <= 1e-6 * total {
                break;
            }
        }
        self.flow
    }

    fn round(&mut self, total: f64) {
        self.steps = 0;
        self.flow = Flow { visits: vec![0.0; self.plan.nodes.len()], ..Flow::default() };
        for (at, &rate) in self.rates.iter().enumerate() {
            if rate > 0.0 {
                let walker = Walker {
                    share: rate / total,
                    by: None,
                    is_fallback: false,
                    stores: 0,
                    recall: 1.0,
                    time: (0.0, 0.0),
                    loaded: 1.0,
                    lain_s: 0.0,
                    returns: Vec::new(),
                    depth: 0,
                };
                self.go_on(at as u32, walker);
            }
        }
    }

    /// Leaves a node.
    fn go_on(&mut self, at: u32, walker: Walker) {
        self.steps += 1;
        if walker.share < LEAST || walker.depth > DEEPEST || self.steps > MOST_STEPS {
            self.end(&walker, None);
            return;
        }
        let plan = self.plan;
        let node = &plan.nodes[at as usize];
        if let Role::Policy { .. } = node.role {
            // People and sink come after it; what they do is not a matter of ways.
            self.decided(at, &walker);
            return;
        }
        match node.next.as_slice() {
            [] => {
                let mut walker = walker;
                match walker.returns.pop() {
                    Some((caller, loaded)) => {
                        walker.loaded = loaded;
                        walker.depth += 1;
                        self.go_on(caller, walker);
                    }
                    None => self.end(&walker, None),
                }
            }
            [(_, link)] => self.call(*link, walker),
            links => {
                let shares = self.shares(at, links);
                for (&(_, link), share) in links.iter().zip(shares) {
                    let part = Walker { share: walker.share * share, ..walker.clone() };
                    self.call(link, part);
                }
            }
        }
    }

    /// Shares of the links that leave a node.
    fn shares(&self, at: u32, links: &[(f64, u32)]) -> Vec<f64> {
        let total = links[links.len() - 1].0;
        let mut before = 0.0;
        let by_weight: Vec<_> = links
            .iter()
            .map(|&(weight, _)| {
                let share = (weight - before) / total;
                before = weight;
                share
            })
            .collect();
        match &self.plan.nodes[at as usize].role {
            Role::Trial(trial) if links.len() == 2 => {
                let treated = trial.treatment_share * (1.0 - trial.hold_out_share);
                vec![1.0 - treated, treated]
            }
            Role::Balancer(_) => vec![1.0 / links.len() as f64; links.len()],
            _ => by_weight,
        }
    }

    /// A call along a link: what succeeds goes on from its target, the rest falls back.
    fn call(&mut self, link_at: u32, mut walker: Walker) {
        let link = &self.plan.links[link_at as usize];
        let (to, node) = (link.to, &self.plan.nodes[link.to as usize]);
        walker.depth += 1;
        self.steps += 1;
        // Caches that remember each other would call for ever.
        if walker.share < LEAST || walker.depth > DEEPEST || self.steps > MOST_STEPS {
            self.end(&walker, None);
            return;
        }
        walker.time.0 += link.latency as f64;
        if self.leaves_out(to) {
            self.fall_back(link_at, walker, Trigger::Error);
            return;
        }
        if let Role::Desk(_) = node.role {
            self.ask_people(to, walker);
            return;
        }
        let health = &self.health[to as usize];
        let load = self.load[to as usize];
        let (lost, late, mut time) = match &self.stops[to as usize] {
            Some(stop) => stop.outcome(health, load, self.hour, (link.timeout, link.cancels)),
            None => (f64::from(health.outages > 0), 0.0, (0.0, 0.0)),
        };
        // A remembered answer costs nothing and cannot fail.
        let loaded = walker.loaded;
        let (mut lost, late) = (lost * loaded, late * loaded);
        time = (time.0 * loaded, loaded * (time.1 + (1.0 - loaded) * time.0 * time.0));
        if let Role::Table { coverage, ttl, .. } = node.role {
            let (low, high) = freshness(node, health, self.now_s);
            let ttl_s = if ttl > 0 { ttl as f64 / 1e9 } else { f64::INFINITY };
            let fresh = ((ttl_s - low) / (high - low).max(1e-9)).clamp(0.0, 1.0);
            lost = 1.0 - (1.0 - lost) * coverage * fresh;
            walker.lain_s += 0.5 * (low + high.min(ttl_s));
        }
        // Every further attempt meets the same odds.
        let attempts = f64::from(link.attempts.max(1));
        let fails = 1.0 - (1.0 - lost) * (1.0 - late);
        let all_fail = libm::pow(fails, attempts);
        let tries = if fails < 1.0 { (1.0 - all_fail) / (1.0 - fails) } else { attempts };
        self.flow.visits[to as usize] += walker.share * loaded * tries;
        time.0 *= tries;
        let mut failed = Walker { share: walker.share * all_fail, ..walker.clone() };
        walker.share *= 1.0 - all_fail;
        walker.time = (walker.time.0 + time.0, walker.time.1 + time.1);
        if failed.share > 0.0 {
            // Whoever is told no is told at once; whoever waits, waits as long as the timeout.
            let by_timeout = (1.0 - lost) * late / fails;
            failed.time.0 += attempts * by_timeout * link.timeout as f64;
            let trigger = if by_timeout > 0.5 { Trigger::Timeout } else { Trigger::Error };
            self.fall_back(link_at, failed, trigger);
        }
        match node.role {
            Role::Store { miss_rate, .. } => {
                // Whoever it does not know goes on without any of its features.
                if miss_rate > 0.0 {
                    let part = Walker { share: walker.share * miss_rate, ..walker.clone() };
                    self.go_on(to, part);
                    walker.share *= 1.0 - miss_rate;
                }
                walker.stores |= store_bit(&self.plan.nodes, to as usize);
            }
            Role::Scorer { is_fallback, .. } => {
                walker.by = Some(By::Score { scorer: to, policy: to });
                walker.is_fallback = is_fallback;
            }
            Role::Table { .. } => walker.by = Some(By::Score { scorer: to, policy: to }),
            Role::Rules { is_fallback, .. } => {
                walker.by = Some(By::Rules(to));
                walker.is_fallback = is_fallback;
            }
            Role::Retrieval { recall } => {
                let found = health.mismatches.last().copied().unwrap_or(recall);
                walker.recall = walker.recall.min(found);
            }
            Role::Sink { deadline, .. } => {
                self.end(&walker, Some(deadline));
                return;
            }
            Role::Cache(_) | Role::FanOut { .. } => {
                self.branch(to, walker);
                return;
            }
            _ => {}
        }
        if walker.share > 0.0 {
            self.go_on(to, walker);
        }
    }

    /// Nothing has said that a person will look, so the deadline covers their work; how long it
    /// waits is the backlog's matter.
    fn ask_people(&mut self, desk: u32, mut walker: Walker) {
        let plan = self.plan;
        self.flow.visits[desk as usize] += walker.share * walker.loaded;
        if let Some(station) = &plan.nodes[desk as usize].station {
            let (mean, variance) = super::station::moments(&station.service);
            walker.time.0 += mean;
            walker.time.1 += variance;
        }
        let deadline = plan.nodes[desk as usize].next.iter().find_map(|&(_, link)| {
            match plan.nodes[plan.links[link as usize].to as usize].role {
                Role::Sink { deadline, .. } => Some(deadline),
                _ => None,
            }
        });
        self.time(&walker);
        self.end_with(By::Desk(desk), &walker, deadline);
    }

    /// Branches one after the other: what they bring adds up, as it does when they run at once.
    fn branch(&mut self, at: u32, mut walker: Walker) {
        let branches = &self.plan.nodes[at as usize].branches;
        let [first, rest @ ..] = branches.as_slice() else {
            self.go_on(at, walker);
            return;
        };
        // Only the first is followed to what it decides; the others bring stores.
        for &link in rest {
            let to = self.plan.links[link as usize].to as usize;
            self.flow.visits[to] += walker.share * walker.loaded;
            if matches!(self.plan.nodes[to].role, Role::Store { .. }) {
                walker.stores |= store_bit(&self.plan.nodes, to);
            }
        }
        walker.returns.push((at, walker.loaded));
        if let Some(hits) = &self.hits[at as usize] {
            let remembered = hits.at(self.load[at as usize]);
            walker.loaded *= 1.0 - remembered;
            walker.lain_s += remembered * hits.age_s;
        }
        self.call(*first, walker);
    }

    fn leaves_out(&self, to: u32) -> bool {
        let is_main = matches!(
            self.plan.nodes[to as usize].role,
            Role::Scorer { is_fallback: false, .. } | Role::Table { .. }
        );
        is_main && self.switches.leaves_out_model
    }

    fn fall_back(&mut self, link_at: u32, walker: Walker, failure: Trigger) {
        let link = &self.plan.links[link_at as usize];
        let chain = &self.plan.nodes[link.from as usize].on_failure;
        let start = chain.iter().position(|&other| other == link_at).map_or(0, |at| at + 1);
        let next = chain[start..].iter().copied().find(|&next| {
            let trigger = self.plan.links[next as usize].trigger;
            trigger == Trigger::Any || trigger == failure
        });
        match next {
            Some(next) => self.call(next, walker),
            None => self.fail(walker),
        }
    }

    /// Nothing else is to be tried here: a sub-call fails its caller, which may have another way.
    fn fail(&mut self, mut walker: Walker) {
        walker.by = None;
        while let Some((caller, loaded)) = walker.returns.pop() {
            walker.loaded = loaded;
            if let Some(&way) = self.plan.nodes[caller as usize].on_failure.first() {
                self.call(way, walker);
                return;
            }
        }
        self.end(&walker, None);
    }

    /// A policy sorts it.
    fn decided(&mut self, policy: u32, walker: &Walker) {
        self.time(walker);
        let plan = self.plan;
        let sink = plan.nodes[policy as usize].by_action.iter().flatten().find_map(|&link| {
            match plan.nodes[plan.links[link as usize].to as usize].role {
                Role::Sink { deadline, .. } => Some(deadline),
                _ => None,
            }
        });
        let by = match walker.by {
            Some(By::Score { scorer, .. }) => By::Score { scorer, policy },
            Some(by) => by,
            None => By::Nobody,
        };
        self.end_with(by, walker, sink);
    }

    fn time(&mut self, walker: &Walker) {
        let (mean, variance) = walker.time;
        self.flow.latency += walker.share * mean;
        self.flow.latency_square += walker.share * (mean * mean + variance);
    }

    fn end(&mut self, walker: &Walker, deadline: Option<Nanos>) {
        self.time(walker);
        let by = match walker.by {
            // A score that no policy sorts decides nothing.
            Some(By::Rules(at)) => By::Rules(at),
            _ => By::Nobody,
        };
        self.end_with(by, walker, deadline);
    }

    fn end_with(&mut self, by: By, walker: &Walker, deadline: Option<Nanos>) {
        let late = match deadline {
            Some(deadline) => exceeds(walker.time, deadline as f64),
            None => 0.0,
        };
        self.add(Way {
            by,
            is_fallback: walker.is_fallback,
            share: walker.share * (1.0 - late),
            stores: self.stores_of(by, walker),
            recall: walker.recall,
            lain_s: walker.lain_s,
        });
        let nobody = Way {
            by: By::Nobody,
            is_fallback: false,
            share: walker.share * late,
            stores: 0,
            recall: 1.0,
            lain_s: 0.0,
        };
        self.add(nobody);
    }

    /// A table is computed beside the stores, which all answer.
    fn stores_of(&self, by: By, walker: &Walker) -> u32 {
        let is_table = |at: u32| matches!(self.plan.nodes[at as usize].role, Role::Table { .. });
        match by {
            By::Score { scorer, .. } if is_table(scorer) => u32::MAX,
            _ => walker.stores,
        }
    }

    fn add(&mut self, way: Way) {
        if way.share <= 0.0 {
            return;
        }
        let alike = |other: &&mut Way| {
            other.by == way.by
                && other.is_fallback == way.is_fallback
                && other.stores == way.stores
                && other.recall == way.recall
                && other.lain_s == way.lain_s
        };
        match self.flow.ways.iter_mut().find(alike) {
            Some(other) => other.share += way.share,
            None => self.flow.ways.push(way),
        }
    }
}

/// Chance that a time with this mean and variance is above a limit, taken to be lognormal.
fn exceeds((mean, variance): (f64, f64), limit: f64) -> f64 {
    if mean <= 0.0 {
        return 0.0;
    }
    if variance <= 0.0 {
        return f64::from(mean > limit);
    }
    let spread = libm::log1p(variance / (mean * mean));
    let middle = libm::log(mean) - 0.5 * spread;
    1.0 - crate::stats::normal_cdf((libm::log(limit) - middle) / libm::sqrt(spread))
}
