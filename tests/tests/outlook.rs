#![allow(clippy::disallowed_methods)]
// Designs are passed as `json!({...})`, which a reference would only clutter.
#![allow(clippy::needless_pass_by_value)]
//! What formulas say of a design, through the JSON that users get: the golden numbers of the domain
//! reference, optima that no neighbour beats, and the same world simulated.

mod outlook {
    pub mod faults;
    pub mod learning;
    pub mod platform;
    pub mod policy;
    pub mod scores;
    pub mod tasks;
    pub mod trials;
}
