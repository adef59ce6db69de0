//! Where the marks of a life stand: lanes, and groups of what would cover each other.

use windtunnel_design::Document;
use windtunnel_design::sim::lifecycle::Life;
use windtunnel_design::sim::lifecycle::result::{Fault, Mark, MarkKind};

use super::series::DAY;
use crate::core::format;
use crate::run::incidents;

/// Names of the lanes, from top to bottom; incidents stand above them.
pub const LANES: [&str; 5] = ["Detector", "Labels", "People", "Model", "Runbook"];

/// Marks of a kind this close, as a share of the axis, are one.
const CLOSE: f64 = 0.012;
/// Room that a mark takes, and one with its word.
const ROOM: f64 = 0.03;
const WORDY: f64 = 0.11;
/// Rows of a lane; what does not fit stands in the last.
const ROWS: usize = 3;
/// Sentences of a group that are told.
const TOLD: usize = 3;

/// Lane, shape and word of a kind; what begins and ends is drawn as a band.
#[must_use]
pub fn sign(kind: MarkKind) -> Option<(usize, &'static str, &'static str)> {
    Some(match kind {
        MarkKind::Starts | MarkKind::Ends => return None,
        MarkKind::Alert => (0, "▲", "alert"),
        MarkKind::FalseAlert => (0, "△", "false alert"),
        MarkKind::LabelsConfirm => (1, "✓", "confirmed"),
        MarkKind::Acknowledged => (2, "○", "seen"),
        MarkKind::Diagnosed => (2, "◇", "diagnosed"),
        MarkKind::FixLive => (2, "■", "fix live"),
        MarkKind::Trained => (3, "+", "trained"),
        MarkKind::Rejected => (3, "×", "rejected"),
        MarkKind::Canary => (3, "◐", "canary"),
        MarkKind::Live => (3, "★", "live"),
        MarkKind::RolledBack => (3, "↩", "rolled back"),
        MarkKind::Acts => (4, "▶", "acts"),
        MarkKind::ActsNoMore => (4, "▷", "back again"),
    })
}

/// Marks of one kind at about one time.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What they are.
    pub kind: MarkKind,
    /// When the first was, in seconds.
    pub at_s: f64,
    /// Where it stands on the axis, 0 to 1.
    pub at: f64,
    /// How many they are.
    pub count: usize,
    /// Row within the lane.
    pub row: usize,
    /// Is there room for a word beside the shape?
    pub has_room: bool,
    /// What happened, in sentences.
    pub text: String,
}

/// The groups of each lane, in order of time.
#[must_use]
pub fn lanes(document: &Document, life: &Life) -> Vec<Vec<Group>> {
    let whole_s = (f64::from(life.days) * DAY).max(1.0);
    let mut lanes: Vec<Vec<Group>> = vec![Vec::new(); LANES.len()];
    for mark in &life.marks {
        let Some((lane, ..)) = sign(mark.kind) else { continue };
        let at = (mark.at_s / whole_s).clamp(0.0, 1.0);
        let near = lanes[lane]
            .iter_mut()
            .rev()
            .take_while(|group| at - group.at < CLOSE)
            .find(|group| group.kind == mark.kind);
        if let Some(group) = near {
            group.count += 1;
            if group.count <= TOLD {
                group.text.push(' ');
                group.text.push_str(&sentence(document, mark));
            }
            continue;
        }
        lanes[lane].push(Group {
            kind: mark.kind,
            at_s: mark.at_s,
            at,
            count: 1,
            row: 0,
            has_room: false,
            text: sentence(document, mark),
        });
    }
    for groups in &mut lanes {
        settle(groups);
    }
    lanes
}

/// Rows, words, and how many there are.
fn settle(groups: &mut [Group]) {
    let spans: Vec<_> = groups.iter().map(|group| (group.at, group.at + ROOM)).collect();
    let rows = incidents::lanes(&spans);
    let mut next = [f64::INFINITY; ROWS];
    for (group, row) in groups.iter_mut().zip(rows).rev() {
        group.row = row.min(ROWS - 1);
        group.has_room = next[group.row] - group.at >= WORDY && group.at <= 1.0 - WORDY;
        next[group.row] = group.at;
        if group.count > TOLD {
            group.text = format!("{} of a kind from here on. {} …", group.count, group.text);
        }
    }
}

/// When, who and what: `day 31 02:24, Drift monitor, alert: Its value is 0.4.`
fn sentence(document: &Document, mark: &Mark) -> String {
    let mut words = vec![day_of(mark.at_s)];
    if !mark.node.is_empty() {
        words.push(document.label(&mark.node));
    }
    words.extend(sign(mark.kind).map(|(.., word)| word.to_owned()));
    format!("{}: {}", words.join(", "), mark.text)
}

/// A moment of a life: `day 31 02:24`, on the first day as well.
#[must_use]
pub fn day_of(at_s: f64) -> String {
    if at_s < DAY { format!("day 1 {}", format::clock(at_s)) } else { format::clock(at_s) }
}

/// An incident as a band.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Its id.
    pub id: String,
    /// Start and end on the axis, 0 to 1.
    pub span: (f64, f64),
    /// Row among the incidents.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// What came of it, in a sentence.
    pub text: String,
}

/// The incidents of a life as bands.
#[must_use]
pub fn bands(document: &Document, life: &Life) -> Vec<Band> {
    let whole_s = (f64::from(life.days) * DAY).max(1.0);
    let share = |at_s: f64| (at_s / whole_s).clamp(0.0, 1.0);
    let spans: Vec<_> =
        life.faults.iter().map(|fault| (share(fault.start_s), share(over_s(fault)))).collect();
    let rows = incidents::lanes(&spans);
    let band = |((fault, span), row): ((&Fault, &(f64, f64)), usize)| {
        let incident = document.incidents.get(&fault.incident);
        let name =
            incident.map_or_else(|| fault.incident.clone(), |i| incidents::short_name(document, i));
        let found = fault.time_to_detect_s.map_or_else(
            || "never detected".to_owned(),
            |s| {
                format!(
                    "detected after {} by {}",
                    format::duration_s(s),
                    who(document, &fault.detected_by)
                )
            },
        );
        let over = fault.time_to_recover_s.map_or_else(
            || "not over at the end".to_owned(),
            |s| format!("over after {}", format::duration_s(s)),
        );
        let (from, usd) = (day_of(fault.start_s), format::usd(fault.usd_lost));
        let text = format!("{name} from {from}: {found}, {over}, {usd} lost.");
        Band { id: fault.incident.clone(), span: *span, row, name, text }
    };
    life.faults.iter().zip(&spans).zip(rows).map(band).collect()
}

/// Who found something.
#[must_use]
pub fn who(document: &Document, by: &str) -> String {
    if document.nodes.contains_key(by) { document.label(by) } else { by.to_owned() }
}

/// Start of the incident that cost most, in seconds.
#[must_use]
pub fn costliest_s(life: &Life) -> Option<f64> {
    let most = life.faults.iter().max_by(|a, b| a.usd_lost.total_cmp(&b.usd_lost))?;
    Some(most.start_s)
}

/// When it was over: mended, or by itself.
fn over_s(fault: &Fault) -> f64 {
    fault.recovered_s.map_or(fault.end_s, |mended| mended.min(fault.end_s))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::fixture;

    #[test]
    fn marks_stand_in_their_lanes_with_a_sentence() {
        let lanes = lanes(&fixture::document(), &fixture::life());
        let counts: Vec<_> = lanes.iter().map(Vec::len).collect();
        assert_eq!(counts, [2, 0, 1, 1, 0]);
        let alert = &lanes[0][1];
        assert_eq!((alert.kind, alert.at), (MarkKind::Alert, 0.5));
        assert_eq!(alert.text, "day 31 00:00, monitor-1, alert: Its value is 0.4000.");
    }

    #[test]
    fn a_burst_of_alerts_is_one_mark_with_a_number() {
        let mut life = fixture::life();
        let alert = life.marks[2].clone();
        life.marks = (0..500)
            .map(|at| Mark { at_s: alert.at_s + f64::from(at) * 60.0, ..alert.clone() })
            .collect();
        life.marks.push(Mark { kind: MarkKind::FalseAlert, ..alert });
        let groups = lanes(&fixture::document(), &life).swap_remove(0);
        assert_eq!(groups.iter().map(|group| group.count).collect::<Vec<_>>(), [500, 1]);
        assert!(groups[0].text.starts_with("500 of a kind from here on. day 31"));
        assert_ne!(groups[0].row, groups[1].row, "shapes do not cover each other");
    }

    #[test]
    fn a_lane_never_grows_beyond_its_rows() {
        let mut life = fixture::life();
        let kinds = [MarkKind::Trained, MarkKind::Rejected, MarkKind::Canary, MarkKind::Live];
        life.marks = kinds
            .into_iter()
            .map(|kind| Mark { kind, at_s: 30.0 * DAY, ..life.marks[0].clone() })
            .collect();
        let groups = lanes(&fixture::document(), &life).swap_remove(3);
        assert_eq!(groups.iter().map(|group| group.row).collect::<Vec<_>>(), [0, 1, 2, 2]);
    }

    #[test]
    fn a_band_says_who_found_it_when_and_what_it_cost() {
        let life = fixture::life();
        let bands = bands(&fixture::document(), &life);
        // It would have lasted until day 50; somebody mended it on day 40.
        assert_eq!(bands[0].span, (20.0 / 60.0, 40.0 / 60.0));
        assert_eq!(
            bands[0].text,
            "Slow-down of Model server from day 21 00:00: detected after 10.0 days by monitor-1, \
             over after 20.0 days, $12,345 lost."
        );
        assert_eq!(costliest_s(&life), Some(20.0 * DAY));
    }

    #[test]
    fn every_kind_has_a_shape_of_its_own() {
        use MarkKind::*;
        let kinds = [
            Alert,
            FalseAlert,
            LabelsConfirm,
            Acknowledged,
            Diagnosed,
            FixLive,
            Trained,
            Rejected,
            Canary,
            Live,
            RolledBack,
            Acts,
            ActsNoMore,
        ];
        let shapes: std::collections::BTreeSet<_> =
            kinds.into_iter().filter_map(sign).map(|(_, shape, _)| shape).collect();
        assert_eq!(shapes.len(), kinds.len());
        assert_eq!(sign(Starts), None);
    }
}
