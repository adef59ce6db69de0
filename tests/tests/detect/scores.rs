//! Scores of two normal classes.

use windtunnel_sim::stats::Normal;
use windtunnel_sim::stats::binormal::{
    Binormal, ErrorCosts, learned_separation, separation_of_auc,
};
use windtunnel_tests::table::{Entry, family};

use crate::near;

fn scores(entry: &Entry) -> Binormal {
    Binormal::equal_variance(entry.param("prior"), entry.param("d_prime"))
}

#[test]
fn thresholds_of_the_table() {
    for entry in family("binormal_d") {
        let model = scores(&entry);
        let rates = model.at(entry.param("threshold"));
        for (key, got) in [
            ("auc", model.auc()),
            ("tpr", rates.recall),
            ("fpr", rates.false_positive_rate),
            ("precision", rates.precision.expect("some are flagged")),
            ("recall", rates.recall),
            ("f1", rates.f1),
            ("accuracy", rates.accuracy),
            ("flag_rate", rates.flag_share),
            ("ks", model.ks()),
        ] {
            near(&format!("{} {key}", entry.id), got, entry.expects(key), 1e-12);
        }
    }
}

#[test]
fn average_precision_of_the_table() {
    for entry in family("binormal_average_precision") {
        let rows = entry.params("d_prime").into_iter().zip(entry.params("prior"));
        for ((separation, prior), want) in rows.zip(entry.expects_all("ap")) {
            let model = Binormal::equal_variance(prior, separation);
            near(&entry.id, model.average_precision(), want, 1e-9);
        }
    }
    // Without separation every precision is the base rate.
    near("blind", Binormal::equal_variance(0.07, 0.0).average_precision(), 0.07, 1e-12);
}

#[test]
fn unequal_variances() {
    for entry in family("binormal_unequal_variance") {
        let positive = Normal { mean: entry.param("mu1"), sd: entry.param("sigma1") };
        let model = Binormal { base_rate: 0.2, negative: Normal::STANDARD, positive };
        near(&entry.id, model.auc(), entry.expects("auc"), 1e-12);
        // The largest distance, found by looking everywhere.
        let gap = |x: f64| (model.negative.cdf(x) - positive.cdf(x)).abs();
        let looked = (-8000..8000).map(|at| gap(f64::from(at) / 1000.0)).fold(0.0, f64::max);
        near("ks", model.ks(), looked, 1e-6);
    }
}

#[test]
fn costs_of_the_table() {
    for entry in family("bayes_threshold") {
        let model = scores(&entry);
        let costs = ErrorCosts {
            false_positive: entry.param("cost_fp"),
            false_negative: entry.param("cost_fn"),
        };
        let best = model.best_threshold(costs);
        near("threshold", best.threshold, entry.expects("threshold"), 1e-10);
        near("cost", best.cost, entry.expects("min_cost"), 1e-12);
        let posterior = model.posterior(best.threshold);
        near("posterior", posterior, entry.expects("posterior_threshold"), 1e-10);
        // Halfway between the classes, as if both came and cost the same.
        let half = model.cost(0.5 * entry.param("d_prime"), costs);
        near("at half", half, entry.expects("cost_at_half"), 1e-12);
        let all = model.cost(f64::NEG_INFINITY, costs);
        near("all", all, entry.expects("cost_flag_all"), 1e-12);
        let none = model.cost(f64::INFINITY, costs);
        near("none", none, entry.expects("cost_flag_none"), 1e-12);
    }
}

/// Where errors cost nothing every threshold is as good, and the answer is still a threshold.
#[test]
fn free_errors_have_a_threshold_too() {
    let costs = ErrorCosts { false_positive: 0.0, false_negative: 0.0 };
    for sd in [1.0, 2.0] {
        let positive = Normal { mean: 1.0, sd };
        let best =
            Binormal { positive, ..Binormal::equal_variance(0.1, 1.0) }.best_threshold(costs);
        assert!(!best.threshold.is_nan() && best.cost == 0.0, "{best:?}");
    }
}

#[test]
fn the_cheapest_threshold_is_the_lowest_point_of_the_curve() {
    let laws = [
        (0.1, Normal { mean: 1.5, sd: 2.0 }, 1.0, 20.0),
        (0.3, Normal { mean: 1.5, sd: 0.5 }, 1.0, 2.0),
        (0.02, Normal { mean: 0.3, sd: 1.0 }, 5.0, 1.0),
        (0.5, Normal { mean: -1.0, sd: 1.0 }, 1.0, 1.0),
    ];
    for (base_rate, positive, false_positive, false_negative) in laws {
        let model = Binormal { base_rate, negative: Normal::STANDARD, positive };
        let costs = ErrorCosts { false_positive, false_negative };
        let best = model.best_threshold(costs);
        let curve = model.cost_curve(-12.0, 12.0, 4801, costs);
        let least = curve.iter().map(|point| point.cost).fold(f64::INFINITY, f64::min);
        assert!(best.cost <= least + 1e-12, "{model:?}: {best:?}, but {least}");
        assert!(best.cost > least - 1e-4, "{model:?}: {best:?}, but {least}");
    }
}

#[test]
fn drift_of_the_table() {
    for entry in family("drift_prior_shift") {
        let (d, threshold) = (entry.param("d_prime"), entry.param("threshold"));
        let equal = ErrorCosts { false_positive: 1.0, false_negative: 1.0 };
        for (at, prior) in entry.params("priors").into_iter().enumerate() {
            let model = Binormal::equal_variance(prior, d);
            let rates = model.at(threshold);
            let precision = entry.expects_all("precision")[at];
            near("precision", rates.precision.expect("flags"), precision, 1e-12);
            near("recall", rates.recall, entry.expects("recall"), 1e-12);
            near("auc", model.auc(), entry.expects("auc"), 1e-12);
            let best = entry.expects_all("new_bayes_threshold_equal_costs")[at];
            near("threshold", model.best_threshold(equal).threshold, best, 1e-10);
        }
    }
    for entry in family("drift_positive_mean_shift") {
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let d = entry.param("d_prime") - delta;
            let model = Binormal::equal_variance(entry.param("prior"), d);
            let rates = model.at(entry.param("threshold"));
            near("recall", rates.recall, entry.expects_all("recall")[at], 1e-12);
            let precision = entry.expects_all("precision")[at];
            near("precision", rates.precision.expect("flags"), precision, 1e-12);
            near("auc", model.auc(), entry.expects_all("auc")[at], 1e-12);
        }
    }
    for entry in family("drift_covariate_both_shift") {
        for (at, delta) in entry.params("delta").into_iter().enumerate() {
            let model = Binormal {
                base_rate: entry.param("prior"),
                negative: Normal { mean: delta, sd: 1.0 },
                positive: Normal { mean: delta + entry.param("d_prime"), sd: 1.0 },
            };
            let rates = model.at(entry.param("threshold"));
            near("recall", rates.recall, entry.expects_all("recall")[at], 1e-12);
            near("fpr", rates.false_positive_rate, entry.expects_all("fpr")[at], 1e-12);
            let precision = entry.expects_all("precision")[at];
            near("precision", rates.precision.expect("flags"), precision, 1e-12);
            near("flag share", rates.flag_share, entry.expects_all("flag_rate")[at], 1e-12);
            near("auc", model.auc(), entry.expects("auc"), 1e-12);
        }
    }
}

/// Domain reference 3.5, 3.9 and 3.10.
#[test]
fn golden_separations() {
    for (auc, want) in [
        (0.65, 0.545),
        (0.70, 0.742),
        (0.75, 0.954),
        (0.80, 1.190),
        (0.85, 1.466),
        (0.90, 1.812),
        (0.95, 2.326),
        (0.97, 2.660),
        (0.99, 3.290),
    ] {
        let got = separation_of_auc(auc);
        assert!((got - want).abs() < 0.0006, "{auc}: {got}");
        near("back", Binormal::equal_variance(0.1, got).auc(), auc, 1e-12);
    }
    let squares: f64 = [1.4, 1.1, 0.9, 0.8, 0.6, 0.4_f64].iter().map(|d| d * d).sum();
    for (degrees, want) in
        [(0.0, 0.946), (15.0, 0.939), (30.0, 0.918), (45.0, 0.872), (60.0, 0.789), (90.0, 0.5)]
    {
        let turned = squares.sqrt() * f64::to_radians(degrees).cos();
        let got = Binormal::equal_variance(0.1, turned).auc();
        assert!((got - want).abs() < 0.001, "{degrees}: {got}");
    }
    for (positives, want) in [(10.0, 2.12), (20.0, 2.22), (100.0, 2.30)] {
        let got = learned_separation(2.326, 10.0, positives, 10.0 * positives);
        assert!((got - want).abs() < 0.006, "{positives}: {got}");
    }
}

#[test]
fn wishes_that_cannot_be_had() {
    let model = Binormal::equal_variance(0.001, separation_of_auc(0.97));
    // All fraud at a review of one in a thousand: on no curve.
    let wish = model.reach_at_share(1.0, 0.001);
    assert!(!wish.is_feasible);
    assert!(wish.nearest.recall < 1.0 && wish.nearest.false_positive_rate > 0.0);
    // The nearest point is on the curve, and no other point of it is nearer.
    let distance = |threshold: f64| {
        let rates = model.at(threshold);
        (rates.recall - 1.0).hypot(rates.false_positive_rate)
    };
    let wish = model.reach(1.0, 0.0);
    let looked =
        (-4000..8000).map(|at| distance(f64::from(at) / 1000.0)).fold(f64::INFINITY, f64::min);
    near("nearest", distance(wish.threshold), looked, 1e-6);
    // By symmetry it lies in the middle of the two classes.
    near("middle", wish.threshold, 0.5 * separation_of_auc(0.97), 1e-6);
    // What the curve has is feasible, and a little more is not.
    let rates = model.at(2.0);
    assert!(model.reach(rates.recall - 1e-9, rates.false_positive_rate).is_feasible);
    assert!(!model.reach(rates.recall + 1e-6, rates.false_positive_rate).is_feasible);
    let share = rates.flag_share;
    assert!(model.reach_at_share(rates.recall - 1e-9, share).is_feasible);
}

#[test]
fn curves_go_from_nothing_to_all() {
    let model = Binormal::equal_variance(0.1, 2.0);
    let curve = model.curve(401);
    assert_eq!(curve[0].flag_share, 0.0);
    assert_eq!(curve[400].flag_share, 1.0);
    let area: f64 = curve
        .windows(2)
        .map(|pair| {
            let width = pair[1].false_positive_rate - pair[0].false_positive_rate;
            0.5 * width * (pair[0].recall + pair[1].recall)
        })
        .sum();
    near("area", area, model.auc(), 1e-4);
    let precision: f64 = curve[1..]
        .windows(2)
        .map(|pair| (pair[1].recall - pair[0].recall) * pair[1].precision.expect("flags"))
        .sum();
    near("average precision", precision, model.average_precision(), 0.02);
    for share in [0.001, 0.2, 0.99] {
        near("share", model.at(model.threshold_of_share(share)).flag_share, share, 1e-9);
    }
}
