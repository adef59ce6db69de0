//! The designs kept in this browser. Each lies under a key of its own, so that tabs writing
//! different designs never meet, and there is no list that could be out of step.

use windtunnel_design::{Document, file, limits};

use super::entry::{Entry, Mark};
use super::storage::{OURS, Refused, Shelf};
use super::versions;

/// Where designs lie, by id.
pub const DESIGN: &str = "windtunnel.design.";
/// Where deleted designs wait for being brought back, by id.
pub const DELETED: &str = "windtunnel.deleted.";
/// Id of the design that was last open in any tab.
const LAST: &str = "windtunnel.last";
/// Where earlier versions of the page kept the one design, and the one before it.
const EARLIER: [(&str, &str); 2] =
    [("windtunnel.work", "Work of an earlier visit"), ("windtunnel.previous", "Previous work")];

/// So many deleted designs can be brought back.
const MOST_DELETED: usize = 10;

/// Why a design was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unkept {
    /// The storage refuses.
    Refused(Refused),
    /// Another tab has written it since, or deleted it.
    Changed,
}

/// All designs with their ids, the newest first.
#[must_use]
pub fn list(shelf: &dyn Shelf) -> Vec<(String, Entry)> {
    under(shelf, DESIGN)
}

/// The deleted designs that can be brought back, the newest first.
#[must_use]
pub fn deleted(shelf: &dyn Shelf) -> Vec<(String, Entry)> {
    under(shelf, DELETED)
}

fn under(shelf: &dyn Shelf, start: &str) -> Vec<(String, Entry)> {
    let keys = shelf.keys(start);
    let entry = |key: &String| {
        let entry = Entry::read(&shelf.read(key)?)?;
        Some((key[start.len()..].to_owned(), entry))
    };
    let mut all: Vec<_> = keys.iter().filter_map(entry).collect();
    all.sort_by(|(_, a), (_, b)| b.changed_ms.total_cmp(&a.changed_ms));
    all
}

/// The design of this id.
#[must_use]
pub fn entry(shelf: &dyn Shelf, id: &str) -> Option<Entry> {
    Entry::read(&shelf.read(&key(id))?)
}

/// The key of a design.
#[must_use]
pub fn key(id: &str) -> String {
    format!("{DESIGN}{id}")
}

/// Keeps a document under an id: a new design where `last` is `None`, else only if nobody else has
/// written it since that mark.
///
/// # Errors
/// Says why it was not kept. Where there was no room, deleted designs and then old versions that
/// nobody named have made some.
pub fn save(
    shelf: &dyn Shelf,
    id: &str,
    document: &Document,
    last: Option<&Mark>,
    tab: &str,
    now_ms: f64,
) -> Result<Mark, Unkept> {
    let before = entry(shelf, id);
    if before.as_ref().map(|entry| &entry.mark) != last {
        return Err(Unkept::Changed);
    }
    let created_ms = before.map_or(now_ms, |entry| entry.created_ms);
    let mark = Mark { number: last.map_or(0, |mark| mark.number) + 1, tab: tab.to_owned() };
    let text = Entry::new(document, created_ms, now_ms, mark.clone()).text();
    write(shelf, &key(id), &text).map_err(Unkept::Refused)?;
    Ok(mark)
}

/// Writes, and makes room first if there is none.
pub fn write(shelf: &dyn Shelf, key: &str, text: &str) -> Result<(), Refused> {
    loop {
        let outcome = shelf.write(key, text);
        let is_full = outcome == Err(Refused::Full);
        if !is_full || !(forget_oldest_deleted(shelf, 0) || versions::forget_oldest(shelf)) {
            return outcome;
        }
    }
}

/// A design with these bytes, if there already is one: a file opened twice is one design.
#[must_use]
pub fn same(shelf: &dyn Shelf, document: &Document) -> Option<String> {
    let new = Entry::new(document, 0.0, 0.0, Mark::default());
    list(shelf).into_iter().find(|(_, entry)| entry.body == new.body).map(|(id, _)| id)
}

/// Gives a design another title, by a writing of its own: a tab that has it open follows.
///
/// # Errors
/// Says why not; it is as it was then.
pub fn rename(
    shelf: &dyn Shelf,
    id: &str,
    title: &str,
    tab: &str,
    now_ms: f64,
) -> Result<(), Unkept> {
    let Some(entry) = entry(shelf, id) else { return Err(Unkept::Changed) };
    let Ok(mut document) = entry.document() else { return Err(Unkept::Changed) };
    title.clone_into(&mut document.title);
    save(shelf, id, &document, Some(&entry.mark), tab, now_ms).map(drop)
}

/// Another design like this one.
///
/// # Errors
/// Says why there was no room for it.
pub fn duplicate(shelf: &dyn Shelf, id: &str, new: &str, now_ms: f64) -> Result<(), Refused> {
    let Some(entry) = entry(shelf, id) else { return Ok(()) };
    let text = match entry.document() {
        Ok(mut document) => {
            document.title = copy_title(&document.title);
            Entry::new(&document, now_ms, now_ms, Mark::default()).text()
        }
        Err(_reason) => Entry { created_ms: now_ms, changed_ms: now_ms, ..entry }.text(),
    };
    write(shelf, &key(new), &text)
}

/// The title of a copy; a title of the greatest length stays as it is.
#[must_use]
pub fn copy_title(title: &str) -> String {
    let longer = format!("{title} (copy)");
    if limits::text(&longer).is_ok() { longer } else { title.to_owned() }
}

/// Deletes a design; it can be brought back until others have been deleted after it.
///
/// # Errors
/// Says why it could not be put where it can be brought back from; it is there still.
pub fn delete(shelf: &dyn Shelf, id: &str, now_ms: f64) -> Result<(), Refused> {
    if let Some(entry) = entry(shelf, id) {
        // The time of its deletion says which of them is the oldest.
        let text = Entry { changed_ms: now_ms, ..entry }.text();
        let key = key(id);
        let kept = shelf.read(&key);
        // Moved, not copied: a full shelf has no room for two.
        shelf.remove(&key);
        if let Err(refused) = shelf.write(&format!("{DELETED}{id}"), &text) {
            if let Some(kept) = kept {
                shelf.write(&key, &kept)?;
            }
            return Err(refused);
        }
        forget_oldest_deleted(shelf, MOST_DELETED);
    }
    Ok(())
}

/// Brings a deleted design back.
///
/// # Errors
/// Says why not; it can still be brought back.
pub fn bring_back(shelf: &dyn Shelf, id: &str) -> Result<(), Refused> {
    let from = format!("{DELETED}{id}");
    if let Some(text) = shelf.read(&from) {
        shelf.remove(&from);
        if let Err(refused) = shelf.write(&key(id), &text) {
            shelf.write(&from, &text)?;
            return Err(refused);
        }
    }
    Ok(())
}

/// Forgets deleted designs, the oldest first, until so many are left. Was there one to forget?
fn forget_oldest_deleted(shelf: &dyn Shelf, left: usize) -> bool {
    let all = deleted(shelf);
    for (id, _) in all.iter().skip(left) {
        shelf.remove(&format!("{DELETED}{id}"));
        versions::forget_all(shelf, id);
    }
    all.len() > left
}

/// The design that was last open.
#[must_use]
pub fn last(shelf: &dyn Shelf) -> Option<String> {
    shelf.read(LAST)
}

/// Remembers which design is open.
pub fn set_last(shelf: &dyn Shelf, id: &str) {
    // Without it the next visit begins with the newest design.
    shelf.write(LAST, id).ok();
}

/// Makes designs of what earlier versions of the page kept. What cannot be opened is kept as it is.
/// An earlier key is given up only once its design is kept.
pub fn adopt(shelf: &dyn Shelf, now_ms: f64) {
    for (at, (earlier, title)) in EARLIER.into_iter().enumerate() {
        let Some(text) = shelf.read(earlier) else { continue };
        // The work is newer than what was open before it.
        let now_ms = now_ms - at as f64;
        let entry = match file::open(&text) {
            Ok(document) => Entry::new(&document, now_ms, now_ms, Mark::default()),
            Err(_reason) => Entry::unread(&text, title, now_ms),
        };
        let id = format!("earlier-{now_ms:.0}");
        // Packed it is smaller, so there is room once the plain text is gone.
        shelf.remove(earlier);
        if shelf.write(&key(&id), &entry.text()).is_err() {
            shelf.write(earlier, &text).ok();
        } else if at == 0 {
            set_last(shelf, &id);
        }
    }
}

/// Letters that lie in this browser's storage.
#[must_use]
pub fn used(shelf: &dyn Shelf) -> usize {
    let keys = shelf.keys(OURS);
    keys.iter().map(|key| key.len() + shelf.read(key).map_or(0, |text| text.len())).sum()
}

/// Forgets everything.
pub fn erase(shelf: &dyn Shelf) {
    for key in shelf.keys(OURS) {
        shelf.remove(&key);
    }
}

#[cfg(test)]
#[path = "library_tests.rs"]
mod tests;
