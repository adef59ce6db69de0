//! Running other programs, behind a small trait so that set-up's decisions can be tested.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Context, Error, Result};

/// A command to be run: a plain value, so that a fake runner can look at it.
#[derive(Debug, Clone)]
pub struct Cmd {
    pub program: OsString,
    pub args: Vec<OsString>,
    /// `None` removes the variable.
    pub env: Vec<(OsString, Option<OsString>)>,
    pub dir: Option<PathBuf>,
}

impl Cmd {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Cmd { program: program.as_ref().into(), args: Vec::new(), env: Vec::new(), dir: None }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().into());
        self
    }

    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().into()));
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.into(), Some(value.as_ref().into())));
        self
    }

    pub fn env_remove(mut self, name: &str) -> Self {
        self.env.push((name.into(), None));
        self
    }

    pub fn dir(mut self, dir: &Path) -> Self {
        self.dir = Some(dir.to_path_buf());
        self
    }

    /// The command as a person would type it (without its environment).
    pub fn line(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.args);
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::null());
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(dir) = &self.dir {
            command.current_dir(dir);
        }
        command
    }
}

/// What a captured command left behind.
#[derive(Debug, Clone)]
pub struct Captured {
    pub ok: bool,
    pub stdout: String,
    pub stderr: String,
}

pub trait Runner {
    /// Runs quickly and silently; the caller reads the output.
    fn capture(&self, cmd: &Cmd) -> io::Result<Captured>;
    /// Runs something long with its output in `log`, saying now and then that it still works.
    fn logged(&self, cmd: &Cmd, log: &Path, limit: Duration) -> Result<()>;
    /// Where a program is on PATH.
    fn find(&self, program: &str) -> Option<PathBuf>;
    /// Whether a file is there; part of the trait because set-up decides by it.
    fn exists(&self, path: &Path) -> bool;
}

pub struct System;

impl Runner for System {
    fn capture(&self, cmd: &Cmd) -> io::Result<Captured> {
        let output = cmd.command().output()?;
        Ok(Captured {
            ok: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn logged(&self, cmd: &Cmd, log: &Path, limit: Duration) -> Result<()> {
        if let Some(parent) = log.parent() {
            std::fs::create_dir_all(parent).doing("create", parent)?;
        }
        let out = File::create(log).doing("write", log)?;
        let err = out.try_clone().doing("write", log)?;
        let mut child = cmd
            .command()
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|e| Error::Failed { what: cmd.line(), detail: e.to_string() })?;
        let started = Instant::now();
        let mut said = started;
        loop {
            let status = child
                .try_wait()
                .map_err(|e| Error::Failed { what: cmd.line(), detail: e.to_string() })?;
            match status {
                Some(status) if status.success() => return Ok(()),
                Some(_) => {
                    return Err(Error::Failed { what: cmd.line(), detail: tail(log) });
                }
                None if started.elapsed() > limit => {
                    // Best effort: it may have ended by itself in this very moment.
                    child.kill().ok();
                    child.wait().ok();
                    let detail = format!("no end after {} s\n{}", limit.as_secs(), tail(log));
                    return Err(Error::Failed { what: cmd.line(), detail });
                }
                None => {}
            }
            if said.elapsed() > Duration::from_secs(30) {
                said = Instant::now();
                println!("    … {} s, log: {}", started.elapsed().as_secs(), log.display());
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn find(&self, program: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH")?;
        let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        std::env::split_paths(&path).map(|dir| dir.join(&name)).find(|file| file.is_file())
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }
}

/// Runs a command that shows its own output (a build, a test suite).
pub fn show(cmd: &Cmd) -> Result<()> {
    let status = cmd
        .command()
        .status()
        .map_err(|e| Error::Failed { what: cmd.line(), detail: e.to_string() })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Failed { what: cmd.line(), detail: String::new() })
    }
}

/// The end of a log: enough to see the error, little enough to read.
fn tail(log: &Path) -> String {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}

/// A scripted machine for the tests of set-up's decisions.
#[cfg(test)]
pub mod fake {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;

    #[derive(Default)]
    pub struct Fake {
        /// Programs on PATH.
        pub programs: Vec<&'static str>,
        /// Files that exist; scripted commands may add to them.
        pub files: RefCell<BTreeSet<PathBuf>>,
        /// (a part of the command line, answer); the first that matches counts, else it fails.
        pub answers: Vec<(&'static str, Answer)>,
        pub ran: RefCell<Vec<Cmd>>,
    }

    pub enum Answer {
        Ok(&'static str),
        Creates(&'static str),
        /// Succeeds once this file exists: a probe before and after an install.
        OkIf(&'static str),
    }

    impl Fake {
        pub fn ran(&self, part: &str) -> bool {
            self.ran.borrow().iter().any(|cmd| cmd.line().contains(part))
        }

        fn answer(&self, cmd: &Cmd) -> Captured {
            self.ran.borrow_mut().push(cmd.clone());
            let line = cmd.line();
            let found = self.answers.iter().find(|(part, _)| line.contains(part));
            let (ok, stdout) = match found.map(|(_, answer)| answer) {
                Some(Answer::Ok(stdout)) => (true, *stdout),
                Some(Answer::Creates(file)) => {
                    self.files.borrow_mut().insert(file.into());
                    (true, "")
                }
                Some(Answer::OkIf(file)) => (self.files.borrow().contains(Path::new(file)), ""),
                None => (false, ""),
            };
            Captured { ok, stdout: stdout.into(), stderr: "refused".into() }
        }
    }

    impl Runner for Fake {
        fn capture(&self, cmd: &Cmd) -> io::Result<Captured> {
            Ok(self.answer(cmd))
        }

        fn logged(&self, cmd: &Cmd, _log: &Path, _limit: Duration) -> Result<()> {
            if self.answer(cmd).ok {
                Ok(())
            } else {
                Err(Error::Failed { what: cmd.line(), detail: "refused".into() })
            }
        }

        fn find(&self, program: &str) -> Option<PathBuf> {
            self.programs.contains(&program).then(|| Path::new("/usr/bin").join(program))
        }

        fn exists(&self, path: &Path) -> bool {
            self.files.borrow().contains(path)
        }
    }
}
