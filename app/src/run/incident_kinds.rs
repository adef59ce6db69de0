//! The kinds of incident as people meet them: names, sentences, the number of each.

use windtunnel_design::sim::model::{IncidentKind, OutageMode};

/// Incidents on offer, with sensible sizes: first what breaks loudly, from [`SILENT`] on what
/// nobody hears.
pub const KINDS: [IncidentKind; 22] = [
    IncidentKind::Outage { mode: OutageMode::Refuse },
    IncidentKind::SlowDown { factor: 5.0 },
    IncidentKind::TrafficSpike { factor: 3.0 },
    IncidentKind::PartialOutage { share: 0.5 },
    IncidentKind::ErrorRate { rate: 0.2 },
    IncidentKind::ZoneOutage { mode: OutageMode::Refuse },
    IncidentKind::CacheFlush,
    IncidentKind::NullFeature,
    IncidentKind::ShiftFeature { shift: 1.0 },
    IncidentKind::ScaleFeature { factor: 100.0 },
    IncidentKind::FreezeFeature,
    IncidentKind::ScrambleFeature,
    IncidentKind::LateFeed { by_s: 3_600.0 },
    IncidentKind::DuplicateFeed,
    IncidentKind::BadVersion { separation_kept: 0.5 },
    IncidentKind::VersionMismatch { recall: 0.1 },
    IncidentKind::PriorShift { factor: 3.0 },
    IncidentKind::ConceptDrift { degrees: 45.0 },
    IncidentKind::SpreadFeature { factor: 2.0 },
    IncidentKind::ShiftScore { shift: 0.5 },
    IncidentKind::LoseLabels { share: 0.3, only_positives: true },
    IncidentKind::BadTraining { separation_kept: 0.3 },
];

/// Place of the first silent one among [`KINDS`].
pub const SILENT: usize = 7;

/// Name of a kind.
#[must_use]
pub fn kind_label(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Outage { .. } => "Outage",
        IncidentKind::SlowDown { .. } => "Slow-down",
        IncidentKind::TrafficSpike { .. } => "Traffic spike",
        IncidentKind::PartialOutage { .. } => "Partial outage",
        IncidentKind::ErrorRate { .. } => "Errors",
        IncidentKind::ZoneOutage { .. } => "Zone outage",
        IncidentKind::CacheFlush => "Cache flush",
        IncidentKind::NullFeature => "Null feature",
        IncidentKind::ShiftFeature { .. } => "Feature shift",
        IncidentKind::ScaleFeature { .. } => "Unit change",
        IncidentKind::FreezeFeature => "Frozen feature",
        IncidentKind::ScrambleFeature => "Scrambled feature",
        IncidentKind::LateFeed { .. } => "Late feed",
        IncidentKind::DuplicateFeed => "Duplicate feed",
        IncidentKind::BadVersion { .. } => "Bad version",
        IncidentKind::VersionMismatch { .. } => "Version mismatch",
        IncidentKind::PriorShift { .. } => "Prior shift",
        IncidentKind::ConceptDrift { .. } => "Concept drift",
        IncidentKind::SpreadFeature { .. } => "Feature spread",
        IncidentKind::ShiftScore { .. } => "Score shift",
        IncidentKind::LoseLabels { .. } => "Lost labels",
        IncidentKind::BadTraining { .. } => "Bad training data",
    }
}

/// What a kind does, in one sentence.
#[must_use]
pub fn kind_summary(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Outage { .. } => "A node answers nothing.",
        IncidentKind::SlowDown { .. } => "A node takes longer for everything.",
        IncidentKind::TrafficSpike { .. } => "More requests come.",
        IncidentKind::PartialOutage { .. } => "Some of a node’s servers are gone.",
        IncidentKind::ErrorRate { .. } => "Some of what a node serves comes back as an error.",
        IncidentKind::ZoneOutage { .. } => "All nodes of a zone are down together.",
        IncidentKind::CacheFlush => "A cache forgets everything at once, at the start.",
        IncidentKind::NullFeature => "A feature arrives empty, and nothing complains.",
        IncidentKind::ShiftFeature { .. } => "A feature’s values move.",
        IncidentKind::ScaleFeature { .. } => "A feature arrives in another unit.",
        IncidentKind::FreezeFeature => "A feature keeps its values of the start, and ages.",
        IncidentKind::ScrambleFeature => "A feature’s values look alike but say nothing.",
        IncidentKind::LateFeed { .. } => "What a feed brings comes later than usual.",
        IncidentKind::DuplicateFeed => "A feed’s events come twice, and counts double.",
        IncidentKind::BadVersion { .. } => "A model answers with a worse version of itself.",
        IncidentKind::VersionMismatch { .. } => "Index and queries are of different versions.",
        IncidentKind::PriorShift { .. } => "Positives get more, or fewer.",
        IncidentKind::ConceptDrift { .. } => "What gave positives away no longer does.",
        IncidentKind::SpreadFeature { .. } => "A feature’s values scatter more.",
        IncidentKind::ShiftScore { .. } => "All scores come out higher, or lower.",
        IncidentKind::LoseLabels { .. } => "Labels of positives get lost, and count as negatives.",
        IncidentKind::BadTraining { .. } => "Versions trained meanwhile learn from broken data.",
    }
}

/// The number of a kind: its name, unit, range and step; kinds without one have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Name of the field.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Smallest and largest value allowed.
    pub range: (f64, f64),
    /// The value.
    pub value: f64,
}

/// The number of an incident.
#[must_use]
pub fn size(kind: IncidentKind) -> Option<Size> {
    let times = |value| Size { label: "Factor", unit: "×", range: (0.0, 1_000.0), value };
    let share = |label, value| Size { label, unit: "", range: (0.0, 1.0), value };
    Some(match kind {
        IncidentKind::Outage { .. }
        | IncidentKind::ZoneOutage { .. }
        | IncidentKind::CacheFlush
        | IncidentKind::NullFeature
        | IncidentKind::FreezeFeature
        | IncidentKind::DuplicateFeed
        | IncidentKind::ScrambleFeature => return None,
        IncidentKind::SlowDown { factor } => Size { range: (0.01, 1_000.0), ..times(factor) },
        IncidentKind::TrafficSpike { factor } | IncidentKind::PriorShift { factor } => {
            times(factor)
        }
        IncidentKind::SpreadFeature { factor } => Size { range: (0.01, 1_000.0), ..times(factor) },
        IncidentKind::LoseLabels { share: lost, .. } => share("Share lost", lost),
        IncidentKind::ScaleFeature { factor } => Size { range: (-1e6, 1e6), ..times(factor) },
        IncidentKind::PartialOutage { share: gone } => share("Share gone", gone),
        IncidentKind::ErrorRate { rate } => share("Share", rate),
        IncidentKind::VersionMismatch { recall } => share("Recall left", recall),
        IncidentKind::BadVersion { separation_kept }
        | IncidentKind::BadTraining { separation_kept } => {
            Size { range: (-1.0, 1.0), ..share("Separation kept", separation_kept) }
        }
        IncidentKind::LateFeed { by_s } => {
            Size { label: "Later by", unit: "s", range: (0.0, 1e9), value: by_s }
        }
        IncidentKind::ShiftFeature { shift } | IncidentKind::ShiftScore { shift } => {
            Size { label: "Shift", unit: "σ", range: (-100.0, 100.0), value: shift }
        }
        IncidentKind::ConceptDrift { degrees } => {
            Size { label: "Rotation", unit: "°", range: (0.0, 90.0), value: degrees }
        }
    })
}

/// The kind with another number, kept within its range.
#[must_use]
pub fn resize(kind: IncidentKind, value: f64) -> IncidentKind {
    let Some(size) = size(kind).filter(|_| value.is_finite()) else { return kind };
    let value = value.clamp(size.range.0, size.range.1);
    match kind {
        IncidentKind::SlowDown { .. } => IncidentKind::SlowDown { factor: value },
        IncidentKind::TrafficSpike { .. } => IncidentKind::TrafficSpike { factor: value },
        IncidentKind::PriorShift { .. } => IncidentKind::PriorShift { factor: value },
        IncidentKind::ScaleFeature { .. } => IncidentKind::ScaleFeature { factor: value },
        IncidentKind::PartialOutage { .. } => IncidentKind::PartialOutage { share: value },
        IncidentKind::ErrorRate { .. } => IncidentKind::ErrorRate { rate: value },
        IncidentKind::VersionMismatch { .. } => IncidentKind::VersionMismatch { recall: value },
        IncidentKind::BadVersion { .. } => IncidentKind::BadVersion { separation_kept: value },
        IncidentKind::LateFeed { .. } => IncidentKind::LateFeed { by_s: value },
        IncidentKind::ShiftFeature { .. } => IncidentKind::ShiftFeature { shift: value },
        IncidentKind::ConceptDrift { .. } => IncidentKind::ConceptDrift { degrees: value },
        IncidentKind::SpreadFeature { .. } => IncidentKind::SpreadFeature { factor: value },
        IncidentKind::ShiftScore { .. } => IncidentKind::ShiftScore { shift: value },
        IncidentKind::LoseLabels { only_positives, .. } => {
            IncidentKind::LoseLabels { share: value, only_positives }
        }
        IncidentKind::BadTraining { .. } => IncidentKind::BadTraining { separation_kept: value },
        unsized_kind => unsized_kind,
    }
}

/// How callers notice, of kinds that let them choose.
#[must_use]
pub fn mode(kind: IncidentKind) -> Option<OutageMode> {
    match kind {
        IncidentKind::Outage { mode } | IncidentKind::ZoneOutage { mode } => Some(mode),
        _ => None,
    }
}

/// The kind with another way for callers to notice.
#[must_use]
pub fn with_mode(kind: IncidentKind, mode: OutageMode) -> IncidentKind {
    match kind {
        IncidentKind::Outage { .. } => IncidentKind::Outage { mode },
        IncidentKind::ZoneOutage { .. } => IncidentKind::ZoneOutage { mode },
        other => other,
    }
}

/// Can it be done to real rows? They are what they are: only missing and moved columns can.
#[must_use]
pub fn fits_rows(kind: IncidentKind) -> bool {
    !matches!(
        kind,
        IncidentKind::DuplicateFeed
            | IncidentKind::ScaleFeature { .. }
            | IncidentKind::SpreadFeature { .. }
            | IncidentKind::ShiftScore { .. }
            | IncidentKind::FreezeFeature
            | IncidentKind::ScrambleFeature
            | IncidentKind::ConceptDrift { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_on_offer_once_under_its_own_name() {
        let mut labels: Vec<_> = KINDS.into_iter().map(kind_label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), KINDS.len());
        assert_eq!(KINDS[SILENT], IncidentKind::NullFeature);
    }

    #[test]
    fn a_number_stays_within_its_range_and_changes_its_kind_only() {
        for kind in KINDS {
            let large = resize(kind, f64::MAX);
            assert_eq!(kind_label(large), kind_label(kind));
            match (size(kind), size(large)) {
                (Some(size), Some(larger)) => assert_eq!(larger.value, size.range.1),
                (before, after) => assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn outages_have_a_mode_and_others_none() {
        let hangs = KINDS.map(|kind| mode(with_mode(kind, OutageMode::Hang)));
        assert_eq!(hangs.iter().flatten().count(), 2);
        assert!(hangs.iter().flatten().all(|mode| *mode == OutageMode::Hang));
    }
}
