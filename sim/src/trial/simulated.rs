//! Experiments that are run, not planned: type-1 error, power, and what winners report.

use serde::{Deserialize, Serialize};

use super::looks::Looks;
use super::reading::{Share, two_shares};
use crate::stats::{Binomial, Purpose, Stream};

/// An experiment on shares, run many times.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Simulation {
    /// True share of the control arm.
    pub control: f64,
    /// True share of the treated arm.
    pub treated: f64,
    /// Units of each arm at the planned end.
    pub units: u64,
    /// Experiments.
    pub experiments: u32,
    /// Seed.
    pub seed: u64,
}

/// What came out of many experiments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Share of experiments with a significant result.
    pub significant: f64,
    /// Share with a significant result for treatment.
    pub wins: f64,
    /// Mean difference that the wins report; none without wins. Above the true one (winner's curse).
    pub reported_by_wins: Option<f64>,
    /// Mean share of the planned units that were used.
    pub used: f64,
}

impl Simulation {
    /// Runs the experiments, each up to the first look at which its pooled z test crosses the bound.
    #[must_use]
    pub fn run(&self, looks: &Looks) -> Tally {
        let mut stream = Stream::new(self.seed, 0, "experiment", Purpose::World);
        let units: Vec<u64> =
            looks.times().iter().map(|time| (time * self.units as f64 + 0.5) as u64).collect();
        let steps = units.iter().scan(0, |before, &now| Some(now - std::mem::replace(before, now)));
        let laws: Vec<[Binomial; 2]> = steps
            .map(|step| [self.control, self.treated].map(|share| Binomial::new(step, share)))
            .collect();
        let (mut significant, mut wins, mut reported, mut used) = (0_u32, 0_u32, 0.0, 0.0);
        for _ in 0..self.experiments {
            let mut successes = [0_u64; 2];
            let mut end = 1.0;
            for (at, laws) in laws.iter().enumerate() {
                for (sum, law) in successes.iter_mut().zip(laws) {
                    *sum += law.draw(&mut stream);
                }
                let arm = |at_arm: usize| Share {
                    successes: successes[at_arm] as f64,
                    units: units[at] as f64,
                };
                let result = two_shares(arm(0), arm(1));
                if result.z.abs() >= looks.bounds()[at] {
                    significant += 1;
                    if result.z > 0.0 {
                        wins += 1;
                        reported += result.difference;
                    }
                    end = looks.times()[at];
                    break;
                }
            }
            used += end;
        }
        let all = f64::from(self.experiments.max(1));
        Tally {
            significant: f64::from(significant) / all,
            wins: f64::from(wins) / all,
            reported_by_wins: (wins > 0).then(|| reported / f64::from(wins)),
            used: used / all,
        }
    }

    /// Two-sided p values of the experiments with one look at the end: uniform if the arms are equal
    /// (A/A).
    #[must_use]
    pub fn p_values(&self) -> Vec<f64> {
        let mut stream = Stream::new(self.seed, 0, "experiment", Purpose::World);
        let laws = [self.control, self.treated].map(|share| Binomial::new(self.units, share));
        let mut arm = |law: &Binomial| Share {
            successes: law.draw(&mut stream) as f64,
            units: self.units as f64,
        };
        (0..self.experiments).map(|_| two_shares(arm(&laws[0]), arm(&laws[1])).p).collect()
    }
}
