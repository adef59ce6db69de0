//! When the parts of a design hear that the cursor has come to another interval of the run.
//!
//! While it plays, a large design would have hundreds of signs to word anew in one frame, several
//! times a second. There the parts take turns, some in each frame: nobody reads faster. Where
//! nothing plays, all of them hear it at once.

use leptos::prelude::*;

use crate::store::Store;

/// How many parts hear it in one frame.
const PARTS_PER_FRAME: usize = 24;

/// Most groups that take turns; the slowest part hears it after as many frames.
const MOST_GROUPS: usize = 30;

/// The interval of the run that the cursor is in, as each group of parts has heard of it.
#[derive(Clone, Copy)]
pub struct Turns {
    groups: StoredValue<Vec<RwSignal<usize>>>,
    count: Memo<usize>,
}

impl Turns {
    /// Follows the cursor for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let still = store.still_signal();
        let groups: Vec<_> = (0..MOST_GROUPS).map(|_| RwSignal::new(0)).collect();
        let count =
            Memo::new(move |_| still.with(|it| group_count(it.nodes.len() + it.links.len())));
        let turns = Self { groups: StoredValue::new(groups), count };
        Effect::new(move |before: Option<usize>| {
            let bucket = bucket(store);
            let playing = store.run.playing.get();
            let turn = before.unwrap_or_default() % count.get();
            turns.groups.with_value(|groups| {
                let hear = if playing { &groups[turn..=turn] } else { &groups[..] };
                for group in hear.iter().filter(|group| group.get_untracked() != bucket) {
                    group.set(bucket);
                }
            });
            turn + 1
        });
        turns
    }

    /// The interval, as this part has heard of it; tracked.
    #[must_use]
    pub fn bucket(self, id: &str) -> usize {
        let group = group_of(id, self.count.get());
        self.groups.with_value(|groups| groups[group].get())
    }
}

fn bucket(store: Store) -> usize {
    let cursor_s = store.run.cursor_s.get();
    store.run.result.with(|result| {
        let Some(series) = result.as_ref().map(|result| &result.series) else { return 0 };
        let last = series.arrived.len().saturating_sub(1);
        // The end of the run belongs to its last bucket.
        ((cursor_s / series.bucket_s.max(1e-9)).max(0.0) as usize).min(last)
    })
}

fn group_count(parts: usize) -> usize {
    parts.div_ceil(PARTS_PER_FRAME).clamp(1, MOST_GROUPS)
}

/// Spreads names evenly, those that count up too.
fn group_of(id: &str, count: usize) -> usize {
    let mixed = id.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    mixed as usize % count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_designs_have_one_turn_and_large_ones_share_frames() {
        assert_eq!(group_count(0), 1);
        assert_eq!(group_count(24), 1);
        assert_eq!(group_count(700), 30);
        assert_eq!(group_count(100_000), MOST_GROUPS);
    }

    #[test]
    fn no_frame_gets_far_more_than_its_part() {
        let count = group_count(700);
        let mut sizes = vec![0; count];
        let nodes = (0..200).map(|n| format!("service-{n}"));
        let links = (0..500).map(|n| format!("service-{}-service-{}", n / 3, n % 200));
        for id in nodes.chain(links) {
            sizes[group_of(&id, count)] += 1;
        }
        assert!(sizes.iter().all(|size| (10..50).contains(size)), "{sizes:?}");
    }
}
