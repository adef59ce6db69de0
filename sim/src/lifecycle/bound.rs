//! Requests bound for people, desk by desk, gathered over the ways of a stretch of time.

use super::decide::Sorted;
use super::waiting::Waiting;
use crate::plan::{Discipline, Plan};

/// What goes to a desk, or past it.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    desk: u32,
    pub(super) sorted: Sorted,
    /// Who they are, where it matters who is first.
    pub(super) mix: Option<Waiting>,
}

/// All desks.
#[derive(Debug, Clone, Default)]
pub(super) struct AllBound(Vec<Bound>);

/// Does a desk take the likeliest loss first?
pub(super) fn is_by_loss(plan: &Plan, desk: u32) -> bool {
    let station = plan.nodes[desk as usize].station.as_ref();
    station.is_some_and(|station| station.discipline == Discipline::Loss)
}

impl AllBound {
    /// Adds a share to what goes to a desk or past it; returns all of that.
    pub(super) fn add(
        &mut self,
        plan: &Plan,
        desk: u32,
        share: f64,
        (declined, reviewed): ([f64; 2], [f64; 2]),
    ) -> &mut Bound {
        let at = self.0.iter().position(|other| other.desk == desk).unwrap_or_else(|| {
            let mix = is_by_loss(plan, desk).then(Waiting::default);
            self.0.push(Bound { desk, sorted: Sorted::default(), mix });
            self.0.len() - 1
        });
        let bound = &mut self.0[at];
        bound.sorted.add(share, declined, reviewed);
        bound
    }

    pub(super) fn find(&self, desk: usize) -> Option<&Bound> {
        self.0.iter().find(|bound| bound.desk as usize == desk)
    }
}
