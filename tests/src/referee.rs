//! What other people's programs found: as recorded and, where there is a Python, as found now.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("referees")
}

/// What `referees/NAME.py` printed: the record in `NAME.json` and, where `WINDTUNNEL_REFEREES` names
/// a Python that has `referees/requirements.txt`, what it prints now.
///
/// # Panics
/// If there is no record, or the program fails.
#[must_use]
pub fn findings(name: &str) -> Vec<(&'static str, Value)> {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut found = vec![("recorded", serde_json::from_str(&text).expect("it is JSON"))];
    if let Some(python) = std::env::var_os("WINDTUNNEL_REFEREES") {
        let output = Command::new(&python)
            .arg(format!("{name}.py"))
            .current_dir(folder())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}.py: {errors}");
        found.push(("now", serde_json::from_slice(&output.stdout).expect("it prints JSON")));
    }
    found
}

/// Values of a stream that both sides make by the formula of `referees/streams.py`.
///
/// # Panics
/// If the description is not one.
#[must_use]
pub fn stream(spec: &Value) -> Vec<f64> {
    let mut state = spec["seed"].as_u64().expect("a seed");
    let mut uniform = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let is_errors = spec["law"] == "errors";
    let mut values = Vec::new();
    for piece in spec["pieces"].as_array().expect("pieces") {
        let level = piece[1].as_f64().expect("a level");
        for _ in 0..piece[0].as_u64().expect("a count") {
            values.push(if is_errors {
                f64::from(u8::from(uniform() < level))
            } else {
                level + ((0..12).fold(0.0, |sum, _| sum + uniform()) - 6.0)
            });
        }
    }
    values
}
