//! Variates drawn ahead, a block at a time.
//!
//! What an event does waits for its draw: a generator, a table, a conversion. In a block the draws
//! overlap, and the event takes a number from memory.

use crate::plan::Nanos;

/// Draws of one law from one stream, in their order.
#[derive(Debug)]
pub(super) struct Ahead {
    draws: [f64; BLOCK],
    /// The same as whole nanoseconds.
    times: [Nanos; BLOCK],
    taken: usize,
}

const BLOCK: usize = 32;

impl Default for Ahead {
    fn default() -> Self {
        Self { draws: [0.0; BLOCK], times: [0; BLOCK], taken: BLOCK }
    }
}

impl Ahead {
    /// The next draw as it was made, and as a time.
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        draw: impl FnMut() -> f64,
        time: impl Fn(f64) -> Nanos,
    ) -> (f64, Nanos) {
        if self.taken >= BLOCK {
            self.refill(draw, time);
        }
        let at = self.taken % BLOCK;
        self.taken += 1;
        (self.draws[at], self.times[at])
    }

    #[inline(never)]
    fn refill(&mut self, mut draw: impl FnMut() -> f64, time: impl Fn(f64) -> Nanos) {
        for place in &mut self.draws {
            *place = draw();
        }
        for (place, &drawn) in self.times.iter_mut().zip(&self.draws) {
            *place = time(drawn);
        }
        self.taken = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_keep_their_order_over_blocks() {
        let (mut ahead, mut made) = (Ahead::default(), 0.0);
        for at in 1..=3 * BLOCK {
            let next = ahead.next(
                || {
                    made += 1.0;
                    made
                },
                |drawn| drawn as Nanos * 10,
            );
            assert_eq!(next, (at as f64, at as Nanos * 10));
        }
    }
}
