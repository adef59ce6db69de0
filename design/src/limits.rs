//! How large a document may be. Commands and the file reader hold the same limits, so that
//! whatever can be drawn can be saved and opened again.

use windtunnel_sim::model::{Profile, ScoreSource, Settings, Task, World};

use crate::document::{DocIncident, Point};
use crate::sketch::{Shape, Sketch};

/// Largest file in bytes. Drawn documents are below 100 kB; a recording of 200,000 requests takes
/// about three million.
pub const MAX_BYTES: usize = 16_000_000;
/// Most nodes in a document.
pub const MAX_NODES: usize = 10_000;
/// Most links in a document.
pub const MAX_LINKS: usize = 60_000;
/// Most incidents in a document.
pub const MAX_INCIDENTS: usize = 1_000;
/// Most notes, frames and arrows in a document.
pub const MAX_SKETCHES: usize = 2_000;
/// Most places that a link's line goes through.
pub const MAX_VIA: usize = 32;
/// Most features in a world.
pub const MAX_FEATURES: usize = 64;
/// Longest id in characters.
pub const MAX_ID: usize = 200;
/// Longest text in characters: a title, a label, a description, a parameter.
pub const MAX_TEXT: usize = 5_000;

/// Largest layer, over or under.
const MAX_LAYER: u32 = 1_000_000;

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

/// Is this a layer?
///
/// # Errors
/// Says why not.
pub fn layer(layer: i32) -> Result<(), String> {
    if layer.unsigned_abs() <= MAX_LAYER {
        return Ok(());
    }
    Err(format!("{layer} is not a layer: those go from -{MAX_LAYER} to {MAX_LAYER}"))
}

/// Can a link have this label and go through these places?
///
/// # Errors
/// Says why not.
pub fn line(label: &str, via: &[Point]) -> Result<(), String> {
    text(label)?;
    if via.len() > MAX_VIA {
        return Err(format!("a line through {} places: at most {MAX_VIA}", via.len()));
    }
    via.iter().try_for_each(|&at| place(at))
}

/// Can this note, frame or arrow be saved?
///
/// # Errors
/// Names what cannot.
pub fn sketch(sketch: &Sketch) -> Result<(), String> {
    text(&sketch.text)?;
    place(sketch.at)?;
    place(Point { x: sketch.size.w, y: sketch.size.h })?;
    place(Point { x: sketch.at.x + sketch.size.w, y: sketch.at.y + sketch.size.h })?;
    if sketch.shape != Shape::Arrow && (sketch.size.w < 0.0 || sketch.size.h < 0.0) {
        return Err("a note or frame has no negative width or height".into());
    }
    layer(sketch.layer)
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
        amount("noise_positive", feature.noise_positive)?;
        amount("missing_share", feature.missing_share)?;
        amount("lag_s", feature.lag_s)?;
        finite("happens_after_s", feature.happens_after_s)?;
        finite("serve_scale", feature.serve_scale)?;
        finite("trained_separation", feature.trained_separation.unwrap_or_default())?;
        if !feature.trained_on.is_empty() {
            id(&feature.trained_on)?;
        }
    }
    if let ScoreSource::Rows { dataset } = &world.scores {
        id(dataset)?;
    }
    amount("base_rate", world.base_rate)?;
    amount("false_negative_usd", world.costs.false_negative_usd)?;
    amount("false_positive_usd", world.costs.false_positive_usd)?;
    amount("good_approved_usd", world.costs.good_approved_usd)?;
    amount("review_delay_usd_per_h", world.costs.review_delay_usd_per_h)?;
    amount("abandonment_per_100ms", world.costs.abandonment_per_100ms)?;
    amount("abandoned_usd", world.costs.abandoned_usd)?;
    amount("missed_usd", world.costs.missed_usd)?;
    amount("rotation_deg_per_day", world.rotation_deg_per_day)?;
    if let Some(target) = &world.target {
        amount("true_positive_rate", target.true_positive_rate)?;
        amount("false_positive_rate", target.false_positive_rate)?;
    }
    let platform = &world.platform;
    amount("platform", platform.platform)?;
    amount("adoption", platform.adoption)?;
    amount("build", platform.build)?;
    amount("maintain", platform.maintain)?;
    amount("build_on_platform", platform.build_on_platform)?;
    amount("maintain_on_platform", platform.maintain_on_platform)?;
    task(&world.task)?;
    amount("true_positive_rate", world.rules.true_positive_rate)?;
    amount("false_positive_rate", world.rules.false_positive_rate)?;
    amount("team_usd_per_month", world.team_usd_per_month)
}

fn task(task: &Task) -> Result<(), String> {
    let numbers: &[(&str, f64)] = match *task {
        Task::Decide => &[],
        Task::Rank { correlation, rival_correlation, usd_per_click, .. } => &[
            ("correlation", correlation),
            ("rival_correlation", rival_correlation),
            ("usd_per_click", usd_per_click),
        ],
        Task::Estimate { error, rival_error, late_usd, early_usd, quantile } => &[
            ("error", error),
            ("rival_error", rival_error),
            ("late_usd", late_usd),
            ("early_usd", early_usd),
            ("quantile", quantile),
        ],
        Task::Price { elasticity, believed, unit_usd } => {
            &[("elasticity", elasticity), ("believed", believed), ("unit_usd", unit_usd)]
        }
    };
    numbers.iter().try_for_each(|&(field, value)| finite(field, value))
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
    profile(incident.profile)?;
    match incident.kind {
        Kind::Outage { .. }
        | Kind::ZoneOutage { .. }
        | Kind::NullFeature
        | Kind::FreezeFeature
        | Kind::ScrambleFeature
        | Kind::DuplicateFeed
        | Kind::CacheFlush => Ok(()),
        Kind::SlowDown { factor }
        | Kind::TrafficSpike { factor }
        | Kind::PriorShift { factor }
        | Kind::SpreadFeature { factor } => amount("factor", factor),
        Kind::ShiftFeature { shift } | Kind::ShiftScore { shift } => finite("shift", shift),
        Kind::ScaleFeature { factor } => finite("factor", factor),
        Kind::LateFeed { by_s } => amount("by_s", by_s),
        Kind::ErrorRate { rate } => amount("rate", rate),
        Kind::PartialOutage { share } | Kind::LoseLabels { share, .. } => amount("share", share),
        Kind::BadVersion { separation_kept } | Kind::BadTraining { separation_kept } => {
            finite("separation_kept", separation_kept)
        }
        Kind::VersionMismatch { recall } => amount("recall", recall),
        Kind::ConceptDrift { degrees } => amount("degrees", degrees),
    }
}

fn profile(profile: Profile) -> Result<(), String> {
    match profile {
        Profile::Sudden => Ok(()),
        Profile::Gradual { over_s } | Profile::Incremental { over_s } => amount("over_s", over_s),
        Profile::Recurring { period_s, share } => {
            amount("period_s", period_s)?;
            amount("share", share)
        }
        Profile::Seasonal { period_s } => amount("period_s", period_s),
        Profile::Adversarial { learns_s } => amount("learns_s", learns_s),
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
