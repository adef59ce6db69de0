//! Money over a life: every entry of the books on all sides, and the verdict in words.

use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::{Choice, LifeSide};
use windtunnel_design::sim::result::Ledger;

use super::tables::whole;
use crate::core::format::{count, usd};
use crate::run::dock::table::Table;

/// Days of a month: a twelfth of a year.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// What amounts are counted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unit {
    /// A month.
    #[default]
    Month,
    /// 1,000 decisions.
    Decisions,
    /// The whole life.
    Whole,
}

impl Unit {
    /// Every unit with its name.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Month, "per month"),
        (Self::Decisions, "per 1,000 decisions"),
        (Self::Whole, "over the life"),
    ];

    /// From the whole life to this.
    fn factor(self, life: &Life) -> f64 {
        match self {
            Self::Month => DAYS_PER_MONTH / f64::from(life.days.max(1)),
            Self::Decisions => 1_000.0 / life.money.decisions.max(1.0),
            Self::Whole => 1.0,
        }
    }
}

type Entry = fn(&Ledger) -> f64;

/// The entries of the books; a benefit lowers costs.
const ENTRIES: [(&str, Entry); 13] = [
    ("Benefit", |l| -l.benefit_usd),
    ("Missed positives", |l| l.false_negative_usd),
    ("False alarms", |l| l.false_positive_usd),
    ("Review", |l| l.review_usd),
    ("Waiting for people", |l| l.delay_usd),
    ("Given up", |l| l.abandonment_usd),
    ("Promises broken", |l| l.missed_usd),
    ("Machines and calls", |l| l.infrastructure_usd),
    ("Labels", |l| l.labels_usd),
    ("Training", |l| l.retraining_usd),
    ("Team", |l| l.team_usd),
    ("Incidents", |l| l.incidents_usd),
    ("Total", Ledger::total_usd),
];

/// The books in this unit.
#[must_use]
pub fn books(life: &Life, unit: Unit) -> Option<Table> {
    let money = &life.money;
    let sides = [&money.system, &money.healthy, &money.rules, &money.do_nothing];
    let factor = unit.factor(life);
    let half = |side: &LifeSide| side.half_width_95 / Unit::Month.factor(life) * factor;
    let row = |(name, entry): &(&str, Entry)| {
        let amount = |side: &&LifeSide| {
            let text = usd(entry(&side.ledger) * factor);
            if *name == "Total" { format!("{text} ± {}", usd(half(side))) } else { text }
        };
        [(*name).to_owned()].into_iter().chain(sides.iter().map(amount)).collect()
    };
    let named = Unit::ALL.iter().find(|(other, _)| *other == unit).map_or("", |(_, name)| name);
    let mut table = Table::of(
        &format!("Over the life: costs in USD {named}"),
        &["", "This system", "Without incidents", "Rules", "Do nothing"],
        ENTRIES.iter().map(row).collect(),
    )?;
    table.notes.push(verdict(life));
    Some(table)
}

/// What should be built: `Over 120 days: build it.`
#[must_use]
pub fn choice(life: &Life) -> String {
    format!("Over {}: {}.", whole(life), choice_words(life.verdict.choice))
}

/// A choice in words.
#[must_use]
pub fn choice_words(choice: Choice) -> &'static str {
    match choice {
        Choice::BuildMl => "build it",
        Choice::UseRules => "use rules",
        Choice::DoNothing => "do nothing",
        Choice::NotEnoughEvidence => "not enough evidence",
    }
}

/// The verdict with its interval and the volume from which on it pays.
#[must_use]
pub fn verdict(life: &Life) -> String {
    let verdict = &life.verdict;
    let (mean, half) = (verdict.saves_usd_per_month, verdict.half_width_95);
    let pays = life.money.break_even_per_month.map_or_else(
        || "It pays for its fixed costs at no volume.".to_owned(),
        |n| format!("It pays for its fixed costs from {} decisions a month on.", count(n.ceil())),
    );
    let (does, than) = if mean < 0.0 { ("costs", "more than") } else { ("saves", "beside") };
    let (low, high) =
        if mean < 0.0 { (-mean - half, -mean + half) } else { (mean - half, mean + half) };
    format!(
        "{} It {does} {} a month {than} the better rival, 95 % interval {} to {}. {pays}",
        choice(life),
        usd(mean.abs()),
        usd(low),
        usd(high)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn the_books_are_the_same_in_every_unit() {
        let life = fixture::life();
        let total = |unit| books(&life, unit).expect("has rows").rows[12][1].clone();
        assert_eq!(total(Unit::Whole), "$6,000 ± $1,774");
        assert_eq!(total(Unit::Month), "$3,044 ± $900.0");
        assert_eq!(total(Unit::Decisions), "$1.16 ± $0.34");
    }

    #[test]
    fn every_entry_of_the_books_has_a_row() {
        let one = 1.0;
        let ledger = Ledger {
            false_negative_usd: one,
            false_positive_usd: one,
            review_usd: one,
            infrastructure_usd: one,
            team_usd: one,
            benefit_usd: one,
            delay_usd: one,
            abandonment_usd: one,
            missed_usd: one,
            labels_usd: one,
            retraining_usd: one,
            incidents_usd: one,
        };
        let sum: f64 = ENTRIES[..12].iter().map(|(_, entry)| entry(&ledger)).sum();
        assert_eq!(sum, ledger.total_usd());
    }

    #[test]
    fn the_verdict_has_its_interval_and_its_volume() {
        let mut life = fixture::life();
        assert_eq!(
            verdict(&life),
            "Over 60 days: build it. It saves $3,000 a month beside the better rival, 95 % interval \
             $2,100 to $3,900. It pays for its fixed costs from 120,000 decisions a month on."
        );
        life.money.break_even_per_month = None;
        life.verdict.saves_usd_per_month = -3_000.0;
        assert!(verdict(&life).ends_with(
            "It costs $3,000 a month more than the better rival, 95 % interval $2,100 to $3,900. It \
             pays for its fixed costs at no volume."
        ));
    }
}
