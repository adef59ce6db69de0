//! What the views of nodes and links have in common: derived once, read by all.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::sim::model::{NodeKind, ParamValue, catalogue};
use windtunnel_design::{DocNode, Document};

use super::turns::{Faces, Heard, Places, Scene, Turns};
use crate::core::flow::{Flow, link_rate};
use crate::core::sorted::map_of;
use crate::core::vitals::{Drawn, Vitals, tone, vitals};
use crate::core::vitals_life::signs;
use crate::store::{Store, use_store};
use crate::ui::effect;

/// Shared derived state of the canvas.
#[derive(Clone, Copy)]
pub struct Live {
    store: Store,
    /// Names and kinds of all nodes: does not change while they are moved.
    pub faces: Memo<Arc<Faces>>,
    /// What the parts have heard of the run.
    turns: Turns,
    /// While a link is being made: the source, and which nodes it may go to.
    pub targets: RwSignal<Option<Arc<Targets>>>,
}

/// What is being joined, and which nodes it may go to.
#[derive(PartialEq)]
pub struct Targets {
    /// The node at the end that stays.
    pub from: String,
    allowed: BTreeMap<String, bool>,
}

impl Targets {
    /// May the link go to this node?
    #[must_use]
    pub fn allows(&self, id: &str) -> bool {
        self.allowed.get(id).copied().unwrap_or_default()
    }
}

impl Live {
    /// Derives it from the store, for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let document = store.document_signal();
        let still = store.still_signal();
        let faces = Memo::new(move |_| {
            still.with(|document| {
                let nodes = document.nodes.iter();
                let face = nodes.map(|(id, node)| (id.clone(), (document.label(id), node.kind)));
                Arc::new(map_of(face))
            })
        });
        let places = Memo::new(move |_| {
            store.run.result.with(|result| {
                let Some(result) = result else { return Arc::default() };
                let nodes = result.nodes.iter().enumerate();
                let links = result.links.iter().enumerate();
                Arc::new(Places {
                    nodes: map_of(nodes.map(|(at, node)| (node.id.clone(), at))),
                    links: map_of(links.map(|(at, link)| (link.id.clone(), at))),
                })
            })
        });
        let drawn = Memo::new(move |_| {
            let places = places.get();
            still.with(|document| {
                let breakers = breakers(document, &places);
                let node = |(id, node): (&String, &DocNode)| {
                    let breakers = breakers.get(id.as_str()).cloned().unwrap_or_default();
                    (id.clone(), how_drawn(node, breakers))
                };
                Arc::new(map_of(document.nodes.iter().map(node)))
            })
        });
        let parts = Memo::new(move |_| still.with(|it| it.nodes.len() + it.links.len()));
        let scene = Memo::new_with_compare(
            move |_| {
                Arc::new(Scene {
                    result: store.run.result.get(),
                    places: places.get(),
                    faces: faces.get(),
                    drawn: drawn.get(),
                    parts: parts.get(),
                })
            },
            |_, _| true,
        );
        let turns = Turns::new(store, scene);
        let linking = Memo::new(move |_| store.session.tool.with(|tool| tool.state.linking()));
        let targets = RwSignal::new(None);
        effect(move || {
            let linking = linking.get();
            let now = linking.and_then(|linking| {
                document.with(|document| {
                    let from = linking.fixed(document)?.to_owned();
                    let nodes = document.nodes.keys();
                    let allowed =
                        map_of(nodes.map(|to| (to.clone(), linking.verdict(document, to).is_ok())));
                    Some(Arc::new(Targets { from, allowed }))
                })
            });
            if targets.with_untracked(|before| *before != now) {
                targets.set(now);
            }
        });
        Self { store, faces, turns, targets }
    }

    /// The vital signs of a node; tracked.
    #[must_use]
    pub fn vitals(&self, id: &str, kind: NodeKind) -> Vitals {
        let Heard { scene, bucket } = self.turns.heard(id);
        let as_usual = Drawn::default();
        let drawn = scene.drawn.get(id).unwrap_or(&as_usual);
        let mut vitals = match (&scene.result, scene.places.nodes.get(id)) {
            (Some(result), Some(&place)) => vitals(kind, drawn, result, place, bucket),
            _ => Vitals::default(),
        };
        if kind.is_beside() || kind == NodeKind::Experiment {
            self.add_life(id, &mut vitals);
        }
        vitals
    }

    /// What came of a node over the life of the system stands before what the run says.
    fn add_life(&self, id: &str, vitals: &mut Vitals) {
        let run = self.store.run;
        let still = self.store.still_signal();
        let found = still.with(|document| {
            let node = document.nodes.get(id)?;
            let (life, outlook) = (run.life.read(), run.outlook.read());
            let life = life.as_ref().and_then(|life| life.as_deref().ok());
            Some(signs(id, node, life, outlook.as_deref()))
        });
        let of_run = std::mem::take(&mut vitals.signs);
        vitals.signs = found.into_iter().flatten().chain(of_run).take(3).collect();
    }

    /// The name of a node; tracked. Empty if it is gone.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        self.faces.with(|faces| faces.get(id).map(|(label, _)| label.clone())).unwrap_or_default()
    }

    /// What flows along a link between two nodes; tracked. `None` where no run says.
    #[must_use]
    pub fn flow(&self, id: &str, from: &str, to: &str) -> Option<Flow> {
        let Heard { scene, bucket } = self.turns.heard(id);
        let end = |id: &str| {
            let (_, kind) = scene.faces.get(id)?;
            Some((*kind, scene.places.nodes.get(id).copied()))
        };
        let (from, to) = (end(from)?, end(to)?);
        let result = scene.result.as_ref()?;
        let per_s = link_rate(result, *scene.places.links.get(id)?, bucket)?;
        Some(Flow::new(per_s, tone(result, bucket, from, to)))
    }
}

/// The links with a breaker that leave each node, as places in the result.
fn breakers<'a>(document: &'a Document, places: &Places) -> BTreeMap<&'a str, Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (id, link) in &document.links {
        let place = places.links.get(id).filter(|_| link.params.contains_key("breaker"));
        if let Some(&place) = place {
            found.entry(&link.from).or_default().push(place);
        }
    }
    found
}

fn how_drawn(node: &DocNode, breakers: Vec<usize>) -> Drawn {
    let spec = catalogue::node(node.kind);
    let value = |key: &str| {
        let default = || spec.param(key).map(catalogue::ParamSpec::default_value);
        node.params.get(key).cloned().or_else(default)
    };
    let number = |key: &str| match value(key) {
        Some(ParamValue::Number(number)) => number as u32,
        _ => 0,
    };
    let scales = value("autoscale") == Some(ParamValue::Flag(true));
    Drawn {
        servers: number("servers"),
        replicas: number(if scales { "max_replicas" } else { "replicas" }),
        breakers,
    }
}

/// The canvas's shared state.
#[must_use]
pub fn use_live() -> Live {
    // Provided by the canvas; elsewhere (a view on its own) made anew.
    use_context::<Live>().unwrap_or_else(|| Live::new(use_store()))
}
