//! What becomes of an hour's requests: shares decided each way, people included, and their price.

use super::flow::By;
use super::station;
use super::waiting::Waiting;
use crate::model::{Action, Costs, RulesRival};
use crate::parts::desk::{Accuracy, Desk};
use crate::plan::{DeskPlan, Staff, StationPlan};
use crate::result::Ledger;

/// Shares of negatives and of positives by what happens to them; together 1 in each class.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sorted {
    /// Declined without people.
    pub(super) declined: [f64; 2],
    /// Sent to people.
    pub(super) reviewed: [f64; 2],
}

impl Sorted {
    /// Adds what a way does with its share.
    pub(super) fn add(&mut self, share: f64, declined: [f64; 2], reviewed: [f64; 2]) {
        for class in 0..2 {
            self.declined[class] += share * declined[class];
            self.reviewed[class] += share * reviewed[class];
        }
    }

    /// All of one way go to people.
    pub(super) fn all_to_people() -> Self {
        Self { declined: [0.0; 2], reviewed: [1.0; 2] }
    }

    /// Share sent to people, of all.
    pub(super) fn review_share(&self, base_rate: f64) -> f64 {
        mean(self.reviewed, base_rate)
    }
}

/// Mean over the classes.
pub(super) fn mean(of: [f64; 2], base_rate: f64) -> f64 {
    (1.0 - base_rate) * of[0] + base_rate * of[1]
}

/// People with a backlog.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Backlog {
    /// Items waiting.
    pub(super) items: f64,
    /// Of these, positives.
    pub(super) positives: f64,
    /// Hours that an item waits now.
    pub(super) wait_h: f64,
    /// Shares of positives recognised, and of negatives let pass, at last.
    pub(super) rates: (f64, f64),
    /// Who waits, where the likeliest loss goes first.
    waiting: Option<Waiting>,
}

/// What comes to people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Came<'a> {
    pub(super) per_h: f64,
    /// Share of positives.
    pub(super) prevalence: f64,
    /// Who they are, as shares of each class, where it matters who goes first.
    pub(super) mix: Option<&'a Waiting>,
    /// Share of positives among all requests.
    pub(super) base_rate: f64,
}

/// What people did in an hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reviewed {
    /// Share of the items that found no place.
    pub(super) overflow: f64,
    /// Share of positives recognised, and of negatives let pass.
    pub(super) rates: (f64, f64),
}

impl Backlog {
    pub(super) fn new(is_by_loss: bool) -> Self {
        let waiting = is_by_loss.then(Waiting::default);
        Self { items: 0.0, positives: 0.0, wait_h: 0.0, rates: (1.0, 1.0), waiting }
    }

    /// `hours` in which items arrive at a rate.
    pub(super) fn pass(
        &mut self,
        (plan, station): (&DeskPlan, &StationPlan),
        capacity_per_h: f64,
        came: &Came<'_>,
        (hours, hour): (f64, usize),
    ) -> Reviewed {
        let &Came { per_h: items_per_h, mut prevalence, mix, base_rate } = came;
        let (came, done) = (items_per_h * hours, capacity_per_h * hours);
        let limit = f64::from(station.queue_limit);
        let left = (self.items + came - done).max(0.0);
        let overflow = (left - limit).max(0.0).min(came);
        let all = self.items + came;
        let positives = self.positives + (came - overflow) * prevalence;
        let taken = all - left;
        self.items = left - overflow;
        match (&mut self.waiting, mix) {
            // Whoever finds no place is turned away, however urgent; people take the most urgent.
            (Some(waiting), mix) => {
                if let Some(mix) = mix {
                    waiting.come(came - overflow, mix, base_rate);
                }
                waiting.leave(self.items);
                self.positives = waiting.positives();
                if taken > 0.0 {
                    prevalence = ((positives - self.positives) / taken).clamp(0.0, 1.0);
                }
            }
            // The oldest are done first, about as mixed as the rest.
            (None, _) => {
                self.positives += came * prevalence;
                self.positives *= if all > 0.0 { self.items / all } else { 0.0 };
            }
        }
        self.wait_h = if capacity_per_h > 0.0 {
            let people = match &station.staff {
                Staff::Fixed(count) => f64::from(*count),
                Staff::Hourly(hours) => f64::from(hours[hour]),
            };
            let utilisation = (items_per_h / capacity_per_h).min(0.99);
            let idle_wait = station::desk_wait(
                people,
                utilisation,
                station::moments(&station.service).0 as u64,
            );
            (self.items / capacity_per_h).max(idle_wait)
        } else {
            self.wait_h + hours
        };
        let accuracy = if plan.by_prevalence {
            Accuracy::Prevalence
        } else {
            Accuracy::Fixed { sensitivity: plan.sensitivity, specificity: plan.specificity }
        };
        // Tired by half of the time between breaks, or of a shift of eight hours, in the mean.
        let stretch_h = station.breaks.map_or(8.0, |(every, _)| every as f64 / 3.6e12);
        let worked = (0.5 * stretch_h * 3.6e12) as u64;
        let rates = Desk::new(accuracy, plan.fatigue_per_h, prevalence, 1.0).rates(worked);
        self.rates = rates;
        Reviewed { overflow: if came > 0.0 { overflow / came } else { 0.0 }, rates }
    }
}

/// Shares of each class that end declined.
pub(super) fn final_declines(
    sorted: &Sorted,
    reviewed: Option<Reviewed>,
    overflow_action: Action,
) -> [f64; 2] {
    let Some(people) = reviewed else { return sorted.declined };
    let by_overflow = people.overflow * f64::from(u8::from(overflow_action == Action::Decline));
    let (sensitivity, specificity) = people.rates;
    let by_people = [1.0 - specificity, sensitivity];
    let of = |class: usize| {
        sorted.declined[class]
            + sorted.reviewed[class] * ((1.0 - people.overflow) * by_people[class] + by_overflow)
    };
    [of(0), of(1)]
}

/// What a way without a score does with each class.
pub(super) fn declines_of(by: By, rules: (f64, f64), default_action: Action) -> [f64; 2] {
    match by {
        By::Rules(_) => [rules.1, rules.0],
        _ => [f64::from(u8::from(default_action == Action::Decline)); 2],
    }
}

/// Costs of `n` decisions.
pub(super) fn decisions_usd(n: f64, base_rate: f64, declines: [f64; 2], costs: &Costs) -> Ledger {
    let negatives = n * (1.0 - base_rate);
    Ledger {
        false_negative_usd: n * base_rate * (1.0 - declines[1]) * costs.false_negative_usd,
        false_positive_usd: negatives * declines[0] * costs.false_positive_usd,
        benefit_usd: negatives * (1.0 - declines[0]) * costs.good_approved_usd,
        ..Ledger::default()
    }
}

/// Variance of the costs of one decision about its class's chance: the second moment, since errors
/// are rare and come like Poisson counts.
pub(super) fn squares(base_rate: f64, declines: [f64; 2], costs: &Costs) -> f64 {
    let square = |usd: f64| usd * usd;
    base_rate * (1.0 - declines[1]) * square(costs.false_negative_usd)
        + (1.0 - base_rate)
            * (declines[0] * square(costs.false_positive_usd)
                + (1.0 - declines[0]) * square(costs.good_approved_usd))
}

/// The same of the difference of two sides that decide independently given the class.
pub(crate) fn squares_apart(
    base_rate: f64,
    ours: [f64; 2],
    theirs: [f64; 2],
    costs: &Costs,
) -> f64 {
    let apart =
        |class: usize| ours[class] * (1.0 - theirs[class]) + theirs[class] * (1.0 - ours[class]);
    let square = |usd: f64| usd * usd;
    base_rate * apart(1) * square(costs.false_negative_usd)
        + (1.0 - base_rate) * apart(0) * square(costs.false_positive_usd + costs.good_approved_usd)
}

/// What a rival declines.
pub(super) fn rival(rules: &RulesRival) -> [f64; 2] {
    [rules.false_positive_rate, rules.true_positive_rate]
}
