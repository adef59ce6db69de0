//! The design beside doing nothing and beside rules, and from which volume on it pays.

use serde::{Deserialize, Serialize};

use super::law::Law;
use super::policy::{Decided, PolicyOutlook, best, usd_per_1k};
use super::system::System;
use crate::lifecycle::decide::squares_apart;
use crate::lifecycle::result::Choice;
use crate::model::{Action, Costs};
use crate::world::break_even::decisions_per_month;

/// Days of a month in the ledger: a twelfth of a year.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// The normal deviate of a two-sided 95 % interval.
const Z_975: f64 = 1.959_963_984_540_054;

/// Steps of the walk that counts visits.
const MOST_STEPS: usize = 20_000;

/// All sides by formula, in USD per 1,000 decisions, and what the difference pays for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BreakEven {
    /// Nobody decides.
    pub do_nothing_usd_per_1k: f64,
    /// Rules alone.
    pub rules_usd_per_1k: f64,
    /// The score with the best single threshold, without people.
    pub ml_two_way_usd_per_1k: Option<f64>,
    /// The policy as drawn, people included.
    pub ml_drawn_usd_per_1k: Option<f64>,
    /// The best thresholds with the people there are.
    pub ml_best_usd_per_1k: Option<f64>,
    /// What machines take for each request: calls and tokens.
    pub visits_usd_per_1k: f64,
    /// Machines by the hour.
    pub machines_usd_per_month: f64,
    /// The team.
    pub team_usd_per_month: f64,
    /// Decisions of a month at the design's traffic.
    pub decisions_per_month: f64,
    /// Decisions a month from which on the design pays for team and machines, beside the cheaper
    /// rival; `None` where it never does.
    pub pays_from_per_month: Option<f64>,
    /// The same for the team alone (domain reference 3.16: N* = F / (c_rival - c_ML)).
    pub pays_team_from_per_month: Option<f64>,
    /// What the design saves in a month beside the cheaper rival, after team and machines.
    pub saves_usd_per_month: Option<f64>,
    /// Half of the 95 % interval of that, for the chance in which requests are positive.
    pub half_width_95: Option<f64>,
    /// What follows.
    pub choice: Choice,
}

pub(super) fn break_even(
    system: &System<'_>,
    law: Option<&Law>,
    policy: Option<&PolicyOutlook>,
    kept: f64,
) -> BreakEven {
    let world = system.world();
    let worth = &system.worth;
    let drawn = policy.and_then(|policy| policy.drawn);
    let pi = world.base_rate;
    let nothing = [f64::from(u8::from(world.do_nothing == Action::Decline)); 2];
    let rules = [world.rules.false_positive_rate, world.rules.true_positive_rate];
    let (nothing_usd, rules_usd, system_usd) = match worth {
        Some(worth) => (
            1000.0 * worth.nothing_usd(),
            1000.0 * worth.rival_usd(),
            system.scorer.map(|_| 1000.0 * worth.system_usd(kept)),
        ),
        None => (
            usd_per_1k(&world.costs, pi, nothing),
            usd_per_1k(&world.costs, pi, rules),
            drawn.map(|drawn| drawn.usd_per_1k),
        ),
    };
    let decides = worth.is_none();
    let visits_usd_per_1k = 1000.0 * visit_usd(system, drawn.as_ref());
    let machines_usd_per_month = machines_per_h(system) * 24.0 * DAYS_PER_MONTH;
    let team = world.team_usd_per_month;
    let decisions = system.requests_per_day() * DAYS_PER_MONTH;
    let rules_win = rules_usd <= nothing_usd;
    let rival = rules_usd.min(nothing_usd);
    let with_visits = system_usd.map(|usd| usd + visits_usd_per_1k);
    let saves =
        with_visits.map(|usd| decisions / 1000.0 * (rival - usd) - team - machines_usd_per_month);
    let theirs = if rules_win { rules } else { nothing };
    let half_width = drawn.filter(|_| decides).map(|drawn| {
        let ours = [drawn.false_positive_rate, drawn.recall];
        spread(decisions, pi, ours, theirs, &world.costs)
    });
    BreakEven {
        do_nothing_usd_per_1k: nothing_usd,
        rules_usd_per_1k: rules_usd,
        ml_two_way_usd_per_1k: policy
            .filter(|_| decides)
            .and_then(|policy| Some(policy.two_way?.usd_per_1k)),
        ml_drawn_usd_per_1k: system_usd,
        ml_best_usd_per_1k: law.filter(|_| decides).map(|law| best(system, law).usd_per_1k),
        visits_usd_per_1k,
        machines_usd_per_month,
        team_usd_per_month: team,
        decisions_per_month: decisions,
        pays_from_per_month: with_visits
            .and_then(|usd| decisions_per_month(team + machines_usd_per_month, rival, usd)),
        pays_team_from_per_month: system_usd.and_then(|usd| decisions_per_month(team, rival, usd)),
        saves_usd_per_month: saves,
        half_width_95: half_width,
        choice: choice(saves.filter(|_| decisions > 0.0), half_width, rules_win),
    }
}

fn spread(n: f64, pi: f64, ours: [f64; 2], theirs: [f64; 2], costs: &Costs) -> f64 {
    Z_975 * libm::sqrt(n * squares_apart(pi, ours, theirs, costs))
}

fn choice(saves: Option<f64>, half_width: Option<f64>, rules_win: bool) -> Choice {
    match saves {
        None => Choice::NotEnoughEvidence,
        Some(saves) if saves.abs() <= half_width.unwrap_or(0.0) => Choice::NotEnoughEvidence,
        Some(saves) if saves > 0.0 => Choice::BuildMl,
        Some(_) if rules_win => Choice::UseRules,
        Some(_) => Choice::DoNothing,
    }
}

fn machines_per_h(system: &System<'_>) -> f64 {
    let of = |node: &crate::plan::NodePlan| {
        let replicas = node.station.as_ref().map_or(1.0, |station| f64::from(station.replicas));
        node.usd_per_hour * replicas
    };
    system.plan.nodes.iter().map(of).sum()
}

/// Price of the visits of one request on its intended way.
fn visit_usd(system: &System<'_>, drawn: Option<&Decided>) -> f64 {
    let visits = visits(system, drawn);
    system.plan.nodes.iter().zip(visits).map(|(node, visits)| node.usd_per_visit * visits).sum()
}

/// Visits of each node by one request where no call fails.
pub(super) fn visits(system: &System<'_>, drawn: Option<&Decided>) -> Vec<f64> {
    let plan = system.plan;
    let mut visits = vec![0.0; plan.nodes.len()];
    let requests: Vec<f64> = crate::lifecycle::rates::rates(plan, None, 0.0, 604_800.0);
    let total: f64 = requests.iter().sum();
    if total <= 0.0 {
        return visits;
    }
    let mut ways: Vec<(usize, f64)> =
        requests.iter().enumerate().map(|(at, rate)| (at, rate / total)).collect();
    let mut steps = 0;
    while let Some((at, share)) = ways.pop() {
        steps += 1;
        if share < 1e-9 || steps > MOST_STEPS {
            continue;
        }
        visits[at] += share;
        let node = &plan.nodes[at];
        let all = node.next.last().map_or(0.0, |next| next.0);
        let mut below = 0.0;
        for &(until, link) in &node.next {
            let part = if all > 0.0 { (until - below) / all } else { 0.0 };
            below = until;
            ways.push((plan.links[link as usize].to as usize, share * part));
        }
        for &link in &node.branches {
            ways.push((plan.links[link as usize].to as usize, share));
        }
        let sorted = drawn.map_or([1.0, 0.0, 0.0], |drawn| {
            let others = drawn.review_share + drawn.decline_share;
            [1.0 - others, drawn.review_share, drawn.decline_share]
        });
        for (link, part) in node.by_action.iter().zip(sorted) {
            if let Some(link) = link {
                ways.push((plan.links[*link as usize].to as usize, share * part));
            }
        }
    }
    visits
}
