//! Links: how requests, data, labels and alerts move between nodes.

use serde::{Deserialize, Serialize};

use super::Params;

/// A directed link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Unique, stable name.
    pub id: String,
    /// Id of the node it leaves.
    pub from: String,
    /// Id of the node it enters.
    pub to: String,
    /// What moves along it.
    #[serde(default)]
    pub kind: LinkKind,
    /// For call links: which requests take it.
    #[serde(default)]
    pub when: When,
    /// Parameters that differ from the catalogue's defaults.
    #[serde(default)]
    pub params: Params,
}

/// What moves along a link.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Requests, synchronously.
    #[default]
    Call,
    /// Feature values, continuously.
    Stream,
    /// Labels and outcomes, back to where they teach.
    Feedback,
    /// What a monitor watches.
    Control,
}

/// Which of the requests leaving a node take a call link.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Those whose visit went well; several such links share by weight.
    #[default]
    Ok,
    /// Those whose call along an earlier link failed; tried in the order of `order`.
    Failure,
    /// Those that a policy approves.
    Approve,
    /// Those that a policy sends to people.
    Review,
    /// Those that a policy declines.
    Decline,
    /// A copy of each, as a sub-call: it visits the target and what follows, and comes back with
    /// the answer when its path ends without a sink.
    Branch,
    /// A copy of each whose answer is thrown away.
    Shadow,
}
