//! What the page and the study worker say to each other, as postcard bytes.

use serde::{Deserialize, Serialize};
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::outlook::Outlook;
use windtunnel_design::sim::plan::Diagnostic;

pub use crate::wire::{BUILD, decode, encode};

/// Raised whenever a message changes its shape.
pub const PROTOCOL: u32 = 3;

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToStudy {
    /// Look at a design. The newest question wins.
    Study(StudyRequest),
    /// Read or write for another program. All are answered, in their order.
    Exchange {
        /// Chosen by the page; the answer carries it.
        id: u64,
        /// What to do.
        task: Task,
    },
}

/// Something to read or to write for another program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Make a design of a text: a flowchart, or a drawing.
    Import(String),
    /// Make a flowchart of a design, given as JSON.
    Mermaid(String),
    /// Make a picture of a design.
    Draw {
        /// The design as JSON.
        document_json: String,
        /// How it looks.
        look: PictureLook,
    },
}

/// How a picture looks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PictureLook {
    /// Light ink on dark paper?
    pub dark: bool,
    /// In high contrast?
    pub high: bool,
    /// Is the paper painted?
    pub paper: bool,
    /// Pixels a canvas unit.
    pub scale: f64,
}

/// What came of a [`Task`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Product {
    /// A design, as a file of ours.
    Design {
        /// The file.
        file: String,
        /// What could not be taken over, in sentences.
        warnings: Vec<String>,
    },
    /// A text for another program.
    Text(String),
    /// A picture.
    Picture {
        /// As an SVG file.
        svg: String,
        /// Width in pixels.
        width: f64,
        /// Height in pixels.
        height: f64,
    },
}

/// A design to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudyRequest {
    /// Chosen by the page; answers carry it.
    pub id: u64,
    /// The design as JSON.
    pub document_json: String,
    /// Is its life wanted too, or only what follows by formula?
    pub lives: bool,
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromStudy {
    /// The worker is up. First, and of a shape that never changes.
    Ready {
        /// The worker's [`PROTOCOL`].
        protocol: u32,
        /// The worker's [`BUILD`].
        build: String,
    },
    /// What formulas say.
    Foreseen {
        /// Id of the request.
        id: u64,
        /// What they say; `None` where the design cannot be run.
        outlook: Option<Box<Outlook>>,
    },
    /// The life of the system.
    Lived {
        /// Id of the request.
        id: u64,
        /// What it says, or why it cannot be simulated.
        life: Result<Box<Life>, Vec<Diagnostic>>,
    },
    /// What came of a task, or why nothing did.
    Exchanged {
        /// Id of the request.
        id: u64,
        /// What came of it.
        product: Result<Product, String>,
    },
    /// All that was wanted has been said.
    Studied {
        /// Id of the request.
        id: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn every_message_survives() {
        let look = PictureLook { dark: true, high: true, paper: false, scale: 2.0 };
        let study = StudyRequest { id: 3, document_json: "{}".into(), lives: true };
        for message in [
            ToStudy::Study(study),
            ToStudy::Exchange { id: 1, task: Task::Import("graph".into()) },
            ToStudy::Exchange { id: 2, task: Task::Mermaid("{}".into()) },
            ToStudy::Exchange { id: 3, task: Task::Draw { document_json: "{}".into(), look } },
        ] {
            assert_eq!(decode::<ToStudy>(&encode(&message)).expect("decodes"), message);
        }
        let finding = Diagnostic::error(
            windtunnel_design::sim::plan::Place::Node("a".into()),
            "is alone",
            "connect it",
        );
        for message in [
            FromStudy::Ready { protocol: PROTOCOL, build: BUILD.into() },
            FromStudy::Foreseen { id: 1, outlook: Some(Box::default()) },
            FromStudy::Foreseen { id: 1, outlook: None },
            FromStudy::Lived { id: 1, life: Ok(Box::new(fixture::life())) },
            FromStudy::Lived { id: 1, life: Err(vec![finding]) },
            FromStudy::Exchanged { id: 1, product: Err("it is no drawing".into()) },
            FromStudy::Exchanged { id: 1, product: Ok(Product::Text("graph".into())) },
            FromStudy::Studied { id: 1 },
        ] {
            assert_eq!(decode::<FromStudy>(&encode(&message)).expect("decodes"), message);
        }
    }
}
