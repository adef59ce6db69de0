//! What a run says about requests from end to end, and about its decisions.

use super::super::engine::Engine;
use super::super::tally::{Confusion, RequestBucket, RequestSection, ScoreCounts};
use super::saturation::Saturation;
use super::window::Window;
use super::{apart, from_events, growing, latency, ratio, share};
use crate::lifecycle::sight;
use crate::outlook::law::Law;
use crate::result::{ClassResult, Outcome, Quality, RequestResult};
use crate::stats::{Histogram, Ratio};

fn of(bucket: &RequestBucket, outcomes: &[Outcome]) -> f64 {
    outcomes.iter().map(|&outcome| bucket.outcomes[outcome as usize]).sum::<u64>() as f64
}

fn ended(bucket: &RequestBucket) -> f64 {
    bucket.outcomes.iter().sum::<u64>() as f64
}

/// Outcomes with a decision, in time or not.
const DECIDED: [Outcome; 4] = [Outcome::InTime, Outcome::Late, Outcome::Fallback, Outcome::Review];

/// Outcomes as intended.
const IN_TIME: [Outcome; 3] = [Outcome::InTime, Outcome::Fallback, Outcome::Review];

/// Calls along links that retry, and of these the first ones, in one bucket.
#[derive(Debug, Clone, Copy, Default)]
struct Calls {
    all: u64,
    first: u64,
}

/// Requests that ended as intended.
pub(super) fn in_time(outcomes: &[u64; 8]) -> u64 {
    IN_TIME.iter().map(|&outcome| outcomes[outcome as usize]).sum()
}

impl Engine {
    /// The buckets of the window.
    pub(super) fn warm_buckets(&self, window: &Window) -> &[RequestBucket] {
        &self.tally.buckets[window.bucket..]
    }

    fn warm_sections(&self, window: &Window) -> &[RequestSection] {
        &self.tally.sections[window.section.min(self.tally.sections.len())..]
    }

    /// Decisions of one side in the window.
    pub(super) fn confusion(
        &self,
        window: &Window,
        side: impl Fn(&RequestBucket) -> Confusion,
    ) -> Confusion {
        let mut sum = Confusion::default();
        self.warm_buckets(window).iter().for_each(|bucket| sum.add(&side(bucket)));
        sum
    }

    pub(super) fn request_result(&self, window: &Window, saturation: &Saturation) -> RequestResult {
        let buckets = self.warm_buckets(window);
        let mut outcomes = [0; 8];
        for bucket in buckets {
            for (sum, count) in outcomes.iter_mut().zip(bucket.outcomes) {
                *sum += count;
            }
        }
        let part = |which: &'static [Outcome]| share(buckets, |b| of(b, which), ended);
        let spans: Vec<_> = buckets.iter().zip(&window.spans).collect();
        let times =
            |sum: fn(&RequestBucket) -> f64, of: fn(&RequestSection) -> &Histogram, grows: bool| {
                let sections: Vec<_> = self.warm_sections(window).iter().map(of).collect();
                if grows {
                    return growing(&sections);
                }
                let parts: Vec<_> = buckets
                    .iter()
                    .map(|b| Ratio { sum: sum(b) / 1e6, weight: b.latency_n as f64 })
                    .collect();
                latency(&sections, &parts)
            };
        let calls = self.retried_calls(window);
        let retries = calls.iter().map(|calls| calls.all - calls.first).sum();
        let attempts = ratio(&calls, |calls| calls.all as f64, |calls| calls.first as f64);
        let (attempts, attempts_width) = apart(from_events(attempts, retries));
        let each = |part: &(&RequestBucket, &Calls)| part.1.all as f64;
        let came: Vec<_> = buckets.iter().zip(&calls).collect();
        let per_request = ratio(&came, each, |(bucket, _)| bucket.arrived as f64);
        RequestResult {
            arrived: buckets.iter().map(|bucket| bucket.arrived).sum(),
            outcomes,
            in_flight: self.in_flight(),
            latency: times(|b| b.latency_sum, |s| s.latency(), saturation.of_latency),
            sojourn: times(|b| b.sojourn_sum, |s| &s.sojourn, saturation.of_sojourn),
            in_time_share: part(&IN_TIME),
            review_share: part(&[Outcome::Review]),
            attempts_per_request: attempts,
            attempts_per_request_half_width_95: attempts_width,
            calls_per_request: from_events(per_request, retries).filter(|_| attempts.is_some()),
            throughput_per_s: ratio(&spans, |(b, _)| of(b, &DECIDED) * 1e9, |(_, span)| **span),
            loss_share: share(buckets, |b| ended(b) - of(b, &DECIDED), ended),
            timed_out_share: part(&[Outcome::TimedOut]),
            in_flight_mean: ratio(&spans, |(b, _)| b.in_flight_area, |(_, span)| **span)
                .filter(|_| !saturation.of_sojourn),
        }
    }

    /// Calls along links that retry, bucket by bucket; none where no link does.
    fn retried_calls(&self, window: &Window) -> Vec<Calls> {
        let mut calls = vec![Calls::default(); self.warm_buckets(window).len()];
        for (link, records) in self.plan.links.iter().zip(&self.tally.links) {
            if link.attempts > 1 {
                for (sum, record) in calls.iter_mut().zip(&records[window.bucket..]) {
                    sum.all += record.count.calls;
                    sum.first += record.count.calls - record.count.retries;
                }
            }
        }
        calls
    }

    /// Does the queue of a class grow at one of the nodes where it waits?
    fn grows(&self, class: usize, saturation: &Saturation) -> bool {
        saturation.crowding.is_some()
            || saturation.of_sojourn
                && saturation.classes.iter().zip(&self.plan.answers).any(|(classes, &answers)| {
                    answers && classes.get(class).is_some_and(|&grows| grows)
                })
    }

    /// Requests without an outcome, counted one by one.
    pub(super) fn in_flight(&self) -> u64 {
        let none = super::super::flight::NONE;
        let under_way =
            self.cases.iter().filter(|case| case.in_use && case.join == none && !case.is_ghost);
        under_way.count() as u64
    }

    pub(super) fn class_results(
        &self,
        window: &Window,
        saturation: &Saturation,
    ) -> Vec<ClassResult> {
        let sections = self.warm_sections(window);
        if self.classes.len() < 2 {
            return Vec::new();
        }
        let classes = self.classes.iter().enumerate();
        classes
            .map(|(at, class)| {
                let histograms: Vec<_> =
                    sections.iter().map(|section| &section.classes[at].sojourn).collect();
                let parts: Vec<_> = sections
                    .iter()
                    .map(|section| Ratio {
                        sum: section.classes[at].sojourn_sum / 1e6,
                        weight: section.classes[at].sojourn.len() as f64,
                    })
                    .collect();
                let sojourn = if self.grows(at, saturation) {
                    growing(&histograms)
                } else {
                    latency(&histograms, &parts)
                };
                ClassResult {
                    class: class.name.clone(),
                    arrived: sections.iter().map(|section| section.classes[at].arrived).sum(),
                    ended: sections.iter().map(|section| section.classes[at].ended).sum(),
                    decided: sojourn.n,
                    sojourn,
                }
            })
            .collect()
    }

    pub(super) fn quality(&self, window: &Window) -> Quality {
        let counts = self.confusion(window, |bucket| bucket.system);
        let share_of =
            |part: u64, rest: u64| (part + rest > 0).then(|| part as f64 / (part + rest) as f64);
        let buckets = self.warm_buckets(window);
        let expected = self.main_scores();
        let mut scores: Option<ScoreCounts> = None;
        for section in self.warm_sections(window) {
            if let Some(more) = &section.scores {
                match &mut scores {
                    Some(sum) => sum.merge(more),
                    None => scores = Some((**more).clone()),
                }
            }
        }
        Quality {
            true_positives: counts.true_positives,
            false_positives: counts.false_positives,
            false_negatives: counts.false_negatives,
            true_negatives: counts.true_negatives,
            recall: share_of(counts.true_positives, counts.false_negatives),
            precision: share_of(counts.true_positives, counts.false_positives),
            false_positive_rate: share_of(counts.false_positives, counts.true_negatives),
            auc: scores.as_ref().and_then(ScoreCounts::auc),
            auc_expected: expected.as_ref().map(|bells| sight::auc(bells)),
            average_precision: scores.as_ref().and_then(ScoreCounts::average_precision),
            average_precision_expected: expected
                .and_then(|bells| Law::new(self.plan.world.base_rate, bells))
                .map(|law| law.average_precision()),
            scored: buckets.iter().map(|bucket| bucket.scored).sum(),
            scored_with_null: buckets.iter().map(|bucket| bucket.scored_with_null).sum(),
        }
    }
}
