//! Random streams, samplers, histograms and intervals.

mod beta;
mod binomial;
pub mod binormal;
mod estimate;
mod gamma;
mod histogram;
mod law;
mod mser;
mod normal;
mod quadrature;
mod random;
mod student;
mod ziggurat;
mod zipf;

pub use beta::incomplete_beta;
pub use binomial::Binomial;
pub(crate) use estimate::quantile_within;
pub use estimate::{Ratio, quantile_estimate, ratio_estimate};
pub use gamma::{
    chi_square_cdf, chi_square_quantile, chi_square_tail, incomplete_gamma_lower,
    incomplete_gamma_upper,
};
pub use histogram::Histogram;
pub(crate) use histogram::LINE;
pub use law::Law;
pub use mser::mser5;
pub use normal::{Normal, normal_cdf, normal_quantile};
pub use quadrature::{gauss_legendre, integrate, on_interval};
pub(crate) use random::stream_key;
pub use random::{Purpose, RequestDraws, RequestSequence, Stream};
pub use student::{noncentral_t_cdf, student_t_975, student_t_cdf, student_t_quantile};
pub use ziggurat::Ziggurat;
pub use zipf::Zipf;
