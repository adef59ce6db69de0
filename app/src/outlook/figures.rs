//! The outlook's charts, as numbers.

use windtunnel_design::Document;
use windtunnel_design::sim::model::World;
use windtunnel_design::sim::outlook::{Outlook, PolicyOutlook};

use super::axis;
use crate::core::format;
use crate::lab::figures::{Figure, Line, Scale, Stroke, auc};
use crate::run::dock::data::Hue;

/// Rows of a chart's table.
const ROWS: usize = 24;

fn line(name: &str, hue: Hue, stroke: Stroke, points: Vec<(f64, f64)>) -> Line {
    Line { name: name.to_owned(), hue, stroke, filled: false, points }
}

/// From each so many, evenly.
fn thinned<T>(all: &[T]) -> impl Iterator<Item = &T> {
    all.iter().step_by(all.len().div_ceil(ROWS).max(1))
}

/// The axis of the thresholds.
#[must_use]
pub fn threshold_axis(policy: &PolicyOutlook) -> Scale {
    axis::scale(policy.curve.iter().map(|point| point.probability))
}

/// The policy, where the task is to decide: elsewhere costs of decisions mean nothing.
fn decides(outlook: &Outlook) -> Option<&PolicyOutlook> {
    outlook.policy.as_ref().filter(|_| outlook.task.is_none())
}

/// Cost of flagging all from a probability on, beside the rivals and the best.
#[must_use]
pub fn cost(outlook: &Outlook) -> Option<Figure> {
    let policy = decides(outlook)?;
    let across = threshold_axis(policy);
    let inside = |x: f64| (across.from - 1e-9..=across.to + 1e-9).contains(&x);
    // Flagging nearly all costs so much that nothing else could be seen beside it.
    let rivals = outlook
        .break_even
        .as_ref()
        .map_or(0.0, |sides| sides.rules_usd_per_1k.max(sides.do_nothing_usd_per_1k));
    let least = policy.curve.iter().map(|point| point.usd_per_1k).fold(f64::MAX, f64::min);
    let most = 1.6 * rivals.max(2.0 * least);
    let points: Vec<_> = policy
        .curve
        .iter()
        .map(|point| (axis::log_odds(point.probability), point.usd_per_1k))
        .filter(|(x, usd)| inside(*x) && (most <= 0.0 || *usd <= most))
        .collect();
    let level = |usd: f64| vec![(across.from, usd), (across.to, usd)];
    let mut lines = vec![line("declined from here on", Hue::System, Stroke::Solid, points)];
    if let Some(sides) = &outlook.break_even {
        let rules = level(sides.rules_usd_per_1k);
        lines.push(line("rules", Hue::Rules, Stroke::Dashed, rules));
        let nothing = level(sides.do_nothing_usd_per_1k);
        lines.push(line("do nothing", Hue::Nothing, Stroke::Thin, nothing));
    }
    let best = policy.two_way.filter(|best| inside(axis::log_odds(best.decline_above)));
    if let Some(best) = best {
        let at = vec![(axis::log_odds(best.decline_above), best.usd_per_1k)];
        lines.push(line("best single threshold", Hue::Flow, Stroke::Dots, at));
    }
    let heights = lines.iter().flat_map(|line| line.points.iter().map(|(_, usd)| *usd));
    let (low, high) = heights.fold((f64::MAX, f64::MIN), |(a, b), usd| (a.min(usd), b.max(usd)));
    let rows = thinned(&policy.curve).map(|point| {
        let rates = [point.probability, point.recall, point.false_positive_rate];
        let texts = rates.map(format::share).into_iter();
        texts.chain([format::usd(point.usd_per_1k)]).collect()
    });
    let summary = policy.two_way.map_or_else(String::new, |best| {
        let (from, usd) = (format::share(best.decline_above), format::usd(best.usd_per_1k));
        format!("The best single threshold is {from}, at {usd} per 1,000 decisions.")
    });
    Some(Figure {
        title: "Cost by threshold",
        axes: ("USD per 1,000 decisions".into(), "probability".into()),
        up: Scale::around(low, high, format::usd),
        across,
        lines,
        heads: ["Threshold", "Found", "False alarms", "Cost"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        summary,
    })
}

/// What the score can reach, what is drawn and what was promised.
#[must_use]
pub fn roc(outlook: &Outlook, world: &World) -> Option<Figure> {
    let policy = outlook.policy.as_ref()?;
    let mut curve: Vec<_> =
        policy.curve.iter().rev().map(|p| (p.false_positive_rate, p.recall)).collect();
    curve.insert(0, (0.0, 0.0));
    curve.push((1.0, 1.0));
    let mut lines = vec![
        line("by chance", Hue::Nothing, Stroke::Thin, vec![(0.0, 0.0), (1.0, 1.0)]),
        line("as served", Hue::System, Stroke::Solid, curve),
    ];
    let mut dot = |name: &str, hue, point: Option<(f64, f64)>| {
        lines.extend(point.map(|point| line(name, hue, Stroke::Dots, vec![point])));
    };
    let drawn = policy.drawn_two_way.map(|it| (it.false_positive_rate, it.recall));
    dot("upper threshold as drawn", Hue::Flow, drawn);
    let rules = world.rules;
    dot("rules", Hue::Rules, Some((rules.false_positive_rate, rules.true_positive_rate)));
    if let Some(target) = outlook.target {
        dot("promised", Hue::Failed, Some((target.false_positive_rate, target.recall)));
        let nearest = (target.nearest_false_positive_rate, target.nearest_recall);
        dot("nearest", Hue::Waiting, (!target.is_feasible).then_some(nearest));
    }
    let rows = thinned(&policy.curve)
        .map(|p| [p.false_positive_rate, p.recall].map(format::share).to_vec());
    let area = outlook.score.as_ref().and_then(|score| Some(score.as_served?.auc));
    Some(Figure {
        title: "ROC curve",
        axes: ("found".into(), "false alarms".into()),
        up: Scale::to_round(1.0, format::share_whole),
        across: Scale::to_round(1.0, format::share_whole),
        lines,
        heads: vec!["False alarms".into(), "Found".into()],
        rows: rows.collect(),
        summary: format!("ROC curve as served: area {}.", auc(area)),
    })
}

/// Decades on an axis of logarithms.
fn decades(values: impl Iterator<Item = f64>, text: fn(f64) -> String) -> Scale {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
    let (from, to) = (libm::log10(low), libm::log10(high).max(libm::log10(low) + 1e-6));
    let (first, last) = (libm::ceil(from - 1e-9) as i32, libm::floor(to + 1e-9) as i32);
    let tick = |power: i32| (f64::from(power), text(libm::pow(10.0, f64::from(power))));
    Scale { from, to, ticks: (first..=last).map(tick).collect() }
}

/// Costs at other base rates, thresholds as drawn.
#[must_use]
pub fn base_rates(outlook: &Outlook) -> Option<Figure> {
    let points = &decides(outlook)?.base_rates;
    if points.is_empty() {
        return None;
    }
    let over = |usd: &dyn Fn(usize) -> Option<f64>| {
        let at = |(at, point): (usize, &_)| Some((log10_rate(point), usd(at)?));
        points.iter().enumerate().filter_map(at).collect::<Vec<_>>()
    };
    let system = over(&|at| points[at].system_usd_per_1k);
    let rules = over(&|at| Some(points[at].rules_usd_per_1k));
    let nothing = over(&|at| Some(points[at].do_nothing_usd_per_1k));
    let lines = vec![
        line("this system", Hue::System, Stroke::Solid, system),
        line("rules", Hue::Rules, Stroke::Dashed, rules),
        line("do nothing", Hue::Nothing, Stroke::Thin, nothing),
    ];
    let heights = lines.iter().flat_map(|line| line.points.iter().map(|(_, usd)| *usd));
    let (low, high) = heights.fold((0.0_f64, f64::MIN), |(a, b), usd| (a.min(usd), b.max(usd)));
    let rows = points.iter().map(|point| {
        vec![
            format::share(point.base_rate),
            format::or_dash(point.system_usd_per_1k, format::usd),
            format::usd(point.rules_usd_per_1k),
            format::usd(point.do_nothing_usd_per_1k),
        ]
    });
    Some(Figure {
        title: "Cost by base rate",
        axes: ("USD per 1,000 decisions".into(), "share of positives".into()),
        up: Scale::around(low, high, format::usd),
        across: decades(points.iter().map(|point| point.base_rate), format::share),
        lines,
        heads: ["Base rate", "This system", "Rules", "Do nothing"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        summary: "Costs if more or fewer requests were positive, thresholds as drawn.".into(),
    })
}

fn log10_rate(point: &windtunnel_design::sim::outlook::BaseRatePoint) -> f64 {
    libm::log10(point.base_rate)
}

/// AUC by number of labelled positives.
#[must_use]
pub fn learning(outlook: &Outlook) -> Option<Figure> {
    let learning = outlook.learning.as_ref()?;
    let curve = &learning.curve;
    let points = curve.iter().map(|point| (libm::log10(point.positives), point.auc)).collect();
    let mut lines = vec![line("random rows", Hue::System, Stroke::Solid, points)];
    let across = decades(curve.iter().map(|point| point.positives), format::count);
    let mut dot = |name: &str, hue, window: &Option<_>| {
        let Some(window): &Option<windtunnel_design::sim::outlook::WindowOutlook> = window else {
            return;
        };
        let x = libm::log10(window.positives.max(1e-9)).clamp(across.from, across.to);
        lines.push(line(name, hue, Stroke::Dots, vec![(x, window.auc)]));
    };
    dot("window as drawn, while it serves", Hue::Waiting, &learning.window);
    dot("best window", Hue::Flow, &learning.best_window);
    let rows = curve.iter().map(|point| {
        vec![
            format::count(point.positives),
            format::count(point.negatives),
            format!("{:.3}", point.separation),
            auc(Some(point.auc)),
        ]
    });
    let heights = lines.iter().flat_map(|line| line.points.iter().map(|(_, auc)| *auc));
    let low = heights.fold(0.5, f64::min);
    Some(Figure {
        title: "Learning curve",
        axes: ("AUC".into(), "labelled positives".into()),
        up: Scale::around(low, 1.0, |value| format!("{value:.2}")),
        across,
        lines,
        heads: ["Positives", "Negatives", "d′", "AUC"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        summary: format!(
            "AUC by labelled positives; {} of them come in a day.",
            format::count(learning.positives_per_day)
        ),
    })
}

/// A chart of the outlook by itself.
pub type Draw = fn(&Outlook, &Document) -> Option<Figure>;

/// The charts that stand by themselves.
pub const CHARTS: [Draw; 2] =
    [|outlook, document| roc(outlook, &document.world), |outlook, _| learning(outlook)];

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::outlook::{
        BaseRatePoint, BreakEven, CurvePoint, Decided, LearningOutlook, LearningPoint,
        TargetOutlook,
    };

    use super::*;

    fn outlook() -> Outlook {
        let point = |at: u32| {
            let probability = f64::from(at) / 100.0;
            CurvePoint {
                probability,
                score: probability,
                usd_per_1k: 100.0 * (probability - 0.3).abs(),
                recall: 1.0 - probability,
                false_positive_rate: (1.0 - probability) * (1.0 - probability),
            }
        };
        let best = Decided { decline_above: 0.3, ..Decided::default() };
        let rate = |base_rate| BaseRatePoint { base_rate, ..BaseRatePoint::default() };
        let learnt = |positives| LearningPoint { positives, auc: 0.8, ..LearningPoint::default() };
        Outlook {
            policy: Some(PolicyOutlook {
                curve: (1..100).map(point).collect(),
                two_way: Some(best),
                base_rates: vec![rate(0.01), rate(0.1), rate(1.0)],
                ..PolicyOutlook::default()
            }),
            break_even: Some(BreakEven { rules_usd_per_1k: 113.2, ..BreakEven::default() }),
            learning: Some(LearningOutlook {
                curve: vec![learnt(10.0), learnt(1000.0)],
                ..LearningOutlook::default()
            }),
            ..Outlook::default()
        }
    }

    #[test]
    fn every_point_is_within_its_axes_and_every_row_has_its_columns() {
        let outlook = outlook();
        let document = Document::default();
        let charts = [cost(&outlook), base_rates(&outlook)];
        let charts = charts.into_iter().chain(CHARTS.map(|draw| draw(&outlook, &document)));
        for figure in charts.map(|figure| figure.expect("has data")) {
            let title = figure.title;
            for (x, y) in figure.lines.iter().flat_map(|line| &line.points) {
                assert!(
                    (figure.across.from - 1e-9..=figure.across.to + 1e-9).contains(x),
                    "{title}"
                );
                assert!((figure.up.from - 1e-9..=figure.up.to + 1e-9).contains(y), "{title} {y}");
            }
            assert!(!figure.rows.is_empty() && figure.rows.len() <= 2 * ROWS, "{title}");
            assert!(figure.rows.iter().all(|row| row.len() == figure.heads.len()), "{title}");
        }
    }

    #[test]
    fn a_promise_that_cannot_be_kept_shows_the_nearest_point() {
        let mut outlook = outlook();
        let names = |outlook: &Outlook| {
            let figure = roc(outlook, &World::default()).expect("a curve");
            figure.lines.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        assert!(!names(&outlook).iter().any(|name| name == "promised"));
        outlook.target = Some(TargetOutlook { recall: 0.9, ..TargetOutlook::default() });
        assert!(names(&outlook).iter().any(|name| name == "nearest"));
        outlook.target = Some(TargetOutlook { is_feasible: true, ..TargetOutlook::default() });
        assert!(!names(&outlook).iter().any(|name| name == "nearest"));
    }

    #[test]
    fn nothing_that_scores_means_no_charts() {
        let none = Outlook::default();
        assert_eq!(cost(&none), None);
        assert_eq!(base_rates(&none), None);
        assert!(CHARTS.iter().all(|draw| draw(&none, &Document::default()).is_none()));
    }
}
