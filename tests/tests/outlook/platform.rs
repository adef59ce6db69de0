//! Whether a platform that several such systems share pays.

use serde_json::{Value, json};
use windtunnel_sim::outlook::outlook;
use windtunnel_tests::lifetime::Design;

/// n* = (P + a) / ((b - b') + (m - m')), of the weeks that the design gives.
#[test]
fn a_platform_pays_by_its_weeks() {
    let pays = |platform: Value| {
        let design = Design::template("card-fraud").with("world/platform", platform);
        let document = design.document();
        let outlook = outlook(&document.model(), &document.run).expect("it has an outlook");
        let platform = outlook.platform.expect("something decides");
        let at_2 = platform.by_use_cases.iter().find(|point| point.use_cases == 2).copied();
        (platform.pays_from_use_cases, at_2.expect("two are looked at"))
    };
    let (usual, _) = pays(json!({}));
    assert!((usual.expect("it pays") - 12.0).abs() < 1e-12);
    let weeks = json!({
        "platform": 20, "adoption": 10, "build": 9, "maintain": 4, "build_on_platform": 2,
        "maintain_on_platform": 1,
    });
    let (from, at_2) = pays(weeks);
    assert!((from.expect("it pays") - 3.0).abs() < 1e-12);
    assert_eq!((at_2.single_weeks, at_2.shared_weeks), (26.0, 36.0));
    assert_eq!(pays(json!({"build_on_platform": 8})).0, None);
}
