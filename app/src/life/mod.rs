//! The life of a system over days: what happened, when anybody noticed, and what it cost.
//!
//! - [`series`], [`lanes`], [`tables`], [`money`]: all that is worked out for the screen.
//! - [`axis`]: the timeline; [`decisions`]: single decisions with where they came from.

mod axis;
pub(crate) mod decisions;
mod lanes;
pub(crate) mod money;
mod series;
mod tables;

use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::plan::Diagnostic;

pub(crate) use self::axis::outline;
use self::money::Unit;
use crate::run::dock::table::{Table, table_view};
use crate::store::{DockTab, Store, use_store};
use crate::ui::{Icon, icon};

/// Days that the button of an empty tab asks for.
const DAYS: u32 = 120;

/// What the tab shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// The design has no days of life.
    Nothing,
    /// It is being simulated.
    Waiting,
    /// It cannot be simulated.
    Refused,
    /// It is there.
    Life,
}

/// The tab of the dock.
#[component]
pub fn LifeTab() -> impl IntoView {
    let store = use_store();
    let days = Memo::new(move |_| store.still().run.days);
    let shown = Memo::new(move |_| match &*store.run.life.read() {
        _ if days.get() == 0 => Shown::Nothing,
        None => Shown::Waiting,
        Some(Err(_)) => Shown::Refused,
        Some(Ok(_)) => Shown::Life,
    });
    move || match shown.get() {
        Shown::Nothing => empty(store),
        Shown::Waiting => {
            view! { <p class="dock-empty">"The life appears after the run."</p> }.into_any()
        }
        Shown::Refused => refused(store),
        Shown::Life => life_view(store),
    }
}

fn empty(store: Store) -> AnyView {
    let simulate = move |_| {
        let mut run = store.document_now().run;
        run.days = DAYS;
        // A refusal has been shown as a notice.
        store.run_command("Simulate the life", &Command::SetRun(run)).ok();
    };
    view! {
        <div class="dock-empty">
            <p>
                "The run below is of hours. Here its life over days is simulated: the world drifts, \
                 labels arrive late, versions are trained, monitors fire, people respond. So one \
                 sees what stays hidden while every answer comes in time."
            </p>
            <button type="button" class="button framed" on:click=simulate>
                {icon(Icon::Clock)}
                {format!("Simulate {DAYS} days")}
            </button>
        </div>
    }
    .into_any()
}

fn refused(store: Store) -> AnyView {
    let line = |finding: &Diagnostic| {
        let text = format!("{}: {} {}", finding.place, finding.message, finding.hint);
        view! { <li>{icon(Icon::Warning)} {text}</li> }
    };
    let lines = move || match &*store.run.life.read() {
        Some(Err(findings)) => findings.iter().map(line).collect_view().into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="dock-empty">
            <p>"The life of this design cannot be simulated:"</p>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

fn life_view(store: Store) -> AnyView {
    let life = Memo::new(move |_| newest(store));
    let unit = RwSignal::new(Unit::default());
    let is_old = move || !store.run.is_current.get() || !store.run.life_is_current.get();
    let table = move |of: fn(Store, &Life) -> Option<Table>| {
        move || life.get().and_then(|life| of(store, &life)).map(|table| table_view(&table))
    };
    let books = move || {
        let life = life.get()?;
        money::books(&life, unit.get()).map(|table| table_view(&table))
    };
    let options = Unit::ALL
        .into_iter()
        .map(|(_, name)| view! { <option value=name>{name}</option> })
        .collect_view();
    let choose = move |event| {
        let name = event_target_value(&event);
        let chosen = Unit::ALL.into_iter().find(|(_, other)| *other == name);
        unit.set(chosen.map_or(Unit::default(), |(unit, _)| unit));
    };
    let said = move || {
        let life = life.get()?;
        let lines = tables::labels(&life).into_iter().chain(life.warnings.clone());
        Some(lines.map(|text| view! { <p>{text}</p> }).collect_view())
    };
    view! {
        <div class="life" class:stale=is_old>
            {axis::axis(store, life, is_old)}
            <div class="life-tables">
                {table(|store, life| tables::faults(&store.still(), life))}
                <div>
                    <select class="input" aria-label="Unit of the costs" on:change=choose>
                        {options}
                    </select>
                    {books}
                </div>
                {table(|_, life| tables::versions(life))}
                {table(|store, life| tables::monitors(&store.still(), life))}
                {table(|store, life| tables::distances(&store.still(), life))}
                <div class="life-notes">{said}</div>
            </div>
        </div>
    }
    .into_any()
}

/// The newest life, where there is one.
fn newest(store: Store) -> Option<Arc<Life>> {
    match &*store.run.life.read() {
        Some(Ok(life)) => Some(Arc::clone(life)),
        _ => None,
    }
}

/// The verdict on the life in a line, with a way to all of it; for the headline.
#[component]
pub fn LifeLine() -> impl IntoView {
    let store = use_store();
    let words = Memo::new(move |_| newest(store).map(|life| money::verdict(&life)));
    let show = move |_| {
        store.session.dock_tab.set(DockTab::Life);
        store.session.dock_open.set(true);
    };
    move || {
        words.get().map(|words| {
            view! {
                <p class="headline-life">
                    <span title=words.clone()>{words.clone()}</span>
                    <button type="button" class="button small" on:click=show>"Show the life"</button>
                </p>
            }
        })
    }
}
