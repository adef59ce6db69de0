//! Opening designs, and saying why not.

use std::fs::File;
use std::io::Read;

use windtunnel_design::file::{self, Loaded};
use windtunnel_design::sim::plan::{Diagnostic, Severity};
use windtunnel_design::{limits, templates};

/// Why what was asked for cannot be done.
#[derive(Debug)]
pub struct Refused(String);

impl Refused {
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Opens a file, or the template of this name.
pub fn open(design: &str) -> Result<Loaded, Refused> {
    if let Some(template) = templates::find(design) {
        return Ok(file::load(template.json())?);
    }
    let said = |reason: String| Refused::new(format!("{design}: {reason}"));
    let bytes = read(design).map_err(|error| {
        let names: Vec<_> = templates::all().iter().map(|template| template.id).collect();
        said(format!("{error}. Templates are {}.", names.join(", ")))
    })?;
    file::load_bytes(&bytes).map_err(|error| said(error.to_string()))
}

/// A file as text.
pub fn read_text(file: &str) -> Result<String, Refused> {
    let said = |reason: String| Refused::new(format!("{file}: {reason}"));
    let bytes = read(file).map_err(|error| said(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| said(format!("not text: {error}")))
}

/// One byte more than allowed is enough to know that it is too large.
fn read(file: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(limits::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Findings, one a line.
pub fn listed(findings: &[Diagnostic]) -> String {
    let line = |finding: &Diagnostic| {
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{word}: {finding}").trim_end().to_owned()
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
