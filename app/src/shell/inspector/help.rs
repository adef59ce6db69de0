//! Keys, gestures, and where the data is.

use leptos::prelude::*;

use super::section;
use crate::shell::actions::{ACTIONS, Context};
use crate::shell::keys;

const GESTURES: [(&str, &str); 8] = [
    ("Add a part", "Press it in the list, or drag it to a place."),
    ("Move", "Drag it; the arrow keys move what is selected."),
    ("Connect", "Drag from the dot at its right edge, or choose “Connect to” in the inspector."),
    ("Select several", "Hold Shift and press, or hold Shift and drag a frame."),
    ("Look elsewhere", "Drag the empty canvas, or scroll; one finger on a touch screen."),
    ("Come closer", "Ctrl and scroll, or pinch."),
    ("Travel in time", "Drag the cursor of the timeline; canvas and charts follow."),
    ("Change a number", "Type it, or press the up and down keys; Escape takes it back."),
];

/// The help.
pub(super) fn help_panel(context: Context) -> AnyView {
    let mac = keys::is_mac();
    let mut groups: Vec<&str> = ACTIONS.iter().map(|action| action.group).collect();
    groups.dedup();
    let shortcuts = groups
        .into_iter()
        .map(|group| {
            let rows = ACTIONS
                .iter()
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
            view! { <h4>{group}</h4><dl class="figures keys">{rows}</dl> }
        })
        .collect_view();
    let gestures = GESTURES
        .into_iter()
        .map(|(what, how)| view! { <div><dt>{what}</dt><dd>{how}</dd></div> })
        .collect_view();
    let save = move |_| context.files.save_file();
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
        {section("By hand", view! { <dl class="gestures">{gestures}</dl> }.into_any())}
        {section(
            "Keys",
            view! {
                <p class="quiet">
                    "Keys without Ctrl or Command act while the canvas has the focus."
                </p>
                {shortcuts}
            }
                .into_any(),
        )}
    }
    .into_any()
}
