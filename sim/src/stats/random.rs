//! Random streams: one for every purpose of every node, so that a change in one place leaves the
//! draws of all others alone.

use rand::{Rng, SeedableRng};
use rand_xoshiro::{SplitMix64, Xoshiro256PlusPlus};

use super::Ziggurat;

/// What a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Times between arrivals.
    Arrivals,
    /// Service times.
    Service,
    /// Errors of served requests.
    Errors,
    /// Patience in the queue.
    Patience,
    /// Which link is taken.
    Routing,
    /// Waits before retries.
    Backoff,
    /// Features and classes of requests.
    World,
    /// Misses of a feature store.
    Misses,
    /// Failures, repairs and cold starts.
    Failures,
    /// Think times, phases and crowds of a source.
    Phases,
    /// Choices among replicas and targets.
    Balance,
}

/// A portable generator with the samplers the engine needs.
#[derive(Debug, Clone)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
    ziggurat: &'static Ziggurat,
}

impl Stream {
    /// The stream of one purpose of one node.
    #[must_use]
    pub fn new(seed: u64, replication: u32, node: &str, purpose: Purpose) -> Self {
        let key = stream_key(seed, replication, node, purpose);
        Self { generator: Xoshiro256PlusPlus::seed_from_u64(key), ziggurat: Ziggurat::shared() }
    }

    /// Uniform in 0 (included) to 1 (excluded).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        uniform(self.generator.next_u64())
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        self.ziggurat.exponential(&mut self.generator)
    }

    /// Normal with mean 0 and variance 1.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.ziggurat.normal(&mut self.generator)
    }
}

/// The draws that belong to one request, whatever happens to it: each is a pure function of its
/// number, so that a changed design meets the same requests.
#[derive(Debug, Clone, Copy)]
pub struct RequestDraws {
    start: u64,
}

/// The golden ratio in 64 bits, the step of SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl RequestDraws {
    /// The draws of request `serial` of the source with this key.
    #[inline]
    #[must_use]
    pub fn new(source_key: u64, serial: u64) -> Self {
        Self { start: mix(source_key ^ serial.wrapping_mul(GOLDEN)) }
    }

    /// Draw number `at`, uniform in 0 (included) to 1 (excluded), without making those before it.
    #[inline]
    #[must_use]
    pub fn uniform_at(self, at: u64) -> f64 {
        uniform(mix(self.start.wrapping_add((at + 1).wrapping_mul(GOLDEN))))
    }

    /// The draws from number `at` on, one after the other.
    #[must_use]
    pub fn sequence(self, at: u64) -> RequestSequence {
        let start = self.start.wrapping_add(at.wrapping_mul(GOLDEN));
        RequestSequence {
            generator: SplitMix64::seed_from_u64(start),
            ziggurat: Ziggurat::shared(),
        }
    }
}

/// Draws of one request, one after the other.
#[derive(Debug, Clone)]
pub struct RequestSequence {
    generator: SplitMix64,
    ziggurat: &'static Ziggurat,
}

impl RequestSequence {
    /// Uniform in 0 (included) to 1 (excluded).
    pub fn uniform(&mut self) -> f64 {
        uniform(self.generator.next_u64())
    }

    /// Normal with mean 0 and variance 1.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.ziggurat.normal(&mut self.generator)
    }
}

/// Number from which the stream of one purpose of one node starts.
#[must_use]
pub(crate) fn stream_key(seed: u64, replication: u32, node: &str, purpose: Purpose) -> u64 {
    let mut key = mix(seed ^ 0x5749_4e44_5455_4e4e);
    key = mix(key ^ u64::from(replication));
    // FNV-1a over the id: stable across platforms and versions, unlike the standard hasher.
    let id = node.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(mix(key ^ id) ^ (purpose as u64 + 1))
}

/// Spreads every bit over all (the finaliser of SplitMix64, Steele, Lea & Flood 2014).
#[inline]
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[inline]
fn uniform(bits: u64) -> f64 {
    (bits >> 11) as i64 as f64 * (1.0 / (1_u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_seed_replication_node_and_purpose() {
        let key = |seed, replication, node, purpose| stream_key(seed, replication, node, purpose);
        let one = key(1, 0, "a", Purpose::Service);
        assert_ne!(one, key(2, 0, "a", Purpose::Service));
        assert_ne!(one, key(1, 1, "a", Purpose::Service));
        assert_ne!(one, key(1, 0, "b", Purpose::Service));
        assert_ne!(one, key(1, 0, "a", Purpose::Errors));
        assert_eq!(one, key(1, 0, "a", Purpose::Service));
    }

    #[test]
    fn request_draws_are_a_function_of_the_serial_number() {
        let (first, other) = (RequestDraws::new(7, 3), RequestDraws::new(7, 4));
        let mut sequence = first.sequence(0);
        for at in 0..5 {
            assert_eq!(first.uniform_at(at).to_bits(), sequence.uniform().to_bits());
        }
        assert_eq!(
            first.sequence(5).normal().to_bits(),
            sequence.normal().to_bits(),
            "a sequence may begin anywhere"
        );
        assert_ne!(first.uniform_at(0).to_bits(), other.uniform_at(0).to_bits());
    }

    #[test]
    fn draws_are_pinned() {
        // A change of these numbers changes every result: raise ENGINE_VERSION with it.
        let mut stream = Stream::new(1, 0, "a", Purpose::Service);
        let bits = [stream.uniform(), stream.exponential(), stream.normal()].map(f64::to_bits);
        assert_eq!(bits, PINNED);
    }

    const PINNED: [u64; 3] =
        [4_597_886_316_043_156_096, 4_592_892_321_111_596_381, 13_826_244_462_803_827_790];
}
