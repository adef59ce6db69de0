//! What if a feature went missing, or moved?

use leptos::prelude::*;
use windtunnel_design::number;

use super::state::{Lab, in_words};
use crate::core::format;
use crate::lab::figures::{auc, difference};
use crate::lab::protocol::{Feature, Shift, ShiftEffect};
use crate::ui::field::{FieldIds, field, select_input};

/// How far the slider goes, in standard deviations.
const FARTHEST: f64 = 3.0;
const NULL: &str = "null";
const MOVE: &str = "move";

/// The what-if; only once the rows have been scored.
pub(super) fn what_if(lab: Lab) -> AnyView {
    let ready = Memo::new(move |_| lab.whole.with(Option::is_some));
    (move || ready.get().then(|| controls(lab))).into_any()
}

fn controls(lab: Lab) -> AnyView {
    let (feature_ids, effect_ids) = (FieldIds::new(), FieldIds::new());
    let features = Signal::derive(move || {
        let card = lab.card.get();
        let mut options = vec![(String::new(), "No change".to_owned())];
        let features = card.iter().flat_map(|card| &card.features);
        options.extend(features.map(|feature| (feature.name.clone(), feature.label.clone())));
        options
    });
    let chosen = Memo::new(move |_| {
        lab.change.with(|change| change.as_ref().map(|c| c.feature.clone())).unwrap_or_default()
    });
    let feature = Memo::new(move |_| {
        let name = chosen.get();
        lab.card.with(|card| card.as_ref()?.features.iter().find(|f| f.name == name).cloned())
    });
    let choose = Callback::new(move |name: String| {
        // A feature may be a choice, which cannot be moved; missing is what all of them can be.
        let change = Shift { feature: name, effect: ShiftEffect::Null };
        lab.set_change((!change.feature.is_empty()).then_some(change));
    });
    let effects = Signal::derive(move || {
        let mut options = vec![(NULL.to_owned(), "goes missing".to_owned())];
        if feature.with(|feature| feature.as_ref().is_some_and(|feature| feature.std.is_some())) {
            options.push((MOVE.to_owned(), "moves".to_owned()));
        }
        options
    });
    let effect = Signal::derive(move || {
        let moves = lab.change.with(|change| {
            change.as_ref().is_some_and(|change| matches!(change.effect, ShiftEffect::Shift(_)))
        });
        if moves { MOVE.to_owned() } else { NULL.to_owned() }
    });
    let set_effect = move |effect: ShiftEffect| {
        let feature = chosen.get_untracked();
        if !feature.is_empty() {
            lab.set_change(Some(Shift { feature, effect }));
        }
    };
    let choose_effect = Callback::new(move |word: String| {
        set_effect(if word == MOVE { ShiftEffect::Shift(1.0) } else { ShiftEffect::Null });
    });
    let none = Signal::derive(|| None);
    let feature_select = select_input(&feature_ids, features, chosen.into(), choose);
    let has_feature = Memo::new(move |_| feature.with(Option::is_some));
    let effect_field = move || {
        has_feature.get().then(|| {
            let control = select_input(&effect_ids, effects, effect, choose_effect);
            field(&effect_ids, "What happens", false, none, control, ().into_any())
        })
    };
    let moves = Memo::new(move |_| effect.get() == MOVE);
    let slider = move || (has_feature.get() && moves.get()).then(|| by_how_much(lab, feature));
    view! {
        <section class="inspector-section lab-what-if">
            <h3>"What if a feature changes?"</h3>
            {field(&feature_ids, "Feature", false, none, feature_select, ().into_any())}
            {effect_field}
            {slider}
            <p class="lab-delta" role="status">{move || delta(lab)}</p>
        </section>
    }
    .into_any()
}

fn by_how_much(lab: Lab, feature: Memo<Option<Feature>>) -> AnyView {
    let by = move || {
        lab.change.with(|change| match change.as_ref().map(|change| change.effect) {
            Some(ShiftEffect::Shift(by)) => by,
            _ => 0.0,
        })
    };
    let in_units = move || {
        feature.with(|feature| {
            let feature = feature.as_ref()?;
            let moved = by() * feature.std?;
            let sign = if moved < 0.0 { "−" } else { "+" };
            Some(format!("{sign}{} {}", format::count(tidy(moved.abs())), feature.unit))
        })
    };
    let slide = move |event| {
        let Some(by) = number::parse(&event_target_value(&event)) else { return };
        let Some(feature) = feature.with_untracked(|f| f.as_ref().map(|f| f.name.clone())) else {
            return;
        };
        lab.set_change(Some(Shift { feature, effect: ShiftEffect::Shift(by) }));
    };
    let text = move || {
        let by = by();
        let sign = if by < 0.0 { "−" } else { "+" };
        format!("{sign}{:.2} SD", by.abs())
    };
    view! {
        <div class="lab-slider">
            <input
                type="range"
                min=-FARTHEST
                max=FARTHEST
                step="0.25"
                aria-label="Moves by, in standard deviations"
                aria-valuetext=text
                prop:value=move || by().to_string()
                on:input=slide
            />
            <output>{text}</output>
            <small class="quiet">{in_units}</small>
        </div>
    }
    .into_any()
}

/// Three digits are enough.
fn tidy(value: f64) -> f64 {
    if value >= 100.0 { value.round() } else { (value * 100.0).round() / 100.0 }
}

fn delta(lab: Lab) -> Option<String> {
    let (shift, changed) = lab.changed.get()?;
    let whole = lab.whole.get()?;
    let card = lab.card.get()?;
    let words = in_words(&shift, &card);
    let by = changed.auc.zip(whole.auc).map(|(now, before)| difference(now - before));
    let by = by.map(|by| format!(" ({by})")).unwrap_or_default();
    let accuracy = changed
        .accuracy
        .map(|accuracy| format!(", {} read right", format::share(accuracy)))
        .unwrap_or_default();
    Some(format!("{words}: AUC {}{by}{accuracy}.", auc(changed.auc)))
}
