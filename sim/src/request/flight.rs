//! Requests on their way, in a slab.

use crate::model::Action;
use crate::plan::Nanos;
use crate::result::Outcome;

/// No flight.
pub(super) const NONE: u32 = u32::MAX;

/// Where a flight is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum State {
    /// The slot is free.
    #[default]
    Free,
    /// On a link, or waiting to try again.
    Travelling,
    /// In a queue.
    Queued,
    /// With a server.
    Serving,
    /// Still in a queue's list, but gone: the slot is freed when the list reaches it.
    Gone,
}

/// One request at one place.
///
/// A call that times out without cancellation leaves its work behind: the flight splits into one
/// that goes on and an orphan that is served for nobody.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flight {
    /// Number of the request at its source.
    pub(super) serial: u64,
    /// When the request came.
    pub(super) born: Nanos,
    /// When the present visit began.
    pub(super) entered: Nanos,
    /// When the present wait or service began.
    pub(super) since: Nanos,
    /// When the present service is to end.
    pub(super) ends: Nanos,
    /// Work left when a service was interrupted; 0 if none was.
    pub(super) remaining: Nanos,
    /// When the automatic answer was given.
    pub(super) answered: Option<Nanos>,
    /// Number of the event that this flight waits for.
    pub(super) event: u64,
    /// Number of the timer of the present call; 0 if there is none.
    pub(super) timer: u64,
    /// Next in the queue.
    pub(super) next: u32,
    /// Source node.
    pub(super) source: u32,
    /// Link of the present call.
    pub(super) link: u32,
    /// Attempt of the present call, from 1.
    pub(super) attempt: u32,
    /// Feature stores that answered, as bits.
    pub(super) stores: u32,
    /// The newest score.
    pub(super) score: Option<f32>,
    /// What has been decided.
    pub(super) action: Option<Action>,
    /// How the present call failed last.
    pub(super) failure: Option<Failure>,
    pub(super) state: State,
    /// Is nobody waiting for it any more?
    pub(super) orphan: bool,
    /// Is it of the positive class?
    pub(super) positive: bool,
    /// Did a fallback decide?
    pub(super) by_fallback: bool,
    /// Did a person decide?
    pub(super) reviewed: bool,
}

/// How a call can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Shed,
    Refused,
    Error,
    Timeout,
    Abandoned,
}

impl Failure {
    /// The outcome of a request whose last call failed so.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Shed => Outcome::Shed,
            Self::Refused | Self::Error => Outcome::Failed,
            Self::Timeout => Outcome::TimedOut,
            Self::Abandoned => Outcome::Abandoned,
        }
    }
}

/// All flights, by index.
#[derive(Debug, Default)]
pub(super) struct Flights {
    slots: Vec<Flight>,
    free: Vec<u32>,
}

impl Flights {
    /// Puts a flight into a free slot.
    pub(super) fn add(&mut self, flight: Flight) -> u32 {
        match self.free.pop() {
            Some(index) => {
                self.slots[index as usize] = flight;
                index
            }
            None => {
                self.slots.push(flight);
                (self.slots.len() - 1) as u32
            }
        }
    }

    /// Frees a slot.
    pub(super) fn remove(&mut self, index: u32) {
        self.slots[index as usize].state = State::Free;
        self.free.push(index);
    }

    /// Number of slots in use.
    pub(super) fn in_use(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Every flight that is somewhere.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Flight> {
        self.slots.iter().filter(|flight| flight.state != State::Free)
    }
}

impl std::ops::Index<u32> for Flights {
    type Output = Flight;
    fn index(&self, index: u32) -> &Flight {
        &self.slots[index as usize]
    }
}

impl std::ops::IndexMut<u32> for Flights {
    fn index_mut(&mut self, index: u32) -> &mut Flight {
        &mut self.slots[index as usize]
    }
}
