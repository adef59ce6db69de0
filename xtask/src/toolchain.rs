//! Which Rust compiles for the page. The native one where it can; Debian's beside it otherwise.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::pins::WASM_TARGET;
use crate::run::{Cmd, Runner};

/// Cargo and rustc for wasm32, as environment for child processes only: nothing is changed in
/// the user's own set-up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WasmToolchain {
    /// Folder that goes first on PATH; empty for the toolchain xtask itself runs under.
    pub bin: Option<PathBuf>,
    /// Linker, where rustc brings none.
    pub linker: Option<PathBuf>,
}

impl WasmToolchain {
    pub fn debian() -> Self {
        WasmToolchain {
            bin: Some("/usr/bin".into()),
            linker: Some(crate::pins::DEBIAN_WASM_LD.into()),
        }
    }

    /// Prepares a command that (itself or through its children) runs cargo for wasm32.
    /// `tools` are folders that come before everything else on PATH.
    pub fn apply(&self, cmd: Cmd, tools: &[PathBuf]) -> Cmd {
        let mut path: Vec<PathBuf> = tools.to_vec();
        path.extend(self.bin.clone());
        path.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
        let joined = env::join_paths(path).unwrap_or_else(|_| OsString::from("/usr/bin:/bin"));
        let mut cmd = cmd.env("PATH", joined);
        if self.bin.is_some() {
            // `cargo xtask` leaves these set for the toolchain it was started with.
            cmd = cmd.env_remove("CARGO").env_remove("RUSTC").env_remove("LD_LIBRARY_PATH");
        }
        match &self.linker {
            Some(linker) => cmd.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker),
            None => cmd,
        }
    }

    fn rustc(&self) -> Cmd {
        // The full path matters: PATH of the child does not decide where the child itself is found.
        let program = self.bin.as_ref().map_or("rustc".into(), |bin| bin.join("rustc"));
        self.apply(Cmd::new(program), &[])
    }

    pub fn cargo(&self) -> Cmd {
        let program = self.bin.as_ref().map_or("cargo".into(), |bin| bin.join("cargo"));
        self.apply(Cmd::new(program), &[])
    }

    /// Where this rustc keeps (or would keep) the target's standard library.
    pub fn target_libdir(&self, run: &dyn Runner) -> Option<PathBuf> {
        let cmd = self.rustc().args(["--print", "target-libdir", "--target", WASM_TARGET]);
        let out = run.capture(&cmd).ok().filter(|out| out.ok)?;
        Some(PathBuf::from(out.stdout.trim()))
    }

    /// Whether this toolchain can compile and link for the page, found out by doing it: a library
    /// folder left by another rustc version looks right but fails. As a test, because the wasm
    /// suite needs the `test` crate too.
    pub fn works(&self, run: &dyn Runner, probe: &Path) -> bool {
        let mut cmd = self.rustc().args(["--target", WASM_TARGET, "--test"]);
        if let Some(linker) = &self.linker {
            cmd = cmd.arg("-C").arg(format!("linker={}", linker.display()));
        }
        let cmd = cmd.arg("-o").arg(probe.with_extension("wasm")).arg(probe);
        run.capture(&cmd).is_ok_and(|out| out.ok)
    }

    /// One line that changes when the compiler does.
    pub fn version(&self, run: &dyn Runner) -> String {
        run.capture(&self.rustc().arg("-V")).map(|out| out.stdout.trim().into()).unwrap_or_default()
    }
}
