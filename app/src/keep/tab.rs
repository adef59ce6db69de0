//! What this tab has open, in the tab's own storage: a reload finds it again, and so does the
//! notice after a crash (public/crash.js), even where nothing could be kept for good.

use windtunnel_design::{Document, file};

use super::entry::Mark;
use super::storage::{Browser, Shelf};

/// The open design as a file; public/crash.js reads it.
const WORK: &str = "windtunnel.work";
/// `kept`, or `unkept` where its last change is only here; then the number and the tab of the
/// writing that this tab knows, and the id of the design.
const PLACE: &str = "windtunnel.place";

/// What was open.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// Its id, if it is kept.
    pub id: Option<String>,
    /// The writing of it that this tab knew.
    pub mark: Option<Mark>,
    /// Is its last change only here?
    pub is_unkept: bool,
    /// The document.
    pub document: Document,
}

/// What was open in this tab before it was loaded again.
#[must_use]
pub fn read() -> Option<Open> {
    let place = Browser::Tab.read(PLACE)?;
    let mut words = place.splitn(4, ' ');
    let is_unkept = words.next()? == "unkept";
    let (number, tab) = (words.next()?.parse().ok()?, words.next()?.to_owned());
    let id = words.next().filter(|id| !id.is_empty()).map(str::to_owned);
    let mark = id.is_some().then_some(Mark { number, tab });
    let document = file::open(&Browser::Tab.read(WORK)?).ok()?;
    Some(Open { id, mark, is_unkept, document })
}

/// Remembers what is open. Where this fails nothing is worse than before.
pub fn write(id: Option<&str>, mark: Option<&Mark>, is_unkept: bool, document: &Document) {
    let word = if is_unkept { "unkept" } else { "kept" };
    let (number, tab) = mark.map_or((0, "-"), |mark| (mark.number, mark.tab.as_str()));
    let place = format!("{word} {number} {tab} {}", id.unwrap_or_default());
    Browser::Tab.write(PLACE, &place).ok();
    Browser::Tab.write(WORK, &file::save(document)).ok();
}

/// Forgets what is open.
pub fn forget() {
    Browser::Tab.remove(PLACE);
    Browser::Tab.remove(WORK);
}
