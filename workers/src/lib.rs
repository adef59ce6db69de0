//! The page's three workers, and what the page and they say to each other.
//!
//! - [`wire`]: messages as bytes, and the build that both sides compare.
//! - [`run`]: the simulation worker: it runs designs and checks them.
//! - [`study`]: the study worker: formulas, and the months of a system's life.
//! - [`lab`]: the inference worker: it runs real models. Only its wasm has a model runtime in it.
//! - [`turns`]: a worker's loop in the browser.
//!
//! A crate of its own: workers need nothing of a screen, and the screen only the messages.

pub mod lab;
pub mod run;
pub mod study;
pub mod turns;
pub mod wire;
