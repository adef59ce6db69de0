//! Where the work lives: this browser's storage, files, links and examples.
//!
//! Opening anything never loses what was open: changed work is kept under a second key and can be
//! brought back. What comes from a link is not kept over a person's own work until it is edited.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use windtunnel_design::{Document, file, limits, templates};

use super::{share, storage};
use crate::canvas::commands;
use crate::store::{Store, Tone};

/// Real time between a change and its keeping.
const CALM: Duration = Duration::from_millis(400);

/// The example that greets a new person.
const FIRST: &str = "card-fraud";

/// What the page starts with.
pub struct Start {
    /// The document to show.
    pub document: Document,
    /// Does it come from a link, so that it must not replace the kept work yet?
    borrowed: bool,
    /// What went wrong on the way, if anything.
    problem: Option<String>,
}

/// The design in the address, else the work kept in this browser, else the first example.
#[must_use]
pub fn initial_document() -> Start {
    let hash = window().location().hash().unwrap_or_default();
    let mut problem = None;
    match share::open(&hash) {
        Some(Ok(document)) => return Start { document, borrowed: true, problem },
        Some(Err(error)) => problem = Some(bad_link(&error)),
        None => {}
    }
    if let Some(text) = storage::read(storage::WORK) {
        match file::open(&text) {
            Ok(document) => return Start { document, borrowed: false, problem },
            Err(error) => {
                // Kept aside, since the next change would write over it.
                storage::write(storage::PREVIOUS, &text).ok();
                problem = Some(format!("The work kept in this browser cannot be opened. {error}"));
            }
        }
    }
    let document = templates::find(FIRST).map(|first| first.document()).unwrap_or_default();
    Start { document, borrowed: false, problem }
}

fn bad_link(error: &share::LinkError) -> String {
    format!("The link cannot be opened: {error}. Ask for it again, or for a file.")
}

/// Handles to the files; one for the page.
#[derive(Clone, Copy)]
pub struct Files {
    store: Store,
    /// The document as it was opened from a file or a link, where it still is: while nothing
    /// differs from it, nothing can be lost.
    opened: StoredValue<Option<Arc<Document>>>,
    /// Was it opened from a link? Then it is kept only once it has been changed.
    borrowed: StoredValue<bool>,
    /// Is there work to bring back?
    pub previous: RwSignal<bool>,
    /// Is bringing back offered just now?
    pub offered: RwSignal<bool>,
    /// Has a failure of storage been told?
    told: StoredValue<bool>,
    /// Is a change waiting to be kept?
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Files {
    /// Begins to keep the work.
    #[must_use]
    pub fn begin(store: Store, start: Start) -> Self {
        let files = Self {
            store,
            opened: StoredValue::new(start.borrowed.then(|| store.document_now())),
            borrowed: StoredValue::new(start.borrowed),
            previous: RwSignal::new(storage::read(storage::PREVIOUS).is_some()),
            offered: RwSignal::new(false),
            told: StoredValue::new(false),
            waiting: StoredValue::new(None),
        };
        if let Some(problem) = start.problem {
            store.notify(Tone::Problem, problem);
        }
        Effect::new(move |earlier: Option<()>| {
            store.document_signal().track();
            if earlier.is_some() {
                files.keep_soon();
            }
        });
        // A page that is closed or put away does not wait.
        let hide = window_event_listener_untyped("pagehide", move |_| files.keep_waiting());
        let hash = window_event_listener_untyped("hashchange", move |_| files.open_address());
        on_cleanup(move || {
            hide.remove();
            hash.remove();
        });
        files
    }

    fn keep_soon(self) {
        let timer = set_timeout_with_handle(move || self.keep_waiting(), CALM).ok();
        let earlier = self.waiting.try_update_value(|waiting| std::mem::replace(waiting, timer));
        if let Some(earlier) = earlier.flatten() {
            earlier.clear();
        }
    }

    fn keep_waiting(self) {
        let timer = self.waiting.try_update_value(Option::take).flatten();
        if let Some(timer) = timer {
            timer.clear();
            self.keep();
        }
    }

    fn keep(self) {
        let document = self.store.document_now();
        if self.borrowed.get_value() {
            if !self.differs(&document) {
                return;
            }
            // From here on it is this person's own work.
            self.borrowed.set_value(false);
            clear_address();
            if let Some(text) = storage::read(storage::WORK) {
                self.put_aside(&text);
            }
        }
        match storage::write(storage::WORK, &file::save(&document)) {
            Ok(()) => self.told.set_value(false),
            Err(reason) if !self.told.get_value() => {
                self.told.set_value(true);
                let text = format!(
                    "Your changes are not being kept, because {reason}. Save a file to be safe."
                );
                self.store.notify(Tone::Problem, text);
            }
            Err(_) => {}
        }
    }

    fn put_aside(self, text: &str) {
        if storage::write(storage::PREVIOUS, text).is_ok() {
            self.previous.set(true);
            self.offered.set(true);
        }
    }

    fn differs(self, document: &Document) -> bool {
        self.opened.with_value(|opened| opened.as_deref() != Some(document))
    }

    /// Would it be lost if it were not put aside?
    fn is_own(self, document: &Document) -> bool {
        let is_example = || templates::all().iter().any(|known| known.document() == *document);
        self.differs(document) && !is_example()
    }

    /// Opens another document; changed work is put aside first.
    fn open(self, document: Document, borrowed: bool) {
        self.keep_waiting();
        let now = self.store.document_now();
        if self.is_own(&now) {
            self.put_aside(&file::save(&now));
        } else {
            self.offered.set(false);
        }
        if !borrowed {
            clear_address();
        }
        self.store.session.notice.set(None);
        self.store.open(document);
        self.opened.set_value(Some(self.store.document_now()));
        self.borrowed.set_value(borrowed);
        self.show_all();
    }

    /// Puts the whole design into view, once the screen has its size.
    pub fn show_all(self) {
        let store = self.store;
        request_animation_frame(move || commands::fit(store));
    }

    /// Opens an example.
    pub fn open_template(self, id: &str) {
        if let Some(template) = templates::find(id) {
            self.open(template.document(), false);
        }
    }

    /// Brings back the work that was put aside; what is open now takes its place there.
    pub fn bring_back(self) {
        self.offered.set(false);
        let Some(text) = storage::read(storage::PREVIOUS) else { return self.previous.set(false) };
        match file::open(&text) {
            Ok(document) => {
                storage::remove(storage::PREVIOUS);
                self.previous.set(false);
                let now = self.store.document_now();
                let own = self.is_own(&now);
                self.opened.set_value(Some(now.clone()));
                self.open(document, false);
                if own && storage::write(storage::PREVIOUS, &file::save(&now)).is_ok() {
                    self.previous.set(true);
                }
            }
            Err(error) => {
                let text = format!("The previous work cannot be opened. {error}");
                self.store.notify(Tone::Problem, text);
            }
        }
    }

    /// Opens what the address says, after a person followed or pasted a link.
    fn open_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        match share::open(&hash) {
            Some(Ok(document)) => self.open(document, true),
            Some(Err(error)) => self.store.notify(Tone::Problem, bad_link(&error)),
            None => {}
        }
    }

    /// Opens a file that a person chose or dropped.
    pub fn open_file(self, chosen: web_sys::File) {
        let name = chosen.name();
        let refuse = move |store: Store, reason: String| {
            store.notify(Tone::Problem, format!("{name} was not opened. {reason}"));
        };
        // Before reading: a film dropped by mistake must not fill the memory.
        if chosen.size() > limits::MAX_BYTES as f64 {
            let (bytes, limit) = (chosen.size() as usize, limits::MAX_BYTES);
            return refuse(self.store, file::LoadError::TooLarge { bytes, limit }.to_string());
        }
        wasm_bindgen_futures::spawn_local(async move {
            let read = wasm_bindgen_futures::JsFuture::from(chosen.array_buffer()).await;
            let Ok(buffer) = read else {
                return refuse(self.store, "The browser could not read it.".into());
            };
            match file::open_bytes(&js_sys::Uint8Array::new(&buffer).to_vec()) {
                Ok(document) => self.open(document, false),
                Err(error) => refuse(self.store, error.to_string()),
            }
        });
    }

    /// Saves the design as a file.
    pub fn save_file(self) {
        let document = self.store.document_now();
        let name = file_name(&document.title);
        if download(&name, &file::save(&document)).is_none() {
            self.store
                .notify(Tone::Problem, "The browser did not let the page save a file.".into());
        }
    }

    /// Copies a link that holds the design.
    pub fn share(self) {
        let fragment = share::fragment(&self.store.document_now());
        let location = window().location();
        let base = location.href().unwrap_or_default();
        let base = base.split('#').next().unwrap_or_default();
        let link = format!("{base}{fragment}");
        let length = link.len();
        let store = self.store;
        // Absent where the page is not served securely.
        let clipboard =
            js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"))
                .ok()
                .and_then(|found| found.dyn_into::<web_sys::Clipboard>().ok());
        wasm_bindgen_futures::spawn_local(async move {
            let copied = match clipboard {
                Some(clipboard) => {
                    wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&link)).await.is_ok()
                }
                None => false,
            };
            let long = if length > share::CHAT_LIMIT {
                " Some chat programs cut links of this length: a file is safer there."
            } else {
                ""
            };
            if copied {
                let text = format!(
                    "Link copied ({length} characters). The whole design is in it; nothing was \
                     sent anywhere.{long}"
                );
                store.notify(Tone::Info, text);
            } else {
                set_address(&fragment);
                let text = format!("The link is in the address bar, ready to be copied.{long}");
                store.notify(Tone::Info, text);
            }
        });
    }
}

/// A name for the file, from the title.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().take(60) {
        if letter.is_alphanumeric() {
            name.push(letter.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    format!("{}.windtunnel.json", if name.is_empty() { "design" } else { name })
}

fn download(name: &str, text: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let anchor: web_sys::HtmlAnchorElement =
        document().create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The browser has its own hold on the data by the next turn.
    set_timeout(
        move || {
            web_sys::Url::revoke_object_url(&url).ok();
        },
        Duration::from_secs(1),
    );
    Some(())
}

fn set_address(fragment: &str) {
    if let Ok(history) = window().history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(fragment)).ok();
    }
}

/// Takes a used link out of the address, so that a reload shows the work kept here.
fn clear_address() {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    if share::open(&hash).is_some() {
        set_address(&location.pathname().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_named_after_the_title() {
        assert_eq!(file_name("Card fraud, v2!"), "card-fraud-v2.windtunnel.json");
        assert_eq!(file_name(" / "), "design.windtunnel.json");
        assert_eq!(file_name("Prüfung"), "prüfung.windtunnel.json");
    }
}
