//! Heat and energy of an edge device (domain reference 3.18 and the component catalogue).

use crate::plan::{NANOS_PER_S, Nanos, whole};

/// What an edge device draws and bears.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DevicePlan {
    /// Power that serving adds.
    pub(crate) watts: f64,
    /// Power that it always draws.
    pub(crate) idle_watts: f64,
    /// Energy in its battery; 0 is mains.
    pub(crate) battery_wh: f64,
    /// Busy time at which it throttles; 0 is never.
    pub(crate) throttle_after: Nanos,
    /// How much longer serving takes while it throttles.
    pub(crate) throttle_factor: f64,
}

const JOULES_PER_WH: f64 = 3600.0;

/// One edge device, or several that share their work evenly.
///
/// Heat is counted in busy time: it rises while serving and falls as fast while idle, and does not
/// rise above where throttling begins, which is what throttling is for. It throttles until half of
/// that is left (the workshop's assumption: x1.5 after ten minutes).
#[derive(Debug, Clone)]
pub(crate) struct Device {
    plan: DevicePlan,
    /// Services that it can do at once.
    servers: Nanos,
    heat: Nanos,
    is_throttled: bool,
    /// Time for which it is charged already, over all servers, and up to when it was seen idle.
    ahead: Nanos,
    seen: Nanos,
    busy: Nanos,
}

impl Device {
    /// So many cold devices with full batteries, each of so many servers.
    #[must_use]
    pub(crate) fn new(plan: DevicePlan, devices: u32, servers: u32) -> Self {
        let servers = Nanos::from(devices.saturating_mul(servers).max(1));
        let plan = DevicePlan {
            idle_watts: plan.idle_watts * f64::from(devices),
            battery_wh: plan.battery_wh * f64::from(devices),
            throttle_after: plan.throttle_after.saturating_mul(servers),
            ..plan
        };
        Self { plan, servers, heat: 0, is_throttled: false, ahead: 0, seen: 0, busy: 0 }
    }

    /// Begins a service of this length; returns the factor by which it takes longer.
    ///
    /// The whole service is charged at its start, as heat and as energy.
    pub(crate) fn serve(&mut self, now: Nanos, busy: Nanos) -> f64 {
        let limit = self.plan.throttle_after;
        let passed = self.servers.saturating_mul(now.saturating_sub(self.seen));
        self.heat = self.heat.saturating_sub(passed.saturating_sub(self.ahead));
        self.ahead = self.ahead.saturating_sub(passed);
        self.seen = now;
        self.is_throttled &= self.heat > limit / 2;
        let factor = if self.is_throttled { self.plan.throttle_factor } else { 1.0 };
        let length = whole(busy as f64 * factor);
        // Services of years on many devices add up to more than a count of nanoseconds holds.
        self.heat = self.heat.saturating_add(length).min(limit);
        // It is too hot from the moment at which the limit is reached, pauses or not.
        self.is_throttled |= limit > 0 && self.heat == limit;
        self.busy = self.busy.saturating_add(length);
        self.ahead = self.ahead.saturating_add(length);
        factor
    }

    /// Energy drawn since time 0, in joules; no more than the battery holds.
    #[must_use]
    pub(crate) fn energy_j(&self, now: Nanos) -> f64 {
        let drawn =
            (self.plan.idle_watts * now as f64 + self.plan.watts * self.busy as f64) / NANOS_PER_S;
        if self.plan.battery_wh > 0.0 {
            drawn.min(self.plan.battery_wh * JOULES_PER_WH)
        } else {
            drawn
        }
    }

    /// Is its battery flat?
    #[must_use]
    pub(crate) fn is_empty(&self, now: Nanos) -> bool {
        self.plan.battery_wh > 0.0 && self.energy_j(now) >= self.plan.battery_wh * JOULES_PER_WH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Nanos = 1_000_000;
    const S: Nanos = 1000 * MS;

    const CPU: DevicePlan = DevicePlan {
        watts: 3.5,
        idle_watts: 0.0,
        battery_wh: 0.0,
        throttle_after: 600 * S,
        throttle_factor: 1.5,
    };

    /// As much as ten years on a million devices at a time.
    #[test]
    fn work_beyond_all_counts_stays_at_the_end_of_them() {
        let mut device = Device::new(CPU, 1_000_000, 1000);
        for _ in 0..100 {
            device.serve(0, Nanos::MAX / 20);
        }
        assert!(device.energy_j(0).is_finite());
    }

    /// W x ms: 122 ms on a processor of 3.5 W are 427 mJ, 2.6 ms on an Edge TPU of 2 W 5.2 mJ.
    #[test]
    fn energy_of_an_inference_is_power_by_time() {
        for (watts, micros, joules) in [(3.5, 122_000, 0.427), (2.0, 2600, 0.0052)] {
            let mut device = Device::new(DevicePlan { watts, ..CPU }, 1, 1);
            assert_eq!(device.serve(5, micros * 1000), 1.0);
            assert!((device.energy_j(S) - joules).abs() < 1e-12);
        }
    }

    /// Hours on a battery: Wh / (idle + FPS x E).
    #[test]
    fn a_battery_lasts_by_the_formula() {
        let plan = DevicePlan { idle_watts: 0.5, battery_wh: 1.0, throttle_after: 0, ..CPU };
        let mut device = Device::new(plan, 1, 1);
        let expected_s = 3600.0 / (0.5 + 4.0 * 0.427);
        let mut now = 0;
        while !device.is_empty(now) {
            assert_eq!(device.serve(now, 122 * MS), 1.0);
            now += 250 * MS;
        }
        assert!((now as f64 / 1e9 - expected_s).abs() < 0.5, "{now} {expected_s}");
        assert_eq!(device.energy_j(now + 1000 * S), 3600.0);
    }

    #[test]
    fn throttles_when_hot_until_half_the_heat_is_gone() {
        let mut device = Device::new(CPU, 1, 1);
        let mut now = 0;
        for _ in 0..600 {
            assert_eq!(device.serve(now, S), 1.0);
            now += S;
        }
        assert_eq!(device.serve(now, S), 1.5);
        now += 1500 * MS;
        // From 600 s of heat: 301 s are left, then 300.
        assert_eq!(device.serve(now + 299 * S, 0), 1.5);
        assert_eq!(device.serve(now + 300 * S, 0), 1.0);
        assert_eq!(device.serve(now + 300 * S, 299 * S), 1.0);
        assert_eq!(device.serve(now + 599 * S, S), 1.0, "below the limit again");
        assert_eq!(device.serve(now + 600 * S, S), 1.5);
    }

    #[test]
    fn mains_never_run_out_and_no_limit_never_throttles() {
        let mut device = Device::new(DevicePlan { throttle_after: 0, ..CPU }, 1, 1);
        for hour in 0..1000 {
            assert_eq!(device.serve(hour * 3600 * S, 3600 * S), 1.0);
        }
        assert!(!device.is_empty(3_600_000 * S));
    }
}
