//! What happens to the tool, and what it wants done.

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, Shape, Size};

use super::{Camera, End, Grip, Pixel, Selection, Wheel};
use crate::core::geometry::{NODE_H, NODE_W};
use crate::core::sketching;

/// What presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Mouse or pen.
    Mouse,
    /// A finger.
    Touch,
}

impl Device {
    /// Pixels within which a press is still a click.
    #[must_use]
    pub fn slack(self) -> f64 {
        match self {
            Self::Mouse => 4.0,
            Self::Touch => 10.0,
        }
    }
}

/// Which button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The first: left, or a finger.
    Primary,
    /// Any other.
    Other,
}

/// What is under a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Nothing.
    Empty,
    /// A node.
    Node(String),
    /// The port of a node from which links start.
    Port(String),
    /// A link.
    Link(String),
    /// A note, frame or arrow.
    Sketch(String),
    /// A handle of what is selected.
    Grip(Grip),
}

/// Keys held during an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keys {
    /// Shift: add to the selection.
    pub shift: bool,
    /// Alt: drag a copy.
    pub alt: bool,
    /// Ctrl or Cmd: leave the grid; also what browsers say for a pinch on a trackpad.
    pub ctrl: bool,
}

/// What the palette has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// A node.
    Node(NodeKind),
    /// A note, frame or arrow of the usual size.
    Sketch(Shape),
}

impl Fresh {
    /// The size that it will have.
    #[must_use]
    pub fn size(self) -> Size {
        match self {
            Self::Node(_) => Size { w: NODE_W, h: NODE_H },
            Self::Sketch(shape) => sketching::usual_size(shape),
        }
    }
}

/// What happens to the tool.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A pointer comes down on the canvas.
    Down {
        /// Its id.
        pointer: i32,
        /// What it is.
        device: Device,
        /// Which button.
        button: Button,
        /// Where.
        at: Pixel,
        /// On what.
        target: Target,
        /// With which keys.
        keys: Keys,
    },
    /// A pointer moves.
    Move {
        /// Its id.
        pointer: i32,
        /// Where it is.
        at: Pixel,
        /// Is any of its buttons pressed?
        pressed: bool,
        /// With which keys.
        keys: Keys,
    },
    /// A pointer goes up.
    Up {
        /// Its id.
        pointer: i32,
        /// Where.
        at: Pixel,
        /// With which keys.
        keys: Keys,
    },
    /// A pointer is taken away by the browser or the system.
    Lost {
        /// Its id.
        pointer: i32,
    },
    /// A finger has been down for half a second.
    Held {
        /// Its id.
        pointer: i32,
    },
    /// Two clicks on the same thing.
    Twice(Target),
    /// The wheel turns.
    Wheel(Wheel),
    /// The Escape key.
    Escape,
    /// The space bar goes down or up.
    Space(bool),
    /// Enter on a node.
    Activate(String),
    /// Enter elsewhere on the canvas.
    Enter,
    /// Start a link from this node without a pointer.
    ConnectFrom(String),
    /// Move this end of a link without a pointer.
    TakeEnd(String, End),
    /// The next press draws this; nothing takes that back.
    Arm(Option<Shape>),
    /// Presses add to the selection from now on, or do not.
    Many(bool),
    /// The node at the end of a link that was dropped on empty paper.
    Choose(NodeKind),
    /// A part or a drawing is being dragged in from the palette.
    DragIn {
        /// What it will be.
        what: Fresh,
        /// The pointer that drags.
        pointer: i32,
        /// What it is.
        device: Device,
        /// Where it came down.
        at: Pixel,
    },
}

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open an undo step.
    Begin(&'static str),
    /// Carry out a command, within the open step or as one of its own.
    Run(&'static str, Command),
    /// Close the step.
    Commit,
    /// Close the step and take it back.
    Cancel,
    /// Select this.
    Select(Selection),
    /// Look here.
    Look(Camera),
    /// Keep this pointer's events, wherever it goes.
    Capture(i32),
    /// Put the keyboard's focus on this node.
    Focus(String),
    /// Write the text of this.
    Edit(Target),
    /// Open the menu of what is here.
    Menu(Pixel, Target),
    /// Say this: information.
    Tell(String),
    /// Say this: it could not be done.
    Refuse(String),
}
