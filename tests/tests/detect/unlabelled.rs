//! Quality from calibrated probabilities alone.

use windtunnel_sim::detect::unlabelled::Unlabelled;
use windtunnel_sim::stats::binormal::{Binormal, ErrorCosts};
use windtunnel_sim::stats::{Normal, Purpose, Stream};

use crate::near;

const COSTS: ErrorCosts = ErrorCosts { false_positive: 1.0, false_negative: 20.0 };

/// Scores of one world, with probabilities by another.
fn estimate(world: Binormal, belief: Binormal, threshold: f64) -> Unlabelled {
    let mut draws = Stream::new(4, 0, "cases", Purpose::World);
    let mut estimate = Unlabelled::default();
    for _ in 0..400_000 {
        let is_positive = draws.uniform() < world.base_rate;
        let law = if is_positive { world.positive } else { world.negative };
        let score = law.mean + law.sd * draws.normal();
        estimate.add(belief.posterior(score), score > threshold);
    }
    estimate
}

#[test]
fn it_is_right_without_a_single_label_while_the_probabilities_are() {
    // The rare class comes 400 times only, which is 5 % of noise.
    for (base_rate, separation, threshold, tolerance) in
        [(0.1, 2.0, 1.0, 0.02), (0.001, 2.66, 3.0, 0.15), (0.5, 1.0, 0.5, 0.01)]
    {
        let model = Binormal::equal_variance(base_rate, separation);
        let got = estimate(model, model, threshold);
        let (rates, want) = (got.rates().expect("both classes"), model.at(threshold));
        near("recall", rates.recall, want.recall, tolerance);
        near(
            "precision",
            rates.precision.expect("flags"),
            want.precision.expect("flags"),
            tolerance,
        );
        near("flag share", rates.flag_share, want.flag_share, tolerance);
        near("auc", got.auc().expect("both classes"), model.auc(), 0.005);
        near("cost", got.cost(COSTS).expect("decisions"), model.cost(threshold, COSTS), tolerance);
    }
}

#[test]
fn it_follows_a_covariate_shift_and_is_blind_to_concept_drift() {
    let trained = Binormal::equal_variance(0.1, 2.0);
    let honest = estimate(trained, trained, 1.0).rates().expect("both classes").recall;
    // Positives come down by one: recall falls to a half, the estimate does not see how far.
    let drifted = Binormal::equal_variance(0.1, 1.0);
    let blind = estimate(drifted, trained, 1.0).rates().expect("both classes").recall;
    let truth = drifted.at(1.0).recall;
    assert!(blind > truth + 0.1, "{blind} {truth} {honest}");
    // More scores in the doubtful middle, with the same meaning: the estimate follows.
    let wider = Normal { mean: 0.0, sd: 1.0 };
    let shifted = Binormal { base_rate: 0.3, negative: wider, ..trained };
    let got = estimate(shifted, shifted, 1.0).rates().expect("both classes");
    near(
        "precision",
        got.precision.expect("flags"),
        shifted.at(1.0).precision.expect("flags"),
        0.02,
    );
}

#[test]
fn nothing_is_said_of_nothing() {
    let mut empty = Unlabelled::default();
    assert_eq!((empty.rates(), empty.auc(), empty.cost(COSTS)), (None, None, None));
    empty.add(0.0, false);
    assert_eq!((empty.rates(), empty.auc(), empty.count()), (None, None, 1.0));
    empty.add(1.0, true);
    let rates = empty.rates().expect("one of each");
    assert_eq!((rates.recall, rates.precision, empty.auc()), (1.0, Some(1.0), Some(1.0)));
    empty.reset();
    assert_eq!(empty, Unlabelled::default());
}
