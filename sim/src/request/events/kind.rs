//! What events are about.

/// What an event is about; the index says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::request) enum Kind {
    /// A flight's service ends.
    ServiceEnd,
    /// A source sends its next request.
    Arrival,
    /// The first timer of a link's lane runs out.
    Timeout,
    /// A flight's own timer runs out.
    CallTimer,
    /// A flight reaches the node its link leads to.
    Delivery,
    /// A flight's wait before a retry is over.
    Retry,
    /// A flight has waited as long as it would.
    Patience,
    /// A flight goes on from a node that is online again.
    Online,
    /// A batch ends.
    BatchEnd,
    /// The oldest request of a station has waited for a full batch long enough.
    BatchTimer,
    /// The next request of a station that shares its speed is done.
    SharingEnd,
    /// A unit of a station fails, and is repaired.
    UnitFails,
    UnitRepaired,
    /// A server breaks in the middle of a flight's service, and is repaired.
    Breakdown,
    ServerRepaired,
    /// A server or replica of a station is ready.
    SetupDone,
    /// An idle server of a station switches off.
    WarmEnds,
    /// An autoscaler looks.
    ScaleLook,
    /// The staff of a station may change.
    Shift,
    /// A desk's break begins or ends.
    Break,
    /// A second copy of a call is due: the first of a link's lane.
    Hedge,
    /// The first sender of a source's lane gives up.
    ClientTimeout,
    /// A sender tries again.
    ClientRetry,
    /// A user of a source has thought.
    UserArrives,
    /// A source enters its next phase.
    Phase,
    /// A flash crowd of a source begins or ends.
    Crowd,
    /// A balancer checks its targets.
    Health,
    /// A batch job starts, and ends.
    JobStart,
    JobEnd,
    /// An incident starts, and ends.
    IncidentStart,
    IncidentEnd,
    /// A monitor looks.
    Look,
    /// The effects of a feed's outage reach the features.
    FeedStale,
}

pub(super) const KINDS: [Kind; 33] = [
    Kind::ServiceEnd,
    Kind::Arrival,
    Kind::Timeout,
    Kind::CallTimer,
    Kind::Delivery,
    Kind::Retry,
    Kind::Patience,
    Kind::Online,
    Kind::BatchEnd,
    Kind::BatchTimer,
    Kind::SharingEnd,
    Kind::UnitFails,
    Kind::UnitRepaired,
    Kind::Breakdown,
    Kind::ServerRepaired,
    Kind::SetupDone,
    Kind::WarmEnds,
    Kind::ScaleLook,
    Kind::Shift,
    Kind::Break,
    Kind::Hedge,
    Kind::ClientTimeout,
    Kind::ClientRetry,
    Kind::UserArrives,
    Kind::Phase,
    Kind::Crowd,
    Kind::Health,
    Kind::JobStart,
    Kind::JobEnd,
    Kind::IncidentStart,
    Kind::IncidentEnd,
    Kind::Look,
    Kind::FeedStale,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_place() {
        for (at, &kind) in KINDS.iter().enumerate() {
            assert_eq!(kind as usize, at);
        }
    }
}
