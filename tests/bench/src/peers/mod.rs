//! Engines from crates.io, with the sampler of this engine and every wait recorded.
//!
//! Each is used as its own examples use it: components, models or agents that send each other
//! jobs. Beside that, simcore and NeXosim run the loop by hand on their event lists, as one
//! component that talks to itself: faster, but no model of five stations.

pub mod nexosim;
pub mod odem;
pub mod simcore;
mod stations;

pub use stations::{Network, network};
