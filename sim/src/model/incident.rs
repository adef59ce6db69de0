//! Incidents: what goes wrong (or just changes), and when.

use serde::{Deserialize, Serialize};

/// Something that happens to the system during `start_s..end_s`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Unique, stable name.
    pub id: String,
    /// What happens.
    pub kind: IncidentKind,
    /// The node, or the feature, it happens to; empty where the whole world is meant.
    #[serde(default)]
    pub target: String,
    /// Start in seconds of simulated time.
    pub start_s: f64,
    /// End in seconds of simulated time, later than the start.
    pub end_s: f64,
    /// How it comes and goes between the two.
    #[serde(default)]
    pub profile: Profile,
}

/// How an incident comes and goes (domain reference 3.9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", deny_unknown_fields)]
pub enum Profile {
    /// All at once.
    #[default]
    Sudden,
    /// The new alternates with the old, and takes an ever larger share of the time.
    Gradual {
        /// Seconds until only the new is left.
        over_s: f64,
    },
    /// Its size grows from nothing.
    Incremental {
        /// Seconds until it has its full size.
        over_s: f64,
    },
    /// It comes and goes.
    Recurring {
        /// Seconds from one start to the next.
        period_s: f64,
        /// Share of each period in which it is there.
        share: f64,
    },
    /// Its size follows the seasons: a wave between nothing and full.
    Seasonal {
        /// Seconds of a whole wave.
        period_s: f64,
    },
    /// Somebody learns to get around the model: its size closes in on full by 1 - exp(-t/T), and
    /// starts over with each new version of the model (at the day level).
    Adversarial {
        /// The T above, in seconds.
        learns_s: f64,
    },
}

/// The kinds of incident.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum IncidentKind {
    /// A node answers nothing.
    Outage {
        /// How callers notice.
        #[serde(default)]
        mode: OutageMode,
    },
    /// Work started at a node takes `factor` times as long.
    SlowDown {
        /// Multiplier of service times, > 0.
        factor: f64,
    },
    /// A source sends `factor` times its rate.
    TrafficSpike {
        /// Multiplier of the arrival rate, >= 0.
        factor: f64,
    },
    /// A feature reaches the model empty, while everything answers with success.
    NullFeature,
    /// A feature's values move by `shift`, in its own noise units (or, on real rows, standard
    /// deviations of the column).
    ShiftFeature {
        /// Size of the move.
        shift: f64,
    },
    /// A feature arrives in another unit: its values are multiplied. In the Gaussian world only.
    ScaleFeature {
        /// Multiplier, such as 100 for cents instead of dollars.
        factor: f64,
    },
    /// A feature keeps the values it had at the start: it ages without looking broken.
    FreezeFeature,
    /// A feature's column changes its meaning: values look alike but say nothing.
    ScrambleFeature,
    /// A feed's or pipeline's data comes later than usual.
    LateFeed {
        /// Additional lag in seconds.
        by_s: f64,
    },
    /// A feed's events are delivered twice: what counts them doubles. In the Gaussian world only.
    DuplicateFeed,
    /// All nodes of one zone (the target) are down.
    ZoneOutage {
        /// How callers notice.
        #[serde(default)]
        mode: OutageMode,
    },
    /// A share of what a node serves comes back with an error, besides its own error rate.
    ErrorRate {
        /// Share, 0 to 1.
        rate: f64,
    },
    /// A share of a node's servers is gone; work on them goes back to the queue.
    PartialOutage {
        /// Share of the servers, 0 to 1.
        share: f64,
    },
    /// A model answers with a bad version.
    BadVersion {
        /// Share of the separation that the bad version keeps, -1 to 1.
        separation_kept: f64,
    },
    /// The index was built by another version of the embedding than the queries.
    VersionMismatch {
        /// What recall falls to, 0 to 1.
        recall: f64,
    },
    /// A cache loses everything at the start; the end changes nothing.
    CacheFlush,
    /// The share of positives is multiplied.
    PriorShift {
        /// Multiplier of the base rate, >= 0.
        factor: f64,
    },
    /// A feature's values spread more (or less): its noise is multiplied.
    SpreadFeature {
        /// Multiplier of the noise, > 0.
        factor: f64,
    },
    /// Scores of a model come out higher or lower for everybody, in standard deviations of the
    /// score: another calibration, a new lamp over the camera.
    ShiftScore {
        /// Size of the move.
        shift: f64,
    },
    /// Labels get lost on their way.
    LoseLabels {
        /// Share lost, 0 to 1.
        share: f64,
        /// Are only positives lost (as when a join of clicks breaks)? Then they count as negatives.
        #[serde(default)]
        only_positives: bool,
    },
    /// Training runs in this time learn from broken data.
    BadTraining {
        /// Share of the separation that such a version keeps, -1 to 1.
        separation_kept: f64,
    },
    /// Positives lose this share of their separation: what used to give them away no longer does.
    ConceptDrift {
        /// Angle of rotation in degrees, 0 to 90: separation is multiplied by its cosine.
        degrees: f64,
    },
}

/// How a node fails its callers during an outage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageMode {
    /// Calls are refused at once.
    #[default]
    Refuse,
    /// Calls wait; work in progress stops until the outage ends.
    Hang,
}
