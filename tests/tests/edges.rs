#![allow(clippy::disallowed_methods)]
//! Where simulators go wrong: the bug lists of others, ties, zeros and the ends of ranges.
//!
//! Requests come at recorded times and services are constant wherever possible, so that what must
//! happen can be said to the millisecond.

mod edges {
    pub mod failures;
    pub mod found;
    pub mod harness;
    pub mod limits;
    pub mod order;
    pub mod queues;
    pub mod storms;
}
