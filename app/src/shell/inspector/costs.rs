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

/// Most weeks that work may take.
const MAX_WEEKS: f64 = 1e6;

/// Work in weeks of one engineer; usual values are assumptions (domain reference 3.19).
const PLATFORM: [WorldNumber; 6] = [
    WorldNumber {
        label: "Platform",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "to build what several systems share",
        get: |world| world.platform.platform,
        put: |world, value| world.platform.platform = value,
    },
    WorldNumber {
        label: "Adoption",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "until people use it",
        get: |world| world.platform.adoption,
        put: |world, value| world.platform.adoption = value,
    },
    WorldNumber {
        label: "A system by itself",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "to build one without a platform",
        get: |world| world.platform.build,
        put: |world, value| world.platform.build = value,
    },
    WorldNumber {
        label: "A system on it",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "to build one on the platform",
        get: |world| world.platform.build_on_platform,
        put: |world, value| world.platform.build_on_platform = value,
    },
    WorldNumber {
        label: "Upkeep by itself",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "of one system, over the time looked at",
        get: |world| world.platform.maintain,
        put: |world, value| world.platform.maintain = value,
    },
    WorldNumber {
        label: "Upkeep on it",
        unit: "weeks",
        range: (0.0, MAX_WEEKS),
        note: "the same on the platform",
        get: |world| world.platform.maintain_on_platform,
        put: |world, value| world.platform.maintain_on_platform = value,
    },
];

/// The prices.
pub(super) fn prices(store: Store) -> AnyView {
    PRICES.iter().map(|number| world_number(store, number)).collect_view().into_any()
}

/// Work with and without a shared platform.
pub(super) fn platform(store: Store) -> AnyView {
    PLATFORM.iter().map(|number| world_number(store, number)).collect_view().into_any()
}

/// The rivals.
pub(super) fn rivals(store: Store) -> AnyView {
    let ids = FieldIds::new();
    let words = [("approve", "approve everybody"), ("decline", "decline everybody")];
    let options = words.map(|(word, label)| (word.to_owned(), label.to_owned())).to_vec();
    let value = Signal::derive(move || {
        match store.still().world.do_nothing {
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
