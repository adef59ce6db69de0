//! The events that come next: a heap, and behind it the far ones once they are very many.

use super::far::Far;
use super::time_of;
use crate::plan::Nanos;

/// A 4-ary heap: the top by itself, and behind it groups of four siblings. The children of the top
/// are group 0, those of element k are group k + 1.
///
/// Taking the top leaves a hole, which the next key pushed fills: most events schedule another, and
/// so cost one sift instead of two.
#[derive(Debug)]
pub(super) struct Heap {
    top: u128,
    groups: Vec<Group>,
    /// Keys, the top and the hole included.
    len: usize,
    has_hole: bool,
    /// Later keys belong to the far part.
    near_until: Nanos,
    /// Of how many keys the lesser is found without a sift: of none while there are far keys.
    few: usize,
    /// Places behind the top that can be filled without a look: none while there are far keys, so
    /// that every push is a careful one.
    room: usize,
    /// Keys that may be near; beyond, the far part is used. Usually so many, but more when many
    /// have the same time.
    most: usize,
    usual: usize,
    far: Far,
}

/// Four siblings in one cache line; an empty place holds the largest key.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Group([u128; 4]);

const EMPTY: u128 = u128::MAX;

/// Keys that a bucket of the far part may have without being split: what the fastest cache holds.
const BUCKET: usize = 512;

impl Default for Heap {
    fn default() -> Self {
        Self::new(BUCKET)
    }
}

impl Heap {
    /// A heap with buckets of so many keys; 32 times as many are kept without buckets.
    pub(super) fn new(bucket: usize) -> Self {
        Self {
            top: EMPTY,
            groups: Vec::new(),
            len: 0,
            has_hole: false,
            near_until: Nanos::MAX,
            few: FEW,
            room: 0,
            most: 32 * bucket,
            usual: 32 * bucket,
            far: Far::new(bucket),
        }
    }

    #[inline(always)]
    pub(super) fn push(&mut self, key: u128) {
        if self.has_hole {
            if self.len <= self.few {
                self.has_hole = false;
                self.put_on_few(key);
            } else if self.room > 0 {
                self.has_hole = false;
                self.sink(key);
            } else {
                self.push_carefully(key);
            }
        } else if self.len.wrapping_sub(1) >= self.room {
            self.push_carefully(key);
        } else {
            self.rise(key);
        }
    }

    /// Puts a key into the next empty place, which there is.
    #[inline(always)]
    fn rise(&mut self, key: u128) {
        let mut at = self.len - 1;
        self.len += 1;
        loop {
            let group = at / 4;
            let parent = if group == 0 { self.top } else { self.element(group - 1) };
            if parent <= key {
                break;
            }
            self.groups[group].0[at % 4] = parent;
            if group == 0 {
                self.top = key;
                return;
            }
            at = group - 1;
        }
        self.groups[at / 4].0[at % 4] = key;
    }

    #[inline]
    fn element(&self, at: usize) -> u128 {
        self.groups[at / 4].0[at % 4]
    }

    /// The top, or the largest key if there is none.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> u128 {
        self.close_hole();
        self.top
    }

    /// Takes the top that was looked at.
    #[inline(always)]
    pub(super) fn take(&mut self) {
        self.has_hole = true;
    }

    /// Fills a hole that nothing was pushed into.
    #[inline(always)]
    fn close_hole(&mut self) {
        if !self.has_hole {
            return;
        }
        self.has_hole = false;
        self.len -= 1;
        if self.len == 0 {
            self.top = EMPTY;
            if self.far.len() > 0 {
                self.refill();
            }
            return;
        }
        let last = self.len - 1;
        let key = std::mem::replace(&mut self.groups[last / 4].0[last % 4], EMPTY);
        if self.len == 1 {
            // The last one was the only child.
            self.top = key;
        } else if self.len <= FEW {
            self.put_on_few(key);
        } else {
            self.sink(key);
        }
    }

    /// Puts a key into the empty top, with at most one other event: a lone station and its source
    /// need no more.
    #[inline(always)]
    fn put_on_few(&mut self, key: u128) {
        self.top = key;
        if let Some(Group([other, ..])) = self.groups.first_mut()
            && *other < key
        {
            self.top = std::mem::replace(other, key);
        }
    }

    /// Puts a key into the empty top.
    #[inline(always)]
    fn sink(&mut self, key: u128) {
        let groups = &mut self.groups[..];
        let Some((least, mut at)) = groups.first().map(Group::least).filter(|few| few.0 < key)
        else {
            self.top = key;
            return;
        };
        self.top = least;
        let (mut group, mut below) = (0, at + 1);
        while let Some(siblings) = groups.get(below) {
            let (least, at_least) = siblings.least();
            if least >= key {
                break;
            }
            groups[group].0[at] = least;
            (group, at) = (below, at_least);
            below = 4 * group + at + 1;
        }
        groups[group].0[at] = key;
    }

    // Many keys

    #[cfg(test)]
    pub(super) fn has_far(&self) -> bool {
        self.far.len() > 0
    }

    /// Adds a key that may belong to the far part, or for which there is no place yet.
    #[inline(never)]
    fn push_carefully(&mut self, key: u128) {
        if !self.has_hole && self.len >= self.most {
            self.spill();
        }
        if time_of(key) > self.near_until {
            self.far.push(key);
        } else if self.has_hole {
            self.has_hole = false;
            self.sink(key);
        } else if self.len == 0 {
            self.len = 1;
            self.top = key;
        } else {
            if (self.len - 1) / 4 >= self.groups.len() {
                self.groups.push(Group([EMPTY; 4]));
                self.find_room();
            }
            self.rise(key);
        }
    }

    /// Notes which pushes must be careful.
    fn find_room(&mut self) {
        let is_engaged = self.far.len() > 0;
        self.few = if is_engaged { 0 } else { FEW };
        self.room = if is_engaged { 0 } else { self.most.min(4 * self.groups.len()) };
    }

    /// Moves all but the first keys to the far part.
    #[inline(never)]
    fn spill(&mut self) {
        let behind = self.groups.iter().flat_map(|group| group.0);
        let keys = std::iter::once(self.top).chain(behind).take(self.len);
        if self.far.push_near(keys) {
            self.groups.fill(Group([EMPTY; 4]));
            self.len = 0;
            self.refill();
        } else {
            self.most = 2 * self.len;
            self.find_room();
        }
    }

    /// Fetches the next keys of the far part into the empty heap.
    #[inline(never)]
    fn refill(&mut self) {
        // Small buckets together; and all of them, if they are not worth it any more.
        let bucket = self.usual / 32;
        let wanted = if self.far.len() <= 2 * bucket { usize::MAX } else { 1 + bucket / 8 };
        while self.len < wanted
            && let Some(bucket) = self.far.next_bucket()
        {
            let Self { far, groups, len, top, .. } = self;
            far.empty(bucket, |key| {
                if *len == 0 {
                    *top = key;
                } else {
                    let at = *len - 1;
                    if at / 4 >= groups.len() {
                        groups.push(Group([EMPTY; 4]));
                    }
                    groups[at / 4].0[at % 4] = key;
                }
                *len += 1;
            });
        }
        self.order();
        if self.far.len() == 0 {
            self.far.clear();
        }
        self.near_until = self.far.near_until();
        // Twice what is there, or keys of one time would all be moved for every one added.
        self.most = self.usual.max(2 * self.len);
        self.find_room();
    }

    /// Makes a heap of keys in any order.
    fn order(&mut self) {
        let groups = &mut self.groups[..];
        for start in (0..self.len.saturating_sub(2) / 4).rev() {
            let key = groups[start / 4].0[start % 4];
            let mut hole = start;
            while let Some((least, at)) = groups.get(hole + 1).map(Group::least)
                && least < key
            {
                groups[hole / 4].0[hole % 4] = least;
                hole = 4 * (hole + 1) + at;
            }
            groups[hole / 4].0[hole % 4] = key;
        }
        if self.len > 0 {
            self.sink(self.top);
        }
    }
}

/// Keys that are put in order without a sift.
const FEW: usize = 2;

impl Group {
    /// The least of the four, and its place.
    #[inline(always)]
    fn least(&self) -> (u128, usize) {
        let [a, b, c, d] = self.0;
        let (left, at_left) = if b < a { (b, 1) } else { (a, 0) };
        let (right, at_right) = if d < c { (d, 3) } else { (c, 2) };
        if right < left { (right, at_right) } else { (left, at_left) }
    }
}
