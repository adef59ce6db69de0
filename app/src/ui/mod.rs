//! Small things every part of the screen uses: the icon set and a few widgets.

pub mod chooser;
#[cfg(test)]
mod contrast_tests;
pub mod dialog;
pub mod download;
pub mod draft;
mod each;
mod effect;
pub mod field;
pub mod hours;
pub mod icons;
pub mod list;
pub mod menu;
pub mod number;

use std::sync::atomic::{AtomicU32, Ordering};

pub use each::each;
pub use effect::effect;
pub use icons::{Icon, icon, icon_paths};

/// An id for an element of the page that no other element has.
#[must_use]
pub fn element_id(word: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{word}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
