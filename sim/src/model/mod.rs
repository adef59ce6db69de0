//! What can be simulated: nodes, links, a world, incidents and settings.
//!
//! A [`Model`] holds no pixels. Parameters are kept as (key, value) pairs that differ from the
//! [`catalogue`]'s defaults, so a saved model is short and every default has one home.

pub mod catalogue;
mod incident;
mod link;
mod node;
mod params;
mod settings;
mod world;

pub use incident::{Incident, IncidentKind, OutageMode, Profile};
pub use link::{Link, LinkKind, When};
pub use node::{Node, NodeKind};
pub use params::{ParamValue, Params};
pub use settings::{Detail, Settings};
pub use world::{Action, Costs, Feature, Platform, RulesRival, ScoreSource, Task, World};

use serde::{Deserialize, Serialize};

/// A system under test and the world in front of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The parts of the system. Ids are unique.
    pub nodes: Vec<Node>,
    /// Directed links between nodes. Ids are unique.
    pub links: Vec<Link>,
    /// Features, base rate and prices of right and wrong decisions.
    #[serde(default)]
    pub world: World,
    /// What goes wrong, and when.
    #[serde(default)]
    pub incidents: Vec<Incident>,
}
