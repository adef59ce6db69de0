//! Where more work comes than can be done: queues that grow, and have no mean.
//!
//! A queue of which more is true than that it is long is called saturated: the work that came is at
//! least what its servers can do, within the error of that; they had no rest in the second half of
//! the run; and the queue was longer there than in the first, by more than its own error. A mean
//! would say nothing but how long the run was.

use super::super::engine::Engine;
use super::super::tally::{StationRecord, StationSection};
use super::window::Window;
use crate::model::{LinkKind, When};
use crate::plan::{NodePlan, Role};
use crate::stats::{Ratio, ratio_estimate, student_t_975};

/// What a run says about growth.
#[derive(Debug, Clone, Default)]
pub(super) struct Saturation {
    /// Is each node saturated?
    pub(super) nodes: Vec<bool>,
    /// At saturated nodes: does each class's own queue grow? (One that goes before all others may
    /// have its mean.)
    pub(super) classes: Vec<Vec<bool>>,
    /// Requests under way in the first and in the last quarter, where their number kept growing.
    pub(super) crowding: Option<(f64, f64)>,
    /// Has the time until the answer no mean? And that until the end?
    pub(super) of_latency: bool,
    pub(super) of_sojourn: bool,
}

/// Fewest who are there at the end of a queue that grows.
const FEWEST_PRESENT: u32 = 20;

/// Fewest intervals of the series from which growth can be seen.
const FEWEST_BUCKETS: usize = 8;

/// How much longer a growing queue is in the second half of the run.
const GROWTH: f64 = 1.25;

impl Engine {
    pub(super) fn saturation(&self, window: &Window) -> Saturation {
        let nodes: Vec<_> = self
            .nodes
            .iter()
            .map(|node| node.stations.clone().any(|s| self.is_saturated(s as usize, window)))
            .collect();
        // Where a queue grows, that is why.
        let crowding = if nodes.contains(&true) { None } else { self.crowding(window) };
        let classes = (0..self.nodes.len())
            .map(|at| if nodes[at] { self.growing_classes(at, window) } else { Vec::new() })
            .collect();
        let spoils = |reached: &[bool]| {
            let mut all = nodes.iter().zip(reached).enumerate();
            crowding.is_some()
                || all.any(|(at, (&saturated, &reached))| {
                    saturated && reached && self.is_waited_for(at)
                })
        };
        let before_answer = self.plan.reached_before_answers();
        Saturation {
            of_latency: spoils(&before_answer),
            of_sojourn: spoils(&self.plan.answers),
            crowding,
            nodes,
            classes,
        }
    }

    /// Does somebody wait at a node for as long as it takes? Timeouts, and senders who give up, keep
    /// the times of requests within bounds where a queue has none.
    fn is_waited_for(&self, node: usize) -> bool {
        let senders = || {
            self.plan.nodes.iter().any(|node: &NodePlan| {
                matches!(&node.role, Role::Source(source) if source.client.is_none())
            })
        };
        let mut calls = self.plan.links.iter().filter(|link| {
            link.kind == LinkKind::Call
                && link.to as usize == node
                && link.when != When::Shadow
                && self.plan.answers[link.from as usize]
        });
        senders() && calls.any(|link| link.timeout == 0)
    }

    fn is_saturated(&self, s: usize, window: &Window) -> bool {
        let station = &self.stations[s];
        let records = &self.tally.stations[s][window.bucket..];
        if records.len() < FEWEST_BUCKETS || station.present_now() < FEWEST_PRESENT {
            return false;
        }
        let last = &records[records.len() / 2..];
        let sum = |of: fn(&StationRecord) -> f64| last.iter().map(of).sum::<f64>();
        let had_rest = sum(|r| r.busy_area) < 0.99 * sum(available);
        // A queue that is full does not grow any more.
        let is_full = last.iter().any(|r| r.visits.shed > 0);
        // Where servers are shared, those who wait are in service.
        let waiting: Vec<_> = records
            .iter()
            .zip(&window.spans)
            .map(|(r, &span)| Ratio {
                sum: r.waiting_area + r.serving_area - r.busy_area,
                weight: span,
            })
            .collect();
        !had_rest && !is_full && is_overloaded(records) && grows(&waiting)
    }

    fn growing_classes(&self, node: usize, window: &Window) -> Vec<bool> {
        let first = self.nodes[node].stations.start as usize;
        let sections = &self.tally.station_sections[first];
        let sections = &sections[window.section.min(sections.len())..];
        let spans = self.section_spans(window, sections.len(), |_| (0.0, 0.0, 0.0));
        (0..sections.first().map_or(0, |section: &StationSection| section.classes.len()))
            .map(|class| {
                let parts: Vec<_> = self.nodes[node]
                    .stations
                    .clone()
                    .flat_map(|s| {
                        let sections = &self.tally.station_sections[s as usize];
                        sections[window.section.min(sections.len())..].iter().zip(&spans)
                    })
                    .map(|(section, span)| {
                        let sums = &section.classes[class];
                        Ratio { sum: sums.waiting_area + sums.serving_area, weight: span.length() }
                    })
                    .collect();
                grows(&parts)
            })
            .collect()
    }

    /// Do more requests come than end, wherever they are?
    fn crowding(&self, window: &Window) -> Option<(f64, f64)> {
        let buckets = self.warm_buckets(window);
        if buckets.len() < FEWEST_BUCKETS || self.in_flight() < u64::from(FEWEST_PRESENT) {
            return None;
        }
        let under_way: Vec<_> = buckets
            .iter()
            .zip(&window.spans)
            .map(|(bucket, &span)| Ratio { sum: bucket.in_flight_area, weight: span })
            .collect();
        let left: Vec<_> = buckets
            .iter()
            .map(|bucket| Ratio {
                sum: bucket.arrived as f64 - bucket.outcomes.iter().sum::<u64>() as f64,
                weight: bucket.arrived as f64,
            })
            .collect();
        let quarter = |number: usize| {
            mean(&under_way[number * buckets.len() / 4..(number + 1) * buckets.len() / 4])
        };
        let [first, second, third, last] = [0, 1, 2, 3].map(quarter);
        let goes_on = first < second && second < third && last - third > 0.5 * (second - first);
        let left = ratio_estimate(&left)?;
        // Three standard errors above none.
        let more_come = left.mean > 1.5 * left.half_width_95?;
        (goes_on && more_come && grows(&under_way)).then_some((first, last))
    }
}

/// Server time that there was.
fn available(record: &StationRecord) -> f64 {
    record.up_area.min(record.staffed_area)
}

/// Is the work that came as much as the servers could do, within a standard error?
///
/// The work of those who came in an interval is taken to be that of those who were served in it.
fn is_overloaded(records: &[StationRecord]) -> bool {
    let done = |r: &StationRecord| (r.visits.served + r.visits.errors) as f64;
    let all_done: f64 = records.iter().map(done).sum();
    let busy: f64 = records.iter().map(|r| r.busy_area).sum();
    if all_done == 0.0 || busy <= 0.0 {
        // Nobody works here at all.
        return records.iter().map(available).sum::<f64>() <= 0.0;
    }
    let usual = busy / all_done;
    let parts: Vec<_> = records
        .iter()
        .map(|r| {
            let each = if done(r) > 0.0 { r.busy_area / done(r) } else { usual };
            let stay = r.visits.arrived as f64 - (r.visits.failed() - r.visits.errors) as f64;
            Ratio { sum: stay * each, weight: available(r) }
        })
        .collect();
    let Some(offered) = ratio_estimate(&parts) else { return true };
    let error = offered.half_width_95.unwrap_or(0.0) / student_t_975(19);
    offered.mean + error >= 1.0
}

fn mean(parts: &[Ratio]) -> f64 {
    let weight: f64 = parts.iter().map(|part| part.weight).sum();
    parts.iter().map(|part| part.sum).sum::<f64>() / weight.max(f64::MIN_POSITIVE)
}

/// Is a mean over time larger in the second half than in the first, by a quarter and by more than
/// its standard error?
fn grows(parts: &[Ratio]) -> bool {
    let (first, second) = parts.split_at(parts.len() / 2);
    let (before, after) = (mean(first), mean(second));
    let error = |half: &[Ratio]| {
        let groups = half.len().min(10);
        let at = mean(half);
        let squares: f64 = (0..groups)
            .map(|group| {
                let range = group * half.len() / groups..(group + 1) * half.len() / groups;
                let off = mean(&half[range]) - at;
                off * off
            })
            .sum();
        squares / (groups as f64 - 1.0).max(1.0) / groups as f64
    };
    let noise = libm::sqrt(error(first) + error(second));
    after > GROWTH * before && after - before > noise
}
