//! The headline above the canvas: the verdict in one sentence, the figures behind it, and the
//! system beside its rivals in money. Numbers of the whole run, and said to be.

mod checks;
mod money;

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::sim::result::RunResult;

use self::checks::Checks;
use self::money::money_table;
use super::verdict::{self, Finding};
use super::{figures, moment};
use crate::core::format;
use crate::store::{RunStatus, Store, use_store};
use crate::ui::{Icon, icon};

/// The headline.
#[component]
pub fn Headline() -> impl IntoView {
    let store = use_store();
    // The verdict on what was there before says nothing about a design that cannot be run.
    let refused = Memo::new(move |_| matches!(*store.run.status.read(), RunStatus::Refused(_)));
    let body = move || match store.run.result.get() {
        Some(result) if !refused.get() => summary(store, &result),
        _ => waiting(store),
    };
    let stale = move || {
        !refused.get() && !store.run.is_current.get() && store.run.result.with(Option::is_some)
    };
    // On narrow screens the numbers behind the verdict are behind a button.
    let open = RwSignal::new(false);
    let name = move || if open.get() { "Less" } else { "More" };
    view! {
        <section class="headline" class:stale=stale class:open=move || open.get() aria-label="Verdict">
            {body}
            <button
                type="button"
                class="button small headline-more"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {name}
                {move || icon(if open.get() { Icon::ChevronUp } else { Icon::ChevronDown })}
            </button>
        </section>
    }
    .into_any()
}

fn waiting(store: Store) -> AnyView {
    let sentence = move || match &*store.run.status.read() {
        RunStatus::Refused(_) => "This design cannot be run yet.",
        RunStatus::Failed(_) => "The simulator failed.",
        RunStatus::Cancelled => "The run was stopped.",
        RunStatus::ScoringRows => "The model scores its rows…",
        RunStatus::Starting | RunStatus::Idle | RunStatus::Running(_) => "Simulating…",
    };
    view! {
        <div class="headline-verdict">
            <h2>{sentence}</h2>
            <p class="headline-detail">"The verdict appears here."</p>
        </div>
    }
    .into_any()
}

fn summary(store: Store, result: &Arc<RunResult>) -> AnyView {
    let verdict = verdict::of(result);
    let (class, picture) = match verdict.finding {
        Finding::Worth => ("headline-verdict worth", Icon::Healthy),
        Finding::NotWorth => ("headline-verdict not-worth", Icon::Failed),
        Finding::Unclear => ("headline-verdict unclear", Icon::Info),
        Finding::Unknown => ("headline-verdict unclear", Icon::Waiting),
    };
    let scope = scope(result);
    let stale = move || !store.run.is_current.get();
    // Untracked: the figures are of the run, and an edit brings another run soon.
    let figures = figures::figures(&store.document_now(), result).map(figure_view);
    view! {
        <div class=class>
            <h2>{icon(picture)}<span>{verdict.sentence}</span></h2>
            <p class="headline-detail">{verdict.detail}</p>
            <p class="headline-scope">
                <span>{scope}</span>
                <Checks result=Arc::clone(result) />
                <span class="headline-stale" hidden=move || !stale()>"before the last change"</span>
            </p>
        </div>
        <dl class="headline-figures">{figures.collect_view()}</dl>
        {verdict::has_costs(&result.money).then(|| money_table(result))}
    }
    .into_any()
}

fn figure_view(figure: figures::Figure) -> AnyView {
    let has_data = figure.value != format::NOT_ENOUGH;
    let picture = figure.bad.then(|| icon(Icon::Warning));
    view! {
        <div class="headline-figure" class:bad=figure.bad>
            <dt>{figure.label}</dt>
            <dd class="headline-value" class:missing=!has_data>{picture}{figure.value}</dd>
            <dd class="headline-context">{figure.context}</dd>
        </div>
    }
    .into_any()
}

/// What the numbers are about.
fn scope(result: &RunResult) -> String {
    let warmup = if result.warmup_s > 0.0 {
        format!(" after {} of warm-up", moment::length(result.warmup_s))
    } else {
        String::new()
    };
    format!(
        "Whole run: {} decisions over {}{warmup}",
        format::count(result.money.decisions as f64),
        moment::length(result.horizon_s - result.warmup_s)
    )
}
