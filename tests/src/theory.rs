//! Textbook formulas for systems that the table has not, or not with these parameters.

/// Stationary law of a birth-death process: `births[n]` leads from n to n + 1, `deaths[n]` back.
#[must_use]
pub fn birth_death(births: &[f64], deaths: &[f64]) -> Vec<f64> {
    let mut weights = vec![1.0];
    for (birth, death) in births.iter().zip(deaths) {
        weights.push(weights[weights.len() - 1] * birth / death);
    }
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Mean of a law over 0, 1, 2, ...
#[must_use]
pub fn mean(law: &[f64]) -> f64 {
    law.iter().enumerate().map(|(number, share)| number as f64 * share).sum()
}

/// Share of arrivals that wait in M/M/c (Erlang C), by the recursion of Erlang B.
#[must_use]
pub fn erlang_c(offered: f64, servers: f64) -> f64 {
    let mut blocked = 1.0;
    let mut count = 1.0;
    while count <= servers {
        blocked = offered * blocked / (count + offered * blocked);
        count += 1.0;
    }
    blocked / (1.0 - offered / servers * (1.0 - blocked))
}

/// Mean wait in M/G/1 with first come first served (Pollaczek and Khinchine).
#[must_use]
pub fn pollaczek_khinchine(rate: f64, mean: f64, second_moment: f64) -> f64 {
    rate * second_moment / 2.0 / (1.0 - rate * mean)
}

/// Root of a function between two places where it has different signs.
#[must_use]
pub fn root(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let sign = of(low).signum();
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if of(middle).signum() == sign {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Share of arrivals that wait in GI/M/1: the root of sigma = A*(mu (1 - sigma)) below 1, A* being
/// the Laplace transform of the gaps (Takacs).
#[must_use]
pub fn gim1_sigma(mu: f64, transform: impl Fn(f64) -> f64) -> f64 {
    root(1e-9, 1.0 - 1e-7, |sigma| transform(mu * (1.0 - sigma)) - sigma)
}

/// Hyperexponential of two phases with balanced means: shares and means, for a mean and a
/// coefficient of variation of at least 1.
#[must_use]
pub fn balanced_phases(mean: f64, cv: f64) -> [(f64, f64); 2] {
    let square = cv * cv;
    let share = 0.5 * (1.0 + ((square - 1.0) / (square + 1.0)).sqrt());
    [(share, mean / 2.0 / share), (1.0 - share, mean / 2.0 / (1.0 - share))]
}

/// Mean number at each single-server station of a closed network of `users` that think, by mean
/// value analysis (Reiser and Lavenberg 1980); and the throughput.
#[must_use]
pub fn mean_value_analysis(users: u32, think: f64, services: &[f64]) -> (Vec<f64>, f64) {
    let mut numbers = vec![0.0; services.len()];
    let mut throughput = 0.0;
    for present in 1..=users {
        let times: Vec<f64> = services
            .iter()
            .zip(&numbers)
            .map(|(service, number)| service * (1.0 + number))
            .collect();
        throughput = f64::from(present) / (think + times.iter().sum::<f64>());
        numbers = times.iter().map(|time| throughput * time).collect();
    }
    (numbers, throughput)
}

/// Chance that at least `needed` of `units` are up, each with this availability.
#[must_use]
pub fn k_of_n(needed: u32, units: u32, availability: f64) -> f64 {
    (needed..=units)
        .map(|up| {
            let ways: f64 = (0..up).map(|at| f64::from(units - at) / f64::from(at + 1)).product();
            ways * availability.powi(up as i32) * (1.0 - availability).powi((units - up) as i32)
        })
        .sum()
}

/// Places of a Zipf law: shares of the objects in the order of popularity.
#[must_use]
pub fn zipf(objects: usize, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=objects).map(|rank| (rank as f64).powf(-exponent)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Hit ratio of an LRU cache under independent references, exactly: the cache holds the last
/// `capacity` different objects, in an order of known chance (King 1971).
#[must_use]
pub fn lru_hit_ratio(shares: &[f64], capacity: usize) -> f64 {
    fn walk(shares: &[f64], left: usize, held: &mut Vec<usize>, chance: f64) -> f64 {
        let in_cache: f64 = held.iter().map(|&at| shares[at]).sum();
        if left == 0 {
            return chance * in_cache;
        }
        let mut total = 0.0;
        for at in 0..shares.len() {
            if !held.contains(&at) {
                let next = chance * shares[at] / (1.0 - in_cache);
                held.push(at);
                total += walk(shares, left - 1, held, next);
                held.pop();
            }
        }
        total
    }
    walk(shares, capacity, &mut Vec::new(), 1.0)
}

/// Hit ratio of a FIFO or a random cache under independent references, exactly: a set of objects is
/// held in proportion to the product of their shares (King 1971, Gelenbe 1973).
#[must_use]
pub fn fifo_hit_ratio(shares: &[f64], capacity: usize) -> f64 {
    let mut weights = 0.0;
    let mut hits = 0.0;
    for set in 0_u32..1 << shares.len() {
        if set.count_ones() as usize == capacity {
            let held = || (0..shares.len()).filter(|at| set >> at & 1 == 1).map(|at| shares[at]);
            let weight: f64 = held().product();
            weights += weight;
            hits += weight * held().sum::<f64>();
        }
    }
    hits / weights
}

/// Gamma function of a positive number (Lanczos 1964).
#[must_use]
pub fn gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let terms = TERMS.iter().enumerate().map(|(at, term)| term / (x + at as f64 + 1.0));
    let sum = 0.999_999_999_999_809_9 + terms.sum::<f64>();
    let t = x + 7.5;
    std::f64::consts::TAU.sqrt() * t.powf(x + 0.5) * (-t).exp() * sum
}
