//! A model on a device in closed form: frames, energy, battery (domain reference 3.18).

/// Frames per second: the camera's, or what the model can do.
#[must_use]
pub fn frames_per_s(camera_per_s: f64, inference_ms: f64) -> f64 {
    camera_per_s.min(1000.0 / inference_ms)
}

/// Energy of an inference, in mJ, at this power.
#[must_use]
pub fn energy_mj(power_w: f64, inference_ms: f64) -> f64 {
    power_w * inference_ms
}

/// Hours that a battery lasts.
#[must_use]
pub fn battery_h(battery_wh: f64, idle_w: f64, frames_per_s: f64, energy_mj: f64) -> f64 {
    battery_wh / (idle_w + frames_per_s * energy_mj / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_devices() {
        // An embedded CPU against an Edge TPU.
        let (cpu, tpu) = (energy_mj(3.5, 122.0), energy_mj(2.0, 2.6));
        assert!((cpu - 427.0).abs() < 1e-9 && (tpu - 5.2).abs() < 1e-9);
        assert!((cpu / tpu - 80.0).abs() < 3.0);
        // Domain reference 4.9: 8 frames a second are too few for ten parts.
        assert!((frames_per_s(1000.0, 122.0) - 8.2).abs() < 0.05);
        assert!((frames_per_s(1000.0, 2.6) - 385.0).abs() < 0.5);
        assert!((frames_per_s(10.0, 2.6) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn a_battery_feeds_the_idle_device_too() {
        assert!((battery_h(20.0, 2.0, 0.0, 427.0) - 10.0).abs() < 1e-12);
        assert!((battery_h(20.0, 2.0, 10.0, 200.0) - 5.0).abs() < 1e-12);
    }
}
