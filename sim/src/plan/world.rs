//! The world, typed.

use super::{Diagnostic, LinkPlan, NANOS_PER_S, Nanos, NodePlan, Place, nanos};
use crate::model::{Action, Costs, LinkKind, Model, NodeKind, RulesRival, ScoreSource};
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
    /// Effective separation d' of the score with all features, by formula.
    pub(crate) separation: f64,
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
    nodes: &[NodePlan],
    links: &[LinkPlan],
    rows: Option<&ScoredRows>,
    findings: &mut Vec<Diagnostic>,
) -> WorldPlan {
    let world = &model.world;
    check_numbers(model, findings);
    let mut features: Vec<_> = world
        .features
        .iter()
        .map(|feature| {
            let (stores, feed) = served_by(&feature.id, &feature.served_by, nodes, links, findings);
            FeaturePlan {
                id: feature.id.clone(),
                separation: feature.separation,
                noise: feature.noise,
                // The best linear weight, before scaling.
                weight: feature.separation / (feature.noise * feature.noise),
                stores,
                feed,
                tau: feature.tau_s * NANOS_PER_S,
            }
        })
        .collect();
    let variance: f64 = features.iter().map(|f| f.weight * f.weight * f.noise * f.noise).sum();
    let scale = if variance > 0.0 { 1.0 / libm::sqrt(variance) } else { 0.0 };
    features.iter_mut().for_each(|feature| feature.weight *= scale);
    let separation = features.iter().map(|f| f.weight * f.separation).sum();
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
    }
}

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
    let Costs { false_negative_usd, false_positive_usd, good_approved_usd } = world.costs;
    let prices = [false_negative_usd, false_positive_usd, good_approved_usd];
    for price in prices.into_iter().chain([world.team_usd_per_month]) {
        let fits = (0.0..=1e12).contains(&price);
        check(fits, format!("A price is {price} USD."), "Give a price of 0 or more.");
    }
    let mut ids: Vec<_> = world.features.iter().map(|feature| &feature.id).collect();
    ids.sort_unstable();
    let twins = ids.windows(2).any(|pair| pair[0] == pair[1]);
    check(!twins, "Two features have the same id.".into(), "Rename one of them.");
    check(ids.len() <= 64, "There are more than 64 features.".into(), "Take some away.");
    for feature in &world.features {
        let (id, noise, separation) = (&feature.id, feature.noise, feature.separation);
        let fits = noise > 0.0 && noise <= 1e9;
        check(fits, format!("The noise of {id} is {noise}."), "It must be above 0.");
        let fits = (0.0..=1e9).contains(&feature.tau_s);
        check(fits, format!("The time constant of {id} is {}.", feature.tau_s), "Give 0 or more.");
        let fits = separation.abs() <= 1e9;
        check(fits, format!("The separation of {id} is {separation}."), "Give a number.");
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
