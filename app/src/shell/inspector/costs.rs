//! What decisions cost, and what the system is compared with.

use leptos::prelude::*;
use windtunnel_design::sim::model::Action;

use super::design::{WorldNumber, change_world, world_number};
use crate::store::Store;
use crate::ui::field::{FieldIds, field, select_input};

/// Most that a price may be.
const MAX_USD: f64 = 1e9;

const PRICES: [WorldNumber; 8] = [
    WorldNumber {
        label: "Missed positive",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "a positive that was approved",
        get: |world| world.costs.false_negative_usd,
        put: |world, value| world.costs.false_negative_usd = value,
    },
    WorldNumber {
        label: "False alarm",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "a negative that was declined",
        get: |world| world.costs.false_positive_usd,
        put: |world, value| world.costs.false_positive_usd = value,
    },
    WorldNumber {
        label: "Good one approved",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "a benefit; lowers the cost",
        get: |world| world.costs.good_approved_usd,
        put: |world, value| world.costs.good_approved_usd = value,
    },
    WorldNumber {
        label: "Waiting for a person",
        unit: "USD/h",
        range: (0.0, MAX_USD),
        note: "an hour that a request waits for review",
        get: |world| world.costs.review_delay_usd_per_h,
        put: |world, value| world.costs.review_delay_usd_per_h = value,
    },
    WorldNumber {
        label: "Gives up per 100 ms",
        unit: "",
        range: (0.0, 1.0),
        note: "share of senders, by the time to the answer",
        get: |world| world.costs.abandonment_per_100ms,
        put: |world, value| world.costs.abandonment_per_100ms = value,
    },
    WorldNumber {
        label: "Sender who gives up",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "what each of those is worth",
        get: |world| world.costs.abandoned_usd,
        put: |world, value| world.costs.abandoned_usd = value,
    },
    WorldNumber {
        label: "Broken promise",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "a request without a decision in time",
        get: |world| world.costs.missed_usd,
        put: |world, value| world.costs.missed_usd = value,
    },
    WorldNumber {
        label: "Team",
        unit: "USD",
        range: (0.0, MAX_USD),
        note: "engineers a month, reviewers aside",
        get: |world| world.team_usd_per_month,
        put: |world, value| world.team_usd_per_month = value,
    },
];

const RULES: [WorldNumber; 2] = [
    WorldNumber {
        label: "Rules: hit rate",
        unit: "",
        range: (0.0, 1.0),
        note: "share of positives that rules alone decline",
        get: |world| world.rules.true_positive_rate,
        put: |world, value| world.rules.true_positive_rate = value,
    },
    WorldNumber {
        label: "Rules: false alarms",
        unit: "",
        range: (0.0, 1.0),
        note: "share of negatives that rules alone decline",
        get: |world| world.rules.false_positive_rate,
        put: |world, value| world.rules.false_positive_rate = value,
    },
];

/// The prices.
pub(super) fn prices(store: Store) -> AnyView {
    PRICES.iter().map(|number| world_number(store, number)).collect_view().into_any()
}

/// The rivals.
pub(super) fn rivals(store: Store) -> AnyView {
    let ids = FieldIds::new();
    let words = [("approve", "approve everybody"), ("decline", "decline everybody")];
    let options = words.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let value = Signal::derive(move || {
        match store.document().world.do_nothing {
            Action::Approve => "approve",
            Action::Decline => "decline",
        }
        .to_owned()
    });
    let set = Callback::new(move |word: String| {
        let action = if word == "decline" { Action::Decline } else { Action::Approve };
        // Both are always allowed.
        change_world(store, "Set what doing nothing means", |world| world.do_nothing = action).ok();
    });
    let select = select_input(&ids, Signal::stored(options), value, set);
    view! {
        {field(&ids, "Do nothing", false, Signal::stored(None), select, ().into_any())}
        {RULES.iter().map(|number| world_number(store, number)).collect_view()}
    }
    .into_any()
}
