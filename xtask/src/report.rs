//! The one summary at the end of `cargo xtask test`.

use std::time::Duration;

use crate::say;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// Not run because an earlier step failed.
    NotRun,
}

#[derive(Debug)]
pub struct Line {
    pub step: &'static str,
    pub outcome: Outcome,
    pub took: Duration,
    /// Why, for a step that failed.
    pub note: String,
}

#[derive(Debug, Default)]
pub struct Report(pub Vec<Line>);

impl Report {
    fn count(&self, outcome: Outcome) -> usize {
        self.0.iter().filter(|line| line.outcome == outcome).count()
    }

    /// Nothing failed, and something ran: a run of no step proves nothing.
    pub fn good(&self) -> bool {
        self.count(Outcome::Failed) == 0 && self.count(Outcome::Passed) > 0
    }

    pub fn text(&self) -> String {
        let mut text = String::from("\nstep        result    time\n");
        for line in &self.0 {
            let result = match line.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "FAILED",
                Outcome::NotRun => "not run",
            };
            let took = say::seconds(line.took);
            text.push_str(&format!("{:<11} {result:<8} {took:>8}\n", line.step));
            for note in line.note.lines() {
                text.push_str(&format!("            {note}\n"));
            }
        }
        let total = self.0.iter().map(|line| line.took).sum();
        text.push_str(&format!("{:<20} {:>8}\n\n", "all steps", say::seconds(total)));
        let failed = self.count(Outcome::Failed);
        text.push_str(&format!("{} passed, {failed} failed", self.count(Outcome::Passed)));
        match self.count(Outcome::NotRun) {
            0 => {}
            skipped => text.push_str(&format!(", {skipped} skipped")),
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcomes: &[Outcome]) -> Report {
        let line = |outcome: &Outcome| Line {
            step: "step",
            outcome: *outcome,
            took: Duration::from_millis(1500),
            note: String::new(),
        };
        Report(outcomes.iter().map(line).collect())
    }

    #[test]
    fn the_last_line_counts_steps() {
        let bad = report(&[Outcome::Passed, Outcome::Failed, Outcome::NotRun]);
        assert!(!bad.good());
        assert!(bad.text().ends_with("\n1 passed, 1 failed, 1 skipped"), "{}", bad.text());
        let good = report(&[Outcome::Passed]);
        assert!(good.good() && good.text().ends_with("\n1 passed, 0 failed"));
        assert!(!report(&[]).good(), "no step is no success");
    }
}
