//! Those who wait before servers, in the mean: M/M/c with so many places, by its birth-death chain.
//!
//! The served wait as long as their place says: exponentially long where places never run out,
//! about gamma where a full queue bounds it. Variety of service other than exponential scales the
//! mean wait (Allen and Cunneen, domain reference 3.2).

use crate::stats::normal_quantile;

/// More places than this are no limit.
const ENDLESS: f64 = 1e8;

/// Most places that are walked through one by one; of more, the last ones near the full end.
const WALKED: u32 = 2_000;

/// What becomes of arrivals at a group of servers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Crowd {
    /// Share that finds no place.
    pub(super) lost: f64,
    /// Share of the others that wait.
    pub(super) waits: f64,
    /// Mean wait of those who wait, in service times.
    pub(super) wait: f64,
    /// Squared coefficient of variation of that wait: 1 is exponential.
    pub(super) spread: f64,
    /// Does the queue grow without end?
    pub(super) grows: bool,
}

const NOBODY: Crowd = Crowd { lost: 0.0, waits: 0.0, wait: 0.0, spread: 1.0, grows: false };

/// So many servers and places, at this load over capacity.
pub(super) fn crowd(servers: f64, places: f64, load: f64) -> Crowd {
    let count = libm::ceil(servers).max(1.0);
    let offered = load * count;
    let mut blocked = 1.0;
    let mut at = 1.0;
    while at <= count {
        blocked = offered * blocked / (at + offered * blocked);
        if blocked < 1e-12 {
            return NOBODY;
        }
        at += 1.0;
    }
    let is_endless = places >= ENDLESS;
    if is_endless && load >= 1.0 {
        return Crowd { waits: 1.0, grows: true, ..NOBODY };
    }
    // As good as endless: the last place is hardly ever taken.
    if load < 1.0 && (is_endless || places * libm::log(load) < -20.0) {
        let waits = blocked / (1.0 - load * (1.0 - blocked));
        return Crowd { waits, wait: 1.0 / (count * (1.0 - load)), ..NOBODY };
    }
    limited(count, places, load, blocked)
}

/// States with `n` waiting have weights `load^n` over that of all servers busy and nobody waiting,
/// whose share would be Erlang's blocking without places. Counted from the likelier end.
fn limited(count: f64, places: f64, load: f64, blocked: f64) -> Crowd {
    let walked = places.min(f64::from(WALKED)) as u32;
    let from_full = load > 1.0;
    let ratio = if from_full { 1.0 / load } else { load };
    let (mut weight, mut below) = (1.0, 0.0);
    // Weights of all states, of those in which an arrival waits, and its wait in them.
    let (mut all, mut waiting, mut sum, mut squares, mut full) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for step in 0..=walked {
        let n = if from_full { places - f64::from(step) } else { f64::from(step) };
        all += weight;
        if n >= places {
            full = weight;
        } else {
            waiting += weight;
            sum += weight * (n + 1.0);
            // Erlang with n + 1 stages.
            squares += weight * (n + 1.0) * (n + 2.0);
        }
        if n <= 0.0 {
            below = weight;
        }
        weight *= ratio;
    }
    let free = below * (1.0 - blocked) / blocked;
    let total = all + free;
    let admitted = (total - full).max(f64::MIN_POSITIVE);
    if waiting <= 0.0 {
        return Crowd { lost: full / total, ..NOBODY };
    }
    let mean = sum / waiting;
    Crowd {
        lost: full / total,
        waits: waiting / admitted,
        wait: mean / count,
        spread: (squares / waiting / (mean * mean) - 1.0).max(1e-6),
        grows: false,
    }
}

impl Crowd {
    /// Wait of those who wait at ten equally likely points, as multiples of its mean: gamma, by
    /// Wilson and Hilferty's cube.
    pub(super) fn points(&self) -> [f64; 10] {
        let middle = |at: usize| (at as f64 + 0.5) / 10.0;
        if self.spread > 0.99 {
            return std::array::from_fn(|at| -libm::log1p(-middle(at)));
        }
        let part = self.spread / 9.0;
        std::array::from_fn(|at| {
            let root = 1.0 - part + normal_quantile(middle(at)) * libm::sqrt(part);
            (root * root * root).max(0.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-9 * want.abs().max(1.0), "{got} is not {want}");
    }

    /// M/M/1/K: shares are a truncated geometric.
    #[test]
    fn a_short_queue_loses_what_theory_says() {
        for (load, places) in [(0.5_f64, 3_i32), (2.0, 3), (0.99, 7), (5.0, 1), (1.2, 0)] {
            let size = places + 1;
            let weights: Vec<f64> = (0..=size).map(|n| libm::pow(load, f64::from(n))).collect();
            let total: f64 = weights.iter().sum();
            let lost = weights[size as usize] / total;
            let got = crowd(1.0, f64::from(places), load);
            close(got.lost, lost);
            let wait: f64 = (1..size).map(|n| f64::from(n) * weights[n as usize]).sum();
            close(got.waits * got.wait, wait / (total - weights[size as usize]));
        }
    }

    #[test]
    fn a_long_queue_is_like_an_endless_one_below_its_capacity() {
        let (long, endless) = (crowd(3.0, 1500.0, 0.985), crowd(3.0, 1e9, 0.985));
        assert!((long.wait / endless.wait - 1.0).abs() < 1e-6);
        assert!((long.waits - endless.waits).abs() < 1e-9);
        assert!(crowd(3.0, 1e9, 1.0).grows);
        let over = crowd(2.0, 50_000.0, 1.25);
        close(over.lost, 0.2);
        assert!((over.wait - 0.5 * (50_000.0 - 4.0)).abs() < 1.0, "{over:?}");
        assert!(over.spread < 1e-3);
    }

    #[test]
    fn points_have_the_mean_and_grow() {
        for spread in [1.0, 0.5, 0.01] {
            let points = Crowd { spread, ..NOBODY }.points();
            let mean = points.iter().sum::<f64>() / 10.0;
            assert!((mean - 1.0).abs() < 0.05, "{spread}: {mean}");
            assert!(points.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
