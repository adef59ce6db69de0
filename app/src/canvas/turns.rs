//! When the parts of a design hear that the cursor has come to another interval of the run.
//!
//! While it plays, a large design would have hundreds of signs to word anew in one frame, several
//! times a second. There the parts take turns, some in each frame: nobody reads faster. Where
//! nothing plays, or the run is another one, all of them hear it at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use windtunnel_design::sim::model::NodeKind;
use windtunnel_design::sim::result::RunResult;

use crate::core::vitals::Drawn;
use crate::store::Store;

/// How many parts take a turn together.
const PARTS_PER_TURN: usize = 8;

/// Most groups that take turns.
const MOST_GROUPS: usize = 90;

/// Groups that take their turn in one frame; while parts are moved, what moves goes first.
const TURNS_PER_FRAME: usize = 2;
const TURNS_PER_FRAME_OF_A_DRAG: usize = 1;

/// Names and kinds of nodes by id.
pub type Faces = BTreeMap<String, (String, NodeKind)>;

/// Where nodes and links are in a result.
#[derive(Default, PartialEq)]
pub struct Places {
    /// Nodes by id.
    pub nodes: BTreeMap<String, usize>,
    /// Links by id.
    pub links: BTreeMap<String, usize>,
}

/// What signs and flows are made from, but for the interval of the run.
#[derive(Default)]
pub struct Scene {
    /// The run.
    pub result: Option<Arc<RunResult>>,
    /// Where nodes and links are in it.
    pub places: Arc<Places>,
    /// Names and kinds.
    pub faces: Arc<Faces>,
    /// How nodes are drawn.
    pub drawn: Arc<BTreeMap<String, Drawn>>,
    /// Nodes and links of the document.
    pub parts: usize,
}

/// All that a part must hear of to make its signs. In one signal: a part that hears of hundreds takes
/// its leave of each of them whenever it hears one, and each then looks for it among all its hearers.
#[derive(Clone, Default)]
pub struct Heard {
    /// All but the interval.
    pub scene: Arc<Scene>,
    /// The interval of the run that the cursor is in.
    pub bucket: usize,
}

impl Heard {
    fn is_same(&self, other: &Self) -> bool {
        self.bucket == other.bucket && Arc::ptr_eq(&self.scene, &other.scene)
    }
}

/// What each group of parts has heard.
#[derive(Clone, Copy)]
pub struct Turns {
    groups: StoredValue<Vec<RwSignal<Heard>>>,
    scene: Memo<Arc<Scene>>,
}

impl Turns {
    /// Follows the cursor and the scene for as long as the current view is there.
    #[must_use]
    pub fn new(store: Store, scene: Memo<Arc<Scene>>) -> Self {
        let first = Heard { scene: scene.get_untracked(), bucket: bucket(store) };
        let groups: Vec<_> = (0..MOST_GROUPS).map(|_| RwSignal::new(first.clone())).collect();
        let turns = Self { groups: StoredValue::new(groups), scene };
        Effect::new(move |before: Option<(usize, Arc<Scene>)>| {
            let now = Heard { scene: scene.get(), bucket: bucket(store) };
            let (turn, of) = before.unwrap_or_default();
            let in_turn = store.run.playing.get() && Arc::ptr_eq(&of, &now.scene);
            let drags = store.session.tool.with_untracked(|tool| tool.state.holds_document());
            let hear = |group: &RwSignal<Heard>| {
                if !group.read_untracked().is_same(&now) {
                    group.set(now.clone());
                }
            };
            let count = group_count(now.scene.parts);
            let turns_now = if drags { TURNS_PER_FRAME_OF_A_DRAG } else { TURNS_PER_FRAME };
            turns.groups.with_value(|groups| {
                if in_turn {
                    (turn..turn + turns_now.min(count))
                        .for_each(|turn| hear(&groups[turn % count]));
                } else {
                    // Also those that are none of this scene's: parts are still in them.
                    groups.iter().for_each(hear);
                }
            });
            ((turn + turns_now) % count, now.scene)
        });
        turns
    }

    /// What this part has heard; tracked.
    #[must_use]
    pub fn heard(self, id: &str) -> Heard {
        // With another number of parts a part belongs to another group. It hears of the scene in the
        // one before, since all groups do, and asks here again.
        let parts = self.scene.with_untracked(|scene| scene.parts);
        let group = group_of(id, group_count(parts));
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
    parts.div_ceil(PARTS_PER_TURN).clamp(1, MOST_GROUPS)
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
        assert_eq!(group_count(PARTS_PER_TURN), 1);
        assert_eq!(group_count(700), 88);
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
        assert!(sizes.iter().all(|size| *size < 3 * PARTS_PER_TURN), "{sizes:?}");
    }
}
