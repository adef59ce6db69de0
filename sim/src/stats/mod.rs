//! Random streams, samplers, histograms and intervals.

mod estimate;
mod histogram;
mod normal;
mod random;
mod student;
mod ziggurat;

pub use estimate::{Ratio, ratio_estimate};
pub use histogram::Histogram;
pub use normal::{normal_cdf, normal_quantile};
pub(crate) use random::stream_key;
pub use random::{Purpose, RequestDraws, Stream};
pub use student::student_t_quantile;
pub use ziggurat::Ziggurat;
