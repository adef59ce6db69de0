//! What is going on.

use windtunnel_design::{Document, Point, Shape, connect};

use super::{Camera, Device, Fresh, Pixel, Rect, Selection};
use crate::core::bends;
use crate::core::moving::Moving;
use crate::core::thing::Thing;

/// What is going on.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing.
    #[default]
    Idle,
    /// A node or sketch is pressed: a click, or a drag to come.
    PointingThing {
        /// Who presses.
        hand: Hand,
        /// What.
        thing: Thing,
        /// Does a click toggle it in the selection?
        toggles: bool,
    },
    /// Things follow the pointer.
    Dragging {
        /// Who drags.
        hand: Hand,
        /// What was taken hold of: what snaps.
        grabbed: Thing,
        /// Where everything was.
        moving: Moving,
    },
    /// A handle is pressed.
    PointingGrip {
        /// Who presses.
        hand: Hand,
        /// Which.
        grip: Grip,
    },
    /// A corner or a bend follows the pointer.
    Pulling {
        /// Who pulls.
        hand: Hand,
        /// Which.
        grip: Grip,
    },
    /// The end of a link follows the pointer.
    Reconnecting {
        /// Who pulls.
        hand: Hand,
        /// The link.
        link: String,
        /// Which end.
        end: End,
        /// Where it is.
        at: Point,
        /// The node there, and why the end may not go there.
        over: Option<(String, Verdict)>,
    },
    /// The end of a link is chosen; the next click or Enter chooses its node.
    ClickReconnecting {
        /// The link.
        link: String,
        /// Which end.
        end: End,
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
    /// A link was dropped on empty paper: which node shall stand there?
    Offering {
        /// Node that it leaves.
        from: String,
        /// Where it was dropped.
        at: Point,
    },
    /// Empty paper, or a link, is pressed: a click, a marquee or a pan to come.
    PointingEmpty {
        /// Who presses.
        hand: Hand,
        /// The link that is pressed.
        link: Option<String>,
        /// Does it add to the selection?
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
    /// A new part or drawing is dragged in from the palette.
    Placing {
        /// Who drags.
        hand: Hand,
        /// What it will be.
        what: Fresh,
        /// Where it would stand; nothing while the pointer is off the canvas.
        at: Option<Point>,
    },
    /// The next press draws a note, frame or arrow.
    Armed {
        /// Which.
        shape: Shape,
    },
    /// A note, frame or arrow is being drawn.
    Sketching {
        /// Who draws.
        hand: Hand,
        /// Which.
        shape: Shape,
        /// From here.
        from: Point,
        /// To here; nothing before the pointer has moved.
        to: Option<Point>,
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

/// A handle of what is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grip {
    /// A corner of a note or frame, by id; an arrow's ends are its first and its last corner.
    Corner(String, Corner),
    /// A bend of a link, by its number.
    Bend(String, usize),
    /// The middle of a link's piece: pulled, it becomes the bend of this number.
    Piece(String, usize),
    /// An end of a link.
    End(String, End),
}

impl Grip {
    /// As it stands in the page.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Corner(id, corner) => format!("corner {} {id}", *corner as usize),
            Self::Bend(id, number) => format!("bend {number} {id}"),
            Self::Piece(id, number) => format!("piece {number} {id}"),
            Self::End(id, end) => format!("end {} {id}", *end as usize),
        }
    }

    /// From what stands in the page.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let (what, rest) = word.split_once(' ')?;
        let (number, id) = rest.split_once(' ')?;
        let (number, id) = (number.parse::<usize>().ok()?, id.to_owned());
        match what {
            "corner" => Some(Self::Corner(id, *Corner::ALL.get(number)?)),
            "bend" => Some(Self::Bend(id, number)),
            "piece" => Some(Self::Piece(id, number)),
            "end" => Some(Self::End(id, *[End::From, End::To].get(number)?)),
            _ => None,
        }
    }
}

/// A corner of a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Corner {
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

impl Corner {
    /// All four.
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomLeft, Self::BottomRight];
}

/// An end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At the node that it leaves.
    From,
    /// At the node that it enters.
    To,
}

/// May a link go there, and if not, why not?
pub type Verdict = Result<(), String>;

/// A link in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Node that it leaves.
    pub from: String,
    /// Where its loose end is; nothing before the pointer has moved.
    pub at: Option<Point>,
    /// The node under the loose end, and why the link may not go there.
    pub over: Option<(String, Verdict)>,
}

impl Draft {
    /// A link that starts here and goes nowhere yet.
    #[must_use]
    pub fn from(from: &str) -> Self {
        Self { from: from.to_owned(), at: None, over: None }
    }
}

/// What is being joined: a link from this node, or an end of a link that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Linking {
    /// A new link.
    New(String),
    /// The end of a link.
    Moved(String, End),
}

impl Linking {
    /// May it go to this node?
    ///
    /// # Errors
    /// Says why not.
    pub fn verdict(&self, document: &Document, node: &str) -> Verdict {
        match self {
            Self::New(from) => connect::propose(document, from, node),
            Self::Moved(link, end) => bends::reconnected(document, link, *end, node),
        }
        .map(drop)
        .map_err(|refusal| refusal.to_string())
    }

    /// The node at the end that stays where it is.
    #[must_use]
    pub fn fixed<'a>(&'a self, document: &'a Document) -> Option<&'a str> {
        match self {
            Self::New(from) => Some(from),
            Self::Moved(link, end) => document.links.get(link).map(|link| match end {
                End::From => link.to.as_str(),
                End::To => link.from.as_str(),
            }),
        }
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

    /// What is being joined.
    #[must_use]
    pub fn linking(&self) -> Option<Linking> {
        match self {
            Self::Reconnecting { link, end, .. } | Self::ClickReconnecting { link, end } => {
                Some(Linking::Moved(link.clone(), *end))
            }
            _ => self.connecting_from().map(|from| Linking::New(from.to_owned())),
        }
    }

    /// The loose end of what is being joined: where it is, and over which node.
    #[must_use]
    pub fn loose_end(&self) -> Option<(Point, Option<&(String, Verdict)>)> {
        match self {
            Self::Reconnecting { at, over, .. } => Some((*at, over.as_ref())),
            _ => self.draft().and_then(|draft| Some((draft.at?, draft.over.as_ref()))),
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
        matches!(self, Self::Dragging { .. } | Self::Pulling { .. })
    }

    /// The pressed pointer that it follows.
    #[must_use]
    pub fn hand(&self) -> Option<&Hand> {
        match self {
            Self::PointingThing { hand, .. }
            | Self::Dragging { hand, .. }
            | Self::PointingGrip { hand, .. }
            | Self::Pulling { hand, .. }
            | Self::Reconnecting { hand, .. }
            | Self::PointingPort { hand, .. }
            | Self::Connecting { hand, .. }
            | Self::PointingEmpty { hand, .. }
            | Self::Brushing { hand, .. }
            | Self::Panning { hand, .. }
            | Self::Placing { hand, .. }
            | Self::Sketching { hand, .. } => Some(hand),
            Self::Idle
            | Self::ClickConnecting { .. }
            | Self::ClickReconnecting { .. }
            | Self::Offering { .. }
            | Self::Pinching { .. }
            | Self::Armed { .. } => None,
        }
    }
}
