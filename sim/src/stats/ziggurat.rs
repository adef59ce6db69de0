//! Exponential and normal variates by the ziggurat method (Marsaglia & Tsang 2000).
//!
//! The tables and the rare branches use `libm`, so that native and WebAssembly draw the same bits.

use std::sync::OnceLock;

use rand::Rng;

const LAYERS: usize = 256;

/// Layer boundaries and densities for both laws.
#[derive(Debug)]
pub struct Ziggurat {
    exponential_x: [f64; LAYERS + 1],
    exponential_f: [f64; LAYERS + 1],
    normal_x: [f64; LAYERS + 1],
    normal_f: [f64; LAYERS + 1],
}

/// Start of the tail and area of a layer, for 256 layers (Marsaglia & Tsang 2000).
const EXPONENTIAL_R: f64 = 7.697_117_470_131_05;
const EXPONENTIAL_V: f64 = 0.003_949_659_822_581_557;
const NORMAL_R: f64 = 3.654_152_885_361_009;
const NORMAL_V: f64 = 0.004_928_673_233_974_655;

impl Ziggurat {
    /// The tables, made once.
    pub fn shared() -> &'static Self {
        static TABLES: OnceLock<Ziggurat> = OnceLock::new();
        TABLES.get_or_init(|| {
            let (exponential_x, exponential_f) =
                layers(EXPONENTIAL_R, EXPONENTIAL_V, |x| libm::exp(-x), |y| -libm::log(y));
            let (normal_x, normal_f) = layers(
                NORMAL_R,
                NORMAL_V,
                |x| libm::exp(-0.5 * x * x),
                |y| libm::sqrt(-2.0 * libm::log(y)),
            );
            Self { exponential_x, exponential_f, normal_x, normal_f }
        })
    }

    /// Exponential with mean 1.
    pub fn exponential(&self, generator: &mut impl Rng) -> f64 {
        loop {
            let bits = generator.next_u64();
            let layer = (bits & 0xff) as usize;
            let x = unit(bits) * self.exponential_x[layer];
            if x < self.exponential_x[layer + 1] {
                return x;
            }
            if layer == 0 {
                // The tail is the law itself, moved.
                return EXPONENTIAL_R - libm::log(1.0 - unit(generator.next_u64()));
            }
            if self.is_under(&self.exponential_f, layer, generator, libm::exp(-x)) {
                return x;
            }
        }
    }

    /// Normal with mean 0 and variance 1.
    pub fn normal(&self, generator: &mut impl Rng) -> f64 {
        loop {
            let bits = generator.next_u64();
            let layer = (bits & 0xff) as usize;
            let x = (2.0 * unit(bits) - 1.0) * self.normal_x[layer];
            if x.abs() < self.normal_x[layer + 1] {
                return x;
            }
            if layer == 0 {
                let tail = loop {
                    let x = -libm::log(1.0 - unit(generator.next_u64())) / NORMAL_R;
                    let y = -libm::log(1.0 - unit(generator.next_u64()));
                    if y + y > x * x {
                        break NORMAL_R + x;
                    }
                };
                return if x < 0.0 { -tail } else { tail };
            }
            if self.is_under(&self.normal_f, layer, generator, libm::exp(-0.5 * x * x)) {
                return x;
            }
        }
    }

    fn is_under(
        &self,
        densities: &[f64; LAYERS + 1],
        layer: usize,
        generator: &mut impl Rng,
        density: f64,
    ) -> bool {
        let (low, high) = (densities[layer], densities[layer + 1]);
        low + (high - low) * unit(generator.next_u64()) < density
    }
}

fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

fn layers(
    tail: f64,
    area: f64,
    density: impl Fn(f64) -> f64,
    inverse: impl Fn(f64) -> f64,
) -> ([f64; LAYERS + 1], [f64; LAYERS + 1]) {
    let mut x = [0.0; LAYERS + 1];
    x[0] = area / density(tail);
    x[1] = tail;
    for layer in 2..LAYERS {
        x[layer] = inverse(area / x[layer - 1] + density(x[layer - 1]));
    }
    x[LAYERS] = 0.0;
    (x, x.map(density))
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
