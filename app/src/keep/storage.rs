//! Where texts lie under keys: this browser's storage, which may be full, blocked or absent.
//!
//! Local storage rather than IndexedDB: it is written before the call returns, so a page that is
//! being closed loses nothing, and other tabs hear of every change. What is kept is packed, so its
//! few megabytes hold hundreds of designs. `web_sys` rather than a wrapper: the wrappers panic where
//! storage is blocked.

use leptos::prelude::window;

/// `light` or `dark`, once a person chose.
pub const THEME: &str = "windtunnel.theme";
/// What the wheel is for, once a person chose.
pub const WHEEL: &str = "windtunnel.wheel";
/// `usual` or `more`, once a person chose.
pub const CONTRAST: &str = "windtunnel.contrast";
/// How pictures look, once a person chose.
pub const LOOK: &str = "windtunnel.export";
/// What all our keys begin with.
pub const OURS: &str = "windtunnel.";

/// Why something could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No storage for this page: a private window, or a setting.
    #[error("this browser does not let the page keep anything")]
    Blocked,
    /// No room.
    #[error("this browser's storage for the page is full")]
    Full,
}

/// Somewhere texts lie under keys.
pub trait Shelf {
    /// What lies under this key.
    fn read(&self, key: &str) -> Option<String>;
    /// Puts a text under a key.
    ///
    /// # Errors
    /// Says why it could not be kept; what was there before is there still.
    fn write(&self, key: &str, text: &str) -> Result<(), Refused>;
    /// Forgets a text.
    fn remove(&self, key: &str);
    /// All keys of ours that begin so, sorted.
    fn keys(&self, start: &str) -> Vec<String>;
}

/// This browser's two shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// What outlives the visit and is shared by all tabs.
    Local,
    /// What a tab has for itself, until it is closed.
    Tab,
}

impl Browser {
    fn storage(self) -> Option<web_sys::Storage> {
        let found = match self {
            Self::Local => window().local_storage(),
            Self::Tab => window().session_storage(),
        };
        found.ok().flatten()
    }
}

impl Shelf for Browser {
    fn read(&self, key: &str) -> Option<String> {
        self.storage()?.get_item(key).ok().flatten()
    }

    fn write(&self, key: &str, text: &str) -> Result<(), Refused> {
        let storage = self.storage().ok_or(Refused::Blocked)?;
        storage.set_item(key, text).map_err(|_full| Refused::Full)
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = self.storage() {
            storage.remove_item(key).ok();
        }
    }

    fn keys(&self, start: &str) -> Vec<String> {
        let Some(storage) = self.storage() else { return Vec::new() };
        let count = storage.length().unwrap_or(0);
        let all = (0..count).filter_map(|at| storage.key(at).ok().flatten());
        let mut found: Vec<_> = all.filter(|key| key.starts_with(start)).collect();
        found.sort();
        found
    }
}

/// A shelf for tests: so much room, and no browser.
#[cfg(test)]
pub mod memory {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::{Refused, Shelf};

    pub struct Memory {
        pub texts: RefCell<BTreeMap<String, String>>,
        pub room: usize,
    }

    impl Memory {
        pub fn new(room: usize) -> Self {
            Self { texts: RefCell::default(), room }
        }
    }

    impl Shelf for Memory {
        fn read(&self, key: &str) -> Option<String> {
            self.texts.borrow().get(key).cloned()
        }

        fn write(&self, key: &str, text: &str) -> Result<(), Refused> {
            let mut texts = self.texts.borrow_mut();
            let others = texts.iter().filter(|(other, _)| *other != key);
            let used: usize = others.map(|(key, text)| key.len() + text.len()).sum();
            if used + key.len() + text.len() > self.room {
                return Err(Refused::Full);
            }
            texts.insert(key.to_owned(), text.to_owned());
            Ok(())
        }

        fn remove(&self, key: &str) {
            self.texts.borrow_mut().remove(key);
        }

        fn keys(&self, start: &str) -> Vec<String> {
            self.texts.borrow().keys().filter(|key| key.starts_with(start)).cloned().collect()
        }
    }
}
