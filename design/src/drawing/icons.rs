//! Pictures of the kinds of node.
//!
//! Every one is drawn on 24 by 24 with a stroke of 1.75, round caps and joins. A few have filled
//! dots besides.

use windtunnel_sim::model::NodeKind;

/// A picture on a grid of 24 by 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Path data of the lines.
    pub stroke: &'static str,
    /// Path data of the filled dots; empty for most.
    pub fill: &'static str,
}

const fn lines(stroke: &'static str) -> Picture {
    Picture { stroke, fill: "" }
}

const fn dotted(stroke: &'static str, fill: &'static str) -> Picture {
    Picture { stroke, fill }
}

/// The picture of a kind.
#[must_use]
pub fn picture(kind: NodeKind) -> Picture {
    match kind {
        // Three streams that become one.
        NodeKind::Traffic => lines("M3 6h5.5l4.5 6-4.5 6H3M3 12h17.5M17.5 9l3 3-3 3"),
        // An arch to pass through.
        NodeKind::Gateway => lines(
            "M4.5 20.5v-9a7.5 7.5 0 0 1 15 0v9M2.5 20.5h4M17.5 20.5h4M8.5 14.5h7M13 12l2.5 2.5L13 17",
        ),
        // Two machines in a rack.
        NodeKind::Service => dotted(
            "M5.5 4h13A1.5 1.5 0 0 1 20 5.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 9.5v-4A1.5 1.5 0 0 1 5.5 4zM5.5 13h13a1.5 1.5 0 0 1 1.5 1.5v4a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-4A1.5 1.5 0 0 1 5.5 13zM12 7.5h4M12 16.5h4",
            "M6.7 7.5a1.15 1.15 0 1 0 2.3 0 1.15 1.15 0 1 0-2.3 0M6.7 16.5a1.15 1.15 0 1 0 2.3 0 1.15 1.15 0 1 0-2.3 0",
        ),
        // Shelves of values.
        NodeKind::FeatureStore => lines(
            "M4.5 6c0-1.7 3.4-3 7.5-3s7.5 1.3 7.5 3-3.4 3-7.5 3-7.5-1.3-7.5-3zM4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3",
        ),
        // Water that keeps coming.
        NodeKind::Feed => lines(
            "M3 7.5c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0M3 13c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0M3 18.5c1.5-2 3-2 4.5 0s3 2 4.5 0 3-2 4.5 0 3 2 4.5 0",
        ),
        // Inputs that meet in one score.
        NodeKind::Model => lines(
            "M3.2 6a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M3.2 18a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M16.2 12a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M9.7 12a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M7.2 7.6l3 2.9M7.2 16.4l3-2.9M14.3 12h1.9",
        ),
        // A list to tick off.
        NodeKind::Rules => lines(
            "M3.5 6.2 5.2 8l3.3-3.7M3.5 17.2 5.2 19l3.3-3.7M12 6.5h8.5M12 12h8.5M12 17.5h8.5M4 12h3.5",
        ),
        // One way, and another.
        NodeKind::Fallback => lines(
            "M3 12h4.5l5-6h8M17.5 3l3 3-3 3M7.5 12l1.6 2M11 16.2l1.5 1.8h2M17 18h3.5M17.5 15l3 3-3 3",
        ),
        // A decision to make.
        NodeKind::Policy => lines(
            "M11 3.4a1.4 1.4 0 0 1 2 0l7.6 7.6a1.4 1.4 0 0 1 0 2L13 20.6a1.4 1.4 0 0 1-2 0L3.4 13a1.4 1.4 0 0 1 0-2zM8.7 12.2l2.3 2.3 4.3-4.7",
        ),
        // Two people.
        NodeKind::Reviewers => lines(
            "M5.5 8A3.5 3.5 0 1 0 12.5 8 3.5 3.5 0 1 0 5.5 8M2.5 20c0-3.5 2.8-5.8 6.5-5.8s6.5 2.3 6.5 5.8M15.5 4.7a3.4 3.4 0 0 1 0 6.6M18 14.7c2.2.8 3.5 2.7 3.5 5.3",
        ),
        // A flag at the end of the way.
        NodeKind::Sink => lines("M5.5 21V3.8M5.5 4.8c4.5-2.6 9 2.6 14 0v9.4c-5 2.6-9.5-2.6-14 0"),
        // A tag.
        NodeKind::Labels => dotted(
            "M3.5 5A1.5 1.5 0 0 1 5 3.5h6.4a1.5 1.5 0 0 1 1.1.4l7.6 7.6a1.5 1.5 0 0 1 0 2.1l-6.5 6.5a1.5 1.5 0 0 1-2.1 0l-7.6-7.6a1.5 1.5 0 0 1-.4-1.1z",
            "M6.8 8.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0",
        ),
        // An eye that watches.
        NodeKind::Monitor => lines(
            "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM9.2 12a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0",
        ),
        // Two pans on a beam.
        NodeKind::Balancer => lines(
            "M12 4v16M8 20h8M5 7h14M5 7l-2.6 6a2.9 2.9 0 0 0 5.2 0zM19 7l-2.6 6a2.9 2.9 0 0 0 5.2 0z",
        ),
        // A box that keeps things.
        NodeKind::Cache => lines(
            "M4.5 4.5h15A1 1 0 0 1 20.5 5.5v3h-17v-3A1 1 0 0 1 4.5 4.5zM5 8.5v9.5A1.5 1.5 0 0 0 6.5 19.5h11a1.5 1.5 0 0 0 1.5-1.5V8.5M9.5 12.5h5",
        ),
        // One that calls three at once.
        NodeKind::FanOut => dotted(
            "M3 12h13.5M7.5 12 12 6h4.5M7.5 12 12 18h4.5",
            "M16.7 6a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M16.7 12a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0M16.7 18a1.7 1.7 0 1 0 3.4 0 1.7 1.7 0 1 0-3.4 0",
        ),
        // A pipe of three pieces.
        NodeKind::Pipeline => lines(
            "M3 9.5h3.5M3 14.5h3.5M6.5 7h2.6v10H6.5zM9.1 9.5h5.8M9.1 14.5h5.8M14.9 7h2.6v10h-2.6zM17.5 9.5H21M17.5 14.5H21",
        ),
        // A day in the calendar.
        NodeKind::BatchJob => lines(
            "M5.5 5.5h13A1.5 1.5 0 0 1 20 7v11.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V7a1.5 1.5 0 0 1 1.5-1.5zM4 10h16M8 3.5v4M16 3.5v4M10 13l4 2.2-4 2.2z",
        ),
        // A list made by night.
        NodeKind::BatchScorer => lines(
            "M4 5.5h9M4 10h6.5M4 14.5h5M4 19h6.5M20.5 16.4A5.2 5.2 0 1 1 14.6 9.4a4.3 4.3 0 0 0 5.9 7z",
        ),
        // A chip with its pins.
        NodeKind::Edge => lines(
            "M8 5.5h8A2.5 2.5 0 0 1 18.5 8v8a2.5 2.5 0 0 1-2.5 2.5H8A2.5 2.5 0 0 1 5.5 16V8A2.5 2.5 0 0 1 8 5.5zM9.5 2.5v3M14.5 2.5v3M9.5 18.5v3M14.5 18.5v3M2.5 9.5h3M2.5 14.5h3M18.5 9.5h3M18.5 14.5h3M10 10h4v4h-4z",
        ),
        // Words with a spark.
        NodeKind::Llm => lines(
            "M5.5 4.5h13a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H12l-5 4v-4H5.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM12 7.2l1 2.3 2.3 1-2.3 1-1 2.3-1-2.3-2.3-1 2.3-1z",
        ),
        // Looking closely at some of many.
        NodeKind::Retrieval => dotted(
            "M3.5 10.5a7 7 0 1 0 14 0 7 7 0 1 0-14 0M20.5 20.5l-5-5",
            "M6.7 10.5a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0M11 8.2a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0M11 12.8a1.2 1.2 0 1 0 2.4 0 1.2 1.2 0 1 0-2.4 0",
        ),
        // The best on top.
        NodeKind::Ranker => {
            lines("M4 5.5h16M4 10h12M4 14.5h8M4 19h4.5M18 12.5v7M15.3 16.8l2.7 2.7 2.7-2.7")
        }
        // A book that is written in.
        NodeKind::PredictionLog => lines(
            "M6.5 3.5H18a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H6.5A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1.5-1.5zM5 17.5h14M9 8h6.5M9 12h4.5",
        ),
        // Round and round, upwards.
        NodeKind::Training => {
            lines("M19.5 12a7.5 7.5 0 1 1-2.4-5.5M19.5 3.5v4.3h-4.3M8.5 14.5l2.5-3 2 1.7 2.8-3.7")
        }
        // Boxes with numbers.
        NodeKind::Registry => lines("M12 3 4.5 7v10L12 21l7.5-4V7zM4.5 7l7.5 4 7.5-4M12 11v10"),
        // Two ways.
        NodeKind::Experiment => lines(
            "M4 12h4.5M8.5 12c4 0 3.5-5.5 8-5.5h3M8.5 12c4 0 3.5 5.5 8 5.5h3M17 4l2.5 2.5L17 9M17 15l2.5 2.5L17 20",
        ),
        // A telephone.
        NodeKind::OnCall => lines(
            "M7 3.5 9.5 4l1.3 4-2 1.6a12 12 0 0 0 5.6 5.6l1.6-2 4 1.3.5 2.5a2 2 0 0 1-2 2.5C11 19.5 4.5 13 4.5 5.5a2 2 0 0 1 2.5-2z",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_picture_of_its_own_made_of_path_letters() {
        let mut seen = Vec::new();
        for kind in NodeKind::ALL {
            let picture = picture(kind);
            for data in [picture.stroke, picture.fill] {
                assert!(data.is_empty() || data.starts_with('M'), "{kind:?}");
                let known = |c: char| "MmLlHhVvCcSsQqAaZz0123456789.- ".contains(c);
                assert!(data.chars().all(known), "{kind:?}");
            }
            assert!(!seen.contains(&picture), "{kind:?}");
            seen.push(picture);
        }
    }
}
