//! The drawing of a document: where things stand and how links run, on the screen and in a picture.

pub mod caption;
mod detour;
pub mod geometry;
pub mod icons;
pub mod route;
pub mod sorted;
pub mod tenths;
pub mod wiring;
