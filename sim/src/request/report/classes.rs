//! What a run says about each class of requests at a node.

use super::super::engine::Engine;
use super::super::tally::{ClassSums, StationSection};
use super::window::Window;
use super::{from_events, growing, latency, ratio, share};
use crate::result::{ClassVisits, Estimate};
use crate::stats::{Histogram, Ratio, ratio_estimate};

/// What all classes share in one section: its length, and the areas of servers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SectionSpan {
    span: f64,
    staffed: f64,
    busy: f64,
    serving: f64,
}

impl SectionSpan {
    /// Length in nanoseconds.
    pub(super) fn length(&self) -> f64 {
        self.span
    }
}

impl Engine {
    /// Lengths of sections, and what servers did in them.
    pub(super) fn section_spans(
        &self,
        window: &Window,
        sections: usize,
        servers: impl Fn(usize) -> (f64, f64, f64),
    ) -> Vec<SectionSpan> {
        let mut spans = vec![SectionSpan::default(); sections];
        for (at, &span) in window.spans.iter().enumerate() {
            let section = self.tally.section_of(window.bucket + at);
            let Some(into) = section.checked_sub(window.section).and_then(|at| spans.get_mut(at))
            else {
                continue;
            };
            let (staffed, busy, serving) = servers(at);
            into.span += span;
            into.staffed += staffed;
            into.busy += busy;
            into.serving += serving;
        }
        spans
    }

    /// Each class at a node; those of which it is said have no means.
    pub(super) fn class_visits(
        &self,
        sections: &[StationSection],
        spans: &[SectionSpan],
        grows: &[bool],
    ) -> Vec<ClassVisits> {
        if self.classes.len() < 2 {
            return Vec::new();
        }
        let classes = self.classes.iter().enumerate();
        classes
            .map(|(at, class)| {
                let parts: Vec<_> =
                    sections.iter().map(|section| &section.classes[at]).zip(spans).collect();
                class_result(&class.name, &parts, grows.get(at).is_some_and(|&grows| grows))
            })
            .collect()
    }
}

fn class_result(name: &str, parts: &[(&ClassSums, &SectionSpan)], grows: bool) -> ClassVisits {
    let times = |of: fn(&ClassSums) -> &Histogram| {
        let sections: Vec<_> = parts.iter().map(|(sums, _)| of(sums)).collect();
        if grows {
            return growing(&sections);
        }
        let means: Vec<_> = sections
            .iter()
            .map(|h| Ratio { sum: h.sum() as f64 / 1e6, weight: h.len() as f64 })
            .collect();
        latency(&sections, &means)
    };
    let wait = times(|sums| &sums.wait);
    let arrived = parts.iter().map(|(sums, _)| sums.arrived).sum();
    let per_time = |area: fn(&ClassSums) -> f64| -> Option<Estimate> {
        let parts: Vec<_> =
            parts.iter().map(|(sums, span)| Ratio { sum: area(sums), weight: span.span }).collect();
        from_events(ratio_estimate(&parts), arrived).filter(|_| !grows)
    };
    let per_visit = |count: fn(&ClassSums) -> u64| {
        share(parts, |(sums, _)| count(sums) as f64, |(sums, _)| sums.arrived as f64)
    };
    // Where a server serves one at a time, the class is busy for as long as it is in service.
    let busy = |sums: &ClassSums, span: &SectionSpan| {
        sums.serving_area * span.busy / span.serving.max(f64::MIN_POSITIVE)
    };
    ClassVisits {
        class: name.to_owned(),
        arrived,
        started: wait.n,
        queue_mean: per_time(|sums| sums.waiting_area),
        in_system_mean: per_time(|sums| sums.waiting_area + sums.serving_area),
        utilisation: from_events(
            ratio(parts, |(sums, span)| busy(sums, span), |(_, span)| span.staffed),
            arrived,
        ),
        loss_share: per_visit(|sums| sums.lost),
        abandon_share: per_visit(|sums| sums.abandoned),
        sojourn: times(|sums| &sums.sojourn),
        wait,
    }
}
