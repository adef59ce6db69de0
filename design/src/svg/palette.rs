//! The colours of pictures: those of the screen's style sheet, written out, since a picture must
//! look the same wherever it is put.

use windtunnel_sim::model::LinkKind;

use crate::sketch::Tint;

/// Light or dark, as usual or in high contrast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
    /// Black on white.
    HighLight,
    /// White on black.
    HighDark,
}

impl Theme {
    /// The theme of this side, as usual or in high contrast.
    #[must_use]
    pub const fn of(dark: bool, high: bool) -> Self {
        match (dark, high) {
            (false, false) => Self::Light,
            (true, false) => Self::Dark,
            (false, true) => Self::HighLight,
            (true, true) => Self::HighDark,
        }
    }
}

/// The colours of a theme, as the style sheet names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the custom property of its name")]
pub struct Palette {
    pub paper: &'static str,
    pub surface: &'static str,
    pub ink: &'static str,
    pub ink_soft: &'static str,
    pub line: &'static str,
    pub line_strong: &'static str,
    pub stream: &'static str,
    pub feedback: &'static str,
    pub control: &'static str,
    pub waiting: &'static str,
    pub healthy: &'static str,
    pub accent: &'static str,
    pub failed: &'static str,
    pub rival_nothing: &'static str,
}

impl Palette {
    /// The colours of this theme.
    #[must_use]
    pub const fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self {
                paper: "#f6f3ec",
                surface: "#fdfcf8",
                ink: "#211f1a",
                ink_soft: "#5a554a",
                line: "#d8d2c3",
                line_strong: "#837c6c",
                stream: "#386994",
                feedback: "#6b6178",
                control: "#7d5a2a",
                waiting: "#8a5a00",
                healthy: "#2b6e46",
                accent: "#1c5d84",
                failed: "#b01f2b",
                rival_nothing: "#6b6178",
            },
            Theme::Dark => Self {
                paper: "#16181b",
                surface: "#1d2024",
                ink: "#ece9e2",
                ink_soft: "#b3afa4",
                line: "#353a41",
                line_strong: "#7f858e",
                stream: "#8fb4d9",
                feedback: "#b5a8c9",
                control: "#d2a96d",
                waiting: "#e0ae55",
                healthy: "#7cc796",
                accent: "#7cbfe6",
                failed: "#ff8f8b",
                rival_nothing: "#b5a8c9",
            },
            Theme::HighLight => Self {
                paper: "#ffffff",
                surface: "#ffffff",
                ink: "#000000",
                ink_soft: "#1f1f1f",
                line: "#767676",
                line_strong: "#000000",
                stream: "#1b4a78",
                feedback: "#423751",
                control: "#523712",
                waiting: "#5c3b00",
                healthy: "#0a4d24",
                accent: "#003a63",
                failed: "#8a0010",
                rival_nothing: "#423751",
            },
            Theme::HighDark => Self {
                paper: "#000000",
                surface: "#000000",
                ink: "#ffffff",
                ink_soft: "#e8e8e8",
                line: "#8c8c8c",
                line_strong: "#ffffff",
                stream: "#b5d3f5",
                feedback: "#d6caea",
                control: "#f0cf9c",
                waiting: "#ffd27a",
                healthy: "#98e8b2",
                accent: "#a5dcff",
                failed: "#ffb3b0",
                rival_nothing: "#d6caea",
            },
        }
    }

    /// The colour of a link.
    pub(super) const fn link(&self, kind: LinkKind) -> &'static str {
        match kind {
            LinkKind::Call => self.line_strong,
            LinkKind::Stream => self.stream,
            LinkKind::Feedback => self.feedback,
            LinkKind::Control => self.control,
        }
    }

    /// The colour of a note, frame or arrow.
    pub(super) const fn tint(&self, tint: Tint) -> &'static str {
        match tint {
            Tint::Plain => self.ink_soft,
            Tint::Yellow => self.waiting,
            Tint::Green => self.healthy,
            Tint::Blue => self.accent,
            Tint::Red => self.failed,
            Tint::Violet => self.rival_nothing,
        }
    }

    /// All colours by the names that the style sheet has for them.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &'static str); 14] {
        [
            ("paper", self.paper),
            ("surface", self.surface),
            ("ink", self.ink),
            ("ink-soft", self.ink_soft),
            ("line", self.line),
            ("line-strong", self.line_strong),
            ("stream", self.stream),
            ("feedback", self.feedback),
            ("control", self.control),
            ("waiting", self.waiting),
            ("healthy", self.healthy),
            ("accent", self.accent),
            ("failed", self.failed),
            ("rival-nothing", self.rival_nothing),
        ]
    }
}
