//! Which part of the run the statistics are about.

use super::super::engine::Engine;
use super::super::tally::SECTIONS;
use crate::plan::{NANOS_PER_S, Nanos};
use crate::result::Warmup;
use crate::stats::mser5;

/// The run behind its warm-up.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// Where it begins.
    pub(super) start: Nanos,
    /// Number of its first bucket, and of its first section.
    pub(super) bucket: usize,
    pub(super) section: usize,
    pub(super) warmup: Warmup,
    /// Seconds that it covers.
    pub(super) length_s: f64,
    /// Widths of its buckets in nanoseconds.
    pub(super) spans: Vec<f64>,
}

impl Window {
    /// So many per second; none in no time at all, as when a run is stopped at its start.
    pub(super) fn per_s(&self, count: u64) -> f64 {
        if self.length_s > 0.0 { count as f64 / self.length_s } else { 0.0 }
    }
}

impl Engine {
    /// The part behind the warm-up: as given, or with as many more sections cut as MSER-5 asks for.
    pub(super) fn window(&self) -> Window {
        let given = self.tally.first_warm.min(self.tally.buckets.len());
        let (mut section, mut bucket) = (0, given);
        let mut warmup = if given > 0 { Warmup::Given } else { Warmup::None };
        if self.plan.settings.warmup_auto {
            (section, bucket, warmup) = self.settled(given);
        }
        let start = if bucket == 0 { 0 } else { self.tally.buckets[bucket - 1].end }.min(self.now);
        let mut from = start;
        let spans = self.tally.buckets[bucket..].iter().map(|bucket| {
            let end = bucket.end;
            (end - std::mem::replace(&mut from, end)) as f64
        });
        let spans = spans.collect();
        let length_s = self.now.saturating_sub(start) as f64 / NANOS_PER_S;
        Window { start, bucket, section, warmup, length_s, spans }
    }

    /// First settled section and bucket, by the number of requests under way (MSER-5: White 1997).
    fn settled(&self, given: usize) -> (usize, usize, Warmup) {
        let mut from = if given == 0 { 0 } else { self.tally.buckets[given - 1].end };
        let means: Vec<f64> = self.tally.buckets[given..]
            .iter()
            .map(|bucket| {
                let span = bucket.end - std::mem::replace(&mut from, bucket.end);
                bucket.in_flight_area / span.max(1) as f64
            })
            .collect();
        let Some(cut) = mser5(&means) else { return (0, given, Warmup::NotSettled) };
        // Statistics are cut at the ends of sections, so the cut is rounded up to one.
        let sections = SECTIONS.min(means.len());
        let section = (cut * sections).div_ceil(means.len().max(1)).min(sections / 2);
        let bucket = (0..means.len()).find(|bucket| bucket * sections / means.len() >= section);
        (section, given + bucket.unwrap_or(0), Warmup::Mser5)
    }
}
