//! The truth about past decisions, as it arrives.

use crate::plan::LabelsPlan;

/// Decisions of one day and what can be learnt of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cohort {
    /// All decisions.
    pub(super) decided: f64,
    /// Positives whose truth will be known, and those of them that were approved.
    pub(super) positives: f64,
    pub(super) missed: f64,
    /// Negatives whose truth will be known, and those of them that were declined.
    pub(super) negatives: f64,
    pub(super) flagged: f64,
    /// Share of its positives that labels have shown by now, losses left out.
    pub(super) known: f64,
    /// Mean direction of the truth, as the sum of its cosine and sine over positives.
    pub(super) toward: (f64, f64),
}

/// Labels that arrived on one day, as they were read: losses and mistakes included.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Arrived {
    pub(super) positives: f64,
    pub(super) missed: f64,
    pub(super) negatives: f64,
    pub(super) flagged: f64,
}

impl Arrived {
    pub(super) fn all(&self) -> f64 {
        self.positives + self.negatives
    }

    /// Share of positives that had been approved.
    pub(super) fn miss_rate(&self) -> Option<f64> {
        (self.positives > 0.0).then(|| self.missed / self.positives)
    }
}

/// All cohorts.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    plan: LabelsPlan,
    pub(super) cohorts: Vec<Cohort>,
    pub(super) arrived: Vec<Arrived>,
    /// Share of a cohort's labels that come on each day after the decision.
    by_lag: Vec<f64>,
}

impl Labels {
    pub(super) fn new(plan: LabelsPlan, days: u32) -> Self {
        let longest = (plan.cap_days.min(f64::from(days)) + 2.0) as usize;
        // Decisions lie in the middle of their day.
        let until = |lag: usize| plan.arrived_after(lag as f64 + 0.5);
        let by_lag = (0..longest)
            .map(|lag| if lag == 0 { until(0) } else { until(lag) - until(lag - 1) })
            .collect();
        Self { plan, cohorts: Vec::new(), arrived: Vec::new(), by_lag }
    }

    /// Adds decisions of a class to today's cohort: `n` of them, of which this share was declined.
    pub(super) fn decide(
        &mut self,
        day: usize,
        n: f64,
        base_rate: f64,
        declines: [f64; 2],
        angle: f64,
    ) {
        if self.cohorts.len() <= day {
            self.cohorts.resize(day + 1, Cohort::default());
        }
        let cohort = &mut self.cohorts[day];
        // Those let through to learn from are among the approved already.
        let of_declined = if self.plan.selective { 0.0 } else { 1.0 };
        let (positives, negatives) = (n * base_rate, n * (1.0 - base_rate));
        let coverage = self.plan.coverage;
        let missed = coverage * positives * (1.0 - declines[1]);
        let caught = coverage * positives * declines[1] * of_declined;
        let passed = coverage * negatives * (1.0 - declines[0]);
        let flagged = coverage * negatives * declines[0] * of_declined;
        cohort.decided += n;
        cohort.positives += missed + caught;
        cohort.missed += missed;
        cohort.negatives += passed + flagged;
        cohort.flagged += flagged;
        cohort.toward.0 += (missed + caught) * libm::cos(angle);
        cohort.toward.1 += (missed + caught) * libm::sin(angle);
    }

    /// What arrives on a day, of which these shares of all and of positives are not lost.
    pub(super) fn arrive(&mut self, day: usize, kept: f64, kept_positives: f64) -> Arrived {
        let mut sum = Arrived::default();
        for (lag, &share) in self.by_lag.iter().enumerate().take(day + 1) {
            let Some(cohort) = self.cohorts.get_mut(day - lag) else { continue };
            let share = share * kept;
            let seen = share * kept_positives;
            cohort.known += seen;
            sum.positives += seen * cohort.positives;
            sum.missed += seen * cohort.missed;
            // A positive whose mark is lost reads as a negative.
            let unseen = share * (1.0 - kept_positives);
            sum.negatives += share * cohort.negatives + unseen * cohort.positives;
            sum.flagged += share * cohort.flagged + unseen * (cohort.positives - cohort.missed);
        }
        let noise = self.plan.noise_rate;
        let flip = |own: f64, other: f64| own * (1.0 - noise) + other * noise;
        let arrived = Arrived {
            positives: flip(sum.positives, sum.negatives),
            missed: flip(sum.missed, sum.negatives - sum.flagged),
            negatives: flip(sum.negatives, sum.positives),
            flagged: flip(sum.flagged, sum.positives - sum.missed),
        };
        self.arrived.resize(day + 1, Arrived::default());
        self.arrived[day] = arrived;
        arrived
    }

    /// What a training run on a day learns from decisions between two ages, in days, by the labels
    /// of the evening before. What has no label by then counts as negative.
    pub(super) fn window(&self, day: f64, youngest: f64, oldest: f64) -> Window {
        let mut window = Window::default();
        // Of today no label is read yet.
        let today = libm::floor(day);
        let (from, to) = ((day - oldest).min(today - 0.5), (day - youngest).min(today));
        for (at, cohort) in self.cohorts.iter().enumerate() {
            let middle = at as f64 + 0.5;
            if middle < from || middle > to {
                continue;
            }
            let known = cohort.known;
            window.decided += cohort.decided;
            window.positives += known * cohort.positives;
            window.negatives += cohort.negatives + (1.0 - known) * cohort.positives;
            window.toward.0 += known * cohort.toward.0;
            window.toward.1 += known * cohort.toward.1;
            window.latest = at;
        }
        let noise = self.plan.noise_rate;
        let (positives, negatives) = (window.positives, window.negatives);
        window.positives = positives * (1.0 - noise) + negatives * noise;
        window.negatives = negatives * (1.0 - noise) + positives * noise;
        let all = window.positives.max(f64::MIN_POSITIVE);
        window.purity = positives * (1.0 - noise) / all;
        window
    }

    pub(super) fn coverage(&self) -> f64 {
        self.plan.coverage
    }

    pub(super) fn usd_per_label(&self) -> f64 {
        self.plan.usd_per_label
    }

    /// Mean direction of the truth on a day.
    pub(super) fn angle_on(&self, day: usize) -> f64 {
        self.cohorts.get(day).map_or(0.0, |cohort| libm::atan2(cohort.toward.1, cohort.toward.0))
    }
}

/// Labelled decisions of a stretch of days.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Window {
    pub(super) decided: f64,
    pub(super) positives: f64,
    pub(super) negatives: f64,
    pub(super) toward: (f64, f64),
    /// Share of what is called positive that is.
    pub(super) purity: f64,
    /// Last day in it.
    pub(super) latest: usize,
}

impl Window {
    pub(super) fn base_rate(&self) -> f64 {
        self.positives / (self.positives + self.negatives).max(f64::MIN_POSITIVE)
    }

    pub(super) fn angle(&self) -> f64 {
        libm::atan2(self.toward.1, self.toward.0)
    }

    /// How much of one direction its positives have: 1 where the truth did not turn meanwhile.
    pub(super) fn unity(&self) -> f64 {
        let all = (self.positives * self.purity).max(f64::MIN_POSITIVE);
        (libm::hypot(self.toward.0, self.toward.1) / all).min(1.0)
    }
}
