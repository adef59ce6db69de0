//! Reading versions out of Cargo.lock.

use std::fs;
use std::path::Path;

use crate::error::{Context, Error, Result};

/// The version Cargo.lock holds for a package.
pub fn version(root: &Path, package: &str) -> Result<String> {
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).doing("read", &path)?;
    find(&text, package).ok_or_else(|| Error::Missing {
        what: format!("{package} in Cargo.lock"),
        why: "to install the command-line tool of exactly the library's version",
        fix: "Restore Cargo.lock from version control.".into(),
    })
}

fn find(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| line.trim() == wanted)?;
    let version = lines.next()?.trim().strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_the_exact_package_only() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(find(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(find(lock, "wasm"), None);
    }
}
