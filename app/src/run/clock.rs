//! The clock on the wall, and the frames that move the cursor while playing.

use leptos::prelude::*;

use super::transport;
use crate::store::Store;

/// Longest step of real time that one frame makes up for: a tab that was hidden goes on where it
/// was instead of jumping.
const LONGEST_FRAME_MS: f64 = 100.0;

/// Milliseconds since the page was opened.
#[must_use]
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Did the person ask for less motion?
#[must_use]
pub fn prefers_stillness() -> bool {
    web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Moves the cursor on every frame while playing.
pub fn start(store: Store) {
    Effect::new(move |was_playing: Option<bool>| {
        let playing = store.run.playing.get();
        if playing && was_playing != Some(true) {
            next_frame(store, now_ms());
        }
        playing
    });
}

fn next_frame(store: Store, last_ms: f64) {
    request_animation_frame(move || {
        if store.run.playing.try_get_untracked() != Some(true) {
            return;
        }
        let now_ms = now_ms();
        let elapsed_s = (now_ms - last_ms).clamp(0.0, LONGEST_FRAME_MS) / 1_000.0;
        let end_s = transport::horizon_s(store);
        let at = store.run.cursor_s.get_untracked() + elapsed_s * store.run.speed.get_untracked();
        if at >= end_s {
            store.run.playing.set(false);
            store.run.cursor_s.set(end_s);
        } else {
            store.run.cursor_s.set(at);
            next_frame(store, now_ms);
        }
    });
}
