//! What people do with the run: play, step, seek, cancel. Buttons and keys call these.

use leptos::prelude::*;

use crate::store::Store;

/// Speeds on offer, in simulated seconds a real second, with their names.
pub const SPEEDS: [(f64, &str); 10] = [
    (1.0, "real time"),
    (10.0, "10 s per s"),
    (60.0, "1 min per s"),
    (300.0, "5 min per s"),
    (600.0, "10 min per s"),
    (1_800.0, "30 min per s"),
    (3_600.0, "1 h per s"),
    (10_800.0, "3 h per s"),
    (43_200.0, "12 h per s"),
    (86_400.0, "1 day per s"),
];

/// Real seconds in which a whole horizon should play when nobody chose a speed.
const WHOLE_RUN_S: f64 = 40.0;

/// The speed on offer at which this horizon plays in about 40 seconds.
#[must_use]
pub fn default_speed(horizon_s: f64) -> f64 {
    let wanted = (horizon_s / WHOLE_RUN_S).max(1.0);
    let distance = |speed: f64| libm::log(speed / wanted).abs();
    SPEEDS
        .iter()
        .map(|(speed, _)| *speed)
        .min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
        .unwrap_or(1.0)
}

/// Plays or pauses. From the end, playing starts over.
pub fn toggle_play(store: Store) {
    let playing = store.run.playing.get_untracked();
    if !playing {
        play(store);
    } else {
        store.run.playing.set(false);
    }
}

/// Plays from the cursor, or from the start where the cursor is at the end.
pub fn play(store: Store) {
    if store.run.cursor_s.get_untracked() >= horizon_s(store) {
        store.run.cursor_s.set(0.0);
    }
    store.run.playing.set(true);
}

/// One bucket of the time series forward; pauses.
pub fn step(store: Store) {
    move_by_buckets(store, 1.0);
}

/// One bucket back; pauses.
pub fn step_back(store: Store) {
    move_by_buckets(store, -1.0);
}

/// The cursor to the start; pauses.
pub fn reset_cursor(store: Store) {
    store.run.playing.set(false);
    seek(store, 0.0);
}

/// The cursor to this moment, kept within the horizon.
pub fn seek(store: Store, to_s: f64) {
    store.run.cursor_s.set(to_s.clamp(0.0, horizon_s(store)));
}

/// Stops the run being made; the last result stays.
pub fn cancel_run(store: Store) {
    store.run.orders.update(|orders| orders.cancel += 1);
}

/// Runs again, though nothing changed.
pub fn rerun(store: Store) {
    store.run.orders.update(|orders| orders.rerun += 1);
}

/// Length of the run that is shown; before the first, of the one that is set.
#[must_use]
pub fn horizon_s(store: Store) -> f64 {
    let shown = store.run.result.with_untracked(|r| r.as_ref().map(|r| r.horizon_s));
    shown.unwrap_or_else(|| store.document_now().run.horizon_s)
}

/// Width of a bucket of the time series.
#[must_use]
pub fn bucket_s(store: Store) -> f64 {
    let shown = store.run.result.with_untracked(|r| r.as_ref().map(|r| r.series.bucket_s));
    shown.filter(|width| *width > 0.0).unwrap_or_else(|| {
        let run = store.document_now().run;
        run.horizon_s / f64::from(run.buckets.max(1))
    })
}

fn move_by_buckets(store: Store, buckets: f64) {
    store.run.playing.set(false);
    let width = bucket_s(store);
    let at = store.run.cursor_s.get_untracked();
    // From within a bucket, a step lands on the next edge.
    let edge = if buckets > 0.0 { (at / width + 1e-9).floor() } else { (at / width - 1e-9).ceil() };
    seek(store, (edge + buckets) * width);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_plays_in_about_forty_seconds() {
        let seconds = 86_400.0 / default_speed(86_400.0);
        assert!((25.0..70.0).contains(&seconds), "{seconds}");
    }

    #[test]
    fn a_short_run_plays_in_real_time() {
        assert_eq!(default_speed(20.0), 1.0);
    }
}
