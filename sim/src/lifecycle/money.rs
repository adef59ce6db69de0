//! All sides' costs over the whole life, and what follows from them.

use super::decide;
use super::outcome::{Outcome, Stage};
use super::result::{Choice, LifeMoney, LifeSide, Verdict};
use crate::result::Ledger;

/// Days of a month in the ledger: a twelfth of a year.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// The normal deviate of a two-sided 95 % interval.
const Z_975: f64 = 1.959_963_984_540_054;

/// Sums over the life.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) decisions: f64,
    pub(super) system: Ledger,
    pub(super) healthy: Ledger,
    do_nothing: Ledger,
    rules: Ledger,
    /// Variances: of each side's costs, and of the differences of rivals and system.
    squares: [f64; 4],
    apart: [f64; 2],
}

/// Costs of a stretch on all sides: decisions, reviews and waiting.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Costs {
    pub(super) system: f64,
    pub(super) healthy: f64,
    pub(super) do_nothing: f64,
    pub(super) rules: f64,
}

impl Books {
    /// Writes a stretch of `n` requests down.
    pub(super) fn write(
        &mut self,
        stage: &Stage<'_>,
        n: f64,
        outcome: &Outcome,
        healthy: &Outcome,
    ) -> Costs {
        let world = &stage.plan.world;
        let pi = outcome.base_rate;
        let (nothing, rules) = (stage.nothing(), decide::rival(&world.rules));
        let side = |declines: [f64; 2], worth_usd: f64| match &stage.worth {
            Some(_) => Ledger { benefit_usd: -n * worth_usd, ..Ledger::default() },
            None => decide::decisions_usd(n, pi, declines, &world.costs),
        };
        let by_nothing = side(nothing, stage.worth.as_ref().map_or(0.0, |w| w.nothing_usd()));
        let by_rules = side(rules, stage.worth.as_ref().map_or(0.0, |w| w.rival_usd()));
        let costs = Costs {
            system: outcome.ledger.decisions_usd(),
            healthy: healthy.ledger.decisions_usd(),
            do_nothing: by_nothing.decisions_usd(),
            rules: by_rules.decisions_usd(),
        };
        self.decisions += n;
        add(&mut self.system, &outcome.ledger);
        add(&mut self.healthy, &healthy.ledger);
        add(&mut self.do_nothing, &by_nothing);
        add(&mut self.rules, &by_rules);
        if stage.worth.is_none() {
            let squares = |declines| n * decide::squares(pi, declines, &world.costs);
            for (sum, declines) in
                self.squares.iter_mut().zip([outcome.declines, nothing, rules, healthy.declines])
            {
                *sum += squares(declines);
            }
            for (sum, theirs) in self.apart.iter_mut().zip([nothing, rules]) {
                *sum += n * decide::squares_apart(pi, outcome.declines, theirs, &world.costs);
            }
        }
        costs
    }

    /// Closes the books after so many days; the verdict with them.
    pub(super) fn close(&self, days: f64, fixed_usd: f64) -> (LifeMoney, Verdict) {
        let months = (days / DAYS_PER_MONTH).max(f64::MIN_POSITIVE);
        let side = |ledger: &Ledger, variance: f64| LifeSide {
            ledger: *ledger,
            usd_per_1k: 1000.0 * ledger.total_usd() / self.decisions.max(1.0),
            usd_per_month: ledger.total_usd() / months,
            half_width_95: Z_975 * libm::sqrt(variance) / months,
        };
        let system = side(&self.system, self.squares[0]);
        let do_nothing = side(&self.do_nothing, self.squares[1]);
        let rules = side(&self.rules, self.squares[2]);
        let healthy = side(&self.healthy, self.squares[3]);
        let rules_win = rules.usd_per_month <= do_nothing.usd_per_month;
        let (rival, apart) =
            if rules_win { (&rules, self.apart[1]) } else { (&do_nothing, self.apart[0]) };
        let saves = rival.usd_per_month - system.usd_per_month;
        let half_width_95 = Z_975 * libm::sqrt(apart) / months;
        let per_decision = |ledger: &Ledger| ledger.total_usd() / self.decisions.max(1.0);
        let variable = (self.system.total_usd() - fixed_usd) / self.decisions.max(1.0);
        let margin = per_decision(&rival.ledger) - variable;
        let break_even_per_month = (margin > 0.0).then(|| fixed_usd / months / margin);
        let verdict = verdict(saves, half_width_95, rules_win, self.decisions);
        (
            LifeMoney {
                decisions: self.decisions,
                system,
                do_nothing,
                rules,
                healthy,
                break_even_per_month,
            },
            verdict,
        )
    }
}

fn verdict(saves: f64, half_width_95: f64, rules_win: bool, decisions: f64) -> Verdict {
    let rival = if rules_win { "rules" } else { "doing nothing" };
    if !(saves.is_finite() && half_width_95.is_finite()) {
        let reason = "The costs are too large to be compared.".to_owned();
        return Verdict { reason, ..Verdict::default() };
    }
    let (choice, reason) = if decisions <= 0.0 {
        (Choice::NotEnoughEvidence, "No request was decided.".to_owned())
    } else if saves.abs() <= half_width_95 {
        let reason = format!(
            "The difference to {rival}, {saves:.0} USD a month, is within its interval of \
             {half_width_95:.0}."
        );
        (Choice::NotEnoughEvidence, reason)
    } else if saves > 0.0 {
        (Choice::BuildMl, format!("It saves {saves:.0} USD a month beside {rival}."))
    } else if rules_win {
        (Choice::UseRules, format!("Rules cost {:.0} USD a month less.", -saves))
    } else {
        (Choice::DoNothing, format!("Doing nothing costs {:.0} USD a month less.", -saves))
    };
    Verdict { choice, saves_usd_per_month: saves, half_width_95, reason }
}

pub(super) fn add(sum: &mut Ledger, other: &Ledger) {
    sum.false_negative_usd += other.false_negative_usd;
    sum.false_positive_usd += other.false_positive_usd;
    sum.review_usd += other.review_usd;
    sum.infrastructure_usd += other.infrastructure_usd;
    sum.team_usd += other.team_usd;
    sum.benefit_usd += other.benefit_usd;
    sum.delay_usd += other.delay_usd;
    sum.abandonment_usd += other.abandonment_usd;
    sum.missed_usd += other.missed_usd;
    sum.labels_usd += other.labels_usd;
    sum.retraining_usd += other.retraining_usd;
    sum.incidents_usd += other.incidents_usd;
}

/// Days of a month.
pub(super) fn months(days: f64) -> f64 {
    days / DAYS_PER_MONTH
}
