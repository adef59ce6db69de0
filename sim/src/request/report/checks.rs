//! Identities that every run must satisfy.

use super::super::engine::Engine;
use super::super::flight::State;
use crate::plan::{Effect, Preemption, Staff};
use crate::result::Check;

impl Engine {
    /// Conservation of requests and visits, Little's law, the utilisation law, and time.
    pub(super) fn checks(&self) -> Vec<Check> {
        let stations = 0..self.stations.len();
        let all = |name: &str, check: &dyn Fn(usize) -> Option<String>, detail: &str| {
            let faults: Vec<_> = stations.clone().filter_map(check).collect();
            Check {
                name: name.to_owned(),
                holds: faults.is_empty(),
                detail: if faults.is_empty() { detail.to_owned() } else { faults.join("; ") },
            }
        };
        vec![
            self.conservation(),
            all(
                "Every visit ends in exactly one way, and the reasons add up",
                &|s| self.visits_fault(s),
                "served, failed, turned away for one reason, left, taken back and still there add \
                 up at every station",
            ),
            all(
                "Little's law",
                &|s| self.little_fault(s),
                "the time integral of the number present equals the sum of the times spent, to \
                 the nanosecond, at every station",
            ),
            all(
                "Utilisation law",
                &|s| self.utilisation_fault(s),
                "servers were busy for exactly the work that was asked of them",
            ),
            all(
                "Time is accounted for",
                &|s| self.time_fault(s),
                "the times with 0, 1, 2, ... present add up to the length of the run at every \
                 station",
            ),
        ]
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

    /// Name of a station's node.
    fn name(&self, s: usize) -> &str {
        &self.plan.nodes[self.stations[s].node as usize].id
    }

    fn visits_fault(&self, s: usize) -> Option<String> {
        let visits = &self.tally.station_sums[s].visits;
        let ended = visits.served + visits.failed();
        let (came, here) = (visits.arrived, u64::from(self.stations[s].present_now()));
        (came != ended + here)
            .then(|| format!("{}: {came} came, {ended} ended, {here} are there", self.name(s)))
    }

    fn little_fault(&self, s: usize) -> Option<String> {
        let sums = &self.tally.station_sums[s];
        let (mut waiting, mut serving) = (sums.queue_time, sums.service_time);
        for flight in self.flights.iter().filter(|flight| flight.station as usize == s) {
            match flight.state {
                State::Queued => waiting += u128::from(self.now - flight.since),
                State::Serving => serving += u128::from(self.now - flight.since),
                _ => {}
            }
        }
        (waiting != sums.waiting_area || serving != sums.serving_area).then(|| {
            format!(
                "{}: {} ns waiting and {} ns in service by number, {waiting} and {serving} by time",
                self.name(s),
                sums.waiting_area,
                sums.serving_area
            )
        })
    }

    /// Compares busy time with the work that was begun, where it is neither cut nor stretched.
    fn utilisation_fault(&self, s: usize) -> Option<String> {
        let station = &self.stations[s];
        let sums = &self.tally.station_sums[s];
        let plan = &station.plan;
        let disturbed = self.plan.incidents.iter().any(|incident| match &incident.effect {
            Effect::Outage(nodes, _) => nodes.contains(&station.node),
            Effect::Slow(at, _) | Effect::Partial(at, _) => *at == station.node,
            _ => false,
        });
        let stretched = station.own_slowness != 1.0
            || station.device.is_some()
            || station.shared.is_some()
            || plan.failures.is_some()
            || plan.preemption == Preemption::Restart
            || sums.visits.cancelled > 0
            // Work that had begun may be put back and then never be done.
            || (station.in_service.is_some() && (plan.sheds_oldest || plan.drops_expired))
            || (plan.requeues && matches!(plan.staff, Staff::Hourly(_)));
        if disturbed || stretched {
            return None;
        }
        // Work that is under way is done in part.
        let here = self.flights.iter().filter(|flight| flight.station as usize == s);
        let left: u128 = if plan.batch.is_some() {
            self.batch_work_left(s)
        } else {
            here.map(|flight| match flight.state {
                State::Serving => u128::from(flight.ends - self.now),
                State::Queued if flight.has_started => u128::from(flight.work),
                _ => 0,
            })
            .sum()
        };
        let done = sums.asked - left.min(sums.asked);
        (done != sums.busy_area).then(|| {
            format!("{}: busy for {} ns, asked for {done} ns", self.name(s), sums.busy_area)
        })
    }

    fn time_fault(&self, s: usize) -> Option<String> {
        let counted = self.tally.station_sums[s].present_time;
        (counted != u128::from(self.now))
            .then(|| format!("{}: {counted} ns of {} are accounted for", self.name(s), self.now))
    }
}
