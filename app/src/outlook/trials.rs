//! What is said about an experiment, as tables.

use windtunnel_design::sim::trial::report::TrialReport;

use super::blocks::block;
use crate::core::format::{NO_DATA, count, duration_s, or_dash, share};
use crate::run::dock::table::Table;

/// Rows of the table of bounds.
const MOST_LOOKS: usize = 20;

/// Rows of a name and a value.
fn pairs<const N: usize>(rows: [(&str, String); N]) -> Vec<Vec<String>> {
    rows.into_iter().map(|(label, value)| vec![label.to_owned(), value]).collect()
}

/// A p value.
fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".into() } else { format!("{p:.4}") }
}

/// A difference of shares, in percentage points.
fn points(by: f64) -> String {
    let sign = if by < 0.0 { "−" } else { "+" };
    format!("{sign}{:.3} pp", 100.0 * by.abs())
}

/// All tables of an experiment, in order.
#[must_use]
pub(crate) fn blocks(trial: &TrialReport) -> Vec<Table> {
    let all = [
        plan(trial),
        peeking(trial),
        bounds(trial),
        ratio(trial),
        outcome(trial),
        before_after(trial),
    ];
    all.into_iter().flatten().collect()
}

fn plan(trial: &TrialReport) -> Option<Table> {
    let plan = &trial.plan;
    let units = |n: Option<f64>| or_dash(n, |n| count(n.ceil()));
    let days = |days: f64| duration_s(86_400.0 * days);
    let rows = pairs([
        ("Success, first arm", share(plan.p1)),
        ("Success, second arm", share(plan.p2)),
        ("Each arm, unpooled", units(plan.n_unpooled)),
        ("Each arm, pooled null", units(plan.n_pooled_null)),
        ("Each arm, Cohen's h", units(plan.n_arcsine)),
        ("Each arm, a mean (t)", units(plan.n_t)),
        ("Values that are alike", format!("× {:.2}", plan.design_effect)),
        ("Corrected looks", format!("× {:.3}", plan.inflation)),
        ("Plan, first arm", units(plan.n)),
        ("Units a day", count(plan.units_per_day)),
        ("Plan takes", or_dash(plan.days, days)),
        ("Runs for", days(plan.days_run)),
        ("Smallest lift it finds", or_dash(plan.detectable_lift, share)),
        ("Power then", share(plan.power)),
        ("Wins that are none", share(plan.false_positive_risk)),
    ]);
    let words = match plan.days {
        Some(days) if days > plan.days_run + 1e-6 => "It ends before it can know.",
        Some(_) => "It runs long enough for its plan.",
        None => "Without an effect there is nothing to plan for.",
    };
    Some(block("Plan", words.to_owned(), &["Quantity", ""], rows))
}

fn peeking(trial: &TrialReport) -> Option<Table> {
    let it = &trial.peeking;
    let mut rows = vec![vec![
        "as if each were the last".to_owned(),
        or_dash(it.type1_naive, share),
        "1".to_owned(),
        NO_DATA.to_owned(),
    ]];
    let corrected = [("O'Brien-Fleming", &it.obrien_fleming), ("Pocock", &it.pocock)];
    rows.extend(corrected.into_iter().filter_map(|(label, bound)| {
        let bound = bound.as_ref()?;
        Some(vec![
            label.to_owned(),
            share(bound.type1),
            format!("{:.3}", bound.inflation),
            share(bound.expected_share),
        ])
    }));
    let looks = count(f64::from(it.looks));
    let words = or_dash(it.type1_naive, |type1| {
        format!("{looks} looks, each as if it were the last: {} false alarms.", share(type1))
    });
    Some(block("Looking early", words, &["Looks", "False alarms", "Units", "Of them used"], rows))
}

fn bounds(trial: &TrialReport) -> Option<Table> {
    let it = &trial.peeking;
    let both = [&it.obrien_fleming, &it.pocock];
    let looks = it.looks as usize;
    if looks < 2 || both.iter().any(|bound| bound.is_none()) {
        return None;
    }
    let of = |look: usize| {
        let text = |bound: &&Option<_>| {
            let bound: Option<&windtunnel_design::sim::trial::design::BoundaryOutlook> =
                bound.as_ref();
            or_dash(bound.and_then(|it| it.bounds.get(look)), |z| format!("{z:.3}"))
        };
        std::iter::once((look + 1).to_string()).chain(both.iter().map(text)).collect()
    };
    let rows = (0..looks.min(MOST_LOOKS)).map(of).collect();
    let words = "|Z| that ends it, by look.".to_owned();
    Some(block("Bounds", words, &["Look", "O'Brien-Fleming", "Pocock"], rows))
}

fn ratio(trial: &TrialReport) -> Option<Table> {
    let Some(it) = trial.srm else {
        let words = "Nobody writes down who saw what, so a mismatch cannot be seen.".to_owned();
        return Some(block("Sizes of the arms", words, &[], Vec::new()));
    };
    let words = if it.is_mismatch {
        "Mismatch: the arms are not what was planned. Find out why before reading anything else."
    } else {
        "The arms are as large as planned."
    };
    let rows = pairs([
        ("First arm", count(it.control)),
        ("Second arm", count(it.treatment)),
        ("Sizes are", if it.is_observed { "as given" } else { "simulated" }.to_owned()),
        ("Chi-square", format!("{:.2}", it.chi2)),
        ("p", p_value(it.p)),
    ]);
    Some(block("Sizes of the arms", words.to_owned(), &["Arm", ""], rows))
}

fn outcome(trial: &TrialReport) -> Option<Table> {
    let it = trial.simulated?;
    let (low, high) = it.interval;
    let words = format!(
        "This one: {} ({} to {}), {}.",
        points(it.difference),
        points(low),
        points(high),
        if it.is_significant { "significant" } else { "not significant" }
    );
    let rows = pairs([
        ("Units", format!("{} and {}", count(it.control_units), count(it.treatment_units))),
        (
            "Successes",
            format!("{} and {}", count(it.control_successes), count(it.treatment_successes)),
        ),
        ("p", p_value(it.p)),
        ("Stopped after", share(it.stopped_at)),
        ("True difference", points(it.true_difference)),
        ("Like it were run", count(f64::from(it.experiments))),
        ("of these significant", share(it.power)),
        ("without an effect", share(it.type1)),
        ("units taken for values", share(it.type1_ignoring_units)),
        ("Mean difference", points(it.mean_difference)),
        ("Wins report", or_dash(it.reported_by_wins, points)),
    ]);
    Some(block("Simulated", words, &["Result", ""], rows))
}

fn before_after(trial: &TrialReport) -> Option<Table> {
    let it = trial.before_after?;
    let rows = pairs([
        ("Difference", points(it.difference)),
        ("of it no effect", points(it.bias)),
        ("p", p_value(it.p)),
    ]);
    let words = "The same days without arms: first the old, then the new.".to_owned();
    Some(block("Before and after", words, &["Result", ""], rows))
}

#[cfg(test)]
mod tests {
    use windtunnel_design::sim::trial::design::{BoundaryOutlook, Peeking};
    use windtunnel_design::sim::trial::report::{SampleRatio, SimulatedTrial};

    use super::*;

    fn trial() -> TrialReport {
        let bound = BoundaryOutlook { bounds: vec![3.0, 2.0], type1: 0.05, ..Default::default() };
        TrialReport {
            peeking: Peeking {
                looks: 2,
                type1_naive: Some(0.083),
                obrien_fleming: Some(bound.clone()),
                pocock: Some(bound),
            },
            srm: Some(SampleRatio { p: 0.00001, is_mismatch: true, ..SampleRatio::default() }),
            simulated: Some(SimulatedTrial { interval: (-0.001, 0.002), ..Default::default() }),
            ..TrialReport::default()
        }
    }

    #[test]
    fn every_table_has_its_columns() {
        let blocks = blocks(&trial());
        assert_eq!(blocks.len(), 5);
        for block in &blocks {
            assert!(
                block.rows.iter().all(|row| row.len() == block.heads.len()),
                "{}",
                block.caption
            );
        }
        assert!(blocks[1].notes[0].contains("8.3 % false alarms"), "{:?}", blocks[1].notes);
        assert_eq!(blocks[2].rows[1], ["2", "2.000", "2.000"]);
        assert!(blocks[3].notes[0].starts_with("Mismatch"));
        assert!(blocks[3].rows.iter().any(|row| row[1] == "< 0.0001"));
        assert!(blocks[4].notes[0].contains("−0.100 pp to +0.200 pp"), "{:?}", blocks[4].notes);
    }

    #[test]
    fn without_an_exposure_log_a_mismatch_cannot_be_seen() {
        let blind = TrialReport { srm: None, ..trial() };
        assert!(blocks(&blind).iter().any(|block| block.notes[0].starts_with("Nobody writes")));
    }
}
