//! The same bytes natively and in WebAssembly: both runs of this file compare with one fingerprint.

use windtunnel_design::templates;
use windtunnel_sim::model::Settings;
use windtunnel_sim::request::simulate;

/// Fingerprints of short runs; they change when the engine's numbers do (raise `ENGINE_VERSION`
/// with them).
const FINGERPRINTS: &[(&str, u64)] = &[
    ("card-fraud", 6_548_539_523_728_678_280),
    ("card-fraud-silent", 2_125_433_847_035_574_939),
    ("mm1", 10_854_345_249_325_891_816),
];

fn fingerprint(template: &str) -> u64 {
    let document = templates::find(template).expect("the template exists").document();
    let settings = Settings { horizon_s: 7.0 * 3600.0, ..document.run };
    let run = simulate(&document.model(), &settings, None).expect("the template runs");
    let json = serde_json::to_string(&run).expect("a result is JSON");
    // FNV-1a.
    json.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn results_are_the_same_bytes_everywhere() {
    let found: Vec<_> =
        FINGERPRINTS.iter().map(|&(template, _)| (template, fingerprint(template))).collect();
    assert_eq!(found, FINGERPRINTS, "see the comment at FINGERPRINTS");
}
