//! Loops written by hand for one network each: what a programmer would write who needs just that.

mod heap;
mod networks;

use windtunnel_bench::Outcome;

pub use heap::run;
pub use networks::{Jackson, Queue};

/// A network that knows its numbers at compile time. What happens next is somebody else's list,
/// so the same network runs on a bare heap and in other engines.
pub trait Network {
    /// The first arrival.
    fn open(&mut self, after: &mut impl FnMut(f64, u32));
    /// Something happens; what follows goes to `after` with its delay.
    fn happen(&mut self, now: f64, what: u32, after: &mut impl FnMut(f64, u32));
    /// What the run was.
    fn outcome(&self) -> Outcome;
}
