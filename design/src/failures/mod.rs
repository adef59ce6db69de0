//! What happens when a part cannot be had: rows are what is missing, columns where decisions take
//! effect (domain reference 3.23).
//!
//! What the design does by itself follows from links and parameters ([`Drawn`]), and is what the
//! simulator does. What a team means to do is kept in the document ([`FailurePlan`]); where the two
//! differ, [`State`] says how.

mod drawing;
mod drawn;
mod plan;
#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod tests;
mod way;

use std::collections::BTreeSet;

use windtunnel_sim::model::NodeKind;

use crate::Document;
use drawing::{Decision, Drawing};
pub use drawn::Drawn;
pub use plan::copied;
pub(crate) use plan::without;
pub use plan::{CellPlan, FailurePlan, Remedy, Stakes};
pub use way::Way;

/// The whole matrix.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    /// Ids of the sinks, where decisions take effect.
    pub decisions: Vec<String>,
    /// What may be missing.
    pub rows: Vec<Row>,
}

/// A part that may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What sort of part it is.
    pub sort: Sort,
    /// Its id.
    pub node: String,
    /// What happens, by decision; `None` where it does not matter to the decision.
    pub cells: Vec<Option<Cell>>,
}

/// What happens at one decision without one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What the design does.
    pub drawn: Drawn,
    /// What is meant to happen, where somebody said so.
    pub plan: Option<CellPlan>,
    /// How the two fit.
    pub state: State,
    /// What would draw the missing answer.
    pub way: Option<Way>,
}

/// How what is drawn and what is planned fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Something is drawn, and nothing else is planned.
    Fine,
    /// Nothing is drawn, and nothing planned.
    Blank,
    /// This answer is planned, and nothing drawn does it.
    NotDrawn(Remedy),
    /// Something else is drawn than planned, or in another order.
    Otherwise,
    /// Only people can do what is planned; a drawing does not show it.
    InWords,
    /// It is accepted, and the note says why.
    Accepted,
    /// It is accepted without a word why.
    NoReason,
}

/// What sort of part is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// What scores.
    ModelServer,
    /// What brings or keeps features.
    Features,
    /// Somebody else's model.
    ModelApi,
    /// Where data comes from.
    DataSource,
    /// Where labels come from.
    Labels,
}

impl Sort {
    /// What sort of part a node is; `None` for what the matrix does not ask about.
    #[must_use]
    pub const fn of(kind: NodeKind) -> Option<Self> {
        Some(match kind {
            NodeKind::Model | NodeKind::Edge | NodeKind::BatchScorer | NodeKind::Ranker => {
                Self::ModelServer
            }
            NodeKind::FeatureStore | NodeKind::Pipeline | NodeKind::BatchJob => Self::Features,
            NodeKind::Llm => Self::ModelApi,
            NodeKind::Feed => Self::DataSource,
            NodeKind::Labels => Self::Labels,
            _ => return None,
        })
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::ModelServer => "Model server",
            Self::Features => "Features",
            Self::ModelApi => "Model API",
            Self::DataSource => "Data source",
            Self::Labels => "Labels",
        }
    }
}

impl Matrix {
    /// What happens at this sink without this node.
    #[must_use]
    pub fn cell(&self, sink: &str, node: &str) -> Option<&Cell> {
        let column = self.decisions.iter().position(|id| id == sink)?;
        self.rows.iter().find(|row| row.node == node)?.cells[column].as_ref()
    }

    /// The plan of a sink with the usual answers in its blank cells; `None` where none is blank, or
    /// nobody has said how much hangs on the decision.
    #[must_use]
    pub fn filled(&self, document: &Document, sink: &str) -> Option<FailurePlan> {
        let column = self.decisions.iter().position(|id| id == sink)?;
        let mut plan = document.failure_plans.get(sink)?.clone();
        let (stakes, before) = (plan.stakes?, plan.cells.len());
        for row in &self.rows {
            if row.cells[column].as_ref().is_some_and(|cell| cell.state == State::Blank) {
                plan.cells.insert(row.node.clone(), stakes.usual(row.sort));
            }
        }
        (plan.cells.len() > before).then_some(plan)
    }

    /// Nodes whose absence is accepted, with a reason, wherever it matters.
    pub(crate) fn accepted(&self) -> BTreeSet<&str> {
        let is_accepted = |row: &&Row| {
            let mut states = row.cells.iter().flatten().map(|cell| cell.state).peekable();
            states.peek().is_some() && states.all(|state| state == State::Accepted)
        };
        self.rows.iter().filter(is_accepted).map(|row| row.node.as_str()).collect()
    }
}

/// The matrix of a design.
#[must_use]
pub fn matrix(document: &Document) -> Matrix {
    let drawing = Drawing::of(document);
    let sinks = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Sink);
    let decisions: Vec<_> = sinks.map(|(id, _)| drawing.decision(id)).collect();
    let mut rows = Vec::new();
    for (id, node) in &document.nodes {
        let Some(sort) = Sort::of(node.kind) else { continue };
        // What is only ever called in need is covered by what comes after it.
        if node.kind.on_request_path() && drawing.callers(id).next().is_none() {
            continue;
        }
        let cell = |decision: &Decision<'_>| {
            let drawn = drawn::drawn(&drawing, id, node.kind, decision)?;
            let plan =
                document.failure_plans.get(decision.sink).and_then(|plan| plan.cells.get(id));
            let state = state(sort, &drawn, plan);
            let missing = plan.and_then(|plan| plan.missing(sort, &drawn));
            let way = match (state, missing) {
                (State::Blank, _) => way::way(&drawing, decision, id, &drawn, None, false),
                (State::NotDrawn(_) | State::Otherwise, Some(remedy)) => {
                    let is_first = plan.is_some_and(|plan| plan.answer == remedy);
                    way::way(&drawing, decision, id, &drawn, Some(remedy), is_first)
                }
                _ => None,
            };
            Some(Cell { drawn, plan: plan.cloned(), state, way })
        };
        rows.push(Row { sort, node: id.clone(), cells: decisions.iter().map(cell).collect() });
    }
    rows.sort_by_key(|row: &Row| row.sort);
    Matrix { decisions: decisions.into_iter().map(|it| it.sink.to_owned()).collect(), rows }
}

impl Remedy {
    /// Is it something that takes the part's place, beside which nothing else does?
    const fn takes_over(self) -> bool {
        !matches!(self, Self::Queue | Self::Freeze | Self::Page | Self::Accept)
    }

    /// Would a drawing show that it is done where this sort of part is missing? What is not shown is
    /// for people alone: nobody can draw how a feed is asked again, or what becomes of training while
    /// a server is away.
    const fn is_shown_for(self, sort: Sort) -> bool {
        let is_data = matches!(sort, Sort::DataSource | Sort::Labels);
        match self {
            Self::Accept => false,
            Self::Queue => !is_data,
            Self::Freeze => is_data,
            _ => !matches!(sort, Sort::Labels),
        }
    }
}

/// How what is drawn and what is planned fit.
fn state(sort: Sort, drawn: &Drawn, plan: Option<&CellPlan>) -> State {
    let Some(plan) = plan else {
        return if drawn.is_open { State::Blank } else { State::Fine };
    };
    if plan.answer == Remedy::Accept {
        return if plan.note.trim().is_empty() { State::NoReason } else { State::Accepted };
    }
    let shown: Vec<Remedy> = plan.answers().filter(|it| it.is_shown_for(sort)).collect();
    if shown.is_empty() {
        return State::InWords;
    }
    let place = |it: &Remedy| drawn.takers.iter().position(|taker| taker.contains(it));
    match plan.missing(sort, drawn) {
        Some(missing) if missing.takes_over() => match drawn.takers.first() {
            Some(first) if !shown.iter().any(|it| first.contains(it)) => State::Otherwise,
            _ => State::NotDrawn(missing),
        },
        Some(missing) => State::NotDrawn(missing),
        None if shown.iter().filter_map(place).is_sorted() => State::Fine,
        None => State::Otherwise,
    }
}

impl CellPlan {
    /// The first answer that a drawing would show, and this one does not.
    fn missing(&self, sort: Sort, drawn: &Drawn) -> Option<Remedy> {
        self.answers().find(|it| it.is_shown_for(sort) && !drawn.does(*it))
    }
}
