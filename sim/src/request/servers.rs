//! What is known of a station's servers: why some are not there, and what batches they serve.

use super::area::Area;
use crate::parts::scaler::Scaler;
use crate::plan::Nanos;
use crate::world::Running;

/// Why servers are not there.
#[derive(Debug, Default)]
pub(super) struct CapacityState {
    /// Servers by plan and hour.
    pub(super) staff: u32,
    /// Servers broken.
    pub(super) broken: u32,
    /// Running outages that refuse, and that hang.
    pub(super) refusing: u32,
    pub(super) hanging: u32,
    /// Running partial outages, as shares that are left.
    pub(super) partial: Running,
    /// Which of its node's queues it is, from 0.
    pub(super) place: u32,
    pub(super) on_break: bool,
    /// When the present stretch of work began.
    pub(super) working_since: Nanos,
    /// Replicas that run, where it scales.
    pub(super) replicas: u32,
    pub(super) scaler: Option<Scaler>,
    /// Area of `serving` at the last look of the scaler.
    pub(super) looked_at: u128,
    /// Cold starts under way, by the number of their event.
    pub(super) starting: Vec<u64>,
    /// Of these, those that end an outage.
    pub(super) restarting: Vec<u64>,
    /// Servers that are on, where they switch off.
    pub(super) warm: Area,
    /// Idle servers that are on, by the number of the event that switches them off.
    pub(super) idle: Vec<u64>,
    pub(super) starts: u64,
    pub(super) most: u32,
}

/// Batches of a station.
#[derive(Debug, Default)]
pub(super) struct Batching {
    /// Event that ends the wait of the oldest; 0 if there is none.
    pub(super) timer: u64,
    /// Batches in service with room.
    pub(super) joinable: Vec<u32>,
}
