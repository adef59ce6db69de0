//! The standard library's binary heap as event list.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use windtunnel_bench::Outcome;

use super::Network;

/// Events by time, then by insertion, then what happens: one 128-bit key. Times are not negative,
/// so their bits are in order.
#[derive(Default)]
struct Events {
    heap: BinaryHeap<Reverse<u128>>,
    inserted: u32,
}

impl Events {
    fn push(&mut self, at: f64, what: u32) {
        self.inserted = self.inserted.wrapping_add(1);
        let order = u64::from(self.inserted) << 32 | u64::from(what);
        self.heap.push(Reverse(u128::from(at.to_bits()) << 64 | u128::from(order)));
    }

    fn pop(&mut self) -> Option<(f64, u32)> {
        let Reverse(key) = self.heap.pop()?;
        Some((f64::from_bits((key >> 64) as u64), key as u32))
    }
}

/// Runs a network until nothing is left to happen.
pub fn run(mut network: impl Network) -> Outcome {
    let mut events = Events::default();
    network.open(&mut |delay, what| events.push(delay, what));
    while let Some((now, what)) = events.pop() {
        network.happen(now, what, &mut |delay, what| events.push(now + delay, what));
    }
    network.outcome()
}
