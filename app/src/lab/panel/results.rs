//! What scoring gave: figures and charts.

use leptos::prelude::*;

use super::state::Lab;
use crate::core::format;
use crate::lab::chart::chart;
use crate::lab::figures::{self, auc};
use crate::lab::protocol::{Card, Scored, Timing};

/// The figures, once there are some.
pub(super) fn numbers(lab: Lab) -> AnyView {
    (move || {
        let (whole, card) = (lab.whole.get()?, lab.card.get()?);
        Some(
            view! {
                <section class="inspector-section" aria-label="Results">
                    {figures_of(&whole, &card, lab.use_own.get())}
                </section>
            }
            .into_any(),
        )
    })
    .into_any()
}

/// The charts, once there is something to draw.
pub(super) fn charts(lab: Lab) -> AnyView {
    let ready = Memo::new(move |_| lab.whole.with(Option::is_some));
    (move || ready.get().then(|| all_charts(lab))).into_any()
}

fn all_charts(lab: Lab) -> AnyView {
    let roc = Memo::new(move |_| {
        let changed = lab.changed.get();
        lab.whole.get().map(|whole| figures::roc(&whole, changed.as_ref().map(|(_, s)| &**s)))
    });
    // These two are of the changed rows, where there are any.
    let shown = Memo::new(move |_| {
        lab.changed.with(|changed| changed.as_ref().map(|(_, s)| s.clone())).or(lab.whole.get())
    });
    let scores = Memo::new(move |_| {
        let (shown, card) = (shown.get()?, lab.card.get()?);
        figures::histogram(&shown, &card)
    });
    let calibration =
        Memo::new(move |_| shown.get().and_then(|shown| figures::calibration(&shown)));
    let no_probabilities = move || {
        shown.with(|shown| shown.as_ref().is_some_and(|scored| !scored.probabilities)).then(|| {
            view! {
                <p class="quiet">
                    "Some scores are not from 0 to 1, so they are no probabilities: there is no \
                     histogram and no calibration."
                </p>
            }
        })
    };
    view! {
        <section class="inspector-section lab-charts">
            <h3>"Quality"</h3>
            {chart(roc)}
            {chart(scores)}
            {chart(calibration)}
            {no_probabilities}
        </section>
    }
    .into_any()
}

fn figures_of(whole: &Scored, card: &Card, own: bool) -> AnyView {
    let accuracy = whole.accuracy.map(|accuracy| {
        let note = card.expected_accuracy.map(|card| format!("card: {}", format::share(card)));
        number("Read right", format::share(accuracy), note.filter(|_| !own))
    });
    let note = if own {
        format!("the page's own model: {}", auc(Some(card.expected_auc)))
    } else {
        format!("card: {}", auc(Some(card.expected_auc)))
    };
    view! {
        <dl class="lab-numbers">
            {number("AUC", auc(whole.auc), Some(note))}
            {accuracy}
            {whole.timing.map(|timing| speed(&timing))}
        </dl>
        {whole.timing.map(|timing| how(&timing))}
    }
    .into_any()
}

fn number(name: &'static str, value: String, note: Option<String>) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd class="quiet">{note}</dd>
        </div>
    }
    .into_any()
}

fn speed(timing: &Timing) -> AnyView {
    let note = format!("p90: {}", per_row(timing.p90_ms_per_row));
    number("One row, p50", per_row(timing.p50_ms_per_row), Some(note))
}

/// Microseconds where a row takes less than a hundredth of a millisecond.
fn per_row(ms: f64) -> String {
    if ms <= 0.0 {
        "too short to tell".into()
    } else if ms < 0.0995 {
        format!("{:.4} ms", ms)
    } else {
        format::ms(ms)
    }
}

fn how(timing: &Timing) -> AnyView {
    let text = format!(
        "Measured in this browser, on this device: do not read it as a server’s speed. {} laps of \
         {} rows, {} at once, after {} batches to warm up.",
        timing.laps,
        format::count(timing.rows_per_lap.into()),
        timing.batch,
        timing.warm_up_batches
    );
    view! { <p class="quiet lab-how">{text}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::per_row;

    #[test]
    fn short_times_keep_their_digits() {
        assert_eq!(per_row(0.00213), "0.0021 ms");
        assert_eq!(per_row(0.25), "0.25 ms");
        assert_eq!(per_row(0.0), "too short to tell");
    }
}
