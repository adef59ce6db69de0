//! The time series of a run as a CSV file.

use std::fmt::Write;

use windtunnel_design::sim::result::RunResult;

use crate::ui::download;

/// The series with a row a bucket and a heading with units; gaps are empty.
#[must_use]
pub fn csv(result: &RunResult) -> String {
    let series = &result.series;
    let counts = |values: &[u32], at: usize| values.get(at).map(ToString::to_string);
    let amounts = |values: &[f32], at: usize| values.get(at).map(ToString::to_string);
    let times = |values: &[Option<f32>], at: usize| {
        values.get(at).copied().flatten().map(|value| value.to_string())
    };
    let mut text = String::from(
        "from_s,arrived,in_time,failed,reviewed,scored_with_null,p50_ms,p99_ms,\
         system_usd,rules_usd,do_nothing_usd",
    );
    for node in &result.nodes {
        let id = quoted(&node.id);
        // Writing to a string cannot fail.
        write!(text, ",{id} arrived,{id} failed,{id} busy_share,{id} queue_mean,{id} p99_ms").ok();
    }
    for at in 0..series.arrived.len() {
        let mut cells = vec![
            Some((at as f64 * series.bucket_s).to_string()),
            counts(&series.arrived, at),
            counts(&series.in_time, at),
            counts(&series.failed, at),
            counts(&series.reviewed, at),
            counts(&series.scored_with_null, at),
            times(&series.p50_ms, at),
            times(&series.p99_ms, at),
            amounts(&series.system_usd, at),
            amounts(&series.rules_usd, at),
            amounts(&series.do_nothing_usd, at),
        ];
        for node in &series.nodes {
            cells.extend([
                counts(&node.arrived, at),
                counts(&node.failed, at),
                amounts(&node.busy_share, at),
                amounts(&node.queue_mean, at),
                times(&node.p99_ms, at),
            ]);
        }
        let cells: Vec<String> = cells.into_iter().map(Option::unwrap_or_default).collect();
        write!(text, "\n{}", cells.join(",")).ok();
    }
    text.push('\n');
    text
}

/// Ids are words; what is not is kept from breaking the columns.
fn quoted(id: &str) -> String {
    id.replace(['"', ',', '\n', '\r'], "_")
}

/// Hands the file to the browser; `None` where it takes none.
pub fn save(result: &RunResult) -> Option<()> {
    download::save_text(&file_name(result), "text/csv", &csv(result))
}

/// A name for the file.
#[must_use]
pub fn file_name(result: &RunResult) -> String {
    format!("run-seed-{}.csv", result.seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn every_row_has_a_cell_a_column() {
        let text = csv(&fixture::result());
        let widths: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(widths.len(), 25);
        assert!(widths.iter().all(|width| *width == 11 + 3 * 5), "{widths:?}");
        assert!(text.lines().nth(7).is_some_and(|line| line.starts_with("21600,3600,3500,100,")));
        assert!(!text.contains("None") && !text.contains("NaN"));
    }
}
