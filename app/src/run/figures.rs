//! The headline's figures: what a run and its document say, as text to show.

use windtunnel_design::Document;
use windtunnel_design::sim::model::{NodeKind, ParamValue, catalogue};
use windtunnel_design::sim::result::{Estimate, RunResult, Side};

use super::verdict::decides_nothing;
use crate::core::format;

/// One figure of the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub label: &'static str,
    /// The number, or that there is too little data.
    pub value: String,
    /// What to compare it with.
    pub context: String,
    /// Is it on the bad side of what it should be?
    pub bad: bool,
}

/// One side of the comparison in money.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose.
    pub name: &'static str,
    /// Class for its colour.
    pub class: &'static str,
    /// USD per 1,000 decisions.
    pub usd: Option<Estimate>,
    /// What it should be by formula, without incidents.
    pub expected: Option<f64>,
}

/// Time to the answer, answers in time, and people's work or, without people, what gets through.
#[must_use]
pub fn figures(document: &Document, result: &RunResult) -> [Figure; 3] {
    let has_people = document.nodes.values().any(|node| node.kind == NodeKind::Reviewers);
    let third = if has_people { review(document, result) } else { throughput(result) };
    [latency(document, result), in_time(result), third]
}

/// The shortest deadline of the places where decisions take effect.
#[must_use]
pub fn deadline_ms(document: &Document) -> Option<f64> {
    let sinks = document.nodes.values().filter(|node| node.kind == NodeKind::Sink);
    sinks
        .filter_map(|sink| {
            let set = sink.params.get("deadline_ms").cloned();
            let spec = catalogue::node(NodeKind::Sink).param("deadline_ms");
            match set.or_else(|| spec.map(catalogue::ParamSpec::default_value)) {
                Some(ParamValue::Number(ms)) if ms > 0.0 => Some(ms),
                _ => None,
            }
        })
        .min_by(f64::total_cmp)
}

fn latency(document: &Document, result: &RunResult) -> Figure {
    let deadline = deadline_ms(document);
    let p99 = result.requests.latency.p99_ms.filter(|p99| p99.is_finite());
    Figure {
        label: "p99 to answer",
        value: p99.map_or_else(|| format::NOT_ENOUGH.to_owned(), format::ms),
        context: deadline.map_or_else(
            || "no deadline".to_owned(),
            |deadline| format!("deadline {}", format::ms(deadline)),
        ),
        bad: matches!((p99, deadline), (Some(p99), Some(deadline)) if p99 > deadline),
    }
}

fn in_time(result: &RunResult) -> Figure {
    let share = result.requests.in_time_share;
    let failed: u64 = {
        let [_, late, _, _, shed, timed_out, failed, abandoned] = result.requests.outcomes;
        late + shed + timed_out + failed + abandoned
    };
    Figure {
        label: if decides_nothing(result) { "Answered in time" } else { "Decided in time" },
        value: share_or_not_enough(share),
        context: match failed {
            0 => "none late or lost".to_owned(),
            failed => format!("{} late or lost", format::count(failed as f64)),
        },
        bad: share.is_some_and(|share| share.mean < 0.99),
    }
}

fn review(document: &Document, result: &RunResult) -> Figure {
    let desks = result
        .nodes
        .iter()
        .filter(|node| document.nodes.get(&node.id).map(|n| n.kind) == Some(NodeKind::Reviewers));
    let busy = desks
        .filter_map(|desk| desk.utilisation)
        .map(|busy| busy.mean)
        .filter(|busy| busy.is_finite())
        .max_by(f64::total_cmp);
    Figure {
        label: "Sent to review",
        value: share_or_not_enough(result.requests.review_share),
        context: busy.map_or_else(
            || "no reviewers".to_owned(),
            |busy| format!("reviewers {} busy", format::share_whole(busy)),
        ),
        bad: busy.is_some_and(|busy| busy > 0.95),
    }
}

fn throughput(result: &RunResult) -> Figure {
    let rate = result.requests.throughput_per_s.filter(|rate| rate.mean.is_finite());
    let lost = result.requests.loss_share.map(|lost| lost.mean).filter(|lost| *lost > 0.0);
    Figure {
        label: "Throughput",
        value: rate.map_or_else(|| format::NOT_ENOUGH.to_owned(), |rate| format::rate(rate.mean)),
        context: lost.map_or_else(
            || "nothing lost".to_owned(),
            |lost| format!("{} lost", format::share(lost)),
        ),
        bad: lost.is_some_and(|lost| lost > 0.01),
    }
}

fn share_or_not_enough(share: Option<Estimate>) -> String {
    match share {
        Some(share) if share.mean.is_finite() => format::share(share.mean),
        _ => format::NOT_ENOUGH.to_owned(),
    }
}

/// The system and its rivals in money, everything included.
#[must_use]
pub fn bars(result: &RunResult) -> [Bar; 3] {
    let money = &result.money;
    let expected = money.expected;
    let bar = |name, class, side: &Side, decisions: Option<f64>| {
        let usd = side.total_usd_per_1k.filter(|total| total.mean.is_finite());
        // The formula knows decisions and reviews; machines and the team cost what they cost.
        let overhead = match (usd, side.decisions_usd_per_1k) {
            (Some(total), Some(decisions)) => total.mean - decisions.mean,
            _ => 0.0,
        };
        let expected = decisions.map(|usd| usd + overhead).filter(|usd| usd.is_finite());
        Bar { name, class, usd, expected }
    };
    [
        bar("This system", "system", &money.system, expected.map(|e| e.decisions_usd_per_1k)),
        bar("Rules", "rules", &money.rules, expected.map(|e| e.rules_usd_per_1k)),
        bar("Do nothing", "nothing", &money.do_nothing, expected.map(|e| e.do_nothing_usd_per_1k)),
    ]
}

/// Half the width of an interval, where there is one.
#[must_use]
pub fn half_width(estimate: Estimate) -> Option<f64> {
    estimate.half_width_95.filter(|half| half.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn missing_numbers_say_that_there_is_too_little_data() {
        let mut result = fixture::result();
        result.requests.latency.p99_ms = None;
        result.requests.in_time_share = Some(Estimate { mean: f64::NAN, half_width_95: None });
        for figure in figures(&Document::default(), &result) {
            assert_eq!(figure.value, format::NOT_ENOUGH, "{}", figure.label);
        }
    }

    #[test]
    fn a_design_without_people_says_what_gets_through() {
        let mut result = fixture::result();
        result.requests.throughput_per_s = Some(Estimate { mean: 80.0, half_width_95: None });
        result.requests.loss_share = Some(Estimate { mean: 0.25, half_width_95: None });
        let [.., last] = figures(&Document::default(), &result);
        assert_eq!((last.label, last.bad), ("Throughput", true));
        assert!(last.value.starts_with("80") && last.context.ends_with("lost"), "{last:?}");
    }

    #[test]
    fn the_deadline_is_the_catalogues_unless_set() {
        use windtunnel_design::DocNode;
        let mut document = Document::default();
        assert_eq!(deadline_ms(&document), None);
        let node = |params| DocNode { params, ..DocNode::new(NodeKind::Sink, Default::default()) };
        document.nodes.insert("sink-1".into(), node(Default::default()));
        assert_eq!(deadline_ms(&document), Some(100.0));
        let params = [("deadline_ms".to_owned(), 50.0.into())].into();
        document.nodes.insert("sink-2".into(), node(params));
        assert_eq!(deadline_ms(&document), Some(50.0));
    }

    #[test]
    fn the_formula_and_the_measurement_carry_the_same_overhead() {
        let mut result = fixture::result();
        result.money.system.decisions_usd_per_1k =
            Some(Estimate { mean: 30.0, half_width_95: None });
        result.money.expected = Some(windtunnel_design::sim::result::Expected {
            decisions_usd_per_1k: 28.0,
            ..Default::default()
        });
        assert_eq!(bars(&result)[0].expected, Some(38.0));
    }
}
