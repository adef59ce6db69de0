//! Links that hold a whole design in their fragment, which browsers never send to a server.
//!
//! `#w2=` and the [`body`] of the design; `#template=` and the name of an example, where the design
//! is one. After a `~` may follow what the sender looked at. The file inside has a schema of its
//! own, so links age as files do. Links that begin with `#w1=` are older: packed without knowing
//! the words that designs have in common.

use windtunnel_design::{Document, Point, limits, number, templates};

use super::body::{self, BodyError, Effort};
use crate::annex;
use crate::core::camera::Camera;
use crate::core::selection::Selection;
use crate::store::DockTab;

const DESIGN: &str = "#w2=";
const OLD_DESIGN: &str = "#w1=";
const TEMPLATE: &str = "#template=";
const VIEW: char = '~';
/// Between what is selected.
const ALSO: char = '.';

/// Longest link that chat programs pass on whole.
pub const CHAT_LIMIT: usize = 2_000;

/// Most characters that say what is selected.
const MAX_SELECTED: usize = 120;

/// Why a link could not be opened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// No such example.
    #[error("there is no example called “{0}”")]
    NoTemplate(String),
    /// What is in it is not a design.
    #[error("{0}")]
    Body(#[from] BodyError),
}

/// What a link holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The design; its seed is in its run settings.
    pub document: Document,
    /// What the sender looked at; the whole design otherwise.
    pub view: View,
}

/// What a person looks at, whatever the size of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// Middle and width of the part of the canvas, in canvas units; all of it otherwise.
    pub part: Option<(Point, f64)>,
    /// What the dock shows, if it is open.
    pub dock: Option<DockTab>,
    /// What is selected, as far as a link has room for it.
    pub selected: Selection,
}

const TABS: [(DockTab, &str); 4] = [
    (DockTab::Charts, "charts"),
    (DockTab::Life, "life"),
    (DockTab::Decisions, "decisions"),
    (DockTab::Outlook, "outlook"),
];

impl View {
    /// The part of the canvas that a camera shows.
    #[must_use]
    pub fn seen(camera: Camera, viewport: (f64, f64)) -> (Point, f64) {
        let (w, h) = (viewport.0 / camera.zoom, viewport.1 / camera.zoom);
        (Point { x: camera.x + w / 2.0, y: camera.y + h / 2.0 }, w)
    }

    /// The camera that shows that part in this viewport.
    #[must_use]
    pub fn camera(part: (Point, f64), viewport: (f64, f64)) -> Camera {
        let (middle, w) = part;
        let (low, high) = crate::core::camera::ZOOM_RANGE;
        let zoom = (viewport.0 / w).clamp(low, high);
        let (w, h) = (viewport.0 / zoom, viewport.1 / zoom);
        Camera { x: middle.x - w / 2.0, y: middle.y - h / 2.0, zoom }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if let Some((middle, w)) = self.part {
            text = format!("{VIEW}{:.0}_{:.0}_{w:.0}", middle.x, middle.y);
        }
        if let Some((_, word)) = TABS.iter().find(|(tab, _)| Some(*tab) == self.dock) {
            text.push(VIEW);
            text.push_str(word);
        }
        text + &selected_text(&self.selected)
    }

    /// What is not understood is left out: the design matters more.
    fn read<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut view = Self::default();
        for word in words {
            if let Some((tab, _)) = TABS.iter().find(|(_, known)| *known == word) {
                view.dock = Some(*tab);
            } else if !read_selected(word, &mut view.selected) {
                view.part = read_part(word).or(view.part);
            }
        }
        view
    }
}

fn read_part(word: &str) -> Option<(Point, f64)> {
    let mut numbers = word.splitn(3, '_').map(number::parse);
    let mut next = || numbers.next()?;
    let (middle, w) = (Point { x: next()?, y: next()? }, next()?);
    (limits::place(middle).is_ok() && w.is_finite() && w >= 1.0).then_some((middle, w))
}

/// A word a kind: its letter, and ids. Ids that an address would have to spell out are left out.
fn selected_text(selected: &Selection) -> String {
    let plain = |id: &&String| id.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    let mut text = String::new();
    for (letter, ids) in [("n", &selected.nodes), ("l", &selected.links), ("s", &selected.sketches)]
    {
        let mut begun = false;
        for id in ids.iter().filter(plain) {
            let head = if begun { String::new() } else { format!("{VIEW}{letter}") };
            if text.len() + head.len() + 1 + id.len() <= MAX_SELECTED {
                text += &format!("{head}{ALSO}{id}");
                begun = true;
            }
        }
    }
    text
}

/// Takes in the ids of a word; `false` if it is about something else.
fn read_selected(word: &str, selected: &mut Selection) -> bool {
    let mut ids = word.split(ALSO).map(str::to_owned);
    let into = match ids.next().as_deref() {
        Some("n") => &mut selected.nodes,
        Some("l") => &mut selected.links,
        Some("s") => &mut selected.sketches,
        _ => return false,
    };
    into.extend(ids);
    true
}

/// The fragment for a document.
#[must_use]
pub fn fragment(document: &Document, view: &View) -> String {
    let is_it = |id: &str| annex::example(id).is_some_and(|example| example == *document);
    let example = templates::all().iter().find(|template| is_it(template.id));
    let what = match example {
        Some(template) => format!("{TEMPLATE}{}", template.id),
        None => format!("{DESIGN}{}", body::pack(document, Effort::Small)),
    };
    what + &view.text()
}

/// Does a fragment name an example, other than the first, rather than hold a design?
#[must_use]
pub fn names_example(fragment: &str) -> bool {
    let what = fragment.split(VIEW).next().and_then(|what| what.strip_prefix(TEMPLATE));
    what.is_some_and(|id| id != templates::FIRST)
}

/// What a fragment holds; `None` where it is not one of ours.
#[must_use]
pub fn open(fragment: &str) -> Option<Result<Link, LinkError>> {
    let mut words = fragment.split(VIEW);
    let what = words.next().unwrap_or_default();
    let document = if let Some(id) = what.strip_prefix(TEMPLATE) {
        annex::example(id).ok_or_else(|| LinkError::NoTemplate(id.to_owned()))
    } else if let Some(text) = what.strip_prefix(OLD_DESIGN) {
        body::unpack_first(text).map_err(LinkError::Body)
    } else {
        body::unpack(what.strip_prefix(DESIGN)?).map_err(LinkError::Body)
    };
    Some(document.map(|document| {
        let mut view = View::read(words);
        view.selected.forget_missing(&document);
        Link { document, view }
    }))
}

#[cfg(test)]
#[path = "share_tests.rs"]
mod tests;
