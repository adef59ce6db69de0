//! Requests over time as a light area, with what failed on top.

use leptos::prelude::*;

use super::Track;
use crate::run::series;
use crate::store::use_store;

/// Units of the drawing; it is stretched over the track.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 100.0;
/// More points than this cannot be told apart.
const POINTS: usize = 300;

/// The area behind the cursor.
#[component]
pub fn Area(track: Track) -> impl IntoView {
    let store = use_store();
    let paths = Memo::new(move |_| {
        let horizon_s = track.horizon_s.get();
        store.run.result.with(|result| {
            let result = result.as_ref()?;
            let arrived = as_numbers(&result.series.arrived);
            let failed = as_numbers(&result.series.failed);
            let top = arrived.iter().copied().fold(1.0, f64::max);
            let width = WIDTH * result.horizon_s / horizon_s;
            Some((area(&arrived, top, width), area(&failed, top, width)))
        })
    });
    let drawing = move || {
        let (arrived, failed) = paths.get()?;
        Some(view! {
            <path class="timeline-arrived" d=arrived />
            <path class="timeline-failed" d=failed />
        })
    };
    view! {
        <svg
            class="timeline-area"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
        >
            {drawing}
        </svg>
    }
    .into_any()
}

fn as_numbers(counts: &[u32]) -> Vec<f64> {
    counts.iter().copied().map(f64::from).collect()
}

/// An area from the ground to the values, which are spread evenly over the width.
fn area(values: &[f64], top: f64, width: f64) -> String {
    use std::fmt::Write;
    let values = series::thin(values, POINTS);
    let step = width / values.len().max(1) as f64;
    let mut path = format!("M0 {HEIGHT}");
    for (at, value) in values.iter().enumerate() {
        let y = HEIGHT - value / top * HEIGHT;
        // Each value holds over its own interval. Writing to a string cannot fail.
        write!(path, "L{:.1} {y:.1}L{:.1} {y:.1}", at as f64 * step, (at + 1) as f64 * step).ok();
    }
    write!(path, "L{width:.1} {HEIGHT}Z").ok();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_stands_on_the_ground_and_holds_each_value() {
        let path = area(&[1.0, 2.0], 2.0, 1_000.0);
        assert_eq!(path, "M0 100L0.0 50.0L500.0 50.0L500.0 0.0L1000.0 0.0L1000.0 100Z");
        assert_eq!(area(&[], 1.0, 1_000.0), "M0 100L1000.0 100Z");
    }
}
