//! The Windtunnel simulator.
//!
//! `sim` is a function: (model, settings, seed) to (result, diagnostics).
//! It knows no screen, no clock, no files and no global randomness, and it gives the same bytes
//! natively and in WebAssembly.
//!
//! The pipeline, in order:
//! 1. [`model`]: what can be described (nodes, links, world, incidents) and the catalogue of every
//!    parameter with its unit, range, default and source.
//! 2. [`plan`]: a model checked and turned into typed, indexed structures; every fault is a
//!    [`plan::Diagnostic`] that names the place.
//! 3. [`request`]: the discrete-event engine that walks each request through the plan.
//! 4. [`world`]: features, scores, decisions and money.
//! 5. [`result`]: what a run says, with its self-checks.
//! 6. [`experiment`]: several runs of one model, with confidence intervals.
//!
//! [`outlook`] says what follows of a model by formula alone, [`lifecycle`] what its life of months is
//! like.
//!
//! Beside it stand two modules without a world of their own: [`detect`], what monitors compute, and
//! [`trial`], the arithmetic of experiments.
#![warn(missing_docs)]

pub mod detect;
pub mod experiment;
pub mod lifecycle;
pub mod model;
pub mod outlook;
pub(crate) mod parts;
pub mod plan;
pub mod request;
pub mod result;
pub mod stats;
pub mod trial;
pub mod world;

/// Version of the engine's numbers: raised whenever the same input may give other bytes.
pub const ENGINE_VERSION: &str = "4";
