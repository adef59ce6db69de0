//! Devices: frames, energy and hours on a battery (domain reference 3.18).

use serde::{Deserialize, Serialize};

use super::rivals::visits;
use super::system::System;
use crate::plan::Staff;
use crate::world::edge::{battery_h, energy_mj, frames_per_s};

/// One of the devices of an edge node, in the mean over a week.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EdgeOutlook {
    /// Id of the node.
    pub id: String,
    /// Frames that come to it per second.
    pub camera_per_s: f64,
    /// Frames that it takes: those that come, or as many as it can.
    pub frames_per_s: f64,
    /// Frames that it could take.
    pub most_frames_per_s: Option<f64>,
    /// Energy of one inference in mJ.
    pub energy_mj: f64,
    /// Hours on a full battery; `None` on mains.
    pub battery_h: Option<f64>,
}

pub(super) fn edges(system: &System<'_>) -> Vec<EdgeOutlook> {
    let visits = visits(system, None);
    let per_s = system.requests_per_day() / 86_400.0;
    let of = |(node, visits): (&crate::plan::NodePlan, f64)| {
        let station = node.station.as_ref()?;
        let device = station.device?;
        let inference_ms = (station.service.mean() + station.extra as f64) / 1e6;
        let servers = match &station.staff {
            Staff::Fixed(count) => f64::from(*count),
            Staff::Hourly(hours) => hours.iter().map(|&count| f64::from(count)).sum::<f64>() / 24.0,
        };
        let camera_per_s = visits * per_s / f64::from(station.replicas.max(1));
        let of_one = inference_ms / servers.max(f64::MIN_POSITIVE);
        let frames = frames_per_s(camera_per_s, of_one);
        let energy = energy_mj(device.watts, inference_ms);
        Some(EdgeOutlook {
            id: node.id.clone(),
            camera_per_s,
            frames_per_s: frames,
            most_frames_per_s: (of_one > 0.0).then(|| 1000.0 / of_one),
            energy_mj: energy,
            battery_h: (device.battery_wh > 0.0)
                .then(|| battery_h(device.battery_wh, device.idle_watts, frames, energy))
                .filter(|hours| hours.is_finite()),
        })
    };
    system.plan.nodes.iter().zip(visits).filter_map(of).collect()
}
