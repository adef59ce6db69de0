//! What the lab's charts show, as numbers: no drawing in here.

use super::protocol::{Card, Scored};
use crate::core::format;
use crate::run::dock::data::Hue;
use crate::run::dock::plot::steps;

/// Bars of the histogram.
const BARS: usize = 20;

/// How a line is drawn, so that lines differ without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// One piece.
    Solid,
    /// Dashes.
    Dashed,
    /// A thin line to compare with.
    Thin,
    /// A dot at every point, joined.
    Dots,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name, below the chart.
    pub name: String,
    /// What it is about; decides its colour.
    pub hue: Hue,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Is the area under it tinted?
    pub filled: bool,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

/// An axis: where it begins and ends, and what stands at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Where it begins.
    pub from: f64,
    /// Where it ends; more than `from`.
    pub to: f64,
    /// Values that are marked, with their texts.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// From zero to a round value above `top`.
    #[must_use]
    pub fn to_round(top: f64, text: fn(f64) -> String) -> Self {
        let ticks: Vec<_> = steps(top).into_iter().map(|value| (value, text(value))).collect();
        Self { from: 0.0, to: ticks.last().map_or(1.0, |(value, _)| *value), ticks }
    }

    /// Round values around both.
    #[must_use]
    pub fn around(low: f64, high: f64, text: fn(f64) -> String) -> Self {
        let step = steps(high - low).get(1).copied().unwrap_or(1.0);
        let (first, last) = (libm::floor(low / step + 1e-9), libm::ceil(high / step - 1e-9));
        let count = (last.max(first + 1.0) - first) as u32;
        let at = |place: u32| step * (first + f64::from(place));
        let ticks: Vec<_> = (0..=count).map(|place| (at(place), text(at(place)))).collect();
        Self { from: at(0), to: at(count), ticks }
    }
}

/// A chart with its table.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: &'static str,
    /// What its two axes are: upwards, then to the right.
    pub axes: (String, String),
    /// The vertical axis.
    pub up: Scale,
    /// The horizontal axis.
    pub across: Scale,
    /// The lines.
    pub lines: Vec<Line>,
    /// Names of the table's columns.
    pub heads: Vec<String>,
    /// The table.
    pub rows: Vec<Vec<String>>,
    /// One sentence for those who do not see the drawing.
    pub summary: String,
}

/// AUC with three decimals, as people quote it.
#[must_use]
pub fn auc(auc: Option<f64>) -> String {
    auc.map_or_else(
        || "cannot be told".into(),
        |auc| {
            // What is not perfect is not shown as if it were.
            let text = format!("{auc:.3}");
            if text == "1.000" && auc < 1.0 { "> 0.999".into() } else { text }
        },
    )
}

/// A difference with its sign.
#[must_use]
pub fn difference(by: f64) -> String {
    let text = format!("{:.3}", by.abs());
    if text.bytes().all(|b| b == b'0' || b == b'.') {
        "±0.000".into()
    } else if by < 0.0 {
        format!("−{text}")
    } else {
        format!("+{text}")
    }
}

/// A score or a probability.
#[must_use]
pub fn score(score: f64) -> String {
    format!("{score:.2}")
}

/// The ROC curve of the rows as they are, and of the changed rows where there are any.
#[must_use]
pub fn roc(whole: &Scored, changed: Option<&Scored>) -> Figure {
    let line = |name: &str, hue, stroke, points: &[(f64, f64)]| Line {
        name: name.into(),
        hue,
        stroke,
        filled: false,
        points: points.to_vec(),
    };
    let mut lines = vec![
        line("by chance", Hue::Nothing, Stroke::Thin, &[(0.0, 0.0), (1.0, 1.0)]),
        line("rows as they are", Hue::System, Stroke::Solid, &whole.roc),
    ];
    let mut heads = vec!["False alarms".to_owned(), "Found".to_owned()];
    if let Some(changed) = changed {
        lines.push(line("rows changed", Hue::Degraded, Stroke::Dashed, &changed.roc));
        heads.push("Found, changed".to_owned());
    }
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
    let found = |scored: &Scored, alarms: f64| {
        format::or_dash(found_at(&scored.roc, alarms), format::share)
    };
    let rows = steps.map(|alarms| {
        let mut row = vec![format::share(alarms), found(whole, alarms)];
        row.extend(changed.map(|changed| found(changed, alarms)));
        row
    });
    let tenth = found(whole, 0.1);
    Figure {
        title: "ROC curve",
        axes: ("found".into(), "false alarms".into()),
        up: Scale::to_round(1.0, format::share_whole),
        across: Scale::to_round(1.0, format::share_whole),
        lines,
        heads,
        rows: rows.to_vec(),
        summary: format!(
            "ROC curve: area {}; at 10 % false alarms {tenth} are found.",
            auc(whole.auc)
        ),
    }
}

/// The share found at a share of false alarms, between the curve's points.
fn found_at(curve: &[(f64, f64)], alarms: f64) -> Option<f64> {
    let after = curve.iter().position(|(x, _)| *x > alarms).unwrap_or(curve.len());
    let before = *curve.get(after.checked_sub(1)?)?;
    let Some(next) = curve.get(after) else { return Some(before.1) };
    let share = (alarms - before.0) / (next.0 - before.0).max(1e-12);
    Some(before.1 + share.clamp(0.0, 1.0) * (next.1 - before.1))
}

/// How scores are spread in either kind of row. None where they are not probabilities.
#[must_use]
pub fn histogram(scored: &Scored, card: &Card) -> Option<Figure> {
    if !scored.probabilities {
        return None;
    }
    let (scores, high, names, x): (Vec<f32>, Vec<bool>, [String; 2], &str) = match scored.positive {
        Some(positive) => {
            let name = |is: bool| {
                let mut classes = (0..).zip(&card.classes);
                let found = classes.find(|(label, _)| (*label == positive) == is);
                found.map(|(_, name)| name.clone()).unwrap_or_default()
            };
            (scored.positive_scores(), scored.truth(), [name(false), name(true)], "score")
        }
        None => {
            let best = scored.best();
            let right = best.iter().zip(&scored.labels).map(|((class, _), label)| class == label);
            let names = ["read right".to_owned(), "read wrong".to_owned()];
            let wrong = right.map(|right| !right).collect();
            (best.iter().map(|(_, score)| *score).collect(), wrong, names, "highest score")
        }
    };
    let mut counts = [[0_u32; BARS]; 2];
    for (score, high) in scores.iter().zip(&high) {
        let bar = ((f64::from(*score) * BARS as f64) as usize).min(BARS - 1);
        counts[usize::from(*high)][bar] += 1;
    }
    let share = |counts: &[u32; BARS], bar: usize| {
        let all: u32 = counts.iter().sum();
        f64::from(counts[bar]) / f64::from(all.max(1))
    };
    let line = |side: usize, hue, stroke| {
        let steps = (0..BARS).flat_map(|bar| {
            let height = share(&counts[side], bar);
            let at = |edge: usize| edge as f64 / BARS as f64;
            [(at(bar), height), (at(bar + 1), height)]
        });
        let name = format!("{} ({})", names[side], counts[side].iter().sum::<u32>());
        Line { name, hue, stroke, filled: true, points: steps.collect() }
    };
    let lines = vec![line(0, Hue::Flow, Stroke::Solid), line(1, Hue::Failed, Stroke::Dashed)];
    let highest = lines.iter().flat_map(|line| line.points.iter().map(|(_, y)| *y));
    let top = highest.fold(0.0, f64::max);
    let rows = (0..BARS).map(|bar| {
        let from = bar as f64 / BARS as f64;
        let to = (bar + 1) as f64 / BARS as f64;
        let mut row = vec![format!("{} to {}", score(from), score(to))];
        row.extend(counts.iter().map(|counts| counts[bar].to_string()));
        row
    });
    Some(Figure {
        title: "Scores",
        axes: ("share of each kind".into(), x.into()),
        up: Scale::to_round(top.max(0.05), format::share_whole),
        across: Scale::to_round(1.0, score),
        heads: vec!["Score".into(), names[0].clone(), names[1].clone()],
        rows: rows.collect(),
        summary: format!("Scores in steps of 0.05: {} and {} apart.", names[0], names[1]),
        lines,
    })
}

/// Is a score a probability one can trust? None where scores are not probabilities.
#[must_use]
pub fn calibration(scored: &Scored) -> Option<Figure> {
    if scored.calibration.is_empty() {
        return None;
    }
    let bins = &scored.calibration;
    let rows = bins
        .iter()
        .map(|bin| vec![score(bin.mean_predicted), format::share(bin.observed), bin.n.to_string()]);
    let all: u32 = bins.iter().map(|bin| bin.n).sum();
    let gaps = bins.iter().map(|bin| (bin.mean_predicted - bin.observed).abs() * f64::from(bin.n));
    let gap = gaps.sum::<f64>() / f64::from(all.max(1));
    let (up, what) = match scored.positive {
        Some(_) => ("positive in truth", "score"),
        None => ("right in truth", "highest score"),
    };
    Some(Figure {
        title: "Calibration",
        axes: (up.into(), what.into()),
        up: Scale::to_round(1.0, format::share_whole),
        across: Scale::to_round(1.0, score),
        lines: vec![
            Line {
                name: "perfect".into(),
                hue: Hue::Nothing,
                stroke: Stroke::Thin,
                filled: false,
                points: vec![(0.0, 0.0), (1.0, 1.0)],
            },
            Line {
                name: "this model".into(),
                hue: Hue::System,
                stroke: Stroke::Dots,
                filled: false,
                points: bins.iter().map(|bin| (bin.mean_predicted, bin.observed)).collect(),
            },
        ],
        heads: vec!["Mean score".into(), "In truth".into(), "Rows".into()],
        rows: rows.collect(),
        summary: format!("Calibration: scores are off by {} on average.", format::share(gap)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixture;

    #[test]
    fn the_roc_table_reads_off_the_curve() {
        let curve = [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)];
        assert_eq!(found_at(&curve, 0.1), Some(0.5));
        assert_eq!(found_at(&curve, 0.75), Some(1.0));
        assert_eq!(found_at(&[(0.0, 0.0), (1.0, 1.0)], 0.25), Some(0.25));
        assert_eq!(found_at(&[], 0.5), None);
        let scored = fixture::scored();
        let figure = roc(&scored, Some(&scored));
        assert_eq!(figure.lines.len(), 3);
        assert!(figure.rows.iter().all(|row| row.len() == figure.heads.len()));
        assert!(figure.summary.contains("0.750"));
    }

    #[test]
    fn every_row_is_in_one_bar() {
        let figure = histogram(&fixture::scored(), &fixture::card()).expect("probabilities");
        assert_eq!(figure.heads, ["Score", "good", "bad"]);
        let sum = |column: usize| -> u32 {
            figure.rows.iter().map(|row| row[column].parse::<u32>().expect("a count")).sum()
        };
        assert_eq!((sum(1), sum(2)), (2, 2));
        assert_eq!(figure.lines[1].name, "bad (2)");
    }

    #[test]
    fn several_classes_are_told_by_right_and_wrong() {
        let scored = Scored {
            outputs: 3,
            scores: vec![0.8, 0.1, 0.1, 0.2, 0.3, 0.5],
            labels: vec![0, 1],
            probabilities: true,
            ..Scored::default()
        };
        let figure = histogram(&scored, &Card::default()).expect("probabilities");
        assert_eq!(figure.lines[0].name, "read right (1)");
        assert_eq!(figure.lines[1].name, "read wrong (1)");
    }

    #[test]
    fn what_is_no_probability_has_no_calibration() {
        let scored = Scored { probabilities: false, calibration: vec![], ..fixture::scored() };
        assert_eq!(histogram(&scored, &fixture::card()), None);
        assert_eq!(calibration(&scored), None);
        let figure = calibration(&fixture::scored()).expect("bins");
        assert_eq!(figure.rows[1], ["0.80", "100 %", "1"]);
    }

    #[test]
    fn differences_carry_a_sign() {
        assert_eq!(difference(-0.0234), "−0.023");
        assert_eq!(difference(0.0006), "+0.001");
        assert_eq!(difference(-0.0001), "±0.000");
        assert_eq!(auc(None), "cannot be told");
        assert_eq!(auc(Some(0.99989)), "> 0.999");
        assert_eq!(auc(Some(1.0)), "1.000");
    }
}
