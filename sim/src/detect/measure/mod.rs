//! How far a window of values lies from a reference: on bins, or on the values themselves.
//!
//! Bins are shares that add up to 1. What takes logarithms of shares puts [`EMPTY_SHARE`] in place
//! of an empty bin, as Evidently does; otherwise one empty bin would be an infinite distance.

mod binned;
mod reference;
mod samples;

pub use binned::{
    ChiSquare, chi_square, jensen_shannon, jensen_shannon_distance, kl, ks_of_shares, psi,
    psi_noise_mean, psi_noise_quantile, shares, wasserstein_of_shares,
};
pub use reference::Reference;
pub use samples::{Ks, kolmogorov_tail, ks, ks_critical, wasserstein};

/// Share that stands for an empty bin where logarithms are taken: 0.0001 (Evidently, `psi.py`).
pub const EMPTY_SHARE: f64 = 1e-4;
