//! The parts to build from, and what is drawn for people: press to add, or drag to a place.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use windtunnel_design::sim::model::{NodeKind, catalogue};
use windtunnel_design::{Shape, kind_word};

use crate::canvas::{self, commands, edits};
use crate::core::sorted::sort_short;
use crate::core::tool::Fresh;
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// How far a pointer moves before a press is a drag, in pixels.
const DRAG: f64 = 6.0;

/// The heading of what is drawn for people.
const NOTES_GROUP: &str = "Notes";

/// What is drawn for people: name, picture, and what it is for.
const NOTES: [(Shape, &str, Icon, &str); 3] = [
    (Shape::Note, "Note", Icon::Note, "Words for whoever reads the design; it changes no number."),
    (Shape::Frame, "Frame", Icon::Frame, "A border with a title; what stands in it moves along."),
    (Shape::Arrow, "Arrow", Icon::Arrow, "Points at something; no request goes along it."),
];

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let store = use_store();
    let search = RwSignal::new(String::new());
    let open = store.session.palette_open;
    let shown = Memo::new(move |_| matching(&search.get()));
    let groups = move || {
        let (kinds, notes) = (shown.get(), drawn(&search.get()));
        if kinds.is_empty() && notes.is_empty() {
            return view! { <p class="palette-none">"No part is called that."</p> }.into_any();
        }
        let parts = grouped(&kinds).into_iter().chain([(NOTES_GROUP, notes)]);
        let parts = parts.filter(|(_, members)| !members.is_empty());
        let view = |(group, members): (&'static str, Vec<Fresh>)| {
            let items: Vec<AnyView> = members.into_iter().map(|what| item(store, what)).collect();
            view! {
                <section role="group" aria-label=group>
                    <h3 class="palette-group">{group}</h3>
                    {items}
                </section>
            }
        };
        parts.map(view).collect_view().into_any()
    };
    let enter = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            let kind = shown.get_untracked().first().copied().map(Fresh::Node);
            let first = kind.or_else(|| drawn(&search.get_untracked()).first().copied());
            if let Some(what) = first {
                add(store, what);
            }
        }
        "Escape" => search.set(String::new()),
        _ => {}
    };
    let toggle_name = move || if open.get() { "Fold the parts" } else { "Unfold the parts" };
    view! {
        <nav class="palette" class:folded=move || !open.get() aria-label="Parts">
            <div class="panel-head">
                <h2>"Parts"</h2>
                <button
                    type="button"
                    class="button small fold"
                    aria-expanded=move || open.get().to_string()
                    aria-label=toggle_name
                    title=toggle_name
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || icon(if open.get() { Icon::ChevronLeft } else { Icon::ChevronRight })}
                </button>
                <button
                    type="button"
                    class="button sheet-close"
                    aria-label="Close the parts"
                    on:click=move |_| open.set(false)
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <div class="palette-search">
                {icon(Icon::Search)}
                <input
                    class="input"
                    type="search"
                    placeholder="Search"
                    aria-label="Search the parts"
                    prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event))
                    on:keydown=enter
                />
            </div>
            <div class="palette-list">{groups}</div>
        </nav>
    }
    .into_any()
}

fn add(store: Store, what: Fresh) {
    match what {
        Fresh::Node(kind) => commands::add_in_view(store, kind),
        Fresh::Sketch(shape) => edits::add_sketch(store, shape),
    }
}

/// Its name, its picture and what it is for.
fn face(what: Fresh) -> (&'static str, Icon, &'static str) {
    match what {
        Fresh::Node(kind) => {
            let spec = catalogue::node(kind);
            (spec.label, Icon::for_kind(kind), spec.summary)
        }
        Fresh::Sketch(shape) => {
            let [first, ..] = NOTES;
            let (_, name, picture, about) =
                NOTES.into_iter().find(|it| it.0 == shape).unwrap_or(first);
            (name, picture, about)
        }
    }
}

fn item(store: Store, what: Fresh) -> AnyView {
    let (label, picture, about) = face(what);
    let pressed = StoredValue::new((0.0, 0.0));
    let on_down = move |event: PointerEvent| {
        pressed.set_value(place(&event));
        // A finger scrolls the list; it adds by a tap.
        if event.button() == 0 && event.pointer_type() != "touch" {
            canvas::drag_in(store, what, &event);
        }
    };
    let on_click = move |event: MouseEvent| {
        // A drag that ends where it began adds nothing; a key press has no place at all.
        let ((x, y), (from_x, from_y)) = (place(&event), pressed.get_value());
        if event.detail() == 0 || libm::hypot(x - from_x, y - from_y) < DRAG {
            add(store, what);
        }
    };
    let name = format!("Add {label}");
    view! {
        <button
            type="button"
            class="palette-item"
            aria-label=name
            title=about
            on:pointerdown=on_down
            on:click=on_click
        >
            <span class="kind-icon">{icon(picture)}</span>
            <span class="palette-label">{label}</span>
        </button>
    }
    .into_any()
}

fn place(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// Kinds whose name, group, summary or word in files holds the words, best matches first.
fn matching(search: &str) -> Vec<NodeKind> {
    let search = search.trim().to_ascii_lowercase();
    let rank = |kind: &NodeKind| {
        let spec = catalogue::node(*kind);
        let label = spec.label.to_ascii_lowercase();
        if label.starts_with(&search) {
            Some(0)
        } else if label.contains(&search) {
            Some(1)
        } else if kind_word(*kind).contains(&search) {
            Some(2)
        } else if format!("{} {}", spec.group, spec.summary).to_ascii_lowercase().contains(&search)
        {
            Some(3)
        } else {
            None
        }
    };
    let mut found: Vec<_> =
        NodeKind::ALL.into_iter().filter_map(|kind| Some((rank(&kind)?, kind))).collect();
    sort_short(&mut found, |(a, _), (b, _)| a.cmp(b));
    found.into_iter().map(|(_, kind)| kind).collect()
}

/// What is drawn for people and holds the words.
fn drawn(search: &str) -> Vec<Fresh> {
    let search = search.trim().to_ascii_lowercase();
    let holds = |text: &str| text.to_ascii_lowercase().contains(&search);
    let is_meant = |name, about| holds(name) || holds(NOTES_GROUP) || holds(about);
    let found = NOTES.into_iter().filter(|(_, name, _, about)| is_meant(name, about));
    found.map(|(shape, ..)| Fresh::Sketch(shape)).collect()
}

/// Kinds by the catalogue's headings, in the order in which those first appear.
fn grouped(kinds: &[NodeKind]) -> Vec<(&'static str, Vec<Fresh>)> {
    let mut groups: Vec<(&'static str, Vec<Fresh>)> = Vec::new();
    for &kind in kinds {
        let name = catalogue::node(kind).group;
        match groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, members)) => members.push(Fresh::Node(kind)),
            None => groups.push((name, vec![Fresh::Node(kind)])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_finds_names_before_descriptions() {
        assert_eq!(matching("mod")[0], NodeKind::Model);
        assert_eq!(matching("queue").first(), Some(&NodeKind::Service));
        assert!(matching("zebra").is_empty());
        assert_eq!(matching("").len(), NodeKind::ALL.len());
        assert_eq!(matching("llm").first(), Some(&NodeKind::Llm), "by the word of its file");
    }

    #[test]
    fn what_is_drawn_is_found_too() {
        assert_eq!(drawn("arr"), [Fresh::Sketch(Shape::Arrow)]);
        assert_eq!(drawn("").len(), Shape::ALL.len());
        assert!(drawn("zebra").is_empty());
        for shape in Shape::ALL {
            let (name, ..) = face(Fresh::Sketch(shape));
            assert_eq!(drawn(name)[0], Fresh::Sketch(shape), "each has a face of its own");
        }
    }

    #[test]
    fn every_kind_is_in_a_group() {
        let groups = grouped(&NodeKind::ALL);
        assert_eq!(groups.iter().map(|(_, kinds)| kinds.len()).sum::<usize>(), NodeKind::ALL.len());
        let names: Vec<_> = groups.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["World", "Serving", "Data", "Decision", "Safety", "People", "Learning"]);
    }
}
