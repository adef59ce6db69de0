//! What the page and the inference worker say to each other, as postcard bytes.
//!
//! Plain data only: the page must not link the crate that runs models.

use serde::{Deserialize, Serialize};

pub use crate::wire::{BUILD, decode, encode};

/// Raised whenever a message changes its shape.
pub const PROTOCOL: u32 = 1;

/// The largest model file that is sent to the worker, in bytes; as the worker reads at most.
pub const MAX_MODEL_BYTES: usize = 16 << 20;

/// Held-out rows that come with the page, each with a model of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dataset {
    /// Loan applications: will it go bad?
    #[default]
    Credit,
    /// Handwritten digits: which is it?
    Digits,
}

impl Scored {
    /// Row by row, is it positive?
    #[must_use]
    pub fn truth(&self) -> Vec<bool> {
        self.labels.iter().map(|label| Some(*label) == self.positive).collect()
    }

    /// Row by row, the probability of being positive.
    #[must_use]
    pub fn positive_scores(&self) -> Vec<f32> {
        let outputs = (self.outputs as usize).max(1);
        let at = if outputs == 1 { 0 } else { self.positive.unwrap_or_default() as usize };
        self.scores.iter().copied().skip(at).step_by(outputs).collect()
    }

    /// Row by row, the most probable class and how probable it is.
    #[must_use]
    pub fn best(&self) -> Vec<(u32, f32)> {
        let rows = self.scores.chunks_exact((self.outputs as usize).max(1));
        let best = rows.map(|row| {
            let classes = (0..).zip(row.iter().copied());
            classes.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default()
        });
        best.collect()
    }
}

impl Dataset {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Credit, Self::Digits];

    /// The data set of that name in a document.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dataset| dataset.name() == name)
    }

    /// Its name in documents and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Digits => "digits",
        }
    }
}

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Who the page is. First, and of a shape that never changes.
    Hello {
        /// The page's [`PROTOCOL`].
        protocol: u32,
        /// The page's [`BUILD`].
        build: String,
    },
    /// Do this after what was asked before.
    Do {
        /// Chosen by the page; answers carry it.
        id: u64,
        /// What to do.
        task: Task,
    },
    /// Do not do it, or stop doing it.
    Cancel {
        /// Id of the task.
        id: u64,
    },
}

/// What the worker can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Tell about a data set and its model.
    Describe(Dataset),
    /// Read a person's own model for these rows, and keep it.
    Open {
        /// The rows it is for.
        dataset: Dataset,
        /// The file's name.
        name: String,
        /// The file.
        bytes: Vec<u8>,
    },
    /// Score all rows.
    Score(Order),
}

/// Which rows to score with which model, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The rows.
    pub dataset: Dataset,
    /// By the person's own model instead of the one that belongs to the rows.
    pub own: bool,
    /// What happens to the rows before.
    pub shifts: Vec<Shift>,
    /// Measure the time a row takes, too.
    pub timed: bool,
}

/// A change of one feature in every row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Name of the feature.
    pub feature: String,
    /// What happens to it.
    pub effect: ShiftEffect,
}

/// What happens to a feature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum ShiftEffect {
    /// It goes missing.
    Null,
    /// It moves by so many standard deviations of its column.
    Shift(f64),
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// The worker is up. First, and of a shape that never changes.
    Ready {
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// The worker's [`BUILD`].
        build: String,
    },
    /// A task is on its way.
    Progress {
        /// Id of the task.
        id: u64,
        /// Steps done.
        done: u32,
        /// Steps in all.
        total: u32,
    },
    /// A task is done.
    Done {
        /// Id of the task.
        id: u64,
        /// What it gave.
        answer: Answer,
    },
    /// A message could not be understood, or a task failed.
    Failed {
        /// Id of the task; 0 where it is not known.
        id: u64,
        /// The place and the reason.
        message: String,
    },
    /// A task was stopped.
    Cancelled {
        /// Id of the task.
        id: u64,
    },
}

/// What a task gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// About a data set and its model.
    Described(Box<Card>),
    /// A person's own model is ready.
    Opened(OwnModel),
    /// All rows are scored.
    Scored(Box<Scored>),
}

/// A data set and the model that belongs to it, as far as the page tells of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Name of the model for people.
    pub title: String,
    /// What a score means, in a sentence.
    pub what: String,
    /// Names of the classes, by label.
    pub classes: Vec<String>,
    /// The class a score is the probability of; none where there is a score a class.
    pub positive: Option<u32>,
    /// The inputs.
    pub features: Vec<Feature>,
    /// How many rows taught the model.
    pub rows_train: u32,
    /// How many rows judge it: those that are scored here.
    pub rows_held_out: u32,
    /// AUC on the held-out rows as the training program measured it.
    pub expected_auc: f64,
    /// The same for the share of right answers, where there is one.
    pub expected_accuracy: Option<f64>,
    /// AUC of logistic regression on the same rows.
    pub auc_logistic: Option<f64>,
    /// Size of the model file.
    pub model_bytes: u32,
    /// What else a person should know, as name and text, in order.
    pub facts: Vec<(String, String)>,
    /// What it must not be used for.
    pub caution: String,
    /// The rows as pictures, where they are: shades of each row.
    pub pictures: Option<Pictures>,
}

/// An input of the model, as a person knows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Short name.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// Unit of its numbers.
    pub unit: String,
    /// Its standard deviation; none for a choice, which cannot be moved but only go missing.
    pub std: Option<f64>,
}

/// Small square pictures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pictures {
    /// Pixels of a side.
    pub side: u32,
    /// The darkest shade.
    pub darkest: u8,
    /// Shades of all pictures, one after the other, row by row.
    pub shades: Vec<u8>,
}

/// A person's own model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnModel {
    /// The rows it is for.
    pub dataset: Dataset,
    /// The file's name.
    pub name: String,
    /// Size of the file.
    pub bytes: u32,
    /// Numbers it gives a row.
    pub outputs: u32,
}

/// What became of scoring all rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// Scores a row: one, or one a class.
    pub outputs: u32,
    /// `labels.len() * outputs` scores.
    pub scores: Vec<f32>,
    /// The true class of each row.
    pub labels: Vec<u32>,
    /// The class a single score is the probability of, where there is one.
    pub positive: Option<u32>,
    /// Area under the ROC curve; over all classes where there are several.
    pub auc: Option<f64>,
    /// Share of rows whose most probable class is right, where there is a score a class.
    pub accuracy: Option<f64>,
    /// The ROC curve: share of false alarms, share found.
    pub roc: Vec<(f64, f64)>,
    /// Are all scores from 0 to 1?
    pub probabilities: bool,
    /// Rows by score, where scores are probabilities.
    pub calibration: Vec<Bin>,
    /// Milliseconds from the first row to the last, the first time round.
    pub total_ms: f64,
    /// Time a row takes, where it was asked for.
    pub timing: Option<Timing>,
    /// Size of the model file.
    pub model_bytes: u32,
}

/// Rows whose score fell into one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Their mean score.
    pub mean_predicted: f64,
    /// The share of them that were positive, or right.
    pub observed: f64,
    /// How many they were.
    pub n: u32,
}

/// Time a row takes, measured in the worker by the browser's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Median over the laps.
    pub p50_ms_per_row: f64,
    /// 90th percentile over the laps.
    pub p90_ms_per_row: f64,
    /// How many laps were timed.
    pub laps: u32,
    /// Rows in a lap.
    pub rows_per_lap: u32,
    /// Rows scored at once.
    pub batch: u32,
    /// Batches run before the first lap.
    pub warm_up_batches: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixture;

    fn round_trip<T>(message: &T)
    where
        T: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        assert_eq!(&decode::<T>(&encode(message)).expect("decodes"), message);
    }

    #[test]
    fn every_message_to_the_worker_survives() {
        round_trip(&ToWorker::Hello { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&ToWorker::Cancel { id: 7 });
        let open = Task::Open { dataset: Dataset::Digits, name: "a.onnx".into(), bytes: vec![1] };
        for task in [Task::Describe(Dataset::Credit), open, Task::Score(fixture::order())] {
            round_trip(&ToWorker::Do { id: 3, task });
        }
    }

    #[test]
    fn every_message_from_the_worker_survives() {
        round_trip(&FromWorker::Ready { protocol: PROTOCOL, build: BUILD.into() });
        round_trip(&FromWorker::Progress { id: 1, done: 2, total: 5 });
        round_trip(&FromWorker::Failed { id: 1, message: "no".into() });
        round_trip(&FromWorker::Cancelled { id: 1 });
        let own =
            OwnModel { dataset: Dataset::Credit, name: "a.onnx".into(), bytes: 9, outputs: 1 };
        let answers = [
            Answer::Described(Box::new(fixture::card())),
            Answer::Opened(own),
            Answer::Scored(Box::new(fixture::scored())),
        ];
        for answer in answers {
            round_trip(&FromWorker::Done { id: 1, answer });
        }
    }

    /// Noise of any length is refused or read, but never a panic and never a huge allocation.
    #[test]
    fn random_bytes_never_panic() {
        crate::wire::tests::survive_noise::<ToWorker, FromWorker>(0x2545_f491_4f6c_dd1d, 6);
    }

    #[test]
    fn a_cut_message_is_refused() {
        let answer = Answer::Scored(Box::new(fixture::scored()));
        let bytes = encode(&FromWorker::Done { id: 1, answer });
        assert!(decode::<FromWorker>(&bytes[..bytes.len() - 1]).is_err());
    }

    #[test]
    fn data_sets_are_found_by_the_name_in_documents() {
        for dataset in Dataset::ALL {
            assert_eq!(Dataset::find(dataset.name()), Some(dataset));
        }
        assert_eq!(Dataset::find("fraud"), None);
    }
}
