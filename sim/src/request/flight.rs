//! Requests on their way: what a request is (its case), and where it is (its flight).
//!
//! The two are apart because a call that times out without cancellation leaves its work behind:
//! the flight stays as an orphan that is served for nobody, and the case goes on with another.

use crate::model::Action;
use crate::plan::Nanos;
use crate::result::Outcome;

/// No index.
pub(super) const NONE: u32 = u32::MAX;

/// No time.
pub(super) const NEVER: Nanos = u64::MAX;

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
    /// Waiting for sub-calls, or for the fetch of another.
    Joining,
    /// Taken from its server together with others, and about to go on: what happens to those
    /// before it may still make it an orphan.
    Leaving,
}

/// A visit of one station, or the way to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flight {
    /// When the present visit began.
    pub(super) entered: Nanos,
    /// When the present wait or service began.
    pub(super) since: Nanos,
    /// Number of the event that this flight waits for.
    pub(super) event: u64,
    /// Number of the timer of the present call; 0 if there is none.
    pub(super) timer: u64,
    /// The request; `NONE` for an orphan.
    pub(super) case: u32,
    /// Class of the request, since the present visit began: an orphan keeps it.
    pub(super) class: u32,
    /// Link of the present call.
    pub(super) link: u32,
    /// Station of the present visit.
    pub(super) station: u32,
    /// Place in the queue: an entry with another ticket is stale.
    pub(super) ticket: u32,
    /// Attempt of the present call, from 1.
    pub(super) attempt: u32,
    /// Position among those in service, or number of the batch.
    pub(super) slot: u32,
    /// When the present service is to end.
    pub(super) ends: Nanos,
    /// Work left (or drawn on arrival); 0 if it is drawn at the start of service.
    pub(super) work: Nanos,
    /// Order among those with the same key.
    pub(super) order: u64,
    pub(super) state: State,
    /// Is the present call counted as open by its link?
    pub(super) is_open: bool,
    /// Has it waited for this visit's first start already?
    pub(super) has_started: bool,
}

impl Flight {
    /// At the beginning of its way.
    #[inline(always)]
    pub(super) fn reset(&mut self, case: u32) {
        self.event = 0;
        self.timer = 0;
        self.case = case;
        self.link = NONE;
        self.attempt = 1;
        self.work = 0;
        self.state = State::Travelling;
        self.is_open = false;
        self.has_started = false;
    }
}

/// What has been found out and decided about a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    /// The newest score; NaN if there is none.
    pub(super) score: f32,
    /// Share of what should be found that was found.
    pub(super) recall: f32,
    /// Feature stores that answered, as bits.
    pub(super) stores: u32,
    /// Node that scored it; `NONE` if none did.
    pub(super) scorer: u32,
    /// Age of the oldest feature in its score.
    pub(super) feature_age: Nanos,
    /// Time that what it knows has spent in caches.
    pub(super) cached_for: Nanos,
    /// What has been decided.
    pub(super) action: Option<Action>,
    /// Did a fallback decide?
    pub(super) by_fallback: bool,
    /// Did a person decide?
    pub(super) reviewed: bool,
    /// Arms of experiments that it is in, two bits each.
    pub(super) arms: u32,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            score: f32::NAN,
            recall: 1.0,
            stores: 0,
            scorer: NONE,
            feature_age: 0,
            cached_for: 0,
            action: None,
            by_fallback: false,
            reviewed: false,
            arms: 0,
        }
    }
}

/// One request, sub-call or shadow.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Case {
    /// When the request came.
    pub(super) born: Nanos,
    /// Number of the request at its source.
    pub(super) serial: u64,
    /// When the automatic answer was given; `NEVER` if it was not.
    pub(super) answered: Nanos,
    /// Latest useful time; `NEVER` if there is none.
    pub(super) deadline: Nanos,
    /// Concurrency limits it counts towards, as bits.
    pub(super) gates: u64,
    pub(super) content: Content,
    /// Where it is; `NONE` between two tries of its sender.
    pub(super) flight: u32,
    /// The join it is a sub-call of; `NONE` for a request.
    pub(super) join: u32,
    /// Source node.
    pub(super) source: u32,
    /// Class among all classes.
    pub(super) class: u32,
    /// Which of the keys it is about.
    pub(super) key: u32,
    /// The policy that sorted it; `NONE` if none did.
    pub(super) policy: u32,
    /// Try of its sender, from 1.
    pub(super) tries: u32,
    /// Number of the sender's timer.
    pub(super) client_timer: u64,
    /// Serial number of the join it waits for.
    pub(super) waits_on: u64,
    /// Is it of the positive class?
    pub(super) positive: bool,
    /// Is nobody waiting for its answer?
    pub(super) is_ghost: bool,
    /// Does it come back after the visit, and not at the end of its path?
    pub(super) returns_at_once: bool,
    pub(super) in_use: bool,
}

impl Case {
    /// Is it a request that somebody sent and waits for, and no sub-call or shadow?
    #[inline(always)]
    pub(super) fn is_request(&self) -> bool {
        self.join == NONE && !self.is_ghost
    }
}

/// How a call can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Shed,
    Throttled,
    Refused,
    Error,
    Timeout,
    Abandoned,
    /// Its deadline had passed.
    Expired,
    /// The breaker was open.
    BreakerOpen,
    /// The bulkhead was full.
    Full,
    /// The answer came from features that are too old.
    Stale,
    /// The answer was too uncertain.
    LowConfidence,
}

impl Failure {
    /// The outcome of a request whose last call failed so.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::Shed | Self::Throttled | Self::Full => Outcome::Shed,
            Self::Refused | Self::Error | Self::BreakerOpen | Self::Stale | Self::LowConfidence => {
                Outcome::Failed
            }
            Self::Timeout | Self::Expired => Outcome::TimedOut,
            Self::Abandoned => Outcome::Abandoned,
        }
    }

    /// Does it make sense to try again?
    pub(super) fn is_retried(self) -> bool {
        !matches!(
            self,
            Self::Abandoned | Self::Expired | Self::BreakerOpen | Self::Stale | Self::LowConfidence
        )
    }
}

/// Things by index, with free slots used again.
#[derive(Debug)]
pub(super) struct Slab<T> {
    slots: Vec<T>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T: Default> Slab<T> {
    /// A slot to use; what was in it before is still there.
    #[inline(always)]
    pub(super) fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.add())
    }

    #[cold]
    #[inline(never)]
    fn add(&mut self) -> u32 {
        self.slots.push(T::default());
        (self.slots.len() - 1) as u32
    }

    /// Gives a slot back.
    #[inline(always)]
    pub(super) fn give_back(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Number of slots in use.
    #[inline]
    pub(super) fn in_use(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Number of slots, free ones included.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Every slot, free ones included.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    #[inline]
    fn index(&self, index: u32) -> &T {
        &self.slots[index as usize]
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    #[inline]
    fn index_mut(&mut self, index: u32) -> &mut T {
        &mut self.slots[index as usize]
    }
}
