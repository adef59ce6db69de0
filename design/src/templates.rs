//! The examples that come with the page. Each is an ordinary saved file.

use crate::document::Document;
use crate::file;

/// One example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Short name, for addresses and the command line.
    pub id: &'static str,
    /// What a person reads in the gallery.
    pub title: &'static str,
    /// The one lesson it teaches.
    pub summary: &'static str,
}

/// The name of the first example: a macro, as a constant cannot name a file to include.
macro_rules! first {
    () => {
        "card-fraud"
    };
}

/// The example that greets a new person.
pub const FIRST: &str = first!();

/// The list of examples, and their files: apart, so that the page can show the one before it has
/// the other.
macro_rules! templates {
    ($(($id:literal, $title:literal, $summary:literal),)*) => {
        const ALL: &[Template] = &[$(Template { id: $id, title: $title, summary: $summary }),*];

        fn file_of(id: &str) -> &'static str {
            match id {
                $($id => include_str!(concat!("../../public/templates/", $id, ".json")),)*
                _ => "",
            }
        }
    };
}

templates![
    (
        "card-fraud",
        "Card fraud with manual review",
        "A model, people for its doubts, and rules for when it fails: does it pay?"
    ),
    (
        "card-fraud-silent",
        "The silent failure",
        "A feed turns empty, every latency chart stays green, and the money leaves."
    ),
    ("rules-only", "Card fraud with rules only", "The baseline that a model has to beat."),
    (
        "credit-underwriters",
        "Credit scoring with underwriters",
        "A real model on real rows; people in office hours read what it is unsure of."
    ),
    (
        "search-ranking",
        "Search ranking under retries",
        "Two layers that each try three times: the load of the retries outlives its cause."
    ),
    (
        "dynamic-pricing",
        "Dynamic pricing behind a guard",
        "A wrong belief costs little; a feed in the wrong unit costs the market."
    ),
    (
        "content-moderation",
        "Content moderation on the day of an event",
        "People are a part of the serving path, and half of them go home at six."
    ),
    (
        "credit-scoring",
        "Credit scoring in a recession",
        "Inputs as ever, and every loan a little worse: labels say so a year later."
    ),
    (
        "eta-prediction",
        "Times of arrival from live traffic",
        "A frozen feed makes promises that are just as firm and no longer true."
    ),
    (
        "churn-scoring",
        "Churn scoring, or not",
        "A model that works and does not pay: do not build it, or lower the offer."
    ),
    (
        "ad-ctr",
        "Ad click rates and a broken join",
        "Lost labels teach too low a rate: the ranking stays, the money goes."
    ),
    (
        "medical-triage",
        "Screening: one reader or two",
        "Scores that move are the only fast signal where the truth takes a year."
    ),
    (
        "retry-storm",
        "The retry storm",
        "Thirty seconds of standstill, and retries without a budget keep a server down for good."
    ),
    (
        "recommender",
        "A recommender with a cache",
        "A cache before retrieval and ranking: what it saves, and what old lists cost."
    ),
    (
        "llm-support-triage",
        "Support tickets with a language model",
        "Somebody else's model: retries with a budget, a breaker, keyword rules and people."
    ),
    (
        "gpu-autoscaling",
        "Image moderation on scaling GPUs",
        "Batches make GPUs cheap, and cold starts make scaling late."
    ),
    (
        "edge-cameras",
        "Defects on edge cameras",
        "A model in the field: fast and frugal, until the light changes."
    ),
    (
        "mm1",
        "One queue (M/M/1)",
        "A queue whose answer is known: see that the simulator gets it right."
    ),
    ("blank", "Blank", "An empty canvas."),
];

/// Every example, in the order of the gallery.
#[must_use]
pub fn all() -> &'static [Template] {
    ALL
}

/// The example of this name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.id == id)
}

/// The first example as a document, without the files of the others.
#[must_use]
pub fn first() -> Document {
    let json = include_str!(concat!("../../public/templates/", first!(), ".json"));
    file::open(json).unwrap_or_default()
}

impl Template {
    /// Its file.
    #[must_use]
    pub fn json(&self) -> &'static str {
        file_of(self.id)
    }

    /// The example as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        // A test opens every file, so there is no other case in a released program.
        file::open(self.json()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_is_an_example_like_any_other() {
        assert_eq!(find(FIRST).map(Template::document), Some(first()));
    }

    #[test]
    fn every_template_opens_and_is_titled() {
        for template in all() {
            let loaded =
                file::load(template.json()).unwrap_or_else(|e| panic!("{}: {e}", template.id));
            assert!(!loaded.document.title.is_empty());
            assert_eq!(find(template.id), Some(template));
        }
    }

    #[test]
    fn files_are_written_as_the_program_writes_them() {
        for template in all() {
            let written = file::save(&template.document());
            if std::env::var_os("UPDATE").is_some() {
                let path = format!("../public/templates/{}.json", template.id);
                std::fs::write(path, &written).expect("the folder is there");
            } else {
                assert!(written == template.json(), "{}: run again with UPDATE=1", template.id);
            }
        }
    }
}
