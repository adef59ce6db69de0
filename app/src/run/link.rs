//! The browser's part of the conversation: a web worker as a [`Transport`].

use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::client::Transport;
use super::protocol::BUILD;

/// A web worker, its script, and what to do with its events.
pub struct WorkerLink {
    script: &'static str,
    worker: Option<Worker>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(Event)>,
}

impl WorkerLink {
    /// Starts a worker. `script` is relative to the page; bytes go to `on_bytes`, and the reason
    /// to `on_broken` when the worker cannot be loaded or throws.
    pub fn start(
        script: &'static str,
        on_bytes: impl Fn(&[u8]) + 'static,
        on_broken: impl Fn(&str) + 'static,
    ) -> Self {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            on_bytes(&js_sys::Uint8Array::new(&event.data()).to_vec());
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // A script that does not load gives a plain event, without a message.
            let reason = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            on_broken(reason.as_deref().unwrap_or("its files could not be loaded."));
        });
        let mut link = Self { script, worker: None, on_message, on_error };
        link.restart();
        link
    }

    fn spawn(&self) -> Result<Worker, JsValue> {
        // Worker files keep their names from build to build; the query asks caches for ours. The
        // page may stand under any path, so its own address is the base.
        let base = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.base_uri().ok().flatten())
            .unwrap_or_default();
        let url = web_sys::Url::new_with_base(&format!("{}?v={BUILD}", self.script), &base)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&url.href(), &options)?;
        worker.set_onmessage(Some(self.on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
        Ok(worker)
    }

    fn stop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

impl Transport for WorkerLink {
    fn post(&mut self, bytes: &[u8]) {
        if let Some(worker) = &self.worker {
            // Bytes can always be cloned into a message.
            drop(worker.post_message(&js_sys::Uint8Array::from(bytes)));
        }
    }

    fn restart(&mut self) {
        self.stop();
        // Where there are no workers at all, the first run says that nothing answers.
        self.worker = self.spawn().ok();
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.stop();
    }
}
