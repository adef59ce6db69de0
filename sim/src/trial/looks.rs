//! Looking at an experiment before its end: what it does to false alarms, and boundaries that keep
//! them.
//!
//! The statistic is a Brownian motion over information time: B(t) ~ N(drift t, t), Z = B / sqrt t,
//! and t = 1 at the planned end. Its law at each look, given that no boundary has been crossed, is
//! carried from look to look by quadrature (Armitage, McPherson & Rowe 1969; Jennison & Turnbull
//! 2000, chapter 19).

use std::f64::consts::E;

use serde::{Deserialize, Serialize};

use crate::stats::{Normal, gauss_legendre, normal_cdf, normal_quantile, on_interval};

/// How far the statistic must be off at each look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// The bound of a single look at every look: peeking.
    Peeking,
    /// One bound for all looks (Pocock 1977).
    Pocock,
    /// Bounds that fall with the root of time (O'Brien & Fleming 1979).
    ObrienFleming,
    /// Spends `alpha ln(1 + (e - 1) t)` (Lan & DeMets 1983): like Pocock.
    SpendingPocock,
    /// Spends `2 - 2 Phi(z / sqrt t)` on each side, z being that of a quarter of alpha (Lan & DeMets
    /// 1983): like O'Brien and Fleming.
    SpendingObrienFleming,
}

/// A two-sided experiment with looks on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// Information times of the looks, ascending, the last at 1.
    times: Vec<f64>,
    /// |Z| that ends the experiment at each look.
    bounds: Vec<f64>,
    /// Two-sided level of the fixed test.
    alpha: f64,
}

/// Chances of the first crossing at each look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossings {
    /// Above.
    pub up: Vec<f64>,
    /// Below.
    pub down: Vec<f64>,
}

impl Crossings {
    /// Chance of any crossing.
    #[must_use]
    pub fn any(&self) -> f64 {
        self.up.iter().chain(&self.down).sum()
    }
}

impl Looks {
    /// So many equally spaced looks, the last at the end; at least one.
    #[must_use]
    pub fn equally_spaced(boundary: Boundary, looks: u32, alpha: f64) -> Self {
        let looks = looks.max(1);
        let times = (1..=looks).map(|at| f64::from(at) / f64::from(looks)).collect();
        Self::at(boundary, times, alpha)
    }

    /// Looks at these information times, ascending, above 0, the last at 1.
    #[must_use]
    pub fn at(boundary: Boundary, times: Vec<f64>, alpha: f64) -> Self {
        let fixed = -normal_quantile(0.5 * alpha);
        let bounds = match boundary {
            Boundary::Peeking => vec![fixed; times.len()],
            Boundary::Pocock => shaped(&times, alpha, |_| 1.0),
            Boundary::ObrienFleming => shaped(&times, alpha, |time| 1.0 / time.sqrt()),
            Boundary::SpendingPocock => {
                spending(&times, |time| alpha * libm::log1p((E - 1.0) * time))
            }
            Boundary::SpendingObrienFleming => {
                let side = -normal_quantile(0.25 * alpha);
                spending(&times, |time| 4.0 * normal_cdf(-side / time.sqrt()))
            }
        };
        Self { times, bounds, alpha }
    }

    /// Information times of the looks.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// |Z| that ends the experiment at each look.
    #[must_use]
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// Chances of the first crossing at each look, where Z has the mean `drift` at the end.
    #[must_use]
    pub fn crossings(&self, drift: f64) -> Crossings {
        let mut walk = Walk::new(drift);
        let mut crossings = Crossings { up: Vec::new(), down: Vec::new() };
        for (&time, &bound) in self.times.iter().zip(&self.bounds) {
            let (up, down) = walk.exits(time, bound);
            crossings.up.push(up);
            crossings.down.push(down);
            walk.go(time, bound);
        }
        crossings
    }

    /// Chance of a false alarm at any look.
    #[must_use]
    pub fn false_alarms(&self) -> f64 {
        self.crossings(0.0).any()
    }

    /// Chance of a significant result on either side, where Z has the mean `drift` at the end. An
    /// experiment that has power p with one look has a drift of z(1 - alpha/2) + z(p).
    #[must_use]
    pub fn power(&self, drift: f64) -> f64 {
        self.crossings(drift).any()
    }

    /// Mean share of the planned units that are used.
    #[must_use]
    pub fn expected_share(&self, drift: f64) -> f64 {
        let crossings = self.crossings(drift);
        let ends = crossings.up.iter().zip(&crossings.down).zip(&self.times);
        let early: f64 = ends.map(|((up, down), time)| (up + down) * time).sum();
        early + 1.0 - crossings.any()
    }

    /// How many times the units of a fixed experiment it must plan for the same power.
    #[must_use]
    pub fn inflation(&self, power: f64) -> f64 {
        let fixed = normal_quantile(power) - normal_quantile(0.5 * self.alpha);
        let drift = root(0.2 * fixed, 4.0 * fixed, |drift| self.power(drift) - power);
        (drift / fixed) * (drift / fixed)
    }
}

/// Bounds of one shape whose height gives the wanted false alarms.
fn shaped(times: &[f64], alpha: f64, shape: impl Fn(f64) -> f64) -> Vec<f64> {
    let of = |height: f64| Looks {
        times: times.to_vec(),
        bounds: times.iter().map(|&time| height * shape(time)).collect(),
        alpha,
    };
    let fixed = -normal_quantile(0.5 * alpha);
    let height = root(0.9 * fixed, fixed + 4.0, |height| alpha - of(height).false_alarms());
    of(height).bounds
}

/// Bounds at each of which so much of the false alarms has been spent.
fn spending(times: &[f64], spent: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut walk = Walk::new(0.0);
    let mut before = 0.0;
    let mut bounds = Vec::with_capacity(times.len());
    for &time in times {
        let share = spent(time) - before;
        before += share;
        let bound = root(0.0, 12.0, |bound| {
            let (up, down) = walk.exits(time, bound);
            share - up - down
        });
        walk.go(time, bound);
        bounds.push(bound);
    }
    bounds
}

/// Root of an increasing function, by the Illinois form of false position.
fn root(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let (mut below, mut above) = (of(low), of(high));
    let mut last = 0;
    for _ in 0..200 {
        let between = low + (high - low) * (-below / (above - below)).clamp(0.01, 0.99);
        let value = of(between);
        if value == 0.0 || high - low < 1e-13 * high {
            return between;
        }
        if value < 0.0 {
            (low, below) = (between, value);
            if last < 0 {
                above *= 0.5;
            }
            last = -1;
        } else {
            (high, above) = (between, value);
            if last > 0 {
                below *= 0.5;
            }
            last = 1;
        }
    }
    0.5 * (low + high)
}

/// The motion at a look, where no boundary has been crossed.
struct Walk {
    drift: f64,
    time: f64,
    /// Places and their chances.
    mass: Vec<(f64, f64)>,
}

impl Walk {
    fn new(drift: f64) -> Self {
        Self { drift, time: 0.0, mass: vec![(0.0, 1.0)] }
    }

    fn step(&self, time: f64) -> Normal {
        let length = time - self.time;
        Normal { mean: self.drift * length, sd: length.sqrt() }
    }

    /// Chances of being above and below the bounds at the next look.
    fn exits(&self, time: f64, bound: f64) -> (f64, f64) {
        let (step, place) = (self.step(time), bound * time.sqrt());
        self.mass.iter().fold((0.0, 0.0), |(up, down), &(x, chance)| {
            (up + chance * step.tail(place - x), down + chance * step.cdf(-place - x))
        })
    }

    /// Goes on to the next look.
    fn go(&mut self, time: f64, bound: f64) {
        let (step, place) = (self.step(time), bound * time.sqrt());
        let count = 24 + (3.0 * 2.0 * place / step.sd) as usize;
        let rule = gauss_legendre(count.min(400));
        let chance = |x: f64| {
            self.mass.iter().map(|&(from, chance)| chance * step.density(x - from)).sum::<f64>()
        };
        self.mass =
            on_interval(&rule, -place, place).map(|(x, weight)| (x, weight * chance(x))).collect();
        self.time = time;
    }
}
