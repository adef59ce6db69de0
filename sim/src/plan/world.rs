//! The world, typed.

use super::{Diagnostic, LinkPlan, NANOS_PER_S, Nanos, NodePlan, Place, Role, nanos};
use crate::model::{
    Action, Costs, LinkKind, Model, NodeKind, Platform, RulesRival, ScoreSource, Settings, Task,
};
use crate::world::{ScoredRows, closed_form};

/// The world ready to be drawn from.
#[derive(Debug, Clone)]
pub(crate) struct WorldPlan {
    /// Share of positives.
    pub(crate) base_rate: f64,
    /// Features in the order of the model.
    pub(crate) features: Vec<FeaturePlan>,
    /// Where scores come from.
    pub(crate) scores: ScorePlan,
    /// Prices of decisions.
    pub(crate) costs: Costs,
    /// The rules rival.
    pub(crate) rules: RulesRival,
    /// The fate of all if nothing is built.
    pub(crate) do_nothing: Action,
    /// Engineers per month.
    pub(crate) team_usd_per_month: f64,
    /// Effective separation d' of the score as the model's builders measured it: with the features
    /// of the training data, by formula.
    pub(crate) separation: f64,
    /// Radians a day by which the truth turns.
    pub(crate) rotation_per_day: f64,
    /// Day of the life of the system on which the run begins.
    pub(crate) first_day: f64,
    /// What the system is for.
    pub(crate) task: Task,
    /// What was promised.
    pub(crate) target: Option<RulesRival>,
}

impl WorldPlan {
    /// The score at which the calibrated probability is `p`.
    #[must_use]
    pub(crate) fn threshold(&self, p: f64) -> f64 {
        match self.scores {
            ScorePlan::Gaussian => closed_form::score_threshold(p, self.base_rate, self.separation),
            // Scores of real rows are probabilities already.
            ScorePlan::Rows { .. } => p,
        }
    }
}

impl WorldPlan {
    /// What a calibration in logits does to scores: log odds are `logit(pi) + d's - d'^2/2`
    /// (domain reference 3.6), so that a line through them is a line through the scores.
    pub(crate) fn score_calibration(&self, (slope, bias): (f64, f64)) -> (f64, f64) {
        let fits = matches!(self.scores, ScorePlan::Gaussian)
            && self.separation > 0.0
            && self.base_rate > 0.0
            && self.base_rate < 1.0;
        if !fits {
            return (1.0, 0.0);
        }
        let at_zero = libm::log(self.base_rate)
            - libm::log1p(-self.base_rate)
            - 0.5 * self.separation * self.separation;
        (slope, ((slope - 1.0) * at_zero + bias) / self.separation)
    }
}

/// A feature ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FeaturePlan {
    /// Its id.
    pub(crate) id: String,
    /// Distance between the classes' means.
    pub(crate) separation: f64,
    /// Standard deviation within a class.
    pub(crate) noise: f64,
    /// Weight in the score: the sum of weighted features has within-class variance 1.
    pub(crate) weight: f64,
    /// Stores of which one must have answered, as bits; 0 where the request carries it.
    pub(crate) stores: u32,
    /// The feed, pipeline or batch job that keeps it fresh.
    pub(crate) feed: Option<u32>,
    /// How fast it goes out of date, in nanoseconds; 0 never.
    pub(crate) tau: f64,
    /// Standard deviation within positives.
    pub(crate) noise_positive: f64,
    /// Separation in the training data.
    pub(crate) trained_separation: f64,
    /// What serving multiplies it by.
    pub(crate) scale: f64,
    /// Share of requests in which it is missing: all of them where it is known too late.
    pub(crate) missing: f64,
}

impl FeaturePlan {
    /// Standard deviation within a class.
    pub(crate) fn noise_of(&self, positive: bool) -> f64 {
        if positive { self.noise_positive } else { self.noise }
    }
}

/// Where scores come from.
#[derive(Debug, Clone)]
pub(crate) enum ScorePlan {
    /// The linear-Gaussian world.
    Gaussian,
    /// Real rows.
    Rows {
        /// Positions of the positive rows.
        positives: Vec<u32>,
        /// Positions of the negative rows.
        negatives: Vec<u32>,
        /// Start and scores of each stretch.
        segments: Vec<(Nanos, Vec<f32>)>,
    },
}

pub(super) fn plan(
    model: &Model,
    settings: &Settings,
    nodes: &[NodePlan],
    links: &[LinkPlan],
    rows: Option<&ScoredRows>,
    findings: &mut Vec<Diagnostic>,
) -> WorldPlan {
    let world = &model.world;
    check_numbers(model, findings);
    let deadline_s = nodes
        .iter()
        .filter_map(|node| match node.role {
            Role::Sink { deadline, .. } if deadline > 0 => Some(deadline as f64 / NANOS_PER_S),
            _ => None,
        })
        .fold(f64::INFINITY, f64::min);
    let mut features: Vec<_> = world
        .features
        .iter()
        .map(|feature| {
            let (stores, feed) = served_by(&feature.id, &feature.served_by, nodes, links, findings);
            FeaturePlan {
                id: feature.id.clone(),
                separation: feature.separation,
                noise: feature.noise,
                // The best linear weight in the training data, before scaling.
                weight: feature.trained_separation.unwrap_or(feature.separation)
                    / (feature.noise * feature.noise),
                noise_positive: if feature.noise_positive > 0.0 {
                    feature.noise_positive
                } else {
                    feature.noise
                },
                trained_separation: feature.trained_separation.unwrap_or(feature.separation),
                scale: feature.serve_scale,
                missing: if feature.happens_after_s > 0.0 || feature.lag_s > deadline_s {
                    1.0
                } else {
                    feature.missing_share
                },
                stores,
                feed,
                tau: feature.tau_s * NANOS_PER_S,
            }
        })
        .collect();
    let variance: f64 = features.iter().map(|f| f.weight * f.weight * f.noise * f.noise).sum();
    let scale = if variance > 0.0 { 1.0 / libm::sqrt(variance) } else { 0.0 };
    features.iter_mut().for_each(|feature| feature.weight *= scale);
    let separation = features.iter().map(|f| f.weight * f.trained_separation).sum();
    let scores = scores(model, rows, findings);
    let uses_scores = nodes.iter().any(|node| node.kind == NodeKind::Model);
    if uses_scores && separation <= 0.0 && matches!(scores, ScorePlan::Gaussian) {
        findings.push(Diagnostic::warning(
            Place::World,
            "The model has no feature that tells the classes apart, so its score is noise.",
            "Add a feature with a separation above 0.",
        ));
    }
    let base_rate = match &scores {
        ScorePlan::Gaussian => world.base_rate,
        // With real rows the base rate is theirs.
        ScorePlan::Rows { positives, negatives, .. } => {
            positives.len() as f64 / (positives.len() + negatives.len()).max(1) as f64
        }
    };
    WorldPlan {
        base_rate,
        features,
        scores,
        costs: world.costs,
        rules: world.rules,
        do_nothing: world.do_nothing,
        team_usd_per_month: world.team_usd_per_month,
        separation,
        rotation_per_day: world.rotation_deg_per_day.to_radians(),
        first_day: f64::from(settings.start_day),
        task: world.task,
        target: world.target,
    }
}

/// Noise that squares and quotients bear.
const NOISE: std::ops::RangeInclusive<f64> = 1e-9..=1e9;

fn check_numbers(model: &Model, findings: &mut Vec<Diagnostic>) {
    let world = &model.world;
    let mut check = |holds: bool, message: String, hint: &str| {
        if !holds {
            findings.push(Diagnostic::error(Place::World, message, hint));
        }
    };
    let share = |value: f64| (0.0..=1.0).contains(&value);
    let hint = "Give a share between 0 and 1.";
    check(share(world.base_rate), format!("The base rate is {}.", world.base_rate), hint);
    let RulesRival { true_positive_rate, false_positive_rate } = world.rules;
    let message = format!("The rules' hit rate is {true_positive_rate}.");
    check(share(true_positive_rate), message, hint);
    let message = format!("The rules' false-alarm rate is {false_positive_rate}.");
    check(share(false_positive_rate), message, hint);
    let costs = &world.costs;
    let prices = [
        costs.false_negative_usd,
        costs.false_positive_usd,
        costs.good_approved_usd,
        costs.review_delay_usd_per_h,
        costs.abandoned_usd,
        costs.missed_usd,
    ];
    let given_up = costs.abandonment_per_100ms;
    check(share(given_up), format!("The share that gives up is {given_up}."), hint);
    let turn = world.rotation_deg_per_day;
    let message = format!("The truth turns by {turn} degrees a day.");
    check((0.0..=180.0).contains(&turn), message, "Give 0 to 180 degrees.");
    if let Some(target) = world.target {
        let fits = share(target.true_positive_rate) && share(target.false_positive_rate);
        check(fits, "What was promised is not a pair of shares.".into(), hint);
    }
    check_task(&world.task, &mut check);
    for price in prices.into_iter().chain([world.team_usd_per_month]) {
        let fits = (0.0..=1e12).contains(&price);
        check(fits, format!("A price is {price} USD."), "Give a price of 0 or more.");
    }
    let Platform { platform, adoption, build, maintain, build_on_platform, maintain_on_platform } =
        world.platform;
    for weeks in [platform, adoption, build, maintain, build_on_platform, maintain_on_platform] {
        let message = format!("The work of a platform, or on it, is {weeks} weeks.");
        check((0.0..=1e6).contains(&weeks), message, "Give 0 to 1,000,000 weeks.");
    }
    let mut ids: Vec<_> = world.features.iter().map(|feature| &feature.id).collect();
    ids.sort_unstable();
    let twins = ids.windows(2).any(|pair| pair[0] == pair[1]);
    check(!twins, "Two features have the same id.".into(), "Rename one of them.");
    check(ids.len() <= 64, "There are more than 64 features.".into(), "Take some away.");
    for feature in &world.features {
        let (id, noise, separation) = (&feature.id, feature.noise, feature.separation);
        let fits = NOISE.contains(&noise)
            && (feature.noise_positive == 0.0 || NOISE.contains(&feature.noise_positive));
        check(fits, format!("The noise of {id} is {noise}."), "Give 1e-9 to 1e9.");
        let fits = (0.0..=1e9).contains(&feature.tau_s);
        check(fits, format!("The time constant of {id} is {}.", feature.tau_s), "Give 0 or more.");
        let missing = feature.missing_share;
        check(share(missing), format!("The missing share of {id} is {missing}."), hint);
        let others = [feature.noise_positive, feature.lag_s];
        let fits = others.iter().all(|value| (0.0..=1e9).contains(value))
            && feature.happens_after_s.abs() <= 1e9
            && feature.serve_scale.abs() <= 1e9
            && feature.trained_separation.is_none_or(|trained| trained.abs() <= 1e9);
        check(fits, format!("A number of {id} is out of range."), "Give numbers of 0 or more.");
        let fits = separation.abs() <= 1e9;
        check(fits, format!("The separation of {id} is {separation}."), "Give a number.");
    }
}

fn check_task(task: &Task, check: &mut dyn FnMut(bool, String, &str)) {
    match *task {
        Task::Decide => {}
        Task::Rank { candidates, correlation, rival_correlation, usd_per_click } => {
            let fits = (1..=100_000).contains(&candidates);
            check(fits, format!("A list has {candidates} candidates."), "Give 1 to 100,000.");
            for share in [correlation, rival_correlation] {
                let fits = (-1.0..=1.0).contains(&share);
                check(fits, format!("A correlation is {share}."), "Give -1 to 1.");
            }
            let fits = (0.0..=1e12).contains(&usd_per_click);
            check(fits, format!("A click is worth {usd_per_click} USD."), "Give 0 or more.");
        }
        Task::Estimate { error, rival_error, late_usd, early_usd, quantile } => {
            let fits = (0.0..=1e3).contains(&error) && (0.0..=1e3).contains(&rival_error);
            check(fits, format!("An error is {error} or {rival_error}."), "Give 0 to 1,000.");
            let fits = late_usd >= 0.0 && early_usd >= 0.0 && late_usd + early_usd > 0.0;
            check(
                fits && late_usd + early_usd <= 1e12,
                "Being late or early costs nothing, or less.".into(),
                "Give a loss above 0 for one of the two.",
            );
            let fits = quantile > 0.0 && quantile < 1.0;
            check(fits, format!("The quantile is {quantile}."), "It must be between 0 and 1.");
        }
        Task::Price { elasticity, believed, unit_usd } => {
            for value in [elasticity, believed] {
                let fits = (-100.0..-1.0).contains(&value);
                check(fits, format!("An elasticity is {value}."), "It must be below -1.");
            }
            let fits = unit_usd > 0.0 && unit_usd <= 1e12;
            check(fits, format!("A unit costs {unit_usd} USD."), "It must be above 0.");
        }
    }
}

fn served_by(
    feature: &str,
    server: &str,
    nodes: &[NodePlan],
    links: &[LinkPlan],
    findings: &mut Vec<Diagnostic>,
) -> (u32, Option<u32>) {
    if server.is_empty() {
        return (0, None);
    }
    let Some(at) = nodes.iter().position(|node| node.id == server) else {
        findings.push(Diagnostic::error(
            Place::World,
            format!("The feature {feature} is served by {server}, which does not exist."),
            "Choose a feature store or a feed, or say that the request carries it.",
        ));
        return (0, None);
    };
    match nodes[at].kind {
        NodeKind::FeatureStore => (store_bit(nodes, at), None),
        kind if kind.brings_data() => {
            let stores = links
                .iter()
                .filter(|link| link.from as usize == at && link.kind == LinkKind::Stream)
                .map(|link| store_bit(nodes, link.to as usize))
                .fold(0, |all, bit| all | bit);
            if stores == 0 {
                findings.push(Diagnostic::error(
                    Place::Node(server.to_owned()),
                    format!("It keeps {feature} fresh but streams into no feature store."),
                    "Connect it to a feature store on the request path.",
                ));
            }
            (stores, Some(at as u32))
        }
        _ => {
            findings.push(Diagnostic::error(
                Place::World,
                format!("The feature {feature} is served by {server}, which serves no features."),
                "Choose a feature store or a feed, or say that the request carries it.",
            ));
            (0, None)
        }
    }
}

/// Bit of a feature store among all feature stores; a 33rd store shares the last bit.
pub(crate) fn store_bit(nodes: &[NodePlan], at: usize) -> u32 {
    let stores_before =
        nodes[..at].iter().filter(|node| node.kind == NodeKind::FeatureStore).count();
    1 << stores_before.min(31)
}

fn scores(model: &Model, rows: Option<&ScoredRows>, findings: &mut Vec<Diagnostic>) -> ScorePlan {
    let ScoreSource::Rows { dataset } = &model.world.scores else {
        return ScorePlan::Gaussian;
    };
    let mut fail = |message: String, hint: &str| {
        findings.push(Diagnostic::error(Place::World, message, hint));
        ScorePlan::Gaussian
    };
    let Some(rows) = rows else {
        return fail(
            format!("The scores come from the rows of {dataset}, which have not been scored yet."),
            "Score them first: the page does it in its inference worker.",
        );
    };
    let count = rows.positive.len();
    let fits = rows.segments.iter().all(|segment| {
        segment.scores.len() == count
            && segment.scores.iter().all(|score| (0.0..=1.0).contains(score))
    });
    let ordered = rows.segments.windows(2).all(|pair| pair[0].from_s <= pair[1].from_s);
    let starts = rows.segments.first().is_some_and(|segment| segment.from_s <= 0.0);
    if !(fits && ordered && starts) {
        return fail(
            format!("The scores of {dataset} do not fit its {count} rows."),
            "Every stretch needs one probability a row, and the first must start at 0.",
        );
    }
    let of_class = |class: bool| -> Vec<u32> {
        let rows = rows.positive.iter().enumerate();
        rows.filter(|&(_, &positive)| positive == class).map(|(at, _)| at as u32).collect()
    };
    let (positives, negatives) = (of_class(true), of_class(false));
    if positives.is_empty() || negatives.is_empty() {
        return fail(
            format!("All rows of {dataset} are of one class."),
            "Use a sample with positives and negatives.",
        );
    }
    let segments = rows
        .segments
        .iter()
        .map(|segment| (nanos(segment.from_s.max(0.0)), segment.scores.clone()))
        .collect();
    ScorePlan::Rows { positives, negatives, segments }
}
