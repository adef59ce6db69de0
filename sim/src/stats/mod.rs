//! Random streams, samplers, histograms and intervals.

mod estimate;
mod histogram;
mod law;
mod mser;
mod normal;
mod random;
mod student;
mod ziggurat;
mod zipf;

pub use estimate::{Ratio, quantile_estimate, ratio_estimate};
pub use histogram::Histogram;
pub use law::Law;
pub use mser::mser5;
pub use normal::{normal_cdf, normal_quantile};
pub(crate) use random::stream_key;
pub use random::{Purpose, RequestDraws, RequestSequence, Stream};
pub use student::{student_t_975, student_t_quantile};
pub use ziggurat::Ziggurat;
pub use zipf::Zipf;
