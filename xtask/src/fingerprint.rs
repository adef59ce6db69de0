//! One short name for the state of the sources: tells whether dist/ is up to date, and is the
//! build id that page and workers compare.

use std::fs;
use std::path::Path;

use crate::error::{Context, Result};

/// Everything that ends up in the page.
const SOURCES: &[&str] = &[
    "app",
    "design",
    "infer",
    "sim",
    "workers",
    "public",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
];

/// Folders in those that do not.
const NOT_SHIPPED: &[&str] = &["tests", "benches", "target", "node_modules"];

/// Hash of the sources' contents and of `recipe` (tool versions and the like).
pub fn contents(root: &Path, recipe: &str) -> Result<String> {
    let mut hash = Fnv::default();
    hash.field(recipe.as_bytes());
    walk(root, &mut |path| {
        hash.field(path.strip_prefix(root).unwrap_or(path).to_string_lossy().as_bytes());
        hash.field(&fs::read(path).doing("read", path)?);
        Ok(())
    })?;
    Ok(format!("{:016x}", hash.0))
}

/// Cheap variant for watching: sizes and times only.
pub fn stamps(root: &Path) -> Result<u64> {
    let mut hash = Fnv::default();
    walk(root, &mut |path| {
        // A file that vanished between listing and looking is a change as well.
        let Ok(meta) = fs::metadata(path) else { return Ok(()) };
        let time = meta.modified().ok();
        let time = time.and_then(|it| it.duration_since(std::time::UNIX_EPOCH).ok());
        hash.field(path.to_string_lossy().as_bytes());
        hash.field(&meta.len().to_le_bytes());
        hash.field(&time.map_or(0, |it| it.as_nanos()).to_le_bytes());
        Ok(())
    })?;
    Ok(hash.0)
}

fn walk(root: &Path, visit: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()> {
    for source in SOURCES {
        let path = root.join(source);
        if path.is_dir() {
            walk_dir(&path, visit)?;
        } else if path.exists() {
            visit(&path)?;
        }
    }
    Ok(())
}

fn walk_dir(dir: &Path, visit: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).doing("read", dir)? {
        paths.push(entry.doing("read", dir)?.path());
    }
    // The order of a folder's entries is the file system's business, not ours.
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let editors = name.starts_with('.') || name.ends_with('~') || name.ends_with(".snap.new");
        if editors || NOT_SHIPPED.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk_dir(&path, visit)?;
        } else {
            visit(&path)?;
        }
    }
    Ok(())
}

/// FNV-1a: std's hasher may change with the compiler, and nobody attacks a build cache.
pub struct Fnv(pub u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Length first, so that moving a byte from one field to the next changes the hash.
    pub fn field(&mut self, bytes: &[u8]) {
        self.bytes(&(bytes.len() as u64).to_le_bytes());
        self.bytes(bytes);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ships_changes_it() {
        let root = std::env::temp_dir().join(format!("xtask-print-{}", std::process::id()));
        let write = |file: &str, text: &str| {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("app/src/lib.rs", "one");
        let first = contents(&root, "").unwrap();
        write("app/tests/it.rs", "a test");
        write("app/src/.lib.rs.swp", "an editor's");
        write("docs/notes.md", "words");
        assert_eq!(contents(&root, "").unwrap(), first);
        assert_ne!(contents(&root, "another rustc").unwrap(), first);
        let before = stamps(&root).unwrap();
        write("app/src/lib.rs", "other");
        assert_ne!(contents(&root, "").unwrap(), first);
        assert_ne!(stamps(&root).unwrap(), before);
        fs::remove_dir_all(root).unwrap();
    }
}
