//! What the address lets a person do: edit, look, or look from within another page.

use leptos::prelude::window;

/// How the page is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// The whole workbench.
    #[default]
    Edit,
    /// `?view=1`: looks and plays, changes nothing, keeps nothing.
    View,
    /// `?embed=1`: the same within another page, without bars around it.
    Embed,
}

impl Mode {
    /// The mode of the page's address.
    #[must_use]
    pub fn of_page() -> Self {
        Self::read(&window().location().search().unwrap_or_default())
    }

    /// May the design be changed?
    #[must_use]
    pub fn edits(self) -> bool {
        self == Self::Edit
    }

    /// What an address says for it.
    #[must_use]
    pub fn query(self) -> &'static str {
        match self {
            Self::Edit => "",
            Self::View => "?view=1",
            Self::Embed => "?embed=1",
        }
    }

    fn read(query: &str) -> Self {
        let is_on = |key: &str| {
            query.trim_start_matches('?').split('&').any(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, "1"));
                name == key && value != "0"
            })
        };
        match (is_on("embed"), is_on("view")) {
            (true, _) => Self::Embed,
            (_, true) => Self::View,
            _ => Self::Edit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_how_the_page_is_shown() {
        for (query, mode) in [
            ("", Mode::Edit),
            ("?view=1", Mode::View),
            ("?a=b&embed=1&view=1", Mode::Embed),
            ("?embed", Mode::Embed),
            ("?embed=0", Mode::Edit),
            ("?preview=1", Mode::Edit),
        ] {
            assert_eq!(Mode::read(query), mode, "{query}");
            assert_eq!(Mode::read(mode.query()), mode);
        }
    }
}
