//! The world: how often, how fast it turns, what the system is for and what was promised of it.

use leptos::prelude::*;
use windtunnel_design::sim::model::{RulesRival, Task, World};

use super::design::{WorldNumber, change_world, world_number};
use crate::store::Store;
use crate::ui::field::{FieldIds, field, select_input, switch_input};

const BASE_RATE: WorldNumber = WorldNumber {
    label: "Base rate",
    unit: "",
    range: (0.0, 1.0),
    note: "share of requests that are positive",
    get: |world| world.base_rate,
    put: |world, value| world.base_rate = value,
};

const ROTATION: WorldNumber = WorldNumber {
    label: "Truth turns",
    unit: "°/day",
    range: (0.0, 360.0),
    note: "what tells the classes apart moves on by itself",
    get: |world| world.rotation_deg_per_day,
    put: |world, value| world.rotation_deg_per_day = value,
};

/// What was promised, where nothing was said yet.
const USUAL_TARGET: RulesRival = RulesRival { true_positive_rate: 0.8, false_positive_rate: 0.05 };

const TARGET: [WorldNumber; 2] = [
    WorldNumber {
        label: "Wanted hit rate",
        unit: "",
        range: (0.0, 1.0),
        note: "of positives, at the least",
        get: |world| world.target.map_or(0.0, |target| target.true_positive_rate),
        put: |world, value| world.target.get_or_insert(USUAL_TARGET).true_positive_rate = value,
    },
    WorldNumber {
        label: "Wanted false alarms",
        unit: "",
        range: (0.0, 1.0),
        note: "of negatives, at the most",
        get: |world| world.target.map_or(0.0, |target| target.false_positive_rate),
        put: |world, value| world.target.get_or_insert(USUAL_TARGET).false_positive_rate = value,
    },
];

/// A field of one kind of task.
macro_rules! of_task {
    ($kind:ident, $key:ident, $label:literal, $unit:literal, $range:expr, $note:literal) => {
        WorldNumber {
            label: $label,
            unit: $unit,
            range: $range,
            note: $note,
            get: |world| match world.task {
                Task::$kind { $key, .. } => $key.into(),
                _ => 0.0,
            },
            put: |world, value| {
                if let Task::$kind { $key, .. } = &mut world.task {
                    *$key = value as _;
                }
            },
        }
    };
}

const RANK: [WorldNumber; 4] = [
    of_task!(Rank, candidates, "Candidates", "", (1.0, 1e6), "of one list"),
    of_task!(
        Rank,
        correlation,
        "Score and relevance",
        "",
        (-1.0, 1.0),
        "correlation, all features"
    ),
    of_task!(Rank, rival_correlation, "The same of the rival", "", (-1.0, 1.0), "as by popularity"),
    of_task!(Rank, usd_per_click, "Click", "USD", (0.0, 1e6), "what a click is worth"),
];

const ESTIMATE: [WorldNumber; 5] = [
    of_task!(Estimate, error, "Error", "", (0.0, 100.0), "relative standard deviation"),
    of_task!(Estimate, rival_error, "Error of the rival", "", (0.0, 100.0), "the same without it"),
    of_task!(Estimate, late_usd, "Late", "USD", (0.0, 1e6), "loss a unit"),
    of_task!(Estimate, early_usd, "Early", "USD", (0.0, 1e6), "loss a unit"),
    of_task!(Estimate, quantile, "Told quantile", "", (0.0, 1.0), "0.5 is the middle"),
];

const PRICE: [WorldNumber; 3] = [
    of_task!(Price, elasticity, "Elasticity", "", (-1e3, -1.001), "of the demand, in truth"),
    of_task!(Price, believed, "Believed", "", (-1e3, -1.001), "what the model takes it to be"),
    of_task!(Price, unit_usd, "Unit cost", "USD", (0.0, 1e9), "what one unit costs"),
];

/// Words in the menu, the task as it begins, and its fields.
const TASKS: [(&str, Task, &[WorldNumber]); 4] = [
    ("approve, review or decline", Task::Decide, &[]),
    (
        "rank candidates",
        Task::Rank {
            candidates: 100,
            correlation: 0.6,
            rival_correlation: 0.3,
            usd_per_click: 0.02,
        },
        &RANK,
    ),
    (
        "estimate a number",
        Task::Estimate {
            error: 0.2,
            rival_error: 0.3,
            late_usd: 3.0,
            early_usd: 1.0,
            quantile: 0.5,
        },
        &ESTIMATE,
    ),
    ("set a price", Task::Price { elasticity: -2.62, believed: -2.2, unit_usd: 10.0 }, &PRICE),
];

/// Where the world's task stands in [`TASKS`].
fn place(world: &World) -> usize {
    let same = |task: &Task| std::mem::discriminant(task) == std::mem::discriminant(&world.task);
    TASKS.iter().position(|(_, task, _)| same(task)).unwrap_or(0)
}

/// The fields of the world.
pub(super) fn world(store: Store) -> AnyView {
    let ids = FieldIds::new();
    let task = Memo::new(move |_| place(&store.still().world));
    let options =
        TASKS.iter().enumerate().map(|(at, (word, ..))| (at.to_string(), (*word).to_owned()));
    let set = Callback::new(move |chosen: String| {
        if let Some((_, task, _)) = chosen.parse().ok().and_then(|at: usize| TASKS.get(at)) {
            // Each task is allowed as it begins.
            change_world(store, "Set the task", |world| world.task = *task).ok();
        }
    });
    let value = Signal::derive(move || task.get().to_string());
    let select = select_input(&ids, Signal::stored(options.collect()), value, set);
    let fields = move || {
        let (_, _, numbers) = TASKS[task.get()];
        numbers.iter().map(|number| world_number(store, number)).collect_view()
    };
    view! {
        {field(&ids, "Task", false, Signal::stored(None), select, ().into_any())}
        {fields}
        {world_number(store, &BASE_RATE)}
        {world_number(store, &ROTATION)}
        {target(store)}
    }
    .into_any()
}

/// What was promised, and whether anything was.
fn target(store: Store) -> AnyView {
    let ids = FieldIds::new();
    let wanted = Memo::new(move |_| store.still().world.target.is_some());
    let set = Callback::new(move |on: bool| {
        // Both are always allowed.
        change_world(store, "Set what was promised", |world| {
            world.target = on.then_some(USUAL_TARGET);
        })
        .ok();
    });
    let switch = switch_input(&ids, wanted.into(), set);
    let note = view! { <span>"checked against what the score can reach"</span> }.into_any();
    let numbers = move || {
        wanted.get().then(|| TARGET.each_ref().map(|it| world_number(store, it)).collect_view())
    };
    view! {
        {field(&ids, "Promised rates", false, Signal::stored(None), switch, note)}
        {numbers}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_task_reads_what_it_writes() {
        for (at, (word, task, numbers)) in TASKS.iter().enumerate() {
            let mut world = World { task: *task, ..World::default() };
            assert_eq!(place(&world), at, "{word}");
            for number in *numbers {
                let before = (number.get)(&world);
                assert!(before >= number.range.0 && before <= number.range.1, "{}", number.label);
                let other = number.range.0 + 1.0;
                (number.put)(&mut world, other);
                assert_eq!((number.get)(&world), other, "{}", number.label);
                (number.put)(&mut world, before);
            }
            assert_eq!(world.task, *task, "{word}: put back");
        }
    }

    #[test]
    fn a_promise_begins_with_both_rates() {
        let mut world = World::default();
        (TARGET[0].put)(&mut world, 0.9);
        let target = world.target.expect("was set");
        assert_eq!((target.true_positive_rate, target.false_positive_rate), (0.9, 0.05));
    }
}
