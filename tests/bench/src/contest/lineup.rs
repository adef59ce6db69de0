//! Who runs what, and how it is called.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use windtunnel_bench::workload::{ALL, Workload};

use super::Options;

/// One engine on one workload.
#[derive(Debug, Clone)]
pub struct Entry {
    pub workload: &'static Workload,
    /// Name in the JSON and for `--only`.
    pub engine: &'static str,
    /// What a person reads.
    pub title: &'static str,
    pub program: PathBuf,
    /// Arguments before those that all engines share.
    pub args: Vec<OsString>,
    /// Customers of one run.
    pub customers: u64,
}

const NETWORKS: &[&str] = &["mm1", "mm4", "jackson"];

/// How an engine is reached.
#[derive(Clone, Copy)]
enum Via {
    /// `one NAME` of this program.
    Own(&'static str),
    /// `one windtunnel` of the program without mechanisms.
    Bare,
    Wasm,
    Python(&'static str),
}

type Engine = (&'static str, &'static str, Via, &'static [&'static str]);

const ENGINES: &[Engine] = &[
    ("windtunnel", "this engine", Via::Own("windtunnel"), NETWORKS),
    ("by-hand", "loop by hand", Via::Own("by-hand"), NETWORKS),
    ("counts", "this engine, statistics off", Via::Own("counts"), NETWORKS),
    ("bare", "this engine, mechanisms left out", Via::Bare, NETWORKS),
    ("wasm", "this engine in wasm", Via::Wasm, NETWORKS),
    #[cfg(feature = "peers")]
    ("simcore", "simcore 0.1", Via::Own("simcore"), NETWORKS),
    #[cfg(feature = "peers")]
    ("simcore-loop", "simcore 0.1, one component", Via::Own("simcore-loop"), NETWORKS),
    #[cfg(feature = "peers")]
    ("nexosim", "NeXosim 1.0", Via::Own("nexosim"), NETWORKS),
    #[cfg(feature = "peers")]
    ("nexosim-loop", "NeXosim 1.0, one model", Via::Own("nexosim-loop"), NETWORKS),
    #[cfg(feature = "peers")]
    ("odem-rs", "odem-rs 0.4", Via::Own("odem-rs"), &["mm1"]),
    ("simpy", "SimPy 4.1", Via::Python("by_simpy.py"), NETWORKS),
    ("ciw", "Ciw 3.2", Via::Python("by_ciw.py"), NETWORKS),
    ("timeouts", "this engine", Via::Own("windtunnel"), &["mm4-timeouts"]),
    ("template", "this engine", Via::Own("windtunnel"), &["card-fraud"]),
];

/// Everything that can be measured here.
pub fn entries(options: &Options) -> Result<Vec<Entry>, String> {
    if let Some(unknown) =
        options.only.iter().find(|name| ENGINES.iter().all(|engine| engine.0 != name.as_str()))
    {
        let names: Vec<_> = ENGINES.iter().map(|engine| engine.0).collect();
        return Err(format!("there is no engine {unknown}; there are {}", names.join(", ")));
    }
    let own = own_program()?;
    let mut entries = Vec::new();
    for workload in &ALL {
        for &(engine, title, via, workloads) in ENGINES {
            let wanted = options.only.is_empty()
                || engine == "windtunnel"
                || options.only.iter().any(|name| name == engine);
            if !wanted || !workloads.contains(&workload.name) {
                continue;
            }
            let Some((program, mut args)) = command(via, &own, options) else { continue };
            args.push(workload.name.into());
            let slow = matches!(via, Via::Python(_)) && !options.full;
            let customers = if slow { workload.customers / 10 } else { workload.customers };
            entries.push(Entry { workload, engine, title, program, args, customers });
        }
    }
    Ok(entries)
}

/// This engine on one workload.
pub fn native(workload: &'static Workload) -> Result<Entry, String> {
    Ok(Entry {
        workload,
        engine: "windtunnel",
        title: "this engine",
        program: own_program()?,
        args: vec!["one".into(), "windtunnel".into(), workload.name.into()],
        customers: workload.customers,
    })
}

fn own_program() -> Result<PathBuf, String> {
    std::env::current_exe().map_err(|error| format!("where this program is: {error}"))
}

/// Program and first arguments; `None` for what this machine does not have.
fn command(via: Via, own: &Path, options: &Options) -> Option<(PathBuf, Vec<OsString>)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Some(match via {
        Via::Own(engine) => (own.to_path_buf(), vec!["one".into(), engine.into()]),
        Via::Bare => (options.bare.clone()?, vec!["one".into(), "windtunnel".into()]),
        Via::Wasm => {
            let module = options.wasm.clone()?;
            ("node".into(), vec![here.join("run_wasm.mjs").into(), module.into()])
        }
        Via::Python(script) => {
            (options.python.clone()?, vec![here.join("peers").join(script).into()])
        }
    })
}
