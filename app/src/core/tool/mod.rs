//! The tool: what pointers and keys mean on the canvas, as a pure state machine.
//!
//! `step(tool, event, view)` gives the next tool and the effects to carry out, in their order. A
//! state owns only what its gesture needs. Everything that changes the document is a command within
//! one undo step; places are counted from where the gesture began, so nothing drifts.

mod step;
#[cfg(test)]
mod tests;
mod wheel;

use std::collections::BTreeMap;

use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::{Command, Document, Point, connect};

use super::camera::{Camera, Pixel};
use super::geometry::Rect;
use super::selection::Selection;

pub(super) use step::place;
pub use step::step;
pub use wheel::{Wheel, WheelUse};

/// The tool with all that it remembers between events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tool {
    /// What is going on.
    pub state: State,
    /// Is the space bar held? Then any drag pans.
    pub space: bool,
    /// Fingers on the canvas.
    touches: BTreeMap<i32, Pixel>,
    /// What the wheel is being used for, and when it last turned, in milliseconds.
    wheel: Option<(WheelUse, f64)>,
}

/// What is going on.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing.
    #[default]
    Idle,
    /// A node is pressed: a click, or a drag to come.
    PointingNode {
        /// Who presses.
        hand: Hand,
        /// The node.
        id: String,
        /// Does a click toggle it in the selection?
        toggles: bool,
    },
    /// Nodes follow the pointer.
    Dragging {
        /// Who drags.
        hand: Hand,
        /// The node that was taken hold of: the one that snaps.
        grabbed: String,
        /// Where the nodes were.
        origins: Vec<(String, Point)>,
    },
    /// A port is pressed: a click, or a link to be drawn.
    PointingPort {
        /// Who presses.
        hand: Hand,
        /// The port's node.
        from: String,
    },
    /// A link follows the pressed pointer.
    Connecting {
        /// Who draws.
        hand: Hand,
        /// The link so far.
        draft: Draft,
    },
    /// A source is chosen; the next click or Enter chooses the target.
    ClickConnecting {
        /// The link so far.
        draft: Draft,
    },
    /// Empty paper, or a link, is pressed: a click, a marquee or a pan to come.
    PointingEmpty {
        /// Who presses.
        hand: Hand,
        /// The link that is pressed.
        link: Option<String>,
        /// Is shift held?
        adds: bool,
        /// The source of a link that is being made by clicks.
        connecting: Option<String>,
    },
    /// A marquee selects what it touches.
    Brushing {
        /// Who draws it.
        hand: Hand,
        /// Corner at the pointer.
        corner: Point,
        /// What was selected before.
        before: Selection,
        /// Does it add to that?
        adds: bool,
    },
    /// The paper follows the pointer.
    Panning {
        /// Who pulls.
        hand: Hand,
        /// The source of a link that is being made by clicks.
        connecting: Option<String>,
    },
    /// Two fingers move and zoom the paper.
    Pinching {
        /// The fingers, and where they came down.
        fingers: [(i32, Pixel); 2],
        /// The camera then.
        camera: Camera,
        /// The source of a link that is being made by clicks.
        connecting: Option<String>,
    },
    /// A new node is dragged in from the palette.
    PlacingNode {
        /// Who drags.
        hand: Hand,
        /// What it will be.
        kind: NodeKind,
        /// Where it would stand; nothing while the pointer is off the canvas.
        at: Option<Point>,
    },
}

/// A pressed pointer at the start of its gesture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// The pointer's id.
    pub pointer: i32,
    /// Where it came down.
    pub start: Pixel,
    /// The camera then.
    pub camera: Camera,
    /// What it is.
    pub device: Device,
}

impl Hand {
    /// Has it gone further than a hand trembles?
    #[must_use]
    pub fn has_moved(&self, to: Pixel) -> bool {
        self.start.distance(to) > self.device.slack()
    }
}

/// A link in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Node that it leaves.
    pub from: String,
    /// Where its loose end is; nothing before the pointer has moved.
    pub at: Option<Point>,
    /// The node under the loose end, and why the link may not go there.
    pub over: Option<(String, Result<(), String>)>,
}

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
}

/// Keys held during an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keys {
    /// Shift: add to the selection.
    pub shift: bool,
    /// Alt: leave the grid.
    pub alt: bool,
    /// Ctrl or Cmd; also what browsers say for a pinch on a trackpad.
    pub ctrl: bool,
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
    /// The wheel turns.
    Wheel(Wheel),
    /// The Escape key.
    Escape,
    /// The space bar goes down or up.
    Space(bool),
    /// Enter on a node.
    Activate(String),
    /// Start a link from this node without a pointer.
    ConnectFrom(String),
    /// A node is being dragged in from the palette.
    DragIn {
        /// What it will be.
        kind: NodeKind,
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
    /// Open the menu of what is here.
    Menu(Pixel, Target),
    /// Say this: information.
    Tell(String),
    /// Say this: it could not be done.
    Refuse(String),
}

/// What the tool can see.
#[derive(Debug, Clone, Copy)]
pub struct EditorView<'a> {
    /// The document as it stands.
    pub document: &'a Document,
    /// What is selected.
    pub selection: &'a Selection,
    /// Where the canvas looks.
    pub camera: Camera,
    /// Size of the canvas in pixels.
    pub viewport: (f64, f64),
}

impl EditorView<'_> {
    /// The topmost node within `slop` pixels of a point.
    #[must_use]
    pub fn node_at(&self, point: Point, slop: f64) -> Option<&str> {
        let slop = slop / self.camera.zoom;
        let hit = |slop: f64| {
            let mut hits = self
                .document
                .nodes
                .iter()
                .filter(|(_, node)| Rect::node(node.at).contains(point, slop));
            hits.next_back().map(|(id, _)| id.as_str())
        };
        hit(0.0).or_else(|| hit(slop))
    }

    /// Is the pixel on the canvas?
    #[must_use]
    pub fn shows(&self, pixel: Pixel) -> bool {
        pixel.x >= 0.0 && pixel.y >= 0.0 && pixel.x <= self.viewport.0 && pixel.y <= self.viewport.1
    }

    /// A link from this node, its loose end here.
    #[must_use]
    pub fn draft(&self, from: &str, at: Point, device: Device) -> Draft {
        let over = self.node_at(at, device.slack() * 2.0).map(|to| {
            let verdict = connect::propose(self.document, from, to)
                .map(drop)
                .map_err(|refusal| refusal.to_string());
            (to.to_owned(), verdict)
        });
        // Hovering over its own node says nothing until the link leaves it.
        let over = over.filter(|(to, _)| to != from);
        Draft { from: from.to_owned(), at: Some(at), over }
    }
}

impl Draft {
    /// A link that starts here and goes nowhere yet.
    #[must_use]
    pub fn from(from: &str) -> Self {
        Self { from: from.to_owned(), at: None, over: None }
    }
}

impl State {
    /// The link in the making, if there is one.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Connecting { draft, .. } | Self::ClickConnecting { draft } => Some(draft),
            _ => None,
        }
    }

    /// The source of the link in the making, also while the paper is moved meanwhile.
    #[must_use]
    pub fn connecting_from(&self) -> Option<&str> {
        match self {
            Self::PointingEmpty { connecting, .. }
            | Self::Panning { connecting, .. }
            | Self::Pinching { connecting, .. } => connecting.as_deref(),
            _ => self.draft().map(|draft| draft.from.as_str()),
        }
    }

    /// The marquee, if one is being drawn.
    #[must_use]
    pub fn marquee(&self) -> Option<Rect> {
        match self {
            Self::Brushing { hand, corner, .. } => {
                Some(Rect::between(hand.camera.to_canvas(hand.start), *corner))
            }
            _ => None,
        }
    }

    /// Is a gesture on the document open, so that undo must wait?
    #[must_use]
    pub fn holds_document(&self) -> bool {
        matches!(self, Self::Dragging { .. })
    }
}
