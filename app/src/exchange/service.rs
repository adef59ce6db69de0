//! The worker that reads and writes for other programs, started by the first task. A worker of its
//! own, though of the same file as the study worker: months that are being lived do not hold up a
//! picture.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use windtunnel_workers::study::protocol::{Product, Task};

use super::client::{Answer, Client};
use crate::run::link::{News, WorkerLink};

type Outcome = Result<Product, String>;
type Listener = Box<dyn FnOnce(Outcome)>;

#[derive(Default)]
struct Inner {
    client: Option<Client<WorkerLink>>,
    listeners: BTreeMap<u64, Listener>,
}

type Shared = Rc<RefCell<Inner>>;

/// Handle to the worker; one for the page.
#[derive(Clone, Copy)]
pub struct Service(StoredValue<Shared, LocalStorage>);

impl Service {
    /// A service whose worker has not been started.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Shared::default()))
    }

    /// Has a task done.
    ///
    /// # Errors
    /// Says why nothing came of it.
    pub async fn ask(self, task: Task) -> Outcome {
        let outcome = Rc::new(RefCell::new(None));
        let heard = Rc::clone(&outcome);
        let mut task = Some(task);
        let answered = js_sys::Promise::new(&mut |resolve, _| {
            let heard = Rc::clone(&heard);
            let listener = Box::new(move |product| {
                *heard.borrow_mut() = Some(product);
                // A promise's own function takes whatever it is given.
                resolve.call0(&JsValue::NULL).ok();
            });
            if let Some(task) = task.take() {
                self.post(task, listener);
            }
        });
        // It is never rejected.
        wasm_bindgen_futures::JsFuture::from(answered).await.ok();
        let answer = outcome.borrow_mut().take();
        answer.unwrap_or_else(|| Err("Nothing answered.".to_owned()))
    }

    fn post(self, task: Task, listener: Listener) {
        let shared = self.0.get_value();
        let mut inner = shared.borrow_mut();
        let (id, answers) = inner.client.get_or_insert_with(|| start(&shared)).ask(task);
        inner.listeners.insert(id, listener);
        drop(inner);
        tell(&shared, answers);
    }
}

impl Default for Service {
    fn default() -> Self {
        Self::new()
    }
}

fn start(shared: &Shared) -> Client<WorkerLink> {
    let hear = |shared: &RefCell<Inner>, news: News<'_>| {
        let answers = shared.borrow_mut().client.as_mut().map(|client| match news {
            News::Message(bytes) => client.receive(bytes),
            News::Broke(reason) => client.broke(reason),
        });
        tell(shared, answers.unwrap_or_default());
    };
    Client::new(WorkerLink::start("study_worker_loader.js", &Rc::downgrade(shared), hear))
}

/// Passes answers on, with nothing borrowed: who hears one may ask for the next task.
fn tell(shared: &RefCell<Inner>, answers: Vec<Answer>) {
    for (id, outcome) in answers {
        let listener = shared.borrow_mut().listeners.remove(&id);
        if let Some(listener) = listener {
            listener(outcome);
        }
    }
}
