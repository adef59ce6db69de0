//! How pictures look, as a person chose it last.

use windtunnel_workers::study::protocol::PictureLook;

/// Pixels a canvas unit that are on offer.
pub const SCALES: [u32; 3] = [1, 2, 3];

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Light ink on dark paper?
    pub dark: bool,
    /// In high contrast?
    pub high: bool,
    /// Is the paper left out?
    pub clear: bool,
    /// Pixels a canvas unit, of a PNG.
    pub scale: u32,
}

impl Look {
    /// What was kept, in the words of [`kept`](Self::kept); what it does not say is as on the screen:
    /// is that dark, and in high contrast?
    #[must_use]
    pub fn read(kept: &str, screen: (bool, bool)) -> Self {
        let has = |word: &str| kept.split(' ').any(|it| it == word);
        let scale = SCALES.into_iter().find(|scale| has(&format!("{scale}x")));
        Self {
            dark: if has("light") { false } else { screen.0 || has("dark") },
            high: if has("usual") { false } else { screen.1 || has("high") },
            clear: has("clear"),
            scale: scale.unwrap_or(2),
        }
    }

    /// In words, to be kept.
    #[must_use]
    pub fn kept(self) -> String {
        let theme = if self.dark { "dark" } else { "light" };
        let contrast = if self.high { "high" } else { "usual" };
        let paper = if self.clear { "clear" } else { "paper" };
        format!("{theme} {contrast} {paper} {}x", self.scale)
    }

    /// For the worker, at so many pixels a unit.
    #[must_use]
    pub fn at(self, scale: f64) -> PictureLook {
        PictureLook { dark: self.dark, high: self.high, paper: !self.clear, scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_remembered() {
        for dark in [true, false] {
            for high in [true, false] {
                for clear in [true, false] {
                    for scale in SCALES {
                        let look = Look { dark, high, clear, scale };
                        assert_eq!(Look::read(&look.kept(), (!dark, !high)), look);
                    }
                }
            }
        }
        let of_screen = Look { dark: true, high: false, clear: false, scale: 2 };
        assert_eq!(Look::read("", (true, false)), of_screen);
        assert!(Look::read("dark paper 2x", (false, true)).high, "kept before there was a choice");
        assert!(!Look::read("noise 9x", (false, false)).dark);
    }
}
