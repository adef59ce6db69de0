//! How big the page is, as a browser receives it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::{Context, Error, Result};

/// What a person waits for, compressed: the screen that answers, and with the worker that simulates.
/// Wanted are 900 kB; ARCHITECTURE.md (Speed) says what brought it here. Both may only go down
/// (once they were raised, for quicker frames).
const SCREEN_LIMIT_KB: f64 = 735.0;
const FIRST_SCREEN_LIMIT_KB: f64 = 1130.0;

const BINARIES: [&str; 5] = ["workbench", "annex", "sim_worker", "study_worker", "infer_worker"];
const SCREEN: [&str; 3] = ["page", "style", "workbench"];
const WORKER: &str = "sim_worker";

/// Which of our binaries a file in dist belongs to.
pub fn group_of(name: &str) -> Option<&'static str> {
    BINARIES
        .into_iter()
        .find(|bin| name.strip_prefix(bin).is_some_and(|rest| rest.starts_with(['-', '_', '.'])))
}

/// Compressed bytes by group.
#[derive(Debug, Default)]
pub struct Sizes(BTreeMap<&'static str, u64>);

pub fn measure(dist: &Path) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    add(dist, &mut sizes, true)?;
    Ok(sizes)
}

fn add(dir: &Path, sizes: &mut Sizes, top: bool) -> Result<()> {
    for entry in fs::read_dir(dir).doing("read", dir)? {
        let path = entry.doing("read", dir)?.path();
        if path.is_dir() {
            // wasm-bindgen's snippets are scripts of the first screen.
            let snippets = path.file_name().is_some_and(|name| name == "snippets");
            add(&path, sizes, top && snippets)?;
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let group = match (top, group_of(&name), extension.as_str()) {
            (true, Some(group), _) => group,
            (true, None, "js") if dir.ends_with("snippets") => "workbench",
            (true, None, "html" | "js") => "page",
            (true, None, "css") => "style",
            _ => "other files",
        };
        *sizes.0.entry(group).or_default() += gzipped(&fs::read(&path).doing("read", &path)?);
    }
    Ok(())
}

/// Size after `gzip -6`, which is about what static hosts do; 18 bytes are gzip's own frame.
fn gzipped(bytes: &[u8]) -> u64 {
    miniz_oxide::deflate::compress_to_vec(bytes, 6).len() as u64 + 18
}

impl Sizes {
    /// The screen that answers.
    fn screen_kb(&self) -> f64 {
        SCREEN.iter().map(|group| self.kb(group)).sum()
    }

    /// The screen with what simulates its first example.
    fn first_screen_kb(&self) -> f64 {
        self.screen_kb() + self.kb(WORKER)
    }

    fn kb(&self, group: &str) -> f64 {
        self.0.get(group).copied().unwrap_or(0) as f64 / 1000.0
    }

    /// An error when the first screen has outgrown its budget.
    pub fn check(&self) -> Result<()> {
        let fits = self.screen_kb() <= SCREEN_LIMIT_KB;
        if fits && self.first_screen_kb() <= FIRST_SCREEN_LIMIT_KB {
            return Ok(());
        }
        Err(Error::Failed {
            what: "The budget of the first screen".into(),
            detail: format!(
                "{}\nLook for what is new in app/, or give it to the annex.",
                self.line()
            ),
        })
    }

    /// One line for people and logs.
    pub fn line(&self) -> String {
        let parts: Vec<String> =
            SCREEN.iter().map(|group| format!("{group} {:.0}", self.kb(group))).collect();
        format!(
            "Compressed size: a screen that answers {:.0} kB of {:.0} allowed ({}), with what \
             simulates {:.0} kB of {:.0} (sim_worker {:.0}); \
             later: annex {:.0} kB, study_worker {:.0} kB, infer_worker {:.0} kB, other files {:.0} kB",
            self.screen_kb(),
            SCREEN_LIMIT_KB,
            parts.join(" + "),
            self.first_screen_kb(),
            FIRST_SCREEN_LIMIT_KB,
            self.kb(WORKER),
            self.kb("annex"),
            self.kb("study_worker"),
            self.kb("infer_worker"),
            self.kb("other files"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_binary() {
        assert_eq!(group_of("workbench-0f3a_bg.wasm"), Some("workbench"));
        assert_eq!(group_of("sim_worker_bg.wasm"), Some("sim_worker"));
        assert_eq!(group_of("infer_worker.js"), Some("infer_worker"));
        assert_eq!(group_of("workbenches.css"), None);
    }

    #[test]
    fn the_inference_worker_is_not_on_the_first_screen() {
        let sizes = Sizes([("workbench", 300_000), ("infer_worker", 2_000_000)].into());
        assert_eq!(sizes.first_screen_kb(), 300.0);
        assert!(sizes.line().contains("infer_worker 2000 kB"), "{}", sizes.line());
        assert!(sizes.check().is_ok());
        let too_much = (1000.0 * FIRST_SCREEN_LIMIT_KB) as u64 + 1;
        assert!(Sizes([("sim_worker", too_much)].into()).check().is_err());
        let too_much = (1000.0 * SCREEN_LIMIT_KB) as u64 + 1;
        assert!(Sizes([("workbench", too_much)].into()).check().is_err());
    }
}
