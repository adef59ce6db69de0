//! What a day adds up to.

use super::Clock;
use crate::lifecycle::labels::Arrived;
use crate::lifecycle::money;
use crate::lifecycle::outcome::Outcome;
use crate::lifecycle::sight;

/// Sums of a day.
#[derive(Debug, Default)]
pub(super) struct Day {
    requests: f64,
    nobody: f64,
    fallback: f64,
    positives: f64,
    caught: f64,
    negatives: f64,
    flagged: f64,
    auc: f64,
    separation: f64,
    review: f64,
    decline: f64,
    wait_h: f64,
    scored: f64,
    null: f64,
    angle: f64,
    usd: money::Costs,
    /// Costs without incidents and without age.
    pub(super) best_usd: f64,
    pub(super) labels: Arrived,
}

impl Day {
    pub(super) fn add(&mut self, n: f64, outcome: &Outcome, usd: money::Costs, angle: f64) {
        let (positives, negatives) = (n * outcome.base_rate, n * (1.0 - outcome.base_rate));
        self.requests += n;
        self.nobody += n * outcome.nobody_share;
        self.fallback += n * outcome.fallback_share;
        self.positives += positives;
        self.caught += positives * outcome.declines[1];
        self.negatives += negatives;
        self.flagged += negatives * outcome.declines[0];
        let scored = n * outcome.scored_share;
        if !outcome.served.is_empty() {
            self.auc += scored * sight::auc(&outcome.served);
            self.separation += scored * sight::separation(&outcome.served);
        }
        self.review += n * outcome.review_share;
        self.decline += n * outcome.decline_share;
        self.wait_h = self.wait_h.max(outcome.wait_h);
        self.scored += scored;
        self.null += scored * outcome.null_share;
        self.angle += n * angle;
        self.usd.system += usd.system;
        self.usd.healthy += usd.healthy;
        self.usd.do_nothing += usd.do_nothing;
        self.usd.rules += usd.rules;
    }
}

impl Clock<'_> {
    pub(super) fn end_day(&mut self) {
        let day = std::mem::take(&mut self.day);
        let series = &mut self.series;
        let n = day.requests.max(f64::MIN_POSITIVE);
        series.requests.push(day.requests);
        series.in_time_share.push(if day.requests > 0.0 { 1.0 - day.nobody / n } else { 1.0 });
        series.fallback_share.push(day.fallback / n);
        series.default_share.push(day.nobody / n);
        series.recall.push(day.caught / day.positives.max(f64::MIN_POSITIVE));
        series.false_positive_rate.push(day.flagged / day.negatives.max(f64::MIN_POSITIVE));
        let scored = day.scored.max(f64::MIN_POSITIVE);
        series.auc.push(if day.scored > 0.0 { day.auc / scored } else { 0.5 });
        series.separation.push(day.separation / scored);
        let saved = day.usd.do_nothing - day.usd.system;
        let could = day.usd.do_nothing - day.best_usd;
        series.quality.push(if could.abs() > 1e-9 { saved / could } else { 1.0 });
        series.review_share.push(day.review / n);
        series.decline_share.push(day.decline / n);
        series.review_wait_h.push(day.wait_h);
        series.null_share.push(day.null / day.scored.max(f64::MIN_POSITIVE));
        series.base_rate.push(day.positives / n);
        series.angle_deg.push((day.angle / n).to_degrees());
        series.version.push(self.school.live_version().number);
        series.labels.push(day.labels.all());
        let enough =
            Some(day.labels).filter(|labels| labels.positives * self.plan.record.decisions >= 1.0);
        series.labelled_miss_rate.push(enough.and_then(|labels| labels.miss_rate()));
        series.system_usd.push(day.usd.system);
        series.healthy_usd.push(day.usd.healthy);
        series.do_nothing_usd.push(day.usd.do_nothing);
        series.rules_usd.push(day.usd.rules);
    }
}
