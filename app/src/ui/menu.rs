//! A button with a sheet of things to do hanging from it, and the sheet alone.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icons::{Icon, icon};

use crate::ui::effect;

/// Milliseconds within which letters belong to one word.
const WORD_MS: f64 = 700.0;

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

/// Menu button with its sheet, which closes when something elsewhere is pressed.
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
    /// Names of the groups; none where a rule is enough.
    #[prop(optional)]
    headings: Vec<&'static str>,
    /// Groups of items, with a rule between them.
    groups: Signal<Vec<Vec<MenuItem>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let close = Callback::new(move |back: bool| {
        open.set(false);
        if let Some(button) = button.get_untracked().filter(|_| back) {
            button.focus().ok();
        }
    });
    close_elsewhere(
        root,
        Callback::new(move |()| {
            open.try_set(false);
        }),
    );
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "ArrowDown" && !open.get_untracked() {
            event.prevent_default();
            open.set(true);
        }
    };
    let label = name.clone();
    let hanging = move || open.get().then(|| sheet(&name, &headings, groups.get(), close));
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
            {hanging}
        </div>
    }
    .into_any()
}

/// Calls back when something outside of an element is pressed.
pub fn close_elsewhere(root: NodeRef<html::Div>, close: Callback<()>) {
    let elsewhere = window_event_listener(leptos::ev::pointerdown, move |event| {
        let Some(root) = root.try_get_untracked().flatten() else { return };
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if !root.contains(target.as_ref()) {
            close.run(());
        }
    });
    on_cleanup(move || elsewhere.remove());
}

/// The sheet: its first item gets the focus, arrow keys walk, letters find, Escape closes.
/// `close` is called with whether the focus should go back to where the sheet came from.
#[must_use]
pub fn sheet(
    name: &str,
    headings: &[&'static str],
    groups: Vec<Vec<MenuItem>>,
    close: Callback<bool>,
) -> AnyView {
    let root = NodeRef::<html::Div>::new();
    let items = move || root.get_untracked().map(|root| focusable_items(&root)).unwrap_or_default();
    // The first item is focused as soon as it is there, so that letters typed at once find theirs.
    let enter = move || {
        if let Some(first) = items().first() {
            first.focus().ok();
        }
    };
    effect(move || match root.get() {
        Some(root) if root.is_connected() => enter(),
        Some(_) => request_animation_frame(enter),
        None => {}
    });
    // The letters typed so far, and when the last of them was.
    let word = StoredValue::new((String::new(), 0.0));
    let on_key = move |event: KeyboardEvent| {
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
                return close.run(true);
            }
            "Tab" => return close.run(false),
            key => {
                let held = event.ctrl_key() || event.meta_key() || event.alt_key();
                if held || key.chars().count() != 1 || key == " " {
                    return;
                }
                let labels: Vec<_> = items
                    .iter()
                    .map(|item| item.text_content().unwrap_or_default().to_lowercase())
                    .collect();
                let letters = word.try_update_value(|(word, at)| {
                    if event.time_stamp() - *at > WORD_MS {
                        word.clear();
                    }
                    word.push_str(&key.to_lowercase());
                    *at = event.time_stamp();
                    word.clone()
                });
                match find(&labels, &letters.unwrap_or_default(), here) {
                    Some(found) => found,
                    None => return event.stop_propagation(),
                }
            }
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(item) = items.get(to) {
            item.focus().ok();
        }
    };
    let shown = groups
        .into_iter()
        .enumerate()
        .filter(|(_, group)| !group.is_empty())
        .map(|(place, group)| {
            let heading = headings.get(place).copied();
            view! {
                {(place > 0 && heading.is_none()).then(|| view! { <hr class="menu-rule" /> })}
                <div role="group" class="menu-group" aria-label=heading>
                    {heading.map(|heading| {
                        view! { <p class="menu-heading" aria-hidden="true">{heading}</p> }
                    })}
                    {group.into_iter().map(|item| item_view(item, close)).collect_view()}
                </div>
            }
        })
        .collect_view();
    view! {
        <div
            class="menu-sheet"
            role="menu"
            aria-label=name.to_owned()
            node_ref=root
            on:keydown=on_key
        >
            <div class="menu-groups">{shown}</div>
        </div>
    }
    .into_any()
}

/// The next of the labels, after where the focus is, that begins with the letters. A letter typed
/// again and again walks through all that begin with it.
fn find(labels: &[String], letters: &str, here: Option<usize>) -> Option<usize> {
    let mut typed = letters.chars();
    let first = typed.next()?;
    let same = typed.all(|letter| letter == first);
    let sought = if same { &letters[..first.len_utf8()] } else { letters };
    // A longer word may still mean the item that the focus is on.
    let start = here.map_or(0, |at| if same { at + 1 } else { at });
    let count = labels.len();
    (0..count).map(|step| (start + step) % count).find(|&at| labels[at].starts_with(sought))
}

fn item_view(item: MenuItem, close: Callback<bool>) -> AnyView {
    let MenuItem { icon: picture, label, detail, keys, enabled, run } = item;
    view! {
        <button
            type="button"
            class="menu-item"
            role="menuitem"
            tabindex="-1"
            disabled=move || !enabled.get()
            on:click=move |_| {
                close.run(true);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_find_what_begins_with_them() {
        let labels = ["copy", "cut", "connect to…", "delete"].map(str::to_owned);
        assert_eq!(find(&labels, "d", Some(0)), Some(3));
        assert_eq!(find(&labels, "co", Some(0)), Some(0), "where the focus is");
        assert_eq!(find(&labels, "con", Some(0)), Some(2));
        assert_eq!(find(&labels, "c", Some(0)), Some(1), "a letter goes on to the next");
        assert_eq!(find(&labels, "ccc", Some(2)), Some(0));
        assert_eq!((find(&labels, "x", None), find(&[], "x", None)), (None, None));
    }
}
