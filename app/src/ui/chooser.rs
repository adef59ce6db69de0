//! A dialog to choose one of many things by typing a part of its name.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::dialog::dialog;
use super::icons::{Icon, icon};
use crate::core::fuzzy::distance;
use crate::ui::effect;

/// More than this are not shown: nobody reads further, who can type a letter more.
const MOST: usize = 60;

/// Something to choose.
#[derive(Clone)]
pub struct Choice {
    /// Picture before the label.
    pub icon: Icon,
    /// Name.
    pub label: String,
    /// What to know about it; may be empty. Why not, where it is refused.
    pub detail: String,
    /// Shortcut shown at the end; may be empty.
    pub keys: String,
    /// It is shown, but cannot be chosen.
    pub refused: bool,
}

/// Places of the choices that answer what was typed, the closest first.
fn matching(choices: &[Choice], sought: &str) -> Vec<usize> {
    let rank = |choice: &Choice| {
        // A name counts more than what is said about it, what can be chosen more than what cannot.
        let far = distance(sought, &choice.label)
            .or_else(|| distance(sought, &choice.detail).map(|far| far + 4))?;
        Some((choice.refused, far))
    };
    let ranked = choices.iter().enumerate().filter_map(|(at, it)| Some((rank(it)?, at)));
    let mut nearest: Vec<((bool, u32), usize)> = Vec::new();
    for (rank, at) in ranked {
        let place = nearest.iter().position(|(other, _)| *other > rank);
        nearest.insert(place.unwrap_or(nearest.len()), (rank, at));
        nearest.truncate(MOST);
    }
    nearest.into_iter().map(|(_, at)| at).collect()
}

/// The dialog. `done` is told the place of what was chosen, or nothing where a person left.
#[must_use]
pub fn chooser(
    name: &'static str,
    hint: &'static str,
    choices: Vec<Choice>,
    done: Callback<Option<usize>>,
) -> AnyView {
    let choices = StoredValue::new(choices);
    let list = NodeRef::<html::Ul>::new();
    let list_id = super::element_id("choices");
    let (sought, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let found =
        Memo::new(move |_| sought.with(|sought| choices.with_value(|all| matching(all, sought))));
    let option_id = {
        let list_id = list_id.clone();
        move |place: usize| format!("{list_id}-{place}")
    };
    let choose = move |place: usize| {
        let chosen = found.with_untracked(|found| found.get(place).copied());
        let allowed =
            |&at: &usize| choices.with_value(|all| all.get(at).is_some_and(|it| !it.refused));
        if let Some(chosen) = chosen.filter(allowed) {
            done.run(Some(chosen));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (here, last) = (at.get_untracked(), found.with_untracked(Vec::len).saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowDown" => {
                if here >= last {
                    0
                } else {
                    here + 1
                }
            }
            "ArrowUp" => here.checked_sub(1).unwrap_or(last),
            "PageDown" => (here + 8).min(last),
            "PageUp" => here.saturating_sub(8),
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                return choose(here);
            }
            _ => return,
        };
        event.prevent_default();
        at.set(to);
    };
    // What the keyboard is on is in view.
    let seen = option_id.clone();
    effect(move || {
        let option = crate::shell::elements::by_id(&seen(at.get()));
        let (Some(list), Some(option)) = (list.get(), option) else { return };
        let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
        if top < list.scroll_top() {
            list.set_scroll_top(top);
        } else if bottom > list.scroll_top() + list.client_height() {
            list.set_scroll_top(bottom - list.client_height());
        }
    });
    let option = option_id.clone();
    let options = move || {
        let found = found.get();
        let option = option.clone();
        choices.with_value(|all| {
            found
                .iter()
                .enumerate()
                .filter_map(|(place, &index)| Some((place, all.get(index)?.clone())))
                .map(|(place, choice)| {
                    let id = option(place);
                    option_view(id, choice, Signal::derive(move || at.get() == place), move || {
                        choose(place)
                    })
                })
                .collect_view()
        })
    };
    let count = move || match found.with(Vec::len) {
        0 => "Nothing is called that.".to_owned(),
        1 => "1 found".to_owned(),
        MOST => format!("{MOST} or more found"),
        count => format!("{count} found"),
    };
    let none = move || found.with(Vec::is_empty);
    let body = view! {
        <div class="chooser-field">
            {icon(Icon::Search)}
            <input
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-label=name
                aria-autocomplete="list"
                aria-expanded=move || (!none()).to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=move || option_id(at.get())
                placeholder=hint
                on:input=move |event| {
                    sought.set(event_target_value(&event));
                    at.set(0);
                }
                on:keydown=on_key
            />
        </div>
        <ul class="chooser-list" id=list_id role="listbox" aria-label=name node_ref=list>{options}</ul>
        <p class="chooser-count" class:none=none role="status">{count}</p>
    };
    let leave = Callback::new(move |()| done.run(None));
    dialog(name, "chooser", leave, body.into_any())
}

fn option_view(
    id: String,
    choice: Choice,
    chosen: Signal<bool>,
    choose: impl Fn() + 'static,
) -> AnyView {
    let Choice { icon: picture, label, detail, keys, refused } = choice;
    view! {
        <li
            id=id
            class="chooser-option"
            role="option"
            aria-selected=move || chosen.get().to_string()
            aria-disabled=refused.then_some("true")
            on:click=move |_| choose()
        >
            {icon(picture)}
            <span>{label}</span>
            {(!keys.is_empty()).then(|| view! { <kbd>{keys}</kbd> })}
            {(!detail.is_empty()).then(|| view! { <small>{detail}</small> })}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(label: &str, detail: &str, refused: bool) -> Choice {
        let (label, detail) = (label.to_owned(), detail.to_owned());
        Choice { icon: Icon::Bolt, label, detail, keys: String::new(), refused }
    }

    #[test]
    fn names_come_before_descriptions_and_what_is_allowed_first() {
        let all = [
            choice("Gateway", "leads to the model", false),
            choice("Model server", "", true),
            choice("Previous model", "", false),
        ];
        assert_eq!(matching(&all, "model"), [2, 0, 1]);
        assert_eq!(matching(&all, ""), [0, 2, 1], "else as they are given");
        assert!(matching(&all, "zebra").is_empty());
    }

    #[test]
    fn no_more_are_shown_than_anybody_reads() {
        let all: Vec<_> = (0..3_000).map(|n| choice(&format!("Node {n}"), "", false)).collect();
        assert_eq!(matching(&all, "node").len(), MOST);
        assert_eq!(matching(&all, "node 2999"), [2999]);
    }
}
