//! What makes the page one piece: no script within it (its Content-Security-Policy forbids them),
//! and a service worker that knows which build it keeps.

use std::fs;
use std::path::Path;

use crate::error::{Context, Error, Result};
use crate::fingerprint::Fnv;

const SERVICE_WORKER: &str = "service-worker.js";
const UNSTAMPED: &str = "const BUILD = \"BUILD\";";

/// Moves the scripts that stand within the page into files of their own. Trunk writes the one that
/// starts the screen; its file is named by its contents, since those name hashed files.
pub fn move_scripts_out(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let page = fs::read_to_string(&path).doing("read", &path)?;
    let (page, scripts) = without_scripts(&page);
    for (name, script) in scripts {
        let path = dist.join(name);
        fs::write(&path, script).doing("write", &path)?;
    }
    fs::write(&path, page).doing("write", &path)
}

/// The page with every script by reference, and the files that it then refers to.
fn without_scripts(page: &str) -> (String, Vec<(String, String)>) {
    let mut out = String::with_capacity(page.len());
    let mut files = Vec::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<script") {
        let Some((attributes, after)) = after.split_once('>') else { break };
        let Some((script, after)) = after.split_once("</script>") else { break };
        out.push_str(before);
        if script.trim().is_empty() {
            out.push_str(&format!("<script{attributes}></script>"));
        } else {
            let mut hash = Fnv::default();
            hash.field(script.as_bytes());
            let name = format!("start-{:016x}.js", hash.0);
            out.push_str(&format!("<script{attributes} src=\"{name}\"></script>"));
            files.push((name, script.trim_start().to_owned()));
        }
        rest = after;
    }
    out.push_str(rest);
    (out, files)
}

/// Tells the service worker which build it keeps; browsers take it for a new one by that.
pub fn stamp_service_worker(dist: &Path, build: &str) -> Result<()> {
    let path = dist.join(SERVICE_WORKER);
    let text = fs::read_to_string(&path).doing("read", &path)?;
    if !text.contains(UNSTAMPED) {
        return Err(Error::Failed {
            what: format!("Stamping {SERVICE_WORKER}"),
            detail: format!("it has no line `{UNSTAMPED}`"),
        });
    }
    let stamped = text.replace(UNSTAMPED, &format!("const BUILD = \"{build}\";"));
    fs::write(&path, stamped).doing("write", &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_go_into_files_and_references_stay() {
        let page = "<head><script src=\"a.js\"></script><script type=\"module\">\nimport './b.js';\n\
                    </script></head>";
        let (page, files) = without_scripts(page);
        let [(name, script)] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!(script, "import './b.js';\n");
        let moved = format!("<script type=\"module\" src=\"{name}\"></script>");
        assert_eq!(page, format!("<head><script src=\"a.js\"></script>{moved}</head>"));
        let (same, none) = without_scripts(&page);
        assert_eq!((same, none.len()), (page, 0));
    }

    #[test]
    fn the_service_worker_that_ships_can_be_stamped() {
        let text = include_str!("../../public/service-worker.js");
        assert!(text.contains(UNSTAMPED));
    }

    #[test]
    fn the_page_forbids_scripts_within_it_and_has_none() {
        let page = include_str!("../../index.html");
        assert!(without_scripts(page).1.is_empty());
        let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
        let policy = policy.split('"').next().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
