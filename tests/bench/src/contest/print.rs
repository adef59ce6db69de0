//! The tables.

use windtunnel_bench::workload::ALL;

use super::{Curve, Gate, Row};

pub fn all(rows: &[Row], curves: &[Curve], gates: &[Gate], without: &[String]) {
    for workload in &ALL {
        let here: Vec<&Row> =
            rows.iter().filter(|row| row.entry.workload.name == workload.name).collect();
        if !here.is_empty() {
            table(&here);
        }
    }
    event_list(curves);
    goals(gates);
    for sentence in without {
        println!("Not measured: {sentence}");
    }
}

/// One workload: rates, how often this engine goes into them, means beside theory, memory.
fn table(rows: &[&Row]) {
    let workload = rows[0].entry.workload;
    match workload.theory {
        Some(theory) => {
            println!("\n{}: mean {} {}", workload.title, theory.what, theory.mean);
        }
        None => println!("\n{}", workload.title),
    }
    println!(
        "  {:<34} {:>14} {:>12} {:>9} {:>6} {:>9}",
        "engine", "events/s", "this / it", "mean", "z", "peak MiB"
    );
    let own = rows.iter().find(|row| row.entry.engine == "windtunnel").and_then(|row| row.best);
    for row in rows {
        let title = row.entry.title;
        let Some(best) = row.best else {
            println!("  {title:<34} {}", row.problem.as_deref().unwrap_or("not run"));
            continue;
        };
        println!(
            "  {title:<34} {:>14} {:>12} {:>9} {:>6} {:>9}{}",
            thousands(best),
            ratio(own.map(|own| own / best)),
            number(row.mean().filter(|_| workload.theory.is_some()), 4),
            number(row.z(), 1),
            number(row.peak_kb.map(|kb| kb as f64 / 1024.0), 1),
            if row.good() { "" } else { "  WRONG: another network than theory's" }
        );
        if workload.theory.is_none() {
            println!("  one run takes {} s", number(row.run_seconds, 3));
        }
    }
}

fn event_list(curves: &[Curve]) {
    let Some(first) = curves.first() else { return };
    println!("\nEvent list alone (HOLD): ns per event, by the number pending");
    let pending = first.points.iter().map(|(pending, _)| format!("{pending:>9}"));
    println!("  {:<14}{}", "law", pending.collect::<String>());
    for curve in curves {
        let costs = curve.points.iter().map(|(_, ns)| format!("{ns:>9.1}"));
        println!("  {:<14}{}", curve.law, costs.collect::<String>());
    }
}

fn goals(gates: &[Gate]) {
    println!("\n{:<50} {:>9} {:>7} {:>7}", "goal", "measured", "floor", "aim");
    for gate in gates {
        println!(
            "{:<50} {:>9} {:>7} {:>7}  {}",
            gate.what,
            ratio(gate.measured),
            gate.floor,
            gate.aim,
            gate.verdict()
        );
    }
    println!();
}

fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".into(), |value| format!("{value:.decimals$}"))
}

/// Three digits that count.
fn ratio(value: Option<f64>) -> String {
    number(value, if value.is_some_and(|value| value < 10.0) { 3 } else { 1 })
}

/// 12,345,678.
fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn digits_are_grouped_from_the_right() {
        assert_eq!(
            [1.0, 123.4, 1234.0, 12_345_678.0].map(thousands),
            ["1", "123", "1,234", "12,345,678"]
        );
    }
}
