//! Small state machines that the engine puts on links and stations: breakers, token buckets,
//! cache contents, autoscalers, balancers, data freshness, edge devices and review desks.
//!
//! Each is a pure function of what it was told: it knows no events, no nodes and no clock but the
//! `now` it is handed, which never goes back. None allocates where requests pass; an
//! autoscaler's window and a cache that is flushed may.

pub(crate) mod balance;
pub(crate) mod breaker;
pub(crate) mod desk;
pub(crate) mod device;
mod eviction;
pub(crate) mod freshness;
mod outcomes;
pub(crate) mod scaler;
pub(crate) mod store;
pub(crate) mod tokens;
