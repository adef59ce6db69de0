//! Circuit breakers: after too many failures a caller stops calling for a while.
//!
//! Closed until the failures are too many, then open for a fixed time, then half-open: a few probes
//! decide whether it closes or opens again (domain reference 3.3). Defaults and rules are those of
//! Hystrix (`HystrixCommandProperties`) and resilience4j, see the component catalogue, section 2.

use super::outcomes::{Tally, is_too_much};
use crate::plan::Nanos;

/// When a breaker opens and how it closes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BreakerPlan {
    /// What opens it.
    pub(crate) style: BreakerStyle,
    /// How long it stays open.
    pub(crate) open_for: Nanos,
    /// Calls that may try in half-open, at least 1; a window breaker always takes one, as Hystrix.
    pub(crate) probes: u32,
}

/// What opens a breaker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum BreakerStyle {
    /// So many failures one after the other.
    Consecutive {
        /// Failures in a row.
        failures: u32,
    },
    /// Too large a share of errors in a rolling span of time (Hystrix).
    Window {
        /// Length of the span; it rolls in ten slots.
        span: Nanos,
        /// Calls in the span below which nothing is judged.
        min_calls: u32,
        /// Share of errors that opens it.
        error_share: f64,
    },
    /// Too large a share of errors among the last calls (resilience4j).
    Count {
        /// Calls that are remembered; nothing is judged before there were so many.
        calls: u32,
        /// Share of errors that opens it; also judges the probes.
        error_share: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    Open { since: Nanos },
    HalfOpen { under_way: u32, passed: u32, failed: u32 },
}

/// The breaker of one caller and one target.
#[derive(Debug, Clone)]
pub(crate) struct Breaker {
    plan: BreakerPlan,
    state: State,
    tally: Tally,
    opens: u64,
    open_time: Nanos,
}

impl Breaker {
    /// A closed breaker that has seen nothing.
    #[must_use]
    pub(crate) fn new(mut plan: BreakerPlan) -> Self {
        plan.probes = match plan.style {
            BreakerStyle::Window { .. } => 1,
            BreakerStyle::Consecutive { .. } | BreakerStyle::Count { .. } => plan.probes.max(1),
        };
        let tally = Tally::new(plan.style);
        Self { plan, state: State::Closed, tally, opens: 0, open_time: 0 }
    }

    /// May a call be made now? If so, the caller tells its end by `record` or `forget`.
    pub(crate) fn allows(&mut self, now: Nanos) -> bool {
        if self.state == State::Closed {
            return true;
        }
        self.settle(now);
        match &mut self.state {
            State::Closed => true,
            State::Open { .. } => false,
            State::HalfOpen { under_way, passed, failed } => {
                let is_free = *under_way + *passed + *failed < self.plan.probes;
                *under_way += u32::from(is_free);
                is_free
            }
        }
    }

    /// An allowed call ended well or not.
    ///
    /// While the breaker is open, results of calls made before are ignored; while it is half-open, a
    /// result is taken for a probe's if one is under way (neither library can tell them apart).
    pub(crate) fn record(&mut self, now: Nanos, ok: bool) {
        self.settle(now);
        match &mut self.state {
            State::Open { .. } | State::HalfOpen { under_way: 0, .. } => {}
            State::Closed => {
                if self.tally.add(now, ok) {
                    self.open(now);
                }
            }
            State::HalfOpen { under_way, passed, failed } => {
                *under_way -= 1;
                *passed += u32::from(ok);
                *failed += u32::from(!ok);
                let is_last = *passed + *failed == self.plan.probes;
                let opens = match self.plan.style {
                    BreakerStyle::Count { error_share, .. } => {
                        is_last && is_too_much(*failed, self.plan.probes, error_share)
                    }
                    BreakerStyle::Consecutive { .. } | BreakerStyle::Window { .. } => *failed > 0,
                };
                if opens {
                    self.open(now);
                } else if is_last {
                    self.state = State::Closed;
                }
            }
        }
    }

    /// An allowed call ended without a verdict (cancelled, say): its probe is free again.
    pub(crate) fn forget(&mut self) {
        if let State::HalfOpen { under_way, .. } = &mut self.state {
            *under_way = under_way.saturating_sub(1);
        }
    }

    /// How often it has opened, from closed or from half-open.
    #[must_use]
    pub(crate) fn opens(&self) -> u64 {
        self.opens
    }

    /// Time spent open until now, in nanoseconds; waiting half-open for probes does not count.
    #[must_use]
    pub(crate) fn open_time(&self, now: Nanos) -> u64 {
        match self.state {
            State::Open { since } => self.open_time + (now - since).min(self.plan.open_for),
            State::Closed | State::HalfOpen { .. } => self.open_time,
        }
    }

    /// Does it refuse every call now?
    #[cfg(test)]
    #[must_use]
    pub(crate) fn is_open(&self, now: Nanos) -> bool {
        matches!(self.state, State::Open { since } if now - since < self.plan.open_for)
    }

    fn open(&mut self, now: Nanos) {
        self.state = State::Open { since: now };
        self.opens += 1;
        self.tally.clear();
    }

    /// An open time that has passed ends by itself.
    fn settle(&mut self, now: Nanos) {
        if let State::Open { since } = self.state
            && now - since >= self.plan.open_for
        {
            self.open_time += self.plan.open_for;
            self.state = State::HalfOpen { under_way: 0, passed: 0, failed: 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Purpose, Stream};

    fn breaker(style: BreakerStyle, open_for: Nanos, probes: u32) -> Breaker {
        Breaker::new(BreakerPlan { style, open_for, probes })
    }

    /// Calls one after the other; true where the breaker let it through.
    fn run(breaker: &mut Breaker, calls: &[(Nanos, bool)]) -> Vec<bool> {
        calls
            .iter()
            .map(|&(now, ok)| {
                let is_allowed = breaker.allows(now);
                if is_allowed {
                    breaker.record(now, ok);
                }
                is_allowed
            })
            .collect()
    }

    #[test]
    fn failures_in_a_row_open_and_all_probes_close() {
        let mut breaker = breaker(BreakerStyle::Consecutive { failures: 3 }, 100, 2);
        run(&mut breaker, &[(0, false), (1, false), (2, true), (3, false), (4, false)]);
        assert!(!breaker.is_open(4));
        run(&mut breaker, &[(5, false)]);
        assert!(breaker.is_open(5) && breaker.is_open(104) && !breaker.is_open(105));
        assert_eq!(run(&mut breaker, &[(6, true), (104, true)]), [false, false]);
        // Two probes at once, and no third.
        assert_eq!([105, 106, 107].map(|now| breaker.allows(now)), [true, true, false]);
        breaker.record(108, true);
        assert!(!breaker.allows(109), "a probe's place is taken for good");
        breaker.record(110, true);
        assert!([111, 112, 113].map(|now| breaker.allows(now)).iter().all(|&allowed| allowed));
        assert_eq!((breaker.opens(), breaker.open_time(1000)), (1, 100));
    }

    #[test]
    fn a_failed_probe_opens_again_and_a_forgotten_one_frees_its_place() {
        let mut breaker = breaker(BreakerStyle::Consecutive { failures: 1 }, 10, 1);
        run(&mut breaker, &[(0, false)]);
        assert!(breaker.allows(10) && !breaker.allows(11));
        breaker.forget();
        assert!(breaker.allows(12));
        breaker.record(13, false);
        assert!(breaker.is_open(13) && breaker.is_open(22));
        assert_eq!((breaker.opens(), breaker.open_time(18)), (2, 15));
    }

    #[test]
    fn results_from_before_it_opened_are_ignored() {
        let mut breaker = breaker(BreakerStyle::Consecutive { failures: 2 }, 10, 1);
        run(&mut breaker, &[(0, false), (1, false)]);
        breaker.record(2, true);
        breaker.record(3, false);
        assert_eq!(breaker.opens(), 1);
        breaker.record(12, false);
        assert_eq!(breaker.opens(), 1, "half-open, but no probe is under way");
        assert!(breaker.allows(13));
        breaker.record(14, true);
        run(&mut breaker, &[(15, false)]);
        assert!(!breaker.is_open(15), "the count starts again");
    }

    #[test]
    fn a_window_needs_its_calls_and_forgets_old_ones() {
        let style = BreakerStyle::Window { span: 100, min_calls: 4, error_share: 0.5 };
        let mut quiet = breaker(style, 50, 7);
        run(&mut quiet, &[(0, false), (1, false), (2, false), (100, false), (101, true)]);
        assert_eq!(quiet.opens(), 0, "three errors lie a span back");
        run(&mut quiet, &[(102, true), (103, false)]);
        assert!(quiet.is_open(103));
        assert_eq!([153, 154].map(|now| quiet.allows(now)), [true, false], "one probe");
    }

    #[test]
    fn a_count_judges_probes_by_the_share_of_errors() {
        let style = BreakerStyle::Count { calls: 4, error_share: 0.5 };
        let mut breaker = breaker(style, 10, 3);
        run(&mut breaker, &[(0, false), (1, false), (2, false)]);
        assert!(!breaker.is_open(2));
        run(&mut breaker, &[(3, true)]);
        assert!(breaker.is_open(3));
        run(&mut breaker, &[(13, false), (14, true), (15, true)]);
        assert!(!breaker.is_open(15) && breaker.allows(16), "one error in three is below half");
        assert_eq!(breaker.opens(), 1);
    }

    /// Renewal reward over runs of successes (Feller): p = .3, five in a row, 10 calls a second, 30
    /// seconds open, one probe. 586.46 calls pass from closing to opening; open for .421631.
    #[test]
    fn open_share_and_calls_until_open_are_those_of_the_renewal_cycle() {
        let mut stream = Stream::new(5, 0, "breaker", Purpose::Errors);
        let open_for = 30_000_000_000;
        let mut breaker = breaker(BreakerStyle::Consecutive { failures: 5 }, open_for, 1);
        let mut now = 0;
        let (mut calls, mut start, mut opened) = (0_u32, 0, 0);
        // Of each cycle: calls while closed, time open, time in all.
        let mut cycles: Vec<[f64; 3]> = Vec::new();
        while cycles.len() < 6000 {
            now += (stream.exponential() * 1e8) as Nanos;
            if !breaker.allows(now) {
                continue;
            }
            let was_closed = breaker.state == State::Closed;
            breaker.record(now, stream.uniform() >= 0.3);
            calls += u32::from(was_closed);
            if !was_closed && breaker.state == State::Closed {
                let open = breaker.open_time(now);
                cycles.push([f64::from(calls), (open - opened) as f64, (now - start) as f64]);
                (calls, start, opened) = (0, now, open);
            }
        }
        let count = cycles.len() as f64;
        let share = 0.421_631_000_578_369;
        let check = |residual: &dyn Fn(&[f64; 3]) -> f64| {
            let bias = cycles.iter().map(residual).sum::<f64>() / count;
            let square = cycles.iter().map(|cycle| residual(cycle) * residual(cycle)).sum::<f64>();
            let z = bias * count / libm::sqrt(square);
            assert!(z.abs() < 4.0, "z {z}");
        };
        check(&|cycle| cycle[0] - 586.460_905_349_794_2);
        check(&|cycle| cycle[1] - share * cycle[2]);
        let total = |column: usize| cycles.iter().map(|cycle| cycle[column]).sum::<f64>();
        assert!((total(1) / total(2) - share).abs() < 0.015, "{}", total(1) / total(2));
    }

    proptest! {
        #[test]
        fn window_and_count_judge_as_a_list_of_results_does(
            steps in prop::collection::vec((0_u64..60, any::<bool>()), 1..300),
            min_calls in 1_u32..12,
            share in 0.1..1.0_f64,
        ) {
            let window = BreakerStyle::Window { span: 100, min_calls, error_share: share };
            let count = BreakerStyle::Count { calls: min_calls, error_share: share };
            for style in [window, count] {
                let mut breaker = breaker(style, 1_000_000, 1);
                let mut seen: Vec<(Nanos, bool)> = Vec::new();
                let mut now = 0;
                for &(gap, ok) in &steps {
                    now += gap;
                    seen.push((now, ok));
                    let judged: Vec<bool> = match style {
                        BreakerStyle::Window { .. } => seen
                            .iter()
                            .filter(|(time, _)| time / 10 + 10 > now / 10)
                            .map(|&(_, ok)| ok)
                            .collect(),
                        _ => seen.iter().rev().take(min_calls as usize).map(|&(_, ok)| ok).collect(),
                    };
                    let errors = judged.iter().filter(|&&ok| !ok).count();
                    let opens = judged.len() >= min_calls as usize
                        && errors > 0
                        && errors as f64 / judged.len() as f64 >= share;
                    breaker.record(now, ok);
                    prop_assert_eq!(breaker.is_open(now), opens);
                    if opens {
                        break;
                    }
                }
            }
        }

        #[test]
        fn never_more_probes_than_planned_are_under_way(
            actions in prop::collection::vec((0_u64..5, 0_u8..4), 1..400),
            probes in 1_u32..5,
        ) {
            let mut breaker = breaker(BreakerStyle::Consecutive { failures: 2 }, 20, probes);
            let mut now = 0;
            for (gap, action) in actions {
                now += gap;
                match action {
                    0 | 1 => {
                        let was_open = breaker.is_open(now);
                        let is_allowed = breaker.allows(now);
                        prop_assert!(!(was_open && is_allowed));
                    }
                    2 => breaker.record(now, gap % 2 == 0),
                    _ => breaker.forget(),
                }
                if let State::HalfOpen { under_way, passed, failed } = breaker.state {
                    prop_assert!(under_way + passed + failed <= probes);
                }
                prop_assert!(breaker.open_time(now) <= now);
            }
        }
    }
}
