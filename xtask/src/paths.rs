//! Where things are: the repository, and the cache that all clones on a machine share.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};
use crate::say;

#[derive(Debug, Clone)]
pub struct Paths {
    pub root: PathBuf,
    pub cache: PathBuf,
}

impl Paths {
    pub fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.parent().unwrap_or(here).to_path_buf();
        let cache = cache_from(|name| env::var_os(name).map(PathBuf::from)).ok_or_else(|| {
            Error::Missing {
                what: "A place for tools".into(),
                why: "to keep Trunk and the like out of your own folders",
                fix: "Set HOME, or WINDTUNNEL_CACHE to a folder you can write to.".into(),
            }
        })?;
        Ok(Paths { root, cache })
    }

    /// One folder per tool and version, so that versions never mix.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    pub fn log(&self, name: &str) -> PathBuf {
        self.cache.join("logs").join(format!("{name}.log"))
    }

    /// Scratch space of this clone. Not CARGO_TARGET_DIR: a finished build is moved from here to
    /// dist/, and that is only atomic within one file system.
    pub fn scratch(&self) -> PathBuf {
        self.root.join("target").join("xtask")
    }

    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }
}

fn cache_from(var: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // Relative paths would mean another cache in every folder; the XDG rules ignore them too.
    let absolute = |name: &str| var(name).filter(|path| path.is_absolute());
    absolute("WINDTUNNEL_CACHE")
        .or_else(|| absolute("XDG_CACHE_HOME").map(|dir| dir.join("windtunnel")))
        .or_else(|| absolute("HOME").map(|dir| dir.join(".cache").join("windtunnel")))
        .or_else(|| absolute("LOCALAPPDATA").map(|dir| dir.join("windtunnel")))
}

/// Fills `target` through `fill`, which gets an empty folder beside it; the rename at the end is
/// what makes it count, so an interrupted install is never taken for a complete one. Nothing is
/// done if `complete` after all: another clone may have been installing at the same time.
pub fn install_into(
    target: &Path,
    complete: impl Fn() -> bool,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let shelf = target.parent().unwrap_or(target);
    fs::create_dir_all(shelf).doing("create", shelf)?;
    let _lock = lock(&shelf.join(".lock"), "another xtask is installing")?;
    if complete() {
        return Ok(());
    }
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(".partial");
    let partial = target.with_file_name(name);
    remove_dir(&partial)?;
    fs::create_dir_all(&partial).doing("create", &partial)?;
    let filled = fill(&partial).and_then(|()| {
        remove_dir(target)?;
        fs::rename(&partial, target).doing("move into place", target)
    });
    if filled.is_err() {
        // The first error is the one worth reading.
        remove_dir(&partial).ok();
    }
    filled
}

/// Held until dropped; the system lets go of it when a process dies.
pub fn lock(path: &Path, why_waiting: &str) -> Result<File> {
    let file = File::create(path).doing("write", path)?;
    if file.try_lock().is_err() {
        say::note(format!("{why_waiting}; waiting for it"));
        file.lock().doing("lock", path)?;
    }
    Ok(file)
}

pub fn remove_dir(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.doing("remove", dir),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_follows_our_variable_then_xdg_then_home() {
        let all = [("WINDTUNNEL_CACHE", "/w"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        let from = |vars: &[(&str, &str)]| {
            cache_from(|name| {
                vars.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into())
            })
        };
        assert_eq!(from(&all), Some("/w".into()));
        assert_eq!(from(&all[1..]), Some("/x/windtunnel".into()));
        assert_eq!(from(&all[2..]), Some("/h/.cache/windtunnel".into()));
        assert_eq!(from(&[("XDG_CACHE_HOME", "relative")]), None);
    }

    #[test]
    fn a_failed_install_leaves_nothing_and_a_good_one_replaces() {
        let dir = env::temp_dir().join(format!("xtask-install-{}", std::process::id()));
        let target = dir.join("tool-1");
        let failed = install_into(&target, || false, |_| Err(Error::Usage("no".into())));
        assert!(failed.is_err() && !target.exists() && !dir.join("tool-1.partial").exists());
        let write = |text: &'static str| {
            move |dir: &Path| fs::write(dir.join("f"), text).doing("write", dir)
        };
        for text in ["one", "two"] {
            install_into(&target, || false, write(text)).unwrap();
            assert_eq!(fs::read_to_string(target.join("f")).unwrap(), text);
        }
        install_into(&target, || true, write("three")).unwrap();
        assert_eq!(fs::read_to_string(target.join("f")).unwrap(), "two");
        remove_dir(&dir).unwrap();
    }
}
