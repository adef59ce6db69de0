//! The study worker: what a design says besides its run, by formula and over months; designs for and
//! from other programs.
//!
//! A worker of its own, loaded after the first run, so that the first screen does not wait for it.

mod exchange;
pub mod protocol;
pub mod worker;
