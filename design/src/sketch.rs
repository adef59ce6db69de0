//! What is drawn for people only: notes, frames and arrows. The simulator never sees it.

use serde::{Deserialize, Serialize};

use crate::document::{Point, is_default};

/// A note, a frame around parts, or an arrow between two places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// What it is.
    pub shape: Shape,
    /// A note's text, a frame's title, what stands at an arrow.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its top left corner; where an arrow starts.
    pub at: Point,
    /// From there to its opposite corner, or to an arrow's tip, which may lie in any direction.
    pub size: Size,
    /// Its colour.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tint: Tint,
    /// What lies over what, as of a node. Frames lie under links and nodes all the same.
    #[serde(default, skip_serializing_if = "is_default")]
    pub layer: i32,
    /// Gestures leave it alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub locked: bool,
}

/// Width and height in canvas units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// To the right.
    pub w: f64,
    /// Downwards.
    pub h: f64,
}

/// What a sketch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A text on a slip of paper.
    Note,
    /// A titled region; what stands in it moves with it.
    Frame,
    /// An arrow that carries nothing.
    Arrow,
}

/// The colour of a sketch; each theme has its own shade of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tint {
    /// The ink of the page.
    #[default]
    Plain,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Red.
    Red,
    /// Violet.
    Violet,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 3] = [Self::Note, Self::Frame, Self::Arrow];

    /// The word that documents use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Frame => "frame",
            Self::Arrow => "arrow",
        }
    }
}

impl Tint {
    /// All tints.
    pub const ALL: [Self; 6] =
        [Self::Plain, Self::Yellow, Self::Green, Self::Blue, Self::Red, Self::Violet];

    /// The word that documents use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::Violet => "violet",
        }
    }
}

impl Sketch {
    /// A sketch of this shape without a text.
    #[must_use]
    pub fn new(shape: Shape, at: Point, size: Size) -> Self {
        Self {
            shape,
            text: String::new(),
            at,
            size,
            tint: Tint::default(),
            layer: 0,
            locked: false,
        }
    }
}
