//! What a run says about each link.

use super::super::engine::Engine;
use super::super::tally::LinkRecord;
use super::window::Window;
use super::{from_events, share};
use crate::result::{BreakerResult, LinkResult};
use crate::stats::{Ratio, ratio_estimate};

impl Engine {
    pub(super) fn link_results(&self, window: &Window) -> Vec<LinkResult> {
        let links = self.plan.links.iter().zip(&self.tally.links);
        links
            .map(|(link, records)| {
                let warm = &records[window.bucket..];
                let sum = |of: fn(&LinkRecord) -> u64| warm.iter().map(of).sum();
                LinkResult {
                    id: link.id.clone(),
                    calls: sum(|r| r.count.calls),
                    retries: sum(|r| r.count.retries),
                    timeouts: sum(|r| r.count.timeouts),
                    failures: sum(|r| r.count.failures),
                    rejected: sum(|r| r.count.rejected),
                    hedges: sum(|r| r.count.hedges),
                    hedge_share: link.hedge.and_then(|_| {
                        share(
                            warm,
                            |r| r.count.hedges as f64,
                            |r| (r.count.calls - r.count.retries - r.count.hedges) as f64,
                        )
                    }),
                    breaker: link.breaker.map(|_| breaker(records, window)),
                }
            })
            .collect()
    }
}

fn breaker(records: &[LinkRecord], window: &Window) -> BreakerResult {
    let before = window.bucket.checked_sub(1).map(|at| records[at]).unwrap_or_default();
    let mut open_before = before.open_time;
    let open: Vec<_> = records[window.bucket..]
        .iter()
        .zip(&window.spans)
        .map(|(record, &span)| {
            let open = record.open_time - std::mem::replace(&mut open_before, record.open_time);
            Ratio { sum: open as f64, weight: span }
        })
        .collect();
    let warm = &records[window.bucket..];
    let opens = records.last().map_or(0, |record| record.opens) - before.opens;
    BreakerResult {
        opens,
        open_share: from_events(ratio_estimate(&open), opens),
        rejected_share: share(warm, |r| r.count.rejected as f64, |r| r.count.calls as f64),
    }
}
