//! Held-out rows with what became of them, and the scores that onnxruntime gave.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::InferError;

/// The largest card or sample read, in bytes.
pub const MAX_JSON_BYTES: usize = 16 << 20;

/// Held-out rows of a model, row after row in one vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The model's short name.
    pub id: String,
    /// Names of the columns; a choice has one a level, `feature=level`.
    pub columns: Vec<String>,
    /// `labels.len() * columns.len()` numbers in raw units; `NaN` is a missing value.
    pub rows: Vec<f32>,
    /// The true class of each row.
    pub labels: Vec<u32>,
    /// Scores a row: 1 for a binary model, else one a class.
    pub outputs: usize,
    /// `labels.len() * outputs` scores, as onnxruntime computed them.
    pub expected_scores: Vec<f32>,
}

#[derive(Deserialize)]
struct Written {
    id: String,
    columns: Vec<String>,
    rows: Vec<Vec<Option<f32>>>,
    labels: Vec<u32>,
    expected_scores: Vec<Vec<f32>>,
}

pub(crate) fn read_json<T: DeserializeOwned>(
    what: &'static str,
    bytes: &[u8],
) -> Result<T, InferError> {
    if bytes.len() > MAX_JSON_BYTES {
        return Err(InferError::TooLarge { bytes: bytes.len(), limit: MAX_JSON_BYTES });
    }
    serde_json::from_slice(bytes).map_err(|e| InferError::BadJson { what, reason: e.to_string() })
}

fn bad(reason: String) -> InferError {
    InferError::BadJson { what: "sample", reason }
}

/// Lays rows end to end after checking that each has `width` numbers.
fn flatten<T: Copy>(field: &str, rows: &[Vec<T>], width: usize) -> Result<Vec<T>, InferError> {
    if let Some(at) = rows.iter().position(|row| row.len() != width) {
        let got = rows[at].len();
        return Err(bad(format!("`{field}` {at}: expected {width} numbers, got {got}")));
    }
    Ok(rows.concat())
}

impl Sample {
    /// Reads a sample from JSON; a missing value is `null`.
    pub fn parse(bytes: &[u8]) -> Result<Sample, InferError> {
        let written: Written = read_json("sample", bytes)?;
        let Written { id, columns, rows, labels, expected_scores } = written;
        if columns.is_empty() || rows.is_empty() {
            return Err(bad("there are no columns or no rows".to_owned()));
        }
        let n = rows.len();
        for (field, got) in [("labels", labels.len()), ("expected_scores", expected_scores.len())] {
            if got != n {
                return Err(bad(format!("`{field}`: expected {n}, as there are rows, got {got}")));
            }
        }
        let outputs = expected_scores[0].len();
        if outputs == 0 {
            return Err(bad("`expected_scores` are empty".to_owned()));
        }
        let cells = flatten("rows", &rows, columns.len())?;
        Ok(Sample {
            rows: cells.into_iter().map(|v| v.unwrap_or(f32::NAN)).collect(),
            expected_scores: flatten("expected_scores", &expected_scores, outputs)?,
            id,
            columns,
            labels,
            outputs,
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no rows (never so for a parsed sample).
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Row by row, whether it is of this class.
    pub fn is_class(&self, class: u32) -> Vec<bool> {
        self.labels.iter().map(|&label| label == class).collect()
    }

    /// The numbers of one row.
    pub fn row(&self, at: usize) -> Option<&[f32]> {
        self.rows.chunks_exact(self.columns.len()).nth(at)
    }

    /// The numbers of one column, by name, row after row.
    pub fn column(&self, name: &str) -> Option<impl Iterator<Item = f32> + '_> {
        let at = self.columns.iter().position(|c| c == name)?;
        Some(self.rows.iter().copied().skip(at).step_by(self.columns.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"id":"t","columns":["a","b"],"rows":[[1,null],[2.5,3]],
        "labels":[0,1],"expected_scores":[[0.25],[0.75]]}"#;

    #[test]
    fn reads_rows_and_nulls() {
        let sample = Sample::parse(GOOD.as_bytes()).expect("good");
        assert_eq!((sample.len(), sample.outputs), (2, 1));
        assert!(sample.rows[1].is_nan());
        assert_eq!(sample.row(1), Some(&[2.5, 3.0][..]));
        assert_eq!(sample.row(2), None);
        assert_eq!(sample.column("a").map(|c| c.collect::<Vec<_>>()), Some(vec![1.0, 2.5]));
        assert!(sample.column("c").is_none());
    }

    #[test]
    fn refuses_with_the_place() {
        for (from, to, place) in [
            ("[2.5,3]", "[2.5]", "`rows` 1: expected 2 numbers, got 1"),
            ("[0,1]", "[0]", "`labels`: expected 2"),
            ("[0.75]", "[0.75,1]", "`expected_scores` 1: expected 1 numbers, got 2"),
            ("[[0.25],[0.75]]", "[[],[]]", "`expected_scores` are empty"),
            ("\"labels\":[0,1],", "", "missing field `labels`"),
            ("2.5,", "\"x\",", "line 1"),
            ("2.5,", "1e60,", "out of range"),
        ] {
            let text = GOOD.replace(from, to);
            let said = Sample::parse(text.as_bytes()).expect_err(from).to_string();
            assert!(said.starts_with("bad sample: ") && said.contains(place), "{said}");
        }
    }
}
