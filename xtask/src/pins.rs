//! The one table of tools this project fetches, and their versions.
//!
//! wasm-bindgen-cli is not here: it must equal the library, so its version is read from Cargo.lock.

/// Builds the page. 0.22 asks for a newer rustc than this workspace does.
pub const TRUNK: &str = "0.21.14";

/// Cuts the screen in two. It must understand what `wasm_split_helpers` of the app writes.
pub const SPLITTER: &str = "0.2.4";

/// npm package that carries `wasm-opt`; Linux distributions ship one too old for today's LLVM.
pub const BINARYEN: &str = "132.0.0";

/// npm packages of the browser suite. `playwright-core` brings no browser of its own.
pub const BROWSER_PACKAGES: &[(&str, &str)] =
    &[("playwright-core", "1.65.1"), ("axe-core", "4.14.1")];

/// Packages from PyPI that the bench compares with.
pub const PYTHON_PEERS: &[&str] = &["simpy==4.1.2", "ciw==3.2.7"];

/// Debian packages of the fallback wasm toolchain: a current rustc, its sources, and a linker of
/// the same LLVM generation.
pub const DEBIAN_RUST: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// The linker out of [`DEBIAN_RUST`]; Debian's rustc brings no `rust-lld`.
pub const DEBIAN_WASM_LD: &str = "/usr/bin/wasm-ld-22";

/// Debian package of the browser.
pub const DEBIAN_CHROMIUM: &[&str] = &["chromium"];

/// The oldest Node.js that runs the suites (`node --test`, ES modules).
pub const NODE_MAJOR: u32 = 20;

/// The target everything in the page is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_toml_asks_for_the_same_trunk() {
        let text = include_str!("../../Trunk.toml");
        assert!(text.contains(&format!("trunk-version = \"={TRUNK}\"")), "{text}");
    }
}
