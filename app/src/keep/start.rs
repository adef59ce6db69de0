//! What the page starts with: the design in the address, else what this tab had open, else what was
//! last open in this browser, else the first example.

use std::sync::Arc;

use leptos::prelude::window;
use windtunnel_design::{Document, templates};

use super::desk::{Place, now_ms};
use super::entry::Entry;
use super::library;
use super::mode::Mode;
use super::share::{self, LinkError, View};
use super::storage::Browser;
use super::tab;

/// What the page starts with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The document to show.
    pub document: Document,
    /// Where it is kept, if it is.
    pub place: Place,
    /// What of it to show.
    pub view: View,
    /// What went wrong on the way, if anything.
    pub problem: Option<String>,
}

/// Does the address name an example, which must be here before the page can begin?
#[must_use]
pub fn needs_example() -> bool {
    share::names_example(&window().location().hash().unwrap_or_default())
}

/// What to start with in this mode.
#[must_use]
pub fn find(mode: Mode) -> Start {
    if mode == Mode::Edit {
        library::adopt(&Browser::Local, now_ms());
    }
    let mut problem = None;
    match share::open(&window().location().hash().unwrap_or_default()) {
        Some(Ok(link)) => return Start { view: link.view, ..loose(link.document) },
        Some(Err(error)) => problem = Some(bad_link(&error)),
        None => {}
    }
    if let Some(start) = as_before(&mut problem) {
        return Start { problem, ..start };
    }
    let last = library::last(&Browser::Local).and_then(|id| kept(&id, &mut problem));
    let first = || loose(templates::first());
    Start { problem, ..last.unwrap_or_else(first) }
}

fn loose(document: Document) -> Start {
    let same = Some(Arc::new(document.clone()));
    Start { document, place: Place { same, ..Place::default() }, ..Start::default() }
}

/// What this tab had open.
fn as_before(problem: &mut Option<String>) -> Option<Start> {
    let open = tab::read()?;
    let Some(id) = open.id else {
        let start = loose(open.document);
        // Its changes could not be kept; they are tried again.
        let place = if open.is_unkept { Place::default() } else { start.place };
        return Some(Start { place, ..start });
    };
    if open.is_unkept {
        // As it was known then: what another tab has written since is noticed.
        let place = Place { id: Some(id), mark: open.mark, same: None };
        return Some(Start { document: open.document, place, ..Start::default() });
    }
    kept(&id, problem)
}

/// A design of the library; one that cannot be opened stays there.
fn kept(id: &str, problem: &mut Option<String>) -> Option<Start> {
    let entry = library::entry(&Browser::Local, id)?;
    match entry.document() {
        Ok(document) => Some(of_entry(id, entry, document)),
        Err(error) => {
            let title = &entry.title;
            *problem = Some(format!(
                "“{title}” cannot be opened. {error} It is still in My designs, and can be saved \
                 to a file there."
            ));
            None
        }
    }
}

fn of_entry(id: &str, entry: Entry, document: Document) -> Start {
    let same = Some(Arc::new(document.clone()));
    let place = Place { id: Some(id.to_owned()), mark: Some(entry.mark), same };
    Start { document, place, ..Start::default() }
}

/// What to say of a link that does not open.
#[must_use]
pub fn bad_link(error: &LinkError) -> String {
    format!("The link cannot be opened: {error}. Ask for it again, or for a file.")
}
