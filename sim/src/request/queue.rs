//! Who waits, and who is next.
//!
//! Entries are not searched for: one who leaves early makes its entry stale, and stale entries are
//! thrown away when they are reached or become too many.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::flight::{Flight, Slab, State};
use crate::plan::Discipline;

/// The line of a station.
#[derive(Debug)]
pub(super) enum Queue {
    /// By arrival, from either end.
    Line(VecDeque<(u32, u32)>),
    /// By key, then order.
    Keyed(BinaryHeap<Reverse<(u64, u64, u32, u32)>>),
}

impl Queue {
    pub(super) fn new(discipline: Discipline) -> Self {
        match discipline {
            Discipline::Fifo | Discipline::Lifo | Discipline::Sharing => {
                Self::Line(VecDeque::new())
            }
            _ => Self::Keyed(BinaryHeap::new()),
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, index: u32, ticket: u32, at_head: bool, key: (u64, u64)) {
        match self {
            Self::Line(line) if at_head => line.push_front((index, ticket)),
            Self::Line(line) => line.push_back((index, ticket)),
            Self::Keyed(heap) => heap.push(Reverse((key.0, key.1, index, ticket))),
        }
    }

    /// Takes the next who still waits.
    #[inline(always)]
    pub(super) fn pop(&mut self, flights: &Slab<Flight>) -> Option<u32> {
        loop {
            let (index, ticket) = match self {
                Self::Line(line) => line.pop_front()?,
                Self::Keyed(heap) => {
                    let Reverse((_, _, index, ticket)) = heap.pop()?;
                    (index, ticket)
                }
            };
            if still_waits(flights, index, ticket) {
                return Some(index);
            }
        }
    }

    /// The next who still waits, without taking it.
    pub(super) fn peek(&mut self, flights: &Slab<Flight>) -> Option<u32> {
        loop {
            let (index, ticket) = match self {
                Self::Line(line) => *line.front()?,
                Self::Keyed(heap) => {
                    let Reverse((_, _, index, ticket)) = *heap.peek()?;
                    (index, ticket)
                }
            };
            if still_waits(flights, index, ticket) {
                return Some(index);
            }
            match self {
                Self::Line(line) => drop(line.pop_front()),
                Self::Keyed(heap) => drop(heap.pop()),
            }
        }
    }

    /// The one who has waited longest.
    pub(super) fn oldest(&self, flights: &Slab<Flight>) -> Option<u32> {
        let waits = |&(index, ticket): &(u32, u32)| still_waits(flights, index, ticket);
        let entered = |index: &u32| (flights[*index].entered, flights[*index].order);
        match self {
            Self::Line(line) => {
                line.iter().copied().filter(waits).map(|(index, _)| index).min_by_key(entered)
            }
            Self::Keyed(heap) => heap
                .iter()
                .map(|Reverse((_, _, index, ticket))| (*index, *ticket))
                .filter(waits)
                .map(|(index, _)| index)
                .min_by_key(entered),
        }
    }

    /// Throws stale entries away when they are more than half.
    pub(super) fn sweep(&mut self, waiting: u32, flights: &Slab<Flight>) {
        let entries = match self {
            Self::Line(line) => line.len(),
            Self::Keyed(heap) => heap.len(),
        };
        if entries < 64 || entries < 2 * waiting as usize {
            return;
        }
        match self {
            Self::Line(line) => {
                line.retain(|&(index, ticket)| still_waits(flights, index, ticket));
            }
            Self::Keyed(heap) => {
                heap.retain(|Reverse((_, _, index, ticket))| still_waits(flights, *index, *ticket));
            }
        }
    }
}

#[inline]
fn still_waits(flights: &Slab<Flight>, index: u32, ticket: u32) -> bool {
    let flight = &flights[index];
    flight.ticket == ticket && flight.state == State::Queued
}
