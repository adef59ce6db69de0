//! What a run says besides its requests: what follows by formula, and the life of the system.

use std::io::Write;

use serde::Serialize;
use windtunnel_design::Document;
use windtunnel_design::sim::lifecycle::{self, Life};
use windtunnel_design::sim::outlook::{self, Outlook};
use windtunnel_design::sim::plan::Diagnostic;
use windtunnel_design::sim::result::RunResult;

use crate::load::Refused;
use crate::marks;

/// One object of everything.
#[derive(Serialize)]
struct All<'a> {
    #[serde(flatten)]
    run: &'a RunResult,
    #[serde(skip_serializing_if = "Option::is_none")]
    life: Option<&'a Life>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlook: Option<&'a Outlook>,
}

/// Results that do not come from single requests.
pub struct Beside {
    life: Option<Life>,
    /// `None` where no formula has anything to say, as of plain queues.
    outlook: Option<Outlook>,
}

impl Beside {
    /// Everything that the design asks for.
    pub fn of(document: &Document) -> Result<Self, Vec<Diagnostic>> {
        let model = document.model();
        let life = (document.run.days > 0).then(|| lifecycle::live(&model, &document.run));
        let outlook = outlook::outlook(&model, &document.run)?;
        let says_something = outlook != Outlook::default();
        Ok(Self { life: life.transpose()?, outlook: says_something.then_some(outlook) })
    }

    /// The run's JSON with a field for each of these.
    pub fn json(&self, run: &RunResult) -> Result<String, Refused> {
        let all = All { run, life: self.life.as_ref(), outlook: self.outlook.as_ref() };
        Ok(serde_json::to_string(&all)?)
    }

    /// For people.
    pub fn print(&self, document: &Document, out: &mut dyn Write) -> Result<(), Refused> {
        if let Some(outlook) = &self.outlook {
            print_outlook(outlook, document, out)?;
        }
        let Some(life) = &self.life else { return Ok(()) };
        writeln!(out, "\nLife of {} days", life.days)?;
        let money = &life.money;
        for (name, side) in [
            ("system", &money.system),
            ("without incidents", &money.healthy),
            ("rules", &money.rules),
            ("nothing", &money.do_nothing),
        ] {
            writeln!(
                out,
                "  {name:<18} {:>10.2} USD/1k  {:>12.0} USD/month  +- {:.0}",
                side.usd_per_1k, side.usd_per_month, side.half_width_95
            )?;
        }
        writeln!(out, "  {}", life.verdict.reason)?;
        for warning in &life.warnings {
            writeln!(out, "  Note: {}", document.in_words(warning))?;
        }
        marks::print(document, life, out)?;
        Ok(())
    }
}

fn print_outlook(
    outlook: &Outlook,
    document: &Document,
    out: &mut dyn Write,
) -> Result<(), Refused> {
    writeln!(out, "\nBy formula")?;
    if let Some(score) = &outlook.score {
        for (name, quality) in [("trained", &score.as_trained), ("served", &score.as_served)] {
            if let Some(q) = quality {
                writeln!(
                    out,
                    "  score as {name:<8} d' {:.3}  AUC {:.4}  average precision {:.4}  KS {:.4}",
                    q.separation, q.auc, q.average_precision, q.ks
                )?;
            }
        }
    }
    if let Some(target) = &outlook.target {
        let word = if target.is_feasible { "can be had" } else { "cannot be had" };
        writeln!(
            out,
            "  promised recall {:.3} at {:.4} false alarms {word}; nearest {:.3} at {:.4}",
            target.recall,
            target.false_positive_rate,
            target.nearest_recall,
            target.nearest_false_positive_rate
        )?;
    }
    if let Some(sides) = &outlook.break_even {
        let mut row = |name: &str, usd: Option<f64>| match usd {
            Some(usd) => writeln!(out, "  {name:<34}{usd:>10.2} USD/1k"),
            None => Ok(()),
        };
        row("do nothing", Some(sides.do_nothing_usd_per_1k))?;
        row("rules", Some(sides.rules_usd_per_1k))?;
        row("best threshold, no people", sides.ml_two_way_usd_per_1k)?;
        row("as drawn", sides.ml_drawn_usd_per_1k)?;
        row("best thresholds with these people", sides.ml_best_usd_per_1k)?;
        if let Some(volume) = sides.pays_from_per_month {
            writeln!(out, "  pays from {volume:.0} decisions a month on")?;
        }
    }
    if let Some(from) = outlook.platform.as_ref().and_then(|it| it.pays_from_use_cases) {
        writeln!(out, "  a platform shared by such systems pays from {from:.1} of them on")?;
    }
    for trial in &outlook.trials {
        let n = trial.plan.n.map_or_else(|| "no".to_owned(), |n| format!("{n:.0}"));
        writeln!(
            out,
            "  {}: {n} units in the first arm, {:.1} days, power {:.3}, false alarms {:.3}",
            document.label(&trial.id),
            trial.plan.days_run,
            trial.plan.power,
            trial.peeking.type1_naive.unwrap_or(1.0)
        )?;
        for warning in &trial.warnings {
            writeln!(out, "    {warning}")?;
        }
    }
    for warning in &outlook.warnings {
        writeln!(out, "  Note: {warning}")?;
    }
    Ok(())
}
