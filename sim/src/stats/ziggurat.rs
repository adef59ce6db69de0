//! Exponential and normal variates by the ziggurat method (Marsaglia & Tsang 2000).
//!
//! The tables and the rare branches use `libm`, so that native and WebAssembly draw the same bits.

use std::sync::OnceLock;

use rand::Rng;

const LAYERS: usize = 256;

/// One layer as the fast path needs it, in one cache line.
#[derive(Debug, Clone, Copy, Default)]
struct Layer {
    /// Whole numbers below this lie under the curve whatever the height.
    inside: u64,
    /// What a whole number is multiplied by.
    step: f64,
}

/// Layers of one law.
#[derive(Debug)]
struct Layers {
    fast: [Layer; LAYERS],
    /// Densities at the layer boundaries.
    density: [f64; LAYERS + 1],
}

/// Layer boundaries and densities for both laws.
#[derive(Debug)]
pub struct Ziggurat {
    exponential: Layers,
    normal: Layers,
}

/// Start of the tail and area of a layer, for 256 layers (Marsaglia & Tsang 2000).
const EXPONENTIAL_R: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_V: f64 = 0.003_949_659_822_581_557;
const NORMAL_R: f64 = 3.654_152_885_361_009;
const NORMAL_V: f64 = 0.004_928_673_233_974_655;

/// Random bits above those that choose the layer, as a whole number.
const DRAWN_BITS: u32 = 53;

impl Ziggurat {
    /// The tables, made once.
    pub fn shared() -> &'static Self {
        static TABLES: OnceLock<Ziggurat> = OnceLock::new();
        TABLES.get_or_init(|| Self {
            exponential: Layers::new(
                [EXPONENTIAL_R, EXPONENTIAL_V],
                DRAWN_BITS,
                |x| libm::exp(-x),
                |y| -libm::log(y),
            ),
            // One bit is the sign.
            normal: Layers::new(
                [NORMAL_R, NORMAL_V],
                DRAWN_BITS - 1,
                |x| libm::exp(-0.5 * x * x),
                |y| libm::sqrt(-2.0 * libm::log(y)),
            ),
        })
    }

    /// Exponential with mean 1.
    #[inline]
    pub fn exponential(&self, generator: &mut impl Rng) -> f64 {
        let bits = generator.next_u64();
        let layer = self.exponential.fast[(bits & 0xff) as usize];
        let drawn = bits >> (64 - DRAWN_BITS);
        let x = drawn as i64 as f64 * layer.step;
        if drawn < layer.inside { x } else { self.outer_exponential(bits, x, generator) }
    }

    /// Normal with mean 0 and variance 1.
    #[inline]
    pub fn normal(&self, generator: &mut impl Rng) -> f64 {
        let bits = generator.next_u64();
        let layer = self.normal.fast[(bits & 0xff) as usize];
        let drawn = bits as i64 >> (64 - DRAWN_BITS);
        let x = drawn as f64 * layer.step;
        if drawn.unsigned_abs() < layer.inside { x } else { self.outer_normal(bits, x, generator) }
    }

    /// One draw in a hundred: in the tail, or beside the curve.
    #[cold]
    #[inline(never)]
    fn outer_exponential(&self, bits: u64, x: f64, generator: &mut impl Rng) -> f64 {
        let layer = (bits & 0xff) as usize;
        if layer == 0 {
            // The tail is the law itself, moved.
            return EXPONENTIAL_R + self.exponential(generator);
        }
        if self.exponential.is_under(layer, generator, libm::exp(-x)) {
            return x;
        }
        self.exponential(generator)
    }

    #[cold]
    #[inline(never)]
    fn outer_normal(&self, bits: u64, x: f64, generator: &mut impl Rng) -> f64 {
        let layer = (bits & 0xff) as usize;
        if layer == 0 {
            let tail = loop {
                let x = self.exponential(generator) / NORMAL_R;
                let y = self.exponential(generator);
                if y + y > x * x {
                    break NORMAL_R + x;
                }
            };
            return if x < 0.0 { -tail } else { tail };
        }
        if self.normal.is_under(layer, generator, libm::exp(-0.5 * x * x)) {
            return x;
        }
        self.normal(generator)
    }
}

impl Layers {
    /// Layers from the start of the tail and the area of each, for whole numbers of so many bits.
    fn new(
        [tail, area]: [f64; 2],
        bits: u32,
        density: impl Fn(f64) -> f64,
        inverse: impl Fn(f64) -> f64,
    ) -> Self {
        let mut x = [0.0; LAYERS + 1];
        x[0] = area / density(tail);
        x[1] = tail;
        for layer in 2..LAYERS {
            x[layer] = inverse(area / x[layer - 1] + density(x[layer - 1]));
        }
        let whole = (1_u64 << bits) as f64;
        let mut fast = [Layer::default(); LAYERS];
        for (layer, edges) in fast.iter_mut().zip(x.windows(2)) {
            layer.inside = (edges[1] / edges[0] * whole) as u64;
            layer.step = edges[0] / whole;
        }
        Self { fast, density: x.map(density) }
    }

    fn is_under(&self, layer: usize, generator: &mut impl Rng, density: f64) -> bool {
        let (low, high) = (self.density[layer], self.density[layer + 1]);
        let unit = (generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64);
        low + (high - low) * unit < density
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    const DRAWS: usize = 2_000_000;

    fn moments(mut draw: impl FnMut(&mut Xoshiro256PlusPlus) -> f64) -> [f64; 4] {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(11);
        let mut sums = [0.0; 4];
        for _ in 0..DRAWS {
            let x = draw(&mut generator);
            for (power, sum) in sums.iter_mut().enumerate() {
                *sum += libm::pow(x, power as f64 + 1.0);
            }
        }
        sums.map(|sum| sum / DRAWS as f64)
    }

    #[test]
    fn exponential_has_its_moments() {
        let tables = Ziggurat::shared();
        let [m1, m2, m3, _] = moments(|generator| tables.exponential(generator));
        assert!((m1 - 1.0).abs() < 4.0 / libm::sqrt(DRAWS as f64), "{m1}");
        assert!((m2 - 2.0).abs() < 4.0 * libm::sqrt(20.0 / DRAWS as f64), "{m2}");
        assert!((m3 - 6.0).abs() < 4.0 * libm::sqrt(684.0 / DRAWS as f64), "{m3}");
    }

    #[test]
    fn normal_has_its_moments() {
        let tables = Ziggurat::shared();
        let [m1, m2, m3, m4] = moments(|generator| tables.normal(generator));
        let bound = |variance: f64| 4.0 * libm::sqrt(variance / DRAWS as f64);
        assert!(m1.abs() < bound(1.0), "{m1}");
        assert!((m2 - 1.0).abs() < bound(2.0), "{m2}");
        assert!(m3.abs() < bound(15.0), "{m3}");
        assert!((m4 - 3.0).abs() < bound(96.0), "{m4}");
    }
}
