//! What a design was before: snapshots under keys of their own, thinner with age.

use windtunnel_design::{Document, RecordKey, number};

use super::body::{self, BodyError, Effort};
use super::entry::one_line;
use super::storage::{Refused, Shelf};

/// Where versions lie, by design and time.
const VERSION: &str = "windtunnel.version.";

/// Versions that nobody named: all of the newest, then one an hour, a day, a week.
const NEWEST: usize = 8;
/// So many at most, named ones aside.
const MOST: usize = 30;
/// So many named ones.
const MOST_NAMED: usize = 30;

const HOUR_MS: f64 = 3_600_000.0;
const DAY_MS: f64 = 24.0 * HOUR_MS;

/// Why there is a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// As it was when it was opened.
    Opened,
    /// It went out, as a file or a link.
    Sent,
    /// After a while of work.
    Worked,
    /// Before something replaced it whole.
    Before,
    /// A person named it.
    Named(String),
}

impl Why {
    fn word(&self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Sent => "sent",
            Self::Worked => "worked",
            Self::Before => "before",
            Self::Named(_) => "named",
        }
    }

    fn read(word: &str, name: &str) -> Self {
        match word {
            "opened" => Self::Opened,
            "sent" => Self::Sent,
            "before" => Self::Before,
            "named" => Self::Named(name.to_owned()),
            _ => Self::Worked,
        }
    }
}

/// A version of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Real time in milliseconds since 1970; also its name among the versions of a design.
    pub at_ms: f64,
    /// Why it is there.
    pub why: Why,
    body: String,
}

impl Version {
    /// The design as it was.
    ///
    /// # Errors
    /// Says why it cannot be opened.
    pub fn document(&self) -> Result<Document, BodyError> {
        body::unpack(&self.body)
    }

    fn read(key: &str, text: &str) -> Option<Self> {
        let at_ms = number::parse(key.rsplit('.').next()?)?;
        let mut lines = text.splitn(3, '\n');
        let (word, name) = (lines.next()?, lines.next()?);
        Some(Self { at_ms, why: Why::read(word, name), body: lines.next()?.to_owned() })
    }
}

fn start(design: &str) -> String {
    format!("{VERSION}{design}.")
}

/// Versions of a design, the newest first.
#[must_use]
pub fn list(shelf: &dyn Shelf, design: &str) -> Vec<Version> {
    let keys = shelf.keys(&start(design));
    let mut all: Vec<_> =
        keys.iter().filter_map(|key| Version::read(key, &shelf.read(key)?)).collect();
    all.sort_by(|a, b| b.at_ms.total_cmp(&a.at_ms));
    all
}

/// Keeps a version, unless the newest is the same and there is no name to give; then thins what has
/// become old. Returns whether there is a new one.
///
/// # Errors
/// Says why it could not be kept.
pub fn add(
    shelf: &dyn Shelf,
    design: &str,
    document: &Document,
    why: &Why,
    now_ms: f64,
) -> Result<bool, Refused> {
    let body = body::pack(document, Effort::Quick);
    let all = list(shelf, design);
    let newest = all.first();
    let name = if let Why::Named(name) = why { one_line(name) } else { String::new() };
    if name.is_empty() && newest.is_some_and(|newest| newest.body == body) {
        return Ok(false);
    }
    // Two in one millisecond must not lie under one key.
    let at_ms = newest.map_or(now_ms, |newest| now_ms.max(newest.at_ms + 1.0));
    let key = format!("{}{at_ms:.0}", start(design));
    super::library::write(shelf, &key, &format!("{}\n{name}\n{body}", why.word()))?;
    for at_ms in too_many(&list(shelf, design), now_ms) {
        shelf.remove(&format!("{}{at_ms:.0}", start(design)));
    }
    Ok(true)
}

/// Times of the versions to forget, of a list with the newest first.
fn too_many(all: &[Version], now_ms: f64) -> Vec<f64> {
    let (named, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|version| matches!(version.why, Why::Named(_)));
    let mut forget: Vec<f64> = named.iter().skip(MOST_NAMED).map(|version| version.at_ms).collect();
    let mut kept = 0;
    // The age of what was kept last; going back in time, the next is an hour or more older.
    let mut last_ms = f64::INFINITY;
    for (at, version) in others.iter().enumerate() {
        let age_ms = now_ms - version.at_ms;
        let gap_ms = match age_ms {
            age if age < DAY_MS => HOUR_MS,
            age if age < 30.0 * DAY_MS => DAY_MS,
            _ => 7.0 * DAY_MS,
        };
        if kept < MOST && (at < NEWEST || last_ms - version.at_ms >= gap_ms) {
            kept += 1;
            last_ms = version.at_ms;
        } else {
            forget.push(version.at_ms);
        }
    }
    forget
}

/// Forgets the oldest version of any design that nobody named. Was there one?
pub fn forget_oldest(shelf: &dyn Shelf) -> bool {
    let keys = shelf.keys(VERSION);
    let unnamed = keys.iter().filter_map(|key| {
        let version = Version::read(key, &shelf.read(key)?)?;
        (!matches!(version.why, Why::Named(_))).then_some((key, version.at_ms))
    });
    let oldest = unnamed.min_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((key, _)) = oldest {
        shelf.remove(key);
    }
    oldest.is_some()
}

/// Forgets all versions of a design.
pub fn forget_all(shelf: &dyn Shelf, design: &str) {
    for key in shelf.keys(&start(design)) {
        shelf.remove(&key);
    }
}

/// What differs between two documents, in a few words.
#[must_use]
pub fn changes(before: &Document, after: &Document) -> String {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let (mut nodes, mut links, mut incidents, mut sketches) = ([0; 3], [0; 3], [0; 3], [0; 3]);
    let mut rest = Vec::new();
    for key in &keys {
        let (old, new) = (before.record(key), after.record(key));
        let what = match (old.is_some(), new.is_some()) {
            _ if old == new => continue,
            (false, _) => 0,
            (_, false) => 1,
            _ => 2,
        };
        match key {
            RecordKey::Node(_) => nodes[what] += 1,
            RecordKey::Link(_) => links[what] += 1,
            RecordKey::Incident(_) => incidents[what] += 1,
            RecordKey::Sketch(_) => sketches[what] += 1,
            RecordKey::FailurePlan(_) if rest.contains(&"failure plan") => {}
            RecordKey::FailurePlan(_) => rest.push("failure plan"),
            RecordKey::Heading => rest.push("title or description"),
            RecordKey::World => rest.push("world"),
            RecordKey::Run => rest.push("run settings"),
        }
    }
    let mut parts = Vec::new();
    let records =
        [(nodes, "node"), (links, "link"), (incidents, "incident"), (sketches, "drawing")];
    for (counts, word) in records {
        for (count, verb) in counts.into_iter().zip(["added", "removed", "changed"]) {
            if count > 0 {
                let plural = if count == 1 { "" } else { "s" };
                parts.push(format!("{count} {word}{plural} {verb}"));
            }
        }
    }
    match parameters(before, after) {
        0 => {}
        1 => parts.push("1 parameter".to_owned()),
        count => parts.push(format!("{count} parameters")),
    }
    parts.extend(rest.into_iter().map(str::to_owned));
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}

/// Parameters that differ in nodes and links that both documents have.
fn parameters(before: &Document, after: &Document) -> usize {
    let nodes = before
        .nodes
        .iter()
        .filter_map(|(id, node)| after.nodes.get(id).map(|other| (&node.params, &other.params)));
    let links = before
        .links
        .iter()
        .filter_map(|(id, link)| after.links.get(id).map(|other| (&link.params, &other.params)));
    nodes
        .chain(links)
        .map(|(old, new)| {
            let gone = old.keys().filter(|key| !new.contains_key(*key)).count();
            gone + new.iter().filter(|(key, value)| old.get(*key) != Some(*value)).count()
        })
        .sum()
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
