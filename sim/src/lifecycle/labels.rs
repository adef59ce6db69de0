//! The truth about past decisions, as it arrives.

use crate::plan::{LabelsPlan, Signal};

const DAY_S: f64 = 86_400.0;
const HOUR_S: f64 = 3_600.0;

/// Ages at which the law of the delay is looked at within one step.
const POINTS: u32 = 32;

/// Share of the labels that may be left when no more are waited for.
const NEVER: f64 = 1e-9;

/// Decisions of one step and what can be learnt of them.
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

/// Labels that arrived in one step, as they were read: losses and mistakes included.
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

    pub(super) fn add(&mut self, other: &Self) {
        self.positives += other.positives;
        self.missed += other.missed;
        self.negatives += other.negatives;
        self.flagged += other.flagged;
    }

    /// What a signal counts, and of how many.
    pub(super) fn hits(&self, signal: Signal) -> (f64, f64) {
        match signal {
            Signal::LabelledMissRate => (self.missed, self.positives),
            Signal::LabelledFalseAlarmRate => (self.flagged, self.negatives),
            Signal::BaseRate => (self.positives, self.all()),
            _ => (self.missed + self.flagged, self.all()),
        }
    }

    /// What a signal is; `None` where nothing is counted.
    pub(super) fn share(&self, signal: Signal) -> Option<f64> {
        let (hits, all) = self.hits(signal);
        (all > 0.0).then(|| (hits / all).clamp(0.0, 1.0))
    }

    /// With a share of its labels the wrong way round.
    fn mistaken(self, noise: f64) -> Self {
        let flip = |own: f64, other: f64| own * (1.0 - noise) + other * noise;
        Self {
            positives: flip(self.positives, self.negatives),
            missed: flip(self.missed, self.negatives - self.flagged),
            negatives: flip(self.negatives, self.positives),
            flagged: flip(self.flagged, self.positives - self.missed),
        }
    }
}

/// What was decided, of which truth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decided {
    pub(super) n: f64,
    pub(super) base_rate: f64,
    /// Shares of negatives and positives that were declined.
    pub(super) declines: [f64; 2],
    /// Direction of the truth, in radians.
    pub(super) angle: f64,
}

/// All cohorts.
#[derive(Debug, Clone)]
pub(super) struct Labels {
    plan: LabelsPlan,
    /// Length of a step in seconds: a day, or less where labels are fast.
    step_s: f64,
    pub(super) cohorts: Vec<Cohort>,
    /// What came in each step.
    pub(super) arrived: Vec<Arrived>,
    /// Share of a cohort's labels that come in each step after the decision.
    by_lag: Vec<f64>,
}

impl Labels {
    pub(super) fn new(plan: LabelsPlan, days: u32) -> Self {
        let step_s = match plan.delay_days(0.5) {
            median if median < 0.125 => HOUR_S / 6.0,
            median if median < 3.0 => HOUR_S,
            _ => DAY_S,
        };
        let step_days = step_s / DAY_S;
        // Decisions lie anywhere in their step: at its end they are as old as it is long, at most.
        let until = |lag: usize| {
            let age =
                |at: u32| (lag as f64 + (f64::from(at) + 0.5) / f64::from(POINTS)) * step_days;
            (0..POINTS).map(|at| plan.arrived_after(age(at))).sum::<f64>() / f64::from(POINTS)
        };
        let longest = (plan.cap_days.min(f64::from(days)) / step_days + 2.0) as usize;
        let (mut by_lag, mut before) = (Vec::new(), 0.0);
        while by_lag.len() < longest && before < 1.0 - NEVER {
            let now = until(by_lag.len());
            by_lag.push(now - before);
            before = now;
        }
        Self { plan, step_s, cohorts: Vec::new(), arrived: Vec::new(), by_lag }
    }

    pub(super) fn step_s(&self) -> f64 {
        self.step_s
    }

    /// The part of decisions whose truth will be known.
    fn known(&self, decided: &Decided) -> Cohort {
        let Decided { n, base_rate, declines, angle } = *decided;
        // Those let through to learn from are among the approved already.
        let of_declined = if self.plan.selective { 0.0 } else { 1.0 };
        let coverage = self.plan.coverage;
        let (positives, negatives) = (coverage * n * base_rate, coverage * n * (1.0 - base_rate));
        let missed = positives * (1.0 - declines[1]);
        let passed = negatives * (1.0 - declines[0]);
        let flagged = negatives * declines[0] * of_declined;
        let known = missed + positives * declines[1] * of_declined;
        Cohort {
            decided: n,
            positives: known,
            missed,
            negatives: passed + flagged,
            flagged,
            known: 0.0,
            toward: (known * libm::cos(angle), known * libm::sin(angle)),
        }
    }

    /// What labels of such decisions read in the end.
    pub(super) fn reading(&self, decided: &Decided) -> Arrived {
        let Cohort { positives, missed, negatives, flagged, .. } = self.known(decided);
        Arrived { positives, missed, negatives, flagged }.mistaken(self.plan.noise_rate)
    }

    /// Decisions of a stretch of time.
    pub(super) fn decide(&mut self, (from_s, to_s): (f64, f64), decided: &Decided) {
        let mut at_s = from_s;
        while at_s < to_s {
            let step = libm::floor((at_s + 1e-6) / self.step_s) as usize;
            let end_s = ((step + 1) as f64 * self.step_s).min(to_s);
            let n = decided.n * (end_s - at_s) / (to_s - from_s);
            self.add(step, &self.known(&Decided { n, ..*decided }));
            at_s = end_s.max(at_s + 1e-6);
        }
    }

    fn add(&mut self, step: usize, more: &Cohort) {
        if self.cohorts.len() <= step {
            self.cohorts.resize(step + 1, Cohort::default());
        }
        let cohort = &mut self.cohorts[step];
        cohort.decided += more.decided;
        cohort.positives += more.positives;
        cohort.missed += more.missed;
        cohort.negatives += more.negatives;
        cohort.flagged += more.flagged;
        cohort.toward.0 += more.toward.0;
        cohort.toward.1 += more.toward.1;
    }

    /// What arrives in the steps that end by this time, each with its end; these shares of all and
    /// of positives are not lost.
    pub(super) fn arrive(
        &mut self,
        to_s: f64,
        kept: f64,
        kept_positives: f64,
    ) -> Vec<(f64, Arrived)> {
        let steps = libm::floor((to_s + 1e-6) / self.step_s) as usize;
        let mut new = Vec::new();
        for step in self.arrived.len()..steps {
            let arrived = self.arrive_in(step, kept, kept_positives);
            self.arrived.push(arrived);
            new.push(((step + 1) as f64 * self.step_s, arrived));
        }
        new
    }

    fn arrive_in(&mut self, step: usize, kept: f64, kept_positives: f64) -> Arrived {
        let mut sum = Arrived::default();
        for (lag, &share) in self.by_lag.iter().enumerate().take(step + 1) {
            let Some(cohort) = self.cohorts.get_mut(step - lag) else { continue };
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
        sum.mistaken(self.plan.noise_rate)
    }

    /// The latest labels: as many steps as hold so many positives, but no more than a day's.
    pub(super) fn latest(&self, positives: f64) -> Arrived {
        let mut sum = Arrived::default();
        for step in self.arrived.iter().rev().take((DAY_S / self.step_s) as usize) {
            sum.add(step);
            if sum.positives >= positives {
                break;
            }
        }
        sum
    }

    /// What a training run on a day learns from decisions between two ages, in days, by the labels
    /// of the steps before. What has no label by then counts as negative.
    pub(super) fn window(&self, day: f64, youngest: f64, oldest: f64) -> Window {
        let mut window = Window::default();
        let step = self.step_s / DAY_S;
        // Of the step under way no label is read yet.
        let now = libm::floor(day / step + 1e-6) * step;
        let (from, to) = ((day - oldest).min(now - 0.5 * step), (day - youngest).min(now));
        let middle = |at: usize| (at as f64 + 0.5) * step;
        let first = libm::floor((from / step - 1.0).max(0.0)) as usize;
        for (at, cohort) in self.cohorts.iter().enumerate().skip(first) {
            if middle(at) < from - 1e-9 {
                continue;
            }
            if middle(at) > to + 1e-9 {
                break;
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

    pub(super) fn plan(&self) -> &LabelsPlan {
        &self.plan
    }

    /// Mean direction of the truth in a step.
    pub(super) fn angle_in(&self, step: usize) -> f64 {
        self.cohorts.get(step).map_or(0.0, |cohort| libm::atan2(cohort.toward.1, cohort.toward.0))
    }
}

/// Labelled decisions of a stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Window {
    pub(super) decided: f64,
    pub(super) positives: f64,
    pub(super) negatives: f64,
    pub(super) toward: (f64, f64),
    /// Share of what is called positive that is.
    pub(super) purity: f64,
    /// Last step in it.
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
