//! Shrinking the finished wasm with binaryen.
//!
//! Not left to Trunk: it fails where wasm-opt is missing, and runs it anew on files that did not
//! change; on the inference worker that takes minutes.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::error::{Context, Result};
use crate::fingerprint::Fnv;
use crate::paths::Paths;
use crate::pins::BINARYEN;
use crate::run::{Cmd, Runner};
use crate::say;
use crate::size::group_of;

/// How much of the page is shrunk; each level includes the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shrink {
    /// The edit loop, or no wasm-opt here.
    Nothing,
    /// What the first screen loads.
    Screen,
    /// The inference worker too: for publishing.
    All,
}

impl Shrink {
    pub fn name(self) -> &'static str {
        match self {
            Shrink::Nothing => "nothing",
            Shrink::Screen => "screen",
            Shrink::All => "all",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Shrink::Nothing, Shrink::Screen, Shrink::All].into_iter().find(|it| it.name() == name)
    }
}

/// (binary, level): the screen wants to be small, the workers fast.
const LEVELS: [(&str, &[&str], Shrink); 5] = [
    ("workbench", SCREEN, Shrink::Screen),
    ("annex", SCREEN, Shrink::Screen),
    ("sim_worker", ENGINE, Shrink::Screen),
    ("study_worker", ENGINE, Shrink::Screen),
    ("infer_worker", &["-O2"], Shrink::All),
];

/// For the screen: small once it is packed, which is not the same as short. Copies of one generic
/// function follow each other, so that packing, which looks back 32 kB, finds them alike; and what
/// makes alike functions differ (inlining, values kept in more locals) is left out. Together a
/// twentieth.
const SCREEN: &[&str] =
    &["-Oz", "--one-caller-inline-max-function-size=0", "--skip-pass=local-cse", BY_NAME];

const BY_NAME: &str = "--reorder-functions-by-name";

/// For the engine. Functions with one caller stay functions: put into the main loop they make it
/// so long that browsers take a second to compile it, and an eighth slower then.
pub const ENGINE: &[&str] = &["-O3", "--one-caller-inline-max-function-size=0", BY_NAME];

/// What today's LLVM emits by default; wasm-opt refuses what it is not told to expect.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Shrinks the wasm files in `dist` in place; results are kept by content.
pub fn shrink(
    run: &dyn Runner,
    paths: &Paths,
    bin: &Path,
    dist: &Path,
    how_much: Shrink,
) -> Result<()> {
    let cache = paths.scratch().join("wasm-opt");
    fs::create_dir_all(&cache).doing("create", &cache)?;
    for entry in fs::read_dir(dist).doing("read", dist)? {
        let file = entry.doing("read", dist)?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let level = LEVELS.iter().find(|(group, _, _)| group_of(&name) == Some(*group));
        let Some((group, level, from)) = level.filter(|_| name.ends_with(".wasm")) else {
            continue;
        };
        if how_much < *from {
            continue;
        }
        let cached = cache.join(format!("{group}-{}.wasm", key(&file, level)?));
        if !cached.exists() {
            // One per binary is enough; older ones would only pile up.
            forget(&cache, group)?;
            one(run, paths, bin, &file, &cached, level)?;
        }
        fs::copy(&cached, &file).doing("replace", &file)?;
    }
    Ok(())
}

/// Runs wasm-opt on one file.
pub fn one(
    run: &dyn Runner,
    paths: &Paths,
    bin: &Path,
    file: &Path,
    out: &Path,
    level: &[&str],
) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let about = if name.starts_with("infer") { "2 min" } else { "15 s" };
    let step =
        say::step(format!("wasm-opt {} {name}", level.join(" ")), "to make it smaller", about);
    let partial = out.with_extension("partial");
    // Through node, not the script's first line: Windows does not read those.
    let cmd = Cmd::new("node")
        .arg(bin.join("wasm-opt"))
        .args(level)
        .args(FEATURES)
        .arg(file)
        .arg("-o")
        .arg(&partial);
    run.logged(&cmd, &paths.log("wasm-opt"), Duration::from_secs(900))?;
    fs::rename(&partial, out).doing("move into place", out)?;
    step.done();
    Ok(())
}

fn key(file: &Path, level: &[&str]) -> Result<String> {
    let mut hash = Fnv::default();
    hash.field(BINARYEN.as_bytes());
    hash.field(level.concat().as_bytes());
    hash.field(FEATURES.concat().as_bytes());
    hash.field(&fs::read(file).doing("read", file)?);
    Ok(format!("{:016x}", hash.0))
}

fn forget(cache: &Path, group: &str) -> Result<()> {
    for entry in fs::read_dir(cache).doing("read", cache)? {
        let path = entry.doing("read", cache)?.path();
        if group_of(&path.file_name().unwrap_or_default().to_string_lossy()) == Some(group) {
            fs::remove_file(&path).doing("remove", &path)?;
        }
    }
    Ok(())
}
