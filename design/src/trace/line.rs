//! One line of a recording.

use super::TraceError;

/// Largest count of one interval; the catalogue holds the same.
const MAX_COUNT: f64 = 1e9;

/// What the columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// Times, alone or with counts.
    Times,
    /// Counts alone.
    Counts,
}

/// The values of a line.
pub(super) struct Cells<'a>(Vec<&'a str>);

impl<'a> Cells<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        let separator = [';', '\t', ','].into_iter().find(|mark| line.contains(*mark));
        let cell = |text: &'a str| text.trim().trim_matches('"').trim();
        match separator {
            Some(mark) => Self(line.split(mark).map(cell).collect()),
            None => Self(vec![cell(line)]),
        }
    }

    pub(super) fn all(&self) -> &[&'a str] {
        &self.0
    }

    /// A heading, if these are words: no cell of one holds a digit at its start.
    pub(super) fn heading(&self) -> Option<Heading> {
        let is_word = |cell: &&str| cell.chars().next().is_some_and(char::is_alphabetic);
        if !self.0.iter().all(is_word) {
            return None;
        }
        let [only] = self.0.as_slice() else { return Some(Heading::Times) };
        let only = only.to_ascii_lowercase();
        let counts = ["count", "requests", "arrivals", "calls", "hits", "number"];
        let is_count = only == "n" || counts.iter().any(|word| only.contains(word));
        let is_time = only.contains("time") || only.ends_with("_s") || only.contains("date");
        Some(if is_count && !is_time { Heading::Counts } else { Heading::Times })
    }

    pub(super) fn too_many(&self, line: usize, wanted: usize) -> TraceError {
        TraceError::Columns { line, wanted, found: self.0.len() }
    }
}

/// A number of requests.
pub(super) fn count(line: usize, cell: &str) -> Result<f64, TraceError> {
    crate::number::parse(cell)
        .filter(|count| (0.0..=MAX_COUNT).contains(count) && libm::floor(*count) == *count)
        .ok_or_else(|| TraceError::NotACount { line, found: super::error::shown(cell) })
}
