//! A worker that works in turns: messages from the page get between them, so that a long task can
//! report and be cancelled.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use crate::wire::encode;

/// All of a worker but the browser: messages in, messages out, and work in slices.
pub trait Desk: 'static {
    /// What it says.
    type Message: Serialize;

    /// Its first message.
    fn ready() -> Self::Message;

    /// Takes a message and answers what can be answered at once.
    fn receive(&mut self, bytes: &[u8]) -> Option<Self::Message>;

    /// Is there work to go on with?
    fn busy(&self) -> bool;

    /// Goes on with the work for one slice, some milliseconds: says how far it is, or what it gave.
    fn work(&mut self) -> Option<Self::Message>;

    /// Is it only a report on the way, of which some may be left out?
    fn is_progress(message: &Self::Message) -> bool;
}

/// Longest that a cancel waits to be heard, when slices are short.
const TURN_MS: f64 = 12.0;
/// Shortest time between two reports of progress.
const REPORT_MS: f64 = 50.0;

/// The worker: a desk, and a port that posts to itself so that messages from the page get
/// between two turns of work (a timer of 0 ms would cost about 4 ms a turn).
struct Worker<D> {
    scope: DedicatedWorkerGlobalScope,
    desk: D,
    wake: MessagePort,
    awake: bool,
    reported_ms: f64,
}

/// Serves a desk until the page ends the worker.
pub fn serve<D: Desk>(desk: D) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(channel) = MessageChannel::new() else { return };
    let worker = Rc::new(RefCell::new(Worker {
        scope: scope.clone(),
        desk,
        wake: channel.port1(),
        awake: false,
        reported_ms: 0.0,
    }));

    let turns = Rc::clone(&worker);
    let on_turn = Closure::<dyn FnMut()>::new(move || turns.borrow_mut().turn());
    channel.port2().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    on_turn.forget();

    let messages = Rc::clone(&worker);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = js_sys::Uint8Array::new(&event.data()).to_vec();
        messages.borrow_mut().receive(&bytes);
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();

    worker.borrow().post(&D::ready());
}

/// The worker's clock in milliseconds.
#[must_use]
pub fn now_ms() -> f64 {
    let scope = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>().ok();
    scope.and_then(|scope| scope.performance()).map_or(0.0, |performance| performance.now())
}

impl<D: Desk> Worker<D> {
    fn receive(&mut self, bytes: &[u8]) {
        if let Some(answer) = self.desk.receive(bytes) {
            self.post(&answer);
        }
        self.reported_ms = now_ms();
        self.sleep_or_wake();
    }

    fn turn(&mut self) {
        self.awake = false;
        let started_ms = now_ms();
        while let Some(news) = self.desk.work() {
            let at_ms = now_ms();
            let due = at_ms - self.reported_ms >= REPORT_MS;
            if due || !D::is_progress(&news) {
                self.post(&news);
                self.reported_ms = at_ms;
            }
            if at_ms - started_ms >= TURN_MS {
                break;
            }
        }
        self.sleep_or_wake();
    }

    fn sleep_or_wake(&mut self) {
        if self.desk.busy() && !self.awake {
            self.awake = self.wake.post_message(&JsValue::NULL).is_ok();
        }
    }

    fn post(&self, message: &D::Message) {
        let bytes = js_sys::Uint8Array::from(encode(message).as_slice());
        if let Err(error) = self.scope.post_message(&bytes) {
            wasm_bindgen::throw_val(error);
        }
    }
}
