//! When something begins to pay: a model against rules, a platform against single projects (domain
//! reference 3.16 and 3.19).

use crate::model::Platform;

/// Decisions per month from which a model pays: `fixed / (other - model)`, the fixed costs in USD per
/// month, the others in USD per 1,000 decisions. None where a decision by the model is not cheaper.
#[must_use]
pub fn decisions_per_month(
    fixed_usd_per_month: f64,
    other_usd_per_1k: f64,
    model_usd_per_1k: f64,
) -> Option<f64> {
    let saved = other_usd_per_1k - model_usd_per_1k;
    (saved > 0.0).then(|| 1000.0 * fixed_usd_per_month / saved)
}

impl Platform {
    /// Work for so many use cases without and with the platform.
    #[must_use]
    pub fn work(self, use_cases: f64) -> (f64, f64) {
        let single = use_cases * (self.build + self.maintain);
        let shared = use_cases * (self.build_on_platform + self.maintain_on_platform);
        (single, self.first() + shared)
    }

    /// Use cases from which the platform pays; none if a use case is not cheaper on it.
    #[must_use]
    pub fn use_cases(self) -> Option<f64> {
        let saved = self.build + self.maintain - self.build_on_platform - self.maintain_on_platform;
        (saved > 0.0).then(|| self.first() / saved)
    }

    /// Work before anything runs on it.
    fn first(self) -> f64 {
        self.platform + self.adoption
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_volumes() {
        let millions = |fixed: f64, other: f64, model: f64| {
            decisions_per_month(fixed, other, model).expect("it saves") / 1e6
        };
        // Card fraud, USD per 1,000 decisions.
        assert!((millions(20_000.0, 113.2, 84.4) - 0.69).abs() < 0.006);
        assert!((millions(45_000.0, 113.2, 84.4) - 1.56).abs() < 0.006);
        // Churn: USD 0.052 a customer at an offer of 20.
        assert!((millions(20_000.0, 1800.0, 1748.0) - 0.38).abs() < 0.006);
        assert!((millions(45_000.0, 1800.0, 1748.0) - 0.86).abs() < 0.006);
        // An offer of 5 saves USD 0.359.
        assert!((millions(20_000.0, 1800.0, 1441.0) - 0.056).abs() < 0.0006);
        assert!((millions(45_000.0, 1800.0, 1441.0) - 0.125).abs() < 0.0006);
        assert_eq!(decisions_per_month(20_000.0, 84.4, 113.2), None);
    }

    #[test]
    fn a_platform_pays_from_a_dozen_use_cases() {
        let platform = Platform::default();
        let use_cases = platform.use_cases().expect("it saves");
        assert!((use_cases - 12.0).abs() < 1e-12);
        let (single, shared) = platform.work(use_cases);
        assert!((single - shared).abs() < 1e-9);
        // People who take as long again to come to it double what it must save.
        let slow = Platform { adoption: 60.0, ..platform };
        assert!((slow.use_cases().expect("it saves") - 24.0).abs() < 1e-12);
        assert_eq!(slow.work(2.0), (16.0, 126.0));
        assert_eq!(Platform { build_on_platform: 8.0, ..platform }.use_cases(), None);
    }
}
