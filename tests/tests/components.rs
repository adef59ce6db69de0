#![allow(clippy::disallowed_methods)]
//! Every component of the catalogue as itself: what tells it from all others, against a formula or
//! an exact small case.

mod components {
    pub mod bench;
    pub mod calls;
    pub mod coverage;
    pub mod data;
    pub mod decision;
    pub mod experiments;
    pub mod faults;
    pub mod learning;
    pub mod people;
    pub mod serving;
    pub mod traffic;
    pub mod watching;
    pub mod worth;
}
