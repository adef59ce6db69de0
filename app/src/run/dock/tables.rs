//! The tables of the dock: links on which something was retried, held back or lost, classes,
//! and arms of experiments.

use leptos::prelude::*;
use windtunnel_design::Document;
use windtunnel_design::sim::result::{ArmResult, Estimate, LinkResult, RunResult};

use super::table::{Table, table_view};
use crate::core::format::{self, NOT_ENOUGH, count, ms, share};
use crate::store::{Store, use_store};

/// The tables; none where there is nothing to tell.
#[component]
pub fn Tables() -> impl IntoView {
    let store: Store = use_store();
    let tables = Memo::new(move |_| {
        let result = store.run.result.get()?;
        // Untracked: the numbers are of the run, and an edit brings another run soon.
        let document = store.document_now();
        Some(vec![calls(&document, &result), classes(&result), arms(&document, &result)])
    });
    move || {
        let tables = tables.get().unwrap_or_default();
        tables.into_iter().flatten().map(|table| table_view(&table)).collect_view()
    }
}

fn estimate(value: Option<Estimate>) -> String {
    match value {
        None => NOT_ENOUGH.to_owned(),
        Some(Estimate { mean, half_width_95: None }) => share(mean),
        Some(Estimate { mean, half_width_95: Some(half) }) => {
            format!("{} ± {}", share(mean), share(half))
        }
    }
}

fn calls(document: &Document, result: &RunResult) -> Option<Table> {
    let is_told = |link: &&LinkResult| {
        link.breaker.is_some() || link.retries + link.timeouts + link.rejected + link.hedges > 0
    };
    let row = |link: &LinkResult| {
        let name = document.links.get(&link.id).map_or_else(
            || link.id.clone(),
            |ends| format!("{} to {}", document.label(&ends.from), document.label(&ends.to)),
        );
        let number = |n: u64| count(n as f64);
        let breaker = link.breaker.as_ref();
        let none = || "–".to_owned();
        vec![
            name,
            number(link.calls),
            number(link.retries),
            number(link.timeouts),
            number(link.failures),
            number(link.rejected),
            number(link.hedges),
            breaker.map_or_else(none, |breaker| number(breaker.opens)),
            breaker.map_or_else(none, |breaker| estimate(breaker.open_share)),
            breaker.map_or_else(none, |breaker| estimate(breaker.rejected_share)),
        ]
    };
    let rows: Vec<_> = result.links.iter().filter(is_told).map(row).collect();
    Table::of(
        "Calls that were retried, held back or lost, over the whole run",
        &[
            "Link",
            "Calls",
            "Retries",
            "Timed out",
            "Failed",
            "Held back",
            "Hedges",
            "Breaker opened",
            "Open",
            "Turned away",
        ],
        rows,
    )
}

fn classes(result: &RunResult) -> Option<Table> {
    if result.classes.len() < 2 {
        return None;
    }
    let time = |value: Option<f64>| value.map_or_else(|| NOT_ENOUGH.to_owned(), ms);
    let rows = result.classes.iter().map(|class| {
        vec![
            class.class.clone(),
            count(class.arrived as f64),
            count(class.decided as f64),
            time(class.sojourn.mean_ms.map(|mean| mean.mean)),
            time(class.sojourn.p50_ms),
            time(class.sojourn.p99_ms),
        ]
    });
    Table::of(
        "Classes of requests, from their arrival to the last step",
        &["Class", "Came", "Decided", "Mean", "p50", "p99"],
        rows.collect(),
    )
}

fn arms(document: &Document, result: &RunResult) -> Option<Table> {
    let row = |arm: &ArmResult| {
        let link = document.links.get(&arm.link);
        let name = link.map_or_else(|| arm.link.clone(), |link| document.label(&link.to));
        let number = |n: u64| count(n as f64);
        let usd = |usd: Estimate| match usd.half_width_95 {
            Some(half) => format!("{} ± {}", format::usd(usd.mean), format::usd(half)),
            None => format::usd(usd.mean),
        };
        vec![
            format!("{}: {name}", document.label(&arm.node)),
            number(arm.exposed),
            number(arm.lost),
            number(arm.decided),
            number(arm.declined),
            number(arm.positives),
            arm.usd_per_1k.map_or_else(|| NOT_ENOUGH.to_owned(), usd),
            format!("{} of {}", number(arm.units), count(arm.units_planned.round())),
            format::or_dash(arm.sizes, |sizes| format!("{:.3}", sizes.p)),
        ]
    };
    Table::of(
        "Arms of experiments",
        &[
            "Arm",
            "Written down",
            "Not written down",
            "Decided",
            "Declined",
            "Positives",
            "USD per 1,000",
            "Units",
            "p of the sizes",
        ],
        result.arms.iter().map(row).collect(),
    )
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::result::{BreakerResult, ClassResult};

    use super::*;
    use crate::run::fixture;

    #[test]
    fn quiet_links_and_a_single_class_make_no_table() {
        let mut result = fixture::result();
        result.links = vec![LinkResult { id: "a".into(), calls: 9, ..LinkResult::default() }];
        result.classes = vec![ClassResult::default()];
        assert_eq!(calls(&Document::default(), &result), None);
        assert_eq!(classes(&result), None);
    }

    #[test]
    fn every_row_has_a_cell_for_each_heading() {
        let mut result = fixture::result();
        let breaker = BreakerResult {
            opens: 3,
            open_share: Some(Estimate { mean: 0.25, half_width_95: Some(0.05) }),
            rejected_share: None,
        };
        result.links = vec![
            LinkResult { id: "a".into(), retries: 2, ..LinkResult::default() },
            LinkResult { id: "b".into(), breaker: Some(breaker), ..LinkResult::default() },
        ];
        result.classes = vec![ClassResult::default(), ClassResult::default()];
        result.arms = vec![ArmResult::default(), ArmResult::default()];
        let document = Document::default();
        for table in [calls(&document, &result), classes(&result), arms(&document, &result)] {
            let table = table.expect("there is something to tell");
            assert_eq!(table.rows.len(), 2);
            assert!(table.rows.iter().all(|row| row.len() == table.heads.len()));
        }
        let table = calls(&Document::default(), &result).expect("two rows");
        assert_eq!(table.rows[0][7..], ["–", "–", "–"]);
        assert_eq!(table.rows[1][7..], ["3", "25.0 % ± 5.0 %", NOT_ENOUGH]);
    }
}
