//! Why a recording cannot be read.

/// Why a recording cannot be read: the line, what is wrong, and what is allowed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// No request in it.
    #[error("The recording holds no request. Give one time per line, or counts per interval.")]
    Empty,
    /// Neither seconds nor a date-time.
    #[error(
        "line {line}: “{found}” is no time. Write seconds such as 12.5, or date-times such as \
         2026-03-01T12:30:05Z."
    )]
    NotATime {
        /// Counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// Not a whole number from 0 on.
    #[error("line {line}: “{found}” is no number of requests. Write a whole number from 0 on.")]
    NotACount {
        /// Counted from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// Seconds and date-times in one file.
    #[error(
        "line {line}: {} here, but not on the lines before. Write all times alike.",
        if *is_date { "a date-time" } else { "seconds" }
    )]
    Mixed {
        /// Counted from 1.
        line: usize,
        /// Is it a date-time?
        is_date: bool,
    },
    /// Before 0.
    #[error("line {line}: {found} s is before 0. Count from the start of the recording.")]
    Negative {
        /// Counted from 1.
        line: usize,
        /// Its seconds.
        found: f64,
    },
    /// Earlier than the line before.
    #[error(
        "line {line}: {found} s comes after {before} s. Sort the recording by time; if these are \
         counts per interval, write the heading count above them."
    )]
    OutOfOrder {
        /// Counted from 1.
        line: usize,
        /// Its seconds.
        found: f64,
        /// The seconds of the line before.
        before: f64,
    },
    /// Intervals of counts that differ.
    #[error(
        "line {line}: it starts {gap} s after the one before, but intervals are of {interval} s. \
         Leave out only whole intervals."
    )]
    Uneven {
        /// Counted from 1.
        line: usize,
        /// Seconds since the line before.
        gap: f64,
        /// Seconds of an interval.
        interval: f64,
    },
    /// Another number of values than on the lines before.
    #[error(
        "line {line}: {found} value{} where {wanted} belong{}. Lines hold a time, a time and a \
         count, or a count.",
        if *found == 1 { "" } else { "s" },
        if *wanted == 1 { "s" } else { "" }
    )]
    Columns {
        /// Counted from 1.
        line: usize,
        /// How many there should be.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// More than a traffic node holds.
    #[error(
        "line {line}: a recording holds at most {} times or intervals. Cut it, or count requests \
         in longer intervals.",
        super::MAX_VALUES
    )]
    TooMany {
        /// Counted from 1.
        line: usize,
    },
}

/// A value short enough for a message.
pub(super) fn shown(cell: &str) -> String {
    cell.chars().filter(|c| !c.is_control()).take(40).collect()
}
