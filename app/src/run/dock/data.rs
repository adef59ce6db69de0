//! What each chart shows, as numbers: no drawing in here.

use windtunnel_design::Document;
use windtunnel_design::sim::result::RunResult;

use crate::core::format;
use crate::run::{figures, moment, series, verdict};

/// A chart of the dock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Time to the automatic answer.
    Latency,
    /// Requests by how they ended.
    Requests,
    /// Work waiting at one node.
    Queue,
    /// Costs so far, of the system and its rivals.
    Money,
    /// Requests scored with a feature missing.
    Nulls,
}

impl Subject {
    /// Every chart, in order.
    pub const ALL: [Self; 5] =
        [Self::Latency, Self::Requests, Self::Money, Self::Queue, Self::Nulls];

    /// Has the run anything to say about it? Where nothing decides there is no money, and where
    /// nothing scores no feature is missing.
    #[must_use]
    pub fn is_of(self, result: &RunResult) -> bool {
        match self {
            Self::Money => !verdict::decides_nothing(result) && verdict::has_costs(&result.money),
            Self::Nulls => result.quality.scored > 0,
            Self::Latency | Self::Requests | Self::Queue => true,
        }
    }
}

/// What a line is about; decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hue {
    /// Healthy flow.
    Flow,
    /// The same, less important.
    FlowSoft,
    /// Work that waits.
    Waiting,
    /// Work that failed.
    Failed,
    /// Something worse than it should be.
    Degraded,
    /// This system.
    System,
    /// Doing nothing.
    Nothing,
    /// Rules.
    Rules,
    /// A limit to compare with.
    Limit,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name, at its end.
    pub name: String,
    /// What it is about.
    pub hue: Hue,
    /// Dashes tell it apart without colour.
    pub dashed: bool,
    /// One value a bucket; gaps where there is too little data.
    pub values: Vec<Option<f64>>,
}

/// A chart's content.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartData {
    /// What it shows.
    pub title: String,
    /// Its unit, or what a value is.
    pub unit: &'static str,
    /// Simulated seconds of the horizontal axis.
    pub horizon_s: f64,
    /// Width of a bucket.
    pub bucket_s: f64,
    /// The lines; all of one length.
    pub lines: Vec<Line>,
    /// A value as text.
    pub format: Format,
}

/// How a chart writes its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Milliseconds.
    Ms,
    /// Events per second.
    Rate,
    /// A number of things.
    Count,
    /// US dollars.
    Usd,
    /// A share of one.
    Share,
    /// Hours.
    Hours,
    /// Degrees of an angle.
    Degrees,
    /// A number without a unit.
    Number,
}

impl Format {
    /// A value as text.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Ms => format::ms(value),
            Self::Rate => format::rate(value),
            Self::Count => format::count(value),
            Self::Usd => format::usd(value),
            Self::Share => format::share(value),
            Self::Hours => format::duration_s(value * 3_600.0),
            Self::Degrees => format!("{value:.0}°"),
            Self::Number => format!("{value:.3}"),
        }
    }
}

impl ChartData {
    /// The content of a chart. `node` is the selected one, if any.
    #[must_use]
    pub fn of(
        subject: Subject,
        document: &Document,
        result: &RunResult,
        node: Option<&str>,
    ) -> Self {
        let (title, unit, format, lines) = match subject {
            Subject::Latency => latency(document, result),
            Subject::Requests => requests(result),
            Subject::Queue => queue(document, result, node),
            Subject::Money => money(result),
            Subject::Nulls => nulls(result),
        };
        let (horizon_s, bucket_s) = (result.horizon_s, result.series.bucket_s);
        Self { title, unit, horizon_s, bucket_s, lines, format }
    }

    /// Smallest and largest value that are shown, and zero.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        let values = self.lines.iter().flat_map(|line| line.values.iter().flatten());
        let finite = values.copied().filter(|value| value.is_finite());
        finite.fold((0.0, 0.0), |(low, high), value| (value.min(low), value.max(high)))
    }

    /// The same in at most so many rows: time, then a text for each line.
    #[must_use]
    pub fn rows(&self, most: usize) -> Vec<(String, Vec<String>)> {
        let length = self.lines.iter().map(|line| line.values.len()).max().unwrap_or_default();
        let group = length.div_ceil(most.max(1)).max(1);
        (0..length)
            .step_by(group)
            .map(|from| {
                let texts = self.lines.iter().map(|line| {
                    let values = line.values.iter().skip(from).take(group).flatten();
                    let largest = values.copied().max_by(f64::total_cmp);
                    format::or_dash(largest, |value| self.format.text(value))
                });
                (moment::label(from as f64 * self.bucket_s, self.horizon_s), texts.collect())
            })
            .collect()
    }

    /// One sentence for those who do not see the drawing.
    #[must_use]
    pub fn summary(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let largest = line.values.iter().flatten().copied().max_by(f64::total_cmp);
            let text = largest.map_or_else(|| format::NOT_ENOUGH.into(), |v| self.format.text(v));
            let at_most = if line.hue == Hue::Limit { "" } else { "at most " };
            format!("{} {at_most}{text}", line.name)
        });
        format!("{}: {}.", self.title, lines.collect::<Vec<_>>().join(", "))
    }
}

type Content = (String, &'static str, Format, Vec<Line>);

fn line(name: &str, hue: Hue, values: Vec<Option<f64>>) -> Line {
    Line { name: name.to_owned(), hue, dashed: false, values }
}

fn latency(document: &Document, result: &RunResult) -> Content {
    let of = |values: &[Option<f32>]| values.iter().map(|value| value.map(f64::from)).collect();
    let series = &result.series;
    let mut lines = vec![
        line("p99", Hue::Flow, of(&series.p99_ms)),
        line("p50", Hue::FlowSoft, of(&series.p50_ms)),
    ];
    if let Some(deadline_ms) = figures::deadline_ms(document) {
        let values = vec![Some(deadline_ms); series.p99_ms.len()];
        lines.push(Line { dashed: true, ..line("deadline", Hue::Limit, values) });
    }
    ("Time to answer".into(), "ms, by interval", Format::Ms, lines)
}

fn requests(result: &RunResult) -> Content {
    let series = &result.series;
    let rate = |counts: &[u32]| {
        counts.iter().map(|count| Some(f64::from(*count) / series.bucket_s.max(1e-9))).collect()
    };
    let lines = vec![
        line("in time", Hue::Flow, rate(&series.in_time)),
        line("late or lost", Hue::Failed, rate(&series.failed)),
        Line { dashed: true, ..line("to review", Hue::Waiting, rate(&series.reviewed)) },
    ];
    ("Requests".into(), "per second", Format::Rate, lines)
}

fn queue(document: &Document, result: &RunResult, node: Option<&str>) -> Content {
    let fullest = |at: &usize| {
        let queue = &result.series.nodes[*at].queue_mean;
        queue.iter().copied().fold(0.0_f32, f32::max)
    };
    let selected = node.and_then(|id| result.nodes.iter().position(|node| node.id == id));
    let at = selected.filter(|at| *at < result.series.nodes.len()).or_else(|| {
        let indices = 0..result.series.nodes.len();
        indices.max_by(|a, b| fullest(a).total_cmp(&fullest(b)))
    });
    let Some(at) = at else {
        return ("Waiting".into(), "requests", Format::Count, Vec::new());
    };
    let name = result.nodes.get(at).map(|node| document.label(&node.id)).unwrap_or_default();
    let values = &result.series.nodes[at].queue_mean;
    let values = values.iter().map(|value| Some(f64::from(*value))).collect();
    let lines = vec![line("in queue", Hue::Waiting, values)];
    (format!("Waiting at {name}"), "mean number in queue", Format::Count, lines)
}

fn money(result: &RunResult) -> Content {
    let sum = |values: &[f32]| series::running_sum(values).into_iter().map(Some).collect();
    let series = &result.series;
    let lines = vec![
        line("this system", Hue::System, sum(&series.system_usd)),
        Line { dashed: true, ..line("rules", Hue::Rules, sum(&series.rules_usd)) },
        line("do nothing", Hue::Nothing, sum(&series.do_nothing_usd)),
    ];
    ("Decision cost so far".into(), "USD, reviews included", Format::Usd, lines)
}

fn nulls(result: &RunResult) -> Content {
    let series = &result.series;
    let share = |(null, arrived): (&u32, &u32)| {
        (*arrived > 0).then(|| (f64::from(*null) / f64::from(*arrived)).min(1.0))
    };
    let values = series.scored_with_null.iter().zip(&series.arrived).map(share).collect();
    let lines = vec![line("null", Hue::Degraded, values)];
    ("Scored with a feature missing".into(), "share of requests", Format::Share, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn every_line_has_a_value_a_bucket() {
        let result = fixture::result();
        for subject in Subject::ALL {
            let data = ChartData::of(subject, &Document::default(), &result, None);
            assert!(!data.lines.is_empty(), "{subject:?}");
            for line in &data.lines {
                assert_eq!(line.values.len(), 24, "{subject:?} {}", line.name);
            }
            assert!(!data.summary().contains("NaN"), "{}", data.summary());
        }
    }

    #[test]
    fn a_table_is_thinned_and_shows_gaps_as_gaps() {
        let result = fixture::result();
        let data = ChartData::of(Subject::Latency, &Document::default(), &result, None);
        assert_eq!(data.rows(12).len(), 12);
        let rows = data.rows(24);
        assert_eq!(rows[6], ("06:00".into(), vec!["–".into(), "20.0 ms".into()]));
    }

    #[test]
    fn the_selected_node_is_charted_else_the_fullest() {
        let mut result = fixture::result();
        result.series.nodes[1].queue_mean[3] = 9.0;
        let title = |node| ChartData::of(Subject::Queue, &Document::default(), &result, node).title;
        assert_eq!(title(None), "Waiting at model-1");
        assert_eq!(title(Some("sink-1")), "Waiting at sink-1");
        assert_eq!(title(Some("gone")), "Waiting at model-1");
    }

    #[test]
    fn an_empty_result_makes_empty_charts() {
        let mut result = fixture::result();
        result.series = Default::default();
        result.nodes.clear();
        for subject in Subject::ALL {
            let data = ChartData::of(subject, &Document::default(), &result, None);
            assert_eq!(data.reach(), (0.0, 0.0));
            assert!(data.rows(24).is_empty());
        }
    }
}
