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
    /// The document that the records are those of.
    heard: Arc<Document>,
    /// A drag finds the ways of few links anew.
    router: Router,
    /// The document that the ways are those of.
    wired: Option<Arc<Document>>,
}

impl Records {
    /// Signals that follow the document for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let kept = Kept { heard: store.document_now(), ..Kept::default() };
        let records = Self { store, kept: StoredValue::new(kept) };
        let document = store.document_signal();
        effect(move || {
            let document = document.get();
            records.kept.try_update_value(|kept| {
                let before = std::mem::replace(&mut kept.heard, Arc::clone(&document));
                follow(&mut kept.nodes, &before.nodes, &document.nodes);
                follow(&mut kept.links, &before.links, &document.links);
                follow(&mut kept.sketches, &before.sketches, &document.sketches);
                kept.wire(&document);
            });
        });
        records
    }

    /// A node.
    #[must_use]
    pub fn node(self, id: &str) -> RwSignal<Option<DocNode>> {
        self.get(|kept| &mut kept.nodes, id, |document| document.nodes.get(id).cloned())
    }

    /// A link.
    #[must_use]
    pub fn link(self, id: &str) -> RwSignal<Option<DocLink>> {
        self.get(|kept| &mut kept.links, id, |document| document.links.get(id).cloned())
    }

    /// A note, frame or arrow.
    #[must_use]
    pub fn sketch(self, id: &str) -> RwSignal<Option<Sketch>> {
        self.get(|kept| &mut kept.sketches, id, |document| document.sketches.get(id).cloned())
    }

    /// The way of a link.
    #[must_use]
    pub fn route(self, id: &str) -> RwSignal<Option<Arc<Route>>> {
        let document = self.store.document_now();
        let mut found = None;
        self.kept.update_value(|kept| {
            // A view may be made before the effect has heard of the document it belongs to.
            kept.wire(&document);
            let signal = kept.routes.entry(id.to_owned());
            let now = || ArcRwSignal::new(kept.router.route(id));
            found = Some(signal.or_insert_with(now).clone());
        });
        found.unwrap_or_else(|| ArcRwSignal::new(None)).into()
    }

    fn get<T: Send + Sync + 'static>(
        self,
        signals: impl FnOnce(&mut Kept) -> &mut Signals<T>,
        id: &str,
        now: impl FnOnce(&Document) -> Option<T>,
    ) -> RwSignal<Option<T>> {
        let document = self.store.document_now();
        let mut found = None;
        self.kept.update_value(|kept| {
            let signal = signals(kept).entry(id.to_owned());
            found = Some(signal.or_insert_with(|| ArcRwSignal::new(now(&document))).clone());
        });
        found.unwrap_or_else(|| ArcRwSignal::new(None)).into()
    }
}

impl Kept {
    /// Finds the ways of this document, and says it to those that have changed.
    fn wire(&mut self, document: &Arc<Document>) {
        if self.wired.as_ref().is_some_and(|wired| Arc::ptr_eq(wired, document)) {
            return;
        }
        self.wired = Some(Arc::clone(document));
        for id in self.router.update(document) {
            match (self.routes.get(&id), self.router.route(&id)) {
                (Some(signal), Some(route)) => signal.set(Some(route)),
                (Some(_), None) => {
                    if let Some(signal) = self.routes.remove(&id) {
                        signal.set(None);
                    }
                }
                (None, _) => {}
            }
        }
    }
}

/// Sets the signals whose record has changed; those of records that are gone say so, and end.
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
            (_, Some((id, new))) => {
                if let Some(signal) = signals.get(id) {
                    signal.set(Some(new.clone()));
                }
            }
            (Some((id, _)), None) => {
                if let Some(signal) = signals.remove(id) {
                    signal.set(None);
                }
            }
            (None, None) => {}
        }
    }
}

/// The signals of this canvas.
#[must_use]
pub fn use_records() -> Records {
    expect_context::<Records>()
}
