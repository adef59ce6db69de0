//! Families of models, as presets: what each keeps of the separation, takes, costs and needs.
//!
//! Times and prices are those of the latency and price books (domain reference, section 2). The
//! shares of the separation and the numbers of parameters are assumptions: in the linear world the
//! best score is a sum, so that a family can only lose; how much depends on the data.

/// A family of models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelFamily {
    /// What a person calls it.
    pub name: &'static str,
    /// Share of the features' separation that its score keeps with any number of labels: an
    /// assumption.
    pub separation_kept: f64,
    /// Median time of a prediction in ms.
    pub p50_ms: f64,
    /// 99th percentile of it in ms.
    pub p99_ms: f64,
    /// Price of an hour of one replica in USD.
    pub usd_per_hour: f64,
    /// Size in MB.
    pub size_mb: f64,
    /// Parameters that labels must pin down, in the sense of the learning curve: an assumption; 0 is
    /// one for each feature.
    pub parameters: u32,
}

/// From the simplest to the largest.
pub const MODEL_FAMILIES: [ModelFamily; 5] = [
    ModelFamily {
        name: "linear",
        separation_kept: 0.95,
        p50_ms: 0.3,
        p99_ms: 1.0,
        usd_per_hour: 0.17,
        size_mb: 0.1,
        parameters: 0,
    },
    ModelFamily {
        name: "boosted trees",
        separation_kept: 0.985,
        p50_ms: 2.0,
        p99_ms: 6.0,
        usd_per_hour: 0.17,
        size_mb: 5.0,
        parameters: 100,
    },
    ModelFamily {
        name: "deep network on CPU",
        separation_kept: 0.995,
        p50_ms: 5.0,
        p99_ms: 15.0,
        usd_per_hour: 0.17,
        size_mb: 50.0,
        parameters: 1000,
    },
    ModelFamily {
        name: "BERT class on CPU",
        separation_kept: 1.0,
        p50_ms: 12.0,
        p99_ms: 20.0,
        usd_per_hour: 0.34,
        size_mb: 440.0,
        parameters: 5000,
    },
    ModelFamily {
        name: "small CNN on GPU",
        separation_kept: 1.0,
        p50_ms: 5.0,
        p99_ms: 12.0,
        usd_per_hour: 0.526,
        size_mb: 14.0,
        parameters: 3000,
    },
];
