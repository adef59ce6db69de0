//! How old the newest visible data is: feeds, streaming pipelines and scheduled tables.
//!
//! All of them worked before the run began. What was visible stays visible: no fault and no repair
//! makes the newest data older than it was (component catalogue, section 2; domain reference 3.8).

use crate::plan::Nanos;

/// Moment of birth of data; below 0 before the run.
type Birth = i64;

const NEVER: Birth = Birth::MIN;

/// A feed that delivers what is known at multiples of an interval, some time later.
///
/// What would have come while it was stopped is lost: a later delivery replaces it.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    interval: Birth,
    lag: Birth,
    late: Birth,
    /// Newest data at the last change.
    seen: Birth,
    is_stopped: bool,
    /// Deliveries before this were lost.
    since: Birth,
}

impl Feed {
    /// A feed in good order; interval 0 is a continuous one.
    #[must_use]
    pub(crate) fn new(interval: Nanos, lag: Nanos) -> Self {
        Self {
            interval: interval as Birth,
            lag: lag as Birth,
            late: 0,
            seen: NEVER,
            is_stopped: false,
            since: NEVER,
        }
    }

    /// Age of the newest visible data.
    #[must_use]
    pub(crate) fn data_age(&self, now: Nanos) -> Nanos {
        age(now, self.newest(now as Birth))
    }

    /// Deliveries cease.
    pub(crate) fn stop(&mut self, now: Nanos) {
        self.seen = self.newest(now as Birth);
        self.is_stopped = true;
    }

    /// Deliveries go on.
    pub(crate) fn resume(&mut self, now: Nanos) {
        if self.is_stopped {
            self.is_stopped = false;
            self.since = now as Birth;
        }
    }

    /// From now on deliveries come so much later than usual (0: as usual).
    pub(crate) fn late_by(&mut self, now: Nanos, by: Nanos) {
        self.seen = self.newest(now as Birth);
        self.late = by as Birth;
    }

    fn newest(&self, now: Birth) -> Birth {
        if self.is_stopped {
            return self.seen;
        }
        let delay = self.lag + self.late;
        let born = match self.interval {
            0 => now - delay,
            interval => (now - delay).div_euclid(interval) * interval,
        };
        let is_delivered = born.saturating_add(delay) >= self.since;
        if is_delivered { born.max(self.seen) } else { self.seen }
    }
}

/// A streaming computation over a window, with a backlog after it stood still.
///
/// Its answers are as old as its lag and half its window (component catalogue), and the backlog. That
/// grows with time while it is stopped, and afterwards shrinks (speed - 1) times as fast.
#[derive(Debug, Clone)]
pub(crate) struct Pipeline {
    delay: Birth,
    late: Birth,
    catch_up: f64,
    seen: Birth,
    is_stopped: bool,
    /// Backlog at the last change, and when that was.
    backlog: Birth,
    changed: Birth,
}

impl Pipeline {
    /// A pipeline without backlog that works through one `catch_up` times as fast as data comes; at 1
    /// or below a backlog stays.
    #[must_use]
    pub(crate) fn new(lag: Nanos, window: Nanos, catch_up: f64) -> Self {
        Self {
            delay: (lag + window / 2) as Birth,
            late: 0,
            catch_up,
            seen: NEVER,
            is_stopped: false,
            backlog: 0,
            changed: 0,
        }
    }

    /// Mean age of the data in its newest answer.
    #[must_use]
    pub(crate) fn data_age(&self, now: Nanos) -> Nanos {
        age(now, self.newest(now as Birth))
    }

    /// It stands still.
    pub(crate) fn stop(&mut self, now: Nanos) {
        self.settle(now as Birth);
        self.is_stopped = true;
    }

    /// It goes on, and catches up.
    pub(crate) fn resume(&mut self, now: Nanos) {
        self.settle(now as Birth);
        self.is_stopped = false;
    }

    /// From now on its data come so much later than usual (0: as usual).
    pub(crate) fn late_by(&mut self, now: Nanos, by: Nanos) {
        self.settle(now as Birth);
        self.late = by as Birth;
    }

    fn settle(&mut self, now: Birth) {
        self.seen = self.newest(now);
        self.backlog = self.backlog_at(now);
        self.changed = now;
    }

    fn newest(&self, now: Birth) -> Birth {
        (now - self.delay - self.late - self.backlog_at(now)).max(self.seen)
    }

    fn backlog_at(&self, now: Birth) -> Birth {
        let passed = now - self.changed;
        if self.is_stopped {
            self.backlog + passed
        } else {
            let caught_up = passed as f64 * (self.catch_up - 1.0).max(0.0);
            (self.backlog - caught_up as Birth).max(0)
        }
    }
}

/// A table that a scheduled job renews; its data are those of the moment at which the job began.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    cut: Birth,
}

impl Table {
    /// A table whose last run before time 0 went well: runs begin at `start` and every `period`
    /// (above 0) before and after it, and take `run`.
    #[must_use]
    pub(crate) fn new(period: Nanos, start: Nanos, run: Nanos) -> Self {
        let periods = (start + run).div_ceil(period);
        Self { cut: start as Birth - (periods * period) as Birth }
    }

    /// A run that began at `cut` has finished well; a run that was overtaken changes nothing.
    pub(crate) fn finish(&mut self, cut: Nanos) {
        self.cut = self.cut.max(cut as Birth);
    }

    /// Age of the data in the table.
    #[must_use]
    pub(crate) fn data_age(&self, now: Nanos) -> Nanos {
        age(now, self.cut)
    }
}

fn age(now: Nanos, born: Birth) -> Nanos {
    now.saturating_add_signed(born.saturating_neg())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_feed_is_as_old_as_its_lag_and_the_last_tick() {
        let feed = Feed::new(60, 5);
        let ages = [0, 4, 5, 6, 64, 65].map(|now| feed.data_age(now));
        assert_eq!(ages, [60, 64, 5, 6, 64, 5]);
        assert_eq!(Feed::new(0, 5).data_age(17), 5);
    }

    #[test]
    fn what_a_stopped_feed_would_have_brought_is_lost() {
        let mut feed = Feed::new(60, 5);
        feed.stop(70);
        assert_eq!([70, 125, 400].map(|now| feed.data_age(now)), [10, 65, 340]);
        // The tick of 360 came at 365 for nobody; that of 420 comes at 425.
        feed.resume(400);
        assert_eq!([400, 424, 425, 426].map(|now| feed.data_age(now)), [340, 364, 5, 6]);
    }

    #[test]
    fn a_late_feed_keeps_what_it_has_shown() {
        let mut feed = Feed::new(60, 5);
        feed.late_by(66, 100);
        // The tick of 120 would have come at 125 and comes at 225.
        assert_eq!([66, 224, 225].map(|now| feed.data_age(now)), [6, 164, 105]);
        feed.late_by(230, 0);
        assert_eq!(feed.data_age(230), 50);
    }

    #[test]
    fn a_pipelines_backlog_grows_and_shrinks() {
        let mut pipeline = Pipeline::new(10, 300, 5.0);
        assert_eq!(pipeline.data_age(1000), 160);
        pipeline.stop(1000);
        assert_eq!(pipeline.data_age(1200), 360);
        pipeline.resume(1400);
        assert_eq!(
            [1400, 1450, 1500, 1600].map(|now| pipeline.data_age(now)),
            [560, 360, 160, 160]
        );
        let mut slow = Pipeline::new(10, 300, 1.0);
        slow.stop(0);
        slow.resume(50);
        assert_eq!(slow.data_age(100_000), 210);
    }

    #[test]
    fn a_late_pipeline_ages_until_the_delay_is_reached() {
        let mut pipeline = Pipeline::new(10, 300, 5.0);
        pipeline.late_by(1000, 100);
        assert_eq!(
            [1000, 1050, 1100, 1500].map(|now| pipeline.data_age(now)),
            [160, 210, 260, 260]
        );
        pipeline.late_by(1500, 0);
        assert_eq!(pipeline.data_age(1500), 160);
    }

    #[test]
    fn a_table_is_as_old_as_the_start_of_its_last_good_run() {
        // Daily at 2, three quarters of an hour (in minutes): yesterday's run is in the table.
        let mut table = Table::new(1440, 120, 45);
        assert_eq!(table.data_age(0), 1320);
        table.finish(120);
        assert_eq!(table.data_age(165), 45);
        table.finish(1560);
        table.finish(120);
        assert_eq!(table.data_age(1605), 45);
        // A run over midnight that began before 0 has not finished yet.
        assert_eq!(Table::new(1440, 1430, 45).data_age(0), 1450);
    }

    proptest! {
        #[test]
        fn data_never_get_older_than_time_passes(
            steps in prop::collection::vec((0_u64..200, 0_u8..4, 0_u64..150), 1..80),
            interval in 0_u64..90,
            lag in 0_u64..40,
            catch_up in 1.0..6.0_f64,
        ) {
            let mut feed = Feed::new(interval, lag);
            let mut pipeline = Pipeline::new(lag, interval, catch_up);
            let mut now = 0;
            let mut before = (feed.data_age(0), pipeline.data_age(0));
            for (gap, action, by) in steps {
                now += gap;
                let reached = (feed.data_age(now), pipeline.data_age(now));
                prop_assert!(reached.0 <= before.0 + gap && reached.1 <= before.1 + gap);
                match action {
                    0 => { feed.stop(now); pipeline.stop(now); }
                    1 => { feed.resume(now); pipeline.resume(now); }
                    2 => { feed.late_by(now, by); pipeline.late_by(now, by); }
                    _ => {}
                }
                before = (feed.data_age(now), pipeline.data_age(now));
                prop_assert!(before.0 <= reached.0 && before.1 <= reached.1, "no fault ages data");
                prop_assert!(before.0 >= lag && before.1 >= lag + interval / 2);
            }
        }
    }
}
