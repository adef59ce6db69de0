//! Nodes: the parts of a system.

use serde::{Deserialize, Serialize};

use super::Params;

/// One part of the system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Unique, stable name; also the key of the node's random streams.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Parameters that differ from the catalogue's defaults.
    #[serde(default)]
    pub params: Params,
}

/// What a node can be. Each has an entry in the [`catalogue`](super::catalogue).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Where requests come from.
    Traffic,
    /// The front door: a station with a queue limit.
    Gateway,
    /// A plain station, for any textbook queueing network.
    Service,
    /// Serves feature values to the request path.
    FeatureStore,
    /// An upstream feed or pipeline that keeps features of a store fresh.
    Feed,
    /// Scores a request.
    Model,
    /// Decides by fixed rules with a known operating point.
    Rules,
    /// Sends a request on, and to the next target when one fails. Takes no time.
    Fallback,
    /// Turns a score into approve, review or decline.
    Policy,
    /// People who look at what the policy was unsure of.
    Reviewers,
    /// Where a decision takes effect.
    Sink,
    /// Where the truth about past decisions arrives, late.
    Labels,
    /// Watches one signal and raises an alert.
    Monitor,
    /// Spreads requests over several targets, and leaves out those that look ill.
    Balancer,
    /// Remembers answers by key.
    Cache,
    /// Calls several targets at once and waits for their answers.
    FanOut,
    /// A streaming computation of features, with lag and backlog.
    Pipeline,
    /// A scheduled job that renews a table of features.
    BatchJob,
    /// Scores everybody on a schedule; requests look their score up.
    BatchScorer,
    /// A device in the field that runs the model itself.
    Edge,
    /// A language model behind somebody else's API.
    Llm,
    /// Finds candidates by their embeddings.
    Retrieval,
    /// Orders candidates by score.
    Ranker,
    /// Keeps what was decided, with what was seen.
    PredictionLog,
    /// Makes a new version of the model from labelled decisions.
    Training,
    /// Keeps versions, and brings them in and back.
    Registry,
    /// Splits requests or users into arms and compares them.
    Experiment,
    /// Who is told when something is wrong, and what they do.
    OnCall,
}

impl NodeKind {
    /// Every kind, in the order of the catalogue.
    pub const ALL: [Self; 28] = [
        Self::Traffic,
        Self::Gateway,
        Self::Service,
        Self::FeatureStore,
        Self::Feed,
        Self::Model,
        Self::Rules,
        Self::Fallback,
        Self::Policy,
        Self::Reviewers,
        Self::Sink,
        Self::Labels,
        Self::Monitor,
        Self::Balancer,
        Self::Cache,
        Self::FanOut,
        Self::Pipeline,
        Self::BatchJob,
        Self::BatchScorer,
        Self::Edge,
        Self::Llm,
        Self::Retrieval,
        Self::Ranker,
        Self::PredictionLog,
        Self::Training,
        Self::Registry,
        Self::Experiment,
        Self::OnCall,
    ];

    /// Can requests walk through a node of this kind?
    #[must_use]
    pub fn on_request_path(self) -> bool {
        !self.brings_data() && !self.is_beside()
    }

    /// Does it stand beside the request path: learning, watching, people on call?
    #[must_use]
    pub fn is_beside(self) -> bool {
        matches!(
            self,
            Self::Labels
                | Self::Monitor
                | Self::PredictionLog
                | Self::Training
                | Self::Registry
                | Self::OnCall
        )
    }

    /// Does it keep features of a store fresh?
    #[must_use]
    pub fn brings_data(self) -> bool {
        matches!(self, Self::Feed | Self::Pipeline | Self::BatchJob)
    }
}
