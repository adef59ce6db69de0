//! Identities that every run must satisfy.

use super::super::engine::Engine;
use super::super::flight::State;
use crate::plan::{Effect, ServiceLaw, Staff};
use crate::result::Check;

impl Engine {
    /// Conservation of requests and visits, Little's law, and the utilisation law.
    pub(super) fn checks(&self) -> Vec<Check> {
        let mut checks = vec![self.conservation()];
        let stations: Vec<_> =
            (0..self.nodes.len()).filter(|&node| self.nodes[node].station.is_some()).collect();
        let all = |name: &str, faults: Vec<String>, detail: &str| Check {
            name: name.to_owned(),
            holds: faults.is_empty(),
            detail: if faults.is_empty() { detail.to_owned() } else { faults.join("; ") },
        };
        let faults = |check: &dyn Fn(usize) -> Option<String>| -> Vec<String> {
            stations.iter().filter_map(|&node| check(node)).collect()
        };
        checks.push(all(
            "Every visit ends in exactly one way",
            faults(&|node| self.visits_fault(node)),
            "served, failed, shed, refused, abandoned, cancelled and still there add up at every \
             station",
        ));
        checks.push(all(
            "Little's law",
            faults(&|node| self.little_fault(node)),
            "the time integral of the number present equals the sum of the times spent, to the \
             nanosecond, at every station",
        ));
        checks.push(all(
            "Utilisation law",
            faults(&|node| self.utilisation_fault(node)),
            "busy time equals visits times the mean service time, within the noise of sampling",
        ));
        checks
    }

    fn conservation(&self) -> Check {
        let buckets = &self.tally.buckets;
        let arrived: u64 = buckets.iter().map(|bucket| bucket.arrived).sum();
        let ended: u64 = buckets.iter().flat_map(|bucket| bucket.outcomes).sum();
        let in_flight = self.in_flight();
        Check {
            name: "Every request ends in exactly one outcome".to_owned(),
            holds: arrived == ended + in_flight,
            detail: format!("{arrived} came, {ended} ended, {in_flight} are under way"),
        }
    }

    fn visits_fault(&self, node: usize) -> Option<String> {
        let station = self.nodes[node].station.as_ref()?;
        let visits = super::sum_visits(self.tally.warm_stations(node), station);
        let came = self.tally.total_stations[node].carried_over + visits.arrived;
        let ended = visits.served
            + visits.errors
            + visits.shed
            + visits.refused
            + visits.abandoned
            + visits.cancelled;
        let id = &self.plan.nodes[node].id;
        (came != ended + visits.in_system)
            .then(|| format!("{id}: {came} came, {ended} ended, {} are there", visits.in_system))
    }

    fn little_fault(&self, node: usize) -> Option<String> {
        let total = &self.tally.total_stations[node];
        let mut waiting = total.queue_time;
        let mut serving = total.service_time;
        for flight in self.flights.iter() {
            if self.plan.links[flight.link as usize].to as usize != node {
                continue;
            }
            let spent = u128::from(self.now - flight.since.max(self.warmup).min(self.now));
            match flight.state {
                State::Queued => waiting += spent,
                State::Serving => serving += spent,
                _ => {}
            }
        }
        let id = &self.plan.nodes[node].id;
        (waiting != total.wait_area || serving != total.busy_area).then(|| {
            format!(
                "{id}: {} ns waiting and {} ns in service by number, {waiting} and {serving} by \
                 time",
                total.wait_area, total.busy_area
            )
        })
    }

    /// Compares busy time with what was asked for, where services are neither cut nor stretched.
    fn utilisation_fault(&self, node: usize) -> Option<String> {
        let station = self.nodes[node].station.as_ref()?;
        let total = &self.tally.total_stations[node];
        let disturbed = self.plan.incidents.iter().any(|incident| match incident.effect {
            Effect::Outage(at, _) | Effect::Slow(at, _) => at as usize == node,
            _ => false,
        });
        let cut = self.tally.warm_stations(node).iter().any(|record| record.visits.cancelled > 0);
        let hourly = matches!(station.plan.staff, Staff::Hourly(_));
        let started = total.wait.len();
        if disturbed || cut || hourly || started < 100 {
            return None;
        }
        let mean = station.plan.service.mean();
        let deviation = match station.plan.service {
            ServiceLaw::Exponential(mean) => mean,
            ServiceLaw::Deterministic(_) => 0.0,
            ServiceLaw::Lognormal { sigma, .. } => {
                mean * libm::sqrt(libm::exp(sigma * sigma) - 1.0)
            }
        };
        let asked = started as f64 * mean;
        let busy = total.busy_area as f64;
        // Services that span the ends of the measured time, and half a nanosecond of rounding each.
        let ends = 20.0 * mean * f64::from(station.servers.min(started as u32));
        let noise = 6.0 * deviation * libm::sqrt(started as f64) + started as f64 + ends;
        let id = &self.plan.nodes[node].id;
        ((busy - asked).abs() > noise)
            .then(|| format!("{id}: busy for {:.3} s, asked for {:.3} s", busy / 1e9, asked / 1e9))
    }
}
