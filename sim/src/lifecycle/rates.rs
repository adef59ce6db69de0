//! How many requests each source sends, in the mean, at a time.

use super::health::Health;
use crate::plan::{Arrivals, NANOS_PER_S, Nanos, Plan, Role};

/// Requests per second from each node between two times: with spikes, or as usual.
pub(crate) fn rates(plan: &Plan, health: Option<&[Health]>, from_s: f64, to_s: f64) -> Vec<f64> {
    let of = |(at, node): (usize, &crate::plan::NodePlan)| {
        let Role::Source(source) = &node.role else { return 0.0 };
        let spike = health.map_or(1.0, |health| health[at].spikes.product());
        spike * mean(&source.arrivals, from_s, to_s)
    };
    plan.nodes.iter().enumerate().map(of).collect()
}

fn mean(arrivals: &Arrivals, from_s: f64, to_s: f64) -> f64 {
    match arrivals {
        Arrivals::Renewal(law) => {
            let gap_s = law.mean() / NANOS_PER_S;
            if gap_s > 0.0 { 1.0 / gap_s } else { 0.0 }
        }
        Arrivals::Thinned(wave) => {
            // Three points (Simpson): a wave of a day hardly bends within an hour.
            let at =
                |second: f64| wave.rate_at((second * NANOS_PER_S) as Nanos, false) * NANOS_PER_S;
            let middle = 0.5 * (from_s + to_s);
            let end = to_s - 1e-6;
            let crowds = wave.crowds.map_or(1.0, |(every, length, factor)| {
                1.0 + (factor - 1.0) * length as f64 / (every + length as f64)
            });
            crowds * (at(from_s) + 4.0 * at(middle) + at(end)) / 6.0
        }
        Arrivals::Phases { rates, stays } => {
            let all: f64 = stays.iter().sum();
            let weighted: f64 = rates.iter().zip(stays).map(|(rate, stay)| rate * stay).sum();
            if all > 0.0 { weighted / all * NANOS_PER_S } else { 0.0 }
        }
        Arrivals::Closed { users, think } => {
            // As if answers took no time.
            let think_s = think.mean() / NANOS_PER_S;
            if think_s > 0.0 { f64::from(*users) / think_s } else { 0.0 }
        }
        Arrivals::Times { times, repeats } => {
            let length_s = times.last().map_or(0.0, |&last| last as f64 / NANOS_PER_S);
            share_of(times.len() as f64, length_s, *repeats, from_s)
        }
        Arrivals::Counts { counts, interval, repeats } => {
            let length_s = counts.len() as f64 * *interval as f64 / NANOS_PER_S;
            let all: f64 = counts.iter().map(|&count| f64::from(count)).sum();
            share_of(all, length_s, *repeats, from_s)
        }
    }
}

/// Mean rate of a recording; nothing after its end unless it repeats.
fn share_of(count: f64, length_s: f64, repeats: bool, at_s: f64) -> f64 {
    if length_s <= 0.0 || (!repeats && at_s > length_s) { 0.0 } else { count / length_s }
}
