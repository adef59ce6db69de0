//! The wheel: a mouse's zooms, a trackpad's pans, and a pinch on a trackpad zooms.
//!
//! Browsers do not say which device turns. A mouse turns in large steps along one axis; a trackpad
//! starts small. What a turn began as, it stays until it rests, so that a fast swipe does not
//! suddenly zoom.

use super::{Camera, Keys, Pixel};

/// Pixels that a line of the wheel stands for.
const LINE: f64 = 16.0;
/// Smallest step, in pixels, that looks like a mouse's notch.
const NOTCH: f64 = 80.0;
/// Rest, in milliseconds, after which a turn is a new one.
const REST_MS: f64 = 250.0;
/// Largest step that counts: some mice report a whole page.
const STEP_MAX: f64 = 120.0;

/// What a wheel is for, as a person prefers it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WheelMode {
    /// As the turns look.
    #[default]
    Auto,
    /// It zooms.
    Mouse,
    /// It pans.
    Trackpad,
}

/// One turn of the wheel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wheel {
    /// Where the pointer is.
    pub at: Pixel,
    /// To the right.
    pub dx: f64,
    /// Downwards.
    pub dy: f64,
    /// Are the numbers lines (or else pixels)?
    pub lines: bool,
    /// With which keys.
    pub keys: Keys,
    /// When, in milliseconds.
    pub time_ms: f64,
    /// What the person prefers.
    pub mode: WheelMode,
}

/// What a turn is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WheelUse {
    /// Moves the paper.
    Pan,
    /// Zooms in steps.
    Zoom,
    /// Zooms smoothly, as fingers on a trackpad do.
    Pinch,
}

/// The camera after a turn, and what the turn was used for.
pub(super) fn turn(
    wheel: &Wheel,
    before: Option<(WheelUse, f64)>,
    camera: Camera,
) -> (Camera, WheelUse) {
    let unit = if wheel.lines { LINE } else { 1.0 };
    let (dx, dy) = (wheel.dx * unit, wheel.dy * unit);
    let notched = wheel.lines || (dx == 0.0 && dy.abs() >= NOTCH);
    let going_on = before.filter(|(_, at)| wheel.time_ms - at < REST_MS).map(|(it, _)| it);
    let meaning = match (wheel.keys.ctrl, wheel.keys.shift) {
        (true, _) if notched => WheelUse::Zoom,
        (true, _) => WheelUse::Pinch,
        (false, true) => WheelUse::Pan,
        (false, false) => match (wheel.mode, going_on) {
            (WheelMode::Mouse, _) => WheelUse::Zoom,
            (WheelMode::Trackpad, _) => WheelUse::Pan,
            (WheelMode::Auto, Some(going_on @ (WheelUse::Pan | WheelUse::Zoom))) => going_on,
            (WheelMode::Auto, _) if notched => WheelUse::Zoom,
            (WheelMode::Auto, _) => WheelUse::Pan,
        },
    };
    let step = dy.clamp(-STEP_MAX, STEP_MAX);
    let camera = match meaning {
        WheelUse::Zoom => camera.zoom_at(wheel.at, libm::exp2(-step / 400.0)),
        WheelUse::Pinch => camera.zoom_at(wheel.at, libm::exp2(-step / 100.0)),
        // Shift turns an upright wheel sideways where the browser has not done so.
        WheelUse::Pan if wheel.keys.shift && dx == 0.0 => camera.pan(-dy, 0.0),
        WheelUse::Pan => camera.pan(-dx, -dy),
    };
    (camera, meaning)
}
