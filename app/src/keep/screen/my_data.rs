//! Where is my data? What is kept, where, how to save it, and how to be rid of it.

use leptos::prelude::*;

use crate::keep::library;
use crate::keep::storage::Browser;
use crate::keep::when::size;
use crate::shell::actions::Context;

/// Letters that browsers let a page keep, or a little less.
const ROOM: usize = 5_000_000;

/// The answer, folded away until somebody asks.
pub(super) fn my_data(context: Context) -> AnyView {
    let desk = context.files.desk;
    let asked = RwSignal::new(false);
    let used = move || {
        desk.changes.track();
        let used = library::used(&Browser::Local);
        format!("{} of about {} are used.", size(used), size(ROOM))
    };
    let erase = move || {
        if !asked.get() {
            let ask = move |_| asked.set(true);
            let name = "Erase everything…";
            return view! {
                <button type="button" class="button framed danger" on:click=ask>{name}</button>
            }
            .into_any();
        }
        let sure = move |_| {
            asked.set(false);
            desk.erase();
        };
        view! {
            <p>"All designs and their versions will be gone for good. Files that you saved stay."</p>
            <p class="choices">
                <button type="button" class="button framed danger" on:click=sure>"Erase for good"</button>
                <button type="button" class="button framed" on:click=move |_| asked.set(false)>
                    "Keep everything"
                </button>
            </p>
        }
        .into_any()
    };
    view! {
        <details class="my-data">
            <summary>"Where is my data?"</summary>
            <p>
                "In this browser, on this device, and nowhere else: nothing is sent anywhere. \
                Another browser or device has none of it, and clearing this site's data in the \
                browser's settings erases it. " {used}
            </p>
            <p>"What must last, or go elsewhere, belongs into a file or a link."</p>
            <p>
                <button
                    type="button"
                    class="button framed"
                    on:click=move |_| context.files.save_file()
                >
                    "Save the open design to a file"
                </button>
            </p>
            {erase}
        </details>
    }
    .into_any()
}
