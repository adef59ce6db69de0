//! Measures the time a row takes with a clock that ticks coarsely.
//!
//! Browsers round their clock, often to 0.1 ms and more, and a batch of a small model takes about
//! as long. So batches are timed in laps of as many as take some milliseconds.

use super::protocol::Timing;

/// Batches to run before anything is timed.
pub const WARM_UP_BATCHES: u32 = 5;
/// A lap should take so long that the clock's rounding does not matter.
const LAP_MS: f64 = 5.0;
/// Laps to time, unless they take too long.
const LAPS: usize = 40;
/// Time after which no further lap is begun, once there are a few.
const BUDGET_MS: f64 = 2_500.0;
const FEWEST_LAPS: usize = 5;
/// Batches in a lap at most, and in all, for clocks that hardly tick.
const MOST_BATCHES: u32 = 1 << 12;
const BATCH_BUDGET: u32 = 1 << 16;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Run a lap of so many batches.
    Lap(u32),
    /// There are enough.
    Enough,
}

/// Laps timed so far.
#[derive(Debug, Clone)]
pub struct Stopwatch {
    batch: u32,
    batches_per_lap: u32,
    warm_up_batches: u32,
    spent_ms: f64,
    laps_ms: Vec<f64>,
}

impl Stopwatch {
    /// For batches of so many rows.
    #[must_use]
    pub fn new(batch: u32) -> Self {
        Self {
            batch,
            batches_per_lap: 1,
            warm_up_batches: 0,
            spent_ms: 0.0,
            laps_ms: Vec::with_capacity(LAPS),
        }
    }

    /// Batches were run that do not count.
    pub fn warmed_up(&mut self, batches: u32) {
        self.warm_up_batches += batches;
    }

    /// What to do next.
    #[must_use]
    pub fn next(&self) -> Next {
        if self.warm_up_batches < WARM_UP_BATCHES {
            return Next::Lap(WARM_UP_BATCHES - self.warm_up_batches);
        }
        let laps = self.laps_ms.len();
        let batches = self.batches_per_lap.saturating_mul(laps as u32);
        let spent = self.spent_ms >= BUDGET_MS || batches >= BATCH_BUDGET;
        if laps >= LAPS || (laps >= FEWEST_LAPS && spent) {
            Next::Enough
        } else {
            Next::Lap(self.batches_per_lap)
        }
    }

    /// A lap of so many batches took so long.
    pub fn lap(&mut self, batches: u32, took_ms: f64) {
        if self.warm_up_batches < WARM_UP_BATCHES {
            return self.warmed_up(batches);
        }
        self.spent_ms += took_ms;
        if took_ms < LAP_MS && self.laps_ms.is_empty() && self.batches_per_lap < MOST_BATCHES {
            // Too short to be read off this clock: the first lap is taken again, and longer.
            let longer = (LAP_MS / took_ms.max(0.1) * 1.25).clamp(2.0, 16.0);
            let batches_now = (f64::from(self.batches_per_lap) * longer).ceil() as u32;
            self.batches_per_lap = batches_now.min(MOST_BATCHES);
            self.warmed_up(batches);
        } else {
            self.laps_ms.push(took_ms);
        }
    }

    /// Share done, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        let by_laps = self.laps_ms.len() as f64 / LAPS as f64;
        by_laps.max((self.spent_ms / BUDGET_MS).min(0.95)).min(1.0)
    }

    /// What was measured; none without a lap.
    #[must_use]
    pub fn timing(&self) -> Option<Timing> {
        let rows_per_lap = self.batches_per_lap.saturating_mul(self.batch);
        let mut laps_ms = self.laps_ms.clone();
        laps_ms.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (laps_ms.len().checked_sub(1)? as f64);
            Some(laps_ms[place.round() as usize] / f64::from(rows_per_lap.max(1)))
        };
        Some(Timing {
            p50_ms_per_row: at(0.5)?,
            p90_ms_per_row: at(0.9)?,
            laps: laps_ms.len() as u32,
            rows_per_lap,
            batch: self.batch,
            warm_up_batches: self.warm_up_batches,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs to the end with a clock that is rounded down to 0.1 ms; gives the stopwatch and the
    /// time that went by.
    fn run(ms_per_batch: f64) -> (Stopwatch, f64) {
        let mut watch = Stopwatch::new(256);
        let mut now_ms = 0.0_f64;
        for _ in 0..10_000 {
            let Next::Lap(batches) = watch.next() else { return (watch, now_ms) };
            let read = |ms: f64| (ms * 10.0).floor() / 10.0;
            let before = read(now_ms);
            now_ms += f64::from(batches) * ms_per_batch;
            watch.lap(batches, read(now_ms) - before);
        }
        panic!("never enough");
    }

    #[test]
    fn a_quick_model_is_timed_in_long_laps() {
        let (watch, took_ms) = run(0.03);
        let timing = watch.timing().expect("laps");
        assert!((timing.p50_ms_per_row * 256.0 / 0.03 - 1.0).abs() < 0.05, "{timing:?}");
        assert!(timing.p90_ms_per_row >= timing.p50_ms_per_row);
        assert_eq!(timing.laps, 40);
        assert!(timing.warm_up_batches >= WARM_UP_BATCHES && took_ms < 1_500.0, "{took_ms}");
    }

    #[test]
    fn a_slow_model_is_not_timed_for_ever() {
        let (watch, took_ms) = run(900.0);
        assert_eq!(watch.timing().expect("laps").laps, 5);
        assert!(took_ms < 11_000.0, "{took_ms}");
        assert!(watch.share() > 0.9);
    }

    #[test]
    fn a_clock_that_stands_still_ends_too() {
        let (watch, _) = run(0.0);
        assert_eq!(watch.timing().expect("laps").p50_ms_per_row, 0.0);
    }

    #[test]
    fn rows_scored_before_count_as_warm_up() {
        let mut watch = Stopwatch::new(256);
        watch.warmed_up(5);
        assert_eq!(watch.next(), Next::Lap(1));
        assert_eq!(watch.timing(), None);
    }
}
