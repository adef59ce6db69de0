//! Reading incidents.

use serde_json::Value;
use windtunnel_sim::model::{IncidentKind, OutageMode, Profile};

use super::LoadError;
use super::object::{Object, flag, id_or_empty, number, positive, short, text, word};
use crate::document::DocIncident;

const KINDS: &str = "one of outage, zone_outage, partial_outage, slow_down, error_rate, \
                     traffic_spike, cache_flush, null_feature, shift_feature, scale_feature, \
                     freeze_feature, scramble_feature, late_feed, duplicate_feed, bad_version, \
                     version_mismatch, prior_shift, concept_drift, spread_feature, shift_score, lose_labels, \
                     bad_training";

const PROFILES: &str = "one of sudden, gradual, incremental, recurring, seasonal, adversarial";

pub(super) fn incident(value: &Value, path: &str) -> Result<DocIncident, LoadError> {
    let mut object = Object::new(value, path)?;
    let incident = DocIncident {
        kind: object.required("kind", kind)?,
        target: object.optional("target", id_or_empty)?.unwrap_or_default(),
        start_s: object.required("start_s", positive)?,
        end_s: object.required("end_s", positive)?,
        profile: object.optional("profile", profile)?.unwrap_or_default(),
    };
    object.finish()?;
    Ok(incident)
}

fn kind(value: &Value, path: &str) -> Result<IncidentKind, LoadError> {
    let mut object = Object::new(value, path)?;
    let mode = |object: &mut Object<'_>| -> Result<OutageMode, LoadError> {
        Ok(object.optional("mode", outage_mode)?.unwrap_or_default())
    };
    let kind = match object.required("type", text)?.as_str() {
        "outage" => IncidentKind::Outage { mode: mode(&mut object)? },
        "zone_outage" => IncidentKind::ZoneOutage { mode: mode(&mut object)? },
        "partial_outage" => {
            IncidentKind::PartialOutage { share: object.required("share", positive)? }
        }
        "slow_down" => IncidentKind::SlowDown { factor: object.required("factor", positive)? },
        "error_rate" => IncidentKind::ErrorRate { rate: object.required("rate", positive)? },
        "traffic_spike" => {
            IncidentKind::TrafficSpike { factor: object.required("factor", positive)? }
        }
        "cache_flush" => IncidentKind::CacheFlush,
        "null_feature" => IncidentKind::NullFeature,
        "shift_feature" => IncidentKind::ShiftFeature { shift: object.required("shift", number)? },
        "scale_feature" => {
            IncidentKind::ScaleFeature { factor: object.required("factor", number)? }
        }
        "freeze_feature" => IncidentKind::FreezeFeature,
        "scramble_feature" => IncidentKind::ScrambleFeature,
        "duplicate_feed" => IncidentKind::DuplicateFeed,
        "late_feed" => IncidentKind::LateFeed { by_s: object.required("by_s", positive)? },
        "bad_version" => IncidentKind::BadVersion {
            separation_kept: object.required("separation_kept", number)?,
        },
        "version_mismatch" => {
            IncidentKind::VersionMismatch { recall: object.required("recall", positive)? }
        }
        "prior_shift" => IncidentKind::PriorShift { factor: object.required("factor", positive)? },
        "concept_drift" => {
            IncidentKind::ConceptDrift { degrees: object.required("degrees", positive)? }
        }
        "spread_feature" => {
            IncidentKind::SpreadFeature { factor: object.required("factor", positive)? }
        }
        "shift_score" => IncidentKind::ShiftScore { shift: object.required("shift", number)? },
        "lose_labels" => IncidentKind::LoseLabels {
            share: object.required("share", positive)?,
            only_positives: object.optional("only_positives", flag)?.unwrap_or_default(),
        },
        "bad_training" => IncidentKind::BadTraining {
            separation_kept: object.required("separation_kept", number)?,
        },
        _ => {
            let found = value.get("type").map(short).unwrap_or_default();
            let (path, needs) = (object.at("type"), KINDS.to_owned());
            return Err(LoadError::WrongType { path, found, needs });
        }
    };
    object.finish()?;
    Ok(kind)
}

fn profile(value: &Value, path: &str) -> Result<Profile, LoadError> {
    let mut object = Object::new(value, path)?;
    let profile = match object.required("type", text)?.as_str() {
        "sudden" => Profile::Sudden,
        "gradual" => Profile::Gradual { over_s: object.required("over_s", positive)? },
        "incremental" => Profile::Incremental { over_s: object.required("over_s", positive)? },
        "recurring" => Profile::Recurring {
            period_s: object.required("period_s", positive)?,
            share: object.required("share", positive)?,
        },
        "seasonal" => Profile::Seasonal { period_s: object.required("period_s", positive)? },
        "adversarial" => Profile::Adversarial { learns_s: object.required("learns_s", positive)? },
        _ => {
            let found = value.get("type").map(short).unwrap_or_default();
            let (path, needs) = (object.at("type"), PROFILES.to_owned());
            return Err(LoadError::WrongType { path, found, needs });
        }
    };
    object.finish()?;
    Ok(profile)
}

fn outage_mode(value: &Value, path: &str) -> Result<OutageMode, LoadError> {
    word(value, path, &[("refuse", OutageMode::Refuse), ("hang", OutageMode::Hang)])
}
