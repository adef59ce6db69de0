//! A button with a sheet of things to do hanging from it.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icons::{Icon, icon};

/// One thing to do.
#[derive(Clone)]
pub struct MenuItem {
    /// Picture before the label.
    pub icon: Icon,
    /// Name.
    pub label: String,
    /// A sentence below it; may be empty.
    pub detail: String,
    /// Shortcut shown at the end; may be empty.
    pub keys: String,
    /// Can it be done now?
    pub enabled: Signal<bool>,
    /// Does it.
    pub run: Callback<()>,
}

/// Menu button with its sheet. Arrow keys walk, Escape closes, and so does pressing elsewhere.
#[component]
pub fn Menu(
    /// Name of the button.
    #[prop(into)]
    name: String,
    /// Picture on it.
    picture: Icon,
    /// Show the name on the button, not only to assistive technology?
    #[prop(optional)]
    named: bool,
    /// Hang from the right edge?
    #[prop(optional)]
    end: bool,
    /// Groups of items, with a rule between them.
    groups: Signal<Vec<Vec<MenuItem>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let close = move |back: bool| {
        open.set(false);
        if let Some(button) = button.get_untracked().filter(|_| back) {
            button.focus().ok();
        }
    };
    let elsewhere = window_event_listener(leptos::ev::pointerdown, move |event| {
        let inside = root.try_get_untracked().flatten().is_some_and(|root| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            root.contains(target.as_ref())
        });
        if !inside {
            open.try_set(false);
        }
    });
    on_cleanup(move || elsewhere.remove());

    let items = move || root.get_untracked().map(|root| focusable_items(&root)).unwrap_or_default();
    // The first item is focused once it is there.
    Effect::new(move |_| {
        if open.get() {
            request_animation_frame(move || {
                if let Some(first) = items().first() {
                    first.focus().ok();
                }
            });
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if !open.get_untracked() {
            if event.key() == "ArrowDown" {
                event.prevent_default();
                open.set(true);
            }
            return;
        }
        let items = items();
        let here = items.iter().position(|item| item.matches(":focus").unwrap_or(false));
        let last = items.len().saturating_sub(1);
        let to = match event.key().as_str() {
            "ArrowDown" => here.map_or(0, |at| if at == last { 0 } else { at + 1 }),
            "ArrowUp" => here.map_or(last, |at| at.checked_sub(1).unwrap_or(last)),
            "Home" => 0,
            "End" => last,
            "Escape" => {
                event.stop_propagation();
                return close(true);
            }
            "Tab" => return close(false),
            _ => return,
        };
        event.prevent_default();
        if let Some(item) = items.get(to) {
            item.focus().ok();
        }
    };
    let label = name.clone();
    let sheet = move || {
        let name = name.clone();
        open.get().then(|| {
            view! {
                <div class="menu-sheet" role="menu" aria-label=name>
                    {groups
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(place, group)| {
                            view! {
                                {(place > 0).then(|| view! { <hr class="menu-rule" /> })}
                                {group.into_iter().map(|item| item_view(item, close)).collect_view()}
                            }
                        })
                        .collect_view()}
                </div>
            }
        })
    };
    view! {
        <div class="menu" class:end=end node_ref=root on:keydown=on_key>
            <button
                type="button"
                class="button"
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=label.clone()
                title=label.clone()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(picture)}
                {named.then(|| view! { <span class="button-name">{label.clone()}</span> })}
            </button>
            {sheet}
        </div>
    }
    .into_any()
}

fn item_view(item: MenuItem, close: impl Fn(bool) + Copy + 'static) -> AnyView {
    let MenuItem { icon: picture, label, detail, keys, enabled, run } = item;
    view! {
        <button
            type="button"
            class="menu-item"
            role="menuitem"
            tabindex="-1"
            disabled=move || !enabled.get()
            on:click=move |_| {
                close(true);
                run.run(());
            }
        >
            {icon(picture)}
            <span>{label}</span>
            {(!keys.is_empty()).then(|| view! { <kbd aria-hidden="true">{keys}</kbd> })}
            {(!detail.is_empty()).then(|| view! { <small>{detail}</small> })}
        </button>
    }
    .into_any()
}

fn focusable_items(root: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all("[role=menuitem]:not(:disabled)") else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}
