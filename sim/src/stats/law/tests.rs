use super::*;
use crate::stats::Purpose;

const GROUPS: usize = 40;
const DRAWS: usize = 10_000;

fn stream(name: &str) -> Stream {
    Stream::new(5, 0, name, Purpose::Service)
}

/// Mean and its standard error over independent groups.
fn across(groups: &[f64]) -> (f64, f64) {
    let count = groups.len() as f64;
    let mean = groups.iter().sum::<f64>() / count;
    let squares: f64 = groups.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, libm::sqrt(squares / (count - 1.0) / count))
}

/// Draws against mean, variance and 99th percentile, each by its own standard error.
fn check(name: &str, mut draw: impl FnMut(&mut Stream) -> f64, [mean, variance, p99]: [f64; 3]) {
    let mut stream = stream(name);
    let mut groups = [const { Vec::<f64>::new() }; 3];
    for _ in 0..GROUPS {
        let mut sums = [0.0; 3];
        for _ in 0..DRAWS {
            let x = draw(&mut stream);
            sums[0] += x;
            sums[1] += (x - mean) * (x - mean);
            sums[2] += f64::from(x <= p99);
        }
        for (group, sum) in groups.iter_mut().zip(sums) {
            group.push(sum / DRAWS as f64);
        }
    }
    for (group, expected) in groups.iter().zip([mean, variance, 0.99]) {
        let (got, error) = across(group);
        let z = (got - expected) / error;
        assert!(z.abs() < 4.0, "{name}: {got} for {expected}, z {z:.2}");
    }
}

fn check_law(law: &Law, name: &str, expected: [f64; 3]) {
    assert!((law.mean() - expected[0]).abs() < 1e-12 * expected[0], "{name} {}", law.mean());
    let error = (law.variance() - expected[1]).abs();
    assert!(error < 1e-11 * expected[1], "{name} {}", law.variance());
    check(name, |stream| law.draw(stream), expected);
    let [mean, variance, p99] = expected;
    let twice = law.scaled(2.0);
    check(name, |stream| twice.draw(stream), [2.0 * mean, 4.0 * variance, 2.0 * p99]);
}

/// The truth entry `variates_moments` (textbook values).
#[test]
fn laws_have_their_textbook_moments() {
    let exponential = Law::Exponential { mean: 0.5 };
    check_law(&exponential, "exponential", [0.5, 0.25, std::f64::consts::LN_10]);
    let lognormal = Law::Lognormal { mu: 0.0, sigma: 1.0 };
    let expected = [1.648_721_270_700_128_2, 4.670_774_270_471_605, 10.240_473_656_312_131];
    check_law(&lognormal, "lognormal", expected);
    let weibull = Law::Weibull { shape: 1.5, scale: 2.0 };
    let expected = [1.805_490_585_901_867_3, 1.502_761_139_255_728, 5.535_970_730_450_05];
    check_law(&weibull, "weibull", expected);
    let gamma = Law::Gamma { shape: 2.5, scale: 0.4 };
    check_law(&gamma, "gamma", [1.0, 0.4, 3.017_254_493_877_798]);
    // With tail index 3 the variance of the sample variance is infinite: the law is checked by
    // its logarithm, which is exponential, and the variance with a lighter tail below.
    let pareto = Law::Pareto { shape: 3.0, minimum: 1.0 };
    assert_eq!([pareto.mean(), pareto.variance()], [1.5, 0.75]);
    let logarithm = |stream: &mut Stream| libm::log(pareto.draw(stream));
    let p99 = libm::log(4.641_588_833_612_778);
    check("pareto", logarithm, [1.0 / 3.0, 1.0 / 9.0, p99]);
    check_law(&Law::erlang(3, 3.0), "erlang", [3.0, 3.0, 8.405_946_914_885_464]);
    check_law(&Law::uniform(0.5, 1.0), "uniform", [0.5, 1.0 / 12.0, 0.99]);
    check("normal", Stream::normal, [0.0, 1.0, 2.326_347_874_040_840_8]);
}

#[test]
fn rarer_laws_have_their_moments() {
    // Chi-square with one degree of freedom, halved.
    check_law(&Law::gamma(0.5, 0.5), "gamma below 1", [0.5, 0.5, 3.317_448_300_510_68]);
    // Survival .88730 e^(-1.77460 x) + .11270 e^(-.22540 x) is .01 at 10.7459.
    let balanced = Law::balanced(1.0, 2.0);
    check_law(&balanced, "balanced", [1.0, 4.0, 10.745_890_757_663_22]);
    let phases = Law::phases(&[0.9, 1.0, 0.1, 5.0]).expect("shares add up to 1");
    let light = Law::Pareto { shape: 10.0, minimum: 1.0 };
    check_law(&light, "light tail", [10.0 / 9.0, 10.0 / 648.0, 1.584_893_192_461_113_6]);
    check_law(&phases, "phases", [1.4, 4.84, 11.517_407_349_746_75]);
    assert_eq!(Law::balanced(2.0, 1.0), Law::Exponential { mean: 2.0 });
    let fixed = Law::Deterministic { value: 3.0 };
    assert_eq!([fixed.mean(), fixed.variance(), fixed.scaled(2.0).mean()], [3.0, 0.0, 6.0]);
    assert_eq!(fixed.draw(&mut stream("fixed")), 3.0);
}

#[test]
fn measured_values_are_drawn_equally_often() {
    let law = Law::empirical(&[1.0, 2.0, 3.0, 10.0]).expect("there are values");
    assert_eq!([law.mean(), law.variance()], [4.0, 12.5]);
    assert_eq!(law.scaled(0.5).mean(), 2.0);
    let mut stream = stream("empirical");
    let mut counts = [0_u32; 11];
    (0..DRAWS).for_each(|_| counts[law.draw(&mut stream) as usize] += 1);
    for value in [1, 2, 3, 10] {
        let expected = DRAWS as f64 / 4.0;
        let z = (f64::from(counts[value]) - expected) / libm::sqrt(0.75 * expected);
        assert!(z.abs() < 4.0, "{value}: z {z}");
    }
}

#[test]
fn constructors_meet_what_they_are_asked_for() {
    let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9 * wanted, "{got}");
    let cv = |law: &Law| libm::sqrt(law.variance()) / law.mean();
    for law in [Law::lognormal_cv(3.0, 2.0), Law::balanced(3.0, 2.0), Law::gamma(0.25, 3.0)] {
        near(law.mean(), 3.0);
        near(cv(&law), 2.0);
    }
    near(Law::weibull(0.7, 3.0).mean(), 3.0);
    near(Law::pareto(1.5, 3.0).mean(), 3.0);
    near(Law::uniform(3.0, 0.2).mean(), 3.0);
    let law = Law::lognormal_p50_p99(20.0, 100.0);
    let below = |limit: f64| {
        let mut stream = stream("quantiles");
        (0..100_000).filter(|_| law.draw(&mut stream) <= limit).count() as f64 / 100_000.0
    };
    assert!((below(20.0) - 0.5).abs() < 4.0 * libm::sqrt(0.25 / 100_000.0));
    assert!((below(100.0) - 0.99).abs() < 4.0 * libm::sqrt(0.0099 / 100_000.0));
}

#[test]
fn laws_without_moments_say_so() {
    assert_eq!(Law::pareto(2.0, 1.0).variance(), f64::INFINITY);
    assert_eq!(Law::Pareto { shape: 1.0, minimum: 1.0 }.mean(), f64::INFINITY);
}

#[test]
fn unusable_lists_are_refused() {
    for pairs in [&[] as &[f64], &[1.0], &[0.5, 1.0, 0.4, 1.0], &[1.0, -1.0], &[f64::NAN, 1.0]] {
        assert_eq!(Law::phases(pairs), None, "{pairs:?}");
    }
    let rounded = Law::phases(&[0.33, 1.0, 0.33, 1.0, 0.33, 1.0]).expect("rounded shares");
    assert!((rounded.mean() - 1.0).abs() < 1e-12);
    for values in [&[] as &[f64], &[1.0, f64::INFINITY], &[-1.0]] {
        assert_eq!(Law::empirical(values), None, "{values:?}");
    }
}

#[test]
fn draws_are_pinned() {
    // A change of these numbers changes every result: raise ENGINE_VERSION with it.
    let laws = [
        Law::Exponential { mean: 2.0 },
        Law::Deterministic { value: 2.0 },
        Law::lognormal_p50_p99(1.0, 5.0),
        Law::gamma(2.5, 1.0),
        Law::gamma(0.5, 1.0),
        Law::uniform(1.0, 0.5),
        Law::balanced(1.0, 2.0),
        Law::weibull(1.5, 1.0),
        Law::pareto(3.0, 1.0),
        Law::empirical(&[1.0, 2.0, 3.0]).expect("there are values"),
    ];
    let bits = laws.map(|law| law.draw(&mut stream("pinned")).to_bits());
    assert_eq!(bits, PINNED);
}

const PINNED: [u64; 10] = [
    4_621_830_149_662_465_781,
    4_611_686_018_427_387_904,
    4_604_449_962_080_807_441,
    4_603_525_363_198_559_547,
    4_549_515_141_179_531_500,
    4_609_045_624_731_214_180,
    4_603_552_342_682_374_466,
    4_614_485_588_331_981_918,
    4_615_156_508_692_329_124,
    4_613_937_818_241_073_152,
];
