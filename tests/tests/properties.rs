#![allow(clippy::disallowed_methods)]
#![cfg(not(target_arch = "wasm32"))]
//! What must be true of every design.

mod properties {
    pub mod designs;
    pub mod laws;
    pub mod sameness;
    pub mod soundness;
}
