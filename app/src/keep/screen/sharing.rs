//! A link to the open design: for editing a copy, for looking only, or within another page.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::keep::mode::Mode;
use crate::keep::qr;
use crate::keep::share::CHAT_LIMIT;
use crate::shell::actions::Context;

/// What is shared, with what it is for.
const WAYS: [(Mode, &str); 3] =
    [(Mode::Edit, "To work on a copy"), (Mode::View, "To look only"), (Mode::Embed, "To embed")];

/// The dialog's content.
pub(super) fn sharing(context: Context) -> AnyView {
    let files = context.files;
    let way = RwSignal::new(Mode::Edit);
    let copied = RwSignal::new(None::<bool>);
    let title = context.store.document_now().title.clone();
    let link = Memo::new(move |_| {
        context.store.document_signal().track();
        files.link(way.get())
    });
    let text = {
        let title = title.clone();
        Memo::new(move |_| match way.get() {
            Mode::Embed => snippet(&link.get(), &title),
            _ => link.get(),
        })
    };
    let choices = WAYS.map(|(mode, name)| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="share-way"
                    prop:checked=move || way.get() == mode
                    on:change=move |_| {
                        way.set(mode);
                        copied.set(None);
                    }
                />
                {name}
            </label>
        }
    });
    let length = move || {
        let length = link.with(String::len);
        if length > CHAT_LIMIT {
            format!(
                "{length} characters: some chat programs cut links of this length. A file is safer \
                 there."
            )
        } else {
            format!("{length} characters. The whole design is in it; nothing was sent anywhere.")
        }
    };
    let copy = move |_| {
        files.note_sent();
        wasm_bindgen_futures::spawn_local(async move {
            let text = text.get_untracked();
            copied.try_set(Some(copy(&text).await));
        });
    };
    let said = move || {
        copied.get().map(|done| {
            if done {
                "Copied."
            } else {
                "The browser did not let the page copy it: select it above."
            }
        })
    };
    let share = can_share().then(|| {
        let pass = move |_| {
            files.note_sent();
            pass_on(&title, &link.get_untracked());
        };
        view! { <button type="button" class="button framed" on:click=pass>"Share…"</button> }
    });
    view! {
        <fieldset class="choices">
            <legend class="visually-hidden">"What the link is for"</legend>
            {choices}
        </fieldset>
        <textarea
            class="input kept-link"
            rows="4"
            readonly
            spellcheck="false"
            aria-label="Link"
            prop:value=move || text.get()
            on:focus=move |event| {
                event_target::<web_sys::HtmlTextAreaElement>(&event).select();
            }
        ></textarea>
        <p class="quiet">{length}</p>
        <p class="choices">
            <button type="button" class="button primary" on:click=copy>
                {move || if way.get() == Mode::Embed { "Copy the code" } else { "Copy the link" }}
            </button>
            {share}
            <button type="button" class="button framed" on:click=move |_| files.save_file()>
                "Save to a file"
            </button>
            <span role="status">{said}</span>
        </p>
        <div class="dialog-list">{move || code(&link.get())}</div>
    }
    .into_any()
}

fn code(link: &str) -> AnyView {
    let Some(drawn) = qr::draw(link) else {
        return view! { <p class="quiet">"The link is too long for a QR code."</p> }.into_any();
    };
    let size = drawn.size;
    view! {
        <svg
            class="qr"
            role="img"
            aria-label="QR code of the link"
            viewBox=format!("0 0 {size} {size}")
            shape-rendering="crispEdges"
        >
            <path d=drawn.path />
        </svg>
    }
    .into_any()
}

/// What to put into another page. A title is a person's text: it must not end the attribute.
fn snippet(link: &str, title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<iframe src=\"{link}\" title=\"{title}\" width=\"900\" height=\"560\" loading=\"lazy\">\
         </iframe>"
    )
}

/// The method of this name of the browser's navigator, where there is one.
fn navigator(name: &str) -> Option<JsValue> {
    let found = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str(name)).ok()?;
    (!found.is_undefined()).then_some(found)
}

async fn copy(text: &str) -> bool {
    // Absent where the page is not served securely.
    let Some(clipboard) = navigator("clipboard") else { return false };
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

fn can_share() -> bool {
    navigator("share").is_some()
}

/// Hands the link to what the device shares with.
fn pass_on(title: &str, link: &str) {
    let data = js_sys::Object::new();
    for (key, value) in [("title", title), ("url", link)] {
        // Setting a field of a plain object does not fail.
        js_sys::Reflect::set(&data, &key.into(), &value.into()).ok();
    }
    if let Some(share) = navigator("share").and_then(|it| it.dyn_into::<js_sys::Function>().ok())
        && let Ok(promise) = share.call1(&window().navigator(), &data)
    {
        let promise: js_sys::Promise = promise.unchecked_into();
        wasm_bindgen_futures::spawn_local(async move {
            // A person who thinks better of it is no failure.
            wasm_bindgen_futures::JsFuture::from(promise).await.ok();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn a_title_stays_within_its_attribute() {
        let text = snippet("https://a.example/?embed=1#w2=A", "\"><script>&");
        assert!(text.contains("title=\"&quot;>&lt;script>&amp;\""), "{text}");
    }
}
