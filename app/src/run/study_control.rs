//! Keeps what follows by formula, and the life of the system, in step with the run: both are worked
//! out by the study worker, from the first result on.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use leptos::prelude::*;

use super::link::{News, WorkerLink};
use super::study::{Finding, Study};
use crate::store::{Store, Studies};

struct Control {
    store: Store,
    study: Option<Study<WorkerLink>>,
    /// For the worker to find its way back.
    own: Weak<RefCell<Control>>,
}

/// Follows what the run asks for; once.
pub fn start(store: Store) {
    let shared =
        Rc::new_cyclic(|own| RefCell::new(Control { store, study: None, own: own.clone() }));
    Effect::new(move |before: Option<(u32, Studies)>| {
        let (opened, now) = (store.session.opened.get(), store.run.studies.get());
        let (opened_before, before) = before.unwrap_or_default();
        if opened_before != opened {
            shared.borrow_mut().study.iter_mut().for_each(Study::forget);
        }
        if before != now {
            shared.borrow_mut().study(before.lives != now.lives);
        }
        (opened, now)
    });
}

impl Control {
    /// Asks what a design says besides its run: its life too, or only what formulas say.
    fn study(&mut self, lives: bool) {
        // Loaded after the first run: the first screen does not wait for it.
        if self.study.is_none() && lives {
            self.study = Some(Study::new(self.link()));
        }
        if self.study.is_some()
            && let Ok(json) = serde_json::to_value(self.store.document_now())
        {
            self.found(|study| study.ask(json.to_string(), lives));
        }
    }

    fn link(&self) -> WorkerLink {
        WorkerLink::start("study_worker_loader.js", &self.own, |shared, news| {
            shared.borrow_mut().found(|study| match news {
                News::Message(bytes) => study.receive(bytes),
                News::Broke(reason) => Some(study.broke(reason)),
            });
        })
    }

    fn found(&mut self, act: impl FnOnce(&mut Study<WorkerLink>) -> Option<Finding>) {
        let run = self.store.run;
        match self.study.as_mut().and_then(act) {
            // The days may have been taken away meanwhile.
            Some(Finding::Lived(life)) if self.store.document_now().run.days > 0 => {
                run.life.set(Some(life.map(Arc::from).map_err(Arc::from)));
                run.life_is_current.set(true);
            }
            Some(Finding::Foreseen(outlook)) => run.outlook.set(outlook.map(Arc::from)),
            _ => {}
        }
    }
}
