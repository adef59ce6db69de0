//! The one inference worker of the page.
//!
//! Its file is large, so the worker is started by the first task and not before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use super::client::{Client, Event, Events};
use super::protocol::Task;
use crate::run::link::{News, WorkerLink};

/// How long the worker may take to agree to a cancel before it is replaced.
const PATIENCE: Duration = Duration::from_millis(1_500);

type Listener = Rc<dyn Fn(Event)>;

#[derive(Default)]
struct Inner {
    client: Option<Client<WorkerLink>>,
    listeners: BTreeMap<u64, Listener>,
}

type Shared = Rc<RefCell<Inner>>;

/// Handle to the worker; made once at the root, so that it outlives every view.
#[derive(Clone, Copy)]
pub struct Service(StoredValue<Shared, LocalStorage>);

impl Service {
    /// A service whose worker has not been started.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Shared::default()))
    }

    /// Asks for a task. Events come after this returns, the last of them once.
    pub fn ask(self, task: Task, on_event: impl Fn(Event) + 'static) -> u64 {
        let shared = self.0.get_value();
        let (id, events) = {
            let mut inner = shared.borrow_mut();
            let (id, events) = inner.client.get_or_insert_with(|| start(&shared)).ask(task);
            inner.listeners.insert(id, Rc::new(on_event));
            (id, events)
        };
        if !events.is_empty() {
            set_timeout(move || tell(&shared, events), Duration::ZERO);
        }
        id
    }

    /// Gives a task up; nothing more is heard of it.
    pub fn cancel(self, id: u64) {
        let shared = self.0.get_value();
        let mut inner = shared.borrow_mut();
        inner.listeners.remove(&id);
        let leaving = inner.client.as_mut().is_some_and(|client| client.cancel(id));
        drop(inner);
        if leaving {
            let insist = move || {
                let events = shared.borrow_mut().client.as_mut().map(|client| client.insist(id));
                tell(&shared, events.unwrap_or_default());
            };
            set_timeout(insist, PATIENCE);
        }
    }
}

impl Default for Service {
    fn default() -> Self {
        Self::new()
    }
}

fn start(shared: &Shared) -> Client<WorkerLink> {
    let hear = |shared: &RefCell<Inner>, news: News<'_>| {
        let events = shared.borrow_mut().client.as_mut().map(|client| match news {
            News::Message(bytes) => client.receive(bytes),
            News::Broke(reason) => client.broke(reason),
        });
        tell(shared, events.unwrap_or_default());
    };
    Client::new(WorkerLink::start("infer_worker_loader.js", &Rc::downgrade(shared), hear))
}

/// Passes events on, with nothing borrowed: a listener may ask for the next task.
fn tell(shared: &RefCell<Inner>, events: Events) {
    for (id, event) in events {
        let mut inner = shared.borrow_mut();
        let listener = if matches!(event, Event::Progress(_)) {
            inner.listeners.get(&id).cloned()
        } else {
            inner.listeners.remove(&id)
        };
        drop(inner);
        if let Some(listener) = listener {
            listener(event);
        }
    }
}
