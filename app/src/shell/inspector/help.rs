//! Keys, gestures, and where the data is.

use leptos::prelude::*;

use super::section;
use crate::shell::actions::{self, Context, Id};
use crate::shell::keys;
use crate::ui::dialog::dialog;
use crate::ui::{Icon, icon};

const GESTURES: [(&str, &str); 13] = [
    ("Add a part", "Press it in the list, or drag it to a place."),
    ("Move", "Drag it; the arrow keys move what is selected. With Ctrl it leaves the grid."),
    ("Copy", "Hold Alt and drag: the links between the copied parts are copied too."),
    ("Connect", "Drag from the dot at its right edge, or choose “Connect to” in the inspector."),
    (
        "Bend or move a link",
        "Select it: pull its line, or its ends to other parts; a bend goes by two clicks. By keys: B \
         adds a bend, arrows move it, Delete takes it out.",
    ),
    (
        "Write",
        "Two clicks on a note, a frame's title, an arrow or a link; or Enter. Escape takes it back.",
    ),
    ("See what can be done", "Press the right button on it, or hold a finger on it."),
    (
        "Select several",
        "Drag a box on the empty canvas, or hold Shift and press; by touch, “Select several”.",
    ),
    (
        "Look elsewhere",
        "Hold Space and drag, use the middle button, scroll, or drag the map; one finger by touch.",
    ),
    ("Come closer", "Turn the wheel of a mouse, Ctrl and scroll, or pinch."),
    ("Choose what the wheel does", "“Wheel: …” in the command palette."),
    ("Travel in time", "Drag the cursor of the timeline; canvas and charts follow."),
    ("Change a number", "Type it, or press the up and down keys; Escape takes it back."),
];

/// All keys and gestures, as a dialog.
pub(crate) fn keys_sheet(context: Context) -> AnyView {
    let open = context.store.session.dialog;
    let body = view! {
        <div class="dialog-head">
            <h2>"Keys and gestures"</h2>
            <button
                type="button"
                class="button"
                aria-label="Close the keys"
                on:click=move |_| open.set(None)
            >
                {icon(Icon::Close)}
            </button>
        </div>
        <div class="keys-sheet" tabindex="0" role="region" aria-label="All keys and gestures">
            {shortcuts()}
            <section>
                <h3>"By hand"</h3>
                {gestures()}
            </section>
        </div>
        <p class="quiet">
            "Keys without Ctrl or Command act while the canvas has the focus, and none of them \
             while you type."
        </p>
    };
    let close = Callback::new(move |()| open.set(None));
    dialog("Keys and gestures", "keys", close, body.into_any())
}

fn shortcuts() -> AnyView {
    let mac = keys::is_mac();
    let mut groups: Vec<&str> = actions::all().map(|action| action.group).collect();
    groups.dedup();
    groups
        .into_iter()
        .map(|group| {
            let rows = actions::all()
                .filter(|action| action.group == group && !action.keys.is_empty())
                .map(|action| {
                    let keys = action
                        .keys
                        .iter()
                        .map(|key| view! { <kbd>{key.shown(mac)}</kbd> })
                        .collect_view();
                    view! { <div><dt>{action.label}</dt><dd>{keys}</dd></div> }
                })
                .collect_view();
            view! { <section><h3>{group}</h3><dl class="figures keys">{rows}</dl></section> }
        })
        .collect_view()
        .into_any()
}

fn gestures() -> AnyView {
    let rows = GESTURES
        .into_iter()
        .map(|(what, how)| view! { <div><dt>{what}</dt><dd>{how}</dd></div> })
        .collect_view();
    view! { <dl class="gestures">{rows}</dl> }.into_any()
}

/// The help.
pub(super) fn help_panel(context: Context) -> AnyView {
    let save = move |_| context.files.save_file();
    let keys = actions::find(Id::Keys);
    view! {
        {section(
            "Where is my data?",
            view! {
                <p>
                    "In this browser only, in the local storage of this page: every change is kept, \
                     and a reload brings it back. Nothing is sent to a server; there is none."
                </p>
                <p>
                    "Browsers may clear storage, and other browsers do not see it. For what \
                     matters, save a file. A copied link holds the whole design too."
                </p>
                <button type="button" class="button framed" on:click=save>"Save to a file"</button>
            }
                .into_any(),
        )}
        {section("By hand", gestures())}
        {section(
            "By keys alone",
            view! {
                <p>
                    "Ctrl or Command and K finds everything by its name. The outline lists the \
                     design: parts are added, connected, changed and read there without a pointer."
                </p>
                <button
                    type="button"
                    class="button framed"
                    on:click=move |_| keys.perform(context)
                >
                    "All keys and gestures"
                </button>
            }
                .into_any(),
        )}
    }
    .into_any()
}
