//! The house rules that no compiler holds: each test is named after the rule of ARCHITECTURE.md
//! that it keeps.

use std::path::{Path, PathBuf};

/// Lines of a file: usual is 100 to 200, at 400 one splits, and this is the end.
const MOST_LINES: usize = 800;

fn root() -> PathBuf {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_dir.parent().expect("the crate lies in the workspace").to_owned()
}

/// Files below a folder of the workspace with one of these endings, without what is built.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.expect("a folder can be listed").path())
            .collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_built = ["target", "dist", "node_modules", ".git"].contains(&name.as_str());
                if !is_built && !name.starts_with("__") {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let place = path.strip_prefix(root()).unwrap_or(&path);
                found.push((place.to_string_lossy().into_owned(), text));
            }
        }
    }
    found
}

/// Panics with every line in these files that holds one of the words.
fn forbid(rule: &str, files: &[(String, String)], words: &[&str]) {
    let mut faults = Vec::new();
    for (place, text) in files {
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("//") {
                continue;
            }
            if let Some(word) = words.iter().find(|word| code.contains(*word)) {
                faults.push(format!("{place}:{}: {word}", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{rule}\n{}", faults.join("\n"));
}

/// Names of the workspace's crates that a crate depends on, outside its tests.
fn depends_on(package: &str) -> Vec<String> {
    let path = root().join(package).join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path).expect("every crate has a manifest");
    let mut section = String::new();
    let mut found = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            line.clone_into(&mut section);
        } else if section == "[dependencies]"
            && let Some(rest) = line.strip_prefix("windtunnel-")
        {
            found.push(rest.chars().take_while(|c| c.is_alphabetic()).collect());
        }
    }
    found
}

#[test]
fn arrows_between_crates_point_down_only() {
    let allowed: [(&str, &[&str]); 7] = [
        ("sim", &[]),
        ("infer", &[]),
        ("design", &["sim"]),
        ("workers", &["design", "infer"]),
        ("app", &["workers", "design", "sim"]),
        ("cli", &["design", "sim", "infer"]),
        ("tests", &["design", "sim"]),
    ];
    for (package, below) in allowed {
        for found in depends_on(package) {
            assert!(below.contains(&found.as_str()), "{package} must not depend on {found}");
        }
    }
}

#[test]
fn sim_knows_no_screen_no_clock_no_files_and_no_global_randomness() {
    let words = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "leptos",
        "std::fs",
        "std::net",
        "std::env",
        "std::thread",
        "Instant",
        "SystemTime",
        "rand::rng(",
        "thread_rng",
        "getrandom",
    ];
    forbid("sim is a function of its input", &files("sim/src", &[".rs"]), &words);
}

#[test]
fn nothing_iterates_a_hash_map_into_a_result() {
    let words = ["HashMap", "HashSet"];
    forbid("results come in a fixed order", &files("sim/src", &[".rs"]), &words);
    forbid("documents come in a fixed order", &files("design/src", &[".rs"]), &words);
}

#[test]
fn design_knows_no_screen() {
    let words = ["web_sys", "js_sys", "wasm_bindgen", "leptos"];
    forbid("design needs no screen", &files("design/src", &[".rs"]), &words);
}

#[test]
fn the_editor_core_knows_no_screen() {
    let words = ["web_sys", "js_sys", "wasm_bindgen", "leptos"];
    forbid("the editor is tested natively", &files("app/src/core", &[".rs"]), &words);
}

#[test]
fn styles_are_set_through_the_style_object() {
    let mut faults = Vec::new();
    for (place, text) in files("app/src", &[".rs"]) {
        for (number, line) in text.lines().enumerate() {
            let attribute = line.match_indices("style=").any(|(at, _)| !line[..at].ends_with(':'));
            if attribute || line.contains("\"style\",") {
                faults.push(format!("{place}:{}", number + 1));
            }
        }
    }
    let rule = "the page's policy lets no style attribute in: write `prop:style=` or `style:left=`";
    assert!(faults.is_empty(), "{rule}\n{}", faults.join("\n"));
}

#[test]
fn tract_lives_in_the_inference_worker_only() {
    let words = ["tract_onnx", "tract-onnx"];
    for folder in ["sim", "design", "workers", "app", "cli"] {
        forbid("only infer knows tract", &files(folder, &[".rs", "Cargo.toml"]), &words);
    }
}

#[test]
fn files_have_one_subject() {
    let endings = [".rs", ".css", ".mjs", ".js", ".py"];
    let long: Vec<_> = files(".", &endings)
        .into_iter()
        .map(|(place, text)| (place, text.lines().count()))
        .filter(|&(_, lines)| lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "split these: {long:?}");
}

#[test]
fn nothing_is_left_undone_or_skipped() {
    // In pieces, so that this file does not find itself.
    let words = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[ign", "ore")];
    forbid("no stub is called done", &files(".", &[".rs"]), &words);
}

#[test]
fn no_file_knows_a_machine() {
    let words = [
        concat!("/wor", "k/"),
        concat!("/roo", "t/"),
        concat!("/hom", "e/"),
        concat!("bash", "_jobs"),
        concat!("crates", ".io/api"),
        concat!("registry.npm", "js"),
        concat!("files.python", "hosted"),
    ];
    let endings =
        [".rs", ".toml", ".md", ".mjs", ".py", ".json", ".html", ".css", ".txt", ".svg", "run"];
    forbid("the project builds anywhere", &files(".", &endings), &words);
}

#[test]
fn the_documents_that_people_read_are_there() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "docs/model.md",
    ] {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn pictures_and_links_of_the_documents_exist() {
    for (place, text) in files(".", &[".md"]) {
        let folder = root().join(&place);
        let folder = folder.parent().expect("a file lies in a folder");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") || path.contains(' ') {
                continue;
            }
            assert!(folder.join(path).exists(), "{place}: {target} leads nowhere");
        }
    }
}
