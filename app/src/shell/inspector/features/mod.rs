//! What the model can see of a request.

mod row;
mod verdict;

use leptos::prelude::*;
use windtunnel_design::sim::model::Feature;
use windtunnel_design::sim::world::closed_form::binormal_auc;

use super::design::change_world;
use crate::run::figures;
use crate::store::Store;
use crate::ui::{Icon, each, icon};

/// The table of features, with what they give together.
pub(super) fn features(store: Store) -> AnyView {
    let ids = Memo::new(move |_| {
        let document = store.still();
        document.world.features.iter().map(|feature| feature.id.clone()).collect::<Vec<_>>()
    });
    let add = move |_| {
        // What is not allowed is told by the store.
        change_world(store, "Add a feature", |world| {
            let id = (1..)
                .map(|number| format!("feature-{number}"))
                .find(|id| world.features.iter().all(|feature| feature.id != *id));
            world.features.push(Feature {
                id: id.unwrap_or_default(),
                separation: 1.0,
                ..Feature::default()
            });
        })
        .ok();
    };
    let deadline_s = Memo::new(move |_| figures::deadline_ms(&store.still()).map(|ms| ms / 1e3));
    view! {
        <p class="quiet">
            "In negatives a feature is normal around 0, in positives around its separation. What \
             it says fades with its age: after the time it ages in, to 37 %; 0 never."
        </p>
        <div class="features">
            {each(move || ids.get(), move |id| row::row(store, id, deadline_s))}
        </div>
        <button type="button" class="button framed" on:click=add>
            {icon(Icon::Plus)}
            "Add a feature"
        </button>
        {power(store)}
    }
    .into_any()
}

/// d' and AUC, with the formulas.
fn power(store: Store) -> AnyView {
    let separation = Memo::new(move |_| {
        let document = store.still();
        let squares = document.world.features.iter().map(|feature| {
            let ratio = if feature.noise > 0.0 { feature.separation / feature.noise } else { 0.0 };
            ratio * ratio
        });
        squares.fold(0.0, |sum, square| sum + square).sqrt()
    });
    view! {
        <dl class="figures formulas">
            <div>
                <dt>"d′ "<span class="quiet">"= √Σ (separation / noise)²"</span></dt>
                <dd>{move || format!("{:.3}", separation.get())}</dd>
            </div>
            <div>
                <dt>"AUC "<span class="quiet">"= Φ(d′ / √2)"</span></dt>
                <dd>{move || format!("{:.3}", binormal_auc(separation.get()))}</dd>
            </div>
        </dl>
    }
    .into_any()
}
