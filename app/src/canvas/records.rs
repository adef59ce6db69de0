//! A signal for each record of the document: a drag wakes the views of what is dragged, and of the
//! links that run another way for it, and no others.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::{DocLink, DocNode, Document, Sketch};

use crate::core::route::Route;
use crate::core::wiring::Router;
use crate::store::Store;
use crate::ui::effect;

type Signals<T> = BTreeMap<String, ArcRwSignal<Option<T>>>;

/// The signals of what is drawn.
#[derive(Clone, Copy)]
pub struct Records {
    store: Store,
    kept: StoredValue<Kept>,
}

#[derive(Default)]
struct Kept {
    nodes: Signals<DocNode>,
    links: Signals<DocLink>,
    sketches: Signals<Sketch>,
    routes: Signals<Arc<Route>>,
    /// A drag finds the ways of few links anew.
    router: Router,
    /// The document that records and ways are those of.
    heard: Arc<Document>,
}

impl Records {
    /// Signals that follow the document for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let mut kept = Kept::default();
        kept.hear(store.document_now());
        let records = Self { store, kept: StoredValue::new(kept) };
        let document = store.document_signal();
        effect(move || {
            let document = document.get();
            records.kept.try_update_value(|kept| kept.hear(document));
        });
        records
    }

    /// A node.
    #[must_use]
    pub fn node(self, id: &str) -> RwSignal<Option<DocNode>> {
        self.get(id, |kept| (&mut kept.nodes, kept.heard.nodes.get(id).cloned()))
    }

    /// A link.
    #[must_use]
    pub fn link(self, id: &str) -> RwSignal<Option<DocLink>> {
        self.get(id, |kept| (&mut kept.links, kept.heard.links.get(id).cloned()))
    }

    /// A note, frame or arrow.
    #[must_use]
    pub fn sketch(self, id: &str) -> RwSignal<Option<Sketch>> {
        self.get(id, |kept| (&mut kept.sketches, kept.heard.sketches.get(id).cloned()))
    }

    /// The way of a link.
    #[must_use]
    pub fn route(self, id: &str) -> RwSignal<Option<Arc<Route>>> {
        self.get(id, |kept| (&mut kept.routes, kept.router.route(id)))
    }

    fn get<T: Send + Sync + 'static>(
        self,
        id: &str,
        of: impl FnOnce(&mut Kept) -> (&mut Signals<T>, Option<T>),
    ) -> RwSignal<Option<T>> {
        let mut found = None;
        self.kept.update_value(|kept| {
            // A view may be made before the effect has heard of the document it belongs to.
            kept.hear(self.store.document_now());
            let (signals, now) = of(kept);
            let signal = signals.entry(id.to_owned()).or_insert_with(|| ArcRwSignal::new(now));
            found = Some(signal.clone());
        });
        found.unwrap_or_else(|| ArcRwSignal::new(None)).into()
    }
}

impl Kept {
    /// Compares with the document heard of before, and says it to all that have changed.
    fn hear(&mut self, document: Arc<Document>) {
        if Arc::ptr_eq(&self.heard, &document) {
            return;
        }
        if !self.heard.nodes.is_same(&document.nodes) {
            follow(&mut self.nodes, &self.heard.nodes, &document.nodes);
        }
        if !self.heard.links.is_same(&document.links) {
            follow(&mut self.links, &self.heard.links, &document.links);
        }
        follow(&mut self.sketches, &self.heard.sketches, &document.sketches);
        for id in self.router.update(&document) {
            tell(&mut self.routes, &id, self.router.route(&id));
        }
        self.heard = document;
    }
}

/// Tells the signals whose record has changed.
fn follow<T: Clone + PartialEq + Send + Sync + 'static>(
    signals: &mut Signals<T>,
    before: &BTreeMap<String, T>,
    now: &BTreeMap<String, T>,
) {
    // Both are in the order of ids, and mostly alike: walked side by side, and nothing is looked up.
    let (mut olds, mut news) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let order = match (olds.peek(), news.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let old = if order.is_le() { olds.next() } else { None };
        let new = if order.is_ge() { news.next() } else { None };
        match (old, new) {
            (Some((_, old)), Some((_, new))) if old == new => {}
            (_, Some((id, new))) => tell(signals, id, Some(new.clone())),
            (Some((id, _)), None) => tell(signals, id, None),
            (None, None) => {}
        }
    }
}

/// Says what a record is now to who listens; one that is gone says so, and ends.
fn tell<T: Send + Sync + 'static>(signals: &mut Signals<T>, id: &str, now: Option<T>) {
    let is_gone = now.is_none();
    if let Some(signal) = signals.get(id) {
        signal.set(now);
    }
    if is_gone {
        signals.remove(id);
    }
}

/// The signals of this canvas.
#[must_use]
pub fn use_records() -> Records {
    expect_context::<Records>()
}
