//! What if more or fewer requests were positive? Looked up, not simulated; nothing changes until
//! it is applied.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::outlook::BaseRatePoint;

use super::figures;
use super::thresholds::left;
use crate::core::format::{or_dash, share, usd};
use crate::lab::chart::chart_under;
use crate::store::Store;

/// The point nearest to a base rate, by its logarithm.
fn nearest(points: &[BaseRatePoint], base_rate: f64) -> usize {
    let off = |at: &usize| libm::fabs(libm::log(points[*at].base_rate / base_rate.max(1e-12)));
    (0..points.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or_default()
}

/// Costs at a point, in a sentence.
fn told(point: &BaseRatePoint) -> String {
    format!(
        "At {} positive: this system {}, rules {}, do nothing {} per 1,000 decisions.",
        share(point.base_rate),
        or_dash(point.system_usd_per_1k, usd),
        usd(point.rules_usd_per_1k),
        usd(point.do_nothing_usd_per_1k),
    )
}

/// The chart with its slider.
pub(super) fn base_rate(store: Store) -> AnyView {
    let outlook = store.run.outlook;
    let figure = Memo::new(move |_| outlook.with(|it| figures::base_rates(it.as_ref()?)));
    let points = Memo::new(move |_| {
        let of = |it: &std::sync::Arc<windtunnel_design::sim::outlook::Outlook>| {
            Some(it.policy.as_ref()?.base_rates.clone())
        };
        outlook.with(|it| it.as_ref().and_then(of)).unwrap_or_default()
    });
    let own = Memo::new(move |_| {
        let base_rate = store.still().world.base_rate;
        points.with(|points| nearest(points, base_rate))
    });
    // The place of the slider, where it was moved.
    let chosen = RwSignal::new(None::<usize>);
    let last = move || points.with(|points| points.len().saturating_sub(1));
    let at = Memo::new(move |_| chosen.get().unwrap_or_else(|| own.get()).min(last()));
    let point = move || points.with(|points| points.get(at.get()).copied());
    let over = move || {
        let place = move || {
            let last = last().max(1);
            left(at.get() as f64 / last as f64)
        };
        view! { <i class="chart-cursor" aria-hidden="true" style:left=place></i> }.into_any()
    };
    let slide = move |event| chosen.set(event_target_value(&event).parse().ok());
    let apply = move |_| {
        if let Some(point) = point() {
            let mut world = store.document_now().world.clone();
            world.base_rate = super::axis::tidy(point.base_rate, 4);
            let command = Command::SetWorld(Box::new(world));
            // A share of one is always allowed.
            store.run_command("Set base rate", &command).ok();
            chosen.set(None);
        }
    };
    view! {
        <section class="outlook-what-if" hidden=move || figure.with(Option::is_none)>
            {chart_under(figure, over)}
            <div class="outlook-head">
                <input
                    type="range"
                    min="0"
                    max=last
                    step="1"
                    aria-label="Base rate, what if"
                    aria-valuetext=move || point().map(|point| share(point.base_rate))
                    prop:value=move || at.get().to_string()
                    on:input=slide
                />
                <button
                    type="button"
                    class="button small framed"
                    disabled=move || own.get() == at.get()
                    on:click=apply
                >
                    "Apply"
                </button>
            </div>
            <p role="status">{move || point().as_ref().map(told)}</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_begins_where_the_design_is() {
        let point = |base_rate| BaseRatePoint { base_rate, ..BaseRatePoint::default() };
        let points = [point(0.001), point(0.01), point(0.1)];
        assert_eq!(nearest(&points, 0.012), 1);
        assert_eq!(nearest(&points, 0.0), 0);
        assert_eq!(nearest(&[], 0.5), 0);
        assert!(told(&points[1]).starts_with("At 1.0 % positive: this system –, rules $0"));
    }
}
