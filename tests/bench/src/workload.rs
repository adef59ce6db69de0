//! The networks, each a file that the page opens too.

use windtunnel_design::{Document, file, templates};

/// A mean that is known, and how far a run may be from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theory {
    /// What the mean is of.
    pub what: &'static str,
    /// The mean, in mean service times (here: seconds).
    pub mean: f64,
    /// Square root of the asymptotic variance: a mean over n customers has the standard error
    /// `sd / sqrt(n)`.
    pub sd: f64,
}

/// One thing to simulate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Workload {
    /// Short name, for the command line.
    pub name: &'static str,
    /// What a person reads.
    pub title: &'static str,
    /// Customers at full length.
    pub customers: u64,
    /// Customers per second.
    pub rate_per_s: f64,
    /// What must come out; `None` where there is no formula.
    pub theory: Option<Theory>,
    design: Design,
}

/// Where a workload's design comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Design {
    Own(&'static str),
    /// The template of the workload's name.
    Template,
}

/// The asymptotic variance of waits at this load is exactly 1976 (Whitt 1989).
const MM1: Theory = Theory { what: "wait", mean: 4.0, sd: 44.452 };
/// Erlang's C; the deviation is from 1,500 runs by hand of 100,000 customers.
const MM4: Theory = Theory { what: "wait", mean: 1.969_383, sd: 47.8 };
/// Product form; the deviation as above.
const JACKSON: Theory = Theory { what: "sojourn", mean: 16.172_7, sd: 76.3 };

/// All of them. The first three are those on which engines are compared.
pub const ALL: [Workload; 5] = [
    Workload {
        name: "mm1",
        title: "M/M/1, rho 0.8",
        customers: 1_000_000,
        rate_per_s: 0.8,
        theory: Some(MM1),
        design: Design::Own(include_str!("../workloads/mm1.json")),
    },
    Workload {
        name: "mm4",
        title: "M/M/4, rho 0.9",
        customers: 1_000_000,
        rate_per_s: 3.6,
        theory: Some(MM4),
        design: Design::Own(include_str!("../workloads/mm4.json")),
    },
    Workload {
        name: "jackson",
        title: "Jackson network, 5 stations",
        customers: 300_000,
        rate_per_s: 1.0,
        theory: Some(JACKSON),
        design: Design::Own(include_str!("../workloads/jackson.json")),
    },
    Workload {
        name: "mm4-timeouts",
        title: "M/M/4, rho 0.9, timeouts armed",
        customers: 1_000_000,
        rate_per_s: 3.6,
        theory: Some(MM4),
        design: Design::Own(include_str!("../workloads/mm4-timeouts.json")),
    },
    Workload {
        name: "card-fraud",
        title: "A day of the card-fraud template",
        customers: 432_000,
        rate_per_s: 5.0,
        theory: None,
        design: Design::Template,
    },
];

/// The workload of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Workload> {
    ALL.iter().find(|workload| workload.name == name)
}

impl Workload {
    /// The design as it was saved, with a horizon for so many customers.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn document(&self, customers: u64, seed: u64) -> Result<Document, String> {
        let text = match self.design {
            Design::Own(json) => json,
            Design::Template => templates::find(self.name).map_or("", |template| template.json()),
        };
        let loaded = file::load(text).map_err(|error| format!("{}: {error}", self.name))?;
        let mut document = loaded.document;
        document.run.horizon_s = customers as f64 / self.rate_per_s;
        document.run.seed = seed;
        Ok(document)
    }
}
