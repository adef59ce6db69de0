//! Monitors look, and labels show what happened.

use super::{Clock, DAY_S};
use crate::lifecycle::labels::Arrived;
use crate::lifecycle::outcome::Outcome;
use crate::lifecycle::result::MarkKind;
use crate::lifecycle::watch::{Alert, Sights};

/// Labelled positives on which a change of the miss rate is judged.
const FEWEST_POSITIVES: f64 = 30.0;

/// A stretch of time that has passed, for those who watch.
pub(super) struct Passed<'s> {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
    pub(super) day: usize,
    pub(super) outcome: &'s Outcome,
    /// Requests per second of each source, and those expected at this time.
    pub(super) rates: &'s [f64],
    pub(super) usual: &'s [f64],
    /// Labels that came, and when.
    pub(super) arrived: &'s [(f64, Arrived)],
}

impl Clock<'_> {
    pub(super) fn watch(&mut self, passed: &Passed<'_>) {
        if !self.watches.is_empty() {
            self.look(passed);
        }
        for (at_s, arrived) in passed.arrived {
            self.confirm_by_labels(*at_s, arrived);
        }
    }

    /// All monitors look.
    fn look(&mut self, passed: &Passed<'_>) {
        let &Passed { from_s, to_s, day, outcome, rates, usual, arrived } = passed;
        let unseen;
        let seen = if outcome.seen.is_empty() {
            unseen = self.stage.unseen();
            &unseen
        } else {
            &outcome.seen
        };
        let sights = Sights {
            from_s,
            to_s,
            rate: rates.iter().sum(),
            usual_rate: usual.iter().sum(),
            scored_share: outcome.scored_share,
            base_rate: outcome.base_rate,
            null_share: outcome.null_share,
            review_share: outcome.review_share,
            decline_share: outcome.decline_share,
            default_share: outcome.nobody_share,
            latency_p99_ms: outcome.latency_p99_ms,
            ages_s: &outcome.ages_s,
            seen,
            bells: &outcome.bells,
            wait_h: outcome.wait_h,
            estimated_usd_per_1k: if self.estimates {
                self.stage.estimate(outcome, self.school.live_version())
            } else {
                0.0
            },
            labels: arrived,
            label_step_s: self.labels.as_ref().map_or(DAY_S, |(labels, _)| labels.step_s()),
            is_quiet: self.state.running == 0
                && self.plan.world.rotation_per_day == 0.0
                && self.faults.under_way(from_s).next().is_none(),
            day,
        };
        let mut raised: Vec<(usize, Alert)> = Vec::new();
        for (at, watch) in self.watches.iter_mut().enumerate() {
            let mut alerts = Vec::new();
            watch.watch(&sights, &mut alerts);
            raised.extend(alerts.into_iter().map(|alert| (at, alert)));
        }
        raised.sort_by(|a, b| a.1.at_s.total_cmp(&b.1.at_s));
        for (at, alert) in raised {
            self.raise(at, alert);
        }
    }

    /// Labels show what happened when the miss rate of the latest leaves its usual range by three
    /// standard errors.
    fn confirm_by_labels(&mut self, at_s: f64, new: &Arrived) {
        // Nobody knows what had been decided.
        let joined = self.plan.record.decisions;
        if joined <= 0.0 {
            return;
        }
        let quiet = self.faults.under_way(at_s).next().is_none();
        if quiet {
            self.usual.0 += new.missed;
            self.usual.1 += new.positives;
            return;
        }
        let Some((labels, _)) = &self.labels else { return };
        let latest = labels.latest(FEWEST_POSITIVES / joined);
        let (Some(rate), true) = (latest.miss_rate(), self.usual.1 > 0.0) else { return };
        let usual = self.usual.0 / self.usual.1;
        let error = libm::sqrt((usual * (1.0 - usual) / (joined * latest.positives)).max(1e-12));
        if joined * latest.positives < FEWEST_POSITIVES || (rate - usual).abs() < 3.0 * error {
            return;
        }
        let unconfirmed: Vec<_> = self
            .faults
            .under_way(at_s)
            .filter(|&of| self.faults.stories[of].labels_confirm_s.is_none())
            .collect();
        for of in unconfirmed {
            self.faults.stories[of].labels_confirm_s = Some(at_s);
            let node = self.labels.as_ref().map_or(String::new(), |(_, id)| id.clone());
            let text = format!("{:.0} % of labelled positives had been approved.", 100.0 * rate);
            self.faults.mark(of, at_s, MarkKind::LabelsConfirm, &node, text, &mut self.marks);
        }
    }

    /// Where no monitor spoke, somebody reads the labels of a day.
    pub(super) fn read_labels(&mut self, at_s: f64) {
        let stories = &self.faults.stories;
        let is_news = |&of: &usize| {
            stories[of].labels_confirm_s.is_some() && stories[of].detected_s.is_none()
        };
        let news: Vec<_> = self.faults.under_way(at_s).filter(is_news).collect();
        for of in news {
            self.faults.detect(of, at_s, "labels");
            if self.faults.responses[of].is_none() {
                self.respond(of, at_s, None, 0.0);
            }
        }
    }
}
