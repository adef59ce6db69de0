//! Time series.

use serde::{Deserialize, Serialize};

/// Time series; every vector has one value a bucket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Width of a bucket in simulated seconds.
    pub bucket_s: f64,
    /// Requests that came.
    pub arrived: Vec<u32>,
    /// Requests that ended in time (fallback and review included).
    pub in_time: Vec<u32>,
    /// Requests that ended late, shed, timed out, failed or abandoned.
    pub failed: Vec<u32>,
    /// Requests sent to people.
    pub reviewed: Vec<u32>,
    /// Requests scored with a null feature.
    pub scored_with_null: Vec<u32>,
    /// Median time to the automatic answer, ms.
    pub p50_ms: Vec<Option<f32>>,
    /// 99th percentile of it; `None` below 100 samples.
    pub p99_ms: Vec<Option<f32>>,
    /// Decision and review costs of the system in USD.
    pub system_usd: Vec<f32>,
    /// The same for doing nothing.
    pub do_nothing_usd: Vec<f32>,
    /// The same for rules.
    pub rules_usd: Vec<f32>,
    /// One entry a node, in the order of ids.
    pub nodes: Vec<NodeSeries>,
    /// Calls along each link, in the order of ids.
    pub link_calls: Vec<Vec<u32>>,
    /// Ids of these links.
    pub link_ids: Vec<String>,
}

/// Series of one node.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeSeries {
    /// Id of the node.
    pub id: String,
    /// Visits that came.
    pub arrived: Vec<u32>,
    /// Visits that failed: errors, shed, refused, abandoned, cancelled.
    pub failed: Vec<u32>,
    /// Share of server time that was busy.
    pub busy_share: Vec<f32>,
    /// Time-averaged number waiting.
    pub queue_mean: Vec<f32>,
    /// Median time from arrival to departure, ms.
    pub p50_ms: Vec<Option<f32>>,
    /// 99th percentile of it.
    pub p99_ms: Vec<Option<f32>>,
    /// Was it down in this bucket?
    pub down: Vec<bool>,
    /// Number present at the end of the bucket.
    pub in_system_end: Vec<u32>,
    /// Servers at work (up, and on) at the end of the bucket.
    pub servers_end: Vec<u32>,
}
