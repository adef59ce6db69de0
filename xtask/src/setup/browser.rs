//! A Chromium for the browser suite.

use std::env;
use std::path::{Path, PathBuf};

use super::debian;
use crate::error::{Error, Result};
use crate::paths::Paths;
use crate::pins::DEBIAN_CHROMIUM;
use crate::run::Runner;

const WHY: &str = "to run the browser suite";
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser's path: the one named by WINDTUNNEL_CHROMIUM, an installed one, or Debian's.
pub fn ensure(run: &dyn Runner, paths: &Paths) -> Result<PathBuf> {
    let named = env::var_os("WINDTUNNEL_CHROMIUM").map(PathBuf::from);
    if let Some(path) = named.filter(|path| run.exists(path)) {
        return Ok(path);
    }
    if let Some(path) = installed(run) {
        return Ok(path);
    }
    debian::install(run, paths, DEBIAN_CHROMIUM, WHY, "1 min").map_err(|error| Error::Missing {
        what: "Chromium".into(),
        why: WHY,
        fix: format!("Install Chromium or Chrome, or set WINDTUNNEL_CHROMIUM to one. ({error})"),
    })?;
    installed(run).ok_or_else(|| Error::Missing {
        what: "Chromium".into(),
        why: WHY,
        fix: "The package is installed but no browser is on PATH; set WINDTUNNEL_CHROMIUM.".into(),
    })
}

fn installed(run: &dyn Runner) -> Option<PathBuf> {
    let on_path = NAMES.iter().find_map(|name| run.find(name));
    on_path.or_else(|| Some(PathBuf::from(MAC)).filter(|path| run.exists(Path::new(path))))
}
