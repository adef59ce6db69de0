//! SimPy and Ciw for the bench, in an environment of their own.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::paths::{Paths, install_into};
use crate::pins::PYTHON_PEERS;
use crate::run::{Cmd, Runner};
use crate::say;

const WHY: &str = "to compare with SimPy and Ciw";

/// A Python that has both; nothing of the user's own Python is changed.
pub fn peers(run: &dyn Runner, paths: &Paths) -> Result<PathBuf> {
    let home = paths.tool("bench-python", &PYTHON_PEERS.join("-").replace("==", "-"));
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if run.exists(&python) {
        return Ok(python);
    }
    let own = ["python3", "python"].iter().find_map(|name| run.find(name));
    let own = own.ok_or_else(|| Error::Missing {
        what: "Python 3".into(),
        why: WHY,
        fix: "Install Python 3 with its venv module.".into(),
    })?;
    let step = say::step("pip install simpy ciw", WHY, "20 s");
    install_into(
        &home,
        || run.exists(&python),
        |dir| {
            let log = paths.log("bench-python");
            let limit = Duration::from_secs(600);
            // A plain interpreter finds its packages beside itself, so the folder may be moved later.
            run.logged(&Cmd::new(&own).args(["-m", "venv"]).arg(dir), &log, limit)?;
            let bin = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
            let pip = Cmd::new(dir.join(bin)).args(["-m", "pip", "install", "--quiet"]);
            run.logged(&pip.args(PYTHON_PEERS), &log, limit)
        },
    )
    .map_err(|error| Error::Missing {
        what: PYTHON_PEERS.join(" and "),
        why: WHY,
        fix: format!("Measure again where pip reaches its index. ({error})"),
    })?;
    step.done();
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fake::{Answer, Fake};

    fn paths() -> Paths {
        let root = std::env::temp_dir().join(format!("xtask-python-{}", std::process::id()));
        Paths { cache: root.join("cache"), root }
    }

    #[test]
    fn without_python_the_sentence_says_what_to_install() {
        let text = peers(&Fake::default(), &paths()).unwrap_err().to_string();
        assert!(text.contains("Install Python 3"), "{text}");
    }

    #[test]
    fn pinned_versions_go_into_an_environment_of_their_own() {
        let fake = Fake {
            programs: vec!["python3"],
            answers: vec![("-m venv", Answer::Ok("")), ("-m pip", Answer::Ok(""))],
            ..Fake::default()
        };
        peers(&fake, &paths()).unwrap();
        assert!(fake.ran("pip install --quiet simpy==4.1.2 ciw==3.2.7"));
    }
}
