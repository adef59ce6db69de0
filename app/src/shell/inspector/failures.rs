//! When something is missing: what the drawn design then does, what is meant to happen, and where
//! the two differ.

use leptos::prelude::*;
use windtunnel_design::Command;
use windtunnel_design::failures::{
    Cell, CellPlan, FailurePlan, Matrix, Remedy, Stakes, State, matrix,
};

use crate::canvas::commands;
use crate::store::{Selection, Store};
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, select_input, text_input};
use crate::ui::{Icon, each, icon};

/// So many decisions, and so many parts of each, are shown at first: each part has menus of its own.
const FIRST: (usize, usize) = (4, 24);

/// The matrix.
pub(super) fn failures(store: Store) -> AnyView {
    let matrix = Memo::new(move |_| matrix(&store.still()));
    let decisions = Memo::new(move |_| {
        matrix.with(|it| if it.rows.is_empty() { Vec::new() } else { it.decisions.clone() })
    });
    let empty = move || {
        let none = decisions.with(Vec::is_empty);
        none.then(|| view! { <p class="quiet">"Nothing here scores or brings data."</p> })
    };
    view! {
        <p class="quiet">
            "What the design does by itself when a part of it cannot be had, and what is meant to "
            "happen. The simulator does what is drawn."
        </p>
        {empty}
        {first_of(FIRST.0, decisions, move |sink| decision(store, matrix, sink))}
    }
    .into_any()
}

/// A view for each of the first so many ids, and a button for the others.
fn first_of(
    first: usize,
    ids: Memo<Vec<String>>,
    show: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let most = RwSignal::new(first);
    let shown = move || ids.with(|ids| ids.iter().take(most.get()).cloned().collect());
    let rest = move || {
        let rest = ids.with(Vec::len).saturating_sub(most.get());
        (rest > 0).then(|| {
            view! {
                <button
                    type="button"
                    class="button framed"
                    on:click=move |_| most.set(usize::MAX)
                >
                    {format!("Show {rest} more")}
                </button>
            }
        })
    };
    view! {
        {each(shown, show)}
        {rest}
    }
    .into_any()
}

/// One decision: how much hangs on it, and what happens without each part.
fn decision(store: Store, matrix: Memo<Matrix>, sink: String) -> AnyView {
    let sink = StoredValue::new(sink);
    let name = Memo::new(move |_| sink.with_value(|sink| store.still().label(sink)));
    let plan = move || plan_of(store, &sink.get_value());
    let parts = Memo::new(move |_| {
        let sink = sink.get_value();
        matrix.with(|it| {
            let column = it.decisions.iter().position(|id| *id == sink);
            let matters =
                |column: usize| it.rows.iter().filter(move |row| row.cells[column].is_some());
            column.into_iter().flat_map(matters).map(|row| row.node.clone()).collect::<Vec<_>>()
        })
    });
    let ids = FieldIds::new();
    let stakes = Memo::new(move |_| {
        let document = store.still();
        let plan = sink.with_value(|sink| document.failure_plans.get(sink));
        plan.and_then(|plan| plan.stakes).map_or("", Stakes::word).to_owned()
    });
    let options = Stakes::ALL.map(|it| (it.word().to_owned(), it.label().to_owned()));
    let options = [(String::new(), "not said".to_owned())].into_iter().chain(options).collect();
    let set = Callback::new(move |word: String| {
        let stakes = Stakes::ALL.into_iter().find(|it| it.word() == word);
        set_plan(store, "Set the stakes", &sink.get_value(), FailurePlan { stakes, ..plan() }).ok();
    });
    let select = select_input(&ids, Signal::stored(options), stakes.into(), set);
    let filled =
        move || matrix.with_untracked(|it| it.filled(&store.document_now(), &sink.get_value()));
    let is_blank = Memo::new(move |_| {
        // How much hangs on it is no part of the matrix.
        matrix.track();
        stakes.track();
        filled().is_some()
    });
    let fill = move |_| {
        if let Some(plan) = filled() {
            set_plan(store, "Fill in the usual answers", &sink.get_value(), plan).ok();
        }
    };
    let heading =
        move || (matrix.with(|it| it.decisions.len()) > 1).then(|| view! { <h4>{name.get()}</h4> });
    let show = move |node| part(Place { store, matrix, sink, node: StoredValue::new(node) }, name);
    view! {
        <div class="failures" role="group" aria-label=move || name.get()>
            {heading}
            {field(&ids, "Stakes", false, Signal::stored(None), select, ().into_any())}
            <button
                type="button"
                class="button framed"
                hidden=move || stakes.with(String::is_empty)
                disabled=move || !is_blank.get()
                on:click=fill
            >
                "Fill in the usual answers"
            </button>
            {first_of(FIRST.1, parts, show)}
        </div>
    }
    .into_any()
}

/// What is planned at a sink.
fn plan_of(store: Store, sink: &str) -> FailurePlan {
    store.document_now().failure_plans.get(sink).cloned().unwrap_or_default()
}

fn set_plan(store: Store, step: &str, sink: &str, plan: FailurePlan) -> Result<(), String> {
    let command = Command::SetFailurePlan(sink.to_owned(), plan);
    store.run_command(step, &command).map_err(|rejection| rejection.to_string())
}

/// A cell of the matrix.
#[derive(Clone, Copy)]
struct Place {
    store: Store,
    matrix: Memo<Matrix>,
    sink: StoredValue<String>,
    node: StoredValue<String>,
}

impl Place {
    /// The cell, tracked.
    fn cell(self) -> Option<Cell> {
        let (sink, node) = (self.sink.get_value(), self.node.get_value());
        self.matrix.with(|it| it.cell(&sink, &node).cloned())
    }

    /// Changes what is planned.
    fn change(self, step: &str, change: impl FnOnce(&mut Option<CellPlan>)) -> Result<(), String> {
        let (sink, node) = (self.sink.get_value(), self.node.get_value());
        let mut plan = plan_of(self.store, &sink);
        let mut cell = plan.cells.remove(&node);
        change(&mut cell);
        plan.cells.extend(cell.map(|cell| (node, cell)));
        set_plan(self.store, step, &sink, plan)
    }
}

/// A menu of standard answers whose name is read out only: what it is about stands above it.
fn menu(
    ids: &FieldIds,
    name: Signal<String>,
    none: &str,
    value: Signal<String>,
    set: impl Fn(Option<Remedy>) + Send + Sync + 'static,
) -> AnyView {
    let words = Remedy::ALL.map(|it| (it.word().to_owned(), it.label().to_owned()));
    let options = [(String::new(), none.to_owned())].into_iter().chain(words).collect();
    let set = Callback::new(move |word: String| {
        set(Remedy::ALL.into_iter().find(|it| it.word() == word));
    });
    view! {
        <label class="visually-hidden" for=ids.control.clone()>{move || name.get()}</label>
        {select_input(ids, Signal::stored(options), value, set)}
    }
    .into_any()
}

/// One part: what is planned without it, and what is drawn.
fn part(place: Place, decision: Memo<String>) -> AnyView {
    let store = place.store;
    let cell = Memo::new(move |_| place.cell());
    let plan = move || cell.with(|cell| cell.as_ref().and_then(|cell| cell.plan.clone()));
    let name = Memo::new(move |_| place.node.with_value(|node| store.still().label(node)));
    let sort = matrix_sort(place);
    let about = move || format!("If {} is missing, for {}", name.get(), decision.get());
    let (ids, then_ids) = (FieldIds::new(), FieldIds::new());
    let answer = Memo::new(move |_| plan().map_or("", |it| it.answer.word()).to_owned());
    let then =
        Memo::new(move |_| plan().and_then(|it| it.then).map_or("", Remedy::word).to_owned());
    let set_answer = move |chosen: Option<Remedy>| {
        // What is not allowed is told by the store.
        place
            .change("Plan for a failure", |plan| {
                *plan = chosen.map(|answer| {
                    let (then, note) =
                        plan.take().map_or((None, String::new()), |it| (it.then, it.note));
                    CellPlan { answer, then: then.filter(|_| answer != Remedy::Accept), note }
                });
            })
            .ok();
    };
    let set_then = move |then: Option<Remedy>| {
        let put = |plan: &mut Option<CellPlan>| plan.iter_mut().for_each(|it| it.then = then);
        place.change("Plan for a failure", put).ok();
    };
    let select = menu(&ids, Signal::derive(about), "as drawn", answer.into(), set_answer);
    let goes_on = Memo::new(move |_| plan().is_some_and(|plan| plan.answer != Remedy::Accept));
    let next = move || {
        let name = Signal::derive(move || format!("{}: then", about()));
        goes_on.get().then(|| menu(&then_ids, name, "then nothing else", then.into(), set_then))
    };
    view! {
        <div class="failure" role="group" aria-label=move || name.get()>
            <p><strong>{move || name.get()}</strong> " " <small>{sort}</small></p>
            {select}
            {next}
            <div id=ids.note>{move || cell.get().map(|cell| said(store, &cell))}</div>
            {note(place, Memo::new(move |_| plan().map(|it| it.note)))}
        </div>
    }
    .into_any()
}

/// What sort of part it is; a node keeps its kind.
fn matrix_sort(place: Place) -> &'static str {
    let node = place.node.get_value();
    place.matrix.with_untracked(|it| {
        it.rows.iter().find(|row| row.node == node).map_or("", |row| row.sort.label())
    })
}

/// What is drawn, how it fits what is planned, and what can be done about it.
fn said(store: Store, cell: &Cell) -> AnyView {
    let (is_well, words) = match cell.state {
        State::Fine => (true, String::new()),
        State::Blank => (false, String::new()),
        State::NotDrawn(remedy) => (false, format!("Planned, not drawn: {}.", remedy.label())),
        State::Otherwise => (false, "Drawn is something else than planned.".to_owned()),
        State::InWords => (true, "In words only: no drawing shows it.".to_owned()),
        State::Accepted => (true, "Accepted.".to_owned()),
        State::NoReason => (false, "Accepted by whom, and why? Write it into the note.".to_owned()),
    };
    let document = store.document_now();
    let around = cell.way.clone().map(|way| {
        let to = document.label(&way.to);
        // What is not allowed is told by the store.
        let draw = move |_| drop(store.run_command("Draw a fallback", &way.command));
        view! {
            <button type="button" class="button small framed" on:click=draw>
                {format!("Use {to}")}
            </button>
        }
    });
    let fix = (!is_well && cell.state != State::NoReason).then(|| {
        let at = cell.drawn.at.clone();
        let name = document.label(&at);
        let go = move |_| {
            commands::reveal(store, &at);
            store.session.selection.set(Selection::node(&at));
        };
        view! {
            <button
                type="button"
                class="button small framed"
                aria-label=format!("Fix at {name}")
                on:click=go
            >
                "Fix"
            </button>
        }
    });
    view! {
        <p class:open=!is_well>
            {icon(if is_well { Icon::Healthy } else { Icon::Warning })}
            {cell.drawn.words.clone()}
        </p>
        <p class="quiet">{words}</p>
        <div class="failure-acts">{around}{fix}</div>
    }
    .into_any()
}

/// A button for a note, and the note.
fn note(place: Place, note: Memo<Option<String>>) -> AnyView {
    let open =
        RwSignal::new(note.with_untracked(|it| it.as_ref().is_some_and(|it| !it.is_empty())));
    let shown = Memo::new(move |_| open.get() && note.with(Option::is_some));
    let input = move || {
        shown.get().then(|| {
            let (ids, draft) = (FieldIds::new(), Draft::new());
            let value = Signal::derive(move || note.get().unwrap_or_default());
            let set = Callback::new(move |text: String| {
                place.change("Note on a failure", |plan| {
                    plan.iter_mut().for_each(|it| it.note.clone_from(&text))
                })
            });
            let control = text_input(&ids, "Note on a failure", 1, value, set, draft);
            field(&ids, "Who, and why", true, draft.error(), control, ().into_any())
        })
    };
    view! {
        <button
            type="button"
            class="button small framed"
            hidden=move || note.with(Option::is_none)
            aria-expanded=move || shown.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            "Note"
        </button>
        {input}
    }
    .into_any()
}
