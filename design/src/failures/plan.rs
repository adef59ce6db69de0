//! What a team means to do when a part cannot be had: the words beside what is drawn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use windtunnel_sim::model::NodeKind;

use super::Sort;
use crate::document::{Document, is_default};
use crate::limits;

/// How much hangs on a decision: it says which answers are usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stakes {
    /// A ranking that may be worse for a while.
    Ranking,
    /// Money: fraud, credit.
    Money,
    /// Safety: medicine, a production line.
    Safety,
    /// Nobody waits: tickets, churn.
    Async,
}

impl Stakes {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ranking, Self::Money, Self::Safety, Self::Async];

    /// The word that documents use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Money => "money",
            Self::Safety => "safety",
            Self::Async => "async",
        }
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ranking => "low-stakes ranking",
            Self::Money => "money decision",
            Self::Safety => "safety",
            Self::Async => "nobody waits",
        }
    }

    /// The usual answer where a part of this sort is missing (domain reference 3.23).
    #[must_use]
    pub fn usual(self, sort: Sort) -> CellPlan {
        use Remedy as R;
        let (answer, then) = match (sort, self) {
            (Sort::ModelServer, Self::Ranking) => (R::Cached, Some(R::Defaults)),
            (Sort::ModelServer, Self::Money) => (R::PreviousModel, Some(R::Rules)),
            (Sort::ModelServer, Self::Async) => (R::Queue, None),
            (Sort::Features, Self::Ranking) => (R::Defaults, Some(R::SimplerModel)),
            (Sort::Features, Self::Money) => (R::Rules, None),
            (Sort::Features, Self::Async) => (R::LastBatch, None),
            (Sort::ModelApi, Self::Ranking) => (R::Cached, None),
            (Sort::ModelApi, Self::Money) => (R::Rules, None),
            (Sort::ModelApi, Self::Async) => (R::Queue, Some(R::Human)),
            (Sort::DataSource | Sort::Labels, Self::Money | Self::Safety) => {
                (R::Freeze, Some(R::Page))
            }
            (Sort::DataSource | Sort::Labels, _) => (R::Freeze, None),
            (_, Self::Safety) => (R::Manual, None),
        };
        CellPlan { answer, then, note: String::new() }
    }
}

/// A standard answer to a missing part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// The version before.
    PreviousModel,
    /// A model that needs less.
    SimplerModel,
    /// Rules.
    Rules,
    /// An answer of an earlier request.
    Cached,
    /// What is popular, or values that stand for what is missing.
    Defaults,
    /// What the last batch said, unless it is too old.
    LastBatch,
    /// The machine stops: by hand, or not at all.
    Manual,
    /// A person looks at each case.
    Human,
    /// It waits and is tried again.
    Queue,
    /// No new version is trained, or none is let in.
    Freeze,
    /// Whoever owns it is told.
    Page,
    /// Nothing is done, and somebody has said why.
    Accept,
}

impl Remedy {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::PreviousModel,
        Self::SimplerModel,
        Self::Rules,
        Self::Cached,
        Self::Defaults,
        Self::LastBatch,
        Self::Manual,
        Self::Human,
        Self::Queue,
        Self::Freeze,
        Self::Page,
        Self::Accept,
    ];

    /// The word that documents use for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PreviousModel => "previous_model",
            Self::SimplerModel => "simpler_model",
            Self::Rules => "rules",
            Self::Cached => "cached",
            Self::Defaults => "defaults",
            Self::LastBatch => "last_batch",
            Self::Manual => "manual",
            Self::Human => "human",
            Self::Queue => "queue",
            Self::Freeze => "freeze",
            Self::Page => "page",
            Self::Accept => "accept",
        }
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::PreviousModel => "previous model",
            Self::SimplerModel => "simpler model",
            Self::Rules => "rules",
            Self::Cached => "cached answer",
            Self::Defaults => "popular or default",
            Self::LastBatch => "last batch, age-capped",
            Self::Manual => "manual, or stop",
            Self::Human => "a person decides",
            Self::Queue => "queue and retry",
            Self::Freeze => "freeze retraining",
            Self::Page => "page the owner",
            Self::Accept => "accept it",
        }
    }
}

/// What is meant to happen in one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellPlan {
    /// First, or only.
    pub answer: Remedy,
    /// If that cannot be had either, or besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Remedy>,
    /// Who sees to it, and why so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl CellPlan {
    /// Its answers in their order.
    pub fn answers(&self) -> impl Iterator<Item = Remedy> {
        std::iter::once(self.answer).chain(self.then)
    }

    /// As people read it: `previous model, then rules`.
    #[must_use]
    pub fn words(&self) -> String {
        self.answers().map(Remedy::label).collect::<Vec<_>>().join(", then ")
    }
}

/// What is meant to happen at one decision, by the id of what is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailurePlan {
    /// How much hangs on it, where somebody said so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stakes: Option<Stakes>,
    /// The cells about which somebody said something; the others are as drawn.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, CellPlan>,
}

impl FailurePlan {
    /// Does it say nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// May it stand in this document, for this sink?
    ///
    /// # Errors
    /// Says why not.
    pub(crate) fn check(&self, document: &Document, sink: &str) -> Result<(), String> {
        let kind = |id: &str| {
            let missing = || format!("there is no node “{}”", shortened(id));
            document.nodes.get(id).map(|node| node.kind).ok_or_else(missing)
        };
        if kind(sink)? != NodeKind::Sink {
            return Err(format!("“{}” is no sink", shortened(sink)));
        }
        for (id, cell) in &self.cells {
            if Sort::of(kind(id)?).is_none() {
                return Err(format!("“{}” is no part that the matrix asks about", shortened(id)));
            }
            limits::text(&cell.note)?;
        }
        Ok(())
    }
}

fn shortened(id: &str) -> String {
    id.chars().take(60).collect()
}

/// The plans that name a node, as they are without it.
pub(crate) fn without(document: &Document, node: &str) -> Vec<(String, FailurePlan)> {
    let names =
        |(sink, plan): &(&String, &FailurePlan)| *sink == node || plan.cells.contains_key(node);
    let bare = |(sink, plan): (&String, &FailurePlan)| {
        let mut plan = if sink == node { FailurePlan::default() } else { plan.clone() };
        plan.cells.remove(node);
        (sink.clone(), plan)
    };
    document.failure_plans.iter().filter(names).map(bare).collect()
}

/// What the plans say of some of the nodes, under other ids: for copies.
pub fn copied<'a>(
    document: &'a Document,
    new_id: impl Fn(&str) -> Option<String> + 'a,
) -> impl Iterator<Item = (String, FailurePlan)> + 'a {
    document.failure_plans.iter().filter_map(move |(sink, plan)| {
        let cells = plan.cells.iter();
        let cells = cells.filter_map(|(id, cell)| Some((new_id(id)?, cell.clone()))).collect();
        let plan = FailurePlan { stakes: plan.stakes, cells };
        Some((new_id(sink)?, plan)).filter(|(_, plan)| !plan.is_empty())
    })
}
