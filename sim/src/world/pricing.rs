//! Prices in closed form: what a wrong elasticity costs (domain reference 3.7).

use serde::{Deserialize, Serialize};

/// Demand of constant elasticity: `D = D0 (p / p0)^elasticity`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Demand {
    /// Change of demand by change of price, both relative: below -1 where a best price exists.
    /// Brands have -2.62 on average (Bijmolt et al. 2005).
    pub elasticity: f64,
    /// Cost of a unit, in the currency of the price.
    pub unit_cost: f64,
}

impl Demand {
    /// The price of most profit, `cost elasticity / (1 + elasticity)`; none where demand reacts so
    /// little that every rise pays.
    #[must_use]
    pub fn best_price(self) -> Option<f64> {
        let Self { elasticity, unit_cost } = self;
        (elasticity < -1.0).then(|| unit_cost * elasticity / (1.0 + elasticity))
    }

    /// Profit at a price, in units of the demand at a price of 1.
    #[must_use]
    pub fn profit(self, price: f64) -> f64 {
        (price - self.unit_cost) * libm::pow(price, self.elasticity)
    }

    /// Share of the best profit that is kept where the price follows another elasticity; none where
    /// either has no best price.
    #[must_use]
    pub fn profit_kept(self, believed: f64) -> Option<f64> {
        let price = Self { elasticity: believed, ..self }.best_price()?;
        let best = self.best_price()?;
        // Of the ratio of prices: the power of a price itself may be too small for a number.
        let margin = (price - self.unit_cost) / (best - self.unit_cost);
        Some(margin * libm::pow(price / best, self.elasticity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAND: Demand = Demand { elasticity: -2.62, unit_cost: 10.0 };

    #[test]
    fn golden_profits() {
        let best = BRAND.best_price().expect("it is elastic");
        assert!((best - 16.17).abs() < 0.005, "{best}");
        for (believed, want) in [(-1.8, 0.853), (-2.2, 0.972), (-3.2, 0.972), (-4.0, 0.896)] {
            let kept = BRAND.profit_kept(believed).expect("both are elastic");
            assert!((kept - want).abs() < 0.0006, "{believed}: {kept}");
        }
        assert_eq!(BRAND.profit_kept(-2.62), Some(1.0));
        // What a unit costs changes no share, not even where demand has no digits left.
        let dear = Demand { elasticity: -100.0, unit_cost: 1e12 }.profit_kept(-50.0);
        let cheap = Demand { elasticity: -100.0, unit_cost: 1.0 }.profit_kept(-50.0);
        let (dear, cheap) = (dear.expect("both are elastic"), cheap.expect("both are elastic"));
        assert!((dear / cheap - 1.0).abs() < 1e-9 && cheap > 0.5, "{dear} {cheap}");
    }

    #[test]
    fn no_other_price_earns_more() {
        let best = BRAND.profit(BRAND.best_price().expect("it is elastic"));
        for cents in 1001..4000 {
            assert!(BRAND.profit(0.01 * f64::from(cents)) <= best + 1e-15, "{cents}");
        }
        assert_eq!(Demand { elasticity: -0.8, ..BRAND }.best_price(), None);
        assert_eq!(BRAND.profit_kept(-1.0), None);
    }
}
