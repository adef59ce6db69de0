//! The browser's part of the conversation: a web worker as a [`Transport`].

use std::cell::RefCell;
use std::rc::Weak;

use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::line::Transport;
use super::protocol::BUILD;

/// What is heard of a worker.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// A message.
    Message(&'a [u8]),
    /// It could not be loaded, or threw: why.
    Broke(&'a str),
}

/// A web worker, its script, and what to do with its events.
pub struct WorkerLink {
    script: &'static str,
    worker: Option<Worker>,
    on_message: Closure<dyn FnMut(MessageEvent)>,
    on_error: Closure<dyn FnMut(Event)>,
}

impl WorkerLink {
    /// Starts a worker that is heard by who keeps it, for as long as that is there. `script` is
    /// relative to the page.
    pub fn start<K: 'static>(
        script: &'static str,
        keeper: &Weak<RefCell<K>>,
        hear: fn(&RefCell<K>, News<'_>),
    ) -> Self {
        let (bytes, broken) = (keeper.clone(), keeper.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(keeper) = bytes.upgrade() {
                hear(&keeper, News::Message(&js_sys::Uint8Array::new(&event.data()).to_vec()));
            }
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // A script that does not load gives a plain event, without a message.
            let reason = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let reason = reason.as_deref().unwrap_or("its files could not be loaded.");
            if let Some(keeper) = broken.upgrade() {
                hear(&keeper, News::Broke(reason));
            }
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
