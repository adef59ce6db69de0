//! Events that are far from now, kept unsorted in buckets of time while very many are pending: a
//! ladder queue (Tang, Goh & Thng 2005, ACM TOMACS 15(3), 175-204) with the heap as its bottom.
//!
//! Behind a heap of a million keys every step is a cache miss. Here a key is written at the end of
//! its bucket, and read again with its bucket, in order of memory.

use super::time_of;
use crate::plan::Nanos;

/// Buckets of time, the nearest last: a rung lies within one bucket of the rung before it.
#[derive(Debug)]
pub(super) struct Far {
    rungs: Vec<Rung>,
    /// Keys in all buckets.
    len: usize,
    pool: Pool,
    /// A bucket with more keys is spread over a rung of its own before it is heaped.
    most: usize,
}

/// Buckets of the same width; the last one goes on to the end of the rung before.
#[derive(Debug)]
struct Rung {
    start: Nanos,
    /// A bucket is 2^shift ns wide.
    shift: u32,
    buckets: Vec<Bucket>,
    /// The first bucket that was not taken yet, and when it starts.
    next: usize,
    from: Nanos,
}

/// A chain of chunks, all of them full but the one at the head.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bucket {
    head: u32,
    len: u32,
}

/// Fewest and most buckets of a rung. Of more than that, the ends would not fit into a cache.
const BUCKETS: (usize, usize) = (16, 1024);

impl Far {
    pub(super) fn new(most: usize) -> Self {
        Self { rungs: Vec::new(), len: 0, pool: Pool::default(), most }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The time up to and with which nothing is in a bucket.
    pub(super) fn near_until(&self) -> Nanos {
        self.rungs.last().map_or(Nanos::MAX, |rung| rung.from - 1)
    }

    /// Adds a key later than `near_until`.
    pub(super) fn push(&mut self, key: u128) {
        let time = time_of(key);
        let rung = self.rungs.iter_mut().find(|rung| time >= rung.from);
        if let Some(rung) = rung {
            self.pool.append(rung.bucket(time), key);
            self.len += 1;
        }
    }

    /// Adds keys that are all earlier than those here; `false`, and nothing is added, if all have
    /// the same time.
    pub(super) fn push_near(&mut self, keys: impl Iterator<Item = u128>) -> bool {
        let mut bucket = Bucket::default();
        for key in keys {
            self.pool.append(&mut bucket, key);
        }
        let is_spread = self.spread(&mut bucket);
        if is_spread {
            self.len += bucket.len as usize;
        }
        is_spread
    }

    /// Takes the earliest bucket out of the rungs.
    pub(super) fn next_bucket(&mut self) -> Option<Bucket> {
        loop {
            let rung = self.rungs.last_mut()?;
            let mut bucket = rung.take_next();
            if rung.next == rung.buckets.len() {
                self.rungs.pop();
            }
            if bucket.len as usize <= self.most || !self.spread(&mut bucket) {
                self.len -= bucket.len as usize;
                if bucket.len > 0 {
                    return Some(bucket);
                }
            }
        }
    }

    /// Hands out the keys of a bucket that was taken.
    pub(super) fn empty(&mut self, mut bucket: Bucket, mut take: impl FnMut(u128)) {
        while let Some((chunk, len)) = self.pool.pop_chunk(&mut bucket) {
            for &key in &chunk.0[..len] {
                take(key);
            }
        }
    }

    /// Gives memory back when nothing is left.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    /// Makes a rung of a bucket; `false` if all its keys have the same time.
    fn spread(&mut self, bucket: &mut Bucket) -> bool {
        let (first, last) = self.pool.span(bucket);
        if first == last {
            return false;
        }
        let wanted = 4 * bucket.len as usize / self.most;
        let wanted = wanted.next_power_of_two().clamp(BUCKETS.0, BUCKETS.1);
        let bits = Nanos::BITS - (last - first).leading_zeros();
        let shift = bits.saturating_sub(wanted.ilog2());
        let buckets = vec![Bucket::default(); ((last - first) >> shift) as usize + 1];
        let mut rung = Rung { start: first, shift, buckets, next: 0, from: first };
        let mut old = *bucket;
        while let Some((chunk, len)) = self.pool.pop_chunk(&mut old) {
            for &key in &chunk.0[..len] {
                self.pool.append(rung.bucket(time_of(key)), key);
            }
        }
        self.rungs.push(rung);
        true
    }
}

impl Rung {
    fn bucket(&mut self, time: Nanos) -> &mut Bucket {
        let at = ((time - self.start) >> self.shift) as usize;
        let last = self.buckets.len() - 1;
        &mut self.buckets[at.min(last)]
    }

    fn take_next(&mut self) -> Bucket {
        let bucket = self.buckets[self.next];
        self.next += 1;
        if self.next < self.buckets.len() {
            self.from = self.start + ((self.next as Nanos) << self.shift);
        }
        bucket
    }
}

/// The memory of all buckets.
#[derive(Debug, Default)]
struct Pool {
    chunks: Vec<Chunk>,
    /// What follows each chunk in its chain.
    links: Vec<u32>,
    free: Vec<u32>,
}

/// Eight cache lines of keys.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Chunk([u128; CHUNK]);

const CHUNK: usize = 32;

impl Pool {
    #[inline]
    fn append(&mut self, bucket: &mut Bucket, key: u128) {
        let at = bucket.len as usize % CHUNK;
        if at == 0 {
            bucket.head = self.take_chunk(bucket.head);
        }
        self.chunks[bucket.head as usize].0[at] = key;
        bucket.len += 1;
    }

    fn take_chunk(&mut self, link: u32) -> u32 {
        if let Some(chunk) = self.free.pop() {
            self.links[chunk as usize] = link;
            return chunk;
        }
        self.chunks.push(Chunk([0; CHUNK]));
        self.links.push(link);
        self.chunks.len() as u32 - 1
    }

    /// Takes the chunk at the head, and says how many keys it has.
    fn pop_chunk(&mut self, bucket: &mut Bucket) -> Option<(Chunk, usize)> {
        let len = Self::in_head(bucket)?;
        let at = bucket.head;
        bucket.head = self.links[at as usize];
        bucket.len -= len as u32;
        self.free.push(at);
        Some((self.chunks[at as usize], len))
    }

    fn in_head(bucket: &Bucket) -> Option<usize> {
        (bucket.len > 0).then(|| (bucket.len as usize - 1) % CHUNK + 1)
    }

    /// The first and the last time in a bucket.
    fn span(&self, bucket: &Bucket) -> (Nanos, Nanos) {
        let (mut first, mut last) = (Nanos::MAX, 0);
        let mut rest = *bucket;
        while let Some(len) = Self::in_head(&rest) {
            for &key in &self.chunks[rest.head as usize].0[..len] {
                first = first.min(time_of(key));
                last = last.max(time_of(key));
            }
            rest.head = self.links[rest.head as usize];
            rest.len -= len as u32;
        }
        (first, last)
    }
}
