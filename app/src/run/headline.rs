//! The headline above the canvas: the verdict in one sentence, the figures behind it, and the
//! system beside its rivals in money. Numbers of the whole run, and said to be.

mod checks;
mod money;

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::sim::result::{RunResult, Warmup};

use self::checks::Checks;
use self::money::money_table;
use super::status::SHOWN_BEFORE;
use super::verdict::{self, Finding};
use super::{figures, moment};
use crate::core::format;
use crate::life::LifeLine;
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
    let detail = move || match store.run.result.with(Option::is_some) {
        true => SHOWN_BEFORE,
        false => "The verdict appears here.",
    };
    view! {
        <div class="headline-verdict">
            <h2>{sentence}</h2>
            <p class="headline-detail">{detail}</p>
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
    let has_money = !verdict::decides_nothing(result) && verdict::has_costs(&result.money);
    let stale = move || !store.run.is_current.get();
    // Untracked: the figures are of the run, and an edit brings another run soon.
    let figures = figures::figures(&store.document_now(), result).map(figure_view);
    view! {
        <div class=class>
            <h2>{icon(picture)}<span>{verdict.sentence}</span></h2>
            <p class="headline-detail">{verdict.detail}</p>
            <LifeLine />
            <p class="headline-scope">
                <span>{scope}</span>
                {marks(result)}
                <Checks result=Arc::clone(result) />
                <span class="headline-stale" hidden=move || !stale()>"before the last change"</span>
            </p>
        </div>
        <dl class="headline-figures">{figures.collect_view()}</dl>
        {has_money.then(|| money_table(result))}
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

/// What a reader must know before the numbers.
fn marks(result: &RunResult) -> AnyView {
    let mark = |(text, detail): (String, String)| {
        view! {
            <span class="tag failed" title=detail.clone()>
                {icon(Icon::Warning)}
                {text}
                <span class="visually-hidden">{format!(": {detail}")}</span>
            </span>
        }
    };
    reservations(result).into_iter().map(mark).collect_view().into_any()
}

/// Why the numbers must be read with care: a mark and a sentence each.
fn reservations(result: &RunResult) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if result.partial {
        let detail = "The run was stopped before its horizon; the notes among the identities say \
                      why, and what came until then is shown.";
        all.push(("stopped early: partial".to_owned(), detail.to_owned()));
    }
    let saturated: Vec<&str> =
        result.nodes.iter().filter(|node| node.saturated).map(|node| node.id.as_str()).collect();
    if !saturated.is_empty() {
        let names = saturated.join(", ");
        let detail = format!("The queue of {names} kept growing, so means say nothing there.");
        all.push(("saturated".to_owned(), detail));
    }
    if result.warmup == Warmup::NotSettled {
        let detail = "MSER-5 found no settled part in the first half of the run. Run longer.";
        all.push(("not settled".to_owned(), detail.to_owned()));
    }
    all
}

/// What the numbers are about.
fn scope(result: &RunResult) -> String {
    let warmup = match result.warmup {
        _ if result.warmup_s <= 0.0 => String::new(),
        Warmup::Mser5 => {
            format!(" after {} of warm-up, found by MSER-5", moment::length(result.warmup_s))
        }
        _ => format!(" after {} of warm-up", moment::length(result.warmup_s)),
    };
    let (ended, what) = if verdict::decides_nothing(result) {
        (result.requests.outcomes.iter().sum(), "requests")
    } else {
        (result.money.decisions, "decisions")
    };
    format!(
        "Whole run: {} {what} over {}{warmup}",
        format::count(ended as f64),
        moment::length(result.horizon_s - result.warmup_s)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn a_run_that_must_be_read_with_care_says_why() {
        let mut result = fixture::result();
        assert!(reservations(&result).is_empty());
        result.partial = true;
        result.nodes[1].saturated = true;
        result.warmup = Warmup::NotSettled;
        let marks: Vec<_> = reservations(&result).into_iter().map(|(mark, _)| mark).collect();
        assert_eq!(marks, ["stopped early: partial", "saturated", "not settled"]);
        assert!(reservations(&result)[1].1.contains("model-1"));
    }

    #[test]
    fn the_warm_up_is_told_with_how_it_was_found() {
        let mut result = fixture::result();
        assert!(!scope(&result).contains("warm-up"));
        (result.warmup_s, result.warmup) = (3_600.0, Warmup::Mser5);
        assert!(scope(&result).ends_with("after 60 minutes of warm-up, found by MSER-5"));
        result.warmup = Warmup::Given;
        assert!(scope(&result).ends_with("after 60 minutes of warm-up"));
    }
}
