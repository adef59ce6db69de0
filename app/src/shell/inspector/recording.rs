//! Recorded traffic: a file to the parameters of a traffic node.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use windtunnel_design::{limits, trace};

use crate::core::format;
use crate::store::Store;
use crate::ui::{Icon, icon};

/// Bytes read at a time.
const SLICE: f64 = 1_048_576.0;

/// How an import stands.
#[derive(Debug, Clone, PartialEq)]
enum Import {
    Idle,
    /// Share of the file read.
    Reading(f64),
    Failed(String),
}

/// The button that imports a recording, and what there is of one.
pub(super) fn recording(store: Store, id: String) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let import = RwSignal::new(Import::Idle);
    let told = {
        let id = id.clone();
        Memo::new(move |_| {
            let document = store.still();
            let (requests, span_s) = trace::recorded(&document.nodes.get(&id)?.params)?;
            Some(summary(requests, span_s))
        })
    };
    let chosen = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            spawn_local(take(store, id.clone(), file, import));
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let busy = move || matches!(import.get(), Import::Reading(_));
    let state = move || match import.get() {
        Import::Idle => ().into_any(),
        Import::Reading(share) => {
            let words = format!("Reading, {}", format::share_whole(share));
            view! {
                <p class="quiet" role="status">
                    <progress max="1" value=share aria-label="Reading the recording"></progress>
                    {words}
                </p>
            }
            .into_any()
        }
        Import::Failed(reason) => view! {
            <p class="field-error" role="alert">{icon(Icon::Warning)}<span>{reason}</span></p>
        }
        .into_any(),
    };
    view! {
        <div class="recording">
            <button
                type="button"
                class="button framed"
                disabled=busy
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                }
            >
                {icon(Icon::Open)}
                "Import a recording…"
            </button>
            <input
                node_ref=input
                class="visually-hidden"
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                tabindex="-1"
                aria-hidden="true"
                on:change=chosen
            />
            {state}
            <p class="quiet">
                {move || told.get().unwrap_or_else(|| {
                    "A CSV or text file: a time a line, or a time and a count.".to_owned()
                })}
            </p>
        </div>
    }
    .into_any()
}

fn summary(requests: u64, span_s: f64) -> String {
    let requests = format::count(requests as f64);
    format!("{requests} requests over {}", format::duration_s(span_s))
}

async fn take(store: Store, id: String, file: web_sys::File, import: RwSignal<Import>) {
    let fail = |reason: String| drop(import.try_set(Import::Failed(reason)));
    let name = file.name();
    if file.size() > limits::MAX_BYTES as f64 {
        let limit = format::count(limits::MAX_BYTES as f64 / 1e6);
        return fail(format!("“{name}” is larger than {limit} MB."));
    }
    let Some(bytes) = read(&file, import).await else {
        return fail(format!("“{name}” could not be read."));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return fail(format!("“{name}” is no text. Export it as CSV."));
    };
    match trace::parse(&text) {
        Ok(recording) => {
            // The panel may have been left meanwhile: the node decides.
            import.try_set(Import::Idle);
            store.run_command("Import a recording", &recording.command(&id)).ok();
        }
        Err(error) => fail(format!("“{name}”, {error}")),
    }
}

/// The file's bytes, slice by slice, so that the page stays alive and says how far it is.
async fn read(file: &web_sys::File, import: RwSignal<Import>) -> Option<Vec<u8>> {
    let size = file.size();
    let mut bytes = Vec::new();
    let mut from = 0.0;
    while from < size {
        import.try_set(Import::Reading(from / size));
        let to = (from + SLICE).min(size);
        let slice = file.slice_with_f64_and_f64(from, to).ok()?;
        let buffer = JsFuture::from(slice.array_buffer()).await.ok()?;
        bytes.extend(js_sys::Uint8Array::new(&buffer).to_vec());
        from = to;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn a_recording_is_told_in_one_line() {
        assert_eq!(summary(1_234, 7_560.0), "1,234 requests over 2.1 h");
    }
}
