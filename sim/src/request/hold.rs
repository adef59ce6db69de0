//! The HOLD model (Vaucher & Duval 1975), by which event lists are compared: take the next event,
//! put one back a random time later, so that the number pending stays the same.

use super::events::{EventList, Kind};
use crate::plan::Nanos;
use crate::stats::{Purpose, Stream};

/// Nanoseconds that the laws' unit of time has.
const UNIT: f64 = 1e9;

/// How long after an event the one that takes its place happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldLaw {
    /// Exponential with mean 1.
    Exponential,
    /// What an ML-serving model has, services beside day-long timers: 90 % exponential with mean
    /// 0.01, 9 % exponential with mean 1, 1 % constant 1000.
    Skewed,
}

/// Shares of the skewed law, up to and with each of its parts.
const SKEWED_SHARES: [f64; 2] = [0.9, 0.99];
const SKEWED_MEANS: [f64; 3] = [0.01, 1.0, 1000.0];

/// The engine's event list with a fixed number of pending events.
#[derive(Debug)]
pub struct Hold {
    events: EventList,
    draws: Stream,
    law: HoldLaw,
}

impl Hold {
    /// So many pending events, as old as they are in the long run: the residual lives of the law's
    /// renewal process, since a start of fresh events would need minutes to forget itself.
    #[must_use]
    pub fn new(pending: u32, law: HoldLaw) -> Self {
        let draws = Stream::new(1, 0, "hold", Purpose::Service);
        let mut hold = Self { events: EventList::default(), draws, law };
        for index in 0..pending {
            let after = hold.residual();
            hold.events.schedule(nanos(after), Kind::Delivery, index);
        }
        hold
    }

    /// Takes and puts back so many events; returns the time of the last, in ns.
    pub fn run(&mut self, events: u64) -> Nanos {
        let mut now = 0;
        for _ in 0..events {
            let Some(key) = self.events.pop_before(Nanos::MAX) else { break };
            let event = key.event();
            now = event.time;
            let after = self.delay();
            self.events.schedule(now + nanos(after), event.kind, event.index);
        }
        now
    }

    fn delay(&mut self) -> f64 {
        match self.law {
            HoldLaw::Exponential => self.draws.exponential(),
            HoldLaw::Skewed => match part(&SKEWED_SHARES, self.draws.uniform()) {
                2 => SKEWED_MEANS[2],
                short => self.draws.exponential() * SKEWED_MEANS[short],
            },
        }
    }

    fn residual(&mut self) -> f64 {
        match self.law {
            HoldLaw::Exponential => self.draws.exponential(),
            HoldLaw::Skewed => {
                // Each part is met in proportion to its share times its mean.
                let weights =
                    [0.9 * SKEWED_MEANS[0], 0.09 * SKEWED_MEANS[1], 0.01 * SKEWED_MEANS[2]];
                let all: f64 = weights.iter().sum();
                let up_to = [weights[0] / all, (weights[0] + weights[1]) / all];
                match part(&up_to, self.draws.uniform()) {
                    2 => self.draws.uniform() * SKEWED_MEANS[2],
                    short => self.draws.exponential() * SKEWED_MEANS[short],
                }
            }
        }
    }
}

/// Which part of a mixture a uniform number falls into.
fn part(up_to: &[f64; 2], uniform: f64) -> usize {
    up_to.iter().filter(|&&bound| uniform >= bound).count()
}

fn nanos(units: f64) -> Nanos {
    (units * UNIT) as Nanos
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of n pending renewal processes with this mean gap, n/mean happen in a unit of time.
    fn rate(law: HoldLaw) -> f64 {
        let mut hold = Hold::new(1000, law);
        let events = 200_000;
        events as f64 / (hold.run(events) as f64 / UNIT) / 1000.0
    }

    #[test]
    fn it_starts_in_the_long_run() {
        let exponential = rate(HoldLaw::Exponential);
        assert!((exponential - 1.0).abs() < 0.02, "{exponential}");
        let skewed = rate(HoldLaw::Skewed) * (0.009 + 0.09 + 10.0);
        assert!((skewed - 1.0).abs() < 0.15, "{skewed}");
    }

    #[test]
    fn the_number_pending_stays() {
        let mut hold = Hold::new(7, HoldLaw::Skewed);
        hold.run(100);
        let left = std::iter::from_fn(|| hold.events.pop_before(Nanos::MAX)).count();
        assert_eq!(left, 7);
    }
}
