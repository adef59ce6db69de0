//! Predicted times in closed form: what an error costs, and what to promise (domain reference 3.7).

use serde::{Deserialize, Serialize};

use crate::stats::{Normal, normal_cdf, normal_quantile};

/// Costs of a promise that is not kept: linear, with a different slope on each side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    /// Cost of being late by one unit.
    pub late: f64,
    /// Cost of being early by one unit.
    pub early: f64,
}

impl Promise {
    /// Expected cost where actual less promised is N(mean, sd): the expected quantile (pinball) loss.
    #[must_use]
    pub fn cost(self, error: Normal) -> f64 {
        if error.sd <= 0.0 {
            return self.late * error.mean.max(0.0) + self.early * (-error.mean).max(0.0);
        }
        let z = error.mean / error.sd;
        let lateness = error.mean * normal_cdf(z) + error.sd * Normal::STANDARD.density(z);
        self.late * lateness + self.early * (lateness - error.mean)
    }

    /// The quantile of the prediction that costs least: `late / (late + early)`.
    #[must_use]
    pub fn best_quantile(self) -> f64 {
        self.late / (self.late + self.early)
    }

    /// Expected cost where that quantile is promised, of a prediction with this error: `(late +
    /// early) sd phi(z)`, which is 0 where one side costs nothing and the quantile has no end.
    #[must_use]
    pub fn least_cost(self, sd: f64) -> f64 {
        let z = normal_quantile(self.best_quantile());
        (self.late + self.early) * sd * Normal::STANDARD.density(z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIP: Promise = Promise { late: 3.0, early: 1.0 };

    /// Domain reference 4.7: shares of the trip's time.
    #[test]
    fn golden_losses() {
        let mean = |sd: f64| TRIP.cost(Normal { mean: 0.0, sd });
        assert!((mean(0.25) - 0.399).abs() < 0.0005);
        assert!((mean(0.17) - 0.271).abs() < 0.0005);
        assert!((TRIP.best_quantile() - 0.75).abs() < 1e-15);
        assert!((TRIP.least_cost(0.17) - 0.216).abs() < 0.0005);
    }

    #[test]
    fn who_never_errs_pays_for_the_promise_only() {
        assert_eq!(TRIP.cost(Normal { mean: 0.0, sd: 0.0 }), 0.0);
        assert_eq!(TRIP.cost(Normal { mean: 2.0, sd: 0.0 }), 6.0);
        assert_eq!(TRIP.cost(Normal { mean: -2.0, sd: 0.0 }), 2.0);
    }

    #[test]
    fn no_other_promise_costs_less() {
        let least = TRIP.least_cost(0.17);
        for step in -200..200 {
            let cost = TRIP.cost(Normal { mean: 0.001 * f64::from(step), sd: 0.17 });
            assert!(cost >= least - 1e-12, "{step}: {cost} {least}");
        }
        let told = Normal { mean: -0.17 * normal_quantile(TRIP.best_quantile()), sd: 0.17 };
        assert!((TRIP.cost(told) - least).abs() < 1e-15);
        // Who may be early for nothing promises a time that is never exceeded.
        assert_eq!(Promise { late: 3.0, early: 0.0 }.least_cost(0.17), 0.0);
        // Far from the mean only one side counts.
        let late = TRIP.cost(Normal { mean: 10.0, sd: 0.17 });
        assert!((late - 30.0).abs() < 1e-12);
        let early = TRIP.cost(Normal { mean: -10.0, sd: 0.17 });
        assert!((early - 10.0).abs() < 1e-12);
    }
}
