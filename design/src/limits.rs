//! How large a document may be. Commands and the file reader hold the same limits, so that
//! whatever can be drawn can be saved and opened again.

use windtunnel_sim::model::{ScoreSource, Settings, World};

use crate::document::{DocIncident, Point};

/// Largest file in bytes. Drawn documents are below 100 kB; a recording of 200,000 requests takes
/// about three million.
pub const MAX_BYTES: usize = 16_000_000;
/// Most nodes in a document.
pub const MAX_NODES: usize = 5_000;
/// Most links in a document.
pub const MAX_LINKS: usize = 20_000;
/// Most incidents in a document.
pub const MAX_INCIDENTS: usize = 1_000;
/// Most features in a world.
pub const MAX_FEATURES: usize = 64;
/// Longest id in characters.
pub const MAX_ID: usize = 200;
/// Longest text in characters: a title, a label, a description, a parameter.
pub const MAX_TEXT: usize = 5_000;

/// Largest distance of a node from the origin of the canvas.
const MAX_PLACE: f64 = 1e6;

/// Is this text short enough, and free of control characters that no screen can show?
///
/// # Errors
/// Says what is wrong with it.
pub fn text(text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length > MAX_TEXT {
        return Err(format!("a text of {length} characters is longer than {MAX_TEXT}"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("a text holds control characters".into());
    }
    Ok(())
}

/// Can this be the id of something?
///
/// # Errors
/// Says why not.
pub fn id(id: &str) -> Result<(), String> {
    if id.is_empty() {
        return Err("an id is empty".into());
    }
    let length = id.chars().count();
    if length > MAX_ID {
        return Err(format!("an id of {length} characters is longer than {MAX_ID}"));
    }
    if id.chars().any(char::is_control) {
        return Err("an id holds control characters".into());
    }
    Ok(())
}

/// Is this a place on the canvas?
///
/// # Errors
/// Says why not.
pub fn place(at: Point) -> Result<(), String> {
    if at.x.is_finite() && at.y.is_finite() && at.x.abs() < MAX_PLACE && at.y.abs() < MAX_PLACE {
        return Ok(());
    }
    Err(format!("({}, {}) is not a place on the canvas", at.x, at.y))
}

/// Can this world be saved? Whether it makes sense is for [`check`](crate::check) to say.
///
/// # Errors
/// Names the field that cannot.
pub fn world(world: &World) -> Result<(), String> {
    if world.features.len() > MAX_FEATURES {
        return Err(format!("more than {MAX_FEATURES} features"));
    }
    for feature in &world.features {
        id(&feature.id)?;
        text(&feature.label)?;
        if !feature.served_by.is_empty() {
            id(&feature.served_by)?;
        }
        finite("separation", feature.separation)?;
        amount("noise", feature.noise)?;
        amount("tau_s", feature.tau_s)?;
    }
    if let ScoreSource::Rows { dataset } = &world.scores {
        id(dataset)?;
    }
    amount("base_rate", world.base_rate)?;
    amount("false_negative_usd", world.costs.false_negative_usd)?;
    amount("false_positive_usd", world.costs.false_positive_usd)?;
    amount("good_approved_usd", world.costs.good_approved_usd)?;
    amount("true_positive_rate", world.rules.true_positive_rate)?;
    amount("false_positive_rate", world.rules.false_positive_rate)?;
    amount("team_usd_per_month", world.team_usd_per_month)
}

/// Can this incident be saved?
///
/// # Errors
/// Names the field that cannot.
pub fn incident(incident: &DocIncident) -> Result<(), String> {
    use windtunnel_sim::model::IncidentKind as Kind;
    if !incident.target.is_empty() {
        id(&incident.target)?;
    }
    amount("start_s", incident.start_s)?;
    amount("end_s", incident.end_s)?;
    match incident.kind {
        Kind::Outage { .. }
        | Kind::ZoneOutage { .. }
        | Kind::NullFeature
        | Kind::FreezeFeature
        | Kind::ScrambleFeature
        | Kind::CacheFlush => Ok(()),
        Kind::SlowDown { factor } | Kind::TrafficSpike { factor } | Kind::PriorShift { factor } => {
            amount("factor", factor)
        }
        Kind::ShiftFeature { shift } => finite("shift", shift),
        Kind::ScaleFeature { factor } => finite("factor", factor),
        Kind::LateFeed { by_s } => amount("by_s", by_s),
        Kind::ErrorRate { rate } => amount("rate", rate),
        Kind::PartialOutage { share } => amount("share", share),
        Kind::BadVersion { separation_kept } => finite("separation_kept", separation_kept),
        Kind::VersionMismatch { recall } => amount("recall", recall),
        Kind::ConceptDrift { degrees } => amount("degrees", degrees),
    }
}

/// Can these run settings be saved?
///
/// # Errors
/// Names the field that cannot.
pub fn run(run: &Settings) -> Result<(), String> {
    amount("horizon_s", run.horizon_s)?;
    amount("warmup_s", run.warmup_s)
}

fn finite(field: &str, value: f64) -> Result<(), String> {
    if value.is_finite() { Ok(()) } else { Err(format!("{field} = {value} is not a number")) }
}

/// A number that counts, lasts or costs something.
fn amount(field: &str, value: f64) -> Result<(), String> {
    finite(field, value)?;
    if value < 0.0 { Err(format!("{field} = {value} is negative")) } else { Ok(()) }
}
