//! How xtask talks: one line per step with what, why and about how long.

use std::time::{Duration, Instant};

/// A running step; prints how long it took when done.
pub struct Step {
    name: String,
    started: Instant,
}

/// Announces a step that takes noticeable time. `about` is a measured order of magnitude on two
/// cores, so that nobody wonders whether it hangs.
pub fn step(name: impl Into<String>, why: &str, about: &str) -> Step {
    let name = name.into();
    println!("==> {name}: {why} (about {about})");
    Step { name, started: Instant::now() }
}

impl Step {
    pub fn done(self) {
        println!("    {} done in {}", self.name, seconds(self.started.elapsed()));
    }
}

/// A remark that belongs to no step.
pub fn note(text: impl AsRef<str>) {
    println!("    {}", text.as_ref());
}

/// A problem that does not stop the rest.
pub fn warn(text: impl AsRef<str>) {
    eprintln!("!!! {}", text.as_ref());
}

pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
