//! The verdict on a run in one plain sentence.
//!
//! It compares the system with its strongest rival on the same requests: the paired difference and
//! its 95 % interval decide, never two separate averages.

use windtunnel_design::sim::result::{Estimate, Money, RunResult};

use crate::core::format;
use crate::core::sorted::sort_short;

/// What a verdict comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Better than both rivals.
    Worth,
    /// Worse than a rival.
    NotWorth,
    /// The interval contains no difference.
    Unclear,
    /// Too few decisions to say, or a self-check failed.
    Unknown,
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it comes to.
    pub finding: Finding,
    /// One sentence for everybody.
    pub sentence: String,
    /// A second one with the numbers behind it; may be empty.
    pub detail: String,
}

/// A rival with its paired difference to the system.
struct Rival {
    /// As in "against …".
    name: &'static str,
    above: Option<Estimate>,
}

/// The verdict on a run.
#[must_use]
pub fn of(result: &RunResult) -> Verdict {
    if let Some(check) = result.checks.iter().find(|check| !check.holds) {
        return Verdict {
            finding: Finding::Unknown,
            sentence: "A self-check failed: do not trust these numbers.".into(),
            detail: format!("{}: {}", check.name, check.detail),
        };
    }
    if decides_nothing(result) {
        return of_times(result);
    }
    of_money(&result.money, result.quality.scored > 0)
}

/// Is this a design that only serves? Then requests end, but none of them is a decision.
#[must_use]
pub fn decides_nothing(result: &RunResult) -> bool {
    result.money.decisions == 0 && result.requests.outcomes.iter().any(|&ended| ended > 0)
}

/// What there is to say where nothing decides: how long people wait.
fn of_times(result: &RunResult) -> Verdict {
    let reason = "nothing here decides, so there is no money to compare";
    let mean = result.requests.sojourn.mean_ms.filter(|mean| mean.mean.is_finite());
    let Some(mean) = mean else {
        return Verdict {
            finding: Finding::Unclear,
            sentence: "No request was answered.".into(),
            detail: reason.into(),
        };
    };
    let detail = match interval(mean) {
        Some(interval) => format!(
            "95 % interval {} to {}; {reason}",
            format::ms(interval.low),
            format::ms(interval.high)
        ),
        None => reason.into(),
    };
    let sentence = format!("Answers take {} on average.", format::ms(mean.mean));
    Verdict { finding: Finding::Unclear, sentence, detail }
}

/// The verdict by money alone. A design that scores nothing is rules itself (or nothing at all), so
/// its rival is doing nothing.
#[must_use]
pub fn of_money(money: &Money, has_model: bool) -> Verdict {
    if !has_costs(money) {
        return Verdict {
            finding: Finding::Unclear,
            sentence: "No decision costs anything here, so none is better.".into(),
            detail: "Give the world’s outcomes a price to compare in money".into(),
        };
    }
    let rules = Rival { name: "rules", above: money.rules.above_system_usd_per_1k };
    let nothing = Rival { name: "doing nothing", above: money.do_nothing.above_system_usd_per_1k };
    let rivals = if has_model { vec![rules, nothing] } else { vec![nothing] };
    let mut known = Vec::new();
    for rival in &rivals {
        match rival.above.and_then(interval) {
            Some(interval) => known.push((rival.name, interval)),
            None => return too_few(rival, money.decisions),
        }
    }
    sort_short(&mut known, |(_, a), (_, b)| a.mean.total_cmp(&b.mean));
    let mut known = known.into_iter();
    match known.next() {
        Some((strongest, least)) => judge(strongest, least, known.next()),
        None => too_few(&rivals[0], money.decisions),
    }
}

fn judge(strongest: &str, least: Interval, other: Option<(&str, Interval)>) -> Verdict {
    if least.low > 0.0 {
        let besides = other.map_or("no model is part of this design".to_owned(), |(name, more)| {
            format!("{} against {name}", format::usd(more.mean))
        });
        return Verdict {
            finding: Finding::Worth,
            sentence: format!(
                "Saves {} per 1,000 decisions against {strongest}.",
                format::usd(least.mean)
            ),
            detail: format!("95 % interval {}; {besides}", least.words()),
        };
    }
    if least.high < 0.0 {
        return Verdict {
            finding: Finding::NotWorth,
            sentence: format!(
                "Worse than {strongest} by {} per 1,000 decisions: don’t build this.",
                format::usd(-least.mean)
            ),
            detail: format!("95 % interval {}", least.negated().words()),
        };
    }
    Verdict {
        finding: Finding::Unclear,
        sentence: format!("No difference from {strongest} shown."),
        detail: format!(
            "95 % interval from {} dearer to {} cheaper per 1,000 decisions: run longer to know",
            format::usd(-least.low),
            format::usd(least.high)
        ),
    }
}

/// Does anything cost anything on any side?
#[must_use]
pub fn has_costs(money: &Money) -> bool {
    [&money.system, &money.rules, &money.do_nothing]
        .iter()
        .any(|side| side.ledger.total_usd() != 0.0 || side.ledger.benefit_usd != 0.0)
        || money.decisions == 0
}

fn too_few(rival: &Rival, decisions: u64) -> Verdict {
    let so_far = match rival.above {
        Some(above) if above.mean.is_finite() && above.mean >= 0.0 => {
            format!("Saves {} per 1,000 so far, without an interval", format::usd(above.mean))
        }
        Some(above) if above.mean.is_finite() => {
            format!("Costs {} more per 1,000 so far, without an interval", format::usd(-above.mean))
        }
        _ => format!("{} decisions", format::count(decisions as f64)),
    };
    Verdict {
        finding: Finding::Unknown,
        sentence: format!("No difference from {} shown: too few decisions.", rival.name),
        detail: so_far,
    }
}

#[derive(Debug, Clone, Copy)]
struct Interval {
    low: f64,
    mean: f64,
    high: f64,
}

fn interval(estimate: Estimate) -> Option<Interval> {
    let half = estimate.half_width_95?;
    let mean = estimate.mean;
    (mean.is_finite() && half.is_finite()).then_some(Interval {
        low: mean - half,
        mean,
        high: mean + half,
    })
}

impl Interval {
    fn words(self) -> String {
        format!("{} to {}", format::usd(self.low), format::usd(self.high))
    }

    fn negated(self) -> Self {
        Self { low: -self.high, mean: -self.mean, high: -self.low }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture::{money, result};

    #[test]
    fn a_saving_beyond_the_interval_is_a_saving() {
        let verdict = of_money(&money(29.0, Some(8.0)), true);
        assert_eq!(verdict.finding, Finding::Worth);
        assert_eq!(verdict.sentence, "Saves $29.0 per 1,000 decisions against rules.");
        assert_eq!(verdict.detail, "95 % interval $21.0 to $37.0; $50.0 against doing nothing");
    }

    #[test]
    fn a_loss_beyond_the_interval_says_do_not_build() {
        let verdict = of_money(&money(-12.0, Some(3.0)), true);
        assert_eq!(verdict.finding, Finding::NotWorth);
        assert!(verdict.sentence.starts_with("Worse than rules by $12.0"), "{verdict:?}");
        assert!(verdict.sentence.contains("don’t build"), "{verdict:?}");
        assert_eq!(verdict.detail, "95 % interval $9.00 to $15.0");
    }

    #[test]
    fn an_interval_around_zero_shows_no_difference() {
        let verdict = of_money(&money(3.0, Some(8.0)), true);
        assert_eq!(verdict.finding, Finding::Unclear);
        assert!(verdict.detail.contains("from $5.00 dearer to $11.0 cheaper"), "{verdict:?}");
    }

    #[test]
    fn the_strongest_rival_decides_also_when_it_is_nothing() {
        let mut money = money(80.0, Some(2.0));
        money.do_nothing.above_system_usd_per_1k =
            Some(Estimate { mean: -4.0, half_width_95: Some(1.0) });
        let verdict = of_money(&money, true);
        assert_eq!(verdict.finding, Finding::NotWorth);
        assert!(verdict.sentence.contains("doing nothing"), "{verdict:?}");
    }

    #[test]
    fn without_an_interval_nothing_is_claimed() {
        for money in [money(29.0, None), Money::default(), money(f64::NAN, Some(1.0))] {
            let verdict = of_money(&money, true);
            assert_eq!(verdict.finding, Finding::Unknown);
            assert!(verdict.sentence.contains("too few decisions"), "{verdict:?}");
            assert!(!verdict.detail.contains("NaN"), "{verdict:?}");
        }
    }

    #[test]
    fn where_nothing_costs_anything_there_is_nothing_to_compare() {
        let money = Money { decisions: 280_000, ..Money::default() };
        assert!(of_money(&money, true).sentence.contains("No decision costs anything"));
    }

    #[test]
    fn where_nothing_decides_the_verdict_is_about_time() {
        let mut result = result();
        result.money = Money::default();
        result.requests.outcomes[0] = 1_000;
        assert_eq!(of(&result).sentence, "No request was answered.");
        let mean = Estimate { mean: 50.0, half_width_95: Some(2.0) };
        result.requests.sojourn.mean_ms = Some(mean);
        let verdict = of(&result);
        assert_eq!(verdict.sentence, "Answers take 50.0 ms on average.");
        assert!(
            verdict.detail.starts_with("95 % interval 48.0 ms to 52.0 ms; nothing"),
            "{verdict:?}"
        );
        assert!(verdict.detail.contains("no money to compare"), "{verdict:?}");
    }

    #[test]
    fn a_design_of_rules_alone_is_compared_with_doing_nothing() {
        let mut money = money(-1.0, Some(0.5));
        money.do_nothing.above_system_usd_per_1k =
            Some(Estimate { mean: 20.0, half_width_95: Some(4.0) });
        let verdict = of_money(&money, false);
        assert_eq!(verdict.sentence, "Saves $20.0 per 1,000 decisions against doing nothing.");
    }

    #[test]
    fn a_failed_check_overrides_any_saving() {
        let mut result = result();
        assert_eq!(of(&result).finding, Finding::Worth);
        result.checks[0].holds = false;
        assert_eq!(of(&result).finding, Finding::Unknown);
    }
}
