//! The arithmetic of experiments: sizes, power, looks on the way, and what a result says.
//!
//! Nothing here knows a node or a world. [`size`] plans, [`looks`] says what peeking does and how to
//! do it properly, [`reading`] reads a finished experiment, [`calendar`] turns sizes into days,
//! [`simulated`] runs experiments. Sizes are real numbers: round up.
//!
//! [`design`] and [`report`] put all of it together for an experiment that a design draws.

pub mod calendar;
pub mod design;
mod enacted;
pub mod looks;
pub mod reading;
pub mod report;
pub mod simulated;
pub mod size;
