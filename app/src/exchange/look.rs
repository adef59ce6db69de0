//! How pictures look, as a person chose it last.

use windtunnel_workers::study::protocol::PictureLook;

/// Pixels a canvas unit that are on offer.
pub const SCALES: [u32; 3] = [1, 2, 3];

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Light ink on dark paper?
    pub dark: bool,
    /// Is the paper left out?
    pub clear: bool,
    /// Pixels a canvas unit, of a PNG.
    pub scale: u32,
}

impl Look {
    /// What was kept, in the words of [`kept`](Self::kept); what it does not say is as on the screen.
    #[must_use]
    pub fn read(kept: &str, screen_is_dark: bool) -> Self {
        let has = |word: &str| kept.split(' ').any(|it| it == word);
        let scale = SCALES.into_iter().find(|scale| has(&format!("{scale}x")));
        Self {
            dark: if has("light") { false } else { screen_is_dark || has("dark") },
            clear: has("clear"),
            scale: scale.unwrap_or(2),
        }
    }

    /// In words, to be kept.
    #[must_use]
    pub fn kept(self) -> String {
        let theme = if self.dark { "dark" } else { "light" };
        let paper = if self.clear { "clear" } else { "paper" };
        format!("{theme} {paper} {}x", self.scale)
    }

    /// For the worker, at so many pixels a unit.
    #[must_use]
    pub fn at(self, scale: f64) -> PictureLook {
        PictureLook { dark: self.dark, paper: !self.clear, scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_remembered() {
        for dark in [true, false] {
            for clear in [true, false] {
                for scale in SCALES {
                    let look = Look { dark, clear, scale };
                    assert_eq!(Look::read(&look.kept(), !dark), look);
                }
            }
        }
        assert_eq!(Look::read("", true), Look { dark: true, clear: false, scale: 2 });
        assert!(!Look::read("noise 9x", false).dark);
    }
}
