//! What the simulator is doing, in words: progress with a way to stop it, results, refusals.

use std::time::Duration;

use leptos::prelude::*;
use windtunnel_design::sim::plan::{Diagnostic, Severity};
use windtunnel_design::sim::result::RunResult;

use super::transport;
use crate::core::format;
use crate::store::{Panel, RunStatus, Store, use_store};
use crate::ui::{Icon, icon};

/// A run shorter than this shows no progress: it would only flicker.
const SLOW: Duration = Duration::from_millis(300);

/// What is said where a design that has been changed has no result of its own.
pub(super) const SHOWN_BEFORE: &str = "What is shown is the run before the change.";

/// The status in the transport bar.
#[component]
pub fn Status() -> impl IntoView {
    let store = use_store();
    let slow = slow_run(store);
    let phase = Memo::new(move |_| phase(&store.run.status.read()));
    let shown = move || match phase.get() {
        Phase::Running if slow.get() => running(store),
        Phase::Running | Phase::Idle => finished(store),
        Phase::Starting => plain("Loading the simulator…"),
        Phase::ScoringRows => plain("Scoring the rows…"),
        Phase::Refused => refused(store),
        Phase::Failed => failed(store),
        Phase::Cancelled => cancelled(store),
    };
    // Read out on a change of phase only, never on every step of progress.
    let spoken = Memo::new(move |_| match phase.get() {
        Phase::Running if slow.get() => "Simulating.".to_owned(),
        Phase::Running => String::new(),
        Phase::Idle => {
            let done = store.run.result.with(|r| r.as_ref().map(|r| digest(r)));
            done.map_or_else(String::new, |digest| format!("Simulated {digest}."))
        }
        Phase::Starting => "Loading the simulator.".into(),
        Phase::ScoringRows => "Scoring the rows.".into(),
        Phase::Refused | Phase::Failed => told(store),
        Phase::Cancelled => "The run was stopped.".into(),
    });
    view! {
        <div class="transport-status">
            {shown}
            <p class="visually-hidden" role="status" aria-live="polite">{spoken}</p>
        </div>
    }
    .into_any()
}

/// A status without its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Starting,
    Idle,
    ScoringRows,
    Running,
    Refused,
    Failed,
    Cancelled,
}

fn phase(status: &RunStatus) -> Phase {
    match status {
        RunStatus::Starting => Phase::Starting,
        RunStatus::Idle => Phase::Idle,
        RunStatus::ScoringRows => Phase::ScoringRows,
        RunStatus::Running(_) => Phase::Running,
        RunStatus::Refused(_) => Phase::Refused,
        RunStatus::Failed(_) => Phase::Failed,
        RunStatus::Cancelled => Phase::Cancelled,
    }
}

/// Has the run been going on for long enough to say so?
fn slow_run(store: Store) -> RwSignal<bool> {
    let slow = RwSignal::new(false);
    let running = Memo::new(move |_| matches!(*store.run.status.read(), RunStatus::Running(_)));
    Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = timer.flatten() {
            timer.clear();
        }
        slow.set(false);
        if !running.get() {
            return None;
        }
        let say_so = move || {
            slow.try_set(true);
        };
        set_timeout_with_handle(say_so, SLOW).ok()
    });
    slow
}

fn plain(text: &'static str) -> AnyView {
    view! { <p class="transport-note">{text}</p> }.into_any()
}

fn running(store: Store) -> AnyView {
    let percent = Memo::new(move |_| match *store.run.status.read() {
        RunStatus::Running(share) => (share * 100.0).floor().clamp(0.0, 100.0),
        _ => 0.0,
    });
    view! {
        <div
            class="transport-progress"
            role="progressbar"
            aria-label="Simulating"
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().to_string()
        >
            <span style:width=move || format!("{}%", percent.get())></span>
        </div>
        <span class="transport-note">{move || format!("{} %", percent.get())}</span>
        <button
            type="button"
            class="button small framed"
            on:click=move |_| transport::cancel_run(store)
        >
            {icon(Icon::Stop)}
            "Cancel"
        </button>
    }
    .into_any()
}

fn finished(store: Store) -> AnyView {
    let text = move || {
        let run = store.run.result.with(|r| r.as_ref().map(|r| digest(r)))?;
        let took = store.run.took_s.get().map(|s| format!(" in {}", format::duration_s(s)));
        Some(format!("{run}{}", took.unwrap_or_default()))
    };
    view! { <p class="transport-note">{text}</p> }.into_any()
}

fn digest(result: &RunResult) -> String {
    format!(
        "{} requests, {} events",
        format::count(result.requests.arrived as f64),
        format::count(result.events as f64)
    )
}

fn refused(store: Store) -> AnyView {
    let text = move || told(store);
    let show = move |_| {
        store.session.panel.set(Panel::Findings);
        store.session.selection.set(Default::default());
        store.session.inspector_open.set(true);
    };
    view! {
        <p class="transport-note problem" title=text>{icon(Icon::Warning)}<span>{text}</span></p>
        <button type="button" class="button small framed" on:click=show>"Show findings"</button>
    }
    .into_any()
}

fn failed(store: Store) -> AnyView {
    let text = move || told(store);
    view! {
        <p class="transport-note problem" title=text>{icon(Icon::Failed)}<span>{text}</span></p>
        {again(store)}
    }
    .into_any()
}

fn cancelled(store: Store) -> AnyView {
    view! { <p class="transport-note">"Run stopped."</p> {again(store)} }.into_any()
}

fn again(store: Store) -> AnyView {
    view! {
        <button type="button" class="button small framed" on:click=move |_| transport::rerun(store)>
            {icon(Icon::Reset)}
            "Run again"
        </button>
    }
    .into_any()
}

/// What is wrong, and what is shown all the same.
fn told(store: Store) -> String {
    let problem = match &*store.run.status.read() {
        RunStatus::Failed(message) => message.clone(),
        RunStatus::Refused(diagnostics) => cannot_run(diagnostics),
        _ => return String::new(),
    };
    if store.run.result.with(Option::is_some) && !store.run.is_current.get() {
        return format!("{problem} {SHOWN_BEFORE}");
    }
    problem
}

fn cannot_run(diagnostics: &[Diagnostic]) -> String {
    let mut errors = diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(first) = errors.next() else { return "Cannot run.".into() };
    let more = match errors.count() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    format!("Cannot run: {}: {}{more}", first.place, first.message)
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::plan::Place;

    use super::*;

    #[test]
    fn a_refusal_names_the_place_and_counts_the_rest() {
        let finding = |id: &str| Diagnostic::error(Place::Node(id.into()), "is alone.", "");
        let text = cannot_run(&[finding("a"), finding("b"), finding("c")]);
        assert_eq!(text, "Cannot run: node a: is alone. (and 2 more)");
        assert_eq!(cannot_run(&[]), "Cannot run.");
    }

    #[test]
    fn a_run_from_before_the_change_is_said_to_be_one() {
        let store = Store::new(crate::run::fixture::document());
        store.run.status.set(RunStatus::Refused(Vec::new()));
        assert_eq!(told(store), "Cannot run.");
        store.run.result.set(Some(crate::run::fixture::result().into()));
        assert_eq!(told(store), format!("Cannot run. {SHOWN_BEFORE}"));
        store.run.is_current.set(true);
        store.run.status.set(RunStatus::Failed("It broke.".into()));
        assert_eq!(told(store), "It broke.");
    }

    #[test]
    fn a_digest_is_short() {
        let text = digest(&crate::run::fixture::result());
        assert_eq!(text, "86,400 requests, 1.0 M events");
    }
}
